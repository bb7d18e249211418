"""Inside a campaign's folder, commands need no arguments; outside, they say what to give."""

import datetime
import email
import email.policy
from pathlib import Path

import openpyxl
import pytest

from macros.campaign.folder import Campaign
from scoring.roster import Entry
from tests.macros import forms
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import card, saved_at
from tests.macros.post.inbox import mails
from tests.macros.terminal import kaohe, written

OFFICES = (forms.TAIPEI, forms.XINBEI)


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    made = made_campaign(tmp_path / "107", *map(Entry, OFFICES))
    monkeypatch.chdir(made.root)
    return made


def test_issue_puts_a_form_an_office_into_the_outbox(campaign: Campaign) -> None:
    assert kaohe("issue").status == 0
    assert {path.name for path in campaign.outbox.iterdir()} == {"臺北分署_107.xlsx", "新北分署_107.xlsx"}
    issued = campaign.outbox / "臺北分署_107.xlsx"
    answers = written(Path("answers.yaml"), {"items": {"1.1.1": {"score": 27}}})
    assert kaohe("fill", issued, answers, "--out", campaign.inbox / "a.xlsx").status == 0
    codes = {finding["code"] for finding in kaohe("check", "--json").json["files"][0]["findings"]}
    assert "score-missing" in codes
    assert not codes & {"signature-invalid", "signature-unverified"}


def test_issue_makes_no_other_key_where_the_campaigns_is_gone(campaign: Campaign) -> None:
    campaign.key_file.unlink()
    ran = kaohe("issue")
    assert (ran.status, list(campaign.outbox.iterdir())) == (2, [])
    assert "請從備份放回" in ran.err


def test_collect_and_check_take_what_lies_in_the_inbox(campaign: Campaign) -> None:
    written(campaign.inbox / "1.eml", mails.mail({"a.xlsx": forms.form(forms.XINBEI, card({"1.1.1": 31}))}))
    assert "新收 1 份活頁簿" in kaohe("collect").out
    assert "新收 0 份活頁簿" in kaohe("collect").out
    ran = kaohe("check")
    assert ran.status == 1
    assert "score-out-of-range" in ran.out


def test_check_takes_in_what_was_dropped_since(campaign: Campaign) -> None:
    written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    ran = kaohe("check")
    assert ran.status == 0
    assert "通過 1" in ran.out


def test_merge_writes_the_summary_and_keeps_the_one_before(campaign: Campaign) -> None:
    written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    assert kaohe("merge").status == 0
    first = (campaign.summary / "總表.xlsx").read_bytes()
    written(campaign.inbox / "b.xlsx", forms.form(forms.XINBEI))
    ran = kaohe("merge", "--json")
    assert [(each["code"], each["state"]) for each in ran.json["offices"]] == [
        ("B01", "accepted"),
        ("B02", "accepted"),
    ]
    (kept,) = campaign.summary.glob("總表_*.xlsx")
    assert kept.read_bytes() == first
    assert (campaign.summary / "總表.xlsx").read_bytes() != first


def test_merge_says_which_mail_brought_a_file(campaign: Campaign) -> None:
    sent = mails.mail({"a.xlsx": forms.form(forms.XINBEI)})
    written(campaign.inbox / "1.eml", sent)
    written(campaign.inbox / "b.xlsx", forms.form(forms.TAIPEI))
    assert kaohe("merge").status == 0
    page = openpyxl.load_workbook(campaign.summary / "總表.xlsx")["來源"]
    labels = [cell.value for cell in page[2]]
    found = [dict(zip(labels, row, strict=True)) for row in page.iter_rows(3, values_only=True)]
    by_office = {row["機關名稱"]: (row["寄件時間"], row["寄件人"], bool(row["檔案時間"])) for row in found}
    assert by_office["臺北分署"] == (None, None, True)
    mail = email.message_from_bytes(sent, policy=email.policy.default)
    local = mail["date"].datetime.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    assert by_office["新北分署"] == (local, mail["from"].addresses[0].addr_spec, False)


def test_merge_says_where_the_one_before_is_and_that_what_was_adjusted_there_stays_there(
    campaign: Campaign,
) -> None:
    written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    assert "原有的總表" not in kaohe("merge").out
    ran = kaohe("merge")
    (kept,) = campaign.summary.glob("總表_*.xlsx")
    assert f"原有的總表存為 {kept.name}；在那裡改過的分數沒有帶過來" in ran.out
    assert "were not carried over" in kaohe("merge", "--lang", "en").out


@pytest.fixture
def two_versions(campaign: Campaign) -> Campaign:
    for day, score in ((1, 31), (2, 27)):
        data = saved_at(forms.form(forms.TAIPEI, card({"1.1.1": score})), datetime.datetime(2025, 12, day))
        written(campaign.inbox / f"{day}.xlsx", data)
    return campaign


@pytest.mark.usefixtures("two_versions")
def test_check_counts_no_error_of_a_form_that_has_been_corrected() -> None:
    ran = kaohe("check")
    assert ran.status == 0
    assert "superseded" in ran.out
    assert "score-out-of-range" not in ran.out


@pytest.mark.usefixtures("two_versions")
@pytest.mark.parametrize("named", ["inbox/1.xlsx", "./inbox/../inbox/1.xlsx"])
def test_the_preferred_file_is_merged_however_its_path_is_written(named: str) -> None:
    ran = kaohe("merge", "--json", "--prefer", named)
    (taipei, _) = ran.json["offices"]
    assert Path(taipei["path"]).name == "1.xlsx"


@pytest.mark.usefixtures("two_versions")
def test_a_preferred_file_that_was_not_received_is_said_to_be_none(campaign: Campaign) -> None:
    ran = kaohe("merge", "--prefer", "inbox/3.xlsx")
    assert ran.status == 2
    assert "inbox/3.xlsx 不是 inbox 收到的評分表" in ran.err
    assert not any(campaign.summary.iterdir())


def test_merge_elsewhere_replaces_nothing_unless_told_to(campaign: Campaign) -> None:
    there = written(campaign.root / "自己的.xlsx", "somebody's")
    refused = kaohe("merge", "--out", there)
    assert (refused.status, there.read_text()) == (2, "somebody's")
    assert kaohe("merge", "--out", there, "--force").status == 0


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize(
    "arguments",
    [("merge", "--offices", "bundled"), ("check", "--rubric", "107"), ("issue", "--rubric", "107")],
)
def test_what_the_campaign_settles_is_not_settled_twice(arguments: tuple[str, ...]) -> None:
    ran = kaohe(*arguments)
    assert ran.status == 2
    assert f"{arguments[1]} 由" in ran.err


def test_paths_need_an_output() -> None:
    assert "--out" in kaohe("merge", ".").err


@pytest.mark.parametrize(
    ("command", "zh", "en"),
    [
        ("issue", " --out", "--out"),
        ("check", "要檢核的檔案或資料夾", "the files or folders to check"),
        ("merge", "要合併的檔案或資料夾", "the files or folders to merge"),
    ],
)
def test_outside_a_campaign_the_sentence_says_what_to_give(
    command: str, zh: str, en: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran, in_english = kaohe(command), kaohe(command, "--lang", "en")
    assert (ran.status, ran.err) == (2, f"錯誤：請指定{zh}，或到考核資料夾裡執行\n")
    assert in_english.err == f"Error: name {en}, or run this inside a campaign's folder\n"
