"""How the scores of one item, or the totals, are spread over the offices."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

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
    """None where nobody has a score."""
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


def bins(maximum: Decimal, count: int = 10) -> tuple[tuple[Decimal, Decimal], ...]:
    """``count`` equal ranges from 0 to ``maximum``; each holds its low end, the last its high end too."""
    step = maximum / count
    return tuple((step * n, step * (n + 1)) for n in range(count))


def histogram(points: Sequence[Decimal], maximum: Decimal, count: int = 10) -> tuple[int, ...]:
    """How many points lie in each of `bins`; what is beyond the maximum counts in the last."""
    found = [0] * count
    for own in points:
        place = int(own * count / maximum) if maximum else 0
        found[max(0, min(place, count - 1))] += 1
    return tuple(found)
