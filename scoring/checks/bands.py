"""Checks of the ticked band and of the score under it."""

from collections.abc import Iterator

from scoring.figures import typed_items
from scoring.findings import Finding
from scoring.rubric import Item, Rubric, points_text
from scoring.scorecard import Scorecard
from scoring.values import with_names


def unreadable(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find marks that are neither a tick nor an empty box."""
    for item in _banded(rubric, scorecard):
        for index, mark in scorecard.answer(item.id).odd_ticks:
            params = {"name": rubric.name(item.id), "text": with_names(mark), "band": index}
            yield Finding("tick-unreadable", item.id, "band", index, params)


def missing(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find items with bands of which none is ticked; the cell named is the first band's."""
    for item in _banded(rubric, scorecard):
        answer = scorecard.answer(item.id)
        if not answer.ticked and not answer.odd_ticks and not answer.is_na:
            params = {"name": rubric.name(item.id), "count": len(item.bands)}
            yield Finding("band-missing", item.id, "band", 1, params)


def multiple(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find items with more than one band ticked; the cell named is the second tick's."""
    for item in _banded(rubric, scorecard):
        ticked = scorecard.answer(item.id).ticked
        if len(ticked) > 1:
            params = {"name": rubric.name(item.id), "bands": "、".join(map(str, ticked))}
            yield Finding("band-multiple", item.id, "band", ticked[1], params)


def mismatch(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find scores that the item allows, but not under the one band ticked."""
    for item in _banded(rubric, scorecard):
        answer = scorecard.answer(item.id)
        score = answer.score
        if (
            score is None
            or answer.score_day
            or len(answer.ticked) != 1
            or not item.low <= score <= item.maximum
        ):
            continue
        band = item.bands[answer.ticked[0] - 1]
        if not band.low <= score <= band.high:
            params = {
                "name": rubric.name(item.id),
                "score": points_text(score),
                "band": answer.ticked[0],
                "range": band.range_text,
            }
            yield Finding("band-score-mismatch", item.id, "score", params=params)


def _banded(rubric: Rubric, scorecard: Scorecard) -> tuple[Item, ...]:
    return tuple(item for item in typed_items(rubric, scorecard) if item.bands)
