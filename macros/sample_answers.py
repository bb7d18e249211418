"""Answers to any rubric that nobody gave: plausible, complete, and the same for the same office."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from scoring.figures import is_asked
from scoring.form_rules import Choice, Count, Measured, Option, Written
from scoring.rubric import Item, Rubric
from scoring.scorecard import Answer, Header, Office, Scorecard
from scoring.values import days_text

_DAY = datetime.date(2025, 3, 10)
_PERIOD = (datetime.date(2024, 8, 1), datetime.date(2025, 1, 31))
_OFTEN_NA = 0.1
"""How often something is not applicable where it may be."""
_MOST_CASES = 3


def sample_card(rubric: Rubric, office: Office) -> Scorecard:
    """Return a scorecard of an office in which everything that is asked is answered and nothing is wrong."""
    chance = random.Random(f"{rubric.id} {office.name}")  # noqa: S311  sample data, no secret
    quality = chance.uniform(0.5, 0.95)
    card = Scorecard(office, _header(rubric, chance))
    for item in sorted(
        rubric.items, key=lambda item: bool(item.when)
    ):  # conditions look at those without one
        if is_asked(rubric, card, item):
            is_absent = _may_be_typed_na(item) and chance.random() < _OFTEN_NA
            answer = Answer(is_na=True) if is_absent else _answer(rubric, item, chance, quality)
            answer = _explained(rubric, item, answer)
            card = replace(card, answers={**card.answers, item.id: answer})
    return card


def marked(rubric: Rubric, text: str, english: str) -> str:
    """Return a text in the rubric's language, marked as sample data."""
    return f"(Sample) {english}" if is_english(rubric) else f"（示範資料）{text}"


def is_english(rubric: Rubric) -> bool:
    """Tell whether a form is read by people who read English."""
    return rubric.language == "en"


def _header(rubric: Rubric, chance: random.Random) -> Header:
    days: dict[str, tuple[datetime.date, ...]] = {}
    texts: dict[str, str] = {}
    for line in rubric.header:
        match line.kind:
            case "date":
                days[line.id] = (_DAY,)
            case "period":
                days[line.id] = _PERIOD
            case "choice":
                texts[line.id] = chance.choice(line.options)
            case "text":
                texts[line.id] = marked(rubric, line.label, line.label)
    return Header(days, {}, texts)


def _may_be_typed_na(item: Item) -> bool:
    return item.na != "no" and not isinstance(item.ask, Choice | Written)


def _answer(rubric: Rubric, item: Item, chance: random.Random, quality: float) -> Answer:
    match item.ask:
        case None:
            return _typed(item, rubric.step, chance, quality)
        case Choice(options, _, True):
            return Answer(ticked=_several(options, chance))
        case Choice(options):
            return Answer(ticked=(_one(options, chance, quality, is_low_better=rubric.better == "low"),))
        case Count(each):
            most = _MOST_CASES if quality < 0.9 else 1
            return Answer(given=(Decimal(chance.randint(0, most if abs(each) <= 1 else 1)),))
        case Measured():
            return Answer(given=_numbers(item.ask, chance, quality))
        case Written(kind):
            return _written(rubric, kind, chance)


def _typed(item: Item, step: Decimal, chance: random.Random, quality: float) -> Answer:
    ticked = (min(len(item.bands), 1 + (chance.random() > quality)),) if item.bands else ()
    low, high = max(item.low, item.maximum * 6 // 10), item.maximum
    if ticked:
        low, high = item.bands[ticked[0] - 1].low, item.bands[ticked[0] - 1].high
    steps = int((high - low) / step)
    least = int(steps * (quality - 0.5))
    return Answer(low + step * chance.randint(least, steps), ticked)


def _one(options: Sequence[Option], chance: random.Random, quality: float, *, is_low_better: bool) -> int:
    """Return the number of an option, the better ones more often where the quality is high."""
    absent = [number for number, option in enumerate(options, start=1) if option.is_na]
    if absent and chance.random() < _OFTEN_NA:
        return absent[0]
    by_worth = sorted(
        (number for number in range(1, len(options) + 1) if number not in absent),
        key=lambda number: options[number - 1].worth or Decimal(0),
        reverse=not is_low_better,
    )
    place = 0
    while place < len(by_worth) - 1 and chance.random() > quality:
        place += 1
    return by_worth[place]


def _several(options: Sequence[Option], chance: random.Random) -> tuple[int, ...]:
    numbers = [number for number, option in enumerate(options, start=1) if not option.is_na]
    return tuple(sorted(chance.sample(numbers, chance.randint(1, len(numbers)))))


def _numbers(ask: Measured, chance: random.Random, quality: float) -> tuple[Decimal | None, ...]:
    """Return what was measured: a number from one of the steps, or two of which the first is most of the
    second."""
    if len(ask.of) > 1:
        of = chance.randint(80, 240)
        return (Decimal(of - int(of * (1 - quality) * chance.random() / 2)), Decimal(of))
    best = max(range(len(ask.steps)), key=lambda number: ask.steps[number].worth)
    chosen = best if chance.random() < quality else chance.randrange(len(ask.steps))
    return (ask.steps[chosen].start + (Decimal("0.25") if ask.steps[chosen].start % 1 else 0),)


def _written(rubric: Rubric, kind: str, chance: random.Random) -> Answer:
    match kind:
        case "date":
            day = _DAY - datetime.timedelta(days=chance.randint(10, 200))
            return Answer(further={"": days_text((day,), rubric.language)})
        case "number":
            return Answer(further={"": str(chance.randint(0, 40))})
        case _:
            return Answer(notes=(marked(rubric, "另附說明。", "See the annex."),))


def _explained(rubric: Rubric, item: Item, answer: Answer) -> Answer:
    """Return an answer with the notes that its item asks for: evidence, or why it is not applicable."""
    title = item.title[:12]
    is_option = isinstance(item.ask, Choice) and any(item.ask.options[n - 1].is_na for n in answer.ticked)
    if answer.is_na or is_option:
        why = marked(rubric, f"本單位沒有「{title}」的業務。", f"“{title}” is nothing that we do.")
        return replace(answer, notes=(why,))
    if rubric.notes_required and item.is_scored:
        return replace(
            answer, notes=(marked(rubric, f"「{title}」的佐證如附件。", f"“{title}”: see annex."),)
        )
    return answer
