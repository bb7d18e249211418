"""How scores are spread: as a spreadsheet says it, exactly."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.statistics import Spread, histogram, ranges, spread

POINTS = st.decimals(0, 100, places=1)


def decimals(*numbers: str) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (("7",), ("7", "7", "0", "7", "7")),
        (("1", "2"), ("1.5", "1.5", "0.5", "2", "1")),
        (("1", "2", "2"), ("1.67", "2", "0.47", "2", "1")),
        (("84.12", "84.13"), ("84.13", "84.125", "0.01", "84.13", "84.12")),
    ],
)
def test_mean_and_deviation_are_rounded_half_up_to_hundredths(
    points: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert spread(decimals(*points)) == Spread(len(points), *decimals(*expected))


def test_of_no_score_there_is_no_spread() -> None:
    assert spread([]) is None


@given(st.lists(POINTS, min_size=1))
def test_the_mean_lies_between_the_lowest_and_the_highest(points: list[Decimal]) -> None:
    own = spread(points)
    assert own
    assert own.lowest <= own.median <= own.highest
    assert own.lowest - Decimal("0.01") <= own.mean <= own.highest + Decimal("0.01")


@pytest.mark.parametrize(
    ("points", "ends"),
    [
        ("748 862", [0, 740, 760, 780, 800, 820, 840, 860, 880, 1000]),
        ("0 1000", [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]),
        ("1000 1000", [0, 995, 1000]),
        ("995 1000", [0, 995, 1000]),
        ("0", [0, 5, 1000]),
        ("850", [0, 850, 855, 1000]),
        ("1069", [0, 1060, 1070]),
        ("985 1011", [0, 980, 990, 1000, 1010, 1020]),
        ("-25 10", [-30, -20, -10, 0, 10, 20, 1000]),
        ("", [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]),
    ],
)
def test_ranges_are_narrow_where_the_points_lie(points: str, ends: list[int]) -> None:
    found = ranges(decimals(*points.split()), Decimal(1000))
    assert [low for low, _ in found] + [found[-1][1]] == ends


@pytest.mark.parametrize(
    ("points", "place"), [("0", 0), ("99.9", 0), ("100", 1), ("999.9", 9), ("1000", 9), ("1069", 9)]
)
def test_a_range_holds_its_low_end_and_the_last_all_that_is_above(points: str, place: int) -> None:
    counts = histogram(decimals(points), ranges([], Decimal(1000)))
    assert [n for n, count in enumerate(counts) if count] == [place]


def test_where_faults_are_counted_ranges_lie_below_0() -> None:
    ends = [Decimal(n) for n in range(-7, 1)]
    assert ranges(decimals("0", "-7"), Decimal(0)) == tuple(pairwise(ends))
    assert ranges([], Decimal(0)) == ranges(decimals("0"), Decimal(0))


@given(st.lists(POINTS), st.decimals("0.1", 2000, places=1))
def test_ranges_go_from_0_to_the_maximum_without_a_gap_and_count_everyone_once(
    points: list[Decimal], maximum: Decimal
) -> None:
    found = ranges(points, maximum)
    assert found[0][0] <= min([Decimal(0), *points])
    assert found[-1][1] >= max([maximum, *points])
    if all(0 <= own <= maximum for own in points):
        assert found[0][0] == 0
        assert found[-1][1] == maximum
    assert [high for _, high in found[:-1]] == [low for low, _ in found[1:]]
    assert all(low < high for low, high in found)
    assert len(found) <= 12
    assert sum(histogram(points, found)) == len(points)
