"""Hosts: which are this machine itself, and in words why another cannot be talked to."""

import errno
import ipaddress
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
