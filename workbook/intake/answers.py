"""Reading what was answered to one item: a score, marks, a choice, numbers, notes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.findings import Finding, Part
from scoring.form_rules import Choice, Written
from scoring.rubric import Item
from scoring.scorecard import Answer
from scoring.ticks import parse_ticks
from scoring.values import plain_width
from workbook.columns import NOTES, SCORE, is_matrix
from workbook.form.asks import is_na_answer
from workbook.intake.form import Form
from workbook.intake.further import further_cells, read_further
from workbook.intake.shown import misleading, odd_text
from workbook.intake.values import date_of, number_of, score_of, shown_day
from workbook.layout import Layout, item_key

ABSENT = frozenset({"不適用", "免評", "無此項", "N/A", "NA", "n/a", "na", "N.A."})
"""What people write where something does not apply, beside the form's own word."""


class Spot(NamedTuple):
    """Which cell of an item, a section or a header line, as a finding says it."""

    id: str
    part: Part
    number: int


def looking_otherwise(form: Form, at: str, name: str, spot: Spot) -> Iterator[Finding]:
    yield from placed(misleading(form, at, name), spot)


def placed(found: Finding | None, spot: Spot) -> Iterator[Finding]:
    if found is not None:
        yield replace(found, id=spot.id, part=spot.part, index=spot.number)


def calculated(form: Form, at: str, name: str, spot: Spot, code: str) -> Iterator[Finding]:
    """Find a formula where something should be typed: what it shows can change by itself."""
    formula = form.grid.formula(at)
    if formula:
        params = {"name": name, "formula": f"={formula}"[:80]}
        yield Finding(code, spot.id, spot.part, spot.number, params=params)


def read_answer(form: Form, layout: Layout, item_id: str, findings: list[Finding]) -> Answer:
    """Return what was answered to an item; what is odd about its cells is added to ``findings``."""
    item = layout.blocks[item_id].item
    read = _Read(form, layout, item, layout.rubric.name(item_id), findings)
    parts: _Parts = read.score() if item.is_typed else {}
    if item.ticks or is_matrix(item.ask):
        parts |= read.marks()
    if not item.is_typed and layout.blocks[item_id].answer_rows:
        parts |= read.answers()
    parts["notes"] = read.notes()
    if layout.columns.further or isinstance(item.ask, Written):
        parts["further"] = {**parts.get("further", {}), **read.further()}
    return Answer(**parts)


_Parts = dict[str, Any]
"""Fields of an answer, as far as they are read."""


@dataclass(frozen=True, slots=True)
class _Read:
    """An item of a form that is being read."""

    form: Form
    layout: Layout
    item: Item
    name: str
    findings: list[Finding]

    def is_absent(self, text: str) -> bool:
        """Tell whether a text says «not applicable» where that may be said."""
        plain = plain_width(text).strip()
        return is_na_answer(self.item) and (plain == self.layout.rubric.na_text or plain in ABSENT)

    def score(self) -> _Parts:
        at = self.form.cell(SCORE, item_key(self.item.id, 1))
        cell = self.form.grid.get(at)
        score, text = score_of(cell)
        day = shown_day(cell, self.form.book) if score is not None else None
        spot = Spot(self.item.id, "score", 0)
        self.findings.extend(_input(self.form, at, self.name, spot, is_day=day is not None))
        if text and self.is_absent(text):
            return {"is_na": True}
        is_text = score is not None and cell.kind == "text"
        return {"score": score, "score_text": text, "score_is_text": is_text, "score_day": day}

    def marks(self) -> _Parts:
        numbers = range(1, len(self.layout.mark_cells(self.item.id)) + 1)
        cells = [self.form.cell(*self.layout.mark_place(self.item.id, number)) for number in numbers]
        for number, at in enumerate(cells, start=1):
            self.findings.extend(_input(self.form, at, self.name, Spot(self.item.id, "band", number)))
        meant = list(enumerate(parse_ticks([_mark(self.form, at) for at in cells]), start=1))
        return {
            "ticked": tuple(number for number, is_ticked in meant if is_ticked),
            "odd_ticks": tuple(
                (number, self.form.grid.text(cells[number - 1]).strip())
                for number, is_ticked in meant
                if is_ticked is None
            ),
        }

    def answers(self) -> _Parts:
        numbers = range(1, len(self.layout.blocks[self.item.id].answer_rows) + 1)
        cells = [self.form.cell(*self.layout.answer_place(self.item.id, number)) for number in numbers]
        for number, at in enumerate(cells, start=1):
            self.findings.extend(_input(self.form, at, self.name, Spot(self.item.id, "answer", number)))
        match self.item.ask:
            case Choice(options):
                return self._chosen([option.text for option in options], cells[0])
            case Written(kind):
                return self._written(kind, cells[0])
        found = [score_of(self.form.grid.get(at)) for at in cells]
        if self.is_absent(found[0][1]) and all(number is None for number, _ in found):
            return {"is_na": True}
        given = tuple(number for number, _ in found)
        return {
            "given": given if any(number is not None for number in given) else (),
            "odd_given": tuple((place, text) for place, (_, text) in enumerate(found, start=1) if text),
            "score_is_text": any(
                number is not None and self.form.grid.get(at).kind == "text"
                for at, (number, _) in zip(cells, found, strict=True)
            ),
        }

    def _chosen(self, options: Sequence[str], at: str) -> _Parts:
        text = self.form.grid.text(at).strip()
        plain = plain_width(text)
        same = [
            number for number, option in enumerate(options, start=1) if plain_width(option).strip() == plain
        ]
        cell = self.form.grid.get(at)
        if not same and cell.kind == "number":  # an option such as 2 becomes a number where it is chosen
            number = number_of(cell)
            same = [place for place, option in enumerate(options, start=1) if _is_number(option, number)]
        return {"ticked": tuple(same[:1]), "score_text": "" if same else text[:80]}

    def _written(self, kind: str, at: str) -> _Parts:
        cell = self.form.grid.get(at)
        day = date_of(cell, self.form.book) if kind == "date" else None
        text = day.isoformat() if day else cell.text.strip()
        return {"further": {"": text}} if text else {}

    def further(self) -> Mapping[str, str]:
        """Return what stands beside the item in the form's further columns."""
        for number, column, at in further_cells(self.form, self.layout, self.item.id):
            name, spot = f"{self.name}　{column.label}", Spot(self.item.id, "further", number)
            found = odd_text(self.form, at, name, is_day=column.kind == "date")
            self.findings.extend(placed(found, spot))
            self.findings.extend(calculated(self.form, at, name, spot, "text-formula"))
        return read_further(self.form, self.layout, self.item.id)

    def notes(self) -> tuple[str, ...]:
        block, form = self.layout.blocks[self.item.id], self.form
        cells = [f"{form.columns[NOTES]}{form.rows.get(key)}" for key in block.keys]
        notes = [form.grid.text(at) for at in cells]
        for number, (at, note) in enumerate(zip(cells, notes, strict=True), start=1):
            if note:
                spot = Spot(self.item.id, "notes", number)
                self.findings.extend(placed(odd_text(form, at, self.name), spot))
                self.findings.extend(calculated(form, at, self.name, spot, "text-formula"))
        return tuple(note for note in notes if note.strip())


def _is_number(option: str, number: Decimal | None) -> bool:
    try:
        return number is not None and Decimal(plain_width(option).strip()) == number
    except ArithmeticError:
        return False


def _input(form: Form, at: str, name: str, spot: Spot, *, is_day: bool = False) -> Iterator[Finding]:
    """Find what is odd about a score or a tick cell, whatever it says. ``is_day``: a score became a date, of
    which the audit tells."""
    is_saved = bool(form.grid.text(at).strip())
    yield from calculated(form, at, name, spot, "input-formula" if is_saved else "formula-unsaved")
    if not is_day:
        yield from looking_otherwise(form, at, name, spot)


def _mark(form: Form, at: str) -> str:
    """Return the mark in a tick cell; one that is not known for what programs show as 0, or not at all."""
    box = form.grid.get(at)
    is_odd = box.kind == "error" or (box.kind == "number" and number_of(box) is None)
    return "?" if is_odd else form.grid.text(at)
