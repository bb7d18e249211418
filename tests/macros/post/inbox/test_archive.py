"""Workbooks in .zip files: the names of two encodings, and what hostile archives try."""

import io
import struct
import zipfile
import zlib

import pytest

from macros.post.inbox.found import MAX_DEPTH, MAX_PARTS, Found, Ignored
from macros.post.inbox.unpack import workbooks_in
from tests.macros.forms import plain_workbook, plain_zip
from tests.macros.post.inbox import mails

BOOK = plain_workbook()


def found(data: bytes, name: str = "全部.zip") -> list[tuple[str, str]]:
    """Each thing's name, with the reason where it is passed over."""
    return [
        (each.name, each.reason if isinstance(each, Ignored) else "") for each in workbooks_in(name, data)
    ]


def zip_of(names: dict[bytes, bytes], flags: int = 0, method: int = 8) -> bytes:
    """A zip written out, with these bytes as names, as old programs write them."""
    body, directory = bytearray(), bytearray()
    for name, content in names.items():
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        common = (20, flags, method, 0, 33, zlib.crc32(content), len(packed), len(content), len(name), 0)
        directory += struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *common, 0, 0, 0, 0, len(body)) + name
        body += struct.pack("<4s5H3L2H", b"PK\x03\x04", *common) + name + packed
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(names), len(names), len(directory), len(body), 0)
    return bytes(body + directory + end)


@pytest.mark.parametrize(
    ("encoding", "flags"), [("cp950", 0), ("utf-8", 0x800), ("utf-8", 0)], ids=["cp950", "UTF-8", "macOS"]
)
def test_a_name_is_read_in_the_encoding_that_it_has(encoding: str, flags: int) -> None:
    data = zip_of({"評分表/臺北分署碁.xlsx".encode(encoding): BOOK}, flags)
    assert found(data) == [("臺北分署碁.xlsx", "")]


@pytest.mark.parametrize(
    "name", ["../../../etc/a.xlsx", "/etc/a.xlsx", "C:\\Windows\\a.xlsx", "..\\..\\a.xlsx", "x/../../a.xlsx"]
)
def test_a_path_that_leads_out_is_only_a_name(name: str) -> None:
    assert found(zip_of({name.encode(): BOOK})) == [("a.xlsx", "")]


def test_what_systems_leave_behind_is_told_as_such() -> None:
    members = {
        "__MACOSX/._a.xlsx": b"x",
        ".DS_Store": b"x",
        "~$a.xlsx": b"x",
        "Thumbs.db": b"x",
        "a.xlsx": BOOK,
    }
    assert [reason for _, reason in found(plain_zip(members))] == ["system-file"] * 4 + [""]


def test_a_zip_with_a_password_is_told() -> None:
    assert found(zip_of({b"a.xlsx": BOOK}, flags=1)) == [("a.xlsx", "zip-encrypted")]


def test_a_method_that_cannot_be_bounded_is_not_read() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.xlsx", BOOK)
    assert found(stream.getvalue()) == [("a.xlsx", "zip-damaged")]


def test_a_damaged_member_does_not_stop_the_others() -> None:
    data = bytearray(plain_zip({"a.xlsx": BOOK, "b.xlsx": BOOK}))
    data[60] ^= 0xFF
    assert found(bytes(data)) == [("a.xlsx", "zip-damaged"), ("b.xlsx", "")]


def test_layers_without_end_are_not_followed() -> None:
    data = BOOK
    for _ in range(MAX_DEPTH + 1):
        data = plain_zip({"in.zip": data})
    assert found(data) == [("in.zip", "too-deep")]


def test_the_deepest_layer_that_is_looked_into() -> None:
    data = plain_zip({"a.xlsx": BOOK})
    for _ in range(MAX_DEPTH - 1):
        data = plain_zip({"in.zip": data})
    assert found(data) == [("a.xlsx", "")]


def test_files_without_number_end_with_a_word() -> None:
    data = plain_zip({f"{number}.txt": b"x" for number in range(MAX_PARTS + 100)})
    told = found(data)
    assert len(told) == MAX_PARTS + 1
    assert told[-1][1] == "too-many"


def test_a_directory_beyond_measure_is_not_read() -> None:
    data = plain_zip({"a.txt": b""}) + b"PK\x01\x02" * 6_000
    assert found(data) == [("全部.zip", "too-many")]


def test_a_bomb_is_not_unpacked() -> None:
    zeros = bytes(65 * 1024 * 1024)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xlsx", zeros)
    assert found(stream.getvalue()) == [("a.xlsx", "too-large")]


def test_many_small_bombs_end_at_the_limit_for_all() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.bin", bytes(25 * 1024 * 1024))
    told = [reason for _, reason in found(inner.getvalue())]
    assert told[:5] == ["not-a-workbook"] * 5
    assert set(told[5:]) <= {"too-large", "too-many"}


def test_a_mail_in_a_zip_keeps_who_sent_it() -> None:
    [only] = workbooks_in("全部.zip", plain_zip({"a.eml": mails.mail({"b.xlsx": BOOK})}))
    assert isinstance(only, Found)
    assert only.mail
    assert only.mail.sender == "ming@taipei.example.tw"
