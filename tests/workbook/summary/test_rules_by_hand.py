"""總表 by rules, against what is worked out by hand: ranks, grades, what is not applicable, colours."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from scoring.adjusted import faults
from scoring.comparison import beside
from scoring.rubric import Rubric
from scoring.scorecard import Office
from tests.rules import answered, one_criterion, points, ruled
from tests.workbook.summary.files import CONTEXT, checked, collected
from workbook.collection.selection import Collection
from workbook.summary.columns import MAIN_SHEET, columns_of
from workbook.summary.compared import NAME as COMPARED
from workbook.summary.distribution import NAME as DISTRIBUTION
from workbook.summary.earlier import read_earlier
from workbook.summary.write import write

FAULTS = one_criterion(
    """
    - {id: "1.1.1", title: 逾期, maximum: 20, ask: {count: {each: 1}}}
    - {id: "1.1.2", title: 錯漏, maximum: 20, ask: {count: {each: 1}}}
    """
)
GRADED = """
    grades:
      - {name: 不列入評比, if: {any: {kind: item, below: 3}}, ranked: false}
      - {name: 優等, from: 15}
      - {name: 甲等, from: 10}
      - {name: 乙等}
"""
TWO = points({"1.1.1": 10, "1.1.2": 10})


def merged(of: Rubric, *answers: Mapping[str, object]) -> Collection:
    files = []
    for number, own in enumerate(answers, start=1):
        office = Office(f"O{number}", f"機關{number}")
        card = answered(own, {"risk": "低"})
        files.append(checked(f"{number}.xlsx", office, card=card, of=of))
    return collected(*files, of=of)


def ranks(collection: Collection) -> Sequence[int | None]:
    return [result.rank for result in collection.results]


def pair(one: object, other: object) -> Mapping[str, object]:
    return {"1.1.1": one, "1.1.2": other}


def test_the_fewest_faults_are_first_where_the_lower_total_is_better() -> None:
    rubric = ruled(FAULTS, "better: low")
    found = merged(rubric, pair((3,), (2,)), pair((0,), (1,)), pair((5,), (0,)), pair((9,), (9,)))
    assert ranks(found) == [2, 1, 2, 4]
    formula = columns_of(rubric).rank_formula(7, 10)
    assert '"<"&' in formula


def test_who_has_a_grade_without_a_rank_is_ranked_neither_alone_nor_before_others() -> None:
    rubric = ruled(one_criterion(TWO), GRADED)
    found = merged(rubric, pair(10, 2), pair(9, 9), pair(4, 4), pair(10, 5))
    grades = [result.grade.name if result.grade else None for result in found.results]
    assert grades == ["不列入評比", "優等", "乙等", "優等"]
    assert ranks(found) == [None, 1, 3, 2]


def test_a_grade_waits_until_everything_is_scored() -> None:
    found = merged(ruled(one_criterion(TWO), GRADED), pair(10, None))
    assert (found.results[0].grade, found.results[0].rank) == (None, None)


def test_an_office_to_which_nothing_applies_has_no_rank() -> None:
    rubric = ruled(one_criterion(TWO.replace("low: 0", "low: 0, allow_na: true"), "fold: {kind: mean}"))
    found = merged(rubric, pair("na", "na"), pair(4, "na"), pair(5, 5))
    assert [result.total for result in found.results] == [None, 4, 5]
    assert ranks(found) == [None, 2, 1]
    page = openpyxl.load_workbook(io.BytesIO(write(found, CONTEXT)), data_only=True)[MAIN_SHEET]
    by_key = {column.key: column.letter for column in columns_of(rubric).all}
    shown = {key: [page[f"{by_key[key]}{row}"].value for row in (7, 8, 9)] for key in ("@total", "@absent")}
    assert shown == {"@total": ["不適用", 4, 5], "@absent": [2, 1, 0]}


@pytest.mark.parametrize(("better", "start", "end"), [("high", "0.6*$J$5", "$J$5"), ("low", "0", "0.4*$J$5")])
def test_colours_are_turned_round_where_the_lower_figure_is_better(better: str, start: str, end: str) -> None:
    rubric = ruled(FAULTS, f"better: {better}")
    page = openpyxl.load_workbook(io.BytesIO(write(merged(rubric, pair((1,), (2,))), CONTEXT)))[MAIN_SHEET]
    letter = columns_of(rubric).items["1.1.1"].letter
    (scale,) = [
        rule.colorScale
        for area in page.conditional_formatting
        for rule in area.rules
        if rule.colorScale and str(area.sqref).startswith(f"{letter}7")
    ]
    assert [each.val for each in scale.cfvo] == [start.replace("J", letter), end.replace("J", letter)]


def test_where_there_is_nothing_to_have_a_share_of_no_colour_is_drawn() -> None:
    rubric = ruled(
        one_criterion(
            '- {id: "1.1.1", title: 錯漏, ask: {count: {each: -1}}}', "fold: {base: 100, cap: [0, 100]}"
        )
    )
    page = openpyxl.load_workbook(io.BytesIO(write(merged(rubric, {"1.1.1": (3,)}), CONTEXT)))[MAIN_SHEET]
    letter = columns_of(rubric).items["1.1.1"].letter
    coloured = {str(area.sqref)[0] for area in page.conditional_formatting if area.rules[0].colorScale}
    assert letter not in coloured
    assert coloured


def test_totals_beyond_the_maximum_are_counted_in_ranges_of_their_own() -> None:
    dimensions = one_criterion(points({"1.1.1": 100}), "fold: {cap: [0, 100]}") + (
        '- {id: "2", title: 加分, bonus: true, children: [{id: "2.1", title: 項, children: '
        '[{id: "2.1.1", title: 特色, low: 0, maximum: 11}]}]}'
    )
    found = merged(ruled(dimensions), {"1.1.1": 100, "2.1.1": 11}, {"1.1.1": 85, "2.1.1": 6})
    page = openpyxl.load_workbook(io.BytesIO(write(found, CONTEXT)), data_only=True)[DISTRIBUTION]
    rows = [row for row in page.iter_rows(3, values_only=True) if row[1]]
    assert [(row[0], row[1]) for row in rows] == [("90～95", 1), ("110～115", 1)]


def test_last_year_is_compared_by_direction_with_grades_beside() -> None:
    rubric = ruled(FAULTS, f"better: low\n{GRADED.strip()}")
    before = read_earlier(write(merged(rubric, pair((9,), (9,)), pair((4,), (4,))), CONTEXT), "上年.xlsx")
    found = merged(rubric, pair((3,), (3,)), pair((8,), (8,)))
    data = write(found, CONTEXT, beside(rubric, before))
    page = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[COMPARED]
    table = [row for row in page.iter_rows(values_only=True) if row[0] in ("代碼", "O1", "O2")]
    head, first, second = ({str(label): row[n] for n, label in enumerate(table[0])} for row in table)
    wanted = ("總分 增減", "總分 今年名次", "總分 上年名次", "總分 名次變動（正為進步）")
    assert [first[each] for each in wanted] == [-12, 1, 2, 1]
    assert [second[each] for each in wanted] == [8, 2, 1, -1]
    assert (first["總分 今年等第"], first["總分 上年等第"]) == ("乙等", "優等")
    assert list(head)[-2:] == ["總分 今年等第", "總分 上年等第"]


def test_an_adjusted_figure_has_to_be_one_that_its_item_can_have() -> None:
    items = """
    - {id: "1.1.1", title: 單選題, ask: {choice: yn}}
    - {id: "1.1.2", title: 評分題, low: 0, maximum: 10}
    """
    rubric = ruled(one_criterion(items, "fold: {kind: mean}\nround: {to: 0.1}"))
    read = read_earlier(write(merged(rubric, pair([1], 7)), CONTEXT), "總表.xlsx").offices[0]
    assert list(faults(rubric, read)) == []
    adjusted = replace(read, points={**read.points, "1.1.1": Decimal(2)}, absent=frozenset({"1.1.2"}))
    said = {fault.node_id: fault.reason.zh for fault in faults(rubric, adjusted)}
    assert said["1.1.1"] == "「單選題」是 2 分，只能是 0、1，或「不適用」"
    assert said["1.1.2"] == "「評分題」是「不適用」，只能是 0~10"
    assert said["1.1"] == "「項目」是 4，按規則算出來是 2"
    assert said[""] == "「總分」是 4，各細項加起來是 2"


def test_a_long_title_over_few_columns_is_shown_whole() -> None:
    long = FAULTS.replace("title: 構面", "title: 三次複巡中結果最差的一次之紀錄與其後續改善情形追蹤")
    rows = []
    for dimensions in (FAULTS, long):
        data = write(merged(ruled(dimensions), pair((1,), (2,))), CONTEXT)
        rows.append(openpyxl.load_workbook(io.BytesIO(data))[MAIN_SHEET].row_dimensions[3].height)
    assert rows[0] == 20
    assert rows[1] > 30
