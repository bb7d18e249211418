"""A form that came back through LibreOffice reads like the one that did not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.rubric import Rubric
from scoring.scorecard import Answer, Scorecard, Stated
from tests.office import scorecards, workbooks
from tests.office.libreoffice import LibreOffice
from workbook.collection.checked import Checked
from workbook.intake.check import Terms, check

pytestmark = pytest.mark.libreoffice

RUBRICS = {"whole": workbooks.whole, "tenths": workbooks.tenths}


def _check(data: bytes, rubric: Rubric) -> Checked:
    return check(data, "form.xlsx", Terms(workbooks.KEY, rubric_of=lambda _: rubric))


def _resaved(libreoffice: LibreOffice, data: bytes) -> bytes:
    with libreoffice.open(data) as document:
        document.recalculate()
        return document.stored("xlsx")


def _cards(rubric: Rubric) -> list[Scorecard]:
    """Odd texts, a right one, faults at random, and totals typed over in words and in numbers."""
    right = scorecards.right(rubric)
    typed = {"1.1": Stated(Decimal("80.5")), "1.2": Stated(None, text="約80"), "": Stated(Decimal(849))}
    return [
        scorecards.odd(rubric),
        right,
        replace(right, stated=typed),
        *scorecards.random_scorecards(rubric, 12, seed=1),
    ]


@pytest.mark.parametrize("kind", list(RUBRICS))
def test_a_form_resaved_by_libreoffice_reads_back_value_for_value(
    kind: str, libreoffice: LibreOffice
) -> None:
    rubric = RUBRICS[kind]()
    for number, card in enumerate(_cards(rubric)):
        ours = workbooks.filled(rubric, card)
        before, after = _check(ours, rubric), _check(_resaved(libreoffice, ours), rubric)
        for item in rubric.items:
            assert after.scorecard.answer(item.id) == card.answer(item.id), (number, item.id)
        assert after.scorecard.header == card.header, number
        assert after.scorecard.office == card.office, number
        assert after.scorecard == before.scorecard, number
        assert after.totals == before.totals, number
        typed = {total_id: stated for total_id, stated in after.scorecard.stated.items() if stated.typed}
        assert typed == card.stated, number


@pytest.mark.parametrize("kind", list(RUBRICS))
def test_resaving_adds_one_remark_that_the_structure_is_no_longer_locked(
    kind: str, libreoffice: LibreOffice
) -> None:
    """LibreOffice drops `lockStructure` and keeps the sheets' protection with its password. It also
    turns very hidden sheets into hidden ones, which nothing asks for."""
    rubric = RUBRICS[kind]()
    for card in _cards(rubric)[:6]:
        ours = workbooks.filled(rubric, card)
        before, after = _check(ours, rubric), _check(_resaved(libreoffice, ours), rubric)
        remark, *rest = (f for f in after.findings if f not in before.findings)
        assert not rest
        assert (remark.code, remark.severity) == ("structure-unlocked", "info")
        assert after.state == before.state


def test_a_blank_form_resaved_by_libreoffice_stays_blank(libreoffice: LibreOffice) -> None:
    rubric = workbooks.whole()
    data = workbooks.FORMS["blank form, named, with password"]()
    after = _check(_resaved(libreoffice, data), rubric)
    assert all(answer == Answer() for answer in after.scorecard.answers.values())
    assert all(not stated.typed and stated.value is None for stated in after.scorecard.stated.values())


def test_resaving_changes_a_carriage_return_with_line_feed_to_a_line_feed_and_no_other_text(
    libreoffice: LibreOffice,
) -> None:
    """Excel itself breaks lines with a line feed alone; only pasted text has both."""
    rubric = workbooks.whole()
    right = scorecards.right(rubric)
    item = rubric.items[0]
    answer = replace(right.answer(item.id), notes=("第一行\r\n第二行",))
    card = replace(right, answers={**right.answers, item.id: answer})
    ours = workbooks.filled(rubric, card)
    assert _check(ours, rubric).scorecard.answer(item.id).notes == ("第一行\r\n第二行",)
    after = _check(_resaved(libreoffice, ours), rubric)
    assert after.scorecard.answer(item.id).notes == ("第一行\n第二行",)
