"""Findings about scores, one table a check."""

from decimal import Decimal

import pytest

from scoring.audit import audit
from scoring.scorecard import Answer, Scorecard
from tests.builders import SMALL, answered, computed, item, one, places, rubric, scorecard, section, typed

HALVES = rubric(section("1", section("1.1", item("1.1.1", 10))), step="0.5")


def test_a_scorecard_with_nothing_wrong_has_no_finding() -> None:
    assert audit(SMALL, scorecard(SMALL)).findings == ()


def test_a_blank_score_is_missing_and_says_what_may_be_entered() -> None:
    findings = audit(SMALL, scorecard(SMALL, {"1.1.1": None})).findings
    assert places(findings) == [("score-missing", "1.1.1")]
    (found,) = findings
    assert (found.part, found.severity) == ("score", "error")
    assert found.params["implied"] == {}
    assert found.params["implied_agree"] is True
    assert found.message() == "「1. 細項1.1.1」沒有評分。"
    assert found.message("en") == "“1. 細項1.1.1” has no score."
    assert found.remedy() == "請在評分欄填入 1~10 的分數。"


@pytest.mark.parametrize(
    ("stated", "implied", "agree", "verdict", "verdict_en"),
    [
        ({"1.1": 27}, {"1.1": 7}, True, "「項目1.1」得分 27 隱含本項為 7 分。", "“項目1.1” 27 implies 7."),
        (
            {"1.1": 27, "": 97},
            {"1.1": 7, "": 7},
            True,
            "「總分」得分 97 隱含本項為 7 分，彼此一致。",
            "“總分” 97 implies 7; these agree.",
        ),
        (
            {"1": 38, "1.1": 27, "": 97},
            {"1.1": 7, "1": 8, "": 7},
            False,
            "「總分」得分 97 隱含本項為 7 分，彼此不符。",
            "“總分” 97 implies 7; these disagree.",
        ),
        ({"2.1": 60, "2": 60}, {}, True, "沒有評分。", "has no score."),
        ({"1.1": None}, {}, True, "沒有評分。", "has no score."),
        ({"1.1": 15}, {"1.1": -5}, True, "隱含本項為 -5 分。", "implies -5."),
    ],
)
def test_a_blank_score_says_what_each_stated_total_implies(
    stated: dict[str, int | None], implied: dict[str, int], *, agree: bool, verdict: str, verdict_en: str
) -> None:
    card = typed(scorecard(SMALL, {"1.1.1": None}), stated)
    found = one(audit(SMALL, card).findings, "score-missing")
    assert found.params["implied"] == implied
    assert str(found.params["implied"]) == str(implied), "the nearest total comes first"
    assert found.params["implied_agree"] is agree
    assert found.message().endswith(verdict)
    assert found.message("en").endswith(verdict_en)


def test_a_value_saved_with_a_formula_implies_nothing() -> None:
    card = computed(scorecard(SMALL, {"1.1.1": None}), {"1.1": 27})
    assert one(audit(SMALL, card).findings, "score-missing").params["implied"] == {}


def test_a_total_above_two_blanks_says_what_they_make_together() -> None:
    card = typed(scorecard(SMALL, {"1.1.1": None, "1.1.2": None}), {"1.1": 27})
    findings = [f for f in audit(SMALL, card).findings if f.code == "score-missing"]
    assert places(findings) == [("score-missing", "1.1.1"), ("score-missing", "1.1.2")]
    assert all("空白的 2 項合計為 27 分" in finding.message() for finding in findings)
    assert all("implies 27 for 2 blanks together" in finding.message("en") for finding in findings)


def test_an_item_that_the_scorecard_does_not_name_is_blank() -> None:
    card = scorecard(SMALL)
    without = Scorecard(card.office, card.header, {k: a for k, a in card.answers.items() if k != "1.1.2"})
    assert places(audit(SMALL, without).findings) == [("score-missing", "1.1.2"), ("band-missing", "1.1.2")]


@pytest.mark.parametrize("text", ["約27", "#REF!", "二十", "=A1"])
def test_what_is_not_a_number_is_quoted_and_not_called_missing(text: str) -> None:
    card = answered(scorecard(SMALL), "1.1.1", score=None, score_text=text)
    findings = audit(SMALL, card).findings
    assert places(findings) == [("score-not-a-number", "1.1.1")]
    assert findings[0].message() == f"「1. 細項1.1.1」的評分「{text}」不是數字。"
    assert findings[0].remedy() == "請改填 1~10 的分數，只填數字。"


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("1", []),
        ("10", []),
        ("10.0", []),
        ("0", ["score-out-of-range"]),
        ("-3", ["score-out-of-range"]),
        ("11", ["score-out-of-range"]),
        ("9.5", ["score-off-step"]),
        ("10.5", ["score-off-step", "score-out-of-range"]),
        ("1E+3", ["score-out-of-range"]),
    ],
)
def test_a_score_stands_between_its_low_and_its_maximum_on_a_step(points: str, expected: list[str]) -> None:
    findings = audit(SMALL, scorecard(SMALL, {"1.1.1": points})).findings
    assert places(findings) == [(code, "1.1.1") for code in expected]
    assert all(finding.part == "score" for finding in findings)


def test_a_wrong_score_is_printed_beside_what_is_allowed() -> None:
    findings = audit(SMALL, scorecard(SMALL, {"1.1.1": "10.50"})).findings
    off, out = findings
    assert off.params == {"name": "1. 細項1.1.1", "score": "10.5", "step": "1"}
    assert out.params == {"name": "1. 細項1.1.1", "score": "10.5", "range": "1~10"}


@pytest.mark.parametrize(("points", "expected"), [("7.5", []), ("7.25", ["score-off-step"]), ("8", [])])
def test_the_step_is_the_rubrics(points: str, expected: list[str]) -> None:
    findings = audit(HALVES, scorecard(HALVES, {"1.1.1": points})).findings
    assert places(findings) == [(code, "1.1.1") for code in expected]


def test_a_number_typed_as_text_is_counted_and_said() -> None:
    card = answered(scorecard(SMALL), "1.1.1", score_is_text=True)
    result = audit(SMALL, card)
    assert places(result.findings) == [("score-as-text", "1.1.1")]
    assert result.findings[0].severity == "warning"
    assert result.totals["1.1"].recomputed == 30


def test_a_text_that_is_no_number_is_not_also_a_number_typed_as_text() -> None:
    answer = Answer(None, (), ("佐證",), score_text="約9", score_is_text=True)
    card = scorecard(SMALL)
    card = Scorecard(card.office, card.header, {**card.answers, "1.1.1": answer})
    assert places(audit(SMALL, card).findings) == [("score-not-a-number", "1.1.1")]


def test_findings_of_one_check_stand_in_printed_order() -> None:
    card = scorecard(SMALL, {"2.1.1": 99, "1.1.1": 99, "1.2.1.2": 99})
    ids = [finding.id for finding in audit(SMALL, card).findings]
    assert ids == ["1.1.1", "1.2.1.2", "2.1.1"]


def test_a_score_beyond_all_reason_is_still_one_short_sentence() -> None:
    findings = audit(SMALL, scorecard(SMALL, {"1.1.1": Decimal("1E+9")})).findings
    assert places(findings) == [("score-out-of-range", "1.1.1")]
    assert len(findings[0].message()) < 80


def test_a_score_that_became_a_date_is_said_as_what_it_shows_and_holds_and_counts_as_none() -> None:
    card = answered(scorecard(SMALL), "1.1.1", score=46244, score_day=(8, 10))
    result = audit(SMALL, card)
    assert places(result.findings) == [("score-is-date", "1.1.1")]
    assert "是日期 8月10日（46244）" in result.findings[0].message()
    assert "a date, 8/10 (46244)" in result.findings[0].message("en")
    assert result.totals[""].blank == ("1.1.1",)
