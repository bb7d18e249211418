"""The Excel face, run through the test engine: what the button does, and what it says."""

import datetime
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from macros import demo, keys
from macros.cli.options import named_rubric
from scoring.rubric_file import bundled_rubric
from scoring.scorecard import Office
from tests.letters import SCORE
from tests.macros import forms
from tests.macros.campaign.campaigns import came, draft, text
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.desk import OnDesk, on_desk
from tests.macros.post.inbox import mails
from tests.macros.terminal import Json, contents, kaohe, written
from tests.macros.test_cancelling import After
from tests.workbook.forms import without_identity
from workbook.console import plan
from workbook.layout import FORM_SHEET, item_key, layout_of
from workbook.package import open_package

ISSUE, COLLECT, STATUS, RETURN = "發出評分表", "收取寄回的檔案", "看進度", "退回待更正的表"
EXTEND = "延後期限"
CHECK, MERGE, LIVE = "檢核寄回的評分表", "合併成總表", "檢查目前活頁簿"
ACCEPT, UNDO = "採用待確認的檔案", "取消採用"
STATES = {"accepted": "通過", "questioned": "待更正", "rejected": "無法讀取", "missing": "尚未寄回"}
SEVERITIES = {"error": "錯誤", "warning": "警告", "info": "提醒"}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OnDesk:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return on_desk(tmp_path / "desk")


@pytest.fixture(scope="session")
def demo_inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the thirteen offices of the demo send back; twelve files, one of them cut off."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    list(demo.run(folder, "zh-TW"))
    return folder / demo.INBOX


@pytest.fixture
def returned(desk: OnDesk, demo_inbox: Path) -> OnDesk:
    """The console beside the demo's inbox and its key."""
    shutil.copytree(demo_inbox, desk.folder / "inbox")
    desk.set(plan.KEY_FILE, demo_inbox.parent / demo.KEY)
    return desk


def text_of(formula: str | None) -> str | None:
    """What a link shows."""
    return formula.rpartition(',"')[2].removesuffix('")') if formula else None


def shown_statuses(desk: OnDesk) -> list[tuple[Any, ...]]:
    return [(*row[:5], text_of(row[7])) for row in desk.rows(plan.STATUS_TABLE)]


def shown_findings(desk: OnDesk) -> list[tuple[Any, ...]]:
    return [(*row[:5], text_of(row[5]), text_of(row[6]), row[7]) for row in desk.rows(plan.FINDINGS_TABLE)]


LINES = {line.id for line in bundled_rubric("107").header}
"""The lines above the table, which the sentence calls by their label."""


def said_findings(json: Json) -> list[tuple[Any, ...]]:
    """The findings as the command line prints them, errors first, in the console's columns."""
    found: list[tuple[Any, str, str | None]] = [
        (f, file["office"]["name"], Path(file["path"]).name)
        for file in json["files"]
        for f in file["findings"]
    ]
    found += [(f, f["office"], None) for f in json.get("findings", ())]
    return [
        (
            SEVERITIES[f["severity"]],
            office,
            None if f["id"] in LINES else f["id"] or None,
            f["message"],
            f["remedy"],
            file,
            (f["cell"] or None) if file else None,
            f["code"],
        )
        for f, office, file in sorted(found, key=lambda each: list(SEVERITIES).index(each[0]["severity"]))
    ]


# ── the cycle, as on the command line ───────────────────────────────────────────────────────────


def test_issue_writes_the_thirteen_forms_and_lists_them(desk: OnDesk) -> None:
    said = desk.run(ISSUE)
    assert (desk.state, said) == (plan.DONE, f"已發出 13 份評分表，在 {desk.folder / 'outbox'}")
    names = sorted(contents(desk.folder / "outbox"))
    assert len(names) == 13
    rows = desk.rows(plan.STATUS_TABLE)
    assert [row[:3] for row in rows][:2] == [("B01", "臺北分署", "已發出"), ("B02", "新北分署", "已發出")]
    assert sorted(text_of(row[7]) or "" for row in rows) == names
    assert kaohe("check", desk.folder / "outbox").said.count("[待更正]") == 13


def test_check_shows_what_the_command_line_prints(returned: OnDesk) -> None:
    said = returned.run(CHECK)
    ran = kaohe(
        *("check", returned.folder / "inbox", "--json", "--rubric", "107"),
        *("--key-file", Path(str(returned.book.names[plan.KEY_FILE.name].refers_to_range.value))),
    )
    assert said == "共 12 個檔案：通過 6、待更正 5、無法讀取 1"
    assert shown_statuses(returned) == [
        (
            file["office"]["code"],
            file["office"]["name"],
            STATES[file["state"]],
            file["totals"][""]["recomputed"] if file["totals"] else None,
            None,
            Path(file["path"]).name,
        )
        for file in ran.json["files"]
    ]
    assert shown_findings(returned) == said_findings(ran.json)


def test_merge_shows_what_the_command_line_prints_and_writes_the_same_workbook(returned: OnDesk) -> None:
    key = Path(str(returned.book.names[plan.KEY_FILE.name].refers_to_range.value))
    assert returned.run(MERGE).startswith("共 12 個檔案：通過 6、待更正 5、無法讀取 1。總表：")
    ran = kaohe(
        *("merge", returned.folder / "inbox", "--out", "said.xlsx", "--offices", "bundled", "--json"),
        *("--rubric", "107", "--key-file", key),
    )
    assert shown_statuses(returned) == [
        (
            office["code"],
            office["name"],
            STATES[office["state"]],
            office["total"],
            office["rank"],
            Path(office["path"]).name if office["path"] else None,
        )
        for office in ran.json["offices"]
    ]
    assert shown_findings(returned) == said_findings(ran.json)
    assert cells_of(returned.folder / "總表.xlsx") == cells_of(Path("said.xlsx"))


def cells_of(path: Path) -> list[list[tuple[Any, ...]]]:
    """Every sheet's cells, formulas as formulas, without the moment of reading."""
    book = openpyxl.load_workbook(path)
    rows = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    now = f"{datetime.date.today():%Y-%m-%d}"
    return [
        [tuple(None if isinstance(v, str) and now in v else v for v in row) for row in sheet]
        for sheet in rows
    ]


def test_collect_takes_in_what_is_new_and_lists_what_it_passed_over(desk: OnDesk) -> None:
    archive = desk.folder / "inbox" / "第一批.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("臺北分署_107.xlsx", forms.form())
        packed.writestr("現場.jpg", b"\xff\xd8\xff\xe0 a picture")
    said = desk.run(COLLECT)
    assert (desk.state, said) == (
        plan.DONE,
        "新收 1 份活頁簿，略過 1 個檔案，重複 0 件；信箱裡的信請以 kaohe collect 收取",
    )
    [row] = desk.rows(plan.STATUS_TABLE)
    assert row[:2] == ("B01", "臺北分署")
    assert str(desk.folder / "inbox" / "workbooks") in str(row[7])
    [passed] = desk.rows(plan.FINDINGS_TABLE)
    assert str(passed[3]).startswith("略過 現場.jpg（第一批.zip）：圖片")
    assert text_of(passed[5]) == "第一批.zip"
    assert desk.run(COLLECT).startswith("新收 0 份活頁簿")
    assert desk.run(CHECK).startswith("共 1 個檔案")


def test_collect_that_is_cancelled_keeps_what_it_has(desk: OnDesk) -> None:
    for number in range(3):
        name = desk.folder / "inbox" / f"{number}.xlsx"
        written(name, forms.form(Office(f"C{number}", f"第 {number} 分署")))
    assert desk.run(COLLECT, After(2)).startswith("已取消；已收的 2 份都存好了")
    assert desk.run(COLLECT).startswith("新收 1 份活頁簿")


def filled(folder: Path) -> None:
    """臺北's own form comes back with one score."""
    answers = written(folder.parent / "answers.yaml", {"items": {"1.1.1": {"score": 27}}})
    name = "臺北分署_107.xlsx"
    assert kaohe("fill", folder / "outbox" / name, answers, "--out", folder / "inbox" / name).status == 0


def test_status_in_a_campaigns_folder_tells_who_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "107"
    assert kaohe("init", "107", folder, "--deadline", "107年7月31日").status == 0
    desk = on_desk(folder)
    assert desk.run(ISSUE) == f"已發出 13 份評分表，在 {folder / 'outbox'}"
    filled(folder)
    said = desk.run(STATUS)
    assert said.startswith("共 13 個機關：尚未寄回 12、待更正 1、無法讀取 0、通過 0。期限 107年7月31日，逾期")
    assert [row[2] for row in desk.rows(plan.STATUS_TABLE)] == ["待更正"] + ["逾期未寄回"] * 12
    codes = {row[7] for row in desk.rows(plan.FINDINGS_TABLE)}
    assert "score-missing" in codes
    assert "signature-invalid" not in codes  # issued with the campaign's own key
    desk.set(plan.DEADLINE, "199年12月31日")
    desk.run(STATUS)
    assert {row[2] for row in desk.rows(plan.STATUS_TABLE)} == {"待更正", "尚未寄回"}


def test_in_a_campaigns_folder_what_lies_in_mails_is_checked_and_merged_as_on_the_command_line(
    tmp_path: Path,
) -> None:
    """The form that was mailed later is the one that counts, though it was stored first."""
    campaign = made_campaign(tmp_path / "107")
    desk = on_desk(campaign.root)
    came(campaign, "b.xlsx", forms.form(forms.TAIPEI), 2)
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI, forms.card({"1.1.1": 31})), 1)
    mail = mails.mail({"c.xlsx": forms.form(forms.XINBEI)})
    written(campaign.inbox / "new.eml", mail)
    assert desk.run(CHECK) == "共 3 個檔案：通過 2、待更正 1、無法讀取 0"
    assert desk.run(MERGE).startswith("共 3 個檔案：")
    assert [row[:3] for row in desk.rows(plan.STATUS_TABLE)] == [
        ("B01", "臺北分署", "通過"),
        ("B02", "新北分署", "通過"),
        ("B03", "士林分署", "尚未寄回"),
    ]
    assert desk.run(MERGE).startswith(f"{campaign.summary / '總表.xlsx'} 已經存在")


def test_what_is_to_be_corrected_goes_back_once_as_drafts(tmp_path: Path) -> None:
    folder = tmp_path / "107"
    roster = written(tmp_path / "名冊.csv", "代碼,機關名稱,電子郵件\nB01,臺北分署,taipei@example.gov.tw\n")
    sender = ("--sender-name", "署本部", "--sender-email", "hq@example.gov.tw")
    assert kaohe("init", "107", folder, "--offices", roster, *sender).status == 0
    desk = on_desk(folder)
    desk.run(ISSUE)
    filled(folder)
    said = desk.run(RETURN)
    assert desk.state == plan.DONE
    assert said.startswith("新退回 1 份，先前已退回 0 份，無法製作 0 份，請人查看 0 份。")
    [row] = desk.rows(plan.STATUS_TABLE)
    assert row[:3] == ("B01", "臺北分署", "草稿")
    assert text_of(row[7]) == "臺北分署_107_待更正1.eml"
    assert (folder / "returned" / "臺北分署_107_待更正1.eml").is_file()
    assert "score-missing" in {row[7] for row in desk.rows(plan.FINDINGS_TABLE)}
    assert desk.run(RETURN).startswith("新退回 0 份，先前已退回 1 份")


def test_returning_asks_the_offices_that_are_set_for_more_with_a_note_and_a_day(tmp_path: Path) -> None:
    campaign = made_campaign(tmp_path / "107")
    for office in (forms.TAIPEI, forms.XINBEI):
        written(campaign.inbox / f"{office.code}.xlsx", forms.form(office))
    desk = on_desk(campaign.root)
    desk.set(plan.OFFICES, "新北分署、B03")
    desk.set(plan.NOTE, "請補 1.2 的佐證")
    desk.set(plan.DAY, next_year := f"{datetime.date.today().year + 1}/1/5")
    said = desk.run(RETURN)
    assert said.startswith("新退回 1 份，")
    assert "只給 新北分署、B03；補正期限 " in said
    assert "附言「請補 1.2 的佐證」；不再使用時請清空這幾格" in said
    assert [row[:2] for row in desk.rows(plan.STATUS_TABLE)] == [("B02", "新北分署"), ("B03", "士林分署")]
    [path] = campaign.returned.glob("*.eml")
    letter = text(draft(path))
    assert "請補 1.2 的佐證" in letter
    assert f"{int(next_year[:4]) - 1911}年1月5日" in letter


def test_a_deadline_is_moved_with_letters_to_whom_it_concerns(tmp_path: Path) -> None:
    campaign = made_campaign(tmp_path / "107")
    desk = on_desk(campaign.root)
    assert desk.run(EXTEND).startswith("請在「補正或新的期限」填新的期限")
    desk.set(plan.DAY, f"{datetime.date.today().year + 1}/1/5")
    desk.set(plan.DEADLINE, f"{datetime.date.today():%Y/%m/%d}")
    desk.set(plan.OFFICES, "臺北分署")
    said = desk.run(EXTEND)
    assert (desk.state, said[:4]) == (plan.DONE, "期限延到")
    assert "寫好 1 封信的草稿" in said
    assert [row[:3] for row in desk.rows(plan.STATUS_TABLE)] == [("B01", "臺北分署", "草稿")]
    assert len(list((campaign.outbox / "extend").rglob("*.eml"))) == 1
    desk.set(plan.OFFICES, "台東分署")
    assert desk.run(EXTEND).startswith("名冊沒有「台東分署」")


def test_returning_that_is_cancelled_says_so_and_goes_on_where_it_was(tmp_path: Path) -> None:
    campaign = made_campaign(tmp_path / "107")
    for office in (forms.TAIPEI, forms.XINBEI):
        written(campaign.inbox / f"{office.code}.xlsx", forms.form(office, forms.card({"1.1.1": 31})))
    desk = on_desk(campaign.root)
    never = After(1_000)
    desk.run(STATUS, never)
    while_checking = 1_000 - never.left
    said = desk.run(RETURN, After(while_checking + 1))
    assert said.startswith("已取消，做好的都留著，下次從這裡接著做。新退回 1 份")
    assert desk.run(RETURN).startswith("新退回 1 份，先前已退回 1 份")


def test_what_headquarters_sent_is_passed_over_as_on_the_command_line(tmp_path: Path) -> None:
    campaign = made_campaign(tmp_path / "107")
    desk = on_desk(campaign.root)
    desk.run(ISSUE)
    written(campaign.inbox / "own.xlsx", (campaign.outbox / "臺北分署_107.xlsx").read_bytes())
    written(campaign.inbox / "b.xlsx", forms.form(forms.XINBEI))
    assert desk.run(COLLECT).startswith("新收 1 份活頁簿，略過 1 個檔案")
    assert [row[1] for row in desk.rows(plan.STATUS_TABLE)] == ["新北分署"]
    assert [row[7] for row in desk.rows(plan.FINDINGS_TABLE)] == ["as-issued"]


def test_what_nothing_proves_is_listed_taken_and_taken_back(tmp_path: Path) -> None:
    campaign = made_campaign(tmp_path / "107")
    came(campaign, "a.xlsx", without_identity(forms.form(forms.TAIPEI)), 1)
    written(campaign.inbox / "note.txt", "hello")
    desk = on_desk(campaign.root)
    for task in (STATUS, CHECK):
        desk.run(task)
        states = {row[1]: row[2:4] for row in desk.rows(plan.STATUS_TABLE)}
        assert states["臺北分署"] == ("待確認", None)
        said = [row[3] for row in desk.rows(plan.FINDINGS_TABLE)]
        assert any("沒有識別資料，簽章無從驗證" in each for each in said)
        assert "略過 note.txt（note.txt）：不是活頁簿" in said
    assert desk.run(ACCEPT).startswith("請在「待確認的檔案」填檔案")
    file = text_of(next(row[7] for row in desk.rows(plan.STATUS_TABLE) if row[1] == "臺北分署"))
    desk.set(plan.ACCEPT, file)
    assert "採用的原因" in desk.run(ACCEPT)
    desk.set(plan.REASON, "電話確認")
    assert desk.run(ACCEPT).startswith("已採用「臺北分署」的 inbox/workbooks/a_")
    desk.run(STATUS)
    assert ("臺北分署", "通過") in [row[1:3] for row in desk.rows(plan.STATUS_TABLE)]
    assert desk.run(UNDO).startswith("已取消採用 inbox/workbooks/a_")
    desk.run(STATUS)
    assert ("臺北分署", "待確認") in [row[1:3] for row in desk.rows(plan.STATUS_TABLE)]


def test_a_console_of_an_earlier_version_works_without_the_cells_that_it_lacks(tmp_path: Path) -> None:
    campaign = made_campaign(tmp_path / "107")
    desk = on_desk(campaign.root)
    for setting in plan.ADDED:
        del desk.book.impl.content.defined_names[setting.name]
    desk.run(STATUS)
    assert desk.state == plan.DONE
    assert "重新產生主控台" in desk.run(ACCEPT)


def test_status_without_a_campaign_says_how_to_come_to_one(desk: OnDesk) -> None:
    said = desk.run(STATUS)
    assert desk.state == plan.FAILED
    assert said.startswith(f"{desk.folder} 不是考核資料夾：請以 kaohe init 建立")


@pytest.mark.judge
def test_the_whole_cycle_from_the_thirteen_forms_on(desk: OnDesk) -> None:
    desk.run(ISSUE)
    rubric = named_rubric("107")
    assert rubric is not None
    for form in sorted((desk.folder / "outbox").iterdir()):
        answers = {
            "header": {"date": "107年7月5日", "examiners": "為民服務小組"},
            "items": {
                item.id: {
                    "score": int(item.bands[0].high if item.bands else item.maximum),
                    "ticked": [1] if item.bands else [],
                    "notes": ["佐證如附件。"],
                }
                for item in rubric.items
            },
        }
        out = desk.folder / "inbox" / form.name
        assert kaohe("fill", form, written(Path("answers.yaml"), answers), "--out", out).status == 0
    assert desk.run(CHECK) == "共 13 個檔案：通過 13、待更正 0、無法讀取 0"
    desk.run(MERGE)
    assert desk.state == plan.DONE
    assert {(row[2], row[3], row[4]) for row in desk.rows(plan.STATUS_TABLE)} == {("通過", 1000, 1)}
    assert {row[0] for row in desk.rows(plan.FINDINGS_TABLE)} == {"提醒"}


def test_a_shorter_result_leaves_nothing_of_a_longer_one(returned: OnDesk) -> None:
    returned.run(MERGE)
    before = len(returned.rows(plan.FINDINGS_TABLE))
    for path in sorted((returned.folder / "inbox").iterdir())[1:]:
        path.unlink()
    returned.run(CHECK)
    assert len(returned.rows(plan.STATUS_TABLE)) == 1
    assert len(returned.rows(plan.FINDINGS_TABLE)) < before


def test_files_and_cells_are_linked(returned: OnDesk) -> None:
    returned.run(CHECK)
    links = [row[6] for row in returned.rows(plan.FINDINGS_TABLE) if row[6]]
    inbox = returned.folder / "inbox"
    assert links
    assert all(link.startswith(f'=HYPERLINK("[{inbox}/') for link in links)
    assert all(f"]'{FORM_SHEET}'!" in link for link in links)
    assert returned.rows(plan.STATUS_TABLE)[0][7].startswith(f'=HYPERLINK("{inbox}/')


def test_progress_stands_in_the_status_bar_and_is_gone_at_the_end(desk: OnDesk) -> None:
    desk.run(ISSUE)
    assert desk.app.shown[0] == "考核：1／13（按住 Esc 取消）"
    assert desk.app.shown[-2:] == ["考核：13／13（按住 Esc 取消）", False]


@pytest.mark.parametrize("task", [ISSUE, CHECK, MERGE])
def test_a_cancelled_task_says_so_and_writes_no_file(task: str, returned: OnDesk) -> None:
    before = contents(returned.folder)
    said = returned.run(task, After(2))
    assert (returned.state, said) == (
        plan.FAILED,
        "已取消，沒有寫出要的檔案",
    )
    assert returned.app.status_bar is False
    assert contents(returned.folder) == before


# ── settings ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("deadline", "state"),
    [("", "尚未寄回"), ("107年7月31日", "逾期未寄回"), ("199年12月31日", "尚未寄回")],
)
def test_who_has_not_sent_is_overdue_after_the_deadline(deadline: str, state: str, returned: OnDesk) -> None:
    returned.set(plan.DEADLINE, deadline)
    returned.run(MERGE)
    assert [row[2] for row in returned.rows(plan.STATUS_TABLE) if row[1] == "宜蘭分署"] == [state]


def test_folders_may_lie_elsewhere_and_the_roster_be_changed(desk: OnDesk, tmp_path: Path) -> None:
    desk.set(plan.OUTBOX, tmp_path / "elsewhere")
    roster = desk.sheet(plan.ROSTER)
    roster.delete_rows(3, 20)
    roster["A2"], roster["B2"] = 13.0, "新設分署"
    roster.tables[plan.ROSTER_TABLE].ref = "A1:D3"
    desk.run(ISSUE)
    assert set(contents(tmp_path / "elsewhere")) == {"新設分署_107.xlsx"}
    assert desk.rows(plan.STATUS_TABLE)[0][:2] == ("13", "新設分署")


def test_what_an_office_calls_itself_never_becomes_a_formula(desk: OnDesk) -> None:
    roster = desk.sheet(plan.ROSTER)
    for row, name in enumerate(("=1+1", "+886", "007", "7/5"), start=2):
        for column, value in ((1, f"={row}"), (2, name)):
            cell = roster.cell(row, column)
            cell.value, cell.data_type = value, "s"
    roster.tables[plan.ROSTER_TABLE].ref = "A1:D5"
    desk.run(ISSUE)
    shown = [cell for row in desk.sheet(plan.STATUS)["A2:B5"] for cell in row]
    assert [cell.value for cell in shown] == ["=2", "=1+1", "=3", "+886", "=4", "007", "=5", "7/5"]
    assert {cell.data_type for cell in shown} == {"s"}


def test_the_password_comes_from_its_file_and_stands_in_no_sheet(desk: OnDesk) -> None:
    desk.set(plan.PASSWORD_FILE, written(desk.folder / "密碼.txt", "機密-107\n"))
    desk.run(ISSUE)
    form = openpyxl.load_workbook(desk.folder / "outbox" / "臺北分署_107.xlsx")[FORM_SHEET]
    assert form.protection.hashValue
    cells = [c.value for sheet in desk.book.impl.content for row in sheet.iter_rows() for c in row]
    assert not [value for value in cells if isinstance(value, str) and "機密" in value]


def test_the_signing_key_is_that_of_the_setting(desk: OnDesk) -> None:
    key = written(desk.folder / "signing.key", "11" * 32)
    desk.set(plan.KEY_FILE, "signing.key")
    desk.run(ISSUE)
    ran = kaohe("check", "--json", "--key-file", key, desk.folder / "outbox")
    codes = {finding["code"] for file in ran.json["files"] for finding in file["findings"]}
    assert "signature-invalid" not in codes
    assert keys.issuing_key(key) != forms.KEY


@pytest.mark.parametrize("typed", ["寄 出 (107)/第 一 批", "../外 面/outbox", '"{folder}/引號裡"'])
def test_a_folder_may_have_blanks_and_chinese_lie_above_or_be_copied_with_quotes(
    typed: str, desk: OnDesk
) -> None:
    desk.set(plan.OUTBOX, typed.format(folder=desk.folder))
    desk.run(ISSUE)
    assert desk.state == plan.DONE
    where = desk.folder / typed.format(folder=desk.folder).strip('"')
    assert len(list(where.iterdir())) == 13


def test_a_rubric_file_beside_the_console_may_be_named(desk: OnDesk) -> None:
    written(desk.folder / "今 年.yaml", forms.rubric_file(id="108"))
    desk.set(plan.RUBRIC, "今 年.yaml")
    desk.run(ISSUE)
    assert "臺北分署_108.xlsx" in contents(desk.folder / "outbox")


def test_rows_left_blank_in_the_roster_are_passed_over(desk: OnDesk) -> None:
    roster = desk.sheet(plan.ROSTER)
    for cell in (*roster[4], *roster[9]):
        cell.value = None
    roster["B9"] = "   "
    roster.tables[plan.ROSTER_TABLE].ref = "A1:D40"
    assert desk.run(ISSUE).startswith("已發出 11 份評分表")


def test_a_date_that_excel_made_of_what_was_typed_is_understood(returned: OnDesk) -> None:
    cell = returned.cell(plan.DEADLINE.name)
    cell.value, cell.number_format = datetime.datetime(2018, 7, 31), "yyyy/m/d"
    returned.run(MERGE)
    assert "逾期未寄回" in {row[2] for row in returned.rows(plan.STATUS_TABLE)}


def test_the_status_bar_is_told_a_hundred_times_at_most_however_many_files(desk: OnDesk) -> None:
    roster = desk.sheet(plan.ROSTER)
    for number in range(1, 301):
        roster.cell(number + 1, 1).value, roster.cell(number + 1, 2).value = f"C{number}", f"第 {number} 分署"
    roster.tables[plan.ROSTER_TABLE].ref = "A1:D301"
    desk.run(ISSUE)
    told = [text for text in desk.app.shown if text]
    assert len(told) == 100
    assert told[-1] == "考核：300／300（按住 Esc 取消）"


# ── folders that are synced with the web ────────────────────────────────────────────────────────

ON_THE_WEB = "https://example-my.sharepoint.com/personal/staff/Documents"


def test_a_console_in_a_folder_that_is_synced_works_as_in_any_other(
    desk: OnDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(desk.folder.parent))
    desk.book.impl.api.FullName = f"{ON_THE_WEB}/{desk.folder.name}/kaohe_console.xlsm"
    assert desk.run(ISSUE) == f"已發出 13 份評分表，在 {desk.folder / 'outbox'}"


@pytest.mark.parametrize("address", [f"{ON_THE_WEB}/nowhere.xlsm", "https://example.tw/kaohe_console.xlsm"])
def test_a_console_on_the_web_alone_says_where_to_put_it(
    address: str, desk: OnDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(desk.folder.parent))
    desk.book.impl.api.FullName = address
    said = desk.run(ISSUE)
    assert desk.state == plan.FAILED
    assert said.startswith("找不到主控台所在的資料夾：請把它存在電腦或網路磁碟機的資料夾裡")


# ── the live check ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def form(desk: OnDesk) -> Path:
    return written(desk.folder / "inbox" / "臺北分署_107.xlsx", forms.form())


def side_rows(desk: OnDesk) -> list[tuple[Any, ...]]:
    """The findings in the workbook that was opened last."""
    sheet = desk.app.books.opened[-1].content[plan.FINDINGS]
    return list(sheet.iter_rows(min_row=4, values_only=True))


def test_the_live_check_sees_what_is_typed_but_not_saved(desk: OnDesk, form: Path) -> None:
    content = desk.open(form)
    saved = form.read_bytes()
    cell = _score_cell()
    content[FORM_SHEET][cell] = 99
    said = desk.run(LIVE)
    assert desk.state == plan.DONE
    assert said.startswith("已檢核目前開著的「臺北分署_107.xlsx」（含尚未存檔的內容）")
    rows = {row[7]: row for row in side_rows(desk)}
    assert "score-out-of-range" in rows
    assert rows["score-out-of-range"][6] == f'=HYPERLINK("[{form}]\'{FORM_SHEET}\'!{cell}","{cell}")'
    assert form.read_bytes() == saved
    assert content[FORM_SHEET][cell].value == 99


def test_the_live_check_changes_nothing_in_the_form(desk: OnDesk, form: Path) -> None:
    content = desk.open(form)
    before = [[c.value for c in row] for sheet in content for row in sheet.iter_rows()]
    desk.run(LIVE)
    assert [[c.value for c in row] for sheet in content for row in sheet.iter_rows()] == before
    assert set(contents(desk.folder)) == {"kaohe_console.xlsm", "kaohe_console.py", "inbox/臺北分署_107.xlsx"}


def test_the_live_check_can_be_run_again_and_again(desk: OnDesk, form: Path) -> None:
    desk.open(form)
    for _ in range(2):
        desk.run(LIVE)
        assert desk.state == plan.DONE
    assert len(desk.app.books.opened) == 4
    assert len(list(Path(tempfile.gettempdir()).glob("*/檢核_*.xlsx"))) == 1  # none is left behind for ever


def test_of_several_forms_the_one_named_is_checked(desk: OnDesk, form: Path) -> None:
    desk.open(form)
    desk.open(written(desk.folder / "inbox" / "新北分署_107.xlsx", forms.form(forms.XINBEI)))
    said = desk.run(LIVE)
    assert desk.state == plan.FAILED
    assert said.startswith("請在「要檢查的活頁簿」填要檢查的那一份的檔名。")
    assert "「臺北分署_107.xlsx」「新北分署_107.xlsx」" in said
    desk.set(plan.BOOK, "新北分署_107.XLSX")
    assert desk.run(LIVE).startswith("已檢核目前開著的「新北分署_107.xlsx」")


def test_a_form_that_lies_on_the_web_is_checked_and_linked_by_its_address(desk: OnDesk, form: Path) -> None:
    content = desk.open(form)
    desk.app.books.opened[-1].api.FullName = address = f"{ON_THE_WEB}/臺北分署_107.xlsx"
    content[FORM_SHEET][_score_cell()] = 99
    assert desk.run(LIVE).startswith("已檢核目前開著的「臺北分署_107.xlsx」")
    links = {row[7]: row[6] for row in side_rows(desk)}
    assert links["score-out-of-range"].startswith(f"=HYPERLINK(\"[{address}]'{FORM_SHEET}'!")


def test_a_form_that_was_never_saved_is_checked_too(desk: OnDesk, form: Path) -> None:
    desk.open(form)
    desk.app.books.opened[-1].api.FullName = "活頁簿1"
    assert desk.run(LIVE).startswith("已檢核目前開著的「活頁簿1」")


def test_without_an_open_form_it_says_how_to_open_one(desk: OnDesk) -> None:
    desk.open(written(desk.folder / "other.xlsx", forms.plain_workbook()))
    said = desk.run(LIVE)
    assert desk.state == plan.FAILED
    assert "沒有開著的評分表" in said
    assert "啟用編輯" in said
    assert "「other.xlsx」" in said


def _score_cell() -> str:
    layout = layout_of(forms.rubric())
    return f"{SCORE}{layout.by_key[item_key(layout.rubric.items[0].id, 1)].number}"


# ── what goes wrong ─────────────────────────────────────────────────────────────────────────────


def test_an_existing_form_is_not_replaced_unless_the_setting_says_so(desk: OnDesk) -> None:
    written(desk.folder / "outbox" / "臺北分署_107.xlsx", "theirs")
    said = desk.run(ISSUE)
    assert desk.state == plan.FAILED
    assert said.startswith(f"{desk.folder / 'outbox' / '臺北分署_107.xlsx'} 已經存在，沒有寫任何檔案")
    assert "請把「取代已有的檔案」改為「是」" in said
    assert "--force" not in said
    assert contents(desk.folder / "outbox") == {"臺北分署_107.xlsx": b"theirs"}
    desk.set(plan.REPLACE, plan.YES)
    desk.run(ISSUE)
    assert desk.state == plan.DONE
    assert len(contents(desk.folder / "outbox")) == 13


@pytest.mark.parametrize("table", plan.TABLES, ids=lambda table: table.sheet)
def test_a_protected_sheet_for_results_is_told_before_the_work(table: plan.Table, desk: OnDesk) -> None:
    desk.sheet(table.sheet).protection.sheet = True
    said = desk.run(ISSUE)
    assert desk.state == plan.FAILED
    assert said.startswith(f"工作表「{table.sheet}」受保護，寫不進結果；請按「校閱」→「取消保護工作表」")
    assert not (desk.folder / "outbox").exists()


def test_a_protected_console_is_told_where_excel_shows_it(
    desk: OnDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    from macros import excel

    desk.sheet(plan.MAIN).protection.sheet = True
    desk.book.set_mock_caller()
    with pytest.raises(SystemExit) as ended:
        excel.main()
    assert "工作表「主控台」受保護，寫不進結果；請按「校閱」→「取消保護工作表」" in str(ended.value)


def test_an_output_open_in_excel_is_told_before_the_work(returned: OnDesk) -> None:
    returned.run(MERGE)
    before = (returned.folder / "總表.xlsx").read_bytes()
    returned.open(returned.folder / "總表.xlsx")
    returned.set(plan.REPLACE, plan.YES)
    said = returned.run(MERGE)
    assert said.startswith("「總表.xlsx」正開在 Excel 裡，無法取代；請先關閉它，再按「執行」")
    assert (returned.folder / "總表.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("setting", "value", "task"),
    [(plan.SUMMARY, "總表.xlsx", MERGE), (plan.OUTBOX, "/proc/nowhere/outbox", ISSUE)],
    ids=["what stands there cannot be replaced", "no such drive"],
)
def test_what_the_system_lets_nobody_write_is_told_with_what_to_look_at(
    setting: plan.Setting, value: str, task: str, returned: OnDesk
) -> None:
    (returned.folder / "總表.xlsx").mkdir()  # as a file that is open on another PC: it cannot be replaced
    returned.set(setting, value)
    returned.set(plan.REPLACE, plan.YES)
    said = returned.run(task)
    assert returned.state == plan.FAILED
    assert said.startswith(f"無法寫入 {returned.folder / value}")
    assert "請確認資料夾可寫入、磁碟有空間、檔案未被開啟" in said


def test_a_form_to_be_replaced_that_is_open_is_told_before_the_work(desk: OnDesk) -> None:
    desk.run(ISSUE)
    before = contents(desk.folder / "outbox")
    desk.open(desk.folder / "outbox" / "臺北分署_107.xlsx")
    desk.set(plan.REPLACE, plan.YES)
    assert desk.run(ISSUE).startswith("「臺北分署_107.xlsx」正開在 Excel 裡")
    assert contents(desk.folder / "outbox") == before


def test_a_console_that_somebody_else_has_open_works_and_says_what_is_not_kept(desk: OnDesk) -> None:
    desk.book.api.ReadOnly = True
    said = desk.run(ISSUE)
    assert desk.state == plan.DONE
    assert "這份主控台是唯讀的，可能別人正開著" in said
    assert "請另存新檔" in said


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        (plan.OUTBOX, "", "「主控台」的「發出資料夾」沒有填"),
        (plan.RUBRIC, "", "「主控台」的「評分表」沒有填"),
        (plan.RUBRIC, "999", "999：無法讀取評分表定義檔：找不到檔案；內建的評分表有 107"),
        (plan.RUBRIC, "nowhere.yaml", "nowhere.yaml：無法讀取評分表定義檔：找不到檔案"),
        (plan.RUBRIC, "kaohe_console.py", "kaohe_console.py：無法讀取評分表定義檔"),
        (plan.DEADLINE, "下週", "「繳交期限」寫的「下週」不是日期；請寫成 107年7月31日 或 2018/7/31"),
        (plan.PASSWORD_FILE, "nowhere.txt", "無法讀取密碼檔"),
        (plan.DAY, "下週", "「補正或新的期限」寫的「下週」不是日期"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    setting: plan.Setting, value: str, says: str, desk: OnDesk
) -> None:
    desk.set(setting, value)
    said = desk.run(ISSUE)
    assert desk.state == plan.FAILED
    assert says in said


@pytest.mark.parametrize(
    ("setting", "value", "task", "says"),
    [
        (plan.INBOX, "nowhere", CHECK, "請核對路徑"),
        (plan.KEY_FILE, "nowhere.key", MERGE, "找不到簽章金鑰檔"),
        (plan.BOOK, "nowhere.xlsx", LIVE, "請在「要檢查的活頁簿」填要檢查的那一份的檔名"),
        (plan.BOOK, "", "喝茶", "請在「工作」選一項：發出評分表、收取寄回的檔案"),
    ],
)
def test_a_task_that_cannot_run_says_why(
    setting: plan.Setting, value: str, task: str, says: str, desk: OnDesk
) -> None:
    desk.set(setting, value)
    (desk.folder / "inbox").mkdir()
    said = desk.run(task)
    assert desk.state == plan.FAILED
    assert says in said


@pytest.mark.parametrize("task", [ISSUE, MERGE])
def test_a_roster_without_an_office_says_so(task: str, desk: OnDesk) -> None:
    roster = desk.sheet(plan.ROSTER)
    roster.delete_rows(2, 20)
    roster.tables[plan.ROSTER_TABLE].ref = "A1:D2"
    said = desk.run(task)
    assert (desk.state, said[:11]) == (plan.FAILED, "名冊：名冊沒有機關，請")
    assert set(contents(desk.folder)) == {"kaohe_console.xlsm", "kaohe_console.py"}


def test_a_roster_that_cannot_be_used_is_told_by_its_row(desk: OnDesk) -> None:
    desk.sheet(plan.ROSTER)["B5"] = None
    assert desk.run(ISSUE).startswith("名冊 第 5 列：沒有填「機關名稱」")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda desk: desk.book.impl.content.remove(desk.sheet(plan.ROSTER)), "工作表「名冊」"),
        (lambda desk: desk.sheet(plan.ROSTER).tables.clear(), "工作表「名冊」的表格"),
        (lambda desk: desk.book.impl.content.defined_names.pop("kaohe_outbox"), "名稱 kaohe_outbox"),
    ],
    ids=["sheet", "table", "name"],
)
def test_a_console_that_was_taken_apart_says_what_is_missing(spoil: Any, says: str, desk: OnDesk) -> None:
    spoil(desk)
    said = desk.run(ISSUE)
    assert said.startswith(f"主控台缺少{says}，可能被刪除或改名")
    assert "kaohe console" in said


def test_an_error_that_nobody_thought_of_is_a_sentence_too(desk: OnDesk) -> None:
    del desk.book.impl.api.ReadOnly
    desk.sheet(plan.STATUS).protection.sheet = False
    with pytest.raises(Exception, match="主控台寫不進去") as told:
        desk.run(ISSUE)
    assert "已發出 13 份評分表" in str(told.value)


def test_a_package_that_was_opened_is_the_one_on_disk(desk: OnDesk) -> None:
    assert "xl/vbaProject.bin" in open_package((desk.folder / "kaohe_console.xlsm").read_bytes())
