"""The side workbook of the live check: the findings, each linked to its cell in the open form."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from workbook.console import plan
from workbook.drawing import styles
from workbook.drawing.cells import write
from workbook.drawing.finish import finished, saved
from workbook.drawing.page import one_page_wide
from workbook.drawing.tables import Column, draw_headings, draw_row
from workbook.fit import row_height

_HEADING_ROW = 3
_PLAIN = Alignment()
_TOP = Alignment(vertical="top", wrap_text=True)


def side_book(title: str, summary: str, rows: Sequence[plan.Row]) -> bytes:
    """Make an .xlsx with a title, a sentence, and the rows under the headings of 檢核結果."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = plan.FINDINGS
    write(sheet, "A1", _text(title), styles.TITLE, _PLAIN)
    write(sheet, "A2", _text(summary), styles.BODY, _PLAIN)
    columns = [Column(column.label, column.width, _TOP) for column in plan.FINDINGS_TABLE.columns]
    draw_headings(sheet, _HEADING_ROW, columns)
    for at, row in enumerate(rows, start=_HEADING_ROW + 1):
        cells = draw_row(sheet, at, columns, [_text(value) for value in row])
        for cell, value in zip(cells, row, strict=True):
            if isinstance(value, plan.Link):
                cell.value, cell.font = plan.link_formula(value), styles.LINK
        texts = zip(row, columns, strict=True)
        sheet.row_dimensions[at].height = row_height(
            (str(value), column.width) for value, column in texts if not isinstance(value, plan.Link)
        )
    sheet.freeze_panes = f"A{_HEADING_ROW + 1}"
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    one_page_wide(sheet, "landscape")
    return finished(saved(book, title))


def _text(value: plan.Value) -> str | float | None:
    """Return a value without the control characters that a workbook cannot hold; links come later."""
    if isinstance(value, plan.Link):
        return None
    return _printable(plan.shown(value)) if isinstance(value, str) else value


def _printable(text: str) -> str:
    """Remove the control characters that a workbook cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n")
