"""Other programs recalculate forms of random rubrics and of the samples: every ask, fold and condition."""

import math
import re
from collections.abc import Iterator, Mapping
from random import Random

import pytest

from scoring.rubric import Rubric
from scoring.rubric_file import bundled_ids, bundled_rubric
from scoring.scorecard import Scorecard
from tests.extent import cases
from tests.office import workbooks
from tests.office.engine import Engine
from tests.office.libreoffice import CellValue, LibreOffice
from tests.office.test_recalculation import differences, recalculated
from tests.random_rubrics import random_card, usable_rubric
from workbook.form.formulas import formulas
from workbook.layout import Layout, layout_of

RUBRICS, CARDS = 200, 2
_NUMBER = re.compile(r"-?\d+\.\d{10,}")


Case = tuple[Rubric, Random]


@pytest.fixture(params=[*bundled_ids(), *range(cases(RUBRICS))])
def case(request: pytest.FixtureRequest) -> Case:
    """A rubric, bundled or random, and what its answers are drawn by."""
    random = Random(str(request.param))
    is_bundled = isinstance(request.param, str)
    return bundled_rubric(request.param) if is_bundled else usable_rubric(random), random


@pytest.mark.libreoffice
def test_libreoffice_makes_of_a_form_what_its_rules_come_to(libreoffice: LibreOffice, case: Case) -> None:
    rubric, random = case
    for number in range(CARDS):
        card = random_card(rubric, random)
        form = recalculated(libreoffice, f"{rubric.id} #{number}", rubric, card, named=False)
        assert list(differences(form)) == []


@pytest.mark.engine
def test_hyperformula_makes_of_a_form_what_its_rules_come_to(hyperformula: Engine, case: Case) -> None:
    """All but the lines of counts: for it, the pattern ?* of COUNTIF fits an empty text, too."""
    rubric, random = case
    layout = layout_of(rubric)
    for _ in range(CARDS):
        card = random_card(rubric, random)
        values = hyperformula.values(workbooks.filled(rubric, card, named=False), layout.words("form_sheet"))
        assert list(_differing(layout, card, values)) == []


def _differing(
    layout: Layout, card: Scorecard, values: Mapping[str, CellValue]
) -> Iterator[tuple[object, ...]]:
    for formula in formulas(layout, card):
        theirs = values[formula.cell]
        if formula.cell != layout.summary_cells[0] and not is_same(formula.value, theirs):
            yield formula.cell, formula.text, formula.value, theirs


def is_same(ours: CellValue, theirs: CellValue) -> bool:
    """Equal, but for the last bits of a number, in a text, too: spreadsheets show fifteen digits there."""
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours == _NUMBER.sub(lambda number: f"{float(number[0]):.12g}", theirs) or ours == theirs
    if isinstance(ours, str) or isinstance(theirs, str):
        return False
    return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-9)
