"""The consolidated workbook of forms of one, two, four and five levels."""

import io

import openpyxl
import pytest

from scoring.rubric import Rubric
from tests.leveled import FOUR, LEVELED, ONE
from tests.workbook.summary.files import XINBEI, checked, collected, workbook
from workbook.summary.columns import MAIN_FIRST_ROW, MAIN_SHEET, columns_of
from workbook.summary.dimensions import NAME as DIMENSIONS
from workbook.summary.earlier import read_earlier
from workbook.summary.office_sheets import office_sheets
from workbook.summary.pages import pages_of

ANY = pytest.mark.parametrize("of", LEVELED.values(), ids=LEVELED)


@ANY
def test_every_item_and_every_total_that_is_stated_has_a_column(of: Rubric) -> None:
    columns = columns_of(of)
    assert list(columns.items) == [item.id for item in of.items]
    assert set(columns.totals) == set(of.stated_ids)


@ANY
def test_the_totals_are_those_of_the_forms(of: Rubric) -> None:
    data = workbook(checked("a", of=of), checked("b", XINBEI, {of.items[0].id: 2}, of=of), of=of)
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[MAIN_SHEET]
    columns = columns_of(of)
    lost = of.items[0].maximum - 2
    above = of.ancestors[of.items[0].id]
    for total_id, column in columns.totals.items():
        found = [sheet[f"{column.letter}{MAIN_FIRST_ROW + row}"].value for row in range(2)]
        whole = of.maximum_of(total_id)
        assert found == [whole, whole - lost if total_id in above else whole]


def test_items_are_added_without_the_totals_between_them() -> None:
    columns = columns_of(FOUR)
    at = {item_id: column.letter for item_id, column in columns.items.items()}
    total = columns.totals["1.1.1"].letter
    assert columns.formula("1.1", 7).count(f"{total}7") == 2  # once counted, once added
    assert f"{at['1.1.3']}7:{at['1.1.3']}7" in columns.formula("1.1", 7)
    runs = columns.blank_formula(7).partition("(")[2].rstrip(")").split(",")
    assert runs == [
        f"{at[first]}7:{at[last]}7"
        for first, last in (
            ("1.1.1.1", "1.1.1.2"),
            ("1.1.2.1", "1.1.3"),
            ("1.2.1", "1.2.1"),
            ("2.1.1.1.1", "2.1.1.1.1"),
        )
    ]


def test_without_dimensions_there_is_no_sheet_that_compares_them() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(checked("a", of=ONE), of=ONE)))
    assert DIMENSIONS not in book.sheetnames
    main = book[MAIN_SHEET]
    assert [main.row_dimensions[row].hidden for row in (3, 4)] == [True, True]


@ANY
def test_the_workbook_is_read_as_that_of_an_earlier_year(of: Rubric) -> None:
    earlier = read_earlier(workbook(checked("a", of=of), of=of), "before.xlsx")
    assert len(earlier.offices) == 1


@ANY
def test_pages_and_a_sheet_an_office_are_made(of: Rubric) -> None:
    assert 30 <= pages_of(columns_of(of)).scale <= 65
    assert office_sheets(collected(checked("a", of=of), of=of))
