"""From openpyxl's file to the one we mail: what openpyxl writes in its own way, put right.

- Inline strings become shared ones, as Excel itself writes them: smaller, and what differs between
  offices then stands in one small part. The type that numbers have anyway is left out.
- The children of a font are put in the order of the schema (CT_Font).
"""

import io

from lxml import etree
from openpyxl import Workbook

from workbook.package import Package, open_package
from workbook.relations import TYPES, declare, relate
from workbook.sheetxml import (
    BOOK_RELATIONS,
    IS,
    MAIN,
    C,
    Element,
    V,
    parse,
    rich_text,
    tag,
    text_element,
    to_bytes,
)

STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)
_STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def saved(book: Workbook, title: str) -> bytes:
    """Save a workbook under this title and return what openpyxl makes of it."""
    book.properties.title, book.properties.creator = title, "kaohe"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def finished(drawn: bytes) -> bytes:
    """Put right what openpyxl saved, so that it can be mailed or shown."""
    package = open_package(drawn)
    return package.replaced(_parts(package))


def _parts(package: Package) -> dict[str, bytes]:
    """Return the parts to put in place of what openpyxl wrote."""
    table: dict[str, int] = {}
    parts: dict[str, bytes] = {}
    for name in sorted(name for name in package.members if name.startswith("xl/worksheets/sheet")):
        root = parse(package.read(name), name)
        _share_strings(root, table)
        parts[name] = to_bytes(root)
    parts[STRINGS] = _strings_part(table)
    parts[_STYLES] = _ordered_fonts(parse(package.read(_STYLES), _STYLES))
    if STRINGS not in package:
        parts |= _declared(package)
    return parts


def _share_strings(root: Element, table: dict[str, int]) -> None:
    for cell in root.iter(C):
        if cell.get("t") == "n":
            del cell.attrib["t"]
        elif cell.get("t") == "inlineStr":
            inline = cell.find(IS)
            text = rich_text(inline) if inline is not None else ""
            for child in list(cell):
                cell.remove(child)
            cell.set("t", "s")
            etree.SubElement(cell, V).text = str(table.setdefault(text, len(table)))


def _strings_part(table: dict[str, int]) -> bytes:
    root = etree.Element(tag("sst"), nsmap={None: MAIN})  # type: ignore[dict-item]  # stubs forget the default namespace
    root.set("uniqueCount", str(len(table)))
    for text in table:
        text_element(etree.SubElement(root, tag("si")), text)
    return to_bytes(root)


def _ordered_fonts(root: Element) -> bytes:
    for font in root.iter(tag("font")):
        font[:] = sorted(font, key=lambda child: _FONT_ORDER.index(etree.QName(child).localname))
    return to_bytes(root)


def _declared(package: Package) -> dict[str, bytes]:
    """Declare content type and relation of the shared strings, which openpyxl did not need."""
    types, relations = parse(package.read(TYPES), TYPES), parse(package.read(BOOK_RELATIONS), BOOK_RELATIONS)
    declare(types, STRINGS, _STRINGS_TYPE)
    relate(relations, "rIdStrings", "sharedStrings", "sharedStrings.xml")
    return {TYPES: to_bytes(types), BOOK_RELATIONS: to_bytes(relations)}
