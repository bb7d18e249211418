"""The layout: where everything of a rubric stands on the sheet, the one map that writer and reader share.

Computed from the rubric alone. Rows are found by their key (column `KEY`), so that an inserted or
moved row loses nothing; the numbers here are those of the form as issued. Columns go by their role.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from scoring.form_rules import Choice, Measured
from scoring.rubric import WHOLE_FORM, HeaderField, Item, Rubric, Section
from workbook.columns import (
    ANSWER,
    LEVEL_1_TOTAL,
    LEVELS,
    OPTION,
    SCORE,
    TICK,
    TOTALS,
    VALUE,
    Columns,
    columns_of,
    is_answered,
    is_matrix,
)
from workbook.words import Words, words_of

VERSION = "1"
"""The layout's version, raised whenever a form issued earlier would be read wrongly by this layout."""

FORM_SHEET = "評分表"
"""What the sheets are called on a form in Chinese; `Layout.words` has the names of any."""
INSTRUCTIONS_SHEET = "填表說明"
PAGE_NUMBERS = "第 &P 頁，共 &N 頁"
"""The footer of a sheet, in Excel's own codes (ISO/IEC 29500-1 §18.3.1.46)."""
CORRECTIONS_SHEET = "待更正事項"
"""The sheet of a form sent back that lists what to correct, with links."""
IDENTITY_SHEET = "_kaohe"
COMMENT_AUTHOR = "考核"
"""Of the comments on a form sent back."""

TITLE_ROW = 1
SUMMARY_LINES = 3
"""Lines under the title in which the form counts what is missing; a form has as many, however few it
needs for its header."""
COLUMNS_KEY = "@columns"
TOTAL_KEY = "/total"

RowKind = Literal["header", "columns", "intro", "heading", "item", "total"]


@dataclass(frozen=True, slots=True)
class Row:
    """A keyed row. ``index`` is its place in an item's block, from 1."""

    key: str
    kind: RowKind
    node_id: str
    number: int
    index: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """An item's rows. Every one takes a note; the first has title, description, points and 評分說明,
    which are not merged, so that the row fits them; each band has a row of its own below."""

    item: Item
    first: int
    rows: int
    keys: tuple[str, ...]
    text: str
    """What stands beside the score: the item's heading and description."""

    @property
    def last(self) -> int:
        return self.first + self.rows - 1

    @property
    def line_rows(self) -> range:
        """The rows of what stands beneath the first: bands, options, what is measured."""
        return range(self.first + 1, self.first + 1 + len(self.item.lines))

    @property
    def answer_rows(self) -> Sequence[int]:
        """The rows with a cell for an answer that is no score and no mark."""
        if not is_answered(self.item.ask):
            return ()
        return self.line_rows if isinstance(self.item.ask, Measured) else (self.first,)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stated total stands: the columns, by their roles, of the cell that people see and of the one
    with the number, which is hidden, or the same. ``last`` is the last row of the cell that people see."""

    key: str
    row: int
    last: int
    visible: str
    number: str

    @property
    def is_text(self) -> bool:
        """Whether what people see is a text with the number in it."""
        return self.visible != self.number


@dataclass(frozen=True, eq=False)
class Layout:
    """``spans`` has the first and last row of every section, ``totals`` the places of stated ones."""

    rubric: Rubric
    columns: Columns
    rows: tuple[Row, ...]
    blocks: Mapping[str, Block]
    totals: Mapping[str, Place]
    spans: Mapping[str, tuple[int, int]]
    hint_row: int
    heading_row: int
    total_row: int

    @cached_property
    def by_key(self) -> Mapping[str, Row]:
        return {row.key: row for row in self.rows}

    @property
    def first_body_row(self) -> int:
        return self.heading_row + 1

    @property
    def words(self) -> Words:
        """What the form says, in its language."""
        return words_of(self.rubric)

    @property
    def title_cell(self) -> str:
        return f"{self.columns.first}{TITLE_ROW}"

    @property
    def hint_cell(self) -> str:
        return f"{self.columns.first}{self.hint_row}"

    @cached_property
    def summary_cells(self) -> tuple[str, str, str]:
        """The cells where the form counts what is still missing, beside the lines under the title."""
        lines = range(TITLE_ROW + 1, TITLE_ROW + SUMMARY_LINES + 1)
        overall, scores, rest = (self.cell(self.columns.summary, line) for line in lines)
        return overall, scores, rest

    def cell(self, role: str, row: int) -> str:
        """Return the cell of a column in a row."""
        return f"{self.columns[role]}{row}"

    def cells(self, role: str, first: int, last: int) -> str:
        """Return the cells of a column from one row to another."""
        return f"{self.cell(role, first)}:{self.cell(role, last)}"

    def score_cell(self, item_id: str) -> str:
        return self.cell(SCORE, self.blocks[item_id].first)

    def mark_place(self, item_id: str, number: int) -> tuple[str, str]:
        """Return the column and the key of the row in which a band or an option is ticked, by its number."""
        if is_matrix(self.blocks[item_id].item.ask):
            return OPTION.format(number), item_key(item_id, 1)
        return TICK, item_key(item_id, 1 + number)

    def answer_place(self, item_id: str, number: int) -> tuple[str, str]:
        """Return the column and the key of the row of an answer that is no score and no mark."""
        first = 1 if isinstance(self.blocks[item_id].item.ask, Measured) else 0
        return ANSWER, item_key(item_id, first + number)

    def number_place(self, node_id: str) -> tuple[str, str]:
        """Return the column and the key of the row in which an item's or a total's number stands."""
        place = self.totals.get(node_id)
        if place is not None:
            return place.number, place.key
        item = self.blocks[node_id].item
        return VALUE if item.is_typed and item.when else SCORE, item_key(node_id, 1)

    def mark_cells(self, item_id: str) -> tuple[str, ...]:
        """Return the cells that are ticked, one a band or an option; none where nothing is."""
        block = self.blocks[item_id]
        if isinstance(block.item.ask, Choice) and is_matrix(block.item.ask):
            numbers = range(1, len(block.item.ask.options) + 1)
            return tuple(self.cell(OPTION.format(number), block.first) for number in numbers)
        return tuple(self.cell(TICK, row) for row in block.line_rows) if block.item.ticks else ()

    def answer_cells(self, item_id: str) -> tuple[str, ...]:
        """Return the cells with an answer that is no score and no mark."""
        return tuple(self.cell(ANSWER, row) for row in self.blocks[item_id].answer_rows)

    def input_cells(self, item_id: str) -> Iterator[str]:
        """Yield every cell of an item that is filled in, but for its notes."""
        if self.blocks[item_id].item.is_typed:
            yield self.score_cell(item_id)
        yield from self.mark_cells(item_id)
        yield from self.answer_cells(item_id)

    def number_cells(self, ids: Iterable[str]) -> str:
        """Return the cells with the numbers of items and totals, as arguments of a function."""
        return ",".join(self.number_cell(node_id) for node_id in ids)

    def number_cell(self, node_id: str) -> str:
        """Return the cell with an item's figure, or the hidden one with a total's number."""
        place = self.totals.get(node_id)
        if place is not None:
            return self.cell(place.number, place.row)
        return self.cell(self.number_place(node_id)[0], self.blocks[node_id].first)

    def visible_cell(self, total_id: str) -> str:
        """Return the cell in which people see a stated total."""
        place = self.totals[total_id]
        return self.cell(place.visible, place.row)

    def label_cells(self, field: HeaderField) -> str:
        """Return the cells over which a header line's label is printed, which are merged."""
        row = self.by_key[header_key(field.id)].number
        return f"{self.columns.first}{row}:{self.cell(self.columns.before_values[-1], row)}"

    def label_cell(self, field: HeaderField) -> str:
        """Return the cell where a header line's label is printed."""
        return f"{self.columns.first}{self.by_key[header_key(field.id)].number}"

    def header_cell(self, field: HeaderField) -> str:
        """Return the cell where a header line's value is written."""
        return self.cell(self.columns.of_values[0], self.by_key[header_key(field.id)].number)

    def header_cells(self, field: HeaderField) -> str:
        """Return the cells over which a header line's value is written, which are merged."""
        row = self.by_key[header_key(field.id)].number
        return f"{self.header_cell(field)}:{self.cell(self.columns.of_values[-1], row)}"

    def capacity(self, *roles: str) -> int:
        """Return how many units a line holds in these columns together, as `fit` counts them."""
        return _capacity(self, roles)


@lru_cache(maxsize=1024)
def _capacity(layout: Layout, roles: tuple[str, ...]) -> int:
    return layout.columns.capacity(*roles)


def item_key(item_id: str, index: int) -> str:
    """Return the key of the ``index``-th row of an item's block."""
    return f"{item_id}/{index}"


def header_key(field_id: str) -> str:
    return f"@{field_id}"


@lru_cache(maxsize=32)
def layout_of(rubric: Rubric) -> Layout:
    """Compute the layout of a rubric's form."""
    rows: list[Row] = []
    blocks: dict[str, Block] = {}
    totals: dict[str, Place] = {}
    spans: dict[str, tuple[int, int]] = {}
    for number, field in enumerate(rubric.header, start=TITLE_ROW + 1):
        rows.append(Row(header_key(field.id), "header", field.id, number))
    hint_row = TITLE_ROW + max(len(rubric.header), SUMMARY_LINES) + 1
    heading_row = hint_row + 1
    rows.append(Row(COLUMNS_KEY, "columns", "", heading_row))

    columns = columns_of(rubric)

    def place(node: Section | Item, first: int, depth: int) -> int:
        """Put a node from row ``first`` on; the next free row."""
        number = first
        if isinstance(node, Item):
            block = blocks[node.id] = _block(node, first, words_of(rubric))
            rows.extend(
                Row(key, "item", node.id, first + offset, offset + 1) for offset, key in enumerate(block.keys)
            )
            return first + block.rows
        is_headed = node.kind in ("heading", "part")
        kinds: list[RowKind] = ["heading"] if is_headed else []
        if node.description and node.kind != "heading":
            kinds.append("intro")
        for kind in kinds:
            rows.append(Row(f"{node.id}/{kind}", kind, node.id, number))
            number += 1
        for child in node.children:
            number = place(child, number, depth + 1)
        spans[node.id] = (first, number - 1)
        if node.has_stated_total:
            key = next(row.key for row in rows if row.number == first)
            shown = (SCORE, SCORE) if is_headed else (LEVELS[depth], TOTALS[depth])
            totals[node.id] = Place(key, first, first if is_headed else number - 1, *shown)
        return number

    number = heading_row + 1
    for node in rubric.top:
        number = place(node, number, 0)
    rows.append(Row(TOTAL_KEY, "total", WHOLE_FORM, number))
    totals[WHOLE_FORM] = Place(TOTAL_KEY, number, number, columns.printed[0], LEVEL_1_TOTAL)
    return Layout(rubric, columns, tuple(rows), blocks, totals, spans, hint_row, heading_row, number)


def _block(item: Item, first: int, words: Words) -> Block:
    least = 2 if item.is_typed else 1
    rows = max(1 + len(item.lines), item.note_rows, least)
    keys = tuple(item_key(item.id, index) for index in range(1, rows + 1))
    text = "\n".join(filter(None, (words.heading(item), item.description, words.steps(item))))
    return Block(item, first, rows, keys, text)
