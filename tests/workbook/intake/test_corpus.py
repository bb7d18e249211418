"""Workbooks that other projects found hostile: each is refused, with one finding, fast and small."""

import os

import pytest

from tests.workbook.intake.damage import ROOT
from tests.workbook.intake.meter import Measured, Meter

CORPUS = ROOT.parent / "shared" / "corpus" / "poi"
FILES = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []


@pytest.fixture(scope="module")
def taken() -> dict[str, Measured]:
    if not FILES and (os.environ.get("KAOHE_NO_SKIP") != "1" or not CORPUS.parent.parent.is_dir()):
        pytest.skip(f"{CORPUS} is not here")
    with Meter() as reader:
        return {file.name: reader.read(file) for file in FILES}


def test_the_corpus_is_here_and_all_of_it_is_read(taken: dict[str, Measured]) -> None:
    assert len(taken) == len(FILES) > 0


@pytest.mark.parametrize("name", [file.name for file in FILES])
def test_a_file_of_the_corpus_is_refused_with_one_finding(name: str, taken: dict[str, Measured]) -> None:
    one = taken[name]
    assert one.state == "rejected"
    (_, severity), *more = one.findings
    assert severity == "error"
    assert {code for code, _ in more} <= {"macro-present", "active-content"}
    assert one.seconds <= 5
    assert one.megabytes <= 300
    assert one.left == ()
