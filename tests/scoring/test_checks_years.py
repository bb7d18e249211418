"""Days above the table that are years from the collection."""

from dataclasses import replace
from datetime import date

import pytest

from scoring.checks.years import known_years, other_year
from scoring.rubric import HeaderField, Rubric
from scoring.scorecard import Header
from tests.builders import HEADER, SMALL, scorecard

ISSUED_115 = "20261102-090000-1a2b3c4d"
PERIOD = HeaderField("span", "考核期間", "period")


def of(title: str, rubric_id: str = "small") -> Rubric:
    return replace(SMALL, id=rubric_id, title=title, header=(*HEADER, PERIOD))


def codes(rubric: Rubric, issue: str, days: dict[str, tuple[date, ...]]) -> list[tuple[str, str]]:
    card = replace(scorecard(SMALL), header=Header(days))
    return [(found.code, found.id) for found in other_year(rubric, card, issue)]


@pytest.mark.parametrize(
    ("title", "rubric_id", "issue", "years"),
    [
        ("107 年度考核評分表", "form", "", (2018,)),
        ("107年度考核評分表", "form", ISSUED_115, (2018, 2026)),
        ("2024 年度自評表", "form", "", (2024,)),
        ("自評表", "107", "", (2018,)),
        ("自評表", "2024", "", (2024,)),
        ("自評表", "07", "", ()),
        ("自評表", "9999", "", ()),
        ("自評表", "ipcaf", "", ()),
        ("自評表", "ipcaf", ISSUED_115, (2026,)),
        ("自評表", "ipcaf", f"20251102-090000-1a2b3c4d+{ISSUED_115}", (2026,)),
        ("自評表", "ipcaf", "107-1", ()),
        ("自評表", "ipcaf", "00001102-090000-1", ()),
        ("1 2345年度", "ipcaf", "", ()),
    ],
)
def test_the_year_is_that_of_the_rubric_and_of_the_issue(
    title: str, rubric_id: str, issue: str, years: tuple[int, ...]
) -> None:
    assert known_years(of(title, rubric_id), issue) == years


@pytest.mark.parametrize(
    ("day", "is_far"),
    [
        (date(2018, 7, 5), False),
        (date(2017, 1, 1), False),
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2016, 12, 31), True),
        (date(2015, 7, 5), True),
        (date(2025, 1, 1), False),
        (date(2026, 11, 20), False),
        (date(2027, 1, 20), False),
        (date(2028, 1, 1), True),
    ],
)
def test_a_day_may_be_of_the_year_before_or_after_either(day: date, *, is_far: bool) -> None:
    found = codes(of("107 年度考核評分表"), ISSUED_115, {"date": (day,)})
    assert found == ([("day-of-another-year", "date")] if is_far else [])


def test_both_ends_of_a_period_are_looked_at() -> None:
    rubric = of("115 年度考核評分表")
    assert codes(rubric, "", {"span": (date(2025, 1, 1), date(2025, 12, 31))}) == []
    assert codes(rubric, "", {"span": (date(2015, 1, 1), date(2025, 12, 31))}) == [
        ("day-of-another-year", "span")
    ]


def test_without_a_known_year_nothing_is_said() -> None:
    assert codes(of("自評表"), "107-1", {"date": (date(2005, 1, 1),)}) == []


def test_it_is_said_with_the_day_and_the_years() -> None:
    card = replace(scorecard(SMALL), header=Header({"date": (date(2015, 7, 5),)}))
    (found,) = other_year(of("107 年度考核評分表"), card, ISSUED_115)
    assert found.severity == "warning"
    assert found.message() == "「考核日期」寫的是104年7月5日，與這次考核（107、115 年）相差兩年以上。"
    assert "says 2015-07-05, two years or more from this collection (2018, 2026)" in found.message("en")
