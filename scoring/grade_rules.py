"""What cannot be right about the grades of a rubric, and about their conditions."""

from collections.abc import Iterator, Sequence

from scoring.condition_rules import nearest, wholes
from scoring.errors import Sentence
from scoring.field_finding import entry_finding
from scoring.findings import Finding
from scoring.folds import Whole
from scoring.form_rules import Grade, Test
from scoring.grades import tested
from scoring.rubric import Item, Rubric, Section, points_text


def grades(rubric: Rubric) -> Iterator[Finding]:
    """Find grades that nobody can have, and conditions on parts that there are not."""
    for whole_id, own in wholes(rubric):
        for place, grade in enumerate(own.grades):
            said = _of_one(grade, own, place, rubric)
            if said is not None:
                yield entry_finding(whole_id, "grades", place, said)


def _of_one(grade: Grade, own: Whole, place: int, rubric: Rubric) -> Sentence | None:
    before, name = own.grades[:place], grade.name
    is_open = grade.test is None and grade.start is None and grade.end is None
    if is_open and place < len(own.grades) - 1:
        return Sentence(
            f"等第「{name}」沒有條件，它後面的等第永遠輪不到；請把它放到最後",
            f"the grade “{name}” has no condition, so that those behind it are never reached",
        )
    if grade.start is not None and grade.end is not None and grade.start > grade.end:
        return Sentence(
            f"等第「{name}」的 from {points_text(grade.start)} 高於 up_to {points_text(grade.end)}，"
            "永遠輪不到；請對調",
            f"the grade “{name}” is from {points_text(grade.start)} on, above {points_text(grade.end)};"
            " swap from and up_to",
        )
    if _is_behind_a_lower(grade, before):
        return Sentence(
            f"等第「{name}」的 from 不低於前面的等第，永遠輪不到；請由高到低排列",
            f"the grade “{name}” is from no less than one before it; put the highest first",
        )
    if _is_behind_a_higher(grade, before):
        return Sentence(
            f"等第「{name}」的 up_to 不高於前面的等第，永遠輪不到；請由低到高排列",
            f"the grade “{name}” is up to no more than one before it; put the lowest first",
        )
    if grade.start is not None and grade.start > own.maximum and not _has_bonus(rubric):
        start, most = points_text(grade.start), points_text(own.maximum)
        return Sentence(
            f"等第「{name}」自 {start} 起，超過配分 {most}",
            f"the grade “{name}” is from {start} on, above the maximum {most}",
        )
    return _of_test(name, grade.test, rubric) if grade.test else None


def _is_behind_a_lower(grade: Grade, before: Sequence[Grade]) -> bool:
    """Tell whether whoever reaches a grade has got one before it, which is from no more on."""
    if grade.test is not None or grade.start is None:
        return False
    starts = [each.start for each in before if each.test is None and each.end is None]
    return any(start is not None and grade.start >= start for start in starts)


def _is_behind_a_higher(grade: Grade, before: Sequence[Grade]) -> bool:
    """Tell whether whoever is within a grade has got one before it, which is up to no less."""
    if grade.test is not None or grade.end is None:
        return False
    ends = [each.end for each in before if each.test is None and each.start is None]
    return any(end is not None and grade.end <= end for end in ends)


def _has_bonus(rubric: Rubric) -> bool:
    return any(node.bonus for node in rubric.walk())


def _of_test(name: str, test: Test, rubric: Rubric) -> Sentence | None:
    ids = tested(test, rubric)
    return _untestable(name, rubric, ids) or _never_holds(name, test, rubric, ids)


def _never_holds(name: str, test: Test, rubric: Rubric, ids: Sequence[str]) -> Sentence | None:
    """Say why a condition cannot hold, though all that it names is there."""
    if test.measure == "count" and test.count > len(ids):
        return Sentence(
            f"等第「{name}」要 {test.count} 個達到，但一共才 {len(ids)} 個；請改 at_least",
            f"the grade “{name}” asks for {test.count} of {len(ids)}; correct at_least",
        )
    most = max(rubric.nodes[node_id].maximum for node_id in ids)
    if test.start is not None and test.start > most and not _has_bonus(rubric):
        start, top = points_text(test.start), points_text(most)
        return Sentence(
            f"等第「{name}」的條件自 {start} 起，但其中配分最高的是 {top}；請改 from",
            f"the condition of the grade “{name}” is from {start} on, and none of them has more than {top}",
        )
    return None


def _untestable(name: str, rubric: Rubric, ids: Sequence[str]) -> Sentence | None:
    """Say what a condition looks at that is not there."""
    if not ids:
        return Sentence(
            f"等第「{name}」的條件在表上找不到對象", f"nothing is there for the condition of “{name}”"
        )
    unknown = [node_id for node_id in ids if node_id not in rubric.nodes]
    if unknown:
        near, near_en = nearest(unknown[0], list(rubric.nodes))
        return Sentence(
            f"等第「{name}」的條件提到「{unknown[0]}」，表上沒有這一項{near}",
            f"the condition of the grade “{name}” names “{unknown[0]}”, which is not there{near_en}",
        )
    scoreless = next((node_id for node_id in ids if _has_no_score(rubric.nodes[node_id])), None)
    if scoreless is None:
        return None
    return Sentence(
        f"等第「{name}」的條件提到「{scoreless}」，它沒有自己的得分",
        f"the condition of the grade “{name}” names “{scoreless}”, which has no score of its own",
    )


def _has_no_score(node: Section | Item) -> bool:
    """Tell whether a node states no points: a bare heading, or an item that is not scored."""
    return not node.is_scored if isinstance(node, Item) else not node.has_stated_total
