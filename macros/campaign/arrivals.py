"""When what came in came, by the record of it: whatever became of the files in the inbox since."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from macros.campaign.ledger import Entry, Received


def first_came(entries: Iterable[Entry]) -> Mapping[str, datetime]:
    """Return when each content first came, by its SHA-256.

    It is the date of the first mail that brought it, or when it was collected, whichever was earlier: that
    the same bytes came once more, by whomever, or were moved about here, makes them no later.
    """
    found: dict[str, list[Received]] = {}
    for entry in entries:
        if isinstance(entry, Received):
            found.setdefault(entry.sha256, []).append(entry)
    return {sha256: _first(records) for sha256, records in found.items()}


def first_mailed(records: Sequence[Received]) -> datetime | None:
    """Return when the first mail that brought a file, of those with a date, was sent.

    In which order the mails lie in the inbox, or were taken in, says nothing.
    """
    return min((date for date in map(_sent, records) if date), default=None)


def _first(records: Sequence[Received]) -> datetime:
    taken_in, mailed = min(map(collected, records)), first_mailed(records)
    return min(mailed, taken_in) if mailed else taken_in


def _sent(record: Received) -> datetime | None:
    """Return when a mail was sent, by its own date; a date still to come counts as when it was collected.

    Its sender's clock is wrong, and it would make every later mail of the office count for nothing.
    """
    date = record.mail.date if record.mail else None
    return min(date.astimezone(), collected(record)) if date else None


def collected(record: Received) -> datetime:
    """Return when a file was taken in, by this machine's clock."""
    return datetime.fromisoformat(record.collected).astimezone()
