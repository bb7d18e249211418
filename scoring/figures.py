"""What the items of a form come to by their answers: a number of points, not applicable, or nothing.

A new kind of ask is a case of `worth` here and one of workbook/form/asks.py.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from scoring.conditions import holds
from scoring.expressions import NA, Value
from scoring.form_rules import Choice, Count, Measured, Written
from scoring.rubric import Item, Rubric
from scoring.score_rule import counted
from scoring.scorecard import Answer, Scorecard

DIGITS = 10
"""Digits after the point to which a ratio is rounded before it is looked up: 8.1 of 9.0 is 0.9."""
MOST = Decimal(10) ** 6


def figures_of(rubric: Rubric, scorecard: Scorecard) -> Mapping[str, Value]:
    """Return what each item comes to, by id; what is not asked is not applicable."""
    return {item.id: figure_of(rubric, scorecard, item) for item in rubric.items}


def figure_of(rubric: Rubric, scorecard: Scorecard, item: Item) -> Value:
    """Return what one item comes to as far as its answer counts."""
    if item.when and not is_asked(rubric, scorecard, item):
        return NA
    return worth(item, scorecard.answer(item.id), rubric.step)


def shown_figure(rubric: Rubric, scorecard: Scorecard, item: Item) -> Value:
    """Return what the form's own sums take an item for: a number typed as text for none, one that the item
    does not allow for what it is."""
    answer = scorecard.answer(item.id)
    if answer.score_is_text:
        return None
    if item.is_typed and not answer.is_na and is_asked(rubric, scorecard, item):
        return answer.score
    return figure_of(rubric, scorecard, item)


def typed_items(rubric: Rubric, scorecard: Scorecard) -> tuple[Item, ...]:
    """Return the items of which this office is asked to type a score."""
    return tuple(
        item
        for item in rubric.items
        if item.ask is None and (not item.when or is_asked(rubric, scorecard, item))
    )


def is_answered(item: Item, answer: Answer) -> bool:
    """Tell whether anything was answered from which the item's score may follow: of bands the score alone."""
    if item.is_typed:
        return answer.score is not None or answer.is_na
    return not answer.is_blank


def is_asked(rubric: Rubric, scorecard: Scorecard, item: Item) -> bool:
    """Tell whether an item is asked of this office, by what it answered elsewhere."""
    return all(holds(when, rubric, scorecard) for when in item.when)


def worth(item: Item, answer: Answer, step: Decimal) -> Value:
    """Return what an answer is worth; None where it is none, or not one that the item allows."""
    if answer.is_na:
        return NA if item.na != "no" else None
    match item.ask:
        case None:
            found: Value = counted(item, answer, step)
        case Choice():
            found = _chosen(item.ask, answer, item.maximum)
        case Count(each):
            number = _single(answer)
            is_whole = number is not None and is_count(number)
            found = min(each * (number or 0), item.maximum) if is_whole else None
        case Measured():
            found = _measured(item.ask, answer)
        case Written():
            found = None
    return found


def _chosen(ask: Choice, answer: Answer, maximum: Decimal) -> Value:
    chosen = [ask.options[number - 1] for number in answer.ticked]
    if not chosen or answer.odd_ticks or (len(chosen) > 1 and not ask.many):
        return None
    if any(option.is_na for option in chosen):
        return NA if len(chosen) == 1 else None
    together = sum((option.worth or Decimal(0) for option in chosen), Decimal(0))
    return min(together, maximum) if ask.many else together


def is_count(number: Decimal) -> bool:
    """Tell whether a number counts anything: 0, 1, 2 and so on."""
    return 0 <= number <= MOST and number == number.to_integral_value()


def ratio(answer: Answer) -> Decimal | None:
    """Return the first of two measured numbers as a part of the second, to ten digits, half up; None where
    either is missing, or the second is 0."""
    one, of = answer.given
    if one is None or not of:
        return None
    steps = Fraction(one) / Fraction(of) * 10**DIGITS
    whole = int(abs(steps) + Fraction(1, 2))
    return Decimal(whole if steps >= 0 else -whole).scaleb(-DIGITS)


def _measured(ask: Measured, answer: Answer) -> Value:
    if len(answer.given) != len(ask.of) or answer.odd_given or None in answer.given:
        return None
    if any(number is not None and number < 0 for number in answer.given):
        return None
    if len(ask.of) > 1 and answer.given[1] == 0:
        return NA
    number = ratio(answer) if len(ask.of) > 1 else answer.given[0]
    reached = [step.worth for step in ask.steps if number is not None and number >= step.start]
    return reached[-1] if reached else None


def _single(answer: Answer) -> Decimal | None:
    return answer.given[0] if len(answer.given) == 1 and not answer.odd_given else None
