"""Is this file safe to read, and what is it: decided by its content, never by its name.

Nothing is parsed before the limits are known to hold; each refusal has a code, a sentence and a
remedy in the catalogue.
"""

from scoring.errors import WorkbookError
from workbook.intake import foreign
from workbook.intake.books import OoxmlBook, OpenedBook
from workbook.package import MAX_FILE, Package, open_package, refused, suspicious

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_XLS_STREAMS = ("Workbook\0".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
_CONTENT = "content.xml"
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def admit(data: bytes, password: str | None = None) -> OpenedBook:
    """Open a file's bytes as a workbook. Raises WorkbookError with the code of the refusal."""
    if not data:
        raise refused("file-empty", "檔案沒有內容", "it holds nothing")
    if len(data) > MAX_FILE:
        raise refused("file-too-large", f"{len(data):,} 位元組", f"{len(data):,} bytes")
    if data.startswith(_OLE):
        return _ole(data, password)
    package = open_package(data)
    if "mimetype" in package and package.read("mimetype").strip().startswith(_ODS_TYPE):
        return _ods(package)
    if "xl/workbook.bin" in package:
        _within_limits(package)
        return foreign.open_values(data, ".xlsb")
    if "xl/workbook.xml" not in package:
        raise refused("file-not-a-workbook", "裡面沒有活頁簿", "there is no workbook in it")
    return OoxmlBook(package)


def _ole(data: bytes, password: str | None) -> OpenedBook:
    """An OLE file: an encrypted workbook, an old .xls, or something else (a mail, a document)."""
    if _ENCRYPTED in data:
        if not password:
            raise refused("file-encrypted", "沒有提供密碼", "no password was given")
        opened = foreign.decrypt(data, password)
        if opened is None or opened.startswith(_OLE):
            raise refused("file-encrypted", "提供的密碼不對", "the password given is not its own")
        return admit(opened)
    if any(stream in data for stream in _XLS_STREAMS):
        return _xls(data, password)
    raise refused("file-not-a-workbook", "是信件或文件等其他檔案", "it is a mail or another document")


def _xls(data: bytes, password: str | None) -> OpenedBook:
    try:
        return foreign.open_values(data, ".xls")
    except WorkbookError as error:
        opened = foreign.decrypt(data, password) if password else None
        if error.code != "file-encrypted" or opened is None:
            raise
    return foreign.open_values(opened, ".xls")


def _ods(package: Package) -> OpenedBook:
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise refused("file-encrypted", "OpenDocument 檔案設有密碼", "the OpenDocument file has a password")
    _within_limits(package)
    content = package.read(_CONTENT).replace(b"<text:tab/>", b"\t")  # which the library leaves out
    return foreign.open_values(package.replaced({_CONTENT: content}), ".ods")


def _within_limits(package: Package) -> None:
    """Every part inflated once, counting, before a library that counts nothing sees the file."""
    for name in package.members:
        content = package.read(name)
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:65536]:
            raise suspicious(f"內部檔案 {name} 含有 DTD", f"the part {name} has a DTD")
