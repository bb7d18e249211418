"""Whether people see what is read: hidden rows and columns, cells merged into others, conditional formats
that hide, and what lies over the cells.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scoring.findings import Finding
from workbook.address import Area, area, column_index, column_name
from workbook.intake.colours import local_name
from workbook.intake.form import Form
from workbook.intake.looks import can_hide, why_hidden, why_hidden_by_rule
from workbook.layout import GUIDANCE, PRINTED, SCORE, TICK, Layout
from workbook.package import suspicious
from workbook.sheetxml import Element, is_true, real, tag, whole

_SHOWN = 8
_LEAST_WIDTH = 0.9
"""In Excel's unit, below which a column shows nothing."""
_MOST_MERGED = 20_000
_MOST_RULES, _MOST_AREAS = 5_000, 50_000
"""Conditional formats, and their ranges."""


def unseen(form: Form, layout: Layout, strays: Collection[str]) -> Iterator[Finding]:
    """Find what is read and cannot be seen, whatever it says. ``strays`` are cells that are not read."""
    around = form.grid.around
    hidden = [*_hidden_rows(form)]
    if around is not None:
        hidden = [*_hidden_columns(form, around), *hidden]
        hidden += [cell for cell in _merged_over(form, around) if cell not in strays]
    if hidden:
        yield Finding("cells-hidden", cell=_first(hidden), params=_listed(hidden))
    if around is None:
        return
    rules = [*around.iter("{*}cfRule")]
    if len(rules) > _MOST_RULES:
        raise suspicious("條件格式過多", "it has far too many conditional formats")
    rules = [rule for rule in rules if can_hide(rule, form.book.looks)]
    areas = form.book.overlays(form.sheet, around)
    if not rules and not areas:
        return
    places = _places(form, layout)
    yield from _hidden_by_rules(form, places, rules)
    if areas:
        under = [place.cell for place in places if any(map(place.meets, areas))]
        if under:
            yield Finding("object-over-cells", cell=under[0], params=_listed(under))
        else:
            yield Finding("object-on-form")


def _listed(names: Sequence[str]) -> dict[str, object]:
    """Return the params that count and name cells, rows or columns."""
    shown = "、".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
    return {"count": len(names), "cells": shown}


def _first(names: Sequence[str]) -> str:
    """Return the first that is a cell; empty where all are rows and columns."""
    return next((name for name in names if name[0].isalpha() and name[-1].isdecimal()), "")


# ── rows, columns, merged cells ─────────────────────────────────────────────────────────────────


def _hidden_columns(form: Form, around: Element) -> Iterator[str]:
    """Yield the printed columns that are hidden or have no width."""
    read = [column for column in PRINTED if column != GUIDANCE]
    wanted = {column_index(form.columns[each]): form.columns[each] for each in read if form.columns[each]}
    hidden: set[int] = set()
    is_collapsed = any(
        is_true(each.get("collapsed")) for each in around.iterfind(f"{tag('cols')}/{tag('col')}")
    )
    for each in around.iterfind(f"{tag('cols')}/{tag('col')}"):
        is_grouped = is_collapsed and bool(whole(each.get("outlineLevel")))
        if is_true(each.get("hidden")) or is_grouped or _narrow(each.get("width")):
            first, last = whole(each.get("min")) or 0, whole(each.get("max")) or 0
            hidden |= {index for index in wanted if first <= index <= last}
    yield from (f"{wanted[index]}:{wanted[index]}" for index in sorted(hidden))


def _narrow(width: str | None) -> bool:
    return width is not None and (real(width) or 0.0) < _LEAST_WIDTH


def _hidden_rows(form: Form) -> Iterator[str]:
    """Yield the form's rows that are hidden and say something; blank ones may be, to save paper."""
    for row in sorted(form.grid.hidden_rows & frozenset(form.rows.values())):
        cells = (f"{now}{row}" for column, now in form.columns.items() if column in PRINTED and now)
        if any(form.grid.get(cell).text.strip() for cell in cells):
            yield f"{row}:{row}"


def _merged_over(form: Form, around: Element) -> Iterator[str]:
    """Yield filled cells of the form that are merged into another one, which alone is shown.

    Raise WorkbookError where there are far too many merged cells, or one is written wrong.
    """
    merged = tuple(each.get("ref", "") for each in around.iterfind(f"{tag('mergeCells')}/{tag('mergeCell')}"))
    if len(merged) > _MOST_MERGED:
        raise suspicious("合併儲存格過多", "it has far too many merged cells")
    last_row = max(form.rows.values(), default=0)
    last_column = max((column_index(form.columns[each]) for each in PRINTED if form.columns[each]), default=0)
    for cell in sorted(_beneath(merged, last_column, last_row) & form.grid.addresses):
        if form.grid.get(cell).text.strip():
            yield cell


@lru_cache(maxsize=8)
def _beneath(merged: Sequence[str], last_column: int, last_row: int) -> frozenset[str]:
    """Return the cells, up to a column and a row, that are merged into others."""
    cells: set[str] = set()
    for ref in merged:
        try:
            each = area(ref)
        except ValueError:
            raise suspicious("合併儲存格的範圍寫錯", "the range of merged cells is none") from None
        for column in range(each.left, min(each.right, last_column) + 1):
            name, rows = column_name(column), range(each.top, min(each.bottom, last_row) + 1)
            cells.update(f"{name}{row}" for row in rows if (column, row) != (each.left, each.top))
    return frozenset(cells)


# ── what lies over, conditional formats ─────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell that holds a score, a tick or a total, with the cells that are merged into it."""

    cell: str
    area: Area

    def meets(self, other: Area) -> bool:
        across = other.left <= self.area.right and self.area.left <= other.right
        return across and other.top <= self.area.bottom and self.area.top <= other.bottom


def _places(form: Form, layout: Layout) -> list[_Place]:
    places: list[_Place | None] = []
    for block in layout.blocks.values():
        rows = [form.rows.get(key, 0) for key in block.keys]
        if rows[0]:
            places.append(_place(form.columns[SCORE], rows[0], max(rows)))
        ticks = rows[1 : 1 + len(block.item.bands)]
        places += [_place(form.columns[TICK], row, row) for row in ticks if row]
    for total_id, place in layout.totals.items():
        first, last = layout.spans.get(total_id, (place.row, place.row))
        top = form.rows.get(place.key, 0)
        if top:
            places.append(_place(form.columns[place.visible], top, top + last - first))
    return [place for place in places if place is not None]


def _place(column: str, top: int, bottom: int) -> _Place | None:
    if not column:
        return None
    index = column_index(column)
    return _Place(f"{column}{top}", Area(index, top, index, max(top, bottom)))


def _hidden_by_rules(form: Form, places: Sequence[_Place], rules: Sequence[Element]) -> Iterator[Finding]:
    """Find conditional formats that can make a score, a tick or a total look like nothing or another."""
    looks = form.book.looks
    own = [looks.of(style) for style in {form.grid.style(place.cell) for place in places}]
    areas_left = _MOST_AREAS
    for rule in rules:
        reasons = (why_hidden_by_rule(rule, looks, look) for look in own if why_hidden(look) is None)
        reason = next((each for each in reasons if each is not None), None)
        if reason is None:
            continue
        written = _areas_of(rule)
        areas_left -= len(written)
        if areas_left < 0:
            raise suspicious("條件格式過多", "it has far too many conditional formats")
        under = [place.cell for place in places if any(map(place.meets, written))]
        if under:
            params = {**_listed(under), "reason": reason.zh, "reason_en": reason.en}
            yield Finding("rule-hides", cell=under[0], params=params)
            return


def _areas_of(rule: Element) -> Sequence[Area]:
    """Return the cells that a rule is for: ``sqref``, which an extension has as an element of its own."""
    parent = rule.getparent()
    assert parent is not None
    said = parent.get("sqref") or next(
        (each.text or "" for each in parent if local_name(each) == "sqref"), ""
    )
    found = []
    for each in said.split():
        try:
            found.append(area(each.replace("$", "")))
        except ValueError:  # whole columns or rows, or nothing that is known
            found.append(Area(1, 1, 16_384, 1_048_576))
    return found
