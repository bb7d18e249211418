"""A .msg, as Outlook saves a mail: an OLE file of properties ([MS-OXMSG]), by python-oxmsg."""

import io
import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_string
from typing import TYPE_CHECKING

from macros.post.inbox.automatic import addresses_in, undelivered
from macros.post.inbox.found import Mail, Opened, Part, UnreadableError, believed
from macros.post.inbox.mail import BROKEN, header_mail
from macros.post.texts import clean_text, decoded, decoded_as
from workbook import ole

if TYPE_CHECKING:
    from oxmsg.storage import Storage

_ROOT, _EMBEDDED, _ATTACHMENT = 32, 24, 8
"""Bytes before the first record in a properties stream, [MS-OXMSG] 2.4.1."""
_MAX_STREAMS = 20_000
_MAX_HEADERS = 64 * 1024
_UNICODE, _BYTES, _BINARY, _OBJECT = "001F", "001E", "0102", "000D"
_SUBJECT, _HEADERS, _SUBMITTED, _DELIVERED, _MESSAGE_ID = 0x0037, 0x007D, 0x0039, 0x0E06, 0x1035
_CLASS, _TO, _BODY = 0x001A, 0x0E04, 0x1000
_SENDER_NAME, _SENDER_SMTP, _SENDER = 0x0C1A, 0x5D01, 0x0C1F
_SENT_FOR_NAME, _SENT_FOR_SMTP, _SENT_FOR = 0x0042, 0x5D02, 0x0065
_CODE_PAGES = (0x3FFD, 0x3FDE)
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _DATA = 0x3707, 0x3704, 0x3001, 0x3701
_METHOD, _FLAGS, _HIDDEN, _CONTENT_ID = 0x3705, 0x3714, 0x7FFE, 0x3712
_BY_REFERENCE = frozenset({2, 3, 4, 7})
_RENDERED_IN_TEXT = 0x4
_PYTHON_NAMES = {950: "cp950", 936: "gbk", 932: "cp932", 65001: "utf-8", 1200: "utf-16-le", 20127: "ascii"}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def open_outlook(data: bytes, *, is_ours: bool = True) -> Opened:
    """Open an Outlook mail: its attachments, and what its properties say; ``is_ours`` as of `open_mail`.

    Raise UnreadableError.
    """
    from olefile import OleFileIO
    from oxmsg.storage import Storage

    try:
        with OleFileIO(io.BytesIO(data)) as file:
            entries = [entry for entry in file.direntries if entry is not None]
            # Streams may share their sectors: a small file can come to any size.
            if len(entries) > _MAX_STREAMS or sum(entry.size for entry in entries) > 2 * len(data):
                raise UnreadableError("too-many")
            storage = Storage.from_ole(file)
        code_page = _code_page(storage, _ROOT)
        opened = _opened(storage, _ROOT, code_page)
        found = _report(storage, code_page) if is_ours else None
        return Opened(opened.mail, (found,)) if found else opened
    except (*ole.BROKEN, *BROKEN):
        raise UnreadableError("mail-damaged") from None


def _opened(storage: "Storage", offset: int, code_page: str) -> Opened:
    mail = _mail(storage, _fixed(storage, offset), code_page)
    return Opened(mail, tuple(_part(each, code_page) for each in _attachments(storage)))


def _mail(storage: "Storage", fixed: Mapping[int, bytes], code_page: str) -> Mail:
    """Read the properties; where they leave something out, the header that the mail came with."""

    def text(*properties: int) -> str:
        return next((found for pid in properties if (found := _text(storage, pid, code_page))), "")

    header = header_mail(message_from_string(_text(storage, _HEADERS, code_page, _MAX_HEADERS)))
    smtp = text(_SENDER_SMTP, _SENT_FOR_SMTP)
    address = text(_SENDER, _SENT_FOR)
    return Mail(
        _time(fixed.get(_SUBMITTED)) or header.date or _time(fixed.get(_DELIVERED)),
        text(_SENDER_NAME, _SENT_FOR_NAME) or header.sender_name,
        # An address of Exchange (/O=…/CN=…) says little beside one of mail.
        smtp or (address if "@" in address else "") or header.sender or address,
        text(_MESSAGE_ID) or header.message_id,
        text(_SUBJECT) or header.subject,
    )


def _report(storage: "Storage", code_page: str) -> Part | None:
    """Return what stands for a report by its class ([MS-OXOMSG] 2.2): that a mail was not delivered, or was
    read."""
    kind = _text(storage, _CLASS, code_page).upper()
    if not kind.startswith("REPORT."):
        return None
    if kind.endswith(".NDR"):
        said = (_text(storage, pid, code_page, _MAX_HEADERS) for pid in (_TO, _BODY))
        return undelivered(addresses_in(" ".join(said)))
    return Part(_text(storage, _SUBJECT, code_page) or kind, reason="receipt")


def _attachments(storage: "Storage") -> "Iterator[Storage]":
    return iter(sorted(storage.iter_attachment_storages(), key=lambda each: each.name))


def _part(storage: "Storage", code_page: str) -> Part:
    fixed = _fixed(storage, _ATTACHMENT)
    names = (_text(storage, pid, code_page) for pid in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
    name = next((name for name in names if name), "")
    embedded = next((each for each in storage.storages if each.name == _stream(_DATA, _OBJECT)), None)
    if embedded is not None:
        if "__properties_version1.0" not in {stream.name for stream in embedded.streams}:
            return Part(name, reason="not-a-workbook")  # an OLE object drawn in the text
        return Part(name, opened=_opened(embedded, _EMBEDDED, code_page))
    if _number(fixed.get(_METHOD)) in _BY_REFERENCE:
        return Part(name, reason="link")
    is_inline = (
        bool(_text(storage, _CONTENT_ID, code_page))
        or bool(_number(fixed.get(_HIDDEN)) & 0xFF)
        or bool(_number(fixed.get(_FLAGS)) & _RENDERED_IN_TEXT)
    )
    return Part(name, _bytes(storage, _stream(_DATA, _BINARY)), is_inline)


# ── properties ──────────────────────────────────────────────────────────────────────────────────


def _stream(pid: int, kind: str) -> str:
    return f"__substg1.0_{pid:04X}{kind}"


def _bytes(storage: "Storage", name: str) -> bytes:
    return next((stream.bytes_ for stream in storage.streams if stream.name.upper() == name.upper()), b"")


def _text(storage: "Storage", pid: int, code_page: str, most: int = 2_000) -> str:
    """Read a text property, in Unicode or in the mail's code page; a header is kept as lines."""
    raw = _bytes(storage, _stream(pid, _UNICODE))[: 2 * most]
    if raw:
        text = raw.decode("utf-16-le", "replace")
    else:
        raw = _bytes(storage, _stream(pid, _BYTES))[:most]
        text = decoded_as(raw, code_page) if code_page else decoded(raw)
    return text if pid == _HEADERS else clean_text(text)


def _fixed(storage: "Storage", offset: int) -> Mapping[int, bytes]:
    """Read the properties of fixed length: eight bytes each, by their id."""
    records = _bytes(storage, "__properties_version1.0")[offset:]
    whole = len(records) // 16 * 16
    return {pid: value for _, pid, _, value in struct.iter_unpack("<HHL8s", records[:whole])}


def _number(value: bytes | None) -> int:
    return int.from_bytes((value or b"")[:4], "little")


def _time(value: bytes | None) -> datetime | None:
    """Read a time: hundreds of nanoseconds since 1601, [MS-DTYP] 2.3.3."""
    try:
        ticks = int.from_bytes(value or b"", "little")
        return believed(_EPOCH + timedelta(seconds=ticks // 10**7))
    except OverflowError:
        return None


def _code_page(storage: "Storage", offset: int) -> str:
    """Return the encoding of texts that are not Unicode; empty where it is not said."""
    fixed = _fixed(storage, offset)
    number = next((found for pid in _CODE_PAGES if (found := _number(fixed.get(pid)))), 0)
    return _PYTHON_NAMES.get(number, f"cp{number}") if number else ""
