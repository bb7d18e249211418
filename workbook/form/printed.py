"""What is printed on the form as issued: its locked texts, and the numbers that its rules look at.

The drawing takes them from here, and intake compares what came back with them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest

from scoring.form_rules import Choice, Count, Measured, Written
from scoring.rubric import Item, Section, points_text
from scoring.values import TICKED, UNTICKED
from workbook.columns import GUIDANCE, HIGH, KEY, LISTS, LOW, POINTS, TEXT, TICK
from workbook.form.guide import PASTE_HINT
from workbook.layout import CORRECTIONS_SHEET, Block, Layout

NOT_ASKED = "（免填）"
"""The one option of a list of what is not asked."""
CORRECTION_HINT = (
    "粗實線框的格子必須更正，粗虛線框的格子請確認；游標移到格上可看說明，"
    f"全部列於「{CORRECTIONS_SHEET}」工作表。"
)
"""Stands before the hint of a form that goes back."""


def printed_texts(layout: Layout) -> Mapping[str, str]:
    """Return every text that people see on the blank form and that no formula makes, by its cell.

    The office's name, printed where the form is issued to one, is not among them.
    """
    return dict(_texts(layout))


def _texts(layout: Layout) -> Iterator[tuple[str, str]]:
    yield layout.title_cell, layout.rubric.title
    for field in layout.rubric.header:
        yield layout.label_cell(field), f"{field.label}："
    yield layout.hint_cell, PASTE_HINT
    for role, text in layout.columns.headings.items():
        yield layout.cell(role, layout.heading_row), text
    for row in layout.rows:
        node = layout.rubric.nodes.get(row.node_id)
        if isinstance(node, Section) and row.kind in ("intro", "heading"):
            yield layout.cell(TICK, row.number), node.heading if row.kind == "heading" else node.description
    for total_id, place in layout.totals.items():
        if not place.is_text and POINTS in layout.columns:
            yield layout.cell(POINTS, place.row), f"{points_text(layout.rubric.maximum_of(total_id))}分"
    for block in layout.blocks.values():
        yield from _block_texts(layout, block)


def _block_texts(layout: Layout, block: Block) -> Iterator[tuple[str, str]]:
    item, first = block.item, block.first
    yield layout.cell(TEXT, first), block.text
    if item.guidance:
        yield layout.cell(GUIDANCE, first), item.guidance
    points = points_texts(item)
    has_points = POINTS in layout.columns
    if has_points and not points:
        yield layout.cell(POINTS, first), item_points(item)
    for row, text, worth in zip_longest(block.line_rows, item.lines, points):
        yield layout.cell(TEXT, row), text
        if worth and has_points:
            yield layout.cell(POINTS, row), worth


def item_points(item: Item) -> str:
    """Return what an item is worth, as printed beside its first row."""
    match item.ask:
        case Count(each):
            return f"每件 {points_text(each)} 分"
        case Written():
            return "不計分"
        case Choice() | Measured() if item.low == item.maximum:
            return f"{points_text(item.maximum)}分"
    return f"{item.range_text}分"


def points_texts(item: Item) -> Sequence[str]:
    """Return what each of an item's bands or options is worth, as printed beside it; nothing where they are
    not listed."""
    if item.bands:
        return [f"{band.range_text}分" for band in item.bands]
    if isinstance(item.ask, Choice) and item.ask.show == "rows":
        return [
            "" if option.worth is None else f"{points_text(option.worth)}分" for option in item.ask.options
        ]
    return []


def hidden_texts(layout: Layout) -> Mapping[str, str]:
    """Return the texts in the hidden columns, by their cell: the keys, and the marks that lists offer."""
    keys = {layout.cell(KEY, row.number): row.key for row in layout.rows}
    marks = {layout.cell(LISTS, 1): UNTICKED, layout.cell(LISTS, 2): TICKED}
    return {**keys, **marks, **option_lists(layout).texts}


@dataclass(frozen=True, slots=True)
class OptionLists:
    """The options of drop-down lists in the hidden column: ``texts`` by cell, ``ranges`` by the options."""

    texts: Mapping[str, str]
    ranges: Mapping[tuple[str, ...], str]


@lru_cache(maxsize=32)
def option_lists(layout: Layout) -> OptionLists:
    """Return where the options of each drop-down list stand, beneath the marks: a list in cells may be longer
    than one in a validation."""
    texts: dict[str, str] = {}
    ranges: dict[tuple[str, ...], str] = {}
    row = 3
    column = layout.columns[LISTS]
    lists = [_options(block.item) for block in layout.blocks.values()]
    if any(block.item.when for block in layout.blocks.values()):
        lists.append((NOT_ASKED,))
    for options in lists:
        if options and options not in ranges:
            ranges[options] = f"${column}${row}:${column}${row + len(options) - 1}"
            texts |= {f"{column}{row + place}": text for place, text in enumerate(options)}
            row += len(options)
    return OptionLists(texts, ranges)


def _options(item: Item) -> tuple[str, ...]:
    """Return the options that a drop-down list of an item has; none where it has no such list."""
    if isinstance(item.ask, Choice) and item.ask.show == "list":
        return tuple(option.text for option in item.ask.options)
    return ()


def hidden_numbers(layout: Layout) -> Mapping[str, Decimal]:
    """Return what score is allowed where no tick decides it, and beside each band, by its cell."""
    numbers = {}
    for block in layout.blocks.values():
        if not block.item.is_typed:
            continue
        if not block.item.bands:
            numbers[layout.cell(LOW, block.first)] = block.item.low
            numbers[layout.cell(HIGH, block.first)] = block.item.maximum
        for row, band in zip(block.line_rows, block.item.bands, strict=True):
            numbers[layout.cell(LOW, row)] = band.low
            numbers[layout.cell(HIGH, row)] = band.high
    return numbers
