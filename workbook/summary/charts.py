"""Excel's own charts, with the values saved in them: previews and other programs draw from these."""

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.chart import BarChart, RadarChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.worksheet.worksheet import Worksheet

from scoring.rubric import plain

COLOURS = ("0072B2", "E69F00", "009E73", "CC79A7", "56B4E9", "D55E00", "F0E442", "000000")
"""Colours that the colour-blind can tell apart (Okabe and Ito, 2008)."""

_LINE = 28_575  # EMU, 2.25 points
Chart = BarChart | RadarChart
Number = int | float | Decimal | None


def add_series(
    chart: Chart,
    title: str,
    values: Reference,
    saved: Sequence[Number],
    names: Reference,
    labels: Sequence[str],
) -> None:
    """Add a series over cells, with what stands in them: ``saved`` in ``values``, ``labels`` in ``names``."""
    made = Series(values, title=title)
    made.val.numRef.numCache = NumData(
        formatCode="General",
        ptCount=len(saved),
        pt=[NumVal(idx=n, v=str(plain(Decimal(v)))) for n, v in enumerate(saved) if v is not None],
    )
    made.cat = _categories(names, labels)
    chart.series.append(made)


def _categories(names: Reference, labels: Sequence[str]) -> AxDataSource:
    cache = StrData(ptCount=len(labels), pt=[StrVal(idx=n, v=text) for n, text in enumerate(labels)])
    return AxDataSource(strRef=StrRef(f=str(names), strCache=cache))


def bars(title: str, *, stacked: bool) -> BarChart:
    chart = BarChart()
    chart.type, chart.title, chart.gapWidth = "col", title, 60
    if stacked:
        chart.grouping, chart.overlap = "stacked", 100
    chart.x_axis.delete = chart.y_axis.delete = False
    return chart


def radar(title: str) -> RadarChart:
    chart = RadarChart()
    chart.type, chart.title = "marker", title
    if chart.legend:
        chart.legend.position = "b"  # beside it would leave little of the chart
    chart.x_axis.delete = chart.y_axis.delete = False
    return chart


def place(sheet: Worksheet, chart: Chart, anchor: str, width: int, height: int) -> None:
    """Place the chart; ``width`` and ``height`` in cm."""
    for number, own in enumerate(chart.series):
        colour = COLOURS[number % len(COLOURS)]
        own.graphicalProperties.line.solidFill = colour
        if isinstance(chart, BarChart):
            own.graphicalProperties.solidFill = colour
        else:
            own.graphicalProperties.line.width = _LINE
    chart.width, chart.height = width, height
    sheet.add_chart(chart, anchor)
