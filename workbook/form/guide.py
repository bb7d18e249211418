"""What the form says to whoever fills it: prompts, refusals, the instruction sheet.

All of it comes from the rubric, so that instruction, validation and finding cannot differ.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby

import templates
from scoring.form_columns import further
from scoring.form_rules import Choice, Count, Measured, Written
from scoring.rubric import LEVELS, Item, Rubric, points_text
from workbook.columns import is_answered, is_matrix
from workbook.words import Words, words_of

# Excel's own limits, in UTF-16 units: longer texts trigger a repair or are cut.
MAX_PROMPT, MAX_ERROR, MAX_TITLE = 255, 224, 32

_INSTRUCTIONS: Mapping[str, str] = {"zh-TW": "instructions.txt.j2", "en": "instructions.en.txt.j2"}


def instructions(rubric: Rubric) -> str:
    """Return the instruction sheet's text; a line that starts with ``#`` is a heading."""
    has_matrix = any(is_matrix(item.ask) for item in rubric.items)
    words = words_of(rubric)
    values = {
        "rubric": rubric,
        "score_kind": score_kind(rubric),
        "done": words("done"),
        "notes": rubric.heading_of("notes"),
        "noted": "notes" not in {column.id for column in rubric.columns if not column.is_shown},
        "score": rubric.heading_of("score"),
        "scores": list(_scores(rubric)),
        "banded": any(item.bands for item in rubric.items),
        "filled": words("between").join(_filled(rubric)),
        "typed": any(item.is_typed for item in rubric.items),
        "marked": any(not item.is_typed and item.ticks for item in rubric.items) or has_matrix,
        "answered": any(is_answered(item.ask) for item in rubric.items),
        "absent": any(item.na != "no" and item.is_typed for item in rubric.items),
        "conditional": any(item.when for item in rubric.items),
        "year": 107 if rubric.levels == LEVELS else 115,
        "dated": any(field.kind in ("date", "period") for field in rubric.header),
    }
    return templates.render(_INSTRUCTIONS[rubric.language], values)


def _scores(rubric: Rubric) -> Iterator[tuple[str, str]]:
    """Yield each item with the scores that it allows; those in a row that are answered alike share a line."""
    words = words_of(rubric)
    ranges = {item.id: score_ranges(rubric, item) for item in rubric.items}
    for _, run in groupby(rubric.items, lambda item: item.id if item.is_typed else f"={ranges[item.id]}"):
        first, *others = run
        if others:
            line = words("item_run", first=first.id, last=others[-1].id, count=len(others) + 1)
        else:
            line = words("item_line", id=first.id, label=first.label)
        yield line, ranges[first.id]


def _filled(rubric: Rubric) -> Iterator[str]:
    """Yield what is filled in on the form, by the names of its lines and columns."""
    words = words_of(rubric)
    for field in rubric.header:
        yield words("printed_already", label=field.label) if field.kind == "office" else field.label
    if any(item.is_typed for item in rubric.items):
        yield rubric.heading_of("score")
    if any(is_answered(item.ask) for item in rubric.items):
        yield words("answers")
    if any(item.ticks or is_matrix(item.ask) for item in rubric.items):
        yield words("ticks")
    if not any(column.id == "notes" and not column.is_shown for column in rubric.columns):
        yield rubric.heading_of("notes")
    yield from (column.label for column in further(rubric.columns).values())


def score_prompt(rubric: Rubric, item: Item) -> str:
    """Say what may be entered: which band allows what."""
    kind, ranges = score_kind(rubric), score_ranges(rubric, item)
    said = words_of(rubric)("score_prompt", kind=kind, ranges=ranges, absent=_or_na(rubric, item))
    return said[:MAX_PROMPT]


def score_error(rubric: Rubric, item: Item) -> str:
    """Say why a score is refused and what may be entered."""
    words = words_of(rubric)
    return words(
        "score_error",
        first=words("tick_first") if item.bands else "",
        asked=_perhaps(words, item),
        kind=score_kind(rubric),
        ranges=score_ranges(rubric, item),
        absent=_or_na(rubric, item),
    )[:MAX_ERROR]


def _perhaps(words: Words, item: Item) -> str:
    return words("perhaps_not_asked") if item.when else ""


def _or_na(rubric: Rubric, item: Item) -> str:
    return words_of(rubric)("or_absent") if item.na != "no" else ""


def answer_texts(rubric: Rubric, item: Item, place: int) -> tuple[str, str]:
    """Say what may be chosen or typed in the ``place``-th answer cell of an item, and why it is refused."""
    words = words_of(rubric)
    when = _perhaps(words, item)
    match item.ask:
        case Choice():
            return words("list_prompt", when=when), words("list_error", when=when)
        case Count(each):
            what = words("cases", points=points_text(each))
        case Measured(of):
            what = words("measured", what=of[place])
        case Written("number"):
            what = words("number")
        case _:
            return words("date_prompt"), words("date_prompt")
    absent = _or_na(rubric, item) if place == 0 else ""
    said = {"when": when, "what": what, "absent": absent}
    return words("answer_prompt", **said)[:MAX_PROMPT], words("answer_error", **said)[:MAX_ERROR]


def score_kind(rubric: Rubric) -> str:
    words = words_of(rubric)
    return words("whole_number") if rubric.step == 1 else words("multiple", step=points_text(rubric.step))


def score_ranges(rubric: Rubric, item: Item) -> str:
    """Say the scores that an item allows, band by band or option by option."""
    words = words_of(rubric)
    match item.ask:
        case Choice(options, _, many):
            worths = words("between").join(
                option.text
                if option.worth is None
                else words("option_worth", option=option.text, points=points_text(option.worth))
                for option in options
            )
            return words("choose_many" if many else "choose_one", options=worths)
        case Count(each):
            return words("count_cases", points=points_text(each))
        case Measured():
            return words.steps(item).rstrip("。.")
        case Written():
            return words("only_written")
    if not item.bands:
        return words("range", range=item.range_text)
    bands = (
        words("band_range", number=number, range=band.range_text)
        for number, band in enumerate(item.bands, start=1)
    )
    return words("in_points", ranges=words("between").join(bands))
