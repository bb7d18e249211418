"""What the form refuses and what it shows, drawn: data validations and conditional formats.

Both look at the hidden helper cells (allowed low and high, number of ticks and notes), so that a
rule is written once however many cells it guards.
"""

from openpyxl import Workbook
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from scoring.values import TICKED
from workbook.columns import CHECK, HIGH, LISTS, LOW, NOTE_COUNT, NOTES, SCORE, TICK, TICK_COUNT
from workbook.drawing import styles
from workbook.drawing.tables import mark
from workbook.form.formulas import DONE_TEXT
from workbook.form.rules import TICK_ALL, TICK_OFF, Rule, rules
from workbook.form.score_rule import wrong
from workbook.layout import FORM_SHEET, Layout


def add_validations(book: Workbook, sheet: Worksheet, layout: Layout) -> None:
    """Refuse a wrong score and a second tick; warn of a note too long to show."""
    column = layout.columns[LISTS]
    for name, last in ((TICK_ALL, 2), (TICK_OFF, 1)):
        reference = f"'{FORM_SHEET}'!${column}$1:${column}${last}"
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
    blocks = list(layout.blocks.values())
    first, body = blocks[0].first, layout.first_body_row
    score, low, high = (f"${layout.cell(role, first)}" for role in (SCORE, LOW, HIGH))
    scores = " ".join(layout.cell(SCORE, block.first) for block in blocks)
    notes = " ".join(layout.cell(NOTES, block.first) for block in blocks)
    counts, checks = layout.cell(NOTE_COUNT, first), layout.cells(CHECK, body, layout.total_row - 1)
    overall = layout.summary_cells[0]
    rules = [
        (scores, f"ISBLANK({score})", styles.TO_FILL),
        (scores, wrong(score, low, high, layout.rubric.step), styles.WRONG),
        *([(notes, f"${counts}=0", styles.TO_FILL)] if layout.rubric.notes_required else []),
        (checks, f"LEN(${layout.cell(CHECK, body)})>0", styles.WRONG),
        (overall, f'{overall}="{DONE_TEXT}"', styles.DONE),
        (overall, f'{overall}<>"{DONE_TEXT}"', styles.WRONG),
        *_tick_colours(layout),
    ]
    for field in layout.rubric.header:
        if not (field.kind == "office" and named):
            cell = layout.header_cell(field)
            rules.append((cell, f"ISBLANK({cell})", styles.TO_FILL))
    for cells, formula, style in rules:
        mark(sheet, cells, formula, style)


def _tick_colours(layout: Layout) -> list[tuple[str, str, DifferentialStyle]]:
    banded = [block.band_rows for block in layout.blocks.values() if block.item.bands]
    if not banded:
        return []
    cells = " ".join(layout.cells(TICK, rows.start, rows.stop - 1) for rows in banded)
    row = banded[0].start
    count, tick = f"${layout.cell(TICK_COUNT, row)}", f"${layout.cell(TICK, row)}"
    return [
        (cells, f"{count}=0", styles.TO_FILL),
        (cells, f'AND({count}>1,{tick}="{TICKED}")', styles.WRONG),
    ]
