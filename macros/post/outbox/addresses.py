"""E-mail addresses as staff type them, read strictly: what is not one is refused."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr

from macros.post.texts import clean_text
from scoring.errors import KaoheError, Sentence
from scoring.roster import separate

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_MAX_LOCAL, _MAX_ADDRESS = 64, 254  # RFC 5321 4.5.3.1
_MAX_TEXT, _MAX_SHOWN = 1_000, 60
_NOWHERE = Sentence("", "")


class AddressError(KaoheError):
    """Text in place of an e-mail address that is not one."""


@dataclass(frozen=True, slots=True)
class Address:
    """Someone to write to, or who writes. ``email`` is ASCII, as servers take it."""

    name: str
    email: str


def addresses(text: str, where: Sentence, name: str = "") -> tuple[Address, ...]:
    """Read the addresses in a cell, each alone or as ``名字 <a@b>``, separated as `roster.separate` says.

    ``name`` is whose they are, where the cell does not say. Full-width letters are read as plain ones, a
    Chinese domain as servers write it (RFC 3490). An address that is there twice is taken once. ``where``
    names the field that it stands in. Raise AddressError for anything else.
    """
    found: dict[str, Address] = {}
    for each in separate(text):
        one = _address(each, where, name)
        found.setdefault(one.email.casefold(), one)
    return tuple(found.values())


def emails(text: str) -> frozenset[str]:
    """Return the addresses in a cell in small letters, to know a sender by; what is none is left out."""
    found = set()
    for each in separate(text):
        with suppress(AddressError):
            found.add(_address(each, _NOWHERE, "").email.casefold())
    return frozenset(found)


def plain_email(text: str) -> str:
    """Return the one address that a text is, without a name, as servers take it; empty where it is none."""
    local, _, domain = _narrow(clean_text(text, _MAX_TEXT)).removeprefix("mailto:").rpartition("@")
    email = f"{local}@{_ascii(domain)}"
    is_one = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(_ascii(domain))
    return email if is_one and len(local) <= _MAX_LOCAL and len(email) <= _MAX_ADDRESS else ""


def _address(text: str, where: Sentence, name: str) -> Address:
    said = clean_text(text, _MAX_TEXT)
    own_name, inner = parseaddr(said) if said.endswith((">", "＞")) and "<" in said else ("", said)
    email = plain_email(inner)
    if not email:
        raise AddressError(
            f"{where.zh}「{said[:_MAX_SHOWN]}」不是正確的地址，請更正，例：name@example.gov.tw",
            f"{where.en}, “{said[:_MAX_SHOWN]}”, is no address; correct it, as in name@example.gov.tw",
        )
    return Address(clean_text(own_name or name, 100), email)


def _narrow(text: str) -> str:
    """Narrow full-width letters, for an input method leaves people typing ＠ and ．."""
    return unicodedata.normalize("NFKC", text).replace("。", ".").strip()


def _ascii(domain: str) -> str:
    """Return a domain as servers write it; empty where it cannot be written so."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
