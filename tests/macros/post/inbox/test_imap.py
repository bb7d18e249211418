"""Mail servers that lie, refuse or never end: what there is is taken, the rest is told."""

import itertools
import re
from collections.abc import Callable, Iterator

import pytest

from macros.post.inbox import imap
from macros.post.inbox.imap import Mailbox, MailboxError, Message, opened
from tests.servers.loopback import HOST
from tests.servers.lying import Answer, fetched, lying_server
from tests.words import assert_says

MESSAGES = {1: b"Subject: 1\r\n\r\n", 2: b"Subject: 2\r\n\r\n", 3: b"Subject: 3\r\n\r\n"}
ONE, TWO, THREE = (Message(7, uid, data) for uid, data in MESSAGES.items())
REFUSED = Message(7, 2, None, "not-handed-over")


def of_the_second(*pieces: bytes, status: bytes = b"OK") -> Answer:
    """The server says this of the second message."""

    def answer(tag: bytes, command: bytes) -> Iterator[bytes] | None:
        is_it = re.match(rb"UID FETCH 2 .*BODY", command)
        return iter((*pieces, tag + b" " + status + b" as it is\r\n")) if is_it else None

    return answer


def messages(answer: Answer) -> Iterator[Message]:
    with (
        lying_server(MESSAGES, answer) as port,
        opened(Mailbox(HOST, "hq", "x", port, encryption="plain")) as box,
    ):
        yield from box.messages(())


@pytest.mark.parametrize(
    ("answer", "second"),
    [
        (of_the_second(fetched(2, MESSAGES[2])), TWO),
        (of_the_second(status=b"NO"), REFUSED),
        (of_the_second(status=b"BAD"), REFUSED),
        (of_the_second(b"* 1 FETCH (UID 2 BODY[] NIL)\r\n"), REFUSED),
        (of_the_second(b"* 1 FETCH (UID 2 BODY[] {0}\r\n)\r\n"), REFUSED),
        (of_the_second(), None),
        (of_the_second(b"* 3 FETCH (UID 3 FLAGS (\\Seen))\r\n"), None),
        (of_the_second(b"* 3 FETCH (UID 3 FLAGS ())\r\n", fetched(2, MESSAGES[2]), b"* 1 EXPUNGE\r\n"), TWO),
        (of_the_second(fetched(3, MESSAGES[3]), fetched(2, MESSAGES[2])), TWO),
        (of_the_second(fetched(3, MESSAGES[3])), None),
        (of_the_second(b"* 1 FETCH (BODY[] {%d}\r\n%s UID 2)\r\n" % (14, MESSAGES[2])), TWO),
        (of_the_second(b"* 1 FETCH (BODY[] {%d}\r\n%s)\r\n" % (14, MESSAGES[2])), TWO),
    ],
)
def test_what_a_server_says_of_one_message_does_not_keep_the_others(
    answer: Answer, second: Message | None
) -> None:
    assert list(messages(answer)) == [each for each in (ONE, second, THREE) if each]


_MANY = b"9" * 5_000
"""More digits than Python makes a number of."""


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (b"EXAMINE", b"* 3 EXISTS\r\n* OK [UIDVALIDITY %s] as ever\r\n" % _MANY),
        (b"UID SEARCH", b"* SEARCH 1 %s 2 3\r\n" % _MANY),
        (b"UID FETCH 1,2,3 ", b"* 1 FETCH (UID 1 RFC822.SIZE %s)\r\n" % _MANY),
    ],
)
def test_a_number_that_has_no_end_says_nothing(command: bytes, said: bytes) -> None:
    def answer(tag: bytes, given: bytes) -> Iterator[bytes] | None:
        return iter((said, tag + b" OK done\r\n")) if given.startswith(command) else None

    assert [message.data for message in messages(answer)] == list(MESSAGES.values())


def endless(piece: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: itertools.repeat(piece)


@pytest.mark.parametrize(
    "pieces",
    [
        endless(b"* OK still here\r\n" * 1_000),
        endless(b"* 1 FETCH (UID 2 BODY[] {1000000}\r\n" + bytes(1_000_000) + b")\r\n"),
        lambda: iter([b"* 1 FETCH (UID 2 BODY[] {10000000000}\r\nx"]),
        lambda: iter([b"* 1 FETCH (UID 2 BODY[] {1" + b"0" * 30 + b"}\r\nx"]),
    ],
)
def test_an_answer_that_does_not_end_is_not_read_on(pieces: Callable[[], Iterator[bytes]]) -> None:
    got: list[Message] = []
    with pytest.raises(MailboxError, match="回應過長"):
        got.extend(messages(lambda _, command: pieces() if b"FETCH 2 " in command else None))


def test_an_answer_that_drips_for_ever_ends_at_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "ANSWER_TIME", 0.2)
    with pytest.raises(MailboxError, match="回應過長"):
        list(messages(lambda _, command: endless(b"* OK\r\n")() if b"FETCH 2 " in command else None))


def refused_with(said: bytes, offers: bytes = b"") -> MailboxError:
    """What is said of a server that takes no password with these words."""

    def answer(tag: bytes, command: bytes) -> Iterator[bytes] | None:
        if command.startswith(b"CAPABILITY") and offers:
            return iter((b"* CAPABILITY IMAP4rev1 " + offers + b"\r\n", tag + b" OK done\r\n"))
        return iter((tag + b" NO " + said + b"\r\n",)) if command.startswith(b"LOGIN") else None

    with pytest.raises(MailboxError) as raised:
        list(messages(answer))
    return raised.value


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        (
            b"[ALERT] Basic authentication is disabled; use OAuth",
            r"不讓程式以密碼登入，訊息為「\[ALERT\] Basic .*」；這個信箱只接受 OAuth.*存成 .eml 或 .msg",
            "takes no passwords from programs and says “.*put them into inbox/",
        ),
        (
            b"AUTHENTICATE failed.",
            "hq 的帳號或密碼.*可能只接受 OAuth：請在 Outlook",
            "it may ask for OAuth: In Outlook",
        ),
        (b"LOGIN failed.", "可能只接受 OAuth", "may ask for OAuth"),
        (
            b"[AUTHENTICATIONFAILED] Invalid credentials",
            r"不接受 hq 的帳號或密碼，訊息為「\[AUTHENTICATIONFAILED\] Invalid credentials」；請核對",
            "refuses the user hq or the password and says “.*an app password$",
        ),
    ],
)
def test_a_server_that_takes_no_passwords_is_quoted_with_what_to_do_then(
    said: bytes, zh: str, en: str
) -> None:
    assert_says(refused_with(said).sentence, zh, en)


def test_a_server_that_offers_tokens_alone_is_asked_for_no_password() -> None:
    error = refused_with(b"asked after all", offers=b"LOGINDISABLED AUTH=XOAUTH2")
    assert_says(error.sentence, "「LOGINDISABLED AUTH=XOAUTH2」；這個信箱只接受 OAuth", "asks for OAuth")
