"""A roster as a file of Excel's: what its quotation marks hold together, and what they must not."""

from pathlib import Path

import openpyxl
import pytest

from scoring.errors import RosterError
from tests.words import assert_says
from workbook.roster import read_roster

HEADER = "代碼,機關名稱,聯絡人,電子郵件,副本\n"


def roster(folder: Path, text: str) -> Path:
    path = folder / "r.csv"
    path.write_text(HEADER + text, "utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ('B01,"臺北分署,,a@b.tw,\nB02,新北分署,,c@d.tw,\nB03,士林分署,,,\n', 2, 4),
        ('B01,臺北分署,,a@b.tw,\nB02,"新北分署,,,\nB03,士林分署,,,', 3, 4),
        ('B01,臺北分署,"王,,\nB02,新北分署,"李,,\nB03,士林分署,,,\n', 2, 3),
        ('B01,臺北分署,"王,,\nB02,新北分署,李",,\nB03,士林分署,,,\n', 2, 3),
        ('B01,臺北分署,,"a@b.tw,\nB02,新北分署,,c@d.tw,\nB03,士林分署,,e@f.tw",\n', 2, 4),
        ('B01,臺北分署,,,"a@b.tw\r\nB02,新北分署,,c@d.tw,"\r\n', 2, 3),
        ('B01,"臺北"分署,,,\n', 2, 2),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_told_with_the_lines_that_it_takes(
    tmp_path: Path, text: str, first: int, last: int
) -> None:
    with pytest.raises(RosterError) as raised:
        read_roster(roster(tmp_path, text))
    assert_says(
        raised.value.sentence, f'第 {first} 行的引號「"」沒有成對，到第 {last} 行', f"line {first} is not"
    )


def test_quotation_marks_as_excel_writes_them_are_read(tmp_path: Path) -> None:
    text = (
        'B01,"臺北,分署","王""小""明","a@b.tw\nc@d.tw","陳 <e@f.tw>\r\ng@h.tw"\r\nB02,新北 5" 分署,,"",\r\n'
    )
    first, second = read_roster(roster(tmp_path, text)).entries
    assert (first.office.name, first.contact, first.email) == ("臺北,分署", '王"小"明', "a@b.tw\nc@d.tw")
    assert first.cc == ("陳 <e@f.tw>", "g@h.tw")
    assert second.office.name == '新北 5" 分署'


Sheet = tuple[str, list[list[str]]]
OFFICES = [["代碼", "機關名稱", "E-mail"], ["B01", "臺北分署", "a@b.tw"]]


def workbook(folder: Path, *sheets: Sheet, hidden: str = "") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            sheet.append(row)
    book.save(folder / "r.xlsx")
    return folder / "r.xlsx"


@pytest.mark.parametrize(
    "sheets",
    [
        (("說明", [["請填下一張"]]), ("名冊", OFFICES)),
        (("空白", []), ("名冊", [["107 年名冊"], ["製表：甲"], *OFFICES])),
        (("名冊", OFFICES), ("統計", [["機關名稱", "件數"], ["臺北分署", "3"]])),
    ],
)
def test_the_sheet_and_the_row_that_have_the_columns_are_found(
    tmp_path: Path, sheets: tuple[Sheet, ...]
) -> None:
    (entry,) = read_roster(workbook(tmp_path, *sheets)).entries
    assert (entry.office.code, entry.office.name, entry.email) == ("B01", "臺北分署", "a@b.tw")


def test_two_sheets_that_both_have_the_columns_are_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("106", OFFICES), ("107", OFFICES))
    with pytest.raises(RosterError) as raised:
        read_roster(path)
    assert_says(
        raised.value.sentence, "工作表「106」「107」都有「代碼」與「機關名稱」", "delete or hide", str(path)
    )
    assert len(read_roster(workbook(tmp_path, ("106", OFFICES), ("107", OFFICES), hidden="106")).entries) == 1


def test_where_no_sheet_has_the_columns_the_nearest_is_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, ("說明", [["請填"]]), ("名冊", [["編碼", "機關名稱", "信箱"], ["B01", "甲", ""]])
    )
    with pytest.raises(
        RosterError, match=r"〔名冊〕：找不到欄位「代碼」.*第 1 列的欄名是「編碼」「機關名稱」「信箱」"
    ):
        read_roster(path)


@pytest.mark.parametrize(("codes"), [("01", "０１"), ("b01", "Ｂ０１ ")])
def test_codes_that_become_one_are_refused_of_csv_and_workbook_alike(
    tmp_path: Path, codes: tuple[str, str]
) -> None:
    rows = [HEADER.strip().split(","), [codes[0], "甲", "", "", ""], [codes[1], "乙", "", "", ""]]
    book = openpyxl.Workbook()
    for row in rows:
        assert book.active is not None
        book.active.append(row)
    book.save(tmp_path / "r.xlsx")
    (tmp_path / "r.csv").write_text("\n".join(",".join(row) for row in rows), "utf-8")
    for name in ("r.csv", "r.xlsx"):
        with pytest.raises(RosterError, match=rf"{name}：第 3 列與第 2 列的代碼重複"):
            read_roster(tmp_path / name)


def test_headings_that_stand_again_on_each_page_are_no_office(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("名冊", [*OFFICES, OFFICES[0], ["B02", "新北分署", "c@d.tw"]]))
    assert [office.code for office in read_roster(path).offices] == ["B01", "B02"]


def test_a_long_roster_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    rows = [[f"C{number}", f"第{number}所", "a@b.tw", "王", "02-1234"] for number in range(9_999)]
    heads = ["代碼", "機關名稱", "E-mail", "承辦人", "聯絡電話"]
    assert len(read_roster(workbook(tmp_path, ("名冊", [heads, *rows]))).entries) == 9_999
    with pytest.raises(RosterError) as raised:
        read_roster(workbook(tmp_path, ("名冊", [["107 年名冊"], heads, *rows])))
    assert_says(raised.value.sentence, "第 10,000 列以下還有內容", "there is more below row 10,000")
