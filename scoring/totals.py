"""Totals recomputed from the items alone, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.expressions import evaluated
from scoring.folds import folds_of, totals_of
from scoring.rubric import Rubric
from scoring.score_rule import counted
from scoring.scorecard import Scorecard, Stated


@dataclass(frozen=True, slots=True)
class Total:
    """One section's or the whole form's total, in points.

    ``recomputed`` adds the items that have a score that counts; ``blank`` names those that have none.
    """

    recomputed: Decimal
    maximum: Decimal
    stated: Stated
    blank: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.blank


_UNSTATED = Stated(None, typed=False)


def recompute(rubric: Rubric, scorecard: Scorecard) -> Mapping[str, Total]:
    """Return the total of every section and of the whole form (id ``""``) from the items, parents first."""
    scores = {item.id: counted(item, scorecard.answer(item.id), rubric.step) for item in rubric.items}
    return {
        total_id: Total(
            together or Decimal(0),
            rubric.maximum_of(total_id),
            scorecard.stated.get(total_id, _UNSTATED),
            tuple(item.id for item in rubric.items_under[total_id] if scores[item.id] is None),
        )
        for total_id, together in totals_of(rubric, scores).items()
    }


def shown_totals(rubric: Rubric, scorecard: Scorecard) -> Mapping[str, Decimal | None]:
    """Return what the form itself shows for each stated total once a spreadsheet has recalculated it.

    A number typed over a formula stands; a dimension adds what its criteria show, typed or not; numbers typed
    as text are left out, as SUM does. None where the cell shows nothing.
    """
    answers = {item.id: scorecard.answer(item.id) for item in rubric.items}
    found = {key: None if answer.score_is_text else answer.score for key, answer in answers.items()}
    folds = folds_of(rubric)
    for total_id in reversed(rubric.stated_ids):
        stated = scorecard.stated.get(total_id, _UNSTATED)
        found[total_id] = stated.value if stated.typed else evaluated(folds[total_id], found.__getitem__)
    return {total_id: found[total_id] for total_id in rubric.stated_ids}
