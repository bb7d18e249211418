"""The rubric as plain data: labels, order, what lies beneath what."""

from dataclasses import dataclass, fields
from decimal import Decimal

import pytest

from scoring.rubric import Item, Rubric, later, plain, points_text
from tests.builders import SMALL, item, rubric, section


@pytest.mark.parametrize(
    ("points", "text", "value"),
    [("27", "27", 27), ("27.0", "27", 27), ("27.50", "27.5", 27.5), ("1E+3", "1000", 1000), ("0", "0", 0)],
)
def test_points_are_printed_without_trailing_zeros_or_exponents(points: str, text: str, value: float) -> None:
    assert points_text(Decimal(points)) == text
    assert plain(Decimal(points)) == value
    assert type(plain(Decimal(points))) is type(value)


@pytest.mark.parametrize(
    ("number", "label"),
    [
        ("1.", "1. 資訊公開"),
        ("(1)", "(1) 資訊公開"),
        ("一、", "一、資訊公開"),
        ("■", "■資訊公開"),
        ("", "資訊公開"),
    ],
)
def test_a_label_joins_number_and_title_as_printed(number: str, label: str) -> None:
    node = Item("1.1.1", number, "資訊公開", Decimal(10), Decimal(1), 4, show_points=True)
    assert node.label == label
    assert node.heading == f"{label}(10分)"


def test_a_name_for_messages_is_cut_at_its_limit() -> None:
    assert SMALL.name("1.1.1", limit=5) == "1. 細項…"[:4] + "…"
    assert SMALL.name("1.1.1") == "1. 細項1.1.1"
    assert SMALL.name("") == "總分"


def test_sections_and_items_are_walked_in_printed_order() -> None:
    assert [node.id for node in SMALL.walk()] == [
        *("1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.1", "1.2.1.1", "1.2.1.2"),
        *("2", "2.1", "2.1.1"),
    ]


def test_a_total_knows_its_children_its_items_and_every_item_its_totals() -> None:
    assert [node.id for node in SMALL.children("")] == ["1", "2"]
    assert [node.id for node in SMALL.children("1.2.1")] == ["1.2.1.1", "1.2.1.2"]
    assert SMALL.children("1.1.1") == ()
    assert [node.id for node in SMALL.items_under["1"]] == ["1.1.1", "1.1.2", "1.2.1.1", "1.2.1.2"]
    assert SMALL.ancestors["1.2.1.1"] == ("1.2.1", "1.2", "1", "")


def test_a_heading_states_no_total_but_has_one() -> None:
    assert "1.2.1" in SMALL.total_ids
    assert SMALL.stated_ids == ("", "1", "1.1", "1.2", "2", "2.1")


def test_a_rubric_of_the_same_content_has_the_same_hash_and_any_other_another() -> None:
    def one(maximum: int, *bands: tuple[int, int]) -> str:
        return rubric(section("1", section("1.1", item("1.1.1", maximum, *bands)))).hash

    assert one(10) == one(10)
    assert len({one(10), one(11), one(10, (1, 10)), one(10, (2, 10))}) == 4


def test_a_field_that_came_later_is_part_of_the_hash_only_where_it_says_something() -> None:
    """Forms are out with hashes that know nothing of it."""

    @dataclass(frozen=True)
    class Grown(Rubric):
        colour: str = later("white")

    made = {each.name: getattr(SMALL, each.name) for each in fields(SMALL)}
    assert Grown(**made).hash == Grown(**made, colour="white").hash == SMALL.hash
    assert Grown(**made, colour="red").hash != SMALL.hash
