"""Whether one cell shows what it holds, by its number format and the look of its characters."""

from scoring.findings import Finding
from workbook.intake.cells import BLANK, Cell
from workbook.intake.form import Form
from workbook.intake.formats import is_date, shows_date, shows_number, shows_text
from workbook.intake.looks import hidden_runs, why_hidden
from workbook.intake.values import number_of

_LONGEST = 80


def misleading(form: Form, address: str, name: str, *, is_day: bool = False) -> Finding | None:
    """Return what is to be said of a cell that looks otherwise than what it holds, without its place; None
    where it shows it. ``is_day``: it holds a date, which a date's format shows."""
    if form.book.shows_all(form.grid.style(address)) and not form.grid.has_runs:
        return None
    cell = form.grid.get(address)
    if cell is BLANK or not cell.text.strip():
        return None
    params = {"name": name, "value": cell.text.strip()[:_LONGEST]}
    code = form.book.number_format(cell.style)
    if not _shows(cell, code, is_day):
        return Finding("number-format", params={**params, "format": code[:_LONGEST]})
    look = form.book.looks.of(cell.style)
    reason = why_hidden(look) or hidden_runs(form.grid.runs(address), look)
    if reason is None:
        return None
    return Finding("look-hides", params={**params, "reason": reason.zh, "reason_en": reason.en})


def _shows(cell: Cell, code: str, is_day: bool) -> bool:
    number = number_of(cell) if cell.kind == "number" else None
    if number is None:
        return shows_text(code)
    return shows_date(code) if is_day and is_date(code) else shows_number(code, number)
