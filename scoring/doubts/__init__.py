"""Doubts worth a look: what a reader of many scorecards would ask about. None changes a score.

Unlike the checks they look across offices and years, and none is a mistake: each is a finding of
severity info, with its reason.
"""

from collections.abc import Iterator, Mapping, Sequence

from scoring.doubts import claims, notes, scores
from scoring.doubts.rules import Rules, RulesError, load_rules
from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard

__all__ = ["CODES", "Rules", "RulesError", "doubts", "load_rules"]

CODES = (
    "claim-unsupported",
    "notes-shared",
    "notes-repeated",
    "notes-unchanged",
    "scores-at-band-top",
    "scores-uniform",
)
"""The codes that `doubts` gives, in the order in which each file's findings stand."""
_NOBODY: Mapping[str, Mapping[str, Sequence[str]]] = {}


def doubts(
    rubric: Rubric,
    scorecards: Mapping[str, Scorecard],
    rules: Rules,
    earlier: Mapping[str, Mapping[str, Sequence[str]]] = _NOBODY,
) -> Mapping[str, tuple[Finding, ...]]:
    """Return the doubts about each file that has any, in the order of ``scorecards``.

    Keys name files. ``earlier`` has, by the same keys, last year's paragraphs by item id; what it lacks is
    not compared. A file's findings stand in the order of `CODES`, then in printed order.
    """
    shared = notes.shared(rubric, scorecards, rules.notes_shared) if rules.notes_shared.enabled else {}
    found = {
        key: tuple(_of_one(rubric, card, rules, shared.get(key, ()), earlier.get(key, {})))
        for key, card in scorecards.items()
    }
    return {key: findings for key, findings in found.items() if findings}


def _of_one(
    rubric: Rubric,
    scorecard: Scorecard,
    rules: Rules,
    shared: Sequence[Finding],
    earlier: Mapping[str, Sequence[str]],
) -> Iterator[Finding]:
    if rules.claim_unsupported.enabled:
        yield from claims.unsupported(rubric, scorecard, rules.claim_unsupported)
    yield from shared
    if rules.notes_repeated.enabled:
        yield from notes.repeated(rubric, scorecard, rules.notes_repeated)
    if rules.notes_unchanged.enabled:
        yield from notes.unchanged(rubric, scorecard, earlier, rules.notes_unchanged)
    if rules.scores_at_band_top.enabled:
        yield from scores.at_band_top(rubric, scorecard, rules.scores_at_band_top)
    if rules.scores_uniform.enabled:
        yield from scores.uniform(rubric, scorecard, rules.scores_uniform)
