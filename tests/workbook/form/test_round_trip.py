"""Any scorecard, filled into its form and read back, is itself."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rubric import Item, Rubric
from scoring.scorecard import Answer, Header, Office, Scorecard, Stated
from scoring.totals import shown_totals
from scoring.values import parse_date, parse_score, parse_tick
from tests.builders import OFFICE, SMALL, answered, rubrics, scorecard, taipei
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
from workbook.form.fill import fill, stock
from workbook.intake.check import Checked, check
from workbook.protection import Lock

NASTY = (
    *(
        "=1+1",
        "＝1",
        "+1",
        "-1",
        "@x",
        "＋－＠",
        "\t",
        "\r",
        "\n",
        "\r\n",
        " ",
        "\u3000",
        "\x00",
        "\x1f",
        "\x85",
    ),
    *(
        "_x0041_",
        "_x005F_",
        "_x0041_x0042_",
        "_",
        "_x",
        "😀",
        "𠮷",
        "\ufffe",
        "\uffff",
        "\u2028",
        "&amp;",
        "]]>",
    ),
    *("<v>", "&#10;", "'", '"', "☑", "評核", "e\u0301", "\u200b", "\ufeff", "0", "TRUE", "1.0", "#REF!"),
)
TEXT = st.lists(st.sampled_from(NASTY) | st.text(max_size=8), min_size=1, max_size=6).map("".join)
NOTE = TEXT.filter(lambda text: bool(text.strip()))
MARK = st.text(max_size=3).map(str.strip).filter(lambda mark: parse_tick(mark) is None)
NO_NUMBER = st.text(max_size=20).map(str.strip).filter(lambda t: bool(t) and parse_score(t) is None)
NO_DATE = st.text(max_size=20).map(str.strip).filter(lambda text: bool(text) and parse_date(text) is None)


def _answers(of: Rubric, item: Item) -> st.SearchStrategy[Answer]:
    steps = st.integers(0, int((item.maximum - item.low) / of.step))
    points = steps.map(lambda count: item.low + count * of.step)
    notes = st.lists(NOTE, max_size=max(item.note_rows, 2)).map(tuple)
    bands = range(1, len(item.bands) + 1)
    ticked: st.SearchStrategy[tuple[int, ...]] = st.just(())
    if item.bands:
        ticked = st.sets(st.sampled_from(bands)).map(lambda chosen: tuple(sorted(chosen)))
    written = st.one_of(
        points.map(lambda p: (p, "", False)),
        st.just((None, "", False)),
        NO_NUMBER.map(lambda text: (None, text, False)),
        points.map(lambda p: (p, "", True)),
    )

    def answer(
        parts: tuple[tuple[Decimal | None, str, bool], tuple[int, ...], tuple[str, ...], str],
    ) -> Answer:
        (score, text, is_text), chosen, paragraphs, mark = parts
        odd = next((band for band in bands if band not in chosen), 0)
        marks = ((odd, mark),) if mark and odd else ()
        return Answer(score, chosen, paragraphs, text, is_text, marks)

    return st.tuples(written, ticked, notes, st.just("") | MARK).map(answer)


@st.composite
def _cards(draw: st.DrawFn, of: Rubric) -> Scorecard:
    """Whatever an office can write on the form of a rubric."""
    answers = {item.id: draw(_answers(of, item)) for item in of.items}
    day = draw(st.none() | st.dates(date(2001, 1, 1), date(2110, 12, 31)))
    date_text = "" if day else draw(st.just("") | NO_DATE)
    totals = draw(st.sets(st.sampled_from(of.stated_ids), max_size=2))
    points = st.decimals(0, 1000, places=1).map(lambda points: Stated(points, typed=True))
    typed_total = points | NO_NUMBER.map(lambda t: Stated(None, typed=True, text=t)) | st.just(Stated())
    stated = {total_id: draw(typed_total) for total_id in sorted(totals)}
    examiners = draw(st.just("") | TEXT)
    return Scorecard(OFFICE, Header(day, date_text, {"examiners": examiners}), answers, stated)


def _as_shown(of: Rubric, card: Scorecard) -> Scorecard:
    """The scorecard with every total that its form states: what was typed, and what formulas come to."""
    shown = {total_id: Stated(value, typed=False) for total_id, value in shown_totals(of, card).items()}
    return replace(card, stated={**shown, **card.stated})


def _returned(of: Rubric, data: bytes) -> Checked:
    return check(data, "file.xlsx", lambda _: of, KEY)


@given(_cards(SMALL))
def test_whatever_an_office_writes_is_read_back_as_it_was_written(card: Scorecard) -> None:
    result = _returned(SMALL, filled(card))
    assert result.state != "rejected"
    assert result.scorecard == _as_shown(SMALL, card)


@given(st.data())
@settings(max_examples=15)
def test_whatever_the_real_form_holds_is_read_back(rubric_107: Rubric, data: st.DataObject) -> None:
    card = data.draw(_cards(rubric_107))
    result = _returned(rubric_107, filled(card, rubric_107))
    assert result.scorecard == _as_shown(rubric_107, card)


@given(st.data())
@settings(max_examples=20)
def test_whatever_any_form_holds_is_read_back(data: st.DataObject) -> None:
    of = data.draw(rubrics())
    card = data.draw(_cards(of))
    made = stock(of, Lock(), named=True)
    result = _returned(of, fill(made, identity(of), card))
    assert result.scorecard == _as_shown(of, card)


@given(_cards(SMALL), st.text("臺北A 分署_x0041&<\r", min_size=1, max_size=12))
@settings(max_examples=25)
def test_a_form_for_nobody_is_read_back_with_the_name_written_on_it(card: Scorecard, name: str) -> None:
    card = replace(card, office=Office("", name))
    data = fill(stock_of(SMALL, named=False), identity(SMALL, Office()), card)
    result = _returned(SMALL, data)
    expected = replace(_as_shown(SMALL, card), office=Office("", name.strip()))
    assert result.scorecard == expected


@given(_cards(SMALL))
@settings(max_examples=25)
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
