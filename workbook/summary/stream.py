"""Streaming rows of any number into a designed sheet: the design is openpyxl's, the rows are written as XML.

The design has one sample row; every row streamed in takes its styles. Memory does not grow with
the rows, which are compressed as they come.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape as xml_escape

from workbook.address import column_name
from workbook.fit import clipped
from workbook.package import Member
from workbook.sheetxml import escape

_ROW = re.compile(r"<row r=\"(\d+)\"[^>]*?(?:/>|>(.*?)</row>)", re.DOTALL)
_STYLE = re.compile(r"<c r=\"([A-Z]+)\d+\"(?: s=\"(\d+)\")?")
_BUFFER = 512


@dataclass(frozen=True, slots=True)
class Computed:
    """A formula without its ``=``, and the value saved with it."""

    formula: str
    value: str | int | float


Value = str | int | float | Decimal | Computed | None


@dataclass(frozen=True, slots=True)
class StreamedRow:
    """A row's values from column A on; ``height`` in points where the text needs more than a line."""

    values: tuple[Value, ...]
    height: float | None = None


def stream(name: str, design: bytes, first: int, rows: Iterable[StreamedRow], level: int = 6) -> Member:
    """Write the sheet's part with ``rows`` from row ``first`` on, in place of the sample row there."""
    before, styles, after = _split(design.decode(), first)
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed: list[bytes] = []
    checksum = size = 0
    for chunk in _chunks(before, after, _rows(first, rows, styles)):
        data = chunk.encode()
        checksum = zlib.crc32(data, checksum)
        size += len(data)
        packed.append(packer.compress(data))
    packed.append(packer.flush())
    return Member(name, 8, checksum, size, b"".join(packed))


def _split(design: str, first: int) -> tuple[str, tuple[str, ...], str]:
    """Return what stands before and after the sample row, and its styles by column."""
    for match in _ROW.finditer(design):
        if int(match[1]) == first:
            styles = tuple(style or "0" for _, style in _STYLE.findall(match[2] or ""))
            return design[: match.start()], styles, design[match.end() :]
    raise ValueError(f"the design has no sample row {first}")


def _chunks(before: str, after: str, rows: Iterator[str]) -> Iterator[str]:
    yield before
    buffer: list[str] = []
    for row in rows:
        buffer.append(row)
        if len(buffer) == _BUFFER:
            yield "".join(buffer)
            buffer.clear()
    yield "".join(buffer)
    yield after


def _rows(first: int, rows: Iterable[StreamedRow], styles: tuple[str, ...]) -> Iterator[str]:
    letters = [column_name(index) for index in range(1, len(styles) + 1)]
    for number, row in enumerate(rows, start=first):
        height = f' ht="{row.height:g}"' if row.height else ""
        cells = "".join(
            _cell(f'<c r="{letter}{number}" s="{style}"', value)
            for letter, style, value in zip(letters, styles, row.values, strict=True)
        )
        yield f'<row r="{number}"{height}>{cells}</row>'


def _cell(opening: str, value: Value) -> str:
    if value is None or value == "":
        return f"{opening}/>"
    if isinstance(value, str):
        return f'{opening} t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'
    if isinstance(value, Computed):
        formula = xml_escape(value.formula)
        if isinstance(value.value, str):
            return f'{opening} t="str"><f>{formula}</f><v>{_text(value.value)}</v></c>'
        return f"{opening}><f>{formula}</f><v>{value.value}</v></c>"
    return f"{opening}><v>{value}</v></c>"


def _text(value: str) -> str:
    """Write a text for a cell; bytes of a file name that are no text become U+FFFD."""
    text = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return xml_escape(escape(clipped(text)))
