"""總表 on paper: whole criteria a page, none wider than the page, every heading on each."""

import io

import openpyxl
from hypothesis import given

from scoring.rubric import Rubric
from tests.builders import answered, item, rubrics, scorecard, section
from tests.builders import rubric as rubric_of
from tests.workbook.summary.files import checked, workbook
from workbook.fit import row_height
from workbook.summary.columns import (
    DIMENSION_ROW,
    HEIGHTS,
    LABEL_ROW,
    MAIN_SCALE,
    MAIN_SHEET,
    Column,
    columns_of,
)
from workbook.summary.earlier import read_earlier
from workbook.summary.pages import PAGE_WIDTH, pages_of


def on_pages(rubric: Rubric) -> list[list[Column]]:
    """The columns of each page, without those that stand on every one."""
    pages = pages_of(columns_of(rubric))
    found: list[list[Column]] = [[] for _ in range(len(pages.starts) + 1)]
    for column in columns_of(rubric).all:
        if column.dimension or column.kind == "blank":
            found[pages.number(column)].append(column)
    return found


def test_the_real_form_goes_over_six_pages(rubric_107: Rubric) -> None:
    criteria = [
        list(dict.fromkeys(c.criterion for c in page if c.criterion)) for page in on_pages(rubric_107)
    ]
    assert criteria == [
        ["1.1"],
        ["1.2"],
        ["2.1", "2.2", "2.3"],
        ["3.1", "3.2"],
        ["4.1", "4.2"],
        ["5.1", "5.2"],
    ]
    assert pages_of(columns_of(rubric_107)).scale == MAIN_SCALE


@given(rubrics())
def test_no_criterion_is_parted_and_every_page_is_full_at_most(rubric: Rubric) -> None:
    pages, columns = on_pages(rubric), columns_of(rubric)
    parted = [{column.criterion for column in page if column.criterion} for page in pages]
    assert sum(map(len, parted)) == len(set().union(*parted))
    repeated = sum(c.width for c in columns.all if not c.dimension and c.kind != "blank")
    scale = pages_of(columns).scale
    for page in pages:
        assert (repeated + sum(column.width for column in page)) * scale / 100 <= PAGE_WIDTH


def test_a_criterion_wider_than_a_page_is_printed_smaller() -> None:
    wide = rubric_of(section("1", section("1.1", *(item(f"1.1.{n}", 10) for n in range(1, 20)))))
    assert pages_of(columns_of(wide)).scale < MAIN_SCALE
    assert pages_of(columns_of(wide)).starts == ()


def test_a_dimension_that_goes_over_is_named_again_and_read_back_by_its_first_name(
    rubric_107: Rubric,
) -> None:
    card = answered(scorecard(rubric_107), "1.1.1", score=20)
    data = workbook(checked("a", card=card, of=rubric_107), of=rubric_107)
    main = openpyxl.load_workbook(io.BytesIO(data))[MAIN_SHEET]
    labels = [cell.value for cell in main[DIMENSION_ROW] if cell.value]
    assert labels[:3] == ["一、基礎服務（200）", "一、基礎服務（200）（續）", "二、服務遞送（300）"]
    names = read_earlier(data, "107.xlsx").names
    assert {dimension.id: names[dimension.id] for dimension in rubric_107.dimensions} == {
        dimension.id: dimension.label for dimension in rubric_107.dimensions
    }
    assert names["1.2"] == rubric_107.nodes["1.2"].label


def test_every_items_label_stands_whole(rubric_107: Rubric) -> None:
    items = columns_of(rubric_107).items.values()
    assert all(row_height([(column.label, column.width)]) <= HEIGHTS[LABEL_ROW] for column in items)
    assert len({column.width for column in items}) > 1
