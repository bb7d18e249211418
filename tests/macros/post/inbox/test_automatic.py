"""Mails that no person wrote: what they say of our letter, and that nothing in them is an answer."""

import pytest

from macros.post.inbox.found import Found, Ignored
from macros.post.inbox.unpack import workbooks_in
from tests.macros import forms
from tests.macros.post.inbox import mails
from tests.workbook.ole import ole_tree

DAEMON = "MAILER-DAEMON@mx.example.tw"
LETTER = mails.mail({"form.xlsx": forms.plain_workbook()}, sender="hq@kaohe.example.tw")


def written_out(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def report(
    kind: str, status: str, *, sender: str = "MAILER-DAEMON@mx.example.tw", letter: bytes = LETTER
) -> bytes:
    """A multipart/report in three parts: words, the report itself, and the letter that it is about."""
    head = written_out(
        f"From: {sender}",
        "To: hq@kaohe.example.tw",
        "Subject: Undelivered Mail Returned to Sender",
        "Date: Mon, 05 Jan 2026 09:30:00 +0800",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type={kind}; boundary="BB"',
        "",
        "--BB",
        "Content-Type: text/plain",
        "",
        "See below.",
        "--BB",
        f"Content-Type: message/{kind}",
        "",
        status,
        "",
        "--BB",
        "Content-Type: message/rfc822",
        "",
        "",
    )
    return head + letter + b"\r\n--BB--\r\n"


def failure(*recipients: str, action: str = "failed") -> str:
    blocks = [f"Final-Recipient: rfc822; {each}\r\nAction: {action}\r\nStatus: 5.1.1" for each in recipients]
    return "\r\n\r\n".join(("Reporting-MTA: dns; mx.example.tw", *blocks))


def plain(sender: str, subject: str, body: str, *more: str) -> bytes:
    return written_out(
        f"From: {sender}",
        "To: hq@kaohe.example.tw",
        f"Subject: {subject}",
        "Date: Mon, 05 Jan 2026 09:30:00 +0800",
        *more,
        "Content-Type: text/plain; charset=utf-8",
        "",
        body,
    )


def told(data: bytes, name: str = "a.eml") -> list[tuple[str, str]]:
    """What was passed over, each with the reason; a workbook with none."""
    found = list(workbooks_in(name, data))
    return [(each.name, each.reason if isinstance(each, Ignored) else "") for each in found]


def test_a_failure_names_whom_our_letter_did_not_reach_and_the_letter_in_it_is_no_answer() -> None:
    assert told(report("delivery-status", failure("b01@branch.example.tw"))) == [
        ("b01@branch.example.tw", "undelivered")
    ]


def test_a_failure_for_several_names_those_that_failed() -> None:
    status = f"{failure('a@x.tw', 'b@x.tw')}\r\n\r\n{failure('c@x.tw', action='delivered')}"
    assert told(report("delivery-status", status)) == [("a@x.tw, b@x.tw", "undelivered")]


def test_the_address_that_was_written_to_goes_before_the_one_that_it_was_passed_on_to() -> None:
    first, blank, rest = failure("box7@inner.example.tw").partition("\r\n\r\n")
    status = f"{first}{blank}Original-Recipient: rfc822;b01@branch.example.tw\r\n{rest}"
    assert told(report("delivery-status", status)) == [("b01@branch.example.tw", "undelivered")]


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_report_of_anything_but_a_failure_calls_for_nothing(action: str) -> None:
    (said,) = told(report("delivery-status", failure("b01@branch.example.tw", action=action)))
    assert said[1] == "auto-reply"


def test_a_receipt_is_passed_over_in_a_word() -> None:
    (said,) = told(report("disposition-notification", "Disposition: manual-action; displayed"))
    assert said[1] == "receipt"


@pytest.mark.parametrize(
    ("sender", "subject", "body"),
    [
        (
            "MAILER-DAEMON@mx.example.tw (Mail Delivery System)",
            "Undelivered Mail Returned to Sender",
            "<b01@branch.example.tw>: host mx.branch.example.tw said: 550 5.1.1 User unknown",
        ),
        (
            "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            "Delivery Status Notification (Failure)",
            "Your message wasn't delivered to b01@branch.example.tw because the address couldn't be found.",
        ),
        (
            "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@kaohe.example.tw>",
            "無法傳遞: 請填復",
            "您的郵件無法傳遞給 b01@branch.example.tw。",
        ),
        ("postmaster@branch.example.tw", "系統退信通知", "收件人 b01@branch.example.tw 信箱已滿"),
    ],
)
def test_failures_in_plain_words_are_failures(sender: str, subject: str, body: str) -> None:
    assert told(plain(sender, subject, body)) == [("b01@branch.example.tw", "undelivered")]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("REPORT.IPM.Note.NDR", "無法傳遞給 b01@branch.example.tw", ("b01@branch.example.tw", "undelivered")),
        ("REPORT.IPM.Note.IPNRN", "", ("已讀", "receipt")),
    ],
)
def test_reports_that_outlook_saved_are_reports(kind: str, text: str, expected: tuple[str, str]) -> None:
    tree = mails.outlook_tree(
        {"form.xlsx": forms.plain_workbook()}, "已讀", header=32, more={0x1A: kind, 0x1000: text}
    )
    assert told(ole_tree(tree), "a.msg") == [expected]


def test_a_header_that_names_failed_recipients_is_enough() -> None:
    data = plain("x@x.tw", "hello", "", "X-Failed-Recipients: b01@branch.example.tw")
    assert told(data) == [("b01@branch.example.tw", "undelivered")]


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "X-Autorespond: 1", "Precedence: auto_reply"],
)
def test_an_automatic_answer_is_passed_over_in_a_word(header: str) -> None:
    assert told(plain("b01@branch.example.tw", "外出中", "我不在", header)) == [("外出中", "auto-reply")]


def test_a_mail_that_a_person_sent_by_a_program_brings_its_form() -> None:
    data = mails.mail({"form.xlsx": forms.plain_workbook()}).replace(
        b"To: hq", b"Auto-Submitted: no\nTo: hq", 1
    )
    assert told(data) == [("form.xlsx", "")]
    assert told(data.replace(b"Auto-Submitted: no", b"Auto-Submitted: auto-generated")) == [("form.xlsx", "")]


def test_an_office_that_passes_on_how_its_own_mail_bounced_has_sent_its_form() -> None:
    theirs = report("delivery-status", failure("hq@kaohe.example.tw"))
    assert ("form.xlsx", "") in told(mails.mail({}, mails=[theirs]))
    assert ("form.xlsx", "") in told(mails.mail({"bounced.eml": theirs}))


def test_mails_in_an_archive_came_to_headquarters_itself() -> None:
    data = forms.plain_zip({"1.eml": report("delivery-status", failure("b01@branch.example.tw"))})
    assert told(data, "mails.zip") == [("b01@branch.example.tw", "undelivered")]


@pytest.mark.parametrize(
    "status",
    ["", "Action: failed", "Final-Recipient: \x00;;;", "Final-Recipient: rfc822; \r\nAction: failed"],
)
def test_reports_that_say_nothing_name_nobody(status: str) -> None:
    ((_, reason),) = told(report("delivery-status", status))
    assert reason == "auto-reply"


def test_a_mail_whose_own_date_is_years_off_is_of_when_the_last_server_took_it_in() -> None:
    data = mails.mail({"form.xlsx": forms.plain_workbook()}, date="Thu, 01 Jan 2004 00:00:00 +0800")
    days = (b"Tue, 06", b"Mon, 05")
    trace = b"".join(b"Received: from a by b; %s Jan 2026 10:00:00 +0800\n" % day for day in days)
    (found,) = workbooks_in("a.eml", trace + data)
    assert isinstance(found, Found)
    assert found.mail
    assert found.mail.date
    assert found.mail.date.isoformat() == "2026-01-06T10:00:00+08:00"
