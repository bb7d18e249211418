"""`kaohe return` on the campaign in the current folder."""

import io
import signal
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from macros.campaign.folder import Campaign
from macros.campaign.rounds import returned
from tests.macros import forms
from tests.macros.campaign.campaigns import WRONG, came, receivers
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import card
from tests.macros.post.inbox import mails
from tests.macros.terminal import contents, kaohe, process, written
from tests.servers.loopback import HOST
from tests.servers.smtp import smtp_server

BROKEN = forms.form(forms.XINBEI)[:3000]


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """Inside its folder: one office to correct, one whose file is broken, one broken file of nobody."""
    made = made_campaign(tmp_path / "107")
    came(made, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1)
    came(made, "b.xlsx", BROKEN, 2, forms.XINBEI)
    written(made.inbox / "c.xlsx", BROKEN[:2000])
    monkeypatch.chdir(made.returned)
    return made


@pytest.mark.usefixtures("campaign")
def test_each_letter_has_a_line_and_what_nobody_hears_of_too() -> None:
    ran = kaohe("return")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0].startswith("請人查看　inbox/c.xlsx：")
    assert lines[1:3] == [
        "臺北分署　草稿　returned/臺北分署_107_待更正1.eml",
        "新北分署　草稿　returned/新北分署_107_新表1.eml",
    ]


def test_a_second_run_changes_nothing_and_says_so(campaign: Campaign) -> None:
    kaohe("return")
    before = contents(campaign.root)
    ran = kaohe("return")
    assert contents(campaign.root) == before
    assert "先前已處理 2" in ran.out


@pytest.mark.usefixtures("campaign")
def test_json_tells_forms_letters_and_what_is_left() -> None:
    shape = kaohe("return", "--json").json
    assert [(each["code"], each["kind"], each["round"], each["new"]) for each in shape["forms"]] == [
        ("B01", "return", 1, True),
        ("B02", "unread", 1, True),
    ]
    assert shape["forms"][0]["path"] == "returned/臺北分署_107_待更正1.xlsx"
    assert [each["state"] for each in shape["letters"]] == ["drafted", "drafted"]
    assert [each["path"] for each in shape["left"]] == ["inbox/c.xlsx"]
    assert shape["failed"] == []
    again = kaohe("return", "--json").json
    assert [each["new"] for each in again["forms"]] == [False, False]


@pytest.mark.usefixtures("campaign")
def test_with_smtp_the_letters_are_sent() -> None:
    with smtp_server() as post:
        ran = kaohe("return", "--smtp", HOST, "--port", post.port, "--security", "none")
    assert ran.status == 0, ran.said
    assert receivers(post) == ["b01@branch.example.tw", "b02@branch.example.tw"]
    assert "已寄出 2" in ran.out


def test_english_is_spoken_where_it_is_asked_for(campaign: Campaign) -> None:
    settings = campaign.root / "campaign.yaml"
    written(settings, settings.read_text("utf-8-sig").replace("language: zh-TW", "language: en"))
    ran = kaohe("return", "--lang", "en")
    assert ran.out.startswith("look at　inbox/c.xlsx: ")
    letter = mails.parsed((campaign.returned / "臺北分署_107_待更正1.eml").read_bytes())
    assert letter["Subject"].startswith("Please correct (1): ")


def test_what_came_encrypted_is_asked_for_and_once_its_password_is_known_goes_back(tmp_path: Path) -> None:
    campaign = made_campaign(tmp_path / "107")
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(forms.form(forms.TAIPEI, card(WRONG)))).encrypt("開啟", stream)
    came(campaign, "a.xlsx", stream.getvalue(), 1)
    password = written(tmp_path / "password.txt", "開啟")
    ways = [("return", "--campaign", campaign.root, "--json"), ("--password-file", password)]
    first = kaohe(*ways[0]).json
    second = kaohe(*ways[0], *ways[1]).json
    assert [each["kind"] for each in first["forms"]] == ["unread"]
    assert [(each["kind"], each["round"]) for each in second["forms"]] == [("return", 2)]


def test_outside_a_campaign_one_sentence_says_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = kaohe("return")
    assert (ran.status, "kaohe init" in ran.err) == (2, True)


KILLED_AFTER = """
import os, signal, sys
from pathlib import Path
left = int(sys.argv.pop(1))
def counted(function):
    def call(*args):
        global left
        result = function(*args)
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return call
Path.replace, os.fsync = counted(Path.replace), counted(os.fsync)
from macros.cli import main
main(prog_name='kaohe')
"""
"""Ends the run right after so many files or lines are in their place."""


@pytest.mark.parametrize(
    "after", [pytest.param(n, marks=() if n in {1, 4} else pytest.mark.judge) for n in range(1, 9)]
)
def test_a_run_that_is_killed_anywhere_comes_to_the_same_end_the_next_time(
    campaign: Campaign, after: int
) -> None:
    killed = process(after, "return", "--campaign", campaign.root, code=KILLED_AFTER)
    assert killed.returncode == -signal.SIGKILL
    assert kaohe("return").status == 0
    names = ["臺北分署_107_待更正1", "新北分署_107_新表1"]
    expected = {f"{name}.{suffix}" for name in names for suffix in ("eml", "xlsx")}
    whole = {
        name for name in contents(campaign.returned) if not name.startswith(".")
    }  # not what was only begun
    assert whole == {*expected, "returned.jsonl"}
    assert [line.path for line in returned(campaign)] == [f"{name}.xlsx" for name in names]
    for name in names:
        mail = mails.parsed((campaign.returned / f"{name}.eml").read_bytes())
        (attached,) = mail.iter_attachments()
        assert attached.get_content() == (campaign.returned / f"{name}.xlsx").read_bytes()
    before = contents(campaign.root)
    assert kaohe("return").status == 0
    assert contents(campaign.root) == before
