"""Where the elements that are read may stand in a part, after the schemas of ISO/IEC 29500-1.

A part that has them elsewhere, or twice where there is one, is what no program writes, and programs differ
about what it says: some read every `sheetData`, some the last, some what stands within a choice of Markup
Compatibility (ISO/IEC 29500-3) that others pass over.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from scoring.errors import WorkbookError
from workbook.package import suspicious
from workbook.sheetxml import Element, tag

_BOOK, _SHEET, _SST, _STYLES = "workbook", "worksheet", "sst", "styleSheet"
_PARENTS: Mapping[str, Iterable[str]] = {
    **dict.fromkeys(("sheets", "workbookPr", "workbookProtection", "bookViews", "calcPr"), (_BOOK,)),
    "sheet": ("sheets",),
    "workbookView": ("bookViews",),
    **dict.fromkeys(("sheetData", "cols", "mergeCells", "sheetFormatPr", "sheetProtection"), (_SHEET,)),
    **dict.fromkeys(("sheetViews", "sheetPr"), (_SHEET,)),
    "row": ("sheetData",),
    "c": ("row",),
    "v": ("c",),
    "f": ("c",),
    "is": ("c",),
    "col": ("cols",),
    "mergeCell": ("mergeCells",),
    "sheetView": ("sheetViews",),
    "si": (_SST,),
    "t": ("si", "is", "r", "rPh", "text"),
    "r": ("si", "is", "text"),
    **dict.fromkeys(("numFmts", "cellXfs", "cellStyleXfs", "dxfs"), (_STYLES,)),
    "xf": ("cellXfs", "cellStyleXfs"),
}
"""What elements may stand in."""
_TEXTS = ("t", "r", "rPh", "phoneticPr")
_CHILDREN: Mapping[str, Iterable[str]] = {
    "sheets": ("sheet",),
    "sheetData": ("row",),
    "row": ("c", "extLst"),
    "c": ("f", "v", "is", "extLst"),
    "cols": ("col",),
    "mergeCells": ("mergeCell",),
    _SST: ("si", "extLst"),
    "si": _TEXTS,
    "is": _TEXTS,
    "numFmts": ("numFmt",),
    "cellXfs": ("xf",),
    "cellStyleXfs": ("xf",),
}
"""What alone may stand in elements."""
_REPEATED = frozenset(map(tag, ("conditionalFormatting", "fileRecoveryPr", "si")))
"""Children of a root that may be there more than once."""


def _tags(names: Mapping[str, Iterable[str]]) -> Mapping[str, frozenset[str]]:
    return {tag(name): frozenset(map(tag, others)) for name, others in names.items()}


_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_IN_CHOICES = frozenset(map(tag, ("controls", "oleObjects")))
"""What Excel writes within choices of Markup Compatibility; nothing else of the main namespace."""
_MAY_STAND_IN, _MAY_HOLD = _tags(_PARENTS), _tags(_CHILDREN)
_MAIN = tag("")
CELL_CHILDREN, ROW_CHILDREN, ROWS = (_MAY_HOLD[tag(name)] for name in ("c", "row", "sheetData"))


def hold_to_shape(root: Element, part: str) -> None:
    """Refuse a part in which something that is read stands elsewhere than it may (WorkbookError).

    A sheet's cells are looked at where they are read: here it comes without them.
    """
    for name, times in Counter(child.tag for child in root).items():
        if times > 1 and str(name).startswith(_MAIN) and name not in _REPEATED:
            raise misplaced(name, part)
    for parent in root.iter(*_MAY_HOLD):
        allowed = _MAY_HOLD[parent.tag]
        for child in parent:
            if child.tag not in allowed:
                raise misplaced(child.tag, part)
    for element in root.iter(*_MAY_STAND_IN):
        place = element.getparent()
        if place is not None and place.tag not in _MAY_STAND_IN[element.tag]:
            raise misplaced(element.tag, part)
    _hold_to_plain_words(root, part)


def _hold_to_plain_words(root: Element, part: str) -> None:
    """Refuse a part of which some programs pass over what is read, and others do not (ISO/IEC 29500-3)."""
    if any(f"{_COMPATIBILITY}ProcessContent" in each.attrib for each in (root, *root)):
        raise misplaced("ProcessContent", part)
    for element in root.iter(f"{_COMPATIBILITY}*"):
        for child in element:
            if child.tag.startswith(_MAIN) and child.tag not in _IN_CHOICES:
                raise misplaced(child.tag, part)


def misplaced(name: object, part: str) -> WorkbookError:
    """Refuse a part for an element that stands where it may not."""
    local = str(name).rpartition("}")[2][:40]
    return suspicious(
        f"內部檔案 {part} 的 {local} 出現在不該出現的位置",
        f"in the part {part}, {local} stands where it may not",
    )
