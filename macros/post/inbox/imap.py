"""A mailbox read over IMAP (RFC 3501) and left as it was: EXAMINE, BODY.PEEK, no flag touched."""

import imaplib
import ssl
import time
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from macros.post.hosts import answered, distrust, is_this_machine, network_reason, refuses_passwords
from macros.post.inbox.found import MAX_SOURCE, Reason
from scoring.errors import KaoheError, Sentence

if TYPE_CHECKING:
    from imap_tools.mailbox import BaseMailBox

TIMEOUT = 60.0
"""Seconds that the server may take over one answer."""
_SIZES_AT_A_TIME = 500
_MAX_ANSWER = MAX_SOURCE + 16 * 1024 * 1024
"""Bytes of one answer; each line counts for `_MAX_ANSWER` / 160,000 at least. Servers are not exact about a
message's size, and what is a little too large is told as such once it is here."""
_LINE = _MAX_ANSWER // 160_000
_MAX_DIGITS = 19
_ENDLESS = "the answer does not end"
"""What the library passes on in an error of its own."""
_UNNAMED = 0
"""Stands for a UID where a server leaves it out though it should not (RFC 3501 6.4.8); UIDs are never 0."""
ANSWER_TIME = 900.0
"""Seconds that a whole answer may take: 64 MB over a line of 600 kbit/s."""


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
        """The mailbox's key in the record of what was taken."""
        return f"{self.user}@{self.host}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it came. ``data`` is None where there is a ``reason`` why not: it is too large to
    be taken, or the server does not hand it over."""

    validity: int
    uid: int
    data: bytes | None
    reason: Reason | None = None


class _Limits:
    """Limits of one answer, whatever the server says: it is counted as it is read."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._read, self._readline = client.read, client.readline
        client.read, client.readline = self.read, self.readline  # type: ignore[method-assign]
        self.begin()

    def begin(self) -> None:
        """Begin counting the next answer."""
        self._left, self._until = _MAX_ANSWER, time.monotonic() + ANSWER_TIME

    def read(self, size: int) -> bytes:
        self._count(size)  # before it is read: Python's library would at once take memory for it
        return self._read(size)

    def readline(self) -> bytes:
        line = self._readline()
        self._count(max(len(line), _LINE))
        return line

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0 or time.monotonic() > self._until:
            raise imaplib.IMAP4.abort(_ENDLESS)


class OpenMailbox:
    """A mailbox opened for reading. ``validity`` is its UIDVALIDITY: while it stays, so do the UIDs."""

    def __init__(self, mailbox: Mailbox, connection: "BaseMailBox", limits: _Limits) -> None:
        self._mailbox, self._connection, self._limits = mailbox, connection, limits
        self.validity = self._validity()
        self.uids = self._uids()

    def _validity(self) -> int:
        _, values = self._connection.client.response("UIDVALIDITY")
        value = values[-1] if values else None
        return _whole(value.decode("ascii", "replace")) or 0 if isinstance(value, bytes) else 0

    def _uids(self) -> tuple[int, ...]:
        with _in_words(self._mailbox):
            self._limits.begin()
            found = map(_whole, self._connection.uids("ALL", charset=None))
            return tuple(uid for uid in found if uid is not None)

    def messages(self, but: Container[int]) -> Iterator[Message]:
        """Yield each message whose UID is not in ``but``, in order, one at a time.

        One that the server does not hand over is told, and the others go on. Raise MailboxError.
        """
        wanted = [uid for uid in self.uids if uid not in but]
        for start in range(0, len(wanted), _SIZES_AT_A_TIME):
            some = wanted[start : start + _SIZES_AT_A_TIME]
            with _in_words(self._mailbox):
                large = self._larger_than_allowed(some)
            for uid in some:
                if uid in large:
                    yield Message(self.validity, uid, None, "too-large")
                    continue
                with _in_words(self._mailbox):
                    message = self._fetch(uid)
                if message is not None:  # else it was deleted meanwhile
                    yield message

    def _larger_than_allowed(self, uids: list[int]) -> frozenset[int]:
        self._limits.begin()
        found = self._connection.client.uid("fetch", ",".join(map(str, uids)), "(UID RFC822.SIZE)")[1]
        sizes = (_numbers(each) for each in found if isinstance(each, bytes))
        return frozenset(each["UID"] for each in sizes if each.get("RFC822.SIZE", 0) > MAX_SOURCE)

    def _fetch(self, uid: int) -> Message | None:
        from imap_tools.errors import MailboxFetchError

        self._limits.begin()
        refused = Message(self.validity, uid, None, "not-handed-over")
        try:
            raw: _Raw | None = next(iter(self._connection.fetch(uid_list=[str(uid)], mark_seen=False)), None)  # type: ignore[assignment]
        except imaplib.IMAP4.abort:  # the connection is gone
            raise
        except (MailboxFetchError, imaplib.IMAP4.error):  # NO or BAD, as Exchange says of damaged ones
            return refused
        named = uid if raw and uid in raw.bodies else _UNNAMED
        if raw is None or named not in raw.bodies:
            return None
        data = raw.bodies[named]
        return Message(self.validity, uid, data) if data else refused


class _Raw:
    """An answer to FETCH: the bytes of each message by its UID, and nothing else: what they mean is found
    out elsewhere. Servers tell of other messages between."""

    def __init__(self, answer: list[Any]) -> None:
        self.bodies: dict[int, bytes] = {}
        said, data = b"", b""
        for each in answer:
            if isinstance(each, tuple):
                said, data = each[0], each[1] if b"BODY[]" in each[0].upper() else b""
            else:  # what comes after the bytes, or a message of which none came
                uid = _numbers(said + b" " + (each or b"")).get("UID", _UNNAMED)
                if uid or data:
                    self.bodies[uid] = data or self.bodies.get(uid, b"")
                said, data = b"", b""


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[OpenMailbox]:
    """Open the mailbox for reading only.

    Raise MailboxError, a sentence, where it does not open.
    """
    with _in_words(mailbox):
        connection = _connected(mailbox)
    limits = _Limits(connection.client)
    try:
        with _in_words(mailbox):
            _log_in(mailbox, connection)
            connection.folder.set(mailbox.folder, readonly=True)
        yield OpenMailbox(mailbox, connection, limits)
    finally:
        with suppress(MailboxError), _in_words(mailbox):
            connection.logout()
        with suppress(OSError):
            connection.client.shutdown()


def _connected(mailbox: Mailbox) -> "BaseMailBox":
    from imap_tools.mailbox import MailBox, MailBoxUnencrypted

    if mailbox.encryption == "plain" and not is_this_machine(mailbox.host):
        raise MailboxError(
            f"不以明碼連線到其他主機 {mailbox.host}，密碼會外洩；請改用 TLS",
            f"the password would go to {mailbox.host} without TLS, open to others; use TLS",
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

    offered = {str(each).upper() for each in connection.client.capabilities}
    by_token = sorted(offered & {"AUTH=XOAUTH2", "AUTH=OAUTHBEARER"})
    if by_token and ("LOGINDISABLED" in offered):
        raise MailboxLoginError(("NO", [f"LOGINDISABLED {' '.join(by_token)}".encode()]), "OK")
    if f"{mailbox.user}{mailbox.password}".isascii():
        connection.login(mailbox.user, mailbox.password, initial_folder=None)
        return
    try:  # LOGIN takes ASCII alone
        connection.login_utf8(mailbox.user, mailbox.password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from None


def _numbers(answer: bytes) -> dict[str, int]:
    """Return the numbers of an answer such as `1 (UID 5 RFC822.SIZE 1024)`, by name."""
    words = answer.replace(b"(", b" ").replace(b")", b" ").decode("ascii", "replace").split()
    pairs = ((key.upper(), _whole(value)) for key, value in pairwise(words))
    return {key: value for key, value in pairs if value is not None}


def _whole(text: str) -> int | None:
    """Read a whole number of as many digits as IMAP has (32 or 63 bits); None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else None


_INSTEAD = Sentence(
    "請在 Outlook 或網頁信箱把信存成 .eml 或 .msg，放進 inbox/，再執行 kaohe collect",
    "In Outlook or on the web save the mails as .eml or .msg, put them into inbox/, and run kaohe collect",
)


def _no_passwords(mailbox: Mailbox, where: str, text: object) -> MailboxError | None:
    said = refuses_passwords(mailbox.user, where, text, _INSTEAD)
    return MailboxError(said.zh, said.en) if said else None


def _answer(result: Sequence[Any]) -> str:
    """Return a server's answer to a command as a text."""
    lines = result[1] if len(result) > 1 and isinstance(result[1], list) else []
    return " ".join(line.decode("utf-8", "replace") for line in lines if isinstance(line, bytes))


@contextmanager
def _in_words(mailbox: Mailbox) -> Iterator[None]:
    """Turn whatever goes wrong with a server into a sentence."""
    from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

    where = f"{mailbox.host}:{mailbox.port}"
    try:
        yield
    except MailboxLoginError as error:
        text = _answer(error.command_result)
        own = answered(text)
        raise _no_passwords(mailbox, where, text) or MailboxError(
            f"{where} 不接受 {mailbox.user} 的帳號或密碼{own.zh}；請核對，有些信箱須另設應用程式密碼",
            f"{where} refuses the user {mailbox.user} or the password{own.en}; check both, and note that some"
            " mailboxes ask for an app password",
        ) from None
    except MailboxFolderSelectError:
        raise MailboxError(
            f"{where} 沒有信件夾「{mailbox.folder}」，請核對名稱",
            f"{where} has no folder “{mailbox.folder}”; check its name",
        ) from None
    except ssl.SSLCertVerificationError as error:
        why = distrust(error)
        raise MailboxError(
            f"{where} 的憑證不可信（{why.zh}），未送出密碼；請核對主機名稱或洽資訊人員",
            f"the certificate of {where} is not trusted ({why.en}), and the password was not sent; check the"
            " host's name, or ask the IT staff",
        ) from None
    except ssl.SSLError as error:
        raise MailboxError(
            f"無法與 {where} 建立加密連線（{error.reason}），請核對連接埠",
            f"no TLS connection to {where} can be made ({error.reason}); check the port",
        ) from None
    except OSError as error:
        why = network_reason(error)
        raise MailboxError(
            f"連線 {where} 失敗（{why.zh}），請核對主機與網路後再執行一次，會從中斷處繼續",
            f"{where} cannot be reached ({why.en}); check host and network, then run again: it goes on from"
            " there",
        ) from None
    except (imaplib.IMAP4.error, ImapToolsError, ValueError, LookupError, TypeError) as error:
        if _ENDLESS in str(error):
            raise MailboxError(
                f"{where} 的回應過長，已停止讀取；請稍後再執行一次，會從中斷處繼續",
                f"the answer of {where} does not end, so it was not read on; run again later: it goes on"
                " from there",
            ) from None
        own = answered(error)
        raise _no_passwords(mailbox, where, error) or MailboxError(
            f"{where} 的回應無法處理{own.zh}；請稍後再執行一次，會從中斷處繼續",
            f"{where} answers what cannot be used{own.en}; run again later: it goes on from there",
        ) from None
