"""構面比較: each office's dimensions side by side, and the means of groups of offices; live from 總表, with
Excel's own charts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Literal

from openpyxl.chart import Reference
from openpyxl.worksheet.worksheet import Worksheet

from scoring.folds import may_be_na
from scoring.rubric import Section, plain, points_text
from workbook.address import column_name
from workbook.collection.selection import Result
from workbook.drawing import styles
from workbook.drawing.cells import write
from workbook.drawing.sheets import set_up, title
from workbook.drawing.tables import Column, draw_headings, draw_row
from workbook.fit import DIGIT_PIXELS, row_height
from workbook.summary import charts
from workbook.summary.columns import MAIN_FIRST_ROW, MAIN_SHEET, WIDTHS
from workbook.summary.facts import Facts, figure_shown, number, shown
from workbook.summary.stream import Computed, StreamedRow, Value

NAME = "構面比較"
EVERYBODY = "全部"
MOST_DRAWN = 40
"""Offices in the chart: more bars could not be read. The table has them all."""
MOST_GROUPS = len(charts.COLOURS)
"""Groups in the charts: as many as there are colours to tell them by."""
_AGGREGATES = (("平均", "AVERAGE"), ("最高", "MAX"), ("最低", "MIN"))
_FIRST_CHART, _CHART_ROWS = 3, 21
_NAME_WIDTH, _HEIGHT = 20, 22
_LONG_NAME = 10
"""Characters beyond which names under the bars would leave no room for the bars."""
_NOTHING = "尚無可讀的評分，沒有圖可畫。"
_ROUNDED = Decimal("0.0001")
_CHARTS_PIXELS, _DEFAULT_PIXELS, _CELL_PADDING = 1_058, 64, 5
"""Pixels of 28 cm, the charts' width; of a column that has no width of its own; beside a column's digits."""

Label = Literal["code", "name", "group"]


@dataclass(frozen=True)
class Places:
    """Where everything stands on the sheet: the charts, then the table, whose first rows are those of
    all offices together and of each group."""

    facts: Facts

    @property
    def labels(self) -> tuple[Label, ...]:
        return ("code", "name", "group") if self.facts.groups else ("code", "name")

    @cached_property
    def has_charts(self) -> bool:
        """Whether charts are drawn: empty ones would say nothing."""
        return any(_shares(self.facts, dimension) for dimension in self.dimensions)

    @property
    def header(self) -> int:
        if not self.has_charts:
            return _FIRST_CHART + 1
        return _FIRST_CHART + _CHART_ROWS * (2 if self.facts.groups else 1)

    @property
    def first(self) -> int:
        return self.header + 1

    @property
    def groups(self) -> int:
        return self.first + len(_AGGREGATES)

    @property
    def offices(self) -> int:
        return self.groups + len(self.facts.groups)

    @property
    def last(self) -> int:
        return self.offices + max(len(self.facts.collection.confirmed), 1) - 1

    @cached_property
    def dimensions(self) -> tuple[Section, ...]:
        return self.facts.collection.rubric.dimensions

    @property
    def points(self) -> int:
        """The column of the first dimension's points, from 1; those of shares follow."""
        return len(self.labels) + 1

    @property
    def shares(self) -> int:
        return self.points + len(self.dimensions)

    @property
    def width(self) -> int:
        return self.shares + len(self.dimensions) - 1

    def label(self, kind: Label) -> str:
        return column_name(self.labels.index(kind) + 1)

    def cells(self, letter: str) -> str:
        """Return a column's offices as a range."""
        return f"{letter}${self.offices}:{letter}${self.last}"


def draw(sheet: Worksheet, facts: Facts) -> None:
    places = Places(facts)
    rubric = facts.collection.rubric
    title(sheet, f"{rubric.title}　{NAME}")
    named = {
        "code": Column("代碼", 8),
        "name": Column("機關名稱", _NAME_WIDTH, styles.LEFT),
        "group": Column("組別", WIDTHS["group"]),
    }
    columns = [
        *(named[kind] for kind in places.labels),
        *(Column(_points_label(dimension), 13) for dimension in rubric.dimensions),
        *(Column(f"{d.id} 占配分", 9, number_format="0.0%") for d in rubric.dimensions),
    ]
    draw_headings(sheet, places.header, columns, height=36)
    draw_row(sheet, places.first, columns)
    _draw_charts(sheet, places)
    last = places.width + (_columns_beside(columns) if places.has_charts else 0)
    area = f"A1:{column_name(last)}{places.last}"
    set_up(sheet, f"{rubric.title}　{NAME}", f"{places.header}:{places.header}", area)


def _columns_beside(columns: Sequence[Column]) -> int:
    """Return how many columns beside the table are printed, for the charts above it are as wide as those."""
    table = sum(column.width * DIGIT_PIXELS + _CELL_PADDING for column in columns)
    return max(0, int((_CHARTS_PIXELS - table) // _DEFAULT_PIXELS))


def _points_label(dimension: Section) -> str:
    return f"{dimension.id} {dimension.title}（{points_text(dimension.maximum)}）"


def _draw_charts(sheet: Worksheet, places: Places) -> None:
    if not places.has_charts:
        write(sheet, f"A{_FIRST_CHART}", _NOTHING, styles.BODY, styles.ONE_LINE)
        return
    groups = places.facts.groups[:MOST_GROUPS]
    some = f"（前 {MOST_GROUPS} 組）" if len(places.facts.groups) > MOST_GROUPS else ""
    name = f"各組構面占配分的平均{some}" if groups else "各構面占配分"
    spider = charts.radar(name)
    spider.y_axis.number_format = "0%"
    _add_shares(sheet, spider, places, groups)
    charts.place(sheet, spider, f"A{_FIRST_CHART}", 11, 11)
    row = _FIRST_CHART
    if groups:
        clusters = charts.bars(name, stacked=False)
        clusters.y_axis.number_format = "0%"
        clusters.y_axis.scaling.min = 0
        _add_shares(sheet, clusters, places, groups)
        charts.place(sheet, clusters, f"E{row}", 17, 11)
        row += _CHART_ROWS
    charts.place(sheet, _tower(sheet, places), f"{'A' if groups else 'E'}{row}", 28 if groups else 17, 11)


def _add_shares(sheet: Worksheet, chart: charts.Chart, places: Places, groups: Sequence[str]) -> None:
    """Add a series for each group's mean; without groups, for the mean, highest and lowest of all."""
    heads = Reference(sheet, places.points, places.header, places.shares - 1, places.header)
    labels = [_points_label(dimension) for dimension in places.dimensions]
    first = places.groups if groups else places.first
    for place, name in enumerate(groups or [label for label, _ in _AGGREGATES]):
        cells = Reference(sheet, places.shares, first + place, places.width, first + place)
        if groups:
            saved = [_mean(_shares(places.facts, d, name)) for d in places.dimensions]
        else:
            saved = [_aggregate(places.facts, d, name) for d in places.dimensions]
        charts.add_series(chart, name, cells, saved, heads, labels)


def _tower(sheet: Worksheet, places: Places) -> charts.Chart:
    """Draw a bar an office, of its points in each dimension."""
    results = places.facts.collection.confirmed[:MOST_DRAWN]
    names, kind = [result.office.name for result in results], "name"
    if max(map(len, names)) > _LONG_NAME and all(result.office.code for result in results):
        names, kind = [result.office.code for result in results], "code"
    left = "" if len(results) == len(places.facts.collection.confirmed) else f"（總表前 {MOST_DRAWN} 列）"
    tower = charts.bars(f"各機關構面得分{left}", stacked=True)
    column, end = places.labels.index(kind) + 1, places.offices + len(results) - 1
    who = Reference(sheet, column, places.offices, column, end)
    for place, dimension in enumerate(places.dimensions, start=places.points):
        points = [number(result, dimension.id) for result in results]
        cells = Reference(sheet, place, places.offices, place, end)
        charts.add_series(tower, dimension.title, cells, points, who, names)
    return tower


def _share(points: Decimal | None, maximum: Decimal) -> Decimal | None:
    """Return the share of a maximum; none where there is none to have a share of."""
    if points is None or maximum <= 0:
        return None
    return (points / maximum).quantize(_ROUNDED, ROUND_HALF_UP)


def _shares(facts: Facts, dimension: Section, group: str = "") -> list[Decimal]:
    """Return the shares of all offices, or of a group's."""
    results = facts.collection.confirmed
    chosen = [result for result in results if not group or result.group == group]
    found = (_share(number(result, dimension.id), dimension.maximum) for result in chosen)
    return [share for share in found if share is not None]


def _mean(shares: Sequence[Decimal]) -> Decimal | None:
    if not shares:
        return None
    return (sum(shares, Decimal(0)) / len(shares)).quantize(_ROUNDED, ROUND_HALF_UP)


def _aggregate(facts: Facts, dimension: Section, label: str) -> Decimal | None:
    shares = _shares(facts, dimension)
    if not shares:
        return None
    return _mean(shares) if label == "平均" else max(shares) if label == "最高" else min(shares)


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


def rows(facts: Facts) -> Iterator[StreamedRow]:
    """Yield average, highest and lowest of all, the average of each group, then a row an office, as in
    總表."""
    places = Places(facts)
    for label, function in _AGGREGATES:
        values = _labelled(places, label, EVERYBODY)
        for place, dimension in enumerate(places.dimensions, start=places.shares):
            cells = places.cells(column_name(place))
            saved = _saved(_aggregate(facts, dimension, label))
            values.append(Computed(f'IF(COUNT({cells})=0,"",ROUND({function}({cells}),4))', saved))
        yield StreamedRow(tuple(values), _HEIGHT)
    for place, group in enumerate(facts.groups):
        values = [*_labelled(places, "平均", group), *_means(places, places.groups + place, group)]
        yield StreamedRow(tuple(values), row_height([(group, WIDTHS["group"])], least=_HEIGHT))
    for place, result in enumerate(facts.collection.confirmed):
        values = list(_office(places, result, place))
        wrapped = [(result.office.name, _NAME_WIDTH), (result.group, WIDTHS["group"])]
        yield StreamedRow(tuple(values), row_height(wrapped, least=_HEIGHT))
    if not facts.collection.confirmed:
        yield StreamedRow(("",) * places.width)


def _labelled(places: Places, label: str, group: str) -> list[Value]:
    """Return the row of an aggregate as far as its shares; its points stay blank."""
    texts = {"code": "", "name": label, "group": group}
    return [*(texts[kind] for kind in places.labels), *([None] * len(places.dimensions))]


def _means(places: Places, row: int, group: str) -> Iterator[Value]:
    """Yield a group's mean share of each dimension.

    Its offices are found by their very name, in which a criterion of AVERAGEIF would look for wildcards.
    """
    letter = places.label("group")
    own = f"{places.cells(letter)}=${letter}{row}"
    for place, dimension in enumerate(places.dimensions, start=places.shares):
        cells = places.cells(column_name(place))
        count = f"SUMPRODUCT(({own})*ISNUMBER({cells}))"
        mean = f"ROUND(SUMPRODUCT(({own})*1,{cells})/{count},4)"
        saved = _mean(_shares(places.facts, dimension, group))
        yield Computed(f'IF({count}=0,"",{mean})', _saved(saved))


def _office(places: Places, result: Result, place: int) -> Iterator[Value]:
    facts, row, main = places.facts, places.offices + place, MAIN_FIRST_ROW + place
    texts = {"code": result.office.code, "name": result.office.name, "group": result.group}
    for kind in places.labels:
        yield Computed(f'{MAIN_SHEET}!{facts.columns.letter(kind)}{main}&""', texts[kind])
    for dimension in places.dimensions:
        cell = f"{MAIN_SHEET}!{facts.columns.totals[dimension.id].letter}{main}"
        own = figure_shown(facts.collection.rubric, shown(result, dimension.id))
        yield Computed(f'IF({cell}="","",{cell})', own if isinstance(own, str) else _saved(own))
    for index, dimension in enumerate(places.dimensions, start=places.points):
        cell = f"{column_name(index)}{row}"
        share = _share(number(result, dimension.id), dimension.maximum)
        if dimension.maximum <= 0:
            yield ""
        elif may_be_na(dimension):
            ratio = f"ROUND({cell}/{plain(dimension.maximum)},4)"
            yield Computed(f'IF(ISNUMBER({cell}),{ratio},"")', _saved(share))
        else:
            yield Computed(f'IF({cell}="","",ROUND({cell}/{plain(dimension.maximum)},4))', _saved(share))


def _saved(number: Decimal | None) -> str | int | float:
    return "" if number is None else plain(number)
