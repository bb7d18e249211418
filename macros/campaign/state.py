"""The state of a campaign by what has come in: each office, the file that counts, and what is wrong.

Nothing is kept of it: it is made anew from the inbox each time, so that it cannot be out of date.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from macros.campaign.collecting import collect, received_by_path, without_workbook
from macros.campaign.folder import Campaign
from macros.campaign.ledger import PassedOver, Received
from macros.files import hold_name
from macros.jobs import UNWATCHED, Watch
from macros.tasks import check
from scoring.errors import KaoheError
from workbook.collection.checked import Checked, Delivery
from workbook.collection.selection import Collection, select
from workbook.intake.check import Terms


@dataclass(frozen=True)
class State:
    """What has come in to a campaign, checked. ``records`` tell how each file was received, by its path,
    earliest first; ``formless`` is what came without a workbook in it, by its path in the inbox."""

    campaign: Campaign
    collection: Collection
    records: Mapping[str, tuple[Received, ...]]
    formless: Mapping[str, tuple[PassedOver, ...]]

    @property
    def deliveries(self) -> Mapping[str, Delivery]:
        """The first mail that brought each file, by the file's path; without those that no mail brought."""
        found = {path: [r.mail for r in records if r.mail] for path, records in self.records.items()}
        return {path: Delivery(mails[0].date, mails[0].sender) for path, mails in found.items() if mails}

    def received(self, checked: Checked) -> datetime | None:
        """Return when a file came: the first mail's date, else when it was collected."""
        return self.mailed(checked) or min(map(collected, self.records.get(checked.path, ())), default=None)

    def came(self, checked: Checked) -> float:
        """Return when a file came, to order files by: seconds since 1970, 0 where nobody knows."""
        moment = self.received(checked)
        return moment.timestamp() if moment else 0.0

    @property
    def strays(self) -> list[Checked]:
        """The files that do not say whose they are."""
        return [checked for checked in self.collection.files if self.collection.is_nobodys(checked)]

    def mailed(self, checked: Checked) -> datetime | None:
        """Return when the first mail that brought a file was sent; None where none did, or it bears no
        date."""
        dates = map(_sent, self.records.get(checked.path, ()))
        return min((date for date in dates if date), default=None)


def gather(
    campaign: Campaign,
    *,
    password: str | None = None,
    prefer: Sequence[Path] = (),
    watch: Watch = UNWATCHED,
) -> State:
    """Take in what lies in the inbox, then check and select.

    ``prefer`` are files that a person has chosen, among several of an office. Raises KaoheError where
    the key is gone, the inbox cannot be used or a preferred file is none of those received,
    CancelledError when asked to stop.
    """
    key = campaign.key()
    collect(campaign.inbox, watch=Watch(cancelled=watch.cancelled))
    by_path = {str(path): records for path, records in received_by_path(campaign.inbox).items()}
    preferred = _preferred(prefer, by_path)
    terms = Terms(key, only_this_key=True, rubric=campaign.rubric, password=password)
    files = check([Path(path) for path in by_path], terms, watch)
    dated = [_dated(checked, by_path[checked.path]) for checked in files]
    collection = select(campaign.rubric, dated, campaign.roster, preferred)
    return State(campaign, collection, by_path, without_workbook(campaign.inbox))


def _preferred(prefer: Sequence[Path], received: Iterable[str]) -> frozenset[str]:
    """Return the paths as the records have them, whichever way a person has written them."""
    known = {Path(path).resolve(): path for path in received}
    for path in prefer:
        hold_name(path)
        if path.resolve() not in known:
            raise KaoheError(
                f"{path} 不是 inbox 收到的評分表；請照 kaohe check 列出的路徑指定 --prefer",
                f"{path} is none of the forms received; name one with --prefer as kaohe check lists it",
            )
    return frozenset(known[path.resolve()] for path in prefer)


def _dated(checked: Checked, records: Sequence[Received]) -> Checked:
    """Give a mailed file the time of its mail.

    When it was stored here says nothing of which of two is the later.
    """
    dates = [date for date in map(_sent, records) if date]
    return replace(checked, file_time=max(dates).timestamp()) if dates else checked


def _sent(record: Received) -> datetime | None:
    """Return when a mail was sent, by its own date; a date still to come counts as when it was collected.

    Its sender's clock is wrong, and it would make every later mail of the office count for nothing.
    """
    date = record.mail.date if record.mail else None
    return min(date.astimezone(), collected(record)) if date else None


def collected(record: Received) -> datetime:
    """Return when a file was taken in, by this machine's clock."""
    return datetime.fromisoformat(record.collected).astimezone()
