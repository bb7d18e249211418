"""What an item may come to at all, whoever enters it: worths of its options, or what is within its ends."""

from decimal import Decimal

from scoring.errors import Sentence
from scoring.form_rules import Choice, Count, Measured
from scoring.rubric import Item, points_text
from scoring.score_rule import is_off_step


def worths_of(item: Item) -> tuple[Decimal, ...]:
    """Return the points of which an item has one, ascending; none where any within its ends may be."""
    match item.ask:
        case Choice(options, _, False):
            found = {option.worth for option in options if option.worth is not None}
        case Measured(_, steps):
            found = {step.worth for step in steps}
        case _:
            found = set()
    return tuple(sorted(found))


def is_possible(item: Item, points: Decimal, step: Decimal) -> bool:
    """Tell whether an item may come to so many points, with whatever is ticked; ``step`` is the form's."""
    worths = worths_of(item)
    if worths:
        return points in worths
    if not item.low <= points <= item.maximum:
        return False
    if isinstance(item.ask, Count):
        return points == item.maximum or not is_off_step(points, abs(item.ask.each))
    return not (item.is_typed and is_off_step(points, step))


def possible_text(item: Item, na_text: str) -> Sentence:
    """Say what an item may come to."""
    worths = worths_of(item)
    shown = "、".join(map(points_text, worths)) if worths else _range(item)
    shown_en = ", ".join(map(points_text, worths)) if worths else _range(item)
    if not item.may_be_na:
        return Sentence(f"{shown}", f"{shown_en}")
    return Sentence(f"{shown}，或「{na_text}」", f"{shown_en}, or “{na_text}”")


def _range(item: Item) -> str:
    """Return its ends; where each case deducts points and any number of cases may be, its upper end."""
    if isinstance(item.ask, Count) and item.ask.each < 0:
        return f"≤{points_text(item.maximum)}"
    return item.range_text
