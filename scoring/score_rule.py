"""What a score may be: from the low to the high end of the ticked band, on the form's step.

`workbook.form.score_rule` says the same as formulas.
"""

from decimal import Decimal

from scoring.rubric import Item
from scoring.scorecard import Answer


def allowed(item: Item, answer: Answer) -> tuple[Decimal, Decimal]:
    """Return the lowest and highest score under the ticked band, or the item's where not just one is
    ticked."""
    if len(answer.ticked) == 1:
        band = item.bands[answer.ticked[0] - 1]
        return band.low, band.high
    return item.low, item.maximum


def is_off_step(score: Decimal, step: Decimal) -> bool:
    """Tell whether a score stands between two steps, such as 17.5 where whole numbers are scored."""
    return bool(score % step)


def counted(item: Item, answer: Answer, step: Decimal) -> Decimal | None:
    """Return the score of an answer as far as it counts: one that the item does not allow, or that became a
    date, counts as little as none, in totals, ranks and statistics."""
    if answer.score is None or answer.score_day or is_outside(answer.score, item, answer, step):
        return None
    return answer.score


def is_outside(score: Decimal, item: Item, answer: Answer, step: Decimal) -> bool:
    """Tell whether a score is none of those that the item allows with what is ticked."""
    low, high = allowed(item, answer)
    return not low <= score <= high or is_off_step(score, step)
