"""What a person has to look at though nothing is wrong with a form: who mailed it, and mails without one."""

from pathlib import Path

import openpyxl
import pytest

from macros.campaign.folder import Campaign, create
from macros.campaign.notices import notices
from macros.campaign.state import gather
from scoring.roster import Entry, Roster
from tests.macros import forms
from tests.macros.forms import card
from tests.macros.post.inbox import mails
from tests.macros.terminal import kaohe, written
from tests.workbook.forms import without_identity

TAIPEI, XINBEI = "tp@branch.example.tw", "xb@branch.example.tw"
SCAN = {"評分表掃描.pdf": b"%PDF-1.4"}


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    roster = Roster(
        (
            Entry(forms.TAIPEI, email=f"王小明 <{TAIPEI}>", cc=("chief@other.example.tw",)),
            Entry(forms.XINBEI, email=XINBEI),
        )
    )
    made = create(tmp_path / "107", "107", roster)
    written(made.key_file, forms.KEY.hex())
    return made


def told(campaign: Campaign) -> list[tuple[str, str]]:
    return [(each.office.name, each.said["zh-TW"]) for each in notices(gather(campaign))]


def test_a_form_that_another_office_mailed_stays_told(campaign: Campaign) -> None:
    mail = mails.mail({"a.xlsx": forms.form(forms.XINBEI)}, sender=TAIPEI)
    written(campaign.inbox / "1.eml", mail)
    said = f"是「新北分署」的表，寄件人 {TAIPEI} 在名冊屬於「臺北分署」"
    assert told(campaign) == [("新北分署", said)]
    assert told(campaign) == [("新北分署", said)]


@pytest.mark.parametrize(
    "sender", [TAIPEI, TAIPEI.upper(), "chief@other.example.tw", "colleague@branch.example.tw"]
)
def test_who_is_of_the_office_is_no_surprise(campaign: Campaign, sender: str) -> None:
    written(campaign.inbox / "1.eml", mails.mail({"a.xlsx": forms.form(forms.TAIPEI)}, sender=sender))
    assert told(campaign) == []


def test_a_form_that_its_own_office_has_mailed_too_is_no_surprise(campaign: Campaign) -> None:
    data = forms.form(forms.XINBEI)
    for number, sender in enumerate((TAIPEI, XINBEI)):
        mail = mails.mail({"a.xlsx": data}, sender=sender, message_id=f"<{number}@x>")
        written(campaign.inbox / f"{number}.eml", mail)
    assert told(campaign) == []


def test_a_mail_with_nothing_but_a_scan_is_told_until_the_form_comes(campaign: Campaign) -> None:
    written(campaign.inbox / "1.eml", mails.mail(SCAN, sender=XINBEI))
    ((office, said),) = told(campaign)
    assert office == "新北分署"
    assert "（評分表掃描.pdf）" in said
    assert "PDF，不是評分表；請機關寄回原來的 Excel 檔" in said
    written(campaign.inbox / "a.xlsx", forms.form(forms.XINBEI))
    assert told(campaign) == []


def test_a_scan_that_came_after_a_form_to_be_corrected_is_told(campaign: Campaign) -> None:
    early, late = "Mon, 05 Jan 2026 09:30:00 +0800", "Tue, 06 Jan 2026 09:30:00 +0800"
    wrong = forms.form(forms.XINBEI, card({"1.1.1": 31}))
    written(campaign.inbox / "1.eml", mails.mail({"a.xlsx": wrong}, sender=XINBEI, date=early))
    written(campaign.inbox / "2.eml", mails.mail(SCAN, sender=XINBEI, message_id="<2@x>", date=late))
    assert [office for office, _ in told(campaign)] == ["新北分署"]


def test_mail_of_strangers_is_not_told(campaign: Campaign) -> None:
    written(campaign.inbox / "1.eml", mails.mail(SCAN, sender="news@example.org"))
    written(campaign.inbox / "b.pdf", b"%PDF-1.4")
    assert told(campaign) == []


def test_status_tells_it_on_every_face(campaign: Campaign) -> None:
    written(campaign.inbox / "1.eml", mails.mail(sender=XINBEI))
    ran = kaohe("status", "--campaign", campaign.root)
    assert f"請留意　inbox/1.eml　{XINBEI}" in ran.out
    assert "新北分署：來信裡沒有可用的評分表（沒有附件）" in ran.out
    shape = kaohe("status", "--campaign", campaign.root, "--json", "--lang", "en").json
    (notice,) = shape["notices"]
    assert (notice["code"], notice["sender"]) == (forms.XINBEI.code, XINBEI)
    assert notice["message"].startswith("the mail brought no form (nothing is attached)")
    sheet = openpyxl.load_workbook(campaign.root / "進度.xlsx")["請人查看"]
    assert sheet["A4"].value == "inbox/1.eml"


def test_check_does_not_repeat_what_it_says_of_a_file(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(campaign.root)
    written(campaign.inbox / "a.xlsx", without_identity(forms.form(forms.TAIPEI)))
    shown = kaohe("check").out
    assert shown.count("還不能確認是這次考核發出的表") == 1
    assert "請留意" not in shown
    assert "請留意　inbox/a.xlsx" in kaohe("status").out
    written(campaign.inbox / "b.xlsx", forms.form(forms.TAIPEI))
    assert "請留意　inbox/a.xlsx" in kaohe("check").out
