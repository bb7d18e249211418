"""Checks of the lines above the table."""

from collections.abc import Iterator

from scoring.findings import Finding
from scoring.rubric import HeaderField, Rubric
from scoring.scorecard import Scorecard
from scoring.values import with_names


def missing(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find header lines with nothing on them."""
    for line in rubric.header:
        if not _written(line, scorecard):
            yield Finding("header-missing", line.id, "header", params={"label": line.label})


def unreadable_date(rubric: Rubric, scorecard: Scorecard) -> Iterator[Finding]:
    """Find dates from which no single day can be read."""
    for line in rubric.header:
        if line.kind == "date" and scorecard.header.date_text:
            params = {"label": line.label, "text": with_names(scorecard.header.date_text)}
            yield Finding("date-unreadable", line.id, "header", params=params)


def _written(line: HeaderField, scorecard: Scorecard) -> bool:
    match line.kind:
        case "office":
            return bool(scorecard.office.name)
        case "date":
            return bool(scorecard.header.date or scorecard.header.date_text)
        case "text":
            return bool(scorecard.header.texts.get(line.id, "").strip())
