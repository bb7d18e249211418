"""Doubts about scores that look set by rule rather than item by item."""

from collections.abc import Iterator
from decimal import Decimal

from scoring.doubts.rules import ScoresAtBandTop, ScoresUniform
from scoring.figures import typed_items
from scoring.findings import Finding
from scoring.rubric import WHOLE_FORM, Item, Rubric, plain
from scoring.scorecard import Answer, Scorecard


def at_band_top(rubric: Rubric, scorecard: Scorecard, rule: ScoresAtBandTop) -> Iterator[Finding]:
    """Find forms on which every item of which a score is typed is scored as high as its ticked band, or the
    item, allows. What is not applicable is left out."""
    items = [item for item in typed_items(rubric, scorecard) if not scorecard.answer(item.id).is_na]
    if len(items) < rule.min_items:
        return
    if all(_is_at_top(item, scorecard.answer(item.id)) for item in items):
        yield Finding("scores-at-band-top", WHOLE_FORM, "total", params={"count": len(items)})


def _is_at_top(item: Item, answer: Answer) -> bool:
    if not item.bands:
        return answer.score == item.maximum
    return len(answer.ticked) == 1 and answer.score == item.bands[answer.ticked[0] - 1].high


def uniform(rubric: Rubric, scorecard: Scorecard, rule: ScoresUniform) -> Iterator[Finding]:
    """Find forms on which one share of the maximum, rounded to the step, makes every score; blanks are
    left out."""
    scored = [
        (score, item.maximum)
        for item in typed_items(rubric, scorecard)
        if (score := scorecard.answer(item.id).score) is not None and item.maximum
    ]
    if len(scored) < rule.min_items:
        return
    rounding = rubric.step / 2
    lowest = max((score - rounding) / maximum - rule.tolerance for score, maximum in scored)
    highest = min((score + rounding) / maximum + rule.tolerance for score, maximum in scored)
    if lowest <= highest:
        together = sum((score for score, _ in scored), Decimal(0))
        share = 100 * together / sum((maximum for _, maximum in scored), Decimal(0))
        params = {"count": len(scored), "share": plain(share.quantize(Decimal("0.1")))}
        yield Finding("scores-uniform", WHOLE_FORM, "total", params=params)
