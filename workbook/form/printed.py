"""What is printed on the form as issued: its locked texts, and the numbers that its rules look at.

The drawing takes them from here, and intake compares what came back with them.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from scoring.rubric import Section, points_text
from scoring.values import TICKED, UNTICKED
from workbook.columns import GUIDANCE, HIGH, KEY, LISTS, LOW, POINTS, TEXT, TICK
from workbook.form.guide import PASTE_HINT
from workbook.layout import CORRECTIONS_SHEET, Block, Layout

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
        if not place.is_text:
            yield layout.cell(POINTS, place.row), f"{points_text(layout.rubric.maximum_of(total_id))}分"
    for block in layout.blocks.values():
        yield from _block_texts(layout, block)


def _block_texts(layout: Layout, block: Block) -> Iterator[tuple[str, str]]:
    item, first = block.item, block.first
    yield layout.cell(TEXT, first), block.text
    if item.guidance:
        yield layout.cell(GUIDANCE, first), item.guidance
    if not item.bands:
        yield layout.cell(POINTS, first), f"{item.range_text}分"
    for row, band in zip(block.band_rows, item.bands, strict=True):
        yield layout.cell(TEXT, row), band.text
        yield layout.cell(POINTS, row), f"{band.range_text}分"


def hidden_texts(layout: Layout) -> Mapping[str, str]:
    """Return the texts in the hidden columns, by their cell: the keys, and the marks that lists offer."""
    keys = {layout.cell(KEY, row.number): row.key for row in layout.rows}
    return {**keys, layout.cell(LISTS, 1): UNTICKED, layout.cell(LISTS, 2): TICKED}


def hidden_numbers(layout: Layout) -> Mapping[str, Decimal]:
    """Return what score is allowed where no tick decides it, and beside each band, by its cell."""
    numbers = {}
    for block in layout.blocks.values():
        if not block.item.bands:
            numbers[layout.cell(LOW, block.first)] = block.item.low
            numbers[layout.cell(HIGH, block.first)] = block.item.maximum
        for row, band in zip(block.band_rows, block.item.bands, strict=True):
            numbers[layout.cell(LOW, row)] = band.low
            numbers[layout.cell(HIGH, row)] = band.high
    return numbers
