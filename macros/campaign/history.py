"""What letters went out, by the journals of a campaign: outbox/sent.jsonl and returned/returned.jsonl."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from macros.campaign import journal
from macros.campaign.folder import Campaign
from macros.files import unwritable
from scoring import plain_file
from scoring.errors import KaoheError
from scoring.scorecard import Office
from templates.letters import KINDS, Kind

SENT, RETURNED = journal.SENT, journal.RETURNED
FORM = "form"
"""The kind of a line that tells of a form that was made, not of a letter; both journals have both."""
Deed = Literal["sent", "drafted", "failed", "unknown"]
"""sent: the server took it; drafted: a draft was written; failed: the server refused it; unknown: the
server did not answer."""
_DEEDS = get_args(Deed)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a journal: what was done with a letter to an office, and when (local time, ISO 8601).

    ``once`` is what is done once an office: letters of the same are the same letter. ``draft`` is its
    file as from the campaign's folder, with ``/``, and ``sha256`` that of the draft as it was written.
    """

    kind: Kind
    deed: Deed
    office: str
    name: str
    once: str
    at: str
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    server: str = ""
    draft: str = ""
    sha256: str = ""
    reason: str = ""
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def moment(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.at).astimezone()


@dataclass(frozen=True, slots=True)
class Letters:
    """When an office was last written to. Drafts are not letters: only a person knows what became of
    them, so that ``drafted`` stands beside ``sent``."""

    drafted: datetime.datetime | None = None
    sent: datetime.datetime | None = None
    returned: datetime.datetime | None = None
    reminded: datetime.datetime | None = None

    def went_back_on(self, day: datetime.date) -> bool:
        """Tell whether an office was told on this day what to correct: then it need not be reminded as
        well."""
        return self.returned is not None and self.returned.date() == day


NO_LETTERS = Letters()


def events(path: Path) -> Iterator[Event]:
    """Yield every line of a journal of letters that can be understood, in order."""
    for entry in journal.entries(path):
        event = _event(entry)
        if event is not None:
            yield event


def hold_whole(path: Path) -> None:
    """Raise KaoheError where a line of a journal of letters cannot be understood, for a letter that it tells
    of would be sent a second time. What a run was cut off in is no line, and tells of nothing."""
    try:
        stream = plain_file.opened(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise unwritable(path, error) from None
    with stream:
        for number, (_, line) in enumerate(journal.lines(stream), start=1):
            if not line.strip() or journal.is_torn(line):
                continue
            entry = journal.entry_of(line)
            is_of_a_form = entry is not None and entry.get("kind") == FORM
            if entry is None or not (is_of_a_form or _event(entry)):
                raise KaoheError(
                    f"{path} 第 {number} 行看不懂，無法得知哪些信已經寄過，沒有寄出任何信；"
                    "請還原這一行，或刪去它（那封信可能會再寄一次）",
                    f"line {number} of {path} cannot be understood, so which letters were sent is unknown,"
                    " and none was; restore the line, or delete it (its letter may then be sent again)",
                )


def add(path: Path, event: Event) -> None:
    """Put a letter on record, safely on disk when this returns. Raises OutputError."""
    journal.add(path, asdict(event))


def written_at(campaign: Campaign) -> dict[str, Office]:
    """Return the offices that letters went to, by the address: it may have left the roster since."""
    return {
        email.casefold(): Office(event.office, event.name)
        for path in (campaign.outbox / SENT, campaign.returned / RETURNED)
        for event in events(path)
        for email in (*event.to, *event.cc)
    }


def letters(campaign: Campaign) -> Mapping[str, Letters]:
    """Return when each office was last written to, by its code."""
    found: dict[str, Letters] = {}
    for path in (campaign.outbox / SENT, campaign.returned / RETURNED):
        for event in events(path):
            before = found.get(event.office, NO_LETTERS)
            found[event.office] = _with(before, event)
    return found


def _with(before: Letters, event: Event) -> Letters:
    """Add a letter to an office's dates; a reminder counts from its draft on, for it is made once a day."""
    if event.deed not in {"sent", "drafted"}:
        return before
    moment = event.moment
    match event.kind:
        case "send":
            is_sent = event.deed == "sent"
            return replace(before, sent=moment) if is_sent else replace(before, drafted=moment)
        case "remind" | "remind-correction":
            return replace(before, reminded=moment)
        case "return" | "unread" | "ask":
            return replace(before, returned=moment)
    return before


def _event(entry: Mapping[str, Any]) -> Event | None:
    """Return what a line says; None where it says something else."""
    try:
        known = {each.name for each in fields(Event)}  # a later version may write more
        texts = {key: value for key, value in entry.items() if key in known and isinstance(value, str)}
        lists = {key: tuple(str(each) for each in entry.get(key, ())) for key in ("to", "cc")}
        refused = tuple((str(who), str(why)) for who, why in entry.get("refused", ()))
        # What is no kind or deed is refused below.
        event = Event(**{**texts, **lists, "refused": refused})  # type: ignore[arg-type]
        _ = event.moment
    except (TypeError, ValueError, ArithmeticError, OSError):  # a moment at the ends of time among them
        return None
    return event if event.kind in KINDS and event.deed in _DEEDS else None
