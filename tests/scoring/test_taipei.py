"""The form that 臺北分署 handed in, printed and signed: what nobody saw."""

from scoring.audit import audit
from scoring.rubric import Rubric
from tests.builders import TAIPEI_SCORES, one, places, taipei


def test_its_scores_are_those_of_every_item_on_the_form(rubric_107: Rubric) -> None:
    assert list(TAIPEI_SCORES) == [item.id for item in rubric_107.items]
    assert sum(filter(None, TAIPEI_SCORES.values())) == 813


def test_its_findings_are_exactly_the_mistakes_on_the_form(rubric_107: Rubric) -> None:
    findings = audit(rubric_107, taipei(rubric_107)).findings
    assert places(findings) == [
        ("score-missing", "1.1.2"),
        ("total-mismatch", "1.2"),
        ("total-mismatch", "5"),
        ("total-mismatch", "5.2"),
        ("total-inconsistent", ""),
        ("total-incomplete", ""),
        ("total-incomplete", "1"),
    ]


def test_the_blank_score_is_35_by_one_total_and_36_by_another(rubric_107: Rubric) -> None:
    found = one(audit(rubric_107, taipei(rubric_107)).findings, "score-missing")
    assert found.params["implied"] == {"1": 35, "": 36}
    assert found.params["implied_agree"] is False
    assert found.message() == (
        "「2. 服務及時性」沒有評分。「一、基礎服務」得分 172 隱含本項為 35 分，"
        "「總分」得分 849 隱含本項為 36 分，彼此不符。"
    )


def test_the_sums_that_are_wrong_are_told_with_the_right_ones(rubric_107: Rubric) -> None:
    findings = audit(rubric_107, taipei(rubric_107)).findings
    wrong = {
        f.id: (f.params["stated"], f.params["recomputed"]) for f in findings if f.code == "total-mismatch"
    }
    assert wrong == {"1.2": (82, 83), "5.2": (43, 45), "5": (86, 88)}


def test_the_five_totals_make_846_where_the_form_says_849(rubric_107: Rubric) -> None:
    found = one(audit(rubric_107, taipei(rubric_107)).findings, "total-inconsistent")
    assert (found.params["children"], found.params["stated"]) == (846, 849)
    assert found.params["parts"] == "172＋247＋172＋169＋86"


def test_totals_above_the_blank_are_not_called_wrong(rubric_107: Rubric) -> None:
    findings = audit(rubric_107, taipei(rubric_107)).findings
    incomplete = {f.id: f.params["recomputed"] for f in findings if f.code == "total-incomplete"}
    assert incomplete == {"": 813, "1": 137}
