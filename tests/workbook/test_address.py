"""Addresses: columns by letters and by number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.address import column_index, column_name, distance, shifted


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
