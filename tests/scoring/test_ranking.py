"""Ranks: equal totals share one, and the next is skipped."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.ranking import ranks

TOTALS = st.dictionaries(st.text(max_size=3), st.decimals(0, 20, places=1), max_size=20)


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ({}, {}),
        ({"a": 5}, {"a": 1}),
        ({"a": 5, "b": 9}, {"a": 2, "b": 1}),
        ({"a": 9, "b": 8, "c": 8, "d": 7}, {"a": 1, "b": 2, "c": 2, "d": 4}),
        ({"a": 8, "b": 8, "c": 8}, {"a": 1, "b": 1, "c": 1}),
    ],
)
def test_offices_are_ranked_from_the_highest_total(totals: dict[str, int], expected: dict[str, int]) -> None:
    assert ranks({key: Decimal(total) for key, total in totals.items()}) == expected


def test_totals_that_are_equal_but_written_otherwise_share_a_rank() -> None:
    assert ranks({"a": Decimal("8.0"), "b": Decimal(8)}) == {"a": 1, "b": 1}


@given(TOTALS)
def test_a_rank_is_one_more_than_the_number_of_those_above(totals: dict[str, Decimal]) -> None:
    assert ranks(totals) == {
        key: 1 + sum(other > total for other in totals.values()) for key, total in totals.items()
    }


@given(TOTALS, st.decimals(1, 5, places=1))
def test_ranks_do_not_depend_on_order_or_on_what_all_get_besides(
    totals: dict[str, Decimal], more: Decimal
) -> None:
    turned = {key: totals[key] + more for key in reversed(totals)}
    assert ranks(turned) == ranks(totals)
