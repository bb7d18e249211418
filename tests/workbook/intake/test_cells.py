"""A sheet's cells by address, decoded when asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import WorkbookError
from workbook.address import column_name, distance, shifted
from workbook.intake.cells import BLANK, Cell, Grid, Strings
from workbook.sheetxml import MAIN

STRINGS = Strings(f'<sst xmlns="{MAIN}"><si><t>基礎服務</t></si></sst>'.encode())


def _grid(rows: str) -> Grid:
    text = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return Grid.of_part(text.encode(), "sheet", STRINGS)


@pytest.mark.parametrize("comment", ["", "<!-- by the parser -->"])
@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1"><v>27</v></c>', Cell("number", "27")),
        ('<c r="A1" t="n"><v>27</v></c>', Cell("number", "27")),
        ('<c r="A1" s="3"><v>27</v></c>', Cell("number", "27", None, 3)),
        ('<c r="A1" t="s"><v>0</v></c>', Cell("text", "基礎服務")),
        ('<c r="A1" t="s"><v>9</v></c>', BLANK),
        ('<c r="A1" t="str"><f>B1</f><v>a</v></c>', Cell("text", "a", "B1")),
        ('<c r="A1"><f>B1</f></c>', Cell("blank", "", "B1")),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', Cell("blank", "", "B1")),
        ('<c r="A1" t="inlineStr"><is><t>_x000D_&amp;</t></is></c>', Cell("text", "\r&")),
        ('<c r="A1"><v> 26 </v></c>', Cell("number", "26")),
        ('<c r="A1" t="n"><v>\n26\t</v></c>', Cell("number", "26")),
        ('<c r="A1"><v> </v></c>', BLANK),
        ('<c r="A1" t="b"><v> 1 </v></c>', Cell("bool", "1")),
        ('<c r="A1" t="str"><v> 26 </v></c>', Cell("text", " 26 ")),
        ('<c r="A1"><f>=B1</f><v>7</v></c>', Cell("number", "7", "B1")),
        ('<c r="A1"><f>==B1</f><v>7</v></c>', Cell("number", "7", "=B1")),
        ('<c r="A1"><f>=</f><v>7</v></c>', Cell("number", "7", "=")),
        ('<c r="A1"><v>_x0037_</v></c>', Cell("number", "_x0037_")),
        ('<c r="A1"><v>&#55;</v></c>', Cell("number", "7")),
        ('<c r="A1" t="b"><v>1</v></c>', Cell("bool", "1")),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', Cell("error", "#DIV/0!")),
        ('<c r="A1" t="d"><v>2018-07-05</v></c>', Cell("text", "2018-07-05")),
        ('<c r="A1" s="3"/>', BLANK),
        ('<c r="A1"><v/></c>', BLANK),
        ('<c r="B1"><v>1</v></c>', BLANK),
    ],
)
def test_a_cell_is_what_was_written_in_it_by_scan_and_by_parser(
    cell: str, expected: Cell, comment: str
) -> None:
    assert _grid(f'{comment}<row r="1">{cell}</row>').get("A1") == expected


def test_a_formula_shared_with_another_cell_is_a_formula() -> None:
    cell = _grid('<row r="1"><c r="A1"><f t="shared" si="0"/><v>3</v></c></row>').get("A1")
    assert (cell.text, cell.formula) == ("3", "?")


def test_cells_without_addresses_follow_one_another() -> None:
    grid = _grid(
        "<row><c><v>1</v></c><c/><c><v>3</v></c></row>"
        '<row r="5"><c r="C5"><v>9</v></c><c><v>10</v></c></row>'
        "<row><c><v>6</v></c></row>"
    )
    texts = {a: grid.get(a).text for a in ("A1", "B1", "C1", "C5", "D5", "A6")}
    assert texts == {"A1": "1", "B1": "", "C1": "3", "C5": "9", "D5": "10", "A6": "6"}


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="300"><c r="C08"><v>1</v></c></row>',
        '<row r="8"><c r="C08"><v>1</v></c></row>',
        '<row r="8"><c r="c8"><v>1</v></c></row>',
        '<row r="8"><c r="$C$8"><v>1</v></c></row>',
        '<row r="8"><c r=" C8"><v>1</v></c></row>',
        '<row r="8"><c r=""><v>1</v></c></row>',
        '<row r="8"><c r="ABCD8"><v>1</v></c></row>',
        '<row r="8"><c r="C8"><v>1</v></c><c r="c8"/></row>',
        '<row r="8"><c r="C8"><v>1</v></c><c r="C8" s="1"/></row>',
        '<row r="8"><c r="C8"><v>1</v></c></row><row r="9"><c r="C8" s="1"/></row>',
        '<row r="8"><c r="C8"/><c r="C8"/></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="08"><c r="A8"><v>1</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        '<row r="5"><c><v>1</v></c></row><row r="3"><c><v>1</v></c></row>',
    ],
)
def test_what_stands_where_programs_would_differ_is_refused(rows: str) -> None:
    for comment in ("", "<!-- by the parser -->"):
        with pytest.raises(WorkbookError, match="的位置不合順序或寫法"):
            _grid(comment + rows)


def test_a_blank_cell_that_stands_oddly_does_no_harm_but_to_those_counted_from_it() -> None:
    odd = '<row r="1"><c r="C1"><v>3</v></c><c r="B1" s="1"/><c r="D1"><v>4</v></c>{}</row>'
    for comment in ("", "<!-- by the parser -->"):
        grid = _grid(comment + odd.format(""))
        assert [grid.get(address).text for address in ("B1", "C1", "D1")] == ["", "3", "4"]
    with pytest.raises(WorkbookError, match="不合順序"):
        _grid(odd.format("<c><v>5</v></c>"))


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="inlineStr"><v>7</v></c>',
        '<c r="A1"><is><t>7</t></is></c>',
        '<c r="A1" t="str"><is><t>7</t></is></c>',
        '<c r="A1" t="s"><is><t>0</t></is></c>',
        '<c r="A1" t=""><v>7</v></c>',
        '<c r="A1" t="S"><v>7</v></c>',
        '<c r="A1" t=" str"><v>7</v></c>',
        '<c r="A1" t="number"><v>7</v></c>',
        '<c r="A1" vm="1"><v>7</v></c>',
        '<c r="A1" vm="1" t="str"><v>7</v></c>',
    ],
)
def test_a_value_of_another_type_than_the_cell_says_is_refused(cell: str) -> None:
    for comment in ("", "<!-- by the parser -->"):
        with pytest.raises(WorkbookError, match="的值與類型不合"):
            _grid(f'{comment}<row r="1">{cell}</row>')


@pytest.mark.parametrize("kind", ["", "S", "Array", " shared"])
def test_a_formula_of_a_type_that_is_none_is_refused(kind: str) -> None:
    """LibreOffice drops it, openpyxl reads it as any other."""
    with pytest.raises(WorkbookError, match="公式類型不明"):
        _grid(f'<row r="1"><c r="A1"><f t="{kind}">B1</f><v>1</v></c></row>')


def test_a_picture_in_a_cell_is_the_error_that_excel_saves_for_it() -> None:
    cell = '<c r="A1" vm="1" t="e"><v>#VALUE!</v></c>'
    assert _grid(f'<row r="1">{cell}</row>').get("A1") == Cell("error", "#VALUE!")


@pytest.mark.parametrize("kind", ["array", "dataTable"])
@pytest.mark.parametrize(("covered", "formula"), [("B2", "?"), ("B3", "?"), ("B4", None), ("C2", None)])
def test_cells_that_another_cells_formula_fills_are_formulas(
    kind: str, covered: str, formula: str | None
) -> None:
    rows = (
        f'<row r="1"><c r="B1"><f t="{kind}" ref="B1:B3">X1</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><v>2</v></c><c r="C2"><v>2</v></c></row>'
        '<row r="3"><c r="B3"><v>3</v></c></row><row r="4"><c r="B4"><v>4</v></c></row>'
    )
    assert _grid(rows).get(covered).formula == formula


@pytest.mark.parametrize("area", ["", "B", "B1:", "'x'!B1"])
def test_an_array_formula_of_no_range_is_refused_or_fills_nothing(area: str) -> None:
    rows = f'<row r="1"><c r="B1"><f t="array" ref="{area}">X1</f><v>1</v></c></row>'
    if area:
        with pytest.raises(WorkbookError, match="陣列公式的範圍"):
            _grid(rows)
    else:
        assert _grid(rows).get("B1").formula == "X1"


def test_more_array_formulas_than_can_be_looked_through_are_refused() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><f t="array" ref="A{n}">B1</f><v>1</v></c></row>' for n in range(1, 2_300)
    )
    with pytest.raises(WorkbookError, match="陣列公式過多"):
        _grid(rows)


def test_columns_and_rows_are_found_by_letter_and_number() -> None:
    grid = _grid(
        '<row r="1"><c r="A1"><v>1</v></c><c r="AA1"><v>2</v></c></row>'
        '<row r="11"><c r="A11"><v>3</v></c></row>'
    )
    assert grid.column("A") == [(1, "1"), (11, "3")]
    assert grid.column("AA") == [(1, "2")]
    assert dict(grid.row(1)) == {"A": "1", "AA": "2"}
    assert grid.find({"1", "3", "2"}.__contains__) == "A"
    assert grid.find(lambda _: False) == ""


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [column_name(index) for index in (1, 26, 27, 52, 53, 702, 703)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA")
    ]


@given(st.integers(1, 10_000), st.integers(0, 6_000))
def test_shifting_a_column_is_undone_by_the_distance(index: int, by: int) -> None:
    left = column_name(index)
    assert distance(left, shifted(left, by)) == by


@pytest.mark.parametrize(("length", "is_read"), [(2 * 32_767, True), (2 * 32_767 + 1, False)])
def test_a_text_twice_as_long_as_a_cell_holds_is_the_longest(length: int, is_read: bool) -> None:
    grid = _grid(f'<row r="1"><c r="A1" t="str"><v>{"a" * length}</v></c></row>')
    if is_read:
        assert len(grid.get("A1").text) == length
    else:
        with pytest.raises(WorkbookError, match="A1 的文字過長"):
            grid.get("A1")


@pytest.mark.parametrize(("style", "expected"), [("43", 43), ("0000043", 43), (" 43", 43), ("+43", 43)])
def test_a_style_is_the_number_that_is_written(style: str, expected: int) -> None:
    assert _grid(f'<row r="1"><!-- --><c r="A1" s="{style}"><v>1</v></c></row>').get("A1").style == expected


@pytest.mark.parametrize("style", ["-1", "x", "", "１", "9" * 5_000])
def test_a_style_that_is_no_number_is_refused(style: str) -> None:
    with pytest.raises(WorkbookError):
        _grid(f'<row r="1"><!-- --><c r="A1" s="{style}"><v>1</v></c></row>')
