"""An OLE file ([MS-CFB]), in which old workbooks, encrypted ones and Outlook's mails come."""

import io
import re
import struct
from collections import Counter
from collections.abc import Collection, Mapping

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage"
OLD_WORKBOOKS = ("Workbook", "Book")
"""Streams of a workbook with a password, of an .xls."""
_USUAL = {name.lower(): name for name in (ENCRYPTED, *OLD_WORKBOOKS)}
_EMBEDDED = "MBD"
_ENTRY, _STREAM = 128, 2
"""Bytes of an entry of the directory, and the kind of one that is a stream (MS-CFB §2.6.1)."""
_RIGHTS = "DRM"
"""How the names of what rights management adds begin, control characters apart."""
_CONTROLS = "".join(map(chr, range(32)))
_END_OF_GLOBALS, _SHEET, _SHEET_KIND = 0x0A, 0x85, 5
"""Records of a workbook stream, and where in that of a sheet its kind stands."""
BROKEN = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    RecursionError,
    struct.error,
)
"""What olefile, and what reads through it, raise for one damaged file or another."""


def names(data: bytes) -> frozenset[str]:
    """Return the names at the outermost level, those of workbooks in their usual letters; none where the file
    is damaged."""
    import olefile  # slow to import, and few files need it

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            there = (path[0] for path in ole.listdir() if len(path) == 1)
            return frozenset(_USUAL.get(name.lower(), name) for name in there)
    except BROKEN:
        return frozenset()


def has_managed_rights(data: bytes) -> bool:
    """Tell whether a file is encrypted by rights management, which sensitivity labels use (MS-OFFCRYPTO
    §2.2); not where it is damaged."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = [name for path in ole.listdir(storages=True) for name in path]
    except BROKEN:
        return False
    return any(name.lstrip(_CONTROLS).upper().startswith(_RIGHTS) for name in names)


def active_content(data: bytes) -> frozenset[str]:
    """Return what an .xls carries that runs or brings in what is not in it, as `workbook.book` calls it.

    Storages after MS-XLS §2.1.7, sheets of Excel 4 macros after §2.4.28.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            storages = {path[0].upper() for path in ole.listdir(streams=False, storages=True)}
            book = next((ole.openstream(name).read() for name in OLD_WORKBOOKS if ole.exists(name)), b"")
    except BROKEN:
        return frozenset()
    found = set()
    if "_VBA_PROJECT_CUR" in storages or _has_macro_sheet(book):
        found.add("macros")
    if any(name.startswith(_EMBEDDED) for name in storages):
        found.add("objects")
    return frozenset(found)


def _has_macro_sheet(book: bytes) -> bool:
    """Tell whether a sheet that the workbook's first records list is one of Excel 4 macros."""
    at = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        if kind == _END_OF_GLOBALS:
            return False
        if (
            kind == _SHEET
            and size > _SHEET_KIND
            and book[at + 4 + _SHEET_KIND : at + 5 + _SHEET_KIND] == b"\1"
        ):
            return True
        at += 4 + size
    return False


def with_usual_names(data: bytes) -> bytes:
    """Return a file with the streams of workbooks in their usual letters, for libraries that know no others:
    names are the same in any case (MS-CFB §2.6.4)."""
    named = bytearray(data)
    for name in (ENCRYPTED, *OLD_WORKBOOKS):
        usual = name.encode("utf-16-le")
        any_case = re.compile(re.escape(usual) + rb"\0\0", re.IGNORECASE)
        for match in any_case.finditer(data):
            at, size = match.start(), len(usual)
            is_stream = data[at + 64 : at + 67] == struct.pack("<HB", size + 2, _STREAM)
            if at % _ENTRY == 0 and is_stream:
                named[at : at + size] = usual
    return bytes(named)


def streams(data: bytes, wanted: Collection[str]) -> Mapping[str, bytes] | None:
    """Return the streams with these names, in any case, at the outermost level; None where the file is
    damaged, or has two of one name."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            there = Counter(path[0].lower() for path in ole.listdir() if len(path) == 1)
            found = {name: ole.openstream(name).read() for name in wanted if there[name.lower()] == 1}
            if any(there[name.lower()] > 1 for name in wanted):
                return None
            is_whole = all(len(content) == ole.get_size(name) for name, content in found.items())
    except BROKEN:
        return None
    return found if is_whole else None
