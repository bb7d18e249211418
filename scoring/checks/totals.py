"""Checks of the totals (得分) that a form states, against its items and against each other."""

from collections.abc import Iterator
from decimal import Decimal

from scoring.expressions import as_decimal, evaluated, near
from scoring.findings import Finding, quoted_names
from scoring.folds import folds_of, parts_of
from scoring.rubric import Rubric, plain
from scoring.scorecard import Scorecard
from scoring.totals import Total, recompute, shown_totals
from scoring.values import with_names


def mismatch(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find stated totals that differ from the sum of their items, where no item is blank.

    A formula's value counts as stated where a total typed beneath it makes it wrong.
    """
    for total_id, total in recompute(rubric, scorecard).items():
        value = total.stated.value
        if value is None or total.blank or near(value, total.recomputed):
            continue
        if total.stated.typed or _is_skewed(rubric, scorecard, total_id):
            yield _finding("total-mismatch", rubric, total_id, value, total.recomputed)


def inconsistent(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find typed totals that differ from the sum of the totals stated right beneath them."""
    for total_id, total in _typed(rubric, scorecard):
        beneath = {each: scorecard.stated.get(each) for each in parts_of(rubric)[total_id]}
        values = {
            each: stated.value for each, stated in beneath.items() if stated and stated.value is not None
        }
        if not values or len(values) < len(beneath):
            continue
        together = as_decimal(evaluated(folds_of(rubric)[total_id], values.get)) or Decimal(0)
        if not near(together, total.stated.value):
            params = {
                "name": rubric.name(total_id),
                "stated": plain(total.stated.value or Decimal(0)),
                "children": plain(together),
                "parts": "＋".join(str(plain(value)) for value in values.values()),
            }
            yield Finding("total-inconsistent", total_id, "total", params=params)


def incomplete(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find typed totals above an item without a score: nothing can be said of them yet."""
    for total_id, total in _typed(rubric, scorecard):
        if total.blank:
            blanks = [rubric.name(item_id) for item_id in total.blank]
            params = {
                "name": rubric.name(total_id),
                "stated": plain(total.stated.value or Decimal(0)),
                "recomputed": plain(total.recomputed),
                "blanks": "、".join(blanks),
                "blanks_en": quoted_names(blanks),
                "count": len(total.blank),
            }
            yield Finding("total-incomplete", total_id, "total", params=params)


def unreadable(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find totals typed over with something other than one number."""
    for total_id in rubric.stated_ids:
        stated = scorecard.stated.get(total_id)
        if stated and stated.text:
            params = {"name": rubric.name(total_id), "text": with_names(stated.text)}
            yield Finding("total-not-a-number", total_id, "total", params=params)


def stale(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find formulas whose saved value is not what they come to.

    A spreadsheet's SUM leaves out numbers typed as text; a saved value that fits that is current.
    """
    for total_id, total in recompute(rubric, scorecard).items():
        value = total.stated.value
        if value is None or total.stated.typed or near(value, total.recomputed):
            continue
        if not near(value, shown_totals(rubric, scorecard)[total_id]):
            yield _finding("total-stale", rubric, total_id, value, total.recomputed)


def _is_skewed(rubric: Rubric, scorecard: Scorecard, total_id: str) -> bool:
    """Tell whether a formula's value is wrong only because a total beneath it was typed over."""
    typed = _typed_beneath(rubric, scorecard, total_id)
    stated = scorecard.stated[total_id].value
    return typed and near(stated, shown_totals(rubric, scorecard)[total_id])


def _typed_beneath(rubric: Rubric, scorecard: Scorecard, total_id: str) -> bool:
    return any(
        scorecard.stated[child.id].typed or _typed_beneath(rubric, scorecard, child.id)
        for child in rubric.children(total_id)
        if child.id in scorecard.stated
    )


def _typed(rubric: Rubric, scorecard: Scorecard) -> Iterator[tuple[str, Total]]:
    """Yield the totals that somebody typed, with the sum of their items."""
    if any(stated.typed for stated in scorecard.stated.values()):
        for total_id, total in recompute(rubric, scorecard).items():
            if total.stated.typed and total.stated.value is not None:
                yield total_id, total


def _finding(
    code: str, rubric: Rubric, total_id: str, stated: Decimal | None, recomputed: Decimal
) -> Finding:
    params = {
        "name": rubric.name(total_id),
        "stated": plain(stated or Decimal(0)),
        "recomputed": plain(recomputed),
    }
    return Finding(code, total_id, "total", params=params)
