"""What marks in tick cells mean, alone and beside those of the same item."""

import pytest

from scoring.ticks import parse_ticks


@pytest.mark.parametrize(
    ("mark", "ticked"),
    [
        *((mark, True) for mark in ("☑", " ☑ ", "✓", "✔", "☒", "■", "●", "√", "V", "v", "x", "X", "1")),
        *((mark, True) for mark in ("TRUE", "True", "1.0")),
        *(
            (mark, True)
            for mark in ("☑️", "✔️", "✔︎", "✅", "Ｖ", "ｖ", "ˇ", "Ⅴ", "Ｘ", "○", "◯", "\u200b☑\ufeff")
        ),
        *((mark, False) for mark in ("☐", "□", "☐\ufe0f", "", "  ", "0", "0.0", "FALSE", "False", "\u3000")),
        *(
            (mark, None)
            for mark in ("?", "是", "Y", "☑☑", "2", "O", "打勾", "-", "11", "true false", "×", "✗")
        ),
    ],
)
def test_a_mark_alone_says_yes_or_no_or_something_else(mark: str, ticked: bool | None) -> None:
    assert parse_ticks([mark, "☐"]) == [ticked, False]


@pytest.mark.parametrize(
    ("marks", "meant"),
    [
        ("○☐☐", [True, False, False]),
        ("○X☐", [None, None, False]),
        ("X○X", [None, None, None]),
        ("○×", [None, None]),
        ("●○○", [True, False, False]),
        ("○☑", [None, True]),
        ("○○○", [None, None, None]),
        ("○○☐", [True, True, False]),
        ("○?", [None, None]),
        ("X☐", [True, False]),
        ("XX", [True, True]),
        ("VX", [True, None]),
        ("☑×", [True, None]),
        ("☑☑", [True, True]),
    ],
)
def test_marks_that_might_mean_either_beside_each_other_are_not_guessed(
    marks: str, meant: list[bool | None]
) -> None:
    assert parse_ticks([*marks]) == meant


def test_an_item_without_bands_has_no_marks() -> None:
    assert parse_ticks([]) == []
