"""The facts that every sheet of the consolidated workbook is drawn from."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from scoring.expressions import NA, Value, as_decimal
from scoring.rubric import Rubric
from workbook.collection.checked import Checked, Delivery
from workbook.collection.selection import Collection, Result
from workbook.summary.columns import MAIN_FIRST_ROW, Columns, columns_of
from workbook.summary.links import Link, file_address

MAX_LIVE_RANKS = 2_000
"""The most offices with live ranks; beyond, ranks are written values: one that looks at every row in every
row is quadratic in a spreadsheet."""


WITHIN = " › "
"""Stands between an archive and a file in it, where a path names one."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the collection itself does not know: when it was read, by which program, in which folder
    its workbook will stand (none: no links to files), the mail that brought a file, by its path."""

    read_at: datetime.datetime
    version: str
    folder: str = ""
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)

    def file(self, checked: Checked, place: str = "") -> Link:
        """Return the link to a file, and to a place in it; none to one in which something may run. What lies
        in an archive leads to that."""
        archive, within, _ = checked.path.partition(WITHIN)
        if within:
            return Link("", file_address(archive, self.folder)) if self.folder else Link()
        address = file_address(checked.path, self.folder) if self.folder and checked.is_inert else ""
        return Link(place, address) if address else Link()


@dataclass(frozen=True)
class Facts:
    """A collection, when and by what it was read, and where 總表 has it."""

    collection: Collection
    context: Context

    @cached_property
    def columns(self) -> Columns:
        grouped = any(result.group for result in self.collection.results)
        return columns_of(self.collection.rubric, grouped=grouped)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups that the roster has put offices in, as they come."""
        return tuple(dict.fromkeys(result.group for result in self.collection.confirmed if result.group))

    @property
    def last(self) -> int:
        """The row of the last office in 總表 that is confirmed; of the one empty row where there are none.

        No formula looks at what stands below: a line of text, then the offices that have to be confirmed.
        """
        return last_row(self.collection)

    @property
    def end(self) -> int:
        """The last row of 總表."""
        unconfirmed = len(self.collection.unconfirmed)
        return self.last + (1 + unconfirmed if unconfirmed else 0)

    @property
    def live_ranks(self) -> bool:
        return len(self.collection.confirmed) <= MAX_LIVE_RANKS

    @cached_property
    def ties(self) -> frozenset[int]:
        """The ranks that more than one office has."""
        times = Counter(result.rank for result in self.collection.results if result.rank)
        return frozenset(rank for rank, many in times.items() if many > 1)

    def cells(self, letter: str) -> str:
        """Return a column of 總表 as a range, for a formula in any sheet."""
        return self.columns.cells(letter, self.last)


def last_row(collection: Collection) -> int:
    """Return the row of 總表 where the offices end of which nothing has to be confirmed."""
    return MAIN_FIRST_ROW + max(len(collection.confirmed), 1) - 1


def rows_of_offices(collection: Collection) -> Iterator[tuple[int, Result]]:
    """Yield each office with its row in 總表."""
    yield from enumerate(collection.confirmed, start=MAIN_FIRST_ROW)
    yield from enumerate(collection.unconfirmed, start=last_row(collection) + 2)


def shown(result: Result, total_id: str) -> Value:
    """Return a total as 總表 shows it: a number, not applicable, or none where nothing beneath is scored."""
    return result.form.totals[total_id].value if result.form else None


def number(result: Result, total_id: str) -> Decimal | None:
    """Return a total as far as it is a number."""
    return as_decimal(shown(result, total_id))


def figure_shown(rubric: Rubric, value: Value) -> Decimal | str | None:
    """Return a figure as its cell has it: a number, the form's words for «not applicable», or nothing."""
    return rubric.na_text if value is NA else as_decimal(value)
