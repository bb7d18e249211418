"""Rows that hold nothing far below a form are left out before it is read, and nothing else is."""

import pytest

from tests.builders import SMALL
from tests.workbook.forms import KEY
from tests.workbook.intake.damage import BASE
from tests.workbook.intake.worst import rows
from workbook.intake.check import Terms, check
from workbook.intake.tail import without_empty_rows
from workbook.limits import FORM
from workbook.sheetxml import MAIN

MOST = FORM.sheet

_ROW = '<row r="{0}" spans="1:3" s="5" customFormat="1" ht="18.5">{1}</row>'
_CELLS = '<c r="A{0}" s="5"/><c r="B{0}"/><c r="C{0}" s="7" t="n"/>'


def styled(first: int, count: int) -> str:
    return "".join(_ROW.format(row, _CELLS.format(row)) for row in range(first, first + count))


def sheet(written: str, names: str = "") -> bytes:
    """A sheet of these rows, large enough to be looked through."""
    return f'<worksheet xmlns="{MAIN}"{names}><sheetData>{written}</sheetData></worksheet>'.encode()


def test_a_form_with_every_row_formatted_is_read_as_the_form() -> None:
    checked = [check(data, "a.xlsx", Terms(KEY, rubric=SMALL)) for data in (BASE, rows(styled(600, 60_000)))]
    assert [each.state for each in checked] == ["accepted", "accepted"]
    assert checked[1].findings == ()
    assert checked[1].scorecard == checked[0].scorecard


KEPT = {
    "a row of a form": '<row r="2999"/>',
    "a row with a value": '<row r="9000"><c r="A9000"><v>1</v></c></row>',
    "a row with a cell of another row": '<row r="9000"><c r="A9"/></row>',
    "a row with something unknown": '<row r="9000"><x/></row>',
    "an attribute that no row has": '<row r="9000" x="1"/>',
    "an attribute twice": '<row r="9000" ht="1" ht="2"/>',
}


@pytest.mark.parametrize("row", KEPT.values(), ids=KEPT)
def test_a_row_that_may_say_something_is_kept(row: str) -> None:
    far = styled(10_000, 10_000)
    assert without_empty_rows(sheet(row + far), MOST) == sheet(row)


WHOLE = {
    "a row takes its number from the one before": ('<row r="30000"/><row/>', ""),
    "a row has its number elsewhere": ('<row spans="1:2" r="30000"/>', ""),
    "a row has a prefix": ("<a:row/>", f' xmlns:a="{MAIN}"'),
    "rows are part of a text": ("<![CDATA[<row r='1'/>]]>", ""),
    "an extension is not declared": ('<row r="30000" x14ac:dyDescent="1"/>', ""),
}


@pytest.mark.parametrize(("row", "names"), WHOLE.values(), ids=WHOLE)
def test_nothing_is_left_out_where(row: str, names: str) -> None:
    whole = sheet(styled(10_000, 10_000) + row, names)
    assert without_empty_rows(whole, MOST) == whole


def test_nothing_is_left_out_where_too_much_is_left_in_any_case() -> None:
    values = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(20_000, 30_000))
    whole = sheet(styled(10_000, 10_000) + values)
    assert without_empty_rows(whole, 39_000) == whole
    assert without_empty_rows(whole, 41_000) == sheet(values)


def test_a_small_sheet_is_left_as_it_is() -> None:
    small = sheet('<row r="9000"/>')
    assert without_empty_rows(small, MOST) == small
