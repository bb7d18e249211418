"""Figures of a consolidated workbook that people adjusted."""

from decimal import Decimal

import pytest

from scoring.adjusted import faults
from scoring.comparison import EarlierOffice
from tests.builders import OFFICE, SMALL

RIGHT: dict[str, int | None] = {
    "": 100,
    "1": 40,
    "1.1": 30,
    "1.2": 10,
    "1.2.1": 10,
    "2": 60,
    "2.1": 60,
    "1.1.1": 10,
    "1.1.2": 20,
    "1.2.1.1": 5,
    "1.2.1.2": 5,
    "2.1.1": 60,
}


def wrong(changes: dict[str, int | str | None]) -> list[str]:
    points = {**RIGHT, **changes}
    numbers = {key: None if value is None else Decimal(value) for key, value in points.items()}
    return [fault.node_id for fault in faults(SMALL, EarlierOffice(OFFICE, numbers))]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({}, []),
        ({"1.1.1": 9, "1.1": 29, "1": 39, "": 99}, []),
        ({"1.1.1": 9}, ["", "1", "1.1"]),
        ({"1.1.1": 11, "1.1": 31, "1": 41, "": 101}, ["1.1.1"]),
        ({"1.1.1": 0, "1.1": 20, "1": 30, "": 90}, ["1.1.1"]),
        ({"1.1.1": "9.5", "1.1": "29.5", "1": "39.5", "": "99.5"}, ["1.1.1"]),
        ({"2": 59}, ["2"]),
        ({"": None}, [""]),
        ({"1.1.1": None}, []),
        ({**dict.fromkeys(("", "1", "1.1", "1.2", "1.2.1", "2", "2.1")), "1.1.1": 99}, []),
        ({"1.1.1": None, "2": 59}, ["2"]),
    ],
)
def test_a_score_that_is_not_allowed_and_a_total_that_does_not_add_up_are_named(
    changes: dict[str, int | str | None], where: list[str]
) -> None:
    assert wrong(changes) == where


def test_a_workbook_without_the_columns_of_items_is_not_judged_by_them() -> None:
    office = EarlierOffice(OFFICE, {"": Decimal(100), "1": Decimal(1)})
    assert list(faults(SMALL, office)) == []


def test_it_says_what_is_there_and_what_should_be() -> None:
    (fault,) = faults(
        SMALL, EarlierOffice(OFFICE, {**{k: Decimal(v or 0) for k, v in RIGHT.items()}, "2": Decimal(59)})
    )
    assert fault.reason.zh == "「項目2」是 59，各細項加起來是 60"
    assert fault.reason.en == "“項目2” is 59; its items add up to 60"
