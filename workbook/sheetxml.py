"""The XML of workbook parts: parse it safely, read texts and cells, write cells.

Names and rules follow ISO/IEC 29500-1 (SpreadsheetML), §18.3 for cells and §22.9.2.19 for
`ST_Xstring`, the escape for what XML cannot hold.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache, wraps
from typing import TypeVar

from lxml import etree

from scoring.errors import AnswersError, WorkbookError
from workbook.fit import MAX_CELL_TEXT, utf16_length
from workbook.limits import FORM, Limits
from workbook.package import suspicious, too_large, unreadable

Element = etree._Element

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
"""Where the kinds of relations are named, and the ids by which sheets refer to them."""
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_XML = "[\x00-\x08\x0b-\x1f\ufffe\uffff]"
_TO_ESCAPE = re.compile(f"_(?=x[0-9A-Fa-f]{{4}}(?:_|{_NOT_XML}))|{_NOT_XML}")


BOOK, BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
"""The parts' names in the workbooks that we write."""
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_TRANSITIONAL = (  # the strict names of ISO/IEC 29500-1 and the transitional ones of part 4
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", MAIN.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", OFFICE.encode()),
)
_MAX_KEPT = 100_000
_REAL = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{0,17})?(?:[eE][+-]?[0-9]{1,2})?")
_DIGITS = 12
"""Of a number in use: sizes of drawings have the most. Python reads one of thousands with an error."""
_OTHER_BEGINNINGS = (b"\0\0", b"\xff\xfe\0\0", b"<\0\0\0", b"\x4c\x6f\xa7\x94")
"""Of XML in UTF-32 and EBCDIC."""
_ENCODING = re.compile(rb"[^<]{0,3}<\?xml\s[^>]*?\sencoding\s*=\s*[\"']([^\"'>]*)[\"']")
_NARROW = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_WIDE = frozenset({b"utf-16", b"utf-16le", b"utf-16be"})
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
)


_R = TypeVar("_R")
_FALSE = frozenset(("", "0", "false", "f", "off", "no"))


def remembered(function: Callable[..., _R]) -> Callable[..., _R]:
    """Keep what a function made of the last few short texts that it was given.

    Forms of one issue have most of their parts in common. What the function returns must not be changed.
    """
    kept = lru_cache(maxsize=8)(function)

    @wraps(function)
    def call(*texts: str | bytes) -> _R:
        return kept(*texts) if sum(map(len, texts)) <= _MAX_KEPT else function(*texts)

    return call


def tag(name: str) -> str:
    return f"{{{MAIN}}}{name}"


C, V, F, IS, T, R, RPH, SI, ROW = (tag(name) for name in ("c", "v", "f", "is", "t", "r", "rPh", "si", "row"))


def parse(content: bytes, part: str, limits: Limits = FORM) -> Element:
    """Parse a part and return its root.

    Raise WorkbookError where it is not XML in UTF-8 or UTF-16, the only encodings of a part (ISO/IEC 29500-2
    §8.1.5) and the only ones that are sure to be decoded in a moment; where it would make a tree too large
    for memory, or carries a DTD, which no spreadsheet program writes and which can hide a bomb.
    """
    if _STRICT in content:
        if all(re.search(rb"=\s*[\"']" + name + rb"[\"']", content) for name in _TRANSITIONAL[0]):
            raise suspicious(f"內部檔案 {part} 混用兩種格式", f"the part {part} mixes two formats")
        for strict, transitional in _TRANSITIONAL:
            content = content.replace(strict, transitional)
    hold_to_limits(content, part, limits)
    if not _is_unicode(content):
        raise unreadable(
            f"內部檔案 {part} 的編碼不是 UTF-8 或 UTF-16",
            f"the part {part} is in another encoding than UTF-8 and UTF-16",
        )
    if b"<!DOCTYPE" in content:
        raise suspicious(f"內部檔案 {part} 含有 DTD", f"the part {part} has a DTD")
    try:
        root = etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        raise unreadable(
            f"內部檔案 {part} 不是正確的 XML", f"the part {part} is not well-formed XML"
        ) from None
    if next(root.iter(f"{{{_STRICT_MAIN}}}*"), None) is not None:  # written so that it was not seen above
        raise suspicious(f"內部檔案 {part} 混用兩種格式", f"the part {part} mixes two formats")
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding not looked into above
        raise suspicious(f"內部檔案 {part} 含有 DTD", f"the part {part} has a DTD")
    return root


def _is_unicode(content: bytes) -> bool:
    """Tell whether a part is in UTF-8 or UTF-16, by its first bytes (XML 1.0 annex F) and by its own word."""
    if content.startswith(_OTHER_BEGINNINGS):
        return False
    is_wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"} or 0 in content[:2]
    declared = _ENCODING.match(content[: content.find(b">") + 1].replace(b"\0", b""))
    return declared is None or declared[1].lower() in (_WIDE if is_wide else _NARROW)


def hold_to_limits(content: bytes, part: str, limits: Limits = FORM) -> None:
    """Refuse a part with more tags or attributes than memory should hold (WorkbookError)."""
    limit_tags(content, part, limits.tags)
    if content.count(b"=") > limits.attributes:
        raise too_much(part)


def limit_tags(content: bytes, part: str, most: int) -> None:
    """Refuse a part with more tags than are read, those that close counted too (WorkbookError)."""
    if content.count(b"<") > most:
        raise too_much(part)


def too_much(part: str) -> WorkbookError:
    """Refuse a part for how much it holds."""
    return too_large(f"內部檔案 {part} 的內容過多", f"the part {part} holds far too much")


def to_bytes(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


# ── texts ───────────────────────────────────────────────────────────────────────────────────────


def escape(text: str) -> str:
    """Write a text as `ST_Xstring`.

    Raise AnswersError for half a surrogate pair, which is no text.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise AnswersError(
            f"文字「{_shown(text)}」含有無效字元，請刪去",
            f"the text “{_shown(text)}” has an invalid character; delete it",
        ) from None
    return _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def _shown(text: str) -> str:
    """Return the beginning of a text with what is no text in it as escapes."""
    return text[:20].encode("utf-8", "backslashreplace").decode()


def unescape(text: str) -> str:
    """Return the text that an `ST_Xstring` means.

    Half a character, which no text can have, becomes U+FFFD.
    """
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if any("\ud800" <= char <= "\udfff" for char in plain):
        return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return plain


def quoted(name: str) -> str:
    """Quote a sheet's name as formulas write it."""
    return "'{}'".format(name.replace("'", "''"))


def rich_text(element: Element) -> str:
    """Return the text of an ``si`` or ``is``: its ``t``, or those of its runs, without phonetic guides.

    Raise WorkbookError where it has both, for programs differ about which comes first.
    """
    plain, runs = element.findall(T), element.findall(R)
    if len(plain) > 1 or (plain and runs):
        raise suspicious("一個字串有兩份文字", "a string has two texts")
    parts = [only_text(t) for holder in (element, *runs) for t in holder.iterfind(T)]
    return unescape("".join(parts))


def only_text(element: Element) -> str:
    """Return the text of an element that the schema gives no children.

    Raise WorkbookError where it has some, for then programs differ about what it says.
    """
    if len(element):
        raise suspicious("儲存格的值裡夾有其他元素", "an element stands within a cell's value")
    return element.text or ""


def is_true(value: str | None) -> bool:
    """Read an `xsd:boolean` attribute; what the standard does not know is true, as some programs take it."""
    return value is not None and value.strip().lower() not in _FALSE


def whole(text: str | None) -> int | None:
    """Return the whole number that a text says; None where it says none, or one beyond use."""
    written = text.strip().removeprefix("+").lstrip("0") if text else ""
    if text and not written and text.strip(" +0") == "" and "0" in text:
        return 0
    return int(written) if written.isascii() and written.isdecimal() and len(written) < _DIGITS else None


def real(text: str | None) -> float | None:
    """Return the number that an attribute says, as XML Schema writes it; None where it says none."""
    return float(text) if text and _REAL.fullmatch(text.strip()) else None


# ── writing cells ───────────────────────────────────────────────────────────────────────────────


def text_element(parent: Element, value: str) -> None:
    """Add a ``t`` that keeps the spaces at its ends."""
    text = etree.SubElement(parent, T)
    text.text = escape(value)
    text.set(_SPACE, "preserve")


def set_value(cell: Element, value: str | Decimal | None) -> None:
    """Put a value into an input cell: whatever stood there, a formula too, goes; its style stays.

    Text is written as a string whatever it begins with, so that ``=…`` never becomes a formula.
    Raises AnswersError for a text longer than a cell holds.
    """
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", "")
    if isinstance(value, str):
        length = utf16_length(value)
        if length > MAX_CELL_TEXT:
            raise AnswersError(
                f"文字有 {length} 字，超過一格可容納的 {MAX_CELL_TEXT} 字，請分段：「{value[:20]}…」",
                f"the text “{value[:20]}…” has {length} characters; a cell holds {MAX_CELL_TEXT}: split it",
            )
        cell.set("t", "inlineStr")
        text_element(etree.SubElement(cell, IS), value)
    elif value is not None:
        etree.SubElement(cell, V).text = f"{value:f}"


def set_cached(cell: Element, value: str | float) -> None:
    """Save a value beside a formula, as a spreadsheet program would."""
    for saved in cell.findall(V):
        cell.remove(saved)
    cell.attrib.pop("t", "")
    if isinstance(value, str):
        cell.set("t", "str")
        value = escape(value)
    etree.SubElement(cell, V).text = str(value)
