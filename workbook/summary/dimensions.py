"""構面比較 and 總分分布: each office's dimensions side by side, and how the totals are spread; live from
總表, each with Excel's own charts."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from openpyxl.chart import Reference
from openpyxl.worksheet.worksheet import Worksheet

from scoring.rubric import WHOLE_FORM, plain, points_text
from scoring.statistics import bins, histogram
from workbook.form import styles
from workbook.intake.cells import column_name
from workbook.summary import charts
from workbook.summary import columns as at
from workbook.summary.facts import Facts, readable, shown
from workbook.summary.paper import heading, set_up, title, write
from workbook.summary.sheets import height_of
from workbook.summary.stream import Computed, StreamedRow, Value

NAME, TOTALS_NAME = "構面比較", "總分分布"
HEADER_ROW, FIRST_ROW = 24, 25
_AGGREGATES = (("平均", "AVERAGE"), ("最高", "MAX"), ("最低", "MIN"))
_OFFICES_ROW = FIRST_ROW + len(_AGGREGATES)
MOST_DRAWN = 40
"""Offices in the chart: more bars could not be read. The table has them all."""
_FIXED = 2
_NAME_WIDTH, _HEIGHT = 20, 22
_LONG_NAME = 10
"""Characters beyond which names under the bars would leave no room for the bars."""
TOTALS_FIRST = 3
_ROUNDED = Decimal("0.0001")


def draw(sheet: Worksheet, facts: Facts) -> None:
    rubric = facts.collection.rubric
    dimensions = rubric.dimensions
    title(sheet, f"{rubric.title}　{NAME}")
    labels = [("代碼", 8.0), ("機關名稱", float(_NAME_WIDTH))]
    labels += [(f"{d.id} {d.title}（{points_text(d.maximum)}）", 13.0) for d in dimensions]
    labels += [(f"{d.id} 占配分", 9.0) for d in dimensions]
    for index, (label, width) in enumerate(labels, start=1):
        letter = column_name(index)
        sheet.column_dimensions[letter].width = width
        heading(sheet, f"{letter}{HEADER_ROW}", label)
        alignment = styles.LEFT if index == _FIXED else styles.CENTRE
        cell = write(sheet, f"{letter}{FIRST_ROW}", None, styles.BODY, alignment)
        cell.border = styles.BOX
        if index > _FIXED + len(dimensions):
            cell.number_format = "0.0%"
    sheet.row_dimensions[HEADER_ROW].height = 36
    _draw_charts(sheet, facts)
    last = _OFFICES_ROW + max(len(facts.collection.results), 1) - 1
    area = f"A1:{column_name(len(labels))}{last}"
    set_up(sheet, f"{rubric.title}　{NAME}", f"{HEADER_ROW}:{HEADER_ROW}", area)


def _draw_charts(sheet: Worksheet, facts: Facts) -> None:
    dimensions = facts.collection.rubric.dimensions
    results = facts.collection.results[:MOST_DRAWN]
    count = len(dimensions)
    spider = charts.radar("各構面占配分")
    heads = Reference(sheet, _FIXED + count + 1, HEADER_ROW, _FIXED + 2 * count, HEADER_ROW)
    for place, (label, _) in enumerate(_AGGREGATES):
        row = FIRST_ROW + place
        cells = Reference(sheet, _FIXED + count + 1, row, _FIXED + 2 * count, row)
        saved = [_aggregate(facts, d.id, label) for d in dimensions]
        labels = [f"{d.id} 占配分" for d in dimensions]
        charts.add_series(spider, label, cells, saved, heads, labels)
    charts.place(sheet, spider, "A3", 11, 11)
    if not results:
        return
    names, column = [result.office.name for result in results], _FIXED
    if max(map(len, names)) > _LONG_NAME and all(result.office.code for result in results):
        names, column = [result.office.code for result in results], 1
    left = "" if len(results) == len(facts.collection.results) else f"（總表前 {MOST_DRAWN} 列）"
    tower = charts.bars(f"各機關構面得分{left}", stacked=True)
    end = _OFFICES_ROW + len(results) - 1
    who = Reference(sheet, column, _OFFICES_ROW, column, end)
    for place, dimension in enumerate(dimensions, start=_FIXED + 1):
        points = [shown(result, dimension.id) for result in results]
        cells = Reference(sheet, place, _OFFICES_ROW, place, end)
        charts.add_series(tower, dimension.title, cells, points, who, names)
    charts.place(sheet, tower, "E3", 17, 11)


def _share(points: Decimal | None, maximum: Decimal) -> Decimal | None:
    return None if points is None else (points / maximum).quantize(_ROUNDED, ROUND_HALF_UP)


def _shares(facts: Facts, dimension_id: str) -> list[Decimal]:
    maximum = facts.collection.rubric.maximum_of(dimension_id)
    found = (_share(shown(result, dimension_id), maximum) for result in facts.collection.results)
    return [share for share in found if share is not None]


def _aggregate(facts: Facts, dimension_id: str, label: str) -> Decimal | None:
    shares = _shares(facts, dimension_id)
    if not shares:
        return None
    if label == "平均":
        return (sum(shares, Decimal(0)) / len(shares)).quantize(_ROUNDED, ROUND_HALF_UP)
    return max(shares) if label == "最高" else min(shares)


def rows(facts: Facts) -> Iterator[StreamedRow]:
    """Average, highest and lowest; then an office a row, as 總表 stands."""
    rubric = facts.collection.rubric
    count = len(rubric.dimensions)
    last = _OFFICES_ROW + max(len(facts.collection.results), 1) - 1
    for label, function in _AGGREGATES:
        values: list[Value] = ["", label, *([None] * count)]
        for place, dimension in enumerate(rubric.dimensions, start=_FIXED + count + 1):
            cells = f"{column_name(place)}${_OFFICES_ROW}:{column_name(place)}${last}"
            saved = _aggregate(facts, dimension.id, label)
            values.append(Computed(f'IF(COUNT({cells})=0,"",ROUND({function}({cells}),4))', _saved(saved)))
        yield StreamedRow(tuple(values), _HEIGHT)
    for place, result in enumerate(facts.collection.results):
        row, main = _OFFICES_ROW + place, at.FIRST_ROW + place
        values = [
            _text(facts, "code", main, result.office.code),
            _text(facts, "name", main, result.office.name),
        ]
        for dimension in rubric.dimensions:
            cell = f"{at.SHEET}!{facts.columns.totals[dimension.id].letter}{main}"
            values.append(Computed(f'IF({cell}="","",{cell})', _saved(shown(result, dimension.id))))
        for index, dimension in enumerate(rubric.dimensions, start=_FIXED + 1):
            cell = f"{column_name(index)}{row}"
            share = _share(shown(result, dimension.id), dimension.maximum)
            values.append(
                Computed(f'IF({cell}="","",ROUND({cell}/{plain(dimension.maximum)},4))', _saved(share))
            )
        yield StreamedRow(tuple(values), max(_HEIGHT, height_of(result.office.name, _NAME_WIDTH)))
    if not facts.collection.results:
        yield StreamedRow(("",) * (_FIXED + 2 * count))


def _text(facts: Facts, kind: at.ColumnKind, row: int, saved: str) -> Computed:
    return Computed(f'{at.SHEET}!{facts.columns.letter(kind)}{row}&""', saved)


def _saved(number: Decimal | None) -> str | int | float:
    return "" if number is None else plain(number)


# ── 總分分布 ────────────────────────────────────────────────────────────────────────────────────


def draw_totals(sheet: Worksheet, facts: Facts) -> None:
    rubric = facts.collection.rubric
    title(sheet, f"{rubric.title}　{TOTALS_NAME}（僅計評分完整的機關）")
    for letter, label, width in (
        ("A", "總分", 22),
        ("B", "機關數", 10),
        ("C", "下限（含）", 10),
        ("D", "上限", 10),
    ):
        sheet.column_dimensions[letter].width = width
        heading(sheet, f"{letter}2", label)
        cell = write(sheet, f"{letter}{TOTALS_FIRST}", None)
        cell.border = styles.BOX
    ranges = bins(rubric.maximum)
    last = TOTALS_FIRST + len(ranges) - 1
    chart = charts.bars(TOTALS_NAME, stacked=False)
    cells = Reference(sheet, 2, TOTALS_FIRST, 2, last)
    names = Reference(sheet, 1, TOTALS_FIRST, 1, last)
    counts = histogram(_complete(facts), rubric.maximum)
    charts.add_series(chart, "機關數", cells, counts, names, [_range(own) for own in ranges])
    chart.legend = None
    charts.place(sheet, chart, "F2", 20, 10)
    set_up(sheet, f"{rubric.title}　{TOTALS_NAME}", None, f"A1:P{max(last, 24)}")


def total_rows(facts: Facts) -> Iterator[StreamedRow]:
    rubric = facts.collection.rubric
    ranges = bins(rubric.maximum)
    totals = facts.cells(facts.columns.letter("total"))
    blanks = facts.cells(facts.columns.letter("blank"))
    counts = histogram(_complete(facts), rubric.maximum)
    for place, (own, count) in enumerate(zip(ranges, counts, strict=True)):
        row = TOTALS_FIRST + place
        beyond = "" if place == len(ranges) - 1 else f',{totals},"<"&D{row}'
        low = "" if place == 0 else f',{totals},">="&C{row}'
        formula = f"COUNTIFS({blanks},0{low}{beyond})"
        yield StreamedRow((_range(own), Computed(formula, count), plain(own[0]), plain(own[1])), 20)


def _range(own: tuple[Decimal, Decimal]) -> str:
    return f"{points_text(own[0])}～{points_text(own[1])}"


def _complete(facts: Facts) -> list[Decimal]:
    found = (readable(result) for result in facts.collection.results)
    totals = (checked.totals[WHOLE_FORM] for checked in found if checked)
    return [total.recomputed for total in totals if total.complete]
