"""The sheet 待更正事項 of a form that is sent back: what to put right, each with a link to its cell."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import absolute_coordinate
from openpyxl.worksheet.worksheet import Worksheet

import templates
from scoring.rubric import Rubric
from scoring.scorecard import Office
from workbook import fit
from workbook.drawing import styles
from workbook.drawing.cells import lead_to, write
from workbook.drawing.page import number_pages, one_page_wide, set_margins
from workbook.drawing.tables import Column, draw_headings, draw_row, letters
from workbook.form.faults import Fault
from workbook.layout import CORRECTIONS_SHEET, FORM_SHEET
from workbook.protection import Lock, sheet_protection
from workbook.sheetxml import quoted

COLUMNS = (
    Column("編號", 7, styles.TOP_CENTRE),
    Column("項目", 36, styles.TOP_LEFT),
    Column("儲存格", 14, styles.TOP_CENTRE),
    Column("有什麼問題", 54, styles.TOP_LEFT),
    Column("請這樣處理", 42, styles.TOP_LEFT),
)
GROUPS = {True: "必須更正", False: "請確認"}
_WIDTHS = [column.width for column in COLUMNS]
_FIRST, *_, _LAST = letters(COLUMNS)
_LINK = [column.label for column in COLUMNS].index("儲存格")
_SPARE = 2
"""Units that a line leaves free."""
_ABOUT_THE_FILE, _SEVERAL = "（整份檔案）", "（多處）"


def draw(book: Workbook, rubric: Rubric, office: Office, found: Sequence[Fault], lock: Lock) -> None:
    """Put the sheet before the form, as what is seen first."""
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = False  # with two selected, what is typed goes into both
    sheet = book.create_sheet(CORRECTIONS_SHEET, 0)
    book.active = 0
    sheet.sheet_view.tabSelected = True
    heading = _head(sheet, rubric, office)
    row = heading
    for number, fault in enumerate(found, start=1):
        if number == 1 or found[number - 2].must != fault.must:
            row += 1
            _group(sheet, row, fault.must, sum(each.must == fault.must for each in found))
        row += 1
        _fault(sheet, row, number, fault)
    _set_up(sheet, heading, row)
    sheet.protection = sheet_protection(lock)


def _head(sheet: Worksheet, rubric: Rubric, office: Office) -> int:
    """Draw title, office, what to do, and the headings; return the row of these."""
    write(sheet, "A1", f"{rubric.title}　{CORRECTIONS_SHEET}", styles.TITLE, styles.ONE_LINE)
    sheet.row_dimensions[1].height = 30
    lines = templates.render("corrections.txt.j2", {}).splitlines()
    advice = [f"{number}. {line}" for number, line in enumerate(filter(None, lines), start=1)]
    for row, text in enumerate((f"受考核機關：{office.name}", *advice), start=2):
        write(sheet, f"A{row}", text, styles.BOLD if row == 2 else styles.BODY, styles.TOP_LEFT)
        sheet.merge_cells(f"{_FIRST}{row}:{_LAST}{row}")
        sheet.row_dimensions[row].height = fit.row_height([(text, sum(_WIDTHS))], spare=_SPARE)
    heading = len(advice) + 3
    draw_headings(sheet, heading, COLUMNS, height=22)
    return heading


def _group(sheet: Worksheet, row: int, must: bool, count: int) -> None:
    for letter in letters(COLUMNS):
        sheet[f"{letter}{row}"].border, sheet[f"{letter}{row}"].fill = styles.BOX, styles.SECTION_FILL
    write(sheet, f"{_FIRST}{row}", f"{GROUPS[must]}（{count} 項）", styles.BOLD, styles.ONE_LINE)
    sheet.merge_cells(f"{_FIRST}{row}:{_LAST}{row}")
    sheet.row_dimensions[row].height = 20


def _fault(sheet: Worksheet, row: int, number: int, fault: Fault) -> None:
    several = len(fault.cells) > 1
    link = f"{fault.cells[0]}{f' 等 {len(fault.cells)} 格' if several else ''}" if fault.cells else "—"
    where = fault.where or (_SEVERAL if several else "" if fault.cells else _ABOUT_THE_FILE)
    texts = (str(number), where, link, fault.problem, fault.remedy)
    cells = draw_row(sheet, row, COLUMNS, texts)
    if fault.cells:
        # With $, for LibreOffice takes C145 for a column too.
        place = f"{quoted(FORM_SHEET)}!{absolute_coordinate(fault.cells[0])}"
        lead_to(cells[_LINK], place=place)
    sheet.row_dimensions[row].height = fit.row_height(zip(texts, _WIDTHS, strict=True), spare=_SPARE)


def _set_up(sheet: Worksheet, heading: int, last: int) -> None:
    """Set up A4 landscape, one page wide, the headings on every page."""
    one_page_wide(sheet, "landscape")
    set_margins(sheet, top=0.45, header=0.2)
    sheet.print_title_rows = f"{heading}:{heading}"
    sheet.print_area = f"{_FIRST}1:{_LAST}{last}"
    number_pages(sheet)
    sheet.freeze_panes = f"{_FIRST}{heading + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = fit.LINE_HEIGHT
