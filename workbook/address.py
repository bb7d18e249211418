"""Addresses of cells: columns by letters and by number, and how far apart they stand."""


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
