"""Reading a filled form's cells into a scorecard: what is certain is read, what is not is reported."""

from dataclasses import dataclass, replace

from scoring.findings import Finding
from scoring.rubric import HeaderField, Rubric
from scoring.scorecard import Answer, Header, Office, Scorecard
from scoring.values import parse_tick
from workbook.intake.cells import BLANK, Cell
from workbook.intake.condition import changes, exchanged_items, listed, pushed_items
from workbook.intake.form import Form
from workbook.intake.formats import shows_number, shows_text
from workbook.intake.stated_totals import as_if_typed, read_stated
from workbook.intake.values import date_of, number_of, score_of
from workbook.layout import NOTES, SCORE, TICK, Layout, header_key


@dataclass(frozen=True)
class Reading:
    """A form as read. ``findings`` are what only the file shows; the rubric's come from the audit."""

    scorecard: Scorecard
    findings: tuple[Finding, ...]
    lost_items: frozenset[str]
    office_line: str
    """The header field of the office's name, and what stands there."""
    shown_office: str


def read_form(form: Form, layout: Layout) -> Reading:
    """Read the scorecard in the form's cells."""
    rubric = layout.rubric
    findings = [*changes(form, layout)]
    stated, replaced = read_stated(form, layout)
    exchanged = exchanged_items(form, layout)
    pushed = pushed_items(form, layout, replaced) - exchanged
    moved = exchanged | pushed
    if moved:
        items = sorted(moved)
        params = {"count": len(moved), "items": listed(items), "all_items": items}
        findings.append(Finding("cells-moved", params=params))
    answers = {
        item_id: Answer() if item_id in exchanged else _answer(form, layout, item_id, findings)
        for item_id in layout.blocks
    }
    for item_id in pushed:
        answers[item_id] = replace(answers[item_id], score=None, score_text="", score_is_text=False)
    if replaced:
        cells = list(replaced.values())
        params = {"count": len(cells), "cells": listed(cells), "all_cells": cells, "totals": list(replaced)}
        findings.append(Finding("formula-replaced", cell=cells[0], params=params))
    scorecard = Scorecard(_office(form, rubric), _header(form, rubric), answers, stated)
    if not form.book.proves:
        scorecard = as_if_typed(rubric, scorecard)
    lost_keys = (layout.by_key[key] for key in form.lost)
    lost_items = moved | {known.node_id for known in lost_keys if known.kind == "item"}
    line = next((line for line in rubric.header if line.kind == "office"), None)
    shown = _header_cell(form, line).text.strip() if line else ""
    return Reading(scorecard, tuple(findings), lost_items, line.id if line else "", shown)


# ── header ──────────────────────────────────────────────────────────────────────────────────────


def _office(form: Form, rubric: Rubric) -> Office:
    """Return the office that the form was issued to; on a form issued to nobody, the name written in."""
    if form.identity and form.identity.office_name:
        return form.identity.office
    line = next((line for line in rubric.header if line.kind == "office"), None)
    return Office("", _header_cell(form, line).text.strip() if line else "")


def _header(form: Form, rubric: Rubric) -> Header:
    day, day_text = None, ""
    texts = {}
    for line in rubric.header:
        cell = _header_cell(form, line)
        if line.kind == "date":
            day = date_of(cell, form.book)
            day_text = "" if day else cell.text.strip()
        elif line.kind == "text":
            texts[line.id] = cell.text
    return Header(day, day_text, texts)


def _header_cell(form: Form, line: HeaderField) -> Cell:
    return form.grid.get(form.cell(SCORE, header_key(line.id)))


# ── items ───────────────────────────────────────────────────────────────────────────────────────


def _answer(form: Form, layout: Layout, item_id: str, findings: list[Finding]) -> Answer:
    block = layout.blocks[item_id]
    rows = [form.rows.get(key) for key in block.keys]
    text, tick, notes_column = form.grid.text, form.columns[TICK], form.columns[NOTES]
    cell = form.grid.get(f"{form.columns[SCORE]}{rows[0]}")
    if cell.formula is not None:
        params = {"name": layout.rubric.name(item_id), "formula": f"={cell.formula}"[:80]}
        findings.append(Finding("input-formula", item_id, "score", params=params))
    score, score_text = score_of(cell)
    name = layout.rubric.name(item_id)
    if not _is_shown(form, cell):
        params = {"name": name, "value": cell.text.strip()[:80], "format": _code(form, cell)}
        findings.append(Finding("number-format", item_id, "score", params=params))
    ticked, odd = [], []
    for number in range(1, len(block.item.bands) + 1):
        mark = text(f"{tick}{rows[number]}")
        box = form.grid.get(f"{tick}{rows[number]}")
        if not _is_shown(form, box):
            params = {"name": name, "value": mark.strip()[:80], "format": _code(form, box)}
            findings.append(Finding("number-format", item_id, "band", number, params=params))
        is_ticked = parse_tick(mark)
        if is_ticked is None:
            odd.append((number, mark.strip()))
        elif is_ticked:
            ticked.append(number)
    notes = [text(f"{notes_column}{row}") for row in rows]
    return Answer(
        score=score,
        ticked=tuple(ticked),
        notes=tuple(note for note in notes if note.strip()),
        score_text=score_text,
        score_is_text=score is not None and cell.kind == "text",
        odd_ticks=tuple(odd),
    )


def _is_shown(form: Form, cell: Cell) -> bool:
    """Tell whether a cell's format shows what the cell holds."""
    if cell is BLANK:
        return True
    code = form.book.number_format(cell.style)
    number = number_of(cell) if cell.kind == "number" else None
    return shows_text(code) if number is None else shows_number(code, number)


def _code(form: Form, cell: Cell) -> str:
    return form.book.number_format(cell.style)[:80]
