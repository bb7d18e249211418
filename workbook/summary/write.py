"""The consolidated workbook, written: the design, with the collection's rows streamed in."""

import itertools
from collections.abc import Callable, Iterator
from functools import partial

from scoring.comparison import Year
from scoring.rubric import WHOLE_FORM, plain
from workbook.collection.checked import standing, state_word
from workbook.collection.selection import Collection, Result
from workbook.drawing.finish import finished
from workbook.fit import row_height
from workbook.package import Member, Package, assemble, compress, open_package
from workbook.sheetxml import read_book
from workbook.summary import compared, dimensions, distribution, figures, sheets
from workbook.summary.columns import MAIN_FIRST_ROW, MAIN_SHEET, NAME_WIDTH, TIED, WIDTHS
from workbook.summary.design import design
from workbook.summary.facts import Facts, readable, shown
from workbook.summary.links import linked, related, relations_of
from workbook.summary.sheets import Context, ListRow, ListSheet, fitted, list_links
from workbook.summary.stream import Computed, StreamedRow, Value, stream

_HEIGHT = 22


def write(collection: Collection, context: Context, earlier: Year | None = None) -> bytes:
    """The workbook as a file; beside last year's figures where ``earlier`` is given."""
    facts = Facts(collection, context)
    counts = {listing.name: sum(1 for _ in listing.rows(collection, context)) for listing in sheets.LISTS}
    package = open_package(finished(design(facts, counts, earlier)))
    parts = {sheet.name: sheet.part for sheet in read_book(package).sheets}
    fresh = {}
    for name, first, rows in _streamed(facts, earlier):
        fresh[parts[name]] = stream(parts[name], package.read(parts[name]), first, rows)
    for listing in sheets.LISTS:
        listed = partial(listing.rows, collection, context)
        fresh |= {member.name: member for member in _list(package, parts[listing.name], listing, listed)}
    return assemble({**package.members, **fresh}.values())


def _streamed(facts: Facts, year: Year | None) -> Iterator[tuple[str, int, Iterator[StreamedRow]]]:
    """The sheets whose rows are streamed in: name, first row, rows."""
    yield MAIN_SHEET, MAIN_FIRST_ROW, _main_rows(facts)
    yield dimensions.NAME, dimensions.Places(facts).first, dimensions.rows(facts)
    yield distribution.NAME, distribution.FIRST_ROW, distribution.rows(facts)
    yield figures.NAME, figures.FIRST_ROW, figures.rows(facts)
    if year:
        said = compared.remarks(facts.collection, year.earlier, year.comparability)
        rows = compared.rows(facts.columns, facts.collection, year.earlier, year.comparability, facts.last)
        yield compared.NAME, compared.header_row(said) + 1, rows


def _list(
    package: Package, part: str, listing: ListSheet, rows: Callable[[], Iterator[ListRow]]
) -> list[Member]:
    """A list sheet with its rows and links, and its relations where links go to files. The rows are
    made twice rather than kept, so that memory does not grow with them."""
    content, files = linked(package.read(part), list_links(listing.columns, rows()))
    nothing: tuple[Value, ...] = ("",) * len(listing.columns)
    first = next(rows(), (nothing, ()))
    streamed = (
        fitted(listing.columns, values)
        for values, _ in itertools.chain([first], itertools.islice(rows(), 1, None))
    )
    made = [stream(part, content, sheets.FIRST_ROW, streamed)]
    if files:
        name = relations_of(part)
        made.append(compress(name, related(package.read(name) if name in package else None, files)))
    return made


def _main_rows(facts: Facts) -> Iterator[StreamedRow]:
    for row, result in enumerate(facts.collection.results, start=MAIN_FIRST_ROW):
        wrapped = [(result.office.name, NAME_WIDTH), (result.group, WIDTHS["group"])]
        values = tuple(_main_values(facts, result, row))
        yield StreamedRow(values, row_height(wrapped, least=_HEIGHT))
    if not facts.collection.results:
        yield StreamedRow(("",) * len(facts.columns.all))


def _main_values(facts: Facts, result: Result, row: int) -> Iterator[Value]:
    columns, checked = facts.columns, readable(result)
    rank, live = result.rank or "", facts.live_ranks
    tie = TIED if result.rank in facts.ties else ""
    state = state_word(standing(result.checked))
    texts = {"code": result.office.code, "name": result.office.name, "group": result.group, "state": state}
    for column in columns.all:
        match column.kind:
            case "rank":
                yield Computed(columns.rank_formula(row, facts.last), rank) if live else rank
            case "tie":
                yield Computed(columns.tie_formula(row, facts.last), tie) if live else tie
            case "code" | "name" | "group" | "state":
                yield texts[column.kind]
            case "total" | "subtotal":
                total = shown(result, column.node_id)
                yield Computed(columns.formula(column.node_id, row), "" if total is None else plain(total))
            case "blank":
                blank = len(checked.totals[WHOLE_FORM].blank) if checked else len(columns.rubric.items)
                yield Computed(columns.blank_formula(row), blank)
            case "item":
                yield checked.scorecard.answer(column.node_id).score if checked else None
