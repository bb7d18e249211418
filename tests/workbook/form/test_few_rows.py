"""A section with few rows, or a header line with a long label, still shows all that it says."""

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.rubric import HeaderField, Rubric
from scoring.scorecard import Scorecard
from tests.builders import SMALL, item, rubric, scorecard, section
from tests.workbook.forms import filled, identity
from workbook.columns import LEVELS
from workbook.fit import LINE_HEIGHT, lines
from workbook.form.formulas import total_lines
from workbook.form.guide import instructions
from workbook.layout import FORM_SHEET, layout_of

LONG = "公文時效及歸檔作業辦理情形與稽催"
FEW = rubric(
    section("1", section("1.1", item("1.1.1", 10, note_rows=1))),
    replace(section("2", section("2.1", item("2.1.1", 10, note_rows=1))), title=LONG * 2),
)


def _sheet(of: Rubric, card: Scorecard) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(filled(card, of, identity(of))))[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


@pytest.mark.parametrize("card", [Scorecard(), scorecard(FEW)], ids=["blank", "filled"])
def test_the_rows_of_a_section_are_together_as_high_as_its_title_and_total_need(card: Scorecard) -> None:
    sheet, layout = _sheet(FEW, card), layout_of(FEW)
    for each in FEW.sections:
        first, last = layout.spans[each.id]
        there = sum(sheet.row_dimensions[row].height or 0 for row in range(first, last + 1))
        room = layout.capacity(layout.totals[each.id].visible)
        assert there >= lines("\n".join(total_lines(layout, each.id)), room) * LINE_HEIGHT


def test_a_long_label_of_the_header_has_a_row_that_shows_it() -> None:
    of = replace(SMALL, header=(HeaderField("office", LONG * 2, "office"), *SMALL.header[1:]))
    sheet = _sheet(of, Scorecard())
    assert [sheet.row_dimensions[row].height for row in (2, 3)] == [
        lines(f"{LONG * 2}：", layout_of(of).capacity(*LEVELS)) * LINE_HEIGHT + 3,
        20,
    ]
    assert sheet["A2"].alignment.wrapText


def test_the_instructions_speak_of_what_the_form_has() -> None:
    plain = replace(
        FEW, header=(HeaderField("office", "單位", "office"), HeaderField("who", "填表人", "text"))
    )
    said = instructions(plain)
    assert "單位（已印好者免填）、填表人、評分、紀錄事項。" in said
    assert "☐" not in said
    assert "日期寫成" not in said
    assert "3. 紀錄事項一段一列" in said
