"""A rubric is warned of texts that no row can show whole."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.errors import RubricError
from scoring.rubric import Rubric
from tests.builders import SMALL, item, places, rubric, section
from workbook.form.cut import cut_texts, long_formulas
from workbook.form.fill import stock
from workbook.protection import Lock

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


def test_a_section_of_which_no_formula_holds_all_parts_is_refused() -> None:
    items = [replace(item(f"1.1.{number}", 10), weight=Decimal("12.3456")) for number in range(1, 501)]
    many = rubric(section("1", section("1.1", *items)))
    assert [finding.code for finding in long_formulas(many)] == ["rubric-formula-long"]
    with pytest.raises(RubricError, match="8192"):
        stock(many, Lock(), named=True)


def test_the_formulas_of_107_are_short(rubric_107: Rubric) -> None:
    assert list(long_formulas(rubric_107)) == []
