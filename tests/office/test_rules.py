"""Other programs recalculate forms of random rubrics, with every kind of ask, fold and condition."""

import math
from random import Random

import pytest

from tests.extent import cases
from tests.office import workbooks
from tests.office.engine import Engine
from tests.office.libreoffice import CellValue, LibreOffice
from tests.office.test_recalculation import differences, recalculated
from tests.random_rubrics import random_card, usable_rubric
from workbook.form.formulas import formulas
from workbook.layout import FORM_SHEET, layout_of

RUBRICS, CARDS = 200, 2


@pytest.mark.libreoffice
@pytest.mark.parametrize("seed", range(cases(RUBRICS)))
def test_libreoffice_makes_of_a_form_what_its_rules_come_to(libreoffice: LibreOffice, seed: int) -> None:
    random = Random(seed)
    rubric = usable_rubric(random)
    for number in range(CARDS):
        card = random_card(rubric, random)
        form = recalculated(libreoffice, f"{rubric.id} #{number}", rubric, card, named=False)
        assert list(differences(form)) == []


@pytest.mark.engine
@pytest.mark.parametrize("seed", range(cases(RUBRICS)))
def test_hyperformula_makes_of_a_form_what_its_rules_come_to(hyperformula: Engine, seed: int) -> None:
    """All but the lines of counts: for it, the pattern ?* of COUNTIF fits an empty text, too."""
    random = Random(f"engine {seed}")
    rubric = usable_rubric(random)
    layout = layout_of(rubric)
    for _ in range(CARDS):
        card = random_card(rubric, random)
        values = hyperformula.values(workbooks.filled(rubric, card, named=False), FORM_SHEET)
        differing = [
            (formula.cell, formula.text, formula.value, values[formula.cell])
            for formula in formulas(layout, card)
            if formula.cell != layout.summary_cells[0] and not is_same(formula.value, values[formula.cell])
        ]
        assert differing == []


def is_same(ours: CellValue, theirs: CellValue) -> bool:
    if isinstance(ours, str) or isinstance(theirs, str):
        return ours == theirs
    return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-9)
