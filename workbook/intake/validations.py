"""Whether scores and ticks are still held to the rules of the form as issued (its data validations)."""

from collections.abc import Mapping
from functools import lru_cache

from scoring.rubric import Rubric
from workbook.address import Area, area, column_index
from workbook.form.rules import Rule, rules
from workbook.intake.form import Form
from workbook.intake.stated_totals import plain_formula
from workbook.layout import SCORE, TICK, layout_of
from workbook.sheetxml import Element, tag

_MOST = 5_000
"""Validations that are looked at; the form has a few for each item."""
_UNKNOWN = "NaN"
"""What a library writes for a formula that it cannot keep (ExcelJS 4)."""
_EVERYWHERE = Area(1, 1, 16_384, 1_048_576)


def other_rules(form: Form, rubric: Rubric) -> list[str]:
    """Return the score and tick cells that have another validation than the form as issued.

    One that is gone is not told: some programs drop them all, and what was typed is checked here anyway.
    """
    around = form.grid.around
    if around is None:
        return []
    expected = _expected(rubric)
    found = list(around.iterfind(f"{tag('dataValidations')}/{tag('dataValidation')}"))[:_MOST]
    others: set[str] = set()
    for each in found:
        for ref in each.get("sqref", "").split():
            others.update(cell for cell in _cells(ref, expected) if not _is_same(each, expected[cell], form))
    return [cell for cell in expected if cell in others]


@lru_cache(maxsize=32)
def _expected(rubric: Rubric) -> Mapping[str, Rule]:
    return {cell: rule for rule in rules(layout_of(rubric)) for cell in rule.cells if cell[0] in SCORE + TICK}


def _cells(ref: str, expected: Mapping[str, Rule]) -> list[str]:
    """Return the cells that a rule is expected for within a reference."""
    if ":" not in ref and ref in expected:
        return [ref]
    try:
        within = _area_of(ref.replace("$", ""))
    except ValueError:
        within = _EVERYWHERE
    return [cell for cell in expected if _area_of(cell).lies_in(within)] if _meets(within) else []


_area_of = lru_cache(maxsize=4096)(area)
_COLUMNS = tuple(column_index(column) for column in (SCORE, TICK))


def _meets(within: Area) -> bool:
    """Tell whether any score or tick can be within."""
    return any(within.left <= column <= within.right for column in _COLUMNS)


def _is_same(found: Element, rule: Rule, form: Form) -> bool:
    formulas = [each.text or "" for each in found if each.tag in (tag("formula1"), tag("formula2"))]
    expected = [rule.low] if rule.high is None else [rule.low, rule.high]
    if found.get("type") != rule.kind or len(formulas) < len(expected):
        return False
    pairs = zip(formulas, expected, strict=False)
    return all(
        one in (other, _UNKNOWN) or plain_formula(one, form.sheet) == plain_formula(other, form.sheet)
        for one, other in pairs
    )
