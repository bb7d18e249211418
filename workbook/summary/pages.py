"""The pages of 總表: some 60 columns on one could not be read, so each page has as many whole criteria as
fit beside the offices."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby

from workbook.summary.columns import MAIN_SCALE, Column, Columns

PAGE_WIDTH = 110
"""Characters on A4 landscape at full size, where the default font is replaced by a wide one."""
_SMALLEST_SCALE = 30  # per cent; beneath it a page could not be read, and columns go over to the next


@dataclass(frozen=True)
class Pages:
    """The pages of 總表. ``starts`` are the columns with which a page begins, except the first; ``scale``
    in per cent."""

    columns: Columns
    scale: int
    starts: tuple[str, ...]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {column.letter: place for place, column in enumerate(self.columns.all)}

    @cached_property
    def _starts(self) -> list[int]:
        return [self._places[letter] for letter in self.starts]

    def number(self, column: Column) -> int:
        """Return the page of a column, from 0."""
        return bisect_right(self._starts, self._places[column.letter])


def pages_of(columns: Columns) -> Pages:
    """Divide a rubric's 總表 into pages, at `MAIN_SCALE` unless a criterion needs a smaller print."""
    repeated = sum(c.width for c in columns.all if not c.is_of_body and c not in columns.tallies)
    first = repeated + sum(c.width for c in columns.tallies)
    blocks = [
        (run[0].letter, sum(column.width for column in run))
        for run in (list(own) for _, own in groupby(columns.all, key=partial(_block, columns)))
        if run[0].is_of_body
    ]
    widest = max(first + blocks[0][1], *(repeated + width for _, width in blocks))
    scale = max(_SMALLEST_SCALE, min(MAIN_SCALE, int(100 * PAGE_WIDTH / widest)))
    room = PAGE_WIDTH * 100 / scale
    starts, used = [], first
    for letter, width in blocks:
        if used + width > room:
            starts.append(letter)
            used = repeated
        used += width
    return Pages(columns, scale, tuple(starts))


def _block(columns: Columns, column: Column) -> str:
    """Return what is not parted: a criterion; a dimension's own column stands with its first. Where there
    are no criteria each column is by itself."""
    if column.criterion or not column.is_of_body:
        return column.criterion
    if column.node_id == column.dimension:
        return columns.rubric.children(column.dimension)[0].id
    return column.node_id
