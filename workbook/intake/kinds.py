"""What a file is that is none of the workbooks read here, called by its name, with the way out of it.

By its first bytes, whatever it is called. What is known but no spreadsheet stays `file-not-a-workbook`.
"""

import csv
import io
import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from scoring.errors import WorkbookError
from workbook.package import SUFFIXES, Package, refused
from workbook.relations import relations_of

_HEAD = 8_192
"""Bytes by which a kind is known."""
_LOOKED_INTO = 65_536
_Kind = Literal["numbers", "zip", "fods", "xml2003", "mht", "html", "csv", "sylk", "dif", "biff", "link"]


@dataclass(frozen=True, slots=True)
class _Format:
    """A kind's name, and what its sender is to do, in both languages."""

    zh: str
    en: str
    remedy: str
    remedy_en: str


_AGAIN = (
    "請用 Excel 打開，以「另存新檔」存成「Excel 活頁簿 (*.xlsx)」",
    "Open it in Excel, save it as “Excel Workbook (*.xlsx)”",
)
_ORIGINAL = (
    "這種檔案只留下文字，請填在署本部發出的評分表（.xlsx）",
    "Nothing but text is left in it: fill in the form that headquarters issued (.xlsx)",
)
_FORMATS: dict[_Kind, _Format] = {
    "numbers": _Format(
        "Apple Numbers（或 Pages、Keynote）的文件",
        "a document of Apple Numbers (or Pages, Keynote)",
        "請在 Numbers 以「檔案」→「輸出至」→「Excel」存成 .xlsx",
        "In Numbers export it as .xlsx (File, Export To, Excel)",
    ),
    "zip": _Format(
        "壓縮檔，評分表在它裡面",
        "a zip file with the form inside",
        "請解壓縮，取出裡面的評分表",
        "Unpack it, take the form that is inside",
    ),
    "fods": _Format(
        "單一 XML 的 OpenDocument 試算表 (.fods)",
        "a flat OpenDocument spreadsheet (.fods)",
        "請用 LibreOffice 打開，另存成 .xlsx 或 .ods",
        "Open it in LibreOffice, save it as .xlsx or .ods",
    ),
    "xml2003": _Format("Excel 2003 的 XML 試算表", "an XML spreadsheet of Excel 2003", *_AGAIN),
    "mht": _Format("存成單一檔案的網頁 (.mht)", "a web page in a single file (.mht)", *_AGAIN),
    "html": _Format("網頁 (HTML)", "a web page (HTML)", *_AGAIN),
    "csv": _Format("文字檔 (CSV)", "a text file (CSV)", *_ORIGINAL),
    "sylk": _Format("SYLK 文字檔 (.slk)", "a SYLK text file (.slk)", *_ORIGINAL),
    "dif": _Format("DIF 文字檔 (.dif)", "a DIF text file (.dif)", *_ORIGINAL),
    "biff": _Format("Excel 5 以前的活頁簿", "a workbook of Excel 5 or earlier", *_AGAIN),
    "link": _Format(
        "捷徑或連結，不是檔案本身",
        "a shortcut or a link, not the file itself",
        "請先把檔案本身下載成 .xlsx",
        "Download the file itself as .xlsx",
    ),
}
_BYTE_ORDERS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00")  # a BOF record outside an OLE file
_SHORTCUTS = (b"L\x00\x00\x00\x01\x14\x02\x00", b"[InternetShortcut]", b"[{000214A0")
_LINK = re.compile(r"\s*\{[^}]*\"(?:doc_id|url)\"\s*:")  # what Google Drive leaves on a disk
_OTHERS = (
    b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xfd7zXZ", b"BZh", b"MSCF", b"\x89PNG",
    b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF", b"MZ", b"\x7fELF", b"ID3", b"OggS",
    b"\x1aE\xdf\xa3", b"SQLite", b"\x78\x9f\x3e\x22", b"\x01\x00\x00\x00", b"\xff\xfb", b"bplist", b"fLaC",
    b"wOF", b"\x00\x01\x00\x00", b"\xca\xfe\xba\xbe", b"\x30\x82", b"%!PS", b"\x28\xb5\x2f\xfd",
)  # fmt: skip
"""Beginnings of what people mail that is no spreadsheet: documents, pictures, sounds, programs, archives."""
_ZIP_END = b"PK\x05\x06"
_CONTAINERS = (b"%TSD-Header", b"\x62\x14\x23\x65")
"""Beginnings of what programs write that encrypt every document of an office."""
_RANDOM = 7.2
"""Bits a byte, which texts, pictures and programs do not have in their first bytes."""
_LEAST = 1_024
_SEPARATORS = (",", "\t", ";", "|")
_ROWS = 5
_TEXT = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]*")  # SYLK has the escape character
_FIELD = re.compile(r"^([A-Za-z-]+):", re.MULTILINE)


def not_a_workbook(data: bytes) -> WorkbookError:
    """Return the refusal of a file that is neither a zip nor an OLE file, by what it is."""
    kind = _kind(data)
    if kind is not None:
        return _other_format(kind)
    is_known = data.startswith(_OTHERS) or data[4:8] == b"ftyp" or _ZIP_END in data
    if data.startswith(_CONTAINERS) or (not is_known and _is_random(data[:_LOOKED_INTO])):
        return refused("file-scrambled", "內容無法辨識", "its content is nothing that is known")
    return refused("file-not-a-workbook", "內容不是活頁簿", "its content is no workbook")


def hold_no_other(package: Package) -> None:
    """Raise WorkbookError for a zip that is something else, with a name of its own."""
    if "Index/Document.iwa" in package or "Index.zip" in package or "index.apxl" in package:
        raise _other_format("numbers")
    is_package = relations_of("") in package or "content.xml" in package
    if not is_package and any(name.lower().endswith(SUFFIXES) for name in package.members):
        raise _other_format("zip")


def _other_format(kind: _Kind) -> WorkbookError:
    told = _FORMATS[kind]
    return WorkbookError(
        "file-other-format",
        reason=told.zh,
        reason_en=told.en,
        remedy=told.remedy,
        remedy_en=told.remedy_en,
    )


def _kind(data: bytes) -> _Kind | None:
    if _BIFF.match(data):
        return "biff"
    if data.startswith(_SHORTCUTS):
        return "link"
    text = _text(data[:_HEAD])
    return None if text is None else _kind_of_text(text)


def _kind_of_text(text: str) -> _Kind | None:
    start = text.lstrip().lower()
    kinds: tuple[tuple[bool, _Kind], ...] = (
        (_LINK.match(text) is not None, "link"),
        (_is_flat_document(start), "fods"),
        (start.startswith("<") and "urn:schemas-microsoft-com:office:spreadsheet" in start, "xml2003"),
        (_is_page(start), "html"),
        (_is_packed_page(text), "mht"),
        (start.startswith("id;p"), "sylk"),
        (re.match(r"table\r?\n0,1\r?\n", start) is not None, "dif"),
        (_is_table(text), "csv"),
    )
    return next((kind for is_it, kind in kinds if is_it), None)


def _text(head: bytes) -> str | None:
    """Return the beginning of a file as text, in the encodings of Taiwan; None where it is none."""
    marked = next((name for mark, name in _BYTE_ORDERS.items() if head.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp950"):
        for cut in range(4):  # the last character may be cut in two
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return text if _TEXT.fullmatch(text) else None
    return None


def _is_flat_document(start: str) -> bool:
    return "<office:document" in start and "opendocument.spreadsheet" in start


def _is_page(start: str) -> bool:
    plain = re.sub(r"^(?:<\?xml[^>]*>|<!--.*?-->|\s)+", "", start, flags=re.DOTALL)
    return plain.startswith(("<!doctype html", "<html", "<head", "<meta", "<table", "<body"))


def _is_packed_page(text: str) -> bool:
    """Tell whether a file is a page as browsers and Excel pack it: as a mail, but to nobody."""
    header = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    fields = {name.lower() for name in _FIELD.findall(header)}
    is_mail = bool(fields & {"to", "cc", "received", "message-id", "return-path"})
    return "mime-version" in fields and not is_mail and "multipart/related" in header.lower()


def _is_table(text: str) -> bool:
    """Tell whether the first rows of a text have as many fields each, by one separator or another; a field in
    quotes may have several lines."""
    return any(_has_fields(text, mark) for mark in _SEPARATORS)


def _has_fields(text: str, mark: str) -> bool:
    try:
        rows = list(islice(filter(None, csv.reader(io.StringIO(text, newline=""), delimiter=mark)), _ROWS))
    except csv.Error:
        return False
    return len(rows) > 1 and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1


def _is_random(data: bytes) -> bool:
    """Tell whether bytes are as even as those of what was encrypted."""
    if len(data) < _LEAST:
        return False
    shares = (count / len(data) for count in Counter(data).values())
    return -sum(share * math.log2(share) for share in shares) >= _RANDOM
