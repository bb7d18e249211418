"""Finding our form in a workbook: its sheet, and where its columns and rows are now.

Rows are found by their keys, columns by the key of the heading row; nothing is taken from where it
happens to stand.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.findings import Finding
from workbook.address import column_index, distance, shifted
from workbook.columns import KEY, NOTES, OWN, SCORE, TEXT, TICK, Columns
from workbook.identity import Identity, from_rows
from workbook.intake.books import OpenedBook
from workbook.intake.cells import Grid
from workbook.layout import (
    COLUMNS_KEY,
    IDENTITY_SHEET,
    Layout,
    header_key,
    item_key,
)
from workbook.protection import Lock
from workbook.sheetxml import tag

MIN_KEYS = 3  # fewer are a coincidence


@dataclass(frozen=True)
class Form:
    """A workbook that is one of ours, opened: its grid, and where its columns, by role, and its rows, by key,
    now stand; no letter for a column that is not there, or that the rubric leaves out.

    ``identity`` is None where the identity sheet is gone. ``lost`` are the keys not found.
    """

    book: OpenedBook
    identity: Identity | None
    sheet: str
    grid: Grid
    columns: Mapping[str, str]
    rows: Mapping[str, int]
    lost: tuple[str, ...]
    header_role: str
    """The column of what is written on header lines."""

    def header_cell(self, field_id: str) -> str:
        """Return where a header line's value stands; empty where the row is lost."""
        return self.cell(self.header_role, header_key(field_id))

    def cell(self, role: str, key: str) -> str:
        """Return where a column of the layout stands in a keyed row; empty where the row is lost."""
        row = self.rows.get(key)
        return f"{self.columns[role]}{row}" if row is not None and self.columns[role] else ""


def identify(book: OpenedBook) -> Identity | None:
    """Return the identity that the form carries; None where the file has none."""
    if IDENTITY_SHEET not in book.sheet_names:
        return None
    grid = book.grid(IDENTITY_SHEET)
    values = dict(grid.column("B"))
    return from_rows({name: values.get(row, "") for row, name in grid.column("A")})


def open_form(book: OpenedBook, identity: Identity | None, layout: Layout) -> Form | None:
    """Find the form's sheet, its columns and its rows; None where no sheet has its keys."""
    known = layout.by_key
    for sheet in sorted(book.sheet_names, key=lambda name: name != layout.words("form_sheet")):
        if sheet == IDENTITY_SHEET:
            continue
        grid = book.grid(sheet)
        key_column = layout.columns[KEY]
        found = [(row, key) for row, key in grid.column(key_column) if key in known]
        if not found:
            key_column = grid.find(known.__contains__)
            found = [(row, key) for row, key in grid.column(key_column) if key in known]
        if len(found) >= MIN_KEYS:
            times = Counter(key for _, key in found)
            rows = {key: row for row, key in found if times[key] == 1}
            lost = tuple(key for key in known if key not in rows)
            columns = _columns(layout.columns, grid, key_column, rows)
            header_role = layout.columns.of_values[0]
            return Form(book, identity, sheet, grid, columns, rows, lost, header_role)
    return None


def _columns(issued: Columns, grid: Grid, key_column: str, rows: Mapping[str, int]) -> Mapping[str, str]:
    """Return where the layout's columns stand now: those with a heading by it, the rest beside the key."""
    columns = {**dict.fromkeys(OWN, ""), **{role: issued[role] for role in issued}}
    headings = issued.headings
    heading_row = rows.get(COLUMNS_KEY)
    if key_column == issued[KEY] and all(
        grid.get(f"{issued[role]}{heading_row}").text == text for role, text in headings.items()
    ):
        return columns
    texts = dict(grid.row(heading_row)) if heading_row else {}
    by_text = {text: column for column, text in texts.items()}
    key_shift = distance(issued[KEY], key_column)
    shifts = [
        distance(issued[role], by_text[text]) if text in by_text else None for role, text in headings.items()
    ]
    for place, role in enumerate(headings):
        columns[role] = _moved_by(issued[role], shifts, place, key_shift)
    for role in issued.hidden:
        columns[role] = _shifted(issued[role], key_shift)
    columns[TEXT] = shifted(columns[TICK], 1) if columns[TICK] else ""
    return columns


def _moved_by(column: str, shifts: Sequence[int | None], place: int, key_shift: int) -> str:
    """Return where a column stands that moved with its heading.

    One whose heading is gone moved as its neighbours did; where these moved apart it is gone itself, and the
    answer is empty.
    """
    own = shifts[place]
    if own is None:
        before = next((shift for shift in reversed(shifts[:place]) if shift is not None), None)
        after = next((shift for shift in shifts[place + 1 :] if shift is not None), key_shift)
        if before not in (None, after):
            return ""
        own = after
    return _shifted(column, own)


def _shifted(column: str, by: int) -> str:
    """Return the column so many to the right; empty where it was deleted with those left of it."""
    return shifted(column, by) if column_index(column) + by >= 1 else ""


def read_lock(form: Form) -> Lock:
    """Return the password hash that the form's sheet carries, for locking a fresh form alike."""
    element = form.grid.around.find(tag("sheetProtection")) if form.grid.around is not None else None
    if element is None or element.get("algorithmName") != "SHA-512":
        return Lock()
    return Lock(element.get("hashValue", ""), element.get("saltValue", ""))


def place_of(form: Form, layout: Layout, finding: Finding) -> str:
    """Return the cell that a finding is about, where it stands in this file."""
    place = _place_of(form, layout, finding)
    return form.cell(*place) if place else finding.cell if not finding.part else ""


def _place_of(form: Form, layout: Layout, finding: Finding) -> tuple[str, str] | None:
    """Return the column and the row's key that a finding is about; None where it says its cell itself."""
    found: tuple[str, str] | None = None
    match finding.part:
        case "score":
            found = SCORE, item_key(finding.id, 1)
        case "band":
            found = layout.mark_place(finding.id, finding.index)
        case "answer":
            found = layout.answer_place(finding.id, max(finding.index, 1))
        case "notes":
            found = NOTES, item_key(finding.id, finding.index)
        case "further":
            found = layout.columns.further[finding.index - 1], item_key(finding.id, 1)
        case "header":
            found = form.header_role, header_key(finding.id)
        case "total" if finding.id in layout.totals:
            place = layout.totals[finding.id]
            found = place.visible, place.key
    return found
