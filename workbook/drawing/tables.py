"""A table on a sheet: headings, cells beneath them, filter, and states that stand out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from workbook.address import column_name
from workbook.drawing import styles
from workbook.drawing.cells import heading, write

GENERAL, TEXT = "General", "@"
"""Number formats: as it comes; a text, whatever is typed."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its label, its width in Excel's unit, the look of its cells."""

    label: str
    width: float
    alignment: Alignment = styles.CENTRE
    font: Font = styles.BODY
    number_format: str = GENERAL


def letters(columns: Sequence[object]) -> list[str]:
    """Return the letters of a table's columns, from A on."""
    return [column_name(number) for number in range(1, len(columns) + 1)]


def draw_headings(
    sheet: Worksheet, row: int, columns: Sequence[Column], *, height: float | None = None
) -> None:
    """Set the columns' widths and write their labels; ``height`` of the row in points."""
    for letter, column in zip(letters(columns), columns, strict=True):
        sheet.column_dimensions[letter].width = column.width
        heading(sheet, f"{letter}{row}", column.label)
    sheet.row_dimensions[row].height = height


def draw_row(
    sheet: Worksheet, row: int, columns: Sequence[Column], values: Iterable[str | float | None] = ()
) -> list[Cell]:
    """Write a row of boxed cells and return them; without ``values`` a blank one, for its look."""
    given = list(values) or [None] * len(columns)
    cells = []
    for letter, column, value in zip(letters(columns), columns, given, strict=True):
        cell = write(sheet, f"{letter}{row}", value, column.font, column.alignment)
        cell.border = styles.BOX
        if column.number_format != GENERAL:
            cell.number_format = column.number_format
        cells.append(cell)
    return cells


def draw_whole_columns(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Give the columns their look down to the last row, for cells that are written later."""
    for letter, column in zip(letters(columns), columns, strict=True):
        dimension = sheet.column_dimensions[letter]
        dimension.font, dimension.alignment = column.font, column.alignment
        dimension.number_format = column.number_format


def add_table(
    sheet: Worksheet, name: str, area: str, labels: Iterable[str], *, striped: bool = False
) -> None:
    """Make an area a table object with its filter; ``labels`` are what stands in its first row."""
    table = Table(displayName=name, ref=area)
    table._initialise_columns()  # type: ignore[attr-defined]  # else no column can be named
    for column, label in zip(table.tableColumns, labels, strict=True):
        column.name = label
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=striped)
    sheet.add_table(table)


def mark(sheet: Worksheet, cells: str, formula: str, style: DifferentialStyle, *, stop: bool = False) -> None:
    """Show cells in a style while a formula holds, given without its ``=`` and for the first of them.

    With ``stop`` later rules of the same cells no longer count.
    """
    rule = Rule("expression", dxf=style, formula=[formula], stopIfTrue=stop or None)
    sheet.conditional_formatting.add(cells, rule)
