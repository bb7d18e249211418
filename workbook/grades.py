"""Grades (等第) printed as formulas, without their ``=``: scoring/grades.py said of cells.

Cells of totals hold what is rounded, to nine digits or twelve, and are compared with a threshold as they are.
"""

from collections.abc import Sequence
from decimal import Decimal

from scoring.form_rules import Grade, Test
from scoring.grades import grades_of, tested
from scoring.rubric import Rubric, points_text
from workbook.expressions import Cells

_MOST_ARGUMENTS = 250
"""Arguments of a function; Excel takes 255."""


def grade_formula(rubric: Rubric, total_id: str, cells: Cells, whole: str = "") -> str:
    """Return the formula of a total's grade: its name, or nothing where the total is no number.

    ``cells`` gives the cells of ids, ``whole`` is the condition that everything beneath the total is scored.
    """
    value = cells([total_id])
    shown = '""'
    for grade in reversed(grades_of(rubric, total_id)):
        conditions = list(_conditions(grade, value, rubric, cells))
        name = quoted(grade.name)
        shown = f"IF({_both(conditions)},{name},{shown})" if conditions else name
    needed = [f"ISNUMBER({value})", *([whole] if whole else [])]
    return f'IF({_both(needed)},{shown},"")'


def quoted(written: str) -> str:
    """Return a text as formulas have it."""
    return '"{}"'.format(written.replace('"', '""'))


def _conditions(grade: Grade, value: str, rubric: Rubric, cells: Cells) -> list[str]:
    found = []
    if grade.test is not None:
        found.append(_tested(grade.test, cells(tested(grade.test, rubric))))
    if grade.start is not None:
        found.append(f"{value}>={points_text(grade.start)}")
    if grade.end is not None:
        found.append(f"{value}<={points_text(grade.end)}")
    return found


def _tested(test: Test, parts: str) -> str:
    """Return the condition on parts, which are cells and ranges as arguments of a function."""
    if not parts:
        return "FALSE"
    is_below = test.below is not None
    end = points_text(test.below if test.below is not None else test.start or Decimal(0))
    sign = "<" if is_below else ">="
    if parts.count(",") >= _MOST_ARGUMENTS:
        parts = f"({parts})"  # one argument, of many areas
    match test.measure:
        case "count":
            areas = parts.strip("()").split(",")
            each = (f'COUNTIF({area},"{sign}"&{end})' for area in areas)
            return f"{'+'.join(each)}>={test.count}"
        case "least":
            function = "MIN"
        case "most":
            function = "MAX"
        case "any":
            function = "MIN" if is_below else "MAX"
        case "each":
            function = "MAX" if is_below else "MIN"
    return _both([f"COUNT({parts})>0", f"{function}({parts}){sign}{end}"])


def _both(conditions: Sequence[str]) -> str:
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"
