"""Findings about the lines above the table and about evidence."""

from dataclasses import replace
from datetime import date

import pytest

from scoring.audit import audit
from scoring.rubric import HeaderField
from scoring.scorecard import Header, Office
from tests.builders import SMALL, answered, places, scorecard

CARD = scorecard(SMALL)
DAY = date(2018, 7, 5)
TEXTS = {"examiners": "專案小組"}


@pytest.mark.parametrize(
    ("office", "header", "expected"),
    [
        (Office("B01", "臺北分署"), Header({"date": (DAY,)}, {}, TEXTS), []),
        (Office("", "臺北分署"), Header({"date": (DAY,)}, {}, TEXTS), []),
        (Office("B01", ""), Header({"date": (DAY,)}, {}, TEXTS), [("header-missing", "office")]),
        (Office("B01", "臺北分署"), Header({}, {}, TEXTS), [("header-missing", "date")]),
        (Office("B01", "臺北分署"), Header({}, {"date": "7/5"}, TEXTS), [("date-unreadable", "date")]),
        (Office("B01", "臺北分署"), Header({"date": (DAY,)}, {}, {}), [("header-missing", "examiners")]),
        (
            Office("B01", "臺北分署"),
            Header({"date": (DAY,)}, {}, {"examiners": " \u3000"}),
            [("header-missing", "examiners")],
        ),
        (
            Office(),
            Header(),
            [("header-missing", "office"), ("header-missing", "date"), ("header-missing", "examiners")],
        ),
    ],
)
def test_each_line_above_the_table_must_be_written(
    office: Office, header: Header, expected: list[tuple[str, str]]
) -> None:
    findings = audit(SMALL, replace(CARD, office=office, header=header)).findings
    assert places(findings) == expected
    assert all((finding.part, finding.severity) == ("header", "error") for finding in findings)


def test_a_date_that_cannot_be_read_is_quoted_with_the_way_to_write_it() -> None:
    (found,) = audit(SMALL, replace(CARD, header=Header({}, {"date": "18/7/5"}, TEXTS))).findings
    assert found.message() == "「考核日期」的「18/7/5」讀不出是哪一天。"
    assert "107年7月5日" in found.remedy()


LINES = (
    HeaderField("from", "開始日期", "date"),
    HeaderField("to", "結束日期", "date"),
    HeaderField("span", "考核期間", "period"),
    HeaderField("round", "考核次別", "choice", "", ("期中", "期末")),
)
OF_MANY = replace(SMALL, header=(SMALL.header[0], *LINES))


@pytest.mark.parametrize(
    ("days", "unread", "texts", "expected"),
    [
        ({"from": (DAY,), "to": (DAY,), "span": (DAY, DAY)}, {}, {"round": "期末"}, []),
        ({"from": (DAY,), "span": (DAY, DAY)}, {"to": "7/5"}, {"round": "期中"}, [("date-unreadable", "to")]),
        (
            {"to": (DAY,)},
            {"span": "七月"},
            {"round": "期初"},
            [("header-missing", "from"), ("date-unreadable", "span"), ("header-not-an-option", "round")],
        ),
    ],
)
def test_each_date_period_and_choice_is_its_own(
    days: dict[str, tuple[date, ...]],
    unread: dict[str, str],
    texts: dict[str, str],
    expected: list[tuple[str, str]],
) -> None:
    card = replace(scorecard(OF_MANY), office=Office("B01", "臺北分署"), header=Header(days, unread, texts))
    assert places(audit(OF_MANY, card).findings) == expected


@pytest.mark.parametrize(
    ("score", "score_text", "notes", "expected"),
    [
        (5, "", ("佐證",), []),
        (5, "", (), ["notes-missing"]),
        (None, "約5", (), ["score-not-a-number", "notes-missing"]),
        (None, "", (), ["score-missing"]),
        (None, "", ("佐證",), ["score-missing"]),
    ],
)
def test_evidence_is_asked_for_where_there_is_a_score(
    score: int | None, score_text: str, notes: tuple[str, ...], expected: list[str]
) -> None:
    card = answered(CARD, "1.1.1", score=score, score_text=score_text, notes=notes)
    assert places(audit(SMALL, card).findings) == [(code, "1.1.1") for code in expected]


def test_missing_evidence_is_an_error_at_the_first_note_row() -> None:
    (found,) = audit(SMALL, answered(CARD, "1.1.1", notes=())).findings
    assert (found.part, found.index, found.severity) == ("notes", 1, "error")


@pytest.mark.parametrize("notes", [(), ("-",), ("…", "——"), ("．",)])
def test_a_form_that_is_scored_and_has_no_evidence_at_all_is_not_accepted(notes: tuple[str, ...]) -> None:
    full = scorecard(SMALL)
    card = replace(full, answers={key: replace(each, notes=notes) for key, each in full.answers.items()})
    assert [each.code for each in audit(SMALL, card).findings] == ["notes-none"] + ["notes-missing"] * 5
    one_note = answered(card, "2.1.1", notes=("1. 佐證",))
    assert "notes-none" not in [each.code for each in audit(SMALL, one_note).findings]
