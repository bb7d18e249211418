"""A filled form's cells as a scorecard: what is certain is read, what is not is said.

Rows are found by their keys, columns by the key of the heading row; nothing is taken from where it
happens to stand.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scoring.findings import Finding
from scoring.rubric import WHOLE_FORM, HeaderField, Rubric
from scoring.scorecard import Answer, Header, Office, Scorecard, Stated
from scoring.totals import shown_totals
from scoring.values import is_plausible, parse_date, parse_score, parse_tick
from workbook import layout as at
from workbook.form.formulas import subtotal, visible_formula
from workbook.form.skeleton import INSTRUCTIONS_SHEET
from workbook.identity import Identity, from_rows
from workbook.intake.books import OpenedBook
from workbook.intake.cells import BLANK, Cell, Grid, distance, shifted
from workbook.layout import Layout, item_key
from workbook.protection import Lock
from workbook.sheetxml import is_true, tag

_NOISE = re.compile(r"[\s$]|(?:'[^']{1,40}'|[^\s'!(),=&\"]{1,31})!")  # spaces, anchors, sheet names
_MAX_FORMULA = 8_192  # Excel's limit
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?")
_DAYS_1904 = 1462
_EXCEL_EPOCH = datetime.date(1899, 12, 30)  # right from 1900-03-01 on: Excel counts 1900-02-29
_FIRST_DAY, _LAST_DAY = 61, 2_958_465
_MAX_DECIMALS = 9  # beyond that a binary fraction says nothing that anyone typed
_SHOWN_ROWS = 8
_MIN_KEYS = 3  # fewer are a coincidence


@dataclass(frozen=True)
class Form:
    """A workbook that is one of ours, opened: its grid, and where its columns and rows now stand.

    ``identity`` is None where the identity sheet is gone. ``lost`` are the keys not found.
    """

    book: OpenedBook
    identity: Identity | None
    sheet: str
    grid: Grid
    columns: Mapping[str, str]
    rows: Mapping[str, int]
    lost: tuple[str, ...]

    def cell(self, column: str, key: str) -> str:
        """Where a column of the layout stands in a keyed row; empty where the row is lost."""
        row = self.rows.get(key)
        return f"{self.columns[column]}{row}" if row is not None and self.columns[column] else ""


@dataclass(frozen=True)
class Reading:
    """A form as read. ``findings`` are what only the file shows; the rubric's come from the audit."""

    scorecard: Scorecard
    findings: tuple[Finding, ...]
    lost_items: frozenset[str]
    office_line: str
    """The header field of the office's name, and what stands there."""
    shown_office: str


def identify(book: OpenedBook) -> Identity | None:
    """Whose form this is; None where the file does not say."""
    if at.IDENTITY_SHEET not in book.sheet_names:
        return None
    grid = book.grid(at.IDENTITY_SHEET)
    values = dict(grid.column("B"))
    return from_rows({name: values.get(row, "") for row, name in grid.column("A")})


def open_form(book: OpenedBook, identity: Identity | None, layout: Layout) -> Form | None:
    """Find the form's sheet, its columns and its rows; None where no sheet has its keys."""
    known = layout.by_key
    for sheet in sorted(book.sheet_names, key=lambda name: name != at.FORM_SHEET):
        if sheet == at.IDENTITY_SHEET:
            continue
        grid = book.grid(sheet)
        found = [(row, key) for row, key in grid.column(at.KEY) if key in known]
        key_column = at.KEY
        if not found:
            key_column = grid.find(known.__contains__)
            found = [(row, key) for row, key in grid.column(key_column) if key in known]
        if len(found) >= _MIN_KEYS:
            times = Counter(key for _, key in found)
            rows = {key: row for row, key in found if times[key] == 1}
            lost = tuple(key for key in known if key not in rows)
            return Form(book, identity, sheet, grid, _columns(grid, key_column, rows), rows, lost)
    return None


def _columns(grid: Grid, key_column: str, rows: Mapping[str, int]) -> Mapping[str, str]:
    """Where the layout's columns stand now: those with a heading by it, the rest beside the key."""
    columns = {c: c for c in (*at.PRINTED, at.CHECK, *at.HIDDEN)}
    heading_row = rows.get(at.COLUMNS_KEY)
    if key_column == at.KEY and all(
        grid.get(f"{column}{heading_row}").text == text for column, text in at.HEADINGS.items()
    ):
        return columns
    texts = dict(grid.row(heading_row)) if heading_row else {}
    by_text = {text: column for column, text in texts.items()}
    key_shift = distance(at.KEY, key_column)
    shifts = [distance(c, by_text[text]) if text in by_text else None for c, text in at.HEADINGS.items()]
    for place, column in enumerate(at.HEADINGS):
        columns[column] = _moved_by(column, shifts, place, key_shift)
    for column in at.HIDDEN:
        columns[column] = shifted(column, key_shift)
    columns[at.TEXT] = shifted(columns[at.TICK], 1) if columns[at.TICK] else ""
    return columns


def _moved_by(column: str, shifts: Sequence[int | None], place: int, key_shift: int) -> str:
    """Where a column stands that moved with its heading. One whose heading is gone moved as its
    neighbours did; where these moved apart it is gone itself, and the answer is empty."""
    own = shifts[place]
    if own is None:
        before = next((shift for shift in reversed(shifts[:place]) if shift is not None), None)
        after = next((shift for shift in shifts[place + 1 :] if shift is not None), key_shift)
        if before not in (None, after):
            return ""
        own = after
    return shifted(column, own)


def read_form(form: Form, layout: Layout) -> Reading:
    """The scorecard that the form's cells say."""
    rubric = layout.rubric
    findings = [*_format(form), *_damage(form), *_sheets(form)]
    exchanged = _exchanged(form, layout)
    if exchanged:
        params = {"count": len(exchanged), "rows": _shown(sorted(exchanged))}
        findings.append(Finding("form-damaged", params=params))
    answers = {
        item_id: Answer() if item_id in exchanged else _answer(form, layout, item_id, findings)
        for item_id in layout.blocks
    }
    stated, replaced = _stated(form, layout)
    if replaced:
        params = {"count": len(replaced), "cells": _shown(replaced), "all_cells": list(replaced)}
        findings.append(Finding("formula-replaced", cell=replaced[0], params=params))
    scorecard = Scorecard(_office(form, rubric), _header(form, rubric), answers, stated)
    if not form.book.proves:
        scorecard = _as_if_typed(rubric, scorecard)
    lost_keys = (layout.by_key[key] for key in form.lost)
    lost_items = exchanged | {known.node_id for known in lost_keys if known.kind == "item"}
    line = next((line for line in rubric.header if line.kind == "office"), None)
    shown = _header_cell(form, line).text.strip() if line else ""
    return Reading(scorecard, tuple(findings), lost_items, line.id if line else "", shown)


def read_lock(form: Form) -> Lock:
    """The password hash that the form's sheet carries, for locking a fresh form alike."""
    element = form.grid.around.find(tag("sheetProtection")) if form.grid.around is not None else None
    if element is None or element.get("algorithmName") != "SHA-512":
        return Lock()
    return Lock(element.get("hashValue", ""), element.get("saltValue", ""))


def place_of(form: Form, layout: Layout, finding: Finding) -> str:
    """The cell that a finding is about, where it stands in this file."""
    match finding.part:
        case "score":
            return form.cell(at.SCORE, item_key(finding.id, 1))
        case "band":
            return form.cell(at.TICK, item_key(finding.id, 1 + finding.index))
        case "notes":
            return form.cell(at.NOTES, item_key(finding.id, finding.index))
        case "header":
            return form.cell(at.SCORE, at.header_key(finding.id))
        case "total":
            place = layout.totals.get(finding.id)
            return form.cell(place.visible, place.key) if place else ""
    return finding.cell


def _format(form: Form) -> Iterator[Finding]:
    """What the file is, where it is not the locked .xlsx that was issued."""
    if form.book.has_macros:
        yield Finding("macro-present")
    if not form.book.proves:
        yield Finding("format-unproven", params={"format": form.book.format})
        return
    around = form.grid.around
    element = around.find(tag("sheetProtection")) if around is not None else None
    unlocked = []
    if element is None or not is_true(element.get("sheet")):
        unlocked.append(("工作表", "the sheet"))
    if not form.book.structure_locked:
        unlocked.append(("活頁簿結構", "the workbook's structure"))
    if unlocked:
        what, what_en = "與".join(zh for zh, _ in unlocked), " and ".join(en for _, en in unlocked)
        yield Finding("protection-removed", params={"what": what, "what_en": what_en})


def _damage(form: Form) -> Iterator[Finding]:
    """Rows that lost their key, and what stands in rows that never had one."""
    if form.lost:
        params = {"count": len(form.lost), "rows": _shown(form.lost)}
        yield Finding("form-damaged", params=params)
    body = {key: row for key, row in form.rows.items() if not key.startswith("@")}
    first, last = min(body.values(), default=0), max(body.values(), default=0)
    scored = frozenset(row for key, row in body.items() if key.endswith("/1"))
    strays = [
        f"{form.columns[column]}{row}"
        for column, known in ((at.SCORE, scored), (at.NOTES, frozenset(body.values())))
        for row in form.grid.rows_with_text(form.columns[column])
        if first <= row <= last and row not in known
    ]
    strays = [address for address in strays if form.grid.get(address).text.strip()]
    if strays:
        params = {"count": len(strays), "cells": _shown(strays)}
        yield Finding("row-unknown", cell=strays[0], params=params)


def _exchanged(form: Form, layout: Layout) -> frozenset[str]:
    """Items beside which another item's text stands: rows were moved without their keys, and whose
    score is whose cannot be told."""
    texts = {
        item_id: form.grid.get(form.cell(at.TEXT, block.keys[0])).text
        for item_id, block in layout.blocks.items()
    }
    moved = {item_id: text for item_id, text in texts.items() if text != layout.blocks[item_id].text}
    owners = {block.text: item_id for item_id, block in layout.blocks.items()} if moved else {}
    wrong = [{item_id, owners[text]} for item_id, text in moved.items() if text in owners]
    return frozenset[str]().union(*wrong)


def _sheets(form: Form) -> Iterator[Finding]:
    """Sheets that were not there when the form was issued."""
    ours = (form.sheet, at.FORM_SHEET, at.IDENTITY_SHEET, INSTRUCTIONS_SHEET)
    extra = [name for name in form.book.sheet_names if name not in ours]
    if extra:
        yield Finding("sheet-extra", params={"names": _shown(extra)})


def _shown(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN_ROWS]) + ("…" if len(names) > _SHOWN_ROWS else "")


# ── header ──────────────────────────────────────────────────────────────────────────────────────


def _office(form: Form, rubric: Rubric) -> Office:
    """The office that the form was issued to; on a form issued to nobody, the name written in."""
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
            day = _date(form, cell)
            day_text = "" if day else cell.text.strip()
        elif line.kind == "text":
            texts[line.id] = cell.text
    return Header(day, day_text, texts)


def _header_cell(form: Form, line: HeaderField) -> Cell:
    return form.grid.get(form.cell(at.SCORE, at.header_key(line.id)))


def _date(form: Form, cell: Cell) -> datetime.date | None:
    if cell.kind != "number":
        return parse_date(cell.text)
    if form.book.is_date(cell.style):
        return _from_serial(cell.text, form.book.date_1904)
    return parse_date(cell.text.removesuffix(".0"))


def _from_serial(text: str, date_1904: bool) -> datetime.date | None:
    """A day from Excel's count of days; the time of day does not matter."""
    if not _NUMBER.fullmatch(text):
        return None
    days = int(Decimal(text)) + (_DAYS_1904 if date_1904 else 0)
    if not _FIRST_DAY <= days <= _LAST_DAY:
        return None
    day = _EXCEL_EPOCH + datetime.timedelta(days=days)
    return day if is_plausible(day) else None


# ── items ───────────────────────────────────────────────────────────────────────────────────────


def _answer(form: Form, layout: Layout, item_id: str, findings: list[Finding]) -> Answer:
    block = layout.blocks[item_id]
    rows = [form.rows.get(key) for key in block.keys]
    get, tick, notes_column = form.grid.get, form.columns[at.TICK], form.columns[at.NOTES]
    cell = get(f"{form.columns[at.SCORE]}{rows[0]}")
    if cell.formula is not None:
        params = {"name": layout.rubric.name(item_id), "formula": f"={cell.formula}"[:80]}
        findings.append(Finding("input-formula", item_id, "score", params=params))
    score, score_text = _score(cell)
    ticked, odd = [], []
    for number in range(1, len(block.item.bands) + 1):
        mark = _text(get(f"{tick}{rows[number]}"))
        is_ticked = parse_tick(mark)
        if is_ticked is None:
            odd.append((number, mark.strip()))
        elif is_ticked:
            ticked.append(number)
    notes = [_text(get(f"{notes_column}{row}")) for row in rows]
    return Answer(
        score=score,
        ticked=tuple(ticked),
        notes=tuple(note for note in notes if note.strip()),
        score_text=score_text,
        score_is_text=score is not None and cell.kind == "text",
        odd_ticks=tuple(odd),
    )


def _text(cell: Cell) -> str:
    if cell.kind == "bool":
        return "TRUE" if cell.text == "1" else "FALSE"
    return cell.text


def _score(cell: Cell) -> tuple[Decimal | None, str]:
    """The number in a score cell, or what stands there instead."""
    if cell is BLANK or not cell.text.strip():
        return None, ""
    number = _number(cell)
    return (number, "") if number is not None else (None, _text(cell).strip()[:80])


def _number(cell: Cell) -> Decimal | None:
    if cell.kind == "number":
        if not _NUMBER.fullmatch(cell.text):
            return None
        number = Decimal(cell.text)
        if abs(number) >= 10**_MAX_DECIMALS:
            return None
        return number if cell.text.isdecimal() else round(number, _MAX_DECIMALS).normalize() + 0
    return parse_score(cell.text) if cell.kind == "text" else None


# ── totals ──────────────────────────────────────────────────────────────────────────────────────


def _stated(form: Form, layout: Layout) -> tuple[dict[str, Stated], tuple[str, ...]]:
    """Every stated total, and the cells whose formula is gone or another one."""
    stated = {}
    replaced = []
    rubric = layout.rubric
    for total_id, place in layout.totals.items():
        visible_at, number_at = form.cell(place.visible, place.key), form.cell(place.number, place.key)
        if not visible_at:
            continue
        visible, number = form.grid.get(visible_at), form.grid.get(number_at)
        if not form.book.proves:
            value, text = _score(number)
            stated[total_id] = Stated(value, typed=bool(text), text=text)
        elif not _shows_ours(rubric, total_id, visible, number_at):
            replaced.append(visible_at)
            stated[total_id] = _typed(_stated_text(visible))
        elif not _is_ours(form, layout, total_id, number):
            replaced.append(visible_at)
            stated[total_id] = _typed(number)
        else:
            value = _number(number) if number.kind == "number" else None
            broken = number.text if number.kind == "error" else ""
            stated[total_id] = Stated(value, typed=False, text=broken)
    return stated, tuple(replaced)


def _as_if_typed(rubric: Rubric, scorecard: Scorecard) -> Scorecard:
    """Where formulas cannot be seen, a total counts as typed if no formula would have shown it."""
    for total_id in reversed(rubric.stated_ids[1:]):  # children before their parents
        scorecard = _judged(rubric, scorecard, total_id)
    return _judged(rubric, scorecard, WHOLE_FORM)


def _judged(rubric: Rubric, scorecard: Scorecard, total_id: str) -> Scorecard:
    total = scorecard.stated.get(total_id)
    if total is None or total.text or total.value == shown_totals(rubric, scorecard)[total_id]:
        return scorecard
    return replace(scorecard, stated={**scorecard.stated, total_id: replace(total, typed=True)})


def _typed(cell: Cell) -> Stated:
    value, text = _score(cell)
    return Stated(value, typed=True, text=text)


def _stated_text(cell: Cell) -> Cell:
    """The number typed behind 得分： in a cell that also says the section's name."""
    _, colon, behind = cell.text.replace("：", ":").rpartition(":")
    return Cell("text", behind.strip()) if cell.kind == "text" and colon else cell


def _is_ours(form: Form, layout: Layout, total_id: str, number: Cell) -> bool:
    """Whether the formula still adds up the cells that it should, wherever they now stand."""
    if number.formula is None:
        return False
    cells = list(_cells_of(form, layout, total_id))
    if "" in cells:  # a row it adds has lost its key: where it stands now cannot be told
        return _plain(number.formula).startswith("IF(COUNT(")
    expected = subtotal(cells)
    return number.formula == expected or _plain(number.formula) == _plain(expected)


def _shows_ours(rubric: Rubric, total_id: str, visible: Cell, number_at: str) -> bool:
    """Whether the cell that people see still shows the hidden number."""
    if visible.formula is None:
        return False
    expected = visible_formula(rubric, total_id, number_at)
    return visible.formula == expected or _plain(visible.formula) == _plain(expected)


def _plain(formula: str) -> str:
    return _NOISE.sub("", formula[:_MAX_FORMULA]).upper()


def _cells_of(form: Form, layout: Layout, total_id: str) -> Iterator[str]:
    rubric = layout.rubric
    children = rubric.children(total_id)
    if total_id == WHOLE_FORM or all(child.id in layout.totals for child in children):
        for child in children:
            place = layout.totals[child.id]
            yield form.cell(place.number, place.key)
    else:
        for item in rubric.items_under[total_id]:
            yield form.cell(at.SCORE, item_key(item.id, 1))
