"""與上年比較: this year's points and ranks, live from 總表, beside those of an earlier workbook.

Staff sort and filter both sheets. So an office's row in 總表 is looked up by its code or name, never
taken from a position: what was written beside it of last year stays with it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from scoring.comparison import (
    Comparability,
    Earlier,
    Match,
    Year,
    complete_points,
    earlier_ranks,
    pair,
)
from scoring.expressions import as_decimal
from scoring.folds import may_be_na, parts_of
from scoring.form_rules import Better
from scoring.ranking import ranks
from scoring.rubric import WHOLE_FORM, Rubric, plain
from scoring.values import office_key
from workbook.address import column_name
from workbook.collection.selection import Collection, Result
from workbook.drawing import styles
from workbook.drawing.cells import write
from workbook.drawing.page import COLUMN_PADDING, break_before
from workbook.drawing.sheets import set_up, title
from workbook.drawing.tables import Column, draw_headings, draw_row
from workbook.fit import row_height
from workbook.grades import quoted
from workbook.summary.columns import GRADE, MAIN_FIRST_ROW, MAIN_SHEET, WIDTHS, Columns
from workbook.summary.facts import MAX_LIVE_RANKS, Facts
from workbook.summary.lists import ListColumn
from workbook.summary.remarks import name_of, remarks
from workbook.summary.stream import Computed, StreamedRow, Value

NAME = "與上年比較"
REMARKS_ROW = 2
"""The first of `remarks`, one a row; `header_row` follows them."""
_NAME_WIDTH = 18
_FIXED = (ListColumn("代碼", 8), ListColumn("機關名稱", _NAME_WIDTH), ListColumn("總表順序", 6))
_FIGURES = (
    ("今年", 8),
    ("上年", 8),
    ("增減", 7),
    ("今年名次", 6.5),
    ("上年名次", 6.5),
    ("名次變動（正為進步）", 8.5),
)
_A_PAGE = 3 * len(_FIGURES)
_HEIGHT = 20
_SCALE = 58  # per cent
_MAX_LOOKED_UP = 255  # characters, of MATCH
_WILDCARDS = frozenset("*?~")
_GRADES = (f"今年{GRADE}", f"上年{GRADE}")


def draw(sheet: Worksheet, facts: Facts, year: Year) -> None:
    """Draw title, remarks, header and a sample row."""
    own = header(facts.collection.rubric)
    said = remarks(facts.collection, year.earlier, year.comparability)
    name = f"{facts.collection.rubric.title}　{NAME}"
    title(sheet, name)
    for row, text in enumerate(said, start=REMARKS_ROW):
        write(sheet, f"A{row}", text, styles.BODY, styles.ONE_LINE)
    row = header_row(said)
    looks = [
        Column(c.label, c.width + COLUMN_PADDING, styles.LEFT if c.label == "機關名稱" else styles.CENTRE)
        for c in own
    ]
    draw_headings(sheet, row, looks, height=64)
    draw_row(sheet, row + 1, looks)
    sheet.freeze_panes = f"C{row + 1}"
    last = row + max(len(facts.collection.confirmed), 1)
    sheet.auto_filter.ref = f"A{row}:{column_name(len(own))}{last}"
    set_up(sheet, name, f"{row}:{row}", f"A{row}:{column_name(len(own))}{last}")
    _break_by_total(sheet, len(own))


def _break_by_total(sheet: Worksheet, count: int) -> None:
    """Break pages after three totals, with the offices on each: so many columns on one could not be read."""
    starts = range(len(_FIXED) + _A_PAGE + 1, count + 1, _A_PAGE)
    break_before(sheet, [column_name(first) for first in starts], _SCALE)
    sheet.print_title_cols = "A:B"


def header(rubric: Rubric) -> tuple[ListColumn, ...]:
    """Return the columns, each with a label of its own."""
    figures = (
        ListColumn(f"{name_of(rubric, node_id)} {label}", width)
        for node_id in _node_ids(rubric)
        for label, width in _FIGURES
    )
    grades = (ListColumn(f"{rubric.total_label} {label}", WIDTHS["grade"]) for label in _GRADES)
    return (*_FIXED, *figures, *(grades if rubric.grades else ()))


def header_row(remarks_shown: Sequence[str]) -> int:
    """Return the row of `header`; the offices follow from the next."""
    return REMARKS_ROW + len(remarks_shown)


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Year:
    """One total's points and ranks of each office of this year, and of last year; None where an office
    has none."""

    node_id: str
    match: Match
    points: tuple[Decimal | None, ...]
    ranks: tuple[int | None, ...]
    earlier_points: tuple[Decimal | None, ...]
    earlier_ranks: tuple[int | None, ...]


@dataclass(frozen=True)
class _Sheet:
    """Where things stand: the offices' rows here, and ``last``, that of the last one in 總表."""

    columns: Columns
    first: int
    end: int
    last: int
    live_ranks: bool

    def area(self, letter: str) -> str:
        return self.columns.cells(letter, self.last)


def rows(
    columns: Columns, collection: Collection, earlier: Earlier, comparability: Comparability, last: int
) -> Iterator[StreamedRow]:
    """Yield a row an office that is confirmed, in the order of 總表, where the last stands in row ``last``.

    One empty row where there are none. They belong below `header`, which stands below all of `remarks`.
    """
    results = collection.confirmed
    first = header_row(remarks(collection, earlier, comparability)) + 1
    end = first + max(len(results), 1) - 1
    sheet = _Sheet(columns, first, end, last, len(results) <= MAX_LIVE_RANKS)
    places = pair([result.office for result in results], earlier)
    years = [
        _year(node_id, match, columns.rubric.better, results, earlier, places)
        for node_id, match in comparability.matches.items()
    ]
    lookups = [_looked_up(result) for result in results]
    times = Counter(_loosely(text) for _, text in lookups)
    for place, (result, (letter, text)) in enumerate(zip(results, lookups, strict=True)):
        row = first + place
        is_safe = times[_loosely(text)] == 1 and len(text) <= _MAX_LOOKED_UP and not _WILDCARDS & set(text)
        position = _position(sheet, letter, row, place + 1) if is_safe else place + 1
        values: list[Value] = [result.office.code, result.office.name, position]
        for number, year in enumerate(years):
            values += _figures(sheet, year, row, place, len(_FIXED) + 1 + number * len(_FIGURES))
        if columns.rubric.grades:
            values += _grades(sheet, row, result, earlier, places[place])
        yield StreamedRow(tuple(values), row_height([(result.office.name, _NAME_WIDTH)], least=_HEIGHT))
    if not results:
        yield StreamedRow(("",) * len(header(columns.rubric)))


def _looked_up(result: Result) -> tuple[str, str]:
    """Return the column here by which an office is found in 總表, and what stands in it."""
    return ("A", result.office.code) if result.office.code else ("B", result.office.name)


def _loosely(text: str) -> str:
    """Return a text as a lookup may compare it: without regard to case, nor perhaps to width."""
    return office_key(text).casefold()


def _position(sheet: _Sheet, letter: str, row: int, place: int) -> Computed:
    """Look up which row of 總表's offices it is, from 1."""
    area = sheet.area(sheet.columns.letter("code" if letter == "A" else "name"))
    return Computed(f'IFERROR(MATCH(${letter}{row},{area},0),"")', place)


def _year(
    node_id: str,
    match: Match,
    better: Better,
    results: Sequence[Result],
    earlier: Earlier,
    places: Sequence[int | None],
) -> _Year:
    points = tuple(_points(result, node_id) for result in results)
    if node_id == WHOLE_FORM:
        own_ranks = tuple(result.rank for result in results)
    else:
        of = {n: own for n, own in enumerate(points) if own is not None}
        found = ranks(of, better)
        own_ranks = tuple(found.get(n) for n in range(len(results)))
    nothing = (None,) * len(results)
    if match.earlier_id is None:
        return _Year(node_id, match, points, own_ranks, nothing, nothing)
    before = earlier_ranks(earlier, match.earlier_id, better)
    earlier_points = tuple(
        None if place is None else complete_points(earlier.offices[place], match.earlier_id)
        for place in places
    )
    placed = tuple(None if place is None else before[place] for place in places)
    return _Year(node_id, match, points, own_ranks, earlier_points, placed)


def _points(result: Result, node_id: str) -> Decimal | None:
    """Return this year's points; None while an item beneath has no score, or any lacks its evidence."""
    total = result.form.totals[node_id] if result.form else None
    is_lacking = bool(result.form and result.form.totals[WHOLE_FORM].lacking)
    return as_decimal(total.value) if total and total.complete and not is_lacking else None


def _grades(sheet: _Sheet, row: int, result: Result, earlier: Earlier, place: int | None) -> Iterator[Value]:
    """Yield the grade of the whole form in this year, and as last year's workbook has it."""
    area = sheet.area(sheet.columns.letter("grade"))
    own = result.grade.name if result.grade else ""
    yield Computed(f'IF(${_ORDER}{row}="","",INDEX({area},${_ORDER}{row})&"")', own)
    yield earlier.offices[place].grade if place is not None else ""


def _figures(sheet: _Sheet, year: _Year, row: int, place: int, index: int) -> Iterator[Value]:
    """Yield the six cells of a total, the first of them in column ``index``."""
    now, before, _, rank_now, rank_before, _ = (column_name(index + n) for n in range(len(_FIGURES)))
    points, earlier_points = year.points[place], year.earlier_points[place]
    rank, earlier_rank = year.ranks[place], year.earlier_ranks[place]
    yield Computed(_points_formula(sheet, year.node_id, row), _saved(points))
    yield None if earlier_points is None else plain(earlier_points)
    if year.match.points_compare:
        change = None if points is None or earlier_points is None else points - earlier_points
        yield Computed(_difference(f"{now}{row}", f"{before}{row}"), _saved(change))
    else:
        yield None
    yield _rank(sheet, year.node_id, row, now, rank)
    yield earlier_rank
    if year.match.ranks_compare:
        gain = None if rank is None or earlier_rank is None else Decimal(earlier_rank - rank)
        yield Computed(_difference(f"{rank_before}{row}", f"{rank_now}{row}"), _saved(gain))
    else:
        yield None


def _saved(number: Decimal | None) -> str | int | float:
    return "" if number is None else plain(number)


def _difference(cell: str, other: str) -> str:
    """Return the formula of a difference; rounded, for 90.1-80.2 is not quite 9.9 in a spreadsheet."""
    return f'IF(OR({cell}="",{other}=""),"",ROUND({cell}-{other},9))'


def _points_formula(sheet: _Sheet, node_id: str, row: int) -> str:
    """Return the formula of the figure in 總表 where no item beneath it is blank and none lacks its evidence;
    rounded, so that equal sums tie."""
    columns, order = sheet.columns, f"${_ORDER}{row}"
    if not parts_of(columns.rubric)[node_id]:
        return '""'
    total = sheet.area(columns.totals[node_id].letter)
    if node_id == WHOLE_FORM:
        is_blank = f"INDEX({sheet.area(columns.letter('blank'))},{order})>0"
    else:
        is_blank = _is_blank(sheet, node_id, order)
    if columns.rubric.notes_required:
        lacking = f"INDEX({sheet.area(columns.letter('lacking'))},{order})"
        is_blank = f"OR({is_blank},COUNTIF({lacking},0)=0)"
    figure = f"ROUND(INDEX({total},{order}),9)"
    node = columns.rubric.nodes.get(node_id)
    if may_be_na(columns.rubric if node is None else node):
        figure = f'IF(ISNUMBER(INDEX({total},{order})),{figure},"")'
    return f'IF({order}="","",IF({is_blank},"",{figure}))'


def _is_blank(sheet: _Sheet, node_id: str, order: str) -> str:
    """Return the condition that something of a dimension has neither a figure nor is not applicable."""
    columns = sheet.columns
    block = [column for column in columns.all if column.dimension == node_id]
    cells = f"{MAIN_SHEET}!${block[0].letter}${MAIN_FIRST_ROW}:${block[-1].letter}${sheet.last}"
    parts = parts_of(columns.rubric)
    own = [c for c in block if c.kind == "item" or (c.kind == "subtotal" and parts[c.node_id])]
    there = f"COUNT(INDEX({cells},{order},0))"
    if any(may_be_na(columns.rubric.nodes[column.node_id]) for column in own):
        there += f"+COUNTIF(INDEX({cells},{order},0),{quoted(columns.rubric.na_text)})"
    return f"{there}<{len(own)}"


def _rank(sheet: _Sheet, node_id: str, row: int, points: str, rank: int | None) -> Value:
    """Return a rank: for the whole form what 總表 says; for a dimension counted here, incomplete ones
    blank."""
    saved = "" if rank is None else rank
    if node_id == WHOLE_FORM:
        area = sheet.area(sheet.columns.letter("rank"))
        return Computed(f'IF(${_ORDER}{row}="","",INDEX({area},${_ORDER}{row}))', saved)
    if not sheet.live_ranks:
        return rank
    area = f"{points}${sheet.first}:{points}${sheet.end}"
    ahead = ">" if sheet.columns.rubric.better == "high" else "<"
    return Computed(f'IF({points}{row}="","",COUNTIF({area},"{ahead}"&{points}{row})+1)', saved)


_ORDER = column_name(len(_FIXED))


def _node_ids(rubric: Rubric) -> tuple[str, ...]:
    return (WHOLE_FORM, *(dimension.id for dimension in rubric.dimensions))
