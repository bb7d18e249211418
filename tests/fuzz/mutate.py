"""Spoil a form: each step changes one part's XML or the zip around it, as its own number decides.

A mutant is a seed and a list of numbers, one a step; the same numbers give the same bytes.
"""

import re
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from tests.fuzz.seeds import BOOK, SHEET, STRINGS, Seed

Span = tuple[int, int]
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")

_TAG = re.compile(rb"<[^<>]*>")
_ATTRIBUTE = re.compile(rb"\s[A-Za-z:]+=(?:\"[^\"<>]*\"|'[^'<>]*')")
_NUMBER = re.compile(rb"[0-9]+(?:\.[0-9]+)?")
_TEXT = re.compile(rb">([^<>]+)<")
_CELL = re.compile(rb"<(x:)?c r=\"([A-Z]+)([0-9]+)\"[^<>]*(?:/>|>.*?</(?:x:)?c>)", re.DOTALL)
_ROW = re.compile(rb"<((?:x:)?row)\b[^<>]*(?<!/)>.*?</\1>", re.DOTALL)
_ITEM = re.compile(
    rb"<((?:x:)?si|sheet|Relationship|xf|numFmt|Override|t|v|f)\b[^<>]*(?:/>|>.*?</\1>)", re.DOTALL
)
_VALUE = re.compile(rb"(?<=<v>)[^<]*(?=</v>)|(?<=<x:v>)[^<]*(?=</x:v>)")

NUMBERS = (
    b"0", b"-1", b"1", b"27", b"27.0", b"2.7e1", b"1e400", b"1e-400", b"1e-999999999", b"1e999999999",
    b"NaN", b"Infinity", b"-0", b"+5", b" 7 ", b"1_0", b"0x10", b"", b"12.5000000000001", b"9" * 400,
    b"1" * 5000, "２７".encode(), "²".encode(), "①".encode(), b"4294967296", b"2147483648",
    b"16.999999999999996", b"1,5", b"27\xe5\x88\x86", b"#REF!", b"TRUE", b".5", b"5.",
)  # fmt: skip
NOISE = (
    b"<!-- -->", b"<?x y?>", b"<![CDATA[7]]>", b"<![CDATA[", b"&amp;", b"&#55;", b"&#x37;", b"&#xD800;",
    b"&#x110000;", b"&#0;", b"&#9999999;", b"&nbsp;", b"&a;", b"_x0037_", b"_xD800_", b"_x0000_", b"_xFFFF_",
    b"\r\n", b"\r", b"\t", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<x/>", b"<v>7</v>",
    b"</c>", b"</row>", b"</v>", b"<c>", b"<c/>", b"<row>", b"<t>7</t>", b"<is><t>7</t></is>", b"<f>1+1</f>",
    b"<r><t>7</t></r>", b"<rPh><t>7</t></rPh>", b"<si/>", b"\xe2\x80\x8b", b"\xe3\x80\x80", b"'", b'"', b">",
    b"<", b"]]>", b":", b"\xef\xbc\x9a", b"7",
)  # fmt: skip
TYPES = (b"n", b"s", b"str", b"b", b"e", b"inlineStr", b"d", b"", b"S", b"x", b"number")
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig")
DECLARED = (b"big5", b"gbk", b"utf-7", b"utf-16", b"latin-1", b"ascii", b"cp950", b"ebcdic-cp-us", b"x", b"")
DTD = (
    b"<!DOCTYPE a>",
    b'<!DOCTYPE a [<!ENTITY a "7">]>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>',
    b"<!doctype a>",
)
MARKUP = (
    b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"/>',
    b'<mergeCells count="1"><mergeCell ref="C8:C9"/></mergeCells>', b"<extLst/>", b"<sheetData/>",
    b'<row r="8"/>', b'<c r="C8"><v>5</v></c>', b'<row r="8"><c r="C8"><v>5</v></c></row>',
    b"<c><v>5</v></c>", b"<row><c><v>5</v></c></row>", b'<row r="0"/>', b'<x:c xmlns:x="y" r="C8"/>',
    b"<sheetProtection/>", b"<workbookProtection/>", b'<workbookPr date1904="1"/>', b"<!-- a -->",
)  # fmt: skip


@dataclass
class Draft:
    """A form being spoiled: its parts in order, and what is to be done to the zip around them."""

    parts: dict[str, bytes]
    zip_edits: list[Callable[["Archive"], None]] = field(default_factory=list)
    file_edits: list[Callable[[bytes], bytes]] = field(default_factory=list)


@dataclass
class Entry:
    """A member, its headers open to any lie."""

    name: bytes
    data: bytes
    local_name: bytes
    crc: int
    size: int
    packed: int
    method: int = 8
    flags: int = 0
    local_flags: int = 0
    extra: bytes = b""
    offset_by: int = 0
    local_size: int = 0
    magic: bytes = b"PK\x03\x04"


@dataclass
class Archive:
    entries: list[Entry]
    comment: bytes = b""
    count_by: int = 0
    size_by: int = 0
    offset_by: int = 0


def mutant(seed: Seed, steps: Sequence[int]) -> tuple[bytes, list[str]]:
    """The seed after these steps, and what each of them did."""
    draft = Draft(dict(seed.parts))
    kinds = []
    for step in steps:
        chance = Random(step)
        kind = chance.choices(NAMES, WEIGHTS)[0]
        KINDS[kind][1](draft, chance)
        kinds.append(kind)
    return assembled(draft), kinds


def assembled(draft: Draft) -> bytes:
    archive = Archive([_entry(name.encode(), content) for name, content in draft.parts.items()])
    for edit in draft.zip_edits:
        if archive.entries:
            edit(archive)
    data = _written(archive)
    for spoil in draft.file_edits:
        data = spoil(data)
    return data


@lru_cache(maxsize=400)
def _packed(content: bytes) -> tuple[bytes, int]:
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(), zlib.crc32(content)


def _entry(name: bytes, content: bytes) -> Entry:
    data, crc = _packed(content) if len(content) < 2**20 else _packed.__wrapped__(content)
    flags = 0 if name.isascii() else 0x800
    return Entry(name, data, name, crc, len(content), len(data), 8, flags, flags, local_size=len(data))


def _written(archive: Archive) -> bytes:
    body, directory = bytearray(), bytearray()
    for entry in archive.entries:
        offset = max(0, len(body) + entry.offset_by) & 0xFFFFFFFF
        method, crc = entry.method & 0xFFFF, entry.crc & 0xFFFFFFFF
        size, packed = entry.size & 0xFFFFFFFF, entry.packed & 0xFFFFFFFF
        body += _LOCAL.pack(
            entry.magic, 20, entry.local_flags, method, 0, 33, crc, entry.local_size & 0xFFFFFFFF, size,
            len(entry.local_name), len(entry.extra),
        )  # fmt: skip
        body += entry.local_name + entry.extra + entry.data
        directory += _CENTRAL.pack(
            b"PK\x01\x02", 20, 20, entry.flags, method, 0, 33, crc, packed, size, len(entry.name),
            len(entry.extra), 0, 0, 0, 0, offset,
        )  # fmt: skip
        directory += entry.name + entry.extra
    count = (len(archive.entries) + archive.count_by) & 0xFFFF
    size, start = len(directory) + archive.size_by, len(body) + archive.offset_by
    end = _END.pack(
        b"PK\x05\x06", 0, 0, count, count, size & 0xFFFFFFFF, start & 0xFFFFFFFF, len(archive.comment)
    )
    return bytes(body + directory + end + archive.comment)


# ── where to strike ─────────────────────────────────────────────────────────────────────────────


def _part(draft: Draft, chance: Random) -> str:
    """A part, those that the reader reads first of all."""
    if not draft.parts:
        return ""
    likely = [SHEET] * 12 + [STRINGS] * 4 + ["xl/worksheets/sheet3.xml"] * 2 + [BOOK] * 2
    likely += ["xl/_rels/workbook.xml.rels", "xl/styles.xml", *draft.parts]
    name = chance.choice(likely)
    return name if name in draft.parts else chance.choice(list(draft.parts))


@lru_cache(maxsize=400)
def _spans(pattern: re.Pattern[bytes], content: bytes) -> tuple[Span, ...]:
    return tuple(match.span() for match in pattern.finditer(content))


def _one(pattern: re.Pattern[bytes], content: bytes, chance: Random) -> Span | None:
    spans = _spans(pattern, content)
    return chance.choice(spans) if spans else None


@lru_cache(maxsize=200)
def _weighted_cells(content: bytes) -> tuple[Span, ...]:
    """The cells, those of scores, ticks and keys many times over."""
    spans: list[Span] = []
    for match in _CELL.finditer(content):
        is_filled = match[0].endswith(b"c>")
        weight = {b"C": 12, b"J": 6, b"D": 2, b"K": 2, b"L": 2}.get(match[2], 1) if is_filled else 1
        spans += [match.span()] * weight
    return tuple(spans)


def _cell(content: bytes, chance: Random) -> Span | None:
    cells = _weighted_cells(content)
    return chance.choice(cells) if cells else None


def _with(content: bytes, span: Span, new: bytes) -> bytes:
    return content[: span[0]] + new + content[span[1] :]


# ── bytes ───────────────────────────────────────────────────────────────────────────────────────

Edit = Callable[[bytes, Random], bytes]


def _flip(content: bytes, chance: Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 8))):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _chunk(content: bytes, chance: Random) -> Span:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice((1, 2, 5, 20, 100, 1000)))


def _chunk_delete(content: bytes, chance: Random) -> bytes:
    return _with(content, _chunk(content, chance), b"")


def _chunk_double(content: bytes, chance: Random) -> bytes:
    start, end = _chunk(content, chance)
    return content[:end] + content[start:]


def _chunk_move(content: bytes, chance: Random) -> bytes:
    start, end = _chunk(content, chance)
    rest = content[:start] + content[end:]
    to = chance.randrange(len(rest) + 1)
    return rest[:to] + content[start:end] + rest[to:]


def _truncate(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _bytes_insert(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice((*NOISE, chance.randbytes(3))) + content[at:]


# ── XML ─────────────────────────────────────────────────────────────────────────────────────────


def _tag_delete(content: bytes, chance: Random) -> bytes:
    span = _one(_TAG, content, chance)
    return _with(content, span, b"") if span else content


def _tag_double(content: bytes, chance: Random) -> bytes:
    span = _one(_TAG, content, chance)
    return _with(content, span, content[slice(*span)] * 2) if span else content


def _swapped(content: bytes, one: Span, other: Span) -> bytes:
    (a, b), (c, d) = sorted((one, other))
    return content if b > c else content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def _swap(pattern: re.Pattern[bytes]) -> Edit:
    def swap(content: bytes, chance: Random) -> bytes:
        spans = _spans(pattern, content)
        if len(spans) < 2:
            return content
        at = chance.randrange(len(spans))
        near = min(len(spans) - 1, at + chance.choice((1, 1, 2, 3, 9)))
        return _swapped(content, spans[at], spans[near])

    return swap


def _delete(pattern: re.Pattern[bytes]) -> Edit:
    def delete(content: bytes, chance: Random) -> bytes:
        span = _one(pattern, content, chance)
        return _with(content, span, b"") if span else content

    return delete


def _double(pattern: re.Pattern[bytes]) -> Edit:
    """An element twice, the second perhaps elsewhere or with another number in it."""

    def double(content: bytes, chance: Random) -> bytes:
        span, to = _one(pattern, content, chance), _one(pattern, content, chance)
        if not span or not to:
            return content
        element = content[slice(*span)]
        number = _one(_VALUE, element, chance)
        if number and chance.random() < 0.5:
            element = _with(element, number, chance.choice((*NUMBERS, b"3", b"5", b"11")))
        at = chance.choice((span[0], span[1], to[1]))
        return content[:at] + element + content[at:]

    return double


def _attribute_delete(content: bytes, chance: Random) -> bytes:
    return _delete(_ATTRIBUTE)(content, chance)


def _attribute_double(content: bytes, chance: Random) -> bytes:
    span = _one(_ATTRIBUTE, content, chance)
    return _with(content, span, content[slice(*span)] * 2) if span else content


def _attribute_value(content: bytes, chance: Random) -> bytes:
    span = _one(_ATTRIBUTE, content, chance)
    if not span:
        return content
    name, _, value = content[slice(*span)].partition(b"=")
    other = _one(_ATTRIBUTE, content, chance) or span
    values = (
        b'"%b"' % chance.choice(NUMBERS),
        content[slice(*other)].partition(b"=")[2],
        value[:-2] + value[-1:],
    )
    return _with(content, span, name + b"=" + chance.choice(values))


def _number_edit(content: bytes, chance: Random) -> bytes:
    span = _one(_NUMBER, content, chance)
    if not span:
        return content
    number = content[slice(*span)]
    near = b"%d" % max(0, int(float(number[:15])) + chance.choice((-1, 1, 10, -10)))
    return _with(content, span, chance.choice((*NUMBERS, *(near for _ in range(20)))))


def _text_noise(content: bytes, chance: Random) -> bytes:
    cell = _cell(content, chance) if chance.random() < 0.6 else None
    lo, hi = cell or (0, len(content))
    texts = [match.span(1) for match in _TEXT.finditer(content, lo, hi)] if cell else _spans(_TEXT, content)
    if not texts:
        return content
    start, end = chance.choice(texts)
    at = chance.randint(start, end)
    return content[:at] + chance.choice(NOISE) + content[at:]


def _markup(content: bytes, chance: Random) -> bytes:
    span = _one(_TAG, content, chance)
    return content[: span[1]] + chance.choice(MARKUP) + content[span[1] :] if span else content


# ── cells and rows ──────────────────────────────────────────────────────────────────────────────


def _in_cell(change: Callable[[bytes, bytes, Random], bytes]) -> Edit:
    """An edit of one cell; it is told all of the sheet, too."""

    def edit(content: bytes, chance: Random) -> bytes:
        span = _cell(content, chance)
        return _with(content, span, change(content[slice(*span)], content, chance)) if span else content

    return edit


def _readdress(cell: bytes, sheet: bytes, chance: Random) -> bytes:
    match = re.search(rb'r="([A-Z]+)([0-9]{1,7})"', cell)
    if not match:
        return cell
    column, row = match[1], int(match[2])
    near = b"%b%d" % (column, max(0, row + chance.choice((-4, -2, -1, 1, 2, 3, 4))))
    beside = b"%b%d" % (bytes([min(90, max(65, column[-1] + chance.choice((-1, 1))))]), row)
    other = _cell(sheet, chance) or (0, 0)
    elsewhere = re.search(rb'r="([A-Z0-9]+)"', sheet[slice(*other)])
    odd = (
        match[1].lower() + match[2],
        b"$C$8",
        b"C0",
        b"C08",
        b"",
        b"C8:C9",
        b"XFE1",
        b"A9999999",
        b"C",
        b"8",
    )
    new = chance.choice(
        (near, near, near, beside, beside, elsewhere[1] if elsewhere else near, chance.choice(odd))
    )
    return cell.replace(match[0], b'r="%b"' % new, 1)


def _unaddressed(cell: bytes, _: bytes, chance: Random) -> bytes:
    return re.sub(rb' r="[^"]*"', b"", cell, count=1)


def _retype(cell: bytes, _: bytes, chance: Random) -> bytes:
    bare = re.sub(rb' t="[^"]*"', b"", cell, count=1)
    return (
        re.sub(rb"^<((?:x:)?c)\b", rb'<\1 t="%b"' % chance.choice(TYPES), bare, count=1)
        if chance.random() < 0.8
        else bare
    )


def _restyle(cell: bytes, _: bytes, chance: Random) -> bytes:
    bare = re.sub(rb' s="[^"]*"', b"", cell, count=1)
    style = chance.choice((*NUMBERS, b"%d" % chance.randrange(60)))
    return re.sub(rb'( r="[^"]*")', rb'\g<1> s="%b"' % style, bare, count=1)


def _revalue(cell: bytes, sheet: bytes, chance: Random) -> bytes:
    span = _one(_VALUE, cell, chance)
    other = _one(_VALUE, sheet, chance)
    values = (*NUMBERS, *NOISE, sheet[slice(*other)] if other else b"3", b"%d" % chance.randrange(60))
    return _with(cell, span, chance.choice(values)) if span else cell


def _refill(cell: bytes, _: bytes, chance: Random) -> bytes:
    """Other content for the cell: as text, formula, several values, none at all."""
    inner = chance.choice((
        b"<v>7</v><v>8</v>", b"<is><t>7</t></is><v>8</v>", b"<f>1+6</f><v>7</v>", b"<f/><v>7</v>",
        b'<f t="shared" si="0"/><v>7</v>', b"<v/>", b"", b"<v><!-- 1 -->7</v>", b"<is><t>7</t><t>8</t></is>",
        b"<is><r><t>1</t></r><r><t>2</t></r></is>", b"<is><t>2</t><r><t>1</t></r></is>", b"<is/>",
        b"<v>1<!-- -->2</v>", b"<is><t>1<?a?>2</t></is>", b"<v>\n7\n</v>", b"<v>&#49;&#50;</v>",
        b"<v><![CDATA[12]]></v>", b"<is><t>7</t><rPh><t>8</t></rPh></is>", b"<x>7</x>", b"<v>1<x/>2</v>",
    ))  # fmt: skip
    opening = re.match(rb"<[^<>]*?(?=/?>)", cell)
    return (opening[0] if opening else b"<c") + b">" + inner + b"</c>"


def _shift_rows(content: bytes, chance: Random) -> bytes:
    """Every row from one on further down, as when somebody inserts rows; or up, over others."""
    rows = [int(number) for number in re.findall(rb'row r="([0-9]{1,7})"', content)]
    if not rows:
        return content
    first, by = chance.choice(rows), chance.choice((1, 1, 2, 5, -1))

    def move(match: re.Match[bytes]) -> bytes:
        number = int(match[2])
        return b"%b%d%b" % (match[1], number + by if number >= first else number, match[3])

    return re.sub(rb'((?:row|c) r="[A-Z]*)([0-9]{1,6})(")', move, content)


def _shift_columns(content: bytes, chance: Random) -> bytes:
    """Every column from one on further right, as when somebody inserts one."""
    first = chance.choice(b"ABCDEFGHIJ")

    def move(match: re.Match[bytes]) -> bytes:
        return b"%b%c%b" % (match[1], match[2][0] + (match[2][0] >= first), match[3])

    return re.sub(rb'(c r=")([A-Y])([0-9]+")', move, content)


def _sort_rows(content: bytes, chance: Random) -> bytes:
    """Two rows' cells in each other's place, their addresses changed, as when somebody sorts."""
    spans = _spans(_ROW, content)
    if len(spans) < 2:
        return content
    one, other = sorted(chance.sample(spans, 2))
    texts = [content[slice(*span)] for span in (one, other)]
    found = [re.search(rb'row r="([0-9]+)"', text) for text in texts]
    if found[0] is None or found[1] is None:
        return content
    numbers = (found[0][1], found[1][1])
    renumbered = [
        re.sub(rb'((?:row|c) r="[A-Z]*)[0-9]+(")', rb"\g<1>%b\2" % number, text)
        for text, number in zip(texts, reversed(numbers), strict=True)
    ]
    return (
        content[: one[0]] + renumbered[1] + content[one[1] : other[0]] + renumbered[0] + content[other[1] :]
    )


# ── size, encoding, names ───────────────────────────────────────────────────────────────────────


def _blow_up(content: bytes, chance: Random) -> bytes:
    """Something repeated very often: a character in a text, a tag, a cell, a row."""
    times = chance.choice((300, 3_000, 30_000))
    if chance.random() < 0.5:
        spans = [match.span(1) for match in _TEXT.finditer(content)]
        if spans:
            end = chance.choice(spans)[1]
            unit = chance.choice((b" ", b"1", b":", b": ", b"a", b"[", b"&amp;", b"_x0041_", b"(", b"'"))
            return content[:end] + unit * times + chance.choice((b"", b":", b"x")) + content[end:]
    span = _one(chance.choice((_TAG, _CELL, _ROW, _ITEM)), content, chance)
    if not span:
        return content
    unit = content[slice(*span)][:400]
    return content[: span[1]] + unit * min(times, 2_000_000 // len(unit)) + content[span[1] :]


def _reencode(content: bytes, chance: Random) -> bytes:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return content
    encoding = chance.choice(ENCODINGS)
    declared = chance.choice((encoding.removesuffix("-sig"), "utf-16", "utf-8"))
    return re.sub(r"encoding=['\"][^'\"]*['\"]", f"encoding='{declared}'", text, count=1).encode(encoding)


def _declare(content: bytes, chance: Random) -> bytes:
    new = b"<?xml version='1.0' encoding='%b'?>" % chance.choice(DECLARED)
    return re.sub(rb"^<\?xml[^>]*\?>|^", new, content, count=1)


def _doctype(content: bytes, chance: Random) -> bytes:
    at = content.find(b"?>") + 2 if content.startswith(b"<?xml") else 0
    return content[:at] + chance.choice(DTD) + content[at:]


def _namespace(content: bytes, chance: Random) -> bytes:
    span = _one(re.compile(rb"https?://[^\"']+"), content, chance)
    if not span:
        return content
    names = (
        b"", b"x", b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", content[slice(*span)] + b"/",
    )  # fmt: skip
    return _with(content, span, chance.choice(names))


def _of_part(edit: Edit, part: str = "") -> Callable[[Draft, Random], None]:
    """An edit of one part's content, of the sheet or of any."""

    def apply(draft: Draft, chance: Random) -> None:
        name = part if part in draft.parts else _part(draft, chance)
        if name in draft.parts:
            draft.parts[name] = edit(draft.parts[name], chance)

    return apply


# ── zip ─────────────────────────────────────────────────────────────────────────────────────────

LIES = (0, 1, 2, 8, 9, 99, 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, 1000)
BAD_NAMES = (
    b"../a", b"/a", b"a:b", b"", b"xl/workbook.bin", b"mimetype", b"XL/WORKBOOK.XML", b"xl\\workbook.xml",
    b"xl/vbaProject.bin", b"\xff\xfe", b"a" * 300, b"xl/worksheets/sheet1.xml\x00", b"META-INF/manifest.xml",
)  # fmt: skip


def _zip_field(archive: Archive, chance: Random) -> None:
    entry = chance.choice(archive.entries)
    name = chance.choice(("method", "flags", "local_flags", "crc", "size", "packed", "local_size"))
    lie = chance.choice((*LIES, getattr(entry, name) + chance.choice((-1, 1, 10))))
    setattr(entry, name, lie & 0xFFFF if name in {"method", "flags", "local_flags"} else lie)


def _zip_name(archive: Archive, chance: Random) -> None:
    entry, other = chance.choice(archive.entries), chance.choice(archive.entries)
    new = chance.choice((*BAD_NAMES, other.name, entry.name.upper(), entry.name[:-1]))
    where = chance.choice(("both", "central", "local"))
    if where != "local":
        entry.name = new
    if where != "central":
        entry.local_name = new


def _zip_offset(archive: Archive, chance: Random) -> None:
    by = chance.choice((-1, 1, 4, -30, 1000, -1000, 2**31))
    which = chance.choice(("entry", "start", "size", "count"))
    if which == "entry":
        chance.choice(archive.entries).offset_by = by
    elif which == "start":
        archive.offset_by = by
    elif which == "size":
        archive.size_by = by
    else:
        archive.count_by = chance.choice((-1, 1, -5, 60000))


def _zip_members(archive: Archive, chance: Random) -> None:
    entry = chance.choice(archive.entries)
    match chance.randrange(5):
        case 0:
            archive.entries.remove(entry)
        case 1:
            archive.entries.append(entry)
        case 2:
            chance.shuffle(archive.entries)
        case 3:
            archive.entries.append(_entry(chance.choice(BAD_NAMES), chance.randbytes(50)))
        case _:
            other = chance.choice(archive.entries)
            entry.data, other.data = other.data, entry.data
            entry.crc, other.crc = other.crc, entry.crc
            entry.packed, other.packed = other.packed, entry.packed


def _zip_data(archive: Archive, chance: Random) -> None:
    """The compressed bytes spoilt, the checksum left as it was."""
    entry = chance.choice(archive.entries)
    entry.data = chance.choice((_flip, _chunk_delete, _truncate))(entry.data, chance)
    if chance.random() < 0.5:
        entry.packed = entry.local_size = len(entry.data)


def _zip_stored(archive: Archive, chance: Random) -> None:
    entry = chance.choice(archive.entries)
    try:
        entry.data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(entry.data, 4_000_000)
    except zlib.error:
        return
    entry.method, entry.packed, entry.local_size = 0, len(entry.data), len(entry.data)


def _zip_around(archive: Archive, chance: Random) -> None:
    entry = chance.choice(archive.entries)
    match chance.randrange(3):
        case 0:
            archive.comment = chance.randbytes(chance.choice((1, 20, 3000)))
        case 1:
            entry.extra = chance.choice(
                (chance.randbytes(9), b"\x01\x00\x10\x00" + b"\xff" * 16, b"\x01\x00\xff\xff")
            )
        case _:
            entry.magic = chance.choice((b"PK\x01\x02", b"PK\x07\x08", b"\x00\x00\x00\x00"))


def _file_bytes(data: bytes, chance: Random) -> bytes:
    match chance.randrange(6):
        case 0:
            return _truncate(data, chance)
        case 1:
            return chance.choice((chance.randbytes(10), b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) + data
        case 2:
            return data + chance.choice((chance.randbytes(10), data[-22:], data))
        case 3:
            return _chunk_delete(data, chance)
        case 4:
            return _chunk_move(data, chance)
        case _:
            return _flip(data, chance)


def _of_zip(edit: Callable[[Archive, Random], None]) -> Callable[[Draft, Random], None]:
    def apply(draft: Draft, chance: Random) -> None:
        state = chance.getrandbits(32)
        draft.zip_edits.append(lambda archive: edit(archive, Random(state)))

    return apply


def _of_file(draft: Draft, chance: Random) -> None:
    state = chance.getrandbits(32)
    draft.file_edits.append(lambda data: _file_bytes(data, Random(state)))


# ── every kind, and how often ───────────────────────────────────────────────────────────────────

KINDS: Mapping[str, tuple[float, Callable[[Draft, Random], None]]] = {
    "byte-flip": (4, _of_part(_flip)),
    "bytes-insert": (4, _of_part(_bytes_insert)),
    "chunk-delete": (3, _of_part(_chunk_delete)),
    "chunk-double": (2, _of_part(_chunk_double)),
    "chunk-move": (2, _of_part(_chunk_move)),
    "part-truncate": (1, _of_part(_truncate)),
    "tag-delete": (3, _of_part(_tag_delete)),
    "tag-double": (2, _of_part(_tag_double)),
    "tag-swap": (3, _of_part(_swap(_TAG))),
    "element-delete": (3, _of_part(_delete(_ITEM))),
    "element-double": (3, _of_part(_double(_ITEM))),
    "element-swap": (3, _of_part(_swap(_ITEM))),
    "attribute-delete": (4, _of_part(_attribute_delete)),
    "attribute-double": (1, _of_part(_attribute_double)),
    "attribute-value": (5, _of_part(_attribute_value)),
    "number-edit": (6, _of_part(_number_edit)),
    "text-noise": (7, _of_part(_text_noise)),
    "markup-insert": (4, _of_part(_markup)),
    "cell-delete": (3, _of_part(_delete(_CELL), SHEET)),
    "cell-double": (5, _of_part(_double(_CELL), SHEET)),
    "cell-swap": (4, _of_part(_swap(_CELL), SHEET)),
    "cell-readdress": (7, _of_part(_in_cell(_readdress), SHEET)),
    "cell-unaddress": (3, _of_part(_in_cell(_unaddressed), SHEET)),
    "cell-retype": (5, _of_part(_in_cell(_retype), SHEET)),
    "cell-restyle": (3, _of_part(_in_cell(_restyle), SHEET)),
    "cell-revalue": (7, _of_part(_in_cell(_revalue), SHEET)),
    "cell-refill": (6, _of_part(_in_cell(_refill), SHEET)),
    "row-delete": (3, _of_part(_delete(_ROW), SHEET)),
    "row-double": (3, _of_part(_double(_ROW), SHEET)),
    "row-swap": (3, _of_part(_swap(_ROW), SHEET)),
    "rows-shift": (3, _of_part(_shift_rows, SHEET)),
    "rows-sort": (3, _of_part(_sort_rows, SHEET)),
    "columns-shift": (2, _of_part(_shift_columns, SHEET)),
    "blow-up": (0.7, _of_part(_blow_up)),
    "reencode": (2, _of_part(_reencode)),
    "declare": (2, _of_part(_declare)),
    "doctype": (1, _of_part(_doctype)),
    "namespace": (1.5, _of_part(_namespace)),
    "zip-field": (3, _of_zip(_zip_field)),
    "zip-name": (2, _of_zip(_zip_name)),
    "zip-offset": (1, _of_zip(_zip_offset)),
    "zip-members": (2, _of_zip(_zip_members)),
    "zip-data": (2, _of_zip(_zip_data)),
    "zip-stored": (1, _of_zip(_zip_stored)),
    "zip-around": (1, _of_zip(_zip_around)),
    "file-bytes": (3, _of_file),
}
NAMES = tuple(KINDS)
WEIGHTS = tuple(weight for weight, _ in KINDS.values())
