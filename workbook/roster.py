"""Rosters as staff keep them: .csv from Excel (UTF-8 or cp950), or .xlsx."""

import csv
import io
from pathlib import Path

from scoring.errors import RosterError, WorkbookError
from scoring.roster import Roster, roster_from_rows
from workbook.intake.cells import Grid, Strings, column_name
from workbook.package import open_package
from workbook.sheetxml import read_book

_COLUMNS = 26
_MAX_ROWS = 10_000


def read_roster(path: Path) -> Roster:
    """The offices of a roster file. Raises RosterError with the file, the row and the remedy."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RosterError(f"{path}：無法開啟名冊 ({error.strerror})") from None
    rows = _xlsx_rows(data, path) if data.startswith(b"PK") else _csv_rows(data, path)
    return roster_from_rows(rows, path.name)


def _csv_rows(data: bytes, path: Path) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp950"):
        try:
            return list(csv.reader(io.StringIO(data.decode(encoding))))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise RosterError(f"{path}：不是正確的 CSV，請用 Excel 另存 ({error})") from None
    raise RosterError(f"{path}：看不出文字編碼，請另存成「CSV UTF-8」 (save it as CSV UTF-8)")


def _xlsx_rows(data: bytes, path: Path) -> list[list[str]]:
    try:
        package = open_package(data)
        book = read_book(package)
        strings = Strings(package.read(book.strings) if book.strings in package else None)
        part = book.sheets[0].part
        grid = Grid.of_part(package.read(part), part, strings)
    except WorkbookError as error:
        reason, reason_en = error.params.get("reason"), error.params.get("reason_en")
        raise RosterError(f"{path}：無法開啟名冊，{reason} ({reason_en})") from None
    letters = [column_name(index) for index in range(1, _COLUMNS + 1)]
    columns = {letter: dict(grid.column(letter)) for letter in letters}
    last = min(max((max(rows, default=0) for rows in columns.values()), default=0), _MAX_ROWS)
    return [
        [columns[letter].get(row, "") for letter in letters if columns[letter]] for row in range(1, last + 1)
    ]
