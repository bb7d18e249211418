"""Random rubrics of every concept, alone and mixed, and random answers to them.

They are made as the data of a rubric file, so that what a person may write is what is tested.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any, cast

from hypothesis import strategies as st

from scoring.column_rules import COLUMN_RULES
from scoring.findings import has_error
from scoring.form_columns import further
from scoring.form_rules import Choice, Count, Grade, Measure, Measured, Parts, Test, Written
from scoring.rubric import Item, Rubric, Section
from scoring.rubric_fields import RubricFile, rubric_of
from scoring.rubric_rules import RULES
from scoring.rule_rules import RULE_RULES
from scoring.scorecard import Answer, Header, Office, Scorecard
from tests.builders import OFFICE


def _options(**worths: str) -> list[dict[str, Any]]:
    return [{"text": text, "worth": worth} for text, worth in worths.items()]


SCALES: dict[str, list[dict[str, Any]]] = {
    "yn": [*_options(是="1", 否="0"), {"text": "不適用", "na": True}],
    "four": [{"text": str(worth), "worth": worth} for worth in (4, 3, 2, 1)],
    "tenths": [
        {"text": text, "worth": worth} for text, worth in (("優*", "0.3"), ("可?", "0.1"), ("劣~", "-0.2"))
    ],
    "long": _options(流程完整且定期檢討並有紀錄="10", 尚未訂定流程或未依流程辦理="2.5"),
    "ranged": [{"text": "甲級", "low": 6, "high": 10}, {"text": "乙級", "low": 1, "high": 5}],
}
LEVEL_NAMES = ("構面", "考核項目", "子項", "小項", "細項")
RISKS = ("高", "中", "低")
FURTHER = {"evidence": "note", "done": "date", "visits": "number"}
BESIDE = {"evidence": "附件一、附件二", "done": "2026-11-27", "visits": "12.5"}
KINDS: tuple[Parts, ...] = ("dimension", "criterion")
_WORTHS = ((1, 3), ("0.9", 2), ("0.3", "0.5"), (0, 0))
_STEPS = [{"from": start, "worth": worth} for start, worth in _WORTHS]


@st.composite
def ruled_rubrics(draw: st.DrawFn) -> Rubric:
    """Return a usable rubric of one to five levels."""
    return usable_rubric(Random(draw(st.integers(0, 2**32))))


@st.composite
def ruled_cards(draw: st.DrawFn, rubric: Rubric) -> Scorecard:
    """Return what an office may answer to a rubric, blanks and mistakes among it."""
    return random_card(rubric, Random(draw(st.integers(0, 2**32))))


def random_rubric(random: Random, *, levels: int | None = None) -> Rubric:
    """Return a usable rubric; of a random number of levels where none is given."""
    depth = levels if levels is not None else random.randint(1, 5)
    maker = _Maker(random, depth)
    names = LEVEL_NAMES[: depth - 1] + LEVEL_NAMES[-1:]
    file: dict[str, Any] = {
        "id": f"random-{random.randint(0, 10**9)}",
        "title": "隨機評分表",
        "levels": list(names),
        "step": random.choice(["1", "0.5", "0.1"]),
        "note_rows": 1,
        "notes_required": random.random() < 0.2,
        "header": [
            {"id": "office", "kind": "office", "label": "機關"},
            {"id": "risk", "kind": "choice", "label": "風險", "options": list(RISKS)},
        ],
        "scales": SCALES,
        "better": random.choice(["high", "high", "low"]),
        **_sheet(random),
    }
    nodes = [maker.node(str(number), 0) for number in range(1, random.randint(1, 3) + 1)]
    file |= maker.fold(nodes, is_form=True)
    file |= {"children": nodes} if depth == 1 else {"groups": [{"title": "", "dimensions": nodes}]}
    return rubric_of(RubricFile.model_validate(file))


def usable_rubric(random: Random) -> Rubric:
    """Return a random rubric that no rule finds fault with."""
    while True:
        rubric = random_rubric(random)
        if not has_error(
            finding for rule in (*RULES, *COLUMN_RULES, *RULE_RULES) for finding in rule(rubric)
        ):
            return rubric


def _sheet(random: Random) -> dict[str, Any]:
    """Return what a file says of how its form looks: language, terms, columns."""
    made: dict[str, Any] = {"language": random.choice(["zh-TW", "zh-TW", "en"])}
    if random.random() < 0.2:
        made["words"] = {"score": "自評", "na": "免"}
    columns: dict[str, Any] = {
        name: {"show": False} for name in ("points", "notes", "guidance") if random.random() < 0.15
    }
    if "notes" not in columns and random.random() < 0.2:
        columns["notes"] = {"label": "佐證", "width": random.choice([12, 40])}
    for name, kind in FURTHER.items():
        if random.random() < 0.2:
            columns[name] = {"kind": kind, "label": f"另填 {name}"}
    return {**made, "columns": columns}


class _Maker:
    """Makes the nodes of one file; remembers what conditions may look at."""

    def __init__(self, random: Random, depth: int) -> None:
        self.random, self.depth = random, depth
        self.asked: list[tuple[str, list[str]]] = [("risk", list(RISKS))]

    def node(self, node_id: str, depth: int) -> dict[str, Any]:
        if depth == self.depth - 1:
            return self.item(node_id)
        children = [self.node(f"{node_id}.{n}", depth + 1) for n in range(1, self.random.randint(1, 3) + 1)]
        return {"id": node_id, "title": f"第 {node_id} 節", "children": children, **self.fold(children)}

    def item(self, node_id: str) -> dict[str, Any]:
        made: dict[str, Any] = {"id": node_id, "title": f"細項 {node_id}", **self.ask()}
        if "bands" not in made and self.random.random() < 0.3 and "choice" not in made.get("ask", {}):
            made["allow_na"] = self.random.choice([True, "reason"])
        if self.random.random() < 0.2:
            line, answers = self.random.choice(self.asked)
            made["when"] = {line: self.random.sample(answers, self.random.randint(1, len(answers)))}
        elif made.get("ask", {}).get("choice") in ("yn", "four", "long"):
            scale = SCALES[made["ask"]["choice"]]
            self.asked.append((node_id, [option["text"] for option in scale]))
        return made

    def ask(self) -> dict[str, Any]:
        pick = self.random.choice
        bands = [{"text": "上", "low": 6, "high": 10}, {"text": "下", "low": 1, "high": 5}]
        of = pick([["實際", "應到"], ["天數"]])
        return pick(
            [
                {"low": 0, "maximum": pick([5, 10, 30])},
                {"low": 0, "maximum": pick([5, 10, 30])},
                {"maximum": 10, "bands": bands},
                {"ask": {"choice": "yn", "show": pick(["list", "matrix", "rows"])}},
                {"ask": {"choice": pick(["four", "tenths", "long", "ranged"])}},
                {"ask": {"choices": pick(["tenths", "long"])}},
                {"ask": {"count": {"each": pick(["-1", "-2.5"])}}},
                {"ask": {"count": {"each": "0.5"}}, "maximum": 5},
                {"ask": {"measure": {"of": of, "steps": _STEPS}}},
                {"ask": {"written": pick(["note", "date", "number"])}},
            ]
        )

    def fold(self, children: list[dict[str, Any]], *, is_form: bool = False) -> dict[str, Any]:
        """Return how a section's children, some of which may get weights, make it."""
        scored = [child for child in children if _is_scored(child)]
        if not scored:
            return self._scored_after_all(children) if is_form else {"fold": {"kind": "none"}}
        if len(scored) > 1 and self.random.random() < 0.15:
            scored.pop()["bonus"] = True
        made = {"fold": self.random.choice(list(self._folds(scored)))}
        if made["fold"].get("kind", "sum") in ("sum", "mean") and not made["fold"].keys() & {
            "best",
            "out_of",
        }:
            self._weigh(scored)
        if self.random.random() < 0.4:
            made["round"] = {"to": self.random.choice(["1", "0.1", "0.01", "0.5"])}
        return made

    def _scored_after_all(self, children: list[dict[str, Any]]) -> dict[str, Any]:
        child = children[0]
        for field in ("ask", "fold"):
            child.pop(field, None)
        if "children" in child:
            child["children"] = [self.node(f"{child['id']}.9", self.depth - len(child["id"].split(".")))]
            child |= self._scored_after_all(child["children"])
        else:
            child |= {"low": 0, "maximum": 10}
        return {}

    def _folds(self, scored: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the folds that these parts can have."""
        yield from ({}, {"kind": "mean"}, {"kind": "least"}, {"kind": "most"}, {"base": 100, "cap": [0, 100]})
        yield {"factor": "1.82", "cap": [None, 100]}
        if len(scored) > 1:
            yield {"kind": self.random.choice(["sum", "mean"]), "best": len(scored) - 1}
        if all(child.get("ask", {}).get("choice") == "yn" for child in scored):
            yield from ({"kind": "count", "of": "是"}, {"kind": "count", "of": "是", "out_of": 100})
        if all("maximum" in child for child in scored):
            yield {"out_of": 45}

    def _weigh(self, children: list[dict[str, Any]]) -> None:
        for child in children if self.random.random() < 0.4 else ():
            child["weight"] = self.random.choice(["25", "15", "2.5", "0.3", "1"])


def _is_scored(child: dict[str, Any]) -> bool:
    if "children" in child:
        return bool(child.get("fold", {}).get("kind") != "none")
    return "written" not in child.get("ask", {})


def random_card(rubric: Rubric, random: Random, office: Office = OFFICE) -> Scorecard:
    """Return what an office may answer to a rubric: much of it right, some of it blank, absent or wrong."""
    answers = {item.id: _beside(rubric, _answer(rubric, item, random), random) for item in rubric.items}
    risk = random.choice([*RISKS, ""])
    return Scorecard(office, Header(texts={"risk": risk}), answers)


def _beside(rubric: Rubric, answer: Answer, random: Random) -> Answer:
    """Return an answer with something in the further columns, and no notes where the form has no room."""
    given = {
        column: BESIDE.get(column, "見附件") for column in further(rubric.columns) if random.random() < 0.7
    }
    is_noted = all(column.is_shown for column in rubric.columns if column.id == "notes")
    return replace(answer, notes=answer.notes if is_noted else (), further={**answer.further, **given})


def _answer(rubric: Rubric, item: Item, random: Random) -> Answer:
    pick = random.random()
    notes = ("說明",) if random.random() < 0.6 else ()
    if pick < 0.1:
        return Answer(notes=notes)
    if pick < 0.2 and item.na != "no" and not isinstance(item.ask, Choice | Written):
        return Answer(is_na=True, notes=notes)
    return replace(_given(rubric, item, random), notes=notes)


def _given(rubric: Rubric, item: Item, random: Random) -> Answer:
    match item.ask:
        case None:
            steps = int((item.maximum - item.low) / rubric.step)
            score = item.low + rubric.step * random.randint(0, steps)
            if random.random() < 0.1:
                score += random.choice([Decimal(1000), Decimal("0.07")])
            ticked = (random.randint(1, len(item.bands)),) if item.bands else ()
            return Answer(score, ticked)
        case Choice(options, show, many):
            numbers = range(1, len(options) + 1)
            how_many = (
                random.randint(1, len(options)) if many or (show != "list" and random.random() < 0.1) else 1
            )
            return Answer(ticked=tuple(sorted(random.sample(numbers, how_many))))
        case Count():
            cases = random.choice(["0", "1", "2", "3", "7", "1.5", "-1"])
            return Answer(given=(Decimal(cases),))
        case Measured(of):
            tenths = [Decimal(random.randint(0, 120)) / 10 for _ in of]
            return Answer(given=tuple(tenths))
        case Written(kind):
            written = {"note": "", "date": "2026-11-27", "number": "12.5"}[kind]
            return Answer(further={"": written} if written else {})


def graded(rubric: Rubric, random: Random) -> Rubric:
    """Return the rubric with random grades for the whole form, mostly, and for some of its sections."""
    sections = [section for section in rubric.sections if section.has_stated_total]

    def grades() -> tuple[Grade, ...]:
        starts = sorted(random.sample(range(-20, 110), 3), reverse=True)
        found = [Grade(f"{name}等", Decimal(start)) for name, start in zip("甲乙丙", starts, strict=True)]
        if random.random() < 0.6:
            found.insert(0, Grade("不列*等第", test=condition(), ranked=random.random() < 0.5))
        return (*found, Grade('其餘"者"', ranked=random.random() < 0.8))

    def condition() -> Test:
        measures: tuple[Measure, ...] = ("least", "most", "any", "each", "count")
        kinds: list[Parts] = ["item", *(kind for kind in KINDS if any(s.kind == kind for s in sections))]
        end = Decimal(random.choice(["0", "0.3", "2.5", "5", "10"]))
        is_below = random.random() < 0.5
        ids = tuple(random.sample([item.id for item in rubric.items if item.is_scored], 1))
        return Test(
            random.choice(measures),
            ids if random.random() < 0.3 else (),
            random.choice(kinds),
            below=end if is_below else None,
            start=None if is_below else end,
            count=random.randint(1, 3),
        )

    chosen = {section.id: grades() for section in sections if random.random() < 0.2}

    def of(node: Section | Item) -> Section | Item:
        if isinstance(node, Item):
            return node
        return replace(node, children=tuple(map(of, node.children)), grades=chosen.get(node.id, ()))

    return replace(
        rubric,
        dimensions=tuple(cast("Section", of(node)) for node in rubric.dimensions),
        undivided=tuple(map(of, rubric.undivided)),
        grades=grades() if random.random() < 0.8 else (),
    )
