"""A zip as people make it: names in UTF-8 or in the system's own encoding, folders, and more zips."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from macros.post.inbox.content import has_too_many_members
from macros.post.inbox.found import MAX_SOURCE, Budget, Opened, Part, UnreadableError
from macros.post.texts import decoded
from workbook.package import BROKEN_ZIP

_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Compression methods that inflate no further than asked; others unpack all they hold at once."""
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


def open_zip(data: bytes, budget: Budget) -> Opened:
    """Open a zip whose files are read as they are asked for.

    Raise UnreadableError where it does not open.
    """
    if has_too_many_members(data):
        raise UnreadableError("too-many")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN_ZIP:
        raise UnreadableError("zip-damaged") from None
    return Opened(None, _parts(archive, budget))


def is_system_file(path: str) -> bool:
    """Tell whether a path is of a hidden or temporary file, such as systems leave behind."""
    *folders, name = path.replace("\\", "/").split("/")
    return name.startswith(("~$", ".")) or name.lower() in _SYSTEM_FILES or "__MACOSX" in folders


def _parts(archive: zipfile.ZipFile, budget: Budget) -> Iterator[Part]:
    for info in archive.infolist():
        if not info.is_dir():
            yield _part(archive, info, budget)


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Part:
    name = _name(info)
    if is_system_file(name):
        return Part(name, reason="system-file")
    if info.flag_bits & _ENCRYPTED_FLAG:
        return Part(name, reason="zip-encrypted")
    if info.compress_type not in _METHODS:
        return Part(name, reason="zip-damaged")
    room = min(MAX_SOURCE, budget.inflated)
    if info.file_size > room:
        return _too_large(name, budget)
    try:
        with archive.open(info) as stream:
            data = stream.read(room + 1)
    except (*BROKEN_ZIP, zlib.error):
        budget.inflated -= min(info.file_size, room)  # it may have been inflated before it failed
        return Part(name, reason="zip-damaged")
    budget.inflated -= len(data)
    return Part(name, data) if len(data) <= room else _too_large(name, budget)


def _too_large(name: str, budget: Budget) -> Part:
    budget.hold_usual()
    return Part(name, reason="too-large")


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8_FLAG:
        return info.orig_filename
    try:
        return decoded(info.orig_filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.orig_filename
