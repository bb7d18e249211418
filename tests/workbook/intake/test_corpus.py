"""Workbooks that other projects found hostile: each is refused, with one finding, and never stops a batch."""

from pathlib import Path

import pytest

from scoring.rubric_file import load_rubric
from workbook.intake.check import check

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "poi"
FILES = sorted(path for path in CORPUS.glob("*") if path.is_file()) if CORPUS.is_dir() else []


@pytest.mark.skipif(not FILES, reason="the corpus is not here")
def test_every_hostile_workbook_is_rejected_with_one_error() -> None:
    results = {path.name: check(path.read_bytes(), path.name, load_rubric, None) for path in FILES}
    told = {name: (result.state, [f.severity for f in result.findings]) for name, result in results.items()}
    assert told == {path.name: ("rejected", ["error"]) for path in FILES}
    assert all(
        result.findings[0].message() and result.findings[0].remedy("en") for result in results.values()
    )
