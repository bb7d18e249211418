"""The console judged by others: the Open XML SDK's validator, and LibreOffice."""

import io
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from macros.excel import TASKS
from scoring.roster import bundled_roster
from tests.extent import PATIENCE
from tests.office import validator
from tests.office.libreoffice import LibreOffice
from tests.office.parts import Parts, packed
from tests.vba import modules
from workbook.console import advice, plan
from workbook.console.book import console_book
from workbook.console.plan import Link
from workbook.console.side import side_book

_ADVICE_AT = "C8"


@cache
def console() -> bytes:
    values = {plan.RUBRIC.name: "107", plan.OUTBOX.name: "outbox", plan.REPLACE.name: plan.NO}
    return console_book(tuple(TASKS), ["107"], values, bundled_roster())


def side() -> bytes:
    link = Link("C8", "/甲.xlsx", "評分表", "C8")
    return side_book("檢核結果：甲", "摘要", [("錯誤", "甲", "1", "說明", "處理", None, link, "code")])


@pytest.mark.validator
@pytest.mark.parametrize("version", ["Microsoft365", "Office2010"])
@pytest.mark.parametrize(("make", "suffix"), [(console, "xlsm"), (side, "xlsx")], ids=["console", "side"])
def test_the_validator_has_nothing_against_it(
    make: Callable[[], bytes], suffix: str, version: str, tmp_path: Path
) -> None:
    path = tmp_path / f"book.{suffix}"
    path.write_bytes(make())
    assert validator.complaints(path, version) == []


@pytest.mark.libreoffice
def test_libreoffice_opens_it_and_knows_its_macros(libreoffice: LibreOffice) -> None:
    with libreoffice.open(console(), "xlsm") as document:
        assert document.sheet_names == (
            *(plan.MAIN, plan.ROSTER, plan.STATUS, plan.FINDINGS),
            *(plan.CONFIG, plan.FAILURES),
        )
        stored = document.stored("xlsx")
    assert "Sub SampleCall()" in modules(console())["Module1.bas"]
    assert openpyxl.load_workbook(io.BytesIO(stored))[plan.MAIN]["B1"].value == "考核主控台"


@pytest.mark.libreoffice
def test_libreoffice_finds_the_macro_that_the_button_calls(libreoffice: LibreOffice) -> None:
    with libreoffice.open(console(), "xlsm") as document:
        buttons = document.buttons(plan.MAIN)
    assert list(buttons) == ["執　行"]
    assert buttons["執　行"].startswith("vnd.sun.star.script:VBAProject.Module1.SampleCall?")


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_libreoffice_shows_the_button_on_one_page_with_the_settings(
    libreoffice: LibreOffice, tmp_path: Path
) -> None:
    path = tmp_path / "console.pdf"
    with libreoffice.open(console(), "xlsm") as document:
        path.write_bytes(document.stored("pdf"))
    command = ["pdftotext", "-f", "1", "-l", "1", str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE).stdout.decode()
    page = "".join(text.split())
    assert "執行" in page.replace("「執行」", "")
    assert [setting.label for setting in plan.SETTINGS if setting.label.replace(" ", "") not in page] == []


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("said", "advice_is"),
    [
        ("", ""),
        ("'python' is not recognized as an internal or external command,\r\n", advice._NO_PYTHON),
        ("'python' 不是內部或外部命令、可執行的程式或批次檔。", advice._NO_PYTHON),
        (
            "Python was not found; run without arguments to install from the Microsoft Store",
            advice._NO_PYTHON,
        ),
        ("Traceback …\nModuleNotFoundError: No module named 'xlwings'", advice._NO_PROGRAM),
        ("Traceback …\nModuleNotFoundError: No module named 'kaohe_console_1'", advice._NO_STUB),
        ("Traceback …\nModuleNotFoundError: No module named 'macros'", advice._NO_PROGRAM),
        ("Traceback …\nModuleNotFoundError: No module named '考核107'", advice._NO_STUB),
        ('  File "<string>", line 1\nSyntaxError: invalid syntax', advice._NO_STUB),
        ("xlwings.XlwingsError: Couldn't find the local OneDrive folder.", advice._ON_THE_WEB),
        (
            "xlwings.XlwingsError: URL https://x not recognized as valid OneDrive/SharePoint link.",
            advice._ON_THE_WEB,
        ),
        ("Traceback …\nValueError: x", advice._UNEXPECTED),
        ("此程式已被群組原則封鎖。", advice._BLOCKED),
        ("Excel 沒有回應：可能有儲存格正在編輯", "Excel 沒有回應：可能有儲存格正在編輯"),
    ],
)
def test_what_the_system_says_where_python_cannot_run_becomes_advice(
    said: str, advice_is: str, libreoffice: LibreOffice
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(console()))
    cell = book[plan.FAILURES]["A1"]
    cell.value, cell.data_type = said or None, "s" if said else "n"
    stream = io.BytesIO()
    book.save(stream)
    with libreoffice.open(stream.getvalue()) as document:
        document.recalculate()
        assert document.values(plan.MAIN, _ADVICE_AT) == {_ADVICE_AT: advice_is}


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("typed", "python"), [("", "python"), (r"C:\Py thon\python.exe", r"C:\Py thon\python.exe")]
)
def test_the_interpreter_is_the_one_set_or_the_systems(
    typed: str, python: str, libreoffice: LibreOffice
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(console()))
    [(sheet, cell)] = book.defined_names[plan.PYTHON.name].destinations
    book[sheet][cell.replace("$", "")].value = typed or None
    stream = io.BytesIO()
    book.save(stream)
    with libreoffice.open(stream.getvalue()) as document:
        document.recalculate()
        assert document.values(plan.CONFIG, "A1:B1") == {"A1": "Interpreter_Win", "B1": python}


@pytest.mark.validator
def test_the_validator_would_notice_a_button_out_of_place(tmp_path: Path) -> None:
    parts = Parts(console())
    part = parts.sheets[plan.MAIN]
    sheet = parts.contents[part]
    start, end = sheet.index(b"<drawing"), sheet.index(b"/>", sheet.index(b"<drawing")) + 2
    moved = sheet[:start] + sheet[end:]
    at = moved.index(b"<sheetData")
    path = tmp_path / "book.xlsm"
    path.write_bytes(packed({**parts.contents, part: moved[:at] + sheet[start:end] + moved[at:]}))
    assert validator.complaints(path)
