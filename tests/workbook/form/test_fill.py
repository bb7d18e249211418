"""Values into a form, and what is refused."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.errors import AnswersError
from scoring.scorecard import Header, Office, Scorecard, Stated
from tests.builders import OFFICE, SMALL, answered, scorecard, typed
from tests.workbook.forms import (
    DATE_CELL,
    EXAMINERS_CELL,
    checked,
    filled,
    identity,
    note_cell,
    score_cell,
    sheet_xml,
    stock_of,
    tick_cell,
    total_cells,
)
from workbook.fit import LINE_HEIGHT
from workbook.form.fill import fill, issue
from workbook.form.formulas import formulas
from workbook.identity import FIELDS
from workbook.layout import FORM_SHEET, IDENTITY_SHEET, layout_of

FULL = scorecard(SMALL)
LAYOUT = layout_of(SMALL)


def _opened(data: bytes, *, values: bool = False) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=values)[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_every_value_stands_where_the_layout_says() -> None:
    card = answered(FULL, "2.1.1", notes=("一", "二", "三"))
    sheet = _opened(filled(card))
    assert [sheet[score_cell(item.id)].value for item in SMALL.items] == [10, 20, 5, 5, 60]
    assert [sheet[tick_cell("1.1.2", band)].value for band in (1, 2)] == ["☑", "☐"]
    assert [sheet[note_cell("2.1.1", row)].value for row in (1, 2, 3)] == ["一", "二", "三"]
    assert (sheet[DATE_CELL].value, sheet[EXAMINERS_CELL].value) == ("107年7月5日", "為民服務專案小組")


def test_every_formula_stands_with_its_value() -> None:
    data = filled(FULL)
    texts, values = _opened(data), _opened(data, values=True)
    for formula in formulas(LAYOUT, FULL):
        assert texts[formula.cell].value == f"={formula.text}"
        assert (values[formula.cell].value or "") == formula.value


def test_the_identity_stands_on_the_very_hidden_sheet() -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled(FULL)))
    rows = {row[0].value: row[1].value or "" for row in book[IDENTITY_SHEET].iter_rows()}
    assert rows == {name: getattr(identity(), name) for name in FIELDS}


def test_a_blank_form_is_the_form_filled_with_nothing() -> None:
    stock = stock_of(SMALL)
    assert issue(stock, identity()) == fill(stock, identity(), Scorecard())


def test_filling_twice_gives_the_same_bytes() -> None:
    assert filled(FULL) == filled(FULL)


def test_another_office_differs_only_in_the_part_that_names_it() -> None:
    ours, theirs = filled(FULL), filled(FULL, who=identity(SMALL, Office("B02", "新北分署")))
    with zipfile.ZipFile(io.BytesIO(ours)) as one, zipfile.ZipFile(io.BytesIO(theirs)) as other:
        assert one.namelist() == other.namelist()
        different = [name for name in one.namelist() if one.read(name) != other.read(name)]
    assert different == ["xl/sharedStrings.xml"]


@pytest.mark.parametrize("name", ['A&B <分署> "x"', "  兩端空白  ", "換\r\n行", "_x0041_", "=1+1"])
def test_an_office_may_be_called_anything(name: str) -> None:
    who = identity(SMALL, Office("B&<1", name))
    result = checked(filled(FULL, who=who))
    assert result.identity == who
    assert result.findings == ()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "\r=1", "27", "TRUE", "'a"])
def test_text_stays_text_whatever_it_begins_with(text: str) -> None:
    data = filled(answered(FULL, "1.1.1", notes=(text,)))
    cell = _opened(data)[note_cell("1.1.1")]
    assert cell.data_type == "s"
    assert "<f>" not in sheet_xml(data).partition(f'r="{note_cell("1.1.1")}"')[2].partition("</c>")[0]
    assert checked(data).scorecard.answers["1.1.1"].notes == (text,)


def test_a_longest_note_is_kept_to_the_last_character() -> None:
    note = "字" * 32_765 + "😀"
    result = checked(filled(answered(FULL, "1.1.1", notes=(note,))))
    assert result.scorecard.answers["1.1.1"].notes == (note,)


@pytest.mark.parametrize("note", ["字" * 32_768, "字" * 32_766 + "😀"])
def test_a_note_longer_than_a_cell_is_refused_in_a_sentence(note: str) -> None:
    with pytest.raises(AnswersError, match="32768 字，超過一格可容納的 32767 字，請分段"):
        filled(answered(FULL, "1.1.1", notes=(note,)))


def test_more_paragraphs_than_rows_are_refused_with_the_item_and_the_remedy() -> None:
    filled(answered(FULL, "1.1.1", notes=("一", "二")))
    with pytest.raises(AnswersError) as raised:
        filled(answered(FULL, "1.1.1", notes=("一", "二", "三")))
    assert "「1. 細項1.1.1」（1.1.1）的紀錄事項有 3 段，表上只有 2 列；請把幾段併成一段" in str(raised.value)
    english = raised.value.said("en")
    assert "“1. 細項1.1.1” (1.1.1) has 3 paragraphs of notes, and the form has 2 rows" in english


def test_a_total_that_the_form_does_not_state_is_refused() -> None:
    with pytest.raises(AnswersError, match=r"1\.2\.1.*在表上沒有得分欄"):
        filled(typed(FULL, {"1.2.1": 10}))


@pytest.mark.parametrize("total_id", ["", "1", "1.1"])
def test_a_total_typed_in_stands_as_a_number_where_its_formula_was(total_id: str) -> None:
    data = filled(typed(FULL, {total_id: 7}))
    _, number = total_cells(total_id)
    assert _opened(data)[number].value == 7


def test_a_total_typed_as_text_stays_what_was_typed() -> None:
    card = replace(FULL, stated={"1.1": Stated(None, typed=True, text="未定")})
    assert _opened(filled(card))[total_cells("1.1")[1]].value == "未定"


def test_what_was_written_instead_of_a_score_or_a_date_goes_back_as_it_was() -> None:
    card = answered(FULL, "1.1.1", score=None, score_text="約9")
    card = answered(card, "1.1.2", ticked=(), odd_ticks=((2, "是"),))
    card = replace(card, header=Header({}, {"date": "七月初"}, {"examiners": "小組"}))
    sheet = _opened(filled(card))
    assert sheet[score_cell("1.1.1")].value == "約9"
    assert sheet[tick_cell("1.1.2", 2)].value == "是"
    assert sheet[DATE_CELL].value == "七月初"


@pytest.mark.parametrize(("note", "lines"), [("短", 1), ("字" * 200, 6), ("a\nb\nc", 3)])
def test_a_row_is_as_high_as_its_note_needs(note: str, lines: int) -> None:
    sheet = _opened(filled(answered(FULL, "1.1.1", notes=("x", note))))
    row = LAYOUT.blocks["1.1.1"].first + 1
    height = sheet.row_dimensions[row].height
    assert height is not None
    assert abs(height - lines * LINE_HEIGHT) <= 2 * LINE_HEIGHT
    assert (height > LINE_HEIGHT) is (lines > 1)


def test_a_form_for_nobody_takes_the_offices_name_from_its_line() -> None:
    who = identity(SMALL, Office())
    data = fill(stock_of(SMALL, named=False), who, FULL)
    assert _opened(data)["C2"].value == OFFICE.name
    assert checked(data).scorecard.office == Office("", OFFICE.name)
