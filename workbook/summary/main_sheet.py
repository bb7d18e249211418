"""總表: every office's scores, totals and rank, live; drawn once, its rows streamed in."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from scoring.rubric import WHOLE_FORM, Item, plain, points_text
from workbook.collection.checked import Checked, Standing, standing, state_word
from workbook.collection.selection import Result
from workbook.drawing import styles
from workbook.drawing.cells import write
from workbook.drawing.page import break_before
from workbook.drawing.sheets import set_up
from workbook.drawing.tables import add_table, mark
from workbook.fit import LINE_HEIGHT, lines, room, row_height
from workbook.grades import quoted
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
    may_be_absent,
)
from workbook.summary.facts import Facts, figure_shown, rows_of_offices, shown
from workbook.summary.guards import guard_lacking, guard_scores
from workbook.summary.pages import Pages, pages_of
from workbook.summary.stream import Computed, StreamedRow, Value

_TOTAL_FILL = PatternFill("solid", fgColor="FFF2F2F2")
_HEAT_FROM = Decimal("0.6")
_BLUE, _WHITE = "FF9DC3E6", "FFFFFFFF"
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
        if column.kind in ("total", "grade", "subtotal"):
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
    if may_be_absent(rubric):
        body = next(column.letter for column in columns.all if column.kind == "total")
        area = f"{body}{MAIN_FIRST_ROW}:{end}{facts.end}"
        mark(sheet, area, f"{body}{MAIN_FIRST_ROW}={quoted(rubric.na_text)}", styles.ABSENT)
    _heat_map(sheet, columns, last)
    guard_scores(sheet, columns, last)
    add_table(sheet, "總表資料", f"{first}{LABEL_ROW}:{end}{last}", [column.label for column in columns.all])
    if rubric.notes_required:
        guard_lacking(sheet, columns, last)
    frozen = columns.all[columns.all.index(columns.tallies[-1]) + 1].letter
    sheet.freeze_panes = f"{frozen}{MAIN_FIRST_ROW}"
    titles = f"{DIMENSION_ROW}:{LABEL_ROW}"
    set_up(sheet, f"{rubric.title}　{MAIN_SHEET}", titles, f"{first}{DIMENSION_ROW}:{end}{facts.end}")
    if not is_all_confirmed:
        # Without cells of its own: the row is streamed in, and a row must stand there once.
        sheet.merged_cells.add(f"{first}{last + 1}:{columns.tallies[-1].letter}{last + 1}")
    repeated = [column for column in columns.all if not column.is_of_body and column not in columns.tallies]
    sheet.print_title_cols = f"{first}:{repeated[-1].letter}"
    break_before(sheet, pages.starts, pages.scale)


def _group_headings(sheet: Worksheet, columns: Columns, pages: Pages) -> None:
    """Draw dimensions and criteria above their columns; again on the page to which one goes over."""
    for row, key in ((DIMENSION_ROW, "dimension"), (CRITERION_ROW, "criterion")):
        told: set[str] = set()
        labels: list[tuple[str, float]] = []
        sheet.row_dimensions[row].hidden = not any(getattr(column, key) for column in columns.all)
        for (node_id, _), run in groupby(columns.all, key=lambda c: (getattr(c, key), pages.number(c))):
            cells = list(run)
            if node_id:
                node = columns.rubric.nodes[node_id]
                label = f"{node.label}（{points_text(node.maximum)}）{'（續）' if node_id in told else ''}"
                told.add(node_id)
                labels.append((label, sum(column.width for column in cells)))
                write(sheet, f"{cells[0].letter}{row}", label, styles.BOLD, styles.CENTRE)
                sheet.merge_cells(f"{cells[0].letter}{row}:{cells[-1].letter}{row}")
        most = max((lines(label, room(width)) for label, width in labels), default=1)
        if most * LINE_HEIGHT > HEIGHTS[row]:
            sheet.row_dimensions[row].height = row_height(labels)


def _heat_map(sheet: Worksheet, columns: Columns, last: int) -> None:
    """Colour each score by its share of the maximum, from blue (60 % and less) to white; where the lower
    figure is the better one, the other way round.

    Every eye tells blue from white, and grey print does too.
    """
    for column in columns.all:
        ends = _heat_ends(columns, column)
        if ends is not None:
            (start, start_colour), (end, end_colour) = ends
            scale = ColorScaleRule(  # type: ignore[no-untyped-call]
                start_type="formula",
                start_value=start,
                start_color=start_colour,
                end_type="formula",
                end_value=end,
                end_color=end_colour,
            )
            sheet.conditional_formatting.add(f"{column.letter}{MAIN_FIRST_ROW}:{column.letter}{last}", scale)


def _heat_ends(columns: Columns, column: Column) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Return the figures at which a column's colours begin and end, with these; None where it has none."""
    rubric, top = columns.rubric, f"${column.letter}${MAXIMUM_ROW}"
    if column.kind not in ("item", "subtotal") or rubric.maximum_of(column.node_id) <= 0:
        return None
    node = rubric.nodes[column.node_id]
    low = min(node.low, Decimal(0)) if isinstance(node, Item) else Decimal(0)
    if rubric.better == "low":
        share = points_text(1 - _HEAT_FROM)
        begin = f"{share}*{top}" if not low else f"{points_text(low)}+{share}*({top}-{_bracketed(low)})"
        return (points_text(low), _WHITE), (begin, _BLUE)
    begin = f"{_HEAT_FROM}*{top}" if not low else f"{points_text(low)}+{_HEAT_FROM}*({top}-{_bracketed(low)})"
    return (begin, _BLUE), (top, _WHITE)


def _bracketed(low: Decimal) -> str:
    return f"({points_text(low)})"


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
    return styles.BOLD if column.kind in ("total", "grade", "subtotal", "rank") else styles.BODY


def _alignment(column: Column) -> Alignment:
    return styles.LEFT if column.kind in ("name", "written") else styles.CENTRE


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
            case "absent":
                yield result.read.totals[WHOLE_FORM].absent if result.read else None
            case "item" | "written":
                yield _answered(facts, result.read, column)
            case _:
                yield None


def _answered(facts: Facts, checked: Checked | None, column: Column) -> Value:
    """Return what an item comes to, or what was answered to one that is not scored."""
    if checked is None:
        return None
    if column.kind == "item":
        return figure_shown(facts.columns.rubric, checked.figures[column.node_id])
    return checked.scorecard.answer(column.node_id).further.get("", "")


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
                total = figure_shown(columns.rubric, shown(result, column.node_id))
                saved = plain(total) if isinstance(total, Decimal) else total or ""
                yield Computed(columns.formula(column.node_id, row), saved)
            case "grade":
                grade = checked.grade(column.node_id) if checked else None
                yield Computed(columns.grade_formula(column.node_id, row), grade.name if grade else "")
            case "blank" | "absent" | "lacking":
                yield _tally(columns, checked, column, row)
            case "item" | "written":
                yield _answered(facts, checked, column)


def _tally(columns: Columns, checked: Checked | None, column: Column, row: int) -> Value:
    """Return how many of an office's items have no score, are not applicable, or lack their evidence."""
    whole = checked.totals[WHOLE_FORM] if checked else None
    match column.kind:
        case "blank":
            blank = len(whole.blank) if whole else len(columns.items)
            return Computed(columns.blank_formula(row), blank)
        case "absent":
            return Computed(columns.absent_formula(row), whole.absent if whole else 0)
        case _:
            return len(whole.lacking) if whole else 0
