"""Answers files: what to put into a form, as YAML or JSON, in the shape that `check --json` prints.

    header: {date: 107年7月5日, examiners: …}
    items:
      "1.1.1": {score: 27, ticked: [], notes: [第一段, 第二段], further: {evidence: …}}
    stated: {"": 849, "1.2": 82}

A score given as text is put in as text. A stated total is typed over its formula; null blanks it. Options are
ticked by number or by their text; ``given`` are the numbers of cases or what was measured, ``na: true`` says
that an item is not applicable, ``text`` answers one that is not scored, ``further`` has the form's further
columns by id.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from scoring import yaml_text
from scoring.errors import AnswersError, Sentence
from scoring.expressions import NA
from scoring.fields import problems_text
from scoring.figures import worth
from scoring.form_columns import further
from scoring.form_rules import Choice, Count, Measured
from scoring.rubric import HeaderField, Item, Rubric
from scoring.scorecard import Answer, Header, Office, Scorecard, Stated
from scoring.values import number, parse_date, parse_period, parse_score


def _text(value: Any) -> Any:
    """Return a date or number that YAML recognised as the text that was written."""
    is_written = isinstance(value, int | Decimal | datetime.date) and not isinstance(value, bool)
    return str(value) if is_written else value


def _keys_as_text(value: Any) -> Any:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else value


_SHOWN = Sentence("編號可用 kaohe rubric show 列出", "kaohe rubric show prints the ids that there are")
Text = Annotated[str, BeforeValidator(_text)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _bounded(value: Any) -> Any:
    if isinstance(value, int | float | Decimal) and number(value) is None:
        raise PydanticCustomError("number_unbounded", "out of bounds")
    return value


Points = Annotated[Decimal | str | None, BeforeValidator(_bounded)]


class ItemAnswer(_Model):
    score: Points = None
    ticked: list[Annotated[int, Field(ge=1)] | str] = []
    notes: list[Text] = []
    na: bool = False
    asked: bool = True
    """Printed by `check --json`; what is asked follows from the other answers."""
    given: Annotated[list[Points], Field(max_length=2)] = []
    text: Text = ""
    further: dict[str, Text | None] = {}


class AnswersFile(_Model):
    header: dict[str, Text | None] = {}
    items: Annotated[dict[str, ItemAnswer], BeforeValidator(_keys_as_text)] = {}
    stated: Annotated[dict[str, Points], BeforeValidator(_keys_as_text)] = {}


def read_answers(text: str, rubric: Rubric, source: str) -> AnswersFile:
    """Read the answers of a YAML or JSON text.

    ``source`` is the file's name for messages. Raise AnswersError with the file, the place and the remedy.
    """
    try:
        data = yaml_text.load_json(text) or {}
    except yaml_text.YamlTextError as error:
        said = error.sentence
        raise AnswersError(
            f"{source}：不是正確的 YAML 或 JSON，{said.zh}", f"{source} is neither YAML nor JSON: {said.en}"
        ) from None
    return answers_of(data, rubric, source)


def answers_of(data: object, rubric: Rubric, source: str) -> AnswersFile:
    """Return the answers that data of a file's shape hold. Raises AnswersError as `read_answers`."""
    try:
        answers = AnswersFile.model_validate(data)
    except ValidationError as error:
        problems = problems_text(error, model=AnswersFile)
        raise AnswersError(
            f"{source}：{problems.zh}。請改正這些欄位", f"{source}: {problems.en}. Correct these fields"
        ) from None
    _known(source, answers.items, [item.id for item in rubric.items], _SHOWN, Sentence("細項", "items"))
    _known(source, answers.stated, rubric.stated_ids, _SHOWN, Sentence("得分", "totals"))
    there = Sentence(
        f"可用的有 {'、'.join(f'{line.id}（{line.label}）' for line in rubric.header)}",
        f"it has {', '.join(f'{line.id} (“{line.label}”)' for line in rubric.header)}",
    )
    _known(
        source, answers.header, [x.id for x in rubric.header], there, Sentence("表頭欄位", "header fields")
    )
    columns = further(rubric.columns)
    has = Sentence(
        f"另加的欄位有 {'、'.join(f'{x.id}（{x.label}）' for x in columns.values()) or '無'}",
        f"its further columns are {', '.join(f'{x.id} (“{x.label}”)' for x in columns.values()) or 'none'}",
    )
    for answer in answers.items.values():
        _known(source, answer.further, columns, has, Sentence("欄位（further）", "columns (further)"))
    for item in rubric.items:
        if item.id in answers.items:
            _fits(source, item, answers.items[item.id])
    return answers


def _known(
    source: str, given: Iterable[str], known: Collection[str], remedy: Sentence, kind: Sentence
) -> None:
    """Raise AnswersError where something is given that the form does not have."""
    unknown = [key for key in given if key not in known]
    if unknown:
        raise AnswersError(
            f"{source}：評分表沒有這些{kind.zh}：{'、'.join(unknown)}；{remedy.zh}",
            f"{source}: the form has no such {kind.en}: {', '.join(unknown)}; {remedy.en}",
        )


def _fits(source: str, item: Item, answer: ItemAnswer) -> None:
    """Raise AnswersError where an answer has what its item has no cells for."""
    options = _options(item)
    for ticked in answer.ticked:
        if isinstance(ticked, int) and ticked > len(options):
            raise AnswersError(
                f"{source}：{item.id} 只有 {len(options)} 個選項，不能勾第 {ticked} 項",
                f"{source}: {item.id} has {len(options)} {'bands' if item.is_typed else 'options'}, so"
                f" {'band' if item.is_typed else 'option'} {ticked} cannot be ticked",
            )
        if isinstance(ticked, str) and ticked not in options:
            raise AnswersError(
                f"{source}：{item.id} 沒有「{ticked}」這個選項；可選的有 {'、'.join(options) or '（無）'}",
                f"{source}: {item.id} has no option “{ticked}”; it has {', '.join(options) or 'none'}",
            )
    cells = _numbers(item)
    if len(answer.given) > cells:
        raise AnswersError(
            f"{source}：{item.id} 填 {cells} 個數字，given 卻有 {len(answer.given)} 個",
            f"{source}: {item.id} takes {cells} number(s), and given has {len(answer.given)}",
        )


def _options(item: Item) -> tuple[str, ...]:
    """Return what can be ticked or chosen of an item, by its text."""
    if isinstance(item.ask, Choice):
        return tuple(option.text for option in item.ask.options)
    return tuple(band.text for band in item.bands)


def _numbers(item: Item) -> int:
    """Return how many numbers an item takes instead of a score."""
    return len(item.ask.of) if isinstance(item.ask, Measured) else 1 if isinstance(item.ask, Count) else 0


def overlay(base: Scorecard, answers: AnswersFile, rubric: Rubric) -> Scorecard:
    """Return the scorecard with these answers in place of its own; what they leave out stays."""
    by_id = {item.id: item for item in rubric.items}
    given = {item_id: _answer(by_id[item_id], answer) for item_id, answer in answers.items.items()}
    stated = {key: _stated(value) for key, value in answers.stated.items()}
    return replace(
        base,
        office=_office(base.office, answers, rubric),
        header=_header(base.header, answers, rubric),
        answers={**base.answers, **given},
        stated={**base.stated, **stated},
    )


def _answer(item: Item, answer: ItemAnswer) -> Answer:
    notes = tuple(note for note in answer.notes if note.strip())
    ticked = _ticked(item, answer)
    beside = {key: text.strip() for key, text in {**answer.further, "": answer.text}.items() if text}
    beside = {key: text for key, text in beside.items() if text}
    if not item.is_typed:  # its score follows from the rest
        numbers = [_number(each) for each in answer.given]
        odd = tuple(
            (place, str(each).strip())
            for place, (each, number) in enumerate(zip(answer.given, numbers, strict=True), start=1)
            if number is None and each is not None
        )
        given = Answer(None, ticked, notes, given=tuple(numbers), odd_given=odd, further=beside)
        return replace(given, is_na=answer.na and worth(item, given, Decimal(1)) is not NA)
    if answer.na:
        return Answer(None, ticked, notes, is_na=True, further=beside)
    if isinstance(answer.score, str):
        score = parse_score(answer.score)
        text = "" if score is not None else answer.score.strip()
        return Answer(score, ticked, notes, text, score_is_text=score is not None, further=beside)
    return Answer(answer.score, ticked, notes, further=beside)


def _ticked(item: Item, answer: ItemAnswer) -> tuple[int, ...]:
    options = _options(item)
    return tuple(
        sorted({options.index(each) + 1 if isinstance(each, str) else each for each in answer.ticked})
    )


def _number(written: Decimal | str | None) -> Decimal | None:
    return parse_score(written) if isinstance(written, str) else written


def _stated(value: Decimal | str | None) -> Stated:
    if isinstance(value, str):
        number = parse_score(value)
        return Stated(number, text="" if number is not None else value.strip())
    return Stated(value)


def _office(base: Office, answers: AnswersFile, rubric: Rubric) -> Office:
    line = next((line.id for line in rubric.header if line.kind == "office"), "")
    name = answers.header.get(line)
    return replace(base, name=name) if name is not None else base


def with_days(header: Header, field: HeaderField, written: str) -> Header:
    """Return a header with what was written on the line of a date or a period."""
    days = {key: value for key, value in header.days.items() if key != field.id}
    unread = {key: value for key, value in header.unread.items() if key != field.id}
    found = days_of(field, written)
    if found:
        days[field.id] = found
    elif written.strip():
        unread[field.id] = written.strip()
    return replace(header, days=days, unread=unread)


def days_of(field: HeaderField, written: str) -> tuple[datetime.date, ...]:
    """Return the day of a date, or the first and the last of a period; none where they cannot be read."""
    if field.kind == "period":
        return parse_period(written) or ()
    day = parse_date(written)
    return (day,) if day else ()


def _header(base: Header, answers: AnswersFile, rubric: Rubric) -> Header:
    header = base
    for line in rubric.header:
        value = answers.header.get(line.id)
        if value is None:
            continue
        if line.kind in ("date", "period"):
            header = with_days(header, line, value)
        elif line.kind != "office":
            header = replace(header, texts={**header.texts, line.id: value})
    return header
