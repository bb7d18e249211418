"""Answers files: what to put into a form, as YAML or JSON, in the shape that `check --json` prints.

    header: {date: 107年7月5日, examiners: …}
    items:
      "1.1.1": {score: 27, ticked: [], notes: [第一段, 第二段]}
    stated: {"": 849, "1.2": 82}

A score given as text is put in as text. A stated total is typed over its formula; null blanks it.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from scoring import yaml_text
from scoring.errors import AnswersError
from scoring.fields import problems_text
from scoring.rubric import Rubric
from scoring.scorecard import Answer, Header, Office, Scorecard, Stated
from scoring.values import parse_date, parse_score


def _text(value: Any) -> Any:
    """A date or number that YAML has recognised, as the text it was."""
    return str(value) if isinstance(value, int | Decimal | datetime.date) else value


def _keys_as_text(value: Any) -> Any:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else value


Text = Annotated[str, BeforeValidator(_text)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class ItemAnswer(_Model):
    score: Decimal | str | None = None
    ticked: list[Annotated[int, Field(ge=1)]] = []
    notes: list[Text] = []


class AnswersFile(_Model):
    header: dict[str, Text | None] = {}
    items: Annotated[dict[str, ItemAnswer], BeforeValidator(_keys_as_text)] = {}
    stated: Annotated[dict[str, Decimal | str | None], BeforeValidator(_keys_as_text)] = {}


def read_answers(text: str, rubric: Rubric, source: str) -> AnswersFile:
    """The file's answers. Raises AnswersError that names the file, the place and the remedy."""
    try:
        answers = AnswersFile.model_validate(_data(text) or {})
    except ValidationError as error:
        raise AnswersError(
            f"{source}：{problems_text(error)}。請依說明的格式修正", "correct the fields named"
        ) from None
    except ValueError as error:
        zh, en = error.args
        raise AnswersError(f"{source}：不是正確的 YAML 或 JSON，{zh}", f"{en}") from None
    _known(source, answers.items, [item.id for item in rubric.items], "細項", "item")
    _known(source, answers.stated, rubric.stated_ids, "得分", "stated total")
    _known(source, answers.header, [line.id for line in rubric.header], "表頭欄位", "header field")
    for item in rubric.items:
        ticked = answers.items[item.id].ticked if item.id in answers.items else []
        if any(number > len(item.bands) for number in ticked):
            raise AnswersError(
                f"{source}：{item.id} 只有 {len(item.bands)} 個選項，不能勾第 {max(ticked)} 項",
                f"{item.id} has {len(item.bands)} bands",
            )
    return answers


def _data(text: str) -> Any:
    """JSON where it is JSON, which YAML 1.1 does not quite include, else YAML."""
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:
        return yaml_text.load(text)


def _known(
    source: str, given: Mapping[str, object], known: "list[str] | tuple[str, ...]", zh: str, en: str
) -> None:
    unknown = [key for key in given if key not in known]
    if unknown:
        names = "、".join(unknown)
        raise AnswersError(f"{source}：評分表沒有這些{zh}：{names}，請核對編號", f"no such {en}: {names}")


def overlay(base: Scorecard, answers: AnswersFile, rubric: Rubric) -> Scorecard:
    """The scorecard with these answers in place of its own; what they leave out stays."""
    given = {item_id: _answer(answer) for item_id, answer in answers.items.items()}
    stated = {key: _stated(value) for key, value in answers.stated.items()}
    return replace(
        base,
        office=_office(base.office, answers, rubric),
        header=_header(base.header, answers, rubric),
        answers={**base.answers, **given},
        stated={**base.stated, **stated},
    )


def _answer(answer: ItemAnswer) -> Answer:
    notes = tuple(note for note in answer.notes if note.strip())
    ticked = tuple(sorted(set(answer.ticked)))
    if isinstance(answer.score, str):
        score = parse_score(answer.score)
        text = "" if score is not None else answer.score.strip()
        return Answer(score, ticked, notes, text, score_is_text=score is not None)
    return Answer(answer.score, ticked, notes)


def _stated(value: Decimal | str | None) -> Stated:
    if isinstance(value, str):
        number = parse_score(value)
        return Stated(number, text="" if number is not None else value.strip())
    return Stated(value)


def _office(base: Office, answers: AnswersFile, rubric: Rubric) -> Office:
    line = next((line.id for line in rubric.header if line.kind == "office"), "")
    name = answers.header.get(line)
    return replace(base, name=name) if name is not None else base


def _header(base: Header, answers: AnswersFile, rubric: Rubric) -> Header:
    header = base
    for line in rubric.header:
        value = answers.header.get(line.id)
        if value is None:
            continue
        if line.kind == "date":
            day = parse_date(value)
            header = replace(header, date=day, date_text="" if day else value.strip())
        elif line.kind == "text":
            header = replace(header, texts={**header.texts, line.id: value})
    return header
