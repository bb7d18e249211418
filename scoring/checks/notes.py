"""Checks of the evidence (紀錄事項)."""

from collections.abc import Iterator

from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard


def missing(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find items that have a score and no evidence."""
    for item in rubric.items:
        answer = scorecard.answer(item.id)
        if not answer.notes and (answer.score is not None or answer.score_text):
            yield Finding("notes-missing", item.id, "notes", 1, {"name": rubric.name(item.id)})
