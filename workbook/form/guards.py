"""What the form refuses and what it shows, drawn: data validations and conditional formats.

Both look at the hidden helper cells (allowed low and high, number of ticks and notes), so that a
rule is written once however many cells it guards.
"""

from openpyxl import Workbook
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from scoring.form_rules import Choice
from scoring.rubric import Item
from scoring.values import TICKED
from workbook.columns import (
    ASKED,
    CHECK,
    HIGH,
    LISTS,
    LOW,
    NOTE_COUNT,
    NOTES,
    OPTION,
    SCORE,
    TEXT,
    TICK,
    TICK_COUNT,
    is_answered,
    is_matrix,
)
from workbook.drawing import styles
from workbook.drawing.tables import mark
from workbook.form.asks import is_na_answer
from workbook.form.rules import TICK_ALL, TICK_OFF, Rule, rules
from workbook.form.score_rule import wrong
from workbook.layout import Layout

Colour = tuple[str, str, DifferentialStyle]
"""Cells, the condition for the first of them, and the look where it holds."""


def add_validations(book: Workbook, sheet: Worksheet, layout: Layout) -> None:
    """Refuse a wrong score and a second tick; warn of a note too long to show."""
    column, form = layout.columns[LISTS], layout.words("form_sheet")
    for name, last in ((TICK_ALL, 2), (TICK_OFF, 1)):
        reference = f"'{form}'!${column}$1:${column}${last}"
        book.defined_names[name] = DefinedName(name, attr_text=reference)
    for rule in rules(layout):
        sheet.add_data_validation(_validation(rule))


def _validation(rule: Rule) -> DataValidation:
    """Return a validation that speaks and refuses; openpyxl leaves both off."""
    validation = DataValidation(rule.kind, formula1=rule.low, formula2=rule.high, allow_blank=True)
    for cell in rule.cells:
        validation.add(cell)
    if rule.kind == "textLength":
        validation.operator = "lessThanOrEqual"
    if rule.only_warns:
        validation.errorStyle = "warning"
    validation.showErrorMessage = True
    validation.errorTitle, validation.error = rule.title, rule.error
    if rule.prompt:
        validation.showInputMessage = True
        validation.promptTitle, validation.prompt = rule.title, rule.prompt
    return validation


def add_colours(sheet: Worksheet, layout: Layout, *, named: bool) -> None:
    """Colour what validation cannot stop (a paste, a tick changed later) and what is still empty."""
    body = layout.first_body_row
    checks = layout.cells(CHECK, body, layout.total_row - 1)
    overall, done = layout.summary_cells[0], layout.words("done")
    rules = [
        *_unasked_colours(layout),
        *_score_colours(layout),
        *_note_colours(layout),
        (checks, f"LEN(${layout.cell(CHECK, body)})>0", styles.WRONG),
        (overall, f'{overall}="{done}"', styles.DONE),
        (overall, f'{overall}<>"{done}"', styles.WRONG),
        *_tick_colours(layout),
        *_answer_colours(layout),
    ]
    for field in layout.rubric.header:
        if not (field.kind == "office" and named):
            cell = layout.header_cell(field)
            rules.append((cell, f"ISBLANK({cell})", styles.TO_FILL))
    for cells, formula, style in rules:
        mark(sheet, cells, formula, style)


def _note_colours(layout: Layout) -> list[Colour]:
    if not layout.rubric.notes_required:
        return []
    firsts = [block.first for block in layout.blocks.values()]
    notes = " ".join(layout.cell(NOTES, first) for first in firsts)
    return [(notes, f"${layout.cell(NOTE_COUNT, firsts[0])}=0", styles.TO_FILL)]


def _score_colours(layout: Layout) -> list[Colour]:
    typed = [block for block in layout.blocks.values() if block.item.is_typed]
    if not typed:
        return []
    score, low, high = (f"${layout.cell(role, typed[0].first)}" for role in (SCORE, LOW, HIGH))
    scores = " ".join(layout.cell(SCORE, block.first) for block in typed)
    refused = wrong(score, low, high, layout.rubric.step)
    if any(is_na_answer(block.item) for block in typed):
        refused = f'AND({score}<>"{layout.rubric.na_text}",{refused})'
    return [(scores, f"ISBLANK({score})", styles.TO_FILL), (scores, refused, styles.WRONG)]


def _unasked_colours(layout: Layout) -> list[Colour]:
    """Return the grey of what is not asked; it stands first and covers what else is said of a cell."""
    conditional = [block for block in layout.blocks.values() if block.item.when]
    if not conditional:
        return []
    last = (TEXT, *layout.columns.answers)[-1]
    cells = [f"{layout.cell(SCORE, block.first)}:{layout.cell(last, block.last)}" for block in conditional]
    return [
        (area, f"${layout.columns[ASKED]}${block.first}=0", styles.NOT_ASKED)
        for area, block in zip(cells, conditional, strict=True)
    ]


def _answer_colours(layout: Layout) -> list[Colour]:
    """Return the colours of answers that are still open or worth nothing, and of matrices."""
    blocks = [block for block in layout.blocks.values() if is_answered(block.item.ask)]
    found: list[Colour] = []
    scored = [block for block in blocks if block.item.is_scored]
    cells = [cell for block in scored for cell in layout.answer_cells(block.item.id)]
    if cells:
        found.append((" ".join(cells), f"ISBLANK({cells[0]})", styles.TO_FILL))
    matrices = [block for block in layout.blocks.values() if is_matrix(block.item.ask)]
    if matrices:
        across = [layout.mark_cells(block.item.id) for block in matrices]
        ends = [f"{marks[0]}:{marks[-1]}" for marks in across]
        columns = [layout.columns[OPTION.format(number)] for number in (1, len(across[0]))]
        row = matrices[0].first
        count = f'COUNTIF(${columns[0]}{row}:${columns[1]}{row},"{TICKED}")'
        found.append((" ".join(ends), f"{count}=0", styles.TO_FILL))
        single = [end for end, block in zip(ends, matrices, strict=True) if not _is_many(block.item)]
        if single:
            own = f'AND({count}>1,{across[0][0]}="{TICKED}")'
            found.append((" ".join(single), own, styles.WRONG))
    return found


def _tick_colours(layout: Layout) -> list[Colour]:
    banded = [(block.line_rows, block.item) for block in layout.blocks.values() if block.item.ticks]
    if not banded:
        return []
    cells = " ".join(layout.cells(TICK, rows.start, rows.stop - 1) for rows, _ in banded)
    count = f"${layout.cell(TICK_COUNT, banded[0][0].start)}"
    found = [(cells, f"{count}=0", styles.TO_FILL)]
    single = [rows for rows, item in banded if not _is_many(item)]
    if single:
        row = single[0].start
        count, tick = f"${layout.cell(TICK_COUNT, row)}", f"${layout.cell(TICK, row)}"
        cells = " ".join(layout.cells(TICK, rows.start, rows.stop - 1) for rows in single)
        found.append((cells, f'AND({count}>1,{tick}="{TICKED}")', styles.WRONG))
    return found


def _is_many(item: Item) -> bool:
    """Tell whether several of an item's options may be ticked."""
    return isinstance(item.ask, Choice) and item.ask.many
