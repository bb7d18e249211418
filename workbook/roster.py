"""Rosters as staff keep them: .csv from Excel (UTF-8 or cp950), or .xlsx."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from scoring import plain_file
from scoring.errors import RosterError, WorkbookError, system_reason
from scoring.findings import quoted_names
from scoring.roster import Roster, likeness, roster_from_rows, separate
from scoring.roster_columns import COLUMNS
from workbook.address import column_name
from workbook.book import read_book
from workbook.drawing import styles
from workbook.drawing.finish import finished, saved
from workbook.drawing.sheets import set_up
from workbook.drawing.tables import TEXT, Column, draw_headings, draw_row, draw_whole_columns, letters
from workbook.intake.cells import Grid, Strings
from workbook.limits import SUMMARY
from workbook.package import MAX_FILE, open_package

_COLUMNS = 26
_MAX_ROWS = 10_000
_HEADING_HEIGHT = 22
_WIDTHS = {"code": 10, "name": 26, "contact": 16, "email": 34, "cc": 40, "group": 14, "phone": 20}
_PROMPTS = {
    "email": "一個機關一個地址。",
    "cc": "可以空白；幾個地址之間用分號隔開。",
    "group": "可以空白；填了（例：北區），總表會比較各組。",
    "phone": "可以空白；填了，進度會列出，方便去電催辦。",
}


def read_roster(path: Path) -> Roster:
    """Read the offices of a roster file.

    Raise RosterError with the file, the row and the remedy.
    """
    try:
        data = plain_file.content(path, MAX_FILE)
    except (OSError, ValueError) as error:
        reason = system_reason(error)
        raise RosterError(
            f"無法開啟名冊 {path}：{reason.zh}", f"the roster {path} cannot be opened: {reason.en}"
        ) from None
    if not data.startswith(b"PK"):
        return roster_from_rows(_csv_rows(data, path), path.name)
    sheets = _sheets(data, path)
    name, rows = _the_roster(sheets, path)
    source = path.name if len(sheets) == 1 else f"{path.name}〔{name}〕"
    if len(rows) > _MAX_ROWS:
        raise RosterError(
            f"{source}：第 {_MAX_ROWS:,} 列以下還有內容，名冊最多讀到這裡；請刪去多餘的列",
            f"{source}: there is more below row {_MAX_ROWS:,}, as far as a roster is read; delete the"
            " rows that are too many",
        )
    return roster_from_rows(rows, source)


def _csv_rows(data: bytes, path: Path) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp950"):
        try:
            return _rows_of_text(data.decode(encoding), path)
        except UnicodeDecodeError:
            continue
    raise RosterError(
        f"{path}：看不出文字編碼，請用 Excel 另存成「CSV UTF-8」",
        f"the encoding of {path} is not known; save it anew in Excel, as CSV UTF-8",
    )


def _rows_of_text(text: str, path: Path) -> list[list[str]]:
    """Return the rows of CSV.

    Raise RosterError where it is none, or a quotation mark that is not closed takes the offices that follow
    into one cell.
    """
    rows: list[list[str]] = []
    reader, begin = csv.reader(io.StringIO(text), strict=True), 1
    try:
        for row in reader:
            if any(_holds_rows(cell) for cell in row):
                raise _unclosed(path, begin, reader.line_num)
            rows.append(row)
            begin = reader.line_num + 1
    except csv.Error as error:
        if any(said in str(error) for said in _QUOTES):
            raise _unclosed(path, begin, reader.line_num) from None
        raise RosterError(
            f"{path}：不是正確的 CSV，請用 Excel 另存成「CSV UTF-8」",
            f"{path} is no CSV file; save it anew in Excel, as CSV UTF-8",
        ) from None
    return rows


_QUOTES = ("unexpected end of data", "expected after")
"""What the module says of quotation marks that do not match."""


def _holds_rows(cell: str) -> bool:
    """Tell whether a cell goes over several lines, and those are no addresses."""
    return "\n" in cell.strip() and not all("@" in each or "＠" in each for each in separate(cell.strip()))


def _unclosed(path: Path, first: int, last: int) -> RosterError:
    return RosterError(
        f'{path}：第 {first} 行的引號「"」沒有成對，到第 {last} 行的內容都會變成一格；請補上或刪去引號',
        f'{path}: a quotation mark (") in line {first} is not closed, and all as far as line {last} would be'
        " one cell; close it or delete it",
    )


_Rows = list[list[str]]


def _sheets(data: bytes, path: Path) -> list[tuple[str, _Rows]]:
    """Return the rows of each sheet that can be seen, by its name. A sheet that cannot be read is left out
    where another can be.

    Raise RosterError where none can be read.
    """
    found, refused = [], None
    try:
        package = open_package(data, SUMMARY)
        book = read_book(package)
        strings = Strings(package.read(book.strings) if book.strings in package else None, SUMMARY)
        for sheet in book.sheets:
            if sheet.state not in ("hidden", "veryHidden"):
                try:
                    grid = Grid.of_part(package.read(sheet.part), sheet.part, strings, SUMMARY)
                    found.append((sheet.name, _rows(grid)))
                except WorkbookError as error:
                    refused = error
        if refused is not None and not any(likeness(rows)[0] for _, rows in found):
            raise refused
    except WorkbookError as error:
        reason, reason_en = error.params["reason"], error.params["reason_en"]
        raise RosterError(
            f"{path}：無法開啟名冊，{reason}；請用 Excel 另存新檔",
            f"the roster {path} cannot be opened: {reason_en}; save it anew in Excel",
        ) from None
    return found


def _rows(grid: Grid) -> _Rows:
    """Return the rows as far as a roster goes, and one more where there is more."""
    names = [column_name(index) for index in range(1, _COLUMNS + 1)]
    columns = {letter: dict(grid.column(letter)) for letter in names}
    last = min(max((max(rows, default=0) for rows in columns.values()), default=0), _MAX_ROWS + 1)
    return [
        [columns[letter].get(row, "") for letter in names if columns[letter]] for row in range(1, last + 1)
    ]


def _the_roster(sheets: Sequence[tuple[str, _Rows]], path: Path) -> tuple[str, _Rows]:
    """Return the one sheet that has a roster's columns; where none has, the one that comes nearest, for what
    is missing to be said of it.

    Raise RosterError where two have them: nobody can tell which is meant.
    """
    alike = {name: likeness(rows) for name, rows in sheets}
    with_columns = [sheet for sheet in sheets if alike[sheet[0]][0]]
    if len(with_columns) > 1:
        names = [name for name, _ in with_columns]
        raise RosterError(
            f"{path}：工作表「{'」「'.join(names)}」都有「{COLUMNS['code']}」與「{COLUMNS['name']}」，"
            "不知道要用哪一張；請把不用的刪去或隱藏",
            f"{path}: the sheets {quoted_names(names)} each have “{COLUMNS['code']}” and"
            f" “{COLUMNS['name']}”; delete or hide those that are not the roster",
        )
    return max(sheets, key=lambda sheet: (*alike[sheet[0]], bool(sheet[1])), default=("", []))


def roster_workbook(roster: Roster, title: str) -> bytes:
    """Make the roster as a workbook to go on with in Excel: a row an office, every cell a text."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "名冊"
    columns = [Column(COLUMNS[name], _WIDTHS[name], styles.LEFT, number_format=TEXT) for name in COLUMNS]
    draw_headings(sheet, 1, columns, height=_HEADING_HEIGHT)
    draw_whole_columns(sheet, columns)
    for letter, name in zip(letters(columns), COLUMNS, strict=True):
        if name in _PROMPTS:
            sheet.add_data_validation(_prompt(name, f"{letter}2:{letter}{_MAX_ROWS}"))
    for number, entry in enumerate(roster.entries, start=2):
        draw_row(sheet, number, columns, [text or None for text in entry.row])
    area = f"A1:{letters(columns)[-1]}{len(roster.entries) + 1}"
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = area
    set_up(sheet, f"{title}　名冊", "1:1", area)
    return finished(saved(book, f"{title}　名冊"))


def _prompt(column: str, cells: str) -> DataValidation:
    """Add a hint that Excel shows beside the cell; it refuses nothing."""
    hint = DataValidation(showInputMessage=True, promptTitle=COLUMNS[column], prompt=_PROMPTS[column])
    hint.add(cells)
    return hint
