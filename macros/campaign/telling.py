"""A campaign's status as people and programs read it: a table, a sentence, JSON, 進度.xlsx."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from macros.campaign.deadlines import What
from macros.campaign.differing import differing_json
from macros.campaign.notices import Notice
from macros.campaign.passed import Passing
from macros.campaign.status import OfficeStatus, Status, Stray
from macros.report import finding_json
from scoring.catalogue import Language
from scoring.rubric import plain
from scoring.values import day_text, time_text
from workbook.collection.checked import STANDINGS, Standing, state_word
from workbook.fit import units
from workbook.summary import progress
from workbook.summary.links import relative_path
from workbook.summary.progress import OFFICES, Row

_OVERDUE = {"zh-TW": "逾期 {days} 天", "en": "{days} day(s) overdue"}
_LEFT = {"zh-TW": "剩 {days} 天", "en": "{days} day(s) left"}
_TODAY = {"zh-TW": "今天截止", "en": "today"}
_NAMED: Mapping[What, Mapping[Language, str]] = {
    "form": {"zh-TW": "", "en": ""},
    "correction": {"zh-TW": "補正", "en": "correction: "},
    "addition": {"zh-TW": "補充", "en": "addition: "},
}
"""Whose deadline it is, before how long is left."""
_TO_RETURN = {"zh-TW": "待退回", "en": "to be returned"}
_LATE = {"zh-TW": "逾期寄回", "en": "came late"}
_UNCONFIRMED = {
    "zh-TW": "以下待確認：不能確認是這次發出的表，不列入名次、總分與統計；原因見表下的「請留意」",
    "en": "to be confirmed: nothing proves that these are forms of this campaign, and no rank, total or"
    " statistic has them; for the reasons see “look at” below",
}
"""Above the offices of which nothing is proven, which stand last."""
_IN_TABLE = (
    "code",
    "office",
    "state",
    "deadline",
    "sent",
    "drafted",
    "received",
    "version",
    "errors",
    "warnings",
    "total",
)
"""Indexes of the columns that fit a terminal."""


def office_row(status: Status, office: OfficeStatus, folder: Path, language: Language = "zh-TW") -> Row:
    """Return an office's values under `progress.OFFICES`; its file's path as from ``folder``."""
    letters = office.letters
    counted = office.standing in {"accepted", "questioned"}
    return (
        office.office.code,
        office.office.name,
        state_word(office.standing, language),
        _deadline(status, office, language),
        letters.sent,
        letters.drafted,
        office.received,
        f"{office.version}/{office.versions}" if office.versions else "",
        office.count("error") if office.path else None,
        office.count("warning") if office.path else None,
        plain(office.total) if counted and office.total is not None else None,
        letters.returned,
        letters.reminded,
        _relative(office.path, folder),
        office.phone,
    )


def _deadline(status: Status, office: OfficeStatus, language: Language) -> str:
    left = office.days_left(status.today)
    if office.asked and left is not None:
        return f"{_NAMED[office.asked.what][language]}{_time_left(left, language)}"
    if office.standing in {"questioned", "rejected", "unconfirmed"}:
        return _TO_RETURN[language]
    return _LATE[language] if office.is_late else ""


def _stray_row(stray: Stray, folder: Path, language: Language) -> Row:
    said = " ".join(finding.message(language) for finding in stray.checked.findings)
    return (_relative(stray.checked.path, folder), stray.sender, stray.received, said)


def _differing_rows(status: Status, folder: Path, language: Language) -> Iterator[Row]:
    colon = "：" if language == "zh-TW" else ": "
    for office in status.offices:
        for each in office.differing:
            said = f"{office.office.name}{colon}{each.message(language)}"
            yield (_relative(each.path, folder), "", each.received, said)


def _notice_row(notice: Notice, folder: Path, language: Language) -> Row:
    colon = "：" if language == "zh-TW" else ": "
    office = f"{notice.office.name}{colon}" if notice.office.name else ""
    said = f"{office}{notice.said[language]}"
    return (_relative(notice.path, folder), notice.sender, notice.received, said)


def _relative(path: str, folder: Path) -> str:
    return relative_path(path, str(folder)) if path else ""


def sentence(status: Status, language: Language = "zh-TW") -> str:
    """Sum up in one line how many offices are in which state, and how long is left."""
    counts = [(standing, len(status.of(standing))) for standing in STANDINGS]
    shown = [(standing, count) for standing, count in counts if count or standing != "unconfirmed"]
    words = [f"{state_word(standing, language)} {count}" for standing, count in shown]
    when = _time_left(status.days_left, language)
    day, offices = day_text(status.deadline, language), len(status.offices)
    if language == "en":
        return f"{offices} offices: {', '.join(words)}. Deadline {day}, {when}."
    return f"共 {offices} 個機關：{'、'.join(words)}。期限 {day}，{when}。"


def _time_left(days: int, language: Language) -> str:
    if days == 0:
        return _TODAY[language]
    return (_LEFT if days > 0 else _OVERDUE)[language].format(days=abs(days))


def status_lines(status: Status, folder: Path, language: Language) -> Iterator[str]:
    """Yield a table for the terminal, full-width characters counted as two columns."""
    wanted = [number for number, column in enumerate(OFFICES) if column.en in _IN_TABLE]
    rows = [[OFFICES[number].label(language) for number in wanted]]
    for office in status.offices:
        values = office_row(status, office, folder, language)
        rows.append([_shown(values[number], language) for number in wanted])
    lines = list(_table(rows))
    confirmed = 1 + sum(office.standing != "unconfirmed" for office in status.offices)
    yield from lines[:confirmed]
    if lines[confirmed:]:
        yield _UNCONFIRMED[language]
    yield from lines[confirmed:]
    strays = [_stray_row(stray, folder, language) for stray in status.strays]
    yield from _remarks("未歸屬" if language == "zh-TW" else "no office", strays, language)
    differing = list(_differing_rows(status, folder, language))
    yield from _remarks("內容不同" if language == "zh-TW" else "differs", differing, language)
    yield from notice_lines(status.notices, folder, language)
    yield from _phones(status.of("missing"), language)
    yield sentence(status, language)


def _phones(missing: Sequence[OfficeStatus], language: Language) -> Iterator[str]:
    """Yield a line with whom to call, of the offices that are missing and whose telephone the roster has."""
    known = [f"{each.office.name} {each.phone}" for each in missing if each.phone]
    if known and language == "zh-TW":
        yield f"電話　{'、'.join(known)}"
    elif known:
        yield f"telephones　{', '.join(known)}"


def notice_lines(notices: Sequence[Notice], folder: Path, language: Language) -> Iterator[str]:
    """Yield a line for each thing that a person should look at."""
    rows = [_notice_row(notice, folder, language) for notice in notices]
    yield from _remarks("請留意" if language == "zh-TW" else "look at", rows, language)


def passed_lines(passed: Sequence[Passing], language: Language) -> Iterator[str]:
    """Yield a line for each thing in the inbox that was passed over; harmless ones share one."""
    for each in passed:
        name, where, reason = each.name(language), each.where, each.first.message(language)
        if language == "zh-TW":
            yield f"略過　{name}{f'（{where}）' if where != name else ''}：{reason}"
        else:
            yield f"passed over　{name}{f' ({where})' if where != name else ''}: {reason}"


def _remarks(label: str, rows: Sequence[Row], language: Language) -> Iterator[str]:
    for row in rows:
        file, sender, received, said = (_shown(value, language) for value in row)
        yield f"{label}　{file}　{' '.join(filter(None, (sender, received)))}　{said}"


def _shown(value: object, language: Language) -> str:
    if isinstance(value, datetime.datetime):
        return time_text(value, language)
    return "" if value is None else str(value)


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(units(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (text + " " * (width - units(text)) for text, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def status_json(status: Status, language: Language) -> dict[str, Any]:
    """Return the status as JSON, in the documented shape."""
    return {
        "deadline": status.deadline.isoformat(),
        "days_left": status.days_left,
        "offices": [_office_json(office, language) for office in status.offices],
        "strays": [
            {
                "path": stray.checked.path,
                "sender": stray.sender or None,
                "received": _iso(stray.received),
                "findings": [finding_json(finding, language) for finding in stray.checked.findings],
            }
            for stray in status.strays
        ],
        "notices": notices_json(status.notices, language),
    }


def notices_json(notices: Sequence[Notice], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "code": notice.office.code or None,
            "name": notice.office.name,
            "path": notice.path,
            "sender": notice.sender or None,
            "received": _iso(notice.received),
            "message": notice.said[language],
        }
        for notice in notices
    ]


def passed_json(passed: Sequence[Passing], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "where": each.where,
            "source": each.source or None,
            "reason": each.reason,
            "message": each.message(language),
        }
        for passing in passed
        for each in passing.all
    ]


def _office_json(office: OfficeStatus, language: Language) -> dict[str, Any]:
    letters = office.letters
    return {
        "code": office.office.code or None,
        "name": office.office.name,
        "state": office.standing,
        "drafted": _iso(letters.drafted),
        "sent": _iso(letters.sent),
        "received": _iso(office.received),
        "version": office.version,
        "versions": office.versions,
        "asked": office.asked.what if office.asked else None,
        "deadline": office.asked.day.isoformat() if office.asked else None,
        "late": office.is_late,
        "overdue": office.is_overdue,
        "returned": _iso(letters.returned),
        "reminded": _iso(letters.reminded),
        "total": plain(office.total) if office.total is not None else None,
        "path": office.path or None,
        "phone": office.phone or None,
        "differing": differing_json(office.differing, language),
        "findings": [finding_json(finding, language) for finding in office.findings],
    }


def _iso(moment: datetime.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def progress_book(status: Status, title: str, folder: Path) -> bytes:
    """Make 進度.xlsx, to lie in ``folder``."""
    wrong: list[Standing] = ["questioned", "rejected"]
    if status.of("unconfirmed"):
        wrong.append("unconfirmed")
    return progress.progress_workbook(
        title,
        f"{sentence(status)}（本檔由 kaohe status 產生，每次重寫）",
        [office_row(status, office, folder) for office in status.offices],
        [
            *(_stray_row(stray, folder, "zh-TW") for stray in status.strays),
            *_differing_rows(status, folder, "zh-TW"),
            *(_notice_row(notice, folder, "zh-TW") for notice in status.notices),
        ],
        done=state_word("accepted"),
        wrong=[state_word(standing) for standing in wrong],
        has_unproven=any(notice.about == "proof" for notice in status.notices),
    )
