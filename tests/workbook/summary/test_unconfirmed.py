"""An office that has yet to be confirmed: its scores stand there, and nothing counts them."""

import csv
import datetime
import io
import re
from dataclasses import replace

import openpyxl
import pytest

from scoring.doubts import load_rules
from scoring.values import time_text
from tests.builders import SMALL
from tests.workbook.summary.files import CONTEXT, SHILIN, TAIPEI, XINBEI, checked, roster
from workbook.book import read_book
from workbook.collection.checked import Checked
from workbook.collection.doubts import doubted
from workbook.collection.proof import Acceptance, Known, Provenance
from workbook.collection.selection import Collection, select
from workbook.package import open_package
from workbook.summary.columns import MAIN_FIRST_ROW, MAIN_SHEET, columns_of
from workbook.summary.csv_files import csv_files
from workbook.summary.earlier import read_earlier
from workbook.summary.office_sheets import CONTENTS, office_sheets
from workbook.summary.write import write

ROSTER = roster(TAIPEI, XINBEI, SHILIN)
IN_DOUBT = Known(is_as_received=False)
FILES = (
    checked("a", TAIPEI, {"1.1.1": 9}),
    checked("b", XINBEI, {"1.1.1": 10}),
    checked("c", SHILIN, {"1.1.1": 4}),
)


def collected(*files: Checked, **known: Known) -> Collection:
    return select(SMALL, files, ROSTER, provenance=Provenance(ROSTER, "", known))


@pytest.fixture(scope="module")
def collection() -> Collection:
    """Three offices, of which the second, which has the highest scores, is to be confirmed."""
    return collected(*FILES, b=IN_DOUBT)


@pytest.fixture(scope="module")
def book(collection: Collection) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write(collection, CONTEXT)))


def cells(book: openpyxl.Workbook, row: int) -> dict[str, object]:
    """A row of 總表 by the keys of its columns."""
    sheet = book[MAIN_SHEET]
    return {c.key: sheet[f"{c.letter}{row}"].value for c in columns_of(SMALL).all}


def test_it_stands_beneath_the_others_with_its_scores_and_without_rank_and_totals(
    book: openpyxl.Workbook,
) -> None:
    names = [cells(book, row)["@name"] for row in range(MAIN_FIRST_ROW, MAIN_FIRST_ROW + 4)]
    assert names == ["臺北分署", "士林分署", None, "新北分署"]
    row = cells(book, MAIN_FIRST_ROW + 3)
    assert (row["@state"], row["1.1.1"], row["@blank"]) == ("待確認", 10, 0)
    assert [row[key] for key in ("@rank", "@tie", "@total", "1", "1.1")] == [None] * 5
    assert "以下待確認" in str(book[MAIN_SHEET][f"A{MAIN_FIRST_ROW + 2}"].value)
    assert f"A{MAIN_FIRST_ROW + 2}:H{MAIN_FIRST_ROW + 2}" in [
        str(own) for own in book[MAIN_SHEET].merged_cells.ranges
    ]


def test_each_row_of_it_stands_there_once(collection: Collection) -> None:
    package = open_package(write(collection, CONTEXT))
    for sheet in read_book(package).sheets:
        rows = re.findall(rb'<row r="([0-9]+)"', package.read(sheet.part))
        assert rows == sorted(set(rows), key=int), sheet.name


def test_the_table_and_the_named_columns_end_above_it(book: openpyxl.Workbook) -> None:
    (table,) = book[MAIN_SHEET].tables.values()
    assert table.ref.endswith(f"{MAIN_FIRST_ROW + 1}")
    assert all(own.attr_text.endswith(f"${MAIN_FIRST_ROW + 1}") for own in book.defined_names.values())
    assert str(MAIN_FIRST_ROW + 3) in book[MAIN_SHEET].print_area


def test_no_formula_looks_so_far_down(book: openpyxl.Workbook) -> None:
    formulas = [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert [
        each for each in formulas if f"${MAIN_FIRST_ROW + 2}" in each or f"${MAIN_FIRST_ROW + 3}" in each
    ] == []


def test_the_other_sheets_are_those_of_a_collection_without_it(collection: Collection) -> None:
    without = select(SMALL, (FILES[0], FILES[2]), roster(TAIPEI, SHILIN), provenance=Provenance(ROSTER, ""))
    ours, theirs = (
        openpyxl.load_workbook(io.BytesIO(write(each, CONTEXT)), data_only=True)
        for each in (collection, without)
    )
    for name in ("構面比較", "總分分布", "統計", "紀錄事項"):
        assert list(ours[name].values) == list(theirs[name].values), name


def test_cover_and_sources_and_findings_say_so(book: openpyxl.Workbook) -> None:
    cover = {row[0]: row[1] for row in book["封面"].values if row[0]}
    assert (cover["待確認"], cover["已收到"], cover["待確認機關"]) == (1, "3 / 3", "新北分署")
    header, *sources = list(book["來源"].values)[1:]
    source = next(dict(zip(header, row, strict=True)) for row in sources if row[0] == "b")
    assert (source["狀態"], source["採用"]) == ("待確認", "待確認")
    found = [row for row in book["檢核結果"].values if row[1] == "新北分署"]
    assert {(row[7], row[10]) for row in found} == {
        ("待確認", "content-changed"),
        ("待確認", "form-unconfirmed"),
    }
    links = [row[1].hyperlink for row in book["檢核結果"].iter_rows() if row[1].value == "新北分署"]
    assert {link.location if link else None for link in links} == {f"'{MAIN_SHEET}'!D{MAIN_FIRST_ROW + 3}"}


def test_what_a_person_took_is_said_in_the_sources() -> None:
    at = datetime.datetime(2026, 12, 10, 9, 30).astimezone()
    taken = Acceptance("電話確認", "王小明", at.isoformat())
    made = write(collected(*FILES, b=replace(IN_DOUBT, acceptance=taken)), CONTEXT)
    book = openpyxl.load_workbook(io.BytesIO(made))
    header, *sources = list(book["來源"].values)[1:]
    source = next(dict(zip(header, row, strict=True)) for row in sources if row[0] == "b")
    assert (source["採用"], source["簽章"]) == ("採用", f"由 王小明 於 {time_text(at)} 採用：電話確認。")
    assert "待確認" not in [row[0] for row in book["封面"].values]


def test_csv_has_its_scores_and_no_totals(collection: Collection) -> None:
    found = {name: data.decode("utf-8-sig") for name, data in csv_files(collection, CONTEXT)}
    scores = [row for row in csv.reader(io.StringIO(found["評分.csv"])) if row[1] == "新北分署"]
    assert {row[2] for row in scores} == {"待確認"}
    assert [row[5] for row in scores if row[3] == "1.1.1"] == ["10"]
    totals = [row for row in csv.reader(io.StringIO(found["得分.csv"])) if row[1] == "新北分署"]
    assert {(row[4], row[5], row[7], row[8]) for row in totals} == {("", "", "否", "")}
    assert "新北分署" not in found["紀錄事項.csv"]


def test_it_has_no_sheet_among_the_offices_forms_and_is_listed(collection: Collection) -> None:
    book = openpyxl.load_workbook(io.BytesIO(office_sheets(collection)))
    assert book.sheetnames == [CONTENTS, "臺北分署", "士林分署"]
    row = next(row for row in book[CONTENTS].values if row[2] == "新北分署")
    assert (row[3], row[4], row[7]) == ("待確認", None, "還不能確認是這次考核發出的表，未採用")


def test_next_year_reads_its_scores_without_a_total(collection: Collection) -> None:
    earlier = read_earlier(write(collection, CONTEXT), "總表.xlsx")
    by_name = {one.office.name: one for one in earlier.offices}
    assert set(by_name) == {"臺北分署", "士林分署", "新北分署"}
    one = by_name["新北分署"]
    assert (one.points[""], one.points["1"], one.rank) == (None, None, None)
    assert one.points["1.1.1"] == 10


def test_its_paragraphs_are_compared_with_nobodys(collection: Collection) -> None:
    shared = [
        (finding.code, file.path)
        for file in doubted(collection, load_rules()).files
        for finding in file.findings
        if finding.code == "notes-shared"
    ]
    assert all(path != "b" for _, path in shared)


def test_where_nobody_is_confirmed_the_others_sheets_are_empty_and_whole() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(collected(FILES[0], a=IN_DOUBT), CONTEXT)), data_only=True)
    assert book[MAIN_SHEET][f"D{MAIN_FIRST_ROW}"].value == "新北分署"
    assert "尚無可讀的評分，沒有圖可畫。" in [row[0] for row in book["構面比較"].values]
    strangers = select(SMALL, (FILES[0],), roster(), provenance=Provenance(roster(), ""))
    lone = openpyxl.load_workbook(io.BytesIO(write(strangers, CONTEXT)))
    assert lone[MAIN_SHEET][f"D{MAIN_FIRST_ROW + 2}"].value == "臺北分署"
