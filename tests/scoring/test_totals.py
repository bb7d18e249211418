"""Totals are the exact sum of the items, however a scorecard came to be."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring.rubric import Rubric
from scoring.scorecard import Answer, Scorecard, Stated
from scoring.totals import recompute, shown_totals
from tests.builders import SMALL, answered, item, rubric, scorecard, section, typed

POINTS = st.none() | st.integers(-5, 25).map(Decimal) | st.decimals(-1000, 1000, places=3)


@given(st.fixed_dictionaries({item.id: POINTS for item in SMALL.items}))
def test_every_total_is_the_exact_sum_of_the_items_beneath_it(scores: dict[str, Decimal | None]) -> None:
    card = Scorecard(answers={item_id: Answer(points, notes=("佐證",)) for item_id, points in scores.items()})
    totals = recompute(SMALL, card)
    assert list(totals) == list(SMALL.total_ids)
    for total_id, total in totals.items():
        beneath = {
            item.id: scores[item.id]
            for item in SMALL.items
            if total_id == "" or item.id.startswith(f"{total_id}.")
        }
        counted = {
            item_id: Fraction(points)
            for item_id, points in beneath.items()
            if points is not None and _is_allowed(item_id, points)
        }
        assert Fraction(total.recomputed) == sum(counted.values(), Fraction(0))
        assert total.blank == tuple(item_id for item_id in beneath if item_id not in counted)
        assert total.complete is (len(counted) == len(beneath))


def _is_allowed(item_id: str, points: Decimal) -> bool:
    """Whole points, from 1 to what the item is worth."""
    (of,) = [each for each in SMALL.items if each.id == item_id]
    return 1 <= points <= of.maximum and points == int(points)


def test_a_score_that_the_item_its_band_or_the_step_does_not_allow_counts_as_none() -> None:
    for points, ticked in ((11, ()), (0, ()), ("8.5", ()), (5, (1,)), (46244, (2,))):
        card = answered(scorecard(SMALL), "1.1.2" if ticked else "1.1.1", score=points, ticked=ticked)
        assert recompute(SMALL, card)[""].complete is False


@given(st.data())
def test_the_real_form_adds_up_as_fractions_do(rubric_107: Rubric, data: st.DataObject) -> None:
    scores = {
        item.id: data.draw(st.none() | st.integers(int(item.low), int(item.maximum)).map(Decimal))
        for item in rubric_107.items
    }
    card = Scorecard(answers={item_id: Answer(points) for item_id, points in scores.items()})
    together = sum((Fraction(points) for points in scores.values() if points is not None), Fraction(0))
    totals = recompute(rubric_107, card)
    assert Fraction(totals[""].recomputed) == together
    assert sum(Fraction(totals[d.id].recomputed) for d in rubric_107.dimensions) == together


def test_a_total_knows_its_maximum_and_what_was_stated() -> None:
    totals = recompute(SMALL, typed(scorecard(SMALL), {"1.1": 29}))
    assert totals["1.1"].maximum == 30
    assert totals["1.1"].stated == Stated(Decimal(29), typed=True)
    assert totals["1.2"].stated == Stated(None, typed=False)


def test_the_form_shows_sums_and_nothing_where_nothing_is_scored() -> None:
    shown = shown_totals(SMALL, scorecard(SMALL, {"2.1.1": None}))
    assert shown == {"": 40, "1": 40, "1.1": 30, "1.2": 10, "2": None, "2.1": None}


def test_the_form_shows_what_was_typed_and_carries_it_up() -> None:
    shown = shown_totals(SMALL, typed(scorecard(SMALL), {"1.1": 29}))
    assert shown == {"": 99, "1": 39, "1.1": 29, "1.2": 10, "2": 60, "2.1": 60}


def test_the_forms_own_sums_leave_out_a_number_typed_as_text() -> None:
    card = answered(scorecard(SMALL), "1.1.1", score_is_text=True)
    assert shown_totals(SMALL, card)["1.1"] == 20
    assert recompute(SMALL, card)["1.1"].recomputed == 30


def test_where_an_item_stands_beside_a_criterion_both_are_added_as_they_are_shown() -> None:
    mixed = rubric(section("1", section("1.1", item("1.1.1", 10)), item("1.2", 5)))
    shown = shown_totals(mixed, typed(scorecard(mixed), {"1.1": 9}))
    assert shown == {"": 14, "1": 14, "1.1": 9}
