"""Columns go by their role; the letters are those of the rubric's form."""

import pytest

from scoring.rubric import Rubric
from tests.builders import SMALL
from workbook.columns import CHECK, GUIDANCE, KEY, LEVEL_1, LISTS, SCORE, TEXT, TICK, columns_of


def test_the_real_form_has_the_columns_of_the_printed_one(rubric_107: Rubric) -> None:
    columns = columns_of(rubric_107)
    assert "".join(columns[role] for role in columns) == "ABCDEFGHIJKLMNOPQ"
    assert list(columns.headings.values()) == [
        *("評核構面", "考核項目", "評分", "考核內容（依實際情形勾選選項）", "細項配分", "紀錄事項"),
        *("評分說明", "檢核"),
    ]
    assert (columns.first, columns.last) == (columns[LEVEL_1], columns[GUIDANCE]) == ("A", "H")


def test_each_column_is_printed_or_on_the_screen_or_hidden() -> None:
    columns = columns_of(SMALL)
    assert (*columns.printed, CHECK, *columns.hidden) == tuple(columns)
    assert (columns.hidden[0], columns.hidden[-1]) == (KEY, LISTS)
    assert set(columns.widths) == {*columns.printed, CHECK}


def test_a_letter_leads_back_to_the_role() -> None:
    columns = columns_of(SMALL)
    assert all(columns.role_of[columns[role]] == role for role in columns)


def test_a_role_that_the_form_does_not_have_is_none_of_its_columns() -> None:
    columns = columns_of(SMALL)
    assert SCORE in columns
    assert "nowhere" not in columns
    with pytest.raises(KeyError):
        columns["nowhere"]


def test_several_columns_together_hold_more_than_one_of_them() -> None:
    columns = columns_of(SMALL)
    assert columns.capacity(TICK, TEXT) > columns.capacity(TEXT)
