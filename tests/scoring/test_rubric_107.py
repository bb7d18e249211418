"""The 107 rubric is the printed form, to the number."""

from dataclasses import replace

import pytest

from scoring.errors import RubricError
from scoring.rubric import Rubric
from scoring.rubric_file import bundled_ids, bundled_rubric, check_rubric, load_rubric
from tests.builders import places


def test_it_ships_with_the_program() -> None:
    assert "107" in bundled_ids()


def test_it_has_the_tree_of_the_printed_form(rubric_107: Rubric) -> None:
    kinds = [section.kind for section in rubric_107.sections]
    banded = [item for item in rubric_107.items if item.bands]
    assert len({d.group for d in rubric_107.dimensions}) == 2
    assert (kinds.count("dimension"), kinds.count("criterion")) == (5, 11)
    assert len(rubric_107.items) == 36
    assert len(banded) == 9
    assert sum(len(item.bands) for item in banded) == 29


def test_it_has_a_thousand_points_from_the_items_up(rubric_107: Rubric) -> None:
    assert rubric_107.maximum == 1000
    assert sum(item.maximum for item in rubric_107.items) == 1000
    assert [d.maximum for d in rubric_107.dimensions] == [200, 300, 200, 200, 100]
    assert rubric_107.step == 1


def test_its_only_oddity_is_the_overlap_that_was_printed() -> None:
    rubric, findings = check_rubric("107")
    assert rubric is not None
    assert places(findings) == [("rubric-band-overlap", "1.2.1")]
    assert findings[0].severity == "warning"
    assert findings[0].params == {
        "at": "第 69 行，",
        "at_en": "Line 69: ",
        "id": "1.2.1",
        "band": 2,
        "other": 3,
        "range": "1~15",
        "other_range": "1~10",
    }


def test_it_marks_what_the_scan_had_lost(rubric_107: Rubric) -> None:
    lost = {node.id: node.reconstructed for node in rubric_107.walk() if node.reconstructed}
    assert lost == {"1.1": ("title", "maximum"), "2.2.4": ("guidance",)}


def test_its_header_has_the_three_lines_above_the_table(rubric_107: Rubric) -> None:
    assert [(line.label, line.kind) for line in rubric_107.header] == [
        ("受考核機關名稱", "office"),
        ("考核日期", "date"),
        ("考核人員", "text"),
    ]


def test_loading_it_twice_gives_one_and_the_same() -> None:
    assert load_rubric("107") is load_rubric("107") is bundled_rubric("107")


@pytest.mark.parametrize(
    "name", ["", "108", "107.yaml", "scoring/rubrics/107.yaml", "../rubrics/107", "a\0b"]
)
def test_what_ships_is_found_by_its_id_alone(name: str) -> None:
    with pytest.raises(RubricError):
        bundled_rubric(name)


def test_its_edition_is_the_one_that_forms_already_sent_out_carry(rubric_107: Rubric) -> None:
    anew = replace(rubric_107)
    assert anew.hash == "a179180a65645cf143f617ce375a767e2b8c5bf21526cbfac7377b0cb0482ee9"
