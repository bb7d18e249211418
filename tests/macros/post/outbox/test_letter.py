"""Letters as the bytes of a mail: what another reader makes of them, and what cannot be put into them."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.post.inbox.found import Budget, Found
from macros.post.inbox.mail import open_mail
from macros.post.inbox.unpack import workbooks_in
from macros.post.outbox.addresses import Address, AddressError
from macros.post.outbox.letter import Attachment, Letter, message
from tests.macros import forms
from tests.macros.post.outbox.letters import (
    DATE,
    HQ,
    ID,
    NAME,
    TAIPEI,
    Said,
    digest,
    letter,
    letters,
    mail,
    meant,
    parsed,
)


def decoded(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def said(data: bytes) -> Said:
    """By the package's older functions: its newer ones put a space between two words of a name."""
    found, raw = parsed(data), message_from_bytes(data, policy=policy.compat32)
    fields = [str(raw[name]) for name in ("To", "Cc") if name in raw]
    return Said(
        str(make_header(decode_header(str(raw["Subject"])))),
        tuple((str(make_header(decode_header(name))), email) for name, email in getaddresses(fields)),
        tuple((each.get_filename() or "", digest(decoded(each))) for each in found.iter_attachments()),
    )


def body(of: EmailMessage, kind: str = "plain") -> str:
    part = of.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@given(letters)
def test_whatever_the_names_are_a_reader_finds_them_again(of: Letter) -> None:
    assert said(mail(of)) == meant(of)


@given(letters, st.booleans())
def test_a_mail_is_ascii_in_lines_that_every_server_takes(of: Letter, as_draft: bool) -> None:
    data = mail(of, as_draft=as_draft)
    assert data.isascii()
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", data) is None
    assert max(map(len, data.split(b"\r\n"))) <= 998


@given(letters)
def test_nothing_in_a_name_becomes_a_header(of: Letter) -> None:
    assert parsed(mail(of)).keys() == [
        name
        for name in ("From", "To", "Cc", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
        if of.cc or name != "Cc"
    ]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\0", "\r\n\r\n"])
def test_a_line_break_in_a_name_begins_no_header(end: str) -> None:
    bad = f"x{end}Bcc: thief@example.com"
    of = letter(to=(Address(bad, "a@b.tw"),), subject=bad, attachments=(Attachment(bad, b""),))
    found = parsed(message(of, Address(bad, "hq@b.tw"), date=DATE, message_id=ID))
    assert "Bcc" not in found
    assert [part for part in found.walk() if "Bcc" in part] == []


def test_the_text_and_its_html_are_alternatives_and_the_form_is_attached() -> None:
    found = parsed(mail(letter(attachments=(Attachment(NAME, b"PK"),))))
    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
    assert (body(found), body(found, "html")) == ("檢送評分表。\n", "<p>檢送評分表。</p>\n")


def test_an_attachments_name_is_there_in_both_ways() -> None:
    head = mail(letter(attachments=(Attachment(NAME, b""),)))
    assert b"filename*=UTF-8''%E8%87%BA%E5%8C%97" in head
    assert re.search(rb'Content-Type: [a-z./-]+;\r\n name="=\?UTF-8\?B\?[^"]+\?="', head)


def test_programs_that_know_the_old_way_alone_find_the_same_name() -> None:
    data = mail(letter(attachments=(Attachment(NAME, b"PK"),)))
    old = re.sub(
        rb"Content-Disposition: attachment;\r\n filename[^\r]*", b"Content-Disposition: attachment", data
    )
    assert old != data
    assert [part.name for part in open_mail(old, Budget()).parts] == [NAME]


def test_our_own_inbox_reads_it() -> None:
    form = forms.form()
    data = mail(letter(attachments=(Attachment(NAME, form),)))
    [found] = workbooks_in("信.eml", data)
    assert isinstance(found, Found)
    assert (found.name, found.data) == (NAME, form)
    assert found.mail is not None
    assert (found.mail.sender, found.mail.message_id, found.mail.date) == (HQ.email, ID, DATE)


def test_the_same_letter_makes_the_same_bytes() -> None:
    of = letter(attachments=(Attachment(NAME, b"PK"),))
    assert mail(of) == mail(of)


def test_a_draft_says_so_and_leaves_date_and_id_to_the_program_that_sends_it() -> None:
    found = parsed(message(letter(), HQ, as_draft=True))
    assert found["X-Unsent"] == "1"
    assert ("Date" in found, "Message-ID" in found) == (False, False)
    assert "X-Unsent" not in parsed(mail())


def test_a_letter_to_nobody_is_refused() -> None:
    with pytest.raises(AddressError, match="沒有收件人"):
        mail(letter(to=()))


def test_a_message_id_must_be_one() -> None:
    with pytest.raises(ValueError, match="evil"):
        message(letter(), HQ, message_id="<1@x>\r\nevil: 1")


def test_a_boundary_in_the_text_ends_nothing() -> None:
    first = parsed(mail()).get_boundary()
    of = letter(text=f"--{first}--\n.\n\n", attachments=(Attachment(NAME, b"x"),))
    assert said(mail(of)) == meant(of)
    assert body(parsed(mail(of))) == of.text


def test_half_a_character_in_a_text_is_replaced() -> None:
    assert body(parsed(mail(letter(text="a\ud800b")))) == "a?b\n"


def test_everybody_is_written_to() -> None:
    of = letter(to=(TAIPEI, Address("", "b@b.tw")), cc=(Address('Chen, "Ming"', "c@b.tw"),))
    assert said(mail(of)) == meant(of)
