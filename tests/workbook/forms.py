"""Forms of small rubrics, made and checked; and edits to their XML, as offices' programs make them."""

import re
from collections.abc import Callable
from functools import cache

from lxml import etree

from scoring.rubric import Rubric
from scoring.rubric_file import bundled_rubric
from scoring.scorecard import Office, Scorecard
from tests.builders import OFFICE, SMALL
from workbook.book import read_book
from workbook.collection.checked import Checked
from workbook.form.fill import Stock, fill, stock
from workbook.identity import Identity, identity_of, sign
from workbook.intake.check import Terms, check
from workbook.layout import FORM_SHEET, IDENTITY_SHEET, layout_of
from workbook.package import open_package
from workbook.protection import Lock
from workbook.sheetxml import ROW, C, Element, parse, tag, to_bytes

KEY = b"the key of headquarters"
ISSUE = "107-1"
BOOK, STYLES, STRINGS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
_REFERENCE = re.compile(r"(?<![A-Za-z])(\$?)([A-Z]{1,2})(\$?)([1-9][0-9]*)\b")


@cache
def stock_of(rubric: Rubric, *, named: bool = True) -> Stock:
    return stock(rubric, Lock(), named=named)


def identity(rubric: Rubric = SMALL, office: Office = OFFICE) -> Identity:
    return sign(identity_of(rubric, office, ISSUE), KEY)


def filled(card: Scorecard, rubric: Rubric = SMALL, who: Identity | None = None) -> bytes:
    """The form of `OFFICE`, filled."""
    return fill(stock_of(rubric), who or identity(rubric), card)


def rubric_of(rubric_id: str) -> Rubric:
    """The rubrics that are known here: the small one, and those that ship with the program."""
    return SMALL if rubric_id == SMALL.id else bundled_rubric(rubric_id)


def checked(data: bytes, key: bytes | None = KEY) -> Checked:
    """What came back, read and audited as a form of `SMALL`."""
    return check(data, "file.xlsx", Terms(key, rubric_of=rubric_of))


# ── where things stand ──────────────────────────────────────────────────────────────────────────

LAYOUT = layout_of(SMALL)


def score_cell(item_id: str) -> str:
    return f"C{LAYOUT.blocks[item_id].first}"


def tick_cell(item_id: str, band: int) -> str:
    return f"D{LAYOUT.blocks[item_id].line_rows[band - 1]}"


def note_cell(item_id: str, row: int = 1) -> str:
    return f"G{LAYOUT.blocks[item_id].first + row - 1}"


def total_cells(total_id: str) -> tuple[str, str]:
    """The cell that people see and the hidden one with the number."""
    return LAYOUT.visible_cell(total_id), LAYOUT.number_cell(total_id)


def key_cell(key: str) -> str:
    return f"J{LAYOUT.by_key[key].number}"


DATE_CELL = f"C{LAYOUT.by_key['@date'].number}"
EXAMINERS_CELL = f"C{LAYOUT.by_key['@examiners'].number}"

# ── edits ───────────────────────────────────────────────────────────────────────────────────────

Change = Callable[[Element], None]


def edited(data: bytes, part: str, *changes: Change) -> bytes:
    """The workbook with one part changed."""
    package = open_package(data)
    root = parse(package.read(part), part)
    for change in changes:
        change(root)
    return package.replaced({part: to_bytes(root)})


def retyped(data: bytes, *changes: Change) -> bytes:
    """The workbook with the form's sheet changed."""
    return edited(data, part_of(data, FORM_SHEET), *changes)


def part_of(data: bytes, name: str) -> str:
    """The part of the sheet of a name."""
    return next(sheet.part for sheet in read_book(open_package(data)).sheets if sheet.name == name)


def sheet_xml(data: bytes) -> str:
    """The form's sheet as text."""
    return open_package(data).read(part_of(data, FORM_SHEET)).decode()


def rewritten(data: bytes, change: Callable[[str], str], part: str = "") -> bytes:
    """The workbook with the text of a part (the form's sheet) changed, well-formed or not."""
    package = open_package(data)
    part = part or part_of(data, FORM_SHEET)
    before = package.read(part).decode()
    after = change(before)
    assert after != before
    return package.replaced({part: after.encode()})


def cell(root: Element, address: str) -> Element:
    (found,) = [each for each in root.iter(C) if each.get("r") == address]
    return found


def put(address: str, content: str, kind: str = "", style: int | None = None) -> Change:
    """Whatever stood in a cell goes; this XML comes, with this type."""

    def change(root: Element) -> None:
        target = cell(root, address)
        del target[:]
        target.attrib.pop("t", "")
        if kind:
            target.set("t", kind)
        if style is not None:
            target.set("s", str(style))
        target.extend(etree.fromstring(f'<x xmlns="{target.nsmap[None]}">{content}</x>'))

    return change


def number(address: str, digits: str, style: int | None = None) -> Change:
    return put(address, f"<v>{digits}</v>", style=style)


def text(address: str, content: str) -> Change:
    return put(address, f'<is><t xml:space="preserve">{content}</t></is>', "inlineStr")


def formula(address: str, content: str, saved: str = "", kind: str = "") -> Change:
    return put(address, f"<f>{content}</f>" + (f"<v>{saved}</v>" if saved else ""), kind)


def saved(address: str, value: str) -> Change:
    """Another value beside the formula that stands."""

    def change(root: Element) -> None:
        value_of = cell(root, address).find(tag("v"))
        assert value_of is not None
        value_of.text = value

    return change


def without(*names: str) -> Change:
    """These elements gone, wherever they stand."""

    def change(root: Element) -> None:
        for name in names:
            found = list(root.iter(tag(name)))
            assert found
            for element in found:
                parent = element.getparent()
                assert parent is not None
                parent.remove(element)

    return change


def moved(row_of: Callable[[int], int], column_of: Callable[[str], str] = str) -> Change:
    """Rows and columns elsewhere, with every reference to them, as inserting or dragging does."""

    def place(match: re.Match[str]) -> str:
        column, row = column_of(match[2]), row_of(int(match[4]))
        return f"{match[1]}{column}{match[3]}{row}"

    def change(root: Element) -> None:
        for row in root.iter(ROW):
            row.set("r", str(row_of(int(row.get("r", "")))))
            row.attrib.pop("spans", "")
        for each in root.iter(C, tag("mergeCell")):
            name = "r" if each.tag == C else "ref"
            each.set(name, _REFERENCE.sub(place, each.get(name, "")))
        for each in root.iter(tag("f")):
            each.text = _REFERENCE.sub(place, each.text or "")
        data = root.find(tag("sheetData"))
        assert data is not None
        data[:] = sorted(data, key=lambda row: int(row.get("r", "")))

    return change


def without_identity(data: bytes) -> bytes:
    """The workbook after somebody deleted the very hidden sheet."""

    def change(root: Element) -> None:
        for sheet in list(root.iter(tag("sheet"))):
            if sheet.get("name") == IDENTITY_SHEET:
                parent = sheet.getparent()
                assert parent is not None
                parent.remove(sheet)

    return edited(data, BOOK, change)


def renamed(data: bytes, old: str, new: str) -> bytes:
    def change(root: Element) -> None:
        (sheet,) = [sheet for sheet in root.iter(tag("sheet")) if sheet.get("name") == old]
        sheet.set("name", new)

    return edited(data, BOOK, change)


def with_format(data: bytes, number_format: int, code: str = "") -> tuple[bytes, int]:
    """The workbook with one more cell style, and that style's number."""
    style = 0

    def change(root: Element) -> None:
        nonlocal style
        if code:
            formats = root.find(tag("numFmts"))
            if formats is None:
                formats = etree.Element(tag("numFmts"))
                root.insert(0, formats)
            attributes = {"numFmtId": str(number_format), "formatCode": code}
            etree.SubElement(formats, tag("numFmt"), attributes)
        styles = root.find(tag("cellXfs"))
        assert styles is not None
        style = len(styles)
        etree.SubElement(styles, tag("xf"), numFmtId=str(number_format))

    return edited(data, STYLES, change), style
