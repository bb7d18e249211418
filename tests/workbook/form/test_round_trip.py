"""Any scorecard, filled into its form and read back, is itself."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rubric import Rubric
from scoring.scorecard import Office, Scorecard
from tests.builders import SMALL, answered, rubrics, scorecard, taipei
from tests.extent import examples
from tests.workbook.form.cards import as_shown, cards
from tests.workbook.forms import (
    DATE_CELL,
    KEY,
    checked,
    filled,
    identity,
    number,
    retyped,
    stock_of,
    with_format,
)
from workbook.collection.checked import Checked
from workbook.form.fill import fill, stock
from workbook.intake.check import Terms, check
from workbook.protection import Lock


def _returned(of: Rubric, data: bytes) -> Checked:
    return check(data, "file.xlsx", Terms(KEY, rubric_of=lambda _: of))


@given(cards(SMALL))
def test_whatever_an_office_writes_is_read_back_as_it_was_written(card: Scorecard) -> None:
    result = _returned(SMALL, filled(card))
    assert result.state != "rejected"
    assert result.scorecard == as_shown(SMALL, card)


@given(st.data())
@examples(15)
def test_whatever_the_real_form_holds_is_read_back(rubric_107: Rubric, data: st.DataObject) -> None:
    card = data.draw(cards(rubric_107))
    result = _returned(rubric_107, filled(card, rubric_107))
    assert result.scorecard == as_shown(rubric_107, card)


@given(st.data())
@examples(20)
def test_whatever_any_form_holds_is_read_back(data: st.DataObject) -> None:
    of = data.draw(rubrics())
    card = data.draw(cards(of))
    made = stock(of, Lock(), named=True)
    result = _returned(of, fill(made, identity(of), card))
    assert result.scorecard == as_shown(of, card)


@given(cards(SMALL), st.text("臺北A 分署_x0041&<\r", min_size=1, max_size=12))
@examples(25)
def test_a_form_for_nobody_is_read_back_with_the_name_written_on_it(card: Scorecard, name: str) -> None:
    card = replace(card, office=Office("", name))
    data = fill(stock_of(SMALL, named=False), identity(SMALL, Office()), card)
    result = _returned(SMALL, data)
    expected = replace(as_shown(SMALL, card), office=Office("", name.strip()))
    assert result.scorecard == expected


@given(cards(SMALL))
@examples(25)
def test_what_is_sent_back_pre_filled_says_the_same_again(card: Scorecard) -> None:
    first = _returned(SMALL, filled(card))
    second = _returned(SMALL, filled(first.scorecard))
    assert second.scorecard == first.scorecard
    assert second.findings == first.findings


@pytest.mark.parametrize("day", [date(1900, 5, 7), date(1915, 1, 1), date(2950, 1, 1)])
def test_a_real_date_that_is_taken_survives_being_sent_back(day: date) -> None:
    """Count of days 128 is 1900-05-07, goes back as -11年5月7日, and cannot be read any more."""
    data, style = with_format(filled(scorecard(SMALL)), 14)
    first = checked(retyped(data, number(DATE_CELL, str((day - date(1899, 12, 30)).days), style)))
    second = checked(filled(first.scorecard))
    assert second.scorecard.header == first.scorecard.header


def test_a_form_with_nothing_wrong_comes_back_accepted_without_findings() -> None:
    result = checked(filled(scorecard(SMALL)))
    assert (result.state, result.findings) == ("accepted", ())
    assert result.totals[""].recomputed == 100


def test_what_taipei_handed_in_is_read_back_from_its_form(rubric_107: Rubric) -> None:
    card = taipei(rubric_107)
    result = _returned(rubric_107, filled(card, rubric_107))
    assert result.scorecard == card
    assert result.state == "questioned"


@pytest.mark.parametrize("note", ["_x0041\x01", "_x0041\r\n換行"])
def test_a_note_with_half_an_escape_before_a_control_character_is_read_back(note: str) -> None:
    result = checked(filled(answered(scorecard(SMALL), "1.1.1", notes=(note,))))
    assert result.scorecard.answers["1.1.1"].notes == (note,)
