"""Auditing a scorecard by its rubric: totals recomputed, findings in order."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.checks import answers, bands, further, header, notes, score, totals
from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from scoring.totals import Total, recompute

CHECKS = (
    header.missing,
    header.unreadable_date,
    header.no_option,
    score.missing,
    score.unreadable,
    score.is_date,
    score.off_step,
    score.out_of_range,
    score.as_text,
    bands.unreadable,
    bands.missing,
    bands.multiple,
    bands.mismatch,
    answers.missing,
    answers.unreadable,
    answers.several,
    answers.beside_na,
    answers.count_odd,
    answers.number_odd,
    answers.as_text,
    answers.na_refused,
    answers.na_unexplained,
    answers.not_asked,
    notes.none,
    notes.missing,
    further.unreadable,
    totals.mismatch,
    totals.inconsistent,
    totals.incomplete,
    totals.unreadable,
    totals.stale,
)
"""Every check, a function `(rubric, scorecard) → findings`; a new check is one more line."""


@dataclass(frozen=True, slots=True)
class Audit:
    totals: Mapping[str, Total]
    findings: tuple[Finding, ...]


def audit(rubric: Rubric, scorecard: Scorecard) -> Audit:
    """Recompute every total and run every check; findings stand in the order of `CHECKS`."""
    found = tuple(finding for check in CHECKS for finding in check(rubric, scorecard))
    return Audit(recompute(rubric, scorecard), found)
