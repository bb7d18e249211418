"""Formats that a library reads which can abort the whole process: .ods, .xls, .xlsb, and decryption.

Each file goes to a process of its own, with a limit on time and memory.
"""

import json
import subprocess
import sys
from typing import Any
from xml.sax.saxutils import escape as xml_escape

from workbook.intake.books import ValueBook
from workbook.intake.cells import Grid, column_name
from workbook.intake.foreign_child import ENCRYPTED
from workbook.intake.scan import RawCell
from workbook.package import MAX_FILE, refused, unreadable
from workbook.sheetxml import escape

TIME_LIMIT = 5.0
"""Seconds for one file."""


def open_values(data: bytes, format_name: str) -> ValueBook:
    """The values of a spreadsheet of another format. Raises WorkbookError where it does not open."""
    output = _child("values", data)
    try:
        sheets: dict[str, list[list[Any]]] = json.loads(output)
    except ValueError:
        raise _failed() from None
    return ValueBook(format_name, {name: _grid(cells) for name, cells in sheets.items()})


def decrypt(data: bytes, password: str) -> bytes | None:
    """An encrypted workbook opened; None where the password is not its own."""
    if "\n" in password:
        return None
    try:
        output = _child("decrypt", password.encode() + b"\n" + data)
    except ChildError:
        return None
    return output[:MAX_FILE] or None


class ChildError(Exception):
    """The child ended otherwise than well."""


def _grid(cells: list[list[Any]]) -> Grid:
    raw: dict[str, RawCell] = {}
    for row, column, kind, text in cells:
        address = f"{column_name(column)}{row}"
        value = text if kind in ("n", "b") else xml_escape(escape(text))
        raw[address] = ("", address, "", "" if kind == "n" else kind, "", value, "")
    return Grid(raw)


def _child(job: str, data: bytes) -> bytes:
    command = [sys.executable, "-m", "workbook.intake.foreign_child", job]
    try:
        done = subprocess.run(  # noqa: S603  our own module, on bytes from standard input
            command, input=data, capture_output=True, timeout=TIME_LIMIT, check=True, cwd=_root()
        )
    except subprocess.TimeoutExpired:
        raise unreadable("讀取逾時", "reading it took too long") from None
    except (subprocess.CalledProcessError, OSError) as error:
        if job != "values":
            raise ChildError from None
        if getattr(error, "returncode", None) == ENCRYPTED:
            raise refused("file-encrypted", "沒有密碼，或密碼不對", "no password, or not its own") from None
        raise _failed() from None
    return done.stdout


def _failed() -> Exception:
    return unreadable("檔案損壞，或設有密碼", "it is damaged, or needs a password")


def _root() -> str:
    """The folder that holds the packages, so that the child finds them wherever it is started."""
    from pathlib import Path

    return str(Path(__file__).resolve().parents[2])
