"""Every formula of the form beside what it comes to.

A formula cell is saved with its value, so that previews, phones and Protected View show numbers.
The text and the value of each formula are made by the same function, and the tests let a
spreadsheet program recalculate them all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from scoring.expressions import NA, as_decimal, rounded
from scoring.expressions import Value as Figures
from scoring.figures import is_asked, shown_figure
from scoring.folds import SHOWN, folds_of, is_short
from scoring.rubric import LEVELS, HeaderField, Rubric, Section, plain, points_text
from scoring.score_rule import allowed
from scoring.scorecard import Answer, Scorecard
from scoring.totals import shown_totals
from scoring.values import TICKED, days_text
from scoring.words import FormLanguage
from workbook import fit
from workbook.columns import ASKED, CHECK, HIGH, LOW, NOTE_COUNT, NOTES, TICK, TICK_COUNT
from workbook.expressions import formula_of
from workbook.form.asks import condition_formula, figure_formula
from workbook.form.problems import (
    KEYS,
    MANY_TICKS,
    NO_ANSWER,
    NO_NOTES,
    NO_REASON,
    NO_SCORE,
    NO_TICK,
    NOT_A_NUMBER,
    OUT_OF_RANGE,
    WRONG_ANSWER,
    problem,
    problem_formula,
)
from workbook.layout import Block, Layout
from workbook.words import Words

Value = str | int | float

_TICK_FAULTS = ("tick_faults", (NO_TICK, MANY_TICKS))
_TYPED = (
    (NO_SCORE, (NO_SCORE, NOT_A_NUMBER)),
    _TICK_FAULTS,
    (OUT_OF_RANGE, (OUT_OF_RANGE,)),
)
_ANSWERED = ((NO_ANSWER, (NO_ANSWER,)), (WRONG_ANSWER, (WRONG_ANSWER, MANY_TICKS)))
_NOTED = ((NO_NOTES, (NO_NOTES,)),)
_EXPLAINED = ((NO_REASON, (NO_REASON,)),)
_Counts = Sequence[tuple[str, Sequence[str]]]
"""What is counted, by the key of its label, and the keys of the check's words that are counted for it."""
_HEADER_COUNT = "header_blanks"
_OPEN = "\0"
"""Where a number comes in a text that is made of pieces."""


@lru_cache(maxsize=64)
def check_words(words: Words) -> frozenset[str]:
    """Return what the check column may say of an item."""
    return frozenset({"", *map(words, KEYS)})


@lru_cache(maxsize=64)
def summary_text(words: Words) -> re.Pattern[str]:
    """Return what the lines beside the header may say."""
    kinds = [key for key, _ in (*_TYPED, *_ANSWERED, *_NOTED, *_EXPLAINED)]
    labels = [words(key) for key in (*kinds, _HEADER_COUNT)]
    counts = "|".join("[0-9]+".join(map(re.escape, _around(words, label))) for label in labels)
    before, after = re.escape(words("to_do_before")), re.escape(words("to_do_after"))
    between = re.escape(words("between"))
    done = re.escape(words("done"))
    return re.compile(f"(?:{done}|{before}[0-9]+{after}|(?:{counts})(?:{between}(?:{counts}))*)?")


def _around(words: Words, label: str) -> tuple[str, str]:
    """Return what stands before and behind the number of a count."""
    before, _, after = words("count", label=label, count=_OPEN).partition(_OPEN)
    return before, after


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its ``=``, and the value that it comes to."""

    cell: str
    text: str
    value: Value


def formulas(layout: Layout, scorecard: Scorecard) -> Iterator[Formula]:
    """Yield every formula cell of the form as issued, with its value for this scorecard."""
    points = shown_totals(layout.rubric, scorecard)
    for total_id, place in layout.totals.items():
        shown = shown_value(points[total_id], layout.rubric)
        yield Formula(layout.number_cell(total_id), total_formula(layout, total_id), shown)
        if not place.is_text:
            continue
        typed = scorecard.stated.get(total_id)
        seen = typed.text if typed and typed.typed and typed.text else _seen(layout.rubric, total_id, shown)
        yield _visible(layout, total_id, seen)
    found = []
    for block in layout.blocks.values():
        item, answer = block.item, scorecard.answer(block.item.id)
        if item.when:
            is_asked_now = int(is_asked(layout.rubric, scorecard, item))
            yield Formula(layout.cell(ASKED, block.first), condition_formula(layout, item), is_asked_now)
        figure = figure_formula(layout, block)
        if figure:
            shown = shown_value(shown_figure(layout.rubric, scorecard, item), layout.rubric)
            yield Formula(layout.number_cell(item.id), figure, shown)
        yield from _helpers(layout, block, answer)
        found.append(problem(layout, block, scorecard))
        word = layout.words(found[-1]) if found[-1] else ""
        yield Formula(layout.cell(CHECK, block.first), problem_formula(layout, item.id), word)
    yield from _summary(layout, scorecard, found)


@lru_cache(maxsize=1024)
def total_formula(layout: Layout, total_id: str) -> str:
    """Return the formula of a total's number, by the cells of what it is made of."""
    return formula_of(folds_of(layout.rubric)[total_id], layout.number_cells, na=layout.rubric.na_text)


def _visible(layout: Layout, total_id: str, seen: str) -> Formula:
    """Return the cell that people see: name, maximum and live 得分, as printed."""
    text = visible_formula(layout, total_id, layout.number_cell(total_id))
    before = "\n".join(total_lines(layout, total_id))
    return Formula(layout.visible_cell(total_id), text, f"{before}{seen}")


@lru_cache(maxsize=1024)
def visible_formula(layout: Layout, total_id: str, number: str) -> str:
    """Return the text formula that shows a total, whose number stands in the hidden cell ``number``."""
    lines = ('"{}"'.format(line.replace('"', '""')) for line in total_lines(layout, total_id))
    node = layout.rubric.nodes.get(total_id)
    if not is_short(node if isinstance(node, Section) else layout.rubric):
        number = f"IF(ISNUMBER({number}),ROUND({number},{-SHOWN.adjusted()}),{number})"
    return f"{'&CHAR(10)&'.join(lines)}&{number}"


def shown_value(value: Figures, rubric: Rubric) -> Value:
    """Return what a cell shows for a figure: a number, the text for «not applicable», or nothing."""
    number = as_decimal(value)
    return plain(number) if number is not None else rubric.na_text if value is NA else ""


def _seen(rubric: Rubric, total_id: str, value: Value) -> str:
    """Return a total as people see it: with no more digits than they read."""
    node = rubric.nodes.get(total_id)
    if not isinstance(value, str) and not is_short(node if isinstance(node, Section) else rubric):
        value = plain(rounded(Decimal(str(value)), SHOWN))
    return _general(value)


def _general(value: Value) -> str:
    """Return a number as a spreadsheet puts it into a text: 15 digits, no exponent."""
    return f"{Decimal(f'{value:.15g}'):f}" if isinstance(value, float) else str(value)


@lru_cache(maxsize=4096)
def total_lines(layout: Layout, total_id: str) -> Sequence[str]:
    """Return the lines of a dimension's, a criterion's or the whole form's cell, the score left open."""
    rubric = layout.rubric
    node = rubric.nodes.get(total_id)
    if not isinstance(node, Section):
        return [layout.words("total_line", label=rubric.total_label)]
    points = layout.words("section_points", points=points_text(node.maximum))
    opens_group = node.group and node is next(d for d in rubric.dimensions if d.group == node.group)
    return [
        *([node.group, ""] if opens_group else []),
        *_wrapped(node, layout.capacity(layout.totals[total_id].visible)),
        *([points] if node.maximum > 0 else []),  # deductions alone have none to be had
        layout.words("total_line", label=rubric.term("stated")),
    ]


def _wrapped(section: Section, room: int) -> list[str]:
    """Return a section's label, its number on a line of its own where both do not fit on one."""
    fits = fit.lines(section.label, room) == 1
    return [section.label] if fits else [section.number, section.title]


def _helpers(layout: Layout, block: Block, answer: Answer) -> Iterator[Formula]:
    """Yield the hidden cells that validation, colours and checks of an item look at."""
    first, item = block.first, block.item
    if NOTES in layout.columns:
        notes = layout.cells(NOTES, first, block.last)
        yield Formula(layout.cell(NOTE_COUNT, first), f"COUNTA({notes})", len(answer.notes))
    if not item.ticks:
        return
    ticks = band_range(layout, block, TICK)
    count = f'COUNTIF({ticks},"{TICKED}")'
    for row in block.line_rows:
        yield Formula(layout.cell(TICK_COUNT, row), count, len(answer.ticked))
    if not item.bands:
        return
    low, high = allowed(item, answer)
    for role, fallback, value in ((LOW, item.low, low), (HIGH, item.maximum, high)):
        chosen = f'INDEX({band_range(layout, block, role)},MATCH("{TICKED}",{ticks},0))'
        text = f"IF({count}=1,{chosen},{points_text(fallback)})"
        yield Formula(layout.cell(role, first), text, plain(value))


def band_range(layout: Layout, block: Block, role: str) -> str:
    """Return the cells of a column beside an item's bands, as an absolute range."""
    column, rows = layout.columns[role], block.line_rows
    return f"${column}${rows.start}:${column}${rows.stop - 1}"


def _summary(layout: Layout, scorecard: Scorecard, problems: Sequence[str]) -> Iterator[Formula]:
    """Yield the 檢核 area: how much is left to do, by kind."""
    column = layout.columns[CHECK]
    checks = f"${column}${layout.first_body_row}:${column}${layout.total_row - 1}"
    header = layout.rubric.header
    blank_header = "+".join(f"ISBLANK({layout.header_cell(field)})" for field in header)
    blanks = sum(not header_text(field, scorecard) for field in header)
    left = sum(bool(problem) for problem in problems) + blanks
    count = f'COUNTIF({checks},"?*")+{blank_header}'
    words = layout.words
    before, after, done = words("to_do_before"), words("to_do_after"), words("done")
    overall, *details = layout.summary_cells
    yield Formula(
        overall,
        f'IF({count}=0,"{done}","{before}"&({count})&"{after}")',
        f"{before}{left}{after}" if left else done,
    )
    for cell, counts in zip(details, _counts(layout.rubric), strict=True):
        parts = [
            (
                words(label),
                "+".join(f'COUNTIF({checks},"{words(key)}")' for key in keys),
                sum(problem in keys for problem in problems),
            )
            for label, keys in counts
        ]
        if cell == details[-1]:
            parts.append((words(_HEADER_COUNT), blank_header, blanks))
        text = f'&"{words("between")}"&'.join(_counted(words, label, formula) for label, formula, _ in parts)
        said = (words("count", label=label, count=value) for label, _, value in parts)
        yield Formula(cell, text, words("between").join(said))


def _counted(words: Words, label: str, formula: str) -> str:
    """Return the formula of a count with its label."""
    before, after = _around(words, label)
    return f'"{before}"&({formula})' + (f'&"{after}"' if after else "")


def _counts(rubric: Rubric) -> tuple[_Counts, _Counts]:
    """Return what the two lines of counts say, by what there is on the form."""
    is_typed = any(item.is_typed for item in rubric.items)
    is_answered = any(item.ask is not None and item.is_scored for item in rubric.items)
    is_explained = any(item.na == "reason" for item in rubric.items)
    is_plain = rubric.levels == LEVELS  # such forms are out, and count ticks and notes whatever they have
    is_noted = rubric.notes_required or (is_plain and not is_answered)
    has_ticks = is_plain or any(item.bands for item in rubric.items)
    typed = tuple(each for each in _TYPED if has_ticks or each is not _TICK_FAULTS)
    scores: _Counts = typed if is_typed else _ANSWERED
    answers = _ANSWERED if is_answered and is_typed else ()
    return scores, (*answers, *(_NOTED if is_noted else ()), *(_EXPLAINED if is_explained else ()))


def header_text(field: HeaderField, scorecard: Scorecard, language: FormLanguage = "zh-TW") -> str:
    """Return what stands on a header line, as a form of a language writes it."""
    header = scorecard.header
    match field.kind:
        case "office":
            return scorecard.office.name
        case "date" | "period":
            days = header.days.get(field.id)
            return days_text(days, language) if days else header.unread.get(field.id, "")
        case "choice" | "text":
            return header.texts.get(field.id, "")
