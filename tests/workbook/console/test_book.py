"""The console as a file: whose macros it has, what the button calls, and what its names name."""

import importlib.resources
import io
import re
from functools import cache

import openpyxl
import pytest
from lxml import etree

from scoring.roster import bundled_roster
from tests.vba import modules
from workbook.console import advice, plan
from workbook.console.book import PROJECT, console_book, vba_project
from workbook.console.button import DRAWING, MACRO
from workbook.package import open_package

TASKS = ("發出評分表", "合併成總表")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@cache
def console() -> bytes:
    return console_book(TASKS, ["107"], {plan.RUBRIC.name: "107"}, bundled_roster())


def installed() -> bytes:
    return (importlib.resources.files("xlwings") / "quickstart_standalone.xlsm").read_bytes()


def test_the_macros_are_those_of_xlwings_byte_for_byte() -> None:
    project = open_package(installed()).read(PROJECT)
    assert open_package(console()).read(PROJECT) == project == vba_project()


def test_the_modules_are_those_of_xlwings_and_no_other() -> None:
    found = modules(console())
    assert found == modules(installed())
    assert {"Module1.bas", "xlwings.bas", "ThisWorkbook.cls", "Sheet1.cls", "Sheet2.cls"} <= set(found)


def test_the_button_calls_a_macro_that_is_there_and_runs_main_of_the_file_named_like_the_workbook() -> None:
    drawing = etree.fromstring(open_package(console()).read(DRAWING))
    [shape] = drawing.iter(f"{_DRAWING}sp")
    assert shape.get("macro") == MACRO
    sub = MACRO.removeprefix("[0]!")
    code = modules(console())["Module1.bas"]
    assert re.search(
        rf'Sub {sub}\(\).*RunPython "import " & mymodule & ";" & mymodule & "\.main\(\)"', code, re.DOTALL
    )


def test_the_sheets_keep_the_names_that_the_macros_know_them_by() -> None:
    package = open_package(console())
    assert b'codeName="ThisWorkbook"' in package.read("xl/workbook.xml")
    book = openpyxl.load_workbook(io.BytesIO(console()))
    names = {sheet.title: sheet.sheet_properties.codeName for sheet in book.worksheets}
    assert (names[plan.MAIN], names[plan.CONFIG]) == ("Sheet1", "Sheet2")


@pytest.mark.parametrize("setting", plan.SETTINGS, ids=lambda setting: setting.name)
def test_each_setting_has_a_name_beside_its_label(setting: plan.Setting) -> None:
    book = openpyxl.load_workbook(io.BytesIO(console()))
    [(sheet, cell)] = book.defined_names[setting.name].destinations
    column, row = cell.replace("$", "")[0], cell.replace("$", "")[1:]
    assert (sheet, column) == (plan.MAIN, "C")
    assert book[plan.MAIN][f"B{row}"].value == setting.label
    assert book[plan.MAIN][f"C{row}"].number_format == "@"


@pytest.mark.parametrize("table", plan.TABLES, ids=lambda table: table.sheet)
def test_each_table_has_its_headings_under_a_name_and_columns_that_keep_texts(table: plan.Table) -> None:
    book = openpyxl.load_workbook(io.BytesIO(console()))
    [(sheet, cells)] = book.defined_names[table.name].destinations
    assert sheet == table.sheet
    assert [cell.value for cell in book[sheet][cells][0]] == [column.label for column in table.columns]
    for cell, column in zip(book[sheet][cells][0], table.columns, strict=True):
        expected = "@" if column.kind == "text" else "General"
        assert book[sheet].column_dimensions[cell.column_letter].number_format == expected


def test_excel_puts_what_went_wrong_into_a_cell_and_opens_no_box() -> None:
    book = openpyxl.load_workbook(io.BytesIO(console()))
    config = {row[0]: row[1] for row in book[plan.CONFIG].iter_rows(values_only=True)}
    assert config["SHOW_ERROR_POPUPS"] == "False"
    assert config["Interpreter_Win"] == '=IF(kaohe_python="","python",SUBSTITUTE(kaohe_python,CHAR(34),""))'
    assert "SHOW_ERROR_POPUPS" in modules(installed())["xlwings.bas"]
    assert {plan.CONFIG, plan.FAILURES} == {s.title for s in book.worksheets if s.sheet_state == "hidden"}


def test_the_advice_is_a_formula_that_excel_takes() -> None:
    formula = advice.advice_formula()
    assert len(formula) <= 8_192
    assert max(len(text) for text in re.findall(r'"([^"]*)"', formula)) <= 255
