"""What a workbook consists of, found as spreadsheet programs find it: by relations, from the root on.

A part's name says nothing. Relations after ISO/IEC 29500-2 §9.3, the parts of a workbook after 29500-1 §12.3.
"""

import posixpath
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import unquote

from workbook.package import MAX_MEMBERS, Package, missing, refused, suspicious, unreadable
from workbook.relations import TYPES, TYPES_NAMESPACE, relations_of
from workbook.shape import hold_to_shape, misplaced
from workbook.sheetxml import (
    OFFICE,
    PACKAGE,
    Element,
    is_true,
    limit_tags,
    parse,
    remembered,
    tag,
    too_much,
    whole,
)


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: ``kind`` is the whole name of its type, ``part`` is empty where the target
    lies outside the file."""

    id: str
    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its name on the tab, its state, the part that holds it."""

    name: str
    state: str
    part: str


@dataclass(frozen=True, slots=True)
class Book:
    """What the workbook's part and its relations say. ``sheets`` are the worksheets alone."""

    sheets: tuple[SheetPart, ...]
    tabs: tuple[tuple[str, bool], ...]
    """Every sheet of any kind in the order of the tabs, and whether it can be seen."""
    opens_on: str
    """The sheet that is shown on opening, empty where that is not said."""
    strings: str
    styles: str
    theme: str
    structure_locked: bool
    date_1904: bool
    print_areas: Mapping[str, str]
    """What of a sheet is printed, as formulas write it, by the sheet's name; without those printed whole."""


def workbook_part(package: Package) -> str:
    """Return the part that is the workbook, by the package's own relation.

    Raise WorkbookError where there is none, or more than one, of which programs may take either.
    """
    root = relations_of("")
    related = _relations("", package.read(root)) if root in package else []
    parts = [each.part for each in related if each.kind == f"{OFFICE}/officeDocument"]
    if len(parts) > 1:
        raise suspicious("有兩個活頁簿", "it has two workbooks in it")
    if not parts or not parts[0]:
        raise refused("file-not-a-workbook", "裡面沒有活頁簿", "there is no workbook in it")
    if parts[0] not in package:
        raise missing(parts[0])
    if _declared(package, _BOOK_TYPE) - {parts[0].lower()}:
        raise suspicious("有兩個活頁簿", "it has two workbooks in it")
    return parts[0]


def _declared(package: Package, endings: tuple[str, ...]) -> frozenset[str]:
    """Return the parts that are of a kind by their content types, in small letters: some programs go by
    these. ``endings`` are those of the kind's names."""
    types = _content_types(package.read(TYPES)) if TYPES in package else {}
    return frozenset(part for part, said in types.items() if said.endswith(endings))


@remembered
def _content_types(content: bytes) -> Mapping[str, str]:
    """Return the content type of each part that has one of its own, both in small letters.

    Raise WorkbookError for a part with two: some programs go by the first, others by the last.
    """
    root = _entries(content, TYPES)
    for each in root:
        if each.tag not in _DECLARATIONS or len(each):
            raise misplaced(each.tag, TYPES)
    found: dict[str, str] = {}
    for each in root.iterfind(_DECLARATIONS[1]):
        part, said = (
            unquote(each.get("PartName", "")).lstrip("/").lower(),
            each.get("ContentType", "").lower(),
        )
        if found.setdefault(part, said) != said:
            raise suspicious("同一個內部檔案有兩種類型", "a part has two content types")
    return found


def read_book(package: Package) -> Book:
    """Return the workbook's worksheets and parts.

    Raise WorkbookError where it has none, or where programs differ about which is which.
    """
    part = workbook_part(package)
    book = _book(part, package.read(part), package.read(relations_of(part)))
    for kind, related in (("styles", book.styles), ("sharedStrings", book.strings)):
        declared = _declared(package, (f".{kind}+xml".lower(),)) - {related.lower()}
        if any(each in package for each in declared):
            raise suspicious(
                f"內部檔案 {kind} 沒有與活頁簿連結", f"the part {kind} is not related to the workbook"
            )
    return book


@remembered
def _book(part: str, workbook: bytes, relations: bytes) -> Book:
    root = parse(workbook, part)
    if root.tag != tag("workbook"):
        raise refused("file-not-a-workbook", "裡面沒有活頁簿", "there is no workbook in it")
    listed = root.findall(f"{tag('sheets')}/{tag('sheet')}")
    if len(listed) > MAX_MEMBERS:
        raise too_much(part)
    hold_to_shape(root, part)
    related = _relations(part, relations)
    by_id = {each.id: each for each in related}
    if len(by_id) < len(related):
        raise suspicious("內部檔案的關係編號重複", "two relations have one id")
    if not listed:
        raise unreadable("活頁簿沒有工作表", "it has no sheets")
    sheets = []
    for sheet in listed:
        relation = by_id.get(sheet.get(f"{{{OFFICE}}}id", ""))
        if relation is not None and relation.kind == f"{OFFICE}/worksheet":
            sheets.append(SheetPart(sheet.get("name", ""), sheet.get("state", "visible"), relation.part))
    names = [sheet.get("name", "").casefold() for sheet in listed]
    if len({*names}) < len(names) or len({sheet.part.lower() for sheet in sheets}) < len(sheets):
        raise suspicious("有兩個工作表同名或同一內容", "two sheets have one name or one part")
    protection = root.find(tag("workbookProtection"))
    properties = root.find(tag("workbookPr"))
    tabs = tuple((sheet.get("name", ""), sheet.get("state", "visible") == "visible") for sheet in listed)
    view = root.find(f"{tag('bookViews')}/{tag('workbookView')}")
    active = None if view is None else whole(view.get("activeTab", "0"))
    return Book(
        tuple(sheets),
        tabs,
        tabs[active][0] if active is not None and active < len(tabs) else "",
        _only(related, "sharedStrings"),
        _only(related, "styles"),
        _only(related, "theme"),
        protection is not None and is_true(protection.get("lockStructure")),
        properties is not None and is_true(properties.get("date1904")),
        _print_areas(root, tabs),
    )


def _print_areas(root: Element, tabs: Sequence[tuple[str, bool]]) -> Mapping[str, str]:
    """Return what is printed of each sheet that has a name for it (ISO/IEC 29500-1 §18.2.5)."""
    areas: dict[str, str] = {}
    for each in root.iterfind(f"{tag('definedNames')}/{tag('definedName')}"):
        number = whole(each.get("localSheetId"))
        if each.get("name", "").lower() == _PRINT_AREA and number is not None and number < len(tabs):
            sheet, written = tabs[number][0], each.text or ""
            areas[sheet] = written if areas.get(sheet, written) == written else _UNSURE
    return areas


_UNSURE = "?"
"""What is printed of a sheet that has two names for it."""
_PRINT_AREA = "_xlnm.print_area"
_STRICT = "http://purl.oclc.org/ooxml/officedocument/relationships"
_MOST_ENTRIES = 10_000
"""Tags of the content types, or of all relations: a part has one type, each link of a cell one relation."""
_READ = {
    f"{OFFICE}/{kind}".lower(): f"{OFFICE}/{kind}"
    for kind in ("officeDocument", "worksheet", "sharedStrings", "styles", "drawing", "vmlDrawing")
}
"""The types of relations that are followed, by their small letters."""
_RELATIONSHIP = f"{{{PACKAGE}}}Relationship"
_DECLARATIONS = tuple(f"{{{TYPES_NAMESPACE}}}{name}" for name in ("Default", "Override"))
_BOOK_TYPE = (".main+xml", ".binary.macroenabled.main")
_MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
_ACTIVE = {
    f"{_MICROSOFT}/vbaProject": "macros",
    f"{_MICROSOFT}/xlMacrosheet": "macros",
    f"{_MICROSOFT}/xlIntlMacrosheet": "macros",
    f"{OFFICE}/externalLink": "links",
    f"{OFFICE}/externalLinkPath": "links",
    f"{OFFICE}/connections": "connections",
    f"{OFFICE}/queryTable": "connections",
    f"{OFFICE}/oleObject": "objects",
    f"{OFFICE}/package": "objects",
    f"{OFFICE}/control": "controls",
    f"{_MICROSOFT}/activeXControlBinary": "controls",
    f"{OFFICE}/pivotCacheDefinition": "pivots",
    f"{OFFICE}/pivotTable": "pivots",
    f"{OFFICE}/volatileDependencies": "connections",
    f"{_MICROSOFT}/attachedToolbars": "parts",
    f"{_MICROSOFT}/ui/extensibility": "parts",
    f"{_MICROSOFT}/ui/userCustomization": "parts",
    "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility": "parts",
    "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes": "parts",
    "http://schemas.microsoft.com/office/2011/relationships/webextension": "parts",
    "http://schemas.microsoft.com/office/2007/relationships/slicerCache": "pivots",
    "http://schemas.microsoft.com/office/2011/relationships/timelineCache": "pivots",
}
_ACTIVE_TYPES = (
    ("vbaproject", "macros"),
    ("macrosheet", "macros"),
    ("externallink", "links"),
    ("connections", "connections"),
    ("querytable", "connections"),
    ("oleobject", "objects"),
    ("activex", "controls"),
    ("pivottable", "pivots"),
    ("pivotcache", "pivots"),
    ("volatiledependencies", "connections"),
    ("webextension", "parts"),
)
"""What the names of content types have in them, in small letters."""


def active_content(package: Package) -> frozenset[str]:
    """Return what a workbook carries that runs, or brings in what is not in it: macros (VBA and those of
    Excel 4), links (DDE among them), connections, objects, controls, pivot tables, parts of add-ins.

    By relations and content types (ISO/IEC 29500-1 §12.3, MS-OFFMACRO2), and by the usual name of macros.
    """
    found = set()
    entries = 0
    for name in package.names:
        if name.lower().endswith("vbaproject.bin"):
            found.add("macros")
        if name.lower().endswith(".rels"):
            content = package.read(name)
            entries += content.count(b"<")
            if entries > _MOST_ENTRIES:
                raise too_much(name)
            kinds = {each.kind for each in _relations("", content)}
            found |= {_ACTIVE[kind] for kind in kinds & _ACTIVE.keys()}
    suffixes = {name.lower().rpartition(".")[2] for name in package.members}
    if TYPES in package:
        for each in _entries(package.read(TYPES), TYPES):
            if _is_used(package, suffixes, each):
                said = each.get("ContentType", "").lower()
                found |= {what for part, what in _ACTIVE_TYPES if part in said}
    return frozenset(found)


def _is_used(package: Package, suffixes: AbstractSet[str], each: Element) -> bool:
    """Tell whether a part has the content type that is declared, for it alone or for its suffix."""
    part, suffix = unquote(each.get("PartName", "")), each.get("Extension", "").lower()
    if part:
        return part.lstrip("/") in package
    return suffix in suffixes


def related(package: Package, part: str) -> Sequence[Relation]:
    """Return the relations of a part; none where it has none.

    Raise WorkbookError where they are not XML.
    """
    name = relations_of(part)
    return _relations(part, package.read(name)) if name in package else ()


def _only(related: Sequence[Relation], kind: str) -> str:
    """Return the one part of a kind; empty where there is none. Raise WorkbookError where there are two."""
    parts = [each.part for each in related if each.kind == f"{OFFICE}/{kind}"]
    if len(parts) > 1:
        raise suspicious(f"內部檔案 {kind} 有兩份", f"the part {kind} is there twice")
    return parts[0] if parts else ""


def _relations(source: str, content: bytes) -> list[Relation]:
    """Return the relations of a part, or of the package where ``source`` is empty.

    Raise WorkbookError for what is no relation, or has no id: some programs pass it over, others take it.
    """
    found = []
    root = _entries(content, relations_of(source))
    if root.tag != f"{_RELATIONSHIP}s":
        raise misplaced(root.tag, relations_of(source))
    for each in root:
        if each.tag != _RELATIONSHIP or len(each) or not each.get("Id"):
            raise misplaced(each.tag, relations_of(source))
        inside = each.get("TargetMode", "Internal") == "Internal"
        part = _resolved(source, each.get("Target", "")) if inside else ""
        kind = each.get("Type", "")
        if (
            _READ.get(kind.lower().replace(_STRICT, OFFICE.lower()), kind) != kind
        ):  # LibreOffice takes any case
            raise suspicious(
                f"關係類型 {kind[-40:]} 的大小寫不對", f"the relation type {kind[-40:]} is in another case"
            )
        found.append(Relation(each.get("Id", ""), kind, part))
    return found


def _entries(content: bytes, name: str) -> Element:
    """Return content types or relations, parsed. Raise WorkbookError for more than any workbook has."""
    limit_tags(content, name, _MOST_ENTRIES)
    return parse(content, name)


def _resolved(source: str, target: str) -> str:
    """Return the name of the part that a target means, seen from the part that names it."""
    written = unquote(target).replace("\\", "/")
    path = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), written))
    return path.lstrip("/")
