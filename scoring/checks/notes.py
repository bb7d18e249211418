"""Checks of the evidence (紀錄事項)."""

from collections.abc import Iterator

from scoring.evidence import has_evidence, is_scored, without_evidence
from scoring.findings import Finding
from scoring.rubric import WHOLE_FORM, Rubric
from scoring.scorecard import Scorecard


def none(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find forms that are scored and have no evidence at all."""
    if not rubric.notes_required:
        return
    answers = [scorecard.answer(item.id) for item in rubric.items]
    scored = any(is_scored(rubric, scorecard, item) for item in rubric.items)
    if scored and not any(map(has_evidence, answers)):
        yield Finding("notes-none", WHOLE_FORM, "total")


def missing(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find items that have a score and no evidence."""
    for item_id in without_evidence(rubric, scorecard):
        yield Finding("notes-missing", item_id, "notes", 1, {"name": rubric.name(item_id)})
