"""The house: four floors, each of which knows only those beneath it, and small rooms."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.macros.terminal import ROOT

FLOORS = ("scoring", "templates", "workbook", "macros")
ROOMS = (
    "workbook.drawing",
    "workbook.form",
    "workbook.collection",
    "workbook.intake",
    "workbook.summary",
    "workbook.roster",
    "workbook.console",
)
"""On the floor that has many; what stands beside them is used by any, and uses none."""
FACES = ("macros.cli", "macros.excel", "macros.library", "kaohe")
DOOR = "kaohe"
"""The library's front door, above every floor; the command line begins there too."""
LONGEST = 400
MOST_PARAMETERS = 7
MAIL = {"email", "extract_msg", "imaplib", "imap_tools", "mailbox", "oxmsg", "smtplib"}
KNOWN_TO_SCORING = {"pydantic", "pydantic_core", "yaml"}
"""Rubrics and rules are files that people write. Nothing else from outside, least of all Excel."""
FILES = [file for floor in FLOORS for file in sorted((ROOT / floor).rglob("*.py"))]


def module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(file): file for file in (*FILES, ROOT / f"{DOOR}.py")}


def imported(name: str) -> Iterator[str]:
    """Every module that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out"
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (each if each in MODULES else str(node.module) for each in whole)


def place(name: str, order: tuple[str, ...]) -> int | None:
    return next((n for n, part in enumerate(order) if f"{name}.".startswith(f"{part}.")), None)


def upward(name: str, order: tuple[str, ...]) -> list[str]:
    """What a module imports from a place above its own."""
    own = place(name, order)
    above = ((each, place(each, order)) for each in imported(name))
    return [each for each, there in above if own is not None and there is not None and there > own]


def test_imports_are_seen() -> None:
    assert {"macros.files", "scoring.errors", "workbook.intake.check"} <= set(imported("macros.tasks"))
    assert "macros.campaign.history" in set(imported("macros.excel"))  # inside a function
    assert upward("macros.tasks", ("macros", "workbook")) != []


@pytest.mark.parametrize("name", MODULES)
def test_nothing_knows_what_is_above_it(name: str) -> None:
    assert upward(name, (*FLOORS, DOOR)) == []
    assert upward(name, ROOMS) == []


BESIDE_ROOMS = [name for name in MODULES if name.startswith("workbook.") and place(name, ROOMS) is None]


@pytest.mark.parametrize("name", BESIDE_ROOMS)
def test_what_all_rooms_use_knows_none_of_them(name: str) -> None:
    assert [each for each in imported(name) if place(each, ROOMS) is not None] == []


@pytest.mark.parametrize("name", [name for name in MODULES if place(name, FACES) is None])
def test_jobs_know_nothing_of_their_faces(name: str) -> None:
    known = {"macros.console": {"macros.excel"}}  # the list of what can be chosen in it
    assert {each for each in imported(name) if place(each, FACES) is not None} <= known.get(name, set())


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("scoring")])
def test_scoring_is_pure(name: str) -> None:
    outside = {each.partition(".")[0] for each in imported(name)} - sys.stdlib_module_names
    assert outside <= {"scoring", *KNOWN_TO_SCORING}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_room_has_one_purpose_and_few_lines(name: str) -> None:
    text = MODULES[name].read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert ast.get_docstring(ast.parse(text)) or not text.strip()


@pytest.mark.parametrize("name", [name for name in MODULES if place(name, ("workbook",)) is not None])
def test_workbooks_know_nothing_of_mail(name: str) -> None:
    assert {each.partition(".")[0] for each in imported(name)} & MAIL == set()


@pytest.mark.parametrize("name", [name for name in MODULES if place(name, ("workbook.drawing",)) is not None])
def test_drawing_knows_nothing_of_what_is_drawn(name: str) -> None:
    content = ("workbook.intake", "workbook.collection", "workbook.form", "workbook.summary")
    assert [each for each in imported(name) if place(each, content) is not None] == []


def test_mail_is_seen_where_it_is_used() -> None:
    used = {each.partition(".")[0] for name in MODULES for each in imported(name)}
    assert {"email", "imap_tools", "oxmsg", "smtplib"} <= used


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Their names, without those of self and of the class."""
    given = function.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


@pytest.mark.parametrize("name", MODULES)
def test_no_function_takes_more_than_a_handful(name: str) -> None:
    nodes = ast.walk(ast.parse(MODULES[name].read_text("utf-8")))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [each.name for each in functions if len(parameters(each)) > MOST_PARAMETERS] == []


NO_VERBS = frozenset(
    {"A", "All", "An", "And", "As", "At", "By", "Each", "Every", "For", "From", "How", "If", "In", "It", "No"}
    | {"None", "Not", "Nothing", "Of", "On", "One", "So", "Some", "Something", "That", "The", "This", "Those"}
    | {"What", "Whatever", "When", "Where", "Whether", "Which", "Who", "Whose", "With", "Without"}
)
DECORATED = frozenset({"property", "cached_property", "command", "group"})
"""A property is named by a noun; a command's docstring is its help."""


def is_described_by_a_noun(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = [each.func if isinstance(each, ast.Call) else each for each in function.decorator_list]
    return any((n.attr if isinstance(n, ast.Attribute) else ast.unparse(n)) in DECORATED for n in names)


@pytest.mark.parametrize("name", MODULES)
def test_a_functions_docstring_begins_with_what_it_does(name: str) -> None:
    """Ruff's D401 knows the verbs; what begins with another word altogether is found here."""
    nodes = ast.walk(ast.parse(MODULES[name].read_text("utf-8")))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    said = {
        each.name: ast.get_docstring(each) or "" for each in functions if not is_described_by_a_noun(each)
    }
    assert [each for each, text in said.items() if text.partition(" ")[0] in NO_VERBS] == []
