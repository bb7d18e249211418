"""A strict scan of the two large parts, sheet and shared strings, without building a tree.

It accepts only the plain shape that spreadsheet programs write, every byte of it accounted for;
at anything else it gives up (None) and the caller parses the part as XML. What it accepts it reads
exactly as the parser would: the tests hold the two against each other.
"""

import re
from operator import itemgetter

from workbook.sheetxml import MAIN, unescape

RawCell = tuple[str, str, str, str, str, str, str]
"""A cell as written: all of it and what stands before it, then address, style, type, formula,
value, inline text; an empty text for what it does not have."""

_WRITTEN = itemgetter(0)
_DECLARATION = re.compile(
    r"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?"""
    r"""(?: standalone=["']yes["'])?\s*\?>)?\s*"""
)
_TEXT = "([^<\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*+)"
_ADDRESS = "[A-Z]{1,3}+[1-9][0-9]{0,6}+"
_EMPTY = rf"(?:<c r=\"{_ADDRESS}\"(?: s=\"[0-9]++\")?+(?: t=\"n\")?/>|</row>|<row [^<>]*+>)*+"
_CELL = re.compile(
    rf"({_EMPTY}<c r=\"({_ADDRESS})\"(?: s=\"([0-9]++)\")?+(?: t=\"([A-Za-z]++)\")?+>"
    rf"(?:<f(?: aca=\"(?:0|1|false|true)\")?>([^<\r]++)</f>)?+"
    rf"(?:<v>{_TEXT}</v>|<v/>|<is><t(?: xml:space=\"preserve\")?>{_TEXT}</t></is>)?+</c>)"
)
_TAIL = re.compile(_EMPTY)
_STRING = re.compile(rf"(<si><t(?: xml:space=\"preserve\")?>{_TEXT}</t></si>\s*)")
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def scan_sheet(content: bytes) -> tuple[dict[str, RawCell], str] | None:
    """The filled cells by address, and the XML around ``sheetData``."""
    text = _plain(content, "worksheet")
    if text is None:
        return None
    before, opened, rest = text.partition("<sheetData>")
    data, closed, after = rest.partition("</sheetData>")
    if not opened or not closed or "<sheetData" in after:
        return None
    found = _CELL.findall(data)
    read = sum(map(len, map(_WRITTEN, found)))
    tail = _TAIL.match(data, read)
    if tail is None or tail.end() != len(data):  # then something stands between the cells
        return None
    cells = {cell[1]: cell for cell in found}
    return (cells, before + after) if len(cells) == len(found) else None


def scan_strings(content: bytes) -> list[str] | None:
    """The shared strings as written, entities and escapes not yet resolved."""
    text = _plain(content, "sst")
    if text is None:
        return None
    start = text.find(">", text.find("<sst")) + 1
    end = text.rfind("</sst>")
    if end < start or text[end + 6 :].strip():
        return None
    found = _STRING.findall(text, start, end)
    read = sum(map(len, map(_WRITTEN, found)))
    return [string for _, string in found] if start + read == end else None


def resolve(text: str) -> str:
    """Written text as the text it means: entities (XML 1.0 §4.6), then `ST_Xstring` escapes."""
    return unescape(_ENTITY.sub(_character, text)) if "&" in text else unescape(text)


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    return _NAMED[name] if name else chr(int(hexadecimal, 16) if hexadecimal else int(decimal))


def _plain(content: bytes, root: str) -> str | None:
    """The part as text, where it is UTF-8, begins with its root in the main namespace, and names no
    entity but XML's own."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    declaration = _DECLARATION.match(text)
    start = declaration.end() if declaration else 0
    if not text.startswith(f"<{root} ", start):
        return None
    opening = text[start : text.find(">", start)]
    if f'xmlns="{MAIN}"' not in opening:
        return None
    return text if "&" not in text or text.count("&") == len(_ENTITY.findall(text)) else None
