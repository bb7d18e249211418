"""The CSV files beside the consolidated workbook: complete, exact, and no text of theirs a formula."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scoring.rubric import Rubric
from scoring.scorecard import Office
from tests.builders import SMALL, Points, answered, item, note_of, rubric, scorecard, section, typed
from tests.extent import examples
from tests.workbook.summary.files import CONTEXT, SHILIN, TAIPEI, XINBEI, checked, collected, rejected, roster
from workbook.collection.checked import Checked
from workbook.collection.selection import Collection
from workbook.summary import lists
from workbook.summary.csv_files import csv_files, plain_text

SCORES, TOTALS, FINDINGS, SOURCES, NOTES = "評分.csv", "得分.csv", "檢核結果.csv", "來源.csv", "紀錄事項.csv"
BOM = b"\xef\xbb\xbf"


def written(*files: Checked, of: Rubric = SMALL) -> dict[str, bytes]:
    return dict(csv_files(collected(*files, of=of), CONTEXT))


def table(content: bytes) -> list[list[str]]:
    """The cells as any program for RFC 4180 reads them, headings first."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def body(content: bytes) -> list[list[str]]:
    return table(content)[1:]


def noted(*notes: str) -> bytes:
    """紀錄事項.csv of a form with these notes for its first item, and none for the others."""
    blank = {node.id: None for node in SMALL.items}
    card = answered(scorecard(SMALL, blank), "1.1.1", score=10, notes=notes)
    return written(checked("a.xlsx", card=card))[NOTES]


FINE = rubric(
    section("1", section("1.1", item("1.1.1", 10, low=-9), item("1.1.2", 10, low=0))), step="0.0000001"
)
"""Fractions and deductions."""


def scored(points: Points, of: Rubric = SMALL) -> bytes:
    """評分.csv of a form with these points for its first item."""
    return written(checked("a.xlsx", scores={"1.1.1": points}, of=of), of=of)[SCORES]


# ── what each file has ──────────────────────────────────────────────────────────────────────────


def everything() -> Collection:
    """An office with a typed total, one with a blank, one unreadable, one that sent nothing."""
    card = typed(scorecard(SMALL, {"1.1.2": "12"}), {"": "82.5", "1.1": 22})
    return collected(
        checked("a.xlsx", TAIPEI, card=answered(card, "1.1.2", ticked=(1, 2))),
        checked("b.xlsx", XINBEI, {"1.2.1.1": None, "1.2.1.2": None}),
        rejected("c.xlsx", SHILIN),
        on=roster(TAIPEI, XINBEI, SHILIN, Office("B04", "桃園分署")),
    )


def test_there_is_a_file_for_scores_one_for_totals_and_one_for_each_list_of_the_workbook() -> None:
    names = [name for name, _ in csv_files(everything(), CONTEXT)]
    assert names == [SCORES, TOTALS, *(f"{listing.name}.csv" for listing in lists.LISTS)]
    assert {FINDINGS, SOURCES, NOTES} <= set(names)


def test_every_office_has_a_row_for_every_item_with_blanks_where_there_is_nothing() -> None:
    scores = dict(csv_files(everything(), CONTEXT))[SCORES]
    head, *rows = table(scores)
    assert head == ["代碼", "機關名稱", "狀態", "項目", "項目名稱", "評分", "配分", "勾選級距"]
    assert [row[:1] + row[2:4] + row[5:] for row in rows] == [
        ["B01", "待更正", "1.1.1", "10", "10", ""],
        ["B01", "待更正", "1.1.2", "12", "20", "1、2"],
        ["B01", "待更正", "1.2.1.1", "5", "5", ""],
        ["B01", "待更正", "1.2.1.2", "5", "5", ""],
        ["B01", "待更正", "2.1.1", "60", "60", ""],
        ["B02", "待更正", "1.1.1", "10", "10", ""],
        ["B02", "待更正", "1.1.2", "20", "20", "1"],
        ["B02", "待更正", "1.2.1.1", "", "5", ""],
        ["B02", "待更正", "1.2.1.2", "", "5", ""],
        ["B02", "待更正", "2.1.1", "60", "60", ""],
        *(["B03", "無法讀取", node.id, "", str(node.maximum), ""] for node in SMALL.items),
        *(["B04", "尚未寄回", node.id, "", str(node.maximum), ""] for node in SMALL.items),
    ]
    assert rows[0][1] == "臺北分署"
    assert rows[0][4] == "細項1.1.1"


def test_every_office_has_a_row_for_every_total_and_a_rank_for_the_whole_form() -> None:
    totals = dict(csv_files(everything(), CONTEXT))[TOTALS]
    head, *rows = table(totals)
    assert head == [
        *("代碼", "機關名稱", "項目", "項目名稱", "表列得分", "重算得分", "配分", "評分完整", "名次"),
    ]
    assert [row[2:] for row in rows if row[0] == "B01"] == [
        ["總分", "總分", "82.5", "92", "100", "是", "1"],
        ["1", "項目1", "", "32", "40", "是", ""],
        ["1.1", "項目1.1", "22", "22", "30", "是", ""],
        ["1.2", "項目1.2", "", "10", "10", "是", ""],
        ["1.2.1", "項目1.2.1", "", "10", "10", "是", ""],
        ["2", "項目2", "", "60", "60", "是", ""],
        ["2.1", "項目2.1", "", "60", "60", "是", ""],
    ]
    assert [row[2:3] + row[5:] for row in rows if row[0] == "B02"][:5] == [
        ["總分", "90", "100", "否", ""],
        ["1", "30", "40", "否", ""],
        ["1.1", "30", "30", "是", ""],
        ["1.2", "", "10", "否", ""],
        ["1.2.1", "", "10", "否", ""],
    ]
    for code in ("B03", "B04"):
        assert {tuple(row[4:6] + row[7:]) for row in rows if row[0] == code} == {("", "", "否", "")}


def test_a_total_above_an_item_without_its_evidence_is_not_complete_and_has_no_rank() -> None:
    card = answered(scorecard(SMALL), "1.1.1", notes=("——",))
    totals = dict(csv_files(collected(checked("a.xlsx", card=card)), CONTEXT))[TOTALS]
    _, *rows = table(totals)
    assert {row[2]: row[7:] for row in rows} == {
        "總分": ["否", ""],
        "1": ["否", ""],
        "1.1": ["否", ""],
        "1.2": ["是", ""],
        "1.2.1": ["是", ""],
        "2": ["是", ""],
        "2.1": ["是", ""],
    }


@pytest.mark.parametrize("listing", lists.LISTS, ids=lambda listing: listing.name)
def test_a_list_has_the_columns_and_rows_of_its_sheet(listing: lists.ListSheet) -> None:
    collection = everything()
    head, *rows = table(dict(csv_files(collection, CONTEXT))[f"{listing.name}.csv"])
    assert head == [column.label for column in listing.columns]
    expected = [
        ["" if value is None else str(value) for value in values]
        for values, _ in listing.rows(collection, CONTEXT)
    ]
    assert [[plain_text(cell) for cell in row] for row in rows] == expected
    assert rows


def test_without_any_file_each_has_its_headings_alone() -> None:
    for content in written().values():
        assert len(table(content)) == 1


def test_the_files_do_not_depend_on_when_they_are_written() -> None:
    assert dict(csv_files(everything(), CONTEXT)) == dict(csv_files(everything(), CONTEXT))


# ── how it is written ───────────────────────────────────────────────────────────────────────────


def test_each_file_begins_with_one_byte_order_mark_and_ends_every_row_with_crlf() -> None:
    for content in dict(csv_files(everything(), CONTEXT)).values():
        assert content.startswith(BOM)
        assert content.count(BOM) == 1
        assert content.endswith(b"\r\n")
        assert content.count(b"\n") == content.count(b"\r\n") == len(table(content))


@pytest.mark.parametrize(
    ("points", "as_written"),
    [
        (10, "10"),
        ("7.5", "7.5"),
        ("7.50", "7.50"),
        ("1E+1", "10"),
        ("0.0000001", "0.0000001"),
        ("-3", "-3"),
    ],
)
def test_a_number_is_bare_as_it_was_written_and_without_exponent(points: Points, as_written: str) -> None:
    assert f',"細項1.1.1",{as_written},10,\r\n' in scored(points, FINE).decode()


def test_a_maximum_that_the_rubric_has_with_an_exponent_is_written_out() -> None:
    of = rubric(section("1", section("1.1", item("1.1.1", "1E+2"))))
    assert ',"細項1.1.1",100,100,\r\n' in scored(100, of).decode()


def test_a_note_with_lines_commas_and_quotes_is_one_cell() -> None:
    note = '第一行，"引號", 逗號\n第二行\r\n第三行\r第四行\t定位'
    assert body(noted(note)) == [["B01", "臺北分署", "1.1.1", "細項1.1.1", "10", "1", note]]


def test_each_paragraph_is_a_row_numbered_from_one() -> None:
    assert [row[5:] for row in body(noted("甲", "乙", "丙"))] == [["1", "甲"], ["2", "乙"], ["3", "丙"]]


def test_texts_are_quoted_so_that_no_other_separator_splits_them() -> None:
    assert b'"a;=1+1"' in noted("a;=1+1")
    assert b'"a\t=1+1"' in noted("a\t=1+1")


def test_bytes_of_a_file_name_that_are_no_text_do_not_stop_the_files() -> None:
    sources = written(checked("a\udcff.xlsx", sha256="0" * 64))[SOURCES]
    assert body(sources)[0][0] == "a\ufffd.xlsx"


def test_a_text_longer_than_a_cell_is_cut_as_excel_would_put_the_rest_into_another() -> None:
    (row,) = body(noted("甲" * 32_767 + "=1+1"))
    assert row[-1] == "甲" * 32_767
    (row,) = body(noted("=" + "😀" * 16_383 + "=1+1"))
    assert row[-1] == "'=" + "😀" * 16_382


# ── no text is a formula ────────────────────────────────────────────────────────────────────────

DANGEROUS = (
    *("=1+1", "+1+1", "-1+1", "@SUM(1)"),
    *("＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "﹦1+1"),
    *("\t=1+1", "\r=1+1", "\n=1+1", "\t", "\r甲"),
    *(" =1+1", "　=1+1", "\xa0 -1", '"=1+1', " '=1+1", '""＝1', "“=1", "\u200b=1", "\ufeff=1", "\x00=1"),
)
HARMLESS = (
    *(note_of("1.1.1"), "107年", "a=b", "(-1)", "1-2", "—破折號", "・項目", " 前有空白"),
    *('"引號"', "甲'乙", "　"),
)
APOSTROPHES = ("'", "''", "'甲", "'=1+1", "''=1+1", "'107")


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_could_be_a_formula_has_an_apostrophe_in_front(text: str) -> None:
    assert body(noted(text))[0][-1] == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_stands_as_it_is(text: str) -> None:
    assert body(noted(text))[0][-1] == text


def test_texts_of_every_column_are_held_to_it() -> None:
    wicked = Office("+886", "=cmd|'/c calc'!A1")
    of = replace(SMALL, total_label="@總分")
    files = written(checked("-x.xlsx", wicked, {"1.1.1": None}, of=of), rejected("=y.xlsx"), of=of)
    cells = [cell for content in files.values() for row in table(content) for cell in row]
    assert {"'+886", "'=cmd|'/c calc'!A1", "'@總分", "'-x.xlsx", "'=y.xlsx"} <= set(cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_a_negative_number_is_no_text() -> None:
    assert body(scored(-3, FINE))[0][5] == "-3"


def round_trip(texts: Sequence[str]) -> list[str]:
    return [plain_text(row[-1]) for row in body(noted(*texts))]


@pytest.mark.parametrize("text", [*DANGEROUS, *HARMLESS, *APOSTROPHES])
def test_nothing_is_lost_on_the_way(text: str) -> None:
    assert round_trip([text]) == [text]


TEXTS = st.text(
    st.sampled_from("=+-@＝'\" \t\r\n,;甲a1") | st.characters(exclude_categories=["Cs"]), max_size=9
)


@given(st.lists(TEXTS, min_size=1, max_size=5))
@example(["", "'", "''"])
@examples(200)
def test_whatever_the_notes_are_they_come_back(texts: list[str]) -> None:
    assert round_trip(texts) == texts


@given(TEXTS)
def test_no_cell_begins_with_what_begins_a_formula_even_after_blanks_and_quotes(text: str) -> None:
    (row,) = body(noted(text))
    stripped = row[-1].lstrip(' \t\r\n\xa0　"')
    assert not stripped.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_points_are_exact() -> None:
    sums = written(checked("a.xlsx", scores={"1.1.1": "0.1", "1.1.2": "0.2"}, of=FINE), of=FINE)[TOTALS]
    (criterion,) = [row for row in body(sums) if row[2] == "1.1"]
    assert Decimal(criterion[5]) == Decimal("0.3")
