"""A designed sheet copied: each copy opens as a sheet of its own, with its own print area and titles."""

import io
from collections.abc import Sequence

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.office import excel_limits
from workbook.drawing.finish import finished, saved
from workbook.package import Package, assemble, compress, open_package
from workbook.summary.copies import Copies, copies

NAMES = ("臺北分署", "O'Brien's", "A & <B>")


def package(*, titled: bool = True) -> Package:
    """A book of 目錄, and a sheet 評分表 with something in it."""
    book = Workbook()
    book.active.title = "目錄"  # type: ignore[union-attr]  # always there
    sheet = book.create_sheet("評分表")
    sheet["B2"].value = "配分"
    sheet.print_area = "A1:C9"
    if titled:
        sheet.print_title_rows = "1:2"
        book["目錄"].print_title_rows = "1:1"
    return open_package(finished(saved(book, "")))


def assembled(source: Package, made: Copies) -> bytes:
    """The book with the copied sheet's own content in each copy."""
    kept = {name: member for name, member in source.members.items() if name != made.gone}
    fresh = [compress(name, content) for name, content in made.parts.items()]
    fresh += [compress(sheet, source.read(made.gone)) for sheet in made.sheets]
    return assemble({**kept, **{member.name: member for member in fresh}}.values())


def copied(names: Sequence[str], *, titled: bool = True) -> bytes:
    source = package(titled=titled)
    return assembled(source, copies(source, names))


def test_the_last_sheet_gives_way_to_its_copies_in_their_order() -> None:
    book = openpyxl.load_workbook(io.BytesIO(copied(NAMES)))
    assert book.sheetnames == ["目錄", *NAMES]
    assert [book[name]["B2"].value for name in NAMES] == ["配分"] * 3


def test_each_copy_has_its_own_print_area_and_titles_and_other_sheets_keep_theirs() -> None:
    book = openpyxl.load_workbook(io.BytesIO(copied(NAMES)))
    found = [(book[name].print_area, book[name].print_title_rows) for name in NAMES]
    areas = ["'臺北分署'!$A$1:$C$9", "'O''Brien''s'!$A$1:$C$9", "'A & <B>'!$A$1:$C$9"]
    assert found == [(area, "$1:$2") for area in areas]
    assert book["目錄"].print_title_rows == "$1:$1"


@pytest.mark.parametrize("names", [(), NAMES])
def test_what_is_made_keeps_to_excels_limits(names: tuple[str, ...]) -> None:
    assert excel_limits.complaints(copied(names)) == []


def test_without_a_single_copy_no_name_is_left_of_the_sheet_nor_an_empty_list_of_names() -> None:
    source = package(titled=False)
    made = copies(source, ())
    assert made.sheets == ()
    assert b"definedName" not in made.parts["xl/workbook.xml"]
    assert openpyxl.load_workbook(io.BytesIO(assembled(source, made))).sheetnames == ["目錄"]


def test_no_part_is_declared_that_is_not_there() -> None:
    made = open_package(copied(NAMES))
    declared = [line.split(b'"')[0] for line in made.read("[Content_Types].xml").split(b'PartName="/')[1:]]
    assert [part for part in declared if part.decode() not in made.members] == []
    assert sum(name.startswith("xl/worksheets/") for name in made.members) == 1 + len(NAMES)
