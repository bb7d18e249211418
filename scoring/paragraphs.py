"""Numbered paragraphs of evidence, and whether those of one item run on into the next item's rows."""

import re
from collections.abc import Sequence

from scoring.values import plain_width

_CHINESE = "一二三四五六七八九十"
_MARKED = re.compile(
    rf"\(?(?:(?P<arabic>\d{{1,2}})|(?P<chinese>[{_CHINESE}]{{1,3}})|(?P<circled>[①-⑳]))(?P<mark>[.、)](?!\d))?\s*\S"
)


def ordinal(paragraph: str) -> int | None:
    """Return the number that a paragraph begins with: 3., 3、, (三), 三、, ③; None where it has none."""
    found = _MARKED.match(plain_width(paragraph).strip())
    if found is None or not (found["mark"] or found["circled"]):
        return None
    if found["circled"]:
        return ord(found["circled"]) - ord("①") + 1
    return int(found["arabic"]) if found["arabic"] else _chinese(found["chinese"])


def _chinese(numeral: str) -> int | None:
    tens, ten, ones = numeral.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    unit = _CHINESE.index(ones) + 1 if ones else 0
    return 10 * (_CHINESE.index(tens) + 1 if tens else 1) + unit if ten else unit


def run_on(before: Sequence[str], after: Sequence[str]) -> int | None:
    """Return which of an item's rows, from 1, first holds a paragraph that continues the item before it.

    Both are what the rows of an item hold, blank ones too. Paragraphs that are pasted where there are fewer
    rows than they need go on in the next item's: if the last row there is number 4, the third row here is
    number 7.
    """
    last = ordinal(before[-1]) if before and all(row.strip() for row in before) else None
    if last is None:
        return None
    numbers = (ordinal(row) for row in after)
    return next((place for place, number in enumerate(numbers, start=1) if number == last + place), None)
