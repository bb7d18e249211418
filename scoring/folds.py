"""How the parts of a form make its totals: what each total of a rubric comes from."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from scoring.expressions import Figure, Sum, evaluated
from scoring.rubric import Item, Rubric


@lru_cache(maxsize=32)
def folds_of(rubric: Rubric) -> Mapping[str, Sum]:
    """Return the expression of each total, by id, the whole form first and parents before children.

    A total adds the totals that are stated right beneath it, and the items that stand beneath no such total.
    """
    return {total_id: Sum(tuple(_parts(rubric, total_id))) for total_id in rubric.total_ids}


def totals_of(rubric: Rubric, scores: Mapping[str, Decimal | None]) -> Mapping[str, Decimal | None]:
    """Return what each total comes to from the scores of the items alone, by id, parents first; None where no
    item beneath it has one."""
    found = dict(scores)
    folds = folds_of(rubric)
    for total_id in reversed(rubric.total_ids):
        found[total_id] = evaluated(folds[total_id], found.__getitem__)
    return {total_id: found[total_id] for total_id in folds}


def _parts(rubric: Rubric, total_id: str) -> Iterator[Figure]:
    for child in rubric.children(total_id):
        if isinstance(child, Item) or child.has_stated_total:
            yield Figure(child.id)
        else:
            yield from _parts(rubric, child.id)
