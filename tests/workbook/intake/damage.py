"""What people, programs and attackers do to a form: a table of it, with what is then found and kept.

Each `Damage` says what was done, which findings it leads to beyond those of the untouched form (none),
and what of the answers is not as it was. `hostile` are files that must be refused fast and in little
memory.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from scoring.rubric import Rubric
from scoring.scorecard import Header, Office, Scorecard
from tests.builders import OFFICE, SMALL, answered, scorecard
from tests.workbook.forms import (
    BOOK,
    DATE_CELL,
    KEY,
    LAYOUT,
    STRINGS,
    STYLES,
    Change,
    cell,
    edited,
    filled,
    formula,
    identity,
    key_cell,
    moved,
    note_cell,
    number,
    part_of,
    put,
    renamed,
    retyped,
    rewritten,
    score_cell,
    text,
    tick_cell,
    total_cells,
    with_format,
    without,
    without_identity,
)
from tests.workbook.ole import ole
from workbook.address import Area, area, column_index, column_name
from workbook.form.formulas import formulas
from workbook.identity import sign
from workbook.layout import FORM_SHEET, IDENTITY_SHEET, INSTRUCTIONS_SHEET
from workbook.package import Member, assemble, compress, open_package
from workbook.sheetxml import MAIN, PACKAGE, ROW, C, Element, set_cached, tag
from workbook.sheetxml import OFFICE as KINDS

Make = Callable[[bytes], bytes]
ROOT = Path(__file__).resolve().parents[3]
ITEMS = {"1.1.1": 7, "1.1.2": 15, "1.2.1.1": 3, "1.2.1.2": 4, "2.1.1": 27}
"""No two scores alike, and no two notes: a value that moved to a neighbour is seen."""


def _whole() -> Scorecard:
    card = scorecard(SMALL, ITEMS)
    for item_id in ITEMS:
        rows = LAYOUT.blocks[item_id].rows
        notes = tuple(f"{row}. {item_id} 的佐證資料第 {row} 件。" for row in range(1, rows + 1))
        card = answered(card, item_id, notes=notes)
    return card


FULL = _whole()
BASE = filled(FULL)
TEXTS = FULL.header.texts
S, D = score_cell("2.1.1"), DATE_CELL
T1, T2 = tick_cell("1.1.2", 1), tick_cell("1.1.2", 2)
FIRST = {item_id: LAYOUT.blocks[item_id].first for item_id in ITEMS}
VISIBLE, NUMBER = total_cells("1.1")


@dataclass(frozen=True)
class Damage:
    """``codes`` are all findings, ``answers`` what changed in an item's answer. Not ``read``: the file
    was refused. ``bug`` says why it is not yet as the table says."""

    id: str
    done: str
    make: Make
    codes: tuple[str, ...] = ()
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    header: Header = FULL.header
    office: Office = OFFICE
    key: bytes | None = KEY
    expected: Rubric | None = None
    read: bool = True
    bug: str = ""

    @property
    def card(self) -> Scorecard:
        """What is read of the form after this."""
        if not self.read:
            return Scorecard()
        card = FULL
        for item_id, changes in self.answers.items():
            card = answered(card, item_id, **changes)
        return replace(card, header=self.header, office=self.office)


def typed(*changes: Change) -> Make:
    """Cells of the form's sheet changed."""
    return lambda data: retyped(data, *changes)


def recalculated(card: Scorecard) -> Change:
    """Every formula's value as a spreadsheet program saves it."""

    def change(root: Element) -> None:
        for each in formulas(LAYOUT, card):
            target = cell(root, each.cell)
            if target.find(tag("f")) is not None:
                set_cached(target, each.value)

    return change


def respelled(change: Callable[[str], str]) -> Make:
    """The XML of the form's sheet changed as a text."""
    return lambda data: rewritten(data, change)


def swapped(old: str, new: str, part: str = "") -> Make:
    return lambda data: rewritten(data, lambda xml: xml.replace(old, new), part)


def with_parts(parts: Mapping[str, bytes]) -> Make:
    return lambda data: open_package(data).replaced(parts)


def without_part(name: str) -> Make:
    return lambda data: assemble(m for m in open_package(data).members.values() if m.name != name)


def in_turn(*makes: Make) -> Make:
    def make(data: bytes) -> bytes:
        for each in makes:
            data = each(data)
        return data

    return make


def refused(damage_id: str, done: str, make: Make, code: str, bug: str = "") -> Damage:
    nobody = Scorecard()
    return Damage(
        damage_id, done, make, (code,), header=nobody.header, office=nobody.office, read=False, bug=bug
    )


def instead(content: bytes) -> Make:
    """Another file altogether."""
    return lambda _data: content


# ── rows ────────────────────────────────────────────────────────────────────────────────────────

_REFERENCE = re.compile(r"(:?)(\$?[A-Z]{1,2}\$?)([1-9][0-9]*)\b(?!\()")


def rows_deleted(*numbers: int) -> Change:
    """Rows gone and what follows moved up; a reference to a deleted cell becomes #REF!, a range shrinks."""

    def place(match: re.Match[str]) -> str:
        colon, column, row = match[1], match[2], int(match[3])
        if row not in numbers:
            return match[0]
        if not colon and match.string[match.end() : match.end() + 1] != ":":
            return "#REF!"
        while row in numbers:
            row -= 1
        return f"{colon}{column}{row}"

    def change(root: Element) -> None:
        for row in list(root.iter(ROW)):
            if int(row.get("r", "")) in numbers:
                row.getparent().remove(row)  # type: ignore[union-attr]
        for each in root.iter(tag("f")):
            each.text = _REFERENCE.sub(place, each.text or "")
        for each in list(root.iter(tag("mergeCell"))):
            merged = area(each.get("ref", ""))
            rows = [row for row in range(merged.top, merged.bottom + 1) if row not in numbers]
            _merge_anew(each, merged._replace(top=rows[0], bottom=rows[-1]) if rows else None)
        moved(lambda row: row - sum(number_ < row for number_ in numbers))(root)

    return change


def _merge_anew(each: Element, merged: Area | None) -> None:
    """Let merged cells be others; a single one, or none, is not merged."""
    if merged is None or merged[:2] == merged[2:]:
        each.getparent().remove(each)  # type: ignore[union-attr]
    else:
        left, right = column_name(merged.left), column_name(merged.right)
        each.set("ref", f"{left}{merged.top}:{right}{merged.bottom}")


def broken(*total_ids: str) -> Change:
    """These totals as #REF!, as a program recalculates them."""

    def change(root: Element) -> None:
        for total_id in total_ids:
            for address in total_cells(total_id):
                set_cached(cell(root, address), "#REF!")
                cell(root, address).set("t", "e")

    return change


def cells_moved(row_of: Callable[[int], int], columns: str = "ABCDEFGHIJKLMNOPQ") -> Change:
    """What stands in these columns elsewhere; formulas as they were, as sorting leaves them."""

    def change(root: Element) -> None:
        rows = {int(row.get("r", "")): row for row in root.iter(ROW)}
        cells = [(number_, each) for number_, row in rows.items() for each in row]
        for number_, each in cells:
            column = each.get("r", "").rstrip("0123456789")
            if column in columns:
                each.set("r", f"{column}{row_of(number_)}")
                rows[row_of(number_)].append(each)
        for row in rows.values():
            row[:] = sorted(row, key=lambda each: each.get("r", ""))

    return change


_SCORED = sorted(FIRST.values(), key=lambda row: -ITEMS[next(i for i, r in FIRST.items() if r == row)])
_BODY = range(LAYOUT.first_body_row, LAYOUT.total_row)
_SORTED = [*_SCORED, *(row for row in _BODY if row not in _SCORED)]


def by_score(row: int) -> int:
    """Where a row of the body stands after sorting it by its score, the highest first."""
    return _BODY[_SORTED.index(row)] if row in _BODY else row


def exchanged(row: int) -> int:
    """The rows of 1.2.1.1 and of 1.2.1.2 in each other's place."""
    first, second = FIRST["1.2.1.1"], FIRST["1.2.1.2"]
    return {first: second, first + 1: second + 1, second: first, second + 1: first + 1}.get(row, row)


def opened_up(after: int, by: int) -> Change:
    """So many rows inserted below a row."""
    return moved(lambda row: row if row <= after else row + by)


def new_row(at_row: int, **cells: str) -> Change:
    """A row with these texts, by column, where no row stands."""

    def change(root: Element) -> None:
        data = root.find(tag("sheetData"))
        assert data is not None
        row = etree.SubElement(data, ROW, r=str(at_row))
        for column, content in sorted(cells.items()):
            each = etree.SubElement(row, C, r=f"{column}{at_row}", t="str")
            etree.SubElement(each, tag("v")).text = content
        data[:] = sorted(data, key=lambda each: int(each.get("r", "")))

    return change


def copied_row(source: int, target: int) -> Change:
    """A row's cells copied to a free row, its key too."""

    def change(root: Element) -> None:
        (row,) = [each for each in root.iter(ROW) if each.get("r") == str(source)]
        twin = etree.fromstring(etree.tostring(row))
        twin.set("r", str(target))
        for each in twin:
            each.set("r", each.get("r", "").rstrip("0123456789") + str(target))
        row.getparent().append(twin)  # type: ignore[union-attr]

    return change


def row_attributes(rows: Iterable[int], **attributes: str) -> Change:
    def change(root: Element) -> None:
        for row in root.iter(ROW):
            if int(row.get("r", "")) in rows:
                for name, value in attributes.items():
                    row.set(name, value)

    return change


def scores_pushed(by: int) -> Change:
    """The score cells from the second item on moved down, and with them what formulas say of them."""

    def place(match: re.Match[str]) -> str:
        row = int(match[2])
        return f"{match[1]}{row + by if row in _BODY[2:] else row}"

    def change(root: Element) -> None:
        rows = {int(row.get("r", "")): row for row in root.iter(ROW)}
        for row in reversed(_BODY[2:]):
            for each in list(rows[row]):
                if each.get("r") == f"C{row}":
                    each.getparent().remove(each)  # type: ignore[union-attr]
                    if row + by in _BODY:
                        each.set("r", f"C{row + by}")
                        rows[row + by].insert(2, each)
        for each in root.iter(tag("f")):
            each.text = re.sub(r"(?<![A-Z$])(C)([0-9]+)\b", place, each.text or "")

    return change


_REF_112 = {"1.1.2": {"score": None, "notes": FULL.answer("1.1.2").notes[1:]}}
_GONE_112 = {"1.1.2": {"score": None, "ticked": (), "notes": ()}}
_ROW = FIRST["1.1.2"]
_BROKEN = ("total-not-a-number",)
_COMPUTED = ("total-incomplete",) * 3

ROWS = (
    Damage("rows above", "三列插在標題之上 (three rows above the title)", typed(moved(lambda row: row + 3))),
    Damage("row within", "細項之內插入空白列 (a blank row within an item)", typed(opened_up(_ROW, 1))),
    Damage("rows everywhere", "每列之後插入一列 (a row after each)", typed(moved(lambda row: row * 2))),
    Damage(
        "row with a score",
        "插入的列裡寫了分數與紀錄 (a score and a note in an inserted row)",
        typed(opened_up(_ROW, 1), new_row(_ROW + 1, C="19", G="補充說明")),
        ("row-unknown",),
    ),
    Damage(
        "note row deleted",
        "刪去一列紀錄事項 (a row of notes deleted)",
        typed(rows_deleted(FIRST["2.1.1"] + 2)),
        ("form-damaged",),
        {"2.1.1": {"notes": FULL.answer("2.1.1").notes[:2]}},
    ),
    Damage(
        "item's first row deleted",
        "刪去細項的評分列 (the row with an item's score deleted)",
        typed(broken("1.1", "1", ""), rows_deleted(_ROW)),
        ("form-damaged", *_BROKEN, *_BROKEN, *_BROKEN),
        _REF_112,
    ),
    Damage(
        "item deleted",
        "刪去整個細項 (all rows of an item deleted)",
        typed(broken("1.1", "1", ""), rows_deleted(_ROW, _ROW + 1, _ROW + 2)),
        ("form-damaged", *_BROKEN, *_BROKEN, *_BROKEN),
        _GONE_112,
    ),
    Damage(
        "criterion row deleted",
        "刪去考核項目的得分列 (the row with a criterion's subtotal deleted)",
        typed(broken("1", ""), rows_deleted(LAYOUT.totals["1.2"].row)),
        ("form-damaged", *_BROKEN, *_BROKEN),
    ),
    Damage(
        "heading deleted",
        "刪去小標題列 (a heading's row deleted)",
        typed(rows_deleted(LAYOUT.by_key["1.2.1/heading"].number)),
        ("form-damaged",),
    ),
    Damage(
        "column headings deleted",
        "刪去欄標題列 (the row of column headings deleted)",
        typed(rows_deleted(LAYOUT.heading_row)),
        ("form-damaged",),
    ),
    Damage(
        "total deleted",
        "刪去總分列 (the row of the total deleted)",
        typed(rows_deleted(LAYOUT.total_row)),
        ("form-damaged",),
    ),
    Damage(
        "date row deleted",
        "刪去考核日期列 (the row of the date deleted)",
        typed(rows_deleted(LAYOUT.by_key["@date"].number)),
        ("form-damaged", "header-missing"),
        header=Header({}, {}, TEXTS),
    ),
    Damage(
        "examiners row deleted",
        "刪去考核人員列 (the row of the examiners deleted)",
        typed(rows_deleted(LAYOUT.by_key["@examiners"].number)),
        ("form-damaged", "header-missing"),
        header=replace(FULL.header, texts={"examiners": ""}),
    ),
    Damage(
        "sorted",
        "整列依分數排序 (whole rows sorted by score)",
        typed(cells_moved(by_score)),
        ("formula-replaced", "cells-hidden"),  # merged cells stay where they were
    ),
    Damage(
        "sorted below new rows",
        "上方插入兩列後整列依分數排序 (two rows inserted above, then whole rows sorted by score)",
        typed(moved(lambda row: row + 2), cells_moved(lambda row: by_score(row - 2) + 2)),
        ("formula-replaced", "cells-hidden"),
    ),
    Damage(
        "sorted without its keys",
        "只選 A:H 排序，隱藏欄不動 (columns A to H sorted, the hidden ones not)",
        typed(cells_moved(by_score, "ABCDEFGH")),
        ("cells-moved", "formula-replaced", "row-unknown", "cells-hidden", *_COMPUTED[:2]),
        {item_id: {"score": None, "ticked": (), "notes": ()} for item_id in ITEMS},
    ),
    Damage(
        "items exchanged without their keys",
        "兩細項的 A:H 互換，隱藏欄不動 (two items' A to H exchanged, the hidden columns not)",
        typed(cells_moved(exchanged, "ABCDEFGH")),
        ("cells-moved",),
        {item_id: {"score": None, "notes": ()} for item_id in ("1.2.1.1", "1.2.1.2")},
    ),
    Damage("items moved", "兩細項整列互換 (the rows of two items exchanged)", typed(moved(exchanged))),
    Damage(
        "rows hidden", "隱藏列 (rows hidden)", typed(row_attributes(_BODY, hidden="1")), ("cells-hidden",)
    ),
    Damage(
        "blank note rows hidden",
        "隱藏空白的紀錄列 (rows hidden in which nothing stands)",
        typed(put(note_cell("2.1.1", 3), ""), row_attributes([FIRST["2.1.1"] + 2], hidden="1")),
        (),
        {"2.1.1": {"notes": FULL.answer("2.1.1").notes[:2]}},
    ),
    Damage(
        "rows grouped",
        "列設群組並收合 (rows grouped and collapsed)",
        typed(row_attributes(_BODY[2:], outlineLevel="1", collapsed="1", hidden="1")),
        ("cells-hidden",),
    ),
    Damage(
        "row heights",
        "調整列高 (rows of another height)",
        typed(row_attributes(_BODY, ht="8", customHeight="1")),
    ),
    Damage(
        "rows without height",
        "列高調到看不見 (rows too low to be seen)",
        typed(row_attributes(_BODY, ht="3", customHeight="1")),
        ("cells-hidden",),
    ),
    Damage(
        "item's row copied",
        "評分列複製到表末，識別碼重複 (the row of a score copied below, its key twice)",
        typed(copied_row(_ROW, 40)),
        ("form-damaged", "row-unknown"),
        _REF_112,
    ),
    Damage(
        "note row copied",
        "紀錄列複製，識別碼重複 (a row of notes copied, its key twice)",
        typed(copied_row(FIRST["2.1.1"] + 2, 40)),
        ("form-damaged", "row-unknown"),
        {"2.1.1": {"notes": FULL.answer("2.1.1").notes[:2]}},
    ),
    Damage(
        "key typed over",
        "識別碼改成鄰列的 (a key changed to its neighbour's)",
        typed(text(key_cell("1.2.1.2/2"), "1.2.1.1/2")),
        ("form-damaged", "row-unknown"),
        {item_id: {"notes": FULL.answer(item_id).notes[:1]} for item_id in ("1.2.1.1", "1.2.1.2")},
    ),
    Damage(
        "key of no item",
        "識別碼改成沒有的 (a key that no item has)",
        typed(text(key_cell("2.1.1/3"), "9.9.9/1")),
        ("form-damaged", "row-unknown"),
        {"2.1.1": {"notes": FULL.answer("2.1.1").notes[:2]}},
    ),
    Damage(
        "score cells pushed down",
        "評分欄插入一格，以下各格下移一列 (a cell inserted in the score column)",
        typed(scores_pushed(1)),
        ("row-unknown", "formula-replaced", "cells-moved", "checks-changed", *_COMPUTED),
        {item_id: {"score": None} for item_id in ("1.1.2", "1.2.1.1", "1.2.1.2", "2.1.1")},
    ),
    Damage(
        "score cells pushed down by an item",
        "評分欄插入兩格，分數落到下一細項 (two cells inserted: scores stand at their neighbour's)",
        typed(scores_pushed(2)),
        ("row-unknown", "formula-replaced", "cells-moved", "checks-changed", *_COMPUTED),
        {item_id: {"score": None} for item_id in ("1.1.2", "1.2.1.1", "1.2.1.2", "2.1.1")},
    ),
)

# ── columns ─────────────────────────────────────────────────────────────────────────────────────


def columns_opened(from_column: str, by: int = 1) -> Change:
    """Columns inserted before one, everything from it on further right."""

    def column_of(column: str) -> str:
        return chr(ord(column) + by) if len(column) == 1 and column >= from_column else column

    def change(root: Element) -> None:
        for each in root.iter(tag("col")):
            if int(each.get("min", "")) >= column_index(from_column):
                each.set("min", str(int(each.get("min", "")) + by))
                each.set("max", str(int(each.get("max", "")) + by))
        moved(lambda row: row, column_of)(root)

    return change


def column_deleted(gone: str) -> Change:
    def change(root: Element) -> None:
        index = column_index(gone)
        for each in list(root.iter(tag("col"))):
            number_ = int(each.get("min", ""))
            if number_ == index:
                each.getparent().remove(each)  # type: ignore[union-attr]
            elif number_ > index:
                each.set("min", str(number_ - 1))
                each.set("max", str(number_ - 1))
        for each in list(root.iter(tag("mergeCell"))):
            merged = area(each.get("ref", ""))
            columns = [column for column in range(merged.left, merged.right + 1) if column != index]
            _merge_anew(each, merged._replace(left=columns[0], right=columns[-1]) if columns else None)
        for row in root.iter(ROW):
            for each in list(row):
                if each.get("r", "").rstrip("0123456789") == gone:
                    row.remove(each)
        moved(lambda row: row, lambda column: chr(ord(column) - 1) if column > gone else column)(root)

    return change


def columns_set(first: int, last: int, **attributes: str) -> Change:
    def change(root: Element) -> None:
        for each in root.iter(tag("col")):
            if first <= int(each.get("min", "")) <= last:
                for name, value in attributes.items():
                    each.set(name, value)

    return change


_NO_SCORES = {item_id: {"score": None} for item_id in ITEMS}

COLUMNS = (
    Damage("column before", "最前面插入一欄 (a column before all)", typed(columns_opened("A"))),
    Damage("column before the score", "評分之前插入一欄 (a column before 評分)", typed(columns_opened("C"))),
    Damage(
        "column before the notes", "紀錄事項之前插入兩欄 (two before 紀錄事項)", typed(columns_opened("G", 2))
    ),
    Damage(
        "column before the keys",
        "隱藏欄之前插入一欄 (a column before the hidden)",
        typed(columns_opened("J")),
    ),
    Damage(
        "guidance deleted",
        "刪去評分說明欄 (the column 評分說明 deleted)",
        typed(column_deleted("H")),
        ("text-changed",),
    ),
    Damage(
        "notes deleted",
        "刪去紀錄事項欄 (the column 紀錄事項 deleted)",
        typed(put("H7", "<v>評分的說明</v>", "str"), column_deleted("G")),
        ("text-changed", "text-added", "notes-none", *("notes-missing",) * 5),
        {item_id: {"notes": ()} for item_id in ITEMS},
    ),
    Damage(
        "scores deleted",
        "刪去評分欄 (the column 評分 deleted)",
        typed(column_deleted("C")),
        (
            "form-other-office",
            "text-changed",
            *("header-missing",) * 2,
            *("score-missing",) * 5,
            *("total-stale",) * 6,
        ),
        _NO_SCORES,
        Header({}, {}, {"examiners": ""}),
    ),
    refused(
        "keys deleted",
        "刪去識別欄 (the hidden key column deleted)",
        typed(column_deleted("J")),
        "form-unknown",
    ),
    Damage(
        "hidden columns shown",
        "顯示隱藏欄 (the hidden columns shown)",
        typed(columns_set(10, 17, hidden="0")),
    ),
    Damage(
        "score column hidden",
        "隱藏評分欄 (the score column hidden)",
        typed(columns_set(3, 3, hidden="1")),
        ("cells-hidden",),
    ),
    Damage("columns narrowed", "欄寬改為 1 (columns made narrow)", typed(columns_set(1, 9, width="1"))),
    Damage(
        "headings retyped",
        "欄標題改寫 (a column's heading retyped)",
        typed(text(f"C{LAYOUT.heading_row}", "分數"), text(f"G{LAYOUT.heading_row}", "備註")),
        ("text-changed",),
    ),
    Damage(
        "headings retyped and a column before",
        "欄標題改寫，又在前面插入一欄 (a heading retyped, and a column before all)",
        typed(text(f"C{LAYOUT.heading_row}", "分數"), columns_opened("A")),
        ("text-changed",),
    ),
)

# ── sheets ──────────────────────────────────────────────────────────────────────────────────────


def with_sheet(name: str, part: bytes, state: str = "", kind: str = "worksheet") -> Make:
    """One more sheet, with this XML."""

    def make(data: bytes) -> bytes:
        folder = "worksheets" if kind == "worksheet" else f"{kind}s"
        relation = (
            f'<Relationship Id="rIdNew" Target="{folder}/new.xml" Type="http://schemas.openxmlformats.org/'
            f'officeDocument/2006/relationships/{kind}"/></Relationships>'
        )
        shown = f' state="{state}"' if state else ""
        sheet = (
            f'<sheet name="{name}" sheetId="99"{shown} xmlns:q="http://schemas.openxmlformats.org/'
            f'officeDocument/2006/relationships" q:id="rIdNew"/></sheets>'
        )
        data = open_package(data).replaced({f"xl/{folder}/new.xml": part})
        data = rewritten(
            data, lambda xml: xml.replace("</Relationships>", relation), "xl/_rels/workbook.xml.rels"
        )
        return rewritten(data, lambda xml: xml.replace("</sheets>", sheet), BOOK)

    return make


EMPTY_SHEET = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()
_OLDER = answered(FULL, "2.1.1", score=1)


def copied_sheet(data: bytes) -> bytes:
    """The form's sheet copied within the workbook, with another score in the copy."""
    other = filled(_OLDER)
    return with_sheet(f"{FORM_SHEET} (2)", open_package(other).read(part_of(other, FORM_SHEET)))(data)


def without_sheet(name: str) -> Make:
    def change(root: Element) -> None:
        for sheet in list(root.iter(tag("sheet"))):
            if sheet.get("name") == name:
                sheet.getparent().remove(sheet)  # type: ignore[union-attr]

    return lambda data: edited(data, BOOK, change)


def sheets_in_order(order: Callable[[str], int], **states: str) -> Make:
    def change(root: Element) -> None:
        sheets = root.find(tag("sheets"))
        assert sheets is not None
        sheets[:] = sorted(sheets, key=lambda sheet: order(sheet.get("name", "")))
        for sheet in sheets:
            if "state" in states:
                sheet.set("state", states["state"])

    return lambda data: edited(data, BOOK, change)


def as_values(data: bytes, columns: int = 17) -> bytes:
    """The form's values pasted into a new workbook, so many columns of them."""
    source = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[FORM_SHEET]
    book = openpyxl.Workbook()
    target = book.active
    assert isinstance(source, Worksheet)
    assert isinstance(target, Worksheet)
    for row in source.iter_rows(max_col=columns):
        for each in row:
            if each.value is not None:
                target.cell(each.row, each.column, each.value)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def resaved(change: Callable[[Worksheet], None] = lambda _sheet: None, *, macros: bool = False) -> Make:
    """Opened and saved by openpyxl, with something done in between."""

    def make(data: bytes) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=macros)
        sheet = book[FORM_SHEET]
        assert isinstance(sheet, Worksheet)
        change(sheet)
        return saved(book)

    return make


_NAMELESS = Office("", OFFICE.name)
_STRANGER = ("identity-missing", "formula-replaced", "protection-removed")

SHEETS = (
    Damage(
        "sheet renamed", "工作表改名 (the sheet renamed)", lambda data: renamed(data, FORM_SHEET, "107臺北")
    ),
    Damage(
        "sheets reordered",
        "工作表移到最後 (the sheet moved last)",
        sheets_in_order(lambda n: n == FORM_SHEET),
        ("sheet-before",),
    ),
    Damage("sheets shown", "全部工作表顯示 (all sheets shown)", sheets_in_order(len, state="visible")),
    Damage(
        "form hidden",
        "全部工作表隱藏 (all sheets hidden)",
        sheets_in_order(len, state="hidden"),
        ("form-hidden",),
    ),
    Damage(
        "extra sheet",
        "多一張空白工作表 (a blank sheet more)",
        with_sheet("工作表1", EMPTY_SHEET),
        ("sheet-extra",),
    ),
    Damage(
        "very hidden sheet",
        "多一張極隱藏工作表 (a very hidden sheet more)",
        with_sheet("x", EMPTY_SHEET, "veryHidden"),
        ("sheet-extra",),
    ),
    Damage(
        "chart sheet",
        "多一張圖表工作表 (a chart sheet more)",
        with_sheet("圖表1", EMPTY_SHEET.replace(b"worksheet", b"chartsheet"), kind="chartsheet"),
        ("sheet-extra",),
    ),
    Damage(
        "sheet copied",
        "評分表複製一張，副本另填 (the sheet copied, the copy filled otherwise)",
        copied_sheet,
        ("form-twice", "sheet-extra"),
    ),
    Damage(
        "only a copy left",
        "評分表複製後刪去原本 (the sheet copied, the original deleted)",
        in_turn(
            lambda data: with_sheet("評分表 (2)", open_package(data).read(part_of(data, FORM_SHEET)))(data),
            without_sheet(FORM_SHEET),
        ),
        ("sheet-before",),
    ),
    Damage(
        "two copies left",
        "評分表改名，又有一張另填的副本 (the sheet renamed beside a copy filled otherwise)",
        in_turn(copied_sheet, lambda data: renamed(data, FORM_SHEET, "臺北")),
        ("form-twice", "sheet-extra"),
    ),
    Damage(
        "instructions deleted", "刪去填表說明 (the instructions deleted)", without_sheet(INSTRUCTIONS_SHEET)
    ),
    refused(
        "form deleted", "刪去評分表 (the form's sheet deleted)", without_sheet(FORM_SHEET), "form-unknown"
    ),
    refused(
        "form emptied",
        "評分表清空 (the form's sheet emptied)",
        lambda data: open_package(data).replaced({part_of(data, FORM_SHEET): EMPTY_SHEET}),
        "form-unknown",
    ),
    Damage(
        "identity deleted",
        "刪去識別工作表 (the identity's sheet deleted)",
        without_identity,
        ("identity-missing",),
        office=_NAMELESS,
        expected=SMALL,
    ),
    refused(
        "identity deleted, year unknown",
        "刪去識別工作表，亦未指定年度 (and the rubric is not named)",
        without_identity,
        "form-unknown",
    ),
    Damage(
        "pasted as values",
        "整張貼成值到新活頁簿，含隱藏欄 (pasted as values, hidden columns too)",
        as_values,
        (*_STRANGER, "checks-changed"),
        office=_NAMELESS,
        expected=SMALL,
    ),
    replace(
        refused(
            "pasted without keys",
            "只貼可見欄到新活頁簿 (only the visible columns pasted)",
            lambda data: as_values(data, 9),
            "form-unknown",
        ),
        expected=SMALL,
    ),
)

# ── cells, locks, validations ───────────────────────────────────────────────────────────────────


def merging(*ranges: str) -> Change:
    """Cells merged; of what they held, the first keeps its own."""

    def change(root: Element) -> None:
        merges = root.find(tag("mergeCells"))
        assert merges is not None
        for each in ranges:
            etree.SubElement(merges, tag("mergeCell"), ref=each)

    return change


def splitting(root: Element) -> None:
    merges = root.find(tag("mergeCells"))
    assert merges is not None
    root.remove(merges)


_UNSCORED = answered(FULL, "1.1.2", score=None)

CELLS = (
    Damage(
        "cells merged",
        "評分格與下一列合併 (a score's cell merged with the row below)",
        typed(merging(f"C{FIRST['1.1.1']}:C{FIRST['1.1.1'] + 1}")),
    ),
    Damage(
        "scores merged",
        "兩細項的評分格合併，後者不見 (two items' score cells merged, the second gone)",
        typed(merging(f"C{FIRST['1.1.1']}:C{_ROW}"), put(score_cell("1.1.2"), ""), recalculated(_UNSCORED)),
        ("score-missing",),
        {"1.1.2": {"score": None}},
    ),
    Damage(
        "notes merged",
        "紀錄事項合併為一格 (the rows of a note merged)",
        typed(merging("G18:G20"), *(put(note_cell("2.1.1", row), "") for row in (2, 3))),
        answers={"2.1.1": {"notes": FULL.answer("2.1.1").notes[:1]}},
    ),
    Damage("cells split", "取消所有合併儲存格 (all merged cells split)", typed(splitting)),
    Damage(
        "validations removed", "貼上蓋掉資料驗證 (validations pasted over)", typed(without("dataValidations"))
    ),
    Damage(
        "formats removed",
        "清除設定格式化的條件 (conditional formats cleared)",
        typed(without("conditionalFormatting")),
    ),
    Damage(
        "names removed",
        "刪去定義的名稱 (the defined names deleted)",
        lambda data: edited(data, BOOK, without("definedNames")),
    ),
    Damage(
        "sheet unlocked",
        "解除工作表保護 (the sheet's protection removed)",
        typed(without("sheetProtection")),
        ("protection-removed",),
    ),
    Damage(
        "structure unlocked",
        "解除活頁簿保護 (the workbook's protection removed)",
        lambda data: edited(data, BOOK, without("workbookProtection")),
        ("structure-unlocked",),
    ),
    Damage(
        "locked with another password",
        "以別的密碼重新保護 (locked again, with another password)",
        swapped("<sheetProtection ", '<sheetProtection password="CC1A" '),
    ),
    Damage("printed part moved", "改了列印設定 (other page setup)", swapped('orientation="landscape"', "")),
)

# ── totals ──────────────────────────────────────────────────────────────────────────────────────


def total(damage_id: str, done: str, change: Change, *codes: str, bug: str = "") -> Damage:
    return Damage(f"total: {damage_id}", done, typed(change), ("formula-replaced", *codes), bug=bug)


TOTALS = (
    total("right number", "得分改填相同數字 (typed over, the same number)", number(VISIBLE, "22")),
    total(
        "wrong number",
        "得分改填不同數字 (typed over, another number)",
        number(VISIBLE, "29"),
        "total-mismatch",
    ),
    total("right text", "得分改成文字 (typed over as text)", text(VISIBLE, "項目1.1\n得分：22")),
    total(
        "wrong text",
        "得分改成不同文字 (as text, another number)",
        text(VISIBLE, "得分：２９"),
        "total-mismatch",
    ),
    total(
        "no number",
        "得分改成沒有數字的文字 (as a text without number)",
        text(VISIBLE, "優"),
        "total-not-a-number",
    ),
    total("cleared", "得分清空 (cleared)", put(VISIBLE, "")),
    total(
        "another formula",
        "得分改成別的公式 (another formula where people look)",
        formula(VISIBLE, "90", "90"),
        "total-mismatch",
    ),
    total(
        "hidden number",
        "隱藏的合計改填數字 (a number typed over the hidden sum)",
        number(NUMBER, "29"),
        "total-mismatch",
    ),
    total(
        "hidden text",
        "隱藏的合計改填文字 (a text typed over the hidden sum)",
        text(NUMBER, "二十二"),
        "total-not-a-number",
    ),
    total(
        "hidden formula",
        "隱藏的合計改成別的公式 (another formula in the hidden sum)",
        formula(NUMBER, "C7+C9+7", "29"),
        "total-mismatch",
    ),
    total(
        "hidden sum of fewer",
        "隱藏的合計少加一項 (the hidden sum leaves an item out)",
        formula(NUMBER, 'IF(COUNT(C7,C9)=0,"",SUM(C7))', "7"),
        "total-mismatch",
    ),
    Damage(
        "total: stale",
        "公式未重算 (a formula not recalculated)",
        typed(lambda root: set_cached(cell(root, NUMBER), 29)),
        ("total-stale",),
    ),
    Damage(
        "total: broken",
        "公式為錯誤值 (a formula shows an error)",
        typed(broken("1.1")),
        ("total-not-a-number",),
    ),
)

# ── ticks ───────────────────────────────────────────────────────────────────────────────────────

ACCEPTED_MARKS = (
    "✓",
    "✔",
    "V",
    "v",
    "x",
    "X",
    "1",
    "TRUE",
    "■",
    "☒",
    "●",
    "√",
    " ☑ ",
    "\u3000✓",
    "1.0",
    "True",
    "☑️",
    "✔️",
    "✅",
    "Ｖ",
    "ˇ",
    "○",
    "V\u200b",
)
EMPTY_MARKS = ("☐", "□", "0", "FALSE", "", " ")
OTHER_MARKS = ("是", "O", "✗", "✘", "×", "勾", "?", "*", "2", "Ｖ？", "y", "-", "☑☑", "#N/A")


def tick(damage_id: str, change: Change, codes: tuple[str, ...] = (), bug: str = "", **answer: Any) -> Damage:
    return Damage(
        f"tick: {damage_id}",
        f"勾選欄是 {damage_id}",
        typed(change),
        codes,
        {"1.1.2": answer} if answer else {},
        bug=bug,
    )


TICKS = (
    *(tick(repr(mark), text(T1, mark)) for mark in ACCEPTED_MARKS),
    *(tick(f"{mark!r} for none", text(T2, mark)) for mark in EMPTY_MARKS),
    *(
        tick(repr(mark), text(T1, mark), ("tick-unreadable",), ticked=(), odd_ticks=((1, mark),))
        for mark in OTHER_MARKS
    ),
    tick("the number 1", number(T1, "1")),
    tick("the truth value", put(T1, "<v>1</v>", "b")),
    tick("the truth value for none", put(T2, "<v>0</v>", "b")),
    tick("error", put(T1, "<v>#REF!</v>", "e"), ("tick-unreadable",), ticked=(), odd_ticks=((1, "#REF!"),)),
    tick("both", text(T2, "V"), ("band-multiple",), ticked=(1, 2)),
    tick("none", text(T1, "☐"), ("band-missing",), ticked=()),
    tick("formula", formula(T1, "UNICHAR(9745)", "☑", "str"), ("input-formula",)),
)

# ── scores ──────────────────────────────────────────────────────────────────────────────────────


def scored(damage_id: str, change: Change, *codes: str, bug: str = "", **answer: Any) -> Damage:
    """What was written in the score cell of 2.1.1, which held 27; sums follow it."""
    card = answered(FULL, "2.1.1", **answer)
    answers = {"2.1.1": answer} if answer else {}
    return Damage(
        f"score: {damage_id}",
        f"評分欄是 {damage_id}",
        typed(change, recalculated(card)),
        codes,
        answers,
        bug=bug,
    )


def _as_text(written: str) -> Damage:
    return scored(repr(written), text(S, written), "score-as-text", score_is_text=True)


def _not_a_number(written: str) -> Damage:
    return scored(
        repr(written), text(S, written), "score-not-a-number", score=None, score_text=written.strip()
    )


def real_date(digits: str, number_format: int, code: str = "", at: str = D) -> Make:
    def make(data: bytes) -> bytes:
        styled, style = with_format(data, number_format, code)
        return retyped(styled, number(at, digits, style))

    return make


ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!")
SCORES = (
    *map(
        _as_text,
        ("27分", "２７", " 27 ", "27.0", "27 分", "\u300027", "+27", "２７．０", "2.7e1", "027", "\t27\n"),
    ),
    *map(
        _not_a_number,
        ("27,5", "二十七", "約27", "27-28", "27/60", "27%", "A27", "27?", "優", "27 28", "=27", "²7"),
    ),
    *(
        scored(error, put(S, f"<v>{error}</v>", "e"), "score-not-a-number", score=None, score_text=error)
        for error in ERRORS
    ),
    scored("TRUE", put(S, "<v>1</v>", "b"), "score-not-a-number", score=None, score_text="TRUE"),
    scored("27.0 as a number", number(S, "27.0")),
    scored("27 as Excel saves sums", number(S, "27.000000000000004")),
    scored("2.7E1", number(S, "2.7E1")),
    scored("blank", put(S, ""), "score-missing", score=None),
    scored("spaces", text(S, " \u3000 "), "score-missing", score=None),
    scored("27.5", number(S, "27.5"), "score-off-step", score="27.5"),
    scored("-1", number(S, "-1"), "score-out-of-range", score=-1),
    scored("99", number(S, "99"), "score-out-of-range", score=99),
    scored("a formula", formula(S, "20+7", "27"), "input-formula"),
    scored("a formula to another file", formula(S, "[1]Sheet1!$A$1", "27"), "input-formula"),
    scored(
        "a formula that fails",
        formula(S, "Z9/0", "#DIV/0!", "e"),
        "input-formula",
        "score-not-a-number",
        score=None,
        score_text="#DIV/0!",
    ),
    scored("a formula never calculated", formula(S, "20+7"), "formula-unsaved", score=None),
    scored(
        "an ISO date",
        put(S, "<v>1900-01-27T00:00:00</v>", "d"),
        "score-not-a-number",
        score=None,
        score_text="1900-01-27T00:00:00",
    ),
    scored(
        "a number too long",
        number(S, "27" + "0" * 40),
        "score-not-a-number",
        score=None,
        score_text="27" + "0" * 40,
    ),
    scored("of no number at all", number(S, "nan"), "score-not-a-number", score=None, score_text="nan"),
    Damage(
        "score: a date",
        "評分欄輸入 1/27 變成日期 (1/27 typed, which became a date)",
        real_date("43127", 14, at=S),
        ("score-is-date", "total-stale", "total-stale", "total-stale"),
        {"2.1.1": {"score": 43127, "score_day": (1, 27)}},
    ),
)

# ── dates ───────────────────────────────────────────────────────────────────────────────────────

DATE_TEXTS = (
    *("107年7月5日", "107/7/5", "107.07.05", "107-7-5", "1070705", "2018/7/5", "2018-07-05", "20180705"),
    *(
        "１０７年７月５日",
        "中華民國107年7月5日",
        "民國 107 年 7 月 5 日",
        "2018年7月5日",
        "2018-07-05 00:00:00",
    ),
)
NO_DATES = ("7/5", "18/7/5", "107/2/30", "七月五日", "去年七月", "107/7", "43286", "107年13月1日")
UNDATED = Header({}, {}, TEXTS)


def dated(damage_id: str, make: Make, *codes: str, written: str | None = None, bug: str = "") -> Damage:
    header = FULL.header if written is None else replace(UNDATED, unread={"date": written} if written else {})
    return Damage(f"date: {damage_id}", f"考核日期是 {damage_id}", make, codes, header=header, bug=bug)


_FROM_1904 = edited(BASE, BOOK, lambda root: root.find(tag("workbookPr")).set("date1904", "1"))  # type: ignore[union-attr]
DATES = (
    *(dated(repr(written), typed(text(D, written))) for written in DATE_TEXTS),
    *(
        dated(repr(written), typed(text(D, written)), "date-unreadable", written=written)
        for written in NO_DATES
    ),
    dated("a real one", real_date("43286", 14)),
    dated("a real one with a time", real_date("43286.75", 22)),
    dated("a real one in a Taiwanese format", real_date("43286", 170, '[$-404]e"年"m"月"d"日";@')),
    dated("a real one of 1904", lambda _data: real_date("41824", 14)(_FROM_1904)),
    dated("digits in a plain cell", real_date("1070705", 0)),
    dated("a count of days in a plain cell", real_date("43286", 0), "date-unreadable", written="43286"),
    dated("an ISO date", typed(put(D, "<v>2018-07-05T00:00:00</v>", "d"))),
    dated("an error", typed(put(D, "<v>#N/A</v>", "e")), "date-unreadable", written="#N/A"),
    dated("blank", typed(put(D, "")), "header-missing", written=""),
    dated("a formula", typed(formula(D, "TODAY()", "107/7/5", "str")), "text-formula"),
)

# ── what else stands in input cells ─────────────────────────────────────────────────────────────

NOTE = note_cell("1.1.1")
INERT = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝１",
    "＋",
    "－",
    "＠",
    "\t=cmd",
    "'=1",
    '=HYPERLINK("http://x","y")',
)


def noted(damage_id: str, change: Change, note: str, *codes: str) -> Damage:
    answers = {"1.1.1": {"notes": (note, *FULL.answer("1.1.1").notes[1:])}}
    return Damage(f"note: {damage_id}", f"紀錄事項是 {damage_id}", typed(change), codes, answers)


def linked(root: Element) -> None:
    """A hyperlink on a score and on a note."""
    links = etree.Element(tag("hyperlinks"))
    for address in (S, NOTE):
        etree.SubElement(links, tag("hyperlink"), ref=address, location="A1", display="x")
    root.find(tag("pageMargins")).addprevious(links)  # type: ignore[union-attr]


def commented(sheet: Worksheet) -> None:
    sheet[S].comment = Comment("請核對，應為 60", "某人")
    sheet[T1].comment = Comment("☐", "某人")


EXTERNAL = (
    f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships" r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames></externalBook>'
    "</externalLink>"
).encode()

INPUTS = (
    *(noted(repr(written), text(NOTE, written.replace("<", "&lt;")), written) for written in INERT),
    *(noted(error, put(NOTE, f"<v>{error}</v>", "e"), error) for error in ("#N/A", "#REF!")),
    noted("a number", number(NOTE, "27"), "27"),
    noted("a truth value", put(NOTE, "<v>1</v>", "b"), "TRUE"),
    noted("a formula", formula(NOTE, "1+1", "2"), "2", "text-formula"),
    noted("markup", text(NOTE, "&lt;b&gt;&amp;amp;"), "<b>&amp;"),
    noted("control characters", text(NOTE, "甲_x0007_乙_x005F_x0041_"), "甲\x07乙_x0041_"),
    noted("rare characters", text(NOTE, "𠮷野家👨‍👩‍👧 🄰"), "𠮷野家👨‍👩‍👧 🄰"),
    noted("longest", text(NOTE, "字" * 32_767), "字" * 32_767),
    Damage("hyperlinks", "輸入格加超連結 (hyperlinks on input cells)", typed(linked)),
    Damage("comments", "輸入格加註解 (comments on input cells)", resaved(commented), ("comment-on-form",)),
    Damage(
        "external link",
        "連到別的活頁簿 (a link to another workbook)",
        with_parts({"xl/externalLinks/externalLink1.xml": EXTERNAL}),
    ),
    Damage(
        "text beside the form",
        "表外的欄裡寫字 (something written beside and below the form)",
        typed(new_row(60, A="附註", C="99", G="補充"), new_row(70, Z="99")),
        ("text-added",),
    ),
    Damage(
        "score in a note row",
        "分數寫在細項的第二列 (the score in an item's second row)",
        typed(
            put(S, ""),
            number(f"C{FIRST['2.1.1'] + 1}", "27"),
            recalculated(answered(FULL, "2.1.1", score=None)),
        ),
        ("row-unknown", "score-missing"),
        {"2.1.1": {"score": None}},
    ),
    Damage(
        "locked texts changed",
        "改了細項名稱與配分 (locked texts changed)",
        typed(text(f"E{_ROW}", "另一細項"), text(f"F{_ROW + 1}", "９９分")),
        ("text-changed",),
    ),
    Damage(
        "locked cells filled",
        "在空白的鎖定格寫字 (something written into locked cells that were blank)",
        typed(put("H9", "<v>x</v>", "str"), text("F9", "９９分")),
        ("text-added",),
    ),
)

# ── identity ────────────────────────────────────────────────────────────────────────────────────

WHO = identity()
OTHER_KEY = b"the key of somebody else"
_OTHER = Office("B02", "新北分署")
_XINBEI = answered(FULL, "1.1.1")


def said(**changes: str) -> Make:
    """The hidden sheet says something else, under the old signature."""
    return lambda _data: filled(FULL, who=replace(WHO, **changes))


def _told(name: str, done: str, make: Make, *codes: str, **settings: Any) -> Damage:
    return Damage(f"identity: {name}", done, make, codes, **settings)


def office_written(name: str) -> Change:
    return text(f"C{LAYOUT.by_key['@office'].number}", name)


IDENTITIES = (
    _told(
        "office cell",
        "改了表上的機關名稱 (the office's cell changed)",
        typed(office_written("新北分署")),
        "form-other-office",
    ),
    _told("office cell, another spelling", "臺寫成台 (台 for 臺)", typed(office_written(" 台北 分署"))),
    _told(
        "office",
        "改了識別資料的機關 (the hidden office changed)",
        lambda _data: retyped(
            filled(FULL, who=replace(WHO, office_name="新北分署")), office_written("臺北分署")
        ),
        "signature-invalid",
        "form-other-office",
        office=Office("B01", "新北分署"),
    ),
    _told(
        "office everywhere",
        "兩處都改 (the hidden office and the cell changed)",
        in_turn(said(office_name=_OTHER.name, office_code=_OTHER.code), typed(office_written(_OTHER.name))),
        "signature-invalid",
        office=_OTHER,
    ),
    _told(
        "office code",
        "改了機關代碼 (the office's code changed)",
        said(office_code="B02"),
        "signature-invalid",
        office=Office("B02", OFFICE.name),
    ),
    _told("issue", "改了發出批次 (the issue id changed)", said(issue="109-9"), "signature-invalid"),
    _told("signature", "改了簽章 (the signature changed)", said(signature="0" * 64), "signature-invalid"),
    _told("no signature", "簽章空白 (the signature gone)", said(signature=""), "signature-invalid"),
    _told("no key id", "金鑰代號空白 (the key's id gone)", said(key_id=""), "signature-invalid"),
    _told(
        "somebody else's",
        "別人的金鑰所簽 (signed with another key)",
        lambda _data: filled(FULL, who=sign(WHO, OTHER_KEY)),
        "signature-unverified",
    ),
    _told("no key at hand", "手邊沒有金鑰 (no key at hand)", instead(BASE), "signature-unverified", key=None),
    _told(
        "another key at hand",
        "手邊是別的金鑰 (another key at hand)",
        instead(BASE),
        "signature-unverified",
        key=OTHER_KEY,
    ),
    _told(
        "changed, no key at hand",
        "改了，手邊沒有金鑰 (changed, and no key at hand)",
        said(issue="109-9"),
        "signature-unverified",
        key=None,
    ),
    refused(
        "identity: rubric", "改了評分表編號 (the rubric's id changed)", said(rubric="106"), "form-own-rubric"
    ),
    refused(
        "identity: rubric known",
        "編號改成別的年度 (changed to another known rubric)",
        said(rubric="107"),
        "form-other-rubric",
    ),
    refused(
        "identity: rubric hash",
        "評分表內容不同 (the rubric's hash changed)",
        said(rubric_hash="0" * 64),
        "form-other-rubric",
    ),
    refused("identity: layout", "版面版本不同 (another layout version)", said(layout="0"), "form-outdated"),
    refused(
        "identity: product", "識別資料不是本系統的 (not our identity)", said(product="other"), "form-unknown"
    ),
)

# ── how programs write the same ─────────────────────────────────────────────────────────────────

STRICT = (
    (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)


def strict(data: bytes) -> bytes:
    """Every part in the strict namespaces."""
    package = open_package(data)
    parts = {}
    for name in package.members:
        content = package.read(name).decode()
        for old, new in STRICT:
            content = content.replace(old, new)
        parts[name] = content.encode()
    return package.replaced(parts)


def every_part(change: Callable[[str, bytes], bytes]) -> Make:
    def make(data: bytes) -> bytes:
        package = open_package(data)
        return package.replaced({name: change(name, package.read(name)) for name in package.members})

    return make


def _utf16(_name: str, content: bytes) -> bytes:
    return re.sub(r"<\?xml.*?\?>", '<?xml version="1.0" encoding="UTF-16"?>', content.decode()).encode(
        "utf-16"
    )


def without_addresses(root: Element) -> None:
    """Rows and cells that say no place: each follows the one before."""
    last = max(int(row.get("r", "")) for row in root.iter(ROW))
    data = root.find(tag("sheetData"))
    assert data is not None
    rows = {int(row.get("r", "")): row for row in data}
    data[:] = [rows.get(number_, data.makeelement(ROW)) for number_ in range(1, last + 1)]
    for row in data:
        by_letter = {each.get("r", "")[0]: each for each in row}
        letters = [chr(code) for code in range(65, ord(max(by_letter, default="@")) + 1)]
        row[:] = [by_letter.get(letter, row.makeelement(C)) for letter in letters]
        for each in (row, *row):
            each.attrib.pop("r", "")


def attributes_reversed(root: Element) -> None:
    for each in root.iter():
        if isinstance(each.tag, str):
            items = list(each.attrib.items())[::-1]
            each.attrib.clear()
            each.attrib.update(dict(items))


def rich(address: str, *runs: str, phonetic: str = "") -> Change:
    content = "".join(f"<r><rPr><b/></rPr><t xml:space='preserve'>{run}</t></r>" for run in runs)
    guide = f'<rPh sb="0" eb="1"><t>{phonetic}</t></rPh><phoneticPr fontId="1"/>' if phonetic else ""
    return put(address, f"<is>{content}{guide}</is>", "inlineStr")


def shared(column: str, first: int, second: int) -> Change:
    """A cell's formula as the one of a cell above it, filled down."""

    def change(root: Element) -> None:
        above, below = (cell(root, f"{column}{row}").find(tag("f")) for row in (first, second))
        assert above is not None
        assert below is not None
        for each in (above, below):
            each.set("t", "shared")
            each.set("si", "0")
        above.set("ref", f"{column}{first}:{column}{second}")
        below.text = None

    return change


_FIRST_NOTE = FULL.answer("1.1.1").notes[0]
WRITERS = (
    Damage("strict", "存成 Strict Open XML", strict),
    Damage(
        "prefixed names",
        "XML 加上命名空間前綴 (names with a prefix)",
        respelled(lambda xml: re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml).replace("xmlns=", "xmlns:x=", 1)),
    ),
    Damage("no addresses", "儲存格不寫位址 (cells without addresses)", typed(without_addresses)),
    Damage(
        "byte order mark",
        "各部分以 BOM 開頭 (each part begins with a BOM)",
        every_part(lambda _name, content: b"\xef\xbb\xbf" + content),
    ),
    Damage("UTF-16", "各部分為 UTF-16 (each part in UTF-16)", every_part(_utf16)),
    Damage(
        "line ends",
        "換行為 CRLF (CRLF between elements)",
        respelled(lambda xml: xml.replace("><row", ">\r\n  <row").replace("></row>", ">\r\n</row>")),
    ),
    Damage("attribute order", "屬性順序不同 (attributes in another order)", typed(attributes_reversed)),
    Damage(
        "single quotes",
        "屬性用單引號 (attributes in single quotes)",
        respelled(lambda xml: re.sub(r' (r|s|t)="([A-Za-z0-9]+)"', r" \1='\2'", xml)),
    ),
    Damage(
        "comments in XML",
        "XML 裡有註解 (comments in the XML)",
        respelled(lambda xml: xml.replace("<v>", "<!-- <v>99</v> --><v>")),
    ),
    Damage(
        "comment within a value",
        "數值中間有註解 (a comment within a value)",
        respelled(lambda xml: xml.replace("<v>27</v>", "<v>2<!-- 5 -->7</v>")),
    ),
    Damage(
        "processing instruction",
        "XML 裡有處理指示 (a processing instruction)",
        respelled(lambda xml: xml.replace("<sheetData>", "<?x <c r='C7'><v>99</v></c>?><sheetData>")),
    ),
    Damage(
        "CDATA",
        "文字寫成 CDATA (texts as CDATA)",
        respelled(
            lambda xml: re.sub(r"<t xml:space=\"preserve\">([^<&]*)</t>", r"<t><![CDATA[\1]]></t>", xml)
        ),
    ),
    Damage(
        "character references",
        "文字寫成字元參照 (texts as references)",
        respelled(lambda xml: xml.replace("☑</t>", "&#x2611;</t>")),
    ),
    Damage(
        "unknown elements",
        "XML 裡有別的元素 (elements of another namespace)",
        respelled(
            lambda xml: xml.replace("<sheetData>", "<sheetData>").replace(
                "</sheetData>", "</sheetData><z:x xmlns:z='urn:z'><z:c r='C7'><z:v>99</z:v></z:c></z:x>"
            )
        ),
    ),
    Damage(
        "rich text",
        "紀錄事項部分粗體 (a note partly bold)",
        typed(rich(NOTE, _FIRST_NOTE[:4], _FIRST_NOTE[4:])),
    ),
    Damage(
        "phonetic guide",
        "紀錄事項有注音 (a note with a phonetic guide)",
        typed(rich(NOTE, _FIRST_NOTE, phonetic="ㄗㄨㄛˇ")),
    ),
    Damage(
        "rich score",
        "評分部分粗體 (a score partly bold)",
        typed(rich(S, "2", "7"), recalculated(answered(FULL, "2.1.1", score_is_text=True))),
        ("score-as-text",),
        {"2.1.1": {"score_is_text": True}},
    ),
    Damage("shared formulas", "公式寫成共用 (formulas written as shared)", typed(shared("P", 14, 16))),
    Damage(
        "total filled down",
        "上面的得分往下拉 (a total's cell filled down over the next)",
        typed(shared("B", 7, 12)),
        ("formula-replaced",),
    ),
    Damage("saved by openpyxl", "以 openpyxl 開啟再儲存 (opened and saved by openpyxl)", resaved()),
    Damage("no styles", "沒有樣式 (the part of styles gone)", without_part(STYLES)),
    Damage(
        "macro",
        "加上巨集 (a macro part added)",
        with_parts({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0macro"}),
        ("macro-present",),
    ),
    Damage(
        "unknown parts",
        "多了不相干的部分 (parts that are not ours)",
        with_parts({"customXml/item1.xml": b"<x/>", "xl/media/image1.png": b"\x89PNG"}),
    ),
    Damage(
        "giant dimension",
        "宣稱範圍到 XFD1048576 (a dimension of the whole sheet)",
        respelled(lambda xml: re.sub(r'<dimension ref="[^"]*"/>', '<dimension ref="A1:XFD1048576"/>', xml)),
    ),
    Damage(
        "stray cell",
        "XFD1048576 有一格 (a value in the very last cell)",
        typed(new_row(1_048_576, XFD="x")),
        ("text-added",),
    ),
    Damage(
        "stray number",
        "C1048576 有一格 (a value in the last cell of 評分)",
        typed(new_row(1_048_576, C="99")),
        ("text-added",),
    ),
)

# ── the file as a zip ───────────────────────────────────────────────────────────────────────────


def rezipped(method: int = zipfile.ZIP_DEFLATED, *, streamed: bool = False, zip64: bool = False) -> Make:
    """The same parts as another program packs them."""

    def make(data: bytes) -> bytes:
        package = open_package(data)
        stream: Any = Unseekable() if streamed else io.BytesIO()
        with zipfile.ZipFile(stream, "w", method) as archive:
            for name in package.members:
                info = zipfile.ZipInfo(name)
                info.compress_type = method
                with archive.open(info, "w", force_zip64=zip64) as part:
                    part.write(package.read(name))
        return bytes(stream.getvalue())

    return make


class Unseekable(io.BytesIO):
    """A stream that cannot go back, so that sizes follow the data."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_args: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def with_members(*members: Member) -> Make:
    return lambda data: assemble((*open_package(data).members.values(), *members))


def flagged(bit: int) -> Make:
    """A flag set in every local and central header."""

    def make(data: bytes) -> bytes:
        raw = bytearray(data)
        for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            for match in re.finditer(re.escape(signature), data):
                flags = struct.unpack_from("<H", raw, match.start() + offset)[0]
                struct.pack_into("<H", raw, match.start() + offset, flags | bit)
        return bytes(raw)

    return make


def of_member(name: str, **changes: Any) -> Make:
    """What the directory says of a member changed: method, crc, size, data."""

    def make(data: bytes) -> bytes:
        members = open_package(data).members
        fields = {key: getattr(members[name], key) for key in ("name", "method", "crc", "size", "data")}
        return assemble({**members, name: Member(**{**fields, **changes})}.values())

    return make


def _content(name: str) -> bytes:
    return open_package(BASE).read(name)


FORM_PART = part_of(BASE, FORM_SHEET)
IDENTITY_PART = part_of(BASE, IDENTITY_SHEET)
RELATIONS = "xl/_rels/workbook.xml.rels"
DTD = '<!DOCTYPE worksheet [<!ENTITY a "27">]>'


def declared(doctype: str, use: str = "") -> Make:
    """A DTD in the form's sheet, and an entity of it where the score stands."""

    def change(xml: str) -> str:
        xml = xml.replace("<worksheet", f"{doctype}<worksheet", 1)
        return xml.replace("<v>27</v>", f"<v>{use}</v>") if use else xml

    return respelled(change)


PACKAGES = (
    Damage("stored", "各部分未壓縮 (members stored)", rezipped(zipfile.ZIP_STORED)),
    Damage("data descriptors", "大小寫在資料之後 (sizes after the data)", rezipped(streamed=True)),
    Damage("zip64", "Zip64 欄位 (zip64 fields)", rezipped(zip64=True)),
    Damage(
        "bytes appended", "檔尾多了內容 (bytes after the end)", lambda data: data + b"\r\n--boundary--\r\n"
    ),
    refused(
        "sizes understated",
        "宣稱的大小不實 (a declared size of 1)",
        of_member(FORM_PART, size=1),
        "file-unreadable",
    ),
    Damage("no content types", "沒有 [Content_Types].xml", without_part("[Content_Types].xml")),
    refused(
        "bytes prepended",
        "檔頭多了內容 (bytes before the beginning)",
        lambda data: b"MIME\r\n" + data,
        "file-not-a-workbook",
    ),
    refused("no workbook part", "沒有 workbook.xml", without_part(BOOK), "file-unreadable"),
    refused("no relations", "沒有 workbook.xml.rels", without_part(RELATIONS), "file-unreadable"),
    refused(
        "no sheet part",
        "沒有評分表的部分 (the part of the form gone)",
        without_part(FORM_PART),
        "file-unreadable",
    ),
    refused(
        "no identity part",
        "沒有識別工作表的部分 (the part of the identity gone)",
        without_part(IDENTITY_PART),
        "file-unreadable",
    ),
    refused("no strings", "沒有共用字串 (the shared strings gone)", without_part(STRINGS), "file-unreadable"),
    refused(
        "no sheets",
        "活頁簿沒有工作表 (no sheets)",
        lambda data: edited(data, BOOK, without("sheet")),
        "file-unreadable",
    ),
    refused(
        "broken XML",
        "XML 不完整 (XML that is not well-formed)",
        swapped("</row></sheetData>", "</sheetData>"),
        "file-unreadable",
    ),
    refused(
        "empty part", "評分表的部分是空的 (an empty part)", with_parts({FORM_PART: b""}), "file-unreadable"
    ),
    refused("bad CRC", "檢查碼不符 (a wrong checksum)", of_member(FORM_PART, crc=1), "file-unreadable"),
    refused(
        "bad deflate",
        "壓縮資料損壞 (broken compressed data)",
        of_member(FORM_PART, data=b"\xff" * 99),
        "file-unreadable",
    ),
    refused(
        "half a part",
        "壓縮資料少一半 (half of the compressed data)",
        lambda data: of_member(FORM_PART, data=open_package(data).members[FORM_PART].data[:999])(data),
        "file-unreadable",
    ),
    refused("LZMA", "以 LZMA 壓縮 (compressed with LZMA)", rezipped(zipfile.ZIP_LZMA), "file-unreadable"),
    refused("encrypted members", "zip 加密 (encrypted members)", flagged(1), "file-encrypted"),
    refused(
        "repeated member",
        "同名的部分兩個 (two parts of one name)",
        with_members(compress(FORM_PART, EMPTY_SHEET)),
        "file-suspicious",
    ),
    refused(
        "repeated member in capitals",
        "僅大小寫不同 (two parts that differ in case)",
        with_members(compress(FORM_PART.upper(), EMPTY_SHEET)),
        "file-suspicious",
    ),
    *(
        refused(f"path {name}", f"部分名為 {name}", with_members(compress(name, b"x")), "file-suspicious")
        for name in ("../evil", "/etc/passwd", "xl/../../evil", "..\\evil", "C:\\evil")
    ),
    refused(
        "too many members",
        "2001 個部分 (2001 parts)",
        with_members(*(compress(f"x/{n}", b"") for n in range(2_001))),
        "file-too-large",
    ),
    refused("DTD", "含 DTD", declared(DTD), "file-suspicious"),
    refused("entity", "以實體寫分數 (a score as an entity)", declared(DTD, "&a;"), "file-suspicious"),
    refused(
        "external entity",
        "外部實體 (an external entity)",
        declared('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
        "file-suspicious",
    ),
    refused(
        "DTD in UTF-16",
        "UTF-16 裡的 DTD (a DTD in UTF-16)",
        in_turn(declared(DTD, "&a;"), every_part(_utf16)),
        "file-suspicious",
    ),
    refused(
        "DTD in the strings",
        "共用字串含 DTD (a DTD in the strings)",
        swapped("<sst", "<!DOCTYPE sst []><sst", STRINGS),
        "file-suspicious",
    ),
    refused(
        "undefined entity",
        "未定義的實體 (an entity that is not defined)",
        swapped("<v>27</v>", "<v>&a;</v>"),
        "file-unreadable",
    ),
)

# ── other files, renamed ────────────────────────────────────────────────────────────────────────


def zipped(parts: Mapping[str, bytes]) -> bytes:
    return assemble(compress(name, content) for name, content in parts.items())


MAIL = ole("__substg1.0_0037001F")
LOCKED = ole("EncryptedPackage")
BOF = struct.pack("<HH16x", 0x0809, 16)
FILE_PASS = struct.pack("<HH6x", 0x2F, 6)
XLSB_ROOT = {
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{KINDS}/officeDocument"'
    ' Target="xl/workbook.bin"/></Relationships>'.encode()
}
BROKEN_XLSB = zipped(
    XLSB_ROOT | {"xl/workbook.bin": b"\x83\x01", "xl/_rels/workbook.bin.rels": b"<Relationships/>"}
)

OTHERS = tuple(
    refused(f"renamed: {name}", f"{name} 改名為 .xlsx", instead(content), code)
    for name, content, code in (
        ("nothing", b"", "file-empty"),
        ("csv", "機關,分數\n臺北分署,27\n".encode("cp950"), "file-other-format"),
        ("text", "請見附件".encode(), "file-not-a-workbook"),
        ("html", b"<html><table><tr><td>27</td></tr></table></html>", "file-other-format"),
        ("xml spreadsheet", b'<?xml version="1.0"?><Workbook/>', "file-not-a-workbook"),
        ("pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + bytes(999), "file-not-a-workbook"),
        ("picture", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(999), "file-not-a-workbook"),
        ("rar", b"Rar!\x1a\x07\x00" + bytes(999), "file-not-a-workbook"),
        ("7z", b"7z\xbc\xaf\x27\x1c" + bytes(999), "file-not-a-workbook"),
        ("zeros", bytes(10_000), "file-not-a-workbook"),
        ("zip of forms", zipped({"臺北.xlsx": BASE, "新北.xlsx": BASE}), "file-other-format"),
        ("docx", zipped({"word/document.xml": b"<w/>"}), "file-not-a-workbook"),
        ("empty zip", zipped({}), "file-not-a-workbook"),
        ("only a beginning", b"PK\x03\x04", "file-truncated"),
        ("mail", MAIL, "file-not-a-workbook"),
        ("encrypted workbook", LOCKED, "file-encrypted"),
        ("encrypted workbook, cut off", LOCKED[:3_000], "file-truncated"),
        ("broken xls", ole("Workbook"), "file-unreadable"),
        ("broken xls that begins well", ole("Workbook", BOF), "form-unknown"),
        ("encrypted xls", ole("Workbook", BOF + FILE_PASS), "file-encrypted"),
        ("broken xlsb", zipped(XLSB_ROOT | {"xl/workbook.bin": b"\x83\x01\x00"}), "file-unreadable"),
        ("broken xlsb with relations", BROKEN_XLSB, "file-unreadable"),
        (
            "broken ods",
            zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            "file-unreadable",
        ),
        ("another workbook", saved(openpyxl.Workbook()), "form-unknown"),
    )
)

TABLE = (
    *(*ROWS, *COLUMNS, *SHEETS, *CELLS, *TOTALS, *TICKS, *SCORES),
    *(*DATES, *INPUTS, *IDENTITIES, *WRITERS, *PACKAGES, *OTHERS),
)

# ── files that are made to do harm ──────────────────────────────────────────────────────────────

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Hostile:
    """``codes``: any one of these refuses it; none where it is harmless and the form is read."""

    id: str
    make: Callable[[], bytes]
    codes: tuple[str, ...] = ("file-suspicious",)
    bug: str = ""


def inflating(name: str, megabytes: int, char: bytes = b" ", size: int | None = None) -> Member:
    """A member that inflates to this much of one byte, made without holding it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block, crc, packed = char * MEGABYTE, 0, []
    for _ in range(megabytes):
        crc = zlib.crc32(block, crc)
        packed.append(packer.compress(block))
    data = b"".join((*packed, packer.flush()))
    return Member(name, 8, crc, megabytes * MEGABYTE if size is None else size, data)


def with_member(member: Member, data: bytes = BASE) -> bytes:
    """The form with a member added, or another one in its place."""
    return assemble({**open_package(data).members, member.name: member}.values())


def with_xml(change: Callable[[str], str], part: str = FORM_PART) -> bytes:
    return rewritten(BASE, change, part)


def more_cells(count: int, written: str = '<c r="{0}{1}"><v>1</v></c>') -> bytes:
    """The form's sheet with so many cells more, in rows of 256 below it."""
    letters = [f"{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(256)]
    rows = (
        f'<row r="{row}">{"".join(written.format(letter, row) for letter in letters)}</row>'
        for row in range(100, 100 + count // 256)
    )
    return with_xml(lambda xml: xml.replace("</sheetData>", f"{''.join(rows)}</sheetData>"))


def many_sheets(count: int, content: bytes) -> bytes:
    """So many sheets that all name one part."""
    data = with_sheet("x", content)(BASE)
    sheets = "".join(
        f'<sheet name="s{n}" sheetId="{n + 200}" xmlns:q="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships" q:id="rIdNew"/>'
        for n in range(count)
    )
    return rewritten(data, lambda xml: xml.replace("</sheets>", f"{sheets}</sheets>"), BOOK)


def many_entries(count: int) -> bytes:
    """A directory that names one member over and over."""
    entry = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    )
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"x"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, len(entry) * count, len(local), 0)
    return local + entry * count + end


def ods(content: str) -> bytes:
    head = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        "<office:spreadsheet>"
    )
    body = f"{head}{content}</office:spreadsheet></office:body></office:document-content>"
    return zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": body.encode()}
    )


def ods_of(rows: int, columns: int) -> bytes:
    """One value, said to be repeated over the whole sheet."""
    each = (
        f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" '
        'office:value="1"><text:p>1</text:p></table:table-cell>'
    )
    row = f'<table:table-row table:number-rows-repeated="{rows}">{each}</table:table-row>'
    return ods(f'<table:table table:name="x">{row}</table:table>')


def blanks(cells: int, elements: int) -> str:
    """Cells whose text is nothing but blanks, 32,000 in an element."""
    said = '<text:s text:c="32000"/>' * elements
    each = f"<table:table-cell><text:p>{said}</text:p></table:table-cell>"
    return f'<table:table table:name="x"><table:table-row>{each * cells}</table:table-row></table:table>'


def attributes(count: int, name: str) -> str:
    return " ".join(f'{name.format(n)}="{n}"' for n in range(count))


def _entity(number_: int) -> str:
    use = f"&{chr(97 + number_)};" * 10
    return f'<!ENTITY {chr(98 + number_)} "{use}">'


LAUGHS = f'<!DOCTYPE w [<!ENTITY a "ha">{"".join(map(_entity, range(9)))}]>'
TOO_LARGE = ("file-too-large",)
REFUSALS = ("file-suspicious", "file-unreadable", "file-too-large")

BUSY_SHEET = EMPTY_SHEET.replace(
    b"<sheetData/>", b"<sheetData>" + b'<row r="1"><c r="A1"><v>1</v></c></row>' * 500 + b"</sheetData>"
)

HOSTILE = (
    Hostile("a sheet of 100 MB", lambda: with_member(inflating(FORM_PART, 100))),
    Hostile(
        "a sheet of 100 MB that says 100 bytes", lambda: with_member(inflating(FORM_PART, 100, size=100))
    ),
    Hostile("strings of 100 MB", lambda: with_member(inflating(STRINGS, 100))),
    Hostile("a workbook part of 100 MB", lambda: with_member(inflating(BOOK, 100))),
    Hostile("an identity of 100 MB", lambda: with_member(inflating(IDENTITY_PART, 100))),
    Hostile("styles of 100 MB", lambda: with_member(inflating(STYLES, 100), real_date("43286", 14)(BASE))),
    Hostile("core properties of 100 MB", lambda: with_member(inflating("docProps/core.xml", 100)), ()),
    Hostile("a picture of 100 MB", lambda: with_member(inflating("xl/media/image1.png", 100)), ()),
    Hostile("a sheet of 23 MB of spaces", lambda: with_member(inflating(FORM_PART, 23)), REFUSALS),
    Hostile("a sheet of 23 MB of <", lambda: with_member(inflating(FORM_PART, 23, b"<")), REFUSALS),
    Hostile("a text of 40 MB", lambda: with_xml(lambda xml: xml.replace(_FIRST_NOTE, "x" * (40 * MEGABYTE)))),
    Hostile(
        "a text of 20 MB",
        lambda: with_xml(lambda xml: xml.replace(_FIRST_NOTE, "字" * (7 * MEGABYTE))),
        REFUSALS,
    ),
    Hostile("a file of 65 MB", lambda: BASE + bytes(65 * MEGABYTE), ("file-too-large",)),
    Hostile(
        "a million cells",
        lambda: more_cells(900_000),
        REFUSALS,
    ),
    Hostile(
        "a million cells, unusually written",
        lambda: more_cells(900_000, "<c r='{0}{1}'><v>1</v></c>"),
        TOO_LARGE,
    ),
    Hostile("a million empty cells", lambda: more_cells(1_000_000, '<c r="{0}{1}"/>'), REFUSALS),
    Hostile(
        "a million strings",
        lambda: with_xml(
            lambda xml: xml.replace("</sst>", "<si><t>x</t></si>" * 1_200_000 + "</sst>"), STRINGS
        ),
        REFUSALS,
    ),
    Hostile(
        "nested 100,000 deep",
        lambda: with_xml(
            lambda xml: xml.replace("<sheetData>", "<a>" * 100_000 + "</a>" * 100_000 + "<sheetData>")
        ),
        REFUSALS,
    ),
    Hostile(
        "500,000 attributes",
        lambda: with_xml(
            lambda xml: xml.replace("<sheetData>", f"<a {attributes(500_000, 'a{0}')}/><sheetData>")
        ),
        (),
    ),
    Hostile(
        "50,000 namespaces",
        lambda: with_xml(
            lambda xml: xml.replace("<sheetData>", f"<a {attributes(50_000, 'xmlns:a{0}')}/><sheetData>")
        ),
        (),
    ),
    Hostile("a billion laughs", lambda: declared(LAUGHS, "&j;")(BASE)),
    Hostile(
        "a billion laughs in UTF-16",
        lambda: in_turn(declared(LAUGHS, "&j;"), every_part(_utf16))(BASE),
        REFUSALS,
    ),
    Hostile("2,000 sheets of 20 kB", lambda: many_sheets(2_000, BUSY_SHEET), TOO_LARGE),
    Hostile("100,000 sheets", lambda: many_sheets(100_000, EMPTY_SHEET), ("sheet-extra", *REFUSALS)),
    Hostile(
        "a directory of 900,000 members",
        lambda: many_entries(900_000),
        TOO_LARGE,
    ),
    Hostile(
        "a total of spaces",
        lambda: retyped(BASE, text(VISIBLE, f":{' ' * 300_000}:")),
        (*REFUSALS, "formula-replaced"),
    ),
    Hostile(
        "a formula of 300,000 letters",
        lambda: retyped(BASE, formula(NUMBER, "A" * 300_000, "22")),
        (*REFUSALS, "formula-replaced"),
    ),
    Hostile(
        "a date of colons",
        lambda: retyped(BASE, text(D, " 00:00:00.000" * 30_000)),
        (*REFUSALS, "date-unreadable"),
    ),
    Hostile(
        "a score of digits", lambda: retyped(BASE, text(S, "2" * 300_000)), (*REFUSALS, "score-not-a-number")
    ),
    Hostile(
        "a date of spaces",
        lambda: retyped(BASE, text(D, f"107{' ' * 300_000}x")),
        (*REFUSALS, "date-unreadable"),
    ),
    Hostile(
        "a saving time without end",
        lambda: with_member(compress("docProps/core.xml", b"<dcterms:modified" * 100_000)),
        (),
    ),
    Hostile(
        "a format of brackets",
        lambda: real_date("43286", 170, "[" * 300_000)(BASE),
        (*REFUSALS, "date-unreadable"),
    ),
    Hostile(
        "2,000 sheets of 20 kB and no form",
        lambda: without_sheet(FORM_SHEET)(many_sheets(2_000, BUSY_SHEET)),
        (*REFUSALS, "form-unknown"),
    ),
    Hostile(
        "2,000 blank sheets and no form",
        lambda: without_sheet(FORM_SHEET)(many_sheets(2_000, EMPTY_SHEET)),
        (*REFUSALS, "form-unknown"),
    ),
    Hostile(
        "5,000 rows with nothing but borders",
        lambda: more_cells(85_000, '<c r="{0}{1}" s="20"/>'),
        (),
    ),
    Hostile("an .ods that repeats one cell", lambda: ods_of(1_048_576, 16_384), REFUSALS),
    Hostile("an .ods that repeats a million", lambda: ods_of(1_000, 1_000), REFUSALS),
    Hostile("an .ods of endless blanks", lambda: ods(blanks(1, 1_000)), REFUSALS),
    Hostile("an .ods of many blanks", lambda: ods(blanks(10_000, 1)), REFUSALS),
    Hostile("an .ods with a sheet twice", lambda: ods('<table:table table:name="x"/>' * 2)),
    Hostile("an .ods of 100 MB", lambda: with_member(inflating("content.xml", 100), ods(""))),
    Hostile(
        "an .ods with a DTD",
        lambda: with_member(compress("content.xml", f"{LAUGHS}<a>&j;</a>".encode()), ods("")),
    ),
    Hostile("an .xlsb of 100 MB", lambda: with_member(inflating("xl/workbook.bin", 100), zipped(XLSB_ROOT))),
    Hostile(
        "an .xls of noise",
        lambda: ole("Workbook", BOF + bytes(range(256)) * 4_000),
        REFUSALS,
    ),
)
