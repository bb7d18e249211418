"""總表: every office's scores, totals and rank, live; drawn once, its rows streamed in."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from scoring.rubric import WHOLE_FORM, Item, plain, points_text
from workbook.collection.checked import Checked, Standing, standing, state_word
from workbook.collection.selection import Result
from workbook.drawing import styles
from workbook.drawing.cells import write
from workbook.drawing.page import break_before
from workbook.drawing.sheets import set_up
from workbook.drawing.tables import add_table, mark
from workbook.fit import row_height
from workbook.form.score_rule import inside
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
    NAME_WIDTH,
    TIED,
    TITLE_ROW,
    WIDTHS,
    Column,
    ColumnKind,
    Columns,
)
from workbook.summary.facts import Facts, rows_of_offices, shown
from workbook.summary.pages import Pages, pages_of
from workbook.summary.stream import Computed, StreamedRow, Value

_TOTAL_FILL = PatternFill("solid", fgColor="FFF2F2F2")
_HEAT_FROM = 0.6
_HEIGHT = 22
_MARKED: Mapping[Standing, DifferentialStyle] = {
    "questioned": styles.WRONG,
    "rejected": styles.WRONG,
    "missing": styles.TO_FILL,
}
_UNCONFIRMED = "以下待確認：列出所填的評分，不列入名次、總分、統計與圖表；原因見「檢核結果」。"


def draw(sheet: Worksheet, facts: Facts) -> None:
    """Draw the sheet with its headings and a sample row."""
    sheet.title = MAIN_SHEET
    columns, last = facts.columns, facts.last
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
    is_all_confirmed = not facts.collection.unconfirmed
    words = _MARKED if is_all_confirmed else {**_MARKED, "unconfirmed": styles.TO_FILL}
    for marked, style in words.items():
        area = f"{state}{MAIN_FIRST_ROW}:{state}{facts.end}"
        formula = f'{state}{MAIN_FIRST_ROW}="{state_word(marked)}"'
        mark(sheet, area, formula, style)
    _heat_map(sheet, columns, last)
    for column in columns.all:
        node = rubric.nodes.get(column.node_id)
        if isinstance(node, Item):
            _guard(sheet, f"{column.letter}{MAIN_FIRST_ROW}", f"{column.letter}{last}", node, rubric.step)
    add_table(sheet, "總表資料", f"{first}{LABEL_ROW}:{end}{last}", [column.label for column in columns.all])
    if rubric.notes_required:
        _guard_lacking(sheet, columns, last)
    frozen = columns.all[columns.all.index(columns.counts[-1]) + 1].letter
    sheet.freeze_panes = f"{frozen}{MAIN_FIRST_ROW}"
    titles = f"{DIMENSION_ROW}:{LABEL_ROW}"
    set_up(sheet, f"{rubric.title}　{MAIN_SHEET}", titles, f"{first}{DIMENSION_ROW}:{end}{facts.end}")
    if not is_all_confirmed:
        # Without cells of its own: the row is streamed in, and a row must stand there once.
        sheet.merged_cells.add(f"{first}{last + 1}:{columns.counts[-1].letter}{last + 1}")
    sheet.print_title_cols = f"{first}:{columns.letter('total')}"
    break_before(sheet, pages.starts, pages.scale)


def _group_headings(sheet: Worksheet, columns: Columns, pages: Pages) -> None:
    """Draw dimensions and criteria above their columns; again on the page to which one goes over."""
    for row, key in ((DIMENSION_ROW, "dimension"), (CRITERION_ROW, "criterion")):
        told: set[str] = set()
        sheet.row_dimensions[row].hidden = not any(getattr(column, key) for column in columns.all)
        for (node_id, _), run in groupby(columns.all, key=lambda c: (getattr(c, key), pages.number(c))):
            cells = list(run)
            if node_id:
                node = columns.rubric.nodes[node_id]
                label = f"{node.label}（{points_text(node.maximum)}）{'（續）' if node_id in told else ''}"
                told.add(node_id)
                write(sheet, f"{cells[0].letter}{row}", label, styles.BOLD, styles.CENTRE)
                sheet.merge_cells(f"{cells[0].letter}{row}:{cells[-1].letter}{row}")


def _heat_map(sheet: Worksheet, columns: Columns, last: int) -> None:
    """Colour each score by its share of the maximum, from blue (60 % and less) to white.

    Every eye tells blue from white, and grey print does too.
    """
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


def _guard(sheet: Worksheet, first: str, last: str, item: Item, step: Decimal) -> None:
    """Let nobody who adjusts a score enter one that the item does not allow."""
    rule = inside(first, points_text(item.low), points_text(item.maximum), step)
    guard = DataValidation(type="custom", formula1=rule, allow_blank=True, sqref=f"{first}:{last}")
    guard.showErrorMessage = True
    guard.errorTitle = "分數不在範圍內"
    guard.error = f"「{item.title[:60]}」只能是 {item.range_text}，以 {points_text(step)} 分為單位。"
    sheet.add_data_validation(guard)


def _guard_lacking(sheet: Worksheet, columns: Columns, last: int) -> None:
    """Say beside the count of items without evidence what it does, and let nothing else than a count in."""
    letter = columns.letter("lacking")
    guard = DataValidation(
        type="whole",
        operator="between",
        formula1="0",
        formula2=str(len(columns.rubric.items)),
        allow_blank=False,
        sqref=f"{letter}{MAIN_FIRST_ROW}:{letter}{last}",
    )
    guard.showInputMessage, guard.showErrorMessage = True, True
    guard.promptTitle = "缺紀錄項數"
    guard.prompt = "有評分而沒有紀錄事項的細項數。不是 0 的機關不列名次；查明不必補的，改為 0 即列入。"
    guard.errorTitle = "須為項數"
    guard.error = f"只能是 0～{len(columns.rubric.items)} 的整數；查明不必補的，請填 0。"
    sheet.add_data_validation(guard)
    mark(sheet, f"{letter}{MAIN_FIRST_ROW}:{letter}{last}", f"N({letter}{MAIN_FIRST_ROW})>0", styles.WRONG)


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


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


def rows(facts: Facts) -> Iterator[StreamedRow]:
    """Yield a row an office, as the collection lists them; one empty row where there are none.

    Those that have to be confirmed follow beneath a line that says so.
    """
    collection, columns = facts.collection, facts.columns
    if not collection.confirmed:
        yield StreamedRow(("",) * len(columns.all))
    for row, result in rows_of_offices(collection):
        wrapped = [(result.office.name, NAME_WIDTH), (result.group, WIDTHS["group"])]
        height = row_height(wrapped, least=_HEIGHT)
        if row == facts.last + 2:
            yield StreamedRow((_UNCONFIRMED, *("",) * (len(columns.all) - 1)), 2 * _HEIGHT)
        values = _values(facts, result, row) if result.is_confirmed else _unconfirmed(facts, result)
        yield StreamedRow(tuple(values), height)


def _unconfirmed(facts: Facts, result: Result) -> Iterator[Value]:
    """Yield an office's scores as they were filled in, without a rank and without totals."""
    texts = _texts(result)
    for column in facts.columns.all:
        match column.kind:
            case "code" | "name" | "group" | "state":
                yield texts[column.kind]
            case "blank":
                yield len(result.read.totals[WHOLE_FORM].blank) if result.read else None
            case "lacking":
                yield len(result.read.totals[WHOLE_FORM].lacking) if result.read else None
            case "item":
                yield _points(facts, result.read, column)
            case _:
                yield None


def _points(facts: Facts, checked: Checked | None, column: Column) -> Decimal | None:
    item = facts.columns.rubric.nodes[column.node_id]
    return checked.points(item) if checked and isinstance(item, Item) else None


def _texts(result: Result) -> Mapping[ColumnKind, str]:
    state = state_word(standing(result.checked))
    return {"code": result.office.code, "name": result.office.name, "group": result.group, "state": state}


def _values(facts: Facts, result: Result, row: int) -> Iterator[Value]:
    columns, checked = facts.columns, result.form
    rank, live = result.rank or "", facts.live_ranks
    tie = TIED if result.rank in facts.ties else ""
    texts = _texts(result)
    for column in columns.all:
        match column.kind:
            case "rank":
                yield Computed(columns.rank_formula(row, facts.last), rank) if live else rank
            case "tie":
                yield Computed(columns.tie_formula(row, facts.last), tie) if live else tie
            case "code" | "name" | "group" | "state":
                yield texts[column.kind]
            case "total" | "subtotal":
                total = shown(result, column.node_id)
                yield Computed(columns.formula(column.node_id, row), "" if total is None else plain(total))
            case "blank":
                blank = len(checked.totals[WHOLE_FORM].blank) if checked else len(columns.rubric.items)
                yield Computed(columns.blank_formula(row), blank)
            case "lacking":
                yield len(checked.totals[WHOLE_FORM].lacking) if checked else 0
            case "item":
                yield _points(facts, checked, column)
