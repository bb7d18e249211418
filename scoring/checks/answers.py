"""Checks of the answers to items whose score follows from them: options, counted cases, measured numbers."""

from collections.abc import Iterator
from decimal import Decimal

from scoring.expressions import NA
from scoring.figures import figure_of, is_asked, is_count, typed_items
from scoring.findings import Finding, Part
from scoring.form_rules import Choice, Count, Measured
from scoring.rubric import Item, Rubric, points_text
from scoring.scorecard import Answer, Scorecard
from scoring.values import with_names


def missing(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find items of which nothing is ticked, chosen or counted; the cell named is the first to fill in."""
    for item, answer in _asked(rubric, scorecard):
        name = rubric.name(item.id)
        match item.ask:
            case Choice(options) if not (_is_marked(answer) or answer.score_text or answer.is_na):
                params = {"name": name, "count": len(options)}
                yield Finding("option-missing", item.id, _part(item), 1, params)
            case Count() if not (_numbers(answer) or answer.score_text or answer.is_na):
                yield Finding("count-missing", item.id, "answer", 1, {"name": name})
            case Measured(of) if not answer.is_na:
                odd = {place for place, _ in answer.odd_given}
                for place, what in enumerate(of, start=1):
                    if place not in odd and _given(answer, place) is None:
                        params = {"name": name, "what": with_names(what)}
                        yield Finding("number-missing", item.id, "answer", place, params)


def unreadable(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find marks that are neither a tick nor an empty box, and texts that are none of the options."""
    for item, answer in _asked(rubric, scorecard):
        if not isinstance(item.ask, Choice):
            continue
        name = rubric.name(item.id)
        for index, mark in answer.odd_ticks:
            params = {"name": name, "text": with_names(mark), "option": index}
            yield Finding("option-unreadable", item.id, _part(item), index, params)
        if answer.score_text:
            params = {
                "name": name,
                "text": with_names(answer.score_text),
                "options": "、".join(option.text for option in item.ask.options),
            }
            yield Finding("option-unknown", item.id, _part(item), 1, params)


def several(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find items with several options ticked where one is asked; the cell named is the second tick's."""
    for item, answer in _asked(rubric, scorecard):
        if isinstance(item.ask, Choice) and not item.ask.many and len(answer.ticked) > 1:
            params = {"name": rubric.name(item.id), "bands": "、".join(map(str, answer.ticked))}
            yield Finding("option-multiple", item.id, _part(item), answer.ticked[1], params)


def beside_na(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find what is called not applicable and answered as well."""
    for item, answer in _absent(rubric, scorecard):
        others = answer.ticked
        if isinstance(item.ask, Choice):
            absent = [number for number in answer.ticked if item.ask.options[number - 1].is_na]
            is_beside = item.ask.many and absent and len(answer.ticked) > 1
            others = tuple(number for number in answer.ticked if number not in absent)
        else:
            is_beside = False
        if is_beside or (answer.is_na and (others or _numbers(answer))):
            params = {"name": rubric.name(item.id), "na": rubric.na_text}
            part: Part = "band" if others else "answer"
            yield Finding("na-beside-answer", item.id, part, others[0] if others else 1, params)


def count_odd(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find counted cases that are no whole number from 0 on."""
    for item, answer in _asked(rubric, scorecard):
        number = _given(answer, 1)
        odd = dict(answer.odd_given).get(1) or answer.score_text
        if isinstance(item.ask, Count) and (odd or (number is not None and not is_count(number))):
            text = with_names(odd) if odd else points_text(number or Decimal(0))
            yield Finding("count-invalid", item.id, "answer", 1, {"name": rubric.name(item.id), "text": text})


def number_odd(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find measured numbers that cannot be read, or are negative, or with which no step is reached."""
    for item, answer in _asked(rubric, scorecard):
        if not isinstance(item.ask, Measured):
            continue
        name, odd = rubric.name(item.id), dict(answer.odd_given)
        for place, what in enumerate(item.ask.of, start=1):
            number = _given(answer, place)
            if place in odd or (number is not None and number < 0):
                text = with_names(odd[place]) if place in odd else points_text(number or Decimal(0))
                params = {"name": name, "what": with_names(what), "text": text}
                yield Finding("number-invalid", item.id, "answer", place, params)


def as_text(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find numbers typed as text: they are read, but the sheet's own sums leave their item out."""
    for item, answer in _asked(rubric, scorecard):
        if answer.score_is_text and not isinstance(item.ask, Choice):
            yield Finding("answer-as-text", item.id, "answer", 1, {"name": rubric.name(item.id)})


def na_refused(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find items that are called not applicable and may not be."""
    for item, answer in _absent(rubric, scorecard):
        if answer.is_na and item.na == "no":
            params = {"name": rubric.name(item.id), "na": rubric.na_text}
            yield Finding("na-not-allowed", item.id, _part(item), 1, params)


def na_unexplained(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find items that are called not applicable without the reason that the rubric asks for."""
    for item, answer in _absent(rubric, scorecard):
        if item.na != "reason" or answer.notes:
            continue
        if answer.is_na or (isinstance(item.ask, Choice) and figure_of(rubric, scorecard, item) is NA):
            params = {"name": rubric.name(item.id), "na": rubric.na_text}
            yield Finding("na-without-reason", item.id, "notes", 1, params)


def not_asked(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find answers to items that are not asked of this office."""
    for item in rubric.items:
        if not item.when or is_asked(rubric, scorecard, item):
            continue
        answer = scorecard.answer(item.id)
        if not answer.is_blank or answer.further.get("", "").strip():
            yield Finding("answer-not-asked", item.id, _part(item), 1, {"name": rubric.name(item.id)})


def _asked(rubric: Rubric, scorecard: Scorecard) -> Iterator[tuple[Item, Answer]]:
    """Yield the items of which no score is typed that are scored and asked of this office, with their
    answers."""
    for item in rubric.items:
        if item.ask is not None and item.is_scored and (not item.when or is_asked(rubric, scorecard, item)):
            yield item, scorecard.answer(item.id)


def _absent(rubric: Rubric, scorecard: Scorecard) -> Iterator[tuple[Item, Answer]]:
    """Yield those of which an option may say that they are not applicable, or that are called so."""
    yield from _asked(rubric, scorecard)
    if any(answer.is_na for answer in scorecard.answers.values()):
        for item in typed_items(rubric, scorecard):
            yield item, scorecard.answer(item.id)


def _given(answer: Answer, place: int) -> Decimal | None:
    return answer.given[place - 1] if place <= len(answer.given) else None


def _is_marked(answer: Answer) -> bool:
    return bool(answer.ticked or answer.odd_ticks)


def _numbers(answer: Answer) -> bool:
    return bool(answer.odd_given) or any(number is not None for number in answer.given)


def _part(item: Item) -> Part:
    """Return which cells of an item are answered."""
    if isinstance(item.ask, Choice):
        return "answer" if item.ask.show == "list" else "band"
    return "score" if item.is_typed else "answer"
