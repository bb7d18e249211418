"""Start-up: what is heavy is imported only by what needs it."""

import json

import pytest

from macros import __version__
from tests.macros.terminal import process

HEAVY = {"openpyxl", "lxml", "pydantic", "yaml", "jinja2", "xlwings", "hypothesis"}
OURS = {"scoring.rubric_file", "workbook.form.skeleton", "templates"}
_LOOK = """
import json, sys
from macros.cli import main
try:
    main(prog_name="kaohe")
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def imported(*arguments: str) -> set[str]:
    ran = process(*arguments, code=_LOOK, PYTHONIOENCODING="utf-8")
    assert ran.returncode == 0
    return set(json.loads(ran.stderr))


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("check", "--help")])
def test_what_needs_nothing_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert imported(*arguments) & (HEAVY | OURS) == set()


def test_looking_up_a_code_needs_the_catalogue_alone() -> None:
    modules = imported("explain", "score-missing")
    assert "scoring.catalogue" in modules
    assert modules & (HEAVY | OURS) == set()


def test_a_rubric_is_read_without_any_of_excel() -> None:
    modules = imported("rubric", "list")
    assert {"yaml", "pydantic", "scoring.rubric_file"} <= modules
    assert modules & {"openpyxl", "lxml", "xlwings", "workbook"} == set()


def test_forms_are_read_without_what_draws_them() -> None:
    """A process that reads starts sooner, and holds less, without."""
    ran = process(code="import sys, workbook.intake.check; print('openpyxl' in sys.modules)")
    assert ran.stdout.split() == [b"False"]


def test_the_version_is_that_of_the_package() -> None:
    ran = process("--version")
    assert ran.stdout.decode().split() == ["kaohe,", "version", __version__]


def test_where_no_kaohe_is_on_the_path_python_runs_it_as_a_module() -> None:
    code = "import runpy, sys; sys.argv[0] = 'python'; runpy.run_module('macros.cli', run_name='__main__')"
    ran = process("--version", code=code)
    assert (ran.returncode, ran.stdout.decode().split()) == (0, ["kaohe,", "version", __version__])
