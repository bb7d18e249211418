"""What was filled into a form of random rules is read as it was given, and nothing else is found wrong."""

from random import Random

import pytest

from scoring.audit import audit
from scoring.totals import recompute
from tests.extent import cases
from tests.random_rubrics import random_card, usable_rubric
from tests.workbook.forms import KEY, identity
from workbook.form.fill import fill, stock
from workbook.identity import sign
from workbook.intake.check import Terms, check
from workbook.protection import Lock


@pytest.mark.parametrize("seed", range(cases(100)))
def test_a_form_is_read_as_it_was_filled_in(seed: int) -> None:
    random = Random(f"read {seed}")
    rubric = usable_rubric(random)
    made = stock(rubric, Lock(), named=True)
    for _ in range(3):
        card = random_card(rubric, random)
        found = check(fill(made, sign(identity(rubric), KEY), card), "file.xlsx", Terms(KEY, rubric=rubric))
        assert found.scorecard.answers == card.answers
        assert found.scorecard.header.texts == card.header.texts
        assert {key: total.recomputed for key, total in found.totals.items()} == {
            key: total.recomputed for key, total in recompute(rubric, card).items()
        }
        expected = audit(rubric, card).findings
        assert [(f.code, f.id) for f in found.findings] == [(f.code, f.id) for f in expected]
