"""The rules of a form as data: how items are answered, how parts make a whole, what values are called.

Nothing is computed here. Answers become figures in scoring/figures.py, parts become wholes in
scoring/folds.py, and figures get names in scoring/grades.py.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Show = Literal["rows", "list", "matrix"]
"""How options are shown: a row each to tick, a drop-down list, or a narrow column each to tick."""
Absence = Literal["no", "yes", "reason"]
"""Whether an item may be called not applicable; ``reason``: with a note that says why."""
FoldKind = Literal["sum", "mean", "least", "most", "count", "none"]
Better = Literal["high", "low"]
Parts = Literal["item", "heading", "criterion", "dimension"]
Measure = Literal["least", "most", "any", "each", "count"]


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers of a scale, and its worth in points; without a worth it says «not applicable»."""

    text: str
    worth: Decimal | None

    @property
    def is_na(self) -> bool:
        return self.worth is None


@dataclass(frozen=True, slots=True)
class Choice:
    """An item answered by one option, or by several (``many``) whose worths add up to its maximum at most."""

    options: tuple[Option, ...]
    show: Show = "rows"
    many: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """An item answered by a whole number of cases, each worth so many points (negative: deducted)."""

    each: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """From which measured number on an item is worth so many points."""

    start: Decimal
    worth: Decimal


@dataclass(frozen=True, slots=True)
class Measured:
    """An item answered by one number, or by two of which the first is divided by the second (``of`` names
    them); its worth is that of the highest step reached. ``steps`` ascend."""

    of: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """An item that is answered and not scored: a note, a date or a number."""

    kind: Literal["note", "date", "number"]


Ask = Choice | Count | Measured | Written


@dataclass(frozen=True, slots=True)
class Fold:
    """How the parts of a section make it: base + factor × kind(parts), within ``cap``.

    ``out_of``: what applies is scaled up to so many points. ``of``: the option that is counted. ``best``: so
    many of the highest parts alone count.
    """

    kind: FoldKind = "sum"
    base: Decimal = Decimal(0)
    factor: Decimal = Decimal(1)
    low: Decimal | None = None
    high: Decimal | None = None
    out_of: Decimal | None = None
    of: str = ""
    best: int | None = None


SUM = Fold()


@dataclass(frozen=True, slots=True)
class When:
    """On what it depends whether something is asked: each line of ``all`` and, where there are any, one of
    ``any``. A line is the id of a header field or an item, and the answers with which it holds."""

    all: tuple[tuple[str, tuple[str, ...]], ...] = ()
    any: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the header fields and items that it looks at."""
        return tuple(node_id for node_id, _ in (*self.all, *self.any))


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on parts of a form, those of ``ids`` or of a ``kind``: the least, the most, any one, each
    one, or so many (``count``) of them are below ``below`` or from ``start`` on."""

    measure: Measure
    ids: tuple[str, ...] = ()
    kind: Parts | None = None
    below: Decimal | None = None
    start: Decimal | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Grade:
    """A name for a figure (等第): where the condition holds, or else from ``start`` on, or up to ``end``; the
    first that fits is taken. Who has a grade that is not ``ranked`` gets no rank."""

    name: str
    start: Decimal | None = None
    end: Decimal | None = None
    test: Test | None = None
    ranked: bool = True
