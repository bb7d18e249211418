"""作答, a sheet of what the VBA module makes: a row a form, with every answer as it was typed, and beside the
answers the formulas that say what counts of them, what the totals come to, and what is wrong.

The module copies answers and writes these formulas; Excel computes. Each formula is printed for row
`FIRST_ROW` and filled down.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from scoring.folds import folds_of, parts_of
from scoring.form_rules import Choice, Written
from scoring.rubric import HeaderField, Item, Rubric
from workbook.address import column_name
from workbook.columns import NOTES, SCORE
from workbook.expressions import formula_of
from workbook.form.asks import is_na_answer
from workbook.layout import Block, Layout, item_key
from workbook.summary import answer_rules as rules

NAME = "作答"
HEADER_ROW, FIRST_ROW = 1, 2
OWN = ("檔案", "代碼", "機關名稱")
"""What stands in the first columns: whose a row is."""

CopyKind = Literal["header", "score", "number", "choice", "written", "ticks", "notes", "total"]


@dataclass(frozen=True, slots=True)
class Copied:
    """Cells of a form that are copied, from column ``first`` on.

    ``cells`` are their columns on the form and the keys of their rows. header: the text of a header line;
    score, number: what was typed, and in the next column the number that it says; choice: the option;
    written: the text of what is not scored;
    ticks: a column a cell, ☑ where it is ticked and ☐ where not; notes: how many of the cells say something;
    total: what is stated, and how it came about. What is none of these is copied as a text in 「」, which no
    spreadsheet takes for anything else. ``may_be_na``: «not applicable» may be written there.
    """

    node_id: str
    kind: CopyKind
    first: int
    cells: tuple[tuple[str, str], ...] = ()
    may_be_na: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A column of formulas, the one for `FIRST_ROW`."""

    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """What stands above a column: of what it says something, and what."""

    whose: str
    what: str


@dataclass
class AnswerSheet:
    """What stands in each column. ``at`` has the columns by what they hold and of which node."""

    layout: Layout
    labels: list[Label] = field(default_factory=lambda: [Label("", label) for label in OWN])
    copied: list[Copied] = field(default_factory=list)
    formulas: list[Printed] = field(default_factory=list)
    at: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def rubric(self) -> Rubric:
        return self.layout.rubric

    @property
    def blocks(self) -> Mapping[str, Block]:
        return self.layout.blocks

    @property
    def last_copied(self) -> int:
        """The last column without a formula; those with one follow."""
        return self.formulas[0].column - 1

    def cell(self, what: str, node_id: str) -> str:
        return f"{column_name(self.at[what, node_id])}{FIRST_ROW}"

    def cells(self, what: str, ids: Sequence[str]) -> str:
        """Return cells of the same kind as arguments of a function, those side by side as ranges."""
        columns = [self.at[what, node_id] for node_id in ids]
        runs = groupby(enumerate(columns), key=lambda own: own[1] - own[0])
        return ",".join(area([column for _, column in run]) for _, run in runs)

    def add(self, what: str, node_id: str, label: str) -> int:
        """Add a column; return its number."""
        self.labels.append(Label(node_id or self.rubric.total_label, label))
        self.at[what, node_id] = len(self.labels)
        return len(self.labels)

    def print(self, what: str, node_id: str, label: str, text: str) -> None:
        """Add a column with a formula."""
        self.formulas.append(Printed(self.add(what, node_id, label), text))

    # Where answers stand, for workbook/form/asks.py:

    def score_cell(self, item_id: str) -> str:
        return self.cell("read 1", item_id)

    def mark_cells(self, item_id: str) -> tuple[str, ...]:
        numbers = range(1, len(self.layout.mark_cells(item_id)) + 1)
        return tuple(self.cell(f"mark {number}", item_id) for number in numbers)

    def answer_cells(self, item_id: str) -> tuple[str, ...]:
        numbers = range(1, len(self.layout.answer_cells(item_id)) + 1)
        return tuple(self.cell(f"read {number}", item_id) for number in numbers)

    def header_cell(self, field: HeaderField) -> str:
        return self.cell("header", field.id)


def area(columns: Sequence[int]) -> str:
    """Return columns side by side, in `FIRST_ROW`, as a range."""
    first, last = (f"{column_name(column)}{FIRST_ROW}" for column in (columns[0], columns[-1]))
    return first if first == last else f"{first}:{last}"


def answer_sheet(layout: Layout) -> AnswerSheet:
    """Return what stands in 作答 for a rubric."""
    sheet = AnswerSheet(layout)
    _copy(sheet)
    _print_items(sheet)
    _print_totals(sheet)
    return sheet


# ── what is copied ──────────────────────────────────────────────────────────────────────────────


def _copy(sheet: AnswerSheet) -> None:
    rubric, layout = sheet.rubric, sheet.layout
    asked_by = {line_id for item in rubric.items for when in item.when for line_id in when.ids}
    for line in rubric.header:
        if line.id in asked_by:
            sheet.copied.append(Copied(line.id, "header", sheet.add("header", line.id, line.label)))
    for item in rubric.items:
        if item.is_typed:
            _copy_number(sheet, item, "score", 1, (SCORE, item_key(item.id, 1)))
        for number in range(1, len(layout.answer_cells(item.id)) + 1):
            _copy_answer(sheet, item, number)
    for item in rubric.items:
        _copy_marks(sheet, item)
    for item in rubric.items if NOTES in layout.columns else ():
        cells = tuple((layout.columns[NOTES], key) for key in layout.blocks[item.id].keys)
        sheet.copied.append(Copied(item.id, "notes", sheet.add("notes", item.id, "紀錄段數"), cells))
    for total_id in rubric.stated_ids:
        first = sheet.add("stated", total_id, "表列得分")
        sheet.add("how", total_id, "如何得出")
        sheet.copied.append(Copied(total_id, "total", first))


def _copy_answer(sheet: AnswerSheet, item: Item, number: int) -> None:
    place = sheet.layout.answer_place(item.id, number)
    if isinstance(item.ask, Choice):
        first = sheet.add("read 1", item.id, "選項")
        sheet.at["typed 1", item.id] = first
        sheet.copied.append(Copied(item.id, "choice", first, _on_form(sheet, place)))
    elif isinstance(item.ask, Written):
        first = sheet.add("figure", item.id, "填寫")
        sheet.copied.append(Copied(item.id, "written", first, _on_form(sheet, place)))
    else:
        _copy_number(sheet, item, "number", number, place)


def _copy_number(
    sheet: AnswerSheet, item: Item, kind: Literal["score", "number"], number: int, place: tuple[str, str]
) -> None:
    first = sheet.add(f"typed {number}", item.id, "填寫")
    sheet.add(f"read {number}", item.id, "讀作")
    sheet.copied.append(Copied(item.id, kind, first, _on_form(sheet, place), is_na_answer(item)))


def _copy_marks(sheet: AnswerSheet, item: Item) -> None:
    numbers = range(1, len(sheet.layout.mark_cells(item.id)) + 1)
    cells = [sheet.layout.mark_place(item.id, number) for number in numbers]
    first = len(sheet.labels) + 1
    for number in numbers:
        sheet.add(f"mark {number}", item.id, f"第 {number} 項")
    if cells:
        sheet.copied.append(Copied(item.id, "ticks", first, _on_form(sheet, *cells)))


def _on_form(sheet: AnswerSheet, *places: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((sheet.layout.columns[role], key) for role, key in places)


# ── what is computed ────────────────────────────────────────────────────────────────────────────


def _print_items(sheet: AnswerSheet) -> None:
    rubric = sheet.rubric
    scored = [item for item in rubric.items if item.is_scored]
    for item in scored:
        sheet.print("figure", item.id, "計分", rules.figure(sheet, item))
    for item in scored if rubric.notes_required else ():
        sheet.print("lacking", item.id, "缺紀錄", f"IF({rules.lacks_notes(sheet, item)},1,0)")
    for item in scored:
        sheet.print("wrong", item.id, "檢核", rules.wrong_with(sheet, item))
    for item in rubric.items:
        if item.when and ("figure", item.id) in sheet.at and not item.is_scored:
            sheet.print("wrong", item.id, "檢核", rules.wrong_with_written(sheet, item))
    if rubric.notes_required:
        lacking = sheet.cells("lacking", [item.id for item in scored])
        notes = sheet.cells("notes", [item.id for item in rubric.items])
        sheet.print("lacks", "", "缺紀錄項數", f"SUM({lacking})")
        sheet.print("no notes", "", "紀錄檢核", rules.no_notes(lacking, notes))


def _print_totals(sheet: AnswerSheet) -> None:
    rubric = sheet.rubric
    printing: tuple[tuple[str, str, Callable[[AnswerSheet, str], str]], ...] = (
        ("computed", "表上公式應得", _computed),
        ("typed total", "是否手填", _typed),
        ("shown", "表上計入", _shown),
        ("said", "表上得分", _said),
        ("recomputed", "重算得分", _recomputed),
        ("blank", "未評項數", _blank),
        ("together", "其下合計", _together),
        ("parts", "其下各項", _parts),
        ("wrong", "得分檢核", _wrong),
    )
    column = len(sheet.labels)
    for what, _, _ in printing:  # they look at one another, whichever comes first
        for total_id in rubric.stated_ids:
            column += 1
            sheet.at[what, total_id] = column
    for what, label, made in printing:
        for total_id in rubric.stated_ids:
            sheet.print(what, total_id, label, made(sheet, total_id))


def _fold(sheet: AnswerSheet, total_id: str, of_item: Callable[[str], str], of_totals: str) -> str:
    """Return the formula of a total over what its parts come to, in one sense or another."""

    def cells(ids: Sequence[str]) -> str:
        kinds = groupby(ids, key=lambda each: of_totals if each in sheet.rubric.stated_ids else of_item(each))
        return ",".join(sheet.cells(what, [*run]) for what, run in kinds)

    return formula_of(folds_of(sheet.rubric)[total_id], cells, na=sheet.rubric.na_text)


def _computed(sheet: AnswerSheet, total_id: str) -> str:
    """Return what the form's own formula comes to, from what people see beneath it; a number typed as text is
    no number to it."""

    def seen(item_id: str) -> str:
        item = sheet.blocks[item_id].item
        return "typed 1" if item.is_typed and not item.when else "figure"

    return _fold(sheet, total_id, seen, "shown")


def _recomputed(sheet: AnswerSheet, total_id: str) -> str:
    return _fold(sheet, total_id, lambda _: "figure", "recomputed")


def _typed(sheet: AnswerSheet, total_id: str) -> str:
    return rules.typed(*(sheet.cell(each, total_id) for each in ("how", "stated", "computed")))


def _shown(sheet: AnswerSheet, total_id: str) -> str:
    what = ("how", "typed total", "stated", "computed")
    return rules.shown(*(sheet.cell(each, total_id) for each in what))


def _said(sheet: AnswerSheet, total_id: str) -> str:
    return rules.said(*(sheet.cell(each, total_id) for each in ("typed total", "stated", "computed")))


def _blank(sheet: AnswerSheet, total_id: str) -> str:
    items = [item for item in sheet.rubric.items_under[total_id] if item.is_scored]
    if not items:
        return "0"
    runs = sheet.cells("figure", [item.id for item in items])
    absent = [f'COUNTIF({run},"{sheet.rubric.na_text}")' for run in runs.split(",")]
    may_be_absent = any(item.may_be_na for item in items)
    return "-".join([str(len(items)), f"COUNT({runs})", *(absent if may_be_absent else ())])


def _totals_beneath(sheet: AnswerSheet, total_id: str) -> tuple[str, ...]:
    """Return the totals that make a total, where nothing else does."""
    parts = parts_of(sheet.rubric)[total_id]
    return parts if all(each in sheet.rubric.stated_ids for each in parts) else ()


def _together(sheet: AnswerSheet, total_id: str) -> str:
    parts = _totals_beneath(sheet, total_id)
    return _fold(sheet, total_id, lambda _: "", "said") if parts else '""'


def _parts(sheet: AnswerSheet, total_id: str) -> str:
    """Return the totals beneath one, as a sentence says them."""
    between = f'&"{rules.between_parts(sheet.rubric, total_id)}"&'
    return between.join(sheet.cell("said", each) for each in _totals_beneath(sheet, total_id)) or '""'


def _wrong(sheet: AnswerSheet, total_id: str) -> str:
    parts, beneath = _totals_beneath(sheet, total_id), list(_beneath(sheet.rubric, total_id))
    if not parts_of(sheet.rubric)[total_id]:
        return '""'
    what = ("typed total", "stated", "said", "recomputed", "blank", "together")
    at = {each: sheet.cell(each, total_id) for each in what}
    at["typed beneath"] = sheet.cells("typed total", beneath) if beneath else ""
    at["parts"] = sheet.cells("said", parts) if parts else ""
    return rules.joined(rules.total_faults(sheet.rubric, total_id, at))


def _beneath(rubric: Rubric, total_id: str) -> Iterator[str]:
    """Yield the stated totals that stand anywhere beneath another."""
    for each in parts_of(rubric)[total_id]:
        if each in rubric.stated_ids:
            yield each
            yield from _beneath(rubric, each)
