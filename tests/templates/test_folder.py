"""A campaign's own letters are files of their folder: nothing there leads out of it, or is passed over."""

import os
import sys
from pathlib import Path

import pytest

from templates.letters import LetterError, compose
from templates.letters.folder import has_letters
from tests.templates.letters import values
from tests.words import assert_says

_SECRET = "the key of another campaign"
_LETTER = (
    "{% extends layout %}{% block subject %}主旨{% endblock %}{% block content %}"
    "{% call p() %}INSIDE{% endcall %}{% endblock %}"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the letters, beside a file that no letter is to show."""
    (tmp_path / "outside.j2").write_text(_SECRET)
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "secret.j2").write_text(_SECRET)
    (tmp_path / "letters").mkdir()
    return tmp_path / "letters"


def written(folder: Path, inside: str) -> str:
    (folder / "send.j2").write_text(_LETTER.replace("INSIDE", inside), "utf-8")
    return compose("send", "zh-TW", values("send"), folder).text


def refused(folder: Path) -> LetterError:
    with pytest.raises(LetterError) as raised:
        compose("send", "zh-TW", values("send"), folder)
    return raised.value


def test_a_file_of_the_folder_can_be_taken_in_from_below_it_too(folder: Path) -> None:
    (folder / "parts").mkdir()
    (folder / "parts" / "thanks.txt").write_text("謝謝您", "utf-8")
    assert "謝謝您" in written(folder, "{% include 'parts/thanks.txt' %}")


@pytest.mark.parametrize(
    "name",
    [
        "../outside.j2",
        "parts/../../outside.j2",
        "{away}/secret.j2",
        "/etc/hostname",
        "//server/share/x.j2",
        "C:/Windows/win.ini",
        "..\\outside.j2",
        "send.j2:stream",
        "./send.j2",
        "",
    ],
)
@pytest.mark.parametrize(
    "way",
    [
        "{%% include '%s' %%}",
        "{%% include '%s' ignore missing %%}",
        "{%% include ['%s', 'send.j2'] %%}",
        "{%% import '%s' as x %%}{{ x }}",
        "{%% from '%s' import x %%}{{ x }}",
    ],
)
def test_no_name_leads_out_of_the_folder(folder: Path, way: str, name: str) -> None:
    name = name.replace("{away}", str(folder.parent / "away")).replace("\\", "\\\\")
    with pytest.raises(LetterError) as raised:
        written(folder, way % name)
    assert_says(raised.value.sentence, "在信件範本的資料夾之外", "lies outside the folder")
    assert "send.j2 第 1 行" in raised.value.sentence.zh


def test_no_layout_from_outside_is_taken(folder: Path) -> None:
    (folder / "send.j2").write_text("{% extends '../outside.j2' %}")
    assert "資料夾之外" in refused(folder).sentence.zh


@pytest.mark.skipif(sys.platform == "win32", reason="a person may make no links there")
@pytest.mark.parametrize("name", ["send.j2", "parts.j2", "note.txt", "below"])
@pytest.mark.parametrize("target", ["../outside.j2", "../away", "nowhere", "remind.j2"])
def test_a_link_in_the_folder_is_told(folder: Path, name: str, target: str) -> None:
    (folder / "remind.j2").write_text(_LETTER)
    (folder / name).symlink_to(target)
    assert_says(refused(folder).sentence, f"{folder / name}：是連結", f"{folder / name}: it is a link")


@pytest.mark.skipif(sys.platform == "win32", reason="a person may make no links there")
def test_a_link_below_the_folder_is_told(folder: Path) -> None:
    (folder / "parts").mkdir()
    (folder / "parts" / "x").symlink_to(folder.parent)
    assert "是連結" in refused(folder).sentence.zh


@pytest.mark.skipif(sys.platform == "win32", reason="a person may make no links there")
def test_a_folder_that_is_a_link_is_told(folder: Path) -> None:
    (folder / "send.j2").write_text(_LETTER)
    other = folder.parent / "link"
    other.symlink_to(folder)
    assert "是連結" in refused(other).sentence.zh


@pytest.mark.skipif(sys.platform == "win32", reason="a person may make no links there")
def test_a_link_that_comes_while_letters_are_written_is_not_followed(folder: Path) -> None:
    from templates.letters.rendering import Wanted, render

    (folder / "send.j2").write_text(_LETTER.replace("INSIDE", "{% include 'late/secret.j2' %}"))
    (folder / "late").symlink_to(folder.parent / "away")
    with pytest.raises(LetterError, match="是連結"):
        render(Wanted("send", "zh-TW", values("send")), folder)


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text(_LETTER)
    assert_says(refused(tmp_path / "letters").sentence, "不是檔案；請把它移走", "and is a file")


@pytest.mark.parametrize("name", ["send.j2", "remind.en.j2", "parts/x.j2", "x.J2"])
def test_a_folder_in_place_of_a_template_is_told(folder: Path, name: str) -> None:
    (folder / name).mkdir(parents=True)
    assert_says(refused(folder).sentence, "應該是信件範本的檔案", "it should be the file of a template")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_place_of_a_template_is_told_and_never_opened(folder: Path) -> None:
    os.mkfifo(folder / "send.j2")
    assert "不是資料夾或裝置" in refused(folder).sentence.zh


def test_a_folder_without_templates_has_no_letters(folder: Path) -> None:
    (folder / "說明.txt").write_text("x")
    (folder / "old").mkdir()
    (folder / "old" / "send.j2").write_text(_LETTER)
    assert not has_letters(folder)
    assert not has_letters(folder / "nowhere")
