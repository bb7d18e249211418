"""One sheet an office: the printed form as the office sent it, all of them in one workbook.

The form is drawn once; each office's sheet is its part with the office's values, so that a sheet
takes the time of a `fill`. It is headquarters' copy, to read and to print: nothing is locked or
validated (LibreOffice takes minutes over the validations of 300 forms), and no sheet has the hidden
keys by which a form is known again, so that none is ever taken for what an office handed in.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePath

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scoring.errors import OutputError
from scoring.rubric import WHOLE_FORM, Rubric
from scoring.scorecard import Answer, Office, Scorecard
from workbook.collection.checked import Checked, standing, state_word
from workbook.collection.selection import Collection
from workbook.columns import CHECK
from workbook.drawing import styles
from workbook.drawing.cells import lead_to, write
from workbook.drawing.finish import finished, saved
from workbook.drawing.sheets import set_up, title
from workbook.drawing.tables import draw_headings, draw_row, letters
from workbook.fit import clipped
from workbook.form import skeleton
from workbook.form.fill import filled_sheet
from workbook.layout import TITLE_ROW, layout_of
from workbook.package import assemble, compress, open_package
from workbook.sheetxml import quoted
from workbook.summary.copies import copies
from workbook.summary.facts import figure_shown, shown
from workbook.summary.links import Link, linked
from workbook.summary.lists import FIRST_ROW, HEADER_ROW, ListColumn, ListRow, fitted, list_links
from workbook.summary.stream import stream

CONTENTS = "目錄"
MAX_SHEETS = 500
"""The most forms in one workbook: Excel opens so many in some seconds; beyond, tabs are no way to find an
office."""

_BACK = "回目錄"
_HINT = "本表是機關所送評分表的副本，供查閱與列印；在此修改不會影響總表。"
_COLUMNS = (
    ListColumn("序", 6),
    ListColumn("代碼", 10),
    ListColumn("機關名稱", 26, wrapped=True),
    ListColumn("狀態", 10),
    ListColumn("重算總分", 11),
    ListColumn("工作表", 26, wrapped=True, linked=True),
    ListColumn("檔案", 30, wrapped=True),
    ListColumn("說明", 34, wrapped=True),
)
_NAMELESS = "表上沒有機關名稱，未採用"
_UNCONFIRMED = "還不能確認是這次考核發出的表，未採用"

_MAX_NAME = 31  # UTF-16 units
_RESERVED = (CONTENTS, "History")  # Excel keeps the second for itself
# What Excel forbids in a sheet's name, what XML cannot hold, and what `ST_Xstring` would resolve.
_NOT_IN_NAMES = re.compile(
    r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)"
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of 目錄. ``sheet`` is empty where there is no form to show."""

    office: Office
    state: str
    total: str | float | None
    sheet: str
    file: str
    said: str


def office_sheets(collection: Collection) -> bytes:
    """Make the workbook: 目錄, then a sheet for each office whose form could be read.

    目錄 also lists who sent nothing and what could not be read, without a link. Raise OutputError where there
    are more than `MAX_SHEETS` forms.
    """
    layout = layout_of(collection.rubric)
    forms = [checked for result in collection.results if (checked := result.form)]
    if len(forms) > MAX_SHEETS:
        raise OutputError(
            f"可讀的評分表有 {len(forms):,} 份，一機關一工作表的活頁簿最多放 {MAX_SHEETS} 張。"
            "請把寄回的檔案分到幾個資料夾，各合併一次",
            f"{len(forms):,} forms could be read, and a workbook with a sheet an office takes {MAX_SHEETS};"
            " put the files into several folders and merge each",
        )
    names = sheet_names([result.office for result in collection.results if result.form])
    entries = list(_entries(collection, names))
    package = open_package(finished(_design(collection.rubric, len(entries))))
    made = copies(package, names)
    blank = package.read(made.gone)
    contents = next(part for part in package.members if part.startswith("xl/worksheets/"))
    listed, _ = linked(package.read(contents), list_links(_COLUMNS, _rows(entries)))
    heights = (fitted(_COLUMNS, values) for values, _ in _rows(entries))
    kept = {name: member for name, member in package.members.items() if name != made.gone}
    fresh = [
        stream(contents, listed, FIRST_ROW, heights),
        *(compress(name, content) for name, content in made.parts.items()),
        *(
            compress(part, filled_sheet(layout, blank, _held(form.scorecard), named=False))
            for part, form in zip(made.sheets, forms, strict=True)
        ),
    ]
    return assemble({**kept, **{member.name: member for member in fresh}}.values())


# ── names ───────────────────────────────────────────────────────────────────────────────────────


def sheet_names(offices: Iterable[Office]) -> list[str]:
    """Name a sheet for each office as Excel allows it, no two alike.

    Excel takes no notice of case, nor of width where it is Chinese.
    """
    taken = {_folded(name) for name in _RESERVED}
    names = []
    for office in offices:
        plain = _allowed(office.name) or _allowed(office.code) or "機關"
        name, number = _cut(plain), 1
        while _folded(name) in taken:
            number += 1
            suffix = f" ({number})"
            name = _cut(plain, _MAX_NAME - len(suffix)) + suffix
        taken.add(_folded(name))
        names.append(name)
    return names


def _allowed(text: str) -> str:
    return _cut(_NOT_IN_NAMES.sub("-", text).strip(" \u3000'"), _MAX_NAME)


def _cut(text: str, room: int = _MAX_NAME) -> str:
    """Cut a name to so many UTF-16 units, with no apostrophe or blank at the end."""
    return clipped(text, room).rstrip(" \u3000'")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


# ── 目錄 ────────────────────────────────────────────────────────────────────────────────────────


def _entries(collection: Collection, names: Sequence[str]) -> Iterator[_Entry]:
    named = iter(names)
    for result in collection.results:
        checked = result.checked
        if checked is None:
            yield _Entry(result.office, state_word(standing(None)), None, "", "", "")
        elif checked.rubric is None:
            yield _unread(result.office, checked)
        elif not checked.is_confirmed:
            yield _Entry(result.office, state_word(standing(checked)), None, "", _file(checked), _UNCONFIRMED)
        else:
            total = figure_shown(collection.rubric, shown(result, WHOLE_FORM))
            state = state_word(checked.state)
            yield _Entry(
                result.office,
                state,
                float(total) if isinstance(total, Decimal) else total,
                next(named),
                _file(checked),
                "",
            )
    for checked in collection.files:
        if not collection.counts(checked):
            if checked.state == "rejected":
                yield _unread(checked.office, checked)
            elif collection.is_nobodys(checked):
                yield _Entry(checked.office, state_word(checked.state), None, "", _file(checked), _NAMELESS)


def _unread(office: Office, checked: Checked) -> _Entry:
    reason = checked.findings[0].message() if checked.findings else ""
    return _Entry(office, state_word("rejected"), None, "", _file(checked), reason)


def _file(checked: Checked) -> str:
    return PurePath(checked.path).name


def _rows(entries: Iterable[_Entry]) -> Iterator[ListRow]:
    """Yield at least one row, though it be empty, for the design has a sample of one."""
    empty = True
    for number, entry in enumerate(entries, start=1):
        empty = False
        office = entry.office
        values = (
            *(number, office.code, office.name, entry.state, entry.total),
            *(entry.sheet, entry.file, entry.said),
        )
        yield values, (Link(f"{quoted(entry.sheet)}!A1" if entry.sheet else ""),)
    if empty:
        yield (None,) * len(_COLUMNS), ()


# ── the design ──────────────────────────────────────────────────────────────────────────────────


def _design(rubric: Rubric, rows: int) -> bytes:
    """Design 目錄 with a sample row, and behind it the form, blank."""
    book = Workbook()
    contents = book.active
    assert isinstance(contents, Worksheet)
    _draw_contents(contents, rubric, FIRST_ROW + max(rows, 1) - 1)
    _draw_form(book.create_sheet(), rubric)
    return saved(book, f"{rubric.title}　各機關評分表")


def _draw_contents(sheet: Worksheet, rubric: Rubric, last: int) -> None:
    sheet.title = CONTENTS
    name = f"{rubric.title}　各機關評分表"
    title(sheet, name)
    looks = [c.look if c.wrapped else replace(c.look, alignment=styles.TOP_CENTRE) for c in _COLUMNS]
    draw_headings(sheet, HEADER_ROW, looks, height=22)
    draw_row(sheet, FIRST_ROW, looks)
    end = letters(looks)[-1]
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{end}{last}"
    sheet.freeze_panes = f"A{FIRST_ROW}"
    set_up(sheet, name, f"{HEADER_ROW}:{HEADER_ROW}", f"A1:{end}{last}")


def _draw_form(sheet: Worksheet, rubric: Rubric) -> None:
    """Draw the form without an office's name, with its sheet's name on every page and a way back."""
    layout = layout_of(rubric)
    skeleton.draw(sheet, layout, named=False)
    sheet[layout.hint_cell].value = _HINT
    sheet.oddFooter.left.text = "&A"  # type: ignore[union-attr]  # always there
    address = layout.cell(CHECK, TITLE_ROW)
    cell = write(sheet, address, _BACK, styles.LINK, styles.ONE_LINE)
    lead_to(cell, place=f"'{CONTENTS}'!A1")


# ── what is put in ──────────────────────────────────────────────────────────────────────────────


def _held(card: Scorecard) -> Scorecard:
    """Cut the scorecard's texts to what a cell holds.

    No spreadsheet program writes longer ones, and one office's must not keep the others' sheets from being
    made.
    """
    header = card.header
    unread, texts = (
        {field: clipped(text) for field, text in written.items()} for written in (header.unread, header.texts)
    )
    return replace(
        card,
        office=Office(card.office.code, clipped(card.office.name)),
        header=replace(header, unread=unread, texts=texts),
        answers={item_id: _held_answer(answer) for item_id, answer in card.answers.items()},
    )


def _held_answer(answer: Answer) -> Answer:
    notes = tuple(map(clipped, answer.notes))
    return replace(
        answer,
        notes=notes,
        odd_ticks=tuple((n, clipped(mark)) for n, mark in answer.odd_ticks),
        odd_given=tuple((n, clipped(text)) for n, text in answer.odd_given),
        further={column: clipped(text) for column, text in answer.further.items()},
    )
