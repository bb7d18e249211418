"""Letters through a mail server (RFC 5321): one after another over one connection, each answered for.

What the server took is told apart from what it refused, and from what nobody can know: where the
connection ends after the whole letter was handed over and before the answer.
"""

import re
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from macros.post.outbox.server import Server, connected, said

_TAKEN, _FORWARDED, _GO_ON, _CLOSING = 250, 251, 354, 421
_DROPPED = "伺服器中斷連線 (the server ended the connection)"
_UNANSWERED = "信已交給伺服器，但回覆前斷線，不知是否寄出 (the connection ended before the server answered)"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter. ``reason`` is the server's answer where it was not accepted;
    ``refused`` are recipients of an accepted letter whom the server would not take, with why.

    ``is_unknown``: handed over, but the server did not say whether it took it.
    """

    accepted: bool
    reason: str = ""
    refused: tuple[tuple[str, str], ...] = ()
    is_unknown: bool = False


class _RefusedError(Exception):
    """The server's answer that ends this letter and no other."""


class _DroppedError(Exception):
    """The connection ended before the letter was handed over: it can be tried again."""


class _UnansweredError(Exception):
    """It ended between the letter's last line and the server's answer."""


class Sender:
    """A server that takes letters. Made by `opened`."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = connected(server)

    def send(self, sender: str, to: Sequence[str], cc: Sequence[str], data: bytes) -> Outcome:
        """Hand over one mail's bytes. Where the server drops the connection it is opened once more.

        A letter goes out where everybody in ``to`` is taken; whom of ``cc`` the server refuses is
        told. Raises MailServerError where the server does not come back.
        """
        reason = ""
        for _ in range(2):
            self._connection = self._connection or connected(self._server)
            try:
                return _hand_over(self._connection, sender, to, cc, data)
            except _RefusedError as error:
                self._reset(self._connection)
                return Outcome(accepted=False, reason=str(error))
            except _UnansweredError:
                self._drop()
                return Outcome(accepted=False, reason=_UNANSWERED, is_unknown=True)
            except _DroppedError as error:
                self._drop()
                reason = str(error)
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
    """The server, logged in to. Raises MailServerError, a sentence, where that cannot be."""
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
        raise _DroppedError(f"{_DROPPED} {error}") from None
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
    """Name the sender and everybody once; those of ``cc`` whom the server does not take, with why."""
    code, text = connection.mail(sender, [f"size={size}"] if connection.has_extn("size") else [])
    if code != _TAKEN:
        raise _refusal(code, text, f"寄件人 {sender} ")
    for email in to:
        code, text = connection.rcpt(email)
        if code not in (_TAKEN, _FORWARDED):
            raise _refusal(code, text, f"收件人 {email} ")
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


def _refusal(code: int, text: bytes | str, whom: str = "") -> _RefusedError | _DroppedError:
    """421 is the server about to end the connection (RFC 5321 3.8), which says nothing of the letter."""
    words = f"{whom}{said(code, text)}"
    return _DroppedError(words) if code == _CLOSING else _RefusedError(words)
