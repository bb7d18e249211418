"""Whether evidence is required is one fact of the rubric: form, check and standing say the same of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from scoring.audit import audit
from scoring.rubric import Rubric
from scoring.rubric_file import load_rubric
from scoring.scorecard import Scorecard
from tests.builders import OFFICE, SMALL, scorecard
from tests.macros.forms import rubric_file
from tests.workbook.forms import KEY, filled, identity, sheet_xml, stock_of
from workbook.form import problems
from workbook.form.fill import fill
from workbook.form.formulas import formulas
from workbook.form.guide import instructions
from workbook.intake.check import Terms, check
from workbook.layout import layout_of

NO_NOTES = layout_of(SMALL).words(problems.NO_NOTES)

OPTIONAL = replace(SMALL, notes_required=False)
BARE = replace(
    scorecard(SMALL),
    answers={key: replace(each, notes=()) for key, each in scorecard(SMALL).answers.items()},
)


def standing(rubric: Rubric, card: Scorecard) -> str:
    data = fill(stock_of(rubric), identity(rubric, OFFICE), card)
    return check(data, "a.xlsx", Terms(KEY, rubric=rubric)).state


@pytest.mark.parametrize(("rubric", "says"), [(SMALL, True), (OPTIONAL, False)])
def test_form_check_and_standing_say_the_same(rubric: Rubric, *, says: bool) -> None:
    shown = {each.value for each in formulas(layout_of(rubric), BARE)}
    assert (NO_NOTES in shown) is says
    assert any(each.code.startswith("notes-") for each in audit(rubric, BARE).findings) is says
    assert standing(rubric, BARE) == ("questioned" if says else "accepted")


def test_nothing_is_to_be_filled_in_where_it_is_not_required() -> None:
    assert NO_NOTES in sheet_xml(filled(BARE))
    assert all(f'"{NO_NOTES}",""' not in each.text for each in formulas(layout_of(OPTIONAL), BARE))


def test_it_is_required_unless_stated_and_forms_that_are_out_are_still_of_their_rubric() -> None:
    assert load_rubric("107").notes_required
    assert replace(SMALL, notes_required=True).hash == SMALL.hash
    assert OPTIONAL.hash != SMALL.hash


def test_the_instructions_say_that_it_may_be_left_blank_where_it_may() -> None:
    assert "沒有可寫的可以空白" in instructions(OPTIONAL)
    assert "可以空白" not in instructions(SMALL)


def test_a_rubric_file_may_say_that_it_is_not(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(f"{rubric_file()}\nnotes_required: false\n", "utf-8")
    assert not load_rubric(str(own)).notes_required
