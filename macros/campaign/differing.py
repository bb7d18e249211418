"""Files of one office that say different things, though the one that counts is plainly the later one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from macros.campaign.state import State
from scoring.catalogue import Language
from scoring.scorecard import Answer, Office
from workbook.collection.checked import Checked
from workbook.collection.selection import Result


@dataclass(frozen=True, slots=True)
class Differing:
    """A file that does not count and says otherwise than the one that does. ``scores`` are how many items
    have another score in it; ``used`` is the path of the file that counts."""

    office: Office
    path: str
    received: datetime | None
    used: str
    scores: int

    def message(self, language: Language) -> str:
        """Say how the two differ."""
        if language == "en":
            what = f"{self.scores} score(s) differ" if self.scores else "notes, ticks or header differ"
            return f"not used; it differs from the file that counts: {what}"
        what = f"{self.scores} 項評分不同" if self.scores else "評分相同，其他內容不同"
        return f"未採用，內容與採用的不同：{what}"


def differing(state: State, result: Result, files: Sequence[Checked]) -> Iterator[Differing]:
    """Yield an office's files that were issued with the one that counts, or later, and say something else.

    What a correction that was asked for takes the place of is bound to differ, and is not told.
    """
    used = result.form
    if used is None:
        return
    for checked in files:
        is_passed_over = any(finding.code == "superseded" for finding in checked.findings)
        if is_passed_over and checked.rubric and _issue(checked) >= _issue(used):
            yield Differing(
                result.office, checked.path, state.received(checked), used.path, _scores(used, checked)
            )


def differing_json(found: Sequence[Differing], language: Language) -> list[Mapping[str, object]]:
    """Return the files as JSON, in the documented shape."""
    return [{"path": each.path, "scores": each.scores, "message": each.message(language)} for each in found]


def _scores(used: Checked, other: Checked) -> int:
    ids = used.scorecard.answers.keys() | other.scorecard.answers.keys()
    return sum(_score(used.scorecard.answer(each)) != _score(other.scorecard.answer(each)) for each in ids)


def _score(answer: Answer) -> tuple[object, ...]:
    """Return what of an answer its score follows from, but for the bands within which it is typed."""
    ticked = answer.ticked if answer.score is None else ()
    return answer.score, answer.is_na, answer.given, ticked


def _issue(checked: Checked) -> str:
    return checked.identity.issue if checked.identity else ""
