"""Mails as tests need them: whole ones by Python's own package, odd ones written out, Outlook's."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage

from tests.workbook.ole import Tree, ole_tree

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SENDER, DATE = "王小明 <ming@taipei.example.tw>", "Mon, 05 Jan 2026 09:30:00 +0800"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def mail(
    files: Mapping[str, bytes] | None = None,
    *,
    subject: str = "評分表",
    sender: str = SENDER,
    message_id: str = "<1@taipei.example.tw>",
    date: str = DATE,
    pictures: Sequence[str] = (),
    mails: Sequence[bytes] = (),
) -> bytes:
    """A mail with these files attached, pictures in its text, and other mails attached."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "hq@kaohe.example.tw", subject
    message["Date"], message["Message-ID"] = date, message_id
    message.set_content("如附件，請查收。")
    for name in pictures:
        message.add_attachment(PNG, maintype="image", subtype="png", filename=name, cid=f"<{name}@x>")
    for name, data in (files or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    for each in mails:
        message.add_attachment(parsed(each))
    if message.is_multipart():  # the same mail has the same bytes
        message.set_boundary(f"=_{zlib.crc32(f'{subject}{message_id}'.encode())}")
    return message.as_bytes()


def parsed(data: bytes) -> EmailMessage:
    from email import message_from_bytes, policy

    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def raw(disposition: bytes, body: bytes, *, header: bytes = b"From: a@example.tw\r\nDate: x") -> bytes:
    """A mail written out: one attachment with this Content-Disposition, as it is."""
    import base64

    lines = (
        header,
        b"MIME-Version: 1.0",
        b'Content-Type: multipart/mixed; boundary="=="',
        b"",
        b"--==",
        b"Content-Type: application/octet-stream",
        b"Content-Transfer-Encoding: base64",
        disposition,
        b"",
        base64.encodebytes(body).replace(b"\n", b"\r\n"),
        b"--==--",
        b"",
    )
    return b"\r\n".join(lines)


# ── Outlook ─────────────────────────────────────────────────────────────────────────────────────

_TIME, _NUMBER, _TEXT, _BYTES, _BINARY = 0x40, 0x3, 0x1F, 0x1E, 0x102


def outlook(
    files: Mapping[str, bytes] | None = None,
    *,
    subject: str = "評分表",
    sender: tuple[str, str] = ("王小明", "ming@taipei.example.tw"),
    message_id: str = "<2@taipei.example.tw>",
    sent: datetime | None = None,
    code_page: int = 0,
    pictures: Sequence[str] = (),
    mails: Sequence[Tree] = (),
) -> bytes:
    """A .msg; with a code page its texts are in it, else in Unicode."""
    return ole_tree(
        outlook_tree(files, subject, sender, message_id, sent, code_page, pictures, mails, header=32)
    )


def outlook_tree(
    files: Mapping[str, bytes] | None = None,
    subject: str = "轉寄",
    sender: tuple[str, str] = ("李小華", "hua@xinbei.example.tw"),
    message_id: str = "<3@xinbei.example.tw>",
    sent: datetime | None = None,
    code_page: int = 0,
    pictures: Sequence[str] = (),
    mails: Sequence[Tree] = (),
    *,
    header: int = 24,
    more: Mapping[int, str] | None = None,
) -> Tree:
    """What is in a .msg, or with another header in a mail that is attached to one; ``more`` are texts by
    their property."""
    texts = {0x37: subject, 0xC1A: sender[0], 0xC1F: sender[1], 0x1035: message_id, **(more or {})}
    fixed = {(0x3FFD, _NUMBER): struct.pack("<Lxxxx", code_page)} if code_page else {}
    if sent:
        ticks = int((sent - datetime(1601, 1, 1, tzinfo=sent.tzinfo)).total_seconds()) * 10**7
        fixed[0x39, _TIME] = struct.pack("<Q", ticks)
    tree: dict[str, bytes | Tree] = dict(_properties(texts, fixed, header, code_page))
    attached = [
        *(({0x3707: name, 0x3712: f"{name}@x"}, {0x3701: PNG}, {}) for name in pictures),
        *(({0x3707: name}, {0x3701: data}, {}) for name, data in (files or {}).items()),
        *(({0x3001: "轉寄"}, {}, {"__substg1.0_3701000D": each}) for each in mails),
    ]
    for number, (names, data, inner) in enumerate(attached):
        properties = _properties(names, {}, 8, code_page, data)
        tree[f"__attach_version1.0_#{number:08X}"] = {**properties, **inner}
    return tree


def _properties(
    texts: Mapping[int, str],
    fixed: Mapping[tuple[int, int], bytes],
    header: int,
    code_page: int,
    binary: Mapping[int, bytes] | None = None,
) -> dict[str, bytes]:
    kind, encoding = (_BYTES, f"cp{code_page}") if code_page else (_TEXT, "utf-16-le")
    streams = {(pid, kind): text.encode(encoding) for pid, text in texts.items()}
    streams.update({(pid, _BINARY): data for pid, data in (binary or {}).items()})
    records = {key: struct.pack("<LL", len(data), 0) for key, data in streams.items()} | dict(fixed)
    table = b"".join(struct.pack("<HHL8s", kind, pid, 6, value) for (pid, kind), value in records.items())
    named = {f"__substg1.0_{pid:04X}{kind:04X}": data for (pid, kind), data in streams.items()}
    return {"__properties_version1.0": bytes(header) + table, **named}
