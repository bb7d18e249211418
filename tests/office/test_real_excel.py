"""What only Excel itself can tell. Run with `-m excel` on a Windows PC that has it: see README.

Excel opens visibly, one for all the tests; leave keyboard and mouse alone while they run.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from macros import demo
from macros.merging import NamedFiles, Outputs, merge
from scoring.rubric_file import load_rubric
from tests.letters import SCORE
from tests.macros import forms
from tests.macros.terminal import kaohe, written
from tests.office.test_vba import put, thirteen
from workbook.console import plan
from workbook.intake.check import Terms
from workbook.layout import FORM_SHEET, item_key, layout_of
from workbook.summary import vba
from workbook.summary.columns import MAIN_FIRST_ROW, MAIN_SHEET

pytestmark = [
    pytest.mark.excel,
    pytest.mark.skipif(sys.platform != "win32", reason="needs Excel on Windows"),
]
ISSUE, MERGE, LIVE = "發出評分表", "合併成總表", "檢查目前活頁簿"


@pytest.fixture(scope="module")
def app() -> Iterator[Any]:
    import xlwings

    running = xlwings.App(visible=True, add_book=False)
    yield running
    running.display_alerts = False
    running.quit()


@pytest.fixture
def console(app: Any, tmp_path: Path) -> Iterator[Any]:
    """The console open in Excel, in a folder with blanks and Chinese in its name."""
    folder = tmp_path / "主 控 台"
    assert kaohe("console", folder).status == 0
    book = app.books.open(str(folder / "kaohe_console.xlsm"))
    yield book
    for other in list(app.books):
        other.api.Close(False)


def press(console: Any, task: str, **settings: object) -> tuple[str, str]:
    """Choose a task and press the button: its state and its sentence."""
    for name, value in {plan.TASK: task, **settings}.items():
        console.names[name].refers_to_range.value = str(value)
    console.activate()
    console.macro("SampleCall")()
    state, message = (console.names[name].refers_to_range.value for name in (plan.STATE, plan.MESSAGE))
    failure = console.names[plan.FAILURE].refers_to_range.value
    assert failure is None
    return str(state), str(message)


def folder_of(console: Any) -> Path:
    return Path(console.fullname).parent


def test_the_button_issues_the_forms_and_lists_them(console: Any) -> None:
    state, message = press(console, ISSUE)
    assert (state, message[:13]) == (plan.DONE, "已發出 13 份評分表，在")
    assert len(list((folder_of(console) / "outbox").iterdir())) == 13
    names = console.sheets[plan.STATUS].range("B2:B14").value
    assert (names[0], names[-1]) == ("臺北分署", "宜蘭分署")


def test_the_button_merges_and_links_each_file(console: Any, tmp_path: Path) -> None:
    list(demo.run(tmp_path / "demo", "zh-TW"))
    shutil.copytree(tmp_path / "demo" / demo.INBOX, folder_of(console) / "inbox")
    key = {plan.KEY_FILE.name: tmp_path / "demo" / demo.KEY}
    state, message = press(console, MERGE, **key)
    assert state == plan.DONE
    assert message.startswith("共 12 個檔案：通過 6、待更正 5、無法讀取 1")
    status = console.sheets[plan.STATUS]
    assert status.range("H2").value == "臺北分署_107.xlsx"
    assert status.range("H2").formula.startswith("=HYPERLINK(")
    heights = console.sheets[plan.FINDINGS].range("A2:A40").rows
    assert len({row.row_height for row in heights}) > 1  # long sentences have rows that show them


def test_a_protected_sheet_is_told_before_the_work(console: Any) -> None:
    console.sheets[plan.STATUS].api.Protect()
    state, message = press(console, ISSUE)
    assert state == plan.FAILED
    assert message.startswith("工作表「狀態」受保護，寫不進結果")


def test_the_live_check_sees_what_is_not_saved_and_leaves_it_so(app: Any, console: Any) -> None:
    path = written(folder_of(console) / "inbox" / "臺北分署_107.xlsx", forms.form())
    saved = path.read_bytes()
    layout = layout_of(forms.rubric())
    row = layout.by_key[item_key(layout.rubric.items[0].id, 1)].number
    form = app.books.open(str(path))
    cell = form.sheets[FORM_SHEET].range(f"{SCORE}{row}")
    cell.value = 99
    state, _ = press(console, LIVE)
    assert state == plan.DONE
    side = next(book for book in app.books if book.name.startswith("檢核_"))
    codes = side.sheets[plan.FINDINGS].range("H4").expand("down").value
    assert "score-out-of-range" in codes
    assert (cell.value, form.api.Saved, path.read_bytes()) == (99, False, saved)


def test_the_vba_module_comes_to_what_merge_comes_to(app: Any, tmp_path: Path) -> None:
    rubric = load_rubric("107")
    inbox, out = put(tmp_path / "in", thirteen(rubric)), tmp_path / "總表.xlsx"
    merge(NamedFiles([inbox], Terms(rubric=rubric)), Outputs(out))
    module = written(tmp_path / "Kaohe.bas", vba.module(rubric))
    host = app.books.add()
    try:
        host.api.VBProject.VBComponents.Import(str(module))
    except Exception as error:  # noqa: BLE001  COM says it in the system's language
        pytest.skip(f"allow access to the VBA project object model (信任中心 → 巨集設定): {error}")
    host.macro("KaoheMergeFolder")(str(inbox))
    page = app.books.active.sheets[MAIN_SHEET]
    theirs = page.used_range.options(ndim=2).value[MAIN_FIRST_ROW - 1 :]
    ours = openpyxl.load_workbook(out, data_only=True)[MAIN_SHEET]
    rows = [list(row) for row in ours.iter_rows(min_row=MAIN_FIRST_ROW, values_only=True)]
    assert [[value or None for value in row] for row in theirs] == [
        [value or None for value in row] for row in rows
    ]
    app.display_alerts = False
    for book in list(app.books):
        book.api.Close(False)
