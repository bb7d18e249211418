"""Until when an office has time: the deadline of the campaign, extensions, and that of each correction.

    campaign.yaml            the deadline of all offices
    outbox/deadlines.jsonl   extensions, of all offices or of one, as `kaohe extend` has put them on record
    returned/returned.jsonl  with each form that went back, the day for its correction (補正期限)

What is asked of an office at a time has one deadline, and only by that it is late.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from macros.campaign import journal
from macros.campaign.cases import Case, cases
from macros.campaign.folder import Campaign
from macros.campaign.rounds import Returned, answer_to, is_same, returned, told
from macros.campaign.state import State
from scoring import plain_file
from scoring.errors import KaoheError
from scoring.scorecard import Office
from scoring.values import day_text
from workbook.collection.checked import Checked

DEADLINES = "deadlines.jsonl"
_KIND = "extend"
_FARTHEST = timedelta(days=2 * 366)
What = Literal["form", "correction", "addition"]
"""What is asked of an office: its form; a correction or another file; something more for one that passed."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A deadline that was moved to ``day``, when, and for which office; for all where ``office`` has neither
    code nor name. ``note`` is what the letters about it say besides."""

    office: Office
    day: date
    at: datetime
    note: str = ""

    def is_for(self, office: Office) -> bool:
        return self.office == Office() or is_same(self.office, office)


@dataclass(frozen=True)
class Deadlines:
    """The deadlines of a campaign. ``settled`` is that of campaign.yaml."""

    settled: date
    extensions: tuple[Extension, ...] = ()

    @property
    def general(self) -> date:
        """The deadline of all offices that have none of their own."""
        return max([self.settled, *(each.day for each in self.extensions if each.office == Office())])

    def of(self, office: Office) -> date:
        """Return the last day on which an office's form is in time."""
        return max([self.settled, *(each.day for each in self.extensions if each.is_for(office))])

    def of_round(self, office: Office, line: Returned) -> date:
        """Return the last day on which the correction of a form that went back is in time: the day that was
        named then, or one to which it was moved since."""
        since = (each for each in self.extensions if each.is_for(office) and each.at >= line.moment)
        return max([line.day or self.of(office), *(each.day for each in since)])


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an office, and until when."""

    what: What
    day: date


def deadlines(campaign: Campaign) -> Deadlines:
    """Return the deadlines of a campaign as they are on record now."""
    return Deadlines(campaign.deadline, tuple(_extensions(campaign)))


def asked(state: State, days: Deadlines | None = None) -> Mapping[Office, Asked]:
    """Return what is asked of each office now, by the deadlines on record or by others.

    Nothing is of one whose form is accepted, and of one whose form came and was not yet returned: it has done
    what it was asked for. That a form came late is said of the form (`day_of`).
    """
    days, lines = days or deadlines(state.campaign), told(state.campaign)
    open_cases = cases(state).open
    found = {}
    for result in state.collection.results:
        office, checked = result.office, result.checked
        if checked and checked.state == "accepted" and checked.is_confirmed:
            own = [Case(office, "ask", (checked,), "")]
        else:
            own = [case for case in open_cases if case.office == office]
        answers = [line for case in own if (line := answer_to(case, lines))]
        if answers:
            line = max(answers, key=lambda each: each.moment)
            what: What = "addition" if line.why == "ask" else "correction"
            found[office] = Asked(what, days.of_round(office, line))
        elif checked is None:
            found[office] = Asked("form", days.of(office))
    return found


def day_of(checked: Checked, office: Office, came: datetime, days: Deadlines, lines: list[Returned]) -> date:
    """Return the deadline of a file that came at a moment: that of the correction which it is, else that of
    the form. ``lines`` are the forms with which offices were written to."""
    issue = checked.identity.issue if checked.identity else ""
    before = [line for line in lines if line.is_of(office)]
    before = [line for line in before if line.issue == issue or line.moment <= came]
    return days.of_round(office, before[-1]) if before else days.of(office)


def moment_of_move(campaign: Campaign, now: datetime) -> datetime:
    """Return when a deadline is moved: now, or where the clock was set back the latest moment on record,
    for what is on record later counts."""
    lines, moves = returned(campaign), deadlines(campaign).extensions
    return max([now.astimezone(), *(line.moment for line in lines), *(move.at for move in moves)])


def put_on_record(campaign: Campaign, extensions: list[Extension]) -> None:
    """Add extensions to the record, safely on disk when this returns. Raises OutputError."""
    journal.add_all(
        campaign.outbox / DEADLINES,
        [
            {
                "kind": _KIND,
                "office": each.office.code,
                "name": each.office.name,
                "deadline": each.day.isoformat(),
                "at": each.at.isoformat(timespec="seconds"),
                "note": each.note,
            }
            for each in extensions
        ],
    )


def hold_near(day: date, today: date) -> None:
    """Raise KaoheError where a day is years ahead: a slip, and no extension takes a later day back."""
    if day - today > _FARTHEST:
        raise KaoheError(
            f"{day_text(day)} 在兩年以後，請核對年份",
            f"{day_text(day, 'en')} is more than two years from now; check the year",
        )


def damaged_lines(campaign: Campaign) -> list[int]:
    """Return the numbers of the lines that should move a deadline and cannot be understood."""
    try:
        stream = plain_file.opened(campaign.outbox / DEADLINES)
    except OSError:
        return []
    with stream:
        return [
            number for number, (_, line) in enumerate(journal.lines(stream), start=1) if _is_damaged(line)
        ]


def _is_damaged(line: bytes) -> bool:
    if not line.strip() or journal.is_torn(line):
        return False
    entry = journal.entry_of(line)
    return entry is None or (entry.get("kind", _KIND) == _KIND and _read(entry) is None)


def _extensions(campaign: Campaign) -> Iterator[Extension]:
    for entry in journal.entries(campaign.outbox / DEADLINES):
        extension = _read(entry)
        if extension:
            yield extension


def _read(entry: Mapping[str, Any]) -> Extension | None:
    """Return a line as it was written; None where it is another kind's or was damaged."""
    if entry.get("kind") != _KIND:
        return None
    try:
        office = Office(str(entry["office"]), str(entry["name"]))
        day = date.fromisoformat(str(entry["deadline"]))
        at = datetime.fromisoformat(str(entry["at"])).astimezone()
    except (KeyError, ValueError, OverflowError, OSError):
        return None
    return Extension(office, day, at, str(entry.get("note", "")))
