"""What a job found, as rows of the console's tables: the same findings, the same words as everywhere."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from macros.campaign.posting import FATES
from macros.post.inbox.found import REASONS
from scoring.catalogue import SEVERITY_NAMES
from scoring.findings import Finding
from scoring.rubric import WHOLE_FORM
from scoring.scorecard import Office
from scoring.totals import Total
from workbook.collection.checked import Checked, standing, state_word
from workbook.collection.selection import Collection
from workbook.console import plan
from workbook.console.plan import Link, Row

if TYPE_CHECKING:
    from macros.campaign.folder import Campaign
    from macros.campaign.ledger import PassedOver
    from macros.campaign.origins import Origin
    from macros.campaign.posting import Posting
    from macros.campaign.state import State

_SEVERITIES = tuple(SEVERITY_NAMES["zh-TW"])


def issued_rows(offices: Sequence[Office], paths: Sequence[Path]) -> Iterator[Row]:
    """Yield a row for each form issued."""
    for office, path in zip(offices, paths, strict=True):
        yield (office.code, office.name, plan.ISSUED, None, None, None, None, _file(path))


def checked_rows(files: Sequence[Checked]) -> Iterator[Row]:
    """Yield a row for each file checked."""
    for checked in files:
        yield _row(checked.office, checked, None)


def deadline_of(campaign: "Campaign | None", day: date | None = None) -> Callable[[Office], date | None]:
    """Return what tells an office's deadline: those of the campaign, or this day where there is none."""
    from macros.campaign.deadlines import deadlines

    return deadlines(campaign).of if campaign else lambda _: day


def collection_rows(
    collection: Collection, deadline_of: Callable[[Office], date | None], today: date
) -> Iterator[Row]:
    """Yield a row for each office, with the file that counts.

    What is missing after the day of its office's deadline is overdue.
    """
    for result in collection.results:
        if result.checked:
            yield _row(result.office, result.checked, result.rank)
        else:
            day = deadline_of(result.office)
            state = plan.OVERDUE if day and today > day else plan.MISSING
            yield (result.office.code, result.office.name, state, None, None, None, None, None)


def finding_rows(files: Sequence[Checked], others: Sequence[Finding] = ()) -> Iterator[Row]:
    """Yield a row for each finding, errors first as in the consolidated workbook; ``others`` are about no
    file."""
    found = [
        (finding, checked.office.name, "" if checked.vanished else checked.path)
        for checked in files
        for finding in checked.findings
    ]
    found += [(finding, str(finding.params.get("office", "")), "") for finding in others]
    for finding, office, path in sorted(found, key=lambda each: _SEVERITIES.index(each[0].severity)):
        yield _finding_row(finding, office, path)


def collected_rows(
    passed_over: "Sequence[PassedOver]", found: "Sequence[Origin]", inbox: Path
) -> Iterator[Row]:
    """Yield a row for each sender that is odd and each file that was passed over."""
    info = SEVERITY_NAMES["zh-TW"]["info"]
    for origin in found:
        if origin.remark:
            file = _file(inbox / origin.received.path)
            yield (info, origin.office.name, "", origin.remark.message(), "", file, None, origin.remark.code)
    for passed in passed_over:
        where = " › ".join(passed.containers or (passed.source,))
        message = f"略過 {passed.name}（{where}）：{REASONS[passed.reason]['zh-TW']}"
        source = _file(inbox / passed.source) if passed.source else None
        yield (info, "", "", message, "", source, None, passed.reason)


def inbox_rows(state: "State") -> Iterator[Row]:
    """Yield a row for each thing in a campaign's inbox that a person should look at, but for what is said of
    the files, and for what was passed over there."""
    from macros.campaign.notices import notices

    warning, info = SEVERITY_NAMES["zh-TW"]["warning"], SEVERITY_NAMES["zh-TW"]["info"]
    for notice in notices(state):
        if notice.repeats:
            continue
        yield (
            warning,
            notice.office.name,
            "",
            notice.said["zh-TW"],
            "",
            _file(notice.path),
            None,
            "",
        )
    for each in state.passed:
        source = _file(state.campaign.inbox / each.first.source) if each.first.source else None
        message = f"略過 {each.name('zh-TW')}（{each.where}）：{each.first.message('zh-TW')}"
        yield (info, "", "", message, "", source, None, each.first.reason)


def letter_rows(run: "Posting") -> Iterator[Row]:
    """Yield a row for each letter: what became of it, why, and its draft."""
    for each in run.posted:
        words = FATES[each.fate]["zh-TW"]
        state = f"{words}：{each.reason.zh}" if each.reason else words
        draft = _file(each.draft) if each.draft else None
        yield (each.office.code, each.office.name, state, None, None, None, None, draft)


def _row(office: Office, checked: Checked, rank: int | None) -> Row:
    total = checked.totals.get(WHOLE_FORM)
    severities = [finding.severity for finding in checked.findings]
    return (
        office.code,
        office.name,
        state_word(standing(checked)),
        _total(checked, total) if total and checked.is_confirmed else None,
        rank,
        severities.count("error"),
        severities.count("warning"),
        None if checked.vanished else _file(checked.path),
    )


def _total(checked: Checked, total: Total) -> str | float:
    """Return a total as the console shows it: a number, or that nothing applies."""
    return checked.rubric.na_text if total.is_na and checked.rubric else float(total.recomputed)


def _finding_row(finding: Finding, office: str, path: str) -> Row:
    cell = Link(finding.cell, _whole(path), finding.sheet, finding.cell) if finding.cell and path else None
    return (
        SEVERITY_NAMES["zh-TW"][finding.severity],
        office,
        finding.item,
        finding.message(),
        finding.remedy(),
        _file(path) if path else None,
        cell,
        finding.code,
    )


def _file(path: str | Path) -> Link:
    return Link(PurePath(path).name, _whole(path))


def _whole(path: str | Path) -> str:
    """Return the full path; the mere name of a workbook that was never saved, the address of one on the
    web."""
    text = str(path)
    return text if "://" in text or PurePath(text).name == text else str(Path(text).resolve())
