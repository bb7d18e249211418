"""The very hidden sheet by which the program recognises its own workbook next year."""

from openpyxl.worksheet.worksheet import Worksheet

from workbook.drawing.cells import write
from workbook.identity import PRODUCT
from workbook.summary.columns import may_be_absent
from workbook.summary.facts import Facts

NAME = "_kaohe_summary"
VERSION = "1"
NA = "na"
"""The name of the words that say in 總表 that something is not applicable, where anything may be."""


def draw(sheet: Worksheet, facts: Facts) -> None:
    rubric = facts.collection.rubric
    values = {
        "product": PRODUCT,
        "summary": VERSION,
        "rubric": rubric.id,
        "rubric_hash": rubric.hash,
        "title": rubric.title,
        "made": facts.context.read_at.isoformat(),
        "version": facts.context.version,
        **({NA: rubric.na_text} if may_be_absent(rubric) else {}),
    }
    for row, (key, value) in enumerate(values.items(), start=1):
        write(sheet, f"A{row}", key)
        write(sheet, f"B{row}", value)
    sheet.sheet_state = "veryHidden"
