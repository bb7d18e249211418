"""Time reading forms: with one worker and with two, one form alone, and good forms beside the worst files."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from macros.jobs import UNWATCHED
from macros.reading import forms as reading
from macros.reading import worker
from scoring.scorecard import Office
from templates.pool import Pool
from tests.bench.__main__ import KEY, fill_all
from tests.builders import SMALL
from tests.macros.reading.test_worst import batch
from tests.workbook.forms import KEY as SMALL_KEY
from workbook.intake.check import Terms

_ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=1_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _workers(Path(folder), arguments.forms)
        _worst(Path(folder))


def _workers(folder: Path, count: int) -> None:
    fill_all(folder / "in", tuple(Office(f"B{n:04}", f"第{n:04}分署") for n in range(count)))
    paths, terms = sorted((folder / "in").iterdir()), Terms(KEY)
    reading.check_files(paths[:1], terms, UNWATCHED)
    alone = [_timed(lambda: reading.check_files(paths[:1], terms, UNWATCHED)) for _ in range(50)]
    print(f"one form alone: {statistics.median(alone) * 1000:.1f} ms")
    few = reading.FEW
    times: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for _ in range(_ROUNDS):
        for number, taken in times.items():
            reading.FEW = few if number else count + 1
            with closing(Pool(worker.__file__, number)) as pool:
                taken.append(_timed(lambda: reading.check_files(paths, terms, UNWATCHED, pool)))
    reading.FEW = few
    here, one, two = (min(taken) for taken in times.values())
    print(f"{count} forms: here {here:.2f} s, one worker {one:.2f} s, two {two:.2f} s")
    print(f"two workers against one: {one / two:.2f} times (wanted: 1.7)")


def _worst(folder: Path) -> None:
    bad = batch(folder / "both", 300)
    files = sorted((folder / "both").iterdir())
    terms, good = Terms(SMALL_KEY, rubric=SMALL), [path for path in files if path not in bad]
    reading.check_files(good, terms, UNWATCHED)
    alone = min(_timed(lambda: reading.check_files(good, terms, UNWATCHED)) for _ in range(_ROUNDS))
    found = reading.check_files(files, terms, UNWATCHED)
    both = min(_timed(lambda: reading.check_files(files, terms, UNWATCHED)) for _ in range(_ROUNDS))
    lost = sum(any(finding.code == reading.LOST for finding in checked.findings) for checked in found)
    print(f"300 forms: {alone:.2f} s; with 30 of the worst files {both:.2f} s, of which {lost} are given up")


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
