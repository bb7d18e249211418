"""From findings to what an office is told: which, where, in what order."""

import pytest

from scoring.catalogue import CATALOGUE
from scoring.findings import Finding, Part
from tests.builders import SMALL, answered, computed, scorecard, typed
from tests.workbook.forms import (
    DATE_CELL,
    LAYOUT,
    checked,
    filled,
    moved,
    note_cell,
    retyped,
    score_cell,
    text,
    tick_cell,
    total_cells,
    without,
)
from workbook.form.faults import NOT_FOR_OFFICES, Fault, faults, words

NAME = {"name": "細項", "count": 1, "range": "1~10", "label": "考核日期", "text": "7/5", "band": 2}


def _found(code: str, node_id: str = "", part: Part = "", index: int = 0, **params: object) -> Fault:
    (fault,) = faults(SMALL, [Finding(code, node_id, part, index, {**NAME, **params})])
    return fault


@pytest.mark.parametrize(
    ("fault", "where", "cells"),
    [
        (_found("score-not-a-number", "1.1.1", "score"), "1.1.1　細項1.1.1　評分", [score_cell("1.1.1")]),
        (_found("tick-unreadable", "1.1.2", "band", 2), "1.1.2　細項1.1.2　勾選", [tick_cell("1.1.2", 2)]),
        (_found("notes-missing", "2.1.1", "notes", 1), "2.1.1　細項2.1.1　紀錄事項", [note_cell("2.1.1")]),
        (_found("date-unreadable", "date", "header"), "考核日期", [DATE_CELL]),
        (_found("total-not-a-number", "1.2", "total"), "1.2　項目1.2　得分", [total_cells("1.2")[0]]),
        (_found("total-not-a-number", "", "total"), "總分", [total_cells("")[0]]),
        (_found("signature-invalid"), "", []),
    ],
    ids=["score", "tick", "notes", "header", "criterion", "whole form", "the file"],
)
def test_a_fault_names_its_item_and_its_cell_on_a_fresh_form(
    fault: Fault, where: str, cells: list[str]
) -> None:
    assert (fault.where, list(fault.cells)) == (where, cells)


def test_a_fault_says_what_the_finding_says() -> None:
    fault = _found("score-not-a-number", "1.1.1", "score", text="約27")
    assert fault.problem == "「細項」的評分「約27」不是數字。"
    assert fault.remedy == "請改填 1~10 的分數，只填數字。"


def test_a_fault_can_be_said_in_english() -> None:
    finding = Finding("score-not-a-number", "1.1.1", "score", params={**NAME, "text": "x"})
    (fault,) = faults(SMALL, [finding], "en")
    assert fault.where == "1.1.1　細項1.1.1　score"
    assert fault.problem == "The score of “細項”, “x”, is not a number."


def test_errors_come_before_warnings_and_each_from_the_top_of_the_form_down() -> None:
    card = answered(scorecard(SMALL), "2.1.1", score=99)
    card = answered(card, "1.1.2", ticked=(), score_is_text=True)
    card = answered(card, "1.1.1", score=None, notes=())
    found = faults(SMALL, checked(filled(card)).findings)
    cells = [score_cell("1.1.1"), tick_cell("1.1.2", 1), score_cell("2.1.1"), score_cell("1.1.2")]
    assert [fault.cells[0] for fault in found] == cells
    assert [fault.must for fault in found] == [True, True, True, False]


def test_what_is_only_noteworthy_or_for_headquarters_is_left_out() -> None:
    findings = [
        Finding(code, params={"names": "甲", "names_en": "“甲”", "other": "b.xlsx"})
        for code in ("sheet-extra", "duplicate")
    ]
    findings += [Finding(code) for code in NOT_FOR_OFFICES]
    assert faults(SMALL, findings) == ()
    assert frozenset(CATALOGUE) >= NOT_FOR_OFFICES


def test_rows_moved_in_the_file_that_came_in_do_not_move_the_place() -> None:
    card = answered(scorecard(SMALL), "2.1.1", score=99)
    result = checked(retyped(filled(card), moved(lambda row: row + 3 if row > 8 else row)))
    (finding,) = [finding for finding in result.findings if finding.code == "score-out-of-range"]
    (fault,) = faults(SMALL, [finding])
    assert finding.cell != score_cell("2.1.1")
    assert fault.cells == (score_cell("2.1.1"),)


def test_rows_that_could_not_be_read_are_places_to_fill_in_again() -> None:
    keys = [
        f"J{row.number}"
        for row in LAYOUT.rows
        if row.key in ("1.1.1/1", "1.1.2/2", "2.1.1/3", "1.2.1/heading")
    ]
    data = retyped(filled(scorecard(SMALL)), *(text(cell, "") for cell in keys))
    (fault,) = faults(SMALL, checked(data).findings)
    assert fault.cells == (score_cell("1.1.1"), tick_cell("1.1.2", 1), note_cell("2.1.1", 3))
    assert fault.must


def test_totals_typed_over_are_places_to_look_at() -> None:
    card = typed(computed(scorecard(SMALL), {"1": 40}), {"1.1": 30, "": 100})
    (fault,) = faults(SMALL, checked(filled(card)).findings)
    assert fault.cells == (total_cells("1.1")[0], total_cells("")[0])
    assert not fault.must


def test_what_an_office_wrote_is_quoted_readably_and_not_at_any_length() -> None:
    fault = _found("date-unreadable", "date", "header", text="7\x00/\u202e5" + "很長" * 5000)
    assert fault.problem.startswith("「考核日期」的「7 / 5很長")
    assert len(fault.problem) == 600


def test_a_sheet_without_protection_is_told_of_without_a_place() -> None:
    data = retyped(filled(scorecard(SMALL)), without("sheetProtection"))
    (fault,) = faults(SMALL, checked(data).findings)
    assert (fault.where, fault.cells, fault.must) == ("", (), False)


def test_what_a_fresh_form_makes_needless_is_not_asked_for() -> None:
    fault = _found("total-not-a-number", "1.2", "total")
    assert fault.remedy == "公式已恢復；細項無誤請直接寄回。"


def test_totals_typed_over_are_one_thing_to_put_right_however_many_they_are() -> None:
    card = typed(scorecard(SMALL), {"1.1": 29, "1.2": 11, "1": 50, "2": 61, "": 100})
    result = checked(filled(card))
    (fault,) = faults(SMALL, result.findings)
    assert sum(finding.code.startswith("total-") for finding in result.findings) > 3
    assert fault.where == "得分"
    assert fault.problem.startswith("5 處得分是輸入的，不是公式；不符的是「")
    assert "「項目1.1」寫 29，細項加總 30" in fault.problem
    assert fault.problem.endswith("；另有 2 處。")
    assert fault.remedy == "公式已恢復；細項無誤請直接寄回。"
    assert len(fault.cells) == 5
    assert fault.must


def test_beside_other_things_to_correct_totals_typed_over_need_nothing_done() -> None:
    card = typed(answered(scorecard(SMALL), "1.1.2", ticked=(1, 2)), {"": 99})
    (totals,) = (each for each in faults(SMALL, checked(filled(card)).findings, "en") if each.where == "總分")
    assert totals.problem == (
        "1 total(s) were typed in place of formulas; wrong: “總分” states 99, its items make 100."
    )
    assert totals.remedy == "The formulas are back and add up by themselves; leave them."


def test_words_of_our_own_are_about_findings_of_the_catalogue_in_both_languages() -> None:
    codes = ("formula-replaced", "protection-removed", "row-unknown", "signature-invalid", "identity-missing")
    for code in codes:
        params = {"what": "甲", "what_en": "it", "count": 1, "cells": "C1", "office": "甲"}
        finding = Finding(code, params=params)
        assert words(finding, "zh-TW")[0] == finding.message("zh-TW")
        assert words(finding, "en")[1] != finding.remedy("en")
