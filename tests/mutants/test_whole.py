"""The whole of it, on a project of one function: recorded, spoiled in a copy, asked, told."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.choose import ROOT
from tests.mutants.depends import FLOORS

RULE = """\
LEAST = 3


def is_enough(number: int) -> bool:
    while number > 8:
        number -= 1
    return number >= LEAST
"""
TESTS = """\
import pytest
from scoring.rule import is_enough

@pytest.fixture(scope="session")
def shared():
    return is_enough(99)

def test_it_is(shared):
    assert shared

def test_it_is_not():
    assert not is_enough(2)

def test_it_fails_today():
    assert is_enough(1)
"""
INI = "[tool.pytest.ini_options]\naddopts = '--import-mode=importlib'\npythonpath = ['.']\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "scoring/__init__.py": "",
        "scoring/rule.py": RULE,
        "tests/test_rule.py": TESTS,
        "pyproject.toml": INI,
    }
    for path, text in files.items():  # a package of its own goes before one that is installed
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    for floor in FLOORS[1:]:
        (tmp_path / floor).mkdir()
    leave_out = shutil.ignore_patterns("test_*.py", "__pycache__")
    shutil.copytree(ROOT / "tests" / "mutants", tmp_path / "tests" / "mutants", ignore=leave_out)
    (tmp_path / "tests" / "mutants" / "equivalent.yaml").write_text("[]")
    return tmp_path


@pytest.mark.judge
def test_each_mutant_is_killed_by_a_test_or_by_the_time_limit_or_lives(project: Path) -> None:
    before = (project / "scoring" / "rule.py").read_bytes()
    lines = [option for line in (1, 6, 7) for option in ("--only", f"scoring/rule.py:{line}")]
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", *lines, "--jobs", "1", "--limit", "2", "--least", "84"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert (project / "scoring" / "rule.py").read_bytes() == before
    told = json.loads((project / ".mutants" / "last.json").read_text())
    outcomes = {(each["line"], each["change"]): (each["outcome"], each["by"]) for each in told}
    assert outcomes == {
        (1, "3 → 4"): ("alive", []),
        (1, "3 → 30"): ("killed", ["tests/test_rule.py::test_it_is"]),
        (6, "-= → +="): ("timed out", ["tests/test_rule.py::test_it_is"]),
        (6, "1 → 2"): ("alive", []),
        (7, ">= → >"): ("alive", []),
        (7, "returns None"): ("killed", ["tests/test_rule.py::test_it_is"]),
    }
    assert "-    return number >= LEAST" in done.stdout
    assert "+    return number > LEAST" in done.stdout
    assert "3 of 6 mutants killed, 50.0 % (1 of them by the time limit)" in done.stdout
