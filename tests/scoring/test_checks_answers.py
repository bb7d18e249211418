"""Findings about answers from which a score follows, and about totals that are no plain sum."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.audit import audit
from scoring.figures import figure_of, is_asked
from scoring.form_rules import Choice, Count, Measured
from scoring.rubric import Rubric
from scoring.scorecard import Answer, Scorecard, Stated
from tests.builders import one, places, typed
from tests.rules import answered, one_criterion, points, ruled

ITEMS = """
- {id: "1.1.1", title: 評分題, low: 0, maximum: 10, allow_na: reason}
- {id: "1.1.2", title: 單選題, ask: {choice: level, show: rows}}
- {id: "1.1.3", title: 下拉題, ask: {choice: yn, show: list}, allow_na: reason}
- {id: "1.1.4", title: 多選題, maximum: 3, ask: {choices: some_or_none}, allow_na: true}
- {id: "1.1.5", title: 件數題, maximum: 0, ask: {count: {each: -1}}}
- id: "1.1.6"
  title: 比率題
  ask: {measure: {of: [實際, 應到], steps: [{from: 0, worth: 0}, {from: 0.9, worth: 2}]}}
- {id: "1.1.7", title: 高風險題, low: 0, maximum: 10, when: {risk: [高]}}
- {id: "1.1.8", title: 說明題, ask: {written: note}}
"""
EVERY = ruled(one_criterion(ITEMS, "fold: {kind: mean}\nround: {to: 0.01}"), "round: {to: 0.01}")
WHOLE: Mapping[str, object] = {
    "1.1.1": 5,
    "1.1.2": [1],
    "1.1.3": [2],
    "1.1.4": [1, 3],
    "1.1.5": (0,),
    "1.1.6": (8, 9),
}


def card(changes: Mapping[str, Answer] | None = None, risk: str = "低") -> Scorecard:
    """What an office answered to every item that it is asked, with some answers changed."""
    whole = answered(WHOLE, {"risk": risk})
    return replace(whole, answers={**whole.answers, **(changes or {})})


def found(changes: Mapping[str, Answer], risk: str = "低") -> list[tuple[str, str]]:
    return places(audit(EVERY, card(changes, risk)).findings)


def given_as(*numbers: object) -> tuple[Decimal | None, ...]:
    return tuple(None if number is None else Decimal(str(number)) for number in numbers)


def test_a_form_with_nothing_wrong_has_no_finding() -> None:
    assert audit(EVERY, card()).findings == ()


AT_THEIR_CELLS = [
    ("1.1.1", Answer(), "score-missing", "score", 0),
    ("1.1.2", Answer(), "option-missing", "band", 1),
    ("1.1.2", Answer(ticked=(1, 3)), "option-multiple", "band", 3),
    ("1.1.2", Answer(odd_ticks=((2, "是"),)), "option-unreadable", "band", 2),
    ("1.1.2", Answer(is_na=True), "na-not-allowed", "band", 1),
    ("1.1.3", Answer(), "option-missing", "answer", 1),
    ("1.1.3", Answer(score_text="可能"), "option-unknown", "answer", 1),
    ("1.1.3", Answer(is_na=True), "na-without-reason", "notes", 1),
    ("1.1.3", Answer(ticked=(3,)), "na-without-reason", "notes", 1),
    ("1.1.4", Answer(), "option-missing", "band", 1),
    ("1.1.4", Answer(is_na=True, ticked=(2,)), "na-beside-answer", "band", 2),
    ("1.1.5", Answer(), "count-missing", "answer", 1),
    ("1.1.5", Answer(given=given_as("1.5")), "count-invalid", "answer", 1),
    ("1.1.5", Answer(given=given_as(-1)), "count-invalid", "answer", 1),
    ("1.1.5", Answer(given=given_as(None), odd_given=((1, "三件"),)), "count-invalid", "answer", 1),
    ("1.1.5", Answer(given=given_as(3), score_is_text=True), "answer-as-text", "answer", 1),
    ("1.1.6", Answer(given=given_as(8, None)), "number-missing", "answer", 2),
    ("1.1.6", Answer(given=given_as(-8, 9)), "number-invalid", "answer", 1),
    ("1.1.6", Answer(given=given_as(8, None), odd_given=((2, "約9"),)), "number-invalid", "answer", 2),
    ("1.1.1", Answer(is_na=True), "na-without-reason", "notes", 1),
    ("1.1.7", Answer(Decimal(3)), "answer-not-asked", "score", 1),
]
"""Answers that cannot count: the item, what was answered, and the finding with its part and index."""
WRONG = [(item, answer) for item, answer, *_ in AT_THEIR_CELLS]


@pytest.mark.parametrize(("item", "answer", "code", "part", "index"), AT_THEIR_CELLS)
def test_each_answer_that_cannot_count_has_one_finding_at_its_cell(
    item: str, answer: Answer, code: str, part: str, index: int
) -> None:
    (finding,) = audit(EVERY, card({item: answer})).findings
    assert (finding.code, finding.id, finding.part, finding.index) == (code, item, part, index)


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("1.1.1", Answer(is_na=True, notes=("本年度無此業務。",))),
        ("1.1.2", Answer(ticked=(4,))),
        ("1.1.3", Answer(is_na=True, notes=("本年度無此業務。",))),
        ("1.1.4", Answer(is_na=True)),
        ("1.1.5", Answer(given=given_as(12))),
        ("1.1.6", Answer(given=given_as(0, 0))),
        ("1.1.7", Answer()),
        ("1.1.8", Answer(further={"": "其他說明"})),
    ],
)
def test_what_an_item_allows_has_none(item: str, answer: Answer) -> None:
    assert found({item: answer}) == []


def test_what_is_asked_only_of_some_is_missing_with_them_alone() -> None:
    assert found({}, risk="高") == [("score-missing", "1.1.7")]


def test_a_finding_says_which_number_is_missing_and_what_to_do() -> None:
    finding = one(audit(EVERY, card({"1.1.6": Answer(given=given_as(8, None))})).findings, "number-missing")
    assert finding.message() == "「比率題」的「應到」沒有填。"
    assert finding.remedy() == "請填「應到」的數字；沒有請填 0。"


ANSWERS = st.builds(
    Answer,
    score=st.sampled_from([None, Decimal(3), Decimal(11)]),
    ticked=st.sampled_from([(), (1,), (2,), (1, 2), (3,), (2, 3)]),
    notes=st.sampled_from([(), ("說明",)]),
    odd_ticks=st.sampled_from([(), ((1, "？"),)]),
    is_na=st.booleans(),
    given=st.lists(st.sampled_from([None, *map(Decimal, (-1, 0, 1, 9))]), max_size=2).map(tuple),
)


def as_its_cells_allow(item_id: str, answer: Answer) -> Answer:
    """The answer without ticks and numbers for which the item has no cells."""
    item = next(item for item in EVERY.items if item.id == item_id)
    cells = 1 if isinstance(item.ask, Count) else 2 if isinstance(item.ask, Measured) else 0
    answer = replace(answer, given=answer.given[:cells])
    return answer if isinstance(item.ask, Choice) else replace(answer, ticked=(), odd_ticks=())


IDS = st.sampled_from([item.id for item in EVERY.items])


@given(st.dictionaries(IDS, ANSWERS), st.sampled_from("高低"))
def test_an_item_that_is_asked_and_has_no_figure_has_an_error(
    answers: Mapping[str, Answer], risk: str
) -> None:
    own = card({key: as_its_cells_allow(key, each) for key, each in answers.items()}, risk)
    wrong = {finding.id for finding in audit(EVERY, own).findings if finding.severity == "error"}
    for item in EVERY.items:
        if item.is_scored and is_asked(EVERY, own, item) and figure_of(EVERY, own, item) is None:
            assert item.id in wrong


# ── totals that are no plain sum ────────────────────────────────────────────────────────────────

TWO = points({"1.1.1": 10, "1.1.2": 10})
MEAN = ruled(one_criterion(TWO, "fold: {kind: mean}\nround: {to: 0.01}"))


def totals(rubric: Rubric, stated: Mapping[str, int], answers: Mapping[str, object]) -> list[tuple[str, str]]:
    return places(audit(rubric, typed(answered(answers, {"risk": "低"}), stated)).findings)


BOTH = {"1.1.1": 6, "1.1.2": 9}


def test_a_total_that_is_no_sum_is_not_said_to_add_up() -> None:
    own = typed(answered(BOTH, {"risk": "低"}), {"1.1": 8})
    finding = one(audit(MEAN, own).findings, "total-rule-mismatch")
    assert finding.message() == "「項目」得分寫 8，按評分表的規則計算是 7.5。"
    assert "add" not in finding.message("en")


@pytest.mark.parametrize(
    ("stated", "answers", "expected"),
    [
        ({"1.1": 8}, BOTH, [("total-rule-mismatch", "1.1")]),
        ({"1": 8, "1.1": 7}, BOTH, ["total-mismatch 1", "total-rule-mismatch 1.1", "total-inconsistent 1"]),
        ({"1.1": 8}, {"1.1.1": 6}, ["score-missing 1.1.2", "total-rule-incomplete 1.1"]),
    ],
)
def test_each_total_is_told_by_its_own_rule(
    stated: Mapping[str, int], answers: Mapping[str, object], expected: list[object]
) -> None:
    wanted = [tuple(each.split()) if isinstance(each, str) else each for each in expected]
    assert totals(MEAN, stated, answers) == wanted


def test_a_total_implies_a_score_only_where_every_total_above_is_a_plain_sum() -> None:
    own = typed(answered({"1.1.1": 6}, {"risk": "低"}), {"": 7, "1": 7, "1.1": 7})
    assert one(audit(MEAN, own).findings, "score-missing").params["implied"] == {}
    summed = ruled(one_criterion(TWO), "fold: {factor: 2}\nround: {to: 0.01}")
    assert one(audit(summed, own).findings, "score-missing").params["implied"] == {"1.1": 1, "1": 1}


def test_a_total_over_what_does_not_apply_states_that() -> None:
    rubric = ruled(one_criterion(TWO.replace("low: 0", "low: 0, allow_na: true"), "fold: {kind: mean}"))
    own = answered({"1.1.1": "na", "1.1.2": "na"}, {"risk": "低"})
    said = replace(own, stated={"1.1": Stated(text="不適用", typed=False)})
    assert audit(rubric, said).findings == ()
    (finding,) = [f for f in audit(rubric, typed(own, {"1.1": 0})).findings if f.id == "1.1"]
    assert finding.message() == "「項目」得分寫 0，按評分表的規則計算是 不適用。"
