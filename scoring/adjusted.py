"""Whether the figures of a consolidated workbook still hold after people adjusted some of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.comparison import EarlierOffice
from scoring.errors import Sentence
from scoring.expressions import NA, Value, as_decimal
from scoring.folds import is_plain_sum, values_of
from scoring.possible import is_possible, possible_text
from scoring.rubric import Item, Rubric, points_text

_SAME = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Fault:
    """A figure that cannot stand, by the id of its item or total, and why."""

    node_id: str
    reason: Sentence


def faults(rubric: Rubric, office: EarlierOffice) -> Iterator[Fault]:
    """Yield the scores that their items do not allow, then the totals that are not what their items come to.

    A total above an item without a score is not judged, nor one whose items the workbook does not have, nor
    anything of an office that has no totals at all: it is still to be confirmed.
    """
    if all(_figure(office, total_id) is None for total_id in rubric.total_ids):
        return
    items = [item for item in rubric.items if item.is_scored]
    figures = {item.id: _figure(office, item.id) for item in items}
    for item in items:
        figure = figures[item.id]
        if figure is not None and not _is_allowed(rubric, item, figure):
            yield Fault(item.id, _not_allowed(rubric, item, figure))
    yield from _wrong_totals(rubric, office, figures)


def _wrong_totals(rubric: Rubric, office: EarlierOffice, figures: Mapping[str, Value]) -> Iterator[Fault]:
    for total_id, together in values_of(rubric, figures).items():
        is_whole = all(figures.get(i.id) is not None for i in rubric.items_under[total_id] if i.is_scored)
        stated = _figure(office, total_id)
        if together is None or not is_whole or total_id not in office.points or _same(stated, together):
            continue
        shown, shown_en = _shown(rubric, stated)
        made, _ = _shown(rubric, together)
        name = rubric.name(total_id)
        if is_plain_sum(rubric, total_id):
            reason = Sentence(
                f"「{name}」是 {shown}，各細項加起來是 {made}",
                f"“{name}” is {shown_en}; its items add up to {made}",
            )
        else:
            reason = Sentence(
                f"「{name}」是 {shown}，按規則算出來是 {made}",
                f"“{name}” is {shown_en}; by its rule it comes to {made}",
            )
        yield Fault(total_id, reason)


def _same(stated: Value, together: Value) -> bool:
    """Tell whether a total is what its items come to; the workbook rounds parts to nine digits and may then
    multiply them."""
    one, other = as_decimal(stated), as_decimal(together)
    return stated is together if one is None or other is None else abs(one - other) < _SAME


def _figure(office: EarlierOffice, node_id: str) -> Value:
    return NA if node_id in office.absent else office.points.get(node_id)


def _is_allowed(rubric: Rubric, item: Item, figure: Value) -> bool:
    points = as_decimal(figure)
    return item.may_be_na if points is None else is_possible(item, points, rubric.step)


def _not_allowed(rubric: Rubric, item: Item, figure: Value) -> Sentence:
    points, allowed = as_decimal(figure), possible_text(item, rubric.na_text)
    if points is None:
        return Sentence(
            f"「{item.title}」是「{rubric.na_text}」，只能是 {allowed.zh}",
            f"“{item.title}” is “{rubric.na_text}”; it may be {allowed.en}",
        )
    shown = points_text(points)
    return Sentence(
        f"「{item.title}」是 {shown} 分，只能是 {allowed.zh}",
        f"“{item.title}” is {shown}; it may be {allowed.en}",
    )


def _shown(rubric: Rubric, value: Value) -> tuple[str, str]:
    """Return a figure in words of both languages."""
    points = as_decimal(value)
    if points is None:
        return (rubric.na_text, rubric.na_text) if value is NA else ("空白", "blank")
    return points_text(points), points_text(points)
