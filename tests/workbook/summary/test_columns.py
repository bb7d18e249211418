"""總表's columns: every item and every total once, in printed order, formulas over the right cells."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from openpyxl.utils import get_column_letter, range_boundaries

from scoring.rubric import WHOLE_FORM, Rubric, Section
from tests.builders import SMALL, rubrics
from tests.extent import examples
from workbook.summary.columns import columns_of

_SUM = re.compile(r'IF\(COUNT\((.+)\)=0,"",ROUND\(SUM\((.+)\),9\)\)')


def cells(reference: str) -> Iterator[str]:
    """Every cell of a list of cells and areas."""
    for part in reference.split(","):
        first_column, first_row, last_column, last_row = range_boundaries(part)
        assert first_column is not None
        assert last_column is not None
        for row in range(int(first_row or 0), int(last_row or 0) + 1):
            for column in range(first_column, last_column + 1):
                yield f"{get_column_letter(column)}{row}"


def added(rubric: Rubric, total_id: str, row: int) -> list[str]:
    """The cells that a total's formula adds; it is blank where these, and no others, are blank."""
    match = _SUM.fullmatch(columns_of(rubric).formula(total_id, row))
    assert match
    assert match[1] == match[2]
    return list(cells(match[2]))


def stated(rubric: Rubric) -> list[str]:
    """The totals that 總表 has: those of the form, of dimensions and of criteria."""
    sections = [section.id for section in rubric.sections if section.kind != "heading"]
    return [WHOLE_FORM, *sections]


@given(rubrics())
@examples(30)
def test_every_item_and_every_stated_total_has_one_column_in_printed_order(rubric: Rubric) -> None:
    columns = columns_of(rubric)
    assert list(columns.items) == [item.id for item in rubric.items]
    assert list(columns.totals) == stated(rubric)
    letters = [column.letter for column in columns.all]
    assert letters == [get_column_letter(index) for index in range(1, len(letters) + 1)]
    kinds = Counter(column.kind for column in columns.all)
    assert kinds["item"] == len(rubric.items)
    assert kinds["subtotal"] == len(stated(rubric)) - 1
    assert {kinds[kind] for kind in ("rank", "code", "name", "state", "total", "blank")} == {1}


@given(rubrics())
@examples(30)
def test_each_total_adds_the_columns_of_what_stands_beneath_it(rubric: Rubric) -> None:
    columns = columns_of(rubric)
    for total_id in stated(rubric):
        children = rubric.children(total_id)
        if total_id == WHOLE_FORM or rubric.nodes[total_id].id in {d.id for d in rubric.dimensions}:
            beneath = [columns.totals[child.id].letter for child in children]
        else:
            beneath = [columns.items[item.id].letter for item in rubric.items_under[total_id]]
        assert added(rubric, total_id, 7) == [f"{letter}7" for letter in beneath]


@given(rubrics())
@examples(30)
def test_blanks_are_counted_over_every_item_once_and_nothing_else(rubric: Rubric) -> None:
    columns = columns_of(rubric)
    match = re.fullmatch(r"(\d+)-COUNT\((.+)\)", columns.blank_formula(9))
    assert match
    assert int(match[1]) == len(rubric.items)
    assert list(cells(match[2])) == [f"{columns.items[item.id].letter}9" for item in rubric.items]


def test_the_rank_counts_the_higher_totals_of_rows_that_lack_no_score_and_no_evidence() -> None:
    assert columns_of(SMALL).rank_formula(8, 20) == (
        'IF(COUNTIFS(G8,0,H8,0)=0,"",COUNTIFS(F$7:F$20,">"&F8,G$7:G$20,0,H$7:H$20,0)+1)'
    )


def test_where_no_evidence_is_asked_for_no_column_counts_it_and_no_rank_looks_at_it() -> None:
    columns = columns_of(replace(SMALL, notes_required=False))
    assert [column.key for column in columns.counts] == ["@blank"]
    assert columns.rank_formula(8, 20) == 'IF(G8>0,"",COUNTIFS(F$7:F$20,">"&F8,G$7:G$20,0)+1)'


def test_a_column_knows_what_it_stands_under(rubric_107: Rubric) -> None:
    columns = columns_of(rubric_107)
    under = {column.node_id: (column.dimension, column.criterion) for column in columns.all}
    assert under["1"] == ("1", "")
    assert under["1.2"] == ("1", "1.2")
    assert under["1.2.2.1"] == ("1", "1.2")
    assert under["5.2.1"] == ("5", "5.2")
    assert under[WHOLE_FORM] == ("", "")


def test_the_107_form_has_60_columns(rubric_107: Rubric) -> None:
    columns = columns_of(rubric_107)
    assert len(columns.all) == 8 + 5 + 11 + 36
    labels = {column.node_id: column.label for column in columns.all if column.kind == "item"}
    assert labels["1.1.2"] == "1.1.2 服務及時性"


@pytest.mark.parametrize("total_id", ["1.2.1", "9", "1.1.1"])
def test_what_has_no_total_in_the_sheet_has_no_column_for_one(total_id: str) -> None:
    assert total_id not in columns_of(SMALL).totals


def test_items_beneath_a_heading_stand_beneath_its_criterion() -> None:
    heading = SMALL.nodes["1.2.1"]
    assert isinstance(heading, Section)
    columns = columns_of(SMALL)
    beneath = [columns.items[child.id].letter for child in heading.children]
    assert added(SMALL, "1.2", 6) == [f"{letter}6" for letter in beneath]
