"""Which of an office's files is the later one: moments decide, and what proves nothing decides nothing."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.values import local_time
from tests.builders import SMALL
from tests.extent import examples
from tests.workbook.summary.files import TAIPEI, checked, roster
from workbook.collection.checked import Checked
from workbook.collection.proof import Known, Provenance
from workbook.collection.selection import Collection, select

ROSTER = roster(TAIPEI)
FIRST, SECOND = "20261101-090000-aaaaaaaa", "20261110-090000-bbbbbbbb"
NINE, TEN = "2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z"
NOON = "2026-11-24T12:00:00Z"
FIXED = "2006-09-16T00:00:00Z"
"""What some programs write whatever the time is."""


def moment(text: str) -> float:
    at = local_time(text)
    assert at
    return at.timestamp()


def version(path: str, score: int, *, saved: str = "", issue: str = FIRST) -> Checked:
    file = checked(path, TAIPEI, {"1.1.1": score}, saved_at=saved)
    assert file.identity
    return replace(file, identity=replace(file.identity, issue=issue))


def received(*files: tuple[Checked, str]) -> Collection:
    """The files as a campaign selects among them, each with when it came."""
    known = {file.path: Known(arrived=moment(at) if at else None) for file, at in files}
    return select(SMALL, [file for file, _ in files], ROSTER, provenance=Provenance(ROSTER, "", known))


def chosen(collection: Collection) -> str:
    (result,) = collection.results
    assert result.checked
    return result.checked.path


def said(collection: Collection) -> dict[str, list[str]]:
    return {file.path: [finding.code for finding in file.findings] for file in collection.files}


@pytest.mark.parametrize(
    "saved", ["", "2006-09-16T00:00:00Z", "2026-11-19T00:00:00Z", "2031-01-01T00:00:00Z"]
)
def test_the_file_that_came_later_counts_whatever_time_is_saved_in_it(saved: str) -> None:
    first = version("first", 5, saved="2026-11-18T00:00:00Z"), NINE
    collection = received(first, (version("correction", 6, saved=saved), NOON))
    assert chosen(collection) == "correction"
    assert said(collection) == {"first": ["superseded"], "correction": []}
    assert "該檔較晚收到" in collection.files[0].findings[0].message()
    assert "it came later" in collection.files[0].findings[0].message("en")


def test_the_form_issued_last_counts_though_the_one_before_came_later_and_that_is_told() -> None:
    collection = received(
        (version("new form", 5, issue=SECOND), NINE), (version("old form", 6, issue=FIRST), NOON)
    )
    assert chosen(collection) == "new form"
    (doubt,) = collection.files[0].findings
    assert doubt.code == "version-doubtful"
    assert "本檔的表是較後發出的，該檔卻較晚收到" in doubt.message()


def test_of_two_that_came_together_the_one_saved_later_counts_by_moments_not_by_texts() -> None:
    early = version("a", 5, saved="2026-11-20T17:00:00+08:00"), NOON  # 09:00 in UTC
    late = version("b", 6, saved="2026-11-20T09:30:00Z"), NOON
    assert chosen(received(early, late)) == chosen(received(late, early)) == "b"


@pytest.mark.usefixtures("taipei_time")
@pytest.mark.parametrize(
    ("saved", "what"),
    [
        ("", "is missing"),
        (FIXED, "lies before the form was issued"),
        ("2026-11-24T12:00:01Z", "lies after the file came"),
        (TEN, "is the same"),
    ],
)
def test_of_two_that_came_together_a_person_decides_where_the_time_saved(saved: str, what: str) -> None:
    collection = received((version("a", 5, saved=TEN), NOON), (version("b", 6, saved=saved), NOON))
    assert said(collection) == {"a": ["version-conflict"], "b": ["version-conflict"]}, what


def test_what_came_later_and_was_saved_before_counts_and_is_told() -> None:
    collection = received((version("a", 5, saved=NINE), NOON), (version("b", 6, saved=TEN), TEN))
    assert chosen(collection) == "a"
    (doubt,) = collection.files[0].findings
    assert "本檔較晚收到，該檔卻儲存得較晚" in doubt.message()
    assert "this file came later, but that one was saved later" in doubt.message("en")


def test_the_time_of_the_file_itself_says_nothing_of_what_was_received() -> None:
    files = [
        replace(version(path, score), file_time=at) for path, score, at in (("a", 5, 1.0), ("b", 6, 2.0))
    ]
    collection = received(*((file, NOON) for file in files))
    assert said(collection) == {"a": ["version-conflict"], "b": ["version-conflict"]}


# ── any files, in any order ─────────────────────────────────────────────────────────────────────

TIMES = (
    "",
    "2006-09-16T00:00:00Z",
    NINE,
    TEN,
    "2026-11-20T18:00:00+08:00",
    NOON,
    "2099-01-01T00:00:00Z",
    "x",
)
ARRIVALS = (NINE, TEN, NOON)
FILES = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from(TIMES),
        st.sampled_from((FIRST, SECOND)),
        st.sampled_from(ARRIVALS),
    ),
    min_size=1,
    max_size=6,
)
Drawn = Sequence[tuple[int, str, str, str]]


def credible(saved: str, issue: str, arrived: str) -> datetime.datetime | None:
    """The time saved in a file, where it lies between the issue and the arrival."""
    at, came = local_time(saved), local_time(arrived)
    issued = datetime.datetime.strptime(issue[:15], "%Y%m%d-%H%M%S").astimezone()
    return at if at and came and issued <= at <= came else None


@given(FILES, st.randoms(use_true_random=False))
@examples(300)
def test_the_one_that_counts_has_no_fewer_facts_behind_it_and_no_order_matters(
    drawn: Drawn, shuffled: random.Random
) -> None:
    files = [
        (version(f"f{number}", score, saved=saved, issue=issue), arrived)
        for number, (score, saved, issue, arrived) in enumerate(drawn)
    ]
    again = list(files)
    shuffled.shuffle(again)
    collection = received(*files)
    assert said(collection) == said(received(*again)) == said(received(*reversed(files)))
    best = int(chosen(collection)[1:])
    assert chosen(received(*again)) == chosen(collection)
    score, saved, issue, arrived = drawn[best]
    for number, (other_score, other_saved, other_issue, other_arrived) in enumerate(drawn):
        assert (other_issue, moment(other_arrived)) <= (issue, moment(arrived))
        if number == best or (other_issue, other_arrived) != (issue, arrived):
            continue
        mine, its = credible(saved, issue, arrived), credible(other_saved, issue, arrived)
        assert its is None or (mine is not None and mine >= its)
        is_undecided = mine is None or its is None or mine == its
        is_told = "version-conflict" in said(collection)[f"f{number}"]
        assert is_told == (is_undecided and score != other_score)
