"""The columns of a form, by what stands in them: which ones a rubric's form has, where, how wide.

A column is spoken of by its role. Which letter it has is a matter of the rubric, and in a file that came
back of what somebody did to it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scoring.rubric import Rubric
from workbook import fit
from workbook.address import column_name

LEVELS = LEVEL_1, LEVEL_2 = "level_1", "level_2"
"""The sections of the two upper levels, each a cell merged over its rows."""
SCORE, TICK, TEXT, POINTS, NOTES, GUIDANCE = "score", "tick", "text", "points", "notes", "guidance"
CHECK = "check"
KEY, LOW, HIGH, LISTS = "key", "low", "high", "lists"
TOTALS = LEVEL_1_TOTAL, LEVEL_2_TOTAL = "level_1_total", "level_2_total"
"""The numbers behind what `LEVELS` show."""
TICK_COUNT, NOTE_COUNT = "tick_count", "note_count"

Kind = Literal["printed", "screen", "hidden"]
"""Who sees a column: everybody, whoever fills the form in, nobody."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form. ``heading`` is empty where it has none of its own; ``width`` is in Excel's unit,
    the width of a digit of the default font (7 pixels), and 0 where it is hidden."""

    role: str
    letter: str
    kind: Kind
    heading: str = ""
    width: float = 0.0


@dataclass(frozen=True)
class Columns:
    """The columns of a form from left to right: those that are printed, the check, the hidden ones."""

    all: tuple[Column, ...]

    def __getitem__(self, role: str) -> str:
        """Return the letter of a role. Raise KeyError where the form has no such column."""
        return self._letters[role]

    def __contains__(self, role: str) -> bool:
        return role in self._letters

    def __iter__(self) -> Iterator[str]:
        """Yield the roles, from left to right."""
        return iter(self._letters)

    @cached_property
    def _letters(self) -> Mapping[str, str]:
        return {column.role: column.letter for column in self.all}

    @cached_property
    def role_of(self) -> Mapping[str, str]:
        """The role of each letter."""
        return {column.letter: column.role for column in self.all}

    @cached_property
    def printed(self) -> tuple[str, ...]:
        """The roles of the columns that are printed, from left to right."""
        return tuple(column.role for column in self.all if column.kind == "printed")

    @cached_property
    def hidden(self) -> tuple[str, ...]:
        """The roles of the columns that nobody sees, from left to right."""
        return tuple(column.role for column in self.all if column.kind == "hidden")

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """What is printed above each column that has a heading of its own, by role."""
        return {column.role: column.heading for column in self.all if column.heading}

    @cached_property
    def widths(self) -> Mapping[str, float]:
        """The width of each column that is seen, by role."""
        return {column.role: column.width for column in self.all if column.kind != "hidden"}

    @property
    def first(self) -> str:
        """The letter of the first column."""
        return self[self.printed[0]]

    @property
    def last(self) -> str:
        """The letter of the last column that is printed."""
        return self[self.printed[-1]]

    def capacity(self, *roles: str) -> int:
        """Return how many units a line holds in these columns together, as `fit` counts them."""
        return fit.whole_room(sum(self.widths[role] for role in roles))


_PRINTED = (
    (LEVEL_1, "評核構面", 13.5),
    (LEVEL_2, "考核項目", 14.0),
    (SCORE, "評分", 6.5),
    (TICK, "考核內容（依實際情形勾選選項）", 4.0),
    (TEXT, "", 39.0),
    (POINTS, "細項配分", 9.5),
    (NOTES, "紀錄事項", 55.0),
    (GUIDANCE, "評分說明", 17.0),
)
_CHECK_WIDTH = 16.0
_HIDDEN = (KEY, *TOTALS, LOW, HIGH, TICK_COUNT, NOTE_COUNT, LISTS)


def columns_of(rubric: Rubric) -> Columns:
    """Return the columns of a rubric's form."""
    del rubric  # every form has those of 107
    wanted: list[tuple[str, Kind, str, float]] = [
        *((role, "printed", heading, width) for role, heading, width in _PRINTED),
        (CHECK, "screen", "檢核", _CHECK_WIDTH),
        *((role, "hidden", "", 0.0) for role in _HIDDEN),
    ]
    return Columns(
        tuple(
            Column(role, column_name(number), kind, heading, width)
            for number, (role, kind, heading, width) in enumerate(wanted, start=1)
        )
    )
