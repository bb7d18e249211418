"""Cells: a value with its look, a text that stays one, a link."""

import io

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbook.drawing import styles
from workbook.drawing.cells import formula, heading, lead_to, write
from workbook.fit import MAX_CELL_TEXT


@pytest.fixture
def sheet() -> Worksheet:
    sheet = Workbook().active
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(sheet: Worksheet) -> Worksheet:
    stream = io.BytesIO()
    assert sheet.parent is not None
    sheet.parent.save(stream)
    found = load_workbook(stream).active
    assert isinstance(found, Worksheet)
    return found


@pytest.mark.parametrize("text", ["=1+1", "+評分", "-1", "@分", "\t評", "_x0041_"])
def test_a_text_stays_a_text_whatever_it_begins_with(sheet: Worksheet, text: str) -> None:
    write(sheet, "A1", text)
    cell = saved(sheet)["A1"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("_x", "_x005F_x")  # which a spreadsheet program reads as it was


def test_a_text_is_cut_to_what_a_cell_holds(sheet: Worksheet) -> None:
    assert write(sheet, "A1", "字" * (MAX_CELL_TEXT + 1)).value == "字" * MAX_CELL_TEXT


def test_a_number_stays_a_number_and_nothing_a_blank_cell_with_its_look(sheet: Worksheet) -> None:
    assert write(sheet, "A1", 13.5).value == 13.5
    blank = write(sheet, "A2", None, styles.BOLD)
    assert (blank.value, blank.font.b) == (None, True)


def test_a_formula_is_one(sheet: Worksheet) -> None:
    formula(sheet, "A1", "SUM(B1:B2)")
    assert (saved(sheet)["A1"].value, saved(sheet)["A1"].data_type) == ("=SUM(B1:B2)", "f")


def test_a_heading_is_bold_and_grey_in_a_box(sheet: Worksheet) -> None:
    cell = heading(sheet, "A1", "機關名稱")
    assert cell.font.b
    assert cell.fill.fgColor.rgb == "FFD9D9D9"
    assert {cell.border.left.style, cell.border.bottom.style} == {"thin"}


def test_a_click_leads_to_a_place_of_the_workbook_or_to_a_file(sheet: Worksheet) -> None:
    lead_to(write(sheet, "A1", "總表"), place="'總表'!A1")
    lead_to(write(sheet, "A2", "一.xlsx"), file="inbox/%E4%B8%80.xlsx")
    read = saved(sheet)
    assert (read["A1"].hyperlink.location, read["A1"].hyperlink.display) == ("'總表'!A1", "總表")
    assert read["A2"].hyperlink.target == "inbox/%E4%B8%80.xlsx"
    assert read["A1"].font.u == read["A2"].font.u == "single"
