"""Which office a received workbook is from: by the form's own identity, never by who mailed it.

The sender is only compared with the roster's e-mail addresses, and what is odd is remarked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from macros.campaign.ledger import Received
from macros.jobs import UNWATCHED, Watch
from macros.post.outbox.addresses import emails
from macros.tasks import check
from scoring.catalogue import Language
from scoring.roster import Entry, Roster
from scoring.scorecard import Office
from workbook.collection.checked import Checked
from workbook.collection.proof import Sender
from workbook.intake.check import Terms

Oddity = Literal["sender-of-another-office", "sender-elsewhere"]
_SENTENCES: Mapping[Oddity, Mapping[Language, str]] = {
    "sender-of-another-office": {
        "zh-TW": "是「{office}」的表，寄件人 {sender} 在名冊屬於「{other}」",
        "en": "the form is of “{office}”; by the roster the sender {sender} is of “{other}”",
    },
    "sender-elsewhere": {
        "zh-TW": "是「{office}」的表，寄件人 {sender} 的網域與名冊的 {email} 不同",
        "en": "the form is of “{office}”; the sender {sender} is not of the domain of its {email}",
    },
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd about a sender: for information, it decides nothing."""

    code: Oddity
    office: str
    sender: str
    email: str = ""
    other: str = ""

    def message(self, language: Language = "zh-TW") -> str:
        """Say what is odd, in one sentence."""
        return _SENTENCES[self.code][language].format(
            office=self.office, sender=self.sender, email=self.email, other=self.other
        )


@dataclass(frozen=True)
class Origin:
    """A received workbook, what it is, and what is odd about its sender, if anything."""

    received: Received
    checked: Checked
    remark: Remark | None = None

    @property
    def office(self) -> Office:
        """The office by the form's identity; a nameless one where it is none of our forms."""
        return self.checked.office


def origins(
    inbox: Path,
    records: Sequence[Received],
    terms: Terms,
    *,
    roster: Roster | None = None,
    watch: Watch = UNWATCHED,
) -> tuple[Origin, ...]:
    """Return the office of each record, in their order; each file is read once, however often it came."""
    paths = list(dict.fromkeys(inbox / record.path for record in records))
    files = {Path(each.path): each for each in check(paths, terms, watch)}
    return tuple(
        Origin(record, checked, remark_on(record, checked.office, roster))
        for record in records
        if (checked := files.get(inbox / record.path))
    )


def remark_on(record: Received, office: Office, roster: Roster | None) -> Remark | None:
    """Return what is odd about who mailed an office's form; None where nothing is, or nothing is known."""
    sender = record.mail.sender.casefold() if record.mail else ""
    if roster is None or not office.name or "@" not in sender:
        return None
    own = next(iter(_entries_of(roster, office)), None)
    known = emails(own.email) if own else frozenset()
    if own is None or sender in known | emails(";".join(own.cc)):
        return None
    other = next((each for each in roster.entries if sender in emails(each.email)), None)
    if other is not None:
        return Remark("sender-of-another-office", office.name, sender, own.email, other.office.name)
    if known and not any(_is_of_domain(sender, email) for email in known):
        return Remark("sender-elsewhere", office.name, sender, own.email)
    return None


@dataclass(frozen=True, slots=True)
class Who:
    """Whose address mailed a file, by the roster; ``other`` is the office, where it is another's."""

    whose: Sender
    address: str = ""
    other: str = ""


def sender_of_office(records: Sequence[Received], office: Office, roster: Roster) -> Who:
    """Tell whose address mailed an office's file.

    It is the office's own where any of the mails came from that; another's only where every record of the
    file is a mail from such an address.
    """
    senders = [record.mail.sender.casefold() if record.mail else "" for record in records]
    own = next(iter(_entries_of(roster, office)), None)
    known = emails(own.email) | emails(";".join(own.cc)) if own else frozenset()
    mailed = [sender for sender in senders if sender]
    if not mailed:
        return Who("none")
    first = next((sender for sender in mailed if sender in known), None)
    if first:
        return Who("own", first)
    others = [
        next((entry.office.name for entry in roster.entries if sender in emails(entry.email)), "")
        for sender in senders
    ]
    if own and all(others):
        return Who("other", senders[0], others[0])
    return Who("unknown", mailed[0])


def _entries_of(roster: Roster, office: Office) -> Iterator[Entry]:
    found = roster.find(office)
    return (entry for entry in roster.entries if entry.office == found)


def _is_of_domain(sender: str, email: str) -> bool:
    """Tell whether two addresses are of one domain, or the sender's of one beneath it."""
    theirs, ours = sender.rpartition("@")[2], email.rpartition("@")[2]
    return theirs == ours or theirs.endswith(f".{ours}")
