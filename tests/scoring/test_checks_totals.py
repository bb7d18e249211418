"""Findings about 得分: against the items, against each other, and where nothing can be said."""

from dataclasses import replace

import pytest

from scoring.audit import audit
from scoring.scorecard import Stated
from tests.builders import SMALL, answered, computed, one, places, scorecard, typed

RIGHT = {"": 100, "1": 40, "1.1": 30, "1.2": 10, "2": 60, "2.1": 60}
BLANK = {"1.1.1": None}
Totals = dict[str, int | None]


@pytest.mark.parametrize(
    ("scores", "stated", "expected"),
    [
        ({}, RIGHT, []),
        ({}, {"1.1": 30}, []),
        ({}, {"1.1": None, "": None}, []),
        ({}, {"1.1": 29}, [("total-mismatch", "1.1")]),
        ({}, {"1.1": 29, "1.2": 10}, [("total-mismatch", "1.1")]),
        ({}, {"": 99}, [("total-mismatch", "")]),
        # an upper total that follows a wrong lower one is wrong, but agrees with it
        ({}, {"1": 39, "1.1": 29, "1.2": 10}, [("total-mismatch", "1"), ("total-mismatch", "1.1")]),
        # an upper total that is right does not fit a wrong lower one
        (
            {},
            {"1": 40, "1.1": 29, "1.2": 10},
            [("total-mismatch", "1.1"), ("total-inconsistent", "1")],
        ),
        ({}, {"": 100, "1": 40, "2": 59}, [("total-mismatch", "2"), ("total-inconsistent", "")]),
        # nothing is said of totals beneath which one is not stated
        ({}, {"1": 40, "1.1": 30}, []),
        # a blank item: no mismatch is claimed
        (BLANK, {"1.1": 27}, [("score-missing", "1.1.1"), ("total-incomplete", "1.1")]),
        (BLANK, {"1.1": 20}, [("score-missing", "1.1.1"), ("total-incomplete", "1.1")]),
        (BLANK, {"1.2": 9}, [("score-missing", "1.1.1"), ("total-mismatch", "1.2")]),
        # … but totals can contradict each other all the same
        (
            BLANK,
            {"": 98, "1": 38, "2": 59},
            [
                ("score-missing", "1.1.1"),
                ("total-mismatch", "2"),
                ("total-inconsistent", ""),
                ("total-incomplete", ""),
                ("total-incomplete", "1"),
            ],
        ),
    ],
)
def test_totals_typed_in_are_held_against_items_and_against_each_other(
    scores: Totals, stated: Totals, expected: list[tuple[str, str]]
) -> None:
    findings = audit(SMALL, typed(scorecard(SMALL, scores), stated)).findings
    assert places(findings) == expected
    assert all(f.part == "total" for f in findings if f.code.startswith("total-"))


def test_a_mismatch_gives_both_numbers() -> None:
    (found,) = audit(SMALL, typed(scorecard(SMALL), {"1.1": 29})).findings
    assert found.params == {"name": "項目1.1", "stated": 29, "recomputed": 30}
    assert found.message() == "「項目1.1」得分寫 29，各細項加總是 30。"


def test_a_contradiction_gives_the_parts() -> None:
    card = typed(scorecard(SMALL), {"": 101, "1": 40, "2": 60})
    found = one(audit(SMALL, card).findings, "total-inconsistent")
    assert found.params == {"name": "總分", "stated": 101, "children": 100, "parts": "40＋60"}


def test_a_total_above_blanks_names_them() -> None:
    card = typed(scorecard(SMALL, {"1.1.1": None, "1.2.1.1": None}), {"1": 30})
    found = one(audit(SMALL, card).findings, "total-incomplete")
    assert found.severity == "warning"
    assert found.params == {
        "name": "項目1",
        "stated": 30,
        "recomputed": 25,
        "blanks": "1. 細項1.1.1、1. 細項1.2.1.1",
        "blanks_en": "“1. 細項1.1.1”, “1. 細項1.2.1.1”",
        "count": 2,
    }


@pytest.mark.parametrize("total_id", ["", "1", "1.1"])
def test_what_is_no_number_over_a_total_is_quoted(total_id: str) -> None:
    card = replace(scorecard(SMALL), stated={total_id: Stated(None, typed=True, text="未定")})
    findings = audit(SMALL, card).findings
    assert places(findings) == [("total-not-a-number", total_id)]
    assert "未定" in findings[0].message()


@pytest.mark.parametrize(
    ("scores", "saved", "expected"),
    [
        ({}, RIGHT, []),
        ({}, {"1.1": 29}, [("total-stale", "1.1")]),
        ({}, dict.fromkeys(RIGHT), []),
        (BLANK, {"1.1": 20, "1": 30, "": 90}, [("score-missing", "1.1.1")]),
        (BLANK, {"1.1": 30}, [("score-missing", "1.1.1"), ("total-stale", "1.1")]),
    ],
)
def test_a_value_saved_with_its_formula_is_old_where_it_is_not_the_sum(
    scores: Totals, saved: Totals, expected: list[tuple[str, str]]
) -> None:
    assert places(audit(SMALL, computed(scorecard(SMALL, scores), saved)).findings) == expected


def test_a_sum_that_skips_a_number_typed_as_text_is_current_not_old() -> None:
    card = answered(scorecard(SMALL), "1.1.1", score_is_text=True)
    card = computed(card, {"1.1": 20, "1": 30, "": 90, "1.2": 10})
    assert places(audit(SMALL, card).findings) == [("score-as-text", "1.1.1")]


def test_a_formula_above_a_total_typed_wrong_carries_the_mistake_up() -> None:
    card = computed(typed(scorecard(SMALL), {"1.1": 29}), {"1": 39, "": 99, "1.2": 10, "2": 60, "2.1": 60})
    assert places(audit(SMALL, card).findings) == [
        ("total-mismatch", ""),
        ("total-mismatch", "1"),
        ("total-mismatch", "1.1"),
    ]


def test_a_formula_above_a_total_typed_wrong_that_was_not_recalculated_is_old() -> None:
    card = computed(typed(scorecard(SMALL), {"1.1": 29}), {"1": 35})
    assert places(audit(SMALL, card).findings) == [("total-mismatch", "1.1"), ("total-stale", "1")]
