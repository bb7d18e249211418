"""What stands in the further columns of a form, beside each item."""

from collections.abc import Iterator

from scoring.form_columns import FormColumn, further
from scoring.rubric import points_text
from scoring.values import days_text
from workbook.columns import further_role
from workbook.intake.form import Form
from workbook.intake.values import date_of, number_of
from workbook.layout import Layout, item_key


def further_cells(form: Form, layout: Layout, item_id: str) -> Iterator[tuple[int, FormColumn, str]]:
    """Yield the further columns with their place from 1, and where each stands beside an item."""
    for place, column in enumerate(further(layout.rubric.columns).values(), start=1):
        at = form.cell(further_role(column.id), item_key(item_id, 1))
        if at:
            yield place, column, at


def read_further(form: Form, layout: Layout, item_id: str) -> dict[str, str]:
    """Return what stands in an item's further columns, by their id: a day as forms write it, a number as its
    digits, and whatever else as the text that it is."""
    found = {}
    for _, column, at in further_cells(form, layout, item_id):
        text = _text(form, layout, column, at)
        if text:
            found[column.id] = text
    return found


def _text(form: Form, layout: Layout, column: FormColumn, at: str) -> str:
    cell = form.grid.get(at)
    if column.kind == "date" and cell.kind == "number":
        day = date_of(cell, form.book)
        if day is not None:
            return days_text((day,), layout.rubric.language)
    if column.kind == "number" and (found := number_of(cell)) is not None:
        return points_text(found)
    return form.grid.text(at).strip()
