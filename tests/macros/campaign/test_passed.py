"""Nothing in the inbox is passed over in silence, whichever command took the rest in."""

from pathlib import Path

import pytest

from macros.campaign.folder import Campaign
from tests.macros import forms
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.post.inbox import mails
from tests.macros.terminal import kaohe, written


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    made = made_campaign(tmp_path / "107")
    written(made.inbox / "note.txt", "hello")
    written(made.inbox / "~$a.xlsx", "lock")
    written(made.inbox / ".DS_Store", "x")
    written(made.inbox / "sub" / ".hidden" / "b.xlsx", forms.form(forms.XINBEI))
    written(made.inbox / "workbooks" / "c.xlsx", forms.form(forms.SHILIN))
    mail = mails.mail({"a.xlsx": forms.form(forms.TAIPEI)}, pictures=["logo.png", "logo2.png"])
    written(made.inbox / "1.eml", mail)
    monkeypatch.chdir(made.root)
    return made


LINES = [
    "略過　note.txt：不是活頁簿",
    "略過　logo.png、logo2.png（1.eml）：內文或簽名檔的圖片",
    "略過　sub/.hidden：隱藏的資料夾，其中的檔案沒有讀取；有評分表請移出",
    "略過　.DS_Store、~$a.xlsx（inbox）：系統的暫存檔或隱藏檔",
]


def passed(out: str) -> list[str]:
    return [line for line in out.splitlines() if line.startswith("略過　")]


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize("order", [("check", "collect"), ("collect", "check")])
def test_check_and_collect_list_it_both_whichever_comes_first(order: tuple[str, str]) -> None:
    for command in (*order, *order):
        assert sorted(passed(kaohe(command).out)) == sorted(LINES)


@pytest.mark.usefixtures("campaign")
def test_json_has_each_of_them() -> None:
    for command in ("check", "collect"):
        found = kaohe(command, "--json").json["passed_over"]
        assert sorted((each["name"], each["reason"]) for each in found) == [
            (".DS_Store", "system-file"),
            ("logo.png", "picture-inline"),
            ("logo2.png", "picture-inline"),
            ("note.txt", "not-a-workbook"),
            ("sub/.hidden", "hidden-folder"),
            ("~$a.xlsx", "system-file"),
        ]


@pytest.mark.usefixtures("campaign")
def test_what_lies_among_the_stored_workbooks_is_told_by_check_and_status() -> None:
    for command in ("check", "status"):
        assert "inbox/workbooks/c.xlsx" in kaohe(command).out


def test_what_is_no_longer_there_is_no_longer_listed(campaign: Campaign) -> None:
    kaohe("check")
    (campaign.inbox / "note.txt").unlink()
    assert LINES[0] not in passed(kaohe("collect").out)


def test_more_than_three_of_a_kind_are_counted(campaign: Campaign) -> None:
    for number in range(5):
        written(campaign.inbox / f"~${number}.xlsx", "x")
    assert "略過　.DS_Store、~$0.xlsx、~$1.xlsx 等 7 個（inbox）：系統的暫存檔或隱藏檔" in passed(
        kaohe("check").out
    )
    assert ".DS_Store, ~$0.xlsx, ~$1.xlsx and 4 more" in kaohe("check", "--lang", "en").out


def test_a_hidden_folder_without_anything_of_ours_is_harmless(campaign: Campaign) -> None:
    written(campaign.inbox / ".trash" / ".DS_Store", "x")
    assert "略過　.DS_Store、.trash、~$a.xlsx（inbox）：系統的暫存檔或隱藏檔" in passed(kaohe("check").out)
