"""What of the form's own cells is not as it was issued: printed texts, what was added to them, and the
formulas that check while the form is filled.

What a form says was computed from its rubric when it was drawn, and is computed again here: nothing about
the cells themselves has to travel with the file.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape as xml_escape

from scoring.findings import Finding
from scoring.rubric import Rubric, points_text
from scoring.scorecard import Scorecard
from scoring.values import number
from workbook.address import column_index
from workbook.columns import CHECK, KEY, NOTES
from workbook.fit import clipped
from workbook.form.formulas import check_words, formulas, summary_text, total_lines
from workbook.form.printed import hidden_numbers, hidden_texts, printed_texts
from workbook.intake.cells import BLANK, TEXTS, Cell
from workbook.intake.form import Form
from workbook.intake.saved_formulas import UNSAID
from workbook.intake.seen import unseen_columns
from workbook.intake.shown import is_pushed, odd_look
from workbook.intake.stated_totals import plain_formula
from workbook.intake.validations import other_rules
from workbook.layout import COLUMNS_KEY, Layout, layout_of
from workbook.sheetxml import is_true, tag
from workbook.words import Words

_SHOWN = 8
_LONGEST = 30
"""Characters of a text that a sentence repeats."""
_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f+-]{5,8}|[0-9]+|.)')
"""In a header or footer: page, font, size, colour, side (ISO/IEC 29500-1 §18.3.1.46)."""
_PRINTING = frozenset("PNDTFZG&")
"""Codes that print something: page and pages, date, time, file, path, picture, an ampersand."""
_MOST_LINES, _MOST_BLANKS = 3, 20
"""Beyond which what stands above the pages is printed over the form."""
_NUMBER = re.compile(r"-?[0-9]*(?:\.[0-9]+)?")
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
_CUT_BY_XLS = 255
"""Characters of a text that some programs keep in an .xls."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The cells of a form as issued that nobody fills in, by their address, and what stands in them.

    ``formulas`` are those beside the totals, which are looked at apart, ``written`` the same as XML has them;
    ``hidden`` are without the keys, by which rows are found. ``rows`` are by key. ``known`` are all cells
    in which something may stand, those that are filled in among them.
    """

    texts: Mapping[str, str]
    formulas: Mapping[str, str]
    written: Mapping[str, str]
    hidden: Mapping[str, str]
    rows: Mapping[str, int]
    known: frozenset[str]


@lru_cache(maxsize=32)
def issued(rubric: Rubric) -> Issued:
    """Return the cells of a rubric's form as issued."""
    layout = layout_of(rubric)
    totals = frozenset(
        cell for each in layout.totals for cell in (layout.visible_cell(each), layout.number_cell(each))
    )
    figures = frozenset(
        layout.score_cell(each) for each, block in layout.blocks.items() if not block.item.is_typed
    )
    helpers = {f.cell: f.text for f in formulas(layout, Scorecard()) if f.cell not in totals | figures}
    numbers = {cell: points_text(value) for cell, value in hidden_numbers(layout).items()}
    texts = {cell: clipped(text) for cell, text in printed_texts(layout).items()}
    keys = {layout.cell(KEY, row.number) for row in layout.rows}
    hidden = {cell: text for cell, text in hidden_texts(layout).items() if cell not in keys} | numbers
    known = frozenset((*texts, *helpers, *hidden, *keys, *totals, *figures, *_inputs(layout)))
    written = {cell: xml_escape(text) for cell, text in helpers.items()}
    return Issued(texts, helpers, written, hidden, {row.key: row.number for row in layout.rows}, known)


def is_own_text(rubric: Rubric) -> Callable[[str], bool]:
    """Return what tells a text that only a rubric's form has, however its blanks are."""
    own = _own_texts(rubric)
    return lambda text: "".join(text.split()) in own


@lru_cache(maxsize=32)
def _own_texts(rubric: Rubric) -> frozenset[str]:
    layout = layout_of(rubric)
    blocks = layout.blocks.values()
    bands = (text for block in blocks for text in block.item.lines)
    texts = (*(block.text for block in blocks), *bands)
    return frozenset("".join(text.split()) for text in texts)


def _inputs(layout: Layout) -> Iterator[str]:
    for field in layout.rubric.header:
        yield layout.header_cell(field)
    for block in layout.blocks.values():
        yield from layout.input_cells(block.item.id)
        if NOTES in layout.columns:
            yield from (layout.cell(NOTES, row) for row in range(block.first, block.last + 1))
        yield from (layout.cell(role, block.first) for role in layout.columns.further)


def differences(form: Form, layout: Layout, told: Collection[str]) -> Iterator[Finding]:
    """Find what is not as it was issued. ``told`` are cells of which something else was said."""
    own = issued(layout.rubric)
    places = _Places(form, layout, own)
    yield from _changed(form, layout, places, told)
    if form.book.proves:
        yield from _checks(form, layout, places)
    yield from _added(form, layout, places, told)


class _Places:
    """Where the cells of the form as issued stand now; empty for those that are gone."""

    def __init__(self, form: Form, layout: Layout, own: Issued) -> None:
        self.unmoved = form.rows == own.rows and not _is_moved(form, layout)
        self._form, self._issued = form, layout.columns
        self._rows = {} if self.unmoved else {was: form.rows.get(key, 0) for key, was in own.rows.items()}

    def of(self, cell: str, text: str = "") -> str:
        """Return where a cell is now; one in a row without a key is where its text is."""
        if self.unmoved:
            return cell
        column, row = split(cell)
        now = self._rows[row] if row in self._rows else self._row_of(text)
        there = self._form.columns[self._issued.role_of[column]]
        return f"{there}{now}" if now and there else ""

    def _row_of(self, text: str) -> int:
        first = self._form.columns[self._issued.printed[0]]
        return next((row for row, found in self._form.grid.column(first) if found == text), 0) if text else 0

    def all(self, own: Issued) -> frozenset[str]:
        """Return every cell in which something may stand."""
        if self.unmoved:
            return own.known
        return frozenset(self.of(cell, own.texts.get(cell, "")) for cell in own.known)


def _is_moved(form: Form, layout: Layout) -> bool:
    """Tell whether any column stands elsewhere than it was issued."""
    return any(layout.columns[role] != form.columns[role] for role in layout.columns)


def split(cell: str) -> tuple[str, int]:
    """Return a cell's column and row."""
    match = _ADDRESS.fullmatch(cell)
    assert match is not None
    return match[1], int(match[2])


def _changed(form: Form, layout: Layout, places: _Places, told: Collection[str]) -> Iterator[Finding]:
    """Find printed texts that are gone or others."""
    texts = issued(layout.rubric).texts
    suspects: Iterable[str] = texts
    if places.unmoved:
        odd = (cell for cell in texts if odd_look(form, cell) is not None)
        suspects = dict.fromkeys([*form.grid.unlike(texts, TEXTS), *odd])
    printed = [layout.columns[role] for role in layout.columns.printed]
    changed = [] if not form.book.proves else [*_other_totals(form, layout, told)]
    for cell in suspects:
        text = texts[cell]
        now = places.of(cell, text)
        held = form.grid.get(now) if now else BLANK
        found = held.text
        column, row = split(cell)
        is_gone = not now and COLUMNS_KEY in form.rows and row == layout.heading_row and column in printed
        is_same = held.kind == "text" and not form.grid.formula(now)
        is_same = is_same and _is_same(found, text, form.book.format, layout.words)
        is_same = is_same and odd_look(form, now) is None
        if (is_gone or now) and now not in told and not is_same:
            changed.append((now or cell, text, found))
    if changed:
        _, text, found = changed[0]
        params = {**_cells([cell for cell, _, _ in changed]), "issued": _short(text), "found": _short(found)}
        yield Finding("text-changed", cell=changed[0][0], params=params)


def _other_totals(form: Form, layout: Layout, told: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the totals whose saved text says something else than name, maximum and a number."""
    for total_id, place in layout.totals.items():
        now = form.cell(place.visible, place.key) if place.is_text else ""
        cell = form.grid.get(now) if now and now not in told else BLANK
        found = "" if cell.kind == "error" else cell.text
        before = "\n".join(total_lines(layout, total_id))
        rest = _stripped(found).removeprefix(_stripped(before)).strip()
        if found and (not _stripped(found).startswith(_stripped(before)) or not _is_figure(rest, layout)):
            yield now, before, found


def _is_figure(text: str, layout: Layout) -> bool:
    return text == layout.rubric.na_text or bool(_NUMBER.fullmatch(text))


def _is_same(found: str, text: str, kind: str, words: Words) -> bool:
    """Tell whether a text differs by blanks alone, or by what was added to it when the form was sent back."""
    if is_pushed(found):
        return False
    plain_found, plain_text = _stripped(found), _stripped(text)
    if plain_found in (plain_text, _stripped(f"{words('correction_hint')}\n{text}")):
        return True
    return kind == ".xls" and len(found) == _CUT_BY_XLS and plain_text.startswith(plain_found)


def _stripped(text: str) -> str:
    """Return a text without blanks at the ends of its lines."""
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _checks(form: Form, layout: Layout, places: _Places) -> Iterator[Finding]:
    """Find formulas, numbers and validations that check what is filled in and are others.

    Where rows or columns moved, programs have rewritten them all.
    """
    own = issued(layout.rubric)
    changed = [
        now for cell in own.formulas if (now := places.of(cell)) and not _says_ours(form, layout, cell, now)
    ]
    if not places.unmoved:
        if changed:
            yield Finding("checks-changed", cell=changed[0], params=_cells(changed))
        return
    changed += [
        cell
        for cell in form.grid.other_formulas(own.written)
        if not _is_formula(form.grid.get(cell).formula, own.formulas[cell], form.sheet)
    ]
    suspects = form.grid.unlike(own.hidden)
    changed += [cell for cell in suspects if not _is_value(form.grid.get(cell), own.hidden[cell])]
    changed += other_rules(form, layout.rubric)
    if changed:
        yield Finding("checks-changed", cell=changed[0], params=_cells(changed))


def _says_ours(form: Form, layout: Layout, cell: str, now: str) -> bool:
    """Tell whether what is saved in a cell that checks is one of the texts that its formula can make."""
    text = form.grid.text(now)
    if cell in layout.summary_cells:
        return bool(summary_text(layout.words).fullmatch(text))
    return split(cell)[0] != layout.columns[CHECK] or text in check_words(layout.words)


def _is_formula(found: str | None, expected: str, sheet: str) -> bool:
    """Tell whether a formula is the expected one; of one that another cell says nothing is known."""
    if found is None:
        return False
    return found == UNSAID or plain_formula(found, sheet) == plain_formula(expected, sheet)


def _is_value(cell: Cell, text: str) -> bool:
    if cell.formula is not None:
        return False
    return cell.text == text or (cell.kind == "number" and number(cell.text) == number(text))


def _added(form: Form, layout: Layout, places: _Places, told: Collection[str]) -> Iterator[Finding]:
    """Find what stands in cells where the form as issued has nothing."""
    margin = _in_margins(form, layout.words)
    if margin:
        yield Finding("page-text", params={"found": _short(margin)})
    strange = form.grid.addresses - places.all(issued(layout.rubric)) - frozenset(told)
    if not strange:
        return
    ours = frozenset(form.rows.values())
    hidden = _hidden_columns(form, layout)
    added = []
    for cell in strange:
        column, row = split(cell)
        is_lost = bool(form.lost) and row not in ours  # it had a key, and it is the form's own
        if column not in hidden and not is_lost and form.grid.get(cell).text.strip():
            added.append(cell)
    if added:
        added.sort(key=lambda cell: (split(cell)[1], len(cell), cell))
        found = _short(form.grid.get(added[0]).text)
        yield Finding("text-added", cell=added[0], params={**_cells(added), "found": found})


def _hidden_columns(form: Form, layout: Layout) -> frozenset[str]:
    """Return the form's hidden columns that are still hidden; all where columns moved, for not every program
    moves their look with them."""
    columns = {column_index(now): now for each in layout.columns.hidden if (now := form.columns[each])}
    is_moved = _is_moved(form, layout)
    if form.grid.around is None or is_moved or not form.book.proves:
        return frozenset(columns.values())
    return frozenset(columns[index] for index in unseen_columns(form.grid.around, columns))


def _in_margins(form: Form, words: Words) -> str:
    """Return a text above or below each page that was not issued; empty where there is none."""
    around = form.grid.around
    margins = None if around is None else around.find(tag("headerFooter"))
    if around is None or margins is None:
        return ""
    pages = around.find(tag("pageSetup"))
    first = "" if pages is None else pages.get("firstPageNumber", "")
    is_counted = pages is None or first in ("", "1") or not is_true(pages.get("useFirstPageNumber"))
    own = "".join(words("page_numbers").split())
    for margin in margins:
        text = _CODE.sub(lambda match: _said(match[0], form.sheet, words), margin.text or "")
        plain = "".join(text.split())
        is_moved = text.strip(" ").count("\n") > _MOST_LINES or text.count(" ") > _MOST_BLANKS
        is_number = "&P" in plain and plain != own and not is_counted
        if plain and (_CODE.sub("", plain) not in ("", _CODE.sub("", own)) or is_moved or is_number):
            return _CODE.sub("", plain) or plain
    return ""


def _said(code: str, sheet: str, words: Words) -> str:
    """Return what a code of a header or footer prints, as itself where that is no matter; a sheet's own name
    is text, where it is another than was issued."""
    if code[1:2] in _PRINTING:
        return code
    return (f"&A{sheet}" if sheet != words("form_sheet") else code) if code[1:2] == "A" else ""


def _cells(cells: Sequence[str]) -> dict[str, object]:
    shown = "、".join(cells[:_SHOWN]) + ("…" if len(cells) > _SHOWN else "")
    return {"count": len(cells), "cells": shown}


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"
