"""Tables: headings, rows, whole columns, the filter, states that stand out."""

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbook.drawing import styles
from workbook.drawing.tables import (
    TEXT,
    Column,
    add_table,
    draw_headings,
    draw_row,
    draw_whole_columns,
    letters,
    mark,
)

COLUMNS = (
    Column("代碼", 8),
    Column("機關名稱", 20, styles.LEFT, number_format=TEXT),
    Column("檔案", 30, styles.TOP_LEFT, styles.LINK),
)


@pytest.fixture
def sheet() -> Worksheet:
    sheet = Workbook().active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_columns_stand_from_the_left() -> None:
    assert letters(COLUMNS) == ["A", "B", "C"]
    assert letters([None] * 28)[-2:] == ["AA", "AB"]


def test_headings_give_the_columns_their_labels_and_widths(sheet: Worksheet) -> None:
    draw_headings(sheet, 3, COLUMNS, height=22)
    assert [cell.value for cell in sheet[3]] == ["代碼", "機關名稱", "檔案"]
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [8, 20, 30]
    assert sheet.row_dimensions[3].height == 22


def test_a_row_has_its_values_in_the_look_of_their_columns(sheet: Worksheet) -> None:
    code, name, file = draw_row(sheet, 4, COLUMNS, ["B01", "=第一分署", None])
    assert (code.value, name.value, file.value) == ("B01", "=第一分署", None)
    assert (name.data_type, name.number_format, code.number_format) == ("s", "@", "General")
    assert (code.alignment.horizontal, name.alignment.horizontal) == ("center", "left")
    assert file.font.u == "single"
    assert {cell.border.top.style for cell in (code, name, file)} == {"thin"}


def test_a_row_without_values_is_there_for_its_look(sheet: Worksheet) -> None:
    assert [cell.value for cell in draw_row(sheet, 4, COLUMNS)] == [None] * 3


def test_a_row_has_a_value_for_each_column(sheet: Worksheet) -> None:
    with pytest.raises(ValueError, match="zip"):
        draw_row(sheet, 4, COLUMNS, ["B01"])


def test_whole_columns_keep_what_is_typed_later_as_it_is(sheet: Worksheet) -> None:
    draw_whole_columns(sheet, COLUMNS)
    assert [sheet.column_dimensions[letter].number_format for letter in "ABC"] == ["General", "@", "General"]
    assert sheet.column_dimensions["C"].font.u == "single"


def test_a_table_has_a_filter_and_names_its_columns_as_the_sheet_does(sheet: Worksheet) -> None:
    draw_headings(sheet, 1, COLUMNS)
    add_table(sheet, "kaohe_offices", "A1:C5", [column.label for column in COLUMNS], striped=True)
    table = sheet.tables["kaohe_offices"]
    assert [column.name for column in table.tableColumns] == ["代碼", "機關名稱", "檔案"]
    assert (table.ref, table.autoFilter.ref) == ("A1:C5", "A1:C5")
    assert table.tableStyleInfo.showRowStripes


def test_a_state_stands_out_while_a_formula_holds(sheet: Worksheet) -> None:
    mark(sheet, "B2:B9", '$B2="待更正"', styles.WRONG)
    mark(sheet, "B2:B9", '$B2="通過"', styles.DONE, stop=True)
    [area] = sheet.conditional_formatting
    assert str(area.sqref) == "B2:B9"
    assert [(rule.formula, rule.stopIfTrue) for rule in area.rules] == [
        (['$B2="待更正"'], None),
        (['$B2="通過"'], True),
    ]
