"""What lies over a sheet's cells: shapes, text boxes, pictures, controls (ISO/IEC 29500-1 §20.5, part 4 §19).

Drawings are never read for what they say, only for where they are.
"""

from collections.abc import Iterator, Sequence

from scoring.errors import WorkbookError
from workbook.address import Area, area
from workbook.book import related
from workbook.intake.colours import local_name
from workbook.package import Package
from workbook.sheetxml import OFFICE, Element, parse, tag, whole

_ID = f"{{{OFFICE}}}id"
_KINDS = frozenset(f"{OFFICE}/{name}" for name in ("drawing", "vmlDrawing", "image"))
_SHOWING = frozenset({"drawing", "legacyDrawing", "picture"})
_CLIENT = "{urn:schemas-microsoft-com:office:excel}ClientData"
_VML = frozenset(
    f"{{urn:schemas-microsoft-com:vml}}{name}"
    for name in ("shape", "rect", "oval", "roundrect", "line", "polyline", "image", "arc", "curve")
)
ANYWHERE = Area(1, 1, 16_384, 1_048_576)
_SMALLEST_COLUMN, _SMALLEST_ROW = 30_000, 60_000
"""EMU (914,400 to an inch): what is placed by its size is taken to reach over many small cells."""
_MOST = 10_000


def overlays(package: Package, sheet: str, around: Element | None) -> Sequence[Area]:
    """Return the cells that something lies over on a sheet, by its part and its XML around the cells.

    Small charts within cells count, comments where they are shown. What does not say where it is may be
    anywhere. What a sheet refers to is looked at whatever its relation's type is called; pictures above and
    below the pages are not.
    """
    found = [] if around is None else [*_sparklines(around)]
    referred = {} if around is None else {each.get(_ID, ""): local_name(each) for each in around.iter("{*}*")}
    for relation in related(package, sheet):
        by = referred.get(relation.id, "")
        if by.endswith("HF") or not (by in _SHOWING or relation.kind in _KINDS):
            continue
        found += _areas(package, relation.part) if by != "picture" else [ANYWHERE]
    return found if len(found) <= _MOST else [ANYWHERE]


def _sparklines(around: Element) -> Iterator[Area]:
    """Yield the cells in which a small chart is drawn (MS-XLSX §2.6.38)."""
    extensions = around.find(tag("extLst"))
    for each in () if extensions is None else extensions.iter("{*}sparkline"):
        written = " ".join(child.text or "" for child in each if local_name(child) == "sqref")
        for reference in written.split() or [""]:
            try:
                yield area(reference.replace("$", ""))
            except ValueError:
                yield ANYWHERE


def _areas(package: Package, part: str) -> Sequence[Area]:
    try:
        root = parse(package.read(part), part, package.limits)
    except WorkbookError:
        return [ANYWHERE]
    match local_name(root):
        case "wsDr":
            return [*_anchored(root)]
        case "xml":
            return [*_shapes(root)]
        case _:
            return [ANYWHERE]


def _anchored(root: Element) -> Iterator[Area]:
    for anchor in root.iter():
        match local_name(anchor):
            case "twoCellAnchor":
                first, last = _corner(anchor, "from"), _corner(anchor, "to")
                known = first is not None and last is not None
                yield Area(*first, *last) if known and first and last else ANYWHERE
            case "oneCellAnchor":
                first = _corner(anchor, "from")
                yield _reaching(anchor, *first) if first else ANYWHERE
            case "absoluteAnchor":
                yield ANYWHERE


def _corner(anchor: Element, name: str) -> tuple[int, int] | None:
    """Return column and row of a corner, from 1."""
    corner = next((each for each in anchor if local_name(each) == name), None)
    said = {local_name(each): each.text or "" for each in corner} if corner is not None else {}
    column, row = whole(said.get("col")), whole(said.get("row"))
    if column is None or row is None:
        return None
    is_end = name == "to"  # one that ends at a cell's very edge does not lie over it
    at_edges = (is_end and said.get(offset) == "0" for offset in ("colOff", "rowOff"))
    across, down = (0 if at_edge else 1 for at_edge in at_edges)
    return max(column + across, 1), max(row + down, 1)


def _reaching(anchor: Element, column: int, row: int) -> Area:
    """Return the cells that something of a size can reach from a corner on."""
    size = next((each for each in anchor if local_name(each) == "ext"), None)
    across, down = (None, None) if size is None else (whole(size.get("cx")), whole(size.get("cy")))
    if across is None or down is None:
        return ANYWHERE
    return Area(column, row, column + across // _SMALLEST_COLUMN, row + down // _SMALLEST_ROW)


def _shapes(root: Element) -> Iterator[Area]:
    """Yield where the shapes of a VML drawing are, without the boxes of comments."""
    for shape in root.iter(*_VML):
        client = shape.find(_CLIENT)
        if client is None:
            yield ANYWHERE
        elif (
            client.get("ObjectType") != "Note"
            or client.find(f"{_CLIENT.rpartition('}')[0]}}}Visible") is not None
        ):
            yield _placed(client)


def _placed(client: Element) -> Area:
    """Return the cells of an ``x:Anchor``: left column, offset, top row, offset, and those of the right and
    the bottom."""
    text = next((each.text or "" for each in client if local_name(each) == "Anchor"), "")
    numbers = [found for part in text.split(",") if (found := whole(part)) is not None]
    if len(numbers) != 8:
        return ANYWHERE
    left, _, top, _, right, _, bottom, _ = numbers
    return Area(left + 1, top + 1, right + 1, bottom + 1)
