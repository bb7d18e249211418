"""Files that are written into a mail's text, and links to files that are kept elsewhere."""

import binascii

import pytest

from macros.post.inbox.found import Found, Ignored
from macros.post.inbox.unpack import workbooks_in
from tests.macros import forms
from tests.macros.post.inbox import mails

BOOK = forms.plain_workbook()


def uu(data: bytes, name: str = "form.xlsx", end: str = "\nend\n") -> str:
    lines = [binascii.b2a_uu(data[at : at + 45]).decode().rstrip("\n") for at in range(0, len(data), 45)]
    return "\n".join((f"begin 644 {name}", *lines, "`")) + end


def mail(text: str, kind: str = "text/plain") -> bytes:
    head = ("From: b01@branch.example.tw", "Date: Mon, 05 Jan 2026 09:30:00 +0800", "MIME-Version: 1.0")
    return "\n".join((*head, f"Content-Type: {kind}; charset=utf-8", "", text)).encode()


def told(data: bytes) -> list[tuple[str, str]]:
    return [(e.name, e.reason if isinstance(e, Ignored) else "") for e in workbooks_in("a.eml", data)]


def test_a_workbook_that_is_uuencoded_in_the_text_is_taken_out() -> None:
    (found,) = workbooks_in("a.eml", mail(f"如附\n\n{uu(BOOK)}"))
    assert isinstance(found, Found)
    assert (found.name, found.data) == ("form.xlsx", BOOK)


def test_two_of_them_are_two() -> None:
    assert told(mail(f"{uu(BOOK, 'a.xlsx')}\n{uu(BOOK, 'b.xlsx')}")) == [("a.xlsx", ""), ("b.xlsx", "")]


@pytest.mark.parametrize(
    "text",
    ["begin 644 form.xlsx\nend of the story", uu(BOOK, end=""), "we begin 644 x\n`\nend", "begin 644 a.xlsx"],
)
def test_what_only_looks_like_it_is_text(text: str) -> None:
    assert told(mail(text)) == [("a.eml", "no-attachment")]


@pytest.mark.parametrize(
    ("text", "kind", "host"),
    [
        (
            "見 https://agency-my.sharepoint.com/:x:/g/personal/b01/AbC?e=1",
            "text/plain",
            "agency-my.sharepoint.com",
        ),
        (
            '<a href="https://files.agency.example/x?id=7">臺北分署_107.xlsx</a>',
            "text/html",
            "files.agency.example",
        ),
        ("https://drive.google.com/file/d/1/view?usp=sharing", "text/plain", "drive.google.com"),
        ("https://nas.agency.example/share/%E8%A1%A8.XLSX", "text/plain", "nas.agency.example"),
    ],
)
def test_a_link_to_a_workbook_is_told_as_that(text: str, kind: str, host: str) -> None:
    assert told(mail(text, kind)) == [(host, "cloud-link")]


@pytest.mark.parametrize("text", ["https://www.agency.example/", "https://[bad", "sharepoint.com", "a.xlsx"])
def test_other_links_and_names_are_text(text: str) -> None:
    assert told(mail(text)) == [("a.eml", "no-attachment")]


def test_a_link_beside_an_attached_form_is_passed_over() -> None:
    data = mails.mail({"form.xlsx": BOOK}).replace("如附件".encode(), b"")
    linked = data.replace(b"\n\n", b"\n\nhttps://drive.google.com/x\n", 1)
    assert told(linked) == [("form.xlsx", "")]
