"""What the commands print: nothing that a terminal would obey."""

import json
import os
from pathlib import Path

import click
import pytest

from macros.cli import main
from macros.cli.options import print_json
from macros.shown import several_lines
from tests.macros import forms
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.terminal import contents, kaohe, written

PATHS = [
    (name, parameter)
    for name, command in sorted(main.commands.items())
    for parameter in command.params
    if isinstance(parameter.type, click.Path)
]
HOSTILE = "a\x1b]0;x\x07\x9b31m\u202exslx\u200b"


def test_json_has_escapes_for_it_and_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": HOSTILE})
    out = capsys.readouterr().out
    assert several_lines(out) == out
    assert json.loads(out) == {"name": HOSTILE}


@pytest.mark.parametrize(
    ("name", "parameter"), PATHS, ids=[f"{name} {parameter.name}" for name, parameter in PATHS]
)
def test_a_path_that_no_file_can_have_is_told(name: str, parameter: click.Parameter) -> None:
    option = (parameter.opts[-1],) if isinstance(parameter, click.Option) else ()
    before = ("107",) if name == "init" else ()
    for bad in ("a\0b", "\ud800"):
        ran = kaohe(name, *before, *option, *[bad] * max(1, parameter.nargs))
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.startswith("錯誤：檔案或資料夾的名稱「")
    assert contents(Path()) == {}


def test_every_command_that_reads_or_writes_files_was_asked() -> None:
    assert {"check", "fill", "issue", "merge", "demo", "init", "report"} <= {name for name, _ in PATHS}


@pytest.mark.skipif(os.name == "nt", reason="no file has such a name there")
@pytest.mark.parametrize("command", ["collect", "status", "merge", "return"])
@pytest.mark.parametrize("name", [HOSTILE, "a\udcb3b", "=cmd|'x'!A0", "%0a#?<b>&"])
def test_a_files_name_cannot_write_to_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    campaign = made_campaign(tmp_path / "107")
    written(campaign.inbox / f"{name}.xlsx", forms.form(forms.TAIPEI))
    written(campaign.inbox / f"b{name}.xlsx", b"junk")
    monkeypatch.chdir(campaign.root)
    ran = kaohe(command)
    assert ran.status in {0, 1}
    assert several_lines(ran.said) == ran.said
