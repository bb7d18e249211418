"""Addresses: columns by letters and by number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.address import Area, area, column_index, column_name, distance, shifted


@pytest.mark.parametrize(
    ("name", "index"),
    [("A", 1), ("Z", 26), ("AA", 27), ("AZ", 52), ("ZZ", 702), ("AAA", 703), ("XFD", 16_384)],
)
def test_columns_count_from_a(name: str, index: int) -> None:
    assert (column_name(index), column_index(name)) == (name, index)


@given(st.integers(1, 16_384))
def test_a_column_is_found_again_by_its_name(index: int) -> None:
    assert column_index(column_name(index)) == index


@pytest.mark.parametrize("index", [0, -1])
def test_there_is_no_column_left_of_a(index: int) -> None:
    with pytest.raises(ValueError, match="no column"):
        column_name(index)


def test_columns_are_shifted_by_their_distance() -> None:
    assert distance("J", "H") == -2
    assert shifted("J", distance("J", "H")) == "H"
    with pytest.raises(ValueError, match="no column"):
        shifted("A", -1)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("C7", Area(3, 7, 3, 7)),
        ("C7:D9", Area(3, 7, 4, 9)),
        ("D9:C7", Area(3, 7, 4, 9)),
        ("C9:D7", Area(3, 7, 4, 9)),
        ("A1:XFD1048576", Area(1, 1, 16_384, 1_048_576)),
    ],
)
def test_an_area_is_what_lies_between_two_corners(written: str, expected: Area) -> None:
    assert area(written) == expected


@pytest.mark.parametrize("written", ["", "C", "7", "C0", "c7", "C7:", "C7:D9:E1", "$C$7", "ABCD1", "C7 D9"])
def test_what_is_no_area_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no area"):
        area(written)


@pytest.mark.parametrize(
    ("inner", "lies"),
    [
        ("C7", True),
        ("D9", True),
        ("C7:D9", True),
        ("B7", False),
        ("C6", False),
        ("E7", False),
        ("C10", False),
    ],
)
def test_an_area_lies_in_another_or_not(inner: str, *, lies: bool) -> None:
    assert area(inner).lies_in(area("C7:D9")) is lies
