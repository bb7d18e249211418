"""Expressions printed as formulas."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from scoring.expressions import (
    Arithmetic,
    Clamped,
    Constant,
    Expression,
    Figure,
    IfAny,
    Over,
    Paired,
    Rounded,
)
from workbook.expressions import formula_of

PARTS = (Figure("a"), Figure("b"))
BOTH = IfAny(PARTS, Over("sum", PARTS))


def cells(ids: Sequence[str]) -> str:
    return ",".join(f"{each.upper()}7" for each in ids)


def test_a_sum_is_empty_as_long_as_no_cell_holds_a_number() -> None:
    assert formula_of(BOTH, cells) == 'IF(COUNT(A7,B7)=0,"",SUM(A7,B7))'


def test_a_sum_that_is_compared_is_rounded() -> None:
    printed = formula_of(BOTH, lambda ids: f"{ids[0]}:{ids[-1]}", digits=9)
    assert printed == 'IF(COUNT(a:b)=0,"",ROUND(SUM(a:b),9))'


def test_a_whole_of_which_nothing_applies_says_so() -> None:
    printed = formula_of(IfAny(PARTS, Over("sum", PARTS), may_be_na=True), cells, na="N/A")
    assert printed == 'IF(COUNT(A7,B7)=0,IF(AND(A7="N/A",B7="N/A"),"N/A",""),SUM(A7,B7))'


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (Over("count", PARTS), "COUNT(A7,B7)"),
        (Over("most", PARTS), "MAX(A7,B7)"),
        (
            Over("best", PARTS, 1),
            "(N(A7)*((ISNUMBER(B7)*(N(B7)>N(A7)))<1)+N(B7)*((ISNUMBER(A7)*(N(A7)>=N(B7)))<1))",
        ),
        (Paired("products", ((PARTS[0], Decimal("2.5")),)), "(N(A7)*2.5)"),
        (
            Paired("weights", ((PARTS[0], Decimal(25)), (PARTS[1], Decimal(75)))),
            "(ISNUMBER(A7)*25+ISNUMBER(B7)*75)",
        ),
        (Paired("matches", ((PARTS[0], Decimal(-1)),)), "((A7=(-1))*1)"),
        (Arithmetic("/", Over("sum", PARTS), Constant(Decimal(3))), "(SUM(A7,B7)/3)"),
        (Clamped(Over("sum", PARTS), Decimal(0), Decimal(100)), "MIN(MAX(SUM(A7,B7),0),100)"),
        (Rounded(Over("sum", PARTS), Decimal("0.01")), "ROUND(ROUND(SUM(A7,B7),9),2)"),
        (Rounded(Over("sum", PARTS), Decimal(100)), "ROUND(ROUND(SUM(A7,B7),9),-2)"),
        (Rounded(Over("sum", PARTS), Decimal("0.5")), "ROUND(ROUND(ROUND((SUM(A7,B7))/0.5,9),0)*0.5,9)"),
    ],
)
def test_an_expression_is_printed(expression: Expression, expected: str) -> None:
    assert formula_of(expression, cells) == expected


def test_no_function_gets_more_cells_than_a_spreadsheet_takes() -> None:
    parts = tuple(Figure(f"x{number}") for number in range(600))
    printed = formula_of(Over("sum", parts), cells)
    assert [piece.count(",") + 1 for piece in printed.split("SUM(")[1:]] == [250, 250, 100]
