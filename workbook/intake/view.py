"""How a sheet as a whole is shown: its views on the screen (ISO/IEC 29500-1 §18.3.1.87), its default sizes,
and what of it is printed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook.address import Area, area, column_index, column_name
from workbook.sheetxml import Element, is_true, real, tag, whole

_FROZEN = frozenset({"frozen", "frozenSplit"})
_MOST_FROZEN_ROWS, _MOST_FROZEN_COLUMNS = 40, 12
"""More than a screen has; what lies beyond cannot be scrolled to."""
_MOST_STYLED = 50
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_WHOLE_COLUMNS = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")
_WHOLE_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
EVERYTHING = Area(1, 1, _LAST_COLUMN, _LAST_ROW)


@dataclass(frozen=True, slots=True)
class View:
    """What a sheet's views show. ``reach`` are the cells that can be scrolled to."""

    shows_zeros: bool = True
    shows_formulas: bool = False
    reach: Area = EVERYTHING


def view_of(around: Element) -> View:
    """Return what all of a sheet's views show, by the sheet's XML around its cells."""
    views = around.findall(f"{tag('sheetViews')}/{tag('sheetView')}")
    reaches = [_reach(each) for each in views]
    return View(
        all(is_true(each.get("showZeros", "1")) for each in views),
        any(is_true(each.get("showFormulas")) for each in views),
        Area(
            max((each.left for each in reaches), default=1),
            max((each.top for each in reaches), default=1),
            min((each.right for each in reaches), default=_LAST_COLUMN),
            min((each.bottom for each in reaches), default=_LAST_ROW),
        ),
    )


def _reach(view: Element) -> Area:
    """Return the cells that can be scrolled to: none before those that are frozen in place, and none beyond
    where these fill the screen."""
    pane = view.find(tag("pane"))
    if pane is None or pane.get("state") not in _FROZEN:
        return EVERYTHING
    match = _ADDRESS.fullmatch(view.get("topLeftCell", "A1"))
    left, top = (column_index(match[1].upper()), int(match[2])) if match else (1, 1)
    across, down = (real(pane.get(name)) or 0.0 for name in ("xSplit", "ySplit"))
    is_wide, is_high = across > _MOST_FROZEN_COLUMNS, down > _MOST_FROZEN_ROWS
    return Area(
        left if across else 1,
        top if down else 1,
        left + _MOST_FROZEN_COLUMNS if is_wide else _LAST_COLUMN,
        top + _MOST_FROZEN_ROWS if is_high else _LAST_ROW,
    )


def default_width(around: Element) -> str | None:
    """Return the width of columns that have none of their own, as written; None where it is the usual."""
    sizes = around.find(tag("sheetFormatPr"))
    return None if sizes is None else sizes.get("defaultColWidth", sizes.get("baseColWidth"))


def column_styles(around: Element) -> Mapping[str, str]:
    """Return the styles of columns that have one, by their letters: what LibreOffice gives to cells that have
    none of their own. Columns far to the right are left out."""
    styles: dict[str, str] = {}
    for each in around.iterfind(f"{tag('cols')}/{tag('col')}"):
        style = whole(each.get("style"))
        if style:
            first, last = whole(each.get("min")) or 1, whole(each.get("max")) or 0
            styles.update((column_name(n), str(style)) for n in range(first, min(last, _MOST_STYLED) + 1))
    return styles


def printed_areas(written: str) -> Sequence[Area]:
    """Return the cells that a print area (``_xlnm.Print_Area``, §18.2.5) has printed: everything where there
    is none, nothing where it is no list of cells."""
    if not written or "#REF!" in written:
        return [EVERYTHING]
    found = (_printed(each) for each in written.split(","))
    return [each for each in found if each is not None]


def _printed(reference: str) -> Area | None:
    cells = reference.rpartition("!")[2].strip()
    if match := _WHOLE_COLUMNS.fullmatch(cells):
        return Area(column_index(match[1]), 1, column_index(match[2]), _LAST_ROW)
    if match := _WHOLE_ROWS.fullmatch(cells):
        return Area(1, int(match[1]), _LAST_COLUMN, int(match[2]))
    try:
        return area(cells.replace("$", ""))
    except ValueError:
        return None
