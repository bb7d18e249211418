"""Which mutants are asked for, and which may live."""

from pathlib import Path

import pytest

from tests.mutants.choose import ROOT, SCOPE, Accepted, accepted, candidates, sources, with_lines


def test_folders_and_files_are_named_and_single_lines() -> None:
    named = ["scoring", "workbook/a.py:12", "workbook/a.py:14"]
    assert with_lines(named) == (["scoring", "workbook/a.py"], {"workbook/a.py": {12, 14}})


def test_of_a_file_with_lines_only_these_are_taken() -> None:
    texts = {"a.py": "f(1)\nf(2)\n", "b.py": "f(3)\n"}
    lines = [(mutant.path, mutant.line) for mutant in candidates(texts, {"a.py": {1}})]
    assert lines == [("a.py", 1), ("b.py", 1), ("b.py", 1)]


def test_modules_are_found_in_folders_and_what_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "scoring" / "checks").mkdir(parents=True)
    (tmp_path / "scoring" / "checks" / "b.py").write_text("b = 1")
    (tmp_path / "scoring" / "a.py").write_text("a = 1")
    (tmp_path / "scoring" / "notes.txt").write_text("no code")
    assert sources(tmp_path, ["scoring"]) == {"scoring/a.py": "a = 1", "scoring/checks/b.py": "b = 1"}
    assert sources(tmp_path, ["scoring/a.py"]) == {"scoring/a.py": "a = 1"}
    with pytest.raises(FileNotFoundError, match="workbook"):
        sources(tmp_path, ["workbook"])


def test_an_accepted_mutant_is_known_by_its_text_wherever_it_stands() -> None:
    harmless = Accepted("a.py", "return a < b", "< → <=", "they are never equal")
    before, after = "def f():\n    return a < b\n", "x = y\n\n\ndef f():\n    if z:\n        return a < b\n"
    for text in (before, after):
        assert [m.change for m in candidates({"a.py": text}, {}) if harmless.is_of(m)] == ["< → <="]
    assert not any(harmless.is_of(m) for m in candidates({"b.py": before}, {}))
    assert not any(harmless.is_of(m) for m in candidates({"a.py": before.replace("b", "c")}, {}))


def test_every_mutant_that_may_live_can_still_be_made_and_has_its_reason() -> None:
    possible = list(candidates(sources(ROOT, SCOPE), {}))
    for entry in accepted():
        assert any(entry.is_of(mutant) for mutant in possible), f"nothing is like this any more: {entry}"
        assert len(entry.reason.split()) > 3
