"""What ties a workbook's parts together: content types and relations (ISO/IEC 29500-2 §7.2, §7.3)."""

from lxml import etree

from workbook.sheetxml import OFFICE, PACKAGE, Element, parse

TYPES = "[Content_Types].xml"
TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"


def relations_of(part: str) -> str:
    """Return the name of the part that has a part's relations, or the package's own where it is empty."""
    folder, slash, name = part.rpartition("/")
    return f"{folder}{slash}_rels/{name}.rels"


def no_relations() -> Element:
    """Return the relations of a part that has none yet."""
    return parse(f'<Relationships xmlns="{PACKAGE}"/>'.encode(), "worksheet.rels")


def relate(relations: Element, name: str, kind: str, target: str, *, external: bool = False) -> None:
    """Add a relation by its id; ``kind`` is the last step of its type, or the whole of it."""
    whole = kind if "/" in kind else f"{OFFICE}/{kind}"
    attributes = {"Id": name, "Type": whole, "Target": target}
    if external:
        attributes["TargetMode"] = "External"
    etree.SubElement(relations, f"{{{PACKAGE}}}Relationship", attributes)


def declare(types: Element, part: str, content_type: str) -> None:
    """Add a part's content type."""
    attributes = {"PartName": f"/{part}", "ContentType": content_type}
    etree.SubElement(types, f"{{{TYPES_NAMESPACE}}}Override", attributes)
