"""Numbers at the head of paragraphs, and paragraphs that run on into the next item."""

import pytest

from scoring.paragraphs import ordinal, run_on


@pytest.mark.parametrize(
    ("paragraph", "number"),
    [
        *(("1. 甲", 1), ("3、甲", 3), ("12)甲", 12), ("（４）甲", 4), ("  7.甲", 7)),
        *(("(三) 甲", 3), ("十、甲", 10), ("（十二）甲", 12), ("二十一、甲", 21), ("③ 甲", 3)),
        *(
            (text, None)
            for text in ("", "甲", "100 件", "98.5% 以上", "1.1.3 辦理", "107年辦理", "一般甲", "3")
        ),
    ],
)
def test_the_number_of_a_paragraph_is_what_it_begins_with(paragraph: str, number: int | None) -> None:
    assert ordinal(paragraph) == number


def numbered(*numbers: int) -> list[str]:
    """Rows with paragraphs of these numbers; 0 for a blank one."""
    return [f"{number}. 佐證" if number else "" for number in numbers]


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ((1, 2, 3, 4), (5, 6, 0, 0), 1),
        ((1, 2, 3, 4), (1, 2, 3, 8), 4),
        ((1, 2), (0, 0, 5), 3),
        ((1, 2, 3, 4), (1, 2, 3, 4), None),
        ((1, 2, 3, 0), (4, 0, 0, 0), None),
        ((1, 2), (0, 3), None),
        ((), (1,), None),
        ((1,), (), None),
    ],
)
def test_paragraphs_run_on_where_their_numbers_are_those_of_the_rows_above_gone_on(
    before: tuple[int, ...], after: tuple[int, ...], place: int | None
) -> None:
    assert run_on(numbered(*before), numbered(*after)) == place


def test_paragraphs_without_numbers_say_nothing() -> None:
    assert run_on(["甲", "乙"], ["丙", "丁"]) is None
