"""Which file counts for an office, which do not and why; whatever order they come in."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.roster import Roster
from scoring.rubric import Rubric
from scoring.scorecard import Office
from tests.builders import SMALL, answered, rubric, scorecard
from tests.extent import examples
from tests.workbook.summary.files import (
    SHILIN,
    TAIPEI,
    XINBEI,
    checked,
    collected,
    rejected,
    roster,
)
from workbook.collection.checked import Checked
from workbook.collection.selection import Collection

EARLY, LATE = "2018-07-05T08:00:00Z", "2018-07-06T08:00:00Z"
ALL = roster(TAIPEI, XINBEI, SHILIN)
OTHER_YEAR: Rubric = replace(SMALL, id="other")


def used(collection: Collection) -> list[tuple[str, str | None]]:
    """Each office, and the path of the file that counts for it."""
    return [(r.office.name, r.checked.path if r.checked else None) for r in collection.results]


def codes(collection: Collection, path: str) -> list[str]:
    (file,) = [file for file in collection.files if file.path == path]
    return [finding.code for finding in file.findings]


def why(collection: Collection, path: str) -> str:
    (file,) = [file for file in collection.files if file.path == path]
    return file.findings[-1].message()


# ── offices ─────────────────────────────────────────────────────────────────────────────────────


def test_offices_stand_in_the_order_of_the_roster_then_those_that_are_not_on_it() -> None:
    files = [checked("x", Office("X2", "乙")), checked("y", Office("X1", "甲")), checked("b", XINBEI)]
    collection = collected(*files, on=ALL)
    assert used(collection)[:3] == [("臺北分署", None), ("新北分署", "b"), ("士林分署", None)]
    assert set(used(collection)[3:]) == {("甲", "y"), ("乙", "x")}


def test_offices_that_sent_nothing_are_missing_and_those_not_on_the_roster_unlisted() -> None:
    collection = collected(checked("b", XINBEI), checked("x", Office("X1", "離島分署")), on=ALL)
    missing = [(finding.code, finding.params["office"]) for finding in collection.findings]
    assert missing == [("office-missing", "臺北分署"), ("office-missing", "士林分署")]
    assert codes(collection, "x") == ["office-unlisted"]
    assert codes(collection, "b") == []


def test_without_a_roster_nobody_is_missing_and_nobody_unlisted() -> None:
    collection = collected(checked("b", XINBEI), checked("a", TAIPEI))
    assert collection.findings == ()
    assert set(used(collection)) == {("臺北分署", "a"), ("新北分署", "b")}
    assert [codes(collection, path) for path in ("a", "b")] == [[], []]


@pytest.mark.parametrize("on", [None, roster(Office("A0", "無"))])
def test_offices_that_are_on_no_roster_stand_in_the_order_of_their_codes(on: Roster | None) -> None:
    files = [checked(office.name, office) for office in (SHILIN, XINBEI, TAIPEI)]
    collection = collected(*files, on=on)
    codes = [result.office.code for result in collection.results if result.checked]
    assert codes == ["B01", "B02", "B03"]


@pytest.mark.parametrize("name", ["臺北分署", "台北分署", " 臺 北 分署 "])
def test_an_office_that_wrote_its_own_name_is_the_one_on_the_roster(name: str) -> None:
    collection = collected(checked("a", Office("", name)), on=ALL)
    assert used(collection)[0] == ("臺北分署", "a")
    assert collection.results[0].office.code == "B01"


def test_a_file_that_says_not_whose_it_is_counts_for_nobody_and_is_listed() -> None:
    collection = collected(rejected("broken"), checked("a"), on=roster(TAIPEI))
    assert used(collection) == [("臺北分署", "a")]
    assert [file.path for file in collection.files] == ["broken", "a"]


def test_a_broken_file_that_says_whose_it_is_stands_for_its_office_without_a_total() -> None:
    collection = collected(rejected("broken", TAIPEI), on=roster(TAIPEI, XINBEI))
    assert used(collection) == [("臺北分署", "broken"), ("新北分署", None)]
    assert (collection.results[0].total, collection.results[0].rank) == (None, None)
    assert [finding.params["office"] for finding in collection.findings] == ["新北分署"]


def test_an_office_named_in_two_ways_bears_the_name_of_the_file_that_counts() -> None:
    files = [
        checked("a", Office("", "臺北分署"), {"1.1.1": 5}, saved_at=LATE),
        checked("b", Office("", "台北分署"), {"1.1.1": 6}, saved_at=EARLY),
    ]
    assert used(collected(*files)) == used(collected(*reversed(files))) == [("臺北分署", "a")]


def test_without_a_roster_too_a_form_filled_by_hand_is_of_the_office_that_it_names() -> None:
    files = [
        checked("a", TAIPEI, {"1.1.1": 5}, saved_at=LATE),
        checked("b", Office("", "臺北分署"), {"1.1.1": 6}, saved_at=EARLY),
    ]
    assert used(collected(*files)) == [("臺北分署", "a")]


def test_without_a_roster_two_codes_are_two_offices_though_they_bear_one_name() -> None:
    files = [checked("a", Office("A1", "服務科")), checked("b", Office("B1", "服務科"), {"1.1.1": 5})]
    assert set(used(collected(*files))) == {("服務科", "a"), ("服務科", "b")}


# ── two files of one office ─────────────────────────────────────────────────────────────────────

VERSIONS: dict[str, tuple[Checked, Checked, str, str]] = {
    "saved later": (
        checked("old", scores={"1.1.1": 5}, saved_at=EARLY, file_time=9.0),
        checked("new", saved_at=LATE, file_time=1.0),
        "superseded",
        "該檔最後儲存於 107年7月6日 16:00，較新",
    ),
    "changed later": (
        checked("old", scores={"1.1.1": 5}, saved_at=EARLY, file_time=1.0),
        checked("new", saved_at=EARLY, file_time=2.0),
        "superseded",
        "該檔的檔案時間較新",
    ),
    "readable": (
        rejected("old", TAIPEI, saved_at=LATE),
        checked("new", saved_at=EARLY),
        "superseded",
        "本檔無法讀取",
    ),
    "with a record": (
        checked("old", scores={"1.1.1": 5}),
        checked("new", saved_at=EARLY),
        "superseded",
        "該檔最後儲存於 107年7月5日 16:00，較新",
    ),
    "full of errors but later": (
        checked("old", saved_at=EARLY),
        checked("new", scores={"1.1.1": 99, "1.1.2": None}, saved_at=LATE),
        "superseded",
        "較新",
    ),
    "the same bytes": (
        checked("new", sha256="0" * 64, saved_at=EARLY),
        checked("old", sha256="0" * 64, saved_at=EARLY),
        "duplicate",
        "只計一次",
    ),
}


@pytest.mark.usefixtures("taipei_time")
@pytest.mark.parametrize("name", VERSIONS)
@pytest.mark.parametrize("order", [1, -1])
def test_one_file_of_an_office_counts_and_the_other_says_why_not(name: str, order: int) -> None:
    other, best, code, reason = VERSIONS[name]
    collection = collected(*(other, best)[::order])
    assert used(collection) == [("臺北分署", best.path)]
    assert codes(collection, other.path)[-1] == code
    assert reason in why(collection, other.path)
    assert f"「{best.path}」" in why(collection, other.path)
    assert codes(collection, best.path) == [finding.code for finding in best.findings]
    for file in collection.files:
        assert collection.counts(file) == (file.path == best.path)
        assert collection.is_used(file) == (file.path == best.path and best.state != "rejected")
        assert bool(file.replaced) == (file.path == other.path)


def test_a_file_counts_is_used_or_is_nobodys() -> None:
    good, broken = checked("good", TAIPEI), rejected("broken", SHILIN)
    nameless, unknown = checked("nameless", Office()), rejected("unknown")
    collection = collected(good, broken, nameless, unknown)
    judged = {
        file.path: (collection.counts(file), collection.is_used(file), collection.is_nobodys(file))
        for file in collection.files
    }
    assert judged == {
        "good": (True, True, False),
        "broken": (True, False, False),
        "nameless": (False, False, True),
        "unknown": (False, False, True),
    }
    assert {result.office: result.form for result in collection.results} == {TAIPEI: good, SHILIN: None}


@pytest.mark.usefixtures("taipei_time")
def test_when_a_file_was_saved_is_told_in_local_time_and_in_the_language_asked_for() -> None:
    old, new = checked("old", scores={"1.1.1": 5}), checked("new", saved_at=EARLY)
    (finding,) = collected(old, new).files[0].findings
    assert "107年7月5日 16:00" in finding.message("zh-TW")
    assert "saved later, 2018-07-05 16:00" in finding.message("en")


def test_a_time_that_no_calendar_has_is_none() -> None:
    old, new = checked("old", scores={"1.1.1": 5}), checked("new", saved_at="9999-99-99T99:99:99Z")
    collection = collected(old, new)
    assert codes(collection, "old") == codes(collection, "new") == ["version-conflict"]


def test_files_are_listed_in_the_order_given() -> None:
    files = [checked("c"), rejected("a"), checked("b", XINBEI)]
    assert [file.path for file in collected(*files).files] == ["c", "a", "b"]


def test_of_three_files_all_but_the_last_say_which_one_counts() -> None:
    files = [
        checked(f"v{day}", scores={"1.1.1": day}, saved_at=f"2018-07-0{day}T08:00:00Z") for day in (3, 1, 2)
    ]
    collection = collected(*files)
    assert used(collection) == [("臺北分署", "v3")]
    assert [codes(collection, path) for path in ("v1", "v2", "v3")] == [["superseded"], ["superseded"], []]
    assert "「v3」" in why(collection, "v1")


# ── rubrics and ranks ───────────────────────────────────────────────────────────────────────────


def test_a_form_of_another_rubric_is_refused_and_keeps_no_total() -> None:
    other = checked("other", XINBEI, of=OTHER_YEAR)
    collection = collected(checked("a"), other)
    (file,) = [file for file in collection.files if file.path == "other"]
    assert (file.state, [finding.code for finding in file.findings]) == ("rejected", ["form-other-rubric"])
    assert "「other」，不是正在收的「small」" in file.findings[0].message()
    assert {result.office.name: result.rank for result in collection.results} == {
        "臺北分署": 1,
        "新北分署": None,
    }


def test_the_complete_are_ranked_ties_share_a_rank_and_the_incomplete_have_none() -> None:
    scores = {"甲": 10, "乙": 8, "丙": 10, "丁": None, "戊": 7}
    files = [checked(name, Office(name, name), {"1.1.1": points}) for name, points in scores.items()]
    ranks = {result.office.name: result.rank for result in collected(*files).results}
    assert ranks == {"甲": 1, "乙": 3, "丙": 1, "丁": None, "戊": 4}


@pytest.mark.parametrize(
    ("notes", "asked", "ranked"),
    [
        (("1. 佐證如附件。",), True, [1, 2]),
        ((), True, [None, 1]),
        (("……",), True, [None, 1]),
        ((), False, [1, 2]),
    ],
)
def test_an_office_without_the_evidence_that_is_asked_for_has_no_rank(
    notes: tuple[str, ...], asked: bool, ranked: list[int | None]
) -> None:
    of = replace(SMALL, notes_required=asked)
    one = checked("a.xlsx", TAIPEI, card=answered(scorecard(of), "1.1.1", notes=notes), of=of)
    other = checked("b.xlsx", XINBEI, {"1.1.1": 9}, of=of)
    assert [result.rank for result in collected(one, other, of=of).results] == ranked


def test_ties_in_tenths_are_ties() -> None:
    tenths = rubric(*SMALL.dimensions, step="0.1")
    scores = [("1.1", "1.2"), ("1.3", "1"), ("1.2", "1.1")]
    files = [
        checked(name, Office(name, name), {"1.2.1.1": left, "1.2.1.2": right}, of=tenths)
        for name, (left, right) in zip("甲乙丙", scores, strict=True)
    ]
    assert [result.rank for result in collected(*files, of=tenths).results] == [1, 1, 1]


def test_a_file_that_was_passed_over_takes_no_rank() -> None:
    files = [
        checked("low", XINBEI, {"1.1.1": 1}),
        checked("old", TAIPEI, {"1.1.1": 10}, saved_at=EARLY),
        checked("new", TAIPEI, {"1.1.1": 5}, saved_at=LATE),
    ]
    ranks = {result.office.name: result.rank for result in collected(*files).results}
    assert ranks == {"臺北分署": 1, "新北分署": 2}


# ── order ───────────────────────────────────────────────────────────────────────────────────────

POOL = (
    checked("t1", TAIPEI, {"1.1.1": 1}, saved_at=EARLY),
    checked("t2", TAIPEI, {"1.1.1": 2}, saved_at=LATE),
    checked("t3", TAIPEI, {"1.1.1": 3}, saved_at=LATE),
    checked("t3 again", TAIPEI, {"1.1.1": 3}, saved_at=LATE, sha256=checked("t3").sha256),
    checked("台", Office("", "台北分署"), {"1.1.1": 4}, saved_at=EARLY),
    rejected("t5", TAIPEI, saved_at=LATE),
    checked("x1", XINBEI, {"1.1.1": None}, file_time=5.0),
    checked("x2", XINBEI, {"1.1.1": 99}, file_time=5.0),
    checked("u", Office("X1", "離島分署")),
    checked("v", Office("X2", "外島分署"), {"1.1.1": 3}),
    rejected("nobody's"),
    checked("other", Office("X3", "別年"), of=OTHER_YEAR),
)


def outcome(files: Sequence[Checked], *, listed: bool) -> object:
    """All that a selection says, but for the order in which the files are listed."""
    collection = collected(*files, on=ALL if listed else None)
    results = [(r.office, r.checked.path if r.checked else None, r.total, r.rank) for r in collection.results]
    said = {
        file.path: (file.state, [(f.code, f.message(), f.message("en")) for f in file.findings])
        for file in collection.files
    }
    return results, said, [(f.code, dict(f.params)) for f in collection.findings]


@given(st.permutations(POOL), st.integers(0, len(POOL)), st.booleans())
@examples(150)
def test_the_order_of_the_files_decides_nothing(files: list[Checked], count: int, listed: bool) -> None:
    some = files[:count]
    again = random.Random(count).sample(some, len(some))
    assert outcome(some, listed=listed) == outcome(again, listed=listed)
    assert outcome(some, listed=listed) == outcome(sorted(some, key=lambda c: c.path), listed=listed)


def test_the_files_given_are_left_as_they_were() -> None:
    old, new = checked("old", saved_at=EARLY), checked("new", scores={"1.1.1": 1}, saved_at=LATE)
    collected(old, new, rejected("x"), on=ALL)
    assert (old.findings, new.findings) == ((), ())
    assert old.scorecard == replace(scorecard(SMALL), office=TAIPEI)


@pytest.mark.parametrize(
    ("earlier", "later", "found"),
    [
        (LATE, EARLY, ["version-doubtful"]),
        (EARLY, LATE, []),
        ("", "", ["version-doubtful"]),  # then the file's own time counts
    ],
)
def test_a_form_issued_earlier_but_saved_later_is_to_be_looked_at(
    earlier: str, later: str, found: list[str]
) -> None:
    old = checked("old", TAIPEI, {"1.1.1": 5}, saved_at=earlier, file_time=2.0)
    new = checked("new", TAIPEI, {"1.1.1": 6}, saved_at=later, file_time=1.0)
    assert new.identity
    new = replace(new, identity=replace(new.identity, issue="107-2"))
    collection = collected(old, new)
    assert used(collection) == [("臺北分署", "new")]
    assert (codes(collection, "old"), codes(collection, "new")) == (["superseded"], found)
    same = replace(old, scorecard=new.scorecard)
    assert codes(collected(same, new), "new") == []
