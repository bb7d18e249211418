"""A form that is sent back: its values, its comments, its marks, its list, its repairs."""

import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import absolute_coordinate
from openpyxl.worksheet.worksheet import Worksheet

from scoring.errors import AnswersError
from scoring.rubric import Rubric
from scoring.scorecard import Office, Scorecard
from tests.builders import OFFICE, SMALL, answered, rubrics, scorecard, typed
from tests.extent import examples
from tests.workbook.form.cards import as_shown, cards
from tests.workbook.forms import (
    BOOK,
    KEY,
    checked,
    edited,
    filled,
    number,
    retyped,
    score_cell,
    tick_cell,
    total_cells,
    without,
    without_identity,
)
from workbook.collection.checked import Checked
from workbook.form.correction import correct
from workbook.form.faults import faults
from workbook.form.faults_sheet import columns_of
from workbook.identity import identity_of, sign
from workbook.intake.check import Terms, check
from workbook.layout import CORRECTIONS_SHEET, FORM_SHEET, layout_of
from workbook.package import open_package
from workbook.protection import Lock
from workbook.words import words_of

WORDS = words_of(SMALL)

NEXT = sign(identity_of(SMALL, OFFICE, "107-2"), KEY)
LOCK = Lock("aGFzaA==", "c2FsdA==")


def _wrong() -> Scorecard:
    """Two faults in one cell, a fault in another, a number typed as text, a total typed over."""
    card = answered(scorecard(SMALL), "1.1.1", score=99, score_is_text=True)
    card = answered(card, "1.1.2", odd_ticks=((2, "好"),))
    return typed(answered(card, "2.1.1", score_is_text=True), {"1.2": 7})


def _corrected(result: Checked) -> bytes:
    return correct(SMALL, LOCK, NEXT, result.scorecard, result.findings)


def _book(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def _form(data: bytes) -> Worksheet:
    sheet = _book(data)[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def _comments(data: bytes) -> dict[str, str]:
    cells = (cell for row in _form(data).iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def _list(data: bytes) -> list[tuple[object, ...]]:
    """The rows of 待更正事項 beneath the headings."""
    rows: list[tuple[object, ...]] = [*_book(data)[CORRECTIONS_SHEET].iter_rows(values_only=True)]
    return rows[rows.index(tuple(column.label for column in columns_of(WORDS))) + 1 :]


# ── what the office wrote ───────────────────────────────────────────────────────────────────────


@given(cards(SMALL))
@examples(30)
def test_whatever_an_office_wrote_is_on_the_form_that_goes_back(card: Scorecard) -> None:
    first = checked(filled(card))
    second = checked(_corrected(first))
    assert second.scorecard == as_shown(SMALL, replace(card, stated={}))
    assert {finding.code for finding in second.findings} <= {finding.code for finding in first.findings}


@given(st.data())
@examples(8)
def test_whatever_any_form_held_is_on_the_one_that_goes_back(data: st.DataObject) -> None:
    of = data.draw(rubrics())
    card = data.draw(cards(of))
    who = sign(identity_of(of, OFFICE, "2"), KEY)
    findings = check(filled(card, of, who), "a.xlsx", Terms(KEY, rubric_of=lambda _: of)).findings
    second = check(correct(of, LOCK, who, card, findings), "b.xlsx", Terms(KEY, rubric_of=lambda _: of))
    assert second.scorecard == as_shown(of, replace(card, stated={}))


def test_the_form_is_the_offices_own_with_the_new_issue() -> None:
    result = checked(_corrected(checked(filled(_wrong()))))
    assert result.identity == NEXT
    assert not {"signature-invalid", "sheet-extra", "protection-removed"} & {f.code for f in result.findings}


def test_a_form_issued_to_nobody_goes_back_with_the_name_written_on_it() -> None:
    nobody = sign(identity_of(SMALL, Office(), "107-2"), KEY)
    card = replace(scorecard(SMALL), office=Office("", "某分署"))
    result = checked(correct(SMALL, LOCK, nobody, card, ()))
    assert result.scorecard.office == Office("", "某分署")


def test_a_form_without_its_identity_goes_back_named_and_locked() -> None:
    data = without_identity(filled(scorecard(SMALL)))
    result = check(data, "a.xlsx", Terms(KEY, rubric=SMALL, rubric_of=lambda _: SMALL))
    assert result.scorecard.office == Office("", OFFICE.name)
    again = checked(_corrected(result))
    assert (again.state, again.scorecard.office) == ("accepted", OFFICE)


def test_a_text_that_no_cell_holds_is_refused() -> None:
    card = answered(scorecard(SMALL), "1.1.1", notes=("長" * 40_000,))
    with pytest.raises(AnswersError):
        correct(SMALL, LOCK, NEXT, card, ())


# ── what is said on it ──────────────────────────────────────────────────────────────────────────


def test_every_cell_in_question_has_one_comment_with_all_that_is_said_of_it() -> None:
    result = checked(filled(_wrong()))
    said = _comments(_corrected(result))
    problems = {(each.code, each.id): each.message() for each in result.findings}
    total = total_cells("1.2")[0]
    assert set(said) == {score_cell("1.1.1"), tick_cell("1.1.2", 2), score_cell("2.1.1"), total}
    assert problems["score-out-of-range", "1.1.1"] in said[score_cell("1.1.1")]
    assert problems["score-as-text", "1.1.1"] in said[score_cell("1.1.1")]
    assert "→ 請改填 1~10 的分數。" in said[score_cell("1.1.1")]
    assert said[score_cell("2.1.1")].startswith("【請確認 ")
    assert "「項目1.2」寫 7，細項加總 10" in said[total_cells("1.2")[0]]


def test_comments_bear_the_numbers_of_the_list() -> None:
    data = _corrected(checked(filled(_wrong())))
    listed = {str(row[0]): str(row[3]) for row in _list(data) if row[3]}
    for text in _comments(data).values():
        for part in text.split("\n\n"):
            head, _, problem = part.partition("\n→ ")[0].partition("】")
            assert listed[head.rpartition(" ")[2]] == problem


@given(cards(SMALL))
@examples(20)
def test_comments_and_list_say_what_the_findings_say_whatever_they_quote(card: Scorecard) -> None:
    result = checked(filled(card))
    data = _corrected(result)
    found = faults(SMALL, result.findings)
    assert [row[3] for row in _list(data) if row[3]] == [fault.problem for fault in found]
    assert set(_comments(data)) == {cell for fault in found for cell in fault.cells}


def test_the_list_links_to_each_cell_and_counts_two_groups() -> None:
    result = checked(filled(_wrong()))
    data = _corrected(result)
    sheet = _book(data)[CORRECTIONS_SHEET]
    assert isinstance(sheet, Worksheet)
    links = [link.location for row in sheet.iter_rows() for cell in row if (link := cell.hyperlink)]
    found = faults(SMALL, result.findings)
    assert links == [f"'{FORM_SHEET}'!{absolute_coordinate(fault.cells[0])}" for fault in found]
    groups = {True: "must_group", False: "may_group"}
    counts = {must: sum(fault.must == must for fault in found) for must in groups}
    headings = [str(row[0]) for row in _list(data) if row[3] is None]
    assert headings == [WORDS(name, count=counts[must]) for must, name in groups.items()]


def test_what_is_about_the_file_is_listed_without_a_link() -> None:
    result = check(
        filled(scorecard(SMALL)),
        "a.xlsx",
        Terms(b"another key", only_this_key=True, rubric=SMALL),
    )
    data = _corrected(result)
    _, row = _list(data)
    assert row[1:3] == ("（整份檔案）", "—")
    assert row[3] == result.findings[0].message()
    assert _comments(data) == {}


def test_marked_cells_have_a_thick_border_all_around_dashed_where_nothing_must_be() -> None:
    form = _form(_corrected(checked(filled(_wrong()))))
    first, last = layout_of(SMALL).blocks["1.1.1"].first, layout_of(SMALL).blocks["1.1.1"].last
    top, bottom = form[f"C{first}"].border, form[f"C{last}"].border
    assert (top.left.style, top.top.style, top.right.style) == ("thick",) * 3
    assert (bottom.left.style, bottom.bottom.style, bottom.right.style) == ("thick",) * 3
    note = form[score_cell("2.1.1")].border
    assert {side.style for side in (note.left, note.right, note.top, note.bottom)} == {"mediumDashed"}
    assert form[score_cell("1.2.1.1")].border.left.style == "thin"


def test_the_form_says_what_the_marks_mean() -> None:
    form = _form(_corrected(checked(filled(_wrong()))))
    assert str(form[f"A{layout_of(SMALL).hint_row}"].value).startswith(WORDS("correction_hint"))


# ── what it repairs ─────────────────────────────────────────────────────────────────────────────


def _broken(card: Scorecard) -> bytes:
    """Formulas typed over, protection taken away, validations pasted over."""
    data = filled(card)
    overwritten = [number(cell, "5") for total_id in ("1", "1.1", "") for cell in total_cells(total_id)]
    data = retyped(data, *overwritten, without("sheetProtection", "dataValidations"))
    return edited(data, BOOK, without("workbookProtection"))


def _shape(data: bytes) -> dict[str, object]:
    """What the office is to find as on a fresh form: formulas, locks, validations, protection."""
    book = _book(data)
    form = book[FORM_SHEET]
    assert isinstance(form, Worksheet)
    cells = [cell for row in form.iter_rows() for cell in row]
    assert book.security is not None
    return {
        "formulas": {c.coordinate: c.value for c in cells if c.data_type == "f"},
        "unlocked": {c.coordinate for c in cells if not c.protection.locked},
        "validations": [
            dict(v) | {"1": v.formula1, "2": v.formula2} for v in form.data_validations.dataValidation
        ],
        "conditions": [str(each.sqref) for each in form.conditional_formatting],
        "protection": dict(form.protection),
        "structure": dict(book.security),
        "merged": {str(each) for each in form.merged_cells.ranges},
        "hidden": {name for name, column in form.column_dimensions.items() if column.hidden},
    }


def test_what_the_office_broke_is_whole_again() -> None:
    broken = checked(_broken(scorecard(SMALL)))
    assert {"formula-replaced", "protection-removed"} <= {finding.code for finding in broken.findings}
    data = correct(SMALL, Lock(), NEXT, broken.scorecard, broken.findings)
    assert _shape(data) == _shape(filled(scorecard(SMALL)))
    again = checked(data)
    assert (again.state, again.findings) == ("accepted", ())
    assert again.totals[""].stated.value == 100


def test_every_sheet_is_locked_comments_too_and_only_the_list_is_shown_first() -> None:
    book = _book(_corrected(checked(filled(_wrong()))))
    assert book.sheetnames[:2] == [CORRECTIONS_SHEET, FORM_SHEET]
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets].count(True) == 1
    assert book.active is book[CORRECTIONS_SHEET]
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert sheet.protection.objects
        assert sheet.protection.hashValue == LOCK.hash_value
    listed = book[CORRECTIONS_SHEET]
    assert all(cell.protection.locked for row in listed.iter_rows() for cell in row)


def test_a_form_that_comes_back_as_it_went_goes_back_the_same(rubric_107: Rubric) -> None:
    card = answered(scorecard(rubric_107), "1.1.1", score=None)
    who = sign(identity_of(rubric_107, OFFICE, "2"), KEY)
    first = check(filled(card, rubric_107, who), "a.xlsx", Terms(KEY, rubric_of=lambda _: rubric_107))
    data = correct(rubric_107, LOCK, who, first.scorecard, first.findings)
    second = check(data, "b.xlsx", Terms(KEY, rubric_of=lambda _: rubric_107))
    assert second.findings == first.findings
    again = open_package(correct(rubric_107, LOCK, who, second.scorecard, second.findings))
    same = {name for name, member in open_package(data).members.items() if again.members[name] == member}
    assert set(again.members) - same <= {"docProps/core.xml"}  # the time it was made
