"""Run as a process of its own: reads one spreadsheet with a library that may abort, and prints its cells
as JSON. Whatever happens here, only this process ends.

    python -I -S foreign_child.py values|decrypt FOLDER…

The folders are where modules are looked for. To decrypt, the password is the first line, and Excel's own is
tried too. What is slow to import is imported where it is needed: most files that come here are broken.
"""

import io
import sys
from datetime import datetime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

MEMORY = 400 * 1024 * 1024
"""Bytes of address space, where the system can hold a process to it."""
SECONDS = 4.0
"""Of CPU time, where the system can hold a process to it."""
MAX_CELLS = 200_000
EXCELS_OWN = "VelvetSweatshop"
"""The password with which Excel itself encrypts some workbooks, and opens them without asking (MS-OFFCRYPTO
§2.3.1): those whose structure is locked, as it is in every form."""


def main() -> None:
    sys.path.extend(sys.argv[2:])
    from templates import child

    data = child.begin(MEMORY, SECONDS)
    if sys.argv[1] == "decrypt":
        password, _, data = data.partition(b"\n")
        sys.stdout.buffer.write(_decrypted(data, filter(None, (password.decode(), EXCELS_OWN))))
    else:
        values = _values(data)
        import json

        sys.stdout.write(json.dumps(values))


def _values(data: bytes) -> "dict[str, Any]":
    """Return each sheet's filled cells (row and column from 1, kind, text) and comments (row, column, author,
    text), and which sheets are hidden."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    from workbook.intake.records import prepared

    file = prepared(data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    sheets: dict[str, list[list[Any]]] = {}
    comments = {
        sheet.name: file.comments.get(number, []) for number, sheet in enumerate(book.sheets_metadata)
    }
    count = 0
    for number, sheet in enumerate(book.sheets_metadata):
        cells: list[list[Any]] = [
            [row, column, "e", text] for row, column, text in file.errors.get(number, ())
        ]
        is_chart = sheet.typ == SheetTypeEnum.ChartSheet
        rows = [] if is_chart else book.get_sheet_by_index(number).to_python(skip_empty_area=False)
        for row_number, row in enumerate(rows, start=1):
            for column_number, value in enumerate(row, start=1):
                if value != "":
                    cells.append([row_number, column_number, *_cell(value)])
                    count += 1
            if count > MAX_CELLS:
                raise SystemExit("too many cells")
        cells.sort(key=lambda cell: (cell[0], cell[1]))  # errors among the others
        sheets[sheet.name] = cells
    hidden = [each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible]
    return {"sheets": sheets, "hidden": hidden, "comments": comments}


def _cell(value: object) -> tuple[str, str]:
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, int | float):
        return "n", repr(int(value) if value == int(value) else value)
    if isinstance(value, datetime):
        return "str", value.date().isoformat()
    return "str", str(value)


def _decrypted(data: bytes, passwords: "Iterable[str]") -> bytes:
    """Decrypt with the first password that fits; end this process where none does."""
    import msoffcrypto

    for password in passwords:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        out = io.BytesIO()
        try:
            file.load_key(password=password)
            file.decrypt(out)
        except Exception:  # noqa: BLE001, S112  a wrong password breaks off in many ways
            continue
        return out.getvalue()
    raise SystemExit("no password fits")


if __name__ == "__main__":
    main()
