"""A campaign as a source of forms: what came in, and ``summary/總表.xlsx`` where it is merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from macros.campaign.folder import Campaign
from macros.campaign.state import State, gather
from macros.jobs import UNWATCHED, Watch
from macros.merging import NO_EXPORTS, Exports, Gathered, Outputs
from workbook.collection.checked import Checked


@dataclass(frozen=True)
class CampaignFiles:
    """What was received in a campaign, to be checked or merged. ``password`` opens encrypted files."""

    campaign: Campaign
    password: str | None = None

    @property
    def previous(self) -> Path | None:
        return self.campaign.previous

    def check(self, watch: Watch = UNWATCHED) -> Sequence[Checked]:
        """Take in what is new, then check everything. Raises as `gather` does."""
        return self.state(watch=watch).collection.files

    def state(self, prefer: Sequence[Path] = (), watch: Watch = UNWATCHED) -> State:
        """Take in what is new and return what it comes to. Raises as `gather` does."""
        return gather(self.campaign, password=self.password, prefer=prefer, watch=watch)

    def gather(
        self,
        prefer: Sequence[Path],
        outputs: Sequence[Path],  # noqa: ARG002  the inbox's record has no outputs in it
        watch: Watch,
    ) -> Gathered:
        """Take in what is new, check everything and select one form an office. Raises as `gather` does."""
        state = self.state(prefer, watch)
        return Gathered(state.collection, state.deliveries)

    def outputs(self, exports: Exports = NO_EXPORTS) -> Outputs:
        """Return the campaign's own consolidated workbook, which each merge replaces; the one before is
        kept."""
        return Outputs(self.campaign.summary_file, exports, force=True, keeps_old=True)
