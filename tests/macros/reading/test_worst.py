"""Good forms beside the worst files that the tests know: those are read, and nearly all others at once."""

from pathlib import Path

import pytest

from macros.jobs import UNWATCHED
from macros.reading.forms import LOST, check_files
from tests.builders import SMALL
from tests.extent import cases
from tests.macros.terminal import written
from tests.workbook.forms import KEY
from tests.workbook.intake.damage import BASE, HOSTILE, MEGABYTE
from tests.workbook.intake.worst import WORST
from workbook.intake.check import Terms

GOOD, BAD, MOST_LOST = 300, 30, 3


def batch(folder: Path, good: int) -> dict[Path, frozenset[str]]:
    """Write so many forms, and the worst files of at most 1 MB among them; return what may be found in those,
    where that is known."""
    for number in range(good):
        written(folder / f"{number:04}.xlsx", BASE)
    small = [(each, data) for each in (*WORST, *HOSTILE) if len(data := each.make()) <= MEGABYTE]
    bad = {}
    for number, (each, data) in enumerate(small[:BAD]):
        path = written(folder / f"{number * good // BAD:04}-{number}.xlsx", data)
        bad[path] = frozenset(each.codes)
    return bad


@pytest.mark.judge
def test_the_worst_files_hold_nobody_up(tmp_path: Path) -> None:
    bad = batch(tmp_path, cases(GOOD))
    assert len(bad) == BAD
    found = check_files(sorted(tmp_path.iterdir()), Terms(KEY, rubric=SMALL), UNWATCHED)
    for checked in found:
        codes = {finding.code for finding in checked.findings}
        if Path(checked.path) in bad:
            assert codes & (bad[Path(checked.path)] | {LOST}) or checked.state == "accepted"
        else:
            assert (checked.state, codes) == ("accepted", set())
    lost = [checked for checked in found if any(finding.code == LOST for finding in checked.findings)]
    assert len(lost) <= MOST_LOST
