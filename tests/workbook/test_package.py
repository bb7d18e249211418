"""An .xlsx as a zip: read within limits, written so that anybody can read it."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import WorkbookError
from workbook.limits import FORM
from workbook.package import (
    MAX_MEMBERS,
    Member,
    Package,
    assemble,
    compress,
    open_package,
)

NAMES = st.text("abcXY01_-./評分 表é", min_size=1, max_size=12)
PARTS = st.dictionaries(NAMES, st.binary(max_size=200), min_size=1, max_size=6)
SAMPLE = {"xl/workbook.xml": b"<workbook/>" * 20, "xl/a.xml": bytes(range(256)), "empty": b""}


def _zip(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _own(parts: dict[str, bytes]) -> bytes:
    return assemble(compress(name, content) for name, content in parts.items())


def _contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def _refusal(data: bytes, part: str = "") -> str:
    """Code and English reason why a file, or a part of it, is refused."""
    with pytest.raises(WorkbookError) as raised:
        open_package(data).read(part)
    assert raised.value.params["reason"]
    return f"{raised.value.code}: {raised.value.params['reason_en']}"


# ── writing ─────────────────────────────────────────────────────────────────────────────────────


@given(PARTS)
def test_what_is_assembled_any_zip_program_reads(parts: dict[str, bytes]) -> None:
    assert _contents(_own(parts)) == parts


@given(PARTS)
def test_the_same_parts_give_the_same_bytes(parts: dict[str, bytes]) -> None:
    assert _own(parts) == _own(dict(parts))


@given(PARTS, PARTS)
def test_parts_are_replaced_or_added_and_the_rest_stays(old: dict[str, bytes], new: dict[str, bytes]) -> None:
    package = Package(compress(name, content) for name, content in old.items())
    assert _contents(package.replaced(new)) == {**old, **new}


def test_members_that_stay_are_copied_as_they_stand() -> None:
    stored = Member("stored", 0, zlib.crc32(b"as is"), 5, b"as is")
    strong = compress("strong", bytes(1000), level=9)
    package = open_package(Package([stored, strong]).replaced({"new": b"x"}))
    assert package.members["stored"] == stored
    assert package.members["strong"] == strong
    assert list(package.members) == ["stored", "strong", "new"]


def test_a_replaced_part_keeps_its_place() -> None:
    package = open_package(_own(SAMPLE))
    assert list(_contents(package.replaced({"xl/a.xml": b"new"}))) == list(SAMPLE)


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_of_another_program_is_read(method: int) -> None:
    package = open_package(_zip(SAMPLE, method))
    assert {name: package.read(name) for name in SAMPLE} == SAMPLE
    assert "xl/a.xml" in package
    assert "xl/b.xml" not in package


def test_a_zip_written_to_a_pipe_has_its_sizes_behind_and_is_read() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise io.UnsupportedOperation

    stream = Pipe()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/a.xml", SAMPLE["xl/a.xml"])
    assert open_package(stream.getvalue()).read("xl/a.xml") == SAMPLE["xl/a.xml"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "file-not-a-workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500), "file-not-a-workbook"),
        (b"%PDF-1.7 ...", "file-not-a-workbook"),
        (b"<html><body>", "file-not-a-workbook"),
        (b"PK", "file-truncated: it is damaged or was cut off on the way"),
        (b"PK\x03\x04" + bytes(200), "file-truncated"),
    ],
    ids=["empty", "ole", "pdf", "html", "two bytes", "no directory"],
)
def test_what_is_no_workbook_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    assert _refusal(data).startswith(reason)


@given(st.data())
def test_a_file_cut_off_anywhere_is_refused(data: st.DataObject) -> None:
    whole = _own(SAMPLE)
    length = data.draw(st.integers(0, len(whole) - 1))
    assert _refusal(whole[:length]).startswith(("file-truncated", "file-not-a-workbook"))


_LOCATOR, _WIDE_END, _END = struct.Struct("<4sLQL"), struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4s4H2LH")


def _wide(
    parts: dict[str, bytes],
    *,
    said: tuple[int, int, int] = (0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
    place: int = 0,
    count: int = 0,
) -> bytes:
    """A zip with ZIP64's records for each part and at its end, as some programs write every one. ``said`` is
    what the plain end record says, ``place`` and ``count`` are added to what ZIP64's say."""
    plain = _own(parts)
    end = len(plain) - _END.size
    *_, number, _, offset, _ = _END.unpack_from(plain, end)
    directory, at = bytearray(), offset
    while at < end:
        name_size = struct.unpack_from("<H", plain, at + 28)[0]
        entry = bytearray(plain[at : at + 46 + name_size])
        packed, inflated = struct.unpack_from("<2L", entry, 20)
        first = struct.unpack_from("<L", entry, 42)[0]
        struct.pack_into("<2L", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
        struct.pack_into("<H", entry, 30, 28)
        struct.pack_into("<L", entry, 42, 0xFFFFFFFF)
        directory += entry + struct.pack("<2H3Q", 1, 24, inflated, packed, first)
        at += 46 + name_size
    where = offset + len(directory)
    wide = (number + count, number + count, len(directory), offset)
    record = _WIDE_END.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, *wide)
    locator = _LOCATOR.pack(b"PK\x06\x07", 0, where + place, 1)
    tail = _END.pack(b"PK\x05\x06", 0, 0, said[0], *said, 0)
    return plain[:offset] + bytes(directory) + record + locator + tail


def test_a_zip_with_the_records_of_zip64_is_read() -> None:
    package = open_package(_wide(SAMPLE))
    assert {name: package.read(name) for name in package.members} == SAMPLE


@pytest.mark.parametrize(
    "data",
    [
        _wide(SAMPLE, said=(1, 0xFFFFFFFF, 0xFFFFFFFF)),
        _wide(SAMPLE, said=(0xFFFF, 46, 0xFFFFFFFF)),
        _wide(SAMPLE, said=(0xFFFF, 0xFFFFFFFF, 0)),
        _wide(SAMPLE, place=1),
        _wide(SAMPLE, place=-1),
    ],
)
def test_a_zip_whose_two_directories_differ_is_refused(data: bytes) -> None:
    assert _refusal(data) == "file-suspicious: it has two directories that differ"


def test_more_parts_than_are_read_are_refused_by_the_records_of_zip64_alone() -> None:
    assert _refusal(_wide(SAMPLE, count=900_000)) == "file-too-large: it has too many parts"


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        ("xl/my%20sheet.xml", "xl/my sheet.xml"),
        ("xl/%E8%A1%A8.xml", "xl/表.xml"),
        ("XL\\Sheet.xml", "xl/sheet.xml"),
        ("xl/Sheet.xml", "XL\\SHEET.XML"),
    ],
)
def test_a_part_is_found_however_its_name_is_written(there: str, asked: str) -> None:
    package = open_package(_own({there: b"content", "xl/other.xml": b""}))
    assert asked in package
    assert package.read(asked) == b"content"
    assert [package.read(name) for name in package.names] == [b"content", b""]


def test_a_part_whose_name_has_a_percent_sign_is_not_another() -> None:
    package = open_package(_own({"xl/%2541.xml": b"a percent sign", "xl/a.xml": b"a letter"}))
    assert (package.read("xl/%41.xml"), package.read("xl/A.xml")) == (b"a percent sign", b"a letter")


def test_a_zip_may_list_its_folders() -> None:
    assert "xl/a.xml" in open_package(_zip({"xl/": b"", "xl/worksheets/": b"", **SAMPLE}))


def test_a_missing_part_is_named() -> None:
    assert _refusal(_own(SAMPLE), "xl/none.xml") == "file-unreadable: the part xl/none.xml is missing"


def _encrypted(data: bytes) -> bytes:
    return data.replace(b"PK\x01\x02\x14\x00\x14\x00\x00", b"PK\x01\x02\x14\x00\x14\x00\x01")


def _damaged(data: bytes) -> bytes:
    package = open_package(data)
    member = package.members["xl/workbook.xml"]
    return assemble([replace(member, crc=member.crc ^ 1)])


def _of_a_long_directory(data: bytes) -> bytes:
    """An end record that says so is believed before the directory is read."""
    end = data.rindex(b"PK\x05\x06")
    return data[: end + 12] + (500_000_000).to_bytes(4, "little") + data[end + 16 :]


def _garbled(data: bytes) -> bytes:
    member = open_package(data).members["xl/workbook.xml"]
    return assemble([replace(member, data=b"\xff" * len(member.data))])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_encrypted, "file-encrypted: its parts are encrypted"),
        (_damaged, "file-unreadable: the part xl/workbook.xml is damaged"),
        (_garbled, "file-unreadable: the part xl/workbook.xml is damaged"),
        (
            lambda _: _zip(SAMPLE, zipfile.ZIP_BZIP2),
            "file-unreadable: it is compressed in a way that Excel does not use",
        ),
        (lambda _: _zip({**SAMPLE, "XL/Workbook.xml": b""}), "file-suspicious: it has two parts of one name"),
        (lambda _: _zip({**SAMPLE, "xl/%61.xml": b""}), "file-suspicious: it has two parts of one name"),
        (lambda _: _own({**SAMPLE, "xl\\A.xml": b""}), "file-suspicious: it has two parts of one name"),
        (lambda _: _own({**SAMPLE, "xl/a.xml/": b""}), "file-suspicious: it has two parts of one name"),
        (lambda _: _own({**SAMPLE, "xl/A.xml/b": b""}), "file-suspicious: it has two parts of one name"),
        (
            lambda _: _zip({**SAMPLE, "xl/b.xml/[0].piece": b"", "xl/b.xml/[1].last.piece": b""}),
            "file-suspicious: it has two parts of one name",
        ),
        (
            lambda _: assemble([compress("a", b"1"), compress("a", b"2")]),
            "file-suspicious: it has two parts of one name",
        ),
        (
            lambda _: _own({str(n): b"" for n in range(MAX_MEMBERS + 1)}),
            "file-too-large: it has too many parts",
        ),
        (lambda data: data.replace(b"PK\x03\x04", b"PK\x03\x05", 1), "file-truncated"),
        (_of_a_long_directory, "file-too-large: it has too many parts"),
        (lambda _: _own({"../../evil": b"", **SAMPLE}), "file-suspicious: a part's path leads out"),
        (lambda _: _own({"/etc/evil": b"", **SAMPLE}), "file-suspicious: a part's path leads out"),
        (lambda _: _own({"xl\\..\\..\\evil": b"", **SAMPLE}), "file-suspicious: a part's path leads out"),
        (lambda _: _own({"C:evil": b"", **SAMPLE}), "file-suspicious: a part's path leads out"),
    ],
    ids=[
        *("encrypted", "wrong crc", "garbage", "bzip2", "same but for case"),
        *(
            "encoded",
            "backslash",
            "a folder of its name",
            "a part within it",
            "pieces",
            "twice",
            "many",
            "local",
        ),
        *("a long directory", "upwards", "absolute", "backslashes", "drive"),
    ],
)
def test_a_zip_with_something_wrong_in_it_is_refused(change: Callable[[bytes], bytes], reason: str) -> None:
    assert _refusal(change(_own(SAMPLE)), "xl/workbook.xml").startswith(reason)


@given(st.data())
def test_bytes_changed_anywhere_never_do_more_than_refuse(data: st.DataObject) -> None:
    broken = bytearray(_own(SAMPLE))
    for _ in range(data.draw(st.integers(1, 3))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with suppress(WorkbookError):
        package = open_package(bytes(broken))
        for name in package.members:
            assert zlib.crc32(package.read(name)) == package.members[name].crc


def _bomb(size: int) -> Member:
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = bytes(1024 * 1024)
    packed = b"".join(packer.compress(block) for _ in range(size // len(block)))
    return Member("bomb", 8, 0, 10, packed + packer.flush())


def test_a_part_that_unpacks_to_far_too_much_is_refused_within_bounded_memory() -> None:
    """The size that it declares, ten bytes, is not believed."""
    data = assemble([_bomb(4 * FORM.part)])
    tracemalloc.start()
    try:
        assert _refusal(data, "bomb") == "file-suspicious: it is packed as no program packs"
        assert tracemalloc.get_traced_memory()[1] < 3 * FORM.part
    finally:
        tracemalloc.stop()


def test_a_part_packed_a_thousand_times_smaller_is_refused_and_a_blank_megabyte_is_not() -> None:
    package = open_package(_own({"bomb": bytes(8 * 1024 * 1024), "blank": bytes(1024 * 1024)}))
    assert package.read("blank") == bytes(1024 * 1024)
    with pytest.raises(WorkbookError):
        package.read("bomb")


def _packing(times: int, size: int = 5 * 1024 * 1024) -> bytes:
    """Content that packs to somewhat more than its size divided so many times."""
    return Random(1).randbytes(size // times) + bytes(size - size // times)


@pytest.mark.parametrize(
    ("content", "is_read"),
    [
        (bytes(4 * 1024 * 1024), True),  # so much may be blank
        (bytes(4 * 1024 * 1024 + 1), False),
        (_packing(80), True),  # four times what sheets reach
        (_packing(300), False),
    ],
    ids=["4 MB blank", "a byte more", "80 times", "300 times"],
)
def test_a_part_may_be_packed_a_hundred_times_smaller_at_most(content: bytes, *, is_read: bool) -> None:
    if is_read:
        assert open_package(_own({"a": content})).read("a") == content
    else:
        assert _refusal(_own({"a": content}), "a") == "file-suspicious: it is packed as no program packs"


def test_parts_that_together_unpack_to_too_much_are_refused() -> None:
    content = Random(1).randbytes(FORM.part)
    package = open_package(_own(dict.fromkeys("abc", content)))
    assert package.read("a") == content
    assert package.read("b") == content
    with pytest.raises(WorkbookError) as raised:
        package.read("c")
    assert raised.value.code == "file-too-large"


def test_a_part_that_is_large_but_packed_as_programs_pack_is_called_too_large() -> None:
    content = _packing(20, FORM.part + 1)
    assert _refusal(_own({"a": content}), "a") == "file-too-large: it unpacks to far too much"
