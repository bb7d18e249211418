"""Whatever the console, and whatever is typed: a sentence, never a traceback."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import answered
from tests.macros import forms
from tests.macros.terminal import kaohe, process, written

EMOJI = forms.form(
    filled=answered(forms.card(), "1.1.1", score=None, score_text="😀☑", notes=("笑臉 😀",)),
)
CONSOLES = {
    "cp950": {"PYTHONIOENCODING": "cp950"},
    "ASCII": {"PYTHONIOENCODING": "ascii"},
    "C locale": {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "PYTHONIOENCODING": ""},
    "Western": {"PYTHONIOENCODING": "cp1252"},
}
COMMANDS: dict[tuple[str, ...], int] = {
    ("check", "form.xlsx"): 1,
    ("merge", "form.xlsx", "--out", "out.xlsx", "--json"): 1,
    ("rubric", "show", "107"): 0,
    ("explain", "沒有這個"): 2,
}


_RUN_ALL = """
import json, sys
from macros.cli import main
ended = []
for command in json.loads(sys.argv[1]):
    try:
        main(command, prog_name="kaohe")
    except SystemExit as exit:
        ended.append(exit.code)
sys.exit(ended != json.loads(sys.argv[2]))
"""


@pytest.mark.parametrize("console", CONSOLES)
def test_a_console_that_cannot_print_a_character_never_ends_a_run(console: str) -> None:
    written(Path("form.xlsx"), EMOJI)
    commands, expected = json.dumps(list(COMMANDS)), json.dumps(list(COMMANDS.values()))
    ran = process(commands, expected, code=_RUN_ALL, **CONSOLES[console])
    assert (ran.returncode, ran.stderr.count(b"Traceback")) == (0, 0), ran.stderr
    assert len(ran.stdout.splitlines()) > 100


@pytest.mark.parametrize("console", ["cp950", "ASCII", "Western"])
def test_help_is_printed_on_every_console(console: str) -> None:
    ran = process("--help", **CONSOLES[console])
    assert (ran.returncode, b"Traceback" in ran.stderr) == (0, False)


def test_what_a_cp950_console_can_print_is_printed_and_the_rest_marked() -> None:
    written(Path("form.xlsx"), EMOJI)
    out = process("check", "form.xlsx", PYTHONIOENCODING="cp950").stdout.decode("cp950")
    assert "「1. 申辦業務標準作業流程訂定情形」的評分「??」不是數字。→" in out


def test_json_says_the_same_on_every_console() -> None:
    written(Path("form.xlsx"), EMOJI)
    ran = process("check", "form.xlsx", "--json", PYTHONIOENCODING="cp950")
    (file,) = json.loads(ran.stdout.decode("cp950"))["files"]
    assert file["items"]["1.1.1"]["notes"] == ["笑臉 😀"]


@pytest.mark.parametrize(
    "command", [("issue", "--offices", "bundled", "--out", "out"), ("demo", "demo")], ids=" ".join
)
def test_file_names_that_the_locale_cannot_hold_are_told_in_a_sentence(command: tuple[str, ...]) -> None:
    ran = process(*command, **CONSOLES["C locale"])
    assert (ran.returncode, b"Traceback" in ran.stderr) == (2, False)


# ── wrong inputs, every command ─────────────────────────────────────────────────────────────────

WRONG_INPUTS = (
    "",
    "nosuch",
    "--nosuch",
    "issue",
    "issue --out",
    "issue --out out --rubric nowhere.yaml",
    "issue --out out --rubric .",
    "issue --out out --rubric form.xlsx",
    "issue --out out --offices nowhere.csv",
    "issue --out out --offices .",
    "issue --out out --offices cut.xlsx",
    "issue --out out --password-file nowhere",
    "issue --out out --password-file .",
    "issue --out out --key-file form.xlsx",
    "issue --out out --key-file .",
    "issue --out form.xlsx",
    "issue --out form.xlsx/out",
    "issue out",
    "fill",
    "fill form.xlsx",
    "fill form.xlsx answers.yaml",
    "fill form.xlsx answers.yaml --out .",
    "fill form.xlsx answers.yaml --out form.xlsx",
    "fill form.xlsx form.xlsx --out out.xlsx",
    "fill form.xlsx nowhere.yaml --out out.xlsx",
    "fill form.xlsx . --out out.xlsx",
    "fill nowhere.xlsx answers.yaml --out out.xlsx",
    "fill . answers.yaml --out out.xlsx",
    "fill cut.xlsx answers.yaml --out out.xlsx",
    "fill answers.yaml answers.yaml --out out.xlsx",
    "fill form.xlsx answers.yaml --out out.xlsx --rubric nowhere.yaml",
    "fill form.xlsx answers.yaml --out answers.yaml/out.xlsx",
    "check",
    "check nowhere",
    "check form.xlsx nowhere",
    "check form.xlsx --rubric 999",
    "check form.xlsx --rubric answers.yaml",
    "check form.xlsx --lang zh",
    "check form.xlsx --key-file answers.yaml",
    "check form.xlsx --key-file .",
    "merge",
    "merge form.xlsx",
    "merge nowhere --out out.xlsx",
    "merge cut.xlsx --out out.xlsx",
    "merge form.xlsx --out .",
    "merge form.xlsx --out form.xlsx",
    "merge form.xlsx --out answers.yaml/out.xlsx",
    "merge form.xlsx --out out.xlsx --offices nowhere.csv",
    "merge form.xlsx --out out.xlsx --rubric 999",
    "merge empty --out out.xlsx",
    "demo .",
    "demo form.xlsx",
    "demo form.xlsx/demo",
    "explain",
    "explain nosuch",
    "instructions 999",
    "rubric show",
    "rubric show 999",
    "rubric show .",
    "rubric check",
    "rubric nosuch",
)


@pytest.mark.parametrize("line", WRONG_INPUTS)
def test_a_wrong_input_ends_with_2_and_a_sentence(line: str) -> None:
    written(Path("form.xlsx"), EMOJI)
    written(Path("cut.xlsx"), EMOJI[:5_000])
    written(Path("answers.yaml"), "items: {}")
    Path("empty").mkdir()
    before = {path.name for path in Path().iterdir()}
    ran = kaohe(*line.split())
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.strip()
    assert {path.name for path in Path().iterdir()} == before


LONG = "長" * 200


@pytest.mark.parametrize(
    "line",
    [
        f"check {LONG}",
        f"merge form.xlsx --out {LONG}.xlsx",
        f"fill form.xlsx answers.yaml --out {LONG}.xlsx",
        f"issue --out {LONG}",
        f"demo {LONG}",
    ],
    ids=lambda line: line.split()[0],
)
def test_a_path_too_long_for_the_system_is_told_in_a_sentence(line: str) -> None:
    written(Path("form.xlsx"), EMOJI)
    written(Path("answers.yaml"), "items: {}")
    ran = kaohe(*line.split())
    assert ran.status == 2
    assert ran.err.startswith("錯誤：")


@pytest.mark.parametrize("line", ["check form.xlsx", "merge form.xlsx --out out.xlsx"])
def test_a_key_that_is_named_must_be_there(line: str) -> None:
    written(Path("form.xlsx"), EMOJI)
    assert kaohe(*line.split(), "--key-file", "nowhere.key").status == 2


def test_an_office_with_a_name_of_odd_characters_is_issued_checked_and_merged() -> None:
    odd = replace(forms.TAIPEI, name="臺北<&>\"'😀_x0041_ 分署")
    written(Path("in/a.xlsx"), forms.form(odd))
    assert odd.name in kaohe("check", "in").out
    assert kaohe("merge", "in", "--out", "out.xlsx", "--json").json["offices"][0]["name"] == odd.name
