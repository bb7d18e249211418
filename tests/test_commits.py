"""What is checked before a commit is what `make lint` checks."""

import re

import yaml

from tests.macros.terminal import ROOT


def test_before_a_commit_the_lines_of_make_lint_are_run() -> None:
    lint = re.search(r"^lint: .*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    assert lint
    lines = [line.strip().replace("$(BIN)", ".venv/bin") for line in lint[1].splitlines()]
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [hook["entry"] for hook in local["hooks"]] == lines
    assert {(hook["language"], hook["pass_filenames"]) for hook in local["hooks"]} == {("system", False)}
