"""The columns of a form that its rubric speaks of: its own under other names, and further ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

FurtherKind = Literal["note", "date", "number"]
OWN = ("score", "content", "points", "notes", "guidance")
"""The columns that every form has unless its rubric leaves them out, as its file calls them."""
MAY_BE_HIDDEN = frozenset({"points", "notes", "guidance"})


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One of a form's own columns (`OWN`), or a further one, which has a ``kind``.

    An empty ``label`` is the form's own word, no ``width`` the form's own; widths are in Excel's unit.
    """

    id: str
    label: str = ""
    kind: FurtherKind | None = None
    width: Decimal | None = None
    is_shown: bool = True


def further(columns: tuple[FormColumn, ...]) -> Mapping[str, FormColumn]:
    """Return those of the columns that are further ones, by id."""
    return {column.id: column for column in columns if column.kind}
