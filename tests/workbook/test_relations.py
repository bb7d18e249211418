"""Content types and relations: what is added stands in the namespace that readers look in."""

from lxml import etree

from workbook.relations import TYPES, declare, no_relations, relate, relations_of
from workbook.sheetxml import OFFICE, parse

_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def test_relations_stand_in_a_folder_beside_their_part() -> None:
    assert relations_of("xl/worksheets/sheet6.xml") == "xl/worksheets/_rels/sheet6.xml.rels"
    assert relations_of("xl/workbook.xml") == "xl/_rels/workbook.xml.rels"


def test_a_relation_has_its_kind_by_a_word_or_whole() -> None:
    relations = no_relations()
    relate(relations, "rId1", "drawing", "/xl/drawings/drawing1.xml")
    relate(relations, "rId2", "http://schemas.example.org/macros", "macros.bin")
    relate(relations, "rId3", "hyperlink", "a%20b.xlsx", external=True)
    drawing, macros, link = relations
    assert etree.QName(drawing).localname == "Relationship"
    assert drawing.nsmap == relations.nsmap
    assert (drawing.get("Type"), drawing.get("TargetMode")) == (f"{OFFICE}/drawing", None)
    assert macros.get("Type") == "http://schemas.example.org/macros"
    assert (link.get("Target"), link.get("TargetMode")) == ("a%20b.xlsx", "External")


def test_a_part_is_declared_with_its_content_type() -> None:
    types = parse(_TYPES, TYPES)
    declare(types, "xl/sharedStrings.xml", "application/xml")
    [override] = types
    assert etree.QName(override).localname == "Override"
    assert override.get("PartName") == "/xl/sharedStrings.xml"
    assert override.get("ContentType") == "application/xml"
