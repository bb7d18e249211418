"""Workbooks in .msg files, and what their properties say of the mail."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from macros.post.inbox.found import Found, Ignored, Mail
from macros.post.inbox.outlook import open_outlook
from macros.post.inbox.unpack import workbooks_in
from tests.macros import forms
from tests.macros.post.inbox import mails
from tests.workbook.intake.damage import ROOT
from workbook.intake.check import Terms, check

SAVED_BY_OUTLOOK = ROOT.parent / "shared" / "corpus" / "poi" / "chinese-traditional.msg"
SENT = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("code_page", [0, 950, 65001], ids=["Unicode", "cp950", "UTF-8"])
def test_a_form_in_a_mail_of_outlook(code_page: int) -> None:
    form = forms.form()
    data = mails.outlook({"臺北分署_107.xlsx": form}, sent=SENT, code_page=code_page)
    mail = Mail(SENT, "王小明", "ming@taipei.example.tw", "<2@taipei.example.tw>", "評分表")
    assert list(workbooks_in("信.msg", data)) == [Found("臺北分署_107.xlsx", form, ("信.msg",), mail)]
    assert check(form, "x", Terms(forms.KEY)).office == forms.TAIPEI


def test_it_is_known_by_its_content() -> None:
    [only] = workbooks_in("信.dat", mails.outlook({"a.xlsx": forms.plain_workbook()}))
    assert only.name == "a.xlsx"


def test_pictures_of_the_text_are_told_as_such() -> None:
    [only] = workbooks_in("信.msg", mails.outlook(pictures=["image001.png"]))
    assert only == Ignored("image001.png", "picture-inline", ("信.msg",), only.mail)


def test_a_mail_attached_to_a_mail_is_looked_into() -> None:
    inner = mails.outlook_tree({"a.xlsx": forms.plain_workbook()}, sent=SENT)
    [only] = workbooks_in("信.msg", mails.outlook(mails=[inner]))
    assert (only.name, only.containers) == ("a.xlsx", ("信.msg", "轉寄"))
    assert only.mail
    assert (only.mail.sender, only.mail.date) == ("hua@xinbei.example.tw", SENT)


def test_an_address_of_exchange_gives_way_to_that_of_the_header() -> None:
    tree = mails.outlook_tree(sender=("王", "/O=AGENCY/CN=WANG"), header=32)
    header = "From: =?utf-8?B?546L?= <wang@example.tw>\r\nDate: Mon, 05 Jan 2026 01:30:00 +0000\r\n\r\n"
    from tests.workbook.ole import ole_tree

    opened = open_outlook(ole_tree({**tree, "__substg1.0_007D001F": header.encode("utf-16-le")}))
    assert opened.mail == Mail(SENT, "王", "wang@example.tw", "<3@xinbei.example.tw>", "轉寄")


@pytest.mark.parametrize("size", [100, 512, 1_000, 3_000])
def test_a_mail_cut_off_on_the_way_is_told(size: int) -> None:
    data = mails.outlook({"a.xlsx": forms.plain_workbook()})[:size]
    assert [each.reason for each in workbooks_in("信.msg", data) if isinstance(each, Ignored)] == [
        "mail-damaged"
    ]


@pytest.mark.parametrize(
    "path", [SAVED_BY_OUTLOOK] if SAVED_BY_OUTLOOK.exists() else [], ids=lambda p: p.name
)
def test_a_mail_that_outlook_saved(path: Path) -> None:
    mail = Mail(
        datetime(2011, 3, 29, 8, 52, 48, tzinfo=UTC),
        "Tests Chang@FT (張毓倫)",
        "/O=FT GROUP/OU=FT/CN=RECIPIENTS/CN=LYDIACHANG",
        "<EBB9951D34EA4B41B70AB946CF3FB6EC1A297D98@ftm02.FT.FTG.COM>",
        "Alfresco MSG format testing ( MSG 格式測試 )",
    )
    assert list(workbooks_in(path.name, path.read_bytes())) == [Ignored(path.name, "no-attachment", (), mail)]
