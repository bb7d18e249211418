"""Checks of the evidence (紀錄事項)."""

from collections.abc import Iterator

from scoring.findings import Finding
from scoring.rubric import WHOLE_FORM, Rubric
from scoring.scorecard import Answer, Scorecard


def none(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find forms that are scored and have no evidence at all."""
    if not rubric.notes_required:
        return
    answers = [scorecard.answer(item.id) for item in rubric.items]
    if any(map(_is_scored, answers)) and not any(map(has_evidence, answers)):
        yield Finding("notes-none", WHOLE_FORM, "total")


def missing(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find items that have a score and no evidence."""
    for item in rubric.items if rubric.notes_required else ():
        answer = scorecard.answer(item.id)
        if _is_scored(answer) and not has_evidence(answer):
            yield Finding("notes-missing", item.id, "notes", 1, {"name": rubric.name(item.id)})


def has_evidence(answer: Answer) -> bool:
    """Tell whether the notes say anything: dots and dashes alone say nothing."""
    return any(map(says_something, answer.notes))


def says_something(note: str) -> bool:
    """Tell whether a paragraph has a letter or a digit."""
    return any(map(str.isalnum, note))


def _is_scored(answer: Answer) -> bool:
    return answer.score is not None or bool(answer.score_text)
