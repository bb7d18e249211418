"""The one map: where everything of a rubric stands, computed from the rubric alone."""

import itertools

from hypothesis import given

from scoring.rubric import Rubric
from tests.builders import SMALL, rubrics
from workbook.columns import TEXT, TICK
from workbook.layout import COLUMNS_KEY, TOTAL_KEY, Layout, layout_of


def test_the_small_form_stands_where_it_should() -> None:
    layout = layout_of(SMALL)
    assert [(row.number, row.key) for row in layout.rows] == [
        (2, "@office"),
        (3, "@date"),
        (4, "@examiners"),
        (6, COLUMNS_KEY),
        (7, "1.1.1/1"),
        (8, "1.1.1/2"),
        (9, "1.1.2/1"),
        (10, "1.1.2/2"),
        (11, "1.1.2/3"),
        (12, "1.2/intro"),
        (13, "1.2.1/heading"),
        (14, "1.2.1.1/1"),
        (15, "1.2.1.1/2"),
        (16, "1.2.1.2/1"),
        (17, "1.2.1.2/2"),
        (18, "2.1.1/1"),
        (19, "2.1.1/2"),
        (20, "2.1.1/3"),
        (21, TOTAL_KEY),
    ]
    at = layout.columns
    assert {key: (at[p.visible], at[p.number], p.row) for key, p in layout.totals.items()} == {
        "": ("A", "K", 21),
        "1": ("A", "K", 7),
        "1.1": ("B", "L", 7),
        "1.2": ("B", "L", 12),
        "2": ("A", "K", 18),
        "2.1": ("B", "L", 18),
    }
    assert layout.spans["1.2"] == (12, 17)
    assert list(layout.blocks["1.1.2"].line_rows) == [10, 11]
    assert layout.header_cell(SMALL.header[1]) == "C3"


def _hold_together(layout: Layout) -> None:
    rubric = layout.rubric
    numbers = [row.number for row in layout.rows]
    assert numbers == sorted(set(numbers)), "no two keyed rows stand in one"
    assert len(layout.by_key) == len(layout.rows), "no key is used twice"
    body = [number for number in numbers if number > layout.heading_row]
    assert body == list(range(layout.first_body_row, layout.total_row + 1)), "no row is left over"
    assert list(layout.blocks) == [item.id for item in rubric.items]
    for block in layout.blocks.values():
        assert block.rows > len(block.item.bands)
        assert block.rows >= max(block.item.note_rows, 2)
        assert [layout.by_key[key].number for key in block.keys] == list(range(block.first, block.last + 1))
        assert set(block.line_rows) <= set(range(block.first + 1, block.last + 1))
    for section in rubric.sections:
        first, last = layout.spans[section.id]
        inside = [layout.blocks[item.id] for item in rubric.items_under[section.id]]
        assert all(first <= block.first <= block.last <= last for block in inside)
    for left, right in itertools.pairwise(rubric.dimensions):
        assert layout.spans[left.id][1] + 1 == layout.spans[right.id][0]
    assert set(layout.totals) == set(rubric.stated_ids)
    cells = [(cell, p.row) for p in layout.totals.values() for cell in (p.visible, p.number)]
    assert len(set(cells)) == len(cells), "no cell has two totals"
    assert all(layout.by_key[place.key].number == place.row for place in layout.totals.values())


def test_the_map_of_the_real_form_holds_together(rubric_107: Rubric) -> None:
    _hold_together(layout_of(rubric_107))


@given(rubrics())
def test_the_map_of_any_form_holds_together(rubric: Rubric) -> None:
    _hold_together(layout_of(rubric))


def test_a_rubric_is_mapped_once() -> None:
    assert layout_of(SMALL) is layout_of(SMALL)


def test_columns_that_are_merged_hold_more_than_one_of_them() -> None:
    layout = layout_of(SMALL)
    assert layout.capacity(TICK, TEXT) > layout.capacity(TEXT)
