"""Expressions of scoring/expressions.py printed as formulas, without their ``=``."""

from collections.abc import Callable, Sequence

from scoring.expressions import Sum

_DECIMALS = 9
"""To which sums are rounded where they are compared: tenths that tie do not add up to quite the same."""


def formula_of(expression: Sum, cells: Callable[[Sequence[str]], str], *, rounded: bool = False) -> str:
    """Return the formula of an expression; ``cells`` gives the cells of ids as arguments of a function."""
    arguments = cells(expression.ids)
    together = f"SUM({arguments})"
    if rounded:
        together = f"ROUND({together},{_DECIMALS})"
    return f'IF(COUNT({arguments})=0,"",{together})'
