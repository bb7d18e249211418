"""How the sheet makes an item's figure of its answer: `scoring.figures` printed as formulas.

A new kind of ask is a case of `worth_formula` here and one of scoring/figures.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from scoring.figures import DIGITS, MOST
from scoring.form_rules import Choice, Count, Measured, Option, Step, When, Written
from scoring.rubric import HeaderField, Item, Rubric, points_text
from scoring.values import TICKED
from workbook.columns import ASKED
from workbook.layout import Block, Layout


class Cells(Protocol):
    """Where answers stand: on a form, or where somebody copied them to."""

    @property
    def rubric(self) -> Rubric: ...
    @property
    def blocks(self) -> Mapping[str, Block]: ...
    def score_cell(self, item_id: str) -> str: ...
    def mark_cells(self, item_id: str) -> tuple[str, ...]: ...
    def answer_cells(self, item_id: str) -> tuple[str, ...]: ...
    def header_cell(self, field: HeaderField) -> str: ...


def figure_formula(layout: Layout, block: Block) -> str:
    """Return the formula of an item's figure; empty where the typed score is the figure, or there is none."""
    item = block.item
    if item.is_typed and not item.when:
        return ""
    asked = asked_formula(layout, item)
    worth = worth_formula(layout, block)
    return f'IF({asked},{worth},"{layout.rubric.na_text}")' if asked and worth else worth


def asked_formula(layout: Layout, item: Item) -> str:
    """Return the condition that an item is asked of this office, by its hidden cell; empty where it is asked
    of everybody."""
    return f"${layout.columns[ASKED]}${layout.blocks[item.id].first}=1" if item.when else ""


def condition_formula(layout: Cells, item: Item) -> str:
    """Return the formula of the hidden cell that says whether an item is asked."""
    return f"IF({_all([_when(layout, when) for when in item.when])},1,0)"


def marks_count(layout: Cells, item_id: str) -> str:
    """Return the formula that counts what is ticked of an item."""
    return f'COUNTIF({marks_range(layout, item_id)},"{TICKED}")'


def marks_range(layout: Cells, item_id: str) -> str:
    """Return the cells of an item that are ticked, as one range."""
    cells = layout.mark_cells(item_id)
    return f"{cells[0]}:{cells[-1]}"


def is_na_answer(item: Item) -> bool:
    """Tell whether «not applicable» is typed where a score or a number would stand."""
    return item.na != "no" and not isinstance(item.ask, Choice | Written)


# ── worth ───────────────────────────────────────────────────────────────────────────────────────


def worth_formula(layout: Cells, block: Block) -> str:
    """Return the formula of what the answer to an item is worth, whether it is asked or not."""
    item, na = block.item, layout.rubric.na_text
    match item.ask:
        case None:
            score = layout.score_cell(item.id)
            return f"IF(ISNUMBER({score}),{score},{_na_typed(item, score, na)})"
        case Choice(_, "list"):
            return _listed(item.ask, layout.answer_cells(item.id)[0], na)
        case Choice():
            return _marked(item, item.ask, layout, na)
        case Count(each):
            return _counted(item, each, layout.answer_cells(item.id)[0], na)
        case Measured():
            return _measured(item, item.ask, layout.answer_cells(item.id), na)
        case Written():
            return ""


def _na_typed(item: Item, cell: str, na: str) -> str:
    """Return what a cell without a number comes to."""
    return f'IF({cell}="{na}","{na}","")' if is_na_answer(item) else '""'


def _option_worth(option: Option, na: str) -> str:
    return f'"{na}"' if option.worth is None else points_text(option.worth)


def _listed(ask: Choice, cell: str, na: str) -> str:
    """Compare with each option: a look-up would take * and ? in one for wildcards, and 1 is no text."""
    made = '""'
    for option in reversed(ask.options):
        made = f'IF({cell}&""={_quoted(option.text)},{_option_worth(option, na)},{made})'
    return made


def _marked(item: Item, ask: Choice, layout: Cells, na: str) -> str:
    cells, count = layout.mark_cells(item.id), marks_count(layout, item.id)
    scored = [(cell, option) for cell, option in zip(cells, ask.options, strict=True) if not option.is_na]
    terms = [f'({cell}="{TICKED}")*{_number(option.worth)}' for cell, option in scored]
    together = "+".join(terms)
    if ask.many:
        together = f"MIN({together},{points_text(item.maximum)})"
    absent = [cell for cell, option in zip(cells, ask.options, strict=True) if option.is_na]
    for cell in absent:
        alone = f'IF({count}=1,"{na}","")' if ask.many else f'"{na}"'
        together = f'IF({cell}="{TICKED}",{alone},{together})'
    nothing = f"{count}=0" if ask.many else f"{count}<>1"
    return f'IF({nothing},"",{together})'


def _number(number: Decimal | None) -> str:
    shown = points_text(number or Decimal(0))
    return f"({shown})" if shown.startswith("-") else shown


def _counted(item: Item, each: Decimal, cell: str, na: str) -> str:
    points = f"{cell}*{_number(each)}"
    if each > 0:
        points = f"MIN({points},{points_text(item.maximum)})"
    is_count = f"AND({cell}>=0,{cell}<={points_text(MOST)},{cell}=INT({cell}))"
    return f'IF(ISNUMBER({cell}),IF({is_count},{points},""),{_na_typed(item, cell, na)})'


def _measured(item: Item, ask: Measured, cells: Sequence[str], na: str) -> str:
    if len(cells) == 1:
        found = _stepped(ask.steps, cells[0])
        worth, are_there, are_right = found, f"ISNUMBER({cells[0]})", f"{cells[0]}>=0"
    else:
        one, of = cells
        found = _stepped(ask.steps, f"ROUND({one}/{of},{DIGITS})")
        worth = f'IF({of}=0,"{na}",{found})'
        are_there = f"COUNT({one},{of})=2"
        are_right = f"AND({one}>=0,{of}>=0)"
    return f'IF({are_there},IF({are_right},{worth},""),{_na_typed(item, cells[0], na)})'


def _stepped(steps: Sequence[Step], number: str) -> str:
    """Return the worth of the highest step that a number reaches."""
    made = '""'
    for step in steps:
        made = f"IF({number}>={points_text(step.start)},{points_text(step.worth)},{made})"
    return made


# ── conditions ──────────────────────────────────────────────────────────────────────────────────


def _when(layout: Cells, when: When) -> str:
    every = [_is_one_of(layout, line_id, answers) for line_id, answers in when.all]
    some = [_is_one_of(layout, line_id, answers) for line_id, answers in when.any]
    return _all([*every, *([f"OR({','.join(some)})"] if some else [])])


def _all(conditions: Sequence[str]) -> str:
    if len(conditions) > 1:
        return f"AND({','.join(conditions)})"
    return conditions[0] if conditions else ""


def _is_one_of(layout: Cells, line_id: str, answers: Sequence[str]) -> str:
    return f"OR({','.join(_equals(layout, line_id, answers))})"


def _equals(layout: Cells, line_id: str, answers: Sequence[str]) -> Iterator[str]:
    block = layout.blocks.get(line_id)
    if block is None:
        field = next(field for field in layout.rubric.header if field.id == line_id)
        yield from (f'{layout.header_cell(field)}&""={_quoted(answer)}' for answer in answers)
    elif isinstance(block.item.ask, Choice) and block.item.ask.show != "list":
        marks = zip(layout.mark_cells(line_id), block.item.ask.options, strict=True)
        yield from (f'{cell}="{TICKED}"' for cell, option in marks if option.text in answers)
    else:
        cell = layout.answer_cells(line_id)[0] if block.answer_rows else layout.score_cell(line_id)
        yield from (f'{cell}&""={_quoted(answer)}' for answer in answers)


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
