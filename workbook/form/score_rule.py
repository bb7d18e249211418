"""What a score may be, as formulas: `scoring.score_rule` printed for validation, colours and 檢核."""

from decimal import Decimal

from scoring.rubric import points_text

_ALMOST_ZERO = "0.000000001"  # a multiple of 0.1 is none exactly, in binary


def inside(score: str, low: str, high: str, step: Decimal) -> str:
    """Return the condition that a cell's number is allowed; arguments are addresses."""
    return f"AND(ISNUMBER({score}),{score}>={low},{score}<={high},NOT({off_step(score, step)}))"


def outside(score: str, low: str, high: str, step: Decimal) -> str:
    """Return the condition that a cell's number is not allowed; for a cell that holds a number."""
    return f"OR({score}<{low},{score}>{high},{off_step(score, step)})"


def wrong(score: str, low: str, high: str, step: Decimal) -> str:
    """Return the condition that a cell holds something, and no number that is allowed."""
    between = off_step(f"N({score})", step)  # of a text there is no multiple
    return f"AND(NOT(ISBLANK({score})),OR(NOT(ISNUMBER({score})),{score}<{low},{score}>{high},{between}))"


def off_step(score: str, step: Decimal) -> str:
    """Return the condition that a number stands between two steps; of a text there is none."""
    steps = f"{score}/{points_text(step)}"
    return f"ABS({steps}-ROUND({steps},0))>{_ALMOST_ZERO}"
