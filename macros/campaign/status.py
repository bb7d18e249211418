"""The status of a campaign: a row for each office, with what is missing and what is wrong."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from macros.campaign.cases import brought
from macros.campaign.deadlines import Asked, Deadlines, asked, day_of, deadlines
from macros.campaign.differing import Differing, differing
from macros.campaign.history import NO_LETTERS, Letters
from macros.campaign.notices import Notice, notices
from macros.campaign.rounds import Returned, told
from macros.campaign.state import State
from scoring.errors import Sentence
from scoring.findings import Finding
from scoring.scorecard import Office
from workbook.collection.checked import Checked, Standing, standing
from workbook.collection.selection import Result


@dataclass(frozen=True, slots=True)
class OfficeStatus:
    """One office. ``version`` is which of its ``versions`` different files counts, from 1 in the order
    in which they came; both are 0 where nothing came. ``received`` is when that one came. It is late
    where its mail is of a day after its own deadline, a correction's or a form's: of a file that was only
    dropped into the inbox nobody knows. ``asked`` is what is asked of the office now, None where it has done
    that; an office is overdue where the day of it is over. ``differing`` are its
    files that say otherwise than the one that counts; ``brought`` is what it mailed in place of a form."""

    office: Office
    standing: Standing
    letters: Letters
    received: datetime.datetime | None
    version: int
    versions: int
    is_late: bool
    is_overdue: bool
    findings: tuple[Finding, ...]
    total: Decimal | None
    path: str
    phone: str = ""
    differing: tuple[Differing, ...] = ()
    brought: Sentence | None = None
    asked: Asked | None = None

    def days_left(self, today: datetime.date) -> int | None:
        """Count the days to the day of what is asked, negative when it is over; None where nothing is."""
        return (self.asked.day - today).days if self.asked else None

    def count(self, severity: str) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity == severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Stray:
    """A file that no office's row tells of, with who sent it: it may be an office's all the same."""

    checked: Checked
    sender: str
    received: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """The status of all offices. ``deadline`` is that of offices without one of their own; ``days_left`` to
    it: 0 on its day, negative when it is over."""

    deadline: datetime.date
    days_left: int
    offices: tuple[OfficeStatus, ...]
    strays: tuple[Stray, ...]
    notices: tuple[Notice, ...]

    @property
    def today(self) -> datetime.date:
        return self.deadline - datetime.timedelta(days=self.days_left)

    def of(self, standing: Standing) -> list[OfficeStatus]:
        return [status for status in self.offices if status.standing == standing]


def status(state: State, letters: Mapping[str, Letters], today: datetime.date) -> Status:
    """Return where each office stands.

    ``letters`` is by the office's code.
    """
    by_path = {checked.path: checked for checked in state.collection.files}
    days, lines = deadlines(state.campaign), told(state.campaign)
    instead, wanted = brought(state), asked(state)
    offices = tuple(
        replace(
            _office_status(state, result, [by_path[path] for path in result.paths], letters),
            brought=instead[result.office.code].what if result.office.code in instead else None,
            asked=wanted.get(result.office),
            is_late=_is_late(state, result, days, lines),
            is_overdue=result.office in wanted and today > wanted[result.office].day,
        )
        for result in state.collection.results
    )
    deadline = days.general
    days_left = (deadline - today).days
    return Status(deadline, days_left, offices, tuple(_strays(state)), notices(state))


def _is_late(state: State, result: Result, days: Deadlines, lines: list[Returned]) -> bool:
    """Tell whether the file that counts was mailed after its own deadline."""
    checked = result.checked
    mailed = state.mailed(checked) if checked else None
    if checked is None or mailed is None:
        return False
    return mailed.date() > day_of(checked, result.office, mailed, days, lines)


def _office_status(
    state: State, result: Result, files: Sequence[Checked], letters: Mapping[str, Letters]
) -> OfficeStatus:
    checked = result.checked
    ordered = sorted(files, key=lambda each: (state.came(each), each.path))
    contents = list(dict.fromkeys(each.sha256 for each in ordered))
    return OfficeStatus(
        result.office,
        standing(checked),
        letters.get(result.office.code, NO_LETTERS),
        state.received(checked) if checked else None,
        contents.index(checked.sha256) + 1 if checked else 0,
        len(contents),
        is_late=False,
        is_overdue=False,
        findings=checked.findings if checked else (),
        total=result.total,
        path=checked.path if checked else "",
        phone=result.phone,
        differing=tuple(differing(state, result, ordered)),
    )


def _strays(state: State) -> Iterator[Stray]:
    for checked in state.strays:
        mails = [record.mail for record in state.records.get(checked.path, ()) if record.mail]
        yield Stray(checked, mails[0].sender if mails else "", state.received(checked))
