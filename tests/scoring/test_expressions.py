"""Expressions are evaluated exactly; what is no number is none, and never a zero."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.expressions import (
    NA,
    Arithmetic,
    Clamped,
    Constant,
    Expression,
    Figure,
    IfAny,
    Over,
    Paired,
    Rounded,
    Value,
    as_decimal,
    evaluated,
    near,
    rounded,
)

A, B, BLANK, ABSENT = map(Figure, ("a", "b", "blank", "absent"))
POINTS: Mapping[str, Value] = {"a": Decimal("0.1"), "b": Decimal("0.2"), "blank": None, "absent": NA}
_ALL = (A, B, BLANK, ABSENT)


def of(text: str) -> Constant:
    return Constant(Decimal(text))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (A, "0.1"),
        (Over("sum", (A, B)), "0.3"),
        (Over("sum", _ALL), "0.3"),
        (Over("sum", ()), "0"),
        (Over("count", _ALL), "2"),
        (Over("least", _ALL), "0.1"),
        (Over("most", _ALL), "0.2"),
        (Over("best", _ALL, best=1), "0.2"),
        (Over("best", _ALL, best=3), "0.3"),
        (Paired("products", ((A, Decimal(25)), (ABSENT, Decimal(75)))), "2.5"),
        (Paired("weights", ((A, Decimal(25)), (ABSENT, Decimal(75)))), "25"),
        (Paired("matches", ((A, Decimal("0.10")), (B, Decimal(1)), (BLANK, Decimal(0)))), "1"),
        (Arithmetic("+", A, B), "0.3"),
        (Arithmetic("*", of("55"), of("1.82")), "100.1"),
        (Arithmetic("min", of("3"), of("2")), "2"),
        (Clamped(of("100.1"), Decimal(0), Decimal(100)), "100"),
        (Clamped(of("-1"), Decimal(0), None), "0"),
        (Rounded(of("2.675"), Decimal("0.01")), "2.68"),
    ],
)
def test_an_expression_comes_to(expression: Expression, expected: str) -> None:
    assert evaluated(expression, POINTS.get) == Decimal(expected)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((A, ABSENT), Decimal("0.1")),
        ((BLANK, ABSENT), None),
        ((ABSENT, ABSENT), NA),
        ((), None),
    ],
)
def test_a_whole_is_absent_where_no_part_applies_and_nothing_while_parts_are_blank(
    parts: tuple[Figure, ...], expected: Value
) -> None:
    assert evaluated(IfAny(parts, Over("sum", parts)), POINTS.get) == expected


def test_thirds_add_up_to_one() -> None:
    third = Arithmetic("/", of("1"), of("3"))
    assert evaluated(Arithmetic("+", third, Arithmetic("+", third, third)), POINTS.get) == 1


@pytest.mark.parametrize(
    ("number", "to", "expected"),
    [
        ("0.5", "1", "1"),
        ("-0.5", "1", "-1"),
        ("2.5", "1", "3"),
        ("1.005", "0.01", "1.01"),
        ("17.25", "0.5", "17.5"),
        ("-17.25", "0.5", "-17.5"),
        ("1234", "100", "1200"),
    ],
)
def test_halves_are_rounded_away_from_zero(number: str, to: str, expected: str) -> None:
    assert rounded(Decimal(number), Decimal(to)) == Decimal(expected)


def test_a_number_without_an_end_leaves_the_sums_with_twelve_digits() -> None:
    assert as_decimal(Fraction(2, 3)) == Decimal("0.666666666667")
    assert as_decimal(Fraction(1, 8)) == Decimal("0.125")
    assert as_decimal(NA) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Decimal("33.3333333333333"), Fraction(100, 3), True),
        (Decimal("33.3333"), Fraction(100, 3), False),
        (NA, NA, True),
        (NA, None, False),
        (Decimal(0), None, False),
    ],
)
def test_numbers_of_fifteen_digits_are_the_numbers_that_they_stand_for(
    one: Value, other: Value, expected: bool
) -> None:
    assert near(one, other) is expected


def test_a_saved_value_with_nine_digits_behind_the_point_is_the_one_it_was_cut_from() -> None:
    assert near(Decimal("6.013476562"), Fraction(30789, 5120))
    assert not near(Decimal("6.013476561"), Fraction(30789, 5120))
