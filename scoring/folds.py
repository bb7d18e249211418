"""How the parts of a form make its totals: the expression of each total of a rubric, and what it comes to.

A new kind of fold is a case of `_core` here, and prints by what it is made of.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from scoring.expressions import (
    Arithmetic,
    Clamped,
    Constant,
    Expression,
    Figure,
    IfAny,
    Over,
    Paired,
    Rounded,
    Value,
    as_decimal,
    evaluated,
    rounded,
)
from scoring.form_rules import SUM, Choice, Fold
from scoring.rubric import Item, Rubric, Section

SHOWN = Decimal("0.0001")
"""To which a figure is shown that may have more digits than anybody reads."""
Node = Section | Item
Whole = Section | Rubric


@lru_cache(maxsize=32)
def folds_of(rubric: Rubric) -> Mapping[str, Expression]:
    """Return the expression of each total, by id, the whole form first and parents before children."""
    return {total_id: fold_of(_own(rubric, total_id)) for total_id in rubric.total_ids}


@lru_cache(maxsize=32)
def parts_of(rubric: Rubric) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of what each total is made of: the totals stated right beneath it, and the items that
    stand beneath no such total."""
    return {t: tuple(node.id for node in _parts(_own(rubric, t))) for t in rubric.total_ids}


def values_of(rubric: Rubric, figures: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return what each total comes to from the figures of the items alone, by id, parents first; exactly."""
    found = dict(figures)
    folds = folds_of(rubric)
    for total_id in reversed(rubric.total_ids):
        found[total_id] = evaluated(folds[total_id], found.get)
    return {total_id: found[total_id] for total_id in folds}


def totals_of(rubric: Rubric, scores: Mapping[str, Decimal | None]) -> Mapping[str, Decimal | None]:
    """Return what each total comes to from the scores of the items alone, by id, parents first; None where no
    item beneath it has one."""
    return {total_id: as_decimal(value) for total_id, value in values_of(rubric, scores).items()}


def best_of(own: Whole) -> Decimal:
    """Return what a whole comes to where each of its parts has its maximum and nothing is a bonus."""
    nodes = _parts(own)
    if own.fold.kind == "count":
        return own.fold.out_of or Decimal(sum(not node.bonus for node in nodes))
    best: dict[str, Value] = {node.id: Decimal(0) if node.bonus else node.maximum for node in nodes}
    found = as_decimal(evaluated(fold_of(own), best.get)) or Decimal(0)
    return rounded(found, SHOWN).normalize() + 0


def is_plain_sum(rubric: Rubric, total_id: str) -> bool:
    """Tell whether a total adds up its parts as they are: no weight, factor, cap or rounding, and no mean."""
    own = _own(rubric, total_id)
    return own.fold == SUM and own.round_to is None and all(node.weight == 1 for node in _parts(own))


# ── expressions ─────────────────────────────────────────────────────────────────────────────────


def fold_of(own: Whole) -> Expression:
    """Return the expression of what a section, or the whole form, comes to by its parts."""
    rule, nodes = own.fold, _parts(own)
    main = main_parts(own)
    made = _core(rule, main)
    if rule.factor != 1:
        made = Arithmetic("*", made, Constant(rule.factor))
    if rule.base:
        made = Arithmetic("+", Constant(rule.base), made)
    if rule.low is not None or rule.high is not None:
        made = Clamped(made, rule.low, rule.high)
    bonus = _figures([node for node in nodes if node.bonus])
    if bonus:
        made = Arithmetic("+", made, Over("sum", bonus))
    if own.round_to is not None:
        made = Rounded(made, own.round_to)
    return IfAny(_figures(main), made, bool(main) and all(map(may_be_na, main)))


def _core(rule: Fold, nodes: Sequence[Node]) -> Expression:
    """Return what the parts make together, before factor, base and cap."""
    parts = _figures(nodes)
    weights = tuple((Figure(node.id), node.weight) for node in nodes)
    is_weighted = any(node.weight != 1 for node in nodes)
    adding: Expression = Paired("products", weights) if is_weighted else Over("sum", parts)
    counting: Expression = Paired("weights", weights) if is_weighted else Over("count", parts)
    if rule.best:
        adding = Over("best", parts, rule.best)
        counting = Arithmetic("min", Over("count", parts), Constant(Decimal(rule.best)))
    match rule.kind:
        case "sum" | "none":
            whole = Paired("weights", tuple((Figure(node.id), node.weight * node.maximum) for node in nodes))
            return adding if rule.out_of is None else _scaled(adding, rule.out_of, whole)
        case "mean":
            return Arithmetic("/", adding, counting)
        case "count":
            made = Paired("matches", tuple((Figure(node.id), worth_of(node, rule.of)) for node in nodes))
            return made if rule.out_of is None else _scaled(made, rule.out_of, counting)
        case _:
            return Over(rule.kind, parts)


def _scaled(made: Expression, out_of: Decimal, whole: Expression) -> Expression:
    return Arithmetic("/", Arithmetic("*", made, Constant(out_of)), whole)


def worth_of(node: Node, option: str) -> Decimal:
    """Return the worth of an option of an item; 0 where it has none, which its rubric is refused for."""
    if isinstance(node, Item) and isinstance(node.ask, Choice):
        for each in node.ask.options:
            if each.text == option and each.worth is not None:
                return each.worth
    return Decimal(0)


def main_parts(own: Whole) -> tuple[Node, ...]:
    """Return the parts that make a whole, bonuses left out."""
    return tuple(node for node in _parts(own) if not node.bonus)


def is_short(own: Whole) -> bool:
    """Tell whether what a whole comes to has no more digits than what is typed: nothing is divided or
    multiplied, or it is rounded."""
    if own.round_to is not None:
        return True
    parts = _parts(own)
    divides = own.fold.kind == "mean" or own.fold.out_of is not None or own.fold.factor != 1
    multiplies = any(node.weight != 1 for node in parts)
    return not divides and not multiplies and all(isinstance(node, Item) or is_short(node) for node in parts)


def may_be_na(node: Node | Rubric) -> bool:
    """Tell whether a node, or the whole form, may be not applicable: it is where everything beneath is."""
    if isinstance(node, Item):
        return node.may_be_na
    main = main_parts(node)
    return bool(main) and all(map(may_be_na, main))


def _figures(nodes: Sequence[Node]) -> tuple[Figure, ...]:
    return tuple(Figure(node.id) for node in nodes)


def _own(rubric: Rubric, total_id: str) -> Whole:
    node = rubric.nodes.get(total_id)
    return node if isinstance(node, Section) else rubric


def _parts(own: Whole) -> tuple[Node, ...]:
    if own.fold.kind == "none":
        return ()
    return tuple(_counted(own.children if isinstance(own, Section) else own.top))


def _counted(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, Item):
            if node.is_scored:
                yield node
        elif not node.has_stated_total:
            yield from _counted(node.children)
        elif node.fold.kind != "none":
            yield node
