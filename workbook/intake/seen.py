"""Whether people see what is read: hidden rows and columns, cells merged into others or out of reach,
conditional formats that hide, what lies over the cells, and what is not printed.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from scoring.findings import Finding
from scoring.values import UNTICKED
from workbook.address import Area, area, column_index, column_name
from workbook.columns import NOTES, SCORE, TICK
from workbook.intake.conditional import hidden_by_rules
from workbook.intake.form import Form
from workbook.intake.places import counted, places, read_columns
from workbook.intake.values import number_of
from workbook.intake.view import EVERYTHING, View, default_width, printed_areas, view_of
from workbook.layout import Layout
from workbook.package import suspicious, too_large
from workbook.sheetxml import Element, is_true, real, tag, whole

_LEAST_WIDTH = 0.9
"""In Excel's unit, below which a column shows nothing."""
_MOST_MERGED = 20_000
_SHOWN = 40
"""How many characters of a comment are told."""


def unseen(form: Form, layout: Layout, strays: Collection[str]) -> Iterator[Finding]:
    """Find what is read and cannot be seen, whatever it says. ``strays`` are cells that are not read."""
    around = form.grid.around
    hidden = [*_hidden_rows(form, layout)]
    if around is not None:
        hidden = [*_hidden_columns(form, layout, around), *hidden]
        hidden += [cell for cell in _merged_over(form, layout, around) if cell not in strays]
        hidden += [name for name in _hidden_by_view(form, layout, view_of(around)) if name not in hidden]
    if hidden:
        yield Finding("cells-hidden", cell=_first(hidden), params=counted(hidden))
    if around is None:
        yield from _comments(form)
        return
    unprinted = [*_unprinted(form, layout)]
    if unprinted:
        yield Finding("print-cut", params=counted(unprinted))
    yield from hidden_by_rules(form, layout, around)
    areas = form.book.overlays(form.sheet, around)
    if areas:
        under = [place.cell for place in places(form, layout) if any(map(place.meets, areas))]
        if under:
            yield Finding("object-over-cells", cell=under[0], params=counted(under))
        else:
            yield Finding("object-on-form")
    yield from _comments(form)


def _comments(form: Form) -> Iterator[Finding]:
    """Find comments, which are not read."""
    written = form.book.comments(form.sheet)
    if written:
        first = written[0].text[:_SHOWN] + ("…" if len(written[0].text) > _SHOWN else "")
        params = {**counted([each.cell for each in written]), "text": first}
        yield Finding("comment-on-form", cell=written[0].cell, params=params)


def _first(names: Sequence[str]) -> str:
    """Return the first that is a cell; empty where all are rows and columns."""
    return next((name for name in names if name[0].isalpha() and name[-1].isdecimal()), "")


# ── rows, columns, merged cells ─────────────────────────────────────────────────────────────────


def _hidden_columns(form: Form, layout: Layout, around: Element) -> Iterator[str]:
    """Yield the printed columns that are hidden or have no width."""
    wanted = {column_index(now): now for now in read_columns(form, layout)}
    yield from (f"{wanted[index]}:{wanted[index]}" for index in sorted(unseen_columns(around, wanted)))


def unseen_columns(around: Element, wanted: Collection[int]) -> frozenset[int]:
    """Return those of the wanted columns, by number, that are hidden or have no width."""
    usual = default_width(around)
    hidden: set[int] = set()
    sized: set[int] = set()
    columns = around.findall(f"{tag('cols')}/{tag('col')}")
    is_collapsed = any(is_true(each.get("collapsed")) for each in columns)
    for each in columns:
        first, last = whole(each.get("min")) or 0, whole(each.get("max")) or 0
        within = {index for index in wanted if first <= index <= last}
        is_grouped = is_collapsed and bool(whole(each.get("outlineLevel")))
        if is_true(each.get("hidden")) or is_grouped or _narrow(each.get("width", usual)):
            hidden |= within
        sized |= within
    return frozenset(hidden if not _narrow(usual) else hidden | ({*wanted} - sized))


def _narrow(width: str | None) -> bool:
    return width is not None and (real(width) or 0.0) < _LEAST_WIDTH


def _hidden_rows(form: Form, layout: Layout) -> Iterator[str]:
    """Yield the form's rows that are hidden and say something; blank ones may be, to save paper, and bands
    without a tick."""
    hidden = form.grid.hidden_rows
    if not hidden.isdisjoint(form.rows.values()):
        bands = {key for block in layout.blocks.values() for key in block.keys[1 : 1 + block.item.ticks]}
        for key, row in form.rows.items():
            if row in hidden and _says(form, row, (TICK, NOTES) if key in bands else layout.columns.printed):
                yield f"{row}:{row}"


def _says(form: Form, row: int, roles: Sequence[str]) -> bool:
    """Tell whether something stands in any of a row's cells; an empty box is nothing."""
    cells = (form.grid.get(f"{form.columns[role]}{row}") for role in roles if form.columns[role])
    return any(cell.text.strip() not in ("", UNTICKED) for cell in cells)


def _hidden_by_view(form: Form, layout: Layout, view: View) -> Iterator[str]:
    """Yield what cannot be scrolled to, and the scores and totals that a sheet's view leaves out."""
    if view.reach != EVERYTHING:
        reach = view.reach
        for column in read_columns(form, layout):
            if not reach.left <= column_index(column) <= reach.right:
                yield f"{column}:{column}"
        for row in form.rows.values():
            if not reach.top <= row <= reach.bottom and _says(form, row, layout.columns.printed):
                yield f"{row}:{row}"
    if not view.shows_zeros:
        for block in layout.blocks.values():
            at = form.cell(SCORE, block.keys[0])
            if form.grid.get(at).kind == "number" and number_of(form.grid.get(at)) == 0:
                yield at
    if view.shows_formulas:
        totals = (form.cell(place.visible, place.key) for place in layout.totals.values())
        yield from (at for at in totals if form.grid.formula(at))


def _unprinted(form: Form, layout: Layout) -> Iterator[str]:
    """Yield the cells that are read, or printed on the form, and that its print area leaves out.

    One that is as it was issued is not looked at: some programs put rows in and leave it where it was.
    """
    areas = printed_areas(form.book.print_area(form.sheet))
    columns = {column_index(column): column for column in read_columns(form, layout)}
    rows = sorted(form.rows.values())
    issued = area(f"{layout.columns.first}1:{layout.columns.last}{layout.total_row}")
    if not columns or not rows or issued in areas or any(_holds(each, columns, rows) for each in areas):
        return
    for row in rows:
        within = [each for each in areas if each.top <= row <= each.bottom]
        for index, column in columns.items():
            is_printed = any(each.left <= index <= each.right for each in within)
            if not is_printed and form.grid.text(f"{column}{row}").strip():
                yield f"{column}{row}"


def _holds(printed: Area, columns: Collection[int], rows: Sequence[int]) -> bool:
    return Area(min(columns), rows[0], max(columns), rows[-1]).lies_in(printed)


def _merged_over(form: Form, layout: Layout, around: Element) -> Iterator[str]:
    """Yield filled cells of the form that are merged into another one, which alone is shown.

    Raise WorkbookError where there are far too many merged cells, or one is written wrong.
    """
    merged = tuple(each.get("ref", "") for each in around.iterfind(f"{tag('mergeCells')}/{tag('mergeCell')}"))
    if len(merged) > _MOST_MERGED:
        raise too_large("合併儲存格過多", "it has far too many merged cells")
    last_row = max(form.rows.values(), default=0)
    there = filter(None, map(form.columns.__getitem__, layout.columns.printed))
    last_column = max(map(column_index, there), default=0)
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
