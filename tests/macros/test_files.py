"""Files: found in a stable order, written whole or not at all, keys kept to oneself."""

import errno
import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from macros.files import (
    hold_free,
    hold_name,
    read_file,
    write_file,
    write_files,
)
from macros.folders import find_workbooks
from macros.keys import checking_key, password_in, signing_key
from scoring.doubts import load_rules
from scoring.errors import ExistsError, KaoheError, OutputError
from scoring.rubric_file import load_rubric
from tests.macros.disk import Disk, needs_proc
from tests.macros.terminal import contents, process, written
from workbook.roster import read_roster

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="rights and limits are POSIX's")


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ── writing ─────────────────────────────────────────────────────────────────────────────────────


def test_a_new_file_is_written_with_the_folders_above_it(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "b.xlsx", b"new", force=False)
    assert contents(tmp_path) == {"a/b.xlsx": b"new"}


def test_an_existing_file_is_refused_without_force(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", b"old")
    with pytest.raises(OutputError, match="已經存在；要取代請加 --force"):
        write_file(path, b"new", force=False)
    assert contents(tmp_path) == {"b.xlsx": b"old"}


@pytest.mark.parametrize("refusals", [0, 2, 3])
def test_a_file_that_is_held_for_a_moment_is_replaced_after_it(
    refusals: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, left = written(tmp_path / "a.txt", "old"), [refusals]
    replace = Path.replace

    def held(temporary: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] >= 0:
            raise PermissionError(13, "held")
        return replace(temporary, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr("macros.files._PAUSES", (0, 0))
    if refusals < 3:
        write_file(path, b"new", force=True)
    else:
        with pytest.raises(OutputError, match="檔案未被開啟"):
            write_file(path, b"new", force=True)
    assert contents(tmp_path) == {"a.txt": b"new" if refusals < 3 else b"old"}


def test_an_existing_file_is_replaced_with_force_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", b"old")
    write_file(path, b"new", force=True)
    assert contents(tmp_path) == {"b.xlsx": b"new"}


@POSIX
def test_a_reader_of_the_old_file_keeps_it_whole(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", b"old" * 9)
    with path.open("rb") as reader:
        write_file(path, b"new", force=True)
        assert reader.read() == b"old" * 9


@POSIX
@pytest.mark.parametrize(("mask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_file_can_be_read_by_those_that_the_user_lets(tmp_path: Path, mask: int, expected: int) -> None:
    with umask(mask):
        write_file(tmp_path / "b.xlsx", b"new", force=False)
        assert os.umask(mask) == mask
    assert mode(tmp_path / "b.xlsx") == expected


_LIMITED = """
import resource, signal, sys
from pathlib import Path
from macros.files import write_file
from scoring.errors import OutputError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_file(Path(sys.argv[1]), b"n" * 5000, force=True)
except OutputError as error:
    print(ascii(str(error)))
    sys.exit(3)
"""


@POSIX
@pytest.mark.parametrize("before", [{}, {"b.xlsx": b"old"}])
def test_where_the_disk_is_full_the_old_file_stays_and_nothing_half_written(
    tmp_path: Path, before: dict[str, bytes]
) -> None:
    for name, data in before.items():
        written(tmp_path / name, data)
    ran = process(tmp_path / "b.xlsx", code=_LIMITED)
    assert ran.returncode == 3, ran.stderr
    assert ascii("磁碟有空間")[1:-1] in ran.stdout.decode()
    assert contents(tmp_path) == before


def test_a_folder_in_the_place_of_the_file_is_told_and_left(tmp_path: Path) -> None:
    written(tmp_path / "b.xlsx" / "inside.txt", "theirs")
    with pytest.raises(OutputError, match=r"無法寫入 .*b\.xlsx"):
        write_file(tmp_path / "b.xlsx", b"new", force=True)
    assert contents(tmp_path) == {"b.xlsx/inside.txt": b"theirs"}


@POSIX
def test_a_pipe_in_the_place_of_the_file_is_told_and_left(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    with pytest.raises(OutputError, match=r"pipe\.xlsx 不是一般檔案，不能取代"):
        write_file(tmp_path / "pipe.xlsx", b"new", force=True)
    assert (tmp_path / "pipe.xlsx").is_fifo()


@pytest.mark.parametrize("force", [True, False])
def test_a_path_without_a_name_is_told(force: bool) -> None:
    with pytest.raises(KaoheError, match="名稱是空的"):
        write_file(Path(), b"new", force=force)


@POSIX
def test_on_a_disk_without_links_a_run_that_is_ended_leaves_no_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "hardlink_to", refused)
    monkeypatch.setattr(Path, "replace", ended)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "a.xlsx", b"new", force=False)
    assert contents(tmp_path) == {}


def test_a_file_in_the_place_of_the_folder_is_told_and_left(tmp_path: Path) -> None:
    written(tmp_path / "a", "theirs")
    with pytest.raises(OutputError, match="無法寫入"):
        write_file(tmp_path / "a" / "b.xlsx", b"new", force=False)
    assert contents(tmp_path) == {"a": b"theirs"}


def test_a_name_as_long_as_the_system_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("長" * 83 + ".xlsx")
    write_file(path, b"new", force=False)
    assert contents(tmp_path) == {path.name: b"new"}


def test_a_name_that_is_taken_is_told_and_one_that_is_free_is_left_so(tmp_path: Path) -> None:
    hold_free(tmp_path / "b.xlsx")
    assert contents(tmp_path) == {}
    written(tmp_path / "b.xlsx", "theirs")
    with pytest.raises(ExistsError, match="已經存在"):
        hold_free(tmp_path / "b.xlsx")
    assert contents(tmp_path) == {"b.xlsx": b"theirs"}


@POSIX
def test_a_link_that_leads_nowhere_takes_its_name(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "share" / "b.xlsx")
    with pytest.raises(ExistsError):
        write_file(tmp_path / "b.xlsx", b"new", force=False)
    assert (tmp_path / "b.xlsx").is_symlink()


def test_several_files_are_written_together(tmp_path: Path) -> None:
    write_files([(tmp_path / "a" / name, name.encode()) for name in ("1", "2", "3")], force=False)
    assert contents(tmp_path) == {"a/1": b"1", "a/2": b"2", "a/3": b"3"}


@pytest.mark.parametrize("force", [True, False])
def test_where_one_of_several_cannot_be_written_none_is(tmp_path: Path, force: bool) -> None:
    written(tmp_path / "1", "old")
    written(tmp_path / "a", "a file")
    before = contents(tmp_path)
    names = ("1", "2", "a/3") if force else ("2", "a/3")
    with pytest.raises(OutputError, match="無法寫入"):
        write_files([(tmp_path / name, b"new") for name in names], force=force)
    assert contents(tmp_path) == before


def test_where_one_of_several_exists_none_is_written(tmp_path: Path) -> None:
    written(tmp_path / "2", "old")
    with pytest.raises(ExistsError):
        write_files([(tmp_path / name, b"new") for name in ("1", "2")], force=False)
    assert contents(tmp_path) == {"2": b"old"}


def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the file system be one that has no hard links, as that of a memory stick."""

    def refuse(path: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, "no links here", str(path))

    monkeypatch.setattr(Path, "hardlink_to", refuse)


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_that_appears_after_the_check_is_kept_whole(
    has_links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_links:
        without_links(monkeypatch)

    def files() -> Iterator[tuple[Path, bytes]]:
        yield tmp_path / "1", b"ours"
        written(tmp_path / "1", "theirs")  # the first was looked for by now, and is not yet in place
        yield tmp_path / "2", b"ours"

    with pytest.raises(ExistsError):
        write_files(files(), force=False)
    assert contents(tmp_path) == {"1": b"theirs"}


@pytest.mark.parametrize("has_links", [True, False])
def test_of_many_that_write_one_file_at_once_one_has_written_it_whole(
    has_links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_links:
        without_links(monkeypatch)
    together = threading.Barrier(8)

    def write(number: int) -> bool:
        together.wait(60)
        try:
            write_file(tmp_path / "b.xlsx", bytes([number]) * 100_000, force=False)
        except ExistsError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        wrote = list(pool.map(write, range(8)))
    assert wrote.count(True) == 1
    assert contents(tmp_path) == {"b.xlsx": bytes([wrote.index(True)]) * 100_000}


# ── after a power cut ───────────────────────────────────────────────────────────────────────────


@needs_proc
@pytest.mark.parametrize("force", [True, False])
def test_files_are_on_disk_before_they_are_moved_and_in_their_folder_after_it(
    force: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    paths = [tmp_path / "a" / "b" / name for name in ("1", "2")]
    write_files([(path, path.name.encode() * 99_999) for path in paths], force=force)
    assert disk.moved_unsynced == []
    assert all(disk.has(path) for path in paths)
    assert disk.has_folder(tmp_path / "a")
    assert disk.has_folder(tmp_path / "a" / "b")


@needs_proc
def test_a_file_that_is_replaced_is_on_disk_before_the_old_one_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "b.xlsx", "old")
    disk = Disk(monkeypatch)
    write_file(path, b"new", force=True)
    assert disk.moved_unsynced == []
    assert disk.has(path)


@POSIX
def test_a_folder_that_cannot_be_synced_keeps_nobody_from_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no such thing here")
        sync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    write_file(tmp_path / "b.xlsx", b"new", force=True)
    assert contents(tmp_path) == {"b.xlsx": b"new"}


@POSIX
def test_a_file_that_does_not_reach_the_disk_is_told_and_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(handle: int) -> None:
        raise OSError(errno.EIO, "the disk fails")

    path = written(tmp_path / "b.xlsx", "old")
    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OutputError, match="無法寫入"):
        write_file(path, b"new", force=True)
    assert contents(tmp_path) == {"b.xlsx": b"old"}


# ── making ──────────────────────────────────────────────────────────────────────────────────────


_NO_ROOM_TO_MAKE = """
import resource, signal, sys
from pathlib import Path
from macros import tasks
from macros.jobs import Seal
from scoring.errors import OutputError
from scoring.rubric_file import load_rubric
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
hook = sys.unraisablehook
try:
    tasks.issue(load_rubric("107"), None, Path(sys.argv[1]), Seal(b"k" * 32))
except OutputError as error:
    print(ascii(str(error)))
class Fragile:
    def __del__(self):
        raise ValueError("said as ever")
Fragile()
sys.exit(0 if sys.unraisablehook is hook else 3)
"""


@POSIX
def test_half_made_sheets_go_quietly_and_what_else_cannot_be_raised_is_said_as_ever(tmp_path: Path) -> None:
    ran = process(tmp_path / "out", code=_NO_ROOM_TO_MAKE)
    assert ran.returncode == 0
    assert ascii("請確認磁碟有空間")[1:-1] in ran.stdout.decode()
    assert "said as ever" in ran.stderr.decode()
    assert "SerialisationError" not in ran.stderr.decode()
    assert ran.stderr.decode().count("Traceback") == 1


# ── names ───────────────────────────────────────────────────────────────────────────────────────


_NO_NAMES = ["a\0b", "\0", "\ud800"]
no_names = pytest.mark.parametrize("name", _NO_NAMES, ids=ascii)


@no_names
def test_a_name_that_no_file_can_have_is_told_of_whatever_is_to_be_done_with_it(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    doings: list[Callable[[], object]] = [
        lambda: hold_name(path),
        lambda: read_file(path),
        lambda: write_file(path, b"new", force=True),
        lambda: write_file(path, b"new", force=False),
        lambda: write_file(path / "b.xlsx", b"new", force=False),
        lambda: signing_key(path, create=True),
        lambda: signing_key(path, create=False),
        lambda: checking_key(None, [path]),
        lambda: password_in(path),
        lambda: read_roster(path),
        lambda: load_rules(path),
        lambda: load_rubric(str(path)),
        lambda: list(find_workbooks([path])),
    ]
    for do in doings:
        with pytest.raises(KaoheError) as raised:
            do()
        assert "null" not in str(raised.value)
        assert "null" not in raised.value.said("en")
    assert contents(tmp_path) == {}


def test_a_name_that_a_file_can_have_is_let_pass() -> None:
    hold_name("考核 (1)/a\udcff.xlsx")  # such as Linux has them that are not UTF-8


# ── the signing key ─────────────────────────────────────────────────────────────────────────────


def test_a_key_is_made_once_and_is_the_same_ever_after(tmp_path: Path) -> None:
    path = tmp_path / "config" / "signing.key"
    first = signing_key(path, create=True)
    assert first is not None
    assert len(first) == 32
    assert signing_key(path, create=True) == signing_key(path, create=False) == first
    assert signing_key(tmp_path / "other.key", create=True) != first


@POSIX
def test_a_link_that_leads_to_no_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "signing.key").symlink_to(tmp_path / "gone")
    with pytest.raises(KaoheError, match="不是簽章金鑰檔"):
        signing_key(tmp_path / "signing.key", create=True)
    assert signing_key(tmp_path / "signing.key", create=False) is None


@needs_proc
def test_a_key_is_on_disk_before_any_form_is_signed_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    signing_key(tmp_path / "config" / "signing.key", create=True)
    assert disk.moved_unsynced == []
    assert disk.has(tmp_path / "config" / "signing.key")


def test_of_many_that_make_a_key_at_once_all_have_the_same(tmp_path: Path) -> None:
    together = threading.Barrier(8)

    def make(_number: int) -> bytes | None:
        together.wait(60)
        return signing_key(tmp_path / "signing.key", create=True)

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(make, range(8)))
    assert keys == {signing_key(tmp_path / "signing.key", create=False)}
    assert list(contents(tmp_path)) == ["signing.key"]


@POSIX
@pytest.mark.parametrize("mask", [0o000, 0o022])
def test_a_key_can_be_read_by_its_owner_alone(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        signing_key(tmp_path / "signing.key", create=True)
    assert mode(tmp_path / "signing.key") == 0o600


def test_without_a_key_none_is_made_where_none_is_to_be_made(tmp_path: Path) -> None:
    assert signing_key(tmp_path / "signing.key", create=False) is None
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize(
    "content", [b"", b"abc", b"00", b"ff" * 15, "金鑰".encode(), b"\xff\xfe", b"zz" * 32]
)
def test_a_file_that_is_no_key_is_refused_and_left_as_it_is(
    tmp_path: Path, content: bytes, create: bool
) -> None:
    path = written(tmp_path / "diary.txt", content)
    with pytest.raises(KaoheError, match="不是簽章金鑰檔"):
        signing_key(path, create=create)
    assert contents(tmp_path) == {"diary.txt": content}


@pytest.mark.parametrize("around", ["{}\n", "  {}\r\n", "{}"])
def test_a_key_that_was_copied_by_hand_is_still_the_key(tmp_path: Path, around: str) -> None:
    path = written(tmp_path / "signing.key", around.format("0f" * 16).encode())
    assert signing_key(path, create=False) == bytes([15] * 16)


def test_a_key_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    written(tmp_path / "a", "a file")
    with pytest.raises(OutputError, match=r"無法寫入 .*signing\.key"):
        signing_key(tmp_path / "a" / "b" / "signing.key", create=True)
