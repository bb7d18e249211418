"""The roster: who gets a form, and whose form this is."""

import pytest

from scoring.errors import RosterError
from scoring.roster import COLUMNS, bundled_roster, roster_from_rows
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
