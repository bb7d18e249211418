"""Files that do not take the place of an earlier one though they came later, and halves of one form.

A form that is nearly blank, or has far fewer scores than one that passed, was hardly meant to replace it.
"""

from collections.abc import Sequence

from scoring.figures import is_answered
from workbook.collection.checked import Checked

_FEWER, _NEARLY_BLANK = 2, 10
"""How many times more scores an earlier file must have for a person to be asked: one that passed, any."""


def scored(checked: Checked) -> frozenset[str]:
    """Return the ids of the items that have a score, or an answer from which one follows."""
    items = checked.rubric.items if checked.rubric else ()
    return frozenset(item.id for item in items if is_answered(item, checked.scorecard.answer(item.id)))


def fuller(checked: Checked, earlier: Sequence[Checked]) -> Checked | None:
    """Return the first of the earlier files that this one does not replace; None where it replaces all."""
    return next((each for each in earlier if _has_far_more(each, checked)), None)


def are_halves(one: Checked, other: Checked) -> bool:
    """Tell whether two files have scores, and none for the same item."""
    own, others = scored(one), scored(other)
    return bool(own and others) and own.isdisjoint(others)


def _has_far_more(earlier: Checked, later: Checked) -> bool:
    if earlier.rubric is None or later.rubric is None or are_halves(earlier, later):
        return False
    before, now = len(scored(earlier)), len(scored(later))
    if earlier.state == "accepted":
        return _FEWER * now < before
    return before > 0 and _NEARLY_BLANK * now <= before
