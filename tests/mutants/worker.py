"""A process of its own in a copy of the tree: puts one mistake after another into it and asks the tests.

    python -m tests.mutants.worker        (in the copy; a job a line comes in, its outcome goes out)

What is slow to import is imported once. Each mistake is tried in a fork, which imports the project
anew, and nothing of a fork outlives it.
"""

import contextlib
import importlib
import json
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import pytest

from tests.mutants.record import file_of

Outcome = Literal["killed", "timed out", "alive", "untested"]
SLOW_IMPORTS = ("click", "cryptography.x509", "hypothesis", "jinja2", "lxml.etree", "olefile", "openpyxl",
                "oxmsg", "pydantic", "yaml")  # fmt: skip
_COLLECTING = 120.0
"""Seconds until the first test."""
_MEMORY = 4 * 1024**3
_LOOK = 1.0
_FIRST = "collecting"
_IMPORTED_BEFORE = "ignore::pytest.PytestAssertRewriteWarning"


@dataclass(frozen=True, slots=True)
class Job:
    """``text`` stands at ``path`` while the tests run; ``tests`` are asked in this order, each for so many
    seconds at most. ``goes_on``: all of them, not only until one fails."""

    path: str
    text: str
    tests: Mapping[str, float]
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """``by`` are the tests that failed; that which was running where the time was up."""

    outcome: Outcome
    by: tuple[str, ...] = ()
    seconds: float = 0.0


class Chosen:
    """A plugin for pytest: only these tests, in this order, each told of through a pipe."""

    def __init__(self, tests: Sequence[str], pipe: int) -> None:
        self._turns = {test: turn for turn, test in enumerate(tests)}
        self._pipe = pipe

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._turns), key=lambda item: self._turns[item.nodeid]
        )

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._tell("started", nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._tell("failed", report.nodeid)

    def _tell(self, what: str, test: str) -> None:
        os.write(self._pipe, f"{json.dumps([what, test])}\n".encode())


def main() -> None:
    for name in SLOW_IMPORTS:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for line in sys.stdin:
        given = json.loads(line)
        print(json.dumps(asdict(tried(Job(**given)))), flush=True)


def tried(job: Job) -> Answer:
    """What becomes of a mistake; the file is as it was afterwards."""
    path = Path(job.path)
    before = path.read_bytes()
    started = time.monotonic()
    try:
        path.write_text(job.text, "utf-8")
        status, events = _watched(job)
    finally:
        path.write_bytes(before)
    took = round(time.monotonic() - started, 2)
    failed = tuple(dict.fromkeys(test for what, test in events if what == "failed"))
    if status is None:
        return Answer("timed out", (events[-1][1] if events else _FIRST,), took)
    if status == pytest.ExitCode.OK:
        return Answer("alive", (), took)
    if status == pytest.ExitCode.NO_TESTS_COLLECTED:
        return Answer("untested", (), took)
    return Answer("killed", failed or (_FIRST,), took)


def _watched(job: Job) -> tuple[int | None, list[tuple[str, str]]]:
    """How the tests of a fork ended, None where one took too long; and what they told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _run_tests(job, writing)
    os.close(writing)
    events: list[tuple[str, str]] = []
    until = time.monotonic() + _COLLECTING
    try:
        for what, test in _told(reading):
            if what:
                events.append((what, test))
                until = time.monotonic() + job.tests.get(test, _COLLECTING)
            elif time.monotonic() > until:
                return None, events
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), events
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)


def _told(reading: int) -> Iterator[tuple[str, str]]:
    """What comes through the pipe, and nothing ("", "") every while in between."""
    rest = b""
    while True:
        ready, _, _ = select.select([reading], [], [], _LOOK)
        chunk = os.read(reading, 65_536) if ready else None
        if chunk == b"":
            return
        *lines, rest = (rest + (chunk or b"")).split(b"\n")
        for line in lines:
            what, test = json.loads(line)
            yield what, test
        yield "", ""


def _run_tests(job: Job, pipe: int) -> None:
    """In the fork: run the tests, and end as they ended."""
    status: int = pytest.ExitCode.INTERNAL_ERROR
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
        log = os.open("log.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for stream, number in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(stream, number)
        options = ["-q", "-p", "no:cacheprovider", "-W", _IMPORTED_BEFORE]
        options += ["--basetemp", str(Path("..", "temporary").resolve())]
        files = dict.fromkeys(map(file_of, job.tests))
        chosen = Chosen(list(job.tests), pipe)
        status = pytest.main([*options, *([] if job.goes_on else ["-x"]), *files], plugins=[chosen])
    except BaseException:
        traceback.print_exc()  # into the log
        raise
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
