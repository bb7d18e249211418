"""The status of a campaign: a row for each office, with what is missing and what is wrong."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from macros.campaign.cases import brought
from macros.campaign.differing import Differing, differing
from macros.campaign.notices import Notice, notices
from macros.campaign.state import State
from scoring.errors import Sentence
from scoring.findings import Finding
from scoring.scorecard import Office
from workbook.collection.checked import Checked, Standing, standing
from workbook.collection.selection import Result


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


@dataclass(frozen=True, slots=True)
class OfficeStatus:
    """One office. ``version`` is which of its ``versions`` different files counts, from 1 in the order
    in which they came; both are 0 where nothing came. ``received`` is when that one came. It is late
    where its mail is of a day after the deadline: of a file that was only dropped into the inbox nobody
    knows. An office is overdue where that day is over and its form is not accepted. ``differing`` are its
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
    """The status of all offices. ``days_left`` to the deadline: 0 on its day, negative when it is over."""

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
    deadline = state.campaign.deadline
    instead = brought(state)
    offices = tuple(
        replace(
            _office_status(state, result, [by_path[path] for path in result.paths], letters, today),
            brought=instead[result.office.code].what if result.office.code in instead else None,
        )
        for result in state.collection.results
    )
    days_left = state.campaign.days_left(today)
    told = tuple(notice for notice in notices(state) if not _was_written_since(notice, letters))
    return Status(deadline, days_left, offices, tuple(_strays(state)), told)


def _was_written_since(notice: Notice, letters: Mapping[str, Letters]) -> bool:
    """Tell whether a notice is of a letter that was not delivered and sent again since."""
    sent = letters.get(notice.office.code, NO_LETTERS).sent
    return notice.about == "delivery" and bool(sent and notice.received and sent > notice.received)


def _office_status(
    state: State,
    result: Result,
    files: Sequence[Checked],
    letters: Mapping[str, Letters],
    today: datetime.date,
) -> OfficeStatus:
    checked, deadline = result.checked, state.campaign.deadline
    state_of = standing(checked)
    mailed = state.mailed(checked) if checked else None
    ordered = sorted(files, key=lambda each: (state.came(each), each.path))
    contents = list(dict.fromkeys(each.sha256 for each in ordered))
    return OfficeStatus(
        result.office,
        state_of,
        letters.get(result.office.code, NO_LETTERS),
        state.received(checked) if checked else None,
        contents.index(checked.sha256) + 1 if checked else 0,
        len(contents),
        is_late=mailed is not None and mailed.date() > deadline,
        is_overdue=state_of != "accepted" and today > deadline,
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
