"""Which tests are asked about a mistake, and in which order."""

from collections.abc import Mapping

import pytest

from tests.mutants.choose import candidates
from tests.mutants.covering import Covering, in_turn
from tests.mutants.record import Record, joined

TESTS = ["tests/scoring/test_a.py::one", "tests/scoring/test_a.py::two", "tests/macros/test_b.py::three"]
RULE = """\
LEAST = 3
_MOST = 5
BOTH = (LEAST, _MOST)


def is_within(number):
    return LEAST <= number


def is_below(number):
    return number < BOTH[1]


def starts():
    return 7


class Limits:
    most: int = 9

    def reaches(self):
        return True


TOLD = 8
"""
USER = """\
from scoring.rule import LEAST, Limits


def tell():
    return LEAST, Limits()
"""
OTHER = """\
import subprocess
from scoring import rule


def run():
    LEAST = 1
    return subprocess.run([rule.__file__, LEAST])
"""
HELPER = "from scoring.rule import TOLD\n\ndef known():\n    return TOLD\n"
TEST = "from tests.helper import known\n\ndef three():\n    assert known()\n"
TEXTS = {
    "scoring/rule.py": RULE,
    "macros/user.py": USER,
    "macros/other.py": OTHER,
    "tests/helper.py": HELPER,
    "tests/macros/test_b.py": TEST,
}


def record(ran: Mapping[str, Mapping[int, list[int]]]) -> Record:
    """A record of the tests by path and line, the tests by their numbers."""
    lines = {
        path: {line: sum(1 << number for number in numbers) for line, numbers in of.items()}
        for path, of in ran.items()
    }
    return Record({test: float(10 - number) for number, test in enumerate(TESTS)}, lines)


RAN = record(
    {"scoring/rule.py": {7: [0], 11: [1]}, "macros/user.py": {5: [2]}, "macros/other.py": {7: [1, 2]}}
)


def covering(line: int, change: str) -> list[int]:
    (mutant,) = (m for m in candidates(TEXTS, {"scoring/rule.py": {line}}) if m.change == change)
    return sorted(map(TESTS.index, Covering(RAN, TEXTS).tests(mutant)))


@pytest.mark.parametrize(
    ("line", "change", "tests"),
    [
        (7, "<= → <", [0]),  # its own line
        (11, "< → <=", [1]),
        (1, "3 → 4", [0, 1, 2]),  # wherever it is used: here, in BOTH, in another module
        (2, "5 → 6", [1]),  # a private one: by BOTH alone
        (19, "9 → 10", [2]),  # a field: where its class is used
        (22, "True → False", [2]),  # run by no test: those that use the class
        (25, "8 → 9", [2]),  # used by tests alone, here by way of what they share
        (15, "7 → 8", [1, 2]),  # called by no test: those that start the module
    ],
)
def test_the_tests_are_those_that_run_a_line_or_a_use_of_its_names(
    line: int, change: str, tests: list[int]
) -> None:
    assert covering(line, change) == tests


def test_those_of_the_same_folder_are_asked_first_and_the_fastest_of_them() -> None:
    assert in_turn(TESTS, RAN, "scoring/rule.py", 60.0) == [TESTS[1], TESTS[0], TESTS[2]]
    assert in_turn(TESTS, RAN, "macros/user.py", 60.0) == [TESTS[2], TESTS[1], TESTS[0]]


def test_no_more_are_asked_than_there_is_time_for_and_one_always_is() -> None:
    assert in_turn(TESTS, RAN, "scoring/rule.py", 20.0) == [TESTS[1], TESTS[0]]
    assert in_turn(TESTS, RAN, "scoring/rule.py", 1.0) == [TESTS[1]]


def test_the_records_of_several_files_are_joined() -> None:
    first = {"tests": {"a": 1.0, "b": 2.0}, "lines": {"x.py": {"1": "3", "2": "2"}}}
    second = {"tests": {"c": 3.0}, "lines": {"x.py": {"1": "1"}, "y.py": {"9": "1"}}}
    whole = joined([first, {}, second])
    assert whole.seconds == {"a": 1.0, "b": 2.0, "c": 3.0}
    assert whole.running("x.py", [1]) == {"a", "b", "c"}
    assert whole.running("x.py", range(2, 9)) == {"b"}
    assert whole.running("y.py", [9]) == {"c"}
    assert whole.running("z.py", [1]) == frozenset()
