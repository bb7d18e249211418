"""A mail server that takes letters: which one, and the connection to it, encrypted and logged in."""

import base64
import ipaddress
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from macros.post.hosts import answered, distrust, is_this_machine, network_reason, refuses_passwords
from macros.post.texts import clean_text
from scoring.errors import KaoheError, Sentence

TIMEOUT = 60.0
"""Seconds that the server may take over one answer."""
Security = Literal["starttls", "tls", "none"]
PORTS: Mapping[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
_AUTHENTICATED, _NO_MECHANISM = 235, 504
_MAX_SAID = 300


class MailServerError(KaoheError):
    """The server cannot be reached, trusted or logged in to: no letter can be sent."""


@dataclass(frozen=True, slots=True)
class Server:
    """Which server takes the letters, as whom; no ``user``: without logging in. ``port`` 0 is the
    usual one.

    ``none`` goes without TLS: to this machine itself, or where ``allows_plain`` says that it was
    asked for; but never a password to another machine.
    """

    host: str
    port: int = 0
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    allows_plain: bool = False

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port or PORTS[self.security]}"


def said(code: int, text: bytes | str) -> str:
    """Return a server's answer as one line."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return clean_text(f"{code} {words}", _MAX_SAID)


def connected(server: Server) -> smtplib.SMTP:
    """Open a connection that letters can go through.

    Raise MailServerError, a sentence, where there is none.
    """
    if server.security == "none" and not is_this_machine(server.host):
        _refuse_plain(server)
    with _in_words(server):
        connection = _greeted(server)
        try:
            if server.security == "starttls":
                _encrypt(server, connection)
            if server.user:
                _log_in(server, connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _refuse_plain(server: Server) -> None:
    if server.user:
        raise MailServerError(
            f"不以明碼連線到其他主機 {server.host}，密碼會外洩；請改用 starttls 或 tls",
            f"the password would go to {server.host} without TLS, open to others; use starttls or tls",
        )
    if not server.allows_plain:
        raise MailServerError(
            f"不以明碼寄信到其他主機 {server.host}，信件與附件會外洩；請改用 starttls 或 tls，"
            "確定要用明碼再加 --allow-plain",
            f"the letters would go to {server.host} without TLS, open to others; use starttls or tls,"
            " or add --allow-plain where that is meant",
        )


def _greeted(server: Server) -> smtplib.SMTP:
    host, port = server.host, server.port or PORTS[server.security]
    connection: smtplib.SMTP
    # The library would introduce itself by this machine's name, which may be Chinese and is then lost.
    if server.security == "tls":
        trusted = ssl.create_default_context()
        connection = smtplib.SMTP_SSL(
            host, port, local_hostname="localhost", timeout=TIMEOUT, context=trusted
        )
    else:
        connection = smtplib.SMTP(host, port, local_hostname="localhost", timeout=TIMEOUT)
    try:
        if connection.sock is not None:
            connection.local_hostname = _literal(connection.sock.getsockname()[0])
        connection.ehlo_or_helo_if_needed()
    except BaseException:
        connection.close()
        raise
    return connection


def _literal(own_address: str) -> str:
    """Name this machine by its address, as a client without a name does (RFC 5321 4.1.3)."""
    address = ipaddress.ip_address(own_address.partition("%")[0])
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


def _encrypt(server: Server, connection: smtplib.SMTP) -> None:
    if not connection.has_extn("starttls"):
        raise MailServerError(
            f"{server.address} 不提供 STARTTLS 加密，未送出密碼與信件；請改用 tls，或洽資訊人員",
            f"{server.address} offers no STARTTLS, and nothing was sent; use tls, or ask the IT staff",
        )
    connection.starttls(context=ssl.create_default_context())
    connection.ehlo()


def _log_in(server: Server, connection: smtplib.SMTP) -> None:
    if not connection.has_extn("auth"):
        raise MailServerError(
            f"{server.address} 在這個連接埠不接受登入；請核對連接埠，或不指定帳號",
            f"{server.address} takes no log-in at this port; check the port, or name no user",
        )
    offered = str(connection.esmtp_features.get("auth", "")).upper()
    if "OAUTH" in offered and not {"PLAIN", "LOGIN", "CRAM-MD5"} & set(offered.split()):
        raise smtplib.SMTPAuthenticationError(_NO_MECHANISM, f"AUTH {offered.strip()}")
    if f"{server.user}{server.password}".isascii():
        connection.login(server.user, server.password)
        return
    # The library's own sends ASCII alone; PLAIN is UTF-8 (RFC 4616).
    credentials = base64.b64encode(f"\0{server.user}\0{server.password}".encode()).decode("ascii")
    code, text = connection.docmd("AUTH", f"PLAIN {credentials}")
    if code != _AUTHENTICATED:
        raise smtplib.SMTPAuthenticationError(code, text)


_INSTEAD = Sentence(
    "請不加 --smtp 再執行一次：信會寫成草稿，以 Outlook 開啟即可寄出",
    "Run it without --smtp: the letters become drafts, which Outlook opens ready to be sent",
)


@contextmanager
def _in_words(server: Server) -> Iterator[None]:
    """Turn whatever goes wrong with a server into a sentence."""
    where = server.address
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        text = said(error.smtp_code, error.smtp_error)
        own, refusal = answered(text), refuses_passwords(server.user, where, text, _INSTEAD)
        if refusal:
            raise MailServerError(refusal.zh, refusal.en) from None
        raise MailServerError(
            f"{where} 不接受 {server.user} 的帳號或密碼{own.zh}；請核對，有些信箱須另設應用程式密碼",
            f"{where} refuses the user {server.user} or the password{own.en}; check both, and note that some"
            " mailboxes ask for an app password",
        ) from None
    except smtplib.SMTPResponseException as error:
        own = answered(said(error.smtp_code, error.smtp_error))
        raise MailServerError(
            f"{where} 拒絕連線{own.zh}；請稍後再執行一次，或洽資訊人員",
            f"{where} refuses the connection{own.en}; run again later, or ask the IT staff",
        ) from None
    except ssl.SSLCertVerificationError as error:
        why = distrust(error)
        raise MailServerError(
            f"{where} 的憑證不可信（{why.zh}），未送出密碼與信件；請核對主機名稱或洽資訊人員",
            f"the certificate of {where} is not trusted ({why.en}), and nothing was sent; check the host's"
            " name, or ask the IT staff",
        ) from None
    except ssl.SSLError as error:
        raise MailServerError(
            f"無法與 {where} 建立加密連線（{error.reason}），請核對連接埠與 --security",
            f"no TLS connection to {where} can be made ({error.reason}); check the port and --security",
        ) from None
    except OSError as error:
        why = network_reason(error)
        raise MailServerError(
            f"連線 {where} 失敗（{why.zh}），請核對主機、連接埠、--security 與網路後再執行一次，"
            "已寄出的不會重寄",
            f"{where} cannot be reached ({why.en}); check host, port, --security and network, then run again:"
            " what was sent is not sent twice",
        ) from None
    except (UnicodeError, ValueError):
        raise MailServerError(
            f"無法使用主機名稱「{server.host}」，請核對", f"“{server.host}” is no name of a host; check it"
        ) from None
