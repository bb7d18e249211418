"""Expressions printed as formulas."""

from scoring.expressions import Figure, Sum
from workbook.expressions import formula_of

BOTH = Sum((Figure("a"), Figure("b")))


def test_a_sum_is_empty_as_long_as_no_cell_holds_a_number() -> None:
    assert formula_of(BOTH, lambda ids: ",".join(f"{each.upper()}7" for each in ids)) == (
        'IF(COUNT(A7,B7)=0,"",SUM(A7,B7))'
    )


def test_a_sum_that_is_compared_is_rounded() -> None:
    printed = formula_of(BOTH, lambda ids: f"{ids[0]}:{ids[-1]}", rounded=True)
    assert printed == 'IF(COUNT(a:b)=0,"",ROUND(SUM(a:b),9))'
