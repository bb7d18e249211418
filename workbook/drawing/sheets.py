"""What the sheets that headquarters reads have in common: a title above, the same paper."""

from openpyxl.worksheet.worksheet import Worksheet

from workbook.drawing import styles
from workbook.drawing.cells import write
from workbook.drawing.page import number_pages, one_page_wide, set_margins

TITLE_HEIGHT = 28


def title(sheet: Worksheet, text: str) -> None:
    """Write the sheet's title into its first cell."""
    write(sheet, "A1", text, styles.TITLE, styles.ONE_LINE)
    sheet.row_dimensions[1].height = TITLE_HEIGHT


def set_up(sheet: Worksheet, name: str, title_rows: str | None, area: str) -> None:
    """Set up A4 landscape, one page wide, with the title and date above and the page below."""
    one_page_wide(sheet, "landscape")
    set_margins(sheet, top=0.7, header=0.3)
    if title_rows:
        sheet.print_title_rows = title_rows
    sheet.print_area = area
    sheet.oddHeader.left.text = _plain(name)  # type: ignore[union-attr]  # always there
    sheet.oddHeader.right.text = "&D"  # type: ignore[union-attr]  # always there
    sheet.oddFooter.left.text = "&A"  # type: ignore[union-attr]  # always there
    number_pages(sheet)
    sheet.sheet_view.showGridLines = False


def _plain(text: str) -> str:
    """Double every &, which begins a code in a header."""
    return text.replace("&", "&&")
