"""The charts: each series has the values saved that stand in its cells, for previews draw from these."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from lxml import etree

from scoring.roster import Roster
from scoring.scorecard import Office
from tests.workbook.summary.files import (
    CONTEXT,
    SHILIN,
    TAIPEI,
    XINBEI,
    checked,
    collected,
    grouped,
    roster,
    workbook,
)
from workbook.package import open_package
from workbook.summary.dimensions import MOST_DRAWN
from workbook.summary.write import write

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def charts(data: bytes) -> list[etree._Element]:
    package = open_package(data)
    names = sorted(name for name in package.members if name.startswith("xl/charts/chart"))
    return [etree.fromstring(package.read(name)) for name in names]


def caches(chart: etree._Element) -> Iterator[tuple[str, list[str | None]]]:
    """Each reference of a chart's series, with what is saved for it."""
    for reference in (*chart.iter(f"{C}numRef"), *chart.iter(f"{C}strRef")):
        cache = reference.find(f"{C}numCache")
        cache = reference.find(f"{C}strCache") if cache is None else cache
        assert cache is not None, reference.findtext(f"{C}f")
        count = cache.find(f"{C}ptCount")
        points = {point.get("idx"): point.findtext(f"{C}v") for point in cache.iter(f"{C}pt")}
        size = int(count.get("val", "0")) if count is not None else 0
        yield str(reference.findtext(f"{C}f")), [points.get(str(n)) for n in range(size)]


@pytest.fixture(scope="module")
def data() -> bytes:
    files = (checked("a"), checked("b", XINBEI, {"1.1.1": 7, "2.1.1": None}))
    return workbook(*files, on=roster(TAIPEI, XINBEI, SHILIN))


@pytest.fixture(scope="module")
def of_groups() -> bytes:
    offices = [Office(f"O{n}", f"機關{n}") for n in range(5)]
    files = [checked(o.name, o, {"1.1.1": n + 1}) for n, o in enumerate(offices[:4])]
    return workbook(*files, on=grouped({"北區": offices[:2], "南區*": offices[2:3]}, *offices[3:]))


def test_with_groups_the_radar_and_bars_are_of_groups_and_each_office_still_has_its_bar(
    of_groups: bytes,
) -> None:
    own = [chart for chart in charts(of_groups) if "構面" in etree.tostring(chart, encoding="unicode")]
    kinds = [child.tag for chart in own for child in chart.iter() if str(child.tag).endswith("Chart")]
    assert sorted(kinds) == [f"{C}barChart", f"{C}barChart", f"{C}radarChart"]
    titles = [[str(t.text) for t in chart.iter(f"{C}v")] for chart in own]
    assert sum({"北區", "南區*"} <= set(texts) for texts in titles) == 2


def test_what_is_saved_in_a_chart_of_groups_is_what_stands_in_its_cells(of_groups: bytes) -> None:
    assert compared(of_groups) > 30


def test_there_is_a_radar_a_stacked_chart_and_a_histogram(data: bytes) -> None:
    kinds = [child.tag for c in charts(data) for child in c.iter() if str(child.tag).endswith("Chart")]
    assert sorted(kinds) == [f"{C}barChart", f"{C}barChart", f"{C}radarChart"]


def test_what_is_saved_in_a_chart_is_what_stands_in_its_cells(data: bytes) -> None:
    assert compared(data) > 25


def compared(data: bytes) -> int:
    """How many saved values are those of their cells, which all have to be."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    count = 0
    for chart in charts(data):
        for reference, saved in caches(chart):
            sheet, _, area = reference.replace("'", "").rpartition("!")
            found = book[sheet][area.replace("$", "")]
            grid = found if isinstance(found, tuple) else ((found,),)
            cells = [cell.value for row in grid for cell in (row if isinstance(row, tuple) else (row,))]
            for own, value in zip(saved, cells, strict=True):
                if isinstance(value, int | float):
                    assert float(own or "nan") == pytest.approx(value)
                else:
                    assert (own or None) == value
                count += 1
    return count


def test_of_many_offices_the_first_are_drawn_and_all_are_listed() -> None:
    offices = [Office(f"O{n:03}", f"機關{n}") for n in range(MOST_DRAWN + 5)]
    many = workbook(*(checked(office.name, office) for office in offices))
    drawn = max(len(saved) for chart in charts(many) for _, saved in caches(chart))
    assert drawn == MOST_DRAWN
    sheet = openpyxl.load_workbook(io.BytesIO(many), data_only=True)["構面比較"]
    assert {cell.value for cell in sheet["B"]} >= {office.name for office in offices}


@pytest.mark.parametrize("on", [None, roster(TAIPEI, XINBEI)])
def test_where_there_is_nothing_to_draw_a_sentence_stands_in_place_of_empty_charts(on: Roster | None) -> None:
    data = write(collected(on=on), CONTEXT)
    assert charts(data) == []
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book["構面比較"]["A3"].value == "尚無可讀的評分，沒有圖可畫。"
    assert book["總分分布"]["F2"].value == "尚無評分完整的機關，沒有圖可畫。"


def test_scores_that_are_not_complete_are_drawn_by_dimension_but_not_as_totals() -> None:
    kinds = [
        str(child.tag).removeprefix(C)
        for chart in charts(workbook(checked("a", scores={"1.1.1": None})))
        for child in chart.iter()
        if str(child.tag).endswith("Chart")
    ]
    assert sorted(kinds) == ["barChart", "radarChart"]
