"""Whether the figures of a consolidated workbook still hold after people adjusted some of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.comparison import EarlierOffice
from scoring.errors import Sentence
from scoring.expressions import near
from scoring.folds import totals_of
from scoring.rubric import Rubric, points_text
from scoring.score_rule import is_off_step


@dataclass(frozen=True, slots=True)
class Fault:
    """A figure that cannot stand, by the id of its item or total, and why."""

    node_id: str
    reason: Sentence


def faults(rubric: Rubric, office: EarlierOffice) -> Iterator[Fault]:
    """Yield the scores that their items do not allow, then the totals that are not the sum of their items.

    A total above an item without a score is not judged, nor one whose items the workbook does not have, nor
    anything of an office that has no totals at all: it is still to be confirmed.
    """
    if all(office.points.get(total_id) is None for total_id in rubric.total_ids):
        return
    for item in rubric.items:
        points = office.points.get(item.id)
        if points is None or (item.low <= points <= item.maximum and not is_off_step(points, rubric.step)):
            continue
        shown = points_text(points)
        yield Fault(
            item.id,
            Sentence(
                f"「{item.title}」是 {shown} 分，只能是 {item.range_text}",
                f"“{item.title}” is {shown}; it may be {item.range_text}",
            ),
        )
    scores = {item.id: office.points.get(item.id) for item in rubric.items}
    for total_id, together in totals_of(rubric, scores).items():
        stated = office.points.get(total_id)
        is_whole = all(scores[item.id] is not None for item in rubric.items_under[total_id])
        if together is not None and is_whole and total_id in office.points and not near(stated, together):
            shown = "空白" if stated is None else points_text(stated)
            shown_en = "blank" if stated is None else points_text(stated)
            sum_text, name = points_text(together), rubric.name(total_id)
            yield Fault(
                total_id,
                Sentence(
                    f"「{name}」是 {shown}，各細項加起來是 {sum_text}",
                    f"“{name}” is {shown_en}; its items add up to {sum_text}",
                ),
            )
