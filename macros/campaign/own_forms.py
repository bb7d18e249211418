"""Forms that headquarters itself sent and that lie in the inbox: its own copies, and what bounced.

They are no answers: the office has sent nothing yet.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from macros.campaign.folder import Campaign
from macros.campaign.issued import on_record
from macros.campaign.ledger import PassedOver, Received
from scoring import plain_file
from scoring.findings import Finding
from scoring.scorecard import Answer, Scorecard
from workbook.collection.checked import Checked
from workbook.collection.proof import ORIGIN

if TYPE_CHECKING:
    from macros.campaign.origins import Origin

_NOTHING = Answer()


def issued(campaign: Campaign) -> frozenset[str]:
    """Return the SHA-256 of every form that went out, by the journal and by the files that are there."""
    return frozenset(_issued(campaign))


def is_own(checked: Checked, sent: frozenset[str]) -> bool:
    """Tell whether a file is a form as headquarters sent it, or one with nothing filled in."""
    return checked.sha256 in sent or is_blank(checked)


def is_blank(checked: Checked) -> bool:
    """Tell whether a file is a form of this campaign in which nobody wrote anything."""
    return (
        checked.rubric is not None
        and checked.identity is not None
        and not any(_is_of_something(finding) for finding in checked.findings)
        and _says_nothing(checked.scorecard)
    )


def _is_of_something(finding: Finding) -> bool:
    """Tell whether a finding is about more than that something is missing."""
    is_missing = finding.code.endswith("-missing")
    return finding.code in ORIGIN or (finding.severity == "error" and not is_missing)


def _says_nothing(scorecard: Scorecard) -> bool:
    header = scorecard.header
    return (
        all(answer == _NOTHING for answer in scorecard.answers.values())
        and not header.days
        and not any((*header.unread.values(), *header.texts.values()))
    )


def parted(
    campaign: Campaign | None, found: "Sequence[Origin]"
) -> "tuple[tuple[Origin, ...], tuple[PassedOver, ...]]":
    """Part what was collected: the answers, and what headquarters itself sent, to be told as passed over."""
    sent = issued(campaign) if campaign else frozenset()
    own = [each for each in found if campaign and is_own(each.checked, sent)]
    others = tuple(each for each in found if each not in own)
    return others, tuple(passed(each.received for each in own))


def passed(records: Iterable[Received]) -> Iterator[PassedOver]:
    """Yield that a form as issued was passed over, for each time that it came."""
    for each in records:
        yield PassedOver(
            each.name,
            "as-issued",
            each.source,
            each.source_sha256,
            each.containers,
            each.mail,
            each.collected,
        )


def _issued(campaign: Campaign) -> Iterator[str]:
    yield from on_record(campaign)
    for path in (*campaign.outbox.glob("*.xlsx"), *campaign.returned.glob("*.xlsx")):
        try:
            yield hashlib.sha256(plain_file.content(path)).hexdigest()
        except (OSError, ValueError):
            continue
