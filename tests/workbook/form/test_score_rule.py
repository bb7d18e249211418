"""The rule of a score as formulas; that they say what `scoring` says is LibreOffice's to judge."""

from decimal import Decimal

import pytest

from workbook.form.score_rule import inside, outside, wrong


@pytest.mark.parametrize(
    ("step", "between"),
    [
        (Decimal(1), "ABS(C8/1-ROUND(C8/1,0))>0.000000001"),
        (Decimal("0.50"), "ABS(C8/0.5-ROUND(C8/0.5,0))>0.000000001"),
    ],
)
def test_validation_colours_and_checks_have_one_rule(step: Decimal, between: str) -> None:
    assert inside("C8", "M8", "N8", step) == f"AND(ISNUMBER(C8),C8>=M8,C8<=N8,NOT({between}))"
    assert outside("C8", "M8", "N8", step) == f"OR(C8<M8,C8>N8,{between})"
    of_text = between.replace("C8", "N(C8)")
    assert wrong("C8", "M8", "N8", step) == (
        f"AND(NOT(ISBLANK(C8)),OR(NOT(ISNUMBER(C8)),C8<M8,C8>N8,{of_text}))"
    )
