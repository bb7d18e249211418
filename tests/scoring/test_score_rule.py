"""What a score may be: the ticked band's range, or the item's, in whole steps."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.score_rule import allowed, is_off_step, is_outside
from scoring.scorecard import Answer
from tests.builders import SMALL, item

BANDED = item("1.1.1", 20, (11, 20), (1, 10))


@pytest.mark.parametrize(
    ("ticked", "low", "high"), [((1,), 11, 20), ((2,), 1, 10), ((), 1, 20), ((1, 2), 1, 20)]
)
def test_one_ticked_band_narrows_what_is_allowed(ticked: tuple[int, ...], low: int, high: int) -> None:
    assert list(map(int, allowed(BANDED, Answer(ticked=ticked)))) == [low, high]


@pytest.mark.parametrize(
    ("score", "step", "between"),
    [
        ("17", "1", False),
        ("17.5", "1", True),
        ("17.5", "0.5", False),
        ("17.3", "0.1", False),
        ("0", "1", False),
    ],
)
def test_a_score_stands_on_a_step_or_between_two(score: str, step: str, *, between: bool) -> None:
    assert is_off_step(Decimal(score), Decimal(step)) is between


@pytest.mark.parametrize(
    ("score", "outside"), [("11", False), ("20", False), ("10", True), ("21", True), ("11.5", True)]
)
def test_both_ends_of_a_band_are_allowed_and_nothing_between_steps(score: str, *, outside: bool) -> None:
    answer = Answer(Decimal(score), ticked=(1,))
    assert is_outside(Decimal(score), BANDED, answer, SMALL.step) is outside
    assert is_outside(Decimal(score), BANDED, replace(answer, ticked=()), SMALL.step) is (
        score in ("21", "11.5")
    )
