"""How every sheet of the consolidated workbook is set up for screen and paper."""

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from workbook.form import styles

_A4 = 9  # ISO/IEC 29500-1 §18.3.1.63
LINK = Font(name=styles.FACE, size=11, color="FF0563C1", underline="single")
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
    if value is not None:
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
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
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.6, 0.3, 0.3
    if title_rows:
        sheet.print_title_rows = title_rows
    sheet.print_area = area
    sheet.oddHeader.left.text = _plain(name)  # type: ignore[union-attr]  # always there
    sheet.oddHeader.right.text = "&D"  # type: ignore[union-attr]  # always there
    sheet.oddFooter.left.text = "&A"  # type: ignore[union-attr]  # always there
    sheet.oddFooter.center.text = "第 &P 頁，共 &N 頁"  # type: ignore[union-attr]  # always there
    sheet.sheet_view.showGridLines = False


def _plain(text: str) -> str:
    """& begins a code in a header."""
    return text.replace("&", "&&")
