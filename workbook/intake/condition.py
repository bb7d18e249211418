"""The condition a form came back in: what of the file itself is not as it was issued."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from scoring.errors import WorkbookError
from scoring.findings import Finding, quoted_names
from scoring.folds import parts_of
from scoring.values import UNTICKED
from workbook.columns import KEY, NOTES, SCORE, TEXT, TICK
from workbook.intake.books import OpenedBook
from workbook.intake.cells import Grid
from workbook.intake.form import MIN_KEYS, Form
from workbook.intake.issued import is_own_text
from workbook.intake.seen import unseen
from workbook.intake.stated_totals import summed_cells
from workbook.layout import (
    IDENTITY_SHEET,
    Layout,
    item_key,
)
from workbook.sheetxml import is_true, tag

_SHOWN = 8
_ACTIVE = {
    "links": ("外部連結", "links"),
    "connections": ("資料連線", "connections"),
    "objects": ("內嵌物件", "objects"),
    "controls": ("控制項", "controls"),
    "pivots": ("樞紐分析表", "pivot tables"),
    "parts": ("增益集或功能區", "add-ins"),
}
"""What of it there is, in either language."""


def changes(form: Form, layout: Layout, strays: Sequence[str]) -> Iterator[Finding]:
    """Find what is not as it was issued and does not touch what can be read. ``strays`` are the form's
    `stray_cells`."""
    yield from _format(form)
    yield from _damage(form, strays)
    yield from _sheets(form, layout)
    yield from unseen(form, layout, strays)


def _format(form: Form) -> Iterator[Finding]:
    """Find out whether the file is still the locked .xlsx that was issued."""
    yield from active_in(form.book)
    if not form.book.proves:
        yield Finding("format-unproven", params={"format": form.book.format})
        return
    around = form.grid.around
    element = around.find(tag("sheetProtection")) if around is not None else None
    if element is None or not is_true(element.get("sheet")):
        unlocked = [("工作表", "the sheet")]
        if not form.book.structure_locked:
            unlocked.append(("活頁簿結構", "the workbook's structure"))
        what, what_en = "與".join(zh for zh, _ in unlocked), " and ".join(en for _, en in unlocked)
        yield Finding("protection-removed", params={"what": what, "what_en": what_en})
    elif not form.book.structure_locked:
        yield Finding("structure-unlocked")


def active_in(book: OpenedBook) -> Iterator[Finding]:
    """Find what runs in a file, or brings in what is not in it."""
    active = book.active_content
    if "macros" in active:
        yield Finding("macro-present")
    others = sorted(active & _ACTIVE.keys())
    if others:
        what, what_en = (mark.join(_ACTIVE[each][n] for each in others) for n, mark in ((0, "、"), (1, ", ")))
        yield Finding("active-content", params={"what": what, "what_en": what_en})


def _damage(form: Form, strays: Sequence[str]) -> Iterator[Finding]:
    """Find rows that lost their key, and what stands in rows that never had one."""
    if form.lost:
        params = {"count": len(form.lost), "rows": listed(form.lost), "all_rows": list(form.lost)}
        yield Finding("form-damaged", params=params)
    if strays:
        params = {"count": len(strays), "cells": listed(strays)}
        yield Finding("row-unknown", cell=strays[0], params=params)


def stray_cells(form: Form, layout: Layout) -> list[str]:
    """Return the cells in which a score or a note stands where no item has one."""
    body = {key: row for key, row in form.rows.items() if not key.startswith("@")}
    first, last = min(body.values(), default=0), max(body.values(), default=0)
    totals = (form.rows.get(place.key) for place in layout.totals.values() if place.visible == SCORE)
    scored = frozenset([*(row for key, row in body.items() if key.endswith("/1")), *totals])
    strays = [
        f"{form.columns[role]}{row}"
        for role, known in ((SCORE, scored), (NOTES, frozenset(body.values())))
        for row in form.grid.rows_with_text(form.columns[role])
        if first <= row <= last and row not in known
    ]
    return [address for address in strays if form.grid.get(address).text.strip()]


def exchanged_items(form: Form, layout: Layout) -> frozenset[str]:
    """Return the items beside which another item's text stands, or whose own text stands elsewhere.

    Their rows were moved without their keys, and nobody can tell whose answer is whose.
    """
    keys = {item_id: block.keys[0] for item_id, block in layout.blocks.items()}
    first = {item_id: form.rows[key] for item_id, key in keys.items() if key in form.rows}
    column = form.columns[TEXT]
    beside = {item_id: form.grid.get(f"{column}{row}").text for item_id, row in first.items()}
    strange = {item_id: text for item_id, text in beside.items() if text != layout.blocks[item_id].text}
    if not strange:
        return frozenset()
    owners = {block.text: item_id for item_id, block in layout.blocks.items()}
    wrong = [{item_id, owners[text]} for item_id, text in strange.items() if text in owners]
    found = {text for row, text in form.grid.column(column) if row not in first.values()}
    wrong += [{item_id} for item_id in strange if layout.blocks[item_id].text in found]
    return frozenset[str]().union(*wrong)


def pushed_items(form: Form, layout: Layout, replaced: Iterable[str]) -> frozenset[str]:
    """Return the items whose score cell was pushed elsewhere, judged by the totals' formulas.

    A spreadsheet program lets formulas follow the cells that it moves, so such a sum adds other cells than
    the keys and the form as issued say. Where rows themselves changed places sums do not follow, and nothing
    can be told by them.
    """
    rows = [form.rows.get(block.keys[0], 0) for block in layout.blocks.values()]
    if not form.book.proves or rows != sorted(rows):
        return frozenset()
    pushed: set[str] = set()
    for total_id in replaced:
        place = layout.totals[total_id]
        items = layout.rubric.items_under[total_id]
        expected = [form.cell(SCORE, item_key(item.id, 1)) for item in items]
        issued = [layout.score_cell(item.id) for item in items]
        at = form.cell(place.number, place.key)
        formula = "" if at in form.grid.said_elsewhere else form.grid.formula(at)
        added = summed_cells(formula, form.sheet)
        adds_items = parts_of(layout.rubric)[total_id] == tuple(item.id for item in items)
        is_known = not adds_items or "" in expected or added in (expected, issued)
        if len(added) == len(items) and not is_known:
            pairs = zip(items, added, expected, strict=True)
            pushed |= {item.id for item, there, here in pairs if there != here}
    return frozenset(pushed)


def _sheets(form: Form, layout: Layout) -> Iterator[Finding]:
    """Find sheets that were not there when the form was issued; among them, copies of the form."""
    corrections = layout.words("corrections_sheet")
    ours = (form.sheet, IDENTITY_SHEET, layout.words("instructions_sheet"), corrections)
    if not form.book.is_visible(form.sheet):
        yield Finding("form-hidden", params={"sheet": form.sheet})
    seen = [name for name, is_visible in form.book.tabs if is_visible]
    before = list(takewhile(lambda name: name != form.sheet, seen)) if form.sheet in seen else []
    shown_first = (
        [form.book.opens_on] if form.book.opens_on in seen and form.book.opens_on != form.sheet else []
    )
    strange = [name for name in before if name != corrections]
    strange += [name for name in shown_first if name not in (*ours, *before)]
    if strange:
        yield Finding("sheet-before", params=_names(strange))
    extra = [name for name, _ in form.book.tabs if name not in ours]
    if extra:
        yield Finding("sheet-extra", params=_names(extra))
    suspects = [
        name
        for name in dict.fromkeys([*before, *shown_first, *extra[:_SHOWN]])
        if name in form.book.sheet_names
    ]
    if not suspects:
        return
    written = _written(form.grid, layout)
    copies = [name for name in suspects if _differs(form, layout, name, written)]
    if copies:
        yield Finding("form-twice", params={**_names(copies), "read": form.sheet})


def _differs(form: Form, layout: Layout, name: str, written: Mapping[tuple[str, int], str]) -> bool:
    """Tell whether a sheet is another form, in which something is written that is not in this one."""
    try:
        grid = form.book.grid(name)
        keys = sum(key in layout.by_key for _, key in grid.column(layout.columns[KEY]))
        looks_alike = keys >= MIN_KEYS or grid.count(is_own_text(layout.rubric)) >= MIN_KEYS
        there = _written(grid, layout) if looks_alike else {}
        return any(written.get(where) != text for where, text in there.items())
    except WorkbookError:  # not readable, and no part of the form
        return False


def _written(grid: Grid, layout: Layout) -> Mapping[tuple[str, int], str]:
    columns = [
        layout.columns[role]
        for role in (SCORE, TICK, NOTES, *layout.columns.further)
        if role in layout.columns
    ]
    cells = {(column, row): text.strip() for column in columns for row, text in grid.column(column)}
    return {where: text for where, text in cells.items() if text not in ("", UNTICKED)}


def _names(names: Sequence[str]) -> dict[str, str]:
    """Return the params that name sheets, in either language."""
    more = ", …" if len(names) > _SHOWN else ""
    return {"names": listed(names), "names_en": quoted_names(names[:_SHOWN]) + more}


def listed(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
