"""On what it depends whether something is asked: conditions on header fields and on other items."""

from scoring.form_rules import Choice, When
from scoring.rubric import Rubric, points_text
from scoring.scorecard import Scorecard


def holds(when: When, rubric: Rubric, scorecard: Scorecard) -> bool:
    """Tell whether a condition holds by what was answered; of what was not answered none does."""
    every = all(_is_one_of(node_id, answers, rubric, scorecard) for node_id, answers in when.all)
    some = any(_is_one_of(node_id, answers, rubric, scorecard) for node_id, answers in when.any)
    return every and (some or not when.any)


def _is_one_of(node_id: str, answers: tuple[str, ...], rubric: Rubric, scorecard: Scorecard) -> bool:
    return bool({*_answered(node_id, rubric, scorecard)} & {*answers})


def _answered(node_id: str, rubric: Rubric, scorecard: Scorecard) -> tuple[str, ...]:
    """Return what was answered to an item or on a header line, as a condition writes it."""
    item = next((item for item in rubric.items if item.id == node_id), None)
    if item is None:
        return (scorecard.header.texts.get(node_id, "").strip(),)
    answer = scorecard.answer(node_id)
    if isinstance(item.ask, Choice):
        return tuple(item.ask.options[number - 1].text for number in answer.ticked)
    return () if answer.score is None else (points_text(answer.score),)
