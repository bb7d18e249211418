"""How every sheet of the consolidated workbook is set up for screen and paper."""

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from workbook import fit
from workbook.drawing import styles
from workbook.drawing.page import number_pages, one_page_wide
from workbook.fit import clipped
from workbook.sheetxml import escape

TITLE_HEIGHT = 28


def write(
    sheet: Worksheet,
    address: str,
    value: str | float | None,
    font: Font = styles.BODY,
    alignment: Alignment = styles.CENTRE,
) -> Cell:
    """A cell with its look; a text stays a text, whatever it begins with."""
    cell: Cell = sheet[address]
    if isinstance(value, str):
        cell.value, cell.data_type = escape(clipped(value)), "s"
    elif value is not None:
        cell.value = value
    cell.font, cell.alignment = font, alignment
    return cell


def formula(sheet: Worksheet, address: str, text: str, alignment: Alignment = styles.CENTRE) -> Cell:
    """A cell with a formula, given without its ``=``."""
    cell: Cell = sheet[address]
    cell.value = f"={text}"
    cell.font, cell.alignment, cell.border = styles.BODY, alignment, styles.BOX
    return cell


def heading(sheet: Worksheet, address: str, text: str) -> Cell:
    cell = write(sheet, address, text, styles.BOLD)
    cell.border, cell.fill = styles.BOX, styles.HEADING_FILL
    return cell


def title(sheet: Worksheet, text: str) -> None:
    write(sheet, "A1", text, styles.TITLE, styles.ONE_LINE)
    sheet.row_dimensions[1].height = TITLE_HEIGHT


def set_up(sheet: Worksheet, name: str, title_rows: str | None, area: str) -> None:
    """A4 landscape, one page wide, with the title and date above and the page below."""
    one_page_wide(sheet, "landscape")
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.6, 0.3, 0.3
    if title_rows:
        sheet.print_title_rows = title_rows
    sheet.print_area = area
    sheet.oddHeader.left.text = _plain(name)  # type: ignore[union-attr]  # always there
    sheet.oddHeader.right.text = "&D"  # type: ignore[union-attr]  # always there
    sheet.oddFooter.left.text = "&A"  # type: ignore[union-attr]  # always there
    number_pages(sheet)
    sheet.sheet_view.showGridLines = False


def _plain(text: str) -> str:
    """& begins a code in a header."""
    return text.replace("&", "&&")


def height_of(text: str, width: float) -> float:
    """Return the height in points of a row that shows a wrapped text in a column of this width."""
    return fit.height(text, fit.room(width), padding=3)
