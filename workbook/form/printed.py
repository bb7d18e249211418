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
from workbook.layout import Block, Layout
from workbook.words import Words


def printed_texts(layout: Layout) -> Mapping[str, str]:
    """Return every text that people see on the blank form and that no formula makes, by its cell.

    The office's name, printed where the form is issued to one, is not among them.
    """
    return dict(_texts(layout))


def _texts(layout: Layout) -> Iterator[tuple[str, str]]:
    yield layout.title_cell, layout.rubric.title
    for field in layout.rubric.header:
        yield layout.label_cell(field), layout.words("line_label", label=field.label)
    yield layout.hint_cell, layout.words("hint")
    for role, text in layout.columns.headings.items():
        yield layout.cell(role, layout.heading_row), text
    for row in layout.rows:
        node = layout.rubric.nodes.get(row.node_id)
        if isinstance(node, Section) and row.kind in ("intro", "heading"):
            heading = layout.words.heading(node)
            yield layout.cell(TICK, row.number), heading if row.kind == "heading" else node.description
    for total_id, place in layout.totals.items():
        if not place.is_text and POINTS in layout.columns:
            points = points_text(layout.rubric.maximum_of(total_id))
            yield layout.cell(POINTS, place.row), layout.words("points", points=points)
    for block in layout.blocks.values():
        yield from _block_texts(layout, block)


def _block_texts(layout: Layout, block: Block) -> Iterator[tuple[str, str]]:
    item, first = block.item, block.first
    yield layout.cell(TEXT, first), block.text
    if item.guidance:
        yield layout.cell(GUIDANCE, first), item.guidance
    points = points_texts(layout.words, item)
    has_points = POINTS in layout.columns
    if has_points and not points:
        yield layout.cell(POINTS, first), item_points(layout.words, item)
    for row, text, worth in zip_longest(block.line_rows, item.lines, points):
        yield layout.cell(TEXT, row), text
        if worth and has_points:
            yield layout.cell(POINTS, row), worth


def item_points(words: Words, item: Item) -> str:
    """Return what an item is worth, as printed beside its first row."""
    match item.ask:
        case Count(each):
            return words("points_each", points=points_text(each))
        case Written():
            return words("not_scored")
        case Choice() | Measured() if item.low == item.maximum:
            return words("points", points=points_text(item.maximum))
    return words("points", points=item.range_text)


def points_texts(words: Words, item: Item) -> Sequence[str]:
    """Return what each of an item's bands or options is worth, as printed beside it; nothing where they are
    not listed."""
    if item.bands:
        return [words("points", points=band.range_text) for band in item.bands]
    if isinstance(item.ask, Choice) and item.ask.show == "rows":
        return [
            "" if option.worth is None else words("points", points=points_text(option.worth))
            for option in item.ask.options
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
        lists.append((layout.words("not_asked"),))
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
