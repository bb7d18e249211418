"""A form of which somebody deleted columns is read by its keys where these are left, and refused in words."""

import pytest

from tests.letters import CRITERION, DIMENSION, GUIDANCE, KEY, NOTES, SCORE, TICK
from tests.workbook.forms import checked, moved, retyped
from tests.workbook.intake.damage import BASE, FULL
from workbook.address import column_index, column_name
from workbook.sheetxml import C, Element, tag


def without_columns(data: bytes, first: str, count: int) -> bytes:
    """The form with columns deleted, the others moved to their place."""
    gone = range(column_index(first), column_index(first) + count)

    def is_gone(reference: str) -> bool:
        letters = reference.rstrip("0123456789")
        return column_index(letters) in gone

    def column_of(letters: str) -> str:
        index = column_index(letters)
        return column_name(index if index < gone.start else max(index - count, gone.start))

    def delete(root: Element) -> None:
        for each in list(root.iter(C, tag("mergeCell"))):
            name = "r" if each.tag == C else "ref"
            parent = each.getparent()
            assert parent is not None
            if all(map(is_gone, each.get(name, "").split(":"))):
                parent.remove(each)
        for name in ("cols", "dataValidations", "conditionalFormatting"):
            for each in list(root.iter(tag(name))):
                root.remove(each)

    return retyped(data, delete, moved(int, column_of))


@pytest.mark.parametrize(
    ("first", "count"),
    [(DIMENSION, 1), (DIMENSION, 2), (CRITERION, 1), (DIMENSION, 9), (GUIDANCE, 1)],
)
def test_what_columns_before_or_behind_the_answers_hold_may_go(first: str, count: int) -> None:
    result = checked(without_columns(BASE, first, count))
    assert result.state in ("questioned", "rejected")
    assert result.findings
    read = {key: answer.score for key, answer in result.scorecard.answers.items()}
    right = {key: answer.score for key, answer in FULL.answers.items()}
    assert read in (right, dict.fromkeys(right), {})


@pytest.mark.parametrize("first", [SCORE, TICK, NOTES, KEY])
def test_a_form_without_its_answers_or_keys_passes_never(first: str) -> None:
    result = checked(without_columns(BASE, first, 1))
    assert result.state in ("questioned", "rejected")
    assert {"form-damaged", "form-unknown", "text-changed", "score-missing", "notes-none"} & {
        finding.code for finding in result.findings
    }
