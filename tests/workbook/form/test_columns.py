"""Columns that a rubric names, sizes, leaves out and adds: drawn, filled, read back and sent back."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.errors import AnswersError
from scoring.form_columns import FormColumn
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from tests.builders import SMALL, answered, one, places, scorecard
from tests.leveled import ONE
from tests.workbook.forms import KEY, filled, identity, retyped, text
from workbook.collection.checked import Checked
from workbook.columns import CHECK, GUIDANCE, NOTES, POINTS, TEXT, further_role
from workbook.form.correction import correct
from workbook.form.cut import wide_pages
from workbook.intake.check import Terms, check
from workbook.layout import FORM_SHEET, layout_of
from workbook.protection import Lock

FURTHER = (
    FormColumn("evidence", "佐證檔名", "note"),
    FormColumn("done", "完成日期", "date"),
    FormColumn("times", "次數", "number"),
)
WIDER = replace(SMALL, columns=FURTHER)
"""With three columns more, one of each kind."""
BARE = replace(
    SMALL,
    notes_required=False,
    columns=tuple(FormColumn(each, is_shown=False) for each in ("points", "notes", "guidance")),
)
"""Without any column that can be left out."""
ALONE = replace(ONE, notes_required=False, columns=(*FURTHER, *BARE.columns))
"""One level, nothing that can be left out, and three columns more."""
FORMS = {"wider": WIDER, "bare": BARE, "alone": ALONE}
ANY = pytest.mark.parametrize("of", FORMS.values(), ids=FORMS)
BESIDE = {"evidence": "附件一\n附件二", "done": "107年7月5日", "times": "12.5"}


def column_card(of: Rubric) -> Scorecard:
    """A scorecard with nothing wrong, as far as the form has columns for it."""
    card = scorecard(of)
    beside = BESIDE if "times" in {column.id for column in of.columns} else {}
    for item in of.items:
        notes = card.answer(item.id).notes if of.notes_required else ()
        card = answered(card, item.id, notes=notes, further=beside)
    return card


def _returned(of: Rubric, data: bytes) -> Checked:
    return check(data, "file.xlsx", Terms(KEY, rubric_of=lambda _: of))


def _form(of: Rubric, card: Scorecard) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(filled(card, of, identity(of))))[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


@ANY
def test_what_was_filled_in_is_read_back_without_findings(of: Rubric) -> None:
    card = column_card(of)
    result = _returned(of, filled(card, of, identity(of)))
    assert (result.state, result.findings) == ("accepted", ())
    assert result.scorecard == replace(card, stated=result.scorecard.stated)


@ANY
def test_a_form_that_goes_back_has_what_came(of: Rubric) -> None:
    first = _returned(of, filled(answered(column_card(of), of.items[0].id, score=99), of, identity(of)))
    assert first.identity is not None
    assert ("score-out-of-range", of.items[0].id) in places(first.findings)
    back = correct(of, Lock(), first.identity, first.scorecard, first.findings)
    assert _returned(of, back).scorecard == first.scorecard


def test_the_further_columns_stand_between_notes_and_guidance() -> None:
    columns = layout_of(WIDER).columns
    assert columns.printed[-5:] == (NOTES, *columns.further, GUIDANCE)
    assert [columns.headings[role] for role in columns.further] == ["佐證檔名", "完成日期", "次數"]


def test_what_is_left_out_leaves_its_room_to_the_text() -> None:
    widths = layout_of(BARE).columns.widths
    assert not {POINTS, NOTES, GUIDANCE} & widths.keys()
    assert widths[TEXT] > layout_of(SMALL).columns.widths[TEXT] + 60


def test_a_column_has_the_name_and_the_width_that_the_rubric_gives_it() -> None:
    of = replace(SMALL, columns=(FormColumn("notes", "佐證資料", width=Decimal("40.5")),))
    columns = layout_of(of).columns
    assert (columns.headings[NOTES], columns.widths[NOTES]) == ("佐證資料", 40.5)
    assert _returned(of, filled(scorecard(of), of, identity(of))).findings == ()


def test_where_no_column_has_room_the_check_column_says_what_is_missing() -> None:
    layout = layout_of(BARE)
    assert layout.columns.summary == CHECK
    assert layout.summary_cells[0].startswith(layout.columns[CHECK])


def test_notes_for_a_form_without_a_column_for_them_are_refused() -> None:
    with pytest.raises(AnswersError, match="沒有紀錄事項一欄"):
        filled(scorecard(BARE), BARE, identity(BARE))


@pytest.mark.parametrize(("column", "code"), [("done", "further-no-date"), ("times", "further-no-number")])
def test_what_is_no_date_or_number_is_kept_and_told_at_its_cell(column: str, code: str) -> None:
    item_id = SMALL.items[1].id
    layout = layout_of(WIDER)
    cell = layout.cell(further_role(column), layout.blocks[item_id].first)
    result = _returned(WIDER, retyped(filled(column_card(WIDER), WIDER, identity(WIDER)), text(cell, "不詳")))
    found = one(result.findings, code)
    assert (found.id, found.cell, found.severity) == (item_id, cell, "warning")
    assert result.scorecard.answer(item_id).further[column] == "不詳"
    assert result.state == "accepted"


def test_a_number_goes_in_as_a_number_and_a_long_text_has_room() -> None:
    card = answered(column_card(WIDER), "1.1.1", further={"times": "3", "evidence": "附件\n" * 12})
    sheet, layout = _form(WIDER, card), layout_of(WIDER)
    block = layout.blocks["1.1.1"]
    assert sheet[layout.cell(further_role("times"), block.first)].value == 3
    heights = [sheet.row_dimensions[row].height for row in range(block.first, block.last + 1)]
    assert sum(heights) >= 12 * 15


def test_the_further_cells_are_not_locked_and_the_rest_is() -> None:
    sheet, layout = _form(WIDER, Scorecard()), layout_of(WIDER)
    for block in layout.blocks.values():
        for role in layout.columns.further:
            assert not sheet[layout.cell(role, block.first)].protection.locked
    assert sheet[layout.cell(further_role("done"), layout.heading_row)].protection.locked


def test_text_beneath_the_header_of_a_further_column_is_an_addition() -> None:
    layout = layout_of(WIDER)
    cell = layout.cell(further_role("done"), layout.by_key["1.2/intro"].number)
    blank = filled(Scorecard(), WIDER, identity(WIDER))
    result = _returned(WIDER, retyped(blank, text(cell, "多寫的")))
    assert ("text-added", "") in places(result.findings)


def test_columns_that_are_too_wide_for_a_page_are_a_warning() -> None:
    wide = tuple(FormColumn(f"x{n}", f"欄{n}", "note", Decimal(60)) for n in range(3))
    (found,) = wide_pages(replace(SMALL, columns=wide))
    assert (found.code, found.severity) == ("rubric-page-wide", "warning")
    assert not list(wide_pages(WIDER))
