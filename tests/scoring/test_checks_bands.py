"""Findings about ticks and the scores under them."""

import pytest

from scoring.audit import audit
from tests.builders import SMALL, answered, item, places, rubric, scorecard, section

BANDED = "1.1.2"  # 11~20, 1~10


@pytest.mark.parametrize(
    ("ticked", "points", "expected"),
    [
        ((1,), 20, []),
        ((1,), 11, []),
        ((1,), 10, ["band-score-mismatch"]),
        ((2,), 10, []),
        ((2,), 1, []),
        ((2,), 11, ["band-score-mismatch"]),
        ((), 20, ["band-missing"]),
        ((1, 2), 20, ["band-multiple"]),
        ((1, 2), 5, ["band-multiple"]),
        ((1,), 21, ["score-out-of-range"]),
        ((2,), 0, ["score-out-of-range"]),
        ((1,), None, ["score-missing"]),
        ((), None, ["score-missing", "band-missing"]),
    ],
)
def test_the_score_must_stand_within_the_one_band_ticked(
    ticked: tuple[int, ...], points: int | None, expected: list[str]
) -> None:
    card = answered(scorecard(SMALL, {BANDED: points}), BANDED, ticked=ticked)
    assert places(audit(SMALL, card).findings) == [(code, BANDED) for code in expected]


def test_a_mismatch_names_the_band_and_what_it_allows() -> None:
    (found,) = audit(SMALL, scorecard(SMALL, {BANDED: 7})).findings
    assert (found.part, found.index) == ("score", 0)
    assert found.params == {"name": "2. 細項1.1.2", "score": "7", "band": 1, "range": "11~20"}


def test_no_tick_is_found_at_the_first_band() -> None:
    (found,) = audit(SMALL, answered(scorecard(SMALL), BANDED, ticked=())).findings
    assert (found.part, found.index, found.params["count"]) == ("band", 1, 2)


def test_a_second_tick_is_found_where_it_stands() -> None:
    (found,) = audit(SMALL, answered(scorecard(SMALL), BANDED, ticked=(1, 2))).findings
    assert (found.part, found.index, found.params["bands"]) == ("band", 2, "1、2")


def test_a_mark_that_is_no_tick_is_quoted_and_the_item_not_called_unticked() -> None:
    card = answered(scorecard(SMALL), BANDED, ticked=(), odd_ticks=((2, "是"),))
    findings = audit(SMALL, card).findings
    assert places(findings) == [("tick-unreadable", BANDED)]
    assert (findings[0].part, findings[0].index) == ("band", 2)
    assert findings[0].params == {"name": "2. 細項1.1.2", "text": "是", "band": 2}


def test_each_odd_mark_is_found_beside_a_good_tick() -> None:
    card = answered(scorecard(SMALL), BANDED, odd_ticks=((1, "?"), (2, "是")))
    findings = audit(SMALL, card).findings
    assert [(f.code, f.index) for f in findings] == [("tick-unreadable", 1), ("tick-unreadable", 2)]


@pytest.mark.parametrize(("ticked", "expected"), [((2,), []), ((3,), ["band-score-mismatch"])])
def test_bands_that_overlap_as_printed_each_allow_their_own_scores(
    ticked: tuple[int, ...], expected: list[str]
) -> None:
    overlap = rubric(section("1", section("1.1", item("1.1.1", 20, (16, 20), (1, 15), (1, 10)))))
    card = answered(scorecard(overlap, {"1.1.1": 12}), "1.1.1", ticked=ticked)
    assert places(audit(overlap, card).findings) == [(code, "1.1.1") for code in expected]


def test_an_item_without_bands_needs_no_tick() -> None:
    card = answered(scorecard(SMALL), "1.1.1", ticked=())
    assert audit(SMALL, card).findings == ()
