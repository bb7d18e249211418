"""A mailbox read over IMAP (RFC 3501) and left as it was: EXAMINE, BODY.PEEK, no flag touched."""

import imaplib
import ssl
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from scoring.errors import KaoheError
from workbook.post.hosts import is_this_machine
from workbook.post.inbox.found import MAX_SOURCE

if TYPE_CHECKING:
    from imap_tools.mailbox import BaseMailBox

TIMEOUT = 60.0
"""Seconds that the server may take over one answer."""
_SIZES_AT_A_TIME = 500


class MailboxError(KaoheError):
    """The mailbox cannot be reached, opened or read on."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Which mailbox to read, as whom. ``plain`` goes without TLS, to this machine itself only."""

    host: str
    user: str
    password: str = field(repr=False)
    port: int = 993
    folder: str = "INBOX"
    encryption: Literal["tls", "plain"] = "tls"

    @property
    def name(self) -> str:
        """What tells this mailbox from others, for the record of what was taken."""
        return f"{self.user}@{self.host}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it came. ``data`` is None where it is too large to be taken."""

    validity: int
    uid: int
    data: bytes | None


class OpenMailbox:
    """A mailbox opened for reading. ``validity`` is its UIDVALIDITY: while it stays, so do the UIDs."""

    def __init__(self, mailbox: Mailbox, connection: "BaseMailBox") -> None:
        self._mailbox, self._connection = mailbox, connection
        self.validity = self._validity()
        self.uids = self._uids()

    def _validity(self) -> int:
        _, values = self._connection.client.response("UIDVALIDITY")
        value = values[-1] if values else None
        return int(value) if isinstance(value, bytes) and value.isdigit() else 0

    def _uids(self) -> tuple[int, ...]:
        with _in_words(self._mailbox):
            return tuple(int(uid) for uid in self._connection.uids("ALL", charset=None) if uid.isdigit())

    def messages(self, but: Container[int]) -> Iterator[Message]:
        """Each message whose UID is not in ``but``, in order, one at a time. Raises MailboxError."""
        wanted = [uid for uid in self.uids if uid not in but]
        for start in range(0, len(wanted), _SIZES_AT_A_TIME):
            some = wanted[start : start + _SIZES_AT_A_TIME]
            with _in_words(self._mailbox):
                large = self._larger_than_allowed(some)
            for uid in some:
                if uid in large:
                    yield Message(self.validity, uid, None)
                    continue
                with _in_words(self._mailbox):
                    data = self._fetch(uid)
                if data is not None:  # else it was deleted meanwhile
                    yield Message(self.validity, uid, data)

    def _larger_than_allowed(self, uids: list[int]) -> frozenset[int]:
        found = self._connection.client.uid("fetch", ",".join(map(str, uids)), "(UID RFC822.SIZE)")[1]
        sizes = (_numbers(each) for each in found if isinstance(each, bytes))
        return frozenset(each["UID"] for each in sizes if each.get("RFC822.SIZE", 0) > MAX_SOURCE)

    def _fetch(self, uid: int) -> bytes | None:
        found: Iterator[Any] = self._connection.fetch(uid_list=[str(uid)], mark_seen=False)
        return next((raw.data for raw in found if raw.data), None)


class _Raw:
    """A fetched message, its bytes and nothing else: what they mean is found out elsewhere."""

    def __init__(self, answer: list[Any]) -> None:
        bodies = (each[1] for each in answer if isinstance(each, tuple) and b"BODY[]" in each[0].upper())
        self.data: bytes | None = next(bodies, None)


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[OpenMailbox]:
    """The mailbox, opened to be read only. Raises MailboxError, a sentence, where it does not open."""
    with _in_words(mailbox):
        connection = _connected(mailbox)
    try:
        with _in_words(mailbox):
            _log_in(mailbox, connection)
            connection.folder.set(mailbox.folder, readonly=True)
        yield OpenMailbox(mailbox, connection)
    finally:
        with suppress(MailboxError), _in_words(mailbox):
            connection.logout()
        with suppress(OSError):
            connection.client.shutdown()


def _connected(mailbox: Mailbox) -> "BaseMailBox":
    from imap_tools.mailbox import MailBox, MailBoxUnencrypted

    if mailbox.encryption == "plain" and not is_this_machine(mailbox.host):
        raise MailboxError(
            f"不以明碼連線到其他主機 {mailbox.host}，密碼會外洩；請改用 TLS"
            " (without TLS the password would be open to others; use TLS)"
        )
    connection: BaseMailBox
    if mailbox.encryption == "plain":
        connection = MailBoxUnencrypted(mailbox.host, mailbox.port, timeout=TIMEOUT)
    else:
        trusted = ssl.create_default_context()  # the library's own default trusts anyone
        connection = MailBox(mailbox.host, mailbox.port, timeout=TIMEOUT, ssl_context=trusted)
    connection.email_message_class = _Raw  # type: ignore[assignment]
    return connection


def _log_in(mailbox: Mailbox, connection: "BaseMailBox") -> None:
    from imap_tools.errors import MailboxLoginError

    if f"{mailbox.user}{mailbox.password}".isascii():
        connection.login(mailbox.user, mailbox.password, initial_folder=None)
        return
    try:  # LOGIN takes ASCII alone
        connection.login_utf8(mailbox.user, mailbox.password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise MailboxLoginError(("NO", []), "OK") from None


def _numbers(answer: bytes) -> dict[str, int]:
    """What an answer such as `1 (UID 5 RFC822.SIZE 1024)` says."""
    words = answer.replace(b"(", b" ").replace(b")", b" ").decode("ascii", "replace").split()
    pairs = pairwise(words)
    return {key.upper(): int(value) for key, value in pairs if value.isascii() and value.isdigit()}


@contextmanager
def _in_words(mailbox: Mailbox) -> Iterator[None]:
    """Whatever goes wrong with a server, as a sentence."""
    from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

    where = f"{mailbox.host}:{mailbox.port}"
    try:
        yield
    except MailboxLoginError:
        raise MailboxError(
            f"{where} 不接受 {mailbox.user} 的帳號或密碼，請核對；有些信箱須另設應用程式密碼"
            " (the server refuses this user and password; some ask for an app password)"
        ) from None
    except MailboxFolderSelectError:
        raise MailboxError(
            f"{where} 沒有信件夾「{mailbox.folder}」，請核對名稱 (there is no such folder in the mailbox)"
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise MailboxError(
            f"{where} 的憑證不可信（{error.verify_message}），未送出密碼；請核對主機名稱或洽資訊人員"
            " (the server's certificate is not trusted; the password was not sent)"
        ) from None
    except ssl.SSLError as error:
        raise MailboxError(
            f"無法與 {where} 建立加密連線（{error.reason}），請核對連接埠 (no TLS there; check the port)"
        ) from None
    except OSError as error:
        raise MailboxError(
            f"連線 {where} 失敗（{error.strerror or error}），請核對主機與網路後再執行一次，會從中斷處繼續"
            " (the connection failed; check host and network, then run again: it goes on from there)"
        ) from None
    except (imaplib.IMAP4.error, ImapToolsError, ValueError, LookupError, TypeError) as error:
        raise MailboxError(
            f"{where} 的回應無法處理（{error}），請稍後再執行一次，會從中斷處繼續"
            " (the server's answer cannot be used; run again later: it goes on from there)"
        ) from None
