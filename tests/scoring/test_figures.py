"""What forms come to by rules of every kind, against figures worked out by hand."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from scoring.ranking import ranks
from scoring.totals import recompute
from tests.rules import answered, one_criterion, points, ruled

FIVE = {"1.1.1": 100, "1.1.2": 100, "1.1.3": 100, "1.1.4": 100, "1.1.5": 100}
WEIGHTED = one_criterion(
    "\n".join(
        f'- {{id: "{key}", title: 細項{key}, low: 0, maximum: 100, weight: {weight}}}'
        for key, weight in zip(FIVE, (25, 25, 25, 15, 10), strict=True)
    ),
    "fold: {kind: mean}\nround: {to: 0.01}",
)
HALF = "step: 0.5"


def total(
    dimensions: str, answers: Mapping[str, object], top: str = "", risk: str = ""
) -> Decimal | str | None:
    """Return what the whole form comes to: a number, na, or None while something is blank."""
    found = recompute(ruled(dimensions, top), answered(answers, {"risk": risk}))[""]
    if not found.complete:
        return None
    return "na" if found.is_na else found.recomputed


def test_weights_decide_the_rank_where_the_raw_sum_would_say_otherwise() -> None:
    one = dict(zip(FIVE, (75, 75, 75, 75, 100), strict=True))  # 400 raw
    other = dict(zip(FIVE, (90, 90, 90, 66, 60), strict=True))  # 396 raw
    totals = {"one": total(WEIGHTED, one), "other": total(WEIGHTED, other)}
    assert totals == {"one": Decimal("77.5"), "other": Decimal("83.4")}
    assert ranks({key: value for key, value in totals.items() if isinstance(value, Decimal)}) == {
        "one": 2,
        "other": 1,
    }


@pytest.mark.parametrize(
    ("scores", "raw", "expected"),
    [
        ((80, 80, 80, 80, 80), 400, 80),
        ((84, 84, 84, 84, 84), 420, 84),
        ((72, 80, 78, 90, 80), 400, 79),
        ((88, 88, 88, 80, 52), 396, "83.2"),
    ],
)
def test_weights_of_25_25_25_15_10(scores: tuple[int, ...], raw: int, expected: object) -> None:
    assert sum(scores) == raw
    assert total(WEIGHTED, dict(zip(FIVE, scores, strict=True))) == Decimal(str(expected))


@pytest.mark.parametrize(
    ("maximum", "rule", "score", "expected"),
    [
        (55, "fold: {factor: 1.82, cap: [0, 100]}", 55, "100"),
        (55, "fold: {factor: 1.82, cap: [0, 100]}", 54, "98.28"),
        (45, "fold: {factor: 2.22, cap: [0, 100]}", 45, "99.9"),
        (45, "fold: {factor: 2.22, cap: [0, 100]}\nround: {to: 1}", 45, "100"),
    ],
)
def test_a_part_alone_is_multiplied_and_capped(maximum: int, rule: str, score: int, expected: str) -> None:
    assert total(one_criterion(points({"1.1.1": maximum}), rule), {"1.1.1": score}) == Decimal(expected)


LEVELS = one_criterion(
    "\n".join(f'- {{id: "1.1.{n}", title: 題{n}, ask: {{choice: level}}}}' for n in range(1, 5)),
    "fold: {kind: mean}\nround: {to: 0.01}",
)


@pytest.mark.parametrize(
    ("ticked", "expected"),
    [
        ((1, 2, 3, 4), "2"),
        ((1, 1, 2, 4), "2.67"),
        ((4, 4, 4, 3), "1"),
        ((4, 4, 4, 4), "na"),
        ((1, 1, 1, None), None),
    ],
)
def test_the_mean_of_what_was_answered_leaves_out_what_does_not_apply(
    ticked: tuple[int | None, ...], expected: str | None
) -> None:
    answers = {f"1.1.{n}": [option] if option else None for n, option in enumerate(ticked, start=1)}
    found = total(LEVELS, answers)
    assert found == (Decimal(expected) if expected not in (None, "na") else expected)


FAULTS = one_criterion(
    """
    - {id: "1.1.1", title: 錯字, ask: {count: {each: -1}}}
    - {id: "1.1.2", title: 逾期, ask: {count: {each: -2.5}}}
    """,
    "fold: {base: 100, cap: [0, 100]}",
)


@pytest.mark.parametrize(
    ("cases", "expected"), [((0, 0), 100), ((3, 2), 92), ((1, 40), 0), ((None, 1), None)]
)
def test_deductions_from_a_base_do_not_go_below_the_cap(
    cases: tuple[int | None, int], expected: int | None
) -> None:
    answers = {f"1.1.{n}": None if case is None else (case,) for n, case in enumerate(cases, start=1)}
    assert total(FAULTS, answers) == expected


@pytest.mark.parametrize(
    ("fold", "scores", "expected"),
    [
        ("{best: 3}", (10, 20, 30, 40, 50), 120),
        ("{best: 3}", (50, 50, 10, 10, 10), 110),
        ("{kind: mean, best: 3}", (10, 20, 30, 40, 50), 40),
        ("{kind: least}", (10, 20, 30, 40, 50), 10),
        ("{kind: most}", (10, 20, 30, 40, 50), 50),
        ("{out_of: 45}", (100, 100, 100, 100, 0), 36),
    ],
)
def test_of_five_parts_a_fold_makes(fold: str, scores: tuple[int, ...], expected: int) -> None:
    rule = f"fold: {fold}\nround: {{to: 0.01}}"
    assert total(one_criterion(points(FIVE), rule), dict(zip(FIVE, scores, strict=True))) == expected


def test_what_does_not_apply_is_scaled_away() -> None:
    items = points({"1.1.1": 20, "1.1.2": 25}).replace("low: 0", "low: 0, allow_na: true")
    assert total(one_criterion(items, "fold: {out_of: 45}"), {"1.1.1": 16, "1.1.2": "na"}) == 36


@pytest.mark.parametrize(("score", "counts"), [("17.5", True), ("5.5", True), ("17.25", False)])
def test_half_points_count_where_the_step_is_a_half(score: str, counts: bool) -> None:
    found = total(one_criterion(points({"1.1.1": "17.5"})), {"1.1.1": score}, HALF)
    assert found == (Decimal(score) if counts else None)


def test_a_bonus_adds_beyond_what_is_capped() -> None:
    dimensions = one_criterion(points({"1.1.1": 100}), "fold: {cap: [0, 100]}") + (
        '- {id: "2", title: 加分, bonus: true, children: [{id: "2.1", title: 項, children: '
        '[{id: "2.1.1", title: 特色, low: 0, maximum: 11}]}]}'
    )
    assert total(dimensions, {"1.1.1": "80.5", "2.1.1": 11}, HALF) == Decimal("91.5")
    assert total(dimensions, {"1.1.1": 100, "2.1.1": 11}, HALF) == 111


RATE = one_criterion(
    """
    - id: "1.1.1"
      title: 完成率
      ask:
        measure:
          of: [實際, 應到]
          steps: [{from: 1, worth: 3}, {from: 0.9, worth: 2}, {from: 0, worth: 0}]
    """
)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [(("8.1", "9.0"), 2), ((9, 9), 3), ((8, 9), 0), ((0, 9), 0), ((0, 0), "na"), ((899_999, 1_000_000), 0)],
)
def test_a_ratio_is_looked_up_as_it_is_written(numbers: tuple[object, object], expected: object) -> None:
    assert total(RATE, {"1.1.1": numbers}) == expected


CHOICES = one_criterion('- {id: "1.1.1", title: 做了哪些, maximum: 3, ask: {choices: some}}')


@pytest.mark.parametrize(("ticked", "expected"), [([1, 2], "2.5"), ([1, 2, 3], "3"), ([3], "2"), ([], None)])
def test_several_options_add_up_to_the_maximum_at_most(ticked: list[int], expected: str | None) -> None:
    assert total(CHOICES, {"1.1.1": ticked}) == (None if expected is None else Decimal(expected))


WHEN = one_criterion(
    """
    - {id: "1.1.1", title: 都要填, ask: {choice: yn}}
    - {id: "1.1.2", title: 風險高才填, ask: {choice: yn}, when: {risk: [高, 中]}}
    - {id: "1.1.3", title: 前項為是才填, ask: {choice: yn}, when: {"1.1.1": [是]}}
    """,
    "fold: {kind: count, of: 是, out_of: 100}\nround: {to: 0.1}",
)


@pytest.mark.parametrize(
    ("risk", "ticked", "expected"),
    [
        ("低", ([1], None, [2]), "50"),
        ("低", ([2], None, None), "0"),
        ("高", ([1], None, [2]), None),
        ("高", ([1], [1], [2]), "66.7"),
        ("中", ([3], [1], None), "100"),
        ("低", ([3], None, None), "na"),
    ],
)
def test_what_is_not_asked_is_no_part_of_the_share(
    risk: str, ticked: tuple[list[int] | None, ...], expected: str | None
) -> None:
    answers = {f"1.1.{n}": option for n, option in enumerate(ticked, start=1)}
    found = total(WHEN, answers, risk=risk)
    assert found == (Decimal(expected) if expected not in (None, "na") else expected)


def test_rounding_the_parts_first_is_another_total_than_rounding_last() -> None:
    parts = points({"1.1.1": 10, "1.1.2": 10, "1.1.3": 10})
    answers = {"1.1.1": 10, "1.1.2": 10, "1.1.3": 9}
    last = total(one_criterion(parts, "fold: {kind: mean}\nround: {to: 1}"), answers, "fold: {factor: 10}")
    first = total(one_criterion(parts, "fold: {kind: mean}"), answers, "fold: {factor: 10}\nround: {to: 1}")
    assert (last, first) == (Decimal(100), Decimal(97))
