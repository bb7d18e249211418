"""The form's design as an office meets it: what is locked, what is refused and in which words."""

import io
from functools import cache

import openpyxl
import pytest
from lxml import etree
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from scoring.rubric import Rubric
from scoring.rubric_file import load_rubric
from scoring.scorecard import Scorecard
from scoring.values import TICKED, UNTICKED
from tests.builders import OFFICE, SMALL, item, rubric, section
from tests.letters import HIDDEN, KEY
from tests.workbook.forms import filled, identity, stock_of
from workbook.fit import utf16_length
from workbook.form.fill import fill, issue, stock
from workbook.form.skeleton import placeholder
from workbook.identity import FIELDS
from workbook.layout import FORM_SHEET, IDENTITY_SHEET, INSTRUCTIONS_SHEET, Layout, layout_of
from workbook.package import open_package
from workbook.protection import Lock
from workbook.sheetxml import ROW, parse, tag

HALVES = rubric(section("1", section("1.1", item("1.1.1", 10, (6, 10), (1, 5)))), step="0.5")
RUBRICS = [SMALL, HALVES, load_rubric("107")]
each_rubric = pytest.mark.parametrize("of", RUBRICS, ids=["small", "halves", "107"])


@cache
def _book(of: Rubric, *, named: bool = True) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(issue(stock_of(of, named=named), identity(of))))


def _sheet(of: Rubric, *, named: bool = True) -> Worksheet:
    sheet = _book(of, named=named)[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def _inputs(layout: Layout, *, named: bool) -> set[str]:
    """Every cell that an office writes in; of merged ones all."""
    cells = set()
    for field in layout.rubric.header:
        if not (field.kind == "office" and named):
            row = layout.by_key[f"@{field.id}"].number
            cells |= {f"{column}{row}" for column in "CDE"}
    for block in layout.blocks.values():
        rows = range(block.first, block.last + 1)
        cells |= {f"{column}{row}" for column in "CG" for row in rows}
        cells |= {f"D{row}" for row in block.line_rows}
    return cells


@each_rubric
@pytest.mark.parametrize("named", [True, False])
def test_everything_is_locked_but_what_an_office_writes(of: Rubric, *, named: bool) -> None:
    sheet = _sheet(of, named=named)
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == _inputs(layout_of(of), named=named)


@each_rubric
def test_sheets_and_structure_are_protected(of: Rubric) -> None:
    book = _book(of)
    assert book.sheetnames == [FORM_SHEET, INSTRUCTIONS_SHEET, IDENTITY_SHEET]
    assert all(sheet.protection.sheet for sheet in book)
    assert all(sheet.protection.objects and sheet.protection.scenarios for sheet in book)
    assert book.security is not None
    assert book.security.lockStructure
    assert book[IDENTITY_SHEET].sheet_state == "veryHidden"


def test_a_password_locks_sheets_and_structure() -> None:
    locked = stock(SMALL, Lock("aGFzaA==", "c2FsdA=="), named=True)
    book = openpyxl.load_workbook(io.BytesIO(issue(locked, identity())))
    for sheet in book:
        assert sheet.protection.algorithmName == "SHA-512"
        assert sheet.protection.hashValue == "aGFzaA=="
        assert sheet.protection.spinCount == 100_000
    assert book.security is not None
    assert book.security.workbookHashValue == "aGFzaA=="


@each_rubric
def test_every_validation_speaks_and_stays_within_excels_limits(of: Rubric) -> None:
    validations = _sheet(of).data_validations.dataValidation
    assert validations
    for validation in validations:
        assert validation.showErrorMessage
        assert validation.allowBlank, "what was entered may be taken out again"
        assert validation.error
        assert utf16_length(validation.errorTitle) <= 32
        assert utf16_length(validation.error) <= 224
        if validation.prompt:
            assert validation.showInputMessage
            assert utf16_length(validation.promptTitle) <= 32
            assert utf16_length(validation.prompt) <= 255
        for formula in (validation.formula1, validation.formula2):
            assert utf16_length(formula or "") <= 255


@each_rubric
def test_every_input_is_validated_once(of: Rubric) -> None:
    layout = layout_of(of)
    guarded = [
        f"{get_column_letter(column)}{row}"
        for validation in _sheet(of).data_validations.dataValidation
        for area in validation.sqref.ranges
        for row, column in area.cells
    ]
    assert len(guarded) == len(set(guarded))
    first_cells = {f"C{block.first}" for block in layout.blocks.values()}
    ticks_and_notes = {cell for cell in _inputs(layout, named=False) if cell[0] in "DG"}
    header = {layout.header_cell(field) for field in of.header}
    assert first_cells | header <= set(guarded)
    in_body = {cell for cell in ticks_and_notes if int(cell[1:]) >= layout.first_body_row}
    assert in_body <= set(guarded)


def test_a_score_is_a_whole_number_between_the_cells_that_follow_the_tick() -> None:
    (score,) = [v for v in _sheet(SMALL).data_validations.dataValidation if "C9" in str(v.sqref).split()]
    assert (score.type, score.formula1, score.formula2) == ("whole", "$M$9", "$N$9")
    assert score.prompt == "請填整數。勾第 1 項者 11~20、勾第 2 項者 1~10 分。"
    assert score.error == (
        "這個分數不能填。請先勾選符合的一項；評分須為整數，勾第 1 項者 11~20、勾第 2 項者 1~10 分。"
    )


def test_a_score_in_halves_is_a_multiple_of_a_half() -> None:
    (score,) = [v for v in _sheet(HALVES).data_validations.dataValidation if "C7" in str(v.sqref).split()]
    assert score.type == "custom"
    assert "/0.5" in score.formula1
    assert "0.5 分的倍數" in score.prompt


def test_ticks_come_from_a_list_that_offers_only_the_empty_box_once_another_is_ticked() -> None:
    sheet = _sheet(SMALL)
    (ticks,) = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert {
        get_column_letter(column) + str(row) for area in ticks.sqref.ranges for row, column in area.cells
    } == {
        "D10",
        "D11",
    }
    assert ticks.formula1.endswith(",kaohe_tick_off,kaohe_ticks)")
    names = _book(SMALL).defined_names
    assert names["kaohe_ticks"].attr_text == "'評分表'!$Q$1:$Q$2"
    assert names["kaohe_tick_off"].attr_text == "'評分表'!$Q$1:$Q$1"
    assert (sheet["Q1"].value, sheet["Q2"].value) == (UNTICKED, TICKED)


@each_rubric
def test_merged_areas_do_not_overlap_and_no_note_is_merged(of: Rubric) -> None:
    layout = layout_of(of)
    cells = [cell for area in _sheet(of).merged_cells.ranges for row in area.rows for cell in row]
    assert len(cells) == len(set(cells))
    notes = {(row, 7) for block in layout.blocks.values() for row in range(block.first, block.last + 1)}
    assert not notes & set(cells)


@each_rubric
def test_every_row_carries_its_key_in_a_hidden_column(of: Rubric) -> None:
    sheet, layout = _sheet(of), layout_of(of)
    keys = {row: sheet[f"{KEY}{row}"].value for row in range(1, layout.total_row + 1)}
    assert {row: key for row, key in keys.items() if key} == {row.number: row.key for row in layout.rows}
    assert all(sheet.column_dimensions[column].hidden for column in HIDDEN)


@each_rubric
def test_it_prints_on_a4_landscape_one_page_wide_with_its_headings_repeated(of: Rubric) -> None:
    sheet, layout = _sheet(of), layout_of(of)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows or "").replace("$", "") == f"{layout.heading_row}:{layout.heading_row}"
    assert sheet.print_area.replace("$", "").endswith(f"A1:H{layout.total_row}")
    assert sheet.oddFooter is not None
    assert "&P" in (sheet.oddFooter.center.text or "")


@each_rubric
def test_rows_of_an_item_fit_themselves_again_when_somebody_types(of: Rubric) -> None:
    """`ht` without `customHeight` is a height that Excel may change; a section's last row may be held."""
    layout = layout_of(of)
    held = set() if of.id == "107" else {layout.spans[section.id][1] for section in of.sections}
    data = issue(stock_of(of), identity(of))
    root = parse(open_package(data).read(stock_of(of).sheet), "sheet")
    rows = {int(row.get("r", "")): row for row in root.iter(ROW)}
    for block in layout.blocks.values():
        for number in range(block.first, block.last + 1):
            assert rows[number].get("customHeight") is None or number in held
            assert 0 < float(rows[number].get("ht", "0")) <= 409


def test_the_instruction_sheet_names_every_item_and_what_it_allows() -> None:
    lines = [row[0].value for row in _book(SMALL)[INSTRUCTIONS_SHEET].iter_rows()]
    assert "1.1.1　1. 細項1.1.1：1~10 分" in lines
    assert "1.1.2　2. 細項1.1.2：勾第 1 項者 11~20、勾第 2 項者 1~10 分" in lines


@each_rubric
def test_every_text_of_the_rubric_stands_on_the_form(of: Rubric) -> None:
    texts = [str(cell.value) for row in _sheet(of).iter_rows() for cell in row if cell.value is not None]
    written = "\n".join(texts)
    assert of.title in texts
    for node in of.items:
        assert node.heading in written
        assert node.description in written
        assert node.guidance in written
        assert all(band.text in texts for band in node.bands)


def test_an_office_by_name_is_printed_and_otherwise_asked_for() -> None:
    assert _sheet(SMALL)["C2"].value == OFFICE.name
    assert _sheet(SMALL, named=False)["C2"].value is None


def test_no_placeholder_is_left_in_a_form() -> None:
    package = open_package(filled(Scorecard()))
    for name in package.members:
        content = package.read(name).decode()
        assert not any(placeholder(field) in content for field in FIELDS)


def test_fonts_are_written_in_the_order_of_the_schema() -> None:
    package = open_package(filled(Scorecard()))
    order = ["b", "i", "strike", "u", "sz", "color", "name", "family", "charset", "scheme"]
    for font in parse(package.read("xl/styles.xml"), "styles").iter(tag("font")):
        names = [etree.QName(child).localname for child in font]
        assert names == sorted(names, key=order.index)


def test_strings_are_shared_and_stored_once() -> None:
    package = open_package(issue(stock_of(SMALL), identity()))
    root = parse(package.read("xl/sharedStrings.xml"), "strings")
    texts = [si.findtext(tag("t")) for si in root]
    assert len(texts) == len(set(texts)) == int(root.get("uniqueCount", ""))


def test_a_form_without_bands_has_no_list_of_ticks() -> None:
    plain = rubric(section("1", section("1.1", item("1.1.1", 10))))
    data = fill(stock(plain, Lock(), named=True), identity(plain), Scorecard())
    sheet = openpyxl.load_workbook(io.BytesIO(data))[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    assert "list" not in {v.type for v in sheet.data_validations.dataValidation}
