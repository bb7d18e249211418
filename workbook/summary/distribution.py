"""總分分布: how many offices have a total in each range, live from 總表, with Excel's own chart."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from openpyxl.chart import Reference
from openpyxl.worksheet.worksheet import Worksheet

from scoring.folds import may_be_na
from scoring.rubric import WHOLE_FORM, plain, points_text
from scoring.statistics import Range, histogram, ranges
from workbook.drawing import styles
from workbook.drawing.cells import write
from workbook.drawing.sheets import set_up, title
from workbook.drawing.tables import Column, draw_headings, draw_row
from workbook.summary import charts
from workbook.summary.facts import Facts
from workbook.summary.stream import Computed, StreamedRow

NAME = "總分分布"
HEADER_ROW, FIRST_ROW = 2, 3
_COLUMNS = (Column("總分", 22), Column("機關數", 10), Column("下限（含）", 10), Column("上限", 10))
_FEW = 10
_LEAST = "-1000000000"


def draw(sheet: Worksheet, facts: Facts) -> None:
    rubric = facts.collection.rubric
    direction = "，總分愈低愈好" if rubric.better == "low" else ""
    title(sheet, f"{rubric.title}　{NAME}（僅計評分完整的機關{direction}）")
    draw_headings(sheet, HEADER_ROW, _COLUMNS)
    draw_row(sheet, FIRST_ROW, _COLUMNS)
    totals = _complete(facts)
    drawn = ranges(totals, rubric.maximum)
    last = FIRST_ROW + len(drawn) - 1
    counts = histogram(totals, drawn)
    if any(counts):
        _draw_chart(sheet, drawn, counts)
    else:
        write(sheet, f"F{HEADER_ROW}", "尚無評分完整的機關，沒有圖可畫。", styles.BODY, styles.ONE_LINE)
    set_up(sheet, f"{rubric.title}　{NAME}", None, f"A1:R{max(last, 24)}")


def _draw_chart(sheet: Worksheet, drawn: Sequence[Range], counts: Sequence[int]) -> None:
    last = FIRST_ROW + len(drawn) - 1
    chart = charts.bars(NAME, stacked=False)
    cells = Reference(sheet, 2, FIRST_ROW, 2, last)
    names = Reference(sheet, 1, FIRST_ROW, 1, last)
    charts.add_series(chart, "機關數", cells, counts, names, [_label(own) for own in drawn])
    chart.legend = None
    chart.y_axis.scaling.min = 0
    if max(counts) <= _FEW:
        chart.y_axis.majorUnit = 1  # there is no half an office
    charts.place(sheet, chart, "F2", 24, 10)


def rows(facts: Facts) -> Iterator[StreamedRow]:
    points = _complete(facts)
    drawn = ranges(points, facts.collection.rubric.maximum)
    totals = facts.cells(facts.columns.letter("total"))
    is_text = may_be_na(facts.collection.rubric)
    whole = ",".join(f"{facts.cells(column.letter)},0" for column in facts.columns.counts)
    for place, (own, count) in enumerate(zip(drawn, histogram(points, drawn), strict=True)):
        row = FIRST_ROW + place
        beyond = "" if place == len(drawn) - 1 else f',{totals},"<"&D{row}'
        low = "" if place == 0 else f',{totals},">="&C{row}'
        numbers = "" if low or beyond else f',{totals},">={_LEAST}"'  # a total may be a text
        formula = f"COUNTIFS({whole}{low}{beyond}{numbers if is_text else ''})"
        yield StreamedRow((_label(own), Computed(formula, count), plain(own[0]), plain(own[1])), 20)


def _label(own: Range) -> str:
    return f"{points_text(own[0])}～{points_text(own[1])}"


def _complete(facts: Facts) -> list[Decimal]:
    forms = (result.form for result in facts.collection.results)
    totals = (form.totals[WHOLE_FORM] for form in forms if form)
    return [total.recomputed for total in totals if total.complete and isinstance(total.value, Decimal)]
