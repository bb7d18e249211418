"""The sheet 待更正事項 of a form that is sent back: what to put right, each with a link to its cell."""

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import absolute_coordinate
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

import templates
from scoring.rubric import Rubric
from scoring.scorecard import Office
from workbook import fit
from workbook import layout as at
from workbook.drawing import styles
from workbook.drawing.page import number_pages, one_page_wide
from workbook.form.faults import Fault
from workbook.protection import Lock, sheet_protection
from workbook.sheetxml import escape, quoted

HEADINGS = ("編號", "項目", "儲存格", "有什麼問題", "請這樣處理")
GROUPS = {True: "必須更正", False: "請確認"}
_COLUMNS = ("A", "B", "C", "D", "E")
_NUMBER, _WHERE, _LINK, _PROBLEM, _REMEDY = _COLUMNS
_WIDTHS = (7, 36, 14, 54, 42)
_SPARE = 2
"""Units that a line leaves free."""
_ABOUT_THE_FILE, _SEVERAL = "（整份檔案）", "（多處）"


def draw(book: Workbook, rubric: Rubric, office: Office, found: Sequence[Fault], lock: Lock) -> None:
    """Put the sheet before the form, as what is seen first."""
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = False  # with two selected, what is typed goes into both
    sheet = book.create_sheet(at.CORRECTIONS_SHEET, 0)
    book.active = 0
    sheet.sheet_view.tabSelected = True
    for letter, width in zip(_COLUMNS, _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
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
    """Title, office, what to do, the headings; the row of these."""
    _write(sheet, "A1", f"{rubric.title}　{at.CORRECTIONS_SHEET}", styles.TITLE, styles.ONE_LINE)
    sheet.row_dimensions[1].height = 30
    lines = templates.render("corrections.txt.j2", {}).splitlines()
    advice = [f"{number}. {line}" for number, line in enumerate(filter(None, lines), start=1)]
    for row, text in enumerate((f"受考核機關：{office.name}", *advice), start=2):
        _write(sheet, f"A{row}", text, styles.BOLD if row == 2 else styles.BODY)
        sheet.merge_cells(f"{_NUMBER}{row}:{_REMEDY}{row}")
        sheet.row_dimensions[row].height = _height([(text, sum(_WIDTHS))])
    heading = len(advice) + 3
    for letter, text in zip(_COLUMNS, HEADINGS, strict=True):
        cell = _write(sheet, f"{letter}{heading}", text, styles.BOLD, styles.CENTRE)
        cell.border, cell.fill = styles.BOX, styles.HEADING_FILL
    sheet.row_dimensions[heading].height = 22
    return heading


def _group(sheet: Worksheet, row: int, must: bool, count: int) -> None:
    for letter in _COLUMNS:
        sheet[f"{letter}{row}"].border, sheet[f"{letter}{row}"].fill = styles.BOX, styles.SECTION_FILL
    _write(sheet, f"{_NUMBER}{row}", f"{GROUPS[must]}（{count} 項）", styles.BOLD, styles.ONE_LINE)
    sheet.merge_cells(f"{_NUMBER}{row}:{_REMEDY}{row}")
    sheet.row_dimensions[row].height = 20


def _fault(sheet: Worksheet, row: int, number: int, fault: Fault) -> None:
    several = len(fault.cells) > 1
    link = f"{fault.cells[0]}{f' 等 {len(fault.cells)} 格' if several else ''}" if fault.cells else "—"
    where = fault.where or (_SEVERAL if several else "" if fault.cells else _ABOUT_THE_FILE)
    texts = (str(number), where, link, fault.problem, fault.remedy)
    for letter, text in zip(_COLUMNS, texts, strict=True):
        centred = letter in (_NUMBER, _LINK)
        cell = _write(
            sheet, f"{letter}{row}", text, alignment=styles.TOP_CENTRE if centred else styles.TOP_LEFT
        )
        cell.border = styles.BOX
    if fault.cells:
        # With $, for LibreOffice takes C145 for a column too.
        target = f"{quoted(at.FORM_SHEET)}!{absolute_coordinate(fault.cells[0])}"
        cell = sheet[f"{_LINK}{row}"]
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target, display=link)
        cell.font = styles.LINK
    sheet.row_dimensions[row].height = _height(zip(texts, _WIDTHS, strict=True))


def _height(texts: Iterable[tuple[str, float]]) -> float:
    """Return what a row needs for its texts in columns of these widths, in points."""
    return max(fit.height(text, fit.room(width, spare=_SPARE), padding=3) for text, width in texts)


def _write(
    sheet: Worksheet,
    address: str,
    text: str,
    font: Font = styles.BODY,
    alignment: Alignment = styles.TOP_LEFT,
) -> Cell:
    cell: Cell = sheet[address]
    cell.value, cell.data_type = escape(text), "s"
    cell.font, cell.alignment = font, alignment
    return cell


def _set_up(sheet: Worksheet, heading: int, last: int) -> None:
    """A4 landscape, one page wide, the headings on every page."""
    one_page_wide(sheet, "landscape")
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.45, 0.6, 0.2, 0.3
    sheet.print_title_rows = f"{heading}:{heading}"
    sheet.print_area = f"{_NUMBER}1:{_REMEDY}{last}"
    number_pages(sheet)
    sheet.freeze_panes = f"{_NUMBER}{heading + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = fit.LINE_HEIGHT
