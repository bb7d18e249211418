"""Rubric files: YAML in, a `Rubric` out, or findings that say what to correct.

pydantic tests the shape; the points are tested here, each rule one small function.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scoring import yaml_text
from scoring.errors import RubricError, Sentence, text_reason
from scoring.fields import field_problems
from scoring.findings import Finding, has_error
from scoring.rubric import (
    Band,
    HeaderField,
    HeaderKind,
    Item,
    Rubric,
    Section,
    SectionKind,
    points_text,
)

Points = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=4)]
NodeId = Annotated[str, Field(pattern=r"^\d+(\.\d+)*$", max_length=40)]
_KINDS: tuple[SectionKind, ...] = ("dimension", "criterion", "heading")


_MOST_FINDINGS = 200
"""Of one kind, that are told of a rubric: nobody reads more at a time."""
_MOST_BANDS = 60
"""Of an item: each is compared with all others. The printed forms have five."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BandFile(_Model):
    text: str
    low: Points
    high: Points


class NodeFile(_Model):
    """A section where it has children, else an item. ``was`` is its id in the rubric of the year before."""

    id: NodeId
    title: str
    maximum: Points
    number: str = ""
    points: Literal["shown", ""] = ""
    description: str = ""
    guidance: str = ""
    low: Points = Decimal(1)
    note_rows: Annotated[int, Field(ge=1, le=60)] | None = None
    bands: Annotated[list[BandFile], Field(max_length=_MOST_BANDS)] = []
    children: "list[NodeFile]" = []
    reconstructed: list[str] = []
    was: NodeId | None = None


class GroupFile(_Model):
    title: str
    dimensions: Annotated[list[NodeFile], Field(min_length=1)]


class HeaderFile(_Model):
    id: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    kind: HeaderKind
    label: str
    hint: str = ""


class RubricFile(_Model):
    """The file as a whole. ``note_rows`` is the default number of 紀錄事項 rows of an item."""

    id: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]+$", max_length=40)]
    title: str
    maximum: Points
    step: Annotated[Decimal, Field(gt=0, le=100, decimal_places=4)] = Decimal(1)
    note_rows: Annotated[int, Field(ge=1, le=60)] = 4
    total_label: str = "總分"
    header: Annotated[list[HeaderFile], Field(min_length=1)]
    groups: Annotated[list[GroupFile], Field(min_length=1)]


@cache
def bundled_ids() -> tuple[str, ...]:
    """Return the ids of the rubrics that ship with the program."""
    names = (path.name for path in (files("scoring") / "rubrics").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


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


def check_rubric(name_or_path: str) -> tuple[Rubric | None, tuple[Finding, ...]]:
    """Return the rubric, where its shape allows one, and everything wrong or odd about it."""
    content, problem = _read(name_or_path)
    if problem:
        return None, (problem,)
    try:
        parsed = RubricFile.model_validate(content)
    except ValidationError as error:
        return None, tuple(itertools.islice(_field_findings(error, content), _MOST_FINDINGS))
    rubric = _rubric(parsed)
    found = (itertools.islice(rule(rubric), _MOST_FINDINGS) for rule in _RULES)
    return rubric, tuple(itertools.chain.from_iterable(found))


def _read(name_or_path: str) -> tuple[Any, Finding | None]:
    try:
        if name_or_path in bundled_ids():
            text = (files("scoring") / "rubrics" / f"{name_or_path}.yaml").read_text("utf-8")
        else:
            text = yaml_text.read(_path(name_or_path))
        return yaml_text.load(text), None
    except FileNotFoundError:
        ids = bundled_ids()
        problem = Sentence(
            f"找不到檔案；內建的評分表有 {'、'.join(ids)}",
            f"no such file; the bundled rubrics are {', '.join(ids)}",
        )
    except (OSError, ValueError) as error:
        problem = text_reason(error)
    return None, Finding("rubric-syntax", params={"problem": problem.zh, "problem_en": problem.en})


def _path(name: str) -> Path:
    """Return the path of a name.

    Raise FileNotFoundError for a name that no file can have.
    """
    if "\0" in name:
        raise FileNotFoundError
    return Path(name)


def _field_findings(error: ValidationError, content: Any) -> Iterator[Finding]:
    """Yield pydantic's errors as findings that name the nearest id, so that a person finds the place."""
    for problem in field_problems(error):
        node, nearest = content, ""
        for step in problem.place:
            node = _step(node, step)
            if isinstance(node, dict) and "id" in node:
                nearest = str(node["id"])
        field = ".".join(str(step) for step in problem.place[-2:])
        yield _field_finding(nearest, field, problem.said)


def _field_finding(node_id: str, field: str, said: Sentence) -> Finding:
    """Say what is wrong with a field of a node; without both, with the file."""
    named = f"欄位 {field}" if field else ""
    named_en = f"field “{field}”" if field else ""
    params = {
        "field": field,
        "where": "的".join(filter(None, (node_id and f"「{node_id}」", named))) or "檔案本身",
        "where_en": " of ".join(filter(None, (named_en, node_id and f"“{node_id}”"))) or "the file itself",
        "problem": said.zh,
        "problem_en": said.en,
    }
    return Finding("rubric-field", node_id, params=params)


def _step(node: Any, step: int | str) -> Any:
    try:
        return node[step]
    except (KeyError, IndexError, TypeError):
        return None


def _rubric(parsed: RubricFile) -> Rubric:
    dimensions = tuple(
        _section(node, 0, group.title, parsed) for group in parsed.groups for node in group.dimensions
    )
    return Rubric(
        id=parsed.id,
        title=parsed.title,
        maximum=parsed.maximum,
        step=parsed.step,
        header=tuple(HeaderField(h.id, h.label, h.kind, h.hint) for h in parsed.header),
        dimensions=dimensions,
        total_label=parsed.total_label,
        earlier_ids={
            node.id: node.was
            for group in parsed.groups
            for dimension in group.dimensions
            for node in _nodes(dimension)
            if node.was is not None
        },
    )


def _nodes(node: NodeFile) -> Iterator[NodeFile]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _section(node: NodeFile, depth: int, group: str, parsed: RubricFile) -> Section:
    return Section(
        id=node.id,
        kind=_KINDS[min(depth, len(_KINDS) - 1)],
        number=node.number,
        title=node.title,
        maximum=node.maximum,
        children=tuple(
            _section(child, depth + 1, "", parsed) if child.children else _item(child, parsed)
            for child in node.children
        ),
        group=group,
        description=node.description,
        show_points=bool(node.points),
        reconstructed=tuple(node.reconstructed),
    )


def _item(node: NodeFile, parsed: RubricFile) -> Item:
    return Item(
        id=node.id,
        number=node.number,
        title=node.title,
        maximum=node.maximum,
        low=node.low,
        note_rows=node.note_rows or parsed.note_rows,
        description=node.description,
        guidance=node.guidance,
        bands=tuple(Band(band.text, band.low, band.high) for band in node.bands),
        show_points=bool(node.points),
        reconstructed=tuple(node.reconstructed),
    )


# ── rules on the points ─────────────────────────────────────────────────────────────────────────


def _duplicate_ids(rubric: Rubric) -> Iterator[Finding]:
    for node_id, count in Counter(node.id for node in rubric.walk()).items():
        if count > 1:
            yield Finding("rubric-duplicate-id", node_id, params={"id": node_id, "count": count})


def _shape(rubric: Rubric) -> Iterator[Finding]:
    """Find dimensions without criteria and criteria without items: the form's first two columns need both."""
    for dimension in rubric.dimensions:
        for criterion in dimension.children or (dimension,):
            if not isinstance(criterion, Section) or not criterion.children:
                said = Sentence(
                    "構面之下要有考核項目，考核項目之下要有細項",
                    "a dimension needs criteria, and a criterion needs items",
                )
                yield _field_finding(criterion.id, "children", said)


def _sums(rubric: Rubric) -> Iterator[Finding]:
    for total_id in rubric.total_ids:
        children = [child.maximum for child in rubric.children(total_id)]
        together = sum(children, Decimal(0))
        if children and together != rubric.maximum_of(total_id):
            params = {
                "id": total_id or rubric.total_label,
                "maximum": points_text(rubric.maximum_of(total_id)),
                "children": points_text(together),
                "parts": "＋".join(points_text(points) for points in children),
            }
            yield Finding("rubric-sum", total_id, params=params)


def _bands(rubric: Rubric) -> Iterator[Finding]:
    for item in rubric.items:
        for number, band in enumerate(item.bands, start=1):
            params = {"id": item.id, "band": number, "range": band.range_text, "allowed": item.range_text}
            if band.low > band.high:
                ends = {"low": points_text(band.low), "high": points_text(band.high)}
                yield Finding("rubric-band-inverted", item.id, params=params | ends)
            elif band.low < item.low or band.high > item.maximum:
                yield Finding("rubric-band-outside", item.id, params=params)
        highest = max((band.high for band in item.bands), default=item.maximum)
        if highest < item.maximum:
            params = {
                "id": item.id,
                "maximum": points_text(item.maximum),
                "highest": points_text(highest),
            }
            yield Finding("rubric-band-gap", item.id, params=params)


def _lows(rubric: Rubric) -> Iterator[Finding]:
    for item in rubric.items:
        if item.low > item.maximum:
            low, maximum = points_text(item.low), points_text(item.maximum)
            said = Sentence(f"下限 {low} 高於配分 {maximum}", f"the low {low} is above the maximum {maximum}")
            yield _field_finding(item.id, "low", said)


def _overlaps(rubric: Rubric) -> Iterator[Finding]:
    for item in rubric.items:
        numbered: Iterable[tuple[int, Band]] = enumerate(item.bands, start=1)
        for (number, band), (other, other_band) in itertools.combinations(numbered, 2):
            if band.low <= other_band.high and other_band.low <= band.high:
                params = {
                    "id": item.id,
                    "band": number,
                    "other": other,
                    "range": band.range_text,
                    "other_range": other_band.range_text,
                }
                yield Finding("rubric-band-overlap", item.id, params=params)


def _earlier_ids(rubric: Rubric) -> Iterator[Finding]:
    """Find ids of last year that several nodes claim with ``was``: each would claim its points."""
    times = Counter(rubric.earlier_ids.values())
    for node_id, earlier_id in rubric.earlier_ids.items():
        if times[earlier_id] > 1:
            said = Sentence(
                f"不只一處寫 {earlier_id}，上年的一項只能對應今年的一項",
                f"{earlier_id} is stated more than once; one of last year is one of this year",
            )
            yield _field_finding(node_id, "was", said)


_RULES = (_duplicate_ids, _shape, _sums, _bands, _lows, _overlaps, _earlier_ids)
