"""Workbooks as records: .xls (MS-XLS) and .xlsb (MS-XLSB), with what a test is about and little else."""

import struct
from collections.abc import Mapping

from tests.workbook.ole import ole_tree
from workbook.package import assemble, compress
from workbook.sheetxml import OFFICE, PACKAGE

# ── .xls ────────────────────────────────────────────────────────────────────────────────────────


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def number(row: int, column: int, value: float) -> bytes:
    """Rows and columns from 0, here and below."""
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def numbers(row: int, first: int, *values: int) -> bytes:
    """Whole numbers side by side in one record."""
    each = b"".join(struct.pack("<HL", 0, value << 2 | 2) for value in values)
    return record(0xBD, struct.pack("<HH", row, first) + each + struct.pack("<H", first + len(values) - 1))


def error(row: int, column: int, code: int) -> bytes:
    return record(0x205, struct.pack("<HHHBB", row, column, 0, code, 1))


def truth(row: int, column: int, value: int) -> bytes:
    return record(0x205, struct.pack("<HHHBB", row, column, 0, value, 0))


def formula(row: int, column: int, result: bytes, text: str = "") -> bytes:
    """A formula with the eight bytes of its result; a text follows in a record of its own."""
    made = record(0x06, struct.pack("<HHH", row, column, 0) + result + bytes(6) + struct.pack("<H", 0))
    said = record(0x207, struct.pack("<HB", len(text), 0) + text.encode("latin-1")) if text else b""
    return made + said


def error_made(code: int) -> bytes:
    return bytes((2, 0, code, 0, 0, 0, 0xFF, 0xFF))


TEXT_MADE = bytes((0, 0, 0, 0, 0, 0, 0xFF, 0xFF))


def dimensions(rows: int, columns: int) -> bytes:
    return record(0x200, struct.pack("<LLHHH", 0, rows, 0, columns, 0))


def chart(content: bytes) -> bytes:
    """A chart within a sheet, with records of its own."""
    return _begin(0x20) + content + _END


def xls(sheets: Mapping[str, bytes], stream: str = "Workbook") -> bytes:
    """A workbook with these records in its sheets."""
    head = _begin(0x05) + record(0x42, struct.pack("<H", 1200))
    bodies = [_begin(0x10) + content + _END for content in sheets.values()]
    listed = sum(12 + len(name) for name in sheets)
    at = len(head) + listed + len(_END)
    for name, body in zip(sheets, bodies, strict=True):
        head += record(0x85, struct.pack("<LBBBB", at, 0, 0, len(name), 0) + name.encode("ascii"))
        at += len(body)
    return ole_tree({stream: head + _END + b"".join(bodies)})


def _begin(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHHLL", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


_END = record(0x0A, b"")

# ── .xlsb ───────────────────────────────────────────────────────────────────────────────────────


def wide(kind: int, content: bytes = b"") -> bytes:
    """A record of .xlsb, whose kind and size have seven bits in a byte."""
    return _seven(kind) + _seven(len(content)) + content


def wide_row(row: int, *columns: int) -> bytes:
    """A row with its own number in each of these columns."""
    cells = (wide(5, struct.pack("<LLd", column, 0, row + 1)) for column in columns)
    return wide(0, struct.pack("<L", row) + bytes(13)) + b"".join(cells)


def wide_error(column: int, code: int, *, by_formula: bool = False) -> bytes:
    """A cell of the row before it that shows an error."""
    content = struct.pack("<LLB", column, 0, code)
    return wide(11, content + bytes(10)) if by_formula else wide(3, content)


def xlsb(sheets: Mapping[str, bytes | None]) -> bytes:
    """A workbook with these rows in its sheets; a sheet of None is a chart."""
    listed, related, parts = b"", "", {}
    for place, (name, rows) in enumerate(sheets.items(), start=1):
        kind = "chartsheet" if rows is None else "worksheet"
        target = f"{kind}s/sheet{place}.bin"
        listed += wide(156, struct.pack("<LL", 0, place) + _text(f"rId{place}") + _text(name))
        related += f'<Relationship Id="rId{place}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        data = wide(148, bytes(16)) + wide(145) + (rows or b"") + wide(146)
        parts[f"xl/{target}"] = wide(129) + (b"" if rows is None else data) + wide(130)
    end = wide(157, bytes(26)) + wide(132)
    parts["xl/workbook.bin"] = wide(131) + wide(153, bytes(12)) + wide(143) + listed + wide(144) + end
    root = f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.bin"/>'
    for source, inside in (("_rels/.rels", root), ("xl/_rels/workbook.bin.rels", related)):
        parts[source] = f'<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'.encode()
    return assemble(compress(name, content) for name, content in parts.items())


def _text(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def _seven(value: int) -> bytes:
    made = b""
    while value >= 0x80:
        made += bytes([value & 0x7F | 0x80])
        value >>= 7
    return made + bytes([value])
