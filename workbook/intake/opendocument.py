"""The values of an OpenDocument spreadsheet, from its `content.xml`.

After ODF 1.2 part 1: §9.1 tables, §19.385 value types, §6.1.2 white space in paragraphs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape as xml_escape

from workbook.address import column_name
from workbook.intake.cells import MAX_TEXT, Grid
from workbook.intake.comments import CellComment
from workbook.intake.scan import RawCell
from workbook.limits import FORM, Limits
from workbook.package import suspicious, too_large
from workbook.sheetxml import Element, escape, parse

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (f"{{{_NAMES}{name}:1.0}}" for name in ("office", "table", "text", "style"))
_EXTENSION = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_SHEETS = f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table"
_ROW = f"{_TABLE}table-row"
_ROW_GROUPS = frozenset(f"{_TABLE}{name}" for name in ("table-rows", "table-header-rows", "table-row-group"))
_CELLS = frozenset(f"{_TABLE}{name}" for name in ("table-cell", "covered-table-cell"))
_ROWS, _COLUMNS = (f"{_TABLE}number-{name}-repeated" for name in ("rows", "columns"))
_COMMENT, _CREATOR = f"{_OFFICE}annotation", "{http://purl.org/dc/elements/1.1/}creator"
_NOT_SAID = frozenset({_COMMENT, f"{_TEXT}ruby-text", f"{_TEXT}note"})
_NUMBERS = frozenset({"float", "percentage", "currency"})
_LEADING = re.compile(r"^[ \t]*\n[ \t\n]*")
_LINE_BREAK = re.compile(r"[ \t]*\n[ \t\n]*")  # of who wrote the file, not of who wrote the text
_FORMULA_PREFIX = re.compile("^(?:[a-z]{1,8}:)?=?")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}(?=T|$)")
_MOST_HIDDEN = 20_000
"""Rows, of which the form has far fewer."""
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class Tables:
    """The sheets of an .ods by name, in their order, the names of those that are hidden, and the comments on
    each."""

    grids: Mapping[str, Grid]
    hidden: frozenset[str]
    comments: Mapping[str, Sequence[CellComment]]


def read_tables(content: bytes, limits: Limits = FORM) -> Tables:
    """Return every table's filled cells.

    Raise WorkbookError for what is no spreadsheet.
    """
    root = parse(content, "content.xml", limits)
    unseen = frozenset(
        style.get(f"{_STYLE}name", "")
        for style in root.iterfind(f"{_OFFICE}automatic-styles/{_STYLE}style")
        if any(each.get(f"{_TABLE}display") == "false" for each in style)
    )
    grids: dict[str, Grid] = {}
    comments: dict[str, Sequence[CellComment]] = {}
    hidden = set()
    for table in root.iterfind(_SHEETS):
        name = table.get(f"{_TABLE}name", "")
        if name in grids:
            raise suspicious(f"工作表「{name[:40]}」出現兩次", f"the sheet “{name[:40]}” is there twice")
        grids[name] = Grid(_filled(table, limits), hidden_rows=_hidden_rows(table))
        comments[name] = list(_comments(table))
        if table.get(f"{_TABLE}style-name", "") in unseen:
            hidden.add(name)
    return Tables(grids, frozenset(hidden), comments)


def _comments(table: Element) -> Iterator[CellComment]:
    """Yield the comments on the cells of a table (OpenDocument 1.3, part 3 §14.1)."""
    for rows, columns, cell in _placed(table):
        for comment in cell.iterfind(_COMMENT):
            text = " ".join(_paragraphs(comment).split())
            author = comment.findtext(_CREATOR, "")
            yield CellComment(f"{column_name(columns.start)}{rows.start}", text, author)


def _hidden_rows(table: Element) -> frozenset[int]:
    """Return the rows that are hidden or filtered out (OpenDocument 1.3, part 3 §19.749)."""
    row = 1
    hidden: list[int] = []
    for element in _rows(table):
        rows = range(row, row + _repeated(element.get(_ROWS)))
        row = rows.stop
        if element.get(f"{_TABLE}visibility", "visible") != "visible":
            hidden += rows[:_MOST_HIDDEN]
    return frozenset(hidden[:_MOST_HIDDEN])


def _filled(table: Element, limits: Limits) -> dict[str, RawCell]:
    cells: dict[str, RawCell] = {}
    characters = 0
    for rows, columns, cell in _placed(table):
        kind, formula, text = _value(cell)
        if not (text or formula):
            continue
        characters += len(text)
        if len(cells) + len(rows) * len(columns) > limits.cells or characters > limits.part:
            raise too_large("儲存格過多", "it has far too many cells")
        written = xml_escape(escape(text))
        for row in rows:
            for column in columns:
                address = f"{column_name(column)}{row}"
                cells[address] = ("", address, "", kind, xml_escape(formula), written, "")
    return cells


def _placed(table: Element) -> Iterator[tuple[range, range, Element]]:
    """Yield every cell element with the rows and columns that it stands for."""
    row = 1
    for element in _rows(table):
        rows = range(row, row + _repeated(element.get(_ROWS)))
        row = rows.stop
        column = 1
        for cell in element:
            if cell.tag in _CELLS:
                columns = range(column, column + _repeated(cell.get(_COLUMNS)))
                column = columns.stop
                if rows.stop <= _MAX_ROW + 1 and columns.stop <= _MAX_COLUMN + 1:
                    yield rows, columns, cell


def _rows(parent: Element) -> Iterator[Element]:
    for element in parent:
        if element.tag == _ROW:
            yield element
        elif element.tag in _ROW_GROUPS:
            yield from _rows(element)


def _value(cell: Element) -> tuple[str, str, str]:
    """Return a cell's type as in SpreadsheetML, its formula and its value."""
    formula = _FORMULA_PREFIX.sub("", cell.get(f"{_TABLE}formula", ""))
    kind = cell.get(f"{_OFFICE}value-type", "string")
    if cell.get(f"{_EXTENSION}value-type") == "error":
        return "e", formula, _paragraphs(cell)
    if kind in _NUMBERS:
        return "n", formula, cell.get(f"{_OFFICE}value", "")
    if kind == "boolean":
        return "b", formula, "1" if cell.get(f"{_OFFICE}boolean-value") == "true" else "0"
    if kind in ("date", "time"):
        written = cell.get(f"{_OFFICE}{kind}-value", "")
        day = _DAY.match(written)
        return "str", formula, day[0] if day else written
    said = cell.get(f"{_OFFICE}string-value")
    return "str", formula, _paragraphs(cell) if said is None else said


def _paragraphs(cell: Element) -> str:
    return "\n".join(_text(paragraph) for paragraph in cell.iterfind(f"{_TEXT}p"))


def _text(paragraph: Element) -> str:
    pieces: list[str] = []
    room = MAX_TEXT
    for piece in _pieces(paragraph, _LEADING.sub("", paragraph.text or "")):
        pieces.append(piece)
        room -= len(piece)
        if room < 0:
            raise too_large("儲存格的文字過長", "the text in a cell is far too long")
    return "".join(pieces)


def _pieces(element: Element, begins: str) -> Iterator[str]:
    """Yield the characters of a paragraph.

    Blanks are kept as written: many in a row should be elements of their own, and LibreOffice 7.4 writes them
    as they are. A line broken in the XML is one blank.
    """
    yield _LINE_BREAK.sub(" ", begins)
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(_repeated(child.get(f"{_TEXT}c")), MAX_TEXT)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _NOT_SAID:
            yield from _pieces(child, child.text or "")
        yield _LINE_BREAK.sub(" ", child.tail or "")


def _repeated(written: str | None) -> int:
    """Return how often a cell or row is repeated, by an attribute that may be missing."""
    return max(1, int(written)) if written and written.isdecimal() and len(written) < 9 else 1
