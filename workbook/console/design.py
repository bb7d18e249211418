"""The console's design, made once: sheets, names, lists, print set-up. openpyxl draws it.

It is not locked: the roster and the results are the user's to sort, filter and paste from.
"""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

import templates
from scoring.roster import Roster
from scoring.roster_columns import COLUMNS
from workbook import fit
from workbook.address import column_name
from workbook.console import plan
from workbook.console.advice import advice_formula
from workbook.drawing import styles, tables
from workbook.drawing.cells import formula, write
from workbook.drawing.finish import saved
from workbook.drawing.page import number_pages, one_page_wide

BUTTON_ROW, BUTTON_COLUMN = 4, 4
"""The cell of 主控台 that the button lies over."""

_WIDTHS = {"A": 2, "B": 26, "C": 44, "D": 58}
_ROSTER_WIDTHS = (10, 24, 14, 32, 32, 14, 18)
_HINT_SIZE = 10  # points
_HINT = Font(name=styles.FACE, size=_HINT_SIZE, color="FF404040")
_HEADING = Font(name=styles.FACE, size=13, bold=True)
_PAST = DifferentialStyle(font=Font(color="FFA6A6A6"), fill=PatternFill("solid", bgColor="FFFFFFFF"))
_LINES = DifferentialStyle(border=styles.BOX)
_ALIGNMENTS: Mapping[plan.ColumnKind, Alignment] = {
    "text": Alignment(vertical="top", wrap_text=True),
    "number": Alignment(horizontal="center", vertical="top"),
    "link": Alignment(vertical="top", wrap_text=True, indent=1),
}
_PLAIN = Alignment()
_INDENTED = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
_TASK_ROW, _STATE_ROW, _MESSAGE_ROW, _FINISHED_ROW, _ADVICE_ROW, _SAID_ROW, _SETTINGS_ROW = (
    *(BUTTON_ROW, 5, 6, 7),
    *(8, 9, 11),
)
_LINE_HEIGHT, _TWO_LINES = 21, 34  # points
_MOST_ROWS = 5_000  # that are bordered and coloured
_INPUT_FILL = PatternFill("solid", fgColor="FFFFF9E5")


def design(tasks: Sequence[str], rubrics: Sequence[str], values: Mapping[str, str], roster: Roster) -> bytes:
    """Design the console as an .xlsx, without macros and button.

    ``tasks`` and ``rubrics`` are what the drop-down lists offer; ``values`` the settings by name.
    """
    book = Workbook()
    main = book.active
    assert isinstance(main, Worksheet)
    main.title = plan.MAIN
    _main(main, tasks, rubrics, values)
    _roster(book.create_sheet(plan.ROSTER), roster)
    for table in plan.TABLES:
        _table(book.create_sheet(table.sheet), table)
    _config(book.create_sheet(plan.CONFIG))
    book.create_sheet(plan.FAILURES).sheet_state = "hidden"
    _name(book, plan.FAILURE, plan.FAILURES, "$A$1")
    # The names by which the VBA project knows its sheets (its modules ThisWorkbook, Sheet1, Sheet2).
    book.code_name = "ThisWorkbook"
    main.sheet_properties.codeName = "Sheet1"
    book[plan.CONFIG].sheet_properties.codeName = "Sheet2"
    return saved(book, "考核主控台")


def _main(sheet: Worksheet, tasks: Sequence[str], rubrics: Sequence[str], values: Mapping[str, str]) -> None:
    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    sheet.sheet_view.showGridLines = False
    write(sheet, "B1", "考核主控台", styles.TITLE, styles.ONE_LINE)
    write(sheet, "B2", "填好設定與名冊，選一項工作，按「執行」。", _HINT, styles.ONE_LINE)
    _field(sheet, _TASK_ROW, "工作", plan.TASK, tasks[0], bold=True).fill = _INPUT_FILL
    _list(sheet, f"C{_TASK_ROW}", tasks, only=True)
    _results(sheet)
    last = _settings(sheet, rubrics, values)
    _help(sheet, last + 2)
    heights = {1: 30, _TASK_ROW: 34, _STATE_ROW: 21, _MESSAGE_ROW: 66, _FINISHED_ROW: 21, _ADVICE_ROW: 34}
    for row, height in heights.items():
        sheet.row_dimensions[row].height = height
    _printing(sheet, landscape=False)


def _results(sheet: Worksheet) -> None:
    """Draw how the last task ended, and formulas that say so where Python could not be run."""
    for row, label, name in (
        (_STATE_ROW, "結果", plan.STATE),
        (_MESSAGE_ROW, "說明", plan.MESSAGE),
        (_FINISHED_ROW, "時間", plan.FINISHED),
    ):
        _field(sheet, row, label, name, "", wide=True)
    _failure(sheet)  # first: of the rules of a cell, the first counts
    for state, style in ((plan.DONE, styles.DONE), (plan.FAILED, styles.WRONG)):
        tables.mark(sheet, f"C{_STATE_ROW}:D{_MESSAGE_ROW}", f'{plan.STATE}="{state}"', style)


def _failure(sheet: Worksheet) -> None:
    """Draw two rows that stay blank unless Python could not be run; then the last result is grey."""
    failed = f'{plan.FAILURE}<>""'
    for row, label, text in (
        (_ADVICE_ROW, "無法執行", advice_formula()),
        (_SAID_ROW, "系統訊息", f'IF({failed},{plan.FAILURE},"")'),
    ):
        formula(sheet, f"B{row}", f'IF({failed},"{label}","")', styles.BOLD, styles.LEFT)
        formula(sheet, f"C{row}", text, styles.BODY, styles.LEFT)
        sheet.merge_cells(f"C{row}:D{row}")
    assert sheet.parent is not None
    _name(sheet.parent, plan.ADVICE, plan.MAIN, f"$C${_ADVICE_ROW}")
    tables.mark(sheet, f"B{_ADVICE_ROW}:D{_ADVICE_ROW}", failed, styles.WRONG)
    tables.mark(sheet, f"B{_STATE_ROW}:D{_FINISHED_ROW}", failed, _PAST, stop=True)


def _settings(sheet: Worksheet, rubrics: Sequence[str], values: Mapping[str, str]) -> int:
    """Draw the settings, each with its hint; return the last row used."""
    write(sheet, f"B{_SETTINGS_ROW}", "設定", _HEADING, styles.ONE_LINE)
    room = fit.room(_WIDTHS["D"], size=_HINT_SIZE)
    for row, setting in enumerate(plan.SETTINGS, start=_SETTINGS_ROW + 1):
        _field(sheet, row, setting.label, setting.name, values.get(setting.name, "")).fill = _INPUT_FILL
        hint = f"{setting.hint}{'（可空白）' if setting.optional and '空白' not in setting.hint else ''}"
        write(sheet, f"D{row}", hint, _HINT, _INDENTED)
        sheet.row_dimensions[row].height = _LINE_HEIGHT if fit.lines(hint, room) == 1 else _TWO_LINES
        choices = rubrics if setting is plan.RUBRIC else setting.choices
        if choices:
            _list(sheet, f"C{row}", choices, only=setting is not plan.RUBRIC)
    return _SETTINGS_ROW + len(plan.SETTINGS)


def _field(
    sheet: Worksheet, row: int, label: str, name: str, value: str, *, bold: bool = False, wide: bool = False
) -> Cell:
    """Draw a label and its cell, which bears the name; ``wide`` reaches over the column of hints."""
    write(sheet, f"B{row}", label, styles.BOLD, styles.LEFT).border = styles.BOX
    sheet[f"B{row}"].fill = styles.SECTION_FILL
    cell = write(sheet, f"C{row}", value or None, styles.BOLD if bold else styles.BODY, styles.LEFT)
    cell.border, cell.number_format = styles.BOX, tables.TEXT
    if wide:
        sheet[f"D{row}"].border = styles.BOX
        sheet.merge_cells(f"C{row}:D{row}")
    assert sheet.parent is not None
    _name(sheet.parent, name, plan.MAIN, f"$C${row}")
    return cell


def _help(sheet: Worksheet, row: int) -> None:
    write(sheet, f"B{row}", "遇到這些情形時", _HEADING, styles.ONE_LINE)
    lines = templates.render("console/help.txt.j2", {}).strip().split("\n")
    for at, line in enumerate(lines, start=row + 1):
        case, _, remedy = line.partition("|")
        write(sheet, f"B{at}", case, _HINT, styles.LEFT).border = styles.BOX
        write(sheet, f"C{at}", remedy, _HINT, styles.LEFT).border = styles.BOX
        sheet[f"D{at}"].border = styles.BOX
        sheet.merge_cells(f"C{at}:D{at}")
        sheet.row_dimensions[at].height = _LINE_HEIGHT


def _roster(sheet: Worksheet, roster: Roster) -> None:
    """Draw the roster; the table starts in row 1, so that a refused row has the number that people see."""
    columns = [
        tables.Column(label, width, _PLAIN, number_format=tables.TEXT)
        for label, width in zip(COLUMNS.values(), _ROSTER_WIDTHS, strict=True)
    ]
    tables.draw_headings(sheet, 1, columns)
    for number, entry in enumerate(roster.entries, start=2):
        tables.draw_row(sheet, number, columns, [text or None for text in entry.row])
    tables.draw_whole_columns(sheet, columns)
    for cell in sheet[1]:
        cell.number_format = tables.TEXT
    area = f"A1:{column_name(len(columns))}{sheet.max_row}"
    tables.add_table(sheet, plan.ROSTER_TABLE, area, COLUMNS.values(), striped=True)
    sheet.freeze_panes = "A2"
    _printing(sheet, landscape=False)


def _table(sheet: Worksheet, table: plan.Table) -> None:
    columns = [
        tables.Column(
            column.label,
            column.width,
            _ALIGNMENTS[column.kind],
            styles.LINK if column.kind == "link" else styles.BODY,
            tables.TEXT if column.kind == "text" else tables.GENERAL,
        )
        for column in table.columns
    ]
    tables.draw_headings(sheet, 1, columns)
    tables.draw_whole_columns(sheet, columns)
    letter = column_name(len(columns))
    assert sheet.parent is not None
    _name(sheet.parent, table.name, table.sheet, f"$A$1:${letter}$1")
    _colours(sheet, table, letter)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _printing(sheet, landscape=True)


def _colours(sheet: Worksheet, table: plan.Table, last: str) -> None:
    """Draw lines around what there is, and colour what somebody has to see to.

    LibreOffice applies only the first rule that holds for a cell: so the colours come first, with lines of
    their own.
    """
    number = 1 + [column.label for column in table.columns].index(table.marked)
    letter = column_name(number)
    for words, style in ((table.wrong, styles.WRONG), (table.doubtful, styles.TO_FILL)):
        lined = DifferentialStyle(font=style.font, fill=style.fill, border=styles.BOX)
        for word in words:
            tables.mark(sheet, f"{letter}2:{letter}{_MOST_ROWS}", f'${letter}2="{word}"', lined)
    tables.mark(sheet, f"A2:{last}{_MOST_ROWS}", f"COUNTA($A2:${last}2)>0", _LINES)


def _config(sheet: Worksheet) -> None:
    """Write the settings of xlwings: which Python, and a cell for what went wrong in place of message
    boxes."""
    python = f'=IF({plan.PYTHON.name}="","python",SUBSTITUTE({plan.PYTHON.name},CHAR(34),""))'
    for row in (("Interpreter_Win", python), ("Interpreter_Mac", python), ("SHOW_ERROR_POPUPS", "False")):
        sheet.append(row)
    sheet.sheet_state = "hidden"


def _list(sheet: Worksheet, cell: str, choices: Sequence[str], *, only: bool) -> None:
    """Add a drop-down list; unless ``only``, other values are taken too."""
    validation = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    validation.showErrorMessage = only
    validation.errorTitle, validation.error = "請從選單選", "請從選單選一項。"
    validation.add(cell)
    sheet.add_data_validation(validation)


def _name(book: Workbook, name: str, sheet: str, cells: str) -> None:
    book.defined_names[name] = DefinedName(name, attr_text=f"'{sheet}'!{cells}")


def _printing(sheet: Worksheet, *, landscape: bool) -> None:
    """Print the sheet one A4 page wide, however long."""
    one_page_wide(sheet, "landscape" if landscape else "portrait")
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    number_pages(sheet)
