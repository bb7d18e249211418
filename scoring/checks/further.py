"""Checks of what stands in the further columns of a form."""

from collections.abc import Iterator

from scoring.findings import Finding
from scoring.form_columns import further
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from scoring.values import parse_date, parse_score, with_names

_CODES = {"date": "further-no-date", "number": "further-no-number"}


def unreadable(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find what stands in a column for dates or numbers and is none."""
    for place, column in enumerate(further(rubric.columns).values(), start=1):
        parse = {"date": parse_date, "number": parse_score}.get(column.kind or "")
        if parse is None:
            continue
        for item in rubric.items:
            text = scorecard.answer(item.id).further.get(column.id, "")
            if text and parse(text) is None:
                params = {"name": rubric.name(item.id), "label": column.label, "text": with_names(text)}
                yield Finding(_CODES[column.kind or ""], item.id, "further", place, params)
