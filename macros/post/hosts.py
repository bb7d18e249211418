"""Hosts: which are this machine itself, and in words why another cannot be talked to."""

import errno
import ipaddress
import re
import smtplib
import socket
import ssl

from macros.post.texts import clean_text
from scoring.errors import Sentence, system_reason

_MAX_SAID = 300


def is_this_machine(host: str) -> bool:
    """Tell whether what goes to ``host`` never leaves this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def answered(text: object) -> Sentence:
    """Return what a server or a library said, quoted on one line; nothing where it said nothing."""
    words = clean_text(str(text), _MAX_SAID)
    return Sentence(f"，訊息為「{words}」", f" and says “{words}”") if words else Sentence("", "")


_NO_PASSWORDS = re.compile(
    r"oauth|basic\s*auth\w*.{0,20}(disabled|blocked|not)|smtpclientauthentication|5\.7\.139|modern auth"
    r"|web ?login required",
    re.IGNORECASE,
)
"""What servers say that take no password from a program."""
_PERHAPS = re.compile(r"\b(authenticate|login) failed", re.IGNORECASE)
"""What Exchange says of a wrong password and of any password alike."""


def refuses_passwords(user: str, where: str, text: object, instead: Sentence) -> Sentence | None:
    """Say what a server's refusal means where it takes no passwords, or perhaps none, and what to do instead;
    None where it does not say that. ``text`` is its answer, to be quoted."""
    own = answered(text)
    if _NO_PASSWORDS.search(str(text)):
        return Sentence(
            f"{where} 不讓程式以密碼登入{own.zh}；這個信箱只接受 OAuth，本程式不支援。{instead.zh}",
            f"{where} takes no passwords from programs{own.en}; this mailbox asks for OAuth, which kaohe does"
            f" not have. {instead.en}",
        )
    if _PERHAPS.search(str(text)):
        return Sentence(
            f"{where} 不接受 {user} 的帳號或密碼{own.zh}；請核對，有些信箱須另設應用程式密碼。"
            f"若帳號密碼無誤，這個信箱可能只接受 OAuth：{instead.zh}",
            f"{where} refuses the user {user} or the password{own.en}; check both, and note that some"
            " mailboxes ask for an app password. Where both are right, it may ask for OAuth:"
            f" {instead.en}",
        )
    return None


_NO_ROUTE = Sentence("網路不通", "there is no way to it through the network")
_NETWORK = {
    errno.ECONNREFUSED: Sentence("對方沒有開放這個連接埠", "nothing answers at this port"),
    errno.ECONNRESET: Sentence("對方中斷連線", "the connection was cut off"),
    errno.ECONNABORTED: Sentence("連線中斷", "the connection was cut off"),
    errno.EPIPE: Sentence("對方中斷連線", "the connection was cut off"),
    errno.ENETUNREACH: _NO_ROUTE,
    errno.EHOSTUNREACH: _NO_ROUTE,
    errno.ENETDOWN: _NO_ROUTE,
}


def network_reason(error: OSError) -> Sentence:
    """Return why a host could not be talked to."""
    if isinstance(error, smtplib.SMTPException):  # says no more than what it was raised for
        cause = error.__context__
        return network_reason(cause) if isinstance(cause, OSError) else _NETWORK[errno.ECONNRESET]
    if isinstance(error, TimeoutError):
        return Sentence("逾時沒有回應", "it did not answer in time")
    if isinstance(error, socket.gaierror):
        return Sentence("找不到這個主機名稱", "there is no host of this name")
    return _NETWORK.get(error.errno or 0) or system_reason(error)


_DISTRUST = {  # the numbers are OpenSSL's X509_V_ERR_…
    9: Sentence("尚未生效", "it is not valid yet"),
    10: Sentence("已過期", "it has expired"),
    18: Sentence("是自行簽發的", "it is signed by itself"),
    19: Sentence("簽發者不受信任", "its issuer is not trusted"),
    20: Sentence("簽發者不明", "its issuer is not known"),
    62: Sentence("不是發給這個主機名稱的", "it is for another host"),
    64: Sentence("不是發給這個位址的", "it is for another address"),
}


def distrust(error: ssl.SSLCertVerificationError) -> Sentence:
    """Return why a server's certificate is not trusted."""
    return _DISTRUST.get(error.verify_code) or Sentence("無法驗證", error.verify_message)
