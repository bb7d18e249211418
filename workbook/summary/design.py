"""The look of the consolidated workbook, drawn once by openpyxl with a sample row a sheet.

It is not locked: headquarters filters, sorts and adjusts.
"""

import io
from itertools import groupby

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from scoring.rubric import plain
from workbook.form import styles
from workbook.intake.check import STATE_NAMES
from workbook.summary import columns as at
from workbook.summary import sheets
from workbook.summary.columns import Column, Columns
from workbook.summary.sheets import ListSheet

_A4 = 9  # ISO/IEC 29500-1 §18.3.1.63
_WIDTHS = {
    "rank": 6,
    "code": 8,
    "name": 16,
    "state": 10,
    "total": 8,
    "blank": 7,
    "subtotal": 7.5,
    "item": 8.5,
}
_PAGE_WIDTH = 114  # characters on A4 landscape, where the default font is replaced by a wide one
_MAIN_SCALE = 60  # per cent
_TOTAL_FILL = PatternFill("solid", fgColor="FFF2F2F2")
_LINK = Font(name=styles.FACE, size=11, color="FF0563C1", underline="single")
NOT_RECEIVED = "未送"


def design(columns: Columns, counts: dict[str, int]) -> bytes:
    """The workbook with one sample row a sheet. ``counts`` says how many rows each sheet will get,
    for filters, formats and print areas."""
    book = Workbook()
    main = book.active
    assert isinstance(main, Worksheet)
    _main(main, columns, at.FIRST_ROW + max(counts[at.SHEET], 1) - 1)
    for listing in sheets.LISTS:
        sheet = book.create_sheet(listing.name)
        last = sheets.FIRST_ROW + max(counts[listing.name], 1) - 1
        _list(sheet, listing, columns.rubric.title, last)
    book.properties.title = f"{columns.rubric.title}　{at.SHEET}"
    book.properties.creator = "kaohe"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _main(sheet: Worksheet, columns: Columns, last: int) -> None:
    sheet.title = at.SHEET
    rubric = columns.rubric
    first, end = columns.all[0].letter, columns.all[-1].letter
    _write(sheet, f"{first}{at.TITLE_ROW}", f"{rubric.title}　{at.SHEET}", styles.TITLE, styles.ONE_LINE)
    sheet.row_dimensions[at.TITLE_ROW].height = 28
    for column in columns.all:
        sheet.column_dimensions[column.letter].width = _WIDTHS[column.kind]
        _heading(sheet, columns, column)
        sample = _write(sheet, f"{column.letter}{at.FIRST_ROW}", None, _font(column), _alignment(column))
        sample.border = styles.BOX
        if column.kind in ("total", "subtotal"):
            sample.fill = _TOTAL_FILL
    for row, key in ((at.DIMENSION_ROW, "dimension"), (at.CRITERION_ROW, "criterion")):
        for node_id, run in groupby(columns.all, key=lambda column: getattr(column, key)):
            cells = list(run)
            if node_id:
                label = f"{rubric.nodes[node_id].label}（{rubric.nodes[node_id].maximum:f}）"
                _write(sheet, f"{cells[0].letter}{row}", label, styles.BOLD, styles.CENTRE)
                sheet.merge_cells(f"{cells[0].letter}{row}:{cells[-1].letter}{row}")
    sheet.row_dimensions[at.DIMENSION_ROW].height = 20
    sheet.row_dimensions[at.CRITERION_ROW].height = 34
    sheet.row_dimensions[at.LABEL_ROW].height = 110
    state = columns.letter("state")
    for name in (STATE_NAMES["questioned"], STATE_NAMES["rejected"], NOT_RECEIVED):
        area = f"{state}{at.FIRST_ROW}:{state}{last}"
        formula = f'{state}{at.FIRST_ROW}="{name}"'
        rule = Rule(
            "expression", dxf=styles.WRONG if name != NOT_RECEIVED else styles.TO_FILL, formula=[formula]
        )
        sheet.conditional_formatting.add(area, rule)
    sheet.auto_filter.ref = f"{first}{at.MAXIMUM_ROW}:{end}{last}"
    frozen = columns.all[[c.kind for c in columns.all].index("blank") + 1].letter
    sheet.freeze_panes = f"{frozen}{at.FIRST_ROW}"
    titles = f"{at.DIMENSION_ROW}:{at.MAXIMUM_ROW}"
    _print_setup(sheet, titles, f"{first}{at.DIMENSION_ROW}:{end}{last}")
    title = f"{rubric.title}　{at.SHEET}"
    sheet.oddHeader.left.text = title  # type: ignore[union-attr]  # always there
    sheet.print_title_cols = f"{first}:{columns.letter('total')}"
    _break_by_dimension(sheet, columns)


def _break_by_dimension(sheet: Worksheet, columns: Columns) -> None:
    """59 columns on one page could not be read: whole dimensions a page, as many as fit."""
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
    sheet.page_setup.scale = _MAIN_SCALE
    sheet.page_setup.pageOrder = "overThenDown"
    room = _PAGE_WIDTH * 100 / _MAIN_SCALE
    titles = sum(_WIDTHS[c.kind] for c in columns.all if not c.dimension and c.kind != "blank")
    used = titles + _WIDTHS["blank"]
    for dimension in columns.rubric.dimensions:
        own = [c for c in columns.all if c.dimension == dimension.id]
        width = sum(_WIDTHS[column.kind] for column in own)
        if used + width > room:
            before = column_index_from_string(own[0].letter) - 1
            sheet.col_breaks.append(Break(id=before))
            used = titles
        used += width


def _heading(sheet: Worksheet, columns: Columns, column: Column) -> None:
    rubric = columns.rubric
    for row in (at.DIMENSION_ROW, at.CRITERION_ROW, at.LABEL_ROW, at.MAXIMUM_ROW):
        cell = sheet[f"{column.letter}{row}"]
        cell.border, cell.fill = styles.BOX, styles.HEADING_FILL
    alignment = styles.TOP_CENTRE if column.kind == "item" else styles.CENTRE
    _write(sheet, f"{column.letter}{at.LABEL_ROW}", column.label, styles.BOLD, alignment)
    maximum = _write(sheet, f"{column.letter}{at.MAXIMUM_ROW}", None, styles.BODY, styles.CENTRE)
    if column.kind == "item":
        maximum.value = plain(rubric.nodes[column.node_id].maximum)
    elif column.kind in ("total", "subtotal"):
        maximum.value = plain(rubric.maximum_of(column.node_id))
    elif column.kind == "name":
        maximum.value = "配分"


def _font(column: Column) -> Font:
    return styles.BOLD if column.kind in ("total", "subtotal", "rank") else styles.BODY


def _alignment(column: Column) -> Alignment:
    return styles.LEFT if column.kind == "name" else styles.CENTRE


def _list(sheet: Worksheet, listing: ListSheet, title: str, last: int) -> None:
    _write(sheet, f"A{at.TITLE_ROW}", f"{title}　{listing.title}", styles.TITLE, styles.ONE_LINE)
    sheet.row_dimensions[at.TITLE_ROW].height = 28
    letter = "A"
    for index, column in enumerate(listing.columns):
        letter = chr(ord("A") + index)
        sheet.column_dimensions[letter].width = column.width + 0.7109375
        heading = _write(sheet, f"{letter}{sheets.HEADER_ROW}", column.label, styles.BOLD, styles.CENTRE)
        heading.border, heading.fill = styles.BOX, styles.HEADING_FILL
        font = _LINK if column.linked else styles.BODY
        sample = _write(sheet, f"{letter}{sheets.FIRST_ROW}", None, font, styles.TOP_LEFT)
        sample.border = styles.BOX
    sheet.row_dimensions[sheets.HEADER_ROW].height = 22
    sheet.auto_filter.ref = f"A{sheets.HEADER_ROW}:{letter}{last}"
    sheet.freeze_panes = f"A{sheets.FIRST_ROW}"
    _print_setup(sheet, f"{sheets.HEADER_ROW}:{sheets.HEADER_ROW}", f"A1:{letter}{last}")


def _print_setup(sheet: Worksheet, title_rows: str, area: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    sheet.print_title_rows = title_rows
    sheet.print_area = area
    sheet.oddFooter.left.text = "&A"  # type: ignore[union-attr]  # always there
    sheet.oddFooter.center.text = "第 &P 頁，共 &N 頁"  # type: ignore[union-attr]  # always there
    sheet.oddFooter.right.text = "&D"  # type: ignore[union-attr]  # always there
    sheet.sheet_view.showGridLines = False


def _write(sheet: Worksheet, address: str, value: str | None, font: Font, alignment: Alignment) -> Cell:
    cell: Cell = sheet[address]
    if value is not None:
        cell.value = value
        cell.data_type = "s"
    cell.font, cell.alignment = font, alignment
    return cell
