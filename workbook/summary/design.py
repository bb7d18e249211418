"""The look of the consolidated workbook, drawn once by openpyxl with a sample row a sheet.

It is not locked: headquarters filters, sorts and adjusts.
"""

from collections.abc import Mapping
from itertools import groupby

from openpyxl import Workbook
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from scoring.comparison import Year
from scoring.rubric import plain, points_text
from workbook.address import column_name
from workbook.collection.checked import Standing, state_word
from workbook.drawing import styles
from workbook.drawing.cells import write
from workbook.drawing.finish import saved
from workbook.drawing.page import break_before
from workbook.drawing.sheets import set_up, title
from workbook.drawing.tables import add_table, draw_headings, draw_row, mark
from workbook.summary import compared, cover, dimensions, distribution, figures, marks, sheets
from workbook.summary.columns import (
    CRITERION_ROW,
    DIMENSION_ROW,
    HEIGHTS,
    KEY_ROW,
    LABEL_ROW,
    MAIN_FIRST_ROW,
    MAIN_SHEET,
    MAXIMA,
    MAXIMUM_ROW,
    TITLE_ROW,
    Column,
    Columns,
)
from workbook.summary.facts import Facts
from workbook.summary.pages import Pages, pages_of
from workbook.summary.sheets import ListSheet

_TOTAL_FILL = PatternFill("solid", fgColor="FFF2F2F2")
_HEAT_FROM = 0.6
_MARKED: Mapping[Standing, DifferentialStyle] = {
    "questioned": styles.WRONG,
    "rejected": styles.WRONG,
    "missing": styles.TO_FILL,
}
_LIST_SCALE = 62  # per cent


def design(facts: Facts, counts: dict[str, int], earlier: Year | None) -> bytes:
    """The workbook with one sample row a sheet of rows. ``counts`` says how many rows each list will
    get, for filters, formats and print areas; ``earlier`` is last year, where it is compared."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    drawn = (MAIN_SHEET, dimensions.NAME, distribution.NAME, figures.NAME)
    contents = [*drawn, *([compared.NAME] if earlier else []), *(listing.name for listing in sheets.LISTS)]
    cover.draw(first, facts, contents)
    main = book.create_sheet(MAIN_SHEET)
    _main(main, facts.columns, facts.last)
    dimensions.draw(book.create_sheet(dimensions.NAME), facts)
    distribution.draw(book.create_sheet(distribution.NAME), facts)
    figures.draw(book.create_sheet(figures.NAME), facts)
    if earlier:
        compared.draw(book.create_sheet(compared.NAME), facts, earlier)
    for listing in sheets.LISTS:
        sheet = book.create_sheet(listing.name)
        _list(sheet, listing, facts.columns.rubric.title, counts[listing.name])
    marks.draw(book.create_sheet(marks.NAME), facts)
    for name, column in (("名次", "rank"), ("機關名稱", "name"), ("總分", "total")):
        area = facts.cells(facts.columns.letter(column))  # type: ignore[arg-type]
        book.defined_names.add(DefinedName(f"總表_{name}", attr_text=area))
    return saved(book, f"{facts.columns.rubric.title}　{MAIN_SHEET}")


def _main(sheet: Worksheet, columns: Columns, last: int) -> None:
    sheet.title = MAIN_SHEET
    rubric = columns.rubric
    first, end = columns.all[0].letter, columns.all[-1].letter
    write(sheet, f"{first}{TITLE_ROW}", f"{rubric.title}　{MAIN_SHEET}", styles.TITLE, styles.ONE_LINE)
    for row, height in HEIGHTS.items():
        sheet.row_dimensions[row].height = height
    for column in columns.all:
        sheet.column_dimensions[column.letter].width = column.width
        write(sheet, f"{column.letter}{KEY_ROW}", column.key, styles.SMALL, styles.ONE_LINE)
        _heading(sheet, columns, column)
        sample = write(sheet, f"{column.letter}{MAIN_FIRST_ROW}", None, _font(column), _alignment(column))
        sample.border = styles.BOX
        if column.kind in ("total", "subtotal"):
            sample.fill = _TOTAL_FILL
    pages = pages_of(columns)
    _group_headings(sheet, columns, pages)
    sheet.row_dimensions[KEY_ROW].hidden = True
    state = columns.letter("state")
    for standing, style in _MARKED.items():
        area = f"{state}{MAIN_FIRST_ROW}:{state}{last}"
        formula = f'{state}{MAIN_FIRST_ROW}="{state_word(standing)}"'
        mark(sheet, area, formula, style)
    _heat_map(sheet, columns, last)
    add_table(sheet, "總表資料", f"{first}{LABEL_ROW}:{end}{last}", [column.label for column in columns.all])
    frozen = columns.all[[c.kind for c in columns.all].index("blank") + 1].letter
    sheet.freeze_panes = f"{frozen}{MAIN_FIRST_ROW}"
    titles = f"{DIMENSION_ROW}:{LABEL_ROW}"
    set_up(sheet, f"{rubric.title}　{MAIN_SHEET}", titles, f"{first}{DIMENSION_ROW}:{end}{last}")
    sheet.print_title_cols = f"{first}:{columns.letter('total')}"
    break_before(sheet, pages.starts, pages.scale)


def _group_headings(sheet: Worksheet, columns: Columns, pages: Pages) -> None:
    """Dimensions and criteria above their columns; again on the page to which one goes over."""
    for row, key in ((DIMENSION_ROW, "dimension"), (CRITERION_ROW, "criterion")):
        told = set()
        for (node_id, _), run in groupby(columns.all, key=lambda c: (getattr(c, key), pages.number(c))):
            cells = list(run)
            if node_id:
                node = columns.rubric.nodes[node_id]
                label = f"{node.label}（{points_text(node.maximum)}）{'（續）' if node_id in told else ''}"
                told.add(node_id)
                write(sheet, f"{cells[0].letter}{row}", label, styles.BOLD, styles.CENTRE)
                sheet.merge_cells(f"{cells[0].letter}{row}:{cells[-1].letter}{row}")


def _heat_map(sheet: Worksheet, columns: Columns, last: int) -> None:
    """Each score by its share of the maximum, from blue (60 % and less) to white: blue is told from
    white by every eye, and in grey print."""
    for column in columns.all:
        if column.kind in ("item", "subtotal"):
            top = f"${column.letter}${MAXIMUM_ROW}"
            scale = ColorScaleRule(  # type: ignore[no-untyped-call]
                start_type="formula",
                start_value=f"{_HEAT_FROM}*{top}",
                start_color="FF9DC3E6",
                end_type="formula",
                end_value=top,
                end_color="FFFFFFFF",
            )
            sheet.conditional_formatting.add(f"{column.letter}{MAIN_FIRST_ROW}:{column.letter}{last}", scale)


def _heading(sheet: Worksheet, columns: Columns, column: Column) -> None:
    rubric = columns.rubric
    for row in (DIMENSION_ROW, CRITERION_ROW, LABEL_ROW, MAXIMUM_ROW):
        cell = sheet[f"{column.letter}{row}"]
        cell.border, cell.fill = styles.BOX, styles.HEADING_FILL
    alignment = styles.TOP_CENTRE if column.kind == "item" else styles.CENTRE
    write(sheet, f"{column.letter}{LABEL_ROW}", column.label, styles.BOLD, alignment)
    maximum = write(sheet, f"{column.letter}{MAXIMUM_ROW}", None, styles.BODY, styles.CENTRE)
    if column.kind == "item":
        maximum.value = plain(rubric.nodes[column.node_id].maximum)
    elif column.kind in ("total", "subtotal"):
        maximum.value = plain(rubric.maximum_of(column.node_id))
    elif column.kind == "name":
        maximum.value = MAXIMA


def _font(column: Column) -> Font:
    return styles.BOLD if column.kind in ("total", "subtotal", "rank") else styles.BODY


def _alignment(column: Column) -> Alignment:
    return styles.LEFT if column.kind == "name" else styles.CENTRE


def _list(sheet: Worksheet, listing: ListSheet, name: str, count: int) -> None:
    last = sheets.FIRST_ROW + max(count, 1) - 1
    title(sheet, f"{name}　{listing.title}{'' if count else f'：{listing.empty}'}")
    looks = [column.look for column in listing.columns]
    draw_headings(sheet, sheets.HEADER_ROW, looks, height=34)
    draw_row(sheet, sheets.FIRST_ROW, looks)
    end = column_name(len(looks))
    area = f"A{sheets.HEADER_ROW}:{end}{last}"
    add_table(sheet, f"{listing.name}資料", area, [column.label for column in listing.columns])
    sheet.freeze_panes = f"A{sheets.FIRST_ROW}"
    titles = f"{sheets.HEADER_ROW}:{sheets.HEADER_ROW}"
    set_up(sheet, f"{name}　{listing.title}", titles, f"A1:{end}{last}")
    starts = [column_name(n) for n, column in enumerate(listing.columns, start=1) if column.starts_page]
    if starts:
        break_before(sheet, starts, _LIST_SCALE)
        sheet.print_title_cols, sheet.print_area = "A:C", area  # the title would be cut off; it stands above
