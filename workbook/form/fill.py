"""Values into a form, without a spreadsheet program: only the parts that hold them are rewritten.

A form is always a fresh one, made from the stock: whatever an office did to its file, what goes
back to it has every lock, formula and validation again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from xml.sax.saxutils import escape as xml_escape

from scoring.errors import AnswersError, RubricError
from scoring.form_columns import FormColumn, further
from scoring.form_rules import Choice, Written
from scoring.rubric import Rubric
from scoring.scorecard import Answer, Office, Scorecard
from scoring.values import TICKED, UNTICKED, parse_score
from workbook import fit
from workbook.book import read_book
from workbook.columns import GUIDANCE, NOTES, TEXT, further_role
from workbook.drawing.finish import STRINGS, finished
from workbook.form.cut import long_formulas
from workbook.form.formulas import formulas, header_text, total_lines
from workbook.form.skeleton import Addition, design, placeholder
from workbook.identity import FIELDS, Identity
from workbook.layout import Block, Layout, layout_of
from workbook.package import Member, assemble, compress, open_package
from workbook.protection import Lock
from workbook.sheetxml import (
    ROW,
    C,
    Element,
    escape,
    parse,
    set_cached,
    set_value,
    to_bytes,
)

_BAND_HEIGHT = 20.0
_BOLD_PADDING = 10.0
"""Points that bold lines need beside those of the body's."""


@dataclass(frozen=True, slots=True)
class Stock:
    """A finished blank form whose identity is still open. ``sheet`` names the form's own part."""

    layout: Layout
    named: bool
    members: Mapping[str, Member]
    sheet: str
    blank: bytes
    strings: str


def stock(rubric: Rubric, lock: Lock, *, named: bool, addition: Addition | None = None) -> Stock:
    """Design a form once, to be issued and filled any number of times.

    ``named``: for offices whose name is printed and locked; else the name is an input cell.
    ``addition`` draws something more into it.
    """
    layout = layout_of(rubric)
    unusable = next(long_formulas(rubric), None)
    if unusable is not None:
        raise RubricError(
            f"{unusable.message()}{unusable.remedy()}", f"{unusable.message('en')} {unusable.remedy('en')}"
        )
    package = open_package(finished(design(layout, lock, named=named, addition=addition)))
    sheet = next(s.part for s in read_book(package).sheets if s.name == layout.words("form_sheet"))
    blank = filled_sheet(layout, package.read(sheet), Scorecard(), named=named)
    members = {**package.members, sheet: compress(sheet, blank)}
    return Stock(layout, named, members, sheet, blank, package.read(STRINGS).decode())


def issue(stock: Stock, identity: Identity) -> bytes:
    """Make one office's blank form: the stock with its identity written in."""
    return assemble({**stock.members, STRINGS: _strings(stock, identity)}.values())


def fill(stock: Stock, identity: Identity, scorecard: Scorecard) -> bytes:
    """Make one office's form with this scorecard in its input cells and its value beside every formula.

    Raise AnswersError where the scorecard has more or longer paragraphs than the form has room for, or a
    total that the form does not state.
    """
    sheet = filled_sheet(stock.layout, stock.blank, scorecard, named=stock.named)
    parts = {STRINGS: _strings(stock, identity), stock.sheet: compress(stock.sheet, sheet)}
    return assemble({**stock.members, **parts}.values())


def _strings(stock: Stock, identity: Identity) -> Member:
    strings = stock.strings
    for field in FIELDS:
        value = xml_escape(escape(getattr(identity, field)))
        strings = strings.replace(placeholder(field), value)
    return compress(STRINGS, strings.encode())


def filled_sheet(layout: Layout, sheet: bytes, scorecard: Scorecard, *, named: bool) -> bytes:
    """Put the scorecard into the form's own part.

    Raise AnswersError as `fill` does.
    """
    if named and not scorecard.office.name:
        scorecard = replace(scorecard, office=Office(name=placeholder("office_name")))
    root = parse(sheet, layout.words("form_sheet"))
    cells = {cell.get("r", ""): cell for cell in root.iter(C)}
    for address, value in _inputs(layout, scorecard, named=named):
        set_value(cells[address], value)
    for formula in formulas(layout, scorecard):
        set_cached(cells[formula.cell], formula.value)
    for total_id, stated in scorecard.stated.items():
        if stated.typed:
            if total_id not in layout.totals:
                name = layout.rubric.name(total_id)
                raise AnswersError(
                    f"「{name}」（{total_id}）在表上沒有得分欄，請刪去這個得分",
                    f"the form states no total for “{name}” ({total_id}); delete this one",
                )
            set_value(cells[layout.number_cell(total_id)], stated.text or stated.value)
    heights = _heights(layout, scorecard)
    for row in root.iter(ROW):
        _set_height(row, heights)
    rows = {_number(row): row for row in root.iter(ROW)}
    for number, height in _raised(layout, {at: float(row.get("ht", "0")) for at, row in rows.items()}):
        raised = rows[number]
        raised.set("ht", f"{height:g}")
        raised.set("customHeight", "1")  # else Excel fits it to its own cells alone when someone types
    return to_bytes(root)


def _inputs(
    layout: Layout, scorecard: Scorecard, *, named: bool
) -> Iterator[tuple[str, str | Decimal | None]]:
    """Yield every input cell and what goes into it; None leaves it blank."""
    for field in layout.rubric.header:
        if not (field.kind == "office" and named):
            yield layout.header_cell(field), header_text(field, scorecard, layout.rubric.language) or None
    for block in layout.blocks.values():
        answer = scorecard.answer(block.item.id)
        if block.item.is_typed:
            yield layout.score_cell(block.item.id), _score_input(layout.rubric, answer)
        odd = dict(answer.odd_ticks)
        for number, cell in enumerate(layout.mark_cells(block.item.id), start=1):
            mark = TICKED if number in answer.ticked else UNTICKED
            yield cell, odd.get(number, mark)
        yield from zip(
            layout.answer_cells(block.item.id), _answers(layout.rubric, block, answer), strict=True
        )
        for row, note in _notes(layout, block, answer):
            yield layout.cell(NOTES, row), note
        for column_id, column in further(layout.rubric.columns).items():
            cell = layout.cell(further_role(column_id), block.first)
            yield cell, _further_input(column, answer.further.get(column_id, ""))


def _further_input(column: FormColumn, text: str) -> str | Decimal | None:
    """Return what goes into a further column: a number as one, whatever else as the text that it is."""
    found = parse_score(text) if column.kind == "number" else None
    return text or None if found is None else found


def _answers(rubric: Rubric, block: Block, answer: Answer) -> Iterator[str | Decimal | None]:
    """Yield what goes into the cells of an item's answer, in their order."""
    odd = dict(answer.odd_given)
    match block.item.ask:
        case Choice(options, "list"):
            chosen = options[answer.ticked[0] - 1].text if answer.ticked else answer.score_text
            yield chosen or None
        case Written(kind):
            written = answer.further.get("", "")
            number = parse_score(written) if kind == "number" else None
            if block.answer_rows:
                yield number if number is not None else written or None
        case _:
            for place in range(len(block.answer_rows)):
                given = answer.given[place] if place < len(answer.given) else None
                absent = rubric.na_text if answer.is_na and place == 0 else None
                yield given if given is not None else odd.get(place + 1, absent)


def _score_input(rubric: Rubric, answer: Answer) -> str | Decimal | None:
    """Return the score, or what was written in its place, so that nobody's text is lost."""
    if answer.is_na:
        return rubric.na_text
    if answer.score_day:
        return None
    if answer.score is not None and answer.score_is_text:
        return f"{answer.score:f}"
    return answer.score if answer.score is not None else answer.score_text or None


def _notes(layout: Layout, block: Block, answer: Answer) -> Iterator[tuple[int, str | None]]:
    if NOTES not in layout.columns:
        if answer.notes:
            raise AnswersError(
                f"表上沒有紀錄事項一欄，「{block.item.label}」（{block.item.id}）的 notes 請刪去",
                f"the form has no column for notes; delete those of “{block.item.label}” ({block.item.id})",
            )
        return
    if len(answer.notes) > block.rows:
        raise AnswersError(
            f"「{block.item.label}」（{block.item.id}）的紀錄事項有 {len(answer.notes)} 段，"
            f"表上只有 {block.rows} 列；請把幾段併成一段（格內換行）",
            f"“{block.item.label}” ({block.item.id}) has {len(answer.notes)} paragraphs of notes, and the"
            f" form has {block.rows} rows for them; join some, with line breaks within a cell",
        )
    for offset in range(block.rows):
        note = answer.notes[offset] if offset < len(answer.notes) else None
        yield block.first + offset, note


def _heights(layout: Layout, scorecard: Scorecard) -> Mapping[int, float]:
    """Return the height in points of every row, so that it shows what is typed."""
    heights: dict[int, float] = {}
    for block in layout.blocks.values():
        answer = scorecard.answer(block.item.id)
        heights |= dict.fromkeys(range(block.first, block.last + 1), fit.LINE_HEIGHT)
        for row, note in _notes(layout, block, answer):
            heights[row] = fit.height(note or "", layout.capacity(NOTES))
        beside = [fit.height(block.text, layout.capacity(TEXT))]
        if GUIDANCE in layout.columns:
            beside.append(fit.height(block.item.guidance, layout.capacity(GUIDANCE)))
        heights[block.first] = max(heights[block.first], *beside, _BAND_HEIGHT if block.rows == 1 else 0)
        for row, text in zip(block.line_rows, block.item.lines, strict=True):
            heights[row] = max(heights[row], fit.height(text, layout.capacity(TEXT)), _BAND_HEIGHT)
        lacking = _further_height(layout, answer) - sum(
            heights[row] for row in range(block.first, block.last + 1)
        )
        if lacking > 0:
            heights[block.last] = min(heights[block.last] + lacking, fit.MAX_HEIGHT)
    return heights


def _further_height(layout: Layout, answer: Answer) -> float:
    """Return the height in points of all of an item's rows that its further columns need."""
    heights = [
        fit.height(text, layout.capacity(further_role(column_id)))
        for column_id, text in answer.further.items()
        if further_role(column_id) in layout.columns
    ]
    return max(heights, default=0.0)


def _raised(layout: Layout, heights: Mapping[int, float]) -> Iterator[tuple[int, float]]:
    """Yield the rows, and their heights in points, that must be higher than what they hold: the last of a
    section whose cell, merged over its rows, would not show its title and 得分. Criteria come before their
    dimension."""
    now = dict(heights)
    for section in reversed(layout.rubric.sections):
        place = layout.totals.get(section.id)
        if place and place.is_text:
            first, last, column = place.row, place.last, place.visible
            text = "\n".join(total_lines(layout, section.id))
            needed = fit.height(text, layout.capacity(column), padding=_BOLD_PADDING)
            lacking = needed - sum(now.get(row, 0.0) for row in range(first, last + 1))
            if lacking > 0:
                now[last] = min(now.get(last, 0.0) + lacking, fit.MAX_HEIGHT)
                yield last, now[last]


def _number(row: Element) -> int:
    return int(row.get("r", "0"))


def _set_height(row: Element, heights: Mapping[int, float]) -> None:
    """Set an automatic height: without ``customHeight``, Excel fits the row again when someone types."""
    height = heights.get(_number(row))
    if height is not None:
        row.set("ht", f"{height:g}")
        row.attrib.pop("customHeight", "")
