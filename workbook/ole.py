"""An OLE file ([MS-CFB]), in which old workbooks, encrypted ones and Outlook's mails come."""

import io
import struct
from collections.abc import Collection, Mapping

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage"
OLD_WORKBOOKS = ("Workbook", "Book")
"""Streams of a workbook with a password, of an .xls."""
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
    """Return the names at the outermost level; none where the file is damaged."""
    import olefile  # slow to import, and few files need it

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return frozenset(path[0] for path in ole.listdir() if len(path) == 1)
    except BROKEN:
        return frozenset()


def streams(data: bytes, wanted: Collection[str]) -> Mapping[str, bytes] | None:
    """Return the streams with these names at the outermost level; None where the file is damaged."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            there = {path[0] for path in ole.listdir() if len(path) == 1}
            found = {name: ole.openstream(name).read() for name in there.intersection(wanted)}
            is_whole = all(len(content) == ole.get_size(name) for name, content in found.items())
    except BROKEN:
        return None
    return found if is_whole else None
