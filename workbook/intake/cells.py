"""A worksheet's cells that hold something, by address, decoded only when asked for."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape as xml_escape

from scoring.errors import WorkbookError
from workbook.address import column_index, column_name
from workbook.fit import MAX_CELL_TEXT
from workbook.intake.saved_formulas import formula_of, said_elsewhere, without_sign
from workbook.intake.scan import (
    TYPES,
    RawCell,
    plain_text,
    resolve,
    scan_sheet,
    scan_strings,
    unseen_rows,
    with_column_styles,
    written_style,
)
from workbook.intake.tail import without_empty_rows
from workbook.limits import FORM, Limits
from workbook.package import missing, suspicious, too_large
from workbook.shape import CELL_CHILDREN, ROW_CHILDREN, ROWS, hold_to_shape, misplaced
from workbook.sheetxml import (
    IS,
    MAIN,
    RPH,
    SI,
    C,
    Element,
    F,
    R,
    V,
    escape,
    limit_tags,
    only_text,
    parse,
    rich_text,
    tag,
    whole,
)

Kind = Literal["blank", "number", "text", "bool", "error"]
_KINDS: Mapping[str, Kind] = {
    "": "number",
    "n": "number",
    "b": "bool",
    "e": "error",
    "s": "text",
    "str": "text",
    "inlineStr": "text",
    "d": "text",
}
TEXTS = frozenset(kind for kind, read_as in _KINDS.items() if read_as == "text")
"""Types of cells whose value is a text."""
_ESCAPED = frozenset(("str", "inlineStr", "e"))
"""Types whose values may have the escapes of `ST_Xstring`."""
_NUMBERS, _BLANKS = frozenset(("", "n", "b")), " \t\r\n"
"""Types whose values may have blanks around them (XML Schema 2 §4.3.6)."""
_TRUTH: Mapping[str, str] = {"0": "FALSE", "1": "TRUE"}
_STYLE, _TYPE, _FORMULA, _VALUE = 2, 3, 4, 5
_BOTH, _INLINE = frozenset((V, IS)), "inlineStr"
_DIGITS = "0123456789"
_GUIDES = re.compile(rb"\sph\s*=")  # in a sheet that shows phonetic guides in some cells
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
MAX_TEXT = 2 * MAX_CELL_TEXT  # twice what a cell holds: longer was never in a spreadsheet


class Cell(NamedTuple):
    """A cell's value as text (a number as its digits, a truth value as 0 or 1), and its formula."""

    kind: Kind = "blank"
    text: str = ""
    formula: str | None = None
    style: int = 0


BLANK = Cell()


def shown(is_truth: bool, text: str) -> str:
    """Return a value as people see it: a truth value as a word."""
    return _TRUTH.get(text, text) if is_truth else text


class Strings:
    """The shared strings, by their index. ``missing_part`` should have them, and is not there."""

    def __init__(self, content: bytes | None, limits: Limits = FORM, missing_part: str = "") -> None:
        self._missing_part = missing_part
        self._texts: Sequence[str] = ()
        self._items: list[Element] = []
        self._written_runs: Mapping[int, str] = {}
        self._read: dict[int, str] = {}
        if content is not None:
            limit_tags(content, "sharedStrings.xml", limits.tags)
            scanned = scan_strings(content)
            if scanned is None:
                limits.hold_usual()
                root = parse(content, "sharedStrings.xml", limits)
                hold_to_shape(root, "sharedStrings.xml")
                self._items = root.findall(SI)
            else:
                self._texts, self._written_runs = scanned

    def get(self, index: str) -> str:
        """Return the string of an index as written in a cell; empty where there is none.

        Raise WorkbookError for an index that is no whole number, of which some programs make one, and where
        the part with the strings is missing.
        """
        if self._missing_part:
            raise missing(self._missing_part)
        index = plain_text(index)
        if index and not (index.isascii() and index.isdecimal()):
            raise suspicious(
                f"字串編號 {index[:20]!r} 不是數字", f"the index {index[:20]!r} of a string is no number"
            )
        number = int(index) if index and len(index) < 9 else -1
        if 0 <= number < len(self._texts):
            return self._texts[number]
        if number not in self._read and 0 <= number < len(self._items):
            self._read[number] = rich_text(self._items[number])
        return self._read.get(number, "")

    @cached_property
    def has_runs(self) -> bool:
        """Tell whether a string has parts with fonts of their own."""
        return bool(self._written_runs) or any(
            next(item.iter(R, RPH), None) is not None for item in self._items
        )

    def runs(self, index: str, tags: Sequence[str] = (R,)) -> Sequence[Element]:
        """Return the runs of a string whose parts have fonts of their own."""
        found = whole(index)
        number = -1 if found is None else found
        if number in self._written_runs:
            return _runs_of(self._written_runs[number])
        return list(self._items[number].iterchildren(*tags)) if 0 <= number < len(self._items) else ()


@lru_cache(maxsize=512)
def _runs_of(written: str) -> Sequence[Element]:
    """Return the runs that a string is written in. The forms of one program have most of them in common."""
    return parse(f'<si xmlns="{MAIN}">{written}</si>'.encode(), "sharedStrings.xml").findall(R)


class Grid:
    """The filled cells of one sheet. ``get`` decodes one; nothing else is looked at.

    ``around`` is the sheet's XML around its cells, for what is said there (protection), where the format
    has any. Cells may be in it: to take them out of a tree takes the longer the more there are, by the
    square. ``hidden_rows`` are those hidden, or too low for a line. ``said_elsewhere`` are the cells whose
    formula another cell says.
    """

    def __init__(
        self,
        cells: dict[str, RawCell],
        strings: Strings | None = None,
        around: Element | None = None,
        hidden_rows: frozenset[int] = frozenset(),
        runs: Mapping[str, Sequence[Element]] | None = None,
        tags: Sequence[str] = (R,),
    ) -> None:
        self._cells = cells
        self._strings = strings or Strings(None)
        self._runs, self._tags = runs or {}, tags
        self.has_runs = bool(self._runs) or self._strings.has_runs
        self.hidden_rows = hidden_rows
        self.around = around
        self.said_elsewhere: AbstractSet[str] = frozenset()

    @classmethod
    def of_part(cls, content: bytes, part: str, strings: Strings, limits: Limits = FORM) -> "Grid":
        """Return the grid of a worksheet's part; scanned where it is plain, else parsed."""
        content = without_empty_rows(content, limits.sheet)
        limit_tags(content, part, limits.sheet)
        tags = (R, RPH) if _GUIDES.search(content) else (R,)
        scanned = scan_sheet(content)
        if scanned is not None:
            return cls(with_column_styles(*scanned[:2]), strings, scanned[1], scanned[2], tags=tags)
        limits.hold_usual()
        root = parse(content, part, limits)
        placed = [*_positioned(root)]
        cells: dict[str, RawCell] = {}
        cells.update(_walk(placed))
        elsewhere = dict(said_elsewhere(root, placed, cells))
        for address, formula in elsewhere.items():
            _, _, style, kind, _, value, inline = cells[address]
            cells[address] = ("", address, style, kind, formula, value, inline)
        with_runs = ((at, list(each.iter(*tags))) for at, each in placed if each.get("t") == _INLINE)
        runs = {at: found for at, found in with_runs if found}
        hidden_rows = unseen_rows(root)
        hold_to_shape(root, part)
        if len(root.findall(tag("sheetData"))) > 1:
            raise misplaced("sheetData", part)
        grid = cls(with_column_styles(cells, root), strings, root, hidden_rows, runs, tags)
        grid.said_elsewhere = elsewhere.keys()
        return grid

    def get(self, address: str) -> Cell:
        raw = self._cells.get(address)
        return BLANK if raw is None else self._decode(raw)

    @property
    def addresses(self) -> AbstractSet[str]:
        """The filled cells."""
        return self._cells.keys()

    def runs(self, address: str) -> Sequence[Element]:
        """Return the parts of a text whose parts have fonts of their own; none where it has one font."""
        raw = self._cells.get(address)
        if raw is None:
            return ()
        return (
            self._strings.runs(raw[_VALUE], self._tags) if raw[_TYPE] == "s" else self._runs.get(address, ())
        )

    def text(self, address: str) -> str:
        """Return a cell as the text that people see."""
        raw = self._cells.get(address)
        if raw is None:
            return ""
        return shown(raw[_TYPE] == "b", self._text(raw))

    @cached_property
    def _addresses(self) -> str:
        """All of them, a space before each: a pattern finds those of a column sooner than a loop."""
        return " ".join(("", *self._cells))

    def column(self, letter: str) -> list[tuple[int, str]]:
        """Return row and text of every filled cell in a column."""
        return [(row, self._text(self._cells[f"{letter}{row}"])) for row in self.rows_with_text(letter)]

    def rows_with_text(self, letter: str) -> list[int]:
        """Return the rows that are filled in a column, without decoding them."""
        return [int(row) for row in re.findall(f" {letter}([0-9]+)", self._addresses)]

    def row(self, number: int) -> Iterator[tuple[str, str]]:
        """Yield column and text of every filled cell in a row."""
        for letters in re.findall(f" ([A-Z]+){number}(?= |$)", self._addresses):
            yield letters, self._text(self._cells[f"{letters}{number}"])

    def find(self, is_wanted: Callable[[str], bool]) -> str:
        """Return the column with the most texts that are wanted; empty where there is none."""
        counts = Counter(
            address.rstrip(_DIGITS) for address, raw in self._cells.items() if is_wanted(self._text(raw))
        )
        return counts.most_common(1)[0][0] if counts else ""

    def unlike(self, expected: Mapping[str, str], kinds: AbstractSet[str] = TYPES) -> list[str]:
        """Return the cells that hold another text than expected, of another type, or made by a formula."""
        cells, text = self._cells, self._text
        return [
            at
            for at, wanted in expected.items()
            if (raw := cells.get(at)) is None
            or raw[_FORMULA]
            or raw[_TYPE] not in kinds
            or text(raw) != wanted
        ]

    def other_formulas(self, expected: Mapping[str, str]) -> list[str]:
        """Return the cells that hold another formula than expected, given as written in XML."""
        cells, resolved = self._cells, self._formula
        return [
            at
            for at, wanted in expected.items()
            if (raw := cells.get(at)) is None
            or (raw[_FORMULA] != wanted and resolved(raw) != resolve(wanted))
        ]

    def style(self, address: str) -> int:
        """Return the number of a filled cell's style."""
        raw = self._cells.get(address)
        return int(raw[_STYLE] or 0) if raw else 0

    def formula(self, address: str) -> str:
        """Return a cell's formula; empty where it has none."""
        raw = self._cells.get(address)
        return self._formula(raw) if raw else ""

    def _formula(self, raw: RawCell) -> str:
        formula = raw[_FORMULA]
        return without_sign(resolve(formula) if "&" in formula or "_x" in formula else formula)

    def count(self, is_wanted: Callable[[str], bool]) -> int:
        """Return how many cells hold a text that is wanted."""
        return sum(is_wanted(self._text(raw)) for raw in self._cells.values())

    def _decode(self, raw: RawCell) -> Cell:
        text = self._text(raw)
        _, _, style, kind, formula, _, _ = raw
        if not text and not formula:
            return BLANK
        read_as = _KINDS.get(kind, "text") if text else "blank"
        return Cell(read_as, text, without_sign(resolve(formula)) if formula else None, int(style or 0))

    def _text(self, raw: RawCell) -> str:
        _, address, _, kind, _, value, inline = raw
        if kind == "s":
            text = self._strings.get(value)
        else:
            text = inline or value
            if "&" in text or "_x" in text:
                text = resolve(text) if kind in _ESCAPED else plain_text(text)
            if kind in _NUMBERS:
                text = text.strip(_BLANKS)
        if len(text) > MAX_TEXT:
            raise too_large(f"儲存格 {address} 的文字過長", f"the text in {address} is far too long")
        return text


def _walk(placed: Iterable[tuple[str, Element]]) -> Iterator[tuple[str, RawCell]]:
    """Yield the filled cells of a parsed sheet, as the scan would give them."""
    for address, cell in placed:
        tags = [child.tag for child in cell]
        has = frozenset(tags)
        if len(has) < len(tags) or has >= _BOTH:
            raise suspicious(f"儲存格 {address} 有兩個值", f"the cell {address} has two values")
        if not has <= CELL_CHILDREN:
            raise misplaced(min(has - CELL_CHILDREN), address)
        formula = value = inline = ""
        for child in cell:
            if child.tag == V:
                value = xml_escape(only_text(child))
            elif child.tag == F:
                formula = formula_of(child, address)
            elif child.tag == IS:
                inline = xml_escape(escape(rich_text(child)))
        kind = cell.get("t", "n")
        is_rich = cell.get("vm") is not None and kind != "e"  # something else is shown in its place
        if is_rich or not kind or kind not in TYPES or (value if kind == _INLINE else inline):
            raise suspicious(f"儲存格 {address} 的值與類型不合", f"the value of {address} is of another type")
        style = written_style(cell)
        if style is None:
            raise suspicious(f"儲存格 {address} 的樣式編號不明", f"the style of {address} is no number")
        yield address, ("", address, style, kind, formula, value, inline)


def _positioned(root: Element) -> Iterator[tuple[str, Element]]:
    """Yield filled cells by address.

    Some writers leave addresses out: then each cell follows the one before it (ISO/IEC 29500-1 §18.3.1.4).
    """
    number = 0
    taken: set[str] = set()
    for row in root.iterfind(f"{tag('sheetData')}/*"):
        if row.tag not in ROWS:
            raise misplaced(row.tag, "sheetData")
        before, given = number, row.get("r")
        number = number + 1 if given is None else int(given) if _ROW_NUMBER.fullmatch(given) else 0
        if number <= before:
            raise _misplaced(f"列 {given!r}", f"the row {given!r}")
        index = filled = 0
        is_sure = True  # where a cell without an address would stand
        for cell in row:
            if cell.tag != C:
                if cell.tag not in ROW_CHILDREN:
                    raise misplaced(cell.tag, f"{number}")
                continue
            left, address = index, cell.get("r")
            match = _ADDRESS.fullmatch(address) if address is not None else None
            index = column_index(match[1]) if match else index + 1 if address is None else 0
            is_here = index > 0 and (match is None or match[2] == str(number))
            name = match[0] if match else f"{column_name(index)}{number}" if index else ""
            if not name or name in taken or (address is None and not is_sure):
                raise _misplaced(f"儲存格 {address!r}", f"the cell {address!r}")
            taken.add(name)
            is_sure = is_sure and is_here and index > left
            if len(cell):
                if not is_here or index <= filled:
                    raise _misplaced(f"儲存格 {address!r}", f"the cell {address!r}")
                filled = index
                yield name, cell


def _misplaced(what: str, what_en: str) -> WorkbookError:
    """Refuse what no program writes, for programs differ about where it stands."""
    return suspicious(f"{what[:60]} 的位置不合順序或寫法", f"{what_en[:60]} is out of order, or no address")
