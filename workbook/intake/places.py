"""Where on a form stands what is read: its scores, ticks and totals, and everything else that is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbook.address import Area, column_index
from workbook.columns import GUIDANCE, SCORE
from workbook.intake.form import Form
from workbook.layout import Layout

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A cell, with the cells that are merged into it."""

    cell: str
    area: Area

    def meets(self, other: Area) -> bool:
        across = other.left <= self.area.right and self.area.left <= other.right
        return across and other.top <= self.area.bottom and self.area.top <= other.bottom


def places(form: Form, layout: Layout) -> list[Place]:
    """Return the cells that hold a score, a tick or a total."""
    found: list[Place | None] = []
    for block in layout.blocks.values():
        rows = [form.rows.get(key, 0) for key in block.keys]
        if rows[0]:
            found.append(_place(form.columns[SCORE], rows[0], max(rows)))
        item_id = block.item.id
        marks = (layout.mark_place(item_id, n) for n, _ in enumerate(layout.mark_cells(item_id), start=1))
        answers = (layout.answer_place(item_id, n) for n, _ in enumerate(block.answer_rows, start=1))
        for role, key in (*marks, *answers):
            row = form.rows.get(key, 0)
            found += [_place(form.columns[role], row, row)] if row else []
    for place in layout.totals.values():
        top = form.rows.get(place.key, 0)
        if top:
            found.append(_place(form.columns[place.visible], top, top + place.last - place.row))
    return [place for place in found if place is not None]


def written_places(form: Form, layout: Layout) -> Iterator[Place]:
    """Yield the cells down to the form's last in which something stands: printed texts, header lines, notes,
    and what `places` returns."""
    for row in range(1, max(form.rows.values(), default=0) + 1):
        for column in read_columns(form, layout):
            place = _place(column, row, row)
            if place is not None and form.grid.text(place.cell).strip():
                yield place


def read_columns(form: Form, layout: Layout) -> list[str]:
    """Return the printed columns that are there, without that of the explanations."""
    roles = (role for role in layout.columns.printed if role != GUIDANCE)
    return [column for role in roles if (column := form.columns[role])]


def _place(column: str, top: int, bottom: int) -> Place | None:
    if not column:
        return None
    index = column_index(column)
    return Place(f"{column}{top}", Area(index, top, index, max(top, bottom)))


def counted(names: Sequence[str]) -> dict[str, object]:
    """Return the params that count and name cells, rows or columns."""
    shown = "、".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
    return {"count": len(names), "cells": shown}
