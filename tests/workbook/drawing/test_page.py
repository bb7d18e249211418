"""Paper: one page wide, or pages that begin with given columns."""

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbook.drawing.page import break_before, number_pages, one_page_wide, set_margins


@pytest.fixture
def sheet() -> Worksheet:
    sheet = Workbook().active
    assert isinstance(sheet, Worksheet)
    one_page_wide(sheet, "landscape")
    return sheet


def test_a_sheet_is_one_a4_page_wide_and_as_long_as_it_takes(sheet: Worksheet) -> None:
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (
        9,
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_pages_may_begin_with_given_columns_instead(sheet: Worksheet) -> None:
    break_before(sheet, ["E", "AA"], 62)
    assert [each.id for each in sheet.col_breaks.brk] == [4, 26]
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.scale, sheet.page_setup.fitToWidth) == (62, None)


def test_pages_are_numbered_at_the_foot_where_there_is_room_for_it(sheet: Worksheet) -> None:
    set_margins(sheet, top=0.45, header=0.2)
    number_pages(sheet)
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.center is not None
    assert footer.center.text == "第 &P 頁，共 &N 頁"
    assert sheet.page_margins.bottom > sheet.page_margins.footer
    assert (sheet.page_margins.left, sheet.page_margins.right, sheet.page_margins.top) == (0.4, 0.4, 0.45)
