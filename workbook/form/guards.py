"""What the form refuses and what it shows: data validations and conditional formats.

Both look at the hidden helper cells (allowed low and high, number of ticks and notes), so that a
rule is written once however many cells it guards.
"""

from typing import Literal

from openpyxl import Workbook
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from scoring.rubric import Rubric
from scoring.values import TICKED
from workbook import fit
from workbook.drawing import styles
from workbook.drawing.tables import mark
from workbook.form import guide
from workbook.form.formulas import DONE_TEXT, band_range, summary_cells
from workbook.form.score_rule import inside, wrong
from workbook.layout import (
    CHECK,
    FORM_SHEET,
    HEADINGS,
    HIGH,
    LISTS,
    LOW,
    NOTE_COUNT,
    NOTES,
    SCORE,
    TICK,
    TICK_COUNT,
    Block,
    Layout,
    capacity,
)

TICK_ALL, TICK_OFF = "kaohe_ticks", "kaohe_tick_off"
ValidationKind = Literal["whole", "custom", "list", "textLength"]
_MAX_HEADER = 200


def add_validations(book: Workbook, sheet: Worksheet, layout: Layout) -> None:
    """Refuse a wrong score and a second tick; warn of a note too long to show."""
    for name, last in ((TICK_ALL, 2), (TICK_OFF, 1)):
        reference = f"'{FORM_SHEET}'!${LISTS}$1:${LISTS}${last}"
        book.defined_names[name] = DefinedName(name, attr_text=reference)
    blocks = layout.blocks.values()
    for block in blocks:
        sheet.add_data_validation(_score(layout.rubric, block))
    for block in blocks:
        if block.item.bands:
            sheet.add_data_validation(_ticks(block))
    notes = [f"{NOTES}{block.first}:{NOTES}{block.last}" for block in blocks]
    sheet.add_data_validation(_notes(notes))
    for field in layout.rubric.header:
        text = _validation("textLength", [layout.header_cell(field)], low=str(_MAX_HEADER))
        text.operator = "lessThanOrEqual"
        _speak(text, field.label, field.hint, f"「{field.label}」太長，請勿超過 {_MAX_HEADER} 字。")
        sheet.add_data_validation(text)


def _score(rubric: Rubric, block: Block) -> DataValidation:
    cell = f"{SCORE}{block.first}"
    low, high = f"${LOW}${block.first}", f"${HIGH}${block.first}"
    if rubric.step == 1:
        validation = _validation("whole", [cell], low=low, high=high)
    else:
        validation = _validation("custom", [cell], low=inside(cell, low, high, rubric.step))
    item = block.item
    prompt, error = guide.score_prompt(rubric, item), guide.score_error(rubric, item)
    _speak(validation, f"{item.id} 評分", prompt, error)
    return validation


def _ticks(block: Block) -> DataValidation:
    """Offer only the empty box while another band of the item is ticked.

    The cell itself is left out of the count, so that the rule is the same before and after it is ticked.
    """
    rows = block.band_rows
    others = f'COUNTIF({band_range(block, TICK)},"{TICKED}")-(${TICK}{rows.start}="{TICKED}")'
    choice = f"IF({others}>0,{TICK_OFF},{TICK_ALL})"
    validation = _validation("list", [f"{TICK}{row}" for row in rows], low=choice)
    _speak(validation, f"{block.item.id} 勾選", guide.TICK_PROMPT, guide.TICK_ERROR)
    return validation


def _notes(cells: list[str]) -> DataValidation:
    """Advise to split a paragraph that one row cannot show; the office may keep it all the same."""
    limit = capacity(NOTES) // 2 * int(fit.MAX_HEIGHT // fit.LINE_HEIGHT)
    validation = _validation("textLength", cells, low=str(limit))
    validation.operator = "lessThanOrEqual"
    validation.errorStyle = "warning"
    _speak(validation, HEADINGS[NOTES], "", guide.NOTE_ERROR)
    return validation


def _validation(kind: ValidationKind, cells: list[str], low: str, high: str | None = None) -> DataValidation:
    validation = DataValidation(kind, formula1=low, formula2=high, allow_blank=True)
    for cell in cells:
        validation.add(cell)
    return validation


def _speak(validation: DataValidation, title: str, prompt: str, error: str) -> None:
    """Make a validation speak and refuse; openpyxl leaves both off."""
    title = title[: guide.MAX_TITLE]
    validation.showErrorMessage = True
    validation.errorTitle, validation.error = title, error
    if prompt:
        validation.showInputMessage = True
        validation.promptTitle, validation.prompt = title, prompt


def add_colours(sheet: Worksheet, layout: Layout, *, named: bool) -> None:
    """Colour what validation cannot stop (a paste, a tick changed later) and what is still empty."""
    blocks = list(layout.blocks.values())
    first = blocks[0].first
    score, low, high = f"${SCORE}{first}", f"${LOW}{first}", f"${HIGH}{first}"
    scores = " ".join(f"{SCORE}{block.first}" for block in blocks)
    notes = " ".join(f"{NOTES}{block.first}" for block in blocks)
    checks = f"{CHECK}{layout.first_body_row}:{CHECK}{layout.total_row - 1}"
    overall = summary_cells()[0]
    rules = [
        (scores, f"ISBLANK({score})", styles.TO_FILL),
        (scores, wrong(score, low, high, layout.rubric.step), styles.WRONG),
        (notes, f"${NOTE_COUNT}{first}=0", styles.TO_FILL),
        (checks, f"LEN(${CHECK}{layout.first_body_row})>0", styles.WRONG),
        (overall, f'{overall}="{DONE_TEXT}"', styles.DONE),
        (overall, f'{overall}<>"{DONE_TEXT}"', styles.WRONG),
        *_tick_colours(blocks),
    ]
    for field in layout.rubric.header:
        if not (field.kind == "office" and named):
            cell = layout.header_cell(field)
            rules.append((cell, f"ISBLANK({cell})", styles.TO_FILL))
    for cells, formula, style in rules:
        mark(sheet, cells, formula, style)


def _tick_colours(blocks: list[Block]) -> list[tuple[str, str, DifferentialStyle]]:
    banded = [block.band_rows for block in blocks if block.item.bands]
    if not banded:
        return []
    cells = " ".join(f"{TICK}{rows.start}:{TICK}{rows.stop - 1}" for rows in banded)
    row = banded[0].start
    count, tick = f"${TICK_COUNT}{row}", f"${TICK}{row}"
    return [
        (cells, f"{count}=0", styles.TO_FILL),
        (cells, f'AND({count}>1,{tick}="{TICKED}")', styles.WRONG),
    ]
