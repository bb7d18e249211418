"""What nobody who adjusts 總表 can enter: scores that their items cannot have, and counts that are none."""

from decimal import Decimal

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from scoring.form_rules import Count
from scoring.possible import possible_text, worths_of
from scoring.rubric import Item, Rubric, points_text
from workbook.drawing import styles
from workbook.drawing.tables import mark
from workbook.form.score_rule import inside
from workbook.grades import quoted
from workbook.summary.columns import MAIN_FIRST_ROW, Columns

_LONGEST_RULE, _LONGEST_TEXT = 250, 120
"""Characters of a validation's formula; of what its message lists."""


def guard_scores(sheet: Worksheet, columns: Columns, last: int) -> None:
    """Let nobody who adjusts a score enter one that the item does not allow."""
    rubric = columns.rubric
    for item_id, column in columns.items.items():
        item, first = rubric.nodes[item_id], f"{column.letter}{MAIN_FIRST_ROW}"
        assert isinstance(item, Item)
        rule = rule_of(item, first, rubric)
        area = f"{first}:{column.letter}{last}"
        guard = DataValidation(type="custom", formula1=rule, allow_blank=True, sqref=area)
        guard.showErrorMessage = True
        guard.errorTitle = "分數不在範圍內"
        guard.error = _error(item, rubric)
        sheet.add_data_validation(guard)


def rule_of(item: Item, cell: str, rubric: Rubric) -> str:
    """Return the condition that a cell holds what its item may come to."""
    low, high = points_text(item.low), points_text(item.maximum)
    if item.is_typed:
        rule = inside(cell, low, high, rubric.step)
    elif isinstance(item.ask, Count):
        steps = f"{cell}/{points_text(abs(item.ask.each))}"
        is_whole = f"OR({cell}={high},ABS({steps}-ROUND({steps},0))<0.000000001)"
        rule = f"AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high},{is_whole})"
    else:
        rule = _one_of(worths_of(item), cell) or f"AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high})"
    if not item.may_be_na:
        return rule
    return f"IF(ISNUMBER({cell}),{rule},{cell}={quoted(rubric.na_text)})"  # of a text nothing is worked out


def _one_of(worths: tuple[Decimal, ...], cell: str) -> str:
    """Return the condition that a cell is one of so many numbers; nothing where it would be too long."""
    rule = f"OR({','.join(f'{cell}={points_text(worth)}' for worth in worths)})" if worths else ""
    return f"AND(ISNUMBER({cell}),{rule})" if rule and len(rule) <= _LONGEST_RULE - 60 else ""


def _error(item: Item, rubric: Rubric) -> str:
    name = item.title[:60]
    if item.is_typed and not item.may_be_na:
        return f"「{name}」只能是 {item.range_text}，以 {points_text(rubric.step)} 分為單位。"
    allowed = possible_text(item, rubric.na_text).zh
    shown = allowed if len(allowed) <= _LONGEST_TEXT else f"{allowed[:_LONGEST_TEXT]}…"
    unit = f"，以 {points_text(rubric.step)} 分為單位" if item.is_typed else ""
    return f"「{name}」只能是 {shown}{unit}。"


def guard_lacking(sheet: Worksheet, columns: Columns, last: int) -> None:
    """Say beside the count of items without evidence what it does, and let nothing else than a count in."""
    letter = columns.letter("lacking")
    guard = DataValidation(
        type="whole",
        operator="between",
        formula1="0",
        formula2=str(len(columns.rubric.items)),
        allow_blank=False,
        sqref=f"{letter}{MAIN_FIRST_ROW}:{letter}{last}",
    )
    guard.showInputMessage, guard.showErrorMessage = True, True
    guard.promptTitle = "缺紀錄項數"
    guard.prompt = "有評分而沒有紀錄事項的細項數。不是 0 的機關不列名次；查明不必補的，改為 0 即列入。"
    guard.errorTitle = "須為項數"
    guard.error = f"只能是 0～{len(columns.rubric.items)} 的整數；查明不必補的，請填 0。"
    sheet.add_data_validation(guard)
    mark(sheet, f"{letter}{MAIN_FIRST_ROW}:{letter}{last}", f"N({letter}{MAIN_FIRST_ROW})>0", styles.WRONG)
