"""Forms as they come back: edited the way offices and their programs edit them.

Every test says exactly which findings there are; what was not touched is read as it was.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from scoring.expressions import as_decimal
from scoring.scorecard import Header, Scorecard, Stated
from scoring.totals import shown_totals
from tests.builders import SMALL, answered, one, places, scorecard
from tests.workbook.forms import (
    BOOK,
    DATE_CELL,
    LAYOUT,
    Change,
    cell,
    checked,
    edited,
    filled,
    formula,
    key_cell,
    moved,
    note_cell,
    number,
    put,
    renamed,
    retyped,
    rewritten,
    saved,
    score_cell,
    text,
    tick_cell,
    total_cells,
    with_format,
    without,
)
from workbook.collection.checked import Checked
from workbook.columns import TEXT, TICK
from workbook.form.formulas import formulas
from workbook.intake.condition import listed
from workbook.intake.form import open_form
from workbook.intake.gate import admit
from workbook.intake.stated_totals import as_if_typed
from workbook.layout import FORM_SHEET
from workbook.sheetxml import ROW, C, Element, set_cached, tag

FULL = scorecard(SMALL)
BASE = filled(FULL)
VISIBLE, NUMBER = total_cells("1.1")
Codes = list[tuple[str, str]]


def recalculated(card: Scorecard) -> Change:
    """Every formula's value as a spreadsheet program saves it."""

    def change(root: Element) -> None:
        for each in formulas(LAYOUT, card):
            target = cell(root, each.cell)
            if target.find(tag("f")) is not None:
                set_cached(target, each.value)

    return change


def shown(card: Scorecard) -> Scorecard:
    """The scorecard with the totals that formulas come to."""
    values = shown_totals(SMALL, card)
    computed = {total_id: Stated(as_decimal(value), typed=False) for total_id, value in values.items()}
    return replace(card, stated={**computed, **card.stated})


def after(*changes: Change, data: bytes = BASE) -> Checked:
    return checked(retyped(data, *changes))


def test_an_untouched_form_is_accepted() -> None:
    result = after()
    assert (result.state, result.findings) == ("accepted", ())
    assert result.scorecard == shown(FULL)


# ── scores ──────────────────────────────────────────────────────────────────────────────────────

S = score_cell("1.1.1")


@pytest.mark.parametrize(
    ("change", "answer", "codes"),
    [
        (number(S, "7"), {"score": 7}, []),
        (number(S, "7.0"), {"score": 7}, []),
        (number(S, "7.0000000000000009"), {"score": 7}, []),
        (number(S, "7E0"), {"score": 7}, []),
        (number(S, "7.5"), {"score": "7.5"}, ["score-off-step"]),
        (number(S, "27"), {"score": 27}, ["score-out-of-range"]),
        (text(S, "7"), {"score": 7, "score_is_text": True}, ["score-as-text"]),
        (text(S, "７"), {"score": 7, "score_is_text": True}, ["score-as-text"]),
        (text(S, " 7分 "), {"score": 7, "score_is_text": True}, ["score-as-text"]),
        (text(S, "約7"), {"score": None, "score_text": "約7"}, ["score-not-a-number"]),
        (text(S, "7/10"), {"score": None, "score_text": "7/10"}, ["score-not-a-number"]),
        (text(S, "  "), {"score": None}, ["score-missing"]),
        (put(S, ""), {"score": None}, ["score-missing"]),
        (put(S, "<v>1</v>", "b"), {"score": None, "score_text": "TRUE"}, ["score-not-a-number"]),
        (put(S, "<v>#N/A</v>", "e"), {"score": None, "score_text": "#N/A"}, ["score-not-a-number"]),
        (formula(S, "3+4", "7"), {"score": 7}, ["input-formula"]),
        (
            formula(S, "A1&amp;&quot;&quot;", "7", "str"),
            {"score": 7, "score_is_text": True},
            ["input-formula", "score-as-text"],
        ),
        (
            formula(S, "Z99/0", "#DIV/0!", "e"),
            {"score": None, "score_text": "#DIV/0!"},
            ["input-formula", "score-not-a-number"],
        ),
        (formula(S, "3+4"), {"score": None}, ["formula-unsaved"]),
    ],
)
def test_what_stands_in_a_score_cell_is_read_or_quoted(
    change: Change, answer: dict[str, Any], codes: list[str]
) -> None:
    card = answered(FULL, "1.1.1", **answer)
    result = after(change, recalculated(card))
    assert places(result.findings) == [(code, "1.1.1") for code in codes]
    assert all((finding.sheet, finding.cell) == (FORM_SHEET, S) for finding in result.findings)
    assert result.scorecard == shown(card)


def test_a_formula_in_a_score_cell_is_quoted() -> None:
    found = one(after(formula(S, "SUM(Z1:Z9)*1", "10")).findings, "input-formula")
    assert found.params["formula"] == "=SUM(Z1:Z9)*1"
    assert found.severity == "warning"


@pytest.mark.parametrize("digits", ["1e-999999", "2_7", "1e999999999", "-1e999999999", "1e-999999999"])
def test_a_number_that_no_spreadsheet_writes_is_no_score_and_no_flood(digits: str) -> None:
    result = after(number(S, digits))
    assert result.scorecard.answers["1.1.1"].score is None
    assert result.scorecard.answers["1.1.1"].score_text == digits
    assert all(len(finding.message()) < 300 for finding in result.findings)


# ── ticks and notes ─────────────────────────────────────────────────────────────────────────────

T1, T2 = tick_cell("1.1.2", 1), tick_cell("1.1.2", 2)


@pytest.mark.parametrize(
    ("changes", "answer", "codes"),
    [
        ([text(T1, "V")], {}, []),
        ([text(T1, " ✓ ")], {}, []),
        ([put(T1, "<v>1</v>", "b"), put(T2, "<v>0</v>", "b")], {}, []),
        ([number(T1, "1"), number(T2, "0")], {}, []),
        ([put(T2, "")], {}, []),
        ([text(T1, "☐")], {"ticked": ()}, ["band-missing"]),
        ([text(T2, "☑")], {"ticked": (1, 2)}, ["band-multiple"]),
        ([text(T1, "☐"), text(T2, "☑")], {"ticked": (2,)}, ["band-score-mismatch"]),
        ([text(T2, "是")], {"odd_ticks": ((2, "是"),)}, ["tick-unreadable"]),
        ([text(T1, "?")], {"ticked": (), "odd_ticks": ((1, "?"),)}, ["tick-unreadable"]),
    ],
)
def test_what_stands_in_a_tick_cell_is_a_tick_or_not_or_quoted(
    changes: Sequence[Change], answer: dict[str, Any], codes: list[str]
) -> None:
    card = answered(FULL, "1.1.2", **answer)
    result = after(*changes)
    assert places(result.findings) == [(code, "1.1.2") for code in codes]
    assert result.scorecard == shown(card)


def test_a_finding_about_a_band_names_its_cell() -> None:
    assert after(text(T2, "是")).findings[0].cell == T2
    assert after(text(T2, "☑")).findings[0].cell == T2
    assert after(text(T1, "☐")).findings[0].cell == T1


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (number(note_cell("1.1.1"), "27"), "27"),
        (put(note_cell("1.1.1"), "<v>1</v>", "b"), "TRUE"),
        (text(note_cell("1.1.1"), "  一\n二 "), "  一\n二 "),
        (text(note_cell("1.1.1"), "=1+1"), "=1+1"),
    ],
)
def test_notes_are_kept_as_they_stand(change: Change, note: str) -> None:
    result = after(change)
    assert result.scorecard == shown(answered(FULL, "1.1.1", notes=(note,)))
    assert result.findings == ()


def test_a_note_that_a_formula_makes_is_read_as_saved_and_told() -> None:
    result = after(formula(note_cell("1.1.1"), "1+1", "2"))
    assert result.scorecard == shown(answered(FULL, "1.1.1", notes=("2",)))
    assert places(result.findings) == [("text-formula", "1.1.1")]


def test_a_blank_row_between_notes_is_skipped() -> None:
    rows = [note_cell("2.1.1", row) for row in (1, 2, 3)]
    result = after(text(rows[0], "一"), text(rows[1], " "), text(rows[2], "三"))
    assert result.scorecard.answers["2.1.1"].notes == ("一", "三")


def test_missing_notes_are_found_at_the_first_row() -> None:
    (found,) = after(put(note_cell("1.1.1"), "")).findings
    assert (found.code, found.cell) == ("notes-missing", note_cell("1.1.1"))


# ── totals ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "stated", "codes"),
    [
        (text(VISIBLE, "項目1.1\n(30分)\n得分：29"), Stated(Decimal(29)), ["total-mismatch"]),
        (text(VISIBLE, "項目1.1 得分: ２９分"), Stated(Decimal(29)), ["total-mismatch"]),
        (number(VISIBLE, "29"), Stated(Decimal(29)), ["total-mismatch"]),
        (number(VISIBLE, "30"), Stated(Decimal(30)), []),
        (text(VISIBLE, "項目1.1\n(30分)\n得分："), Stated(), []),
        (put(VISIBLE, ""), Stated(), []),
        (text(VISIBLE, "未定"), Stated(text="未定"), ["total-not-a-number"]),
        (text(VISIBLE, "得分：約29"), Stated(text="約29"), ["total-not-a-number"]),
        (number(NUMBER, "29"), Stated(Decimal(29)), ["total-mismatch"]),
        (text(NUMBER, "29"), Stated(Decimal(29)), ["total-mismatch"]),
        (formula(NUMBER, "29", "29"), Stated(Decimal(29)), ["total-mismatch"]),
        (formula(NUMBER, "SUM(C7,C9)", "30"), Stated(Decimal(30)), []),
        (formula(NUMBER, 'IF(COUNT(C7,C9)=0,"",SUM(C7))', "10"), Stated(Decimal(10)), ["total-mismatch"]),
        (put(NUMBER, ""), Stated(), []),
    ],
)
def test_a_total_typed_over_is_read_held_against_the_items_and_said(
    change: Change, stated: Stated, codes: list[str]
) -> None:
    result = after(change)
    assert places(result.findings) == [("formula-replaced", ""), *((code, "1.1") for code in codes)]
    assert all(finding.cell == VISIBLE for finding in result.findings)
    assert result.findings[0].params["cells"] == VISIBLE
    assert result.scorecard.stated["1.1"] == stated
    assert result.scorecard.answers == FULL.answers


@pytest.mark.parametrize(
    "change",
    [
        formula(VISIBLE, "82", "82"),
        formula(VISIBLE, '"得分：82"', "得分：82", "str"),
        formula(VISIBLE, '"項目1.1"&amp;CHAR(10)&amp;"得分："&amp;82', "項目1.1\n得分：82", "str"),
    ],
)
def test_another_formula_in_the_cell_that_people_see_is_said(change: Change) -> None:
    result = after(change)
    assert places(result.findings) == [("formula-replaced", ""), ("total-mismatch", "1.1")]
    assert result.scorecard.stated["1.1"] == Stated(Decimal(82))


def test_several_totals_typed_over_are_one_finding() -> None:
    result = after(*(number(total_cells(total_id)[0], "1") for total_id in LAYOUT.totals))
    found = one(result.findings, "formula-replaced")
    assert found.params["count"] == 6
    assert result.scorecard.answers == FULL.answers


def test_formulas_above_a_total_typed_over_carry_it_up() -> None:
    card = replace(FULL, stated={"1.1": Stated(Decimal(29))})
    result = after(number(NUMBER, "29"), recalculated(card))
    assert places(result.findings) == [
        ("formula-replaced", ""),
        ("total-mismatch", ""),
        ("total-mismatch", "1"),
        ("total-mismatch", "1.1"),
    ]


@pytest.mark.parametrize(
    ("change", "stated", "codes"),
    [
        (saved(NUMBER, "29"), Stated(Decimal(29), typed=False), ["total-stale"]),
        (saved(NUMBER, "30.000000000000004"), Stated(Decimal(30), typed=False), []),
        (without("v"), Stated(None, typed=False), []),
    ],
)
def test_a_value_saved_with_its_formula_is_read_as_just_that(
    change: Change, stated: Stated, codes: list[str]
) -> None:
    def one_cell(root: Element) -> None:
        change(root if codes or stated.value else cell(root, NUMBER))

    result = after(one_cell)
    assert places(result.findings) == [(code, "1.1") for code in codes]
    assert result.scorecard.stated["1.1"] == stated


def test_an_error_saved_with_its_formula_is_said() -> None:
    def change(root: Element) -> None:
        cell(root, NUMBER).set("t", "e")
        saved(NUMBER, "#REF!")(root)

    assert places(after(change).findings) == [("total-not-a-number", "1.1")]


@pytest.mark.parametrize(
    "written",
    [
        'IF(COUNT(C7,C9)=0, "", SUM(C7,C9))',
        'if(count($C$7,$C$9)=0,"",sum($C$7,$C$9))',
        "IF(COUNT(評分表!C7,'評分表'!C9)=0,\"\",SUM(評分表!C7,評分表!C9))",
    ],
)
def test_our_formula_as_another_program_writes_it_is_still_ours(written: str) -> None:
    assert after(formula(NUMBER, written, "30")).findings == ()


# ── protection ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("structure", "what"),
    [(False, "工作表"), (True, "工作表與活頁簿結構")],
)
def test_protection_that_was_removed_is_a_warning(*, structure: bool, what: str) -> None:
    data = retyped(BASE, without("sheetProtection"))
    data = edited(data, BOOK, *([without("workbookProtection")] if structure else []))
    result = checked(data)
    assert places(result.findings) == [("protection-removed", "")]
    assert result.findings[0].params["what"] == what
    assert result.state == "accepted"
    assert result.scorecard == shown(FULL)


def test_a_structure_that_alone_is_unlocked_is_what_libreoffice_does() -> None:
    result = checked(edited(BASE, BOOK, without("workbookProtection")))
    assert places(result.findings) == [("structure-unlocked", "")]
    assert result.findings[0].severity == "info"


def test_protection_is_recognised_as_libreoffice_writes_it() -> None:
    assert checked(rewritten(BASE, lambda xml: xml.replace(' sheet="1"', ' sheet="true"'))).findings == ()


def test_a_lock_that_is_switched_off_is_removed() -> None:
    data = rewritten(BASE, lambda xml: xml.replace(' sheet="1"', ' sheet="0"'))
    assert places(checked(data).findings) == [("protection-removed", "")]


# ── keys, rows and columns ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "key", ["1.1.1/2", "1.1.2/2", "2.1.1/3", "@columns", "@examiners", "/total", "1.2.1/heading"]
)
def test_a_row_without_its_key_is_damage_and_the_rest_is_read(key: str) -> None:
    result = after(put(key_cell(key), ""))
    found = one(result.findings, "form-damaged")
    assert found.params == {"count": 1, "rows": key, "all_rows": [key]}
    expected: Codes = [("form-damaged", "")]
    if key == "@examiners":
        expected.append(("header-missing", "examiners"))
    assert places(result.findings) == expected
    assert {k: a.score for k, a in result.scorecard.answers.items()} == {
        k: a.score for k, a in FULL.answers.items()
    }
    assert result.state == "questioned"


def test_an_item_whose_row_is_lost_is_blank_but_not_called_blank() -> None:
    result = after(put(key_cell("1.1.2/1"), ""))
    assert one(result.findings, "form-damaged").params["rows"] == "1.1.2/1"
    assert {"score-missing", "band-missing", "notes-missing"}.isdisjoint(f.code for f in result.findings)
    assert result.scorecard.answers["1.1.2"].score is None
    others = {k: a for k, a in result.scorecard.answers.items() if k != "1.1.2"}
    assert others == {k: a for k, a in FULL.answers.items() if k != "1.1.2"}


@pytest.mark.parametrize("key", ["1.1.2/1", "1.1.1/1", "1.2/intro", "2.1.1/1"])
def test_a_lost_row_does_not_make_an_untouched_formula_a_replaced_one(key: str) -> None:
    codes = {finding.code for finding in after(put(key_cell(key), "")).findings}
    assert codes.isdisjoint({"formula-replaced", "total-mismatch", "total-incomplete"})


@pytest.mark.parametrize("change", [formula(NUMBER, "SUM(C7,C9)", "30"), formula(NUMBER, "30", "30")])
def test_another_formula_is_a_replaced_one_though_a_row_that_it_adds_is_lost(change: Change) -> None:
    result = after(put(key_cell("1.1.2/1"), ""), change)
    assert one(result.findings, "formula-replaced").params["cells"] == VISIBLE
    assert result.scorecard.stated["1.1"] == Stated(Decimal(30))


def test_a_key_that_stands_twice_is_read_from_neither_row() -> None:
    result = after(text(key_cell("1.2.1.2/2"), "1.2.1.1/2"))
    found = one(result.findings, "form-damaged")
    assert found.params["all_rows"] == ["1.2.1.1/2", "1.2.1.2/2"]
    assert (found.params["count"], found.params["rows"]) == (2, "1.2.1.1/2、1.2.1.2/2")
    assert places(result.findings) == [("form-damaged", "")]
    assert result.scorecard.answers == FULL.answers


def test_damage_is_counted_in_full_and_shown_in_part() -> None:
    keys = [row.key for row in LAYOUT.rows if row.kind == "item"][:10]
    found = one(after(*(put(key_cell(key), "") for key in keys)).findings, "form-damaged")
    assert found.params["count"] == 10
    assert str(found.params["rows"]).endswith("…")


def test_a_form_without_any_key_is_no_form_that_we_know() -> None:
    result = after(*(put(key_cell(row.key), "") for row in LAYOUT.rows))
    assert (result.state, places(result.findings)) == ("rejected", [("form-unknown", "")])
    assert result.identity is not None


@pytest.mark.parametrize(("keys", "is_form"), [(2, False), (3, True)])
def test_two_keys_are_a_coincidence_and_three_are_a_form(keys: int, *, is_form: bool) -> None:
    result = after(*(put(key_cell(row.key), "") for row in LAYOUT.rows[keys:]))
    assert (result.rubric is not None) is is_form
    assert ("form-unknown" in {finding.code for finding in result.findings}) is not is_form


LAST = LAYOUT.total_row


def _without_the_check_column(root: Element) -> None:
    for row in root.iter(ROW):
        for each in [each for each in row if each.get("r", "").startswith("I")]:
            row.remove(each)
    moved(lambda row: row, lambda column: chr(ord(column) - 1) if column > "I" else column)(root)


@pytest.mark.parametrize(
    "change",
    [
        moved(lambda row: row + 3),
        moved(lambda row: row if row < 9 else row + 2),
        moved(lambda row: row if row < 8 else row + 1),
        moved(lambda row: row * 7),
        moved(lambda row: {14: 16, 15: 17, 16: 14, 17: 15}.get(row, row)),
        moved(lambda row: row, lambda column: chr(ord(column) + 1)),
        moved(lambda row: row, lambda column: chr(ord(column) + 1) if column >= "D" else column),
        moved(lambda row: row + 1, lambda column: chr(ord(column) + 3) if column >= "J" else column),
        _without_the_check_column,
    ],
    ids=[
        *("rows above", "rows within", "a row within a block", "rows apart", "items swapped"),
        *("a column before", "a column within", "columns before the key", "a column gone"),
    ],
)
def test_rows_and_columns_that_moved_lose_nothing(change: Change) -> None:
    result = after(change)
    assert result.findings == ()
    assert result.scorecard == shown(FULL)


def test_rows_turned_upside_down_lose_nothing_but_what_is_merged_into_others_is_told() -> None:
    result = after(moved(lambda row: LAST + 7 - row if row >= 7 else row))
    assert {finding.code for finding in result.findings} == {"cells-hidden"}
    assert result.scorecard == shown(FULL)


@pytest.mark.parametrize("by", [0, 1, 4])
def test_what_is_printed_beside_the_ticks_is_found_where_columns_moved(by: int) -> None:
    shift = moved(lambda row: row, lambda column: chr(ord(column) + by))
    form = open_form(admit(retyped(BASE, shift)), None, LAYOUT)
    assert form is not None
    assert (form.columns[TICK], form.columns[TEXT]) == (chr(ord("D") + by), chr(ord("E") + by))


@pytest.mark.parametrize(("count", "more"), [(7, ""), (8, ""), (9, "…")])
def test_eight_names_are_listed_and_more_are_hinted_at(count: int, more: str) -> None:
    names = [str(number) for number in range(count)]
    assert listed(names) == "、".join(names[:8]) + more


@pytest.mark.parametrize(("text", "is_typed"), [("約80", False), ("", True)])
def test_a_total_without_formulas_counts_as_typed_where_it_is_another_number(
    text: str, *, is_typed: bool
) -> None:
    value = None if text else Decimal(29)
    card = replace(FULL, stated={"1.1": Stated(value, typed=False, text=text)})
    assert as_if_typed(SMALL, card).stated["1.1"].typed is is_typed


def test_a_finding_names_the_cell_where_it_now_stands() -> None:
    shift = moved(lambda row: row + 3, lambda column: chr(ord(column) + 1))
    card = scorecard(SMALL, {"1.1.1": None})
    result = after(put(S, ""), put(note_cell("1.1.1"), ""), recalculated(card), number(VISIBLE, "29"), shift)
    assert {finding.code: finding.cell for finding in result.findings} == {
        "formula-replaced": "C10",
        "score-missing": "D10",
        "total-incomplete": "C10",
    }


def test_headings_that_were_retyped_lose_nothing() -> None:
    assert after(text(f"C{LAYOUT.heading_row}", "得分數")).scorecard == shown(FULL)


def test_what_stands_in_a_row_without_a_key_is_nobodys_and_said() -> None:
    def change(root: Element) -> None:
        moved(lambda row: row if row < 8 else row + 1)(root)
        data = root.find(tag("sheetData"))
        assert data is not None
        row = data.makeelement(ROW, r="8")
        row.append(row.makeelement(C, r="C8"))
        row[0].append(row.makeelement(tag("v")))
        row[0][0].text = "99"
        data.insert(7, row)

    result = after(change)
    assert places(result.findings) == [("row-unknown", "")]
    assert (result.findings[0].cell, result.findings[0].params["count"]) == ("C8", 1)
    assert result.scorecard == shown(FULL)


def test_cells_without_addresses_are_read_in_order() -> None:
    def change(root: Element) -> None:
        column_of = {chr(64 + index): index for index in range(1, 27)}
        for row in root.iter(ROW):
            by_column = {column_of[each.get("r", "")[0]]: each for each in row}
            row[:] = [
                by_column.get(index, row.makeelement(C)) for index in range(1, max(by_column, default=0) + 1)
            ]
            for each in row:
                each.attrib.pop("r", "")

    result = after(change)
    assert result.findings == ()
    assert result.scorecard == shown(FULL)


# ── sheets ──────────────────────────────────────────────────────────────────────────────────────


def test_a_form_sheet_by_another_name_is_found_and_named() -> None:
    result = checked(renamed(retyped(BASE, text(T2, "是")), FORM_SHEET, "臺北 (2)"))
    assert places(result.findings) == [("tick-unreadable", "1.1.2")]
    assert result.findings[0].sheet == "臺北 (2)"


def test_sheets_in_another_order_or_shown_are_the_same_form() -> None:
    def change(root: Element) -> None:
        sheets = root.find(tag("sheets"))
        assert sheets is not None
        sheets[:] = list(reversed(sheets))
        for sheet in sheets:
            sheet.attrib.pop("state", "")

    result = checked(edited(BASE, BOOK, change))
    assert places(result.findings) == [("sheet-before", "")]
    assert result.scorecard == shown(FULL)


def test_a_form_edited_with_openpyxl_loses_its_saved_values_and_nothing_else() -> None:
    book = openpyxl.load_workbook(io.BytesIO(BASE))
    book[FORM_SHEET][S] = 7
    book[FORM_SHEET][DATE_CELL] = datetime(2018, 7, 5)
    stream = io.BytesIO()
    book.save(stream)
    result = checked(stream.getvalue())
    card = answered(FULL, "1.1.1", score=7)
    unsaved = dict.fromkeys(LAYOUT.totals, Stated(None, typed=False))
    assert result.findings == ()
    assert result.scorecard == replace(card, stated=unsaved)


# ── the date ────────────────────────────────────────────────────────────────────────────────────

JULY_5 = date(2018, 7, 5)
TEXTS = FULL.header.texts


@pytest.mark.parametrize(
    "written", ["107/7/5", "１０７年７月５日", "1070705", "2018-07-05", "中華民國107年7月5日"]
)
def test_a_date_is_read_as_offices_write_it(written: str) -> None:
    result = after(text(DATE_CELL, written))
    assert result.scorecard.header == Header({"date": (JULY_5,)}, {}, TEXTS)
    assert result.findings == ()


@pytest.mark.parametrize("written", ["7/5", "18/7/5", "107/2/30", "七月五日", "43286"])
def test_a_date_that_is_unclear_is_quoted(written: str) -> None:
    result = after(text(DATE_CELL, written))
    assert result.scorecard.header == Header({}, {"date": written}, TEXTS)
    assert places(result.findings) == [("date-unreadable", "date")]
    assert result.findings[0].cell == DATE_CELL


@pytest.mark.parametrize(
    ("number_format", "code", "digits"),
    [
        (14, "", "43286"),
        (14, "", "43286.75"),
        (14, "", "4.3286E4"),
        (31, "", "43286"),
        (164, "yyyy/m/d", "43286"),
        (164, "[$-404]e&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", "43286"),
        (0, "", "1070705"),
        (0, "", "1070705.0"),
        (49, "", "20180705"),
    ],
)
def test_a_real_date_or_its_digits_is_read(number_format: int, code: str, digits: str) -> None:
    code = code.replace("&quot;", '"')
    data, style = with_format(BASE, number_format, code)
    result = after(number(DATE_CELL, digits, style), data=data)
    assert result.scorecard.header == Header({"date": (JULY_5,)}, {}, TEXTS)
    assert result.findings == ()


def test_a_real_date_of_a_workbook_that_counts_from_1904_is_read() -> None:
    def counts_from_1904(root: Element) -> None:
        properties = root.find(tag("workbookPr"))
        assert properties is not None
        properties.set("date1904", "1")

    data, style = with_format(edited(BASE, BOOK, counts_from_1904), 14)
    assert after(number(DATE_CELL, "41824", style), data=data).scorecard.header.days == {"date": (JULY_5,)}


@pytest.mark.parametrize(
    "digits",
    [
        *("0", "60", "-5", "2958466", "99999999999", "1e30", "nan", "1e999999999", "-1e999999999"),
    ],
)
def test_a_count_of_days_that_is_no_day_is_quoted(digits: str) -> None:
    data, style = with_format(BASE, 14)
    result = after(number(DATE_CELL, digits, style), data=data)
    assert result.scorecard.header.days == {}
    assert places(result.findings) == [("date-unreadable", "date")]


@pytest.mark.parametrize("digits", ["43286", "1070705"])
def test_a_number_in_a_general_cell_that_libreoffice_saved_is_no_count_of_days(digits: str) -> None:
    data, style = with_format(BASE, 164, "General")
    header = after(number(DATE_CELL, digits, style), data=data).scorecard.header
    expected = {
        "43286": Header({}, {"date": "43286"}, TEXTS),
        "1070705": Header({"date": (JULY_5,)}, {}, TEXTS),
    }
    assert header == expected[digits]


def test_a_blank_date_is_missing() -> None:
    result = after(put(DATE_CELL, ""))
    assert places(result.findings) == [("header-missing", "date")]
    assert result.findings[0].cell == DATE_CELL


def test_paragraphs_pasted_over_the_next_items_rows_are_an_error() -> None:
    columns = [note_cell("1.1.1"), note_cell("1.1.2")]
    (letter, first), (_, second) = ((at[0], int(at[1:])) for at in columns)
    rows = [*range(first, second), second]
    result = checked(
        retyped(BASE, *(text(f"{letter}{row}", f"{n}. 佐證") for n, row in enumerate(rows, start=1)))
    )
    found = one(result.findings, "paragraphs-run-on")
    assert (found.id, found.cell, result.state) == ("1.1.2", columns[1], "questioned")
    assert "像是「1. 細項1.1.1」的段落" in found.message()
