"""What other programs show of a form, held against what was read from it.

A judge gives the sheets that a person sees, cell by cell. Items are found in them as a person finds them: by
the text printed beside a score, the label of a band, the words before a total; by key only where that text is
gone. None of it shares code with the reading.

Where a judge itself is wrong: openpyxl and LibreOffice leave the escapes of `ST_Xstring` in values saved with
formulas as they are (decoded here before they are compared). Both find parts by the exact case of names,
where ISO/IEC 29500-2 and Excel take any (they are handed the parts under the names that the good form has).
LibreOffice shows 0 for formulas of a workbook that calculates by hand (it is asked once it has calculated).
"""

import io
import re
import signal
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from unittest.mock import patch

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser, WorksheetReader
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet

from scoring.rubric import Rubric
from scoring.scorecard import Answer
from scoring.ticks import parse_ticks
from scoring.values import parse_score
from tests.fuzz.seeds import Seed
from tests.letters import HEADINGS, SCORE, TEXT, TICK
from workbook.collection.checked import Checked
from workbook.form.formulas import total_lines
from workbook.layout import item_key, layout_of
from workbook.package import assemble, open_package

Place = tuple[int, int]
"""A row and a column, from 1."""
HIDDEN = "(not shown)"
FORMULA = "(a formula)"
_JUDGE_SECONDS = 8.0
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PLAINEST = frozenset({"General", "@", "0", "#,##0"})
_PLAIN = re.compile(r"General(;.*)?|@|(\[Red\])?(#,##)?0(\.0+)?(_.)?(;.*)?", re.IGNORECASE)
"""Formats that show a number above 0 as it is; whatever else is behind a semicolon is for others."""
_COLUMN = {letter: number for number, letter in enumerate("ABCDEFGHIJKLMNOPQ", start=1)}


@dataclass(frozen=True)
class Sheet:
    """A sheet that a person sees: the text in each cell, what is not on the screen, and the formulas."""

    name: str
    texts: Mapping[Place, str]
    unseen: Callable[[Place], bool] = field(default=lambda place: False)
    formulas: Mapping[Place, str] = field(default_factory=dict)

    def at(self, place: Place) -> str:
        """Return what stands in a place, for a person who looks."""
        return HIDDEN if self.unseen(place) else self.texts.get(place, "")


class JudgeError(Exception):
    """The judge does not open the file."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is shown and was read otherwise. ``kind`` is score, tick, total, formula or sheet."""

    judge: str
    kind: str
    detail: str


# ── where things stand ──────────────────────────────────────────────────────────────────────────


def _squeezed(text: str) -> str:
    return "".join(text.split())


@dataclass(frozen=True)
class Printed:
    """What a form of a rubric has printed on it, by which a person finds each score, tick and total."""

    rubric: Rubric
    labels: Mapping[tuple[str, int], str]
    totals: Mapping[str, str]
    at_first: Mapping[str, Place]

    def rows(self, sheet: Sheet) -> Mapping[str, Place]:
        """Return the place of each item's text, or of its score where only its key is there."""
        found: dict[str, list[Place]] = {}
        for place, text in sheet.texts.items():
            found.setdefault(_squeezed(text), []).append(place)
        rows: dict[str, Place] = {}
        for item in self.rubric.items:
            text = _squeezed(layout_of(self.rubric).blocks[item.id].text)
            places = found.get(text, [])
            if len(places) == 1:
                rows[item.id] = places[0]
            elif len(keys := found.get(item_key(item.id, 1), [])) == 1:
                rows[item.id] = keys[0][0], keys[0][1] - _COLUMN["J"] + _COLUMN[TEXT]
        return rows


@cache
def _printed(rubric: Rubric, texts: tuple[tuple[Place, str], ...]) -> Printed:
    at = dict(texts)
    layout = layout_of(rubric)
    labels = {
        (item_id, number): at.get((block.first + number, _COLUMN[TEXT]), "")
        for item_id, block in layout.blocks.items()
        for number in range(1, len(block.item.bands) + 1)
    }
    totals = {total_id: "".join(total_lines(layout, total_id)) for total_id in layout.totals}
    at_first = {item_id: (block.first, _COLUMN[TEXT]) for item_id, block in layout.blocks.items()}
    return Printed(rubric, labels, totals, at_first)


def printed(rubric: Rubric, sheet: Sheet) -> Printed:
    """Return what is printed on a good form, by one judge's view of it."""
    return _printed(rubric, tuple(sorted(sheet.texts.items())))


def the_form(sheets: Sequence[Sheet], rubric: Rubric) -> Sheet | None:
    """Return the first sheet on which items or headings of the form are printed."""
    wanted = {_squeezed(text) for text in HEADINGS.values()}
    wanted |= {_squeezed(block.text) for block in layout_of(rubric).blocks.values()}
    return next((s for s in sheets if sum(_squeezed(text) in wanted for text in s.texts.values()) >= 3), None)


# ── the comparison ──────────────────────────────────────────────────────────────────────────────


def differences(judge: str, sheets: Sequence[Sheet], checked: Checked, good: Printed) -> Iterator[Difference]:
    """Yield every score, tick and total that is shown otherwise than it was read."""
    sheet = the_form(sheets, good.rubric)
    if sheet is None:
        yield Difference(judge, "sheet", "no visible sheet is the form")
        return
    rows = good.rows(sheet)
    headed = {text: at for at, text in sorted(sheet.texts.items(), reverse=True) if not sheet.unseen(at)}
    for item_id, (row, column) in rows.items():
        answer = checked.scorecard.answer(item_id)
        score_column = headed.get(HEADINGS[SCORE], (0, column - _COLUMN[TEXT] + _COLUMN[SCORE]))[1]
        place = (row, score_column)
        shown = sheet.at(place)
        if not _says(shown, answer.score, answer.score_text):
            yield Difference(judge, "score", f"{item_id}: shown {shown!r}, read {_read(answer)}")
        if place in sheet.formulas:
            yield Difference(judge, "formula", f"{item_id}: the score is {sheet.formulas[place]!r}")
        yield from _ticks(judge, sheet, good, answer, item_id, (row, column))
    yield from _totals(judge, sheet, checked, good, rows)


def _read(answer: Answer) -> str:
    return str(answer.score) if answer.score is not None else repr(answer.score_text)


def _number(text: str) -> Decimal | None:
    try:
        return round(Decimal(text.strip().replace(",", "")), 9)
    except InvalidOperation:
        return parse_score(text)


def _says(shown: str, score: Decimal | None, score_text: str) -> bool:
    if score is None:
        return shown.strip()[:80] == score_text
    found = _number(shown)
    return found is not None and abs(found - score) < Decimal("1e-8")


def _ticks(
    judge: str, sheet: Sheet, good: Printed, answer: Answer, item_id: str, place: Place
) -> Iterator[Difference]:
    row, column = place
    odd = {number for number, _ in answer.odd_ticks}
    places: dict[int, Place] = {}
    for (of, number), label in good.labels.items():
        if of != item_id:
            continue
        near = [r for r in (row + number, *range(row + 1, row + 12))
                if _squeezed(sheet.texts.get((r, column), "")) == _squeezed(label)]  # fmt: skip
        at = near[0] if near else row + number
        places[number] = (at, column - _COLUMN[TEXT] + _COLUMN[TICK])
    meant = parse_ticks([sheet.at(tick) for tick in places.values()])
    for (number, tick), means in zip(places.items(), meant, strict=True):
        shown = sheet.at(tick)
        read = None if number in odd else number in answer.ticked
        if shown == HIDDEN and read is False:
            continue  # to save paper people hide bands that do not apply
        if means != read or shown == HIDDEN:
            yield Difference(judge, "tick", f"{item_id} band {number}: shown {shown!r}, read {read}")
        if tick in sheet.formulas:
            yield Difference(
                judge, "formula", f"{item_id} band {number}: the tick is {sheet.formulas[tick]!r}"
            )


def _totals(
    judge: str, sheet: Sheet, checked: Checked, good: Printed, rows: Mapping[str, Place]
) -> Iterator[Difference]:
    """Yield totals that show another number. One that shows none is no other: a program works it out."""
    is_still = rows == good.at_first
    layout = layout_of(good.rubric)
    for total_id, words in good.totals.items():
        place = (layout.totals[total_id].row, _COLUMN[layout.columns[layout.totals[total_id].visible]])
        found = [at for at, text in sheet.texts.items() if _squeezed(text).startswith(_squeezed(words))]
        if is_still and sheet.at(place) and place not in found:
            found.append(place)
        read = checked.totals[total_id].recomputed
        seen = [at for at in found if not sheet.unseen(at)]  # a copy where nobody looks is none
        for at in seen or found:
            shown = sheet.at(at).rpartition("：")[2] if seen else HIDDEN
            if shown and _number(shown) != read:
                yield Difference(judge, "total", f"{total_id!r}: shown {sheet.at(at)[-40:]!r}, read {read}")


# ── openpyxl ────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _quickly() -> Iterator[None]:
    """Have openpyxl keep each formula beside the value, and draw no borders: one loading in place of two."""
    parse_cell, bind_cells = WorkSheetParser.parse_cell, WorksheetReader.bind_cells

    def parse(self: Any, element: Any) -> Any:
        cell = parse_cell(self, element)
        if element.find(FORMULA_TAG) is not None:
            self.__dict__.setdefault("formulas", {})[cell["row"], cell["column"]] = self.parse_formula(
                element
            )
        return cell

    def bind(self: Any) -> None:
        bind_cells(self)
        self.ws.formulas = self.parser.__dict__.get("formulas", {})

    with (
        patch.object(WorkSheetParser, "parse_cell", parse),
        patch.object(WorksheetReader, "bind_cells", bind),
        patch.object(MergedCellRange, "format", lambda self: None),
    ):
        yield


def by_openpyxl(data: bytes) -> Sequence[Sheet]:
    """Return the visible sheets as openpyxl reads them, values and formulas. Raise JudgeError, also where a
    part's name is written with a backslash: openpyxl leaves such sheets out without a word."""
    try:
        _hold_to_slashes(data)
        with _limited(), _quickly(), redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            return [_openpyxl_sheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception as error:  # noqa: BLE001  whatever it is that openpyxl raises
        raise JudgeError(f"{type(error).__name__}: {str(error)[:100]}") from None


def _hold_to_slashes(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if any("\\" in name for name in parts.namelist()):
            raise JudgeError("it takes no backslash in the name of a part")


class _HangError(Exception):
    pass


@contextmanager
def _limited() -> Iterator[None]:
    """Give a judge some seconds of the processor: openpyxl may take hours for 1 MB."""

    def alarm(_: int, __: object) -> None:
        raise _HangError

    before = signal.signal(signal.SIGPROF, alarm)
    signal.setitimer(signal.ITIMER_PROF, _JUDGE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _openpyxl_sheet(sheet: Worksheet) -> Sheet:
    texts: dict[Place, str] = {}
    for row in sheet.iter_rows(max_row=min(sheet.max_row, 2_000), max_col=min(sheet.max_column, 60)):
        for cell in row:
            if cell.value is not None:  # those under merged ones have none
                texts[cell.row, cell.column] = _displayed(cell.value, cell.number_format)
    written: dict[Place, str] = {}
    for place, formula in vars(sheet)["formulas"].items():
        written[place] = unescaped(str(getattr(formula, "text", formula) or FORMULA))
        if isinstance(formula, ArrayFormula | DataTableFormula) and formula.ref:
            left, top, right, bottom = range_boundaries(formula.ref)
            if left and top and right and bottom and (right - left) * (bottom - top) < 10_000:
                around = ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
                written = {**dict.fromkeys(around, FORMULA), **written}
    return Sheet(sheet.title, texts, _openpyxl_unseen(sheet), written)


def _openpyxl_unseen(sheet: Worksheet) -> Callable[[Place], bool]:
    columns = {
        number
        for each in sheet.column_dimensions.values()
        if each.hidden or each.width == 0
        for number in range(each.min or 0, min(each.max or 0, 50) + 1)
    }
    rows = {number for number, each in sheet.row_dimensions.items() if each.hidden or each.ht == 0}
    default = bool(sheet.sheet_format.zeroHeight)
    shown = {number for number, each in sheet.row_dimensions.items() if each.ht} if default else set()
    covered = {
        (r, c)
        for area in sheet.merged_cells.ranges
        for r in range(area.min_row, min(area.max_row, area.min_row + 500) + 1)
        for c in range(area.min_col, min(area.max_col, 50) + 1)
        if (r, c) != (area.min_row, area.min_col)
    }
    return lambda place: (
        place[0] in rows or (default and place[0] not in shown) or place[1] in columns or place in covered
    )


def _displayed(value: object, number_format: str) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        is_plain = _PLAIN.fullmatch(number_format) if value > 0 else number_format in _PLAINEST
        if not is_plain:
            return f"{value} as {number_format}"
    return f"{value:.15g}" if isinstance(value, float) else unescaped(str(value))


def unescaped(text: str) -> str:
    """Return what an `ST_Xstring` says (ISO/IEC 29500-1 §22.9.2.19), which openpyxl leaves as it is."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def as_named(seed: Seed, data: bytes) -> bytes:
    """Return the file with its parts under the names that the good form has for them, in its case."""
    known = {name.lower(): name for name in seed.parts}
    members = open_package(data).members.values()
    fresh = [replace(member, name=known.get(member.name.lower(), member.name)) for member in members]
    return data if [*members] == fresh else assemble(fresh)


def judged_by_openpyxl(seed: Seed, data: bytes, checked: Checked) -> list[Difference]:
    """Return what openpyxl shows otherwise than it was read. Raise JudgeError where it opens nothing."""
    good = the_form(_good_sheets(seed.data), seed.rubric)
    assert good is not None, seed.name
    sheets = by_openpyxl(as_named(seed, data))
    found = [*differences("openpyxl", sheets, checked, printed(seed.rubric, good))]
    form = the_form(sheets, seed.rubric)
    return [*found, *(_other_formulas(seed.rubric, good, form) if form else ())]


def _other_formulas(rubric: Rubric, good: Sheet, sheet: Sheet) -> Iterator[Difference]:
    """Yield totals, where nothing moved, whose formulas are not those of the good form."""
    was, now = (printed(rubric, good).rows(each) for each in (good, sheet))
    if was != now:
        return
    layout = layout_of(rubric)
    for total_id, total in layout.totals.items():
        for role in (total.visible, total.number):
            place = (total.row, _COLUMN[layout.columns[role]])
            before, after = (
                _squeezed(each.formulas.get(place, "")).replace("$", "") for each in (good, sheet)
            )
            if before.upper() != after.upper():
                yield Difference(
                    "openpyxl", "formula", f"{total_id!r}: {after[:80]!r} instead of {before[:80]!r}"
                )


@cache
def _good_sheets(data: bytes) -> Sequence[Sheet]:
    return by_openpyxl(data)
