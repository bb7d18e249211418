"""Whether cells are still held to the rules of the form as issued (its data validations)."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from scoring.rubric import Rubric
from workbook.address import Area, area, column_index
from workbook.columns import SCORE, TICK
from workbook.form.rules import Rule, rules
from workbook.intake.colours import local_name
from workbook.intake.form import Form
from workbook.intake.looks import X14
from workbook.intake.stated_totals import plain_formula
from workbook.layout import Layout, layout_of
from workbook.sheetxml import Element, tag, unescape

_MOST = 5_000
"""Validations that are looked at; the form has a few for each item."""
_UNKNOWN = "NaN"
"""What a library writes for a formula that it cannot keep (ExcelJS 4)."""
_TEXTS = ("promptTitle", "prompt", "errorTitle", "error")
_EVERYWHERE = Area(1, 1, 16_384, 1_048_576)
_DIGITS = "0123456789"


def other_rules(form: Form, rubric: Rubric) -> list[str]:
    """Return the score and tick cells that have another validation than the form as issued, and any cell
    whose validation says what no cell of the form does.

    One that is gone is not told: some programs drop them all, and what was typed is checked here anyway.
    """
    around = form.grid.around
    if around is None:
        return []
    expected = _expected(rubric)
    columns = _columns(rubric)
    said = _said(rubric)
    found = list(around.iterfind(f"{tag('dataValidations')}/{tag('dataValidation')}"))[:_MOST]
    others: dict[str, None] = {}
    for each in found:
        refs = each.get("sqref", "").split()
        for ref in refs:
            others |= {
                cell: None
                for cell in _cells(ref, expected, columns)
                if not _is_same(each, expected[cell], form)
            }
        if refs and not said.issuperset(map(_plain, filter(None, map(each.get, _TEXTS)))):
            others[refs[0].split(":")[0]] = None
    for each in _extended(around)[:_MOST]:  # a form has none, and Excel makes none of its rules
        refs = "".join(child.text or "" for child in each if local_name(child) == "sqref").split()
        others |= {cell: None for ref in refs for cell in _cells(ref, expected, columns)}
        if refs and any(map(each.get, _TEXTS)):
            others[refs[0].split(":")[0]] = None
    return [cell for cell in expected if cell in others] + [cell for cell in others if cell not in expected]


def _extended(around: Element) -> list[Element]:
    """Return the validations of the extension (MS-XLSX §2.6.11)."""
    extensions = around.find(tag("extLst"))
    return [] if extensions is None else list(extensions.iter(f"{{{X14}}}dataValidation"))


@lru_cache(maxsize=32)
def _expected(rubric: Rubric) -> Mapping[str, Rule]:
    layout = layout_of(rubric)
    letters = _letters(layout)
    return {
        cell: rule
        for rule in rules(layout)
        for cell in rule.cells
        if cell.split(":")[0].rstrip(_DIGITS) in letters
    }


def _letters(layout: Layout) -> Collection[str]:
    """Return the columns in which scores and ticks stand."""
    return [layout.columns[role] for role in (SCORE, TICK, *layout.columns.answers)]


@lru_cache(maxsize=32)
def _columns(rubric: Rubric) -> tuple[int, ...]:
    return tuple(column_index(column) for column in _letters(layout_of(rubric)))


@lru_cache(maxsize=32)
def _said(rubric: Rubric) -> frozenset[str]:
    """Return all that the form's own validations say."""
    own = rules(layout_of(rubric))
    return frozenset(_plain(text) for rule in own for text in (rule.title, rule.prompt, rule.error))


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    return "".join(unescape(text).split())


def _cells(ref: str, expected: Mapping[str, Rule], columns: Collection[int]) -> list[str]:
    """Return the cells that a rule is expected for within a reference."""
    if ":" not in ref and ref in expected:
        return [ref]
    try:
        within = _area_of(ref.replace("$", ""))
    except ValueError:
        within = _EVERYWHERE
    return [cell for cell in expected if _area_of(cell).lies_in(within)] if _meets(within, columns) else []


_area_of = lru_cache(maxsize=4096)(area)


def _meets(within: Area, columns: Collection[int]) -> bool:
    """Tell whether any score or tick can be within."""
    return any(within.left <= column <= within.right for column in columns)


def _is_same(found: Element, rule: Rule, form: Form) -> bool:
    formulas = [each.text or "" for each in found if each.tag in (tag("formula1"), tag("formula2"))]
    expected = [rule.low] if rule.high is None else [rule.low, rule.high]
    if found.get("type") != rule.kind or len(formulas) < len(expected):
        return False
    prompt = found.get("prompt", "")
    if prompt not in ("", rule.prompt) and _plain(prompt) != _plain(rule.prompt):
        return False
    pairs = zip(formulas, expected, strict=False)
    return all(
        one in (other, _UNKNOWN) or plain_formula(one, form.sheet) == plain_formula(other, form.sheet)
        for one, other in pairs
    )
