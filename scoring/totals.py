"""Totals recomputed from the items alone, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.rubric import Rubric
from scoring.scorecard import Scorecard, Stated


@dataclass(frozen=True, slots=True)
class Total:
    """One section's or the whole form's total, in points.

    ``recomputed`` adds the items that have a score; ``blank`` names those that have none.
    """

    recomputed: Decimal
    maximum: Decimal
    stated: Stated
    blank: tuple[str, ...]
    any_score: bool

    @property
    def complete(self) -> bool:
        return not self.blank


_UNSTATED = Stated(None, typed=False)


def recompute(rubric: Rubric, scorecard: Scorecard) -> Mapping[str, Total]:
    """The total of every section and of the whole form (id ``""``), parents first."""
    scores = {item.id: scorecard.answer(item.id).score for item in rubric.items}
    return {
        total_id: _total(rubric, scorecard, scores, total_id) for total_id in rubric.total_ids
    }


def _total(
    rubric: Rubric, scorecard: Scorecard, scores: Mapping[str, Decimal | None], total_id: str
) -> Total:
    under = rubric.items_under[total_id]
    given = [score for item in under if (score := scores[item.id]) is not None]
    return Total(
        recomputed=sum(given, Decimal(0)),
        maximum=rubric.maximum_of(total_id),
        stated=scorecard.stated.get(total_id, _UNSTATED),
        blank=tuple(item.id for item in under if scores[item.id] is None),
        any_score=bool(given),
    )
