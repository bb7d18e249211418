"""What a figure comes from, as data with two readings: evaluated exactly here, and printed as a formula of a
spreadsheet by workbook/expressions.py.

A figure is a number of points, or nothing where nothing was scored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """What an item or a section comes to, by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of those of its parts that there are; nothing where there are none."""

    parts: tuple[Figure, ...]

    @property
    def ids(self) -> Sequence[str]:
        """The ids of its parts, in their order."""
        return [part.id for part in self.parts]


Expression = Figure | Sum


def evaluated(expression: Expression, figure: Callable[[str], Decimal | None]) -> Decimal | None:
    """Return what an expression comes to, exactly; ``figure`` gives what an id comes to."""
    match expression:
        case Figure(node_id):
            return figure(node_id)
        case Sum(parts):
            found = [value for part in parts if (value := evaluated(part, figure)) is not None]
            return sum(found, Decimal(0)) if found else None
