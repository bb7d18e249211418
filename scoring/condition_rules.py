"""What cannot be right about the conditions of a rubric: on what it depends whether something is asked."""

import difflib
from collections.abc import Iterator, Sequence

from scoring.errors import Sentence
from scoring.field_finding import field_finding
from scoring.findings import Finding
from scoring.folds import Whole
from scoring.form_rules import Choice
from scoring.rubric import WHOLE_FORM, Item, Rubric

_TELLING = ("choice", "text")
"""The kinds of header fields whose answers a condition can name."""


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
            elif line_id in fields and fields[line_id].kind in _TELLING:
                said = _impossible(line_id, answers, fields[line_id].options or answers)
            else:
                known = [field_id for field_id, field in fields.items() if field.kind in _TELLING]
                near, near_en = nearest(line_id, [*known, *items])
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


def nearest(written: str, known: Sequence[str]) -> tuple[str, str]:
    """Return which of the known names may be meant, in both languages; nothing where none is near."""
    near = difflib.get_close_matches(written, known, 1)
    if not near:
        return "", ""
    return f"（是不是「{near[0]}」？）", f" (did you mean “{near[0]}”?)"


def wholes(rubric: Rubric) -> Iterator[tuple[str, Whole]]:
    """Yield the whole form and every section that has a total, with its id."""
    yield WHOLE_FORM, rubric
    for section in rubric.sections:
        if section.has_stated_total:
            yield section.id, section
