"""PDF and .ods by a LibreOffice that is played by scripts: what it is told, and every way it can fail."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from macros import libreoffice
from macros.libreoffice import Kind, convert, find_libreoffice
from scoring.errors import OutputError
from tests.macros.terminal import contents, written
from tests.words import assert_says

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="LibreOffice is played by shell scripts")

BOOK = b"PK the workbook"
_COPIES = """
for argument in "$@"; do
  case $argument in pdf:*) kind=pdf;; ods:*) kind=ods;; esac
done
mkdir made && { printf "$kind of "; cat book.xlsx; } > "made/book.$kind"
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder for temporary files; and nothing is installed but what a test plays."""
    folder = tmp_path / "暫存 temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(libreoffice, "_LINUX_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return folder


def play(folder: Path, script: str, name: str = "soffice") -> Path:
    """A program of this name that runs the script."""
    program = written(folder / name, f"#!/bin/sh\nPATH={os.defpath}\n{script}")
    program.chmod(0o755)
    return program


def install(tmp_path: Path, script: str, name: str = "soffice") -> Path:
    return play(tmp_path / "bin", script, name)


def refused(tmp_path: Path, *, force: bool = False) -> str:
    """What is said where converting fails, with what to do and whole in either language; whatever was
    there stays as it was."""
    book = written(tmp_path / "總表.xlsx", BOOK)
    out = tmp_path / "out" / "總表.pdf"
    before = out.read_bytes() if out.exists() else None
    with pytest.raises(OutputError) as error:
        convert(book, out, "pdf", force=force)
    assert (out.read_bytes() if out.exists() else None) == before
    assert contents(Path(tempfile.gettempdir())) == {}
    sentence, names = error.value.sentence, (str(tmp_path), "總表.xlsx", "總表.pdf")
    assert_says(sentence, "請", r"; |--force", *names)
    return sentence.zh


# ── done ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["pdf", "ods"])
def test_what_libreoffice_makes_of_the_book_is_written(tmp_path: Path, kind: Kind, temporary: Path) -> None:
    install(tmp_path, _COPIES)
    book = written(tmp_path / "in" / "總表 107.xlsx", BOOK)
    convert(book, tmp_path / "out" / f"-總表.{kind}", kind, force=False)
    assert contents(tmp_path / "out") == {f"-總表.{kind}": f"{kind} of ".encode() + BOOK}
    assert contents(tmp_path / "in") == {"總表 107.xlsx": BOOK}
    assert list(temporary.iterdir()) == []


def test_a_file_that_appears_while_libreoffice_works_is_kept_whole(tmp_path: Path) -> None:
    install(tmp_path, f"{_COPIES}\nprintf theirs > '{tmp_path}/out.pdf'\n")
    with pytest.raises(OutputError, match="已經存在"):
        convert(written(tmp_path / "a.xlsx", BOOK), tmp_path / "out.pdf", "pdf", force=False)
    assert (tmp_path / "out.pdf").read_bytes() == b"theirs"


def test_it_runs_without_a_window_in_a_fresh_profile_of_the_temporary_folder(
    tmp_path: Path, temporary: Path
) -> None:
    said = tmp_path / "said"
    install(tmp_path, f'printf "%s\\n" "$@" > "{said}"\n{_COPIES}')
    book = written(tmp_path / "a.xlsx", BOOK)
    profiles = set()
    for name in ("1.pdf", "2.pdf"):
        convert(book, tmp_path / name, "pdf", force=False)
        profile, *rest = said.read_text().splitlines()
        profiles.add(profile)
        assert profile.startswith(f"-env:UserInstallation={temporary.as_uri()}/kaohe-")
        assert "--headless" in rest
        assert rest[-5:] == ["--convert-to", "pdf:calc_pdf_Export", "--outdir", "made", "book.xlsx"]
    assert len(profiles) == 2


def test_an_existing_file_is_replaced_with_force(tmp_path: Path) -> None:
    install(tmp_path, _COPIES)
    out = written(tmp_path / "a.pdf", b"old")
    convert(written(tmp_path / "a.xlsx", BOOK), out, "pdf", force=True)
    assert out.read_bytes() == b"pdf of " + BOOK


def test_an_existing_file_is_refused_without_force_before_libreoffice_is_started(tmp_path: Path) -> None:
    install(tmp_path, f'touch "{tmp_path}/started"\n{_COPIES}')
    written(tmp_path / "out" / "總表.pdf", b"old")
    assert "已經存在；要取代請加 --force" in refused(tmp_path)
    assert not (tmp_path / "started").exists()


# ── found ───────────────────────────────────────────────────────────────────────────────────────


def test_without_libreoffice_it_says_what_to_install_and_what_to_leave_out(tmp_path: Path) -> None:
    message = refused(tmp_path)
    assert "找不到 LibreOffice" in message
    assert "--pdf、--ods" in message


@pytest.mark.parametrize("name", ["soffice", "libreoffice"])
def test_it_is_found_on_the_path_under_either_name(tmp_path: Path, name: str) -> None:
    program = install(tmp_path, _COPIES, name)
    assert find_libreoffice() == program


def test_a_program_in_the_folder_where_one_stands_is_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    play(inbox, _COPIES)
    monkeypatch.chdir(inbox)
    monkeypatch.setenv("PATH", ".")
    with pytest.raises(OutputError, match="找不到 LibreOffice"):
        find_libreoffice()


@pytest.mark.parametrize(
    ("platform", "variable", "places"),
    [
        (
            "win32",
            "ProgramFiles",
            ["LibreOffice/program/soffice.com", "LibreOffice/program/soffice.exe"],
        ),
        ("win32", "ProgramFiles(x86)", ["LibreOffice/program/soffice.exe"]),
        ("darwin", "HOME", ["Applications/LibreOffice.app/Contents/MacOS/soffice"]),
    ],
)
def test_it_is_found_where_the_installers_of_other_systems_put_it(
    tmp_path: Path, platform: str, variable: str, places: list[str]
) -> None:
    for place in places:
        written(tmp_path / place, b"")
    found = list(libreoffice._installed(platform, {variable: str(tmp_path)}))
    assert found == [tmp_path / place for place in places]


def test_the_newest_of_several_beside_each_other_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        libreoffice, "_LINUX_PLACES", ((str(tmp_path / "opt"), "libreoffice*/program/soffice"),)
    )
    for version in ("7.4", "24.2", "7.6"):
        play(tmp_path / "opt" / f"libreoffice{version}" / "program", _COPIES)
    assert find_libreoffice() == tmp_path / "opt" / "libreoffice24.2" / "program" / "soffice"


# ── failed ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "script",
    [
        "true",
        "mkdir made; : > made/book.pdf",
        "mkdir made; echo half > made/book.pdf; exit 1",
        "kill -SEGV $$",
    ],
)
def test_where_it_makes_no_whole_file_that_is_said_and_the_old_one_stays(tmp_path: Path, script: str) -> None:
    install(tmp_path, script)
    written(tmp_path / "out" / "總表.pdf", b"old")
    message = refused(tmp_path, force=True)
    assert "LibreOffice 沒有產生" in message
    assert "總表.pdf" in message


def test_its_own_last_words_are_passed_on(tmp_path: Path) -> None:
    install(tmp_path, 'echo "Warning" >&2; echo "Error: source file could not be loaded" >&2; echo')
    assert "，訊息為「Error: source file could not be loaded」" in refused(tmp_path)


def test_a_program_that_cannot_be_started_is_a_sentence(tmp_path: Path) -> None:
    program = install(tmp_path, "")
    program.write_bytes(b"\x7fELF no program")
    message = refused(tmp_path)
    assert "無法以 LibreOffice" in message


def test_a_book_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    install(tmp_path, _COPIES)
    with pytest.raises(OutputError, match=r"gone\.xlsx 可讀取"):
        convert(tmp_path / "gone.xlsx", tmp_path / "a.pdf", "pdf", force=False)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    install(tmp_path, _COPIES)
    book = written(tmp_path / "a.xlsx", BOOK)
    with pytest.raises(OutputError, match="無法寫入"):
        convert(book, book / "a.pdf", "pdf", force=False)


def test_no_room_for_temporary_files_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, _COPIES)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(OutputError, match="請確認磁碟有空間"):
        convert(written(tmp_path / "a.xlsx", BOOK), tmp_path / "a.pdf", "pdf", force=False)


def is_running(number: int) -> bool:
    """Whether a process does anything; one that nobody has waited for yet does not."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


@needs_proc
def test_when_time_is_up_nothing_that_it_started_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "TIME_LIMIT", 0.5)
    numbers_file = tmp_path / "numbers"
    install(
        tmp_path,
        f'sleep 3600 &\necho $$ $! > "{numbers_file}.new"\nmv "{numbers_file}.new" "{numbers_file}"\nwait',
    )
    wait = subprocess.Popen.wait

    def all_started(process: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        """Let the time begin when all is started, however busy the machine."""
        while not numbers_file.exists():
            time.sleep(0.01)
        return wait(process, timeout)

    monkeypatch.setattr(subprocess.Popen, "wait", all_started)
    message = refused(tmp_path)
    assert "在 0.5 秒內未能產生" in message
    numbers = [int(number) for number in numbers_file.read_text().split()]
    assert len(numbers) == 2
    assert [number for number in numbers if is_running(number)] == []


@needs_proc
def test_when_a_person_interrupts_nothing_that_it_started_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "number"
    install(tmp_path, f'echo $$ > "{started}.new"; mv "{started}.new" "{started}"; exec sleep 60')
    wait, calls = subprocess.Popen.wait, []

    def interrupted(process: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        """The first wait, which is for the end of the conversion."""
        calls.append(timeout)
        if len(calls) > 1:
            return wait(process, timeout)
        while not started.exists():
            time.sleep(0.01)
        raise KeyboardInterrupt

    book = written(tmp_path / "a.xlsx", BOOK)
    monkeypatch.setattr(subprocess.Popen, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        convert(book, tmp_path / "a.pdf", "pdf", force=False)
    assert not is_running(int(started.read_text()))
    assert not (tmp_path / "a.pdf").exists()
    assert contents(Path(tempfile.gettempdir())) == {}
