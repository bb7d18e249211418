"""Rows far below a form that hold nothing, left out before anything is read.

Some programs write every row that was ever formatted, with all its cells: hundreds of thousands of tags that
say nothing of what a form holds.
"""

import re

from workbook.intake.scan import ROW_ATTRIBUTES

_LARGE = 1 << 20
"""Bytes of a part, from which on it may pay."""
_FAR = "(?:[3-9][0-9]{3}|[1-9][0-9]{4,6})"
"""Numbers of rows below any form."""
_ATTRIBUTES = "".join(rf"(?: {name}=\"[0-9A-Za-z.: -]*+\")?+" for name in ROW_ATTRIBUTES[1:])
_EMPTY_ROW = re.compile(
    rf"<row r=\"({_FAR})\"{_ATTRIBUTES}"
    r"(?:/>|>(?:<c r=\"[A-Z]{1,3}\1\"(?: s=\"[0-9]{1,6}\")?+(?: t=\"n\")?+/>)*+</row>)".encode()
)


def without_empty_rows(sheet: bytes, most: int) -> bytes:
    """Return a worksheet's part without those rows; as it is where leaving them out could change another,
    where they may be part of a text, or where more than ``most`` tags would be left in any case."""
    if len(sheet) < _LARGE:
        return sheet
    rows = sheet.count(b"<row ") + sheet.count(b"</row>")
    empty_cells = sheet.count(b"<c ") - sheet.count(b"</c>")
    if sheet.count(b"<") - rows - empty_cells > most:
        return sheet
    is_sure = b"<!" not in sheet and (b" x14ac:" not in sheet or b"xmlns:x14ac=" in sheet)
    return _EMPTY_ROW.sub(b"", sheet) if is_sure and _numbers_rows(sheet) else sheet


def _numbers_rows(sheet: bytes) -> bool:
    """Tell whether each row has its number, so that none depends on the one before it."""
    numbered = sheet.count(b'<row r="') + sheet.count(b"<rowBreaks")
    return sheet.count(b"<row") == numbered and b":row" not in sheet
