"""Forms filled at random and saved by other programs: each says what its writer is known for, nothing else.

python -m tests.office.false_alarms [--count 500] [--seed N] [--writer NAME …]
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scoring.rubric import Rubric
from tests.office import scorecards, workbooks
from tests.office.resaving import WRITERS
from tests.office.test_formats import differences, read
from workbook.collection.checked import Checked

_CHUNK = 100
_UNLOCKED, _OPEN = frozenset({"structure-unlocked"}), frozenset({"protection-removed"})
_VALUES = frozenset({"format-unproven"})
KNOWN: Mapping[str, frozenset[str]] = {
    "openpyxl": frozenset(),
    "libreoffice": _UNLOCKED,
    "exceljs": _UNLOCKED,
    "sheetjs": _OPEN,
    "libreoffice-ods": _VALUES,
    "libreoffice-xls": _VALUES,
    "sheetjs-xls": _VALUES,
}
"""What each writer adds to the findings of any form, and has to add (docs/design.md has why)."""
_SAVES_NO_VALUES = frozenset({"openpyxl"})
"""Writers that leave the values of formulas out, so that no total is stated."""


@dataclass
class Alarms:
    """What came of a writer's forms: how many, which scorecards are others, and the findings that it should
    not have added or should have, with how many forms have them and the first that does."""

    forms: int = 0
    changed: list[str] = field(default_factory=list)
    false: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)

    @property
    def are_none(self) -> bool:
        return not (self.changed or self.false or self.missing)


def forms(count: int, seed: int) -> list[bytes]:
    """Return forms with nothing wrong, filled at random: of either rubric, issued to an office or to none."""
    made = []
    for rubric, share in ((workbooks.whole(), count - count // 4), (workbooks.tenths(), count // 4)):
        made += [*_of(rubric, share, seed)]
    return made


def _of(rubric: Rubric, count: int, seed: int) -> Iterator[bytes]:
    right = [*scorecards.random_scorecards(rubric, 3 * count, seed)][::3]  # every third has no fault
    for number, card in enumerate(right):
        yield workbooks.filled(rubric, card, named=number % 5 > 0)


def alarms(writer: str, made: Sequence[bytes], say: Callable[[str], None] = lambda line: None) -> Alarms:
    """Return what the forms that a program saved say more or less than they did before."""
    found = Alarms()
    for start in range(0, len(made), _CHUNK):
        chunk = made[start : start + _CHUNK]
        for number, (data, after) in enumerate(zip(chunk, WRITERS[writer][1](chunk), strict=True), start):
            _compare(found, writer, number, read(data), read(after))
        say(f"  {writer}: {found.forms:,} forms, {sum(found.false.values()):,} false alarms")
    return found


def _compare(found: Alarms, writer: str, number: int, before: Checked, after: Checked) -> None:
    found.forms += 1
    differing = differences(before, after)
    if writer in _SAVES_NO_VALUES:
        differing = [each for each in differing if each[0][0] != "stated" or each[2] is not None]
    if differing:
        found.changed.append(f"{number}: {differing[0]}")
    came = {finding.code for finding in after.findings} - {finding.code for finding in before.findings}
    for code in came - KNOWN[writer]:
        found.false[code] += 1
        found.first.setdefault(code, number)
    found.missing.update(KNOWN[writer] - came)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=500, help="forms for each writer")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--writer", action="append", choices=[*WRITERS], help="only these; else all")
    given = parser.parse_args()
    made = forms(given.count, given.seed)
    failed = 0
    for writer in given.writer or WRITERS:
        if reason := WRITERS[writer][0]():
            print(f"{writer}: left out: {reason}")
            continue
        started = time.monotonic()
        found = alarms(writer, made, lambda line: print(line, flush=True))
        print(
            f"{writer}: {found.forms:,} forms in {time.monotonic() - started:.0f} s; false alarms "
            f"{dict(found.false) or 0}, first at {found.first}; missing {dict(found.missing) or 0}; "
            f"other scorecards {len(found.changed)} {found.changed[:2]}",
            flush=True,
        )
        failed += not found.are_none
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
