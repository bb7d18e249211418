"""進度.xlsx: who has handed in and who has not, as a workbook to sort, filter and print."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from scoring.catalogue import Language
from workbook import fit
from workbook.address import column_name
from workbook.drawing import styles, tables
from workbook.drawing.cells import lead_to, write
from workbook.drawing.finish import finished, saved
from workbook.drawing.page import COLUMN_PADDING
from workbook.drawing.sheets import set_up, title
from workbook.summary import links

Kind = Literal["text", "number", "moment", "file"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet; ``width`` in characters. A ``file`` is a path relative to the workbook,
    or a whole one."""

    zh: str
    en: str
    width: float
    kind: Kind = "text"

    def label(self, language: Language) -> str:
        return self.zh if language == "zh-TW" else self.en

    @property
    def look(self) -> tables.Column:
        alignment = styles.LEFT if self.kind in ("text", "file") else styles.CENTRE
        return tables.Column(self.zh, self.width + COLUMN_PADDING, alignment)


Value = str | int | float | datetime.datetime | None
Row = tuple[Value, ...]

OFFICES = (
    Column("代碼", "code", 9),
    Column("機關名稱", "office", 18),
    Column("狀態", "state", 12),
    Column("期限", "deadline", 12),
    Column("發出", "sent", 11, "moment"),
    Column("草稿", "drafted", 11, "moment"),
    Column("收到", "received", 11, "moment"),
    Column("採用版次", "version", 9),
    Column("錯誤", "errors", 7, "number"),
    Column("警告", "warnings", 7, "number"),
    Column("總分", "total", 9, "number"),
    Column("退回", "returned", 11, "moment"),
    Column("催辦", "reminded", 11, "moment"),
    Column("檔案", "file", 26, "file"),
    Column("電話", "phone", 22),
)
STRAYS = (
    Column("檔案", "file", 44, "file"),
    Column("寄件人", "sender", 30),
    Column("收到", "received", 11, "moment"),
    Column("說明", "remark", 70),
)
_HEADER_ROW, _FIRST_ROW = 3, 4
_MOMENT = "m/d hh:mm"
_STATE = OFFICES.index(next(column for column in OFFICES if column.en == "state"))


def progress_workbook(
    name: str,
    said: str,
    offices: Sequence[Row],
    strays: Sequence[Row],
    *,
    done: str,
    wrong: Sequence[str],
    has_unproven: bool = False,
) -> bytes:
    """Make 進度.xlsx: ``name`` above each sheet, ``said`` the sum of it in a sentence.

    ``offices`` and ``strays`` have a value for each of `OFFICES` and `STRAYS`. ``done`` and ``wrong`` are the
    states to be marked; ``has_unproven``: files that nothing proves are among ``strays``.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    _draw(sheet, "進度", name, said, OFFICES, offices)
    _mark(sheet, len(offices), done, wrong)
    if strays:
        unproven = "待確認的檔案、與收到時不同的檔案、" if has_unproven else ""
        others = "由別的機關寄來的表、沒有附表的信：請核對，必要時請機關重寄。"
        told = f"看不出是哪一個機關的檔案、{unproven}{others}"
        _draw(book.create_sheet(), "請人查看", name, told, STRAYS, strays)
    return finished(saved(book, f"{name}　進度"))


def _draw(
    sheet: Worksheet, kind: str, name: str, said: str, columns: Sequence[Column], rows: Sequence[Row]
) -> None:
    sheet.title = kind
    title(sheet, f"{name}　{kind}")
    write(sheet, "A2", said, alignment=styles.ONE_LINE)
    sheet.row_dimensions[2].height = 22
    looks = [column.look for column in columns]
    tables.draw_headings(sheet, _HEADER_ROW, looks, height=22)
    for number, row in enumerate(rows, start=_FIRST_ROW):
        cells = tables.draw_row(sheet, number, looks, [_plain(value) for value in row])
        for cell, column, value in zip(cells, columns, row, strict=True):
            _complete(cell, column, value)
        texts = [(v, c.width) for c, v in zip(columns, row, strict=True) if isinstance(v, str)]
        sheet.row_dimensions[number].height = fit.row_height(texts)
    end, last = column_name(len(columns)), _FIRST_ROW + max(len(rows), 1) - 1
    name_of_table = f"kaohe_{'progress' if columns is OFFICES else 'strays'}"
    labels = [column.zh for column in columns]
    tables.add_table(sheet, name_of_table, f"A{_HEADER_ROW}:{end}{last}", labels)
    sheet.freeze_panes = f"{'C' if columns is OFFICES else 'B'}{_FIRST_ROW}"
    set_up(sheet, name, f"{_HEADER_ROW}:{_HEADER_ROW}", f"A1:{end}{last}")


def _plain(value: Value) -> str | float | None:
    """Return a value as a cell takes it at once: moments come later, with their format."""
    return None if value == "" or isinstance(value, datetime.datetime) else value


def _complete(cell: Cell, column: Column, value: Value) -> None:
    if isinstance(value, datetime.datetime):  # Excel knows no time zones: the wall clock's time
        cell.value, cell.number_format = value.replace(tzinfo=None, microsecond=0), _MOMENT
    elif isinstance(value, str) and column.kind == "file" and value:
        address = links.address(value)
        if address:
            lead_to(cell, file=address)


def _mark(sheet: Worksheet, rows: int, done: str, wrong: Sequence[str]) -> None:
    """Mark states by weight and colour, which grey print keeps apart too."""
    letter = column_name(_STATE + 1)
    cells = f"{letter}{_FIRST_ROW}:{letter}{_FIRST_ROW + max(rows, 1) - 1}"
    first = f"${letter}{_FIRST_ROW}"
    either = ",".join(f'{first}="{state}"' for state in wrong)
    for style, formula in ((styles.WRONG, f"OR({either})"), (styles.DONE, f'{first}="{done}"')):
        tables.mark(sheet, cells, formula, style)
