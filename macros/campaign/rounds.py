"""The forms that went back to offices, by returned/returned.jsonl: which file each answers, and until when
the office has time."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from macros.campaign import history, journal
from macros.campaign.cases import Case, Why
from macros.campaign.folder import Campaign
from macros.campaign.history import RETURNED
from scoring.scorecard import Office
from scoring.values import office_key

_MAX_ROUND = 1_000_000
NAMED: Mapping[Why, str] = {"return": "待更正", "unread": "新表", "ask": "待補充"}
"""What a form's name says of why it went back."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that was made to answer an office's files, which are told by their SHA-256. ``path`` is
    relative to ``returned/``; ``round`` counts the office's answers from 1. ``due`` is the last day on which
    the office's correction is in time (ISO 8601) and ``sha256`` the form's own; both are empty where an
    earlier version of this program made it."""

    code: str
    office: str
    why: Why
    files: tuple[str, ...]
    round: int
    path: str
    issue: str
    made: str
    due: str = ""
    sha256: str = ""

    @property
    def day(self) -> date | None:
        """The last day on which the correction is in time; None where none was set."""
        return date.fromisoformat(self.due) if self.due else None

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made).astimezone()

    @property
    def once(self) -> str:
        """What letters with this form are told by in the journal."""
        return f"{self.why} {PurePath(self.path).stem}"

    def is_of(self, office: Office) -> bool:
        """Tell whether it went to this office: by the code, or by the name where neither has one."""
        if office.code or self.code:
            return self.code == office.code
        return office_key(self.office) == office_key(office.name)


def returned(campaign: Campaign) -> Iterator[Returned]:
    """Yield every form on record, in the order in which they were made; of each what was recorded last."""
    found: dict[str, Returned] = {}
    for entry in journal.entries(campaign.returned / RETURNED):
        line = _read(entry)
        if line:
            found[line.path] = line
    yield from found.values()


def put_on_record(campaign: Campaign, line: Returned) -> None:
    """Add a form to the record, safely on disk when this returns. Raises OutputError."""
    journal.add(campaign.returned / RETURNED, {"kind": history.FORM, **asdict(line)})


def told(campaign: Campaign) -> list[Returned]:
    """Return the forms with which their offices were written to; a draft counts, for only a person knows
    what became of it."""
    done = {
        (event.office, event.once)
        for event in history.events(campaign.returned / RETURNED)
        if event.deed in {"sent", "drafted"}
    }
    return [line for line in returned(campaign) if any(_is_with(once, line) for once in _of(done, line))]


def answer_to(case: Case, lines: list[Returned]) -> Returned | None:
    """Return the latest form among ``lines`` that answers any of a case's files; None where none does."""
    files = {checked.sha256 for checked in case.files}
    own = [line for line in lines if line.why == case.why and not files.isdisjoint(line.files)]
    return own[-1] if own else None


def _of(done: set[tuple[str, str]], line: Returned) -> Iterator[str]:
    return (once for code, once in done if code == line.code)


def _is_with(once: str, line: Returned) -> bool:
    """Tell whether a letter was about this form; one with a note of its own has more behind its key."""
    return once == line.once or once.startswith(f"{line.once} ")


def _read(entry: Mapping[str, Any]) -> Returned | None:
    """Return a line as it was written; None where it is another kind's or was damaged."""
    try:
        texts = {key: value for key, value in entry.items() if isinstance(value, str)}
        if texts.pop("kind") != history.FORM or texts["why"] not in NAMED:
            return None
        path = texts["path"]
        if Path(path).name != path or not path.endswith(".xlsx") or "\0" in path:
            return None
        files, number = tuple(map(str, entry["files"])), int(entry["round"])
        if not 0 < number <= _MAX_ROUND:
            return None
        # That "why" is one of ours was looked at above.
        line = Returned(**texts, files=files, round=number)  # type: ignore[arg-type]
        _ = line.day, line.moment
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
    return line
