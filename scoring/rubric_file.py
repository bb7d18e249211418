"""Rubric files: YAML in, a `Rubric` out, or findings that say what to correct.

pydantic tests the fields (rubric_fields.py), small functions the rest (rubric_rules.py).
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scoring import text_file, yaml_text
from scoring.column_rules import COLUMN_RULES
from scoring.effect_rules import without_effect
from scoring.errors import RubricError, Sentence, text_reason
from scoring.field_finding import field_finding
from scoring.fields import field_name, field_problems
from scoring.findings import Finding, has_error
from scoring.rubric import Rubric
from scoring.rubric_fields import MEANT, TEXTS, RubricFile, rubric_of
from scoring.rubric_rules import RULES
from scoring.rule_rules import RULE_RULES, unknown_scales
from scoring.yaml_places import Places

_MOST_FINDINGS = 200
"""Of one kind, that are told of a rubric: nobody reads more at a time."""
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_MOST_QUOTED = 40
"""Characters of a comment."""
_SAMPLE = "sample-"
"""How the ids of bundled rubrics begin that show what forms can be said, and are nobody's own form."""


@cache
def bundled_ids() -> tuple[str, ...]:
    """Return the ids of the rubrics that ship with the program."""
    names = (path.name for path in (files("scoring") / "rubrics").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def official_ids() -> tuple[str, ...]:
    """Return the ids of the bundled rubrics that are real forms, the newest last."""
    return tuple(rubric_id for rubric_id in bundled_ids() if not rubric_id.startswith(_SAMPLE))


def default_id() -> str:
    """Return the id of the rubric that is meant where none is named: the newest real form."""
    return official_ids()[-1]


def load_rubric(name_or_path: str) -> Rubric:
    """Load the rubric of a bundled id (``107``) or of a file, which is read anew each time.

    Raise RubricError, with every problem of the file on a line of its own.
    """
    return bundled_rubric(name_or_path) if name_or_path in bundled_ids() else _load(name_or_path)


@cache
def bundled_rubric(rubric_id: str) -> Rubric:
    """Return the rubric that ships with the program under this id; no file of the machine is looked at.

    Raise RubricError where there is none.
    """
    if rubric_id not in bundled_ids():
        raise RubricError(
            f"沒有內建的評分表「{rubric_id}」，請以 --rubric 指定它的定義檔",
            f"there is no bundled rubric “{rubric_id}”; name its file with --rubric",
        )
    return _load(rubric_id)


def _load(name_or_path: str) -> Rubric:
    rubric, findings = check_rubric(name_or_path)
    if rubric is None or has_error(findings):
        errors = [finding for finding in findings if finding.severity == "error"]
        raise RubricError(
            "\n".join(f"{name_or_path}：{each.message()}{each.remedy()}" for each in errors),
            "\n".join(f"{name_or_path}: {each.message('en')} {each.remedy('en')}" for each in errors),
        )
    return rubric


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of rubric files: fields, kinds and limits, by which editors
    complete and check them. What only all fields together show is said by `check_rubric`."""
    return {"$schema": _DRAFT, **RubricFile.model_json_schema()}


def check_rubric(name_or_path: str) -> tuple[Rubric | None, tuple[Finding, ...]]:
    """Return the rubric, where its shape allows one, and everything wrong or odd about it."""
    try:
        text = _text(name_or_path)
        content = yaml_text.load(text)
    except FileNotFoundError:
        ids = bundled_ids()
        problem = Sentence(
            f"找不到檔案；內建的評分表有 {'、'.join(ids)}",
            f"no such file; the bundled rubrics are {', '.join(ids)}",
        )
        return None, (_unread(problem),)
    except (OSError, ValueError) as error:
        return None, (_unread(text_reason(error)),)
    places = Places(text)
    try:
        parsed = RubricFile.model_validate(content)
    except ValidationError as error:
        return None, tuple(itertools.islice(_field_findings(error, content, places), _MOST_FINDINGS))
    unknown = tuple(_with_line(finding, places) for finding in unknown_scales(parsed))
    if unknown:
        return None, unknown[:_MOST_FINDINGS]
    rubric = rubric_of(parsed)
    found = (itertools.islice(rule(rubric), _MOST_FINDINGS) for rule in (*RULES, *COLUMN_RULES, *RULE_RULES))
    lost = itertools.islice(without_effect(parsed, rubric), _MOST_FINDINGS)
    told = (_with_line(finding, places) for finding in itertools.chain(*found, lost))
    return rubric, (*itertools.islice(_lost_to_comments(content, places), _MOST_FINDINGS), *told)


def _text(name_or_path: str) -> str:
    if name_or_path in bundled_ids():
        return (files("scoring") / "rubrics" / f"{name_or_path}.yaml").read_text("utf-8")
    return text_file.read(_path(name_or_path))


def _unread(problem: Sentence) -> Finding:
    return Finding("rubric-syntax", params={"problem": problem.zh, "problem_en": problem.en})


def _path(name: str) -> Path:
    """Return the path of a name.

    Raise FileNotFoundError for a name that no file can have.
    """
    if "\0" in name:
        raise FileNotFoundError
    return Path(name)


def _field_findings(error: ValidationError, content: Any, places: Places) -> Iterator[Finding]:
    """Yield pydantic's errors as findings that name the line and the nearest id, so that a person finds the
    place."""
    for problem in field_problems(error, RubricFile, MEANT):
        lines = [places.line(problem.place)]
        finding = field_finding(
            _nearest_id(content, problem.place),
            str(problem.place[-1]) if problem.place else "",
            problem.said,
            field_name(_nearest(problem.place)),
        )
        yield _at(finding, lines)


def _nearest(place: Sequence[str | int]) -> Sequence[str | int]:
    """Return the last steps of the way to a field, which begin with a name."""
    last = list(place[-3:])
    return last[1:] if last and isinstance(last[0], int) else last


def _lost_to_comments(content: Any, places: Places) -> Iterator[Finding]:
    for place, comment in places.comments():
        if place and place[-1] in TEXTS:
            cut = comment if len(comment) <= _MOST_QUOTED else f"{comment[:_MOST_QUOTED]}…"
            said = Sentence(
                f"「{cut}」被當成註解，沒有讀入；是文字的話把整段加上引號，是註解就移到另一行",
                f"“{cut}” was taken for a comment and is lost; put the text in quotation marks,"
                " or the comment on a line of its own",
            )
            finding = field_finding(_nearest_id(content, place), str(place[-1]), said)
            yield _at(finding, [places.line(place)])


def _nearest_id(content: Any, place: Sequence[str | int]) -> str:
    node, nearest = content, ""
    for step in place:
        node = _step(node, step)
        if isinstance(node, dict) and "id" in node:
            nearest = str(node["id"])
    return nearest


def _with_line(finding: Finding, places: Places) -> Finding:
    """Return a finding about a node or a header line with the line that it stands on, or with all of them
    where several have its id."""
    is_of_maximum = finding.code == "rubric-sum" or not finding.id
    field = str(finding.params.get("field", "")) or ("maximum" if is_of_maximum else "")
    found = places.of_id.get(finding.id, ()) if finding.id else ((),)
    entry = finding.params.get("entry")
    steps = (field or "id", *((entry,) if isinstance(entry, int) else ()))
    return _at(finding, [places.line((*place, *steps)) for place in found])


def _at(finding: Finding, lines: Sequence[int | None]) -> Finding:
    known = [str(line) for line in lines if line is not None]
    at = f"第 {'、'.join(known)} 行，" if known else ""
    at_en = f"Line{'s' if len(known) > 1 else ''} {', '.join(known)}: " if known else ""
    return replace(finding, params={**finding.params, "at": at, "at_en": at_en})


def _step(node: Any, step: int | str) -> Any:
    try:
        return node[step]
    except (KeyError, IndexError, TypeError):
        return None
