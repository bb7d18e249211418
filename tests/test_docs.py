"""The pages that people write: their links lead somewhere, their commands are the program's."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from macros.cli import main
from tests.macros.terminal import ROOT

PAGES = [
    page
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
    if page.name not in {"commands.md", "findings.md", "messages.md"}
]
"""All but those that docs.generate writes."""
LONGEST_README = 110
FOLDERS = ("scoring", "templates", "workbook", "macros", "tests", "docs")
MADE = {"kaohe_console.py"}
"""Files that the program writes."""
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"^\s*```(?:sh|powershell)\n(.*?)^\s*```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`((?:kaohe|make) [^`]+)`")
_PATH = re.compile(r"\b(?:scoring|templates|workbook|macros|tests|docs|examples)/[\w./-]*\w|\b\w+\.py\b")
_TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)


def said(text: str) -> Iterator[list[str]]:
    """Every kaohe and make command of a page, in words: those in blocks, and those within a sentence."""
    lines = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
    for line in (*lines, *(" ".join(code.split()) for code in _CODE.findall(text))):
        words = shlex.split(line.partition("#")[0].partition(" …")[0])
        if words and words[0] in {"kaohe", "make"}:
            yield words


def unknown(words: list[str]) -> list[str]:
    """What of a kaohe command the program does not know: the command itself, or options of it."""
    command: click.Command = main
    rest = words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        child = command.commands.get(rest[0])
        if child is None:
            return [] if rest[0].isupper() else [rest[0]]  # `kaohe COMMAND --help`
        command, rest = child, rest[1:]
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    return [word for word in rest if word.startswith("--") and word not in known]


def absent(text: str) -> list[str]:
    """The files and folders that a page names and that are not there."""
    files = {file.name for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")} | MADE
    named = _PATH.findall(text.replace("\\_", "_"))
    return [path for path in named if path not in files and not (ROOT / path).exists()]


def test_a_file_that_is_not_there_is_seen() -> None:
    assert absent("scoring/audit.py, audit.py and macros/cli/ but macros/audit.py, posted.py") == [
        "macros/audit.py",
        "posted.py",
    ]


def test_what_is_not_the_programs_is_seen() -> None:
    page = "`kaohe merge --outt x`, `make tea`\n```sh\nkaohe brew    # tea\nkaohe check --json FILE …\n```\n"
    commands = list(said(page))
    assert [word for words in commands if words[0] == "kaohe" for word in unknown(words)] == [
        "brew",
        "--outt",
    ]
    assert ["make", "tea"] in commands


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    targets = [link.partition("#")[0] for link in _LINK.findall(page.read_text("utf-8"))]
    missing = [
        target for target in targets if target and "://" not in target and not (page.parent / target).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    assert absent(page.read_text("utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_is_the_programs(page: Path) -> None:
    targets = set(_TARGET.findall((ROOT / "Makefile").read_text("utf-8")))
    for words in said(page.read_text("utf-8")):
        if words[0] == "make":
            assert set(words[1:]) <= {*targets, ".venv/ready"}
        else:
            assert unknown(words) == [], " ".join(words)


def test_the_readme_is_a_page() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= LONGEST_README
