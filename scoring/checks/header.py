"""Checks of the lines above the table."""

from collections.abc import Iterator

from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from scoring.values import with_names


def missing(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find header lines with nothing on them."""
    for line in rubric.header:
        is_there = scorecard.office.name if line.kind == "office" else scorecard.header.is_written(line.id)
        if not is_there:
            yield Finding("header-missing", line.id, "header", params={"label": line.label})


def unreadable_date(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find dates and periods from which no days can be read."""
    for line in rubric.header:
        written = scorecard.header.unread.get(line.id, "")
        if written.strip():
            params = {"label": line.label, "text": with_names(written)}
            yield Finding("date-unreadable", line.id, "header", params=params)


def no_option(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find what stands where one of several options is chosen, and is none of them."""
    for line in rubric.header:
        written = scorecard.header.texts.get(line.id, "").strip()
        if line.kind == "choice" and written and written not in line.options:
            params = {"label": line.label, "text": with_names(written), "options": "、".join(line.options)}
            yield Finding("header-not-an-option", line.id, "header", params=params)
