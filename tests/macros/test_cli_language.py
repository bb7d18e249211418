"""The language of the terminal: where it is asked for, and what click finds wrong, said in it."""

from pathlib import Path

import click
import pytest

from macros.cli import main
from macros.cli.language import asked_for, language, said, speaking
from tests.macros.terminal import kaohe, process

CHINESE = range(0x4E00, 0xA000)


@pytest.mark.parametrize(
    ("line", "variable", "wanted"),
    [
        ("", "", "zh-TW"),
        ("check", "", "zh-TW"),
        ("check --lang en", "", "en"),
        ("--lang en check", "", "en"),
        ("check --lang=en", "", "en"),
        ("check", "en", "en"),
        ("check --lang zh-TW", "en", "zh-TW"),
        ("--lang zh-TW check --lang en", "", "en"),
        ("check --lang", "", "zh-TW"),
        ("check --lang fr", "", "zh-TW"),
        ("check -- --lang en", "", "zh-TW"),
        ("check", "fr", "zh-TW"),
    ],
)
def test_a_language_is_asked_for_on_the_line_or_by_the_environment(
    line: str, variable: str, wanted: str
) -> None:
    assert asked_for(line.split(), {"KAOHE_LANG": variable}) == wanted


def test_a_language_holds_within_and_not_after() -> None:
    with speaking("en"):
        assert (language(), said("中", "English")) == ("en", "English")
    assert (language(), said("中", "English")) == ("zh-TW", "中")


BAD = [
    ("fill", "缺少引數 'FORM'", "Missing argument 'FORM'"),
    ("fill {file} {file}", "缺少選項 '--out'", "Missing option '--out'"),
    ("check --frobnicate", "沒有選項 '--frobnicate'", "No such option '--frobnicate'"),
    ("check --jsn", "是不是 '--json'？", "Did you mean '--json'?"),
    ("chek", "沒有命令 'chek'", "No such command 'chek'"),
    ("rubric", "命令：", "Commands:"),
    ("vba 107 108 --out {file}", "多了不認得的引數：108", "Got unexpected extra argument (108)"),
    ("collect --port x", "'x' 不是整數", "'x' is not a valid integer"),
    ("collect --port 99999", "99999 不在 1<=x<=65535 的範圍內", "99999 is not in the range"),
    ("fill {folder} {file} --out {file}", "是資料夾，不是檔案", "is a directory"),
    ("check --rubric", "選項 '--rubric' 後面要有值", "Option '--rubric' requires an argument"),
    ("check --json=1", "選項 '--json' 後面不能有值", "Option '--json' does not take a value"),
    ("check --lang fr", "'fr' 不是可用的值，可用的有 'zh-TW', 'en'", "'fr' is not one of 'zh-TW', 'en'"),
]


@pytest.mark.parametrize(("line", "zh", "en"), BAD, ids=[line for line, _, _ in BAD])
def test_what_click_finds_wrong_is_said_in_one_language(line: str, zh: str, en: str, tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text("")
    words = line.format(file=file, folder=tmp_path).split()
    in_chinese, in_english = kaohe(*words), kaohe("--lang", "en", *words)
    assert (in_chinese.status, in_english.status) == (2, 2)
    assert zh in in_chinese.said
    assert en in in_english.said
    if not line.startswith("rubric"):  # whose help has both languages
        assert "Usage" not in in_chinese.said
        assert "Error" not in in_chinese.said
        assert not any(ord(char) in CHINESE for char in in_english.said)


def test_how_to_get_help_is_said_with_what_is_wrong() -> None:
    assert kaohe("fill").err.splitlines() == [
        "用法：kaohe fill [OPTIONS] FORM ANSWERS",
        "說明：kaohe fill --help",
        "錯誤：缺少引數 'FORM'",
    ]


def test_headings_of_help_are_in_the_language_asked_for() -> None:
    assert kaohe("--help").out.startswith("用法：kaohe [OPTIONS] COMMAND [ARGS]...")
    assert "\n選項：\n" in kaohe("fill", "--help").out
    assert "\nOptions:\n" in kaohe("fill", "--lang", "en", "--help").out


def every_command(group: click.Group) -> list[click.Command]:
    beneath = [each for each in group.commands.values() if isinstance(each, click.Group)]
    return [*group.commands.values(), *(command for each in beneath for command in every_command(each))]


@pytest.mark.parametrize("command", every_command(main), ids=lambda command: str(command.name))
def test_every_command_takes_a_language(command: click.Command) -> None:
    assert any("--lang" in parameter.opts for parameter in command.params)


def test_without_a_command_help_is_shown() -> None:
    ran = process(code="from macros.cli import main; main(prog_name='kaohe')")
    assert ran.returncode == 2
    assert ran.stderr.decode().startswith("用法：kaohe")
