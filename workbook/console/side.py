"""The side workbook of the live check: the findings, each linked to its cell in the open form."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from workbook.address import column_name
from workbook.console import plan
from workbook.drawing import styles
from workbook.drawing.finish import finished, saved
from workbook.drawing.page import one_page_wide
from workbook.drawing.sheets import height_of

_HEADING_ROW = 3
_TOP = Alignment(vertical="top", wrap_text=True)


def side_book(title: str, summary: str, rows: Sequence[plan.Row]) -> bytes:
    """An .xlsx with a title, a sentence, and the rows under the headings of 檢核結果."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = plan.FINDINGS
    _put(sheet, 1, 1, title).font = styles.TITLE
    _put(sheet, 2, 1, summary).font = styles.BODY
    for number, column in enumerate(plan.FINDINGS_TABLE.columns, start=1):
        sheet.column_dimensions[column_name(number)].width = column.width
        heading = _put(sheet, _HEADING_ROW, number, column.label)
        heading.font, heading.fill, heading.border = styles.BOLD, styles.HEADING_FILL, styles.BOX
        heading.alignment = styles.CENTRE
    for at, row in enumerate(rows, start=_HEADING_ROW + 1):
        for number, value in enumerate(row, start=1):
            cell = _put(sheet, at, number, value)
            cell.font = styles.LINK if isinstance(value, plan.Link) else styles.BODY
            cell.alignment, cell.border = _TOP, styles.BOX
        texts = zip(row, plan.FINDINGS_TABLE.columns, strict=True)
        sheet.row_dimensions[at].height = max(
            height_of(str(value), column.width) for value, column in texts if not isinstance(value, plan.Link)
        )
    sheet.freeze_panes = f"A{_HEADING_ROW + 1}"
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    one_page_wide(sheet, "landscape")
    return finished(saved(book, title))


def _put(sheet: Worksheet, row: int, column: int, value: plan.Value) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    if isinstance(value, plan.Link):
        cell.value = plan.link_formula(value)
    elif isinstance(value, str):
        cell.value = _printable(plan.shown(value))
        cell.data_type = "s"  # a text, whatever it begins with
    else:
        cell.value = value
    return cell


def _printable(text: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n")
