"""One workbook with each office's form as it was sent: what its sheets are called, list and say."""

import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scoring.errors import OutputError
from scoring.rubric import Rubric
from scoring.scorecard import Office
from tests.builders import SMALL, answered, scorecard, taipei, typed
from tests.letters import CHECK, DIMENSION, GUIDANCE, KEY, NOTES, SCORE, TICK
from tests.workbook.summary.files import (
    SHILIN,
    TAIPEI,
    XINBEI,
    checked,
    collected,
    rejected,
    roster,
)
from workbook.collection.selection import Collection
from workbook.layout import IDENTITY_SHEET, TITLE_ROW, layout_of
from workbook.summary.office_sheets import CONTENTS, MAX_SHEETS, office_sheets, sheet_names

LAYOUT = layout_of(SMALL)
EARLY, LATE = "2018-07-05T08:00:00Z", "2018-07-06T08:00:00Z"


def opened(collection: Collection, *, values: bool = True) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(office_sheets(collection)), data_only=values)


def listed(book: Workbook) -> list[tuple[object, ...]]:
    """目錄's rows, without their numbers."""
    return [row[1:] for row in book[CONTENTS].iter_rows(3, values_only=True)]


def places(sheet: Worksheet) -> dict[str, str | None]:
    """Where each linked cell of a sheet leads."""
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return {cell.coordinate: cell.hyperlink.location for cell in cells if cell.hyperlink}


def score(book: Workbook, name: str, item_id: str, of: Rubric = SMALL) -> object:
    return book[name][f"{SCORE}{layout_of(of).blocks[item_id].first}"].value


# ── names of sheets ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("臺北分署", "臺北分署"),
        ("甲/乙[丙]:丁*戊?己\\庚", "甲-乙-丙--丁-戊-己-庚"),
        ("'引號'", "引號"),
        ("字" * 40, "字" * 31),
        ("😀" * 20, "😀" * 15),
        ("第一行\n第二行", "第一行-第二行"),
        ("_x0041_", "-x0041_"),
        ("目錄", "目錄 (2)"),
        ("history", "history (2)"),
        ("", "B09"),
        ("   ", "B09"),
    ],
)
def test_a_sheet_is_named_after_its_office_as_far_as_excel_allows(name: str, expected: str) -> None:
    assert sheet_names([Office("B09", name)]) == [expected]


def test_an_office_without_name_and_code_still_gets_a_sheet() -> None:
    assert sheet_names([Office(), Office()]) == ["機關", "機關 (2)"]


def test_what_excel_takes_for_the_same_name_is_numbered() -> None:
    offices = [Office("", name) for name in ("ABC", "abc", "ＡＢＣ", "字" * 31, "字" * 32)]
    assert sheet_names(offices) == ["ABC", "abc (2)", "ＡＢＣ (3)", "字" * 31, "字" * 27 + " (2)"]


@given(st.lists(st.builds(Office, st.text(max_size=5), st.text(max_size=40)), max_size=6))
def test_whatever_offices_are_called_excel_takes_the_names(offices: list[Office]) -> None:
    names = sheet_names(offices)
    assert len({name.casefold() for name in names}) == len(offices)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("'") == name


# ── the forms ───────────────────────────────────────────────────────────────────────────────────


def test_each_office_has_its_form_on_a_sheet_as_it_sent_it() -> None:
    odd = answered(scorecard(SMALL), "1.1.1", score=7, notes=("=1+1", "第二段"))
    book = opened(collected(checked("a", card=odd), checked("b", XINBEI, {"1.1.1": 99})))
    assert book.sheetnames == [CONTENTS, "臺北分署", "新北分署"]
    assert [score(book, name, "1.1.1") for name in ("臺北分署", "新北分署")] == [7, 99]
    first = LAYOUT.blocks["1.1.1"].first
    notes = [book["臺北分署"][f"{NOTES}{row}"] for row in (first, first + 1)]
    assert [(cell.value, cell.data_type) for cell in notes] == [("=1+1", "s"), ("第二段", "s")]
    assert book["臺北分署"][f"{TICK}{LAYOUT.blocks['1.1.2'].line_rows[0]}"].value == "☑"


def test_totals_that_were_typed_stand_there_as_they_were_sent(rubric_107: Rubric) -> None:
    card = typed(taipei(rubric_107), {"1.2": 82})
    book = opened(collected(checked("t", card=card, of=rubric_107), of=rubric_107))
    assert book["臺北分署"][layout_of(rubric_107).number_cell("1.2")].value == 82
    assert book["臺北分署"][f"{DIMENSION}{layout_of(rubric_107).total_row}"].value == "總分：849"


def test_no_sheet_is_locked_validated_or_taken_for_a_form_again() -> None:
    book = opened(collected(checked("a")))
    for sheet in book.worksheets:
        assert not sheet.protection.sheet
        assert not sheet.data_validations.dataValidation
        assert not [cell for cell in sheet[KEY] if cell.value]
    assert IDENTITY_SHEET not in book.sheetnames


def test_a_form_prints_like_the_form_with_its_offices_name_below() -> None:
    book = opened(collected(checked("a"), checked("b", XINBEI)))
    for name in ("臺北分署", "新北分署"):
        sheet = book[name]
        assert sheet.print_area == f"'{name}'!${DIMENSION}$1:${GUIDANCE}${LAYOUT.total_row}"
        assert sheet.print_title_rows == f"${LAYOUT.heading_row}:${LAYOUT.heading_row}"
        footer = sheet.oddFooter
        assert footer is not None
        assert footer.left is not None
        assert footer.left.text == "&A"


def test_texts_longer_than_a_cell_holds_are_cut_and_keep_nobodys_sheet_from_being_made() -> None:
    long = answered(scorecard(SMALL), "1.1.1", notes=("長" * 40_000,))
    book = opened(collected(checked("a", card=long), checked("b", XINBEI)))
    assert book.sheetnames == [CONTENTS, "臺北分署", "新北分署"]
    first = LAYOUT.blocks["1.1.1"].first
    assert book["臺北分署"][f"{NOTES}{first}"].value == "長" * 32_767


# ── 目錄 ────────────────────────────────────────────────────────────────────────────────────────


def everything() -> Collection:
    return collected(
        checked("in/臺北.xlsx", TAIPEI, saved_at=LATE),
        checked("in/臺北 舊.xlsx", TAIPEI, {"1.1.1": 9}, saved_at=EARLY),
        checked("in/新北.xlsx", XINBEI, {"1.1.1": 99}),
        rejected("in/壞掉.xlsx"),
        checked("in/無名.xlsx", Office()),
        on=roster(TAIPEI, XINBEI, SHILIN),
    )


def test_it_lists_who_sent_what_and_what_could_not_be_shown_and_why() -> None:
    assert listed(opened(everything())) == [
        ("B01", "臺北分署", "通過", 100, "臺北分署", "臺北.xlsx", None),
        ("B02", "新北分署", "待更正", 90, "新北分署", "新北.xlsx", None),
        ("B03", "士林分署", "尚未寄回", None, None, None, None),
        (None, None, "無法讀取", None, None, "壞掉.xlsx", "檔案無法讀取：檔案損壞。"),
        (None, None, "待更正", None, None, "無名.xlsx", "表上沒有機關名稱，未採用"),
    ]


def test_it_leads_to_each_sheet_and_each_sheet_leads_back() -> None:
    book = opened(everything())
    assert places(book[CONTENTS]) == {"F3": "'臺北分署'!A1", "F4": "'新北分署'!A1"}
    for name in ("臺北分署", "新北分署"):
        assert places(book[name]) == {f"{CHECK}{TITLE_ROW}": "'目錄'!A1"}


def test_where_nobody_sent_anything_it_says_so_and_opens() -> None:
    assert listed(opened(collected())) == [(None,) * 7]
    assert listed(opened(collected(on=roster(TAIPEI)))) == [("B01", "臺北分署", "尚未寄回", *(None,) * 4)]


def test_more_forms_than_a_book_should_hold_are_refused_with_a_sentence() -> None:
    one = collected(checked("a"))
    many = replace(one, results=one.results * (MAX_SHEETS + 1))
    with pytest.raises(OutputError, match=r"501 份.*最多放 500 張"):
        office_sheets(many)
