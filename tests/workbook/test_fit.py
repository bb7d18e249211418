"""How text fits a cell: width, lines, height, and what is cut off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.fit import (
    LINE_HEIGHT,
    MAX_CELL_TEXT,
    MAX_HEIGHT,
    clipped,
    comment_height,
    height,
    lines,
    room,
    row_height,
    units,
    utf16_length,
    whole_room,
)


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("評分表", 6), ("１", 2), ("a評", 3), ("「」，。", 8), ("☑", 1), ("…", 2)],
)
def test_a_full_width_character_counts_two(text: str, width: int) -> None:
    assert units(text) == width


@pytest.mark.parametrize(
    ("text", "lines_of_6"),
    [("", 1), ("評分表", 1), ("評分表。", 2), ("a\n\nb", 3), ("abcdef", 1), ("abcdefg", 2)],
)
def test_a_line_that_fills_its_column_does_not_wrap_and_one_more_character_does(
    text: str, lines_of_6: int
) -> None:
    assert lines(text, 6) == lines_of_6


@pytest.mark.parametrize(
    ("width", "spare", "held"),
    [(55, 0, 52), (55, 1, 51), (55, 2, 50), (1, 1, 2), (0, 0, 2)],
)
def test_a_column_holds_so_many_units_and_two_at_least(width: float, spare: int, held: int) -> None:
    assert room(width, spare=spare) == held


def test_a_smaller_font_fits_more_into_a_column() -> None:
    assert room(55, size=10) > room(55, size=11) > room(55, size=16)


@pytest.mark.parametrize(("width", "held"), [(55, 52), (39, 36), (17, 14)])
def test_whole_characters_fill_an_even_number_of_units(width: float, held: int) -> None:
    assert whole_room(width) == held


@given(st.text("a字\n", max_size=400), st.text("a字\n", max_size=50), st.integers(2, 80))
def test_more_text_never_needs_less_room_and_never_more_than_excel_shows(
    text: str, more: str, width: int
) -> None:
    assert LINE_HEIGHT <= height(text, width) <= height(text + more, width) <= MAX_HEIGHT


def test_a_row_is_as_high_as_its_lines_and_what_stands_around_them() -> None:
    assert height("評分表。", 6) == 2 * LINE_HEIGHT
    assert height("評分表。", 6, padding=3) == 2 * LINE_HEIGHT + 3


@pytest.mark.parametrize(
    ("texts", "points"),
    [
        ([], 18),
        ([("", 1)], 18),
        ([("評分表", 20)], 18),
        ([("評分表", 20), ("評" * 30, 20)], 63),
        ([("評" * 30, 20), ("評分表", 20)], 63),
    ],
)
def test_a_row_is_as_high_as_the_longest_of_its_texts_needs(
    texts: list[tuple[str, float]], points: float
) -> None:
    assert row_height(texts) == points
    assert row_height(texts, least=40) == max(points, 40)


def test_a_comment_grows_with_its_text_up_to_what_a_screen_shows() -> None:
    assert comment_height("評分") == 2 * 17
    assert comment_height("評" * 23) == 3 * 17
    assert comment_height("評\n" * 99) == 400


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("評分表", 3, "評分表"),
        ("評分表", 2, "評分"),
        ("a😀", 3, "a😀"),
        ("a😀", 2, "a"),
        ("a\ud83d", 3, "a\ufffd"),
        ("", 0, ""),
    ],
)
def test_a_text_is_cut_between_characters(text: str, most: int, kept: str) -> None:
    assert clipped(text, most) == kept


@given(st.text(max_size=40), st.integers(0, 40))
def test_what_is_cut_fits_and_is_the_start_of_the_text(text: str, most: int) -> None:
    kept = clipped(text, most)
    assert utf16_length(kept) <= most
    assert text.startswith(kept)
    assert kept == text or utf16_length(text) > most


def test_a_cell_holds_what_excel_says() -> None:
    assert clipped("字" * (MAX_CELL_TEXT + 1)) == "字" * MAX_CELL_TEXT
