"""Letters handed over to a real server on loopback, whatever it answers."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from macros.post.outbox import server as connecting
from macros.post.outbox.server import MailServerError, Server
from macros.post.outbox.smtp import Outcome, Sender, opened
from scoring.errors import Sentence
from tests.extent import PATIENCE
from tests.macros.post.outbox.letters import HQ, letter, mail, parsed
from tests.servers.loopback import HOST, free_port
from tests.servers.smtp import PASSWORD, USER, Post, Taken, smtp_server
from tests.words import assert_says

TO, CC = "taipei@branch.example.tw", "team@branch.example.tw"
ACCEPTED = Outcome(accepted=True)


def refused(why: Sentence) -> Outcome:
    return Outcome(accepted=False, reason=why)


def connecting_fails(server: Server) -> Sentence:
    """Why no connection can be made."""
    with pytest.raises(MailServerError) as raised:
        connecting.connected(server)
    return raised.value.sentence


def plain(post: Post) -> Server:
    return Server(HOST, post.port, "none")


def send(sender: Sender, number: int = 0, to: tuple[str, ...] = (TO,), cc: tuple[str, ...] = ()) -> Outcome:
    return sender.send(HQ.email, to, cc, mail(letter(subject=f"第 {number} 封")))


def sent(post: Post, letters: int = 3) -> list[Outcome]:
    with opened(plain(post)) as sender:
        return [send(sender, number) for number in range(letters)]


def subjects(post: Post) -> list[str]:
    return [parsed(each.data)["Subject"] for each in post.taken]


def test_letters_go_one_after_another_over_one_connection() -> None:
    with smtp_server() as post:
        assert sent(post) == [ACCEPTED] * 3
    assert subjects(post) == ["第 0 封", "第 1 封", "第 2 封"]
    assert post.connections == 1


def test_the_server_gets_the_letters_bytes_and_everybody_once() -> None:
    with smtp_server() as post, opened(plain(post)) as sender:
        assert send(sender, 1, (TO, "b@b.tw"), (CC, TO.upper())) == ACCEPTED
    assert post.taken == [Taken(HQ.email, (TO, "b@b.tw", CC), mail(letter(subject="第 1 封")))]


def test_a_line_that_begins_with_a_dot_arrives_whole() -> None:
    data = b"Subject: x\r\n\r\n.\r\n..\r\n.a\r\n"
    with smtp_server() as post, opened(plain(post)) as sender:
        assert sender.send(HQ.email, [TO], [], data) == ACCEPTED
    assert post.taken[0].data == data


def test_this_machine_introduces_itself_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getfqdn", lambda *_: "王小明的電腦")
    with smtp_server() as post:
        assert sent(post, 1) == [ACCEPTED]
    assert post.names == ["[127.0.0.1]"]


# ── refusals ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("answer", ["550 5.7.1 Message refused as spam", "452 4.3.1 Insufficient storage"])
def test_a_refused_letter_is_told_and_the_others_go_on(answer: str) -> None:
    with smtp_server(answers={1: answer}) as post:
        before, outcome, after = sent(post)
    assert (before, after) == (ACCEPTED, ACCEPTED)
    assert outcome == refused(
        Sentence(
            f"伺服器不接受這封信，訊息為「{answer}」", f"the server refuses the letter and says “{answer}”"
        )
    )
    assert subjects(post) == ["第 0 封", "第 2 封"]


def test_a_letter_whose_recipient_is_refused_goes_to_nobody() -> None:
    with smtp_server(refuses={TO: "550 5.1.1 no such user"}) as post, opened(plain(post)) as sender:
        outcome = send(sender, 0, (TO,), (CC,))
        assert send(sender, 1, ("b@b.tw",)) == ACCEPTED
    assert_says(
        outcome.reason,
        f"不接受收件人 {TO}，訊息為「550 5.1.1 no such user」",
        f"refuses the recipient {TO} and says “550 5.1.1 no such user”",
    )
    assert [each.recipients for each in post.taken] == [("b@b.tw",)]


def test_a_letter_whose_copy_is_refused_goes_out_and_says_so() -> None:
    with smtp_server(refuses={CC: "550 no such user"}) as post, opened(plain(post)) as sender:
        outcome = send(sender, 0, (TO,), (CC, "c@b.tw"))
    assert outcome == Outcome(accepted=True, refused=((CC, "550 no such user"),))
    assert [each.recipients for each in post.taken] == [(TO, "c@b.tw")]


def test_a_sender_whom_the_server_does_not_let_write_is_told() -> None:
    with smtp_server(senders={HQ.email: "553 5.7.1 not your address"}) as post:
        reason = sent(post, 1)[0].reason
    assert_says(
        reason,
        f"不接受寄件人 {HQ.email}，訊息為「553 5.7.1 not your address」",
        f"refuses the sender {HQ.email} and says “553 5.7.1 not your address”",
    )


def test_what_a_server_says_is_one_line() -> None:
    with smtp_server(answers={0: "550-first\r\n550 second\x1b[31m"}) as post:
        assert "「550 first second[31m」" in str(sent(post, 1)[0].reason)


def test_a_letter_larger_than_the_server_takes_is_refused_before_it_is_handed_over() -> None:
    with smtp_server() as post, opened(plain(post)) as sender:
        outcome = sender.send(HQ.email, [TO], [], b"x" * 34_000_000)
        assert send(sender) == ACCEPTED
    assert_says(outcome.reason, f"寄件人 {HQ.email}，訊息為「552", f"sender {HQ.email} and says “552")


# ── connections that end ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("answer", ["421 4.7.0 Too many messages", "421 4.3.2 shutting down"])
def test_where_the_server_closes_the_letter_goes_through_a_new_connection(answer: str) -> None:
    with smtp_server(answers={1: answer}) as post:
        assert sent(post) == [ACCEPTED] * 3
    assert subjects(post) == ["第 0 封", "第 1 封", "第 2 封"]
    assert post.connections == 2


def test_a_letter_that_closes_the_connection_twice_is_told_and_the_others_go_on() -> None:
    with smtp_server(answers={1: "421 4.7.0 no", 2: "421 4.7.0 still no"}) as post:
        before, outcome, after = sent(post)
    assert (before, after) == (ACCEPTED, ACCEPTED)
    assert_says(outcome.reason, "中斷連線，訊息為「421 4.7.0 still no」", "says “421 4.7.0 still no”")
    assert subjects(post) == ["第 0 封", "第 2 封"]


def test_a_letter_that_nobody_answered_for_is_not_sent_again_by_itself() -> None:
    with smtp_server(answers={1: "hangs up unanswered"}) as post:
        first, second, third = sent(post)
    assert (first, third) == (ACCEPTED, ACCEPTED)
    assert (second.accepted, second.is_unknown) == (False, True)
    assert_says(second.reason, "不知是否寄出", "nobody knows whether it was sent")
    assert subjects(post) == ["第 0 封", "第 1 封", "第 2 封"]


def test_a_server_that_is_gone_ends_the_run() -> None:
    with smtp_server(answers={1: "dies"}) as post, opened(plain(post)) as sender:
        assert send(sender, 0) == ACCEPTED
        assert not send(sender, 1).accepted
        with pytest.raises(MailServerError, match=r"失敗（對方沒有開放這個連接埠）.*已寄出的不會重寄"):
            send(sender, 2)
    assert subjects(post) == ["第 0 封"]


@contextmanager
def breaking_off(greeting: bytes, *answers: bytes) -> Iterator[int]:
    """A port where one connection is greeted, each command gets the next answer, then it is closed."""

    def serve() -> None:
        with listening.accept()[0] as client:
            client.sendall(greeting)
            for answer in answers:
                if not client.recv(4096):
                    return
                client.sendall(answer)

    with socket.create_server((HOST, 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield int(listening.getsockname()[1])
        listening.close()
        thread.join(PATIENCE)
    assert not thread.is_alive()


# ── what goes wrong before the first letter ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("greeting", "answers", "zh", "en"),
    [
        (b"", (), "失敗（對方中斷連線）", "the connection was cut off"),
        (b"554 no service\r\n", (), "拒絕連線，訊息為「554 no service」", "and says “554 no service”"),
        (b"HTTP/1.1 400 Bad Request\r\n", (), "拒絕連線", "refuses the connection"),
        (b"220 hello\r\n", (b"502 no\r\n", b"502 no\r\n"), "拒絕連線，訊息為「502 no」", "says “502 no”"),
    ],
)
def test_a_server_that_is_none_is_a_sentence(
    greeting: bytes, answers: tuple[bytes, ...], zh: str, en: str
) -> None:
    with breaking_off(greeting, *answers) as port:
        assert_says(connecting_fails(Server(HOST, port, "none")), zh, en)


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "TIMEOUT", 0.1)
    with socket.create_server((HOST, 0)) as silent:
        sentence = connecting_fails(Server(HOST, silent.getsockname()[1], "none"))
    assert_says(sentence, "逾時沒有回應", "did not answer in time")


@pytest.mark.parametrize(
    ("server", "zh", "en"),
    [
        (Server(HOST, 1, "none"), "失敗（對方沒有開放這個連接埠）", "nothing answers at this port"),
        (Server("no-such-host.invalid", 25), "連線 no-such-host.invalid:25 失敗", "there is no host"),
        (Server("a" * 300, 25), "無法使用主機名稱|失敗", "is no name of a host|cannot be reached"),
        (
            Server("mail.example.tw", 25, "none"),
            "信件與附件會外洩",
            "the letters would go to mail.example.tw",
        ),
        (Server("mail.example.tw", 25, "none", USER, PASSWORD), "密碼會外洩", "the password would go"),
        (
            Server("mail.example.tw", 25, "none", USER, PASSWORD, allows_plain=True),
            "密碼會外洩",
            "the password would go",
        ),
    ],
)
def test_what_cannot_be_connected_to_is_a_sentence(server: Server, zh: str, en: str) -> None:
    assert_says(connecting_fails(server), zh, en)


# ── encrypted, and logged in ────────────────────────────────────────────────────────────────────


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Trust this server's certificate, as the system trusts those that it knows."""
    return lambda post: monkeypatch.setenv("SSL_CERT_FILE", str(post.certificate))


def logged_in(post: Post, kind: Any) -> Server:
    return Server(HOST, post.port, kind, USER, PASSWORD)


@pytest.mark.parametrize("kind", ["starttls", "tls"])
def test_a_letter_goes_encrypted_and_logged_in(kind: Any, trusting: Any) -> None:
    with smtp_server(kind, asks_password=True) as post:
        trusting(post)
        with opened(logged_in(post, kind)) as sender:
            assert send(sender) == ACCEPTED
    assert subjects(post) == ["第 0 封"]


@pytest.mark.parametrize("kind", ["starttls", "tls"])
@pytest.mark.parametrize(
    "change", [{"password": "wrong"}, {"password": "密碼"}, {"user": "王小明"}, {"user": "nobody"}]
)
def test_a_wrong_password_is_a_sentence(kind: Any, change: dict[str, Any], trusting: Any) -> None:
    with smtp_server(kind, asks_password=True) as post:
        trusting(post)
        sentence = connecting_fails(replace(logged_in(post, kind), **change))
    user = change.get("user", USER)
    assert_says(sentence, "的帳號或密碼，訊息為「535 .*應用程式密碼", "refuses the user .*“535 ", user)
    assert PASSWORD not in f"{sentence.zh}{sentence.en}"


@pytest.mark.parametrize(
    ("answer", "zh", "en"),
    [
        (
            "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
            "不讓程式以密碼登入，訊息為「535 5.7.139 .*」；這個信箱只接受 OAuth.*請不加 --smtp 再執行一次",
            "takes no passwords from programs and says “535 5.7.139 .*OAuth.* Run it without --smtp",
        ),
        (
            "535 5.7.139 SmtpClientAuthentication is disabled for the Tenant.",
            "只接受 OAuth",
            "asks for OAuth",
        ),
        ("535 5.7.3 LOGIN failed", "的帳號或密碼.*可能只接受 OAuth", "or the password .* may ask for OAuth"),
    ],
)
def test_a_server_that_takes_no_passwords_is_quoted_with_what_to_do_then(
    answer: str, zh: str, en: str, trusting: Any
) -> None:
    with smtp_server("starttls", asks_password=True, refuses_passwords=answer) as post:
        trusting(post)
        sentence = connecting_fails(logged_in(post, "starttls"))
    assert_says(sentence, zh, en, USER)


def test_a_server_that_offers_tokens_alone_is_asked_for_no_password(trusting: Any) -> None:
    with smtp_server("starttls", asks_password=True, offers="XOAUTH2 OAUTHBEARER") as post:
        trusting(post)
        sentence = connecting_fails(logged_in(post, "starttls"))
    assert_says(
        sentence, "「504 AUTH XOAUTH2 OAUTHBEARER」；這個信箱只接受 OAuth", "this mailbox asks for OAuth"
    )


@pytest.mark.parametrize("kind", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(kind: Any) -> None:
    with smtp_server(kind, asks_password=True) as post:
        sentence = connecting_fails(logged_in(post, kind))
        assert_says(sentence, "憑證不可信（.*未送出密碼與信件", "is not trusted .* nothing was sent")
        assert post.taken == []


def test_without_starttls_nothing_is_sent() -> None:
    with smtp_server() as post:
        sentence = connecting_fails(logged_in(post, "starttls"))
    assert_says(sentence, "不提供 STARTTLS", "offers no STARTTLS, and nothing was sent")


def test_where_nobody_can_log_in_that_is_said() -> None:
    with smtp_server() as post:
        sentence = connecting_fails(replace(plain(post), user=USER, password=PASSWORD))
    assert_says(sentence, "不接受登入", "takes no log-in at this port")


def test_tls_where_there_is_none_is_a_sentence() -> None:
    with smtp_server() as post:
        sentence = connecting_fails(Server(HOST, post.port, "tls"))
    assert_says(sentence, "無法與 .* 建立加密連線", "no TLS connection to .* can be made")


def test_a_password_is_never_shown() -> None:
    assert PASSWORD not in repr(Server(HOST, free_port(), "tls", USER, PASSWORD))


def test_tls_is_asked_for_unless_another_is_named() -> None:
    assert Server("mail.example.tw").security == "starttls"
    assert Server("mail.example.tw").address == "mail.example.tw:587"
    assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED
