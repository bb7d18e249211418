"""Each formula beside what it comes to."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from scoring.rubric import Rubric
from scoring.scorecard import Header, Scorecard
from tests.builders import SMALL, answered, computed, scorecard, typed
from workbook.form.formulas import Formula, Value, formulas, total_lines
from workbook.form.problems import MANY_TICKS, NO_NOTES, NO_SCORE, NO_TICK, NOT_A_NUMBER, OUT_OF_RANGE
from workbook.layout import layout_of

LAYOUT = layout_of(SMALL)
FULL = scorecard(SMALL)


def _made(card: Scorecard) -> Mapping[str, Formula]:
    made = {formula.cell: formula for formula in formulas(LAYOUT, card)}
    assert len(made) == len(list(formulas(LAYOUT, card))), "no cell has two formulas"
    return made


def _values(card: Scorecard, *cells: str) -> list[Value]:
    made = _made(card)
    return [made[cell].value for cell in cells]


def test_a_criterion_adds_its_items_a_dimension_its_criteria_the_form_its_dimensions() -> None:
    made = _made(FULL)
    assert {cell: (made[cell].text, made[cell].value) for cell in ("L7", "L12", "K7", "K21")} == {
        "L7": ('IF(COUNT(C7,C9)=0,"",SUM(C7,C9))', 30),
        "L12": ('IF(COUNT(C14,C16)=0,"",SUM(C14,C16))', 10),
        "K7": ('IF(COUNT(L7,L12)=0,"",SUM(L7,L12))', 40),
        "K21": ('IF(COUNT(K7,K18)=0,"",SUM(K7,K18))', 100),
    }


def test_the_cell_that_people_see_says_name_maximum_and_points() -> None:
    made = _made(FULL)
    assert made["B7"].text == '"項目1.1"&CHAR(10)&"(30分)"&CHAR(10)&"得分："&L7'
    assert made["B7"].value == "項目1.1\n(30分)\n得分：30"
    assert made["A21"].value == "總分：100"


def test_without_scores_nothing_is_shown_behind_the_colon() -> None:
    assert _values(Scorecard(), "L7", "K21", "B7", "A21") == ["", "", "項目1.1\n(30分)\n得分：", "總分："]


def test_a_total_typed_over_is_carried_up_as_a_spreadsheet_would() -> None:
    assert _values(typed(FULL, {"1.1": 29}), "L7", "K7", "K21") == [29, 39, 99]
    assert _values(computed(FULL, {"1.1": 29}), "L7", "K7", "K21") == [30, 40, 100]


def test_a_number_typed_as_text_is_left_out_as_sum_does() -> None:
    assert _values(answered(FULL, "1.1.1", score_is_text=True), "L7", "K21") == [20, 90]


@pytest.mark.parametrize(
    ("ticked", "low", "high", "count"),
    [((), 1, 20, 0), ((1,), 11, 20, 1), ((2,), 1, 10, 1), ((1, 2), 1, 20, 2)],
)
def test_the_hidden_cells_say_what_the_ticked_band_allows(
    ticked: tuple[int, ...], low: int, high: int, count: int
) -> None:
    values = _values(answered(FULL, "1.1.2", ticked=ticked), "M9", "N9", "O10", "O11")
    assert values == [low, high, count, count]


def test_notes_are_counted() -> None:
    assert _values(answered(FULL, "1.1.1", notes=("a", "b")), "P7", "P9") == [2, 1]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, ""),
        ({"ticked": ()}, NO_TICK),
        ({"ticked": (1, 2)}, MANY_TICKS),
        ({"score": None}, NO_SCORE),
        ({"score": None, "score_text": "約"}, NOT_A_NUMBER),
        ({"score_is_text": True}, NOT_A_NUMBER),
        ({"score": 10}, OUT_OF_RANGE),
        ({"score": 21}, OUT_OF_RANGE),
        ({"score": "15.5"}, OUT_OF_RANGE),
        ({"notes": ()}, NO_NOTES),
        ({"ticked": (), "score": None, "notes": ()}, NO_TICK),
    ],
)
def test_beside_an_item_stands_the_first_thing_wrong_with_it(changes: dict[str, Any], problem: str) -> None:
    said = LAYOUT.words(problem) if problem else ""
    assert _values(answered(FULL, "1.1.2", **changes), "I9") == [said]


def test_a_form_with_nothing_left_to_do_says_so() -> None:
    assert _values(FULL, *layout_of(SMALL).summary_cells) == [
        LAYOUT.words("done"),
        "未評分 0 項、勾選有誤 0 項、分數不符 0 項",
        "未填紀錄 0 項、表頭未填 0 項",
    ]


def test_a_blank_form_counts_every_item_and_every_line_above() -> None:
    assert _values(Scorecard(), *layout_of(SMALL).summary_cells) == [
        "檢核：尚有 8 處待填或待更正",
        "未評分 4 項、勾選有誤 1 項、分數不符 0 項",
        "未填紀錄 0 項、表頭未填 3 項",
    ]


def test_each_kind_of_thing_left_to_do_is_counted_on_its_own() -> None:
    card = answered(scorecard(SMALL, {"1.1.1": None, "2.1.1": 61}), "1.2.1.1", notes=())
    card = answered(replace(card, header=Header()), "1.1.2", ticked=(1, 2))
    assert _values(card, *layout_of(SMALL).summary_cells) == [
        "檢核：尚有 6 處待填或待更正",
        "未評分 1 項、勾選有誤 1 項、分數不符 1 項",
        "未填紀錄 1 項、表頭未填 2 項",
    ]


def test_what_is_left_to_do_is_counted_over_every_row_of_the_body() -> None:
    assert (
        'COUNTIF($I$7:$I$20,"?*")+ISBLANK(C2)+ISBLANK(C3)+ISBLANK(C4)'
        in _made(FULL)[layout_of(SMALL).summary_cells[0]].text
    )


def test_a_group_of_dimensions_is_named_above_its_first(rubric_107: Rubric) -> None:
    opened = {d.id: total_lines(layout_of(rubric_107), d.id)[0] for d in rubric_107.dimensions}
    assert opened["1"] == "個別評核構面"
    assert opened["5"] == "整體評核構面"
    assert all(title not in ("個別評核構面", "整體評核構面") for key, title in opened.items() if key in "234")


def test_the_real_forms_formulas_stay_within_excels_limits(rubric_107: Rubric) -> None:
    """8,192 characters a formula, 64 levels of IF (ours nests one a problem), 255 arguments."""
    for formula in formulas(layout_of(rubric_107), scorecard(rubric_107)):
        assert len(formula.text) < 8192
        assert formula.text.count("IF(") - formula.text.count("COUNTIF(") <= 64
        assert formula.text.count(",") < 255
