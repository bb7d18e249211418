"""A later file that says far less takes nobody's place by itself, and halves are named as halves."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from scoring.findings import Finding
from scoring.rubric import Rubric
from tests.builders import item, rubric, section
from tests.workbook.summary.files import TAIPEI, checked, roster
from workbook.collection.checked import Checked
from workbook.collection.proof import Acceptance, Known, Provenance
from workbook.collection.selection import Collection, select

ITEMS = tuple(f"1.1.{number}" for number in range(1, 21))
TWENTY: Rubric = rubric(section("1", section("1.1", *(item(each, 10) for each in ITEMS))))
ROSTER = roster(TAIPEI)


def version(path: str, items: Iterable[str] = ITEMS, score: int = 5) -> Checked:
    """A form with scores for these items alone."""
    wanted = set(items)
    return checked(path, TAIPEI, {each: score if each in wanted else None for each in ITEMS}, of=TWENTY)


def received(*files: Checked, accepted: str = "") -> Collection:
    """Files that came one after another; a person accepted one of them over the others."""
    others = frozenset(file.sha256 for file in files if file.path != accepted)
    known = {
        file.path: Known(
            arrived=float(at),
            acceptance=Acceptance("電話", "", "2026-11-25T09:00:00", others)
            if file.path == accepted
            else None,
        )
        for at, file in enumerate(files)
    }
    return select(TWENTY, files, ROSTER, provenance=Provenance(ROSTER, "", known))


def used(collection: Collection) -> str:
    (result,) = collection.results
    assert result.checked
    return result.checked.path


def found(collection: Collection, path: str, code: str) -> Finding | None:
    (file,) = [each for each in collection.files if each.path == path]
    return next((finding for finding in file.findings if finding.code == code), None)


def test_a_form_with_far_fewer_scores_than_one_that_passed_does_not_replace_it() -> None:
    collection = received(version("whole"), version("thin", ITEMS[:9]))
    assert used(collection) == "whole"
    assert collection.results[0].rank == 1
    held = found(collection, "thin", "version-fewer")
    assert held
    assert "只有 9 項評分，先前的「whole」有 20 項；未採用" in held.message()
    assert "has scores for 9 item(s)" in held.message("en")
    assert "kaohe accept thin" in held.remedy()


@pytest.mark.parametrize("count", [10, 19])
def test_a_form_with_half_of_the_scores_or_more_replaces_it(count: int) -> None:
    assert used(received(version("whole"), version("later", ITEMS[:count]))) == "later"


@pytest.mark.parametrize(("count", "expected"), [(0, "first"), (1, "first"), (2, "later"), (9, "later")])
def test_a_nearly_blank_form_replaces_none_that_has_scores(count: int, expected: str) -> None:
    first, later = version("first", ITEMS[:19]), version("later", ITEMS[:count])
    assert first.state == "questioned"
    assert used(received(first, later)) == expected


def test_of_several_that_are_held_none_counts_and_each_says_so() -> None:
    collection = received(
        version("whole"), version("a", ITEMS[:3]), version("b", ()), version("old", ITEMS[:2])
    )
    assert used(collection) == "whole"
    assert [bool(found(collection, path, "version-fewer")) for path in ("a", "b", "old")] == [True] * 3


def test_a_whole_form_that_comes_after_them_counts() -> None:
    collection = received(version("whole"), version("thin", ()), version("corrected", score=6))
    assert used(collection) == "corrected"
    assert found(collection, "thin", "superseded")


def test_a_person_may_take_it() -> None:
    collection = received(version("whole"), version("thin", ITEMS[:3]), accepted="thin")
    assert used(collection) == "thin"
    assert found(collection, "whole", "superseded")


def test_a_form_whose_file_was_preferred_counts_however_little_it_says() -> None:
    files = [replace(version("whole"), file_time=1.0), replace(version("thin", ()), file_time=2.0)]
    assert used(select(TWENTY, files, ROSTER)) == "whole"
    assert used(select(TWENTY, files, ROSTER, frozenset({"thin"}))) == "thin"


def test_two_files_whose_scores_do_not_overlap_are_named_as_halves() -> None:
    collection = received(version("first half", ITEMS[:12]), version("second half", ITEMS[12:]))
    halves = found(collection, "second half", "version-halves")
    assert used(collection) == "second half"
    assert halves
    assert "（8 項與 12 項），像是分開填的兩半" in halves.message()
    assert "halves of one form" in halves.message("en")


def test_files_that_share_one_score_are_no_halves() -> None:
    collection = received(version("one", ITEMS[:12]), version("two", ITEMS[11:], score=6))
    assert found(collection, "two", "version-halves") is None
