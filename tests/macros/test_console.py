"""`kaohe console`: a workbook, and the Python file that its button runs."""

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from macros.excel import TASKS
from tests.extent import PATIENCE
from tests.macros import forms
from tests.macros.desk import on_desk
from tests.macros.terminal import contents, kaohe, process, written
from workbook.console import plan
from workbook.layout import FORM_SHEET

BOTH = {"kaohe_console.xlsm", "kaohe_console.py"}


def test_it_makes_the_workbook_and_its_python_file_and_says_where() -> None:
    ran = kaohe("console", "desk")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(
        f"主控台：{Path('desk/kaohe_console.xlsm')}，請與 kaohe_console.py 放在同一個資料夾"
    )
    assert set(contents(Path("desk"))) == BOTH


def test_without_a_folder_it_makes_them_here() -> None:
    assert kaohe("console").status == 0
    assert set(contents(Path())) == BOTH


@pytest.mark.parametrize("name", sorted(BOTH))
def test_where_one_of_them_exists_neither_is_written(name: str) -> None:
    written(Path("desk") / name, "mine")
    ran = kaohe("console", "desk")
    assert ran.status == 2
    assert f"{name} 已經存在" in ran.err
    assert contents(Path("desk")) == {name: b"mine"}


def test_with_force_both_are_made_anew() -> None:
    written(Path("desk/kaohe_console.py"), "old")
    assert kaohe("console", "desk", "--force").status == 0
    assert "def main()" in Path("desk/kaohe_console.py").read_text("utf-8")


def test_the_roster_is_that_of_the_file_given() -> None:
    roster = written(Path("名冊.csv"), "代碼,機關名稱,聯絡人,電子郵件\n007,新設分署,王小明,a@example.tw\n")
    assert kaohe("console", "desk", "--offices", roster).status == 0
    sheet = openpyxl.load_workbook("desk/kaohe_console.xlsm")[plan.ROSTER]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("代碼", "機關名稱", "聯絡人", "電子郵件", "副本", "組別", "電話")
    assert rows[1:] == [("007", "新設分署", "王小明", "a@example.tw", None, None, None)]
    assert sheet.tables[plan.ROSTER_TABLE].ref == "A1:G2"


def test_in_a_campaigns_folder_it_has_that_campaigns_roster_and_places() -> None:
    roster = written(Path("名冊.csv"), "代碼,機關名稱\n007,新設分署\n")
    assert kaohe("init", "107", "107", "--offices", roster).status == 0
    assert kaohe("console", "107").status == 0
    book = openpyxl.load_workbook("107/kaohe_console.xlsm")
    assert [row[1].value for row in book[plan.ROSTER].iter_rows(min_row=2)] == ["新設分署"]
    set_to = {}
    for setting in plan.SETTINGS:
        [(sheet, cell)] = book.defined_names[setting.name].destinations
        set_to[setting] = book[sheet][cell.replace("$", "")].value
    assert [set_to[s] for s in (plan.RUBRIC, plan.OUTBOX, plan.INBOX, plan.SUMMARY)] == [
        *("107", "outbox", "inbox", "summary/總表.xlsx")
    ]


def test_a_rubric_of_the_campaigns_own_is_set_though_it_has_the_id_of_a_bundled_one() -> None:
    own = written(Path("own.yaml"), forms.rubric_file(title="另一版"))
    assert kaohe("init", own, "107").status == 0
    desk = on_desk(Path("107").resolve())
    assert desk.cell(plan.RUBRIC.name).value == "107.yaml"
    assert desk.run("發出評分表").startswith("已發出 13 份")
    form = openpyxl.load_workbook("107/outbox/臺北分署_107.xlsx")[FORM_SHEET]
    assert form["A1"].value == "另一版"


def test_every_task_can_be_chosen() -> None:
    kaohe("console")
    sheet = openpyxl.load_workbook("kaohe_console.xlsm")[plan.MAIN]
    lists = [validation.formula1 for validation in sheet.data_validations.dataValidation]
    assert f'"{",".join(TASKS)}"' in lists


# ── without Excel ───────────────────────────────────────────────────────────────────────────────


def test_the_excel_face_is_imported_without_excel() -> None:
    ran = process(code="import sys, macros.excel; print('xlwings' in sys.modules)")
    assert (ran.returncode, ran.stdout.decode().strip()) == (0, "False")


def test_without_excel_the_button_says_what_is_missing() -> None:
    ran = process(code="from macros.excel import main; main()", PYTHONIOENCODING="utf-8")
    said = ran.stderr.decode()
    assert ran.returncode == 1
    assert said.startswith("找不到呼叫的 Excel 活頁簿（")
    assert "這個功能需要 Windows 的 Excel，並請在主控台按「執行」" in said
    assert "Traceback" not in said


def test_the_python_file_says_the_same() -> None:
    kaohe("console")
    code = "import runpy; runpy.run_path('kaohe_console.py', run_name='__main__')"
    ran = process(code=code, PYTHONIOENCODING="utf-8")
    assert (ran.returncode, "Traceback" in ran.stderr.decode()) == (1, False)
    assert ran.stderr.decode().startswith("找不到呼叫的 Excel 活頁簿")


def test_a_python_without_kaohe_is_told_by_the_python_file() -> None:
    kaohe("console")
    bare = [sys.executable, "-I", "-S", "-X", "utf8", "kaohe_console.py"]  # without what is installed
    ran = subprocess.run(bare, capture_output=True, timeout=PATIENCE, check=False)
    said = ran.stderr.decode()
    assert ran.returncode == 1
    assert said.startswith(f"這個 Python（{sys.executable}）沒有安裝 kaohe")
    assert "請在「主控台」的「Python 程式」改填裝有 kaohe 的 python.exe" in said
    assert "Traceback" not in said


# ── an Excel that does not answer ───────────────────────────────────────────────────────────────

_BUSY = """
import subprocess
import sys
from pathlib import Path
import xlwings
from macros import excel
from tests import xlwings_engine
from workbook.console import desk, patience

app = xlwings_engine.started()
app.books.open(str(Path("kaohe_console.xlsm").resolve()))
book = xlwings.apps.active.books["kaohe_console.xlsm"]
app.editing.set()
with patience.answering(0.2):
    excel.run(book)
"""


def test_while_a_cell_is_being_edited_the_run_ends_with_what_to_do() -> None:
    kaohe("console")
    ran = process(code=_BUSY, PYTHONIOENCODING="utf-8")
    said = ran.stderr.decode()
    assert ran.returncode == 1
    assert said.startswith(
        "Excel 沒有回應：可能有儲存格正在編輯，或有對話方塊開著。請先按 Enter 或 Esc 結束編輯"
    )
    assert "Traceback" not in said


def test_on_a_console_that_prints_no_chinese_the_sentence_is_still_there() -> None:
    kaohe("console")
    ran = process(code=_BUSY, PYTHONIOENCODING="ascii")
    assert ran.returncode == 1
    assert ran.stderr.startswith(b"Excel does not answer: a cell is being edited")
