"""Formats that a library reads which can abort the whole process: .xls, .xlsb, and decryption.

Each file goes to a process of its own, with a limit on time and memory.
"""

import json
from typing import Any
from xml.sax.saxutils import escape as xml_escape

from templates import child
from workbook.address import column_name
from workbook.intake import foreign_child
from workbook.intake.books import ValueBook
from workbook.intake.cells import Grid
from workbook.intake.comments import CellComment
from workbook.intake.scan import RawCell
from workbook.package import MAX_FILE, unreadable
from workbook.sheetxml import escape

WALL_SECONDS = 60.0
"""For one file, by the clock, however busy the machine is: its CPU time is limited there."""


def open_values(data: bytes, format_name: str) -> ValueBook:
    """Open the values of a spreadsheet of another format.

    Raise WorkbookError where it does not open.
    """
    try:
        output = _child("values", data)
    except child.ChildError as error:
        raise _late() if error.is_late else _failed() from None
    try:
        told = json.loads(output)
    except ValueError:
        raise _failed() from None
    sheets: dict[str, list[list[Any]]] = told["sheets"]
    grids = {name: _grid(cells) for name, cells in sheets.items()}
    written = {
        name: [CellComment(f"{column_name(column)}{row}", text, author) for row, column, author, text in own]
        for name, own in told["comments"].items()
    }
    return ValueBook(format_name, grids, frozenset(told["hidden"]), written)


def decrypt(data: bytes, password: str) -> bytes | None:
    """Decrypt a workbook with a password, or with Excel's own; None where it has another."""
    if "\n" in password:
        password = ""
    try:
        output = _child("decrypt", password.encode() + b"\n" + data)
    except child.ChildError as error:
        if error.is_late:
            raise _late() from None
        return None
    return output[:MAX_FILE] or None


def _grid(cells: list[list[Any]]) -> Grid:
    raw: dict[str, RawCell] = {}
    for row, column, kind, text in cells:
        address = f"{column_name(column)}{row}"
        value = text if kind in ("n", "b") else xml_escape(escape(text))
        raw[address] = ("", address, "", "" if kind == "n" else kind, "", value, "")
    return Grid(raw)


def _child(job: str, data: bytes) -> bytes:
    return child.run(foreign_child.__file__, [job], data, WALL_SECONDS)


def _late() -> Exception:
    return unreadable("讀取逾時", "reading it took too long")


def _failed() -> Exception:
    return unreadable("檔案損壞", "it is damaged")
