"""What of last year compares with this year, whose figures they were, and how they ranked."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.comparison import (
    Earlier,
    EarlierOffice,
    Match,
    Reason,
    compare,
    complete_points,
    earlier_ids,
    earlier_ranks,
    pair,
)
from scoring.rubric import Rubric
from scoring.scorecard import Office
from tests.builders import SMALL, item, rubric, section

NODES = frozenset({"", "1", "1.1", "1.1.1", "2", "2.1", "2.1.1"})
Figures = Mapping[str, int | None]


def office(
    points: Figures, name: str = "", *, rank: int | None = None, blank: int | None = None
) -> EarlierOffice:
    """An office of last year by its figures alone, or by its name."""
    numbers = {node_id: None if own is None else Decimal(own) for node_id, own in points.items()}
    return EarlierOffice(Office("", name), numbers, rank, blank)


def earlier(
    *offices: EarlierOffice,
    of: Rubric | None = None,
    nodes: frozenset[str] = NODES,
    maxima: Mapping[str, int] | None = None,
    names: Mapping[str, str] | None = None,
) -> Earlier:
    points = {node_id: Decimal(maximum) for node_id, maximum in (maxima or {}).items()}
    rubric_hash = of.hash if of else "unknown"
    return Earlier("上年", "106", rubric_hash, "2017-08-01T09:30:00", offices, nodes, points, names or {})


def matched(
    of: Earlier, known: Rubric | None = None, **was: str
) -> Mapping[str, tuple[str | None, Reason | None]]:
    """Each dimension's earlier id, or the reason; ``was`` by this year's id, ``d2="1"`` for 2."""
    mapping = {key.removeprefix("d"): earlier_id for key, earlier_id in was.items()}
    found = compare(SMALL, of, known, mapping).matches
    return {node_id: (match.earlier_id, match.reason) for node_id, match in found.items() if node_id}


def changed(**titles: str) -> Rubric:
    """The small rubric with other titles, ``d1="…"``."""
    dimensions = tuple(replace(d, title=titles.get(f"d{d.id}", d.title)) for d in SMALL.dimensions)
    return replace(SMALL, id="106", dimensions=dimensions)


# ── dimensions ──────────────────────────────────────────────────────────────────────────────────


def test_the_same_rubric_compares_in_all() -> None:
    found = compare(SMALL, earlier(of=SMALL), SMALL, {}).matches
    assert list(found) == ["", "1", "2"]
    assert all(match.points_compare and match.ranks_compare for match in found.values())


def test_the_same_id_compares_where_nothing_else_is_known() -> None:
    assert matched(earlier()) == {"1": ("1", None), "2": ("2", None)}


def test_an_id_that_last_year_did_not_have_does_not_compare() -> None:
    assert matched(earlier(nodes=NODES - {"2"}))["2"] == (None, "absent")


@pytest.mark.parametrize("known_from", ["the rubric", "the workbook"])
def test_the_same_id_under_another_title_compares_only_where_that_is_stated(known_from: str) -> None:
    before = changed(d1="環境設施")
    of = earlier(of=before) if known_from == "the rubric" else earlier(names={"1": "一、環境設施"})
    known = before if known_from == "the rubric" else None
    assert matched(of, known) == {"1": (None, "renamed"), "2": ("2", None)}
    assert matched(of, known, d1="1")["1"] == ("1", None)


@pytest.mark.parametrize("name", ["項目1", "項目 １", ""])
def test_a_title_written_otherwise_or_not_known_is_no_other_title(name: str) -> None:
    assert matched(earlier(names={"1": name}))["1"] == ("1", None)


def test_a_stated_id_of_last_year_is_compared_with_and_no_longer_with_its_namesake() -> None:
    assert matched(earlier(), d2="1") == {"1": (None, "taken"), "2": ("1", None)}


def test_dimensions_may_have_changed_places() -> None:
    assert matched(earlier(), d1="2", d2="1") == {"1": ("2", None), "2": ("1", None)}


def test_a_stated_id_that_last_year_did_not_have_does_not_compare() -> None:
    assert matched(earlier(), d2="7")["2"] == (None, "absent")


def test_what_is_stated_of_items_says_nothing_of_dimensions() -> None:
    found = compare(SMALL, earlier(), None, {"1.1.1": "2.1.1"}).matches
    assert found["1"] == Match("1", Decimal(40))


def test_what_a_rubric_states_of_last_year_it_does_not_state_of_a_workbook_by_itself() -> None:
    of = replace(SMALL, earlier_ids={"1": "2"})
    assert earlier_ids(of, earlier(of=changed(d1="環境設施"))) == {"1": "2"}
    assert earlier_ids(of, earlier(of=SMALL)) == {}


@pytest.mark.parametrize("known_from", ["the rubric", "the workbook"])
def test_another_maximum_leaves_ranks_to_compare_but_no_points(known_from: str) -> None:
    before = rubric(SMALL.dimensions[0], section("2", section("2.1", item("2.1.1", 50))))
    is_rubric = known_from == "the rubric"
    of = earlier(of=before) if is_rubric else earlier(maxima={"": 90, "1": 40, "2": 50})
    found = compare(SMALL, of, before if is_rubric else None, {}).matches
    table = {key: (m.earlier_maximum, m.points_compare, m.ranks_compare) for key, m in found.items()}
    assert table == {
        "": (Decimal(90), False, True),
        "1": (Decimal(40), True, True),
        "2": (Decimal(50), False, True),
    }


def test_a_rubric_that_the_workbook_was_not_made_by_says_nothing_of_it() -> None:
    other = changed(d1="環境設施")
    assert matched(earlier(), other)["1"] == ("1", None)


# ── offices ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([("B01", "臺北分署")], [("B01", "臺北分署")], (0,)),
        ([("B01", "臺北分署")], [("B01", "臺北第一分署")], (0,)),
        ([("A9", "台北分署")], [("B01", "臺北 分署")], (0,)),
        ([("", "台北分署")], [("B01", "臺北分署")], (0,)),
        ([("B01", "臺北分署")], [("B02", "新北分署")], (None,)),
        ([("B02", "新北分署")], [("B02", "士林分署"), ("B03", "新北分署")], (0, None)),
        ([("A1", "分署"), ("A2", "分署")], [("B1", "分署")], (None,)),
        ([("A1", "分署")], [("B1", "分署"), ("B2", "分署")], (None, None)),
        ([("", "")], [("", "")], (None,)),
    ],
    ids=[
        "the same",
        "by code, though renamed",
        "by name, 台 or 臺, where the code is another",
        "by name where there was no code",
        "another",
        "by code before by name, and nobody twice",
        "a name that two bore says nothing",
        "a name that two bear says nothing",
        "nothing is nobody",
    ],
)
def test_offices_are_matched(
    before: list[tuple[str, str]], now: list[tuple[str, str]], expected: tuple[int | None, ...]
) -> None:
    offices = [replace(office({}), office=Office(*who)) for who in before]
    assert pair([Office(*who) for who in now], earlier(*offices)) == expected


# ── figures ─────────────────────────────────────────────────────────────────────────────────────

WHOLE: Figures = {"": 90, "1": 35, "1.1": 35, "1.1.1": 8, "1.1.2": 27, "2": 55, "2.1": 55, "2.1.1": 55}
PARTLY: Figures = {**WHOLE, "": 63, "1": 8, "1.1": 8, "1.1.2": None}


@pytest.mark.parametrize(
    ("points", "blank", "node_id", "expected"),
    [
        (WHOLE, None, "", 90),
        (WHOLE, 0, "1", 35),
        (PARTLY, 1, "", None),
        (PARTLY, None, "", None),
        (PARTLY, 1, "1", None),
        (PARTLY, 1, "2", 55),
        ({"": 90}, 1, "", None),
        ({"": 90}, 0, "", 90),
        ({"1": 5, "10": 8, "10.1": None}, None, "1", 5),
        ({"": 90, "1": None}, 0, "1", None),
        ({}, 0, "1", None),
    ],
)
def test_a_figure_counts_where_no_item_beneath_it_is_blank(
    points: Figures, blank: int | None, node_id: str, expected: int | None
) -> None:
    assert complete_points(office(points, blank=blank), node_id) == expected


def test_dimensions_are_ranked_among_those_whose_figure_is_complete() -> None:
    of = earlier(
        office({"1": 8, "1.1": 8}),
        office({"1": 9, "1.1": None}),
        office({"1": 8, "1.1": 8}),
        office({"1": 7, "1.1": 7}),
        office({"1": None, "1.1": None}),
    )
    assert earlier_ranks(of, "1") == (1, None, 1, 3, None)


def test_the_whole_form_has_the_ranks_that_were_saved() -> None:
    of = earlier(office({"": 70}, rank=1), office({"": 90}, rank=2), office({"": 60}))
    assert earlier_ranks(of, "") == (1, 2, None)


def test_the_whole_form_is_ranked_where_no_rank_was_saved() -> None:
    of = earlier(office({"": 70}), office({"": 90}), office({"": 60, "1": None}))
    assert earlier_ranks(of, "") == (2, 1, None)
