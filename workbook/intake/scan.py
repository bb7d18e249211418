"""A strict scan of the two large parts, sheet and shared strings, without building a tree.

It accepts only the plain shape that spreadsheet programs write, every byte of it accounted for;
at anything else it gives up (None) and the caller parses the part as XML. What it accepts it reads
exactly as the parser would: the tests hold the two against each other.
"""

import re
from operator import itemgetter

from scoring.errors import WorkbookError
from workbook.sheetxml import MAIN, ROW, Element, parse, tag, unescape

RawCell = tuple[str, str, str, str, str, str, str]
"""A cell as written: all of it and what stands before it, then address, style, type, formula,
value, inline text; an empty text for what it does not have."""

_WRITTEN = itemgetter(0)
_WORKSHEET, _SHEET_DATA, _SST = tag("worksheet"), tag("sheetData"), tag("sst")
_DECLARATION = re.compile(
    r"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?"""
    r"""(?: standalone=["']yes["'])?\s*\?>)?\s*"""
)
_CHARACTERS = r"[^<\r]"
_TEXT = f"({_CHARACTERS}*+)"
_ADDRESS = "[A-Z]{1,3}+[1-9][0-9]{0,6}+"
_STYLE = r" s=\"[0-9]{1,6}+\""
_NEXT_ROW = r"</row>(?:<row [^<>]*+/>)*+<row [^<>]*+(?<!/)>"
_BETWEEN = rf"(?:<c r=\"{_ADDRESS}\"(?:{_STYLE})?+(?: t=\"n\")?/>|{_NEXT_ROW})*+"
_BETWEEN_SOME = f"{_BETWEEN[:-2]}++"  # the end of the data, taken in one piece
_HEAD = re.compile(r"(?:<row [^<>]*+/>)*+<row [^<>]*+(?<!/)>")
_CELL = re.compile(
    rf"({_BETWEEN}<c r=\"({_ADDRESS})\"(?: s=\"([0-9]{{1,6}}+)\")?+(?: t=\"([A-Za-z]++)\")?+>"
    rf"(?:<f(?: aca=\"(?:0|1|false|true)\")?>({_CHARACTERS}++)</f>)?+"
    rf"(?:<v>{_TEXT}</v>|<v/>|<is><t(?: xml:space=\"preserve\")?>{_TEXT}</t></is>)?+</c>|{_BETWEEN_SOME})"
)
_TAIL = re.compile(rf"{_BETWEEN}</row>(?:<row [^<>]*+/>)*+")
_ROW = re.compile(r"<row [^<>]*+>")
_UNUSUAL = (b"]]>", "\ufffe".encode(), "\uffff".encode())
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_STRING = re.compile(rf"(<si><t(?: xml:space=\"preserve\")?>{_TEXT}</t></si>\s*)")
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_FIRST_PLAIN, _SURROGATES, _LAST = 0x20, range(0xD800, 0xE000), 0x10FFFD


def scan_sheet(content: bytes) -> tuple[dict[str, RawCell], Element] | None:
    """The filled cells by address, and the sheet's XML around ``sheetData``."""
    text = _plain(content, "worksheet")
    if text is None:
        return None
    before, opened, rest = text.partition("<sheetData>")
    data, closed, after = rest.partition("</sheetData>")
    if not opened or not closed or _has_markup(before[1:]) or _has_markup(after):
        return None
    head = _HEAD.match(data)
    if head is None:
        return None
    found = _CELL.findall(data, head.end())
    read = head.end() + sum(map(len, map(_WRITTEN, found)))
    tail = _TAIL.match(data, read)
    if tail is None or tail.end() != len(data):  # then something stands between the cells
        return None
    filled = [cell for cell in found if cell[1]]
    cells = {cell[1]: cell for cell in filled}
    if len(cells) < len(filled):
        return None
    around = _around(before, _ROW.findall(data), after)
    return None if around is None else (cells, around)


def _around(before: str, rows: list[str], after: str) -> Element | None:
    """What stands around the cells, parsed with the rows' own tags, so that all of it is well-formed
    and the data is where a spreadsheet program looks for it."""
    emptied = "".join(row if row.endswith("/>") else f"{row[:-1]}/>" for row in rows)
    try:
        root = parse(f"{before}<sheetData>{emptied}</sheetData>{after}".encode(), "worksheet")
    except WorkbookError:
        return None
    data = root.findall(_SHEET_DATA)
    if root.tag != _WORKSHEET or len(data) != 1 or len(data[0].findall(ROW)) != len(rows):
        return None
    root.remove(data[0])
    return root


def scan_strings(content: bytes) -> list[str] | None:
    """The shared strings as written, entities and escapes not yet resolved."""
    text = _plain(content, "sst")
    if text is None:
        return None
    start = text.find(">", text.find("<sst")) + 1
    end = text.rfind("</sst>")
    if end < start or text[end + 6 :].strip(" \t\r\n") or text[start - 2] == "/":
        return None
    found = _STRING.findall(text, start, end)
    if start + sum(map(len, map(_WRITTEN, found))) != end:
        return None
    try:
        root = parse(f"{text[: start - 1]}/>".encode(), "sst")
    except WorkbookError:
        return None
    return [string for _, string in found] if root.tag == _SST else None


def resolve(text: str) -> str:
    """Written text as the text it means: entities (XML 1.0 §4.6), then `ST_Xstring` escapes."""
    return unescape(_ENTITY.sub(_character, text)) if "&" in text else unescape(text)


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    return _NAMED[name] if name else chr(int(hexadecimal, 16) if hexadecimal else int(decimal))


def _plain(content: bytes, root: str) -> str | None:
    """The part as text, where it is UTF-8, begins with its root in the main namespace, and has no
    reference but to XML's own entities and to characters that XML allows (§2.2)."""
    if _is_unusual(content):
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    declaration = _DECLARATION.match(text)
    start = declaration.end() if declaration else 0
    opening = text[start : text.find(">", start)]
    is_ours = opening.startswith(f"<{root} ") and f'xmlns="{MAIN}"' in opening
    return text if is_ours and _has_plain_references(text) else None


def _is_unusual(content: bytes) -> bool:
    """The end of a section, and bytes that no XML may have."""
    return any(unusual in content for unusual in _UNUSUAL) or len(content.translate(None, _CONTROLS)) != len(
        content
    )


def _has_markup(text: str) -> bool:
    """Comments, sections, instructions, declarations; among the cells the patterns allow none."""
    return "<!" in text or "<?" in text


def _has_plain_references(text: str) -> bool:
    if "&" in text and text.count("&") != len(_ENTITY.findall(text)):
        return False
    return "&#" not in text or all(_is_character(match) for match in _ENTITY.finditer(text))


def _is_character(match: re.Match[str]) -> bool:
    hexadecimal, decimal, name = match.groups()
    if name:
        return True
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    plain = code >= _FIRST_PLAIN or code in (9, 10, 13)
    return plain and code <= _LAST and code not in _SURROGATES and code not in (0xFFFE, 0xFFFF)
