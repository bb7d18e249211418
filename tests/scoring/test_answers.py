"""Answers files for items that are chosen, counted, measured, not applicable or not scored."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from scoring.answers import answers_of, overlay
from scoring.errors import AnswersError
from scoring.scorecard import Answer, Scorecard
from tests.rules import one_criterion, ruled

RUBRIC = ruled(
    one_criterion(
        """
        - {id: "1.1.1", title: 評分題, low: 0, maximum: 10, allow_na: true}
        - {id: "1.1.2", title: 單選題, ask: {choice: yn}}
        - {id: "1.1.3", title: 多選題, ask: {choices: some}}
        - {id: "1.1.4", title: 件數題, ask: {count: {each: -1}}, allow_na: true}
        - {id: "1.1.5", title: 比率題, ask: {measure: {of: [實際, 應到], steps: [{from: 0, worth: 1}]}}}
        - {id: "1.1.6", title: 說明題, ask: {written: note}}
        """
    )
)


def filled(items: Mapping[str, object]) -> Mapping[str, Answer]:
    answers = answers_of({"items": items}, RUBRIC, "a.yaml")
    return overlay(Scorecard(), answers, RUBRIC).answers


@pytest.mark.parametrize(
    ("item", "written", "expected"),
    [
        ("1.1.1", {"na": True}, Answer(is_na=True)),
        ("1.1.2", {"ticked": ["是"]}, Answer(ticked=(1,))),
        ("1.1.2", {"ticked": [2], "score": 0}, Answer(ticked=(2,))),
        ("1.1.2", {"ticked": ["不適用"], "na": True}, Answer(ticked=(3,))),
        ("1.1.3", {"ticked": ["丙", 1, "甲"]}, Answer(ticked=(1, 3))),
        ("1.1.4", {"given": [3]}, Answer(given=(Decimal(3),))),
        ("1.1.4", {"given": ["三件"]}, Answer(given=(None,), odd_given=((1, "三件"),))),
        ("1.1.4", {"na": True}, Answer(is_na=True)),
        ("1.1.5", {"given": [8.1, 9]}, Answer(given=(Decimal("8.1"), Decimal(9)))),
        ("1.1.5", {"given": [0, 0], "na": True}, Answer(given=(Decimal(0), Decimal(0)))),
        ("1.1.6", {"text": "其他"}, Answer(further={"": "其他"})),
    ],
)
def test_each_kind_of_item_is_answered_in_its_own_way(
    item: str, written: Mapping[str, object], expected: Answer
) -> None:
    assert filled({item: written}) == {item: expected}


@pytest.mark.parametrize(
    ("item", "written", "says"),
    [
        ("1.1.2", {"ticked": ["也許"]}, "1.1.2 沒有「也許」這個選項；可選的有 是、否、不適用"),
        ("1.1.2", {"ticked": [4]}, "1.1.2 只有 3 個選項，不能勾第 4 項"),
        ("1.1.1", {"ticked": ["是"]}, "可選的有 （無）"),
        ("1.1.4", {"given": [1, 2]}, "1.1.4 填 1 個數字，given 卻有 2 個"),
        ("1.1.2", {"given": [1]}, "1.1.2 填 0 個數字"),
    ],
)
def test_what_an_item_has_no_cells_for_is_refused(
    item: str, written: Mapping[str, object], says: str
) -> None:
    with pytest.raises(AnswersError) as raised:
        filled({item: written})
    assert says in str(raised.value)
