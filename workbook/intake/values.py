"""What a cell's value says as a text, a score or a day."""

import datetime
from decimal import Decimal

from scoring.values import is_plausible, number, parse_date, parse_score
from workbook.intake.books import OpenedBook
from workbook.intake.cells import BLANK, Cell, shown
from workbook.intake.formats import is_date

_DAYS_1904 = 1462
_EXCEL_EPOCH = datetime.date(1899, 12, 30)  # right from 1900-03-01 on: Excel counts 1900-02-29
_FIRST_DAY, _LAST_DAY = 61, 2_958_465
_MAX_DECIMALS = 9  # beyond that a binary fraction says nothing that anyone typed


def score_of(cell: Cell) -> tuple[Decimal | None, str]:
    """Return the number in a score cell, or what stands there instead."""
    if cell is BLANK or not cell.text.strip():
        return None, ""
    found = number_of(cell)
    return (found, "") if found is not None else (None, shown(cell.kind == "bool", cell.text).strip()[:80])


def number_of(cell: Cell) -> Decimal | None:
    """Return the number in a cell, typed as one or as a text; None where it is none or beyond use."""
    if cell.kind == "number":
        found = _plain(cell.text)
        if found is None or cell.text.isdecimal():
            return found
        return round(found, _MAX_DECIMALS).normalize() + 0
    return parse_score(cell.text) if cell.kind == "text" else None


def _plain(text: str) -> Decimal | None:
    """Return the number as programs write it, in ASCII."""
    return number(text) if text.isascii() else None


def date_of(cell: Cell, book: OpenedBook) -> datetime.date | None:
    """Return the day in a cell: a real date, a number such as 1070705, or a text."""
    if cell.kind != "number":
        return parse_date(cell.text)
    if is_date(book.number_format(cell.style)):
        return _from_serial(cell.text, book.date_1904)
    return parse_date(cell.text.removesuffix(".0"))


def shown_day(cell: Cell, book: OpenedBook) -> tuple[int, int] | None:
    """Return month and day that a number shows by its format; None where that is no date's."""
    count = _plain(cell.text) if cell.kind == "number" and is_date(book.number_format(cell.style)) else None
    if count is None:
        return None
    days = int(count) + (_DAYS_1904 if book.date_1904 else 0)
    if not 1 <= days <= _LAST_DAY:
        return None
    early = 1 if days < _FIRST_DAY else 0
    day = _EXCEL_EPOCH + datetime.timedelta(days=days + early)
    return day.month, day.day


def _from_serial(text: str, date_1904: bool) -> datetime.date | None:
    """Return a day from Excel's count of days; the time of day does not matter."""
    count = _plain(text)
    if count is None:
        return None
    days = int(count) + (_DAYS_1904 if date_1904 else 0)
    if not _FIRST_DAY <= days <= _LAST_DAY:
        return None
    day = _EXCEL_EPOCH + datetime.timedelta(days=days)
    return day if is_plausible(day) else None
