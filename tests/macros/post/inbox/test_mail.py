"""Workbooks in .eml files, whatever the programs that sent them made of names and parts."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest

from macros.post.inbox.found import Found, Ignored, Mail
from macros.post.inbox.unpack import workbooks_in
from tests.macros.forms import plain_workbook, plain_zip
from tests.macros.post.inbox import mails

BOOK = plain_workbook()
TAIPEI = timezone(timedelta(hours=8))


def found(data: bytes, name: str = "信.eml") -> list[Found | Ignored]:
    return list(workbooks_in(name, data))


def names(data: bytes, name: str = "信.eml") -> list[str]:
    return [each.name for each in found(data, name) if isinstance(each, Found)]


def reasons(data: bytes, name: str = "信.eml") -> list[str]:
    return [each.reason for each in found(data, name) if isinstance(each, Ignored)]


def test_a_workbook_with_the_mail_it_came_in() -> None:
    [only] = found(mails.mail({"臺北分署_107.xlsx": BOOK}))
    expected = Mail(
        datetime(2026, 1, 5, 9, 30, tzinfo=TAIPEI),
        "王小明",
        "ming@taipei.example.tw",
        "<1@taipei.example.tw>",
        "評分表",
    )
    assert only == Found("臺北分署_107.xlsx", BOOK, ("信.eml",), expected)


B64 = base64.b64encode("評分表.xlsx".encode()).decode()
BIG5 = base64.b64encode("評分表.xlsx".encode("cp950")).decode()
PERCENT = "%E8%A9%95%E5%88%86%E8%A1%A8"


DISPOSITIONS: dict[str, str | bytes] = {
    "RFC 2231": f"filename*=UTF-8''{PERCENT}.xlsx",
    "RFC 2231, in pieces": f"filename*0*=UTF-8''{PERCENT};\r\n filename*1=.xlsx",
    "RFC 2231, Big5": "filename*=big5''%B5%FB%A4%C0%AA%ED.xlsx",
    "RFC 2047 in quotes": f'filename="=?UTF-8?B?{B64}?="',
    "RFC 2047 without quotes": f"filename==?utf-8?B?{B64}?=",
    "RFC 2047, Big5": f'filename="=?big5?B?{BIG5}?="',
    "RFC 2047, cut within a character": (
        'filename="=?utf-8?Q?=E8=A9=95=E5=88?=\r\n =?utf-8?Q?=86=E8=A1=A8.xlsx?="'
    ),
    "raw UTF-8": 'filename="評分表.xlsx"',
    "raw cp950": 'filename="評分表.xlsx"'.encode("cp950"),
    "raw cp950 without quotes": "filename=評分表.xlsx".encode("cp950"),
}


@pytest.mark.parametrize("how", DISPOSITIONS)
def test_a_name_is_read_however_it_is_written(how: str) -> None:
    written = DISPOSITIONS[how]
    raw = written.encode() if isinstance(written, str) else written
    assert names(mails.raw(b"Content-Disposition: attachment; " + raw, BOOK)) == ["評分表.xlsx"]


def test_a_name_that_stands_only_with_the_type() -> None:
    data = mails.raw(b"X: y", BOOK).replace(b"octet-stream\r\n", b'octet-stream; name="a.xlsx"\r\n')
    assert names(data) == ["a.xlsx"]


def test_a_workbook_without_a_name_gets_one() -> None:
    assert names(mails.raw(b"Content-Disposition: attachment", BOOK)) == ["未命名.xlsx"]


@pytest.mark.parametrize(
    ("header", "mail"),
    [
        (b"Subject: =?big5?B?" + base64.b64encode("考核".encode("cp950")) + b"?=", Mail(subject="考核")),
        ("Subject: 考核".encode("cp950"), Mail(subject="考核")),
        ("From: 王小明 <a@example.tw>".encode("cp950"), Mail(sender_name="王小明", sender="a@example.tw")),
        (b"From: a@example.tw, b@example.tw", Mail(sender="a@example.tw")),
        (b"Sender: list@example.tw", Mail(sender="list@example.tw")),
        (b"Date: Mon, 05 Jan 2026 01:30:00 -0000", Mail(datetime(2026, 1, 5, 1, 30, tzinfo=UTC))),
        (b"Date: 99 Foo 99999 99:99", Mail()),
        (b"Date: Mon, 05 Jan 2026 01:30:00 +9999999999", Mail()),
        (b"Date: Fri, 31 Dec 9999 23:59:59 -1200", Mail()),
        (b"Date: Mon, 01 Jan 0101 00:00:00 +1400", Mail()),
        (b"Date: Mon, 01 Jan 1900 00:00:00 +0000", Mail()),
        (b"Message-ID:\r\n <x@y>", Mail(message_id="<x@y>")),
        (b"Subject: a\x1b[2J\x00b", Mail(subject="a[2Jb")),
    ],
)
def test_what_a_header_says(header: bytes, mail: Mail) -> None:
    [only] = found(mails.raw(b'Content-Disposition: attachment; filename="a.xlsx"', BOOK, header=header))
    assert only.mail == (mail if mail != Mail() else None)


def test_a_long_header_is_cut() -> None:
    header = b"From: " + b"(" * 100_000 + b"\r\nSubject: " + b"x" * 1_000_000
    [only] = found(mails.raw(b'Content-Disposition: attachment; filename="a.xlsx"', BOOK, header=header))
    assert only.mail
    assert len(only.mail.subject) <= 300
    assert len(only.mail.sender) <= 300


def test_a_mail_that_was_forwarded_as_an_attachment_is_the_one_that_counts() -> None:
    inner = mails.mail({"a.xlsx": BOOK}, subject="原信", sender="a@example.tw")
    [only] = found(mails.mail(sender="b@example.tw", subject="轉寄", mails=[inner]))
    assert only.mail
    assert only.mail.sender == "a@example.tw"
    assert only.containers == ("信.eml", "原信.eml")


@pytest.mark.judge
def test_hundreds_of_mails_forwarded_in_one_are_all_looked_into() -> None:
    inner = [mails.mail({f"{number}.xlsx": BOOK}, message_id=f"<{number}@x>") for number in range(300)]
    assert len(names(mails.mail(mails=inner))) == 300


def test_a_forwarded_mail_in_base64_is_read_though_it_should_not_be() -> None:
    inner = base64.encodebytes(mails.mail({"a.xlsx": BOOK}))
    outer = (
        b"From: b@example.tw\r\nDate: x\r\nContent-Type: message/rfc822\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + inner
    )
    assert names(outer) == ["a.xlsx"]


def test_a_zip_in_a_mail_in_a_zip() -> None:
    data = plain_zip({"信件/a.eml": mails.mail({"b.zip": plain_zip({"c.xlsx": BOOK})})})
    [only] = found(data, "全部.zip")
    assert (only.name, only.containers) == ("c.xlsx", ("全部.zip", "a.eml", "b.zip"))


# ── what is passed over ─────────────────────────────────────────────────────────────────────────


def test_pictures_of_the_text_are_passed_over_and_told() -> None:
    data = mails.mail(
        {"a.xlsx": BOOK, "掃描.png": mails.PNG, "image001.png": mails.PNG}, pictures=["logo.png"]
    )
    told = [(each.name, each.reason) for each in found(data) if isinstance(each, Ignored)]
    assert told == [
        ("logo.png", "picture-inline"),
        ("掃描.png", "picture"),
        ("image001.png", "picture-inline"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("說明.docx", plain_zip({"[Content_Types].xml": b"", "word/document.xml": b""}), "not-a-workbook"),
        ("表.pdf", b"%PDF-1.7", "pdf"),
        ("表.xlsx", b"\x00\x05\x16\x07" + bytes(80), "system-file"),
        ("表.numbers", plain_zip({"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "numbers"),
        ("winmail.dat", bytes.fromhex("789f3e2200000000"), "tnef"),
        ("表.7z", b"7z\xbc\xaf\x27\x1c....", "other-archive"),
        ("表.rar", b"Rar!\x1a\x07\x01\x00", "other-archive"),
        ("表.xlsx", b"", "empty"),
        ("smime.p7m", b"0\x82\x01", "smime-opaque"),
        ("空.zip", plain_zip({}), "empty"),
        ("壞.zip", b"PK\x03\x04" + bytes(50), "zip-damaged"),
        ("壞.msg", b"no mail at all", "mail-damaged"),
    ],
)
def test_what_is_no_workbook_is_told_with_the_reason(name: str, data: bytes, reason: str) -> None:
    assert reasons(mails.mail({name: data})) == [reason]


def test_a_mail_without_attachments_is_told() -> None:
    assert reasons(mails.mail()) == ["no-attachment"]


@pytest.mark.parametrize("name", ["表.xlsx", "表.XLS", "表.ods"])
def test_a_file_called_a_workbook_is_received_for_the_check_to_refuse(name: str) -> None:
    assert names(mails.mail({name: b"not what it says"})) == [name]


def test_a_workbook_of_another_name_is_known_by_its_content() -> None:
    assert names(mails.mail({"附件.dat": BOOK, "表": BOOK})) == ["附件.dat.xlsx", "表.xlsx"]


def test_of_a_file_of_a_mac_the_workbook_is_taken_and_its_resources_are_passed_over() -> None:
    inner = EmailMessage()
    inner.make_mixed()
    inner.set_type("multipart/appledouble")
    resources = bytes.fromhex("0005160700020000") + bytes(60)
    inner.add_attachment(resources, maintype="application", subtype="applefile", filename="表.xlsx")
    inner.add_attachment(BOOK, maintype="application", subtype="octet-stream", filename="表.xlsx")
    outer = EmailMessage()
    outer["From"], outer["Date"] = mails.SENDER, mails.DATE
    outer.make_mixed()
    outer.attach(inner)
    found = list(workbooks_in("信.eml", outer.as_bytes()))
    assert [(each.name, getattr(each, "reason", "")) for each in found] == [
        ("表.xlsx", "system-file"),
        ("表.xlsx", ""),
    ]


def test_a_signed_mail_is_looked_into_and_its_signature_told() -> None:
    data = mails.mail({"a.xlsx": BOOK})
    head, _, _ = data.partition(b"\n\n")
    boundary = head.rpartition(b'boundary="')[2].partition(b'"')[0]
    signature = b'--%b\nContent-Type: application/pkcs7-signature; name="smime.p7s"\n\nMIIB\n--%b--\n' % (
        boundary,
        boundary,
    )
    signed = data.replace(b"multipart/mixed", b"multipart/signed").replace(b"--%b--\n" % boundary, signature)
    assert names(signed) == ["a.xlsx"]
    assert reasons(signed) == ["signature"]


def test_a_mail_packed_in_its_signature_is_told() -> None:
    data = b'From: a@example.tw\nDate: x\nContent-Type: application/pkcs7-mime; name="smime.p7m"\n\nMIIB\n'
    assert reasons(data) == ["smime-opaque"]


def test_an_encrypted_mail_is_told() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.tw", "密"
    message.set_content("x")
    message.make_mixed()
    data = message.as_bytes().replace(b"multipart/mixed", b"multipart/encrypted")
    assert reasons(data) == ["mail-encrypted"]


def test_every_reason_is_said_in_both_languages() -> None:
    from typing import get_args

    from macros.post.inbox.found import REASONS, Reason

    assert set(REASONS) == set(get_args(Reason))
    assert all(set(said) == {"zh-TW", "en"} and all(said.values()) for said in REASONS.values())
