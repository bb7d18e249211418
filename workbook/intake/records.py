"""Records of .xls and .xlsb that the library which reads them is not equal to: cells far from all others, for
which it makes a matrix of everything between, and errors, which it takes for blanks.

Runs in the process of `foreign_child`. Records after MS-XLS §2.4 and MS-XLSB §2.3.
"""

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from workbook import ole
from workbook.intake.old_comments import OldComment, old_comments

MOST_ROWS, MOST_COLUMNS = 8_192, 256
"""Within which the cells of a sheet are read that reaches too far: a form has far fewer."""
MOST_CELLS = MOST_ROWS * MOST_COLUMNS
"""Of the matrix of a sheet, from A1 on: more take too much memory."""
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


@dataclass(slots=True)
class Prepared:
    """A file as it can be read, and what the library does not tell, by the number of the sheet: the errors in
    its cells, their rows, columns, from 1, and what is shown; and its comments, of an .xls."""

    data: bytes
    errors: Mapping[int, list[tuple[int, int, str]]] = field(default_factory=dict)
    comments: Mapping[int, list[OldComment]] = field(default_factory=dict)


def prepared(data: bytes) -> Prepared:
    """Return a file without cells far from a form, where it has so many that they cannot all be read."""
    if data.startswith(ole.SIGNATURE):
        return _prepared_xls(ole.with_usual_names(data))
    return _prepared_xlsb(data)


@dataclass(slots=True)
class _Reach:
    """How far the cells of a sheet reach, by numbers from 0; the cells may be anywhere."""

    row: int = -1
    column: int = -1

    def hold(self, row: int, column: int) -> None:
        self.row, self.column = max(self.row, row), max(self.column, column)

    @property
    def is_too_far(self) -> bool:
        return (self.row + 1) * (self.column + 1) > MOST_CELLS


# ── .xls ────────────────────────────────────────────────────────────────────────────────────────

_BEGIN, _END, _SHEET, _BLANK, _TEXT = 0x0809, 0x000A, 0x0085, 0x0201, 0x0207
_FORMULA, _TRUTH_OR_ERROR, _NUMBERS = 0x0006, 0x0205, 0x00BD
_CELLS = frozenset((_FORMULA, 0x0203, 0x0204, _TRUTH_OR_ERROR, 0x027E, 0x00FD, 0x00D6, _NUMBERS))
_DIMENSIONS, _WIDE, _NARROW = 0x0200, struct.Struct("<2L2H"), struct.Struct("<4H")
_PLACE = struct.Struct("<HH")
_IS_ERROR = 2
_Bytes = bytes | bytearray
_Record = tuple[int, int, int]
"""Its kind, and where its content begins and ends."""


def _prepared_xls(data: bytes) -> Prepared:
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as file:
        name = next((name for name in ole.OLD_WORKBOOKS if file.exists(name)), "")
        book = bytearray(file.openstream(name).read()) if name else bytearray()
    errors: dict[int, list[tuple[int, int, str]]] = {}
    comments: dict[int, list[OldComment]] = {}
    is_changed = False
    for number, start in enumerate(_sheets(book)):
        reach = _Reach()
        records = list(_of_sheet(book, start))
        comments[number] = old_comments(book, records)
        for kind, at, end in records:
            if kind in _CELLS and end - at >= _PLACE.size:
                row, column = _PLACE.unpack_from(book, at)
                reach.hold(row, _last_column(book, kind, end, column))
                error = _error(book, kind, at, end)
                if error:
                    errors.setdefault(number, []).append((row + 1, column + 1, error))
        if reach.is_too_far or _claims_too_much(book, records):
            is_changed = True
            _blank(book, [record for record in records if record[0] == _DIMENSIONS])
        if reach.is_too_far:
            _blank(book, _far_cells(book, records))
            errors[number] = [each for each in errors.get(number, ()) if each[0] <= MOST_ROWS]
    if is_changed:
        stream = io.BytesIO(data)
        with olefile.OleFileIO(stream, write_mode=True) as file:
            file.write_stream(name, bytes(book))
            data = stream.getvalue()
    return Prepared(data, errors, comments)


def _sheets(book: _Bytes) -> Iterator[int]:
    """Yield where each sheet begins, in the order of the tabs."""
    for kind, at, end in _records(book, 0):
        if kind == _END:
            return
        if kind == _SHEET and end - at >= 4:
            yield struct.unpack_from("<L", book, at)[0]


def _records(book: _Bytes, at: int) -> Iterator[_Record]:
    while at + _PLACE.size <= len(book):
        kind, size = _PLACE.unpack_from(book, at)
        at += _PLACE.size
        if at + size > len(book):
            return
        yield kind, at, at + size
        at += size


def _of_sheet(book: _Bytes, start: int) -> Iterator[_Record]:
    """Yield a sheet's own records, without those of charts within it."""
    depth = 0
    for record in _records(book, start):
        depth += (record[0] == _BEGIN) - (record[0] == _END)
        if depth <= 0:
            return
        if depth == 1:
            yield record


def _last_column(book: _Bytes, kind: int, end: int, first: int) -> int:
    last: int = struct.unpack_from("<H", book, end - 2)[0] if kind == _NUMBERS else first
    return last


def _error(book: _Bytes, kind: int, at: int, end: int) -> str:
    """Return the error that a cell shows; empty where it shows none."""
    code = None
    if kind == _TRUTH_OR_ERROR and end - at >= 8 and book[at + 7]:
        code = book[at + 6]
    elif kind == _FORMULA and end - at >= 14 and book[at + 12 : at + 14] == b"\xff\xff":
        code = book[at + 8] if book[at + 6] == _IS_ERROR else None
    return "" if code is None else _ERRORS.get(code, "#?")


def _claims_too_much(book: _Bytes, records: list[_Record]) -> bool:
    """Tell whether a sheet says that it reaches far, whatever is in it: there is memory made ready for it."""
    for kind, at, end in records:
        if kind == _DIMENSIONS:
            numbers = _WIDE if end - at >= _WIDE.size else _NARROW
            if end - at < numbers.size:
                return True
            top, bottom, left, right = numbers.unpack_from(book, at)
            if (bottom - top + 1) * (right - left + 1) > MOST_CELLS or bottom < top or right < left:
                return True
    return False


def _blank(book: bytearray, records: Iterable[_Record]) -> None:
    """Make records that say nothing of what these say."""
    for _, at, _ in records:
        struct.pack_into("<H", book, at - _PLACE.size, _BLANK)


def _far_cells(book: _Bytes, records: list[_Record]) -> Iterator[_Record]:
    """Yield the cells in far rows, and the texts that formulas in them make."""
    is_far = False
    for kind, at, end in records:
        if kind in _CELLS and end - at >= _PLACE.size:
            is_far = _PLACE.unpack_from(book, at)[0] >= MOST_ROWS
        if is_far and (kind in _CELLS or kind == _TEXT):
            yield kind, at, end


# ── .xlsb ───────────────────────────────────────────────────────────────────────────────────────

_SHEET_BEGINS = b"\x81\x01"
_ROW, _BUNDLE = 0, 156
_CELL_KINDS = frozenset((*range(2, 12), 62))
_ERROR_KINDS = frozenset((3, 11))
_NUMBER = struct.Struct("<L")
_CODE = 8
"""Where the code of an error stands in a cell."""
_RELATION = re.compile(r"<[^<>]*\bRelationship\b[^<>]*>")
_ID, _TARGET = (re.compile(rf"\s{name}\s*=\s*[\"']([^\"']*)[\"']") for name in ("Id", "Target"))


class _Record12(NamedTuple):
    """A record: where it begins, its kind, where its content begins and ends."""

    start: int
    kind: int
    at: int
    end: int


def _prepared_xlsb(data: bytes) -> Prepared:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kept = {name: _near(part) for name, part in parts.items() if part.startswith(_SHEET_BEGINS)}
    sheets = enumerate(_sheet_parts(parts))
    errors = {number: list(_errors(kept[name])) for number, name in sheets if name in kept}
    if all(parts[name] == part for name, part in kept.items()):
        return Prepared(data, errors)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in {**parts, **kept}.items():
            archive.writestr(name, part)
    return Prepared(stream.getvalue(), errors)


def _sheet_parts(parts: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the part of each sheet in the order of the tabs; an empty name where it cannot be told."""
    book = next((name for name in parts if name.endswith("workbook.bin")), "")
    folder, name = posixpath.split(book)
    related = parts.get(f"{folder}/_rels/{name}.rels", b"").decode("utf-8", "replace")
    targets: dict[str, str] = {}
    for written in _RELATION.findall(related):
        own, target = _ID.search(written), _TARGET.search(written)
        if own and target:
            targets[own[1]] = posixpath.normpath(posixpath.join("/", folder, target[1])).lstrip("/")
    content = parts.get(book, b"")
    for record in _wide_records(content):
        if record.kind == _BUNDLE and record.end - record.at >= 12:
            (length,) = _NUMBER.unpack_from(content, record.at + 8)
            first = record.at + 12
            own_id = content[first : min(first + 2 * length, record.end)].decode("utf-16-le", "replace")
            yield targets.get(own_id, "")


def _errors(sheet: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield the errors of a sheet, with their rows and columns from 1."""
    for record, row, column in _cells_of(sheet):
        if record.kind in _ERROR_KINDS and record.end - record.at > _CODE:
            yield row + 1, column + 1, _ERRORS.get(sheet[record.at + _CODE], "#?")


def _near(sheet: bytes) -> bytes:
    """Return a sheet's part without the cells far from a form, where they reach too far."""
    reach = _Reach()
    for _, row, column in _cells_of(sheet):
        reach.hold(row, column)
    if not reach.is_too_far:
        return sheet
    pieces: list[bytes] = []
    done = 0
    for record, row, column in _cells_of(sheet):
        if row >= MOST_ROWS or column >= MOST_COLUMNS:
            pieces.append(sheet[done : record.start])
            done = record.end
    return b"".join((*pieces, sheet[done:]))


def _cells_of(sheet: bytes) -> Iterator[tuple[_Record12, int, int]]:
    """Yield the record of each cell, with its row and column from 0."""
    row = 0
    for record in _wide_records(sheet):
        if record.end - record.at >= _NUMBER.size and (record.kind == _ROW or record.kind in _CELL_KINDS):
            (number,) = _NUMBER.unpack_from(sheet, record.at)
            if record.kind == _ROW:
                row = number
            else:
                yield record, row, number


def _wide_records(part: bytes) -> Iterator[_Record12]:
    """Yield the records of a part (MS-XLSB §2.1.4)."""
    at = 0
    while at < len(part):
        start = at
        kind, at = _varied(part, at, 2)
        size, at = _varied(part, at, 4)
        if at + size > len(part):
            return
        yield _Record12(start, kind, at, at + size)
        at += size


def _varied(sheet: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number of up to so many bytes with seven bits each, and where it ends."""
    number = 0
    for place in range(most):
        if at >= len(sheet):
            break
        byte = sheet[at]
        at += 1
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            break
    return number, at
