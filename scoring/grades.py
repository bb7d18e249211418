"""The names of figures (等第): the first grade that fits, its conditions before its thresholds."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from scoring.expressions import Value, is_number, near
from scoring.form_rules import Grade, Test
from scoring.rubric import WHOLE_FORM, Item, Rubric, Section


def grades_of(rubric: Rubric, total_id: str) -> tuple[Grade, ...]:
    """Return the grades of a total; none where it has none."""
    node = rubric.nodes.get(total_id)
    return node.grades if isinstance(node, Section) else rubric.grades if total_id == WHOLE_FORM else ()


def grade(rubric: Rubric, total_id: str, values: Mapping[str, Value]) -> Grade | None:
    """Return the grade of a total by the values of items and totals; None where nothing fits, or where the
    total is no number."""
    value = values.get(total_id)
    if not is_number(value):
        return None
    return next((each for each in grades_of(rubric, total_id) if _fits(each, value, rubric, values)), None)


def tested(test: Test, rubric: Rubric) -> tuple[str, ...]:
    """Return the ids of what a condition looks at."""
    if test.ids:
        return test.ids
    return tuple(
        node.id
        for node in rubric.walk()
        if ("item" if isinstance(node, Item) else node.kind) == test.kind
        and (not isinstance(node, Item) or node.is_scored)
    )


def _fits(own: Grade, value: Decimal | Fraction, rubric: Rubric, values: Mapping[str, Value]) -> bool:
    if own.test is not None and not _holds(own.test, rubric, values):
        return False
    is_reached = own.start is None or _from(value, own.start)
    return is_reached and (own.end is None or value <= own.end or near(value, own.end))


def _holds(test: Test, rubric: Rubric, values: Mapping[str, Value]) -> bool:
    parts = [values.get(node_id) for node_id in tested(test, rubric)]
    numbers = [value for value in parts if is_number(value)]
    fit = [_is_within(test, number) for number in numbers]
    match test.measure:
        case "least":
            return bool(numbers) and _is_within(test, min(numbers))
        case "most":
            return bool(numbers) and _is_within(test, max(numbers))
        case "any":
            return any(fit)
        case "each":
            return bool(fit) and all(fit)
        case "count":
            return sum(fit) >= test.count


def _is_within(test: Test, number: Decimal | Fraction) -> bool:
    is_below = test.below is None or not _from(number, test.below)
    return is_below and (test.start is None or _from(number, test.start))


def _from(number: Decimal | Fraction, start: Decimal) -> bool:
    """Tell whether a number reaches another, as spreadsheets compare what they round to nine digits."""
    return number >= start or near(number, start)
