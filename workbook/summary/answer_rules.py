"""What the formulas of 作答 say: what of an answer counts, and which finding it leads to; the rules of
scoring/ printed over the cells into which answers are copied.

A fault is printed as a text that is empty where there is none, and else its code with the column of the
answer that it is about: `code:4;`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from scoring.folds import is_plain_sum, parts_of
from scoring.form_rules import Choice, Count, Measured
from scoring.rubric import Item, Rubric, points_text
from scoring.values import TICKED
from workbook.form.asks import Cells, condition_formula, marks_count, worth_formula
from workbook.form.score_rule import inside, off_step

SAME = "0.0000000005"
"""Numbers that differ by less are the same."""
TYPED_OVER, OTHER_FORMULA, TYPED_IN_SIGHT = 1, 2, 3
"""How a stated total came about, where it is not by the form's own formula (0): a value in its place; another
formula; a value where people see it, while the hidden number goes on being added up."""

Fault = tuple[str, str]
"""A condition and the text that it leads to."""


class Answers(Cells, Protocol):
    """Where answers stand in 作答."""

    @property
    def at(self) -> Mapping[tuple[str, str], int]: ...
    def cell(self, what: str, node_id: str) -> str: ...


def joined(faults: Iterable[Fault]) -> str:
    """Return the formula of what is wrong: every fault that there is, one behind the other."""
    return "&".join(f'IF({condition},"{text}","")' for condition, text in faults) or '""'


# ── items ───────────────────────────────────────────────────────────────────────────────────────


def figure(sheet: Answers, item: Item) -> str:
    """Return the formula of what an item comes to as far as its answer counts; empty where it does not."""
    worth = _score(sheet, item) if item.is_typed else worth_formula(sheet, sheet.blocks[item.id])
    return f'IF({asked(sheet, item)},{worth},"{sheet.rubric.na_text}")' if item.when else worth


def asked(sheet: Answers, item: Item) -> str:
    """Return the condition that an item with one is asked of this office."""
    return f"{condition_formula(sheet, item)}=1"


def lacks_notes(sheet: Answers, item: Item) -> str:
    """Return the condition that an item is scored and has no evidence."""
    is_there = f'{sheet.cell("typed 1", item.id)}<>""' if item.is_typed else _is_answered(sheet, item)
    is_na = f'{sheet.cell("figure", item.id)}="{sheet.rubric.na_text}"'
    applies = [f"NOT({is_na})"] if item.may_be_na else []
    return _all(is_there, f"{sheet.cell('notes', item.id)}=0", *applies)


def no_notes(lacking: str, notes: str) -> str:
    """Return the formula of what is wrong with a form on which nothing has evidence."""
    return joined([(f"AND(SUM({notes})=0,SUM({lacking})>0)", "notes-none;")])


def wrong_with(sheet: Answers, item: Item) -> str:
    """Return the formula of what is wrong with the answer to an item."""
    made = joined(_faults(sheet, item))
    if not item.when:
        return made
    first = next(what for what in ("typed 1", "mark 1") if (what, item.id) in sheet.at)
    beside = joined([(_is_answered(sheet, item), _fault(sheet, "answer-not-asked", first, item))])
    return f"IF({asked(sheet, item)},{made},{beside})"


def wrong_with_written(sheet: Answers, item: Item) -> str:
    """Return the formula of what is wrong with what was written to an item that is not asked of everybody."""
    beside = f'AND({condition_formula(sheet, item)}=0,{sheet.cell("figure", item.id)}<>"")'
    return joined([(beside, _fault(sheet, "answer-not-asked", "figure", item))])


def _faults(sheet: Answers, item: Item) -> Iterator[Fault]:
    match item.ask:
        case None:
            yield from _score_faults(sheet, item)
            yield from _band_faults(sheet, item)
        case Choice():
            yield from _option_faults(sheet, item, item.ask)
        case Count() | Measured():
            yield from _number_faults(sheet, item)
    if item.na == "reason":
        absent = f'{sheet.cell("figure", item.id)}="{sheet.rubric.na_text}"'
        without = _all(absent, f"{sheet.cell('notes', item.id)}=0")
        yield without, _fault(sheet, "na-without-reason", "notes", item)
    if sheet.rubric.notes_required:
        yield f"{sheet.cell('lacking', item.id)}=1", _fault(sheet, "notes-missing", "notes", item)


def _fault(sheet: Answers, code: str, what: str, item: Item) -> str:
    """Return the text of a fault, with the column of the answer that it is about."""
    return f"{code}:{sheet.at[what, item.id]};"


def _all(*conditions: str) -> str:
    return f"AND({','.join(conditions)})" if len(conditions) > 1 else conditions[0]


def _is_answered(sheet: Answers, item: Item) -> str:
    """Return the condition that anything was answered to an item."""
    numbers = range(1, len(sheet.answer_cells(item.id)) + 1)
    typed = [f'{sheet.cell(f"typed {number}", item.id)}<>""' for number in numbers]
    typed += [f'{sheet.cell("typed 1", item.id)}<>""'] if item.is_typed else []
    count = len(sheet.mark_cells(item.id))
    marks = [f"{_empty_marks(sheet, item)}<{count}"] if count else []
    return f"OR({','.join([*typed, *marks])})"


# ── typed scores ────────────────────────────────────────────────────────────────────────────────


def _score(sheet: Answers, item: Item) -> str:
    read = sheet.score_cell(item.id)
    counts = inside(read, *_allowed(sheet, item), sheet.rubric.step)
    na = sheet.rubric.na_text
    absent = f'IF({read}="{na}","{na}","")' if item.na != "no" else '""'
    return f'IF(ISNUMBER({read}),IF({counts},{read},""),{absent})'


def _score_faults(sheet: Answers, item: Item) -> Iterator[Fault]:
    typed, read = sheet.cell("typed 1", item.id), sheet.score_cell(item.id)
    low, high = points_text(item.low), points_text(item.maximum)

    def fault(code: str) -> str:
        return _fault(sheet, code, "typed 1", item)

    yield f'{typed}=""', fault("score-missing")
    yield f'AND(ISTEXT({typed}),{typed}<>"",{read}="")', fault("score-not-a-number")
    yield f'AND(ISNUMBER({typed}),{read}="")', fault("score-is-date")
    yield f"AND(ISNUMBER({read}),{off_step(f'N({read})', sheet.rubric.step)})", fault("score-off-step")
    yield f"AND(ISNUMBER({read}),OR({read}<{low},{read}>{high}))", fault("score-out-of-range")
    yield f"AND(ISTEXT({typed}),ISNUMBER({read}))", fault("score-as-text")


def _band_faults(sheet: Answers, item: Item) -> Iterator[Fault]:
    if not item.bands:
        return
    count, read = marks_count(sheet, item.id), sheet.score_cell(item.id)
    yield from _odd_marks(sheet, item, "tick-unreadable")
    missing = [_no_marks(sheet, item)]
    missing += [f'{read}<>"{sheet.rubric.na_text}"'] if item.na != "no" else []
    yield _all(*missing), _fault(sheet, "band-missing", "mark 1", item)
    yield f"{count}>1", _fault(sheet, "band-multiple", "mark 1", item)
    low, high = _allowed(sheet, item)
    is_item_s = f"{read}>={points_text(item.low)},{read}<={points_text(item.maximum)}"
    outside = f"OR({read}<{low},{read}>{high})"
    condition = f"AND({count}=1,ISNUMBER({read}),{is_item_s},{outside})"
    yield condition, _fault(sheet, "band-score-mismatch", "typed 1", item)


def _allowed(sheet: Answers, item: Item) -> tuple[str, str]:
    """Return the lowest and the highest score under the ticked band, or the item's where not just one is
    ticked."""
    ends = points_text(item.low), points_text(item.maximum)
    if not item.bands:
        return ends
    marks = sheet.mark_cells(item.id)
    ticked = f'MATCH("{TICKED}",{marks[0]}:{marks[-1]},0)'
    lows = ",".join(points_text(band.low) for band in item.bands)
    highs = ",".join(points_text(band.high) for band in item.bands)
    low, high = (
        f"IF({marks_count(sheet, item.id)}=1,CHOOSE({ticked},{of_bands}),{of_item})"
        for of_bands, of_item in zip((lows, highs), ends, strict=True)
    )
    return low, high


# ── marks ───────────────────────────────────────────────────────────────────────────────────────


def _empty_marks(sheet: Answers, item: Item) -> str:
    """Return the formula that counts the boxes without a mark."""
    return "(" + "+".join(f'({cell}="☐")' for cell in sheet.mark_cells(item.id)) + ")"


def _no_marks(sheet: Answers, item: Item) -> str:
    return f"{_empty_marks(sheet, item)}={len(sheet.mark_cells(item.id))}"


def _odd_marks(sheet: Answers, item: Item, code: str) -> Iterator[Fault]:
    """Yield what is wrong with marks that are neither a tick nor an empty box."""
    for number, cell in enumerate(sheet.mark_cells(item.id), start=1):
        yield f'AND({cell}<>"{TICKED}",{cell}<>"☐")', _fault(sheet, code, f"mark {number}", item)


def _option_faults(sheet: Answers, item: Item, ask: Choice) -> Iterator[Fault]:
    if ask.show == "list":
        chosen = sheet.cell("read 1", item.id)
        yield f'{chosen}=""', _fault(sheet, "option-missing", "typed 1", item)
        yield f'LEFT({chosen},1)="「"', _fault(sheet, "option-unknown", "typed 1", item)
        return
    yield from _odd_marks(sheet, item, "option-unreadable")
    yield _no_marks(sheet, item), _fault(sheet, "option-missing", "mark 1", item)
    if not ask.many:
        yield f"{marks_count(sheet, item.id)}>1", _fault(sheet, "option-multiple", "mark 1", item)
        return
    options = zip(sheet.mark_cells(item.id), ask.options, strict=True)
    absent = [f'({cell}="{TICKED}")' for cell, option in options if option.is_na]
    if absent:
        beside = f"AND(({'+'.join(absent)})>0,{marks_count(sheet, item.id)}>1)"
        yield beside, _fault(sheet, "na-beside-answer", "mark 1", item)


# ── counted and measured numbers ────────────────────────────────────────────────────────────────


def _number_faults(sheet: Answers, item: Item) -> Iterator[Fault]:
    cells = sheet.answer_cells(item.id)
    typed = [sheet.cell(f"typed {number}", item.id) for number in range(1, len(cells) + 1)]
    is_count = isinstance(item.ask, Count)
    for number, (own, read) in enumerate(zip(typed, cells, strict=True), start=1):
        what = f"typed {number}"
        missing = [f'{own}=""']
        missing += [f'{cells[0]}<>"{sheet.rubric.na_text}"'] if item.na != "no" else []
        code = "count-missing" if is_count else "number-missing"
        yield _all(*missing), _fault(sheet, code, what, item)
        wrong = f"OR(N({read})<0,N({read})>1000000,N({read})<>INT(N({read})))" if is_count else f"N({read})<0"
        unread = f'AND(ISTEXT({own}),{own}<>"",{read}="")'
        code = "count-invalid" if is_count else "number-invalid"
        yield f"OR({unread},{wrong})", _fault(sheet, code, what, item)
    as_text = ",".join(f"AND(ISTEXT({own}),ISNUMBER({read}))" for own, read in zip(typed, cells, strict=True))
    yield f"OR({as_text})", _fault(sheet, "answer-as-text", "typed 1", item)


# ── totals ──────────────────────────────────────────────────────────────────────────────────────


def _same(one: str, other: str) -> str:
    return f"IF(AND(ISNUMBER({one}),ISNUMBER({other})),ABS(N({one})-N({other}))<{SAME},{one}={other})"


def typed(how: str, stated: str, computed: str) -> str:
    """Return the formula of whether a total was typed: another formula that comes to the same is one that a
    program has written in its own way."""
    return f"IF({how}={OTHER_FORMULA},IF({_same(stated, computed)},0,1),IF(N({how})=0,0,1))"


def shown(how: str, is_typed: str, stated: str, computed: str) -> str:
    """Return the formula of what goes on being added up above a total."""
    stands = f"AND({is_typed}=1,{how}<>{TYPED_IN_SIGHT})"
    return f'IF({stands},IF(ISNUMBER({stated}),{stated},""),{computed})'


def said(is_typed: str, stated: str, computed: str) -> str:
    """Return the formula of what a form states for a total."""
    return f'IF({is_typed}=1,IF({stated}="","",{stated}),{computed})'


def between_parts(rubric: Rubric, total_id: str) -> str:
    """Return what stands between the parts of a total in a sentence."""
    return "＋" if is_plain_sum(rubric, total_id) else "、"


def total_faults(rubric: Rubric, total_id: str, at: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what may be wrong with a stated total; ``at`` has its cells, and those of what is beneath it."""
    is_typed, stated, value = at["typed total"], at["stated"], at["said"]
    code = "total-" if is_plain_sum(rubric, total_id) else "total-rule-"
    differs = f"NOT({_same(value, at['recomputed'])})"
    moved = f"OR({is_typed}=1,SUM({at['typed beneath']})>0)" if at["typed beneath"] else f"{is_typed}=1"
    yield f"AND(ISNUMBER({value}),{at['blank']}=0,{differs},{moved})", f"{code}mismatch;"
    if at["parts"]:
        there = f"COUNT({at['parts']})={len(parts_of(rubric)[total_id])}"
        other = f"NOT({_same(stated, at['together'])})"
        yield f"AND({is_typed}=1,ISNUMBER({stated}),{there},{other})", f"{code}inconsistent;"
    yield f"AND({is_typed}=1,ISNUMBER({stated}),{at['blank']}>0)", f"{code}incomplete;"
    absent = f'AND({stated}="{rubric.na_text}",{at["recomputed"]}="{rubric.na_text}")'
    yield f'AND(ISTEXT({stated}),{stated}<>"",NOT({absent}))', "total-not-a-number;"
