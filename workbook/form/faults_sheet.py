"""The sheet 待更正事項 of a form that is sent back: what to put right, each with a link to its cell."""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import absolute_coordinate
from openpyxl.worksheet.worksheet import Worksheet

import templates
from scoring.rubric import Rubric
from scoring.scorecard import Office
from workbook import fit
from workbook.address import column_name
from workbook.drawing import styles
from workbook.drawing.cells import lead_to, write
from workbook.drawing.page import number_pages, one_page_wide, set_margins
from workbook.drawing.tables import Column, draw_headings, draw_row, letters
from workbook.form.faults import Fault
from workbook.protection import Lock, sheet_protection
from workbook.sheetxml import quoted
from workbook.words import Words, words_of

_COLUMNS = (
    ("fault_number", 7, styles.TOP_CENTRE),
    ("fault_where", 36, styles.TOP_LEFT),
    ("fault_cell", 14, styles.TOP_CENTRE),
    ("fault_problem", 54, styles.TOP_LEFT),
    ("fault_remedy", 42, styles.TOP_LEFT),
)
_LINK = [key for key, *_ in _COLUMNS].index("fault_cell")
_WIDTHS = [width for _, width, _ in _COLUMNS]
_FIRST, _LAST = "A", column_name(len(_COLUMNS))
_SPARE = 2
"""Units that a line leaves free."""
_ADVICE: Mapping[str, str] = {"zh-TW": "corrections.txt.j2", "en": "corrections.en.txt.j2"}


def columns_of(words: Words) -> list[Column]:
    """Return the columns of the sheet, headed in a language."""
    return [Column(words(key), width, alignment) for key, width, alignment in _COLUMNS]


def draw(book: Workbook, rubric: Rubric, office: Office, found: Sequence[Fault], lock: Lock) -> None:
    """Put the sheet before the form, as what is seen first."""
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = False  # with two selected, what is typed goes into both
    words = words_of(rubric)
    sheet = book.create_sheet(words("corrections_sheet"), 0)
    book.active = 0
    sheet.sheet_view.tabSelected = True
    heading = _head(sheet, rubric, office)
    row = heading
    for number, fault in enumerate(found, start=1):
        if number == 1 or found[number - 2].must != fault.must:
            row += 1
            _group(sheet, words, row, fault.must, sum(each.must == fault.must for each in found))
        row += 1
        _fault(sheet, words, row, number, fault)
    _set_up(sheet, words, heading, row)
    sheet.protection = sheet_protection(lock)


def _head(sheet: Worksheet, rubric: Rubric, office: Office) -> int:
    """Draw title, office, what to do, and the headings; return the row of these."""
    words = words_of(rubric)
    name = words("titled", title=rubric.title, what=words("corrections_sheet"))
    write(sheet, "A1", name, styles.TITLE, styles.ONE_LINE)
    sheet.row_dimensions[1].height = 30
    lines = templates.render(_ADVICE[rubric.language], {}).splitlines()
    advice = [f"{number}. {line}" for number, line in enumerate(filter(None, lines), start=1)]
    for row, text in enumerate((words("of_office", name=office.name), *advice), start=2):
        write(sheet, f"A{row}", text, styles.BOLD if row == 2 else styles.BODY, styles.TOP_LEFT)
        sheet.merge_cells(f"{_FIRST}{row}:{_LAST}{row}")
        sheet.row_dimensions[row].height = fit.row_height([(text, sum(_WIDTHS))], spare=_SPARE)
    heading = len(advice) + 3
    draw_headings(sheet, heading, columns_of(words), height=22)
    return heading


def _group(sheet: Worksheet, words: Words, row: int, must: bool, count: int) -> None:
    for letter in letters(columns_of(words)):
        sheet[f"{letter}{row}"].border, sheet[f"{letter}{row}"].fill = styles.BOX, styles.SECTION_FILL
    said = words("must_group" if must else "may_group", count=count)
    write(sheet, f"{_FIRST}{row}", said, styles.BOLD, styles.ONE_LINE)
    sheet.merge_cells(f"{_FIRST}{row}:{_LAST}{row}")
    sheet.row_dimensions[row].height = 20


def _fault(sheet: Worksheet, words: Words, row: int, number: int, fault: Fault) -> None:
    several = len(fault.cells) > 1
    link = fault.cells[0] if fault.cells else "—"
    if several:
        link = words("and_cells", cell=link, count=len(fault.cells))
    other = words("several_places") if several else "" if fault.cells else words("about_the_file")
    where = fault.where or other
    texts = (str(number), where, link, fault.problem, fault.remedy)
    cells = draw_row(sheet, row, columns_of(words), texts)
    if fault.cells:
        # With $, for LibreOffice takes C145 for a column too.
        form = quoted(words("form_sheet"))
        place = f"{form}!{absolute_coordinate(fault.cells[0])}"
        lead_to(cells[_LINK], place=place)
    sheet.row_dimensions[row].height = fit.row_height(zip(texts, _WIDTHS, strict=True), spare=_SPARE)


def _set_up(sheet: Worksheet, words: Words, heading: int, last: int) -> None:
    """Set up A4 landscape, one page wide, the headings on every page."""
    one_page_wide(sheet, "landscape")
    set_margins(sheet, top=0.45, header=0.2)
    sheet.print_title_rows = f"{heading}:{heading}"
    sheet.print_area = f"{_FIRST}1:{_LAST}{last}"
    number_pages(sheet, words("page_numbers"))
    sheet.freeze_panes = f"{_FIRST}{heading + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = fit.LINE_HEIGHT
