"""Compare with last year: each office's total this year and last, and the consolidated workbook of both.

與上年比較：每個機關今年與上年的總分，並產生兩年並列的總表。

    python examples/next_year.py 108/inbox 107/總表.xlsx 108/總表.xlsx
"""

import sys
from decimal import Decimal
from pathlib import Path

import kaohe

Row = tuple[str, Decimal | None, Decimal | None]


def compared(inbox: str, last_year: str, out: str) -> list[Row]:
    """Merge this year's forms beside last year's workbook; return each office's totals of both years."""
    # What people adjusted in last year's workbook counts: it is read as it was last saved.
    earlier = kaohe.read_summary(last_year)
    choices = kaohe.Choices(previous=Path(last_year))
    results = kaohe.merge(inbox, out, choices=choices, force=True).collection.results
    places = kaohe.pair([result.office for result in results], earlier)
    before = [None if place is None else earlier.offices[place] for place in places]
    return [
        (result.office.name, result.total, office.points[kaohe.WHOLE_FORM] if office else None)
        for result, office in zip(results, before, strict=True)
    ]


if __name__ == "__main__":
    for name, now, then in compared(*sys.argv[1:]):
        change = "" if now is None or then is None else f"{now - then:+}"
        print(name, now, then, change)
