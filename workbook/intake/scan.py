"""A strict scan of the two large parts, sheet and shared strings, without building a tree.

It accepts only the plain shape that spreadsheet programs write, every byte of it accounted for;
at anything else it gives up (None) and the caller parses the part as XML. What it accepts it reads
exactly as the parser would: the tests hold the two against each other.
"""

import re
from collections.abc import Mapping, Sequence
from operator import itemgetter

from scoring.errors import WorkbookError
from workbook.intake.view import column_styles
from workbook.shape import hold_to_shape
from workbook.sheetxml import MAIN, ROW, Element, is_true, parse, real, remembered, tag, unescape, whole

RawCell = tuple[str, str, str, str, str, str, str]
"""A cell as written: all of it and what stands before it, then address, style, type, formula,
value, inline text; an empty text for what it does not have."""

_WRITTEN = itemgetter(0)
_NO_CELL = ("",) * 6
TYPES = frozenset(("", "n", "b", "e", "s", "str", "inlineStr", "d"))
"""What a cell's value may be (`ST_CellType`), or nothing, which is a number."""
_WORKSHEET, _SHEET_DATA, _SST, _SIZES = (
    tag(name) for name in ("worksheet", "sheetData", "sst", "sheetFormatPr")
)
_DECLARATION = re.compile(
    r"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?"""
    r"""(?: standalone=["']yes["'])?\s*\?>)?\s*"""
)
_CHARACTERS = r"[^<>\x00-\x08\x0b-\x1f\ufffe\uffff]"  # no end of a section, nothing that is no XML
_TEXT = f"({_CHARACTERS}*+)"
_ADDRESS = "[A-Z]{1,3}+[1-9][0-9]{0,6}+"
ROW_ATTRIBUTES = (  # in the schema's order, as programs write them: so none can be there twice
    "r", "spans", "s", "customFormat", "ht", "hidden", "customHeight", "outlineLevel", "collapsed",
    "thickTop", "thickBot", "ph", "x14ac:dyDescent",
)  # fmt: skip
_ROW = "<row" + "".join(rf"(?: {name}=\"[0-9A-Za-z.: -]*+\")?+" for name in ROW_ATTRIBUTES)
_EXTENSION = " x14ac:"
_EMPTY_ROWS = f"(?:{_ROW}/>)*+"
_NEXT_ROW = f"</row>{_EMPTY_ROWS}{_ROW}>"
_BETWEEN = rf"(?:<c r=\"{_ADDRESS}\"(?: s=\"[0-9]++\")?+(?: t=\"n\")?+/>|{_NEXT_ROW})*+"
_BETWEEN_SOME = f"{_BETWEEN[:-2]}++"  # the end of the data, taken in one piece
_ROW_LOOK = re.compile(
    r"<row r=\"([0-9]+)\"(?: spans=\"[^\"]*\")?(?: s=\"[^\"]*\")?(?: customFormat=\"[^\"]*\")?"
    r"(?: ht=\"([^\"]*)\")?(?: hidden=\"([^\"]*)\")?"
)
_COLLAPSED = re.compile(r"<row[^>]* collapsed=\"(?:1|true)\"")
_OUTLINED = re.compile(r"<row r=\"([0-9]+)\"[^>]* outlineLevel=\"[1-7]\"")
"""Rows in a group, which programs hide where it is collapsed."""
_LEAST_HEIGHT = 8.0
"""Points, below which nothing in a row can be read."""
_ROW_NUMBER = re.compile(r"<row(?: r=\"([1-9][0-9]{0,6})\")?")
_GIVEN = re.compile(r"<c r=\"([A-Z0-9]++)")
_DIGITS = "0123456789"
_HEAD = re.compile(f"{_EMPTY_ROWS}{_ROW}>")
_CELL = re.compile(
    rf"({_BETWEEN}<c r=\"({_ADDRESS})\"(?: s=\"([0-9]{{1,6}}+)\")?+(?: t=\"([A-Za-z]++)\")?+>"
    rf"(?:<f(?: aca=\"(?:0|1|false|true)\")?>({_CHARACTERS}++)</f>)?+"
    rf"(?:<v>{_TEXT}</v>|<v/>|<is><t(?: xml:space=\"preserve\")?>{_TEXT}</t></is>)?+</c>|{_BETWEEN_SOME})"
)
_TAIL = re.compile(f"{_BETWEEN}</row>{_EMPTY_ROWS}")
_LOOKS = "b|i|u|strike|sz|color|rFont|family|charset|scheme|vertAlign|outline|shadow|condense|extend"
_LOOK = rf"<(?:{_LOOKS})(?: (?:val|rgb|theme|indexed|auto)=\"[^\"<>&]*+\"(?: tint=\"[^\"<>&]*+\")?+)?+/>"
_RUN_TEXT = re.compile(rf"<t(?: xml:space=\"preserve\")?>{_TEXT}</t></r>")
_RUN = rf"<r>(?:<rPr>(?:{_LOOK})*+</rPr>)?+<t(?: xml:space=\"preserve\")?>{_CHARACTERS}*+</t></r>"
_STRING = re.compile(rf"(<si>(?:<t(?: xml:space=\"preserve\")?>{_TEXT}</t>|((?:{_RUN})++))</si>\s*)")
_OTHER_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_FIRST_PLAIN, _SURROGATES, _LAST = 0x20, range(0xD800, 0xE000), 0x10FFFD


def scan_sheet(content: bytes) -> tuple[dict[str, RawCell], Element, frozenset[int]] | None:
    """Return the filled cells by address, the sheet's XML around ``sheetData``, and the rows that nobody
    sees; None where it is not plain."""
    text = _plain(content, "worksheet")
    if text is None:
        return None
    before, opened, rest = text.partition("<sheetData>")
    data, closed, after = rest.partition("</sheetData>")
    if not opened or not closed or (_EXTENSION in data and "xmlns:x14ac=" not in before):
        return None
    head = _HEAD.match(data)
    if head is None:
        return None
    found = _CELL.findall(data, head.end())
    read = "".join(map(_WRITTEN, found))
    tail = _TAIL.match(data, head.end() + len(read))
    if not data.startswith(read, head.end()) or tail is None or tail.end() != len(data):
        return None  # something stands between the cells
    cells = {cell[1]: cell for cell in found}
    is_styled = "customFormat=" not in data or all(cell[2] for cell in found if cell[1])
    if not is_styled or len(cells) < len(found) or not _in_order(data, head[0], found, tail[0]):
        return None
    cells.pop("", None)  # the end of the data
    around = _around(before, after)
    return None if around is None else (cells, around, _hidden_rows(data, _usual_height(around)))


def _hidden_rows(data: str, usual: str) -> frozenset[int]:
    rows = _ROW_LOOK.findall(data)
    hidden = {int(row) for row, height, said in rows if _is_unseen(height or usual, said)}
    if _COLLAPSED.search(data):
        hidden.update(map(int, _OUTLINED.findall(data)))
    return frozenset(hidden)


def written_style(cell: Element) -> str | None:
    """Return the number of a cell's style, or of its row's where it has none; empty where neither has one,
    None where it is no number."""
    row = cell.getparent()
    usual = row.get("s") if row is not None and is_true(row.get("customFormat")) else None
    written = cell.get("s", usual)
    style = whole(written)
    return "" if written is None else None if style is None else str(style)


def with_column_styles(cells: dict[str, RawCell], around: Element) -> dict[str, RawCell]:
    """Give cells without a style that of their column, as LibreOffice does; Excel shows them plain."""
    styles = column_styles(around)
    if styles:
        for address, (text, _, style, *rest) in cells.items():
            usual = "" if style else styles.get(address.rstrip(_DIGITS), "")
            if usual:
                kind, formula, value, inline = rest
                cells[address] = (text, address, usual, kind, formula, value, inline)
    return cells


def _usual_height(sheet: Element) -> str:
    """Return the height of rows that have none of their own, as written; empty where that is not said."""
    sizes = sheet.find(_SIZES)
    return "" if sizes is None else sizes.get("defaultRowHeight", "")


def _is_unseen(height: str, hidden: str) -> bool:
    """Tell whether a row's attributes let nobody see it; empty texts for what it does not have."""
    return is_true(hidden) or (bool(height) and (real(height) or 0.0) < _LEAST_HEIGHT)


def unseen_rows(root: Element) -> frozenset[int]:
    """Return the rows that are hidden, or too low for a line of text."""
    number, is_collapsed, usual = 0, False, _usual_height(root)
    found: list[int] = []
    outlined: list[int] = []
    for row in root.iterfind(f"{tag('sheetData')}/{ROW}"):
        number = int(row.get("r", number + 1))
        if _is_unseen(row.get("ht", usual), row.get("hidden", "")):
            found.append(number)
        if whole(row.get("outlineLevel")):
            outlined.append(number)
        is_collapsed = is_collapsed or is_true(row.get("collapsed"))
    return frozenset([*found, *outlined] if is_collapsed else found)


def _in_order(data: str, head: str, found: list[RawCell], tail: str) -> bool:
    """Tell whether rows are numbered upwards, each filled cell stands in its own behind the one before it,
    with a value of its type, and no address is there twice."""
    row, before = 0, (0, "")
    given = _GIVEN.findall(data)
    if len(set(given)) < len(given):
        return False
    for written, address, _, kind, _, value, inline in [(head, *_NO_CELL), *found, (tail, *_NO_CELL)]:
        if "<row" in written:
            for given in _ROW_NUMBER.findall(written):
                if not given or int(given) <= row:
                    return False
                row, before = int(given), (0, "")
        if kind not in TYPES or (value if kind == "inlineStr" else inline):
            return False
        if address:
            letters = address.rstrip(_DIGITS)
            place = (len(letters), letters)
            if place <= before or address != f"{letters}{row}":
                return False
            before = place
    return True


@remembered
def _around(before: str, after: str) -> Element | None:
    """Parse what stands around the cells, so that all of it is well-formed and the data is in its place."""
    if _has_markup(before[1:]) or _has_markup(after):
        return None
    try:
        root = parse(f"{before}<sheetData/>{after}".encode(), "worksheet")
        hold_to_shape(root, "worksheet")
    except WorkbookError:
        return None
    data = root.findall(_SHEET_DATA)
    if root.tag != _WORKSHEET or len(data) != 1:
        return None
    root.remove(data[0])
    return root


def scan_strings(content: bytes) -> tuple[Sequence[str], Mapping[int, str]] | None:
    """Return the shared strings, as the texts they mean, and by index the XML of those whose parts have fonts
    of their own; None where the part is not plain."""
    text = _plain(content, "sst")
    if text is None:
        return None
    start = text.find(">", text.find("<sst")) + 1
    end = text.rfind("</sst>")
    if end < start or text[end + 6 :].strip(" \t\r\n") or text[start - 2] == "/":
        return None
    found = _STRING.findall(text, start, end)
    if "".join(map(_WRITTEN, found)) != text[start:end]:
        return None
    try:
        root = parse(f"{text[: start - 1]}/>".encode(), "sst")
    except WorkbookError:
        return None
    if root.tag != _SST:
        return None
    is_plain = "&" not in text and "_x" not in text
    texts = [string if is_plain else resolve(string) for _, string, _ in found]
    runs = {index: runs for index, (_, _, runs) in enumerate(found) if runs}
    for index, written in runs.items():
        texts[index] = resolve("".join(_RUN_TEXT.findall(written)))
    return texts, runs


def resolve(text: str) -> str:
    """Return the text that written text means: entities (XML 1.0 §4.6), then `ST_Xstring` escapes."""
    return unescape(plain_text(text))


def plain_text(written: str) -> str:
    """Return what is written, entities replaced: all that a number may have."""
    return _ENTITY.sub(_character, written) if "&" in written else written


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    return _NAMED[name] if name else chr(int(hexadecimal, 16) if hexadecimal else int(decimal))


def _plain(content: bytes, root: str) -> str | None:
    """Return the part as text where a scan may read it; None elsewhere.

    It must be UTF-8, begin with its root in the main namespace, and have no reference but to XML's own
    entities and to characters that XML allows (§2.2).
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    declaration = _DECLARATION.match(text)
    start = declaration.end() if declaration else 0
    opening = text[start : text.find(">", start)]
    is_ours = opening.startswith(f"<{root} ") and f'xmlns="{MAIN}"' in opening
    return text if is_ours and _has_plain_references(text) else None


def _has_markup(text: str) -> bool:
    """Tell whether there are comments, sections, instructions or declarations, which the cells' patterns
    never have."""
    return "<!" in text or "<?" in text


def _has_plain_references(text: str) -> bool:
    if not _OTHER_REFERENCE.search(text):
        return True
    is_each_known = text.count("&") == len(_ENTITY.findall(text))
    return is_each_known and all(_is_character(match) for match in _ENTITY.finditer(text))


def _is_character(match: re.Match[str]) -> bool:
    hexadecimal, decimal, name = match.groups()
    if name:
        return True
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    plain = code >= _FIRST_PLAIN or code in (9, 10, 13)
    return plain and code <= _LAST and code not in _SURROGATES and code not in (0xFFFE, 0xFFFF)
