"""The consolidated workbook's design: every sheet drawn once by openpyxl, with a sample row.

It is not locked: headquarters filters, sorts and adjusts.
"""

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from scoring.comparison import Year
from workbook.drawing.finish import saved
from workbook.summary import (
    compared,
    cover,
    dimensions,
    distribution,
    figures,
    identity_sheet,
    lists,
    main_sheet,
)
from workbook.summary.columns import MAIN_SHEET, ColumnKind
from workbook.summary.facts import Facts

_NAMED: tuple[tuple[str, ColumnKind], ...] = (("名次", "rank"), ("機關名稱", "name"), ("總分", "total"))
"""Columns of 總表 that formulas of headquarters' own may call by a name."""


def design(facts: Facts, counts: dict[str, int], earlier: Year | None) -> bytes:
    """Design the workbook with one sample row in each sheet of rows.

    ``counts`` says how many rows each list will get, for filters, formats and print areas; ``earlier`` is
    last year, where it is compared.
    """
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    has_dimensions = bool(facts.columns.rubric.dimensions)
    drawn = (MAIN_SHEET, *([dimensions.NAME] if has_dimensions else []), distribution.NAME, figures.NAME)
    contents = [*drawn, *([compared.NAME] if earlier else []), *(listing.name for listing in lists.LISTS)]
    cover.draw(first, facts, contents)
    main_sheet.draw(book.create_sheet(MAIN_SHEET), facts)
    if has_dimensions:
        dimensions.draw(book.create_sheet(dimensions.NAME), facts)
    distribution.draw(book.create_sheet(distribution.NAME), facts)
    figures.draw(book.create_sheet(figures.NAME), facts)
    if earlier:
        compared.draw(book.create_sheet(compared.NAME), facts, earlier)
    for listing in lists.LISTS:
        sheet = book.create_sheet(listing.name)
        lists.draw(sheet, listing, facts.columns.rubric.title, counts[listing.name])
    identity_sheet.draw(book.create_sheet(identity_sheet.NAME), facts)
    for name, column in _NAMED:
        area = facts.cells(facts.columns.letter(column))
        book.defined_names.add(DefinedName(f"總表_{name}", attr_text=area))
    return saved(book, f"{facts.columns.rubric.title}　{MAIN_SHEET}")
