"""Totals recomputed from the items alone, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.rubric import WHOLE_FORM, Rubric
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
    """Add up every section and the whole form (id ``""``), parents first."""
    sums = dict.fromkeys(rubric.total_ids, Decimal(0))
    blank: dict[str, list[str]] = {}
    for item in rubric.items:
        score = counted(item, scorecard.answer(item.id), rubric.step)
        for total_id in rubric.ancestors[item.id]:
            if score is None:
                blank.setdefault(total_id, []).append(item.id)
            else:
                sums[total_id] += score
    return {
        total_id: Total(
            recomputed,
            rubric.maximum_of(total_id),
            scorecard.stated.get(total_id, _UNSTATED),
            tuple(blank.get(total_id, ())),
        )
        for total_id, recomputed in sums.items()
    }


def shown_totals(rubric: Rubric, scorecard: Scorecard) -> Mapping[str, Decimal | None]:
    """Return what the form itself shows for each stated total once a spreadsheet has recalculated it.

    A number typed over a formula stands; a dimension adds what its criteria show, typed or not; numbers typed
    as text are left out, as SUM does. None where the cell shows nothing.
    """
    shown: dict[str, Decimal | None] = {}
    stated_ids = frozenset(rubric.stated_ids)

    def show(total_id: str) -> Decimal | None:
        stated = scorecard.stated.get(total_id, _UNSTATED)
        children = rubric.children(total_id)
        beneath: list[Decimal | None]
        if all(child.id in stated_ids for child in children):
            beneath = [show(child.id) for child in children]
        else:
            answers = (scorecard.answer(item.id) for item in rubric.items_under[total_id])
            beneath = [None if answer.score_is_text else answer.score for answer in answers]
        numbers = [points for points in beneath if points is not None]
        computed = sum(numbers, Decimal(0)) if numbers else None
        shown[total_id] = stated.value if stated.typed else computed
        return shown[total_id]

    show(WHOLE_FORM)
    return shown
