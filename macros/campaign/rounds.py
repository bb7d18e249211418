"""The forms that went back to offices, by returned/returned.jsonl: which file each answers, and until when
the office has time."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from macros.campaign import history, journal
from macros.campaign.cases import Case, Why
from macros.campaign.folder import Campaign
from macros.campaign.history import RETURNED
from macros.file_names import argument
from scoring.errors import KaoheError, Sentence
from scoring.scorecard import Office
from scoring.values import day_text, office_key

_MAX_ROUND = 1_000_000
NAMED: Mapping[Why, str] = {"return": "待更正", "unread": "新表", "ask": "待補充"}
"""What a form's name says of why it went back."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that was made to answer an office's files, which are told by their SHA-256. ``path`` is
    relative to ``returned/``; ``round`` counts the office's answers from 1. ``due`` is the last day on which
    the office's correction is in time (ISO 8601) and ``sha256`` the form's own; both are empty where an
    earlier version of this program made it. ``note`` is a person's, as it stands in the letter."""

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
    note: str = ""

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
        """Tell whether it went to this office: by the code or by the name, of which either may have changed
        in the roster since."""
        return is_same(Office(self.code, self.office), office)


def is_same(one: Office, other: Office) -> bool:
    """Tell whether two records are of one office: by the code, or by the name."""
    if one.code and one.code == other.code:
        return True
    return bool(one.name) and office_key(one.name) == office_key(other.name)


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


def changed(folder: Path, line: Returned) -> KaoheError:
    """Say that a form that went back is not as it was made, or gone; ``folder`` is where it stands."""
    path, who = folder / line.path, argument(line.code or line.office)
    if path.exists():
        return KaoheError(
            f"{path} 做好後改過，沒有寄出；請執行 kaohe return --again --office {who} 重做（會取代這個檔案）",
            f"{path} was changed since it was made, and is not sent; make it again, in place of this file,"
            f" with kaohe return --again --office {who}",
        )
    return KaoheError(
        f"{path} 不見了；請執行 kaohe return --again --office {who} 重做",
        f"{path} is gone; make it again with kaohe return --again --office {who}",
    )


def kept(line: Returned, day: date) -> Sentence:
    """Say that an office was told another day before."""
    who = argument(line.code or line.office)
    return Sentence(
        f"先前已退回，補正期限 {day_text(day)} 不變；要延後請執行 kaohe extend 日期 --office {who}",
        f"its form went back before, to be corrected by {day_text(day, 'en')}, which stays; to move that run"
        f" kaohe extend DATE --office {who}",
    )


def replaced(note: str) -> Sentence:
    """Say that a letter takes the place of a draft with another note."""
    return Sentence(
        f"附言換了，取代先前的草稿；先前的附言是「{note}」",
        f"has another note, and takes the place of the draft before; its note was “{note}”",
    )


def _of(done: set[tuple[str, str]], line: Returned) -> Iterator[str]:
    return (once for code, once in done if code == line.code)


def _is_with(once: str, line: Returned) -> bool:
    """Tell whether a letter was about this form; one with a note of its own has more behind its key."""
    return once == line.once or once.startswith(f"{line.once} ")


def _read(entry: Mapping[str, Any]) -> Returned | None:
    """Return a line as it was written; None where it is another kind's or was damaged."""
    try:
        known = {each.name for each in fields(Returned)} | {"kind"}  # a later version may write more
        texts = {key: value for key, value in entry.items() if key in known and isinstance(value, str)}
        if texts.pop("kind") != history.FORM or texts["why"] not in NAMED:
            return None
        path = texts["path"]
        if Path(path).name != path or not path.endswith(".xlsx") or "\0" in path:
            return None
        files, number = tuple(map(str, entry["files"])), int(entry["round"])
        if not 0 < number <= _MAX_ROUND:
            return None
        line = Returned(**texts, files=files, round=number)  # type: ignore[arg-type]  # its "why" is one of ours
        _ = line.day, line.moment
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
    return line
