"""Forms of one, two, four and five levels: drawn, filled, read back and sent back."""

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.audit import audit
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from tests.builders import answered, one, places, scorecard
from tests.leveled import FIVE, FOUR, LEVELED, ONE, TWO
from tests.workbook.forms import KEY, filled, identity, retyped
from tests.workbook.forms import number as put_number
from workbook.collection.checked import Checked
from workbook.columns import LEVELS, SCORE
from workbook.form.correction import correct
from workbook.form.guide import instructions
from workbook.intake.check import Terms, check
from workbook.layout import CORRECTIONS_SHEET, FORM_SHEET, layout_of
from workbook.protection import Lock

ANY = pytest.mark.parametrize("of", LEVELED.values(), ids=LEVELED)


def _form(of: Rubric, card: Scorecard, *, values: bool = False) -> Worksheet:
    data = filled(card, of, identity(of))
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=values)[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def _returned(of: Rubric, data: bytes) -> Checked:
    return check(data, "file.xlsx", Terms(KEY, rubric_of=lambda _: of))


@ANY
def test_a_form_with_nothing_wrong_comes_back_without_findings(of: Rubric) -> None:
    result = _returned(of, filled(scorecard(of), of, identity(of)))
    assert (result.state, result.findings) == ("accepted", ())
    totals = {total_id: total.recomputed for total_id, total in result.totals.items()}
    assert totals == {total_id: of.maximum_of(total_id) for total_id in of.total_ids}


@ANY
def test_a_blank_form_comes_back_with_what_is_missing(of: Rubric) -> None:
    result = _returned(of, filled(Scorecard(), of, identity(of)))
    assert {finding.code for finding in result.findings} <= {
        *("score-missing", "band-missing", "notes-missing", "header-missing", "date-missing"),
        "form-nearly-blank",
    }


@ANY
def test_every_total_is_shown_and_read_as_the_form_states_it(of: Rubric) -> None:
    card = scorecard(of, {of.items[0].id: 3})
    layout, sheet = layout_of(of), _form(of, card, values=True)
    expected = {total_id: total.recomputed for total_id, total in audit(of, card).totals.items()}
    for total_id in of.stated_ids:
        shown = str(sheet[layout.visible_cell(total_id)].value)
        assert shown.rpartition("：")[2] == f"{expected[total_id]:f}"
    read = _returned(of, filled(card, of, identity(of))).scorecard.stated
    assert {total_id: stated.value for total_id, stated in read.items()} == {
        total_id: expected[total_id] for total_id in of.stated_ids
    }


@ANY
def test_a_total_typed_over_its_formula_is_found_where_it_stands(of: Rubric) -> None:
    layout = layout_of(of)
    for total_id in of.stated_ids:
        cell = layout.visible_cell(total_id)
        result = _returned(of, retyped(filled(scorecard(of), of, identity(of)), put_number(cell, "77")))
        found = one(result.findings, "formula-replaced")
        assert (found.cell, found.params["totals"]) == (cell, [total_id])
        assert one(result.findings, "total-mismatch").cell == cell


@ANY
def test_a_form_that_goes_back_is_read_as_the_one_that_came(of: Rubric) -> None:
    wrong = answered(scorecard(of), of.items[0].id, score=99)
    first = _returned(of, filled(wrong, of, identity(of)))
    assert first.identity is not None
    assert ("score-out-of-range", of.items[0].id) in places(first.findings)
    back = correct(of, Lock(), first.identity, first.scorecard, first.findings)
    assert CORRECTIONS_SHEET in openpyxl.load_workbook(io.BytesIO(back)).sheetnames
    second = _returned(of, back)
    assert second.scorecard == first.scorecard
    assert places(second.findings) == places(first.findings)


@ANY
def test_a_form_for_nobody_has_its_header_read(of: Rubric) -> None:
    card = scorecard(of)
    result = _returned(of, filled(card, of, identity(of)))
    assert result.scorecard == replace(card, stated=result.scorecard.stated)


def test_the_levels_have_the_columns_and_the_headings_that_the_rubric_names() -> None:
    found = {}
    for name, of in LEVELED.items():
        layout = layout_of(of)
        found[name] = [layout.columns.headings.get(role) for role in LEVELS]
    assert found == {
        "one": [None, None],
        "two": ["項目", None],
        "four": ["標準", "指標"],
        "five": ["標準", "指標"],
    }
    assert layout_of(ONE).columns.first == layout_of(ONE).columns[SCORE] == "A"
    assert "題目配分" in layout_of(ONE).columns.headings.values()


def test_the_printed_page_is_as_wide_with_any_number_of_levels() -> None:
    widths = {
        sum(layout_of(of).columns.widths[role] for role in layout_of(of).columns.printed)
        for of in LEVELED.values()
    }
    assert widths == {158.5}


def test_a_section_of_the_third_level_has_its_total_in_its_heading_row() -> None:
    layout, sheet = layout_of(FOUR), _form(FOUR, scorecard(FOUR), values=True)
    place = layout.totals["1.1.1"]
    assert (place.row, place.last, place.is_text) == (layout.by_key["1.1.1/heading"].number,) * 2 + (False,)
    assert sheet[layout.visible_cell("1.1.1")].value == 15
    assert sheet[f"{layout.columns['points']}{place.row}"].value == "15分"
    assert sheet[f"{layout.columns['tick']}{place.row}"].value == "項目1.1.1"
    assert layout.by_key["1.1.1/intro"].number == place.row + 1


def test_a_heading_beneath_the_last_named_level_states_no_total() -> None:
    assert set(layout_of(FOUR).totals) == {"", "1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1", "2.1.1"}
    assert set(layout_of(FIVE).totals) >= {"1.1.1", "1.1.1.1"}
    assert set(layout_of(TWO).totals) == {"", "1", "2"}
    assert set(layout_of(ONE).totals) == {""}


@ANY
def test_the_instructions_call_the_items_by_their_name(of: Rubric) -> None:
    said = instructions(of)
    assert f"# 各{of.item_word}可填的分數" in said
    assert "細項" not in said.partition("可填的分數")[0]
