"""The roster: who gets a form, and whose form this is."""

import pytest

from scoring.errors import RosterError
from scoring.roster import bundled_roster, roster_from_rows
from scoring.roster_columns import COLUMNS
from scoring.scorecard import Office
from tests.words import assert_says, english_only

HEADER = ["代碼", "機關名稱", "聯絡人", "電子郵件"]
TAIPEI = ["B01", "臺北分署", "王小明", "tp@example.tw"]


def test_the_thirteen_branches_ship_with_the_program() -> None:
    offices = bundled_roster().offices
    assert len(offices) == 13
    assert offices[0] == Office("B01", "臺北分署")
    assert len({office.code for office in offices}) == 13


def test_columns_are_found_by_name_in_any_order() -> None:
    roster = roster_from_rows([["機關名稱", "備註", "代碼"], [" 臺北分署 ", "x", "B01"]], "r")
    assert roster.offices == (Office("B01", "臺北分署"),)
    assert (roster.entries[0].contact, roster.entries[0].email) == ("", "")


def test_contact_and_mail_are_kept_and_blank_rows_skipped() -> None:
    roster = roster_from_rows([HEADER, ["", "", "", ""], TAIPEI, []], "r")
    (entry,) = roster.entries
    assert (entry.contact, entry.email) == ("王小明", "tp@example.tw")


@pytest.mark.parametrize(
    "heading",
    [
        "E-mail",
        "Ｅ－ｍａｉｌ",
        "EMAIL",
        "e mail",
        "信箱",
        "電郵",
        "電子信箱",
        "電子郵件（必填）",
        "E-mail 信箱",
        "Mail",
    ],
)
def test_addresses_are_found_whatever_people_call_their_column(heading: str) -> None:
    (entry,) = roster_from_rows([["機關代碼", "機關名稱", "承辦人", heading], TAIPEI], "r").entries
    assert (entry.office.code, entry.contact, entry.email) == ("B01", "王小明", "tp@example.tw")


def test_the_headings_may_stand_below_a_title() -> None:
    rows = [["107 年受考核機關名冊"], [], ["製表：甲", "", "", ""], HEADER, TAIPEI]
    assert roster_from_rows(rows, "r").entries == roster_from_rows([HEADER, TAIPEI], "r").entries
    with pytest.raises(RosterError, match="第 7 列與第 5 列的代碼重複"):
        roster_from_rows([*rows, [], ["B01", "新北分署"]], "r")


@pytest.mark.parametrize(
    ("headings", "cells", "phone"),
    [
        (["電話"], ["02-2345-6789"], "02-2345-6789"),
        (["聯絡電話"], ["(02)23456789#12"], "(02)23456789#12"),
        (["分機"], ["1234"], "分機 1234"),
        (["電話", "分機"], ["02-2345-6789", "12"], "02-2345-6789 分機 12"),
        (["電話", "分機"], ["02-2345-6789", ""], "02-2345-6789"),
    ],
)
def test_telephones_are_kept_with_their_extensions(headings: list[str], cells: list[str], phone: str) -> None:
    (entry,) = roster_from_rows([[*HEADER, *headings], [*TAIPEI, *cells]], "r").entries
    assert entry.phone == phone
    assert roster_from_rows([COLUMNS.values(), entry.row], "r").entries == (entry,)


def test_two_columns_that_may_each_be_meant_are_asked_about() -> None:
    with pytest.raises(RosterError) as raised:
        roster_from_rows([["代碼", "機關名稱", "信箱", "E-mail"], TAIPEI], "r")
    assert_says(
        raised.value.sentence, "第 1 列的「信箱」「E-mail」都可能是「電子郵件」", "leave one column", "E-mail"
    )
    own = roster_from_rows([["代碼", "機關名稱", "信箱", "電子郵件"], TAIPEI], "r")
    assert own.entries[0].email == "tp@example.tw"


def test_a_column_that_is_missing_is_said_with_the_headings_found() -> None:
    with pytest.raises(RosterError) as raised:
        roster_from_rows([["名冊"], ["機關碼", "機關名稱", "信箱"], TAIPEI], "r")
    assert_says(
        raised.value.sentence,
        "找不到欄位「代碼」。名冊要有「代碼」「機關名稱」；第 2 列的欄名是「機關碼」「機關名稱」「信箱」",
        "the column “代碼” is missing. A roster needs .* row 2 has “機關碼”",
    )


def test_a_roster_without_a_column_for_addresses_says_so() -> None:
    without = roster_from_rows([["代碼", "機關名稱", "地址"], ["B01", "臺北分署", "x"]], "r")
    assert_says(
        without.without_email, "名冊沒有「電子郵件」這一欄（欄名是「代碼」", "has no column “電子郵件”"
    )
    assert roster_from_rows([HEADER, ["B01", "臺北分署"]], "r").without_email is None
    assert bundled_roster().without_email is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ()),
        (" ； ", ()),
        ("a@b.tw; c@d.tw、e@f.tw", ("a@b.tw", "c@d.tw", "e@f.tw")),
        ("a@b.tw c@d.tw", ("a@b.tw", "c@d.tw")),
        ("王 小明 <a@b.tw>；c@d.tw", ("王 小明 <a@b.tw>", "c@d.tw")),
    ],
)
def test_copies_go_to_several_with_or_without_their_names(typed: str, read: tuple[str, ...]) -> None:
    (entry,) = roster_from_rows([[*HEADER, "副本"], [*TAIPEI, typed]], "r").entries
    assert entry.cc == read
    assert roster_from_rows([list(COLUMNS.values()), entry.row], "r").entries == (entry,)


def test_offices_may_be_put_in_groups_of_which_two_spellings_are_one() -> None:
    header = ["代碼", "機關名稱", "組別"]
    rows = [
        ["1", "甲", "臺北區"],
        ["2", "乙", ""],
        ["3", "丙", "台北 區"],
        ["4", "丁", "Ａ"],
        ["5", "戊", "a"],
    ]
    entries = roster_from_rows([header, *rows], "r").entries
    assert [entry.group for entry in entries] == ["臺北區", "", "臺北區", "Ａ", "Ａ"]
    assert roster_from_rows([COLUMNS.values(), *(entry.row for entry in entries)], "r").entries == entries


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "找不到欄位「代碼」「機關名稱」"),
        ([["代碼", "名稱"]], "找不到欄位「機關名稱」"),
        ([HEADER], "沒有機關"),
        ([HEADER, ["", "", "", ""]], "沒有機關"),
        ([HEADER, ["B01", "", "", ""]], "第 2 列：沒有填「機關名稱」"),
        ([HEADER, ["", "臺北分署", "", ""]], "第 2 列：沒有填「代碼」"),
        ([HEADER, ["B01"]], "第 2 列：沒有填「機關名稱」"),
        ([HEADER, TAIPEI, ["B01", "新北分署"]], "第 3 列與第 2 列"),
        ([HEADER, TAIPEI, [], ["B02", "台北 分署"]], "第 4 列與第 2 列"),
    ],
)
def test_a_roster_that_cannot_be_used_says_which_row_and_what_to_do(rows: list[list[str]], says: str) -> None:
    with pytest.raises(RosterError) as raised:
        roster_from_rows(rows, "名冊.csv")
    assert str(raised.value).startswith("名冊.csv")
    assert says in str(raised.value)
    assert raised.value.said("en").startswith("名冊.csv: ")
    assert english_only(raised.value.said("en"), "名冊.csv", *TAIPEI, "台北 分署")


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (("01", "甲"), ("０１", "乙")),
        (("01", "甲"), ("0 1", "乙")),
        (("01", "甲"), ("0\u200b1", "乙")),
        (("01", "甲"), ("\u202e01", "乙")),
        (("b01", "甲"), ("B01", "乙")),
        (("b01", "甲"), ("Ｂ０１", "乙")),
        (("1", "臺北分署"), ("2", "台　北分署")),
        (("1", "臺北分署"), ("2", "臺北分署\u200d")),
        (("1", "Ａ區"), ("2", "a區")),
    ],
)
def test_codes_and_names_that_nobody_can_tell_apart_are_refused_with_both_rows(
    first: tuple[str, str], again: tuple[str, str]
) -> None:
    with pytest.raises(RosterError) as raised:
        roster_from_rows([HEADER, first, ("9", "丙"), again], "r")
    assert_says(raised.value.sentence, "r：第 4 列與第 2 列的", "r: row 4 has the")
    assert_says(raised.value.sentence, "只差全形半形、大小寫、空白", "differ in width, case", *first, *again)


def test_codes_that_differ_to_the_eye_are_two() -> None:
    rows = [(code, f"{code}分署") for code in ("1", "01", "1.0", "1-", "l", "一", "壹")]
    assert len(roster_from_rows([HEADER, *rows], "r").entries) == len(rows)


@pytest.mark.parametrize(
    ("cell", "cc"),
    [
        ("a@x.tw; b@x.tw", ("a@x.tw", "b@x.tw")),
        ("a@x.tw b@x.tw\nc@x.tw，d@x.tw", ("a@x.tw", "b@x.tw", "c@x.tw", "d@x.tw")),
        ("陳科長 <a@x.tw>、b@x.tw", ("陳科長 <a@x.tw>", "b@x.tw")),
        (" ; ", ()),
        ("不是 地址", ("不是 地址",)),
    ],
)
def test_copies_go_to_several_with_names_or_without(cell: str, cc: tuple[str, ...]) -> None:
    roster = roster_from_rows([[*HEADER, "副本"], [*TAIPEI, cell]], "r")
    assert roster.entries[0].cc == cc


@pytest.mark.parametrize(
    ("office", "found"),
    [
        (Office("B01", "臺北分署"), "B01"),
        (Office("B06", "改了名字"), "B06"),
        (Office("B02", "臺中分署"), "B06"),
        (Office("", "台中分署"), "B06"),
        (Office("X", "臺 中 分署"), "B06"),
        (Office("", "臺東分署"), None),
        (Office("", ""), None),
    ],
)
def test_an_office_is_found_by_name_then_by_code(office: Office, found: str | None) -> None:
    listed = bundled_roster().find(office)
    assert (listed.code if listed else None) == found
