"""What of .xls and .xlsb is read although the library that reads them is not equal to it."""

import pytest

from tests.workbook import records
from tests.workbook.records import (
    TEXT_MADE,
    chart,
    dimensions,
    error,
    error_made,
    formula,
    number,
    numbers,
    truth,
    wide_error,
    wide_row,
    xls,
    xlsb,
)
from workbook.intake.gate import admit
from workbook.intake.records import MOST_COLUMNS, MOST_ROWS, prepared

Texts = dict[str, str]


def _read(data: bytes, sheet: str = "A") -> Texts:
    grid = admit(data).grid(sheet)
    return {address: grid.text(address) for address in grid.addresses}


def _last(column: int) -> bytes:
    return number(0, 0, 27) + number(65_535, column, 9)


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        (_last(255), {"A1": "27"}),
        (number(0, 0, 27) + numbers(65_535, 250, 1, 2, 3, 4, 5, 6), {"A1": "27"}),
        (number(0, 0, 27) + error(65_535, 255, 0x2A), {"A1": "27"}),
        (_last(255) + formula(65_535, 255, TEXT_MADE, "far") + number(1, 0, 8), {"A1": "27", "A2": "8"}),
        (formula(0, 0, TEXT_MADE, "near") + _last(255)[18:] + number(1, 0, 8), {"A1": "near", "A2": "8"}),
        (number(MOST_ROWS - 1, 255, 1), {"IV8192": "1"}),
        (number(MOST_ROWS - 1, 255, 1) + number(65_535, 255, 2), {"IV8192": "1"}),
        (dimensions(65_536, 256) + number(0, 0, 27), {"A1": "27"}),
        (dimensions(0, 0) + number(0, 0, 27), {"A1": "27"}),
        (_last(1), {"A1": "27", "B65536": "9"}),  # no more than can be read
    ],
)
def test_cells_far_from_a_form_in_an_xls_are_passed_over_where_there_is_no_room(
    cells: bytes, texts: Texts
) -> None:
    assert _read(xls({"A": cells})) == texts


def test_only_the_sheet_that_reaches_too_far_is_read_in_part() -> None:
    data = xls({"A": _last(255), "B": _last(1)})
    assert (_read(data), _read(data, "B")) == ({"A1": "27"}, {"A1": "27", "B65536": "9"})


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (error(6, 2, 0x00), "#NULL!"),
        (error(6, 2, 0x07), "#DIV/0!"),
        (error(6, 2, 0x0F), "#VALUE!"),
        (error(6, 2, 0x17), "#REF!"),
        (error(6, 2, 0x1D), "#NAME?"),
        (error(6, 2, 0x24), "#NUM!"),
        (error(6, 2, 0x2A), "#N/A"),
        (formula(6, 2, error_made(0x17)), "#REF!"),
    ],
)
def test_an_error_in_an_xls_is_read_as_the_error_that_is_shown(cell: bytes, shown: str) -> None:
    grid = admit(xls({"A": number(0, 0, 1), "B": number(0, 0, 1) + cell + number(8, 0, 2)})).grid("B")
    assert (grid.get("C7").kind, grid.text("C7")) == ("error", shown)
    assert list(grid.addresses) == ["A1", "C7", "A9"]


@pytest.mark.parametrize(
    "cell",
    [truth(6, 2, 1), formula(6, 2, bytes((1, 0, 0x17, 0, 0, 0, 255, 255))), chart(error(6, 2, 0x17))],
)
def test_nothing_else_is_an_error(cell: bytes) -> None:
    grid = admit(xls({"A": cell + number(0, 0, 1)})).grid("A")
    assert grid.get("C7").kind != "error"
    assert grid.text("A1") == "1"


@pytest.mark.parametrize("stream", ["Workbook", "WORKBOOK", "workbook", "Book", "BOOK"])
def test_the_stream_of_an_xls_is_found_in_any_case(stream: str) -> None:
    assert _read(xls({"A": number(0, 0, 27)}, stream)) == {"A1": "27"}


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        (wide_row(0, 0) + wide_row(1_048_575, 16_383), {"A1": "1"}),
        (wide_row(0, 0, 16_383) + wide_row(9_000, 0), {"A1": "1"}),
        (wide_row(0, 0) + wide_row(50_000, 0), {"A1": "1", "A50001": "50001"}),
        (
            wide_row(0, 0, MOST_COLUMNS - 1) + wide_row(MOST_ROWS - 1, 0) + wide_row(MOST_ROWS, MOST_COLUMNS),
            {"A1": "1", "IV1": "1", "A8192": "8192"},
        ),
    ],
)
def test_cells_far_from_a_form_in_an_xlsb_are_passed_over_where_there_is_no_room(
    rows: bytes, texts: Texts
) -> None:
    assert _read(xlsb({"A": rows})) == texts


def test_an_xlsb_with_sheets_that_are_charts_is_read() -> None:
    book = admit(xlsb({"Chart1": None, "A": wide_row(0, 0), "Chart2": None, "B": wide_row(2, 1)}))
    assert book.sheet_names == ("Chart1", "A", "Chart2", "B")
    assert (book.grid("A").text("A1"), book.grid("B").text("B3")) == ("1", "3")
    assert not book.grid("Chart1").addresses


@pytest.mark.parametrize("by_formula", [False, True])
def test_an_error_in_an_xlsb_is_read_as_the_error_that_is_shown(*, by_formula: bool) -> None:
    rows = wide_row(6, 0) + wide_error(2, 0x07, by_formula=by_formula) + wide_row(8, 0)
    grid = admit(xlsb({"Chart": None, "A": wide_row(0, 0), "B": rows})).grid("B")
    assert (grid.get("C7").kind, grid.text("C7")) == ("error", "#DIV/0!")
    assert list(grid.addresses) == ["A7", "C7", "A9"]


@pytest.mark.parametrize("data", [xls({"A": number(0, 0, 27)}), xlsb({"A": wide_row(0, 0)})])
def test_a_file_without_anything_far_is_left_as_it_is(data: bytes) -> None:
    assert prepared(data).data == data


@pytest.mark.parametrize("cut", range(0, 40, 3))
def test_a_record_that_is_cut_off_ends_what_is_looked_at(cut: int) -> None:
    whole = records.wide(129) + wide_row(0, 0, 1) + wide_row(1_048_575, 16_383)
    data = xlsb({"A": whole[2 : len(whole) - cut]})
    assert isinstance(prepared(data).data, bytes)
