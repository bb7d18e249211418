"""What a rubric file says and no form would show or count: lost without a word unless it is told here."""

from collections.abc import Iterator, Sequence

from scoring.errors import Sentence
from scoring.field_finding import doubtful, field_finding
from scoring.findings import Finding
from scoring.form_rules import SUM, Choice, Measured, Written
from scoring.rubric import Band, Item, Rubric, Section, points_text
from scoring.rubric_fields import BandFile, NodeFile, RubricFile, nodes_of

_MOST_RATIO = 10
"""From which on a part of a whole is rather a percentage."""


def without_effect(parsed: RubricFile, rubric: Rubric) -> Iterator[Finding]:
    """Yield what has no effect: of headings, of asks, of absence, of scales."""
    for _, top in parsed.top:
        for node in nodes_of(top):
            own = rubric.nodes.get(node.id)
            if isinstance(own, Section):
                yield from _of_section(node, own)
            elif isinstance(own, Item):
                yield from _of_item(node, own, parsed)
    yield from _absence(parsed, rubric)
    yield from _unused(parsed)


def _of_section(node: NodeFile, own: Section) -> Iterator[Finding]:
    if own.has_stated_total:
        return
    said = {
        "fold": own.fold != SUM,
        "round": own.round_to is not None,
        "grades": bool(own.grades),
        "weight": own.weight != 1,
        "bonus": own.bonus,
    }
    for field in (field for field, is_said in said.items() if is_said):
        problem = Sentence(
            f"這一層只是標題，沒有得分，{field} 沒有作用；請在 levels 加上這一層，或把 {field} 移到上一層",
            f"it is a bare heading without a score, so that {field} has no effect; name its level in levels,"
            f" or move {field} to the section above",
        )
        yield field_finding(node.id, field, problem)


def _of_item(node: NodeFile, own: Item, parsed: RubricFile) -> Iterator[Finding]:
    if "low" in node.model_fields_set and not own.is_typed:
        problem = Sentence(
            "分數由填答得出，low 沒有作用；請刪去",
            "its score follows from the answer, so that low has no effect; delete it",
        )
        yield field_finding(node.id, "low", problem)
    if isinstance(own.ask, Written) and node.maximum:
        problem = Sentence(
            "只填寫、不評分的項目不能有 maximum（配分）；請刪去",
            "what is not scored has no maximum; delete it",
        )
        yield field_finding(node.id, "maximum", problem)
    if own.is_typed and node.bands and _texts(node.bands) != _texts(own.bands):
        problem = Sentence(
            "選項已由 ask 決定，bands 沒有作用；請刪去其中一個",
            "its options are those of the ask, so that bands have no effect; delete one of them",
        )
        yield field_finding(node.id, "bands", problem)
    if isinstance(own.ask, Measured):
        yield from _of_measure(own, own.ask)
    if node.ask is not None and any(
        each.low is not None for each in parsed.scales.get(node.ask.scale or "", ())
    ):
        yield from _of_ranges(node)


def _texts(bands: Sequence[Band | BandFile]) -> list[str]:
    return [band.text for band in bands]


def _of_measure(own: Item, ask: Measured) -> Iterator[Finding]:
    if len(set(ask.of)) < len(ask.of):
        problem = Sentence(
            f"兩個數字都叫「{ask.of[0]}」，填表的人分不清；請改其中一個名稱",
            f"both numbers are called “{ask.of[0]}”; rename one",
        )
        yield field_finding(own.id, "of", problem)
    highest = max(step.start for step in ask.steps)
    if len(ask.of) > 1 and highest >= _MOST_RATIO:
        shown, part = points_text(highest), points_text(highest / 100)
        problem = Sentence(
            f"from: {shown} 是前者除以後者的商；如果是 {shown}%，請寫 {part}",
            f"from: {shown} is the first divided by the second; write {part} for {shown} %",
        )
        yield doubtful(own.id, "steps", problem)


def _of_ranges(node: NodeFile) -> Iterator[Finding]:
    """Find what does not go with options that have ranges: a score is typed within the one ticked."""
    if node.ask is None:
        return
    if node.ask.choices is not None:
        problem = Sentence(
            "有分數範圍（low、high）的選項只能選一項；請改用 choice，或給每個選項 worth",
            "options with a range are ticked one at a time; use choice, or give each its worth",
        )
        yield field_finding(node.id, "ask", problem)
    if node.ask.show is not None:
        problem = Sentence(
            "有分數範圍（low、high）的選項一律逐列勾選，show 沒有作用；請刪去 show",
            "options with a range are always rows to tick, so that show has no effect; delete it",
        )
        yield field_finding(node.id, "ask", problem)


def _absence(parsed: RubricFile, rubric: Rubric) -> Iterator[Finding]:
    """Find what may be not applicable and has no cell or option to say it."""
    said: list[tuple[str, tuple[Item, ...]]] = [("", rubric.items)] if parsed.allow_na else []
    for _, top in parsed.top:
        for node in nodes_of(top):
            own = rubric.nodes.get(node.id)
            if node.allow_na and own is not None:
                items = (own,) if isinstance(own, Item) else rubric.items_under[node.id]
                said.append((node.id, items))
    for node_id, items in said:
        if items and not any(map(_can_say_na, items)):
            problem = Sentence(
                "其下都是選項，沒有「不適用」可選；請在選項表加上 {text: 不適用, na: true}",
                "all of it is answered by options, of which none says not applicable; add one with na: true",
            )
            yield field_finding(node_id, "allow_na", problem)


def _can_say_na(item: Item) -> bool:
    if isinstance(item.ask, Choice):
        return any(option.is_na for option in item.ask.options)
    return not isinstance(item.ask, Written)


def _unused(parsed: RubricFile) -> Iterator[Finding]:
    """Find scales that no ask names."""
    named = {node.ask.scale for _, top in parsed.top for node in nodes_of(top) if node.ask}
    for name in parsed.scales:
        if name not in named:
            problem = Sentence(
                f"選項表「{name}」沒有任何 ask 用到；請在 ask 寫 choice: {name}，或刪去它",
                f"no ask names the scale “{name}”; write choice: {name} in an ask, or delete it",
            )
            yield doubtful("", "scales", problem)
