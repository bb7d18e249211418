"""Paper: how a sheet is printed, whatever stands on it."""

from collections.abc import Sequence
from typing import Literal

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from workbook.address import column_index
from workbook.layout import PAGE_NUMBERS

COLUMN_PADDING = 0.7109375
"""What Excel adds to a column's width in characters."""
_A4 = 9  # ISO/IEC 29500-1 §18.3.1.63


def one_page_wide(sheet: Worksheet, orientation: Literal["portrait", "landscape"]) -> None:
    """Print on A4, one page wide and as many long as it takes."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = _A4, orientation
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0


def break_before(sheet: Worksheet, columns: Sequence[str], scale: int) -> None:
    """Begin a page with each of these columns, instead of one page wide; ``scale`` in per cent."""
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
    sheet.page_setup.scale, sheet.page_setup.pageOrder = scale, "overThenDown"
    for letter in columns:
        sheet.col_breaks.append(Break(id=column_index(letter) - 1))


def set_margins(sheet: Worksheet, *, top: float, header: float) -> None:
    """Set the margins in inches: narrow at the sides, room for a line at the foot."""
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = top, 0.6, header, 0.3


def number_pages(sheet: Worksheet, text: str = PAGE_NUMBERS) -> None:
    """Print the page's number at the foot of each, with Excel's own codes in the text."""
    sheet.oddFooter.center.text = text  # type: ignore[union-attr]  # always there
