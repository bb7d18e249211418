"""What the form refuses, cell by cell: the rules of its data validations.

The drawing takes them from here, and intake compares what came back with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scoring.figures import MOST
from scoring.form_columns import further
from scoring.form_rules import Choice, Count, Measured, Written
from scoring.rubric import points_text
from scoring.values import TICKED
from workbook import fit
from workbook.columns import HIGH, LOW, NOTES, OPTION, TICK
from workbook.form import guide
from workbook.form.asks import asked_formula, is_na_answer
from workbook.form.formulas import band_range
from workbook.form.printed import option_lists
from workbook.form.score_rule import inside
from workbook.layout import Block, Layout

TICK_ALL, TICK_OFF = "kaohe_ticks", "kaohe_tick_off"
"""The names of the lists that a tick is chosen from, while no other band is ticked and while one is."""
RuleKind = Literal["whole", "custom", "list", "textLength"]
_MAX_HEADER, _MAX_FURTHER, _MAX_DATE = 200, 500, 40


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
    yield from (_score(layout, block) for block in blocks if block.item.is_typed)
    yield from (_ticks(layout, block) for block in blocks if layout.mark_cells(block.item.id))
    for block in blocks:
        yield from _answers(layout, block)
    if NOTES in layout.columns:
        yield _notes(layout)
    yield from _further(layout)
    for field in layout.rubric.header:
        error = layout.words("too_long", label=field.label, most=_MAX_HEADER)
        title = field.label[: guide.MAX_TITLE]
        cells = (layout.header_cell(field),)
        if field.kind == "choice":
            choice = f'"{",".join(field.options)}"'
            error = layout.words("not_listed", label=field.label)
            yield Rule("list", cells, choice, None, title, field.hint, error)
            continue
        yield Rule("textLength", cells, str(_MAX_HEADER), None, title, field.hint, error)


def _score(layout: Layout, block: Block) -> Rule:
    rubric, item = layout.rubric, block.item
    cell = layout.score_cell(item.id)
    low, high = (f"${layout.columns[role]}${block.first}" for role in (LOW, HIGH))
    title = layout.words("score_title", id=item.id)[: guide.MAX_TITLE]
    said = (title, guide.score_prompt(rubric, item), guide.score_error(rubric, item))
    if rubric.step == 1 and item.na == "no" and not item.when:
        return Rule("whole", (cell,), low, high, *said)
    allowed = inside(cell, low, high, rubric.step)
    return Rule("custom", (cell,), _or_absent(layout, block, cell, allowed), None, *said)


def _or_absent(layout: Layout, block: Block, cell: str, allowed: str) -> str:
    """Return a condition as it is where an item may be not applicable, or is not asked of everybody."""
    if is_na_answer(block.item):
        allowed = f'OR({cell}="{layout.rubric.na_text}",{allowed})'
    asked = asked_formula(layout, block.item)
    return f"AND({asked},{allowed})" if asked else allowed


def _ticks(layout: Layout, block: Block) -> Rule:
    """Offer only the empty box while another band or option of the item is ticked, where one alone is; and
    while the item is not asked.

    The cell itself is left out of the count, so that the rule is the same before and after it is ticked.
    """
    item = block.item
    cells = layout.mark_cells(item.id)
    is_many = isinstance(item.ask, Choice) and item.ask.many
    if item.ticks:
        marks, first = band_range(layout, block, TICK), f"${layout.columns[TICK]}{block.line_rows.start}"
    else:
        row, columns = block.first, [layout.columns[OPTION.format(n)] for n in (1, len(cells))]
        marks, first = ":".join(f"${column}${row}" for column in columns), f"{columns[0]}${row}"
    others = f'COUNTIF({marks},"{TICKED}")-({first}="{TICKED}")'
    choice = TICK_ALL if is_many else f"IF({others}>0,{TICK_OFF},{TICK_ALL})"
    asked = asked_formula(layout, item)
    if asked:
        choice = f"IF({asked},{choice},{TICK_OFF})"
    title = layout.words("tick_title", id=item.id)[: guide.MAX_TITLE]
    kind = "mark" if is_many else "tick"
    prompt, error = layout.words(f"{kind}_prompt"), layout.words(f"{kind}_error")
    return Rule("list", cells, choice, None, title, prompt, error)


def _answers(layout: Layout, block: Block) -> Iterator[Rule]:
    """Yield the rules of the cells in which an option is chosen or a number typed."""
    item = block.item
    title = layout.words("answer_title", id=item.id)[: guide.MAX_TITLE]
    asked = asked_formula(layout, item)
    for place, cell in enumerate(layout.answer_cells(item.id)):
        prompt, error = guide.answer_texts(layout.rubric, item, place)
        match item.ask:
            case Choice(options):
                lists = option_lists(layout).ranges
                choice = lists[tuple(option.text for option in options)]
                if asked:
                    none = lists[(layout.words("not_asked"),)]
                    choice = f"IF({asked},{choice},{none})"
                yield Rule("list", (cell,), choice, None, title, prompt, error)
            case Count():
                is_count = (
                    f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<={points_text(MOST)},{cell}=INT(N({cell})))"
                )
                yield Rule(
                    "custom", (cell,), _or_absent(layout, block, cell, is_count), None, title, prompt, error
                )
            case Measured():
                is_number = f"AND(ISNUMBER({cell}),{cell}>=0)"
                allowed = _or_absent(layout, block, cell, is_number) if place == 0 else is_number
                yield Rule("custom", (cell,), allowed, None, title, prompt, error)
            case Written("number"):
                yield Rule("custom", (cell,), f"ISNUMBER({cell})", None, title, prompt, error)
            case _:
                yield Rule("textLength", (cell,), str(_MAX_HEADER), None, title, prompt, error)


def _further(layout: Layout) -> Iterator[Rule]:
    """Yield a rule for each further column: how long its texts are, and that numbers are numbers."""
    for column, role in zip(further(layout.rubric.columns).values(), layout.columns.further, strict=True):
        cells = tuple(layout.cell(role, block.first) for block in layout.blocks.values())
        title = column.label[: guide.MAX_TITLE]
        if column.kind == "number":
            error = layout.words("number_error")
            yield Rule("custom", cells, f"ISNUMBER({cells[0]})", None, title, "", error)
        else:
            most = _MAX_DATE if column.kind == "date" else _MAX_FURTHER
            error = layout.words("too_long", label=column.label, most=most)
            yield Rule("textLength", cells, str(most), None, title, "", error)


def _notes(layout: Layout) -> Rule:
    """Advise to split a paragraph that one row cannot show; the office may keep it all the same."""
    cells = tuple(layout.cells(NOTES, block.first, block.last) for block in layout.blocks.values())
    limit = layout.capacity(NOTES) // 2 * int(fit.MAX_HEIGHT // fit.LINE_HEIGHT)
    title = layout.columns.headings[NOTES][: guide.MAX_TITLE]
    return Rule("textLength", cells, str(limit), None, title, "", layout.words("note_error"), only_warns=True)
