"""The styles part of a workbook, after ISO/IEC 29500-1 §18.8: each style read when it is asked for.

Workbooks that were pasted into for years have tens of thousands of styles, and use a few.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import TypeVar

from workbook.intake.colours import resolver
from workbook.intake.formats import built_in
from workbook.intake.looks import (
    Look,
    Looks,
    Over,
    crossed,
    fills_of,
    font_of,
    placing_of,
    read_over,
    symbol_schemes_of,
)
from workbook.package import suspicious
from workbook.shape import hold_to_shape
from workbook.sheetxml import Element, parse, remembered, tag, whole

_Kind = TypeVar("_Kind")


@remembered
def read_styles(styles: bytes, theme: bytes) -> Looks:
    """Return the looks that a styles part describes; ``theme`` is empty where the workbook has none.

    Raise WorkbookError where one of them is not XML, or says what programs differ about.
    """
    root = parse(styles, "styles.xml")
    hold_to_shape(root, "styles.xml")
    themed = parse(theme, "theme.xml") if theme else None
    resolved, symbols = resolver(root, themed), symbol_schemes_of(themed)
    font = _by_number(_listed(root, "fonts", "font"), lambda each: font_of(each, Look(), resolved, symbols))
    fills = _by_number(_listed(root, "fills", "fill"), lambda each: fills_of(each, resolved))
    borders = _by_number(_listed(root, "borders", "border"), crossed)
    beneath, own = _listed(root, "cellStyleXfs", "xf"), _listed(root, "cellXfs", "xf")
    custom = _custom_formats(root)

    def inherited(xf: Element, name: str) -> int | None:
        parent = whole(xf.get("xfId")) or 0
        return whole(xf.get(name, beneath[parent].get(name, "0") if parent < len(beneath) else "0"))

    def look(xf: Element) -> Look:
        its_font, its_fills, its_borders = (
            inherited(xf, name) or 0 for name in ("fontId", "fillId", "borderId")
        )
        placing = borders(its_borders) or placing_of(xf.find(tag("alignment")))
        return replace(font(its_font) or Look(), fills=fills(its_fills) or (), placing=placing)

    def number_format(xf: Element) -> str:
        number = inherited(xf, "numFmtId")
        return custom[number] if number in custom else built_in(number)

    return Looks(
        len(own),
        _by_number(own, look),
        _by_number(own, number_format),
        _by_number(_listed(root, "dxfs", "dxf"), lambda each: read_over(each, resolved), missing=Over()),
        resolved,
        symbols,
    )


def _custom_formats(root: Element) -> dict[int | None, str]:
    """Return the codes of the number formats that a workbook names itself, by their numbers."""
    custom: dict[int | None, str] = {}
    for each in root.iterfind(f"{tag('numFmts')}/{tag('numFmt')}"):
        number, code = whole(each.get("numFmtId")), each.get("formatCode", "")
        if custom.setdefault(number, code) != code:
            raise suspicious("數字格式的編號重複", "two number formats have one id")
    return custom


def _listed(root: Element, names: str, name: str) -> Sequence[Element]:
    return root.findall(f"{tag(names)}/{tag(name)}")


def _by_number(
    elements: Sequence[Element], read: Callable[[Element], _Kind | None], missing: _Kind | None = None
) -> Callable[[int], _Kind | None]:
    """Return what reads the elements of a list by their number, each once; ``missing`` for one that is not
    there."""

    @cache
    def numbered(number: int) -> _Kind | None:
        return read(elements[number]) if number < len(elements) else missing

    return numbered
