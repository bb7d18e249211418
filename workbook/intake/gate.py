"""The gate: whether a file is safe to read, and what it is, by its content, never by its name.

Nothing is parsed before the limits are known to hold; each refusal has a code, a sentence and a
remedy in the catalogue.
"""

import re
from dataclasses import replace

from workbook import ole
from workbook.book import active_content, workbook_part
from workbook.intake import foreign, kinds
from workbook.intake.books import OoxmlBook, OpenedBook, ValueBook
from workbook.intake.opendocument import read_tables
from workbook.limits import FORM, Limits
from workbook.package import MAX_FILE, ZIP, Package, open_package, refused, suspicious, unreadable
from workbook.relations import relations_of

_XLS_BEGIN = re.compile(rb"\x09[\x00\x02\x04\x08]")  # a BOF record, MS-XLS §2.4.21
_XLS_ENCRYPTED = re.compile(  # FilePass behind the first BOF, MS-XLS §2.4.117
    rb"\x09\x08(?:\x10\x00.{16}|\x08\x00.{8})(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
_MANIFEST = "META-INF/manifest.xml"
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def admit(data: bytes, password: str | None = None, limits: Limits = FORM) -> OpenedBook:
    """Open a file's bytes as a workbook, to be read within ``limits``. Raises WorkbookError with the
    code of the refusal."""
    if not data:
        raise refused("file-empty", "檔案沒有內容", "it holds nothing")
    if len(data) > MAX_FILE:
        raise refused("file-too-large", f"{len(data):,} 位元組", f"{len(data):,} bytes")
    if data.startswith(ole.SIGNATURE):
        limits.hold_usual()
        return _ole(data, password, limits)
    if not data.startswith(ZIP):
        raise kinds.not_a_workbook(data)
    package = open_package(data, limits)
    kinds.hold_no_other(package)
    if _is_ods(package):
        limits.hold_usual()
        return _ods(package)
    part = workbook_part(package)
    if part.endswith(".bin"):
        limits.hold_usual()
        _within_limits(package)
        package.read(relations_of(part))  # without it there are no sheets
        return replace(foreign.open_values(data, ".xlsb"), active_content=active_content(package))
    return OoxmlBook(package)


def _ole(data: bytes, password: str | None, limits: Limits) -> OpenedBook:
    """Open an OLE file: an encrypted workbook, an old .xls, or something else (a mail, a document)."""
    streams = ole.streams(data, (ole.ENCRYPTED, *ole.OLD_WORKBOOKS))
    if streams is None:
        raise refused("file-truncated", "檔案損壞或傳送時被截斷", "it is damaged or was cut off")
    if ole.has_managed_rights(data):
        raise refused("file-rights-managed", "內容依權限加密", "its content is encrypted by rights")
    if ole.ENCRYPTED in streams:
        opened = _decrypted(data, password)
        if opened.startswith(ole.SIGNATURE):
            raise refused("file-encrypted", "解開後仍是加密的檔案", "what was in it is encrypted again")
        return admit(opened, limits=limits)
    old_workbook = next((streams[name] for name in ole.OLD_WORKBOOKS if name in streams), None)
    if old_workbook is None:
        raise refused("file-not-a-workbook", "是信件或文件等其他檔案", "it is a mail or another document")
    if not _XLS_BEGIN.match(old_workbook):
        raise unreadable("檔案損壞", "it is damaged")
    is_encrypted = _XLS_ENCRYPTED.match(old_workbook)
    values = foreign.open_values(_decrypted(data, password) if is_encrypted else data, ".xls")
    return replace(values, active_content=ole.active_content(data))


def _decrypted(data: bytes, password: str | None) -> bytes:
    """Decrypt a workbook with the password given, if any, or with the one that Excel uses unasked."""
    opened = foreign.decrypt(data, password or "")
    if opened is None and not password:
        raise refused("file-encrypted", "沒有提供密碼", "no password was given")
    if opened is None:
        raise refused("file-encrypted", "提供的密碼不對", "the password given is not its own")
    return opened


def _is_ods(package: Package) -> bool:
    """Tell whether a package is an OpenDocument spreadsheet: by the type that it begins with, or where it has
    none by its manifest (OpenDocument 1.3, part 2 §3.3)."""
    if "mimetype" in package:
        return package.read("mimetype").strip().startswith(_ODS_TYPE)
    return relations_of("") not in package and _MANIFEST in package and _ODS_TYPE in package.read(_MANIFEST)


def _ods(package: Package) -> OpenedBook:
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise refused("file-encrypted", "OpenDocument 檔案設有密碼", "the OpenDocument file has a password")
    tables = read_tables(package.read("content.xml"), package.limits)
    return ValueBook(
        ".ods", tables.grids, tables.hidden, tables.comments, active_content=_active_in_ods(package)
    )


def _active_in_ods(package: Package) -> frozenset[str]:
    """Return what an .ods carries that runs, by the folders of its parts (OpenDocument 1.3, part 2 §3)."""
    folders = {name.partition("/")[0] for name in package.members if "/" in name}
    found = {"macros"} if folders & {"Basic", "Scripts"} else set()
    if any(name.startswith("Object ") for name in folders):
        found.add("objects")
    return frozenset(found)


def _within_limits(package: Package) -> None:
    """Inflate every part once, counting, before a library that counts nothing sees the file."""
    for name in package.names:
        content = package.read(name)
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:65536]:
            raise suspicious(f"內部檔案 {name} 含有 DTD", f"the part {name} has a DTD")
