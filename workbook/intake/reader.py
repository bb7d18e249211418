"""Reading a filled form's cells into a scorecard: what is certain is read, what is not is reported."""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from scoring.findings import Finding
from scoring.paragraphs import run_on
from scoring.rubric import HeaderField, Rubric
from scoring.scorecard import Answer, Header, Office, Scorecard
from scoring.values import parse_period
from workbook.columns import NOTES
from workbook.intake.answers import Spot, calculated, looking_otherwise, placed, read_answer
from workbook.intake.cells import Cell
from workbook.intake.condition import changes, exchanged_items, listed, pushed_items, stray_cells
from workbook.intake.form import Form
from workbook.intake.issued import differences
from workbook.intake.shown import odd_text
from workbook.intake.stated_totals import as_if_typed, as_seen, read_stated, replaced_figures
from workbook.intake.values import date_of
from workbook.layout import Layout


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
    strays = stray_cells(form, layout)
    findings = [*changes(form, layout, strays)]
    stated, replaced = read_stated(form, layout)
    figures = replaced_figures(form, layout)
    exchanged = exchanged_items(form, layout)
    pushed = pushed_items(form, layout, replaced) - exchanged
    moved = exchanged | pushed
    if moved:
        items = sorted(moved)
        params = {"count": len(moved), "items": listed(items), "all_items": items}
        findings.append(Finding("cells-moved", params=params))
    answers = {
        item_id: Answer() if item_id in exchanged else read_answer(form, layout, item_id, findings)
        for item_id in layout.blocks
    }
    if not exchanged:  # else most of it says the same again
        findings += _running_on(form, layout)
        findings += differences(form, layout, {*strays, *replaced.values(), *figures.values()})
    for item_id in pushed:
        answers[item_id] = replace(answers[item_id], score=None, score_text="", score_is_text=False)
    if replaced or figures:
        cells = [*replaced.values(), *figures.values()]
        params = {"count": len(cells), "cells": listed(cells), "all_cells": cells, "totals": list(replaced)}
        findings.append(Finding("formula-replaced", cell=cells[0], params=params))
    findings += _header_findings(form, rubric)
    findings += _total_findings(form, layout, replaced)
    scorecard = Scorecard(_office(form, rubric), _header(form, rubric), answers, stated)
    judged = as_seen(form, layout, scorecard) if form.book.proves else as_if_typed(rubric, scorecard)
    lost_keys = (layout.by_key[key] for key in form.lost)
    lost_items = moved | {known.node_id for known in lost_keys if known.kind == "item"}
    line = next((line for line in rubric.header if line.kind == "office"), None)
    shown = _header_cell(form, line).text.strip() if line else ""
    return Reading(judged, tuple(findings), lost_items, line.id if line else "", shown)


# ── header ──────────────────────────────────────────────────────────────────────────────────────


def _office(form: Form, rubric: Rubric) -> Office:
    """Return the office that the form was issued to; on a form issued to nobody, the name written in."""
    if form.identity and form.identity.office_name:
        return form.identity.office
    line = next((line for line in rubric.header if line.kind == "office"), None)
    return Office("", _header_cell(form, line).text.strip() if line else "")


def _header(form: Form, rubric: Rubric) -> Header:
    days, unread, texts = {}, {}, {}
    for line in rubric.header:
        cell = _header_cell(form, line)
        if line.kind in ("date", "period"):
            found = _days(cell, form, line)
            if found:
                days[line.id] = found
            elif cell.text.strip():
                unread[line.id] = cell.text.strip()
        elif line.kind != "office":
            texts[line.id] = cell.text
    return Header(days, unread, texts)


def _days(cell: Cell, form: Form, line: HeaderField) -> tuple[datetime.date, ...]:
    """Return the days of a date's or a period's line; none where they cannot be read."""
    if line.kind == "period" and cell.kind == "text":
        return parse_period(cell.text) or ()
    day = date_of(cell, form.book)
    return () if day is None else (day, day) if line.kind == "period" else (day,)


def _header_cell(form: Form, line: HeaderField) -> Cell:
    return form.grid.get(form.header_cell(line.id))


def _header_findings(form: Form, rubric: Rubric) -> Iterator[Finding]:
    for line in rubric.header:
        at, place = form.header_cell(line.id), Spot(line.id, "header", 0)
        yield from placed(odd_text(form, at, line.label, is_day=line.kind == "date"), place)
        yield from calculated(form, at, line.label, place, "text-formula")


def _total_findings(form: Form, layout: Layout, replaced: Collection[str]) -> Iterator[Finding]:
    """Find totals that look otherwise than what is saved in them; of those typed over more is said."""
    for total_id, place in layout.totals.items():
        if total_id not in replaced:
            at = form.cell(place.visible, place.key)
            spot = Spot(total_id, "total", 0)
            yield from looking_otherwise(form, at, layout.rubric.name(total_id), spot)


def _running_on(form: Form, layout: Layout) -> Iterator[Finding]:
    """Find paragraphs that stand in an item's rows and continue those of the item before it."""
    column = form.columns[NOTES]
    rows = {
        item_id: [form.grid.text(f"{column}{form.rows.get(key)}") for key in block.keys]
        for item_id, block in layout.blocks.items()
    }
    for before, after in pairwise(rows):
        place = run_on(rows[before], rows[after])
        if place is not None:
            params = {
                "name": layout.rubric.name(after),
                "before": layout.rubric.name(before),
                "text": rows[after][place - 1].strip()[:40],
            }
            yield Finding("paragraphs-run-on", after, "notes", place, params)
