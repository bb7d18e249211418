"""Paper: how a sheet is printed, whatever stands on it."""

from typing import Literal

from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

PAGE_NUMBERS = "第 &P 頁，共 &N 頁"
"""A footer, in Excel's own codes."""
COLUMN_PADDING = 0.7109375
"""What Excel adds to a column's width in characters."""
_A4 = 9  # ISO/IEC 29500-1 §18.3.1.63


def one_page_wide(sheet: Worksheet, orientation: Literal["portrait", "landscape"]) -> None:
    """A4, as many pages long as it takes."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = _A4, orientation
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0


def number_pages(sheet: Worksheet) -> None:
    """The page's number at the foot of each."""
    sheet.oddFooter.center.text = PAGE_NUMBERS  # type: ignore[union-attr]  # always there
