"""A total comes from the totals right beneath it, and from the items that stand beneath none of these."""

from decimal import Decimal

from hypothesis import given

from scoring.folds import parts_of, totals_of
from scoring.rubric import Rubric
from tests.builders import SMALL, item, rubric, rubrics, section


def test_each_total_adds_what_stands_right_beneath_it() -> None:
    assert {total_id: list(parts) for total_id, parts in parts_of(SMALL).items()} == {
        "": ["1", "2"],
        "1": ["1.1", "1.2"],
        "1.1": ["1.1.1", "1.1.2"],
        "1.2": ["1.2.1.1", "1.2.1.2"],
        "1.2.1": ["1.2.1.1", "1.2.1.2"],
        "2": ["2.1"],
        "2.1": ["2.1.1"],
    }


def test_an_item_beside_a_criterion_is_added_to_it() -> None:
    mixed = rubric(section("1", section("1.1", item("1.1.1", 10)), item("1.2", 5)))
    assert list(parts_of(mixed)["1"]) == ["1.1", "1.2"]


@given(rubrics())
def test_every_total_is_the_sum_of_the_items_beneath_it(of: Rubric) -> None:
    scores = {each.id: None if number % 3 == 0 else Decimal(number) for number, each in enumerate(of.items)}
    for total_id, together in totals_of(of, scores).items():
        beneath = [scores[each.id] for each in of.items_under[total_id]]
        there = [score for score in beneath if score is not None]
        assert together == (sum(there, Decimal(0)) if there else None)
