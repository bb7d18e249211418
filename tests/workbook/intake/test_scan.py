"""The strict scan reads what the parser reads, or gives up."""

from html import escape as html_escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scoring.errors import WorkbookError
from tests.builders import SMALL, scorecard
from tests.extent import examples
from tests.workbook.forms import filled, sheet_xml
from workbook.intake.cells import BLANK, Cell, Grid, Strings, _positioned, _walk
from workbook.intake.scan import resolve, scan_sheet, scan_strings
from workbook.package import open_package
from workbook.sheetxml import MAIN, SI, R, escape, parse, rich_text, to_bytes

HEAD = f'<worksheet xmlns="{MAIN}"><sheetPr/>'
TAIL = '<sheetProtection sheet="1"/></worksheet>'


def _sheet(rows: str) -> str:
    return f"{HEAD}<sheetData>{rows}</sheetData>{TAIL}"


def _grid(content: bytes) -> Grid:
    return Grid.of_part(content, "sheet", Strings(None))


def _by_tree(content: bytes) -> Grid:
    """The grid as the parser reads it, whatever the scan would do."""
    return Grid(dict(_walk(_positioned(parse(content, "sheet")))))


def _cells(grid: Grid) -> dict[str, Cell]:
    decoded = {address: grid.get(address) for address in grid._cells}
    return {address: cell for address, cell in decoded.items() if cell != BLANK}


# ── what programs write ─────────────────────────────────────────────────────────────────────────

PIECES = (
    *("27", "評分", " ", "\n", "\t", "&amp;", "&lt;", "&#10;", "&#xD;", "&#x4E2D;", "&quot;", "😀"),
    *("_x000D_", "_x0041_", "_x005F_x0041_", "=1", "]", "'", '"', "1.5", "TRUE", "\u2028", "&#128512;"),
)
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
STYLE = st.sampled_from(["", ' s="0"', ' s="12"'])
USUAL = st.one_of(
    WRITTEN.map(lambda t: ("", f"<v>{t}</v>")),
    WRITTEN.map(lambda t: (' t="n"', f"<v>{t}</v>")),
    WRITTEN.map(lambda t: (' t="str"', f"<v>{t}</v>")),
    WRITTEN.map(lambda t: (' t="b"', f"<v>{t}</v>")),
    WRITTEN.map(lambda t: (' t="e"', f"<v>{t}</v>")),
    WRITTEN.map(lambda t: (' t="inlineStr"', f'<is><t xml:space="preserve">{t}</t></is>')),
    WRITTEN.map(lambda t: (' t="inlineStr"', f"<is><t>{t}</t></is>")),
    st.tuples(WRITTEN, WRITTEN).map(lambda p: (' t="str"', f"<f>{p[0] or 'A1'}</f><v>{p[1]}</v>")),
    st.just(("", '<f aca="false">SUM(A1:A2)</f><v>3</v>')),
    st.just(("", "<f>A1</f>")),
    st.just(("", "<v/>")),
)
UNUSUAL = st.one_of(
    WRITTEN.map(lambda t: (' t="inlineStr"', f"<is><r><t>{t}</t></r><r><t>x</t></r></is>")),
    WRITTEN.map(lambda t: ("", f'<f t="shared" si="0"/><v>{t}</v>')),
    WRITTEN.map(lambda t: ("", f"<v><![CDATA[{t}]]></v>")),
    WRITTEN.map(lambda t: (' cm="1"', f"<v>{t}</v>")),
    WRITTEN.map(lambda t: ("", f"<v>{t}</v><extLst/>")),
    WRITTEN.map(lambda t: ("", f"<!-- {html_escape(t).replace('-', '')} --><v>1</v>")),
)


@st.composite
def _rows(draw: st.DrawFn, cell: st.SearchStrategy[tuple[str, str]]) -> str:
    rows = []
    for number in sorted(draw(st.sets(st.integers(1, 30), max_size=4))):
        cells = []
        for column in sorted(draw(st.sets(st.sampled_from("ABCDEFG"), max_size=4))):
            kind, content = draw(cell | st.just(("", "")))
            open_tag = f'<c r="{column}{number}"{draw(STYLE)}'
            cells.append(f"{open_tag}{kind}>{content}</c>" if content else f"{open_tag}/>")
        attributes = draw(st.sampled_from(["", ' spans="1:9"', ' ht="15" customHeight="1"']))
        rows.append(f'<row r="{number}"{attributes}>{"".join(cells)}</row>')
    return "".join(rows)


@given(_rows(USUAL).filter(bool))
def test_a_plain_sheet_is_scanned_and_read_as_the_parser_reads_it(rows: str) -> None:
    content = _sheet(rows).encode()
    assert scan_sheet(content) is not None
    assert _cells(_grid(content)) == _cells(_by_tree(content))


@given(_rows(USUAL | UNUSUAL))
def test_an_unusual_sheet_is_read_as_the_parser_reads_it(rows: str) -> None:
    content = _sheet(rows).encode()
    assert _cells(_grid(content)) == _cells(_by_tree(content))


TOKENS = (
    *("<", ">", "&", '"', "/", " ", "\r", "\n", "\x00", "1", "A", "=", "]]>", "<v>", "</v>", "<v/>", "<c>"),
    *("</c>", "</row>", '<row r="3">', "<!---->", "<?x?>", "<is>", '<c r="A1"/>', '<c r="ZZ9"><v>1</v></c>'),
    *("&#13;", "&amp;", "&x;", "&#0;", "&#xD800;", "<f>", "<f></f>", "\ufeff", "\uffff", ' t="s"', " r='A1'"),
    *("<sheetData>", "</sheetData>", "<sheetData/>", "<![CDATA[", "]]", "x:", "<extLst/>", "--", ' s="1"'),
)


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    """A sheet with a few tokens put in, and a few stretches cut out or doubled."""
    text = _sheet(draw(_rows(USUAL)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(len(HEAD) - 20, len(text)))
        to = min(len(text), at + draw(st.integers(0, 12)))
        how = draw(st.integers(0, 2))
        token = draw(st.sampled_from(TOKENS))
        text = text[:at] + (token, "", text[at:to] * 2)[how] + text[at if how == 0 else to :]
    return text


@given(_mutated())
@examples(1500)
def test_whatever_is_scanned_of_a_spoiled_sheet_is_what_the_parser_reads(text: str) -> None:
    content = text.encode()
    if scan_sheet(content) is not None:
        assert _cells(_grid(content)) == _cells(_by_tree(content))


@pytest.mark.parametrize(
    "rows",
    [
        '<c r="A1"><v>1</v></c>',
        '<row r="1"></row><c r="A1"><v>1</v></c>',
        '<row r="1" xmlns="urn:other"><c r="A1"><v>1</v></c></row>',
    ],
    ids=["no row", "behind its row", "another namespace"],
)
def test_a_cell_that_stands_in_no_row_of_the_sheet_is_refused(rows: str) -> None:
    content = _sheet(rows).encode()
    assert scan_sheet(content) is None
    with pytest.raises(WorkbookError, match="的位置"):
        _grid(content)


ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
CHOICE = '<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice Requires="x">{}</mc:Choice></mc:AlternateContent>'
SHEET_DATA = f"<sheetData>{ROW}</sheetData>"
HIDDEN = {
    "namespace": f'<worksheet xmlns="{MAIN}"><x xmlns="urn:other">{SHEET_DATA}</x></worksheet>',
    "comment": f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}"><!--{SHEET_DATA}--></worksheet>',
    "cdata": f'<worksheet xmlns="{MAIN}"><![CDATA[{SHEET_DATA}]]></worksheet>',
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN.keys())
def test_cells_that_a_spreadsheet_program_would_not_see_are_not_read(text: str) -> None:
    content = text.encode()
    assert _cells(_grid(content)) == _cells(_by_tree(content)) == {}


VALUE = "<v>1</v>"
ELSEWHERE = {
    "in an extension": f"<extLst>{SHEET_DATA}</extLst>",
    "in an unknown element": f'<o:x xmlns:o="urn:other">{SHEET_DATA}</o:x>',
    "in a choice": CHOICE.format(SHEET_DATA),
    "twice": SHEET_DATA + SHEET_DATA.replace("A1", "B1"),
    "rows in a choice": f"<sheetData>{CHOICE.format(ROW)}</sheetData>",
    "cells in a choice": SHEET_DATA.replace("</row>", CHOICE.format('<c r="B1"/>') + "</row>"),
    "a value in a choice": SHEET_DATA.replace(VALUE, CHOICE.format(VALUE)),
    "a value in an unknown element": SHEET_DATA.replace(VALUE, f'<x xmlns="urn:x">{VALUE}</x>'),
    "a value of another namespace": SHEET_DATA.replace("<v>", '<v xmlns="urn:x">'),
    "rows outside the data": f"{SHEET_DATA}{ROW}",
    "columns twice": f"<cols/><cols/>{SHEET_DATA}",
    "merged cells in a choice": SHEET_DATA
    + CHOICE.format('<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'),
}


@pytest.mark.parametrize("inside", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_what_is_read_and_stands_elsewhere_than_programs_write_it_is_refused(inside: str) -> None:
    content = f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'.encode()
    assert scan_sheet(content) is None
    with pytest.raises(WorkbookError, match="的位置"):
        _grid(content)


BROKEN = {
    "row not closed": '<row r="1"><c r="A1"><v>1</v></c>',
    "row closed twice": f"{ROW}</row>",
    "rows within rows": f'<row r="1">{ROW}',
    "attribute without quotes": '<row r=1><c r="A1"><v>1</v></c></row>',
    "attribute twice": '<row r="1" r="2"><c r="A1"><v>1</v></c></row>',
    "attribute without namespace": '<row r="1" y:z="2"><c r="A1"><v>1</v></c></row>',
    "end of a CDATA section": '<row r="1"><c r="A1"><v>]]></v></c></row>',
    "reference to NUL": '<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>',
    "reference to half a pair": '<row r="1"><c r="A1" t="str"><v>&#xD800;</v></c></row>',
    "reference beyond Unicode": '<row r="1"><c r="A1" t="str"><v>&#x110000;</v></c></row>',
    "a broken cell as long as what stands behind the last": (
        '<row r="1"><c r="A1" s="0" t="n"><v>&#x4E2D;< </v></c><c r="B1"><v></v></c></row><row r="2"></row>'
        '<row r="10" ht="15" customHeight="1"></row>'
    ),
    "control character in a formula": '<row r="1"><c r="A1"><f>A\x01</f><v>1</v></c></row>',
}


@pytest.mark.parametrize("rows", BROKEN.values(), ids=BROKEN.keys())
def test_what_the_parser_refuses_the_scan_does_not_accept(rows: str) -> None:
    content = _sheet(rows).encode()
    with pytest.raises(WorkbookError):
        parse(content, "sheet")
    assert scan_sheet(content) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<worksheet/>",
        f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>',
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData></x:sheetData></x:worksheet>',
        f'<worksheet xmlns="urn:other"><sheetData>{ROW}</sheetData></worksheet>',
        f"<!DOCTYPE x><worksheet xmlns='{MAIN}'><sheetData>{ROW}</sheetData></worksheet>",
        _sheet(f"{ROW}{ROW}"),
        _sheet(f"<!-- -->{ROW}"),
        _sheet('<row r="1"><c r="a1"><v>1</v></c></row>'),
        _sheet('<row r="1"><c><v>1</v></c></row>'),
        _sheet('<row r="1"><c r="A1"><v>1\r\n</v></c></row>'),
        _sheet('<row r="1"><c r="A1"><v>&unknown;</v></c></row>'),
        _sheet('<row r="1"><c r="A0"><v>1</v></c></row>'),
        _sheet(ROW).replace("<worksheet", "\ufeff<worksheet"),
        _sheet(ROW) + "<sheetData>",
        _sheet(ROW).replace("<sheetPr/>", "<sheetPr/><!-- -->"),
        _sheet(ROW).replace("<sheetProtection", "<!-- --><sheetProtection"),
        _sheet(ROW.replace("<row ", '<row x14ac:dyDescent="0.3" ')),
    ],
)
def test_at_anything_unusual_the_scan_gives_up(text: str) -> None:
    assert scan_sheet(text.encode()) is None


def test_text_in_another_encoding_is_not_scanned() -> None:
    assert scan_sheet(_sheet(ROW).encode("utf-16")) is None
    assert scan_sheet(_sheet('<row r="1"><c r="A1"><v>評</v></c></row>').encode("big5")) is None


def test_a_form_that_we_write_is_scanned() -> None:
    data = filled(scorecard(SMALL))
    content = sheet_xml(data).encode()
    assert scan_sheet(content) is not None
    assert scan_strings(open_package(data).read("xl/sharedStrings.xml")) is not None
    strings = Strings(open_package(data).read("xl/sharedStrings.xml"))
    grid = Grid.of_part(content, "sheet", strings)
    tree = Grid.of_part(content.replace(b"<sheetData>", b"<sheetData><!-- -->"), "sheet", strings)
    assert _cells(grid) == _cells(tree)


def test_what_stands_around_the_cells_is_kept_either_way() -> None:
    for text in (_sheet(ROW), _sheet(f"<!-- -->{ROW}")):
        around = _grid(text.encode()).around
        assert around is not None
        kept = [etree.QName(child).localname for child in around]
        assert [name for name in kept if name != "sheetData"] == ["sheetPr", "sheetProtection"]


# ── shared strings ──────────────────────────────────────────────────────────────────────────────


def _strings(items: str) -> bytes:
    return f'<sst xmlns="{MAIN}" uniqueCount="9">{items}</sst>'.encode()


@given(st.lists(WRITTEN, max_size=5))
def test_plain_strings_are_scanned_and_read_as_the_parser_reads_them(texts: list[str]) -> None:
    content = _strings("".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in texts))
    scanned = scan_strings(content)
    assert scanned is not None
    assert list(scanned[0]) == [rich_text(si) for si in parse(content, "s").iterfind(SI)]


LOOKS = st.lists(
    st.sampled_from(
        [
            "<b/>",
            '<b val="true"/>',
            '<sz val="11"/>',
            '<rFont val="標楷體"/>',
            '<color theme="1" tint="-0.5"/>',
        ]
    ),
    unique=True,
    max_size=3,
).map("".join)


@given(st.lists(st.lists(st.tuples(LOOKS, WRITTEN), min_size=1, max_size=3), min_size=1, max_size=3))
def test_strings_whose_parts_have_fonts_are_scanned_too(items: list[list[tuple[str, str]]]) -> None:
    runs = [
        "".join(
            f"<r><rPr>{look}</rPr><t>{text}</t></r>" if look else f"<r><t>{text}</t></r>"
            for look, text in item
        )
        for item in items
    ]
    content = _strings("".join(f"<si>{each}</si>" for each in runs))
    scanned = scan_strings(content)
    parsed = list(parse(content, "s").iterfind(SI))
    assert scanned == ([rich_text(si) for si in parsed], dict(enumerate(runs)))
    strings = Strings(content)
    for index, si in enumerate(parsed):
        assert [to_bytes(run) for run in strings.runs(str(index))] == [
            to_bytes(run) for run in si.iterfind(R)
        ]


@given(st.lists(WRITTEN, max_size=3), st.data())
@examples(800)
def test_whatever_is_scanned_of_spoiled_strings_is_what_the_parser_reads(
    texts: list[str], data: st.DataObject
) -> None:
    rich = '<si><r><rPr><b val="1"/></rPr><t>x</t></r><r><t>y</t></r></si>'
    whole = _strings("".join(f"<si><t>{text}</t></si>{rich}" for text in texts)).decode()
    at = data.draw(st.integers(0, len(whole)))
    to = at + data.draw(st.integers(0, 9))
    tokens = (
        *TOKENS,
        "<si>",
        "</si>",
        "<t>",
        "</t>",
        "<si/>",
        "<r>",
        "</r>",
        "<rPr>",
        "</rPr>",
        "<b/>",
        "</sst>",
    )
    content = (whole[:at] + data.draw(st.sampled_from(tokens)) + whole[to:]).encode()
    scanned = scan_strings(content)
    if scanned is not None:
        items = list(parse(content, "strings").iterfind(SI))
        assert list(scanned[0]) == [rich_text(item) for item in items]


@pytest.mark.parametrize(
    "items",
    [
        "<si><r><rPr><x/></rPr><t>a</t></r></si>",
        "<si><t>a</t><rPh/></si>",
        "<si/>",
        "<si><t/></si>",
        "<!-- --><si><t>a</t></si>",
        "<si><t>a\rb</t></si>",
    ],
)
def test_unusual_strings_are_left_to_the_parser_and_read_all_the_same(items: str) -> None:
    content = _strings(items)
    assert scan_strings(content) is None
    assert Strings(content).get("0") in ("a", "", "a\nb", "ab")


@pytest.mark.parametrize(
    "item",
    [
        CHOICE.format("<si><t>7</t></si>"),
        '<x xmlns="urn:x"/>',
        f"<si>{CHOICE.format('<t>7</t>')}</si>",
        "<t>7</t>",
    ],
)
def test_strings_that_some_programs_would_count_and_others_not_are_refused(item: str) -> None:
    content = f'<sst xmlns="{MAIN}">{item}<si><t>1</t></si></sst>'.encode()
    with pytest.raises(WorkbookError, match="出現在不該出現的位置"):
        Strings(content)


@pytest.mark.parametrize("index", ["-1", "x", "1.0", "²", " 0", "0 ", "+0", "0x0", "_x0030_", "０"])
def test_an_index_that_some_programs_would_take_for_a_number_is_refused(index: str) -> None:
    for strings in (Strings(_strings("<si><t>a</t></si>")), Strings(_strings("<si><r><t>a</t></r></si>"))):
        with pytest.raises(WorkbookError, match="字串編號"):
            strings.get(index)


@pytest.mark.parametrize("index", ["", "1", "99999999999"])
def test_an_index_without_a_string_is_an_empty_text(index: str) -> None:
    assert Strings(_strings("<si><t>a</t></si>")).get(index) == ""
    assert Strings(_strings("<si><r><t>a</t></r></si>")).get(index) == ""
    assert Strings(None).get(index) == ""


@given(st.text(max_size=20))
def test_what_is_written_is_resolved_to_what_was_meant(text: str) -> None:
    assert resolve(html_escape(escape(text))) == text


def test_a_row_with_all_that_programs_say_of_it_is_scanned() -> None:
    said = 'spans="1:8" s="1" customFormat="1" ht="21" hidden="1" customHeight="1" outlineLevel="1"'
    more = 'collapsed="1" thickTop="1" thickBot="1" ph="1" x14ac:dyDescent="0.3"'
    text = _sheet(f'<row r="1" {said} {more}><c r="A1" s="1"><v>1</v></c></row>')
    text = text.replace("<worksheet ", '<worksheet xmlns:x14ac="urn:x" ')
    scanned = scan_sheet(text.encode())
    assert scanned is not None
    assert list(scanned[0]) == ["A1"]


@pytest.mark.parametrize(
    ("code", "meant"), [("D7FF", "\ud7ff"), ("E000", "\ue000"), ("10FFFD", "\U0010fffd")]
)
def test_a_character_beside_those_that_are_none_is_one(code: str, meant: str) -> None:
    assert resolve(f"&#x{code};") == meant
