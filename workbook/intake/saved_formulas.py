"""Formulas as a sheet's cells save them: their own, one that is shared, or one that fills a range.

After ISO/IEC 29500-1 §18.3.1.40.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape as xml_escape

from workbook.address import area, column_index, column_name
from workbook.intake.scan import RawCell
from workbook.package import suspicious, too_large
from workbook.sheetxml import ROW, C, Element, F, only_text, tag, whole

UNSAID = "?"
"""A formula that another cell says, where it is not certain what that makes here."""
_TYPES = frozenset(("normal", "array", "dataTable", "shared"))
_FORMULA = 4
_MOST_COVERED = 5_000_000
"""Cells times array formulas, of which no form has any."""
_COLUMNS, _ROWS = 16_384, 1_048_576
_PIECE = re.compile(
    r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'"
    r"|(?P<number>[0-9]+(?:\.[0-9]*)?(?:E[+-]?[0-9]+)?(?![\w:]))"
    r"|(?P<reference>(\$?)([A-Z]{1,3})(\$?)([1-9][0-9]{0,6})(?![\w.(!]))"
    r"|(?P<name>[^\W\d][\w.]*+(?![:!]))"
    r"|[-+*/^&=<>(),:%{}; \n#!]"
)
"""A piece of a formula; a name that begins a range of columns, or one of a sheet unquoted, is none."""


def formula_of(element: Element, address: str) -> str:
    """Return a formula as XML has it; `UNSAID` where another cell says it.

    Raise WorkbookError for one of no known type.
    """
    if element.get("t", "normal") not in _TYPES:
        raise suspicious(f"{address} 的公式類型不明", f"the formula in {address} is of no known type")
    return xml_escape(only_text(element)) or UNSAID


def without_sign(formula: str) -> str:
    """Return a formula without the sign with which some programs begin it."""
    return formula[1:] if formula.startswith("=") and len(formula) > 1 else formula


def said_elsewhere(
    root: Element, placed: Iterable[tuple[str, Element]], cells: Mapping[str, RawCell]
) -> Iterator[tuple[str, str]]:
    """Yield the cells whose formula another cell says, and that formula as XML has it; `UNSAID` where that is
    not certain.

    Raise WorkbookError for ranges that are none, or far too many.
    """
    kinds = {each.get("t") for each in root.iterfind(f"{tag('sheetData')}/{ROW}/{C}/{F}") if len(each.attrib)}
    if "shared" in kinds:
        yield from ((at, xml_escape(formula)) for at, formula in _shared(placed))
    if kinds & {"array", "dataTable"}:
        yield from ((at, UNSAID) for at in _covered(root, cells))


def _shared(placed: Iterable[tuple[str, Element]]) -> Iterator[tuple[str, str]]:
    formulas = [(at, formula) for at, cell in placed for formula in cell.iterfind(F)]
    found = [(at, each, whole(each.get("si"))) for at, each in formulas if each.get("t") == "shared"]
    shared: dict[int | None, tuple[str, str, str]] = {}
    for at, each, number in found:
        if each.text:
            is_second = number is None or number in shared
            shared[number] = ("", "", "") if is_second else (at, each.text, each.get("ref", ""))
    before: set[int | None] = set()
    for at, each, number in found:
        if each.text:
            before.add(number)
        elif number in before and _is_within(at, shared[number]):
            moved = moved_formula(without_sign(shared[number][1]), shared[number][0], at)
            if moved is not None:
                yield at, moved


def _is_within(at: str, shared: tuple[str, str, str]) -> bool:
    """Tell whether a cell lies in the range of a shared formula, as the cell does that has it."""
    first, _, ref = shared
    try:
        whole_range = area(ref)
    except ValueError:
        return False
    return area(first).lies_in(whole_range) and area(at).lies_in(whole_range)


def moved_formula(formula: str, origin: str, to: str) -> str | None:
    """Return what a formula of one cell says in another: its relative references move along.

    None where it has something else than numbers, texts, functions and references to cells.
    """
    start, end = area(origin), area(to)
    across, down = end.left - start.left, end.top - start.top
    pieces: list[str] = []
    at = 0
    for piece in _PIECE.finditer(formula):
        if piece.start() != at:
            return None
        at = piece.end()
        moved = _moved(piece, across, down) if piece["reference"] else piece[0]
        if moved is None:
            return None
        pieces.append(moved)
    return "".join(pieces) if at == len(formula) else None


def _moved(piece: re.Match[str], across: int, down: int) -> str | None:
    fixed_column, letters, fixed_row, digits = piece.group(3, 4, 5, 6)
    column = column_index(letters) + (0 if fixed_column else across)
    row = int(digits) + (0 if fixed_row else down)
    if not (0 < column <= _COLUMNS and 0 < row <= _ROWS):
        return None
    return f"{fixed_column}{column_name(column)}{fixed_row}{row}"


def _covered(root: Element, cells: Mapping[str, RawCell]) -> list[str]:
    """Return the cells without a formula of their own that another cell's formula fills: an array or a
    table of what-if values."""
    formulas = (each for each in root.iterfind(f"{tag('sheetData')}/{ROW}/{C}/{F}") if each.get("ref"))
    try:
        areas = [area(each.get("ref", "")) for each in formulas if each.get("t") in ("array", "dataTable")]
    except ValueError:
        raise suspicious("陣列公式的範圍寫錯", "the range of an array formula is none") from None
    if len(areas) * len(cells) > _MOST_COVERED:
        raise too_large("陣列公式過多", "it has far too many array formulas")
    if not areas:
        return []
    places = [(address, area(address)) for address, cell in cells.items() if not cell[_FORMULA]]
    return [address for address, place in places if any(place.lies_in(each) for each in areas)]
