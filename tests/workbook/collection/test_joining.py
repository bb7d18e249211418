"""Two halves of one form count as one where a person says so, both are proven and nothing contradicts."""

from dataclasses import replace

import pytest

from scoring.scorecard import Answer
from tests.words import assert_says
from tests.workbook.collection.test_held import ITEMS, ROSTER, TWENTY, found, version
from tests.workbook.summary.files import XINBEI, checked
from workbook.collection.checked import Checked
from workbook.collection.joining import why_not
from workbook.collection.proof import Acceptance, Known, Provenance
from workbook.collection.selection import Collection, select

FIRST, SECOND = version("a", ITEMS[:12]), version("b", ITEMS[12:], score=7)
OVER = frozenset({SECOND.sha256})


def taken(*files: Checked, joined: str = SECOND.sha256, changed: str = "") -> Collection:
    """The first file was accepted, joined with the second; ``changed`` is no longer as it was received."""
    known = {
        file.path: Known(
            is_as_received=file.path != changed,
            acceptance=Acceptance("電話", "", "2026-11-25T09:00:00", OVER, joined)
            if file.path == FIRST.path
            else None,
            arrived=float(at),
        )
        for at, file in enumerate(files)
    }
    return select(TWENTY, files, ROSTER, provenance=Provenance(ROSTER, "", known))


@pytest.mark.parametrize("files", [(FIRST, SECOND), (SECOND, FIRST)])
def test_two_halves_that_a_person_joined_are_one_form(files: tuple[Checked, ...]) -> None:
    collection = taken(*files)
    (result,) = collection.results
    assert result.checked
    assert (result.checked.path, result.checked.state, result.rank) == ("a", "accepted", 1)
    assert result.total == 12 * 5 + 8 * 7
    joined, into = found(collection, "a", "form-joined"), found(collection, "b", "joined-into")
    assert joined
    assert into
    assert joined.message() == "由人與「b」合為一份：本檔 12 項，該檔 8 項。"
    assert found(collection, "a", "score-missing") is None
    assert found(collection, "b", "superseded") is None


def test_what_is_in_neither_half_is_missing_still() -> None:
    collection = taken(version("a", ITEMS[1:12]), SECOND)
    (result,) = collection.results
    assert result.checked
    missing = [each.id for each in result.checked.findings if each.code == "score-missing"]
    assert (missing, result.rank) == ([ITEMS[0]], None)


def test_a_proven_form_that_came_later_goes_before_the_two() -> None:
    collection = taken(FIRST, SECOND, version("c"))
    assert collection.results[0].checked
    assert collection.results[0].checked.path == "c"


def test_where_a_half_is_gone_or_changed_nothing_is_joined() -> None:
    for collection in (taken(FIRST), taken(FIRST, SECOND, changed="b")):
        assert found(collection, "a", "form-joined") is None
        assert found(collection, "a", "form-accepted") is None
        assert collection.results[0].rank is None


def noted(file: Checked, item_id: str, **changes: object) -> Checked:
    card = file.scorecard
    answer = replace(card.answer(item_id), **changes)  # type: ignore[arg-type]  # each case names its own
    return replace(file, scorecard=replace(card, answers={**card.answers, item_id: answer}))


@pytest.mark.parametrize(
    ("other", "zh", "en"),
    [
        (version("b", ITEMS[11:]), "1.1.12 兩份都有評分", "both have scores for 1.1.12"),
        (version("b", ()), "沒有任何評分", "no scores at all"),
        (
            checked("b", XINBEI, dict.fromkeys(ITEMS[:12]), of=TWENTY),
            "不是同一個機關",
            "of different offices",
        ),
        (noted(SECOND, ITEMS[0], notes=("別的",)), "兩份的 1.1.1 不同", "they differ in 1.1.1"),
        (noted(SECOND, ITEMS[0], score_text="約27"), "兩份的 1.1.1 不同", "they differ in 1.1.1"),
        (replace(SECOND, rubric=None, state="rejected"), "b 無法讀取", "b cannot be read"),
    ],
)
def test_halves_that_contradict_each_other_are_not_joined(other: Checked, zh: str, en: str) -> None:
    assert_says(why_not(FIRST, other), zh, en)


def test_notes_in_one_half_and_the_score_in_the_other_are_one_answer() -> None:
    first = noted(noted(FIRST, ITEMS[19], notes=("佐證",)), ITEMS[0], notes=())
    second = noted(noted(SECOND, ITEMS[19], notes=()), ITEMS[0], notes=("另一段",))
    assert why_not(first, second) is None
    collection = select(
        TWENTY, [first, second], ROSTER, frozenset({"a"}), joins={first.sha256: second.sha256}
    )
    (result,) = collection.results
    assert result.checked
    card = result.checked.scorecard
    assert card.answer(ITEMS[19]) == Answer(SECOND.scorecard.answer(ITEMS[19]).score, notes=("佐證",))
    assert card.answer(ITEMS[0]).notes == ("另一段",)
