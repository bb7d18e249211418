"""Forms sent back, as LibreOffice shows them, and corrected there as an office would."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.utils import absolute_coordinate

from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from scoring.values import TICKED, UNTICKED
from tests.letters import LISTS, NOTES, SCORE, TEXT, TICK
from tests.office import excel_limits, scorecards, validator, workbooks
from tests.office.libreoffice import Document, LibreOffice
from tests.office.parts import Parts
from tests.workbook.forms import number, retyped, without
from workbook.collection.checked import Checked
from workbook.form.correction import correct
from workbook.form.faults import Fault, faults
from workbook.identity import identity_of, sign
from workbook.intake.check import Terms, check
from workbook.layout import CORRECTIONS_SHEET, FORM_SHEET, layout_of
from workbook.protection import lock

pytestmark = pytest.mark.judge

LOCK = lock(workbooks.PASSWORD)
FIRST_FAULT = 7
"""Beneath the headings: the first group's title."""


def checked(data: bytes) -> Checked:
    return check(data, "form.xlsx", Terms(workbooks.KEY, rubric=workbooks.whole()))


def cards(count: int) -> list[Scorecard]:
    """Scorecards with faults, some with a few and some with many; the right ones left out."""
    every = scorecards.random_scorecards(workbooks.whole(), count * 2, seed=7)
    return [card for place, card in enumerate(every) if place % 3][:count]


def sent_back(result: Checked) -> bytes:
    office = result.scorecard.office
    who = sign(identity_of(workbooks.whole(), office, "第2次"), workbooks.KEY)
    return correct(workbooks.whole(), LOCK, who, result.scorecard, result.findings)


def right_values(rubric: Rubric, result: Checked) -> Iterator[tuple[str, str | float]]:
    """What an office puts into every input cell that is in question or blank."""
    layout = layout_of(rubric)
    for item in rubric.items:
        block, answer = layout.blocks[item.id], result.scorecard.answer(item.id)
        yield f"{SCORE}{block.first}", float(item.bands[0].high if item.bands else item.maximum)
        for place, row in enumerate(block.line_rows):
            yield f"{TICK}{row}", UNTICKED if place else TICKED
        if not answer.notes:
            yield f"{NOTES}{block.first}", "補充佐證"
    for field in rubric.header:
        if field.kind != "office":
            yield layout.header_cell(field), "107年7月5日" if field.kind == "date" else "為民服務小組"


def links(document: Document, found: tuple[Fault, ...]) -> dict[str, str]:
    """Where each row of the list leads, by the problem that the row tells of."""
    values = document.values(CORRECTIONS_SHEET, f"A{FIRST_FAULT}:E{FIRST_FAULT + len(found) + 2}")
    rows = [cell[1:] for cell, value in values.items() if cell[0] == "A" and str(value).isdecimal()]
    return {f"{values[f'A{row}']}": document.link(CORRECTIONS_SHEET, f"C{row}") for row in rows}


@pytest.mark.validator
@pytest.mark.parametrize("version", ["Microsoft365", "Office2010"])
def test_the_validator_and_the_limits_have_nothing_against_forms_sent_back(
    version: str, tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    for card in cards(3):
        data = sent_back(checked(workbooks.filled(workbooks.whole(), card)))
        path.write_bytes(data)
        assert validator.complaints(path, version) == []
        assert excel_limits.complaints(data) == []


@pytest.mark.libreoffice
def test_every_comment_sits_on_its_cell_and_every_link_leads_there(libreoffice: LibreOffice) -> None:
    for card in cards(6):
        result = checked(workbooks.filled(workbooks.whole(), card))
        found = faults(workbooks.whole(), result.findings)
        said: dict[str, str] = {}
        for fault in found:
            for cell in fault.cells:
                said[cell] = said.get(cell, "") + fault.problem
        with libreoffice.open(sent_back(result)) as document:
            comments, led = document.comments(FORM_SHEET), links(document, found)
            assert document.comments(CORRECTIONS_SHEET) == {}
        assert set(comments) == set(said)
        for fault in found:
            assert all(fault.problem in comments[cell] for cell in fault.cells)
        targets = [
            f"#'{FORM_SHEET}'.{absolute_coordinate(fault.cells[0])}" if fault.cells else "" for fault in found
        ]
        assert list(led.values()) == targets


@pytest.mark.libreoffice
def test_formulas_on_a_form_sent_back_come_to_the_values_saved_beside_them(libreoffice: LibreOffice) -> None:
    for card in cards(4):
        data = sent_back(checked(workbooks.filled(workbooks.whole(), card)))
        with libreoffice.open(data) as document:
            document.recalculate()
            area = f"A1:{LISTS}{layout_of(workbooks.whole()).total_row}"
            values = document.values(FORM_SHEET, area)
        written = Parts(data).formulas(FORM_SHEET)
        assert len(written) > 100
        assert {cell: formula.saved for cell, formula in written.items()} == {c: values[c] for c in written}


@pytest.mark.libreoffice
def test_what_is_corrected_in_libreoffice_and_saved_is_accepted(libreoffice: LibreOffice) -> None:
    for card in cards(6):
        result = checked(workbooks.filled(workbooks.whole(), card))
        with libreoffice.open(sent_back(result)) as document:
            for cell, value in right_values(workbooks.whole(), result):
                assert not document.is_locked(FORM_SHEET, cell)
                document.put(FORM_SHEET, cell, value)
            document.recalculate()
            again = checked(document.stored("xlsx"))
        assert again.state == "accepted", again.findings
        assert {finding.code for finding in again.findings} <= {"structure-unlocked"}
        kept = {i: answer.notes for i, answer in result.scorecard.answers.items() if answer.notes}
        assert {item_id: again.scorecard.answers[item_id].notes for item_id in kept} == kept
        assert again.totals[""].stated.value == again.totals[""].recomputed


@pytest.mark.libreoffice
def test_what_the_office_unlocked_and_typed_over_is_locked_and_computes_again(
    libreoffice: LibreOffice,
) -> None:
    rubric = workbooks.whole()
    layout = layout_of(rubric)
    shown, behind = layout.visible_cell("1"), layout.number_cell("1")
    typed_over = [number(cell, "172") for cell in (shown, behind)]
    form = workbooks.filled(rubric, scorecards.right(rubric))
    broken = retyped(form, *typed_over, without("sheetProtection", "dataValidations"))
    result = checked(broken)
    assert {"formula-replaced", "protection-removed"} <= {finding.code for finding in result.findings}
    first = f"{SCORE}{layout.blocks['1.1.1'].first}"
    with libreoffice.open(sent_back(result)) as document:
        for cell in (shown, behind, f"{TEXT}8"):
            assert document.refuses(FORM_SHEET, cell, "試")
        assert document.refuses(CORRECTIONS_SHEET, "A1", "試")
        document.put(FORM_SHEET, first, 99)
        document.recalculate()
        assert document.circled(FORM_SHEET) == {first}
        (total,) = document.values(FORM_SHEET, behind).values()
    maximum = rubric.maximum_of("1") - rubric.items[0].maximum + 99
    assert total == float(maximum)


@pytest.mark.libreoffice
def test_forms_kept_by_libreoffice_as_ods_are_read_as_the_form_they_are(libreoffice: LibreOffice) -> None:
    (card,) = cards(1)[:1]
    result = checked(workbooks.filled(workbooks.whole(), card))
    with libreoffice.open(sent_back(result)) as document:
        again = check(
            document.stored("ods"),
            "form.ods",
            Terms(workbooks.KEY, rubric=workbooks.whole()),
        )
    expected = replace(result.scorecard, stated={})
    assert replace(again.scorecard, stated={}) == expected
    assert "sheet-extra" not in {finding.code for finding in again.findings}
