"""What a file is, by its content; its name decides only where the content says nothing."""

import io
import zipfile
from pathlib import PurePosixPath
from typing import Literal

from workbook import ole
from workbook.package import BROKEN_ZIP, SUFFIXES

Kind = Literal[
    "workbook",
    "mail",
    "outlook",
    "zip",
    "zip-damaged",
    "picture",
    "pdf",
    "numbers",
    "resource",
    "tnef",
    "archive",
    "smime",
    "empty",
    "other",
]
MAX_MEMBERS = 5_000
"""The most entries of a zip's directory, which Python reads into memory before it can be looked at."""

_TNEF = bytes.fromhex("789f3e22")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")
_ENTRY = b"PK\x01\x02"
_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"\xfd7zXZ", b"BZh", b"MSCF")
_RESOURCES = b"\x00\x05\x16\x07"
"""The beginning of an AppleDouble file (RFC 1740): what a Mac keeps beside a file, under the same name."""
_PDF = b"%PDF-"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_PICTURE_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".svg", ".emf", ".wmf", ".heic", ".webp"}
)
_ODF = b"mimetypeapplication/vnd.oasis.opendocument."
_PROPERTIES = "__properties_version1.0"
_MAIL_FIELDS = (
    b"from:",
    b"date:",
    b"received:",
    b"message-id:",
    b"mime-version:",
    b"return-path:",
    b"subject:",
)
_HEADER_START = 4096


def kind_of(name: str, data: bytes) -> Kind:
    """Return what kind of file these bytes are; never raises."""
    if not data:
        return "empty"
    if data.startswith(_RESOURCES):
        return "resource"
    if data.startswith(ole.SIGNATURE):
        return _ole_kind(name, data)
    if data.startswith(_ZIP):
        return _zip_kind(name, data)
    if suffix_of(name) in SUFFIXES:
        return "workbook"  # what is wrong with it is for the check to tell
    return _other_kind(name, data)


def _other_kind(name: str, data: bytes) -> Kind:
    suffix = suffix_of(name)
    kinds: tuple[tuple[bool, Kind], ...] = (
        (data.startswith(_TNEF), "tnef"),
        (data.startswith(_ARCHIVES), "archive"),
        (data.startswith(_PDF), "pdf"),
        (suffix == ".eml" or is_mail(data), "mail"),
        (suffix in {".p7m", ".p7s"}, "smime"),
        (suffix == ".msg", "outlook"),
        (_is_picture(data, suffix), "picture"),
    )
    return next((kind for is_it, kind in kinds if is_it), "other")


def suffix_of(name: str) -> str:
    """Return the suffix of a name, in small letters."""
    return PurePosixPath(name).suffix.lower()


def workbook_suffix(name: str, data: bytes) -> str:
    """Return the suffix that a workbook should have: its own, or what its content asks for."""
    suffix = suffix_of(name)
    if suffix in SUFFIXES:
        return suffix
    if data.startswith(ole.SIGNATURE):
        return ".xlsx" if ole.ENCRYPTED in ole.names(data) else ".xls"
    if data[30:].startswith(_ODF):
        return ".ods"
    return ".xlsb" if "xl/workbook.bin" in _members(data) else ".xlsx"


def is_mail(data: bytes) -> bool:
    """Tell whether a text begins as a mail does: header lines, two of which every mail has."""
    head = data[:_HEADER_START].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"From "):  # as a mailbox file has it
        head = head.partition(b"\n")[2]
    lines = head.replace(b"\r", b"\n").split(b"\n\n")[0].lower().split(b"\n")
    first = lines[0].partition(b":")[0]
    is_header = b":" in lines[0] and 0 < len(first) < 80 and b" " not in first
    return is_header and sum(any(line.startswith(field) for line in lines) for field in _MAIL_FIELDS) >= 2


def _ole_kind(name: str, data: bytes) -> Kind:
    streams = ole.names(data)
    if _PROPERTIES in streams:
        return "outlook"
    if streams.intersection((ole.ENCRYPTED, *ole.OLD_WORKBOOKS)):
        return "workbook"
    suffix = suffix_of(name)
    if suffix in SUFFIXES:
        return "workbook"
    return "outlook" if suffix == ".msg" else "other"


def _zip_kind(name: str, data: bytes) -> Kind:
    if data[30:].startswith(_ODF):
        return "workbook" if data[30:].startswith(_ODF + b"spreadsheet") else "other"
    if has_too_many_members(data):
        return "zip"  # which is then said to hold too many files
    return _kind_by_members(name, _members(data), is_empty=data.startswith(b"PK\x05\x06"))


def _kind_by_members(name: str, members: frozenset[str], *, is_empty: bool) -> Kind:
    is_named_a_workbook = suffix_of(name) in SUFFIXES
    if members & {"xl/workbook.xml", "xl/workbook.bin"}:
        return "workbook"
    if "[Content_Types].xml" in members:
        return "workbook" if is_named_a_workbook else "other"
    if any(member.endswith(".iwa") for member in members):
        return "numbers"
    if members or is_empty:
        return "zip"
    return "workbook" if is_named_a_workbook else "zip-damaged"


def has_too_many_members(data: bytes) -> bool:
    """Tell whether a zip's directory is longer than any that should be read into memory."""
    return data.count(_ENTRY) > MAX_MEMBERS


def _members(data: bytes) -> frozenset[str]:
    """Return the names in a zip; none where it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except BROKEN_ZIP:
        return frozenset()


def inflated_size(data: bytes) -> int:
    """Return what the parts of a zip inflate to, as it declares; of anything else its own size."""
    if data.startswith(_ZIP) and not has_too_many_members(data):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return sum(info.file_size for info in archive.infolist())
        except BROKEN_ZIP:
            pass
    return len(data)


def _is_picture(data: bytes, suffix: str) -> bool:
    return data.startswith(_PICTURES) or data[8:12] == b"WEBP" or suffix in _PICTURE_SUFFIXES
