"""One cell at a time: its value, its look, where a click on it leads."""

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from workbook.drawing import styles
from workbook.fit import clipped
from workbook.sheetxml import escape


def write(
    sheet: Worksheet,
    address: str,
    value: str | float | None,
    font: Font = styles.BODY,
    alignment: Alignment = styles.CENTRE,
) -> Cell:
    """Write a cell with its look; a text stays a text, whatever it begins with."""
    cell: Cell = sheet[address]
    if isinstance(value, str):
        write_text(cell, value)
    elif value is not None:
        cell.value = value
    cell.font, cell.alignment = font, alignment
    return cell


def write_text(cell: Cell, text: str) -> None:
    """Write a text into a cell; it stays one, whatever it begins with."""
    cell.value, cell.data_type = escape(clipped(text)), "s"


def formula(
    sheet: Worksheet,
    address: str,
    text: str,
    font: Font = styles.BODY,
    alignment: Alignment = styles.CENTRE,
) -> Cell:
    """Write a cell with a formula, given without its ``=``."""
    cell = write(sheet, address, None, font, alignment)
    cell.value = f"={text}"
    return cell


def heading(sheet: Worksheet, address: str, text: str | None) -> Cell:
    """Write a column's or a row's label: bold and grey, in a box."""
    cell = write(sheet, address, text, styles.BOLD)
    cell.border, cell.fill = styles.BOX, styles.HEADING_FILL
    return cell


def lead_to(cell: Cell, *, place: str | None = None, file: str | None = None) -> None:
    """Make a click on the cell open a place of this workbook, or a file."""
    shown = str(cell.value) if place else None
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place, target=file, display=shown)
    cell.font = styles.LINK  # openpyxl gives a cell with a link a style of its own
