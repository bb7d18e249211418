"""Which office a workbook is from: the form says so, whoever mailed it; what is odd is remarked."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from macros.campaign.collecting import collect
from macros.campaign.ledger import Received
from macros.campaign.origins import origins, remark_on
from macros.post.inbox.found import Mail
from scoring.roster import Entry, Roster
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.post.inbox import mails
from tests.macros.terminal import contents, kaohe, written
from workbook.intake.check import Terms

ROSTER = Roster(
    (
        Entry(forms.TAIPEI, "王", "tp@tp.example.tw"),
        Entry(forms.XINBEI, "李", "XB@branch.example.tw"),
        Entry(forms.SHILIN, "陳", ""),
    )
)


def from_sender(sender: str) -> Received:
    mail = Mail(datetime(2026, 1, 5, tzinfo=UTC), "", sender)
    return Received("workbooks/a.xlsx", "", 1, "a.xlsx", "a.eml", "", ("a.eml",), mail, "")


@pytest.mark.parametrize(
    ("office", "sender", "code"),
    [
        (forms.TAIPEI, "tp@tp.example.tw", None),
        (forms.TAIPEI, "TP@TP.Example.TW", None),
        (forms.TAIPEI, "someone.else@tp.example.tw", None),
        (forms.TAIPEI, "someone@mail.tp.example.tw", None),
        (forms.TAIPEI, "xb@branch.example.tw", "sender-of-another-office"),
        (forms.TAIPEI, "someone@example.org", "sender-elsewhere"),
        (forms.TAIPEI, "someone@nottp.example.tw", "sender-elsewhere"),
        (Office("", "台北分署"), "someone@example.org", "sender-elsewhere"),
        (forms.SHILIN, "someone@example.org", None),
        (forms.SHILIN, "tp@tp.example.tw", "sender-of-another-office"),
        (Office("X99", "別的分署"), "someone@example.org", None),
        (Office(), "someone@example.org", None),
        (forms.TAIPEI, "/O=AGENCY/CN=WANG", None),
        (forms.TAIPEI, "", None),
    ],
)
def test_what_is_odd_about_a_sender(office: Office, sender: str, code: str | None) -> None:
    remark = remark_on(from_sender(sender), office, ROSTER)
    assert (remark.code if remark else None) == code


@pytest.mark.parametrize(
    ("sender", "code"),
    [
        ("a@one.example.tw", None),
        ("B@two.example.tw", None),
        ("someone@two.example.tw", None),
        ("copy@three.example.tw", None),
        ("someone@three.example.tw", "sender-elsewhere"),
        ("d@four.example.tw", "sender-of-another-office"),
    ],
)
def test_an_office_may_have_several_addresses(sender: str, code: str | None) -> None:
    own = Entry(forms.TAIPEI, email="王 <a@one.example.tw>、b@two.example.tw", cc=("copy@three.example.tw",))
    roster = Roster((own, Entry(forms.XINBEI, email="c@four.example.tw d@four.example.tw")))
    remark = remark_on(from_sender(sender), forms.TAIPEI, roster)
    assert (remark.code if remark else None) == code


def test_a_remark_says_what_is_odd_in_both_languages() -> None:
    remark = remark_on(from_sender("xb@branch.example.tw"), forms.TAIPEI, ROSTER)
    assert remark
    assert remark.message() == "是「臺北分署」的表，寄件人 xb@branch.example.tw 在名冊屬於「新北分署」"
    assert remark.message("en").startswith("the form is of “臺北分署”")


def test_without_a_roster_nothing_is_odd() -> None:
    assert remark_on(from_sender("someone@example.org"), forms.TAIPEI, None) is None


def test_the_form_says_whose_it_is_whoever_sent_it(tmp_path: Path) -> None:
    mail = mails.mail({"臺北分署.xlsx": forms.form(forms.XINBEI)}, sender="tp@tp.example.tw")
    written(tmp_path / "inbox" / "a.eml", mail)
    records = collect(tmp_path / "inbox").received
    [origin] = origins(tmp_path / "inbox", records, Terms(forms.KEY), roster=ROSTER)
    assert origin.office == forms.XINBEI
    assert origin.remark
    assert origin.remark.other == "臺北分署"


# ── the command ─────────────────────────────────────────────────────────────────────────────────

_ROSTER_FILE = (
    "代碼,機關名稱,聯絡人,電子郵件\nB01,臺北分署,王,tp@tp.example.tw\nB02,新北分署,李,xb@branch.example.tw\n"
)


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    """Of the one office a form mailed by the other; a form that was dropped; what is none."""
    folder = tmp_path / "campaign"
    mail = mails.mail(
        {"表.xlsx": forms.form(forms.XINBEI)}, sender="tp@tp.example.tw", pictures=["image001.png"]
    )
    written(folder / "inbox" / "信.eml", mail)
    written(folder / "inbox" / "臺北.xlsx", forms.form(forms.TAIPEI))
    written(folder / "inbox" / "別的.xlsx", forms.plain_workbook())
    written(folder / "offices.csv", _ROSTER_FILE)
    return folder


def test_the_command_says_of_whom_what_came_and_what_was_passed_over(campaign: Path) -> None:
    done = kaohe("collect", campaign, "--offices", campaign / "offices.csv")
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[0].startswith("新北分署　workbooks/表_")
    assert lines[0].endswith("tp@tp.example.tw）")
    assert lines[1] == "  提醒 是「新北分署」的表，寄件人 tp@tp.example.tw 在名冊屬於「臺北分署」"
    assert lines[2:] == [
        "？　別的.xlsx",
        "臺北分署　臺北.xlsx",
        "略過　image001.png（信.eml）：內文或簽名檔的圖片",
        "新收 3 份活頁簿，略過 1 個檔案，重複 0 件，自信箱取得 0 封",
    ]


def test_the_folder_is_the_current_one_where_none_is_named(
    campaign: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(campaign)
    assert "新收 3 份" in kaohe("collect").out
    before = contents(campaign)
    assert "新收 0 份" in kaohe("collect").out
    assert contents(campaign) == before


def test_json_has_the_documented_keys(campaign: Path) -> None:
    shape = kaohe("collect", campaign, "--json", "--lang", "en").json
    assert list(shape) == [
        *("complete", "problem", "sources", "fetched", "repeated", "received", "ignored", "passed_over")
    ]
    assert list(shape["received"][0]) == [
        *("path", "sha256", "size", "name", "source", "containers", "mail", "office", "state", "remark")
    ]
    assert shape["received"][0]["office"] == {"code": "B02", "name": "新北分署"}
    assert shape["received"][0]["mail"]["date"] == "2026-01-05T09:30:00+08:00"
    assert [each["office"]["name"] for each in shape["received"]] == ["新北分署", None, "臺北分署"]
    [ignored] = shape["ignored"]
    assert (ignored["reason"], ignored["message"]) == (
        "picture-inline",
        "a picture of the text or the signature",
    )


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = kaohe("collect", tmp_path / "no")
    assert (done.status, "找不到資料夾" in done.err) == (2, True)


def test_collecting_in_the_wrong_folder_makes_nothing_there(tmp_path: Path) -> None:
    done = kaohe("collect", tmp_path)
    assert (done.status, f"{tmp_path} 裡沒有 inbox" in done.err) == (2, True)
    assert not any(tmp_path.iterdir())


def test_a_roster_that_cannot_be_used_is_said_before_anything_is_taken(campaign: Path) -> None:
    before = contents(campaign)
    done = kaohe("collect", campaign, "--offices", campaign / "no.csv")
    assert (done.status, "無法開啟名冊" in done.err) == (2, True)
    assert contents(campaign) == before
