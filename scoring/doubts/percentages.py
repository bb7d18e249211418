"""Percentages in Chinese official prose: which stand in a text, and which interval a claim names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.rubric import points_text
from scoring.values import office_key

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,9})(?:\.[0-9]{1,9})?"
_CHINESE = "[〇零一二三四五六七八九十百]{1,7}(?:點[〇零一二三四五六七八九]{1,9})?"
_PERCENT = re.compile(
    rf"百分之 ?(?P<words>{_NUMBER}|{_CHINESE})"
    rf"|(?<![0-9.])(?:(?P<first>{_NUMBER}) ?[%﹪]? ?(?:[~〜–—至到-]) ?)?(?P<last>{_NUMBER}) ?[%﹪]"
)
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UPPER_STRICT = "未達到?|不達|未滿|不足|不到|低於|小於|少於|<(?!=)"

# Which bound the words around a percentage make of it: side, and whether the end itself is within.
# The first that fits holds, so 不低於 stands before 低於.
_BEFORE = (
    ("(?:不超過|不高於|不大於|不逾|未逾|未超過|至多|最多|(?:小於|低於)或?等於|≤|≦|<=)", "high", True),
    ("(?:不低於|不少於|不小於|至少|最少|(?:大於|高於)或?等於|≥|≧|>=)", "low", True),
    (f"(?:{_UPPER_STRICT})", "high", False),
    ("(?:超過|高於|大於|多於|逾|>)", "low", False),
)
_AFTER = (
    (r"\( ?不含 ?\) ?以上", "low", False),
    (r"(?:\( ?含 ?\) ?|含)?[及或]?以上", "low", True),
    (r"\( ?不含 ?\) ?以下", "high", False),
    (r"(?:\( ?含 ?\) ?|含)?[及或]?(?:以下|以內)", "high", True),
    (r"(?:未滿|不到)(?! ?(?:百分之|[0-9]))", "high", False),
    ("(?:≤|≦|<=)", "low", True),
    ("(?:≥|≧|>=)", "high", True),
    (rf"[至到~,、但且而 -]{{0,4}}(?:{_UPPER_STRICT})(?= ?(?:百分之|[0-9]))", "low", True),  # 80%至未達90%
    ("<", "low", False),
    (">", "high", False),
)
_WEAKLY_BEFORE = (("達[到成]?", "low", True),)
_SIGNS = tuple(
    (re.compile(f"{words} ?$" if is_before else f" ?{words}"), is_before, side, closed)
    for table, is_before in ((_BEFORE, True), (_AFTER, False), (_WEAKLY_BEFORE, True))
    for words, side, closed in table
)
_LONGEST_WORDS = 8
"""Characters before a percentage that can say what it bounds."""
_COPULA_AT_END = re.compile(r"[達為是約:± ]{0,4}$")
_OWN_PERCENTAGE = re.compile(r"[達為是約:± ]{0,4}(?:百分之|[0-9])")
_PARTICLE = re.compile(" ?[的之] ?| ")


@dataclass(frozen=True, slots=True)
class Interval:
    """The percentages that a claim allows; an end that is None is open without limit."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_closed: bool = True
    high_closed: bool = True

    def __contains__(self, percentage: Decimal) -> bool:
        if self.low is not None and (
            percentage < self.low or (percentage == self.low and not self.low_closed)
        ):
            return False
        return self.high is None or percentage < self.high or (percentage == self.high and self.high_closed)

    @property
    def is_empty(self) -> bool:
        return self.low is not None and self.high is not None and self.low >= self.high

    @property
    def text_zh(self) -> str:
        """As forms write it: 85% 以上未達 90%."""
        low = high = ""
        if self.low is not None:
            low = f"{points_text(self.low)}% 以上" if self.low_closed else f"超過 {points_text(self.low)}%"
        if self.high is not None:
            high = (
                f"{points_text(self.high)}% 以下" if self.high_closed else f"未達 {points_text(self.high)}%"
            )
        return f"{low}、{high}" if low and high and self.high_closed else low + high

    @property
    def text_en(self) -> str:
        low = high = ""
        if self.low is not None:
            low = f"{'at least' if self.low_closed else 'more than'} {points_text(self.low)}%"
        if self.high is not None:
            high = f"{'at most' if self.high_closed else 'below'} {points_text(self.high)}%"
        return " and ".join(filter(None, (low, high)))


def claims(text: str) -> tuple[Interval, ...]:
    """Return the intervals of percentages that a band's text claims: 達 85% 以上, 85%以上未達90%,
    百分之八十五以上.

    Two bounds that follow each other and leave room between them are one interval. A percentage without a
    word of bounding claims itself or more, unless another in the text is bounded.
    """
    plain = _plain(text)
    found = [(match, _bound(plain, match)) for match in _PERCENT.finditer(plain)]
    bounded = [interval for _, interval in found if interval]
    if bounded:
        return tuple(_joined(bounded))
    return tuple(Interval(low=_numbers(match)[-1]) for match, _ in found)


def percentages(text: str, not_evidence: Sequence[str] = ()) -> tuple[Decimal, ...]:
    """Return every percentage in a text, in order, except those right beside a word of ``not_evidence``."""
    plain = _plain(text)
    words = [office_key(word) for word in not_evidence]
    return tuple(
        number
        for match in _PERCENT.finditer(plain)
        if not _is_beside(plain, match, words)
        for number in _numbers(match)
    )


def _plain(text: str) -> str:
    """Narrow full-width digits and signs, and make one blank of any white space."""
    return " ".join(office_key(word) for word in text.split())


def _numbers(match: re.Match[str]) -> list[Decimal]:
    """Return the one number of a percentage, or the two ends of 85~90%."""
    if match["words"]:
        return [_number(match["words"])]
    return [Decimal(text.replace(",", "")) for text in (match["first"], match["last"]) if text]


def _number(words: str) -> Decimal:
    """Return the number after 百分之, written in digits or as 八十五, 一百, 九十八點五."""
    if words[0] in "0123456789":
        return Decimal(words.replace(",", ""))
    whole, _, fraction = words.partition("點")
    total = digit = 0
    for character in whole:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[character]
    decimals = "".join(str(_DIGITS[character]) for character in fraction)
    return Decimal(f"{total + digit}.{decimals or 0}")


def _bound(plain: str, match: re.Match[str]) -> Interval | None:
    """Return the interval that the words around a percentage make of it; None where they say nothing."""
    numbers = _numbers(match)
    if len(numbers) == 2:
        return Interval(min(numbers), max(numbers))
    before = plain[max(0, match.start() - _LONGEST_WORDS) : match.start()]
    for pattern, is_before, side, closed in _SIGNS:
        if pattern.search(before) if is_before else pattern.match(plain, match.end()):
            return _one_sided(numbers[0], side, closed=closed)
    return None


def _one_sided(number: Decimal, side: str, *, closed: bool) -> Interval:
    return Interval(low=number, low_closed=closed) if side == "low" else Interval(None, number, True, closed)


def _joined(bounds: Sequence[Interval]) -> Iterator[Interval]:
    """Join neighbouring bounds that leave room between them into one interval."""
    waiting: Interval | None = None
    for bound in bounds:
        both = _between(waiting, bound) if waiting else None
        if both:
            yield both
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = bound
    if waiting:
        yield waiting


def _between(one: Interval, other: Interval) -> Interval | None:
    if one.low is None:
        one, other = other, one
    if one.low is None or one.high is not None or other.low is not None:
        return None
    both = Interval(one.low, other.high, one.low_closed, other.high_closed)
    return None if both.is_empty else both


def _is_beside(plain: str, match: re.Match[str], words: Sequence[str]) -> bool:
    """Tell whether one of the words stands right before (回收率為 83%) or after (95% 的信心水準).

    A word after that is followed by a percentage of its own belongs to that one.
    """
    before = _COPULA_AT_END.sub("", plain[max(0, match.start() - 30) : match.start()])
    if before.endswith(tuple(words)):
        return True
    particle = _PARTICLE.match(plain, match.end())
    start = particle.end() if particle else match.end()
    return any(
        plain.startswith(word, start) and not _OWN_PERCENTAGE.match(plain, start + len(word))
        for word in words
    )
