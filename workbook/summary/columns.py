"""The columns of 總表: the one map of where everything stands, computed from the rubric."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Literal

from scoring.folds import folds_of, is_short, may_be_na, parts_of
from scoring.grades import grades_of
from scoring.rubric import LEVELS, WHOLE_FORM, Item, Rubric, Section
from workbook.address import column_index, column_name
from workbook.expressions import DECIMALS, formula_of
from workbook.fit import row_height
from workbook.grades import grade_formula, quoted

MAIN_SHEET = "總表"
TITLE_ROW, KEY_ROW, DIMENSION_ROW, CRITERION_ROW, MAXIMUM_ROW, LABEL_ROW = 1, 2, 3, 4, 5, 6
"""Rows above the offices. The labels stand last, for they are the header row of a table; `KEY_ROW` is
hidden."""
MAIN_FIRST_ROW = 7

ColumnKind = Literal[
    "rank",
    "tie",
    "code",
    "name",
    "group",
    "state",
    "total",
    "grade",
    "blank",
    "absent",
    "lacking",
    "subtotal",
    "item",
    "written",
]
"""What a column has. absent: how many items are not applicable; written: what is answered and not scored."""
TIED, MAXIMA, GRADE, ABSENT = "並列", "配分", "等第", "不適用項數"
NAME_WIDTH = 16
"""Characters of the column of offices' names."""
WIDTHS: Mapping[ColumnKind, float] = {
    "rank": 6,
    "tie": 6,
    "code": 8,
    "name": NAME_WIDTH,
    "group": 10,
    "state": 10,
    "total": 8,
    "grade": 13,
    "blank": 7,
    "absent": 7,
    "lacking": 7,
    "subtotal": 7.5,
    "item": 8.5,
    "written": 20,
}
HEIGHTS: Mapping[int, float] = {TITLE_ROW: 28, DIMENSION_ROW: 20, CRITERION_ROW: 34, LABEL_ROW: 110}
"""Widths in characters by kind of column, heights in points by row of headings."""
_LONGER = (8.5, 12.0, 16.0, 20.0, 30.0)
"""Widths of items' columns: the first in which the label stands whole."""
_OF_PARTS = 12
"""Digits after the point of a section's total that has no end."""
MAIN_SCALE = 65
"""Per cent at which 總表 prints."""
_FIXED: tuple[tuple[ColumnKind, str], ...] = (
    ("rank", "名次"),
    ("tie", TIED),
    ("code", "代碼"),
    ("name", "機關名稱"),
    ("group", "組別"),
    ("state", "狀態"),
    ("total", "總分"),
    ("grade", GRADE),
    ("blank", "未評項數"),
    ("absent", ABSENT),
    ("lacking", "缺紀錄項數"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """``node_id`` names the item or the total; ``dimension`` and ``criterion`` what it stands under."""

    letter: str
    kind: ColumnKind
    label: str
    node_id: str = ""
    dimension: str = ""
    criterion: str = ""

    @property
    def width(self) -> float:
        """In characters."""
        if self.kind != "item":
            return WIDTHS[self.kind]
        whole = (own for own in _LONGER if row_height([(self.label, own)]) <= HEIGHTS[LABEL_ROW])
        return next(whole, _LONGER[-1])

    @property
    def is_of_body(self) -> bool:
        """Whether it is one of what the form scores, rather than of the offices and the form as a whole."""
        return bool(self.node_id)

    @property
    def key(self) -> str:
        """The column's key in the hidden row, wherever staff move it: the id of what has points, @kind, or of
        a section's grade and what is written @kind/id."""
        if self.kind in ("subtotal", "item"):
            return self.node_id
        return f"@{self.kind}/{self.node_id}" if self.node_id else f"@{self.kind}"


@dataclass(frozen=True)
class Columns:
    rubric: Rubric
    all: tuple[Column, ...]
    totals: Mapping[str, Column]
    items: Mapping[str, Column]

    def letter(self, kind: ColumnKind) -> str:
        """Return the letter of a column that there is one of."""
        return next(column.letter for column in self.all if column.kind == kind)

    @property
    def counts(self) -> tuple[Column, ...]:
        """The columns that count what an office still lacks; it has a rank where each of them is 0."""
        return tuple(column for column in self.all if column.kind in ("blank", "lacking"))

    @property
    def tallies(self) -> tuple[Column, ...]:
        """The columns that count an office's items: those it lacks, and those that are not applicable."""
        return tuple(column for column in self.all if column.kind in ("blank", "absent", "lacking"))

    def formula(self, total_id: str, row: int) -> str:
        """Return the formula of a row's total, from the columns that it adds.

        Empty where none has a number; the words for «not applicable» where nothing beneath applies. Rounded,
        because tenths that should tie do not add up to quite the same; a part that has no end, such as a
        third, to so many digits that a total made of it is right to those that count.
        """
        fold = folds_of(self.rubric)[total_id]
        if not parts_of(self.rubric)[total_id]:
            return '""'
        return formula_of(
            fold, lambda ids: self._cells(ids, row), na=self.rubric.na_text, digits=self._digits[total_id]
        )

    def grade_formula(self, total_id: str, row: int) -> str:
        """Return the formula of a total's grade: empty while anything beneath it is missing."""
        items = [item.id for item in self.rubric.items_under[total_id] if item.id in self.items]
        there = f"COUNT({self._cells(items, row)})" + "".join(
            f"+{each}" for each in self._absences(items, row)
        )
        whole = f"{there}={len(items)}" if total_id and items else f"{self.letter('blank')}{row}=0"
        return grade_formula(self.rubric, total_id, lambda ids: self._cells(ids, row), whole)

    def absent_formula(self, row: int) -> str:
        """Return the formula that counts the items of a row that are not applicable."""
        return "+".join(self._absences(list(self.items), row))

    def cells(self, letter: str, last: int) -> str:
        """Return a column's offices as a range, for a formula in any sheet."""
        return f"{MAIN_SHEET}!${letter}${MAIN_FIRST_ROW}:${letter}${last}"

    def blank_formula(self, row: int) -> str:
        """Return the formula that counts the items of a row without a score."""
        items = list(self.items)
        absent = "".join(f"-{each}" for each in self._absences(items, row))
        return f"{len(items)}-COUNT({self._cells(items, row)}){absent}"

    def rank_formula(self, row: int, last: int) -> str:
        """Return the formula of the rank among the rows that lack nothing; equal totals share a rank."""
        total, counts = self.letter("total"), [column.letter for column in self.counts]
        totals = f"{total}${MAIN_FIRST_ROW}:{total}${last}"
        whole = ",".join(f"{letter}${MAIN_FIRST_ROW}:{letter}${last},0" for letter in counts)
        better = ">" if self.rubric.better == "high" else "<"
        ahead = f'COUNTIFS({totals},"{better}"&{total}{row},{whole}{self._ranked(last)})'
        own = [f"{letter}{row}" for letter in counts]
        lacks = f"{own[0]}>0" if len(own) == 1 else f"COUNTIFS({','.join(f'{cell},0' for cell in own)})=0"
        others = self._unranked(row)
        out = f"OR({','.join([lacks, *others])})" if others else lacks
        return f'IF({out},"",{ahead}+1)'

    def tie_formula(self, row: int, last: int) -> str:
        """Return the formula that says `TIED` where another row has the same rank."""
        rank = self.letter("rank")
        ranks = f"{rank}${MAIN_FIRST_ROW}:{rank}${last}"
        return f'IF({rank}{row}="","",IF(COUNTIF({ranks},{rank}{row})>1,"{TIED}",""))'

    @cached_property
    def _optional(self) -> frozenset[str]:
        """The items that may be not applicable."""
        return frozenset(item.id for item in self.rubric.items if item.may_be_na)

    @cached_property
    def _is_number(self) -> bool:
        """Whether the grand total is a number wherever everything is scored."""
        return bool(parts_of(self.rubric)[WHOLE_FORM]) and not may_be_na(self.rubric)

    @cached_property
    def _digits(self) -> Mapping[str, int]:
        """To how many digits each total is rounded."""
        sections = {own.id: DECIMALS if is_short(own) else _OF_PARTS for own in self.rubric.sections}
        return {WHOLE_FORM: DECIMALS, **sections}

    def _unranked(self, row: int) -> list[str]:
        """Return the conditions, but for what is missing, on which a row has no rank: its total is no number,
        or its grade is one without a rank."""
        found = [f"{self.letter('grade')}{row}={quoted(each)}" for each in self._without_rank]
        return found if self._is_number else [f"NOT(ISNUMBER({self.letter('total')}{row}))", *found]

    def _ranked(self, last: int) -> str:
        """Return what else COUNTIFS asks of the rows that it counts: none of the grades without a rank."""
        if not self._without_rank:
            return ""
        letter = self.letter("grade")
        grades = f"{letter}${MAIN_FIRST_ROW}:{letter}${last}"
        return "".join(f",{grades},{quoted(f'<>{_literal(name)}')}" for name in self._without_rank)

    @property
    def _without_rank(self) -> tuple[str, ...]:
        return tuple(grade.name for grade in self.rubric.grades if not grade.ranked)

    def _absences(self, ids: Sequence[str], row: int) -> Iterator[str]:
        """Yield what counts together the items of a row that are not applicable, where any may be."""
        if self._optional.isdisjoint(ids):
            return
        for cells in self._cells(ids, row).split(","):
            yield f"COUNTIF({cells},{quoted(self.rubric.na_text)})"

    def _cells(self, ids: Sequence[str], row: int) -> str:
        """Return the cells of items and totals in a row; items that stand side by side as ranges."""
        key = tuple(ids)
        if key not in self._areas:
            self._areas[key] = tuple(self._arguments(ids))
        return ",".join(
            f"{first}{row}:{last}{row}" if last else f"{first}{row}" for first, last in self._areas[key]
        )

    @cached_property
    def _areas(self) -> dict[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """The arguments that were worked out, by the ids that they stand for."""
        return {}

    def _arguments(self, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the first and the last letter of each range; of a total its letter alone."""
        items = [column_index(self.items[each].letter) for each in ids if each in self.items]
        ends = dict(_runs(items))
        for each in ids:
            if each in self.totals:
                yield self.totals[each].letter, ""
            elif (first := column_index(self.items[each].letter)) in ends:
                yield column_name(first), column_name(ends[first])


@lru_cache(maxsize=32)
def columns_of(rubric: Rubric, *, grouped: bool = False) -> Columns:
    """Compute the columns of a rubric's 總表; with a column for the offices' groups where ``grouped``."""
    left_out = (
        "" if grouped else "group",
        "" if rubric.notes_required else "lacking",
        "" if may_be_absent(rubric) else "absent",
    )
    fields = [own for own in _fields(rubric) if own[0] not in left_out and not _is_ungraded(rubric, own)]
    columns = tuple(Column(column_name(index), *own) for index, own in enumerate(fields, start=1))
    totals = {c.node_id: c for c in columns if c.kind in ("total", "subtotal")}
    return Columns(rubric, columns, totals, {c.node_id: c for c in columns if c.kind == "item"})


def may_be_absent(rubric: Rubric) -> bool:
    """Tell whether any item that is scored may be not applicable."""
    return any(item.is_scored and item.may_be_na for item in rubric.items)


def _is_ungraded(rubric: Rubric, field: tuple[ColumnKind, str, str, str, str]) -> bool:
    return field[0] == "grade" and not grades_of(rubric, field[2])


def _literal(name: str) -> str:
    """Return a name as a criterion of COUNTIFS that means just that."""
    return re.sub("([~*?])", r"~\1", name)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of numbers that follow one another."""
    for _, run in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        own = [number for _, number in run]
        yield own[0], own[-1]


def _fields(rubric: Rubric) -> Iterator[tuple[ColumnKind, str, str, str, str]]:
    for kind, label in _FIXED:
        yield kind, label, WHOLE_FORM, "", ""
    word = "構面" if rubric.levels == LEVELS else rubric.levels[0]
    for node in rubric.top:
        yield from _under(node, word, "", "")


def _under(
    node: Section | Item, word: str, dimension: str, criterion: str
) -> Iterator[tuple[ColumnKind, str, str, str, str]]:
    """Yield the columns of a node and of what stands beneath it; ``word`` is what a dimension is called."""
    if isinstance(node, Item):
        yield "item" if node.is_scored else "written", _item_label(node), node.id, dimension, criterion
        return
    if node.kind == "dimension":
        dimension = node.id
        yield "subtotal", f"{node.id} {word}得分", node.id, dimension, ""
        yield "grade", f"{node.id} {GRADE}", node.id, dimension, ""
    elif node.has_stated_total:
        criterion = node.id if node.kind == "criterion" else criterion
        yield "subtotal", f"{node.id} 小計", node.id, dimension, criterion
        yield "grade", f"{node.id} {GRADE}", node.id, dimension, criterion
    for child in node.children:
        yield from _under(child, word, dimension, criterion)


def _item_label(item: Item) -> str:
    """Write an item's label on one line, for a table's header has to be the same text in sheet and table."""
    return f"{item.id} {' '.join(item.title.split())}"
