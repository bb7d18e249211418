"""Addresses of cells: columns by letters and by number, how far apart they stand, and areas."""

import re
from typing import NamedTuple

_AREA = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})(?::([A-Z]{1,3})([1-9][0-9]{0,6}))?")


def column_name(index: int) -> str:
    """Return a column's letters, by its number from 1: A, B, … Z, AA. Raise ValueError below 1."""
    if index < 1:
        raise ValueError(f"there is no column {index}")
    name = ""
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(name: str) -> int:
    """Return a column's number, from 1, by its letters A to Z."""
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - 64
    return index


def shifted(column: str, by: int) -> str:
    """Return the column so many to the right. Raise ValueError where that is left of A."""
    return column_name(column_index(column) + by)


def distance(left: str, right: str) -> int:
    """Return how many columns ``right`` stands to the right of ``left``."""
    return column_index(right) - column_index(left)


class Area(NamedTuple):
    """Cells from one corner to the other, by the numbers of columns and rows."""

    left: int
    top: int
    right: int
    bottom: int

    def lies_in(self, other: "Area") -> bool:
        """Tell whether all of it lies within another."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom


def area(written: str) -> Area:
    """Return the area that is written like ``C7`` or ``C7:D9``, from any corner to the opposite one.

    Raise ValueError for anything else.
    """
    match = _AREA.fullmatch(written)
    if match is None:
        raise ValueError(f"there is no area {written[:40]!r}")
    columns = sorted((column_index(match[1]), column_index(match[3] or match[1])))
    rows = sorted((int(match[2]), int(match[4] or match[2])))
    return Area(columns[0], rows[0], columns[1], rows[1])
