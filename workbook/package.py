"""An .xlsx as a zip of parts: read within limits, copy raw, replace a part.

Sizes that a file declares are not believed: inflated bytes are counted. Members that do not change
are copied as they stand, compressed, which is what makes a filled form a matter of a millisecond.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from scoring.errors import WorkbookError
from workbook.limits import FORM, USUAL_PARTS, Limits

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
"""The suffixes of workbooks, in small letters."""
ZIP = b"PK"
"""How a zip begins."""
MAX_FILE = 64 * 1024 * 1024
MAX_MEMBERS = 1_200
"""Parts of a workbook. One of 500 sheets with links has a thousand."""
_ALWAYS_ALLOWED, _MAX_RATIO = 4 * 1024 * 1024, 100
"""Limits against zip bombs: a part of so many bytes is always allowed; a larger one may be packed so many
times smaller. Sheets reach 20 times, bombs 1,000."""
_MAX_ENTRY = 500  # bytes of the directory for a part
BROKEN_ZIP = (zipfile.BadZipFile, ValueError, LookupError, RuntimeError, OSError, EOFError, struct.error)
"""What zipfile raises for one damaged file or another."""
_STORED, _DEFLATED = 0, 8
_ENCRYPTED_FLAG = 0x1
_UTF8_FLAG = 0x800
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCATOR, _WIDE_END = struct.Struct("<4sLQL"), struct.Struct("<4sQ2H2L4Q")
_MOST_16, _MOST_32 = 0xFFFF, 0xFFFFFFFF
_PIECE = re.compile(r"/\[\d+\](?:\.last)?\.piece$")  # ISO/IEC 29500-2 §7.2.4: what Excel never writes
_TIME, _DATE = 0, (1 << 5) | 1  # 1980-01-01: the same input gives the same bytes


@dataclass(frozen=True, slots=True)
class Member:
    """One part, compressed. ``size`` is the size inflated, as declared or as written by us."""

    name: str
    method: int
    crc: int
    size: int
    data: bytes


class Package:
    """The parts of one workbook, held compressed; `read` inflates one, within the limits."""

    def __init__(self, members: Iterable[Member], limits: Limits = FORM) -> None:
        self.limits = limits
        self.members: dict[str, Member] = {member.name: member for member in members}
        self._names = {_plain_name(name): name for name in self.members}
        self._inflated = 0

    def __contains__(self, name: str) -> bool:
        return _lowered(name) in self._names

    @property
    def names(self) -> Iterable[str]:
        """The parts' names, nothing in them encoded."""
        return map(unquote, self.members)

    def read(self, name: str) -> bytes:
        """Return a part's bytes; its name is the same in any case, and however it is encoded in the zip
        (ISO/IEC 29500-2 §9.1.1).

        Raise WorkbookError where it is missing, broken or too large.
        """
        member = self.members.get(self._names.get(_lowered(name), ""))
        if member is None:
            raise missing(name)
        room = min(self.limits.part, self.limits.total - self._inflated)
        try:
            content = _inflate(member, room)
        except _TooLargeError:
            self.limits.hold_usual()
            raise too_large("解開後過大", "it unpacks to far too much") from None
        except _BombError:
            self.limits.hold_usual()
            raise suspicious("壓縮的倍數異常", "it is packed as no program packs") from None
        self._inflated += len(content)
        return content

    def replaced(self, parts: Mapping[str, bytes]) -> bytes:
        """Return the workbook as a file, with these parts in place of what was, or added."""
        fresh = {name: compress(name, content) for name, content in parts.items()}
        return assemble({**self.members, **fresh}.values())


class _TooLargeError(Exception):
    """A part inflates to more than there is room for."""


class _BombError(Exception):
    """A part is packed more times smaller than any that is worth reading."""


def refused(code: str, reason: str, reason_en: str) -> WorkbookError:
    """Refuse a file, with the reason in both languages."""
    return WorkbookError(code, reason=reason, reason_en=reason_en)


def unreadable(reason: str, reason_en: str) -> WorkbookError:
    """Refuse a file that is no workbook we can read."""
    return refused("file-unreadable", reason, reason_en)


def missing(name: str) -> WorkbookError:
    """Refuse a file that lacks a part which it names."""
    return unreadable(f"缺少內部檔案 {name}", f"the part {name} is missing")


def too_large(reason: str, reason_en: str) -> WorkbookError:
    """Refuse a file that has more in it than is read of one, as honest ones may have."""
    return refused("file-too-large", reason, reason_en)


def suspicious(reason: str, reason_en: str) -> WorkbookError:
    """Refuse a file such as no spreadsheet program writes."""
    return refused("file-suspicious", reason, reason_en)


def open_package(data: bytes, limits: Limits = FORM) -> Package:
    """Open the parts of a workbook file, to be read within ``limits``.

    Raise WorkbookError with its code and reason: not a zip, cut off, encrypted members, too many members, and
    what no spreadsheet program writes (repeated members, paths that leave the file).
    """
    if not data.startswith(ZIP):
        raise refused("file-not-a-workbook", "內容不是活頁簿", "its content is no workbook")
    _hold_to_limits(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except BROKEN_ZIP:
        raise _cut_off() from None
    if len(infos) > MAX_MEMBERS:
        raise too_large("內部檔案過多", "it has too many parts")
    if len(infos) > USUAL_PARTS:
        limits.hold_usual()
    names = {_plain_name(info.filename) for info in infos}
    folders = {name.rpartition("/")[0] for name in names}
    if len(names) < len(infos) or folders & names or any(map(_PIECE.search, names)):
        raise suspicious("內部檔案名稱重複", "it has two parts of one name")
    if any(_leaves(info.filename) for info in infos):
        raise suspicious("內部檔案的路徑指向檔案之外", "a part's path leads out of the file")
    return Package((_member(info, data) for info in infos), limits)


def _hold_to_limits(data: bytes) -> None:
    """Refuse by the end record alone a directory too long to be read into memory."""
    end = data.rfind(b"PK\x05\x06")
    if end >= 0 and len(data) >= end + _END.size:
        _, _, _, _, count, size, offset, _ = _END.unpack_from(data, end)
        wide = _wide_end(data, end)
        if wide is not None:
            if not all(map(_says, (count, size, offset), wide, (_MOST_16, _MOST_32, _MOST_32))):
                raise suspicious("目錄有兩份，說法不一", "it has two directories that differ")
            count, size, _ = wide
        if count > MAX_MEMBERS or size > MAX_MEMBERS * _MAX_ENTRY:
            raise too_large("內部檔案過多", "it has too many parts")


def _wide_end(data: bytes, end: int) -> tuple[int, int, int] | None:
    """Return how many parts there are, and size and place of the directory, by the records of ZIP64
    (APPNOTE.TXT 4.3.14, 4.3.15); None where there are none.

    Raise WorkbookError where they stand elsewhere than directly before the end record: programs differ about
    which to follow.
    """
    locator, record = end - _LOCATOR.size, end - _LOCATOR.size - _WIDE_END.size
    if locator < 0 or data[locator : locator + 4] != b"PK\x06\x07":
        return None
    place = _LOCATOR.unpack_from(data, locator)[2]
    if place != record or data[record : record + 4] != b"PK\x06\x06":
        raise suspicious("目錄有兩份，說法不一", "it has two directories that differ")
    *_, count, size, offset = _WIDE_END.unpack_from(data, record)
    return count, size, offset


def _says(narrow: int, wide: int, most: int) -> bool:
    """Tell whether a number says what the wider one says, or that it is to be found there."""
    return narrow in (wide, most)


def _cut_off() -> WorkbookError:
    return refused("file-truncated", "檔案損壞或傳送時被截斷", "it is damaged or was cut off on the way")


def _plain_name(name: str) -> str:
    """Return a part's name as programs compare it: in small letters, nothing encoded, slashes for all."""
    return _lowered(unquote(name) if "%" in name else name)


def _lowered(name: str) -> str:
    return name.replace("\\", "/").lower()


def _leaves(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")


def _member(info: zipfile.ZipInfo, data: bytes) -> Member:
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise refused("file-encrypted", "檔案內容已加密", "its parts are encrypted")
    try:
        local = _LOCAL.unpack_from(data, info.header_offset)
    except struct.error:
        raise _cut_off() from None
    start = info.header_offset + _LOCAL.size + local[9] + local[10]
    raw = data[start : start + info.compress_size]
    if local[0] != b"PK\x03\x04" or len(raw) < info.compress_size:
        raise _cut_off()
    name_at = info.header_offset + _LOCAL.size
    encoding = "utf-8" if info.flag_bits & _UTF8_FLAG else "cp437"
    if data[name_at : name_at + local[9]] != info.orig_filename.encode(encoding):
        raise suspicious("內部檔案有兩個名稱", "a part has two names")  # programs differ about which
    return Member(info.filename, info.compress_type, info.CRC, info.file_size, raw)


def _inflate(member: Member, room: int) -> bytes:
    if member.method == _STORED:
        content = member.data
    elif member.method == _DEFLATED:
        worth = max(_ALWAYS_ALLOWED, _MAX_RATIO * len(member.data))
        if member.size > worth:
            raise _BombError
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = unpacker.decompress(member.data, min(room, worth) + 1)
        except zlib.error:
            raise _damaged(member) from None
        taken = len(member.data) - len(unpacker.unconsumed_tail)
        if len(content) > worth or len(content) > max(room, _ALWAYS_ALLOWED, _MAX_RATIO * taken):
            raise _BombError
    else:
        raise unreadable("壓縮方式不支援", "it is compressed in a way that Excel does not use")
    if len(content) > room:
        raise _TooLargeError
    if len(content) != member.size or zlib.crc32(content) != member.crc:
        raise _damaged(member)
    return content


def _damaged(member: Member) -> WorkbookError:
    return unreadable(f"內部檔案 {member.name} 損壞", f"the part {member.name} is damaged")


def compress(name: str, content: bytes, level: int = 6) -> Member:
    """Deflate a part.

    ``level`` as in zlib: 1 is fast, 9 small.
    """
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    return Member(name, _DEFLATED, zlib.crc32(content), len(content), packed)


def assemble(members: Iterable[Member]) -> bytes:
    """Make a zip file of these members, in this order, without data descriptors or times.

    Structure after APPNOTE.TXT 4.3: local headers, central directory, end record.
    """
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in members:
        name = member.name.encode()
        flags = 0 if name.isascii() else _UTF8_FLAG
        packed = len(member.data)
        common = (20, flags, member.method, _TIME, _DATE, member.crc, packed, member.size, len(name), 0)
        body += (_LOCAL.pack(b"PK\x03\x04", *common), name, member.data)
        directory += (_CENTRAL.pack(b"PK\x01\x02", 20, *common, 0, 0, 0, 0, offset), name)
        offset += _LOCAL.size + len(name) + packed
    central = b"".join(directory)
    count = len(directory) // 2
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(central), offset, 0)
    return b"".join((*body, central, end))
