"""LibreOffice recalculates forms filled at random: the values saved, the totals, the circles."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from scoring.audit import audit
from scoring.rubric import WHOLE_FORM, Rubric, plain
from scoring.scorecard import Answer, Header, Office, Scorecard, Stated
from scoring.totals import shown_totals
from tests.extent import cases
from tests.letters import DIMENSION_TOTAL, LISTS, NOTES, SCORE, TICK
from tests.leveled import LEVELED
from tests.office import scorecards, workbooks
from tests.office.libreoffice import CellValue, LibreOffice
from tests.office.parts import FormulaCell, Parts, packed
from workbook.form.formulas import formulas, header_text, shown_value
from workbook.layout import FORM_SHEET, Layout, layout_of

pytestmark = pytest.mark.libreoffice

COUNTS = {"whole": 180, "tenths": 60}
RUBRICS = {"whole": workbooks.whole, "tenths": workbooks.tenths}
WRONG_SCORES = (
    "score-out-of-range",
    "score-off-step",
    "score-not-a-number",
    "score-as-text",
    "band-score-mismatch",
)
OTHER_FAULTS = ("score-missing", "band-missing", "band-multiple", "tick-unreadable", "notes-missing")


@dataclass(frozen=True)
class Recalculated:
    """One filled form: what the file says, and what LibreOffice makes of it."""

    name: str
    layout: Layout
    scorecard: Scorecard
    written: Mapping[str, FormulaCell]
    values: Mapping[str, CellValue]
    circled: frozenset[str]

    @property
    def rubric(self) -> Rubric:
        return self.layout.rubric

    @property
    def typed_over(self) -> set[str]:
        """The hidden cells whose formula somebody replaced."""
        return {
            self.layout.number_cell(total_id)
            for total_id, stated in self.scorecard.stated.items()
            if stated.typed
        }


def recalculated(
    libreoffice: LibreOffice, name: str, rubric: Rubric, scorecard: Scorecard, *, named: bool = True
) -> Recalculated:
    layout = layout_of(rubric)
    sheet = layout.words("form_sheet")
    data = workbooks.filled(rubric, scorecard, named=named)
    with libreoffice.open(data) as document:
        document.recalculate()
        values = document.values(sheet, f"A1:{layout.columns.all[-1].letter}{layout.total_row}")
        circled = frozenset(document.circled(sheet))
    written = Parts(data).formulas(sheet)
    return Recalculated(name, layout, scorecard, written, values, circled)


@pytest.fixture(scope="module", params=list(COUNTS))
def forms(request: pytest.FixtureRequest, libreoffice: LibreOffice) -> list[Recalculated]:
    rubric = RUBRICS[request.param]()
    cards = scorecards.random_scorecards(rubric, cases(COUNTS[request.param]), seed=107)
    return [
        recalculated(libreoffice, f"{request.param} #{number}", rubric, card, named=number % 4 != 0)
        for number, card in enumerate(cards)
    ]


def is_same(ours: Any, theirs: Any) -> bool:
    """Equal, but for the last bits of a sum of fractions."""
    if isinstance(ours, str) or isinstance(theirs, str):
        return bool(ours == theirs)
    return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-9)


def differences(form: Recalculated) -> Iterator[str]:
    """Formula cells that LibreOffice calculates otherwise than the product does."""
    for formula in formulas(form.layout, form.scorecard):
        if formula.cell in form.typed_over:
            continue
        theirs = form.values[formula.cell]
        if not is_same(formula.value, theirs):
            yield f"{form.name} {formula.cell}: {formula.value!r} is recalculated as {theirs!r}"


def long_texts(form: Recalculated) -> set[str]:
    """The cells with a text that their validation finds too long."""
    cells = set()
    for block in form.layout.blocks.values():
        notes = form.scorecard.answer(block.item.id).notes
        cells |= {f"{NOTES}{block.first + n}" for n, note in enumerate(notes) if len(note) > 1000}
    for field in form.rubric.header:
        if len(header_text(field, form.scorecard)) > 200:
            cells.add(form.layout.header_cell(field))
    return cells


def circles_expected(form: Recalculated) -> set[str]:
    """Scores that the audit finds wrong, every tick beside another, marks that are none, texts too long.

    Blank cells are never invalid. Where not just one band is ticked, the item's whole range is valid,
    and the audit does not hold the score against a band then either.
    """
    cells = long_texts(form)
    for finding in audit(form.rubric, form.scorecard).findings:
        if finding.part == "score" and finding.code in WRONG_SCORES:
            cells.add(f"{SCORE}{form.layout.blocks[finding.id].first}")
        elif finding.code == "band-multiple":
            rows = form.layout.blocks[finding.id].line_rows
            ticked = form.scorecard.answer(finding.id).ticked
            cells.update(f"{TICK}{rows[number - 1]}" for number in ticked)
        elif finding.code == "tick-unreadable":
            cells.add(f"{TICK}{form.layout.blocks[finding.id].line_rows[finding.index - 1]}")
    return cells


def test_every_formula_is_in_the_file_with_its_value_beside_it(forms: list[Recalculated]) -> None:
    for form in forms:
        expected = {
            formula.cell: FormulaCell(formula.text, formula.value)
            for formula in formulas(form.layout, form.scorecard)
            if formula.cell not in form.typed_over
        }
        assert dict(form.written) == expected, form.name


def test_every_formula_comes_to_the_value_saved_beside_it(forms: list[Recalculated]) -> None:
    assert [difference for form in forms for difference in differences(form)] == []


@pytest.mark.parametrize("of", LEVELED.values(), ids=LEVELED)
def test_a_form_of_any_number_of_levels_is_recalculated_to_the_same(
    libreoffice: LibreOffice, of: Rubric
) -> None:
    for number, card in enumerate(scorecards.random_scorecards(of, 3, seed=15)):
        assert [*differences(recalculated(libreoffice, f"#{number}", of, card))] == []


def test_the_totals_on_the_sheet_are_those_that_the_product_says_it_shows(
    forms: list[Recalculated],
) -> None:
    for form in forms:
        for total_id, points in shown_totals(form.rubric, form.scorecard).items():
            shown = form.values[form.layout.number_cell(total_id)]
            expected = shown_value(points, form.rubric)
            assert is_same(expected, shown), (form.name, total_id)


def test_the_sheet_adds_up_what_the_audit_adds_up_where_nothing_was_typed_over(
    forms: list[Recalculated],
) -> None:
    compared = 0
    for form in forms:
        if form.typed_over or any(a.score_is_text for a in form.scorecard.answers.values()):
            continue
        for total_id in form.layout.totals:
            total = audit(form.rubric, form.scorecard).totals[total_id]
            is_scored = any(form.scorecard.answer(item_id).score is not None for item_id in total.blank)
            if not is_scored and len(total.blank) < len(form.rubric.items_under[total_id]):
                compared += 1
                shown = form.values[form.layout.number_cell(total_id)]
                assert is_same(plain(total.recomputed), shown), (form.name, total_id)
        assert form.values[f"{DIMENSION_TOTAL}{form.layout.totals[WHOLE_FORM].row}"] != ""
    assert compared > 3 * len(forms)


def test_the_cells_circled_as_invalid_are_those_that_the_audit_finds_wrong(
    forms: list[Recalculated],
) -> None:
    disagreements = [
        f"{form.name}: only circled {sorted(form.circled - expected)},"
        f" only found {sorted(expected - form.circled)}"
        for form in forms
        if form.circled != (expected := circles_expected(form))
    ]
    assert disagreements == []


def test_the_random_scorecards_have_every_finding_about_items_many_times(
    forms: list[Recalculated],
) -> None:
    codes = [f.code for form in forms for f in audit(form.rubric, form.scorecard).findings]
    for code in (*WRONG_SCORES, *OTHER_FAULTS):
        assert codes.count(code) >= cases(5), code
    assert any(not audit(form.rubric, form.scorecard).findings for form in forms)


def test_a_wrong_value_saved_beside_a_formula_would_be_noticed(libreoffice: LibreOffice) -> None:
    rubric = workbooks.whole()
    layout = layout_of(rubric)
    parts = Parts(workbooks.filled(rubric, scorecards.right(rubric)))
    part = parts.sheets[FORM_SHEET]
    total = f"{DIMENSION_TOTAL}{layout.total_row}"
    cell = re.compile(rf'(<c r="{total}"[^>]*><f>[^<]*</f><v>)[^<]*'.encode())
    parts.contents[part], replaced = cell.subn(rb"\g<1>1", parts.contents[part])
    assert replaced == 1
    with libreoffice.open(packed(parts.contents)) as document:
        assert document.values(FORM_SHEET, f"{total}:{total}") == {total: 1}
        document.recalculate()
        assert document.values(FORM_SHEET, f"{total}:{total}") == {total: plain(rubric.maximum)}


@pytest.mark.parametrize("name", [name for name in workbooks.FORMS if "blank" in name])
def test_a_blank_form_shows_from_the_start_what_a_spreadsheet_calculates(
    name: str, libreoffice: LibreOffice
) -> None:
    data = workbooks.FORMS[name]()
    with libreoffice.open(data) as document:
        document.recalculate()
        rows = layout_of(workbooks.whole()).total_row
        values = document.values(FORM_SHEET, f"A1:{LISTS}{rows}")
    differing = {
        cell: (formula.saved, values[cell])
        for cell, formula in Parts(data).formulas(FORM_SHEET).items()
        if not is_same(formula.saved, values[cell])
    }
    assert differing == {}


def _only(rubric: Rubric, answer: Answer) -> Scorecard:
    """A scorecard with this answer for the first item without bands."""
    item = next(item for item in rubric.items if not item.bands)
    card = scorecards.right(rubric)
    return replace(card, answers={**card.answers, item.id: answer})


def test_a_total_in_words_shows_in_the_cell_that_people_see(libreoffice: LibreOffice) -> None:
    rubric = workbooks.whole()
    stated = {"1.2": Stated(None, text="約80"), WHOLE_FORM: Stated(None, text="=849")}
    form = recalculated(libreoffice, "in words", rubric, replace(scorecards.right(rubric), stated=stated))
    assert list(differences(form)) == []


@pytest.mark.parametrize("score", ["17.0000005", "16.9999999", "17.000001", "17.00001"])
def test_a_score_a_hair_off_the_step_is_judged_alike_by_sheet_and_audit(
    score: str, libreoffice: LibreOffice
) -> None:
    card = _only(workbooks.whole(), Answer(Decimal(score), (), ("佐證",)))
    form = recalculated(libreoffice, score, workbooks.whole(), card)
    assert list(differences(form)) == []
    assert form.circled == circles_expected(form)


@pytest.mark.parametrize(
    "score", ["0.1", "0.0000001", "123456789.123456789", "999999999", "-0.3", "29.99", "100000000.1"]
)
def test_totals_of_very_small_and_very_large_scores_are_written_alike(
    score: str, libreoffice: LibreOffice
) -> None:
    rubric = workbooks.whole()
    item = rubric.items[0]
    card = Scorecard(Office("TPE", "臺北分署"), Header(), {item.id: Answer(Decimal(score))})
    form = recalculated(libreoffice, score, rubric, card)
    assert list(differences(form)) == []
    assert form.circled == circles_expected(form)
