"""The totals that a form states, and whether its formulas still make them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from scoring.expressions import near, rounded
from scoring.folds import SHOWN, folds_of, is_short, parts_of
from scoring.rubric import WHOLE_FORM, Rubric, Section
from scoring.scorecard import Scorecard, Stated
from scoring.totals import shown_totals
from workbook.columns import SCORE
from workbook.expressions import formula_of
from workbook.form.asks import figure_formula
from workbook.form.formulas import total_lines, visible_formula
from workbook.intake.cells import Cell
from workbook.intake.form import Form
from workbook.intake.values import number_of, score_of
from workbook.layout import Layout

_NOISE = re.compile(r"[\s$]")  # spaces and anchors
_SUBTOTAL = re.compile(r'IF\(COUNT\(([A-Z0-9,]+)\)=0,"",SUM\(\1\)\)')
_MAX_FORMULA = 8_192  # Excel's limit
_LITERAL = re.compile(r"(\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*')")


def read_stated(form: Form, layout: Layout) -> tuple[dict[str, Stated], dict[str, str]]:
    """Return every stated total, and by id the cell of those whose formula is gone or another one."""
    stated = {}
    replaced = {}
    for total_id, place in layout.totals.items():
        visible_at, number_at = form.cell(place.visible, place.key), form.cell(place.number, place.key)
        if not visible_at:
            continue
        visible, number = form.grid.get(visible_at), form.grid.get(number_at)
        if not form.book.proves:
            value, text = score_of(number)
            stated[total_id] = Stated(value, typed=bool(text), text=text)
        elif place.is_text and not _shows_ours(form, layout, total_id, visible, number_at):
            replaced[total_id] = visible_at
            stated[total_id] = _typed(_stated_text(visible))
        elif not _is_ours(form, layout, total_id, number):
            replaced[total_id] = visible_at
            stated[total_id] = _typed(number)
        else:
            value = number_of(number) if number.kind == "number" else None
            text = number.text.strip() if value is None else ""
            stated[total_id] = Stated(value, typed=False, text="" if text == layout.rubric.na_text else text)
    return stated, replaced


def replaced_figures(form: Form, layout: Layout) -> dict[str, str]:
    """Return by id the score cells in which a formula of ours should stand and something else does.

    Where rows or columns moved, programs have rewritten them all, and nothing is said.
    """
    figures = _figures(layout)
    if not figures or not form.book.proves or form.columns[SCORE] != layout.columns[SCORE]:
        return {}
    if any(form.rows.get(row.key) != row.number for row in layout.rows):
        return {}
    found = {}
    for item_id, expected in figures.items():
        at = layout.score_cell(item_id)
        formula = form.grid.get(at).formula
        if formula is None or plain_formula(formula, form.sheet) != plain_formula(expected, form.sheet):
            found[item_id] = at
    return found


@lru_cache(maxsize=32)
def _figures(layout: Layout) -> Mapping[str, str]:
    """Return the formula of each score cell that has one, by the item's id."""
    blocks = (block for block in layout.blocks.values() if not block.item.is_typed)
    return {block.item.id: text for block in blocks if (text := figure_formula(layout, block))}


def as_seen(form: Form, layout: Layout, scorecard: Scorecard) -> Scorecard:
    """Count as stated what people see of a total where that is wrong and the hidden number is not.

    Both are saved values of formulas; a program that does not calculate shows them as they are.
    """
    seen = {}
    for total_id, stated in scorecard.stated.items():
        place = layout.totals[total_id]
        visible = form.grid.get(form.cell(place.visible, place.key))
        number = form.grid.text(form.cell(place.number, place.key))
        shown = f"{total_lines(layout, total_id)[-1]}{number}"
        is_right = visible.kind == "text" and visible.text.endswith(shown)
        if place.is_text and visible.text and not stated.typed and not stated.text and not is_right:
            read = _typed(_stated_text(visible))
            if read.value not in (stated.value, _as_shown(layout.rubric, total_id, stated.value)):
                seen[total_id] = replace(read, typed=False)
    if not seen:
        return scorecard
    right = shown_totals(layout.rubric, scorecard)
    wrong = {each: total for each, total in seen.items() if near(scorecard.stated[each].value, right[each])}
    return replace(scorecard, stated={**scorecard.stated, **wrong})


def _as_shown(rubric: Rubric, total_id: str, value: Decimal | None) -> Decimal | None:
    """Return a total as the form's text shows it, with no more digits than people read."""
    node = rubric.nodes.get(total_id)
    is_whole = value is None or is_short(node if isinstance(node, Section) else rubric)
    return value if is_whole or value is None else rounded(value, SHOWN)


def as_if_typed(rubric: Rubric, scorecard: Scorecard) -> Scorecard:
    """Count a total as typed if no formula would have shown it, where formulas cannot be seen."""
    for total_id in reversed(rubric.stated_ids[1:]):  # children before their parents
        scorecard = _judged(rubric, scorecard, total_id)
    return _judged(rubric, scorecard, WHOLE_FORM)


def _judged(rubric: Rubric, scorecard: Scorecard, total_id: str) -> Scorecard:
    total = scorecard.stated.get(total_id)
    if total is None or total.text or near(total.value, shown_totals(rubric, scorecard)[total_id]):
        return scorecard
    return replace(scorecard, stated={**scorecard.stated, total_id: replace(total, typed=True)})


def _typed(cell: Cell) -> Stated:
    value, text = score_of(cell)
    return Stated(value, typed=True, text=text)


def _stated_text(cell: Cell) -> Cell:
    """Return the number typed behind 得分： in a cell that also says the section's name."""
    _, colon, behind = cell.text.replace("：", ":").rpartition(":")
    return Cell("text", behind.strip()) if cell.kind == "text" and colon else cell


def _is_ours(form: Form, layout: Layout, total_id: str, number: Cell) -> bool:
    """Tell whether the formula still adds up the cells that it should, wherever they now stand."""
    if number.formula is None:
        return False
    cells = dict(_cells_of(form, layout, total_id))
    if "" in cells.values():  # a row it adds has lost its key: where it stands now cannot be told
        return plain_formula(number.formula, form.sheet).startswith("IF(COUNT(")
    expected = formula_of(
        folds_of(layout.rubric)[total_id],
        lambda ids: ",".join(cells[each] for each in ids),
        na=layout.rubric.na_text,
    )
    return number.formula == expected or plain_formula(number.formula, form.sheet) == plain_formula(
        expected, form.sheet
    )


def _shows_ours(form: Form, layout: Layout, total_id: str, visible: Cell, number_at: str) -> bool:
    """Tell whether the cell that people see still shows the hidden number."""
    if visible.formula is None:
        return False
    expected = visible_formula(layout, total_id, number_at)
    return visible.formula == expected or plain_formula(visible.formula, form.sheet) == plain_formula(
        expected, form.sheet
    )


def summed_cells(formula: str, sheet: str) -> list[str]:
    """Return the cells of the form's own sheet that a formula of ours adds up; none where it is not ours."""
    match = _SUBTOTAL.fullmatch(plain_formula(formula, sheet))
    return match[1].split(",") if match else []


def plain_formula(formula: str, sheet: str) -> str:
    """Return a formula without spaces, anchors and the name of the sheet that it stands in; that of another
    stays, and so does every text in it. One that is longer than Excel takes stays as it is."""
    if len(formula) > _MAX_FORMULA:
        return formula
    pieces = enumerate(_LITERAL.split(_own_name(sheet).sub("", formula)))
    return "".join(piece if place % 2 else _NOISE.sub("", piece).upper() for place, piece in pieces)


@lru_cache(maxsize=64)
def _own_name(sheet: str) -> re.Pattern[str]:
    """Return what finds a sheet's name before a cell, outside of texts."""
    quoted, plain = re.escape(sheet.replace("'", "''")), re.escape(sheet)
    return re.compile(rf"(?<![\]\w.'])\$?(?:'{quoted}'|{plain})!", re.IGNORECASE)


def _cells_of(form: Form, layout: Layout, total_id: str) -> Iterator[tuple[str, str]]:
    """Yield the cells that a total adds, by what stands in them."""
    for node_id in parts_of(layout.rubric)[total_id]:
        yield node_id, form.cell(*layout.number_place(node_id))
