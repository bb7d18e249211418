"""A plugin for pytest: which lines of the code each test runs, and how long it takes.

    python -m pytest -p tests.mutants.recording --record-lines FOLDER

What a fixture runs that several tests share counts for each of them. One file is written for each file
of tests: {"tests": {id: seconds}, "lines": {path: {line: the tests that run it, as bits}}, "failed": [id]}.
Those that did not pass are left out of the rest.
"""

import json
import os
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

import pytest
from coverage import Coverage
from coverage.types import TLineNo

from tests.mutants.depends import FLOORS
from tests.mutants.record import file_of

_NOBODY = ""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record-lines", type=Path, default=None, metavar="FOLDER")


def pytest_configure(config: pytest.Config) -> None:
    out = config.getoption("--record-lines")
    only_hands_out = bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")
    if out is not None and not only_hands_out:
        config.pluginmanager.register(Recorder(config.rootpath, out), "record-lines")


class Recorder:
    """Coverage of the whole session, in which every test and every shared fixture is a context."""

    def __init__(self, root: Path, out: Path) -> None:
        os.environ["COVERAGE_CORE"] = "ctrace"  # the newer one does not tell contexts apart
        self._root, self._out = root, out
        floors = [str(root / floor) for floor in FLOORS]
        self._coverage = Coverage(data_file=None, config_file=False, source=floors, messages=False)
        self._coverage.set_option("run:disable_warnings", ["no-data-collected", "module-not-measured"])
        self._now = _NOBODY
        self._seconds: dict[str, float] = defaultdict(float)
        self._passed: set[str] = set()
        self._failed: set[str] = set()
        self._fixtures: dict[str, list[str]] = defaultdict(list)
        """The contexts of shared fixtures, by the fixtures' names."""
        self._used: dict[str, set[str]] = defaultdict(set)
        """The tests that use a shared fixture, by its context."""
        self._coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        before = self._switch(item.nodeid)
        try:
            return (yield)
        finally:
            self._switch(before)
            for name in getattr(item, "fixturenames", ()):
                for context in self._fixtures.get(name, ()):
                    self._used[context].add(item.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
        if fixturedef.scope == "function":
            return (yield)
        context = f"fixture {fixturedef.argname} {len(self._fixtures[fixturedef.argname])}"
        self._fixtures[fixturedef.argname].append(context)
        before = self._switch(context)
        try:
            return (yield)
        finally:
            self._switch(before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[report.nodeid] += report.duration
        if report.when == "call" and report.passed:
            self._passed.add(report.nodeid)
        if report.failed:
            self._failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self._coverage.stop()
        self._out.mkdir(parents=True, exist_ok=True)
        by_file = self._by_file()
        numbers = {test: number for tests in by_file.values() for number, test in enumerate(tests)}
        lines: dict[str, dict[str, dict[TLineNo, int]]] = defaultdict(lambda: defaultdict(dict))
        for path, line, test in self._ran():
            of = lines[file_of(test)][path]
            of[line] = of.get(line, 0) | 1 << numbers[test]
        for file, tests in by_file.items():
            shown = {
                path: {line: f"{bits:x}" for line, bits in of.items()} for path, of in lines[file].items()
            }
            recorded = {
                "tests": {test: round(self._seconds[test], 4) for test in tests},
                "lines": shown,
                "failed": sorted(test for test in self._failed if file_of(test) == file),
            }
            text = json.dumps(recorded, ensure_ascii=False)
            (self._out / f"{file.replace('/', '.')}.json").write_text(text, "utf-8")

    def _switch(self, context: str) -> str:
        before, self._now = self._now, context
        self._coverage.switch_context(context)
        return before

    def _by_file(self) -> Mapping[str, list[str]]:
        """The tests that passed, by their files, in the order in which they ran."""
        by_file: dict[str, list[str]] = defaultdict(list)
        for test in self._seconds:
            by_file[file_of(test)] += [test] if test in self._passed else []
        return by_file

    def _ran(self) -> Iterator[tuple[str, TLineNo, str]]:
        data = self._coverage.get_data()
        for measured in data.measured_files():
            path = Path(measured).relative_to(self._root).as_posix()
            for line, contexts in data.contexts_by_lineno(measured).items():
                for context in contexts:
                    for test in self._used.get(context, {context}):
                        if test in self._passed:
                            yield path, line, test
