"""A check of the days above the table against the year of the collection, as far as that is known."""

import datetime
import re
from collections.abc import Iterator

from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from scoring.values import ROC_EPOCH, day_text, is_plausible

_TITLE = re.compile(r"(?<!\d)(\d{2,4})\s*年度")
_ID = re.compile(r"\d{2,4}")
_ISSUE = re.compile(r"(?<!\d)(\d{4})\d{4}-\d{6}(?!\d)")
_NEAR = 1
"""Years by which a day may lie off: what is scored may be of the year before, or be scored in the next."""


def other_year(rubric: Rubric, scorecard: Scorecard, issue: str) -> Iterator[Finding]:
    """Find days that are years from the rubric's year and from that of the ``issue``, the name of the run
    that issued the form; of a collection whose year nobody knows none is."""
    years = known_years(rubric, issue)
    if not years:
        return
    for line in rubric.header:
        far = [day for day in scorecard.header.days.get(line.id, ()) if _is_far(day, years)]
        if far:
            params = {
                "label": line.label,
                "day": day_text(far[0]),
                "day_en": day_text(far[0], "en"),
                "years": "、".join(f"{year - ROC_EPOCH}" for year in years),
                "years_en": ", ".join(map(str, years)),
            }
            yield Finding("day-of-another-year", line.id, "header", params=params)


def known_years(rubric: Rubric, issue: str) -> tuple[int, ...]:
    """Return the years that a collection may be of, ascending: by its rubric's title or id, by its issue."""
    title, issued = _TITLE.search(rubric.title), _ISSUE.findall(issue)
    named = title[1] if title else rubric.id if _ID.fullmatch(rubric.id) else ""
    years = [int(named) if len(named) == 4 else int(named) + ROC_EPOCH] if named else []
    years += [int(issued[-1])] if issued else []
    possible = {year for year in years if 0 < year < 10_000 and is_plausible(datetime.date(year, 1, 1))}
    return tuple(sorted(possible))


def _is_far(day: datetime.date, years: tuple[int, ...]) -> bool:
    return all(abs(day.year - year) > _NEAR for year in years)
