"""Formulas that another cell says: known where it is certain what that makes, and else as such."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.formula.translate import Translator

from tests.builders import SMALL, scorecard
from tests.workbook.forms import LAYOUT, checked, filled, retyped, total_cells
from workbook.intake.cells import Grid, Strings
from workbook.intake.saved_formulas import UNSAID, moved_formula
from workbook.sheetxml import MAIN, ROW, C, Element, F

FORM = filled(scorecard(SMALL))


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("B1+C1", "C3+D3"),
        ("$B1+B$1+$B$1", "$B3+C$1+$B$1"),
        ('IF(COUNT(B1,B9)=0,"",SUM(B1:B9))', 'IF(COUNT(C3,C11)=0,"",SUM(C3:C11))'),
        ('"A1 ""B2"" "&B1', '"A1 ""B2"" "&C3'),
        ("LOG10(B1)*1E5-2.5%", "LOG10(C3)*1E5-2.5%"),
        ("XFD1+B1", None),
        ("B1048575+B1", None),
        ("SUM(A:A)", None),
        ("SUM(1:1)", None),
        ("Sheet2!A1", None),
        ("Table[x]+B1", None),
        ("B1+'", None),
        ('B1+"', None),
    ],
)
def test_a_formulas_relative_references_move_along(formula: str, moved: str | None) -> None:
    assert moved_formula(formula, "A1", "B3") == moved


_CELLS = st.builds(
    "{}{}{}{}".format, *(st.sampled_from(each) for each in (("", "$"), "CKZ", ("", "$"), "579"))
)
_FORMULAS = st.lists(_CELLS, min_size=1, max_size=6).map(lambda cells: f'IF(A1=0,"",SUM({",".join(cells)}))')


@given(_FORMULAS, st.sampled_from(["B1", "AA5", "Z99"]))
def test_they_move_as_openpyxl_has_them_move(formula: str, to: str) -> None:
    assert f"={moved_formula(formula, 'A1', to)}" == Translator(f"={formula}", "A1").translate_formula(to)


def _formula(rows: str, at: str) -> str | None:
    text = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return Grid.of_part(text.encode(), "sheet", Strings(None)).get(at).formula


def _row(number: int, formula: str) -> str:
    return f'<row r="{number}"><c r="A{number}">{formula}<v>1</v></c></row>'


_FIRST, _NEXT = '<f t="shared" ref="A1:A3" si="0">=B1+1</f>', '<f t="shared" si="0"/>'


@pytest.mark.parametrize(
    ("rows", "at", "formula"),
    [
        (_row(1, _FIRST) + _row(2, _NEXT), "A1", "B1+1"),
        (_row(1, _FIRST) + _row(2, _NEXT), "A2", "B2+1"),
        (_row(1, _FIRST) + _row(3, '<f t="shared" si="00"/>'), "A3", "B3+1"),
        (_row(1, _FIRST) + _row(4, _NEXT), "A4", UNSAID),  # outside the range
        (_row(1, _FIRST) + _row(2, '<f t="shared" si="1"/>'), "A2", UNSAID),
        (_row(1, _FIRST) + _row(2, '<f t="shared"/>'), "A2", UNSAID),
        (_row(1, _FIRST) + _row(2, _NEXT) + _row(3, _FIRST), "A2", UNSAID),  # two have one number
        (_row(1, _NEXT) + _row(2, _FIRST), "A1", UNSAID),  # before it is said
        (_row(1, _FIRST.replace("A1:A3", "A2:A3")) + _row(2, _NEXT), "A2", UNSAID),
        (_row(1, _FIRST.replace("A1:A3", "")) + _row(2, _NEXT), "A2", UNSAID),
        (_row(1, _FIRST.replace("B1", "Sheet2!B1")) + _row(2, _NEXT), "A2", UNSAID),
    ],
)
def test_a_shared_formula_is_known_where_it_is_certain(rows: str, at: str, formula: str) -> None:
    assert _formula(rows, at) == formula


_FIRST_TOTAL, _OTHER_TOTAL = (total_cells(total_id)[1] for total_id in list(LAYOUT.totals)[:2])


def _shared(formula: str | None = None) -> bytes:
    """The form with a total made by a formula that is shared with another cell: Z1, which says ``formula``,
    or the other total."""

    def change(sheet: Element) -> None:
        cells = {cell.get("r"): cell for cell in sheet.iter(C)}
        first, then = cells[_FIRST_TOTAL], cells[_OTHER_TOTAL]
        if formula is not None:
            first = etree.SubElement(next(sheet.iter(ROW)), C, {"r": "Z1"})
            etree.SubElement(first, F).text = formula
        for cell in (first, then):
            element = cell.find(F)
            assert element is not None
            element.set("t", "shared")
            element.set("si", "7")
            if cell is first:
                element.set("ref", "A1:Z300")
            else:
                element.text = None

    return retyped(FORM, change)


def _own(at: str) -> str:
    """What the form as issued says in a cell."""
    found: list[str] = []
    retyped(FORM, lambda sheet: found.extend(c.findtext(F) or "" for c in sheet.iter(C) if c.get("r") == at))
    return found[0]


def test_a_total_that_a_shared_formula_makes_as_issued_is_the_forms_own() -> None:
    own = moved_formula(_own(_OTHER_TOTAL), _OTHER_TOTAL, "Z1")
    assert own is not None
    assert "formula-replaced" not in {each.code for each in checked(_shared(own)).findings}
    other = own.replace("SUM", "MAX")
    assert "formula-replaced" in {each.code for each in checked(_shared(other)).findings}


def test_a_total_that_a_shared_formula_makes_another_is_replaced() -> None:
    codes = {each.code for each in checked(_shared()).findings}
    assert "formula-replaced" in codes
    assert "cells-moved" not in codes


def test_totals_that_begin_with_a_sign_are_the_forms_own() -> None:
    def change(sheet: Element) -> None:
        for formula in sheet.iter(F):
            formula.text = f"={formula.text}"

    assert checked(retyped(FORM, change)).findings == checked(FORM).findings
