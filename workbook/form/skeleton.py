"""The form's design, made once for a rubric: texts, styles, locks and print set-up.

openpyxl draws it; `fill` then puts values in without openpyxl. What differs between offices stands
in the design as a placeholder, so that a form is a copy with a few strings replaced.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import asdict
from itertools import zip_longest

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font
from openpyxl.worksheet.worksheet import Worksheet

from scoring.form_columns import further
from scoring.form_rules import Count, Measured, Written
from scoring.rubric import Item, Rubric, Section, plain
from scoring.scorecard import Scorecard
from scoring.values import UNTICKED
from workbook import fit
from workbook.columns import CHECK, GUIDANCE, LEVELS, NOTES, POINTS, SCORE, TEXT, TICK, further_role
from workbook.drawing import styles
from workbook.drawing.cells import heading, write, write_text
from workbook.drawing.finish import saved
from workbook.drawing.page import COLUMN_PADDING, number_pages, one_page_wide, set_margins
from workbook.form import guards, guide
from workbook.form.formulas import formulas
from workbook.form.printed import hidden_numbers, hidden_texts, printed_texts
from workbook.identity import FIELDS, Identity
from workbook.layout import (
    IDENTITY_SHEET,
    TITLE_ROW,
    Block,
    Layout,
    header_key,
)
from workbook.protection import Lock, sheet_protection, structure_protection
from workbook.words import words_of

_INSTRUCTIONS_WIDTH = 78
_HEADER_HEIGHT = 20.0
"""Points of a header line whose label fits on one line."""


def placeholder(field: str) -> str:
    """Return the text that stands in the design where an office's own value will be."""
    return f"@@kaohe:{field}@@"


Addition = Callable[[Workbook], None]
"""What draws something more into the finished design, before it is saved."""


def design(layout: Layout, lock: Lock, *, named: bool, addition: Addition | None = None) -> bytes:
    """Design the form as an .xlsx.

    ``named``: it is issued to an office, whose name is then printed and locked.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    draw(sheet, layout, named=named)
    _hidden(sheet, layout)
    guards.add_validations(book, sheet, layout)
    sheet.protection = sheet_protection(lock)
    _instructions(book, layout.rubric, lock)
    _identity(book, lock)
    book.security = structure_protection(lock)
    if addition:
        addition(book)
    return saved(book, layout.rubric.title)


def draw(sheet: Worksheet, layout: Layout, *, named: bool) -> None:
    """Draw the blank form on an empty sheet, without keys, validations and locks."""
    sheet.title = layout.words("form_sheet")
    _columns(sheet, layout)
    _head(sheet, layout, named=named)
    _nodes(sheet, layout, layout.rubric.top)
    _total(sheet, layout)
    for address, text in printed_texts(layout).items():
        write_text(sheet[address], text)
    for address, number in hidden_numbers(layout).items():
        sheet[address].value = plain(number)
    for formula in formulas(layout, Scorecard()):
        sheet[formula.cell].value = f"={formula.text}"
    guards.add_colours(sheet, layout, named=named)
    _print_setup(sheet, layout)


def _columns(sheet: Worksheet, layout: Layout) -> None:
    for column in layout.columns.all:
        if column.kind == "hidden":
            sheet.column_dimensions[column.letter].hidden = True
        else:
            sheet.column_dimensions[column.letter].width = column.width + COLUMN_PADDING


def _head(sheet: Worksheet, layout: Layout, *, named: bool) -> None:
    _line(sheet, layout, TITLE_ROW, styles.TITLE, styles.CENTRE, height=30)
    for field in layout.rubric.header:
        row = layout.by_key[header_key(field.id)].number
        room = layout.capacity(*layout.columns.before_values)
        label_height = fit.height(layout.words("line_label", label=field.label), room, padding=3)
        is_long = label_height > _HEADER_HEIGHT
        label = layout.label_cell(field)
        write(sheet, label, None, styles.BOLD, styles.LEFT if is_long else styles.ONE_LINE)
        _merge(sheet, layout.label_cells(field))
        cell = write(sheet, layout.header_cell(field), None, styles.BODY, styles.ONE_LINE)
        cell.number_format = "@"
        if field.kind == "office" and named:
            cell.value = placeholder("office_name")
        else:
            cell.protection = styles.UNLOCKED
        for role in layout.columns.of_values:
            sheet[layout.cell(role, row)].border = styles.UNDERLINE
        _merge(sheet, layout.header_cells(field), unlocked=not cell.protection.locked)
        sheet.row_dimensions[row].height = max(_HEADER_HEIGHT, label_height)
    for address in layout.summary_cells:
        font = styles.BOLD if address == layout.summary_cells[0] else styles.BODY
        row = write(sheet, address, None, font, styles.ONE_LINE).row
        if layout.columns.summary in layout.columns.printed:
            _merge(sheet, f"{address}:{layout.columns.last}{row}")
    _line(sheet, layout, layout.hint_row, styles.SMALL, styles.LEFT, height=16)
    for role in (*layout.columns.printed, CHECK):
        heading(sheet, layout.cell(role, layout.heading_row), None)
    sheet.merge_cells(f"{layout.cell(TICK, layout.heading_row)}:{layout.cell(TEXT, layout.heading_row)}")
    sheet.row_dimensions[layout.heading_row].height = max(
        fit.height(text, layout.capacity(*((TICK, TEXT) if role == TICK else (role,))), padding=7)
        for role, text in layout.columns.headings.items()
    )


def _nodes(sheet: Worksheet, layout: Layout, nodes: Sequence[Section | Item]) -> None:
    for node in nodes:
        if isinstance(node, Item):
            _block(sheet, layout, layout.blocks[node.id])
        else:
            _section(sheet, layout, node)


def _section(sheet: Worksheet, layout: Layout, section: Section) -> None:
    """Draw a section's own cells, then its children."""
    place = layout.totals.get(section.id)
    if place and place.is_text:
        role, first, last = place.visible, place.row, place.last
        for row in range(first, last + 1):
            sheet[layout.cell(role, row)].border = styles.inside_border(row == first, row == last)
        write(sheet, layout.cell(role, first), None, styles.BOLD, styles.TOP_CENTRE)
        _merge(sheet, layout.cells(role, first, last))
    for row_ in layout.rows:
        if row_.node_id == section.id and row_.kind in ("intro", "heading"):
            is_heading = row_.kind == "heading"
            text = layout.words.heading(section) if is_heading else section.description
            _text_row(sheet, layout, row_.number, text, styles.BOLD if is_heading else styles.BODY)
    if place and not place.is_text:
        write(sheet, layout.visible_cell(section.id), None, styles.BOLD, styles.CENTRE)
        if POINTS in layout.columns:
            write(sheet, layout.cell(POINTS, place.row), None, styles.BOLD, styles.CENTRE)
    _nodes(sheet, layout, section.children)


def _text_row(sheet: Worksheet, layout: Layout, row: int, text: str, font: Font) -> None:
    """Draw a row that only says something: a criterion's introduction, a heading."""
    for role in layout.columns.printed:
        if role in LEVELS:
            continue
        cell = sheet[layout.cell(role, row)]
        cell.border, cell.fill = styles.BOX, styles.SECTION_FILL
    write(sheet, layout.cell(TICK, row), None, font, styles.LEFT)
    _merge(sheet, f"{layout.cell(TICK, row)}:{layout.cell(TEXT, row)}")
    sheet.row_dimensions[row].height = fit.height(text, layout.capacity(TICK, TEXT), padding=3)


def _block(sheet: Worksheet, layout: Layout, block: Block) -> None:
    item, first, last = block.item, block.first, block.last
    for row in range(first, last + 1):
        _borders(sheet, layout, row, (row == first, row == last))
    score = write(sheet, layout.cell(SCORE, first), None, styles.SCORE_FONT, styles.CENTRE)
    if item.is_typed:
        score.protection = styles.UNLOCKED
    _merge(sheet, layout.cells(SCORE, first, last), unlocked=item.is_typed)
    write(sheet, layout.cell(TEXT, first), None, styles.BODY, styles.TOP_LEFT)
    _further(sheet, layout, block)
    if GUIDANCE in layout.columns:
        write(sheet, layout.cell(GUIDANCE, first), None, styles.BODY, styles.TOP_LEFT)
    write(sheet, layout.cell(CHECK, first), None, styles.BOLD, styles.TOP_LEFT)
    if POINTS in layout.columns and not item.ticks:
        write(sheet, layout.cell(POINTS, first), None, styles.BODY, styles.TOP_CENTRE)
    _lines(sheet, layout, block)
    _answers(sheet, layout, item)


def _lines(sheet: Worksheet, layout: Layout, block: Block) -> None:
    """Draw the rows of an item's bands, its options or what is measured."""
    marks = layout.mark_cells(block.item.id) if block.item.ticks else ()
    for row, mark in zip_longest(block.line_rows, marks):
        if mark:
            _mark(sheet, mark)
        write(sheet, layout.cell(TEXT, row), None, styles.BODY, styles.TOP_LEFT)
        if POINTS in layout.columns:
            write(sheet, layout.cell(POINTS, row), None, styles.BODY, styles.TOP_CENTRE)


def _mark(sheet: Worksheet, address: str) -> None:
    mark = write(sheet, address, UNTICKED, styles.TICK_FONT, styles.TOP_CENTRE)
    mark.protection = styles.UNLOCKED


def _borders(sheet: Worksheet, layout: Layout, row: int, ends: tuple[bool, bool]) -> None:
    """Draw the lines around a row of an item; ``ends``: whether it is the first, and the last."""
    for role in layout.columns.printed:
        if role not in (*LEVELS, TICK, TEXT, NOTES):
            sheet[layout.cell(role, row)].border = styles.inside_border(*ends)
    sheet[layout.cell(TICK, row)].border = styles.inside_border(*ends, right=False)
    sheet[layout.cell(TEXT, row)].border = styles.inside_border(*ends, left=False)
    if NOTES in layout.columns:
        note = write(sheet, layout.cell(NOTES, row), None, styles.BODY, styles.TOP_LEFT)
        note.border, note.protection = styles.note_border(*ends), styles.UNLOCKED
        note.number_format = "@"  # what begins with = or - stays the text that was typed


def _answers(sheet: Worksheet, layout: Layout, item: Item) -> None:
    """Draw the cells in which an item is answered otherwise than by a score."""
    for address in () if item.ticks else layout.mark_cells(item.id):
        _mark(sheet, address)
    for address in layout.answer_cells(item.id):
        answer = write(sheet, address, None, styles.BODY, styles.TOP_CENTRE)
        answer.protection = styles.UNLOCKED
        if not isinstance(item.ask, Count | Measured) and item.ask != Written("number"):
            answer.number_format = "@"


def _further(sheet: Worksheet, layout: Layout, block: Block) -> None:
    """Draw an item's cells in the further columns: one over its rows in each."""
    for column in further(layout.rubric.columns).values():
        role = further_role(column.id)
        look = styles.TOP_LEFT if column.kind == "note" else styles.CENTRE
        cell = write(sheet, layout.cell(role, block.first), None, styles.BODY, look)
        cell.protection = styles.UNLOCKED
        if column.kind != "number":
            cell.number_format = "@"
        _merge(sheet, layout.cells(role, block.first, block.last), unlocked=True)


def _total(sheet: Worksheet, layout: Layout) -> None:
    for role in layout.columns.printed:
        sheet[layout.cell(role, layout.total_row)].border = styles.BOX
    _line(sheet, layout, layout.total_row, styles.TITLE, styles.ONE_LINE, height=28)


def _hidden(sheet: Worksheet, layout: Layout) -> None:
    for address, text in hidden_texts(layout).items():
        sheet[address].value = text


def _print_setup(sheet: Worksheet, layout: Layout) -> None:
    one_page_wide(sheet, "landscape")
    sheet.print_options.horizontalCentered = True
    set_margins(sheet, top=0.45, header=0.2)
    sheet.print_title_rows = f"{layout.heading_row}:{layout.heading_row}"
    sheet.print_area = f"{layout.columns.first}1:{layout.columns.last}{layout.total_row}"
    number_pages(sheet, layout.words("page_numbers"))
    sheet.freeze_panes = f"{layout.columns.first}{layout.first_body_row}"
    sheet.sheet_view.showGridLines = False
    first_input = layout.cell(SCORE, min(block.first for block in layout.blocks.values()))
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = first_input
    sheet.sheet_format.defaultRowHeight = fit.LINE_HEIGHT


def _instructions(book: Workbook, rubric: Rubric, lock: Lock) -> None:
    sheet = book.create_sheet(words_of(rubric)("instructions_sheet"))
    sheet.column_dimensions["A"].width = _INSTRUCTIONS_WIDTH
    room = fit.room(_INSTRUCTIONS_WIDTH, spare=2)
    for row, line in enumerate(filter(None, guide.instructions(rubric).splitlines()), start=1):
        is_heading = line.startswith("#")
        font = styles.TITLE if row == 1 else styles.BOLD if is_heading else styles.BODY
        write(sheet, f"A{row}", line.lstrip("# "), font, styles.TOP_LEFT)
        wrapped = 1 if row == 1 else fit.lines(line, room)
        sheet.row_dimensions[row].height = wrapped * fit.LINE_HEIGHT + (10 if is_heading else 2)
    sheet.sheet_view.showGridLines = False
    one_page_wide(sheet, "portrait")
    sheet.protection = sheet_protection(lock)


def _identity(book: Workbook, lock: Lock) -> None:
    sheet = book.create_sheet(IDENTITY_SHEET)
    placeholders = Identity(*(placeholder(field) for field in FIELDS))
    for row, (name, value) in enumerate(asdict(placeholders).items(), start=1):
        sheet[f"A{row}"].value, sheet[f"B{row}"].value = name, value
    sheet.sheet_state = "veryHidden"
    sheet.protection = sheet_protection(lock)


def _line(
    sheet: Worksheet, layout: Layout, row: int, font: Font, alignment: Alignment, *, height: float
) -> None:
    """Draw a line for one text across the printed width."""
    write(sheet, f"{layout.columns.first}{row}", None, font, alignment)
    _merge(sheet, f"{layout.columns.first}{row}:{layout.columns.last}{row}")
    sheet.row_dimensions[row].height = height


def _merge(sheet: Worksheet, cells: str, *, unlocked: bool = False) -> None:
    """Merge the cells, where there is more than one.

    The cells beneath keep their borders, which openpyxl would clear, and their lock: a merged cell is locked
    where any of its cells is.
    """
    area = [cell for row in sheet[cells] for cell in row]
    if len(area) == 1:
        return
    borders: list[Border] = [copy(cell.border) for cell in area]
    sheet.merge_cells(cells)
    for (row, column), border in zip([(c.row, c.column) for c in area], borders, strict=True):
        cell = sheet.cell(row, column)
        cell.border = border
        if unlocked:
            cell.protection = styles.UNLOCKED
