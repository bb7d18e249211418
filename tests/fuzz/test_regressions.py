"""Files that once did harm, made small: named after their seed, `--`, and what is wrong with them."""

from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from tests.fuzz.oracle import judge
from tests.fuzz.seeds import read, seed_named

FILES = sorted((Path(__file__).parent / "regressions").glob("*--*.xlsx"))
OPEN: frozenset[str] = frozenset()
"""What is still wrong, by the part of the name behind the `--`; whoever mends it takes it out here."""


def _case(path: Path) -> ParameterSet:
    marks = [pytest.mark.xfail(strict=True)] if path.stem.partition("--")[2] in OPEN else []
    return pytest.param(path, id=path.stem, marks=marks)


@pytest.mark.parametrize("path", list(map(_case, FILES)))
def test_what_was_found_is_harmless_now(path: Path) -> None:
    checked, violations = judge(seed_named(path.stem.partition("--")[0]), path.read_bytes(), read)
    assert violations == []
    assert checked is not None


def test_there_are_files_and_none_is_large() -> None:
    assert FILES
    assert all(path.stat().st_size < 60_000 for path in FILES)
