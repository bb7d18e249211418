"""What cannot be right about the rules of a rubric: scales, asks, folds, conditions and grades.

Each rule is one small function that yields findings; `RULE_RULES` lists them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from scoring.condition_rules import conditions, nearest, wholes
from scoring.errors import Sentence
from scoring.field_finding import field_finding
from scoring.findings import Finding
from scoring.folds import Node, Whole, best_of, main_parts, parts_of
from scoring.form_rules import Choice, Fold, Measured, Written
from scoring.grade_rules import grades
from scoring.rubric import WHOLE_FORM, Item, Rubric, Section, points_text
from scoring.rubric_fields import NodeFile, RubricFile, nodes_of

_MOST_COMPARED = 14
"""Parts of which the best are taken: each is compared with all others, in one formula."""
_MATRIX_OPTIONS, _MATRIX_TEXT = 8, 8
"""Options of a matrix, and characters of one: so many columns and such words stand beside each other."""


def unknown_scales(parsed: RubricFile) -> Iterator[Finding]:
    """Find asks that name a scale that the file does not have."""
    for node in _all(parsed):
        name = node.ask.scale if node.ask else None
        if name is not None and name not in parsed.scales:
            near, near_en = nearest(name, list(parsed.scales))
            said = Sentence(
                f"沒有名為「{name}」的選項表{near}；請改正，或在 scales 裡加上",
                f"there is no scale “{name}”{near_en}; correct it, or add it to scales",
            )
            yield field_finding(node.id, "ask", said)


def _all(parsed: RubricFile) -> Iterator[NodeFile]:
    for _, node in parsed.top:
        yield from nodes_of(node)


def _maxima(rubric: Rubric) -> Iterator[Finding]:
    """Find scored items without a maximum, and maxima that the options do not come to."""
    for item in rubric.items:
        if item.is_typed and not item.maximum:
            said = Sentence("缺少 maximum（配分），或配分是 0", "its maximum is missing or 0")
            yield field_finding(item.id, "maximum", said)
        elif isinstance(item.ask, Choice | Measured):
            most = _most(item.ask)
            is_bounded = isinstance(item.ask, Choice) and item.ask.many and item.maximum < most
            if item.maximum != most and not is_bounded:
                yield field_finding(item.id, "maximum", _not_reached(item.maximum, most))


def _most(ask: Choice | Measured) -> Decimal:
    if isinstance(ask, Measured):
        return max(step.worth for step in ask.steps)
    worths = [option.worth for option in ask.options if option.worth is not None] or [Decimal(0)]
    return sum((worth for worth in worths if worth > 0), Decimal(0)) if ask.many else max(worths)


def _not_reached(stated: Decimal, most: Decimal) -> Sentence:
    shown, top = points_text(stated), points_text(most)
    return Sentence(
        f"配分寫 {shown}，選項最多能得 {top}；請改其中一個，或不寫 maximum",
        f"the maximum is {shown}, and its options come to {top}; correct one, or leave the maximum out",
    )


def _options(rubric: Rubric) -> Iterator[Finding]:
    """Find options that cannot be told apart, and scales in which nothing can be scored."""
    for item in rubric.items:
        if not isinstance(item.ask, Choice):
            continue
        texts = Counter(option.text for option in item.ask.options)
        for text in (text for text, times in texts.items() if times > 1):
            said = Sentence(
                f"選項「{text}」出現不只一次，分不清選的是哪一個",
                f"the option “{text}” is there more than once",
            )
            yield field_finding(item.id, "ask", said)
        if all(option.is_na for option in item.ask.options):
            said = Sentence("沒有一個選項有分數", "none of its options is worth anything")
            yield field_finding(item.id, "ask", said)
        elif sum(option.is_na for option in item.ask.options) > 1:
            said = Sentence("「不適用」的選項只能有一個", "one option alone may say not applicable")
            yield field_finding(item.id, "ask", said)


def _matrices(rubric: Rubric) -> Iterator[Finding]:
    """Find items in a matrix whose options are not those of its columns, or do not fit them."""
    shown = [(item, item.ask) for item in rubric.items if isinstance(item.ask, Choice)]
    matrices = [(item, ask) for item, ask in shown if ask.show == "matrix"]
    if not matrices:
        return
    first, columns = matrices[0][0], [option.text for option in matrices[0][1].options]
    if len(columns) > _MATRIX_OPTIONS or max(map(len, columns)) > _MATRIX_TEXT:
        said = Sentence(
            f"matrix 最多 {_MATRIX_OPTIONS} 個選項、每個最多 {_MATRIX_TEXT} 字；請改用 show: list",
            f"a matrix has {_MATRIX_OPTIONS} options of {_MATRIX_TEXT} characters at most; use show: list",
        )
        yield field_finding(first.id, "ask", said)
    for item, ask in matrices[1:]:
        if [option.text for option in ask.options] != columns:
            said = Sentence(
                f"matrix 的欄位是「{first.id}」的選項，這一項的選項不同；請改用 show: list",
                f"the columns of the matrix are the options of “{first.id}”; use show: list for others",
            )
            yield field_finding(item.id, "ask", said)


def _asks_and_bands(rubric: Rubric) -> Iterator[Finding]:
    """Find items that have bands and are answered in another way."""
    for item in rubric.items:
        if item.bands and not item.is_typed:
            said = Sentence(
                "有 ask 的細項不能再有 bands；請刪去其中一個", "it has an ask and bands; delete one of them"
            )
            yield field_finding(item.id, "bands", said)


def _steps(rubric: Rubric) -> Iterator[Finding]:
    """Find measures whose steps cannot be told apart, or leave numbers without a worth."""
    for item in rubric.items:
        if not isinstance(item.ask, Measured):
            continue
        starts = [step.start for step in item.ask.steps]
        if len(set(starts)) < len(starts):
            said = Sentence("有兩級的 from 相同", "two of its steps have the same from")
            yield field_finding(item.id, "steps", said)
        if min(starts) != 0:
            said = Sentence(
                f"最低一級自 {points_text(min(starts))} 起，更低的數字沒有分數；請加上 from: 0 的一級",
                f"the lowest step is from {points_text(min(starts))} on, and lower numbers have no worth;"
                " add a step from 0",
            )
            yield field_finding(item.id, "steps", said)


def _folds(rubric: Rubric) -> Iterator[Finding]:
    for whole_id, own in wholes(rubric):
        for field, said in _of_fold(own.fold, own, is_form=whole_id == WHOLE_FORM):
            yield field_finding(whole_id, field, said)


def _of_fold(fold: Fold, own: Whole, *, is_form: bool) -> Iterator[tuple[str, Sentence]]:
    """Yield what cannot be right about a fold, with the field."""
    parts = main_parts(own)
    if fold.kind == "none":
        if is_form:
            yield "fold", Sentence("總分不能是 none", "the total of the form cannot be none")
        return
    if not parts and not (isinstance(own, Section) and own.children):
        return  # nothing at all is beneath it, and is told as such
    if not parts:
        yield (
            "fold",
            Sentence(
                "其下沒有計分的項目；請寫 fold: {kind: none}",
                "nothing beneath it is scored; write fold: {kind: none}",
            ),
        )
        return
    if fold.kind == "count":
        without = [node.id for node in parts if not _has_option(node, fold.of)]
        if without:
            yield (
                "fold",
                Sentence(
                    f"要數「{fold.of}」，但 {without[0]} 沒有這個選項",
                    f"“{fold.of}” is counted, and {without[0]} has no such option",
                ),
            )
    yield from _of_weights(fold, parts)
    if fold.best is not None and len(parts) > _MOST_COMPARED:
        yield (
            "fold",
            Sentence(
                f"best 最多用在 {_MOST_COMPARED} 項之中，現在有 {len(parts)} 項；請分成幾節",
                f"best is of {_MOST_COMPARED} parts at most, not of {len(parts)}; make sections of them",
            ),
        )
    if fold.best is not None and fold.best >= len(parts):
        yield (
            "fold",
            Sentence(
                f"只計最高的 {fold.best} 項，但一共才 {len(parts)} 項",
                f"the best {fold.best} count, of {len(parts)} that there are",
            ),
        )
    if fold.out_of is not None and any(node.maximum <= 0 for node in parts):
        yield (
            "fold",
            Sentence(
                "out_of 要按配分換算，其下每項的配分都要大於 0",
                "out_of goes by the maxima, so that each part needs one above 0",
            ),
        )


def _of_weights(fold: Fold, parts: Sequence[Node]) -> Iterator[tuple[str, Sentence]]:
    if all(node.weight == 1 for node in parts):
        return
    if fold.kind in ("least", "most", "count"):
        yield (
            "fold",
            Sentence(
                f"fold 是 {fold.kind} 時權重沒有作用；請刪去 weight",
                f"weights have no effect where the fold is {fold.kind}; delete them",
            ),
        )
    if fold.best is not None:
        yield "fold", Sentence("best 不能與權重並用", "best and weights do not go together")


def _has_option(node: Section | Item, text: str) -> bool:
    return (
        isinstance(node, Item)
        and isinstance(node.ask, Choice)
        and not node.ask.many
        and any(option.text == text and not option.is_na for option in node.ask.options)
    )


def _weights(rubric: Rubric) -> Iterator[Finding]:
    """Find bonuses and weights of what is not scored."""
    for item in rubric.items:
        if isinstance(item.ask, Written) and (item.weight != 1 or item.bonus):
            said = Sentence(
                "不評分的項目不能有 weight 或 bonus", "what is not scored has no weight and no bonus"
            )
            yield field_finding(item.id, "weight", said)


def _unrounded(rubric: Rubric) -> Iterator[Finding]:
    """Find means, products and ratios that are nowhere rounded above."""
    for whole_id, own in wholes(rubric):
        divides = own.fold.kind == "mean" or own.fold.out_of is not None
        multiplies = any(node.weight != 1 for node in main_parts(own)) or own.fold.factor != 1
        above = [rubric, *(rubric.nodes[each] for each in _above(rubric, whole_id)), own]
        is_rounded = any(isinstance(each, Section | Rubric) and each.round_to is not None for each in above)
        if (divides or multiplies) and not is_rounded:
            yield Finding("rubric-unrounded", whole_id, params={"id": whole_id or rubric.total_label})


def _above(rubric: Rubric, node_id: str) -> Iterator[str]:
    for total_id, parts in parts_of(rubric).items():
        if node_id in parts and total_id != WHOLE_FORM:
            yield total_id
            yield from _above(rubric, total_id)


def _sums(rubric: Rubric) -> Iterator[Finding]:
    """Find maxima that the parts do not come to."""
    wholes: list[tuple[str, Whole]] = [(WHOLE_FORM, rubric)]
    wholes += [(section.id, section) for section in rubric.sections]
    for total_id, own in wholes:
        parts = main_parts(own)
        is_twice = len({node.id for node in parts}) < len(parts)  # told as such
        if not parts or is_twice or own.fold.kind == "none":
            continue
        together = best_of(own)
        if together != own.maximum:
            params = {
                "id": total_id or rubric.total_label,
                "maximum": points_text(own.maximum),
                "children": points_text(together),
                "parts": "＋".join(points_text(node.maximum) for node in parts),
            }
            yield Finding("rubric-sum", total_id, params=params)


RULE_RULES = (
    conditions,
    grades,
    _sums,
    _maxima,
    _options,
    _matrices,
    _asks_and_bands,
    _steps,
    _folds,
    _weights,
    _unrounded,
)
