"""Fuzz the reading of returned forms: structure-aware mutants, then coverage-guided ones (atheris), then
mutants of elements that openpyxl and LibreOffice judge (tests/fuzz/differing.py), then whole collections
(tests/fuzz/batches.py).

python -m tests.fuzz [--forms 100000] [--elements 50000] [--collected 100000] [--seconds N] [--seed N]
    [--out FOLDER]
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz import batches
from tests.fuzz.campaign import Tally, campaign, kept
from tests.fuzz.differing import compare

BY_LIBREOFFICE = 2_000
"""How many of the mutants of elements LibreOffice judges, too."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--forms", type=int, default=100_000, help="forms in all, a tenth of them guided")
    parser.add_argument("--elements", type=int, default=50_000, help="mutants of elements")
    parser.add_argument("--collected", type=int, default=100_000, help="forms in whole collections")
    parser.add_argument(
        "--seconds", type=float, default=3600.0, help="stop the first and the last stage after so long"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("fuzz-found"), help="where what is found goes")
    arguments = parser.parse_args()
    is_otherwise = _of_bytes(arguments)
    is_different = compare(
        arguments.elements,
        min(arguments.elements, BY_LIBREOFFICE),
        arguments.seed,
        arguments.processes,
        arguments.out,
        lambda line: print(line, flush=True),
    )
    seed, processes = arguments.seed, arguments.processes
    is_untold = batches.run(arguments.collected, seed, processes, arguments.seconds, arguments.out)
    return int(is_otherwise or is_different or is_untold)


def _of_bytes(arguments: argparse.Namespace) -> bool:
    """Run the stages whose judge is a plain reading of the same bytes; tell whether they found anything."""
    has_atheris = importlib.util.find_spec("atheris") is not None
    guided = arguments.forms // 10 if has_atheris else 0
    started = time.monotonic()
    tally = campaign(
        arguments.forms - guided,
        arguments.seed,
        arguments.processes,
        started + arguments.seconds,
        lambda line: print(line, flush=True),
    )
    _report(tally, time.monotonic() - started)
    for line in kept(tally, arguments.out) if tally.found else ():
        print(line, flush=True)
    if not has_atheris:
        print("coverage-guided stage left out: atheris is not installed (pip install atheris)")
        return bool(tally.found)
    failed = _guided(guided, arguments.seed, arguments.seconds, arguments.out)
    return bool(tally.found) or failed


def _report(tally: Tally, took: float) -> None:
    print(f"{tally.forms:,} forms in {took:.0f} s; slowest with judging {tally.slowest:.2f} s; "
          f"peak {tally.memory // 1024} MB a process")  # fmt: skip
    for title, counts in (
        ("mutations", tally.kinds), ("states", tally.states), ("findings", tally.codes),
        ("seeds", tally.seeds), ("violations", tally.signatures),
    ):  # fmt: skip
        print(
            f"{title}: " + (", ".join(f"{name} {count:,}" for name, count in counts.most_common()) or "none")
        )


def _guided(forms: int, seed: int, seconds: float, out: Path) -> bool:
    """The second stage, in a process of its own: libFuzzer ends the process that it runs in."""
    command: Sequence[str] = (
        sys.executable, "-m", "tests.fuzz.guided", str(forms), str(seed), str(int(seconds)), str(out),
    )  # fmt: skip
    return subprocess.run(command, check=False).returncode != 0


if __name__ == "__main__":
    sys.exit(main())
