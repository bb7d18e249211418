"""The values of an OpenDocument spreadsheet: what its attributes say counts, else its paragraphs."""

import pytest

from scoring.errors import WorkbookError
from workbook.intake.cells import Cell
from workbook.intake.comments import CellComment
from workbook.intake.gate import admit
from workbook.intake.opendocument import read_tables
from workbook.limits import Limits
from workbook.package import assemble, compress
from workbook.sheetxml import PACKAGE

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


def _content(*tables: tuple[str, str]) -> bytes:
    spaces = " ".join(f'xmlns:{name}="{_NAMES}{name}:1.0"' for name in ("office", "table", "text"))
    sheets = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in tables)
    body = f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
    return (
        f'<office:document-content {spaces} xmlns:calcext="{_CALC}">{body}</office:document-content>'.encode()
    )


def _row(cells: str, said: str = "") -> str:
    return f"<table:table-row {said}>{cells}</table:table-row>"


def _cells(rows: str) -> dict[str, Cell]:
    grid = read_tables(_content(("評分表", rows))).grids["評分表"]
    return {address: grid.get(address) for address in grid._cells}


@pytest.mark.parametrize(
    ("said", "inside", "expected"),
    [
        ('office:value-type="float" office:value="27"', "<text:p>27.00 分</text:p>", Cell("number", "27")),
        ('office:value-type="percentage" office:value="0.5"', "<text:p>50%</text:p>", Cell("number", "0.5")),
        ('office:value-type="currency" office:value="3"', "", Cell("number", "3")),
        ('office:value-type="boolean" office:boolean-value="true"', "", Cell("bool", "1")),
        ('office:value-type="boolean" office:boolean-value="false"', "", Cell("bool", "0")),
        ('office:value-type="date" office:date-value="2018-07-05T00:00:00"', "", Cell("text", "2018-07-05")),
        ('office:value-type="time" office:time-value="PT1H"', "", Cell("text", "PT1H")),
        ('office:value-type="string"', "<text:p>甲</text:p><text:p>乙</text:p>", Cell("text", "甲\n乙")),
        ("", '<text:p>一<text:s text:c="3"/>二<text:tab/>三</text:p>', Cell("text", "一   二\t三")),
        ('office:string-value="說的"', "<text:p>看到的</text:p>", Cell("text", "說的")),
        ('calcext:value-type="error"', "<text:p>#REF!</text:p>", Cell("error", "#REF!")),
        (
            'table:formula="of:=[.A2]+1" office:value-type="float" office:value="2"',
            "",
            Cell("number", "2", "[.A2]+1"),
        ),
    ],
)
def test_a_cell_is_what_its_attributes_say(said: str, inside: str, expected: Cell) -> None:
    assert _cells(_row(f"<table:table-cell {said}>{inside}</table:table-cell>")) == {"A1": expected}


def test_rows_and_cells_stand_as_often_as_is_said_and_once_where_nothing_is() -> None:
    one = "<table:table-cell><text:p>甲</text:p></table:table-cell>"
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    twice = '<table:table-cell table:number-columns-repeated="2"><text:p>乙</text:p></table:table-cell>'
    rows = _row(f"{one}{gap}{twice}", 'table:number-rows-repeated="2"')
    rows += _row(one.replace("-cell>", '-cell table:number-columns-repeated="1">', 1))
    found = {address: cell.text for address, cell in _cells(rows).items()}
    assert found == {"A1": "甲", "D1": "乙", "E1": "乙", "A2": "甲", "D2": "乙", "E2": "乙", "A3": "甲"}


def test_rows_in_groups_are_rows() -> None:
    one = _row("<table:table-cell><text:p>甲</text:p></table:table-cell>")
    grouped = (
        f"<table:table-header-rows>{one}</table:table-header-rows><table:table-rows>{one}</table:table-rows>"
    )
    assert list(_cells(grouped)) == ["A1", "A2"]


@pytest.mark.parametrize(("characters", "is_read"), [(4, True), (5, False)])
def test_so_many_characters_are_read_and_no_more(characters: int, is_read: bool) -> None:
    cell = f"<table:table-cell><text:p>{'a' * (characters - 2)}</text:p></table:table-cell>"
    rows = _row(f"{cell}<table:table-cell><text:p>bb</text:p></table:table-cell>")
    limits = Limits(part=4, total=10**6, tags=10**6, attributes=10**6, sheet=10**6, cells=10)
    if is_read:
        assert len(list(read_tables(_content(("a", rows)), limits).grids["a"]._cells)) == 2
    else:
        with pytest.raises(WorkbookError, match="儲存格過多"):
            read_tables(_content(("a", rows)), limits)


def test_two_sheets_of_one_name_are_refused() -> None:
    with pytest.raises(WorkbookError, match="「甲」出現兩次"):
        read_tables(_content(("甲", ""), ("甲", "")))


def test_hidden_sheets_and_rows_are_known() -> None:
    table = _content(("甲", ""), ("乙", _row("") + _row("").replace("<table:table-row", HIDDEN, 1)))
    style = (
        '<office:automatic-styles><style:style xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        ' style:name="ta9"><style:table-properties table:display="false"/></style:style>'
        "</office:automatic-styles><office:body>"
    )
    content = table.replace(b"<office:body>", style.encode()).replace(
        'table:name="乙"'.encode(), 'table:name="乙" table:style-name="ta9"'.encode()
    )
    tables = read_tables(content)
    assert (list(tables.grids), tables.hidden) == (["甲", "乙"], frozenset({"乙"}))
    assert tables.grids["乙"].hidden_rows == {2}


HIDDEN = '<table:table-row table:visibility="collapse"'


_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = "META-INF/manifest.xml"


def _manifest(kind: str) -> bytes:
    entry = f'<m:file-entry m:media-type="{kind}"/>'
    return f'<m:manifest xmlns:m="{_NAMES}manifest:1.0">{entry}</m:manifest>'.encode()


def _zipped(parts: dict[str, bytes]) -> bytes:
    return assemble(compress(name, content) for name, content in parts.items())


def test_an_ods_that_lost_its_type_is_known_by_its_manifest() -> None:
    content = _content(("表", _row("<table:table-cell><text:p>甲</text:p></table:table-cell>")))
    book = admit(_zipped({"content.xml": content, _MANIFEST: _manifest(_SPREADSHEET)}))
    assert (book.format, book.grid("表").text("A1")) == (".ods", "甲")


@pytest.mark.parametrize(
    "parts",
    [
        {_MANIFEST: _manifest("application/vnd.oasis.opendocument.text")},
        {},
        {_MANIFEST: _manifest(_SPREADSHEET), "mimetype": b"application/vnd.oasis.opendocument.text"},
        {_MANIFEST: _manifest(_SPREADSHEET), "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"/>'.encode()},
    ],
)
def test_a_package_that_is_something_else_is_no_ods(parts: dict[str, bytes]) -> None:
    with pytest.raises(WorkbookError) as raised:
        admit(_zipped({"content.xml": _content(("表", "")), **parts}))
    assert raised.value.code == "file-not-a-workbook"


def test_comments_are_read_with_their_cells_and_authors() -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell office:value-type="float" office:value="27"><office:annotation>'
        '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">某人</dc:creator>'
        "<text:p>待主管</text:p><text:p>核定</text:p></office:annotation><text:p>27</text:p>"
        "</table:table-cell></table:table-row>"
    )
    tables = read_tables(_content(("評分表", rows)))
    assert tables.comments == {"評分表": [CellComment("C3", "待主管 核定", "某人")]}
    assert tables.grids["評分表"].get("C3").text == "27"
