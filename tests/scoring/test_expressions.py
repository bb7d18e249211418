"""Expressions are evaluated exactly; nothing is none, and never a zero."""

from decimal import Decimal

import pytest

from scoring.expressions import Expression, Figure, Sum, evaluated

POINTS = {"a": Decimal("0.1"), "b": Decimal("0.2"), "none": None}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (Figure("a"), "0.1"),
        (Figure("none"), None),
        (Sum((Figure("a"), Figure("b"))), "0.3"),
        (Sum((Figure("a"), Figure("none"))), "0.1"),
        (Sum((Figure("none"),)), None),
        (Sum(()), None),
    ],
)
def test_an_expression_comes_to(expression: Expression, expected: str | None) -> None:
    assert evaluated(expression, POINTS.__getitem__) == (None if expected is None else Decimal(expected))
