"""The consolidated workbook, written: the design, with the collection's rows streamed in."""

import itertools
from collections.abc import Callable, Iterator
from functools import partial

from scoring.comparison import Year
from workbook.book import read_book
from workbook.collection.selection import Collection
from workbook.drawing.finish import finished
from workbook.package import Member, Package, assemble, compress, open_package
from workbook.relations import relations_of
from workbook.summary import compared, dimensions, distribution, figures, lists, main_sheet
from workbook.summary.columns import MAIN_FIRST_ROW, MAIN_SHEET
from workbook.summary.design import design
from workbook.summary.facts import Context, Facts
from workbook.summary.links import linked, related
from workbook.summary.lists import ListRow, ListSheet, fitted, list_links
from workbook.summary.remarks import remarks
from workbook.summary.stream import StreamedRow, Value, stream


def write(collection: Collection, context: Context, earlier: Year | None = None) -> bytes:
    """Make the workbook as a file; beside last year's figures where ``earlier`` is given."""
    facts = Facts(collection, context)
    counts = {listing.name: sum(1 for _ in listing.rows(collection, context)) for listing in lists.LISTS}
    package = open_package(finished(design(facts, counts, earlier)))
    parts = {sheet.name: sheet.part for sheet in read_book(package).sheets}
    fresh = {}
    for name, first, rows in _streamed(facts, earlier):
        fresh[parts[name]] = stream(parts[name], package.read(parts[name]), first, rows)
    for listing in lists.LISTS:
        listed = partial(listing.rows, collection, context)
        fresh |= {member.name: member for member in _list(package, parts[listing.name], listing, listed)}
    return assemble({**package.members, **fresh}.values())


def _streamed(facts: Facts, year: Year | None) -> Iterator[tuple[str, int, Iterator[StreamedRow]]]:
    """Yield the sheets whose rows are streamed in: name, first row, rows."""
    yield MAIN_SHEET, MAIN_FIRST_ROW, main_sheet.rows(facts)
    if facts.columns.rubric.dimensions:
        yield dimensions.NAME, dimensions.Places(facts).first, dimensions.rows(facts)
    yield distribution.NAME, distribution.FIRST_ROW, distribution.rows(facts)
    yield figures.NAME, figures.FIRST_ROW, figures.rows(facts)
    if year:
        said = remarks(facts.collection, year.earlier, year.comparability)
        rows = compared.rows(facts.columns, facts.collection, year.earlier, year.comparability, facts.last)
        yield compared.NAME, compared.header_row(said) + 1, rows


def _list(
    package: Package, part: str, listing: ListSheet, rows: Callable[[], Iterator[ListRow]]
) -> list[Member]:
    """Write a list sheet with its rows and links, and its relations where links go to files.

    The rows are made twice rather than kept, so that memory does not grow with them.
    """
    content, files = linked(package.read(part), list_links(listing.columns, rows()))
    nothing: tuple[Value, ...] = ("",) * len(listing.columns)
    first = next(rows(), (nothing, ()))
    streamed = (
        fitted(listing.columns, values)
        for values, _ in itertools.chain([first], itertools.islice(rows(), 1, None))
    )
    made = [stream(part, content, lists.FIRST_ROW, streamed)]
    if files:
        name = relations_of(part)
        made.append(compress(name, related(package.read(name) if name in package else None, files)))
    return made
