"""Rosters as staff keep them: .csv from Excel (UTF-8 or cp950), or .xlsx."""

import csv
import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from scoring.errors import RosterError, WorkbookError, system_reason
from scoring.roster import COLUMNS, Roster, roster_from_rows
from workbook.address import column_name
from workbook.drawing import styles
from workbook.drawing.finish import finished, saved
from workbook.drawing.sheets import heading, set_up, write
from workbook.intake.cells import Grid, Strings
from workbook.package import open_package
from workbook.sheetxml import read_book

_COLUMNS = 26
_MAX_ROWS = 10_000
_TEXT = "@"
_HEADING_HEIGHT = 22
_WIDTHS = {"code": 10, "name": 26, "contact": 16, "email": 34, "cc": 40, "group": 14}
_PROMPTS = {
    "email": "一個機關一個地址。",
    "cc": "可以空白；幾個地址之間用分號隔開。",
    "group": "可以空白；填了（例：北區），總表會比較各組。",
}


def read_roster(path: Path) -> Roster:
    """The offices of a roster file. Raises RosterError with the file, the row and the remedy."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RosterError(
            f"無法開啟名冊 {path}：{system_reason(error).zh}",
            f"the roster cannot be opened: {system_reason(error).en}",
        ) from None
    rows = _xlsx_rows(data, path) if data.startswith(b"PK") else _csv_rows(data, path)
    return roster_from_rows(rows, path.name)


def _csv_rows(data: bytes, path: Path) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp950"):
        try:
            return list(csv.reader(io.StringIO(data.decode(encoding))))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise RosterError(f"{path}：不是正確的 CSV，請用 Excel 另存", f"{error}") from None
    raise RosterError(f"{path}：看不出文字編碼，請另存成「CSV UTF-8」", "save it as CSV UTF-8")


def _xlsx_rows(data: bytes, path: Path) -> list[list[str]]:
    try:
        package = open_package(data)
        book = read_book(package)
        strings = Strings(package.read(book.strings) if book.strings in package else None)
        part = book.sheets[0].part
        grid = Grid.of_part(package.read(part), part, strings)
    except WorkbookError as error:
        reason, reason_en = error.params.get("reason"), error.params.get("reason_en")
        raise RosterError(f"{path}：無法開啟名冊，{reason}", f"{reason_en}") from None
    letters = [column_name(index) for index in range(1, _COLUMNS + 1)]
    columns = {letter: dict(grid.column(letter)) for letter in letters}
    last = min(max((max(rows, default=0) for rows in columns.values()), default=0), _MAX_ROWS)
    return [
        [columns[letter].get(row, "") for letter in letters if columns[letter]] for row in range(1, last + 1)
    ]


def roster_workbook(roster: Roster, title: str) -> bytes:
    """The roster as a workbook to go on with in Excel: a row an office, every cell a text."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "名冊"
    letters = [column_name(number) for number in range(1, len(COLUMNS) + 1)]
    for letter, column in zip(letters, COLUMNS, strict=True):
        heading(sheet, f"{letter}1", COLUMNS[column])
        dimension = sheet.column_dimensions[letter]
        dimension.width, dimension.number_format = _WIDTHS[column], _TEXT
        dimension.font, dimension.alignment = styles.BODY, styles.LEFT
        if column in _PROMPTS:
            sheet.add_data_validation(_prompt(column, f"{letter}2:{letter}{_MAX_ROWS}"))
    for number, entry in enumerate(roster.entries, start=2):
        for letter, text in zip(letters, entry.row, strict=True):
            cell = write(sheet, f"{letter}{number}", text or None, alignment=styles.LEFT)
            cell.number_format, cell.border = _TEXT, styles.BOX
    last = len(roster.entries) + 1
    sheet.row_dimensions[1].height = _HEADING_HEIGHT
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{letters[-1]}{last}"
    set_up(sheet, f"{title}　名冊", "1:1", f"A1:{letters[-1]}{last}")
    return finished(saved(book, f"{title}　名冊"))


def _prompt(column: str, cells: str) -> DataValidation:
    """A hint that Excel shows beside the cell; it refuses nothing."""
    hint = DataValidation(showInputMessage=True, promptTitle=COLUMNS[column], prompt=_PROMPTS[column])
    hint.add(cells)
    return hint
