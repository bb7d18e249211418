"""Which tests run a line, recorded once and kept until the code or the tests change."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from pathlib import Path
from typing import Any

from tests.mutants.depends import states

Recorded = dict[str, Any]
"""What `recording` writes of a file of tests, and the ``state`` of all that it depends on."""

_LEFT_OUT = ("tests/office", "tests/mutants")
"""Tests that take minutes, or are about this package."""
_FRESH = "fresh"
_PASSED, _FAILED = 0, 1


@dataclass(frozen=True)
class Record:
    """``seconds`` by a test's id, in which the tests are numbered; ``lines`` by path and line the tests
    that run it, as the bits of their numbers."""

    seconds: Mapping[str, float]
    lines: Mapping[str, Mapping[int, int]]

    @cached_property
    def _ids(self) -> list[str]:
        return list(self.seconds)

    def running(self, path: str, lines: Iterable[int]) -> frozenset[str]:
        """The tests that run any of the lines."""
        of = self.lines.get(path, {})
        return frozenset(self._named(reduce(or_, (of.get(line, 0) for line in lines), 0)))

    def _named(self, bits: int) -> Iterator[str]:
        while bits:
            yield self._ids[(bits & -bits).bit_length() - 1]
            bits &= bits - 1


def up_to_date(root: Path, folder: Path, processes: int) -> Record:
    """What is recorded in ``folder`` of the tree at ``root``; recorded now as far as it is not.

    Raises subprocess.CalledProcessError where tests cannot be run. One that fails is left out.
    """
    now = states(root, _tests(root))
    known = {test: _read(folder, test) for test in now}
    stale = [test for test, state in now.items() if known[test].get("state") != state]
    if stale:
        print(f"recording which lines the tests in {len(stale)} files run", flush=True)
        _run(root, folder / _FRESH, stale, processes)
        for test in stale:
            known[test] = _read(folder / _FRESH, test) | {"state": now[test]}
            _file(folder, test).write_text(json.dumps(known[test], ensure_ascii=False), "utf-8")
    failed = [test for each in known.values() for test in each.get("failed", ())]
    if failed:
        print(f"left out, for they fail while lines are recorded: {', '.join(failed)}", flush=True)
    return joined(known.values())


def file_of(test: str) -> str:
    """The file that a test stands in, by the test's id."""
    return test.partition("::")[0]


def joined(recorded: Iterable[Recorded]) -> Record:
    """The record of several files of tests as one."""
    seconds: dict[str, float] = {}
    lines: dict[str, dict[int, int]] = {}
    for each in recorded:
        for path, of in each.get("lines", {}).items():
            known = lines.setdefault(path, {})
            for line, bits in of.items():
                known[int(line)] = known.get(int(line), 0) | int(bits, 16) << len(seconds)
        seconds |= each.get("tests", {})
    return Record(seconds, lines)


def _run(root: Path, out: Path, tests: list[str], processes: int) -> None:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    options = ["-q", "-p", "tests.mutants.recording", "--record-lines", str(out), "-n", str(processes)]
    command = [sys.executable, "-m", "pytest", *options, "--dist", "loadfile", *tests]
    done = subprocess.run(command, cwd=root, check=False)
    if done.returncode not in (_PASSED, _FAILED):
        done.check_returncode()


def _tests(root: Path) -> list[str]:
    found = (path.relative_to(root).as_posix() for path in sorted((root / "tests").rglob("test_*.py")))
    return [path for path in found if not path.startswith(_LEFT_OUT)]


def _read(folder: Path, test: str) -> Recorded:
    """What is recorded of a file of tests; nothing where all of them were skipped."""
    file = _file(folder, test)
    recorded: Recorded = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return recorded


def _file(folder: Path, test: str) -> Path:
    return folder / f"{test.replace('/', '.')}.json"
