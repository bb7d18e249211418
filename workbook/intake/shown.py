"""Whether one cell shows what it holds, by its number format and the look of its characters."""

import re
from dataclasses import replace

from scoring.errors import Sentence
from scoring.findings import Finding
from workbook.intake.cells import BLANK, Cell
from workbook.intake.form import Form
from workbook.intake.formats import PLAIN, colours_of, is_date, shows_date, shows_number, shows_text
from workbook.intake.looks import hidden_runs, why_hidden
from workbook.intake.values import number_of

_LONGEST = 80
_BLANKS = " \t\r\n\v\f\u0085\u00a0\u2028\u2029\u202f\u2060\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x2010))
)
"""What shows nothing, of no width among it."""
_MOST_BLANKS = 4
"""Beside a text that is seen all the same."""
_LINES = re.compile(r"(?:[^\S\n]*\n){3}\s*\S")
"""Before a note that begins below its cell."""
_ERRORS = ("#", "Err:")
_MISTYPED = Sentence("儲存格的類型與內容不合", "its cell is of another type than what it holds")
_PUSHED = Sentence("前後的換行或空白把內容推到格外", "lines or blanks push it out of its cell")


def misleading(form: Form, address: str, name: str) -> Finding | None:
    """Return what is to be said of a score, a tick or a total that looks otherwise than what its cell holds,
    without its place; None where it shows it."""
    reason = _PUSHED if is_pushed(form.grid.text(address)) else None
    is_plain = form.book.shows_all(form.grid.style(address)) and not _has_runs(form, address)
    if reason is None and is_plain:
        return None
    cell = form.grid.get(address)
    if cell is BLANK or not cell.text.strip():
        return None
    params = {"name": name, "value": cell.text.strip()[:_LONGEST]}
    if reason is None:
        code = form.book.number_format(cell.style)
        if not _shows(cell, code):
            return Finding("number-format", params={**params, "format": code[:_LONGEST]})
        reason = _hidden(form, address, cell, symbols=False)
    if reason is None:
        return None
    return Finding("look-hides", params={**params, "reason": reason.zh, "reason_en": reason.en})


def odd_text(form: Form, address: str, name: str, *, is_day: bool = False) -> Finding | None:
    """Return what is to be said of a note or a line above the table that looks otherwise than what its cell
    holds; None where it shows it. ``is_day``: it holds a date, which a date's format shows."""
    is_below = _LINES.match(form.grid.text(address))
    cell = form.grid.get(address)
    is_other = (cell.kind == "number" and number_of(cell) is None) or (
        cell.kind == "error" and not cell.text.startswith(_ERRORS)
    )
    if is_below or (is_other and not is_day):  # of a date that is none more is said elsewhere
        reason: Sentence | None = _PUSHED if is_below else _MISTYPED
    else:
        reason = odd_look(form, address, is_day=is_day)
    if reason is None:
        return None
    return Finding("text-look", params={"name": name, "reason": reason.zh, "reason_en": reason.en})


def odd_look(form: Form, address: str, *, is_day: bool = False) -> Sentence | None:
    """Return why a text looks otherwise than what its cell holds; None where it shows it."""
    if form.book.shows_all(form.grid.style(address)) and not _has_runs(form, address):
        return None
    cell = form.grid.get(address)
    if cell is BLANK or not cell.text.strip():
        return None
    code = form.book.number_format(cell.style)
    is_shown = shows_date(code) if is_day and cell.kind == "number" and is_date(code) else _shows(cell, code)
    if not is_shown:
        said = code[:_LONGEST]
        return Sentence(f"格式是「{said}」", f"its format is “{said}”")
    return _hidden(form, address, cell, symbols=True)


def _has_runs(form: Form, address: str) -> bool:
    return form.grid.has_runs and bool(form.grid.runs(address))


def _hidden(form: Form, address: str, cell: Cell, *, symbols: bool) -> Sentence | None:
    looks = form.book.looks
    own = looks.of(cell.style)
    colours = colours_of(form.book.number_format(cell.style), looks.resolved)
    for look in [replace(own, colour=colour) for colour in colours] or [own]:
        reason = why_hidden(look) or hidden_runs(form.grid.runs(address), look, looks, symbols=symbols)
        if reason is not None:
            return reason
    return None


def is_pushed(text: str) -> bool:
    """Tell whether lines or blanks before or after a text push it out of its cell."""
    stripped = text.strip(_BLANKS)
    if not stripped or len(stripped) == len(text):
        return False
    before, after = text.split(stripped, 1)
    return "\n" in before or after.count("\n") > 1 or max(len(before), len(after)) > _MOST_BLANKS


def _shows(cell: Cell, code: str) -> bool:
    if cell.kind == "bool":
        return code in PLAIN
    number = number_of(cell) if cell.kind == "number" else None
    return shows_text(code) if number is None else shows_number(code, number)
