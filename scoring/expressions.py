"""What a figure comes from, as data with two readings: evaluated exactly here, and printed as a formula of a
spreadsheet by workbook/expressions.py.

A value is a number, «not applicable», or nothing where nothing was scored yet. Numbers are exact: decimals as
they were typed, fractions where something is divided or multiplied.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction
from typing import Literal, TypeGuard


class Absent(Enum):
    """What stands in place of a number that is not there for a reason."""

    NOT_APPLICABLE = "na"


NA = Absent.NOT_APPLICABLE
Number = Decimal | Fraction
Value = Number | Absent | None
Source = Callable[[str], Value]
"""What gives the value of an item or a section, by its id."""

_DIGITS = Decimal("1e-12")
"""To which a number that has no end, such as a third, is cut where it leaves the sums."""
_SAME = Fraction(5, 10**10)
"""Numbers that differ by no more are the same: scores have four digits after the point, and of a saved value
nine are read."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What an item or a section comes to, by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Constant:
    number: Decimal


OverKind = Literal["sum", "count", "least", "most", "best"]
PairedKind = Literal["products", "weights", "matches"]
Operator = Literal["+", "*", "/", "min"]


@dataclass(frozen=True, slots=True)
class Over:
    """What those of its parts that are numbers come to together: their sum, how many they are, the least or
    the most of them, or the sum of the ``best``, so many of the highest."""

    kind: OverKind
    parts: tuple[Figure, ...]
    best: int = 0


@dataclass(frozen=True, slots=True)
class Paired:
    """A sum over parts that have a number beside them: of each number times its weight, of the weights of
    those that are numbers, or of 1 for each that is just the number beside it."""

    kind: PairedKind
    pairs: tuple[tuple[Figure, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers put together; nothing is divided by 0 where it is asked for."""

    operator: Operator
    one: "Expression"
    other: "Expression"


@dataclass(frozen=True, slots=True)
class Clamped:
    """A number, or the end beyond which it lies."""

    of: "Expression"
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Rounded:
    """A number rounded to a multiple of ``to``, half away from zero, as ROUND does."""

    of: "Expression"
    to: Decimal


@dataclass(frozen=True, slots=True)
class IfAny:
    """What it comes to where any of the parts is a number; not applicable where none of them applies, and
    nothing where some are still blank. ``may_be_na``: whether that can be of every part."""

    parts: tuple[Figure, ...]
    of: "Expression"
    may_be_na: bool = False


Expression = Figure | Constant | Over | Paired | Arithmetic | Clamped | Rounded | IfAny


def is_number(value: Value) -> TypeGuard[Number]:
    """Tell whether a value is a number, by its very type: to ask for any kind of fraction is slow."""
    return type(value) in _NUMBERS


_NUMBERS = (Decimal, Fraction)


def evaluated(expression: Expression, source: Source) -> Value:
    """Return what an expression comes to, exactly."""
    match expression:
        case Figure(node_id):
            return source(node_id)
        case IfAny(parts, of):
            values = [source(part.id) for part in parts]
            if any(is_number(value) for value in values):
                return _number(of, source)
            return NA if values and all(value is NA for value in values) else None
        case _:
            return _number(expression, source)


def _number(expression: Expression, source: Source) -> Number:
    """Return the number that an expression comes to; what is no number counts as 0."""
    match expression:
        case Constant(number):
            found: Value = number
        case Over():
            numbers = _numbers(expression.parts, source)
            if expression.best:
                numbers = sorted(numbers, reverse=True)[: expression.best]
            found = _TOGETHER[expression.kind](numbers)
        case Paired(kind, pairs):
            there = [(value, beside) for part, beside in pairs if (value := _one(part, source)) is not None]
            found = total([_PAIRED[kind](value, beside) for value, beside in there])
        case Arithmetic(operator, one, other):
            found = _OPERATORS[operator](_number(one, source), _number(other, source))
        case Clamped(of, low, high):
            found = _number(of, source)
            found = found if low is None else max(found, low)
            found = found if high is None else min(found, high)
        case Rounded(of, to):
            found = rounded(_number(of, source), to)
        case Figure() | IfAny():
            found = evaluated(expression, source)
    return found if is_number(found) else Decimal(0)


def _one(part: Figure, source: Source) -> Number | None:
    value = source(part.id)
    return value if is_number(value) else None


def _numbers(parts: Sequence[Figure], source: Source) -> list[Number]:
    return [value for part in parts if (value := _one(part, source)) is not None]


def total(numbers: Sequence[Number]) -> Number:
    """Return the sum of numbers, exactly: a decimal where all of them are."""
    together = Decimal(0)
    for place, number in enumerate(numbers):
        if isinstance(number, Fraction):
            return sum((Fraction(each) for each in numbers[place:]), Fraction(together))
        together += number
    return together


def times(one: Number, other: Number) -> Number:
    """Return the product of two numbers, exactly."""
    if one == 1 or other == 1:
        return other if one == 1 else one
    return Fraction(one) * Fraction(other)


_TOGETHER: Mapping[OverKind, Callable[[Sequence[Number]], Number]] = {
    "sum": total,
    "count": lambda numbers: Decimal(len(numbers)),
    "least": min,
    "most": max,
    "best": total,
}
_PAIRED: Mapping[PairedKind, Callable[[Number, Decimal], Number]] = {
    "products": times,
    "weights": lambda _, weight: weight,
    "matches": lambda value, number: Decimal(value == number),
}
_OPERATORS: Mapping[Operator, Callable[[Number, Number], Number]] = {
    "+": lambda one, other: total([one, other]),
    "*": times,
    "/": lambda one, other: Fraction(one) / Fraction(other),
    "min": min,
}


def rounded(number: Number, to: Decimal) -> Decimal:
    """Return the multiple of ``to`` nearest to a number, half away from zero."""
    steps = Fraction(number) / Fraction(to)
    whole = int(abs(steps) + Fraction(1, 2))
    return (whole if steps >= 0 else -whole) * to


def near(one: Value, other: Value) -> bool:
    """Tell whether two values are the same: numbers, as a spreadsheet that keeps fifteen digits has them."""
    if is_number(one) and is_number(other):
        return one == other or abs(Fraction(one) - Fraction(other)) <= _SAME
    return one is other


def as_decimal(value: Value) -> Decimal | None:
    """Return a value as a decimal number, one without an end to twelve digits after the point; None where it
    is no number."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(_DIGITS, ROUND_HALF_UP).normalize() + 0
    return None
