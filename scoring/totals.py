"""Totals recomputed from the items alone, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.evidence import without_evidence
from scoring.expressions import NA, Value, as_decimal, evaluated
from scoring.figures import figures_of, shown_figure
from scoring.folds import folds_of, values_of
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard, Stated


@dataclass(frozen=True, slots=True)
class Total:
    """One section's or the whole form's total, in points.

    ``recomputed`` is what the items come to that have a score that counts; ``blank`` names those that have
    none and are asked, ``absent`` counts those that are not applicable. ``is_na``: all of them are;
    ``is_empty``: nothing beneath it has a figure yet, or nothing is scored there.
    ``lacking`` names those that are answered and lack the evidence that the rubric asks for.
    """

    recomputed: Decimal
    maximum: Decimal
    stated: Stated
    blank: tuple[str, ...]
    absent: int = 0
    is_na: bool = False
    lacking: tuple[str, ...] = ()
    is_empty: bool = False

    @property
    def value(self) -> Value:
        """What it comes to as far as it is scored: a number, not applicable, or nothing."""
        return NA if self.is_na else None if self.is_empty else self.recomputed

    @property
    def expected(self) -> Value:
        """What a stated total is compared with: 0 while nothing is scored."""
        return NA if self.is_na else self.recomputed

    @property
    def complete(self) -> bool:
        """Whether it may be ranked: every item has a score that counts, and the evidence asked for."""
        return not self.blank and not self.lacking


_UNSTATED = Stated(None, typed=False)


def recompute(rubric: Rubric, scorecard: Scorecard) -> Mapping[str, Total]:
    """Return the total of every section and of the whole form (id ``""``) from the items, parents first."""
    figures = figures_of(rubric, scorecard)
    lacking = frozenset(without_evidence(rubric, scorecard))
    scored = [item.id for item in rubric.items if item.is_scored]
    blank = frozenset(item_id for item_id in scored if figures[item_id] is None)
    absent = frozenset(item_id for item_id in scored if figures[item_id] is NA)
    return {
        total_id: Total(
            as_decimal(value) or Decimal(0),
            rubric.maximum_of(total_id),
            scorecard.stated.get(total_id, _UNSTATED),
            _beneath(rubric, total_id, blank),
            len(_beneath(rubric, total_id, absent)),
            value is NA,
            _beneath(rubric, total_id, lacking),
            value is None,
        )
        for total_id, value in values_of(rubric, figures).items()
    }


def _beneath(rubric: Rubric, total_id: str, ids: frozenset[str]) -> tuple[str, ...]:
    """Return those items beneath a total whose ids are among these, in printed order."""
    return tuple(item.id for item in rubric.items_under[total_id] if item.id in ids) if ids else ()


def shown_totals(rubric: Rubric, scorecard: Scorecard) -> Mapping[str, Value]:
    """Return what the form itself shows for each stated total once a spreadsheet has recalculated it.

    A number typed over a formula stands; a dimension adds what its criteria show, typed or not; numbers typed
    as text are left out, as SUM does. None where the cell shows nothing.
    """
    found: dict[str, Value] = {item.id: shown_figure(rubric, scorecard, item) for item in rubric.items}
    folds = folds_of(rubric)
    for total_id in reversed(rubric.stated_ids):
        stated = scorecard.stated.get(total_id, _UNSTATED)
        found[total_id] = stated.value if stated.typed else evaluated(folds[total_id], found.get)
    return {total_id: found[total_id] for total_id in rubric.stated_ids}
