"""Letters through a mail server (RFC 5321): one after another over one connection, each answered for.

What the server took is told apart from what it refused, and from what nobody can know: where the
connection ends after the whole letter was handed over and before the answer.
"""

import re
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from macros.post.hosts import answered, network_reason
from macros.post.outbox.server import Server, connected, said
from scoring.errors import Sentence

_TAKEN, _FORWARDED, _GO_ON, _CLOSING = 250, 251, 354, 421
_UNANSWERED = Sentence(
    "信已交給伺服器，但回覆前斷線，不知是否寄出；再執行一次會再寄，請先向機關查證",
    "the letter was handed over, but the connection ended before the server answered, so nobody knows"
    " whether it was sent; the next run sends it again, so ask the office first",
)
_LETTER = Sentence("這封信", "the letter")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter. ``reason`` is why it was not accepted, None where it was;
    ``refused`` are recipients of an accepted letter whom the server would not take, with why.

    ``is_unknown``: handed over, but the server did not say whether it took it.
    """

    accepted: bool
    reason: Sentence | None = None
    refused: tuple[tuple[str, str], ...] = ()
    is_unknown: bool = False


class _NotSentError(Exception):
    """A letter was not handed over, for ``reason``."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason.zh)
        self.reason = reason


class _RefusedError(_NotSentError):
    """The server's answer that ends this letter and no other."""


class _DroppedError(_NotSentError):
    """The connection ended before the letter was handed over: it can be tried again."""


class _UnansweredError(Exception):
    """It ended between the letter's last line and the server's answer."""


class Sender:
    """A server that takes letters. Made by `opened`."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = connected(server)

    def send(self, sender: str, to: Sequence[str], cc: Sequence[str], data: bytes) -> Outcome:
        """Hand over one mail's bytes.

        Where the server drops the connection it is opened once more. A letter goes out where everybody in
        ``to`` is taken; the outcome tells whom of ``cc`` the server refuses. Raise MailServerError where the
        server does not come back.
        """
        reason: Sentence | None = None
        for _ in range(2):
            self._connection = self._connection or connected(self._server)
            try:
                return _hand_over(self._connection, sender, to, cc, data)
            except _RefusedError as error:
                self._reset(self._connection)
                return Outcome(accepted=False, reason=error.reason)
            except _UnansweredError:
                self._drop()
                return Outcome(accepted=False, reason=_UNANSWERED, is_unknown=True)
            except _DroppedError as error:
                self._drop()
                reason = error.reason
        return Outcome(accepted=False, reason=reason)

    def close(self) -> None:
        """Take leave of the server."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
        self._drop()

    def _reset(self, connection: smtplib.SMTP) -> None:
        """Forget the letter's recipients, so that none of them gets the next one."""
        try:
            code = connection.rset()[0]
        except (smtplib.SMTPException, OSError):
            code = 0
        if code != _TAKEN:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
        self._connection = None


@contextmanager
def opened(server: Server) -> Iterator[Sender]:
    """Connect and log in to the server.

    Raise MailServerError, a sentence, where that cannot be.
    """
    sender = Sender(server)
    try:
        yield sender
    finally:
        sender.close()


def _hand_over(
    connection: smtplib.SMTP, sender: str, to: Sequence[str], cc: Sequence[str], data: bytes
) -> Outcome:
    try:
        refused = _envelope(connection, sender, to, cc, len(data))
        code, text = connection.docmd("DATA")
        if code != _GO_ON:
            raise _refusal(code, text)
        connection.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from None
    except OSError as error:  # of which the library's own errors are a kind
        why = network_reason(error)
        raise _dropped(Sentence(f"（{why.zh}）", f" ({why.en})")) from None
    try:
        code, text = connection.getreply()
    except OSError:
        raise _UnansweredError from None
    if code != _TAKEN:
        raise _refusal(code, text)
    return Outcome(accepted=True, refused=refused)


def _envelope(
    connection: smtplib.SMTP, sender: str, to: Sequence[str], cc: Sequence[str], size: int
) -> tuple[tuple[str, str], ...]:
    """Name the sender and everybody once; return those of ``cc`` whom the server does not take, with why."""
    code, text = connection.mail(sender, [f"size={size}"] if connection.has_extn("size") else [])
    if code != _TAKEN:
        raise _refusal(code, text, Sentence(f"寄件人 {sender}", f"the sender {sender}"))
    for email in to:
        code, text = connection.rcpt(email)
        if code not in (_TAKEN, _FORWARDED):
            raise _refusal(code, text, Sentence(f"收件人 {email}", f"the recipient {email}"))
    refused = []
    named = {email.casefold() for email in to}
    for email in cc:
        if email.casefold() not in named:
            code, text = connection.rcpt(email)
            if code == _CLOSING:
                raise _refusal(code, text)
            if code not in (_TAKEN, _FORWARDED):
                refused.append((email, said(code, text)))
    return tuple(refused)


def _refusal(code: int, text: bytes | str, whom: Sentence = _LETTER) -> _NotSentError:
    """Tell a refusal from a server that is about to end the connection: 421 (RFC 5321 3.8).

    That one says nothing of the letter.
    """
    own = answered(said(code, text))
    if code == _CLOSING:
        return _dropped(own)
    return _RefusedError(Sentence(f"伺服器不接受{whom.zh}{own.zh}", f"the server refuses {whom.en}{own.en}"))


def _dropped(why: Sentence) -> _DroppedError:
    return _DroppedError(Sentence(f"伺服器中斷連線{why.zh}", f"the server ended the connection{why.en}"))
