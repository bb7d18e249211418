"""LibreOffice recalculates forms of random rubrics, with every kind of ask, fold and condition."""

from random import Random

import pytest

from scoring.audit import audit
from tests.extent import cases
from tests.office.libreoffice import LibreOffice
from tests.office.test_recalculation import differences, recalculated
from tests.random_rubrics import random_card, usable_rubric

pytestmark = pytest.mark.libreoffice

RUBRICS, CARDS = 200, 2


@pytest.mark.parametrize("seed", range(cases(RUBRICS)))
def test_a_form_shows_what_its_rules_come_to(libreoffice: LibreOffice, seed: int) -> None:
    random = Random(seed)
    rubric = usable_rubric(random)
    for number in range(CARDS):
        card = random_card(rubric, random)
        form = recalculated(libreoffice, f"{rubric.id} #{number}", rubric, card, named=False)
        assert list(differences(form)) == []
        totals = audit(rubric, card).totals
        assert totals.keys() == {"", *(section.id for section in rubric.sections)}
