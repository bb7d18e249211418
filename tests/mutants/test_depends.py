"""What is recorded of a file of tests is good until something that it depends on changes."""

from pathlib import Path

import pytest

from tests.mutants.depends import states

FILES = {
    "scoring/rule.py": "",
    "tests/conftest.py": "from tests.servers.mail import server",
    "tests/servers/mail.py": "",
    "tests/builders.py": "",
    "tests/forms/__init__.py": "from tests import builders",
    "tests/scoring/conftest.py": "",
    "tests/scoring/test_a.py": "import tests.forms",
    "tests/test_b.py": "import os\nfrom scoring import rule",
}
A, B = "tests/scoring/test_a.py", "tests/test_b.py"


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ("scoring/rule.py", {A, B}),
        ("scoring/rules.yaml", {A, B}),
        ("tests/conftest.py", {A, B}),
        ("tests/servers/mail.py", {A, B}),
        ("tests/scoring/conftest.py", {A}),
        ("tests/forms/__init__.py", {A}),
        ("tests/builders.py", {A}),
        (A, {A}),
        (B, {B}),
        ("tests/unused.py", set()),
        ("scoring/__pycache__/rule.pyc", set()),
        ("README.md", set()),
    ],
)
def test_a_file_of_tests_is_stale_where_what_it_needs_was_changed(
    changed: str, stale: set[str], tmp_path: Path
) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    before = states(tmp_path, [A, B])
    (tmp_path / changed).parent.mkdir(exist_ok=True)
    with (tmp_path / changed).open("a") as file:
        file.write("\n# changed")
    after = states(tmp_path, [A, B])
    assert {test for test in (A, B) if before[test] != after[test]} == stale
