"""The library's face: its names, what importing it costs, and what stands in its way."""

import ast
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import kaohe
from tests.extent import PATIENCE
from tests.macros.terminal import ROOT, process, written

VERBS = {"issue", "fill", "check", "merge", "collect", "status", "send_back", "extend"}
FLOORS = ("scoring", "templates", "workbook", "macros")


# ── names ───────────────────────────────────────────────────────────────────────────────────────


def names_for_type_checkers() -> set[str]:
    """What is imported where only type checkers look."""
    whole = ast.parse((ROOT / "kaohe.py").read_text("utf-8")).body
    blocks = [node for node in whole if isinstance(node, ast.If)]
    (block,) = (node for node in blocks if ast.unparse(node.test) == "TYPE_CHECKING")
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in imports for alias in node.names}


def test_every_name_is_there_and_type_checkers_know_it() -> None:
    assert set(kaohe.__all__) == names_for_type_checkers()
    for name in kaohe.__all__:
        assert getattr(kaohe, name) is not None
    assert set(kaohe.__all__) <= set(dir(kaohe))


def test_it_has_the_verbs_of_the_command_line() -> None:
    assert set(kaohe.__all__) >= VERBS
    assert "kaohe return" in str(kaohe.send_back.__doc__)


def test_everything_public_says_what_it_is() -> None:
    offered = {name: getattr(kaohe, name) for name in kaohe.__all__}
    assert [name for name, value in offered.items() if callable(value) and not value.__doc__] == []


def test_a_name_that_is_not_there_is_missing_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        kaohe.chekc  # type: ignore[attr-defined]  # noqa: B018  what is tested


def test_importing_it_imports_nothing_of_what_it_offers() -> None:
    code = "import json, sys; import kaohe; print(json.dumps(sorted(sys.modules)))"
    modules = {name.partition(".")[0] for name in json.loads(process(code=code).stdout)}
    assert modules - sys.stdlib_module_names - {"__main__", "sitecustomize"} <= {"kaohe"} | _of_this_python()


def _of_this_python() -> set[str]:
    """What any process of this Python imports at its start, such as an editable installation's finder."""
    code = "import json, sys; print(json.dumps(sorted(sys.modules)))"
    return {name.partition(".")[0] for name in json.loads(process(code=code).stdout)}


def test_it_is_the_command_line_where_it_is_run_as_a_module() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "kaohe", "--version"],
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    assert ran.stdout.decode().split() == ["kaohe,", "version", kaohe.__version__]


# ── what stands in its way ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", FLOORS)
@pytest.mark.parametrize("what", ["{}.py", "{}/__init__.py"])
def test_a_foreign_package_of_our_name_is_named_with_what_to_do(
    name: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    foreign = written(tmp_path / what.format(name), "raise SystemExit('foreign code was run')")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    for status, code in (
        (2, "import kaohe; kaohe.main()"),
        (1, "import kaohe; kaohe.check"),
        (1, "from kaohe import Rubric"),
    ):
        ran = process("--version", code=code, PYTHONPATH=path, PYTHONUTF8="1")
        said = ran.stderr.decode()
        assert ran.returncode == status, said
        assert f"{foreign} 擋住了 kaohe 自己的「{name}」" in said
        assert f"{foreign} is in the way of kaohe's own “{name}”" in said
        assert "虛擬環境" in said
        assert "foreign code" not in said


def test_the_command_line_says_so_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "scoring.py", "")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    ran = process(code="from kaohe import main; main()", PYTHONPATH=path, PYTHONUTF8="1")
    assert ran.stderr.decode().startswith("錯誤：")
    assert "Traceback" not in ran.stderr.decode()


# ── the wheel ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of its own in which the wheel is installed, with the packages that it needs."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist", cwd=ROOT)
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    (python,) = [*folder.glob("venv/bin/python"), *folder.glob("venv/Scripts/python.exe")]
    packages = site_packages(python)
    with zipfile.ZipFile(next((folder / "dist").glob("*.whl"))) as wheel:
        wheel.extractall(packages)
    (packages / "needed.pth").write_text(str(site_packages(Path(sys.executable))), "utf-8")
    return python


def run(*arguments: object, cwd: Path | None = None) -> str:
    """What a command prints; its end is the caller's to judge."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    ran = subprocess.run(
        list(map(str, arguments)), cwd=cwd, env=environment, capture_output=True, timeout=300, check=False
    )
    return ran.stdout.decode() + ran.stderr.decode()


def site_packages(python: Path) -> Path:
    return Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())


def test_the_installed_package_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    said = run(installed, "-c", "import kaohe; print(kaohe.__file__, kaohe.Finding)", cwd=tmp_path)
    assert said.startswith(str(site_packages(installed) / "kaohe" / "__init__.py"))
    assert run(installed, "-m", "kaohe", "--version", cwd=tmp_path).split()[-1] == kaohe.__version__


def mypy(python: Path, what: Path) -> str:
    """What the type checker says of a script, run beside an installation."""
    options = ("--strict", "--config-file", os.devnull, "--python-executable", python)
    return run(sys.executable, "-m", "mypy", *options, what, cwd=python.parent)


USE = """
import kaohe

checked = kaohe.check("inbox")
reveal_type(checked)
reveal_type(checked[0].scorecard.answer("1.1.1").score)
reveal_type(kaohe.merge("inbox", "out.xlsx").collection.results[0].total)
reveal_type(kaohe.status().offices[0].standing)
kaohe.chekc
kaohe.check(3)
"""


@pytest.mark.judge
def test_type_checkers_see_the_types_of_an_installed_kaohe(installed: Path, tmp_path: Path) -> None:
    written(tmp_path / "use.py", USE)
    said = mypy(installed, tmp_path / "use.py")
    for expected in (
        '5: note: Revealed type is "typing.Sequence[workbook.collection.checked.Checked]"',
        '6: note: Revealed type is "decimal.Decimal | None"',
        '7: note: Revealed type is "decimal.Decimal | None"',
        "Literal['missing']",
        '9: error: Module has no attribute "chekc"',
        '10: error: Argument 1 to "check" has incompatible type "int"',
    ):
        assert expected in said
    assert "Found 2 errors" in said


def test_the_examples_are_typed(installed: Path) -> None:
    said = mypy(installed, ROOT / "examples")
    assert said.startswith("Success: no issues found in 5 source files")


def test_a_package_that_was_installed_over_one_of_ours_is_named(installed: Path, tmp_path: Path) -> None:
    ours = site_packages(installed) / "templates" / "__init__.py"
    before = ours.read_bytes()
    written(ours, "render = None\n")
    said = run(installed, "-X", "utf8", "-m", "kaohe", "--version", cwd=tmp_path)
    ours.write_bytes(before)
    assert f"{ours} 擋住了 kaohe 自己的「templates」" in said
