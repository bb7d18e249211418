"""An .eml, by Python's own email package; its headers are decoded here, as they really come.

The package is given nothing that it would take long over: limits are checked on the bytes before.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.errors import MessageError
from email.feedparser import BytesFeedParser
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from macros.post.inbox.automatic import FIELDS, automatic
from macros.post.inbox.body import cloud_link, uuencoded
from macros.post.inbox.found import Budget, Mail, Opened, Part, Reason, UnreadableError, believed
from macros.post.texts import clean_text, decoded, decoded_as

BROKEN = (
    MessageError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,
    ArithmeticError,
)
"""The exceptions that the package raises for broken mails."""
_MAX_HEADER = 2_000
_MAX_UNDERWAY = timedelta(days=5)
"""How long servers try to deliver a mail (RFC 5321 4.5.4.1)."""
_MAX_FIELD = 64 * 1024
_MAX_OF_FIELDS = 8 * 1024 * 1024
_MAX_PARAMETERS = 200
"""Of one field, the pieces of a name that was split among them; the package takes the square of the time."""
_CHUNK = 256 * 1024
_MAX_LAYERS = 24
"""The most parts within parts: the package compares every line with the boundaries of all of them."""
_FIELD = re.compile(rb"(?:^|[\r\n])[!-9;-~]{1,76}:")
_CONTENT_FIELD = re.compile(rb"(?i)(?:^|[\r\n])content-[a-z-]{1,40}:[^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*")
_BOUNDARY = re.compile(rb"[\r\n]--")
_OUTLOOK_PICTURE = re.compile(r"(?i)image\d{3}\.(?:png|jpe?g|gif|bmp|emf)")
_TYPES: dict[str, Reason] = {
    "application/pkcs7-signature": "signature",
    "application/x-pkcs7-signature": "signature",
    "application/pgp-signature": "signature",
    "application/pkcs7-mime": "smime-opaque",
    "application/x-pkcs7-mime": "smime-opaque",
    "application/ms-tnef": "tnef",
    "application/vnd.ms-tnef": "tnef",
}


class _Layer(Message):
    """A part that knows how deep it is, and ends the reading where it is too deep."""

    depth = 0

    def attach(self, payload: Any) -> None:
        if isinstance(payload, _Layer):
            payload.depth = self.depth + 1
            if payload.depth > _MAX_LAYERS:
                raise UnreadableError("too-deep")
        super().attach(payload)


def open_mail(data: bytes, budget: Budget, *, is_ours: bool = True) -> Opened:
    """Open a mail: its attachments, and what its header says.

    ``is_ours`` is whether it came to headquarters itself, and not within another mail: then what no person
    wrote has nothing in it but our own letter. Raise UnreadableError.
    """
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    _hold_to_limits(head, budget)
    try:
        message = _parsed(head)
        opened = _opened(message)
        found = automatic(message, _fields(message), opened) if is_ours else None
        return Opened(opened.mail, (found,)) if found else opened
    except BROKEN:
        raise UnreadableError("mail-damaged") from None


def header_of(data: bytes) -> Mail:
    """Return what the header of a mail says, read without the rest; empty where it is none."""
    head = data[:_MAX_FIELD].removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        return header_mail(message_from_bytes(re.split(rb"\r\n\r\n|\n\n", head, maxsplit=1)[0]))
    except BROKEN:
        return Mail()


def _parsed(data: bytes) -> Message:
    """Parse the mail in pieces: of the whole at once the package would make a text of ten times its size."""
    parser = BytesFeedParser(_Layer, policy=policy.compat32)
    for start in range(0, len(data), _CHUNK):
        parser.feed(data[start : start + _CHUNK])
    return parser.close()


def _hold_to_limits(data: bytes, budget: Budget) -> None:
    """Refuse what the package would take long over: endless headers, thousands of parts."""
    fields = [found[0] for found in _CONTENT_FIELD.finditer(data)]
    lengths = [len(field) for field in fields]
    if max(lengths, default=0) > _MAX_FIELD or sum(lengths) > _MAX_OF_FIELDS:
        raise UnreadableError("mail-damaged")
    if any(field.count(b";") > _MAX_PARAMETERS for field in fields):
        raise UnreadableError("mail-damaged")
    budget.lines -= data.count(b"\n") + data.count(b"\r")
    if budget.lines < 0:
        budget.hold_usual()
        raise UnreadableError("too-large")
    budget.boundaries -= sum(1 for _ in _BOUNDARY.finditer(data))
    budget.fields -= sum(1 for _ in _FIELD.finditer(data))
    if min(budget.boundaries, budget.fields) < 0:
        budget.hold_usual()
        raise UnreadableError("too-many")


def _opened(message: Message) -> Opened:
    parts = tuple(_parts(message))
    if all(part.is_inline or part.reason == "signature" for part in parts):
        link = next(filter(None, map(cloud_link, _texts(message))), None)
        parts = (*parts, link) if link else parts
    return Opened(header_mail(message), parts)


# ── what the header says ────────────────────────────────────────────────────────────────────────


def header_mail(message: Message) -> Mail:
    """Return what a mail's header says."""
    name, address = _sender(_field(message, "from") or _field(message, "sender"))
    return Mail(
        _sent(_date(_field(message, "date")), _received(message)),
        name,
        address,
        clean_text(_field(message, "message-id")),
        clean_text(_words(_field(message, "subject"))),
    )


def _sent(date: datetime | None, received: datetime | None) -> datetime | None:
    """Return when a mail was sent: by its own date, unless that is far from when the server took it in, for
    then its sender's clock is wrong."""
    if date and received and abs(date - received) > _MAX_UNDERWAY:
        return received
    return date or received


def _received(message: Message) -> datetime | None:
    """Return when the last server took a mail in; None where none says so."""
    return _date(_field(message, "received").rpartition(";")[2])


def _fields(message: Message) -> dict[str, str]:
    """Return the header fields that tell of what no person wrote, by their names in small letters."""
    there = {key.lower() for key, _ in message.raw_items()} & FIELDS
    return {name: _words(_field(message, name)) for name in there}


def _field(message: Message, name: str) -> str:
    """Return the first header field of a name, its raw bytes decoded; empty where there is none."""
    for key, value in message.raw_items():
        if key.lower() == name:
            return _unescaped(str(value)[:_MAX_HEADER])
    return ""


def _unescaped(value: str) -> str:
    """Decode bytes beyond ASCII, which the package keeps as surrogates."""
    return decoded(value.encode("utf-8", "surrogateescape")) if not value.isascii() else value


def _words(value: str) -> str:
    """Decode a text with encoded words (RFC 2047), also in quotes, where they should not stand."""
    if "=?" not in value:
        return value
    try:
        parts = decode_header(re.sub(r"[\r\n]+", "", value))
    except BROKEN:
        return value
    return "".join(
        part if isinstance(part, str) else decoded_as(part, charset or "raw_unicode_escape")
        for part, charset in parts
    )


def _sender(value: str) -> tuple[str, str]:
    try:
        name, address = parseaddr(re.sub(r"[\r\n]+", "", value))
    except BROKEN:
        name, address = "", value
    return clean_text(_words(name)), clean_text(address)


def _date(value: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(value[:100])
        return believed(when if when.tzinfo else when.replace(tzinfo=UTC))  # -0000: UTC, RFC 5322 3.3
    except BROKEN:
        return None


# ── what is attached ────────────────────────────────────────────────────────────────────────────


def _parts(message: Message) -> Iterator[Part]:
    kind = message.get_content_type()
    if kind == "multipart/encrypted":
        yield Part(clean_text(_field(message, "subject")) or kind, reason="mail-encrypted")
    elif kind == "message/rfc822":
        yield _attached_mail(message)
    elif message.is_multipart():
        for part in _children(message):
            yield from _parts(part)
    elif not _is_text_of_the_mail(message, kind):
        yield _attachment(message, kind)
    elif kind == "text/plain":
        yield from uuencoded(_decoded_payload(message))


def _texts(message: Message) -> Iterator[bytes]:
    """Yield the texts of a mail, not those of mails attached to it."""
    kind = message.get_content_type()
    if message.is_multipart() and kind != "message/rfc822":
        for part in _children(message):
            yield from _texts(part)
    elif kind in {"text/plain", "text/html"} and _is_text_of_the_mail(message, kind):
        yield _decoded_payload(message)


def _decoded_payload(message: Message) -> bytes:
    data = message.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _children(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _attached_mail(message: Message) -> Part:
    inner = next(iter(_children(message)), None)
    if inner is None:
        return Part(_name(message), reason="empty")
    name = _name(message) or f"{_words(_field(inner, 'subject'))}.eml"
    if not inner.keys() and _param(message, "content-transfer-encoding", "").lower() == "base64":
        # Against RFC 2046 5.2.1, but programs do it.
        try:
            return Part(name, base64.b64decode(str(inner.get_payload()), validate=False))
        except (binascii.Error, ValueError):
            return Part(name, reason="mail-damaged")
    return Part(name, opened=_opened(inner))


def _is_text_of_the_mail(message: Message, kind: str) -> bool:
    if _name(message) or message.get_content_disposition() == "attachment":
        return False
    return kind.startswith(("text/", "message/")) or not message.get_payload()


def _attachment(message: Message, kind: str) -> Part:
    name = _name(message)
    if kind in _TYPES:
        return Part(name or kind, reason=_TYPES[kind])
    data = _decoded_payload(message)
    is_inline = (
        message.get_content_disposition() == "inline"
        or bool(_field(message, "content-id"))
        or bool(_OUTLOOK_PICTURE.fullmatch(name))
    )
    return Part(name, data, is_inline)


def _name(message: Message) -> str:
    """Return the name that an attachment has: RFC 2231, RFC 2047, or bytes as they are."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        name = _param(message, header, parameter)
        if name:
            return clean_text(_words(name), _MAX_HEADER)
    return clean_text(_words(_field(message, "content-description")))


def _param(message: Message, header: str, parameter: str) -> str:
    """Return a field's parameter, or with an empty name its value.

    The field is decoded first: the package would put U+FFFD for what is not ASCII.
    """
    field = _field(message, header)
    if not parameter or not field:
        return field.strip()
    bare: Message = Message(policy.compat32)
    bare[header] = re.sub(r"[\r\n]+", "", field)
    value = bare.get_param(parameter, "", header)
    if isinstance(value, tuple):  # RFC 2231: encoding, language, text of which every character is a byte
        charset, _, text = value
        try:
            return decoded_as(text.encode("latin-1"), charset or "utf-8")
        except UnicodeEncodeError:
            return str(text)
    return str(value)
