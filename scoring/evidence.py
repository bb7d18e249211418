"""What the notes of an item (紀錄事項) say, and which items a rubric asks evidence of that have none."""

from scoring.expressions import NA
from scoring.figures import figure_of, is_asked
from scoring.rubric import Item, Rubric
from scoring.scorecard import Answer, Scorecard


def without_evidence(rubric: Rubric, scorecard: Scorecard) -> tuple[str, ...]:
    """Return the items that have a score and no evidence, though the rubric asks for some; none where it does
    not. A score that is no number counts, too: evidence is missing either way. What is not applicable needs
    none but the reason that its item may ask for."""
    if not rubric.notes_required:
        return ()
    return tuple(
        item.id
        for item in rubric.items
        if not has_evidence(scorecard.answer(item.id)) and is_scored(rubric, scorecard, item)
    )


def has_evidence(answer: Answer) -> bool:
    """Tell whether the notes say anything: dots and dashes alone say nothing."""
    return any(map(says_something, answer.notes))


def says_something(note: str) -> bool:
    """Tell whether a paragraph has a letter or a digit."""
    return any(map(str.isalnum, note))


def is_scored(rubric: Rubric, scorecard: Scorecard, item: Item) -> bool:
    """Tell whether an item is asked and has a score, a number or not, or something from which one follows."""
    answer = scorecard.answer(item.id)
    if not item.is_scored or answer.is_na or (item.when and not is_asked(rubric, scorecard, item)):
        return False
    if item.is_typed:
        return answer.score is not None or bool(answer.score_text)
    return not answer.is_blank and figure_of(rubric, scorecard, item) is not NA
