"""What cannot be right about the columns and the words of a rubric's form."""

import difflib
from collections.abc import Iterator

from scoring.errors import Sentence
from scoring.field_finding import field_finding
from scoring.findings import Finding
from scoring.form_columns import MAY_BE_HIDDEN, OWN, FormColumn, further
from scoring.rubric import Rubric
from scoring.values import parse_score

_MOST_FURTHER = 6
_NOT_IN_NA = frozenset('"=<>*?~')


def _each(rubric: Rubric) -> Iterator[Finding]:
    """Find columns that are neither the form's own nor further ones, and what does not go with them."""
    for column in rubric.columns:
        said = _of_one(column)
        if said:
            yield _finding(column.id, said)
    if len(further(rubric.columns)) > _MOST_FURTHER:
        yield _finding(
            "",
            Sentence(
                f"另加的欄位最多 {_MOST_FURTHER} 個，否則一頁放不下",
                f"{_MOST_FURTHER} further columns at most go on a page",
            ),
        )


def _of_one(column: FormColumn) -> Sentence | None:
    return _of_own(column) if column.id in OWN else _of_further(column)


def _of_own(column: FormColumn) -> Sentence | None:
    if column.kind:
        return Sentence(
            "表上原有的欄不能有 kind；另加一欄請用別的名稱",
            "a column that the form has anyway has no kind; a further one needs another name",
        )
    if not column.is_shown and column.id not in MAY_BE_HIDDEN:
        return Sentence(
            "這一欄不能不要；可以不要的有 points、notes、guidance",
            "this column cannot be left out; points, notes and guidance can",
        )
    return None


def _of_further(column: FormColumn) -> Sentence | None:
    own, own_en = "、".join(OWN), ", ".join(OWN)
    if not column.kind:
        near = difflib.get_close_matches(column.id, OWN, 1)
        meant, meant_en = (f"是不是「{near[0]}」？", f"did you mean “{near[0]}”? ") if near else ("", "")
        return Sentence(
            f"沒有這一欄。{meant}表上原有的是 {own}；另加的要有 kind（note、date、number）",
            f"there is no such column. {meant_en}The form has {own_en}; a further one needs its kind"
            " (note, date, number)",
        )
    if not column.label:
        return Sentence("另加的欄要有 label（欄名）", "a further column needs its label")
    if not column.is_shown:
        return Sentence("不要這一欄就整個刪去", "delete the column where it is not wanted")
    return None


def _needed(rubric: Rubric) -> Iterator[Finding]:
    """Find columns that are left out though the form needs them."""
    hidden = {column.id for column in rubric.columns if not column.is_shown}
    if "notes" in hidden:
        if rubric.notes_required:
            said = Sentence(
                "紀錄事項要填（notes_required），這一欄不能不要；不必填的話加上 notes_required: false",
                "notes are required, so the column is needed; else add notes_required: false",
            )
            yield _finding("notes", said)
        reasons = [item.id for item in rubric.items if item.na == "reason"]
        if reasons:
            said = Sentence(
                f"{reasons[0]} 不適用時要寫理由（allow_na: reason），理由寫在這一欄，不能不要",
                f"{reasons[0]} needs a note where it is not applicable (allow_na: reason), in this column",
            )
            yield _finding("notes", said)
    if "guidance" in hidden:
        guided = [item.id for item in rubric.items if item.guidance]
        if guided:
            said = Sentence(
                f"{guided[0]} 寫了 guidance，不要這一欄就印不出來；請留著這一欄，或刪去 guidance",
                f"{guided[0]} has guidance, which would not be printed; keep the column or delete it",
            )
            yield _finding("guidance", said)


def _labels(rubric: Rubric) -> Iterator[Finding]:
    """Find two columns under the same words: columns are found by them."""
    hidden = {column.id for column in rubric.columns if not column.is_shown}
    shown = [*OWN, "check", *further(rubric.columns)]
    above = dict.fromkeys(rubric.levels[:-1][:2], "levels")
    for column_id in shown:
        label = "" if column_id in hidden else rubric.heading_of(column_id)
        if label in above:
            said = Sentence(
                f"欄名「{label}」已經用在 {above[label]}，請改其中一個",
                f"the label “{label}” is that of {above[label]}, too; change one",
            )
            yield _finding(column_id, said)
        elif label:
            above[label] = column_id


def _words(rubric: Rubric) -> Iterator[Finding]:
    """Find a word for «not applicable» that a spreadsheet would take for something else."""
    own = dict(rubric.own_words).get("na", "")
    if own and (set(own) & _NOT_IN_NA or parse_score(own) is not None):
        said = Sentence(
            '不適用的用語不能是數字，也不能有 " = < > * ? ~ 這些符號，否則公式會誤認；請換一個',
            'the word for “not applicable” can be no number and have none of " = < > * ? ~; choose another',
        )
        name = "words.na"
        yield field_finding("", "words", said, Sentence(name, name))


def _finding(column_id: str, said: Sentence) -> Finding:
    name = f"columns.{column_id}" if column_id else "columns"
    return field_finding("", "columns", said, Sentence(name, name))


COLUMN_RULES = (_each, _needed, _labels, _words)
