"""What is named is a file or it is told: a pipe, which never ends, keeps no command waiting."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring import plain_file
from tests.macros import forms
from tests.macros.terminal import kaohe, written

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a form, a roster and a campaign, and a pipe."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    os.mkfifo("pipe.xlsx")
    written(tmp_path / "in" / "form.xlsx", forms.form())
    return tmp_path


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("check pipe", 1),
        ("check in --key-file pipe", 2),
        ("check in --rubric pipe", 2),
        ("check in --open-password-file pipe", 2),
        ("issue --out out --key-file pipe", 2),
        ("issue --out out --rubric pipe", 2),
        ("issue --out out --offices pipe", 2),
        ("issue --out out --protect-password-file pipe", 2),
        ("fill pipe in/form.xlsx --out out.xlsx", 2),
        ("fill in/form.xlsx pipe --out out.xlsx", 2),
        ("merge in --out out.xlsx --previous pipe", 2),
        ("merge in --out out.xlsx --doubts pipe", 2),
        ("merge in --out pipe.xlsx --force", 2),
        ("rubric check pipe", 1),
        ("init pipe camp", 2),
    ],
)
def test_a_pipe_is_refused_at_once(command: str, status: int, here: Path) -> None:
    ran = kaohe(*command.split())
    assert ran.status == status, ran.said
    assert "pipe" in ran.said
    assert any(said in ran.said for said in ("管道", "金鑰", "不是一般檔案")), ran.said


def test_a_pipe_in_a_folder_is_no_form(here: Path) -> None:
    written(here / "folder" / "form.xlsx", forms.form())
    os.mkfifo(here / "folder" / "pipe.xlsx")
    ran = kaohe("check", "folder", "--json").json
    assert [Path(each["path"]).name for each in ran["files"]] == ["form.xlsx"]


def test_a_pipe_for_settings_makes_no_campaign(here: Path) -> None:
    assert kaohe("init", "107", "camp").status == 0
    (here / "camp" / "campaign.yaml").unlink()
    os.mkfifo(here / "camp" / "campaign.yaml")
    ran = kaohe("status", "--campaign", "camp")
    assert (ran.status, "camp" in ran.said) == (2, True)


@pytest.fixture(params=["pipe", "socket", "device", "link to a pipe"])
def no_file(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    path = Path("there")
    with socket.socket(socket.AF_UNIX) as bound:
        match request.param:
            case "pipe":
                os.mkfifo(path)
            case "socket":
                bound.bind("there")
            case "device":
                path = Path("/dev/zero")
            case _:
                os.mkfifo("pipe")
                path.symlink_to("pipe")
        yield path


def test_what_is_no_file_is_not_opened(no_file: Path) -> None:
    with pytest.raises(plain_file.NotAFileError):
        plain_file.content(no_file)


def test_a_file_is_read_as_far_as_is_wanted(tmp_path: Path) -> None:
    path = written(tmp_path / "a", b"a\r\nb")
    assert (plain_file.content(path), plain_file.content(path, 2)) == (b"a\r\nb", b"a\r")
    with pytest.raises(IsADirectoryError):
        plain_file.opened(tmp_path)
    with pytest.raises(FileNotFoundError):
        plain_file.opened(tmp_path / "none")
    with pytest.raises(ValueError, match="null"):
        plain_file.opened(Path("a\0"))
