"""與上年比較: what stands in a row, and that its formulas come to what is saved beside them."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from scoring.comparison import Comparability, Earlier, EarlierOffice, compare
from scoring.rubric import Rubric
from scoring.scorecard import Office
from tests.builders import SMALL, Points, item, rubric, section
from tests.workbook.summary.files import SHILIN, TAIPEI, XINBEI, checked, collected, roster, workbook
from workbook.address import column_name
from workbook.collection.selection import Collection
from workbook.summary import compared
from workbook.summary.columns import MAIN_FIRST_ROW, MAIN_SHEET, columns_of
from workbook.summary.earlier import read_earlier
from workbook.summary.remarks import remarks
from workbook.summary.stream import Computed, StreamedRow, Value

TAOYUAN = Office("B04", "桃園分署")
MAXIMA = {"": Decimal(100), "1": Decimal(40), "2": Decimal(60)}


def before(office: Office, total: Points, first: Points, second: Points, rank: int | None) -> EarlierOffice:
    """An office of last year: its total and its two dimensions."""
    points = {"": Decimal(total), "1": Decimal(first), "2": Decimal(second)}
    return EarlierOffice(office, points, rank, 0 if rank else 1)


def earlier(*offices: EarlierOffice, maxima: Mapping[str, Decimal] = MAXIMA) -> Earlier:
    made = "2017-08-01T09:30:00"
    return Earlier("106 年度評分表", "106", "other", made, offices, frozenset(MAXIMA), maxima)


LAST_YEAR = earlier(
    before(TAIPEI, 80, 30, 50, 2),
    before(Office("A9", "新北 分署"), "90.1", "30.1", 60, 1),
    before(TAOYUAN, 70, 20, 50, 3),
)
THIS_YEAR = (
    checked("a.xlsx", TAIPEI),
    checked("b.xlsx", XINBEI, {"1.1.1": 7}),
    checked("c.xlsx", SHILIN, {"2.1.1": None}),
)


@dataclass(frozen=True)
class Comparison:
    """A collection beside an earlier workbook, as the sheet would have it."""

    collection: Collection
    earlier: Earlier = LAST_YEAR
    mapping: Mapping[str, str] = field(default_factory=dict)

    @property
    def rubric(self) -> Rubric:
        return self.collection.rubric

    @property
    def comparability(self) -> Comparability:
        return compare(self.rubric, self.earlier, None, self.mapping)

    @property
    def last(self) -> int:
        return MAIN_FIRST_ROW + max(len(self.collection.results), 1) - 1

    @property
    def remarks(self) -> tuple[str, ...]:
        return remarks(self.collection, self.earlier, self.comparability)

    @property
    def first(self) -> int:
        return compared.header_row(self.remarks) + 1

    @property
    def rows(self) -> list[StreamedRow]:
        columns = columns_of(self.rubric)
        return list(compared.rows(columns, self.collection, self.earlier, self.comparability, self.last))

    def shown(self, office: Office, about: str) -> tuple[object, ...]:
        """The six figures of an office, as saved; None for an empty cell."""
        labels = [column.label for column in compared.header(self.rubric)]
        start = next(n for n, label in enumerate(labels) if label.startswith(f"{about} "))
        row = next(row for row in self.rows if row.values[1] == office.name)
        return tuple(_saved(value) for value in row.values[start : start + 6])


def _saved(value: Value) -> object:
    saved = value.value if isinstance(value, Computed) else value
    return None if saved == "" else saved


# ── the table ───────────────────────────────────────────────────────────────────────────────────


def test_each_total_has_six_columns_each_with_a_label_of_its_own() -> None:
    labels = [column.label for column in compared.header(SMALL)]
    assert labels[:9] == [
        "代碼",
        "機關名稱",
        "總表順序",
        "總分 今年",
        "總分 上年",
        "總分 增減",
        "總分 今年名次",
        "總分 上年名次",
        "總分 名次變動（正為進步）",
    ]
    assert labels[9] == "1 項目1 今年"
    assert len(set(labels)) == len(labels) == 3 + 3 * 6


@pytest.mark.parametrize(
    ("office", "about", "expected"),
    [
        (TAIPEI, "總分", (100, 80, 20, 1, 2, 1)),
        (TAIPEI, "1 項目1", (40, 30, 10, 1, 2, 1)),
        (TAIPEI, "2 項目2", (60, 50, 10, 1, 2, 1)),
        (XINBEI, "總分", (97, 90.1, 6.9, 2, 1, -1)),
        (XINBEI, "1 項目1", (37, 30.1, 6.9, 3, 1, -2)),
        (XINBEI, "2 項目2", (60, 60, 0, 1, 1, 0)),
        (SHILIN, "總分", (None, None, None, None, None, None)),
        (SHILIN, "1 項目1", (40, None, None, 1, None, None)),
        (TAOYUAN, "總分", (None, 70, None, None, 3, None)),
    ],
)
def test_an_office_has_this_year_beside_last_year(
    office: Office, about: str, expected: tuple[object, ...]
) -> None:
    collection = collected(*THIS_YEAR, on=roster(TAIPEI, XINBEI, SHILIN, TAOYUAN))
    assert Comparison(collection).shown(office, about) == expected


def test_offices_stand_in_the_order_of_the_main_sheet() -> None:
    of = Comparison(collected(*THIS_YEAR, on=roster(XINBEI, TAIPEI, SHILIN)))
    assert [row.values[0] for row in of.rows] == ["B02", "B01", "B03"]
    assert [_saved(row.values[2]) for row in of.rows] == [1, 2, 3]


def test_an_earlier_figure_with_a_blank_item_does_not_compare() -> None:
    of = Comparison(collected(*THIS_YEAR), earlier(before(TAIPEI, 80, 30, 50, None)))
    assert of.shown(TAIPEI, "總分") == (100, None, None, 1, None, None)


def test_a_dimension_with_another_maximum_compares_by_rank_alone() -> None:
    maxima = {"": Decimal(90), "1": Decimal(40), "2": Decimal(50)}
    of = Comparison(collected(*THIS_YEAR), earlier(*LAST_YEAR.offices, maxima=maxima))
    assert of.shown(TAIPEI, "2 項目2") == (60, 50, None, 1, 2, 1)
    assert of.shown(TAIPEI, "1 項目1") == (40, 30, 10, 1, 2, 1)


def test_a_dimension_that_last_year_did_not_have_shows_this_year_alone() -> None:
    of = Comparison(collected(*THIS_YEAR), replace(LAST_YEAR, node_ids=frozenset({"", "1"})))
    assert of.shown(TAIPEI, "2 項目2") == (60, None, None, 1, None, None)


def test_a_stated_id_of_last_year_is_the_one_shown() -> None:
    of = Comparison(collected(*THIS_YEAR), mapping={"1": "2", "2": "1"})
    assert of.shown(TAIPEI, "1 項目1")[1] == 50
    assert of.shown(TAIPEI, "2 項目2")[1] == 30


def test_without_offices_there_is_one_empty_row() -> None:
    (row,) = Comparison(collected()).rows
    assert row.values == ("",) * len(compared.header(SMALL))


def test_beyond_so_many_offices_ranks_of_dimensions_are_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compared, "MAX_LIVE_RANKS", 2)
    of = Comparison(collected(*THIS_YEAR))
    labels = [column.label for column in compared.header(SMALL)]
    ranks = [row.values[labels.index("1 項目1 今年名次")] for row in of.rows]
    assert ranks == [1, 3, 1]
    assert isinstance(of.rows[0].values[labels.index("總分 今年名次")], Computed)


# ── what does not compare ───────────────────────────────────────────────────────────────────────


def said(of: Comparison) -> str:
    return "\n".join(of.remarks)


def test_the_remarks_begin_with_which_year_it_is_and_how_to_read_the_table() -> None:
    assert Comparison(collected()).remarks[:3] == (
        "上年：106 年度評分表（2017-08-01 彙整，3 家）。",
        "增減為今年減上年（分）；名次變動為上年名次減今年名次，正數表示進步，負數表示退步。",
        (
            "今年得分與名次隨總表重算；有未評分細項的總分或構面不列得分與名次，兩年皆同。"
            "「缺紀錄項數」不是 0 的機關都不列。"
        ),
    )


def test_nothing_more_is_remarked_where_all_compares() -> None:
    same = [before(office, 80, 30, 50, 1) for office in (TAIPEI, XINBEI, SHILIN)]
    assert len(Comparison(collected(*THIS_YEAR), earlier(*same)).remarks) == 3


@pytest.mark.parametrize(
    ("change", "mapping", "expected"),
    [
        ({"node_ids": frozenset({"", "1"})}, {}, "「2 項目2」在上年總表中沒有對應的構面，不比較。"),
        ({"names": {"1": "一、環境"}}, {}, "「1 項目1」與上年同編號的構面名稱不同，不比較"),
        ({}, {"2": "1"}, "「1 項目1」與上年同編號的構面已註明為今年另一構面的前身，不比較。"),
        ({}, {"2": "1"}, "「2 項目2」與上年的構面 1 比較（依評分表定義檔所註明）。"),
        ({"maxima": {**MAXIMA, "2": Decimal(50)}}, {}, "「2 項目2」配分由 50 分改為 60 分，得分增減不比較"),
        ({"has_notes": False}, {}, "上年總表的「紀錄事項」過多或無法讀取，沒有比對"),
        ({"maxima": {}}, {}, "上年總表未載明總分、1 項目1、2 項目2的配分，無法核對是否改變；視為相同。"),
    ],
)
def test_what_does_not_compare_is_said_with_the_reason(
    change: dict[str, object], mapping: dict[str, str], expected: str
) -> None:
    last_year = replace(LAST_YEAR, **change)  # type: ignore[arg-type]
    assert expected in said(Comparison(collected(*THIS_YEAR), last_year, mapping))


def test_offices_of_one_year_alone_and_renamed_ones_are_named() -> None:
    renamed = before(Office("B01", "臺北市分署"), 80, 30, 50, 1)
    of = Comparison(collected(*THIS_YEAR), earlier(renamed, before(TAOYUAN, 70, 20, 50, 2)))
    assert of.remarks[3:] == (
        "上年沒有的機關，不比較：新北分署、士林分署。",
        "上年有、今年沒有的機關：桃園分署。",
        "代碼相同而名稱不同，視為同一機關，請核對：B01 上年為「臺北市分署」，今年為「臺北分署」。",
    )


def test_many_offices_are_counted_not_all_named() -> None:
    offices = [before(Office(f"X{n}", f"第{n}處"), 80, 30, 50, n) for n in range(1, 21)]
    (gone,) = [text for text in Comparison(collected(), earlier(*offices)).remarks if "今年沒有" in text]
    assert gone.endswith("第12處等 20 家。")


# ── a small recalculation ───────────────────────────────────────────────────────────────────────


class Recalculated:
    """The sheet as a spreadsheet would calculate it, from the values of 總表 as they stand there."""

    _ORDER = re.compile(r'IFERROR\(MATCH\(\$(\w+),(.+),0\),""\)')
    _POINTS = re.compile(r'IF\(\$(\w+)="","",IF\((.+),"",ROUND\(INDEX\((.+),\$\1\),9\)\)\)')
    _LACKING = re.compile(r"OR\((.+),COUNTIF\(INDEX\((.+),\$\w+\),0\)=0\)")
    _BLANKS = re.compile(r"INDEX\((.+),\$\w+\)>0")
    _COUNT = re.compile(r"COUNT\(INDEX\((.+),\$\w+,0\)\)<(\d+)")
    _RANK = re.compile(r'IF\(\$(\w+)="","",INDEX\((.+),\$\1\)\)')
    _COUNTED = re.compile(r'IF\((\w+)="","",COUNTIF\((.+),">"&\1\)\+1\)')
    _DIFFERENCE = re.compile(r'IF\(OR\((\w+)="",(\w+)=""\),"",ROUND\(\1-\2,9\)\)')

    def __init__(self, main: Worksheet, rows: Sequence[StreamedRow], first: int) -> None:
        self._main = main
        self._cells = {
            f"{column_name(index)}{number}": value
            for number, row in enumerate(rows, start=first)
            for index, value in enumerate(row.values, start=1)
        }

    def value(self, address: str) -> object:
        cell = self._cells[address]
        if not isinstance(cell, Computed):
            return "" if cell is None else cell
        for pattern, calculate in (
            (self._ORDER, self._order),
            (self._POINTS, self._points),
            (self._RANK, self._rank),
            (self._COUNTED, self._counted),
            (self._DIFFERENCE, self._difference),
        ):
            if match := pattern.fullmatch(cell.formula):
                return calculate(*match.groups())
        raise AssertionError(cell.formula)

    def _order(self, own: str, area: str) -> object:
        names = [row[0] for row in self._area(area)]
        wanted = self.value(own)
        return names.index(wanted) + 1 if wanted in names else ""

    def _points(self, order: str, is_blank: str, total: str) -> object:
        place = self.value(order)
        if not isinstance(place, int):
            return ""
        lacking = self._LACKING.fullmatch(is_blank)
        assert lacking
        if self._area(lacking[2])[place - 1][0] != 0:
            return ""
        is_blank = lacking[1]
        if match := self._BLANKS.fullmatch(is_blank):
            blank = self._area(match[1])[place - 1][0]
            assert isinstance(blank, int)
            is_incomplete = blank > 0
        else:
            counted = self._COUNT.fullmatch(is_blank)
            assert counted
            own = self._area(counted[1])[place - 1]
            is_incomplete = sum(isinstance(v, int | float) for v in own) < int(counted[2])
        points = self._area(total)[place - 1][0]
        return "" if is_incomplete else round(points, 9)  # type: ignore[call-overload]

    def _rank(self, order: str, area: str) -> object:
        place = self.value(order)
        return self._area(area)[place - 1][0] or "" if isinstance(place, int) else ""

    def _counted(self, own: str, area: str) -> object:
        left, top, _, bottom = range_boundaries(area)
        assert left
        assert top
        assert bottom
        points = self.value(own)
        if not isinstance(points, int | float):
            return ""
        others = [self.value(f"{column_name(left)}{row}") for row in range(top, bottom + 1)]
        return 1 + sum(isinstance(other, int | float) and other > points for other in others)

    def _difference(self, own: str, other: str) -> object:
        left, right = self.value(own), self.value(other)
        if left == "" or right == "":
            return ""
        return round(left - right, 9)  # type: ignore[operator]

    def _area(self, area: str) -> list[tuple[object, ...]]:
        name, _, cells = area.partition("!")
        assert name == MAIN_SHEET
        left, top, right, bottom = range_boundaries(cells)
        return list(self._main.iter_rows(top, bottom, left, right, values_only=True))

    def all(self) -> dict[str, tuple[object, object]]:
        """Of each formula the value calculated and the one saved."""
        computed = {a: cell for a, cell in self._cells.items() if isinstance(cell, Computed)}
        return {address: (self.value(address), cell.value) for address, cell in computed.items()}


def main_of(collection: Collection) -> Worksheet:
    data = workbook(
        *collection.files, on=roster(*(r.office for r in collection.results)), of=collection.rubric
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[MAIN_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


TENTHS = rubric(
    section("1", section("1.1", item("1.1.1", 10), item("1.1.2", 10), item("1.1.3", 10))),
    section("2", section("2.1", item("2.1.1", 10))),
    step="0.1",
)


@pytest.mark.parametrize(
    "collection",
    [
        collected(*THIS_YEAR, on=roster(TAIPEI, XINBEI, SHILIN, TAOYUAN)),
        collected(
            *THIS_YEAR, on=roster(Office("", "臺北分署"), Office("B*", "新北分署"), Office("b*", "士林"))
        ),
        collected(
            checked("a.xlsx", TAIPEI, {"1.1.1": "0.1", "1.1.2": "0.2", "1.1.3": "0.3"}, of=TENTHS),
            checked("b.xlsx", XINBEI, {"1.1.1": "0.3", "1.1.2": "0.2", "1.1.3": "0.1"}, of=TENTHS),
            of=TENTHS,
        ),
    ],
    ids=["with a blank and an absent office", "odd codes", "tenths"],
)
def test_every_formula_comes_to_the_value_saved_beside_it(collection: Collection) -> None:
    of = Comparison(collection, replace(LAST_YEAR, maxima={}))
    found = Recalculated(main_of(collection), of.rows, of.first).all()
    assert {address: calculated for address, (calculated, _) in found.items()} == {
        address: saved for address, (_, saved) in found.items()
    }
    assert len(found) >= 12 * len(collection.results)


def test_what_was_written_of_last_year_stays_with_its_office_when_staff_sort_the_main_sheet() -> None:
    of = Comparison(collected(*THIS_YEAR))
    main = main_of(of.collection)
    width = main.max_column
    rows = [
        [cell.value for cell in row] for row in main.iter_rows(MAIN_FIRST_ROW, MAIN_FIRST_ROW + 2, 1, width)
    ]
    for number, values in enumerate(reversed(rows), start=MAIN_FIRST_ROW):
        for column, value in enumerate(values, start=1):
            main.cell(number, column).value = value
    sheet = Recalculated(main, of.rows, of.first)
    taipei = [sheet.value(f"{letter}{of.first}") for letter in "ACDEF"]
    assert taipei == ["B01", 3, 100, 80, 20]


def test_an_office_that_staff_delete_from_the_main_sheet_loses_its_figures_alone() -> None:
    of = Comparison(collected(*THIS_YEAR))
    main = main_of(of.collection)
    letter = columns_of(SMALL).letter("code")
    main[f"{letter}{MAIN_FIRST_ROW}"].value = None
    sheet = Recalculated(main, of.rows, of.first)
    assert [sheet.value(f"{letter}{of.first}") for letter in "ACDEF"] == ["B01", "", "", 80, ""]


@pytest.mark.parametrize("code", ["B*", "B?", "B~1", "長" * 256])
def test_a_code_that_a_lookup_would_take_otherwise_is_not_looked_up(code: str) -> None:
    of = Comparison(collected(*THIS_YEAR, on=roster(TAIPEI, Office(code, "新北分署"))))
    assert [type(row.values[2]) for row in of.rows] == [Computed, int, Computed]


def test_codes_that_differ_in_case_alone_are_not_looked_up() -> None:
    of = Comparison(collected(on=roster(Office("b1", "甲"), Office("B1", "乙"), Office("C1", "丙"))))
    assert [type(row.values[2]) for row in of.rows] == [int, int, Computed]


# ── from one year's workbook to the next ────────────────────────────────────────────────────────


def test_last_years_workbook_compares_with_itself_as_no_change() -> None:
    last_year = read_earlier(workbook(*THIS_YEAR), "總表.xlsx")
    of = Comparison(collected(*THIS_YEAR), last_year)
    assert of.shown(TAIPEI, "總分") == (100, 100, 0, 1, 1, 0)
    assert of.shown(XINBEI, "1 項目1") == (37, 37, 0, 3, 3, 0)
    assert of.shown(SHILIN, "2 項目2") == (None, None, None, None, None, None)
    assert len(of.remarks) == 3
