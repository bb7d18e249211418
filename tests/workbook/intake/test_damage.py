"""The table of damage: what was done to a form, which findings it leads to, which values are kept."""

from collections import Counter

import pytest

from scoring.findings import has_error
from tests.workbook.forms import KEY, rubric_of
from tests.workbook.intake.damage import BASE, FULL, TABLE, Damage
from workbook.collection.checked import Checked
from workbook.intake.check import Terms, check


def after(damage: Damage) -> Checked:
    return check(
        damage.make(BASE), "file.xlsx", Terms(damage.key, rubric=damage.expected, rubric_of=rubric_of)
    )


def _rows() -> list[object]:
    """The table; what is known not to be so yet is marked."""
    return [
        pytest.param(
            damage,
            id=damage.id,
            marks=[pytest.mark.xfail(strict=True, reason=damage.bug)] if damage.bug else [],
        )
        for damage in TABLE
    ]


def test_the_form_that_all_damage_is_done_to_has_nothing_wrong() -> None:
    result = check(BASE, "file.xlsx", Terms(KEY, rubric_of=rubric_of))
    assert (result.state, result.findings) == ("accepted", ())
    assert result.scorecard.answers == FULL.answers


def test_the_table_has_many_kinds_of_damage_each_with_a_name_of_its_own() -> None:
    assert len(TABLE) >= 60
    assert [name for name, times in Counter(damage.id for damage in TABLE).items() if times > 1] == []


@pytest.mark.parametrize("damage", _rows())
def test_what_was_done_is_said_and_what_is_certain_is_kept(damage: Damage) -> None:
    result = after(damage)
    assert sorted(finding.code for finding in result.findings) == sorted(damage.codes)
    card = damage.card
    assert result.scorecard.answers == card.answers
    assert (result.scorecard.header, result.scorecard.office) == (card.header, card.office)
    errors = has_error(result.findings)
    assert result.state == ("rejected" if not damage.read else "questioned" if errors else "accepted")


@pytest.mark.parametrize("damage", TABLE, ids=lambda damage: damage.id)
def test_every_finding_reads_as_a_sentence_in_both_languages(damage: Damage) -> None:
    for finding in after(damage).findings:
        for language in ("zh-TW", "en"):
            assert "{" not in finding.message(language)
            assert finding.remedy(language)


def test_a_form_cut_off_anywhere_is_refused_as_just_that() -> None:
    codes = set()
    for size in range(0, len(BASE), len(BASE) // 80):
        result = check(BASE[:size], "file.xlsx", Terms(KEY, rubric_of=rubric_of))
        assert result.state == "rejected"
        codes.add(result.findings[0].code)
    assert codes == {"file-empty", "file-truncated"}


def test_a_form_with_a_byte_changed_anywhere_reads_the_same_or_is_refused() -> None:
    for at in range(0, len(BASE), len(BASE) // 400):
        changed = bytearray(BASE)
        changed[at] ^= 0xFF
        result = check(bytes(changed), "file.xlsx", Terms(KEY, rubric_of=rubric_of))
        if not result.findings:
            assert result.scorecard.answers == FULL.answers
