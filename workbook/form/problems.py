"""The check column of the form: the first thing still wrong with each item, as a formula and as a word.

Each problem is said once, with the condition that the sheet tests and what it comes to for a scorecard.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scoring.expressions import NA
from scoring.figures import figure_of, is_asked
from scoring.form_rules import Choice, Written
from scoring.rubric import Item
from scoring.score_rule import is_outside
from scoring.scorecard import Answer, Scorecard
from workbook.columns import HIGH, LOW, NOTE_COUNT, TICK_COUNT
from workbook.form.asks import asked_formula, is_na_answer, marks_count
from workbook.form.score_rule import outside
from workbook.layout import Block, Layout

NO_SCORE, NOT_A_NUMBER, OUT_OF_RANGE = "no_score", "not_a_number", "out_of_range"
NO_TICK, MANY_TICKS = "no_tick", "many_ticks"
NO_ANSWER, WRONG_ANSWER = "no_answer", "wrong_answer"
NO_NOTES, NO_REASON = "no_notes", "no_reason"
KEYS = (
    *(NO_SCORE, NOT_A_NUMBER, NO_TICK, MANY_TICKS, OUT_OF_RANGE),
    *(NO_NOTES, NO_ANSWER, WRONG_ANSWER, NO_REASON),
)
"""The keys of the words that the column may say."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What may be wrong with an item: the key of its word, the condition on the sheet, and whether it holds
    for a scorecard."""

    key: str
    condition: str
    holds: bool


def problem(layout: Layout, block: Block, scorecard: Scorecard) -> str:
    """Return the key of the word for the first thing wrong with an item; empty where nothing is."""
    if not is_asked(layout.rubric, scorecard, block.item):
        return ""
    return next((each.key for each in problems(layout, block, scorecard) if each.holds), "")


@lru_cache(maxsize=4096)
def problem_formula(layout: Layout, item_id: str) -> str:
    """Return the formula that names the first thing still wrong with an item."""
    block = layout.blocks[item_id]
    text = '""'
    for each in reversed(list(problems(layout, block, Scorecard()))):
        text = f'IF({each.condition},"{layout.words(each.key)}",{text})'
    asked = asked_formula(layout, block.item)
    return f'IF({asked},{text},"")' if asked and text != '""' else text


def problems(layout: Layout, block: Block, scorecard: Scorecard) -> Iterator[Problem]:
    """Yield what may be wrong with an item, the first thing first."""
    item, answer = block.item, scorecard.answer(block.item.id)
    match item.ask:
        case None:
            yield from _typed(layout, block, answer)
        case Written():
            return
        case Choice(_, show, many) if show != "list":
            count, ticked = _count(layout, item, block), len(answer.ticked)
            yield Problem(NO_ANSWER, f"{count}=0", not ticked)
            if not many:
                yield Problem(MANY_TICKS, f"{count}>1", ticked > 1)
            yield from _not_worth_anything(layout, scorecard, item)
        case _:
            cells = layout.answer_cells(item.id)
            first = f'{cells[0]}<>"{layout.rubric.na_text}"'
            blank = f"COUNTA({cells[0]}:{cells[-1]})<{len(cells)}"
            may_be = is_na_answer(item)
            yield Problem(
                NO_ANSWER, f"AND({first},{blank})" if may_be else blank, _is_unanswered(item, answer)
            )
            yield from _not_worth_anything(layout, scorecard, item)
    yield from _notes(layout, block, scorecard)


def _typed(layout: Layout, block: Block, answer: Answer) -> Iterator[Problem]:
    item, rubric = block.item, layout.rubric
    score = layout.score_cell(item.id)
    may_be_na = is_na_answer(item)
    applies = f'{score}<>"{rubric.na_text}"'
    if item.bands:
        ticks = layout.cell(TICK_COUNT, block.line_rows.start)
        none = f"{ticks}=0"
        yield Problem(
            NO_TICK, f"AND({applies},{none})" if may_be_na else none, not answer.ticked and not answer.is_na
        )
        yield Problem(MANY_TICKS, f"{ticks}>1", len(answer.ticked) > 1)
    is_blank = answer.score is None and not answer.score_text and not answer.is_na
    yield Problem(NO_SCORE, f"ISBLANK({score})", is_blank)
    is_text = answer.score is None or answer.score_is_text
    no_number = f"NOT(ISNUMBER({score}))"
    condition = f"AND({applies},{no_number})" if may_be_na else no_number
    yield Problem(NOT_A_NUMBER, condition, is_text and not answer.is_na)
    wrong = outside(score, layout.cell(LOW, block.first), layout.cell(HIGH, block.first), rubric.step)
    condition = f"IF(ISNUMBER({score}),{wrong},1=0)" if may_be_na else wrong
    is_wrong = answer.score is not None and is_outside(answer.score, item, answer, rubric.step)
    yield Problem(OUT_OF_RANGE, condition, is_wrong)


def _count(layout: Layout, item: Item, block: Block) -> str:
    return layout.cell(TICK_COUNT, block.line_rows.start) if item.ticks else marks_count(layout, item.id)


def _is_unanswered(item: Item, answer: Answer) -> bool:
    if isinstance(item.ask, Choice):
        return not answer.ticked and not answer.score_text
    there = {number for number, given in enumerate(answer.given, start=1) if given is not None}
    there |= {number for number, _ in answer.odd_given}
    return len(there) < len(item.lines or "1") and not answer.is_na


def _not_worth_anything(layout: Layout, scorecard: Scorecard, item: Item) -> Iterator[Problem]:
    figure = figure_of(layout.rubric, scorecard, item)
    yield Problem(WRONG_ANSWER, f'{layout.number_cell(item.id)}=""', figure is None)


def _notes(layout: Layout, block: Block, scorecard: Scorecard) -> Iterator[Problem]:
    item, rubric = block.item, layout.rubric
    count, notes = f"{layout.cell(NOTE_COUNT, block.first)}=0", scorecard.answer(item.id).notes
    if item.na == "reason" and item.may_be_na:
        absent = f'{layout.number_cell(item.id)}="{rubric.na_text}"'
        is_na = figure_of(rubric, scorecard, item) is NA
        yield Problem(NO_REASON, f"AND({absent},{count})", is_na and not notes)
    if rubric.notes_required:
        yield Problem(NO_NOTES, count, not notes)
