"""Rubrics with rules, written inline as the YAML that a person writes, and what was answered to them."""

import textwrap
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.rubric_file import check_rubric, load_rubric
from scoring.scorecard import Answer, Header, Office, Scorecard

_HEAD = """\
id: ruled
title: 示範評分表
note_rows: 1
notes_required: false
header:
  - {id: office, kind: office, label: 受考核機關}
  - {id: risk, kind: choice, label: 風險, options: [高, 中, 低]}
scales:
  yn: [{text: 是, worth: 1}, {text: 否, worth: 0}, {text: 不適用, na: true}]
  level: [{text: 優良, worth: 3}, {text: 普通, worth: 2}, {text: 不佳, worth: 1}, {text: 免評, na: true}]
  some: [{text: 甲, worth: 1}, {text: 乙, worth: 1.5}, {text: 丙, worth: 2}]
  some_or_none:
    - {text: 甲, worth: 1}
    - {text: 乙, worth: 1.5}
    - {text: 丙, worth: 2}
    - {text: 無此業務, na: true}
"""


def written(dimensions: str, top: str = "") -> str:
    """Return the text of a rubric file: ``dimensions`` is a list of nodes, ``top`` are lines before it."""
    listed = textwrap.indent(textwrap.dedent(dimensions).strip(), "      ")
    return f'{_HEAD}{textwrap.dedent(top).strip()}\ngroups:\n  - title: ""\n    dimensions:\n{listed}\n'


def ruled(dimensions: str, top: str = "") -> Rubric:
    """Return the rubric of such a text."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ruled.yaml"
        path.write_text(written(dimensions, top), encoding="utf-8")
        return load_rubric(str(path))


def told(text: str) -> tuple[Finding, ...]:
    """Return what is found wrong with the text of a rubric file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ruled.yaml"
        path.write_text(text, encoding="utf-8")
        return check_rubric(str(path))[1]


def one_criterion(items: str, rule: str = "") -> str:
    """Return a dimension of one criterion with these items, and lines of rules for the criterion."""
    inner = textwrap.indent(textwrap.dedent(items).strip(), "        ")
    rules = textwrap.indent(textwrap.dedent(rule).strip(), "    ")
    head = '- id: "1"\n  title: 構面\n  children:\n  - id: "1.1"\n    title: 項目\n'
    return f"{head}{rules}\n    children:\n{inner}\n"


def points(maxima: Mapping[str, object]) -> str:
    """Return items of which scores are typed, by id and maximum."""
    return "\n".join(
        f'- {{id: "{key}", title: 細項{key}, low: 0, maximum: {most}}}' for key, most in maxima.items()
    )


def answered(answers: Mapping[str, object], header: Mapping[str, str] | None = None) -> Scorecard:
    """Return what was answered: a number is a score, a list is what is ticked, a tuple are typed numbers, and
    na is not applicable."""
    return Scorecard(
        Office("B01", "甲分署"),
        Header(texts=dict(header or {})),
        {item_id: _answer(value) for item_id, value in answers.items()},
    )


def _answer(value: object) -> Answer:
    match value:
        case "na":
            return Answer(is_na=True)
        case list():
            return Answer(ticked=tuple(value))
        case tuple():
            return Answer(given=tuple(Decimal(str(number)) for number in value))
        case None:
            return Answer()
    return Answer(Decimal(str(value)))
