"""Checks of the totals (得分) that a form states, against its items and against each other.

What is said of a plain sum speaks of adding up; of any other total, of its rule.
"""

from collections.abc import Iterator
from decimal import Decimal

from scoring.expressions import NA, Value, as_decimal, evaluated, near
from scoring.findings import Finding, quoted_names
from scoring.folds import folds_of, is_plain_sum, parts_of
from scoring.rubric import Rubric, plain
from scoring.scorecard import Scorecard, Stated
from scoring.totals import Total, recompute, shown_totals
from scoring.values import with_names

BY_RULE = "total-rule-"
"""How the codes begin that speak of a total's rule rather than of its sum."""


def mismatch(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find stated totals that differ from what their items come to, where no item is blank.

    A formula's value counts as stated where a total typed beneath it makes it wrong.
    """
    for total_id, total in _made(rubric, scorecard):
        value = total.stated.value
        if value is None or total.blank or near(value, total.expected):
            continue
        if total.stated.typed or _is_skewed(rubric, scorecard, total_id):
            yield _finding("mismatch", rubric, total_id, value, total)


def inconsistent(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find typed totals that differ from what the totals stated right beneath them come to."""
    for total_id, total in _typed(rubric, scorecard):
        beneath = {each: _stated(rubric, scorecard, each) for each in parts_of(rubric)[total_id]}
        values = {each: value for each, value in beneath.items() if value is not None}
        if not values or len(values) < len(beneath):
            continue
        together = evaluated(folds_of(rubric)[total_id], values.get)
        if not near(together, total.stated.value):
            parts = [_shown(rubric, value) for value in values.values()]
            params = {
                "name": rubric.name(total_id),
                "stated": plain(total.stated.value or Decimal(0)),
                "children": _shown(rubric, together),
                "parts": ("＋" if is_plain_sum(rubric, total_id) else "、").join(map(str, parts)),
            }
            yield Finding(_code("inconsistent", rubric, total_id), total_id, "total", params=params)


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
            yield Finding(_code("incomplete", rubric, total_id), total_id, "total", params=params)


def unreadable(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find totals typed over with something other than one number."""
    for total_id in rubric.stated_ids:
        text = scorecard.stated.get(total_id, Stated()).text
        if text and not (text == rubric.na_text and recompute(rubric, scorecard)[total_id].is_na):
            params = {"name": rubric.name(total_id), "text": with_names(text)}
            yield Finding("total-not-a-number", total_id, "total", params=params)


def stale(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find formulas whose saved value is not what they come to.

    A spreadsheet's SUM leaves out numbers typed as text; a saved value that fits that is current.
    """
    for total_id, total in _made(rubric, scorecard):
        value = total.stated.value
        if value is None or total.stated.typed or near(value, total.expected):
            continue
        if not near(value, shown_totals(rubric, scorecard)[total_id]):
            yield _finding("stale", rubric, total_id, value, total)


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


def _made(rubric: Rubric, scorecard: Scorecard) -> Iterator[tuple[str, Total]]:
    """Yield the totals that are made of something: a section that is not scored has none."""
    for total_id, total in recompute(rubric, scorecard).items():
        if parts_of(rubric)[total_id]:
            yield total_id, total


def _typed(rubric: Rubric, scorecard: Scorecard) -> Iterator[tuple[str, Total]]:
    """Yield the totals that somebody typed, with what their items come to."""
    if any(stated.typed for stated in scorecard.stated.values()):
        for total_id, total in _made(rubric, scorecard):
            if total.stated.typed and total.stated.value is not None:
                yield total_id, total


def _stated(rubric: Rubric, scorecard: Scorecard, total_id: str) -> Value:
    """Return what a total beneath another states."""
    stated = scorecard.stated.get(total_id, Stated())
    return NA if stated.text == rubric.na_text else stated.value


def _code(kind: str, rubric: Rubric, total_id: str) -> str:
    return f"total-{kind}" if is_plain_sum(rubric, total_id) else f"{BY_RULE}{kind}"


def _shown(rubric: Rubric, value: Value) -> int | float | str:
    number = as_decimal(value)
    return rubric.na_text if number is None else plain(number)


def _finding(kind: str, rubric: Rubric, total_id: str, stated: Decimal, total: Total) -> Finding:
    params = {
        "name": rubric.name(total_id),
        "stated": plain(stated),
        "recomputed": _shown(rubric, total.expected),
    }
    return Finding(_code(kind, rubric, total_id), total_id, "total", params=params)
