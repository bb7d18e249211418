"""What Excel repairs or refuses and the schema does not say: lengths, functions, names, overlaps.

The limits are those of "Excel specifications and limits" and of the dialogs for data validation, in
UTF-16 units, in which Excel counts. Pure Python over the XML of any workbook.
"""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import FORMULAE

from tests.office.parts import MAIN, Parts, cells_of, plain, text_of

LIST_LITERAL = 255
VALIDATION_FORMULA = 255
PROMPT = 255
ERROR = 224
TITLE = 32
FORMULA = 8192
TEXT_IN_FORMULA = 255
ARGUMENTS = 255
NESTING = 64
CELL_TEXT = 32_767
SHEET_NAME = 31
HEADER_OR_FOOTER = 255
ROW_HEIGHT = 409.5
COLUMN_WIDTH = 255
LINKS = 65_530
LINK = 2_079

_REFERENCE = re.compile(
    r"\$?[A-Z]{1,3}\$?\d+(:\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+"
)
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!")
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")
_TABLE = re.compile(r"([^\[\]]+)\[.*\]")


def complaints(data: bytes) -> list[str]:
    """Everything in a workbook that goes over a limit of Excel, one line each."""
    parts = Parts(data)
    found = [*_sheet_names(parts), *_names(parts), *_strings(parts), *_addresses(parts)]
    for name, part in parts.sheets.items():
        root = parts.root(part)
        checks = (_links, _validations, _header_and_footer, _sizes, _merges, _indexes, _cells, _conditions)
        found += [f"{name}: {complaint}" for check in checks for complaint in check(root, parts)]
        found += [
            f"{name}!{where}: {complaint}"
            for where, formula in _formulas(root)
            for complaint in _formula(formula, parts)
        ]
    return found


def units(text: str) -> int:
    """A text's length as Excel counts it."""
    return len(text.encode("utf-16-le")) // 2


def _over(what: str, text: str, limit: int) -> Iterator[str]:
    if units(text) > limit:
        yield f"{what} has {units(text)} characters, more than {limit}: {text[:30]}"


# ── the workbook ────────────────────────────────────────────────────────────────────────────────


def _sheet_names(parts: Parts) -> Iterator[str]:
    for name in parts.sheets:
        yield from _over("the sheet name", name, SHEET_NAME)
        if _FORBIDDEN_IN_NAMES.search(name) or not name:
            yield f"the sheet name {name!r} has a character that Excel forbids"
    for name, times in Counter(name.lower() for name in parts.sheets).items():
        if times > 1:
            yield f"two sheets are named {name}"


def _names(parts: Parts) -> Iterator[str]:
    """Every defined name leads somewhere, and only once."""
    scopes = Counter(
        (defined.get("name", "").lower(), defined.get("localSheetId"))
        for defined in parts.book.iter(f"{MAIN}definedName")
    )
    yield from (f"the name {name} is defined twice" for (name, _), times in scopes.items() if times > 1)
    for defined in parts.book.iter(f"{MAIN}definedName"):
        text, name = defined.text or "", defined.get("name", "")
        yield from (f"the name {name}: {complaint}" for complaint in _formula(text, parts))
        if "#REF!" in text or not text:
            yield f"the name {name} leads nowhere: {text!r}"


def _strings(parts: Parts) -> Iterator[str]:
    if "xl/sharedStrings.xml" in parts.contents:
        for string in parts.root("xl/sharedStrings.xml").iter(f"{MAIN}si"):
            yield from _over("a shared string", text_of(string), CELL_TEXT)


def _addresses(parts: Parts) -> Iterator[str]:
    """Addresses of files and of the web: URIs, and no longer than Excel takes."""
    for name in (name for name in parts.contents if name.endswith(".rels")):
        for relation in parts.root(name):
            address = relation.get("Target", "")
            if relation.get("TargetMode") == "External":
                yield from _over(f"{name}: a link", address, LINK)
                if re.search(r"[^!-~]", address):
                    yield f"{name}: the link {address} has a character that has to be encoded"


# ── sheets ──────────────────────────────────────────────────────────────────────────────────────


def _validations(root: etree._Element, parts: Parts) -> Iterator[str]:
    guarded: Counter[tuple[int, int]] = Counter()
    for validation in root.iter(f"{MAIN}dataValidation"):
        where = f"the validation of {validation.get('sqref', '')[:20]}"
        for attribute, limit in (
            ("prompt", PROMPT), ("error", ERROR), ("promptTitle", TITLE), ("errorTitle", TITLE)
        ):  # fmt: skip
            yield from _over(f"{where}: {attribute}", plain(validation.get(attribute, "")), limit)
        for tag in ("formula1", "formula2"):
            formula = validation.findtext(f"{MAIN}{tag}") or ""
            literal = validation.get("type") == "list" and formula.startswith('"')
            text = formula.strip('"') if literal else formula
            yield from _over(f"{where}: {tag}", text, LIST_LITERAL if literal else VALIDATION_FORMULA)
        guarded.update(cells_of(validation.get("sqref", "")))
    yield from (f"cell {cell} has {times} validations" for cell, times in guarded.items() if times > 1)


def _links(root: etree._Element, parts: Parts) -> Iterator[str]:
    links = list(root.iter(f"{MAIN}hyperlink"))
    if len(links) > LINKS:
        yield f"it has {len(links)} links, more than {LINKS}"
    for link in links:
        yield from _over(f"the link of {link.get('ref')}", link.get("location", ""), LINK)


def _header_and_footer(root: etree._Element, parts: Parts) -> Iterator[str]:
    for element in root.iterfind(f"{MAIN}headerFooter/*"):
        yield from _over(etree.QName(element).localname, element.text or "", HEADER_OR_FOOTER)


def _sizes(root: etree._Element, parts: Parts) -> Iterator[str]:
    for row in root.iter(f"{MAIN}row"):
        if float(row.get("ht", 0)) > ROW_HEIGHT:
            yield f"row {row.get('r')} is {row.get('ht')} points high"
    for column in root.iter(f"{MAIN}col"):
        if float(column.get("width", 0)) > COLUMN_WIDTH:
            yield f"column {column.get('min')} is {column.get('width')} wide"


def _merges(root: etree._Element, parts: Parts) -> Iterator[str]:
    merged = Counter(
        cell for merge in root.iter(f"{MAIN}mergeCell") for cell in cells_of(merge.get("ref", ""))
    )
    yield from (f"cell {cell} is in {times} merged areas" for cell, times in merged.items() if times > 1)


def _indexes(root: etree._Element, parts: Parts) -> Iterator[str]:
    """Styles and shared strings that a cell names and that do not exist."""
    styles = len(parts.root("xl/styles.xml").findall(f"{MAIN}cellXfs/{MAIN}xf"))
    strings = 0
    if "xl/sharedStrings.xml" in parts.contents:
        strings = len(parts.root("xl/sharedStrings.xml").findall(f"{MAIN}si"))
    for cell in root.iter(f"{MAIN}c"):
        if int(cell.get("s", 0)) >= max(styles, 1):
            yield f"{cell.get('r')} has style {cell.get('s')} of {styles}"
        if cell.get("t") == "s" and int(cell.findtext(f"{MAIN}v") or 0) >= strings:
            yield f"{cell.get('r')} has string {cell.findtext(f'{MAIN}v')} of {strings}"


def _cells(root: etree._Element, parts: Parts) -> Iterator[str]:
    """Rows and cells stand in order, each once; no text is too long."""
    last = (0, 0)
    for cell in root.iter(f"{MAIN}c"):
        address = cell.get("r", "")
        column, row = next(cells_of(address))
        if (row, column) <= last:
            yield f"{address} does not stand after {last}"
        last = (row, column)
        for inline in cell.iterfind(f"{MAIN}is"):
            yield from _over(address, text_of(inline), CELL_TEXT)
        if cell.get("t") == "str":
            yield from _over(address, plain(cell.findtext(f"{MAIN}v") or ""), CELL_TEXT)


def _conditions(root: etree._Element, parts: Parts) -> Iterator[str]:
    dxfs = len(parts.root("xl/styles.xml").findall(f"{MAIN}dxfs/{MAIN}dxf"))
    for rule in root.iter(f"{MAIN}cfRule"):
        if int(rule.get("dxfId", 0)) >= max(dxfs, 1):
            yield f"a conditional format has style {rule.get('dxfId')} of {dxfs}"


# ── formulas ────────────────────────────────────────────────────────────────────────────────────


def _formulas(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Every formula of a sheet: cells, validations, conditional formats."""
    for cell in root.iter(f"{MAIN}c"):
        yield from ((cell.get("r", ""), formula.text or "") for formula in cell.iterfind(f"{MAIN}f"))
    for tag in ("formula1", "formula2", "formula"):
        for formula in root.iter(f"{MAIN}{tag}"):
            if formula.text:
                yield tag, formula.text


def _formula(formula: str, parts: Parts) -> Iterator[str]:
    yield from _over("the formula", formula, FORMULA)
    depth = 0
    arguments = [1]
    for token in Tokenizer(f"={formula}").items:
        if token.subtype == Token.OPEN:
            depth += 1
            arguments.append(1)
            if depth > NESTING:
                yield f"the formula nests deeper than {NESTING}: {formula[:30]}"
            if token.type == Token.FUNC and token.value[:-1] not in FORMULAE:
                yield f"{token.value[:-1]} is no function of Excel 2007"
        elif token.subtype == Token.CLOSE:
            depth -= 1
            arguments.pop()
        elif token.subtype == Token.ARG:
            arguments[-1] += 1
            if arguments[-1] == ARGUMENTS + 1:
                yield f"a function has more than {ARGUMENTS} arguments: {formula[:30]}"
        elif token.subtype == Token.TEXT:
            yield from _over("a text in a formula", token.value[1:-1].replace('""', '"'), TEXT_IN_FORMULA)
        elif token.subtype == Token.RANGE:
            yield from _operand(token.value, parts)


def _operand(operand: str, parts: Parts) -> Iterator[str]:
    """A reference names a sheet that is there; anything else is a name that is defined."""
    sheet = _SHEET.match(operand)
    rest = operand
    if sheet:
        name = (sheet[1] or sheet[2]).replace("''", "'")
        rest = operand[sheet.end() :]
        if name not in parts.sheets:
            yield f"{operand} names a sheet that is not there"
    if _REFERENCE.fullmatch(rest) or rest.upper() in ("TRUE", "FALSE"):
        return
    table = _TABLE.fullmatch(rest)
    known = _tables(parts) if table else _defined(parts)
    if (table[1] if table else rest).lower() not in known:
        yield f"{operand} is neither a reference nor a name that is defined"


def _defined(parts: Parts) -> set[str]:
    return {defined.get("name", "").lower() for defined in parts.book.iter(f"{MAIN}definedName")}


def _tables(parts: Parts) -> set[str]:
    names = [name for name in parts.contents if name.startswith("xl/tables/")]
    return {parts.root(name).get("displayName", "").lower() for name in names}
