"""Rows streamed into a designed sheet: openpyxl reads back what went in, as it was designed."""

import io
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from tests.extent import examples
from workbook.package import open_package
from workbook.summary.stream import Computed, StreamedRow, Value, stream

PART = "xl/worksheets/sheet1.xml"
FIRST, COLUMNS = 3, 4


def designed() -> bytes:
    """A sheet with two rows of headings and a sample row, whose second cell is bold."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A1"] = "題目"
    for column in range(1, COLUMNS + 1):
        sheet.cell(2, column).value = f"欄{column}"
        sheet.cell(FIRST, column).font = Font(bold=column == 2)
    sheet.freeze_panes = f"A{FIRST}"
    sheet.auto_filter.ref = "A2:D9"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


DESIGN = designed()


def streamed(*rows: StreamedRow) -> bytes:
    package = open_package(DESIGN)
    member = stream(PART, package.read(PART), FIRST, iter(rows))
    package.members[PART] = member
    return package.replaced({})


def sheet_of(data: bytes, *, values: bool = False) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=values).active
    assert isinstance(sheet, Worksheet)
    return sheet


def row(*values: Value) -> StreamedRow:
    return StreamedRow((*values, *[None] * (COLUMNS - len(values))))


def read(data: bytes, *, values: bool = False) -> list[tuple[object, ...]]:
    sheet = sheet_of(data, values=values)
    if sheet.max_row < FIRST:
        return []
    return list(sheet.iter_rows(FIRST, max_col=COLUMNS, values_only=True))


# ── values ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("文字", "文字"),
        ("=1+1", "=1+1"),
        ("+1", "+1"),
        ("＝1+1", "＝1+1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("27", "27"),
        ("  前後空白  ", "  前後空白  "),
        ("一行\n又一行", "一行\n又一行"),
        ("定\t位", "定\t位"),
        ("<b>&amp;\"'", "<b>&amp;\"'"),
        ("😀", "😀"),
        ("]]>", "]]>"),
        (0, 0),
        (-3, -3),
        (17.5, 17.5),
        (Decimal("17.5"), 17.5),
        (Decimal(27), 27),
        ("", None),
        (None, None),
    ],
)
def test_a_value_is_read_back_as_it_went_in(value: Value, expected: object) -> None:
    data = streamed(row(value))
    assert read(data) == [(expected, None, None, None)]
    cell = sheet_of(data)[f"A{FIRST}"]
    assert isinstance(cell, Cell)
    assert cell.data_type == ("s" if isinstance(expected, str) else "n")


_ESCAPED = "".join(map(chr, {*range(32), 0xFFFE, 0xFFFF} - {9, 10}))
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=_ESCAPED), max_size=30).filter(
    lambda text: "_x" not in text
)
NUMBERS = st.integers(-(10**9), 10**9) | st.integers(-8000, 8000).map(lambda eighths: eighths / 8)


@given(st.lists(st.tuples(TEXTS, NUMBERS, TEXTS, st.none()), max_size=6))
@examples(60)
def test_rows_of_texts_and_numbers_are_read_back(rows: list[tuple[str, float, str, None]]) -> None:
    data = streamed(*(StreamedRow(values) for values in rows))
    assert read(data) == [(a or None, number, b or None, nothing) for a, number, b, nothing in rows]


@pytest.mark.parametrize("text", ["\x00\x0b\x1f", "回\r車", "_x0041_", "\uffff"])
def test_what_xml_cannot_hold_is_escaped_as_excel_does(text: str) -> None:
    (value,) = [cells[0] for cells in read(streamed(row(text)))]
    assert isinstance(value, str)
    assert unescape(value) == text


def test_a_text_longer_than_a_cell_holds_is_cut_to_what_it_holds() -> None:
    data = streamed(row("字" * 40_000))
    assert read(data)[0][0] == "字" * 32_767


def test_a_text_of_emoji_longer_than_a_cell_holds_is_cut_to_what_excel_opens() -> None:
    (value,) = [cells[0] for cells in read(streamed(row("😀" * 20_000)))]
    assert isinstance(value, str)
    assert len(value.encode("utf-16-le")) // 2 <= 32_767


@pytest.mark.parametrize(
    ("computed", "saved"),
    [
        (Computed("SUM(A1:B1)", 27), 27),
        (Computed("SUM(A1:B1)", 17.5), 17.5),
        (Computed('IF(A1>0,"",1)', ""), None),
        (Computed('A1&"<&>"', "<&>"), "<&>"),
    ],
)
def test_a_formula_stands_with_its_value(computed: Computed, saved: object) -> None:
    data = streamed(row("x", computed))
    assert read(data) == [("x", f"={computed.formula}", None, None)]
    assert read(data, values=True) == [("x", saved, None, None)]


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [1, 511, 512, 513, 1_300])
def test_any_number_of_rows_stand_below_each_other(count: int) -> None:
    data = streamed(*(row(f"第 {number} 列", number) for number in range(count)))
    assert read(data) == [(f"第 {number} 列", number, None, None) for number in range(count)]


def test_no_rows_leave_the_headings_alone() -> None:
    data = streamed()
    sheet = sheet_of(data)
    assert (sheet.max_row, sheet["A1"].value, sheet["D2"].value) == (2, "題目", "欄4")


def test_every_row_looks_like_the_sample_row() -> None:
    sheet = sheet_of(streamed(row("a", "b"), row(None, None), row(1, Computed("1+1", 2))))
    for number in (3, 4, 5):
        assert [cell.font.b for cell in sheet[number]] == [False, True, False, False]


def test_a_row_is_as_high_as_it_says() -> None:
    sheet = sheet_of(streamed(StreamedRow((1, 2, 3, 4), 33.5), row(1)))
    assert (sheet.row_dimensions[3].height, sheet.row_dimensions[4].height) == (33.5, None)


def test_what_stands_around_the_rows_stays() -> None:
    sheet = sheet_of(streamed(row("a")))
    assert (sheet["A1"].value, sheet["B2"].value) == ("題目", "欄2")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", "A2:D9")


def test_a_row_with_too_few_or_too_many_values_is_a_mistake() -> None:
    for values in ((1, 2, 3), (1, 2, 3, 4, 5)):
        with pytest.raises(ValueError, match="zip"):
            streamed(StreamedRow(values))


def test_a_design_without_a_sample_row_is_a_mistake() -> None:
    design = open_package(DESIGN).read(PART)
    with pytest.raises(ValueError, match="no sample row 9"):
        stream(PART, design, 9, iter(()))


def test_the_same_rows_make_the_same_bytes() -> None:
    assert streamed(row("a", 1)) == streamed(row("a", 1))


def test_memory_does_not_grow_with_the_rows() -> None:
    design = open_package(DESIGN).read(PART)

    def peak(count: int) -> int:
        def rows() -> Iterator[StreamedRow]:
            for number in range(count):
                yield row("同一段文字" * 20, number)

        tracemalloc.start()
        try:
            stream(PART, design, FIRST, rows(), level=1)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(12_000) < 2 * peak(3_000)
