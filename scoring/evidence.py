"""What the notes of an item (紀錄事項) say, and which items a rubric asks evidence of that have none."""

from scoring.rubric import Rubric
from scoring.scorecard import Answer, Scorecard


def without_evidence(rubric: Rubric, scorecard: Scorecard) -> tuple[str, ...]:
    """Return the items that have a score and no evidence, though the rubric asks for some; none where it does
    not. A score that is no number counts, too: evidence is missing either way."""
    if not rubric.notes_required:
        return ()
    return tuple(item.id for item in rubric.items if _lacks_evidence(scorecard.answer(item.id)))


def has_evidence(answer: Answer) -> bool:
    """Tell whether the notes say anything: dots and dashes alone say nothing."""
    return any(map(says_something, answer.notes))


def says_something(note: str) -> bool:
    """Tell whether a paragraph has a letter or a digit."""
    return any(map(str.isalnum, note))


def is_scored(answer: Answer) -> bool:
    """Tell whether anything was entered as a score, a number or not."""
    return answer.score is not None or bool(answer.score_text)


def _lacks_evidence(answer: Answer) -> bool:
    return is_scored(answer) and not has_evidence(answer)
