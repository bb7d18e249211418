"""LibreOffice recalculates workbooks of random rubrics: totals, grades, ranks, statistics are Python's."""

from decimal import Decimal
from random import Random

import pytest

from scoring.comparison import beside
from scoring.possible import is_possible, worths_of
from scoring.rubric import Item
from tests.extent import cases
from tests.office.libreoffice import LibreOffice
from tests.office.test_summary import differing
from tests.random_rubrics import graded, usable_rubric
from tests.workbook.summary.files import CONTEXT
from tests.workbook.summary.test_rules_summary import collection
from workbook.summary.columns import MAIN_FIRST_ROW, MAIN_SHEET, columns_of
from workbook.summary.earlier import read_earlier
from workbook.summary.write import write

pytestmark = pytest.mark.libreoffice

RUBRICS = 200


@pytest.mark.parametrize("seed", range(cases(RUBRICS)))
def test_every_formula_comes_to_the_value_saved_beside_it(libreoffice: LibreOffice, seed: int) -> None:
    random = Random(f"summary {seed}")
    data = write(collection(graded(usable_rubric(random), random), random), CONTEXT)
    with libreoffice.open(data) as document:
        assert differing(document, data) == {}


@pytest.mark.parametrize("seed", range(cases(RUBRICS // 4)))
def test_beside_another_year_too(libreoffice: LibreOffice, seed: int) -> None:
    random = Random(f"years {seed}")
    rubric = graded(usable_rubric(random), random)
    before = read_earlier(write(collection(rubric, random), CONTEXT), "上年.xlsx")
    data = write(collection(rubric, random), CONTEXT, beside(rubric, before))
    with libreoffice.open(data) as document:
        assert differing(document, data) == {}


@pytest.mark.parametrize("seed", range(cases(RUBRICS // 4)))
def test_only_what_an_item_can_come_to_may_be_entered(libreoffice: LibreOffice, seed: int) -> None:
    random = Random(f"guards {seed}")
    rubric = usable_rubric(random)
    columns = columns_of(rubric)
    impossible = set()
    with libreoffice.open(write(collection(rubric, random), CONTEXT)) as document:
        for item_id, column in columns.items.items():
            item = next(item for item in rubric.items if item.id == item_id)
            entered = random.choice(_candidates(item, rubric.na_text))
            cell = f"{column.letter}{MAIN_FIRST_ROW}"
            document.put(MAIN_SHEET, cell, entered if isinstance(entered, str) else float(entered))
            if isinstance(entered, str):
                is_allowed = entered == rubric.na_text and item.may_be_na
            else:
                is_allowed = is_possible(item, entered, rubric.step)
            if not is_allowed:
                impossible.add(cell)
        if "lacking" in (column.kind for column in columns.all):
            document.put(MAIN_SHEET, f"{columns.letter('lacking')}{MAIN_FIRST_ROW}", 0)
        assert document.circled(MAIN_SHEET) == impossible


def _candidates(item: Item, na_text: str) -> list[Decimal | str]:
    """Return what may be entered for an item, and what may not."""
    near = [item.low, item.maximum, item.maximum + 1, Decimal("0.5"), Decimal(2), Decimal("-2.5")]
    return [*near, *worths_of(item), Decimal("0.07"), na_text, "文字"]
