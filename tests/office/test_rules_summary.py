"""LibreOffice recalculates workbooks of random rubrics: totals, grades, ranks, statistics are Python's."""

from random import Random

import pytest

from scoring.comparison import beside
from tests.extent import cases
from tests.office.libreoffice import LibreOffice
from tests.office.test_summary import differing
from tests.random_rubrics import graded, usable_rubric
from tests.workbook.summary.files import CONTEXT
from tests.workbook.summary.test_rules_summary import collection
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
