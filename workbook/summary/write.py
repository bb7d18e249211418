"""The consolidated workbook, written: the design, with the collection's rows streamed in."""

import itertools
from collections.abc import Callable, Iterator
from functools import partial
from xml.sax.saxutils import quoteattr

from scoring.rubric import WHOLE_FORM, plain
from workbook.form.finish import finish
from workbook.intake.check import STATE_NAMES
from workbook.package import Member, assemble, open_package
from workbook.sheetxml import read_book
from workbook.summary import columns as at
from workbook.summary import sheets
from workbook.summary.columns import Columns, columns_of
from workbook.summary.design import NOT_RECEIVED, design
from workbook.summary.selection import Collection, Result
from workbook.summary.sheets import Context, ListRow, ListSheet, fitted
from workbook.summary.stream import Computed, StreamedRow, Value, stream

MAX_LIVE_RANKS = 2_000
"""Beyond so many offices ranks are written as values: one that looks at every row in every row is
quadratic in a spreadsheet."""


def write(collection: Collection, context: Context) -> bytes:
    """The workbook as a file."""
    columns = columns_of(collection.rubric)
    counts = {listing.name: sum(1 for _ in listing.rows(collection, context)) for listing in sheets.LISTS}
    drawn = open_package(design(columns, {at.SHEET: len(collection.results), **counts}))
    package = open_package(drawn.replaced(finish(drawn)))
    parts = {sheet.name: sheet.part for sheet in read_book(package).sheets}
    main = parts[at.SHEET]
    rows = _main_rows(columns, collection)
    fresh = {main: stream(main, package.read(main), at.FIRST_ROW, rows)}
    for listing in sheets.LISTS:
        part = parts[listing.name]
        content = package.read(part)
        fresh[part] = _list(part, content, listing, partial(listing.rows, collection, context))
    return assemble({**package.members, **fresh}.values())


def _list(part: str, content: bytes, listing: ListSheet, rows: Callable[[], Iterator[ListRow]]) -> Member:
    """A list sheet with its rows, and the links of its linked column. The rows are made twice
    rather than kept, so that memory does not grow with them."""
    column = next((i for i, c in enumerate(listing.columns) if c.linked), None)
    if column is not None:
        content = _linked(content, chr(ord("A") + column), rows())
    nothing: tuple[Value, ...] = ("",) * len(listing.columns)
    first = next(rows(), (nothing, ""))
    streamed = (
        fitted(listing.columns, values)
        for values, _ in itertools.chain([first], itertools.islice(rows(), 1, None))
    )
    return stream(part, content, sheets.FIRST_ROW, streamed)


def _linked(content: bytes, letter: str, rows: Iterator[ListRow]) -> bytes:
    """The part with a link to another place in the workbook behind each row that has one; the
    schema (CT_Worksheet) wants them after the validations and before the print options."""
    links = "".join(
        f'<hyperlink ref="{letter}{number}" location={quoteattr(target)} display={quoteattr(target)}/>'
        for number, (_, target) in enumerate(rows, start=sheets.FIRST_ROW)
        if target
    )
    if not links:
        return content
    mark = next(m for m in (b"<printOptions", b"<pageMargins") if m in content)
    return content.replace(mark, f"<hyperlinks>{links}</hyperlinks>".encode() + mark, 1)


def _main_rows(columns: Columns, collection: Collection) -> Iterator[StreamedRow]:
    last = at.FIRST_ROW + len(collection.results) - 1
    live = len(collection.results) <= MAX_LIVE_RANKS
    for row, result in enumerate(collection.results, start=at.FIRST_ROW):
        yield StreamedRow(tuple(_main_values(columns, result, row, last, live=live)), 22)
    if not collection.results:
        yield StreamedRow(("",) * len(columns.all))


def _main_values(columns: Columns, result: Result, row: int, last: int, *, live: bool) -> Iterator[Value]:
    checked = result.checked if result.checked and result.checked.rubric else None
    totals = checked.totals if checked else {}
    shown = {
        total_id: plain(total.recomputed)
        for total_id, total in totals.items()
        if len(total.blank) < len(columns.rubric.items_under[total_id])
    }
    rank = result.rank or ""
    for column in columns.all:
        match column.kind:
            case "rank":
                yield Computed(columns.rank_formula(row, last), rank) if live else rank
            case "code":
                yield result.office.code
            case "name":
                yield result.office.name
            case "state":
                yield STATE_NAMES[result.checked.state] if result.checked else NOT_RECEIVED
            case "total" | "subtotal":
                formula = columns.formula(column.node_id, row)
                yield Computed(formula, shown.get(column.node_id, ""))
            case "blank":
                blank = len(totals[WHOLE_FORM].blank) if checked else len(columns.rubric.items)
                yield Computed(columns.blank_formula(row), blank)
            case "item":
                yield checked.scorecard.answer(column.node_id).score if checked else None
