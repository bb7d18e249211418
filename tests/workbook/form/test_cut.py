"""A rubric is warned of texts that no row can show whole."""

from dataclasses import replace

import pytest

from scoring.rubric import Rubric
from tests.builders import SMALL, item, places, rubric, section
from workbook.form.cut import cut_texts

LONG = "長" * 700
ITEM = item("1.1.1", 10, (1, 10))


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (SMALL, []),
        (rubric(section("1", section("1.1", replace(ITEM, description=LONG)))), ["1.1.1"]),
        (rubric(section("1", section("1.1", replace(ITEM, guidance=LONG[:300])))), ["1.1.1"]),
        (
            rubric(section("1", section("1.1", replace(ITEM, bands=(replace(ITEM.bands[0], text=LONG),))))),
            ["1.1.1"],
        ),
        (rubric(section("1", section("1.1", ITEM, description=LONG))), ["1.1"]),
        (rubric(replace(section("1", section("1.1", ITEM)), title=LONG[:200])), ["1"]),
    ],
    ids=["none", "description", "guidance", "band", "introduction", "title"],
)
def test_what_a_row_cannot_show_is_said(of: Rubric, expected: list[str]) -> None:
    found = list(cut_texts(of))
    assert places(found) == [("rubric-text-cut", node_id) for node_id in expected]
    assert all("一列最多顯示 27 行" in finding.message() for finding in found)


def test_the_form_of_107_shows_all_of_it(rubric_107: Rubric) -> None:
    assert list(cut_texts(rubric_107)) == []
