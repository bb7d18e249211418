"""How the scores of one item, or the totals, are spread over the offices."""

import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import pairwise

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Spread:
    """Points in 分; ``deviation`` is that of the population, as Excel's STDEVP. The mean and it are
    rounded to hundredths, half up."""

    count: int
    mean: Decimal
    median: Decimal
    deviation: Decimal
    highest: Decimal
    lowest: Decimal


def spread(points: Sequence[Decimal]) -> Spread | None:
    """Return how points are spread; None where nobody has a score."""
    if not points:
        return None
    return Spread(
        len(points),
        _rounded(statistics.mean(points)),
        statistics.median(points),
        _rounded(statistics.pstdev(points)),
        max(points),
        min(points),
    )


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(_HUNDREDTH, ROUND_HALF_UP).normalize() + 0


Range = tuple[Decimal, Decimal]
"""A range of points: from the first on, up to and without the second."""


def ranges(points: Sequence[Decimal], maximum: Decimal) -> tuple[Range, ...]:
    """Divide 0 to ``maximum`` into ranges for counting points.

    At most `_MOST` ranges of one round width cover the points, with one range each for all below and above;
    without points, ten equal ranges. The last holds the maximum. Where points lie beyond it or below 0, as
    with a bonus or deductions, the ranges reach as far as they do.
    """
    low, high = min(points, default=Decimal(0)), max(points, default=maximum)
    reach = max(maximum, high) - min(Decimal(0), low)
    if not reach:
        return ((Decimal(0), Decimal(1)),)
    if not points:
        return tuple((maximum * n / _MOST, maximum * (n + 1) / _MOST) for n in range(_MOST))
    for width in _round_widths(reach):
        past = _floor(max(maximum, high), width, is_end=True)  # the place of the range with the highest in it
        first, last = (min(_floor(end, width), past) for end in (low, high))
        if last - first < _MOST:
            break
    end = width * (last + 1)
    ends = [width * n for n in range(first, last + 1)] + [end if high > maximum else min(end, maximum)]
    below = [Decimal(0)] if ends[0] > 0 else []
    above = [maximum] if ends[-1] < maximum else []
    return tuple(pairwise([*below, *ends, *above]))


def _floor(end: Decimal, width: Decimal, *, is_end: bool = False) -> int:
    """Return the place of the range of a width in which a number lies; as the end of one, of that before."""
    place = int((end / width).to_integral_value(ROUND_FLOOR))
    return place - 1 if is_end and place * width == end else place


_MOST = 10


def _round_widths(maximum: Decimal) -> Iterator[Decimal]:
    """Yield 1, 2 and 5 times powers of ten, from about a two-hundredth of the maximum on."""
    power = Decimal(10) ** ((maximum / 200).adjusted())
    while True:
        yield from (width for width in (power, 2 * power, 5 * power) if width >= maximum / 200)
        power *= 10


def histogram(points: Sequence[Decimal], of: Sequence[Range]) -> tuple[int, ...]:
    """Count the points in each range; those below the first count there, those above the last there."""
    starts = [low for low, _ in of[1:]]
    found = Counter(bisect_right(starts, own) for own in points)
    return tuple(found[place] for place in range(len(of)))
