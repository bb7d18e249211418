"""What cannot be right about the conditions and the grades of a rubric."""

import difflib
from collections.abc import Iterator, Sequence
from decimal import Decimal

from scoring.errors import Sentence
from scoring.field_finding import field_finding
from scoring.findings import Finding
from scoring.folds import Whole
from scoring.form_rules import Choice
from scoring.grades import tested
from scoring.rubric import WHOLE_FORM, Item, Rubric, Section, points_text


def conditions(rubric: Rubric) -> Iterator[Finding]:
    """Find conditions on what there is not, or on answers that nobody can give."""
    fields = {field.id: field for field in rubric.header}
    items = {item.id: item for item in rubric.items}
    for item in rubric.items:
        for line_id, answers in ((i, a) for when in item.when for i, a in (*when.all, *when.any)):
            said = None
            if line_id == item.id:
                said = Sentence("when 不能看這一項自己", "when looks at the item itself")
            elif line_id in items and items[line_id].when:
                said = Sentence(
                    f"when 看的「{line_id}」自己也有 when；請改看表頭或別的細項",
                    f"when looks at “{line_id}”, which has a when itself; look at another",
                )
            elif line_id in items:
                said = _impossible(line_id, answers, _answers_of(items[line_id]))
            elif line_id in fields and fields[line_id].kind in ("choice", "text"):
                said = _impossible(line_id, answers, fields[line_id].options or answers)
            else:
                near, near_en = nearest(line_id, [*fields, *items])
                said = Sentence(
                    f"when 看的「{line_id}」不是細項，也不是選項或文字的表頭欄位{near}",
                    f"when looks at “{line_id}”, no item and no choice or text of the header{near_en}",
                )
            if said is not None:
                yield field_finding(item.id, "when", said)


def _answers_of(item: Item) -> Sequence[str] | None:
    """Return the answers that an item can have; None where they are numbers."""
    return [option.text for option in item.ask.options] if isinstance(item.ask, Choice) else None


def _impossible(line_id: str, answers: Sequence[str], possible: Sequence[str] | None) -> Sentence | None:
    unknown = [answer for answer in answers if possible is not None and answer not in possible]
    if not unknown:
        return None
    near, near_en = nearest(unknown[0], possible or ())
    return Sentence(
        f"「{line_id}」沒有「{unknown[0]}」這個答案{near}",
        f"“{line_id}” has no answer “{unknown[0]}”{near_en}",
    )


def grades(rubric: Rubric) -> Iterator[Finding]:
    """Find grades that nobody can have, and conditions on parts that there are not."""
    has_bonus = any(node.bonus for node in rubric.walk())
    for whole_id, own in wholes(rubric):
        starts: list[Decimal] = []
        for place, grade in enumerate(own.grades):
            is_last = place == len(own.grades) - 1
            unreached = grade.start is not None and any(grade.start >= start for start in starts)
            if grade.test is None and grade.start is None and grade.end is None and not is_last:
                said: Sentence | None = Sentence(
                    f"等第「{grade.name}」沒有條件，它後面的等第永遠輪不到；請把它放到最後",
                    f"the grade “{grade.name}” has no condition, so that those behind it are never reached",
                )
            elif grade.test is None and unreached:
                said = Sentence(
                    f"等第「{grade.name}」的 from 不低於前面的等第，永遠輪不到；請由高到低排列",
                    f"the grade “{grade.name}” is from no less than one before it; put the highest first",
                )
            elif grade.start is not None and grade.start > own.maximum and not has_bonus:
                start, most = points_text(grade.start), points_text(own.maximum)
                said = Sentence(
                    f"等第「{grade.name}」自 {start} 起，超過配分 {most}",
                    f"the grade “{grade.name}” is from {start} on, above the maximum {most}",
                )
            else:
                said = _untestable(grade.name, rubric, tested(grade.test, rubric)) if grade.test else None
            if grade.test is None and grade.start is not None and grade.end is None:
                starts.append(grade.start)
            if said is not None:
                yield field_finding(whole_id, "grades", said)


def _untestable(name: str, rubric: Rubric, ids: Sequence[str]) -> Sentence | None:
    if not ids:
        return Sentence(
            f"等第「{name}」的條件在表上找不到對象", f"nothing is there for the condition of “{name}”"
        )
    unknown = [node_id for node_id in ids if node_id not in rubric.nodes]
    if not unknown:
        scoreless = next((node_id for node_id in ids if _has_no_score(rubric.nodes[node_id])), None)
        return (
            None
            if scoreless is None
            else Sentence(
                f"等第「{name}」的條件提到「{scoreless}」，它沒有自己的得分",
                f"the condition of the grade “{name}” names “{scoreless}”, which has no score of its own",
            )
        )
    near, near_en = nearest(unknown[0], list(rubric.nodes))
    return Sentence(
        f"等第「{name}」的條件提到「{unknown[0]}」，表上沒有這一項{near}",
        f"the condition of the grade “{name}” names “{unknown[0]}”, which is not there{near_en}",
    )


def _has_no_score(node: Section | Item) -> bool:
    """Tell whether a node states no points: a bare heading, or an item that is not scored."""
    return not node.is_scored if isinstance(node, Item) else not node.has_stated_total


def wholes(rubric: Rubric) -> Iterator[tuple[str, Whole]]:
    """Yield the whole form and every section that has a total, with its id."""
    yield WHOLE_FORM, rubric
    for section in rubric.sections:
        if section.has_stated_total:
            yield section.id, section


def nearest(written: str, known: Sequence[str]) -> tuple[str, str]:
    """Return which of the known names may be meant, in both languages; nothing where none is near."""
    near = difflib.get_close_matches(written, known, 1)
    if not near:
        return "", ""
    return f"（是不是「{near[0]}」？）", f" (did you mean “{near[0]}”?)"
