"""What the form refuses, cell by cell: the rules of its data validations.

The drawing takes them from here, and intake compares what came back with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scoring.rubric import HeaderField
from scoring.values import TICKED
from workbook import fit
from workbook.columns import HIGH, LOW, NOTES, TICK
from workbook.form import guide
from workbook.form.formulas import band_range
from workbook.form.score_rule import inside
from workbook.layout import Block, Layout

TICK_ALL, TICK_OFF = "kaohe_ticks", "kaohe_tick_off"
"""The names of the lists that a tick is chosen from, while no other band is ticked and while one is."""
RuleKind = Literal["whole", "custom", "list", "textLength"]
_MAX_HEADER = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """``kind``, ``low`` and ``high`` are those of a data validation (ISO/IEC 29500-1 §18.3.1.32), a text's
    length being at most ``low``; ``cells`` are cells and ranges."""

    kind: RuleKind
    cells: tuple[str, ...]
    low: str
    high: str | None
    title: str
    prompt: str
    error: str
    only_warns: bool = False


def rules(layout: Layout) -> Iterator[Rule]:
    """Yield the rules of a rubric's form: scores, ticks, notes, header lines."""
    blocks = layout.blocks.values()
    yield from (_score(layout, block) for block in blocks)
    yield from (_ticks(layout, block) for block in blocks if block.item.bands)
    yield _notes(layout)
    for field in layout.rubric.header:
        error = f"「{field.label}」太長，請勿超過 {_MAX_HEADER} 字。"
        title = field.label[: guide.MAX_TITLE]
        cells = (layout.header_cell(field),)
        if field.kind == "choice":
            choice = f'"{",".join(field.options)}"'
            yield Rule("list", cells, choice, None, title, field.hint, _not_listed(field))
            continue
        yield Rule("textLength", cells, str(_MAX_HEADER), None, title, field.hint, error)


def _not_listed(field: HeaderField) -> str:
    return f"「{field.label}」請從清單中選一項。"


def _score(layout: Layout, block: Block) -> Rule:
    rubric, item = layout.rubric, block.item
    cell = layout.score_cell(item.id)
    low, high = (f"${layout.columns[role]}${block.first}" for role in (LOW, HIGH))
    title = f"{item.id} 評分"[: guide.MAX_TITLE]
    said = (title, guide.score_prompt(rubric, item), guide.score_error(rubric, item))
    if rubric.step == 1:
        return Rule("whole", (cell,), low, high, *said)
    return Rule("custom", (cell,), inside(cell, low, high, rubric.step), None, *said)


def _ticks(layout: Layout, block: Block) -> Rule:
    """Offer only the empty box while another band of the item is ticked.

    The cell itself is left out of the count, so that the rule is the same before and after it is ticked.
    """
    rows, column = block.band_rows, layout.columns[TICK]
    others = f'COUNTIF({band_range(layout, block, TICK)},"{TICKED}")-(${column}{rows.start}="{TICKED}")'
    choice = f"IF({others}>0,{TICK_OFF},{TICK_ALL})"
    cells = tuple(f"{column}{row}" for row in rows)
    title = f"{block.item.id} 勾選"[: guide.MAX_TITLE]
    return Rule("list", cells, choice, None, title, guide.tick_prompt(layout.rubric), guide.TICK_ERROR)


def _notes(layout: Layout) -> Rule:
    """Advise to split a paragraph that one row cannot show; the office may keep it all the same."""
    cells = tuple(layout.cells(NOTES, block.first, block.last) for block in layout.blocks.values())
    limit = layout.capacity(NOTES) // 2 * int(fit.MAX_HEIGHT // fit.LINE_HEIGHT)
    title = layout.columns.headings[NOTES][: guide.MAX_TITLE]
    return Rule("textLength", cells, str(limit), None, title, "", guide.NOTE_ERROR, only_warns=True)
