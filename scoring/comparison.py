"""Last year beside this year: what of it compares, whose figures they were, and how they ranked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from scoring.form_rules import Better
from scoring.ranking import ranks
from scoring.rubric import WHOLE_FORM, Rubric, Section
from scoring.rubric_file import bundled_ids, bundled_rubric
from scoring.scorecard import Office
from scoring.values import office_key


@dataclass(frozen=True)
class EarlierOffice:
    """An office as last year's workbook shows it.

    ``points`` has every item, section and the whole form (id ``""``) that the workbook has a column
    for; None where the office has no number there. ``rank`` is the one saved for the whole form.
    ``blank`` is the saved number of items without a score; None where the workbook does not say.
    ``lacking`` is the number of scored items without the evidence that was asked for; 0 where the workbook
    has no such column, None where its cell holds no number.
    """

    office: Office
    points: Mapping[str, Decimal | None]
    rank: int | None = None
    blank: int | None = None
    lacking: int | None = 0
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    """The items and totals that are not applicable; ``points`` has None for them."""
    grade: str = ""
    """The grade of the whole form, where there are grades."""
    row: int = field(default=0, compare=False)
    """Its row in the sheet."""


@dataclass(frozen=True)
class Earlier:
    """A consolidated workbook of an earlier year. ``maxima`` and ``names`` are by node id and may lack
    some; ``has_notes`` is whether its 紀錄事項 could be read at all."""

    title: str
    rubric_id: str
    rubric_hash: str
    made: str
    offices: tuple[EarlierOffice, ...]
    node_ids: frozenset[str]
    maxima: Mapping[str, Decimal] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    has_notes: bool = True
    letters: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The columns of the sheet, by node id."""


Reason = Literal["absent", "renamed", "taken"]
"""Why nothing compares. absent: no such id last year; renamed: the same id under another title; taken: the
id is stated to be that of another dimension of this year."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a total of this year compares with: ``earlier_id``, or nothing, for ``reason``.

    ``maximum`` and ``earlier_maximum`` are in points; None where last year's is not known.
    """

    earlier_id: str | None
    maximum: Decimal
    earlier_maximum: Decimal | None = None
    reason: Reason | None = None

    @property
    def ranks_compare(self) -> bool:
        return self.earlier_id is not None

    @property
    def points_compare(self) -> bool:
        """Whether the points compare: they do not where the maxima differ, though ranks do."""
        return self.ranks_compare and self.earlier_maximum in (None, self.maximum)


@dataclass(frozen=True)
class Comparability:
    """``matches``: the whole form (id ``""``), then each dimension of this year's ``rubric``."""

    rubric: Rubric
    matches: Mapping[str, Match]


@dataclass(frozen=True)
class Year:
    """Last year's workbook, and what of it compares with this year's."""

    earlier: Earlier
    comparability: Comparability


def beside(rubric: Rubric, earlier: Earlier) -> Year:
    """Put last year's workbook beside this year's rubric; last year's own is asked where it is bundled."""
    known = bundled_rubric(earlier.rubric_id) if earlier.rubric_id in bundled_ids() else None
    return Year(earlier, compare(rubric, earlier, known, earlier_ids(rubric, earlier)))


def earlier_ids(rubric: Rubric, earlier: Earlier) -> Mapping[str, str]:
    """Return last year's id of each section and item that the rubric says was moved or renamed.

    Empty for a workbook by this very rubric, an earlier one of the same year.
    """
    return {} if earlier.rubric_hash == rubric.hash else rubric.earlier_ids


def compare(
    rubric: Rubric, earlier: Earlier, earlier_rubric: Rubric | None, mapping: Mapping[str, str]
) -> Comparability:
    """Say of the total and each dimension of this year what of last year it compares with.

    ``earlier_rubric`` counts only where it is the one that the workbook was made by; else maxima and
    titles are those printed in the workbook, as far as it has them. ``mapping`` states, by this year's
    id, the id of last year; what it states is not questioned but for the maximum.
    """
    is_its_own = earlier_rubric is not None and earlier_rubric.hash == earlier.rubric_hash
    known = earlier_rubric if is_its_own else None
    taken = frozenset(mapping[d.id] for d in rubric.dimensions if d.id in mapping)
    whole = _match(WHOLE_FORM, rubric.maximum, earlier, known)
    found = {d.id: _dimension(d, earlier, known, mapping.get(d.id), taken) for d in rubric.dimensions}
    return Comparability(rubric, {WHOLE_FORM: whole, **found})


def _dimension(
    dimension: Section, earlier: Earlier, known: Rubric | None, was: str | None, taken: frozenset[str]
) -> Match:
    earlier_id = dimension.id if was is None else was
    reason: Reason | None = None
    if earlier_id not in earlier.node_ids:
        reason = "absent"
    elif was is None and earlier_id in taken:
        reason = "taken"
    elif was is None and not _same_name(dimension, _name(earlier_id, earlier, known)):
        reason = "renamed"
    if reason is not None:
        return Match(None, dimension.maximum, reason=reason)
    return _match(earlier_id, dimension.maximum, earlier, known)


def _match(earlier_id: str, maximum: Decimal, earlier: Earlier, known: Rubric | None) -> Match:
    if known is not None and earlier_id in (WHOLE_FORM, *known.nodes):
        return Match(earlier_id, maximum, known.maximum_of(earlier_id))
    return Match(earlier_id, maximum, earlier.maxima.get(earlier_id))


def _name(earlier_id: str, earlier: Earlier, known: Rubric | None) -> str:
    """Return last year's title of a node; empty where it is not known."""
    if known is not None and earlier_id in known.nodes:
        return known.nodes[earlier_id].title
    return earlier.names.get(earlier_id, "")


def _same_name(dimension: Section, earlier_name: str) -> bool:
    own = {office_key(dimension.title), office_key(dimension.label)}
    return not earlier_name or office_key(earlier_name) in own


# ── offices ─────────────────────────────────────────────────────────────────────────────────────


def pair(offices: Sequence[Office], earlier: Earlier) -> tuple[int | None, ...]:
    """Return each office's place in ``earlier.offices``; None for an office that was not there.

    Offices are matched by code; those left on both sides by name, where one office alone bears it (臺 and 台
    are one). No earlier office is matched twice.
    """
    before = [one.office for one in earlier.offices]
    by_code = {office_key(o.code): place for place, o in enumerate(before) if o.code}
    found = {n: by_code.get(office_key(o.code)) if o.code else None for n, o in enumerate(offices)}
    used = set(found.values())
    by_name = _by_name({place: o for place, o in enumerate(before) if place not in used})
    own = _by_name({n: o for n, o in enumerate(offices) if found[n] is None})
    found |= {n: by_name.get(name) for name, n in own.items()}
    return tuple(found[n] for n in range(len(offices)))


def _by_name(offices: Mapping[int, Office]) -> dict[str, int]:
    names = {place: office_key(office.name) for place, office in offices.items() if office.name}
    times = Counter(names.values())
    return {name: place for place, name in names.items() if times[name] == 1}


# ── figures ─────────────────────────────────────────────────────────────────────────────────────


def complete_points(one: EarlierOffice, node_id: str) -> Decimal | None:
    """Return an office's earlier points for a total; None while an item beneath it had no score, or any item
    lacked its evidence."""
    points = one.points.get(node_id) if one.lacking == 0 else None
    if points is None or one.blank == 0:
        return points
    if node_id == WHOLE_FORM and one.blank is not None:
        return None
    beneath = f"{node_id}." if node_id else ""
    beneath_it = {id_: own for id_, own in one.points.items() if id_.startswith(beneath)}
    blank = any(own is None and id_ not in one.absent for id_, own in beneath_it.items())
    return None if blank else points


def earlier_ranks(earlier: Earlier, node_id: str, better: Better = "high") -> tuple[int | None, ...]:
    """Return the earlier rank of each office, from 1.

    The ranks saved for the whole form are used where there are any; else offices whose figure is complete are
    ranked anew, the ``better`` first, equal figures sharing a rank.
    """
    saved = tuple(one.rank for one in earlier.offices)
    if node_id == WHOLE_FORM and any(saved):
        return saved
    points = {place: complete_points(one, node_id) for place, one in enumerate(earlier.offices)}
    found = ranks({place: own for place, own in points.items() if own is not None}, better)
    return tuple(found.get(place) for place in range(len(earlier.offices)))
