"""進度.xlsx: who has handed in and who has not, as a workbook to sort, filter and print."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from scoring.catalogue import Language
from workbook.address import column_name
from workbook.drawing import styles
from workbook.drawing.finish import finished, saved
from workbook.drawing.page import COLUMN_PADDING
from workbook.drawing.sheets import heading, height_of, set_up, title, write
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
) -> bytes:
    """The workbook: ``name`` above each sheet, ``said`` the sum of it in a sentence.

    ``offices`` and ``strays`` have a value for each of `OFFICES` and `STRAYS`. ``done`` and ``wrong``
    are the states to be marked.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    _draw(sheet, "進度", name, said, OFFICES, offices)
    _mark(sheet, len(offices), done, wrong)
    if strays:
        told = "看不出是哪一個機關的檔案、由別的機關寄來的表、沒有附表的信：請核對，必要時請機關重寄。"
        _draw(book.create_sheet(), "請人查看", name, told, STRAYS, strays)
    return finished(saved(book, f"{name}　進度"))


def _draw(
    sheet: Worksheet, kind: str, name: str, said: str, columns: Sequence[Column], rows: Sequence[Row]
) -> None:
    sheet.title = kind
    title(sheet, f"{name}　{kind}")
    write(sheet, "A2", said, alignment=styles.ONE_LINE)
    sheet.row_dimensions[2].height = 22
    letters = [column_name(number) for number in range(1, len(columns) + 1)]
    for letter, column in zip(letters, columns, strict=True):
        sheet.column_dimensions[letter].width = column.width + COLUMN_PADDING
        heading(sheet, f"{letter}{_HEADER_ROW}", column.zh)
    sheet.row_dimensions[_HEADER_ROW].height = 22
    for number, row in enumerate(rows, start=_FIRST_ROW):
        for letter, column, value in zip(letters, columns, row, strict=True):
            _put(sheet, f"{letter}{number}", column, value)
        texts = zip(columns, row, strict=True)
        wrapped = [height_of(value, column.width) for column, value in texts if isinstance(value, str)]
        sheet.row_dimensions[number].height = max(wrapped, default=height_of("", 1))
    last = _FIRST_ROW + max(len(rows), 1) - 1
    area = f"A{_HEADER_ROW}:{letters[-1]}{last}"
    table = Table(displayName=f"kaohe_{'progress' if columns is OFFICES else 'strays'}", ref=area)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)
    sheet.freeze_panes = f"{'C' if columns is OFFICES else 'B'}{_FIRST_ROW}"
    set_up(sheet, name, f"{_HEADER_ROW}:{_HEADER_ROW}", f"A1:{letters[-1]}{last}")


_ALIGNMENTS: dict[Kind, Alignment] = {
    "text": styles.LEFT,
    "number": styles.CENTRE,
    "moment": styles.CENTRE,
    "file": styles.LEFT,
}


def _put(sheet: Worksheet, address: str, column: Column, value: Value) -> None:
    alignment = _ALIGNMENTS[column.kind]
    if isinstance(value, datetime.datetime):  # Excel knows no time zones: the wall clock's time
        cell = write(sheet, address, None, alignment=alignment)
        cell.value, cell.number_format = value.replace(tzinfo=None, microsecond=0), _MOMENT
    elif isinstance(value, str):
        cell = write(sheet, address, value or None, alignment=alignment)
        target = links.address(value) if column.kind == "file" and value else ""
        if target:
            cell.hyperlink = Hyperlink(ref=address, target=target)
            cell.font = styles.LINK
    else:
        cell = write(sheet, address, value, alignment=alignment)
    cell.border = styles.BOX


def _mark(sheet: Worksheet, rows: int, done: str, wrong: Sequence[str]) -> None:
    """States stand out by weight and colour, which grey print keeps apart too."""
    letter = column_name(_STATE + 1)
    cells = f"{letter}{_FIRST_ROW}:{letter}{_FIRST_ROW + max(rows, 1) - 1}"
    first = f"${letter}{_FIRST_ROW}"
    either = ",".join(f'{first}="{state}"' for state in wrong)
    for style, formula in ((styles.WRONG, f"OR({either})"), (styles.DONE, f'{first}="{done}"')):
        sheet.conditional_formatting.add(cells, Rule(type="expression", dxf=style, formula=[formula]))
