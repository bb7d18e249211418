"""A letter as data, and as the bytes of a mail: a draft that a mail program opens, or one to send."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime

from macros.file_names import safe_name
from macros.post.outbox.addresses import Address, AddressError
from macros.post.outbox.headers import disposition, mailboxes, named_type, unstructured
from macros.post.texts import clean_text

_AS_IT_IS = compat32.clone(linesep="\r\n", max_line_length=None)
"""Headers are folded here, not by the package, which does it differently from version to version."""
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
_TYPES: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": _OPEN_DOCUMENT,
    "pdf": "application/pdf",
    "zip": "application/zip",
    "txt": "text/plain; charset=utf-8",
}
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>")


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    data: bytes

    @property
    def mime_type(self) -> str:
        """By the suffix of its name; unknown ones are plain bytes."""
        return _TYPES.get(self.name.rpartition(".")[2].lower(), "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: what is written to whom. ``html`` may be empty."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()


def message(
    letter: Letter,
    sender: Address,
    *,
    date: datetime | None = None,
    message_id: str | None = None,
    as_draft: bool = False,
) -> bytes:
    """Write the mail's bytes: ASCII, lines ended by CRLF, none longer than 998 bytes (RFC 5321 4.5.3.1.6).

    The same letter, date and id make the same bytes. A draft (``X-Unsent: 1``) opens in Outlook ready to be
    sent. Subject, names and attachments' names are cleaned: whatever line breaks or control characters they
    have cannot end a header. Raise AddressError where there is nobody to write to.
    """
    if not letter.to:
        raise AddressError(
            "信件沒有收件人，請在名冊填電子郵件", "the letter is to nobody; fill in an e-mail in the roster"
        )
    whole = _body(letter)
    head: list[tuple[str, str]] = [("X-Unsent", "1")] if as_draft else []
    head += [("From", mailboxes([_clean(sender)])), ("To", mailboxes(map(_clean, letter.to)))]
    if letter.cc:
        head.append(("Cc", mailboxes(map(_clean, letter.cc))))
    head.append(("Subject", unstructured(clean_text(letter.subject))))
    if date is not None:
        head.append(("Date", format_datetime(date)))
    if message_id is not None:
        if not _MESSAGE_ID.fullmatch(message_id):
            raise ValueError(message_id)
        head.append(("Message-ID", message_id))
    head.append(("MIME-Version", "1.0"))
    return b"".join(f"{name}: {value}\r\n".encode("ascii") for name, value in head) + whole.as_bytes()


def _clean(person: Address) -> Address:
    return Address(clean_text(person.name, 100), person.email)


def _body(letter: Letter) -> Message:
    texts = [_text("plain", letter.text)] + ([_text("html", letter.html)] if letter.html else [])
    digest = hashlib.sha256(f"{letter.subject}\0{letter.text}\0{letter.html}".encode("utf-8", "replace"))
    mark = digest.hexdigest()[:24]
    body = texts[0] if len(texts) == 1 else _together("alternative", texts, f"=_text_{mark}")
    if not letter.attachments:
        return body
    return _together("mixed", [body, *map(_attached, letter.attachments)], f"=_whole_{mark}")


def _together(kind: str, parts: list[Message], boundary: str) -> Message:
    """Put parts together under a boundary that no base64 line can be."""
    whole = Message(_AS_IT_IS)
    whole["Content-Type"] = f'multipart/{kind};\r\n boundary="{boundary}"'
    for part in parts:
        whole.attach(part)
    return whole


def _text(kind: str, text: str) -> Message:
    lines = "\r\n".join(text.splitlines()) + "\r\n"
    return _part(f"text/{kind}; charset=utf-8", lines.encode("utf-8", "replace"))


def _attached(attachment: Attachment) -> Message:
    name = safe_name(attachment.name)
    part = _part(named_type(attachment.mime_type, name), attachment.data)
    part["Content-Disposition"] = disposition(name)
    return part


def _part(content_type: str, data: bytes) -> Message:
    part = Message(_AS_IT_IS)
    part["Content-Type"] = content_type
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(data).decode("ascii"))
    return part
