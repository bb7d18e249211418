"""Protection as LibreOffice keeps it: every cell of the form, typed into or written to."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest

from scoring.scorecard import Answer
from tests.letters import LISTS, NOTES, SCORE, TEXT, TICK
from tests.office import workbooks
from tests.office.libreoffice import CellValue, LibreOffice
from workbook.intake.check import Terms, check
from workbook.layout import FORM_SHEET, IDENTITY_SHEET, INSTRUCTIONS_SHEET, Layout, header_key, layout_of

pytestmark = pytest.mark.libreoffice

NAMED, UNNAMED = "blank form, named, with password", "blank form, unnamed, with password"


def input_cells(layout: Layout, *, named: bool) -> Iterator[str]:
    """The cells to fill in, those beneath a merged input cell too."""
    for block in layout.blocks.values():
        for row in range(block.first, block.last + 1):
            yield f"{SCORE}{row}"
            yield f"{NOTES}{row}"
        for row in block.line_rows:
            yield f"{TICK}{row}"
    for field in layout.rubric.header:
        if not (named and field.kind == "office"):
            row = layout.by_key[header_key(field.id)].number
            yield from (f"{column}{row}" for column in (SCORE, TICK, TEXT))


def refused_and_taken(
    libreoffice: LibreOffice, name: str, area: str
) -> tuple[set[str], dict[str, CellValue]]:
    """The cells of an area that refuse a text, and what stands in all of them afterwards."""
    with libreoffice.open(workbooks.FORMS[name]()) as document:
        cells = document.values(FORM_SHEET, area)
        refused = {cell for cell in cells if document.refuses(FORM_SHEET, cell, "試")}
        return refused, document.values(FORM_SHEET, area)


def test_input_cells_take_a_text_and_every_other_cell_of_the_form_refuses_it(
    libreoffice: LibreOffice,
) -> None:
    layout = layout_of(workbooks.whole())
    inputs = set(input_cells(layout, named=True))
    area = f"A1:{LISTS}{layout.total_row + 2}"
    refused, after = refused_and_taken(libreoffice, NAMED, area)
    assert refused == set(after) - inputs
    assert {cell for cell, value in after.items() if value == "試"} == inputs
    assert len(refused) > 2000
    assert len(inputs) > 250


def test_the_office_name_is_locked_on_a_named_form_and_open_on_an_unnamed_one(
    libreoffice: LibreOffice,
) -> None:
    layout = layout_of(workbooks.whole())
    inputs = set(input_cells(layout, named=False))
    refused, after = refused_and_taken(libreoffice, UNNAMED, f"A1:{LISTS}{layout.heading_row}")
    assert set(after) - refused == inputs & set(after)
    assert inputs - set(input_cells(layout, named=True)) == {"C2", "D2", "E2"}


def test_nothing_can_be_written_on_the_instructions_or_the_identity(libreoffice: LibreOffice) -> None:
    with libreoffice.open(workbooks.FORMS[NAMED]()) as document:
        for sheet in (INSTRUCTIONS_SHEET, IDENTITY_SHEET):
            cells = document.values(sheet, "A1:C40")
            assert [cell for cell in cells if not document.refuses(sheet, cell, "試")] == []


def test_every_input_cell_takes_what_is_typed_and_the_form_reads_back_as_typed(
    libreoffice: LibreOffice,
) -> None:
    """A form filled by hand in LibreOffice: as its user types it, saves it and mails it back."""
    rubric = workbooks.whole()
    layout = layout_of(rubric)
    notes = {item.id: tuple(f"={n}+1" for n in range(layout.blocks[item.id].rows)) for item in rubric.items}
    typed = {"C2": "臺北分署", "C3": "107/7/5", "C4": "=甲"}
    for item in rubric.items:
        block = layout.blocks[item.id]
        typed[f"{SCORE}{block.first}"] = str(item.bands[-1].high if item.bands else item.maximum)
        if item.bands:
            typed[f"{TICK}{block.line_rows[-1]}"] = "☑"
        typed |= {f"{NOTES}{block.first + n}": note for n, note in enumerate(notes[item.id])}
    with libreoffice.open(workbooks.FORMS[UNNAMED]()) as document:
        for cell, text in typed.items():
            document.type_in(cell, text)
        data = document.stored("xlsx")
    checked = check(data, "typed.xlsx", Terms(workbooks.KEY))
    assert [finding.code for finding in checked.findings] == ["structure-unlocked"]
    assert checked.scorecard.office.name == "臺北分署"
    assert checked.scorecard.header.days == {"date": (datetime.date(2018, 7, 5),)}
    assert checked.scorecard.header.texts == {"examiners": "=甲"}
    assert checked.scorecard.answers == {
        item.id: Answer(
            item.bands[-1].high if item.bands else item.maximum,
            (len(item.bands),) if item.bands else (),
            notes[item.id],
        )
        for item in rubric.items
    }
    assert checked.totals[""].stated.value == checked.totals[""].recomputed > Decimal(500)
    assert len(typed) > 200
