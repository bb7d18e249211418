"""Files in and out: reading, and writing so that nothing is ever half written."""

import errno
import gc
import os
import secrets
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from scoring import plain_file
from scoring.errors import ExistsError, KaoheError, OutputError, Sentence, system_reason

_PAUSES = (0.05, 0.2, 0.5) if sys.platform == "win32" else ()
"""Seconds between one try and the next to move a file into place."""
_ALL_RIGHTS = 0o666
_NO_ROOM = Sentence("暫存檔寫不進磁碟", "the disk takes no more temporary files")
_SYNCS_AT_ONCE = 8
"""200 forms of 30 KB: one after another 0.3 s and more on an SSD, so many at once 0.07 s."""


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that somebody named or that must be there.

    Raise KaoheError.
    """
    try:
        return plain_file.content(path)
    except (OSError, ValueError) as error:
        reason = system_reason(error)
        raise KaoheError(f"無法開啟 {path}：{reason.zh}", f"{path} cannot be opened: {reason.en}") from None


def hold_name(path: str | Path) -> None:
    """Raise KaoheError for a name that no file can have: an empty one, or one with a NUL in it or half a
    character."""
    if path == "":
        raise KaoheError(
            "檔案或資料夾的名稱是空的，請核對命令", "the name of a file or folder is empty; check the command"
        )
    try:
        possible = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        possible = False
    if not possible:
        shown = str(path).replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
        raise KaoheError(
            f"檔案或資料夾的名稱「{shown}」有不能用的字元，請改正",
            f"the name “{shown}” has a character that no file's can have; correct it",
        )


def unwritable(path: Path, error: OSError | ValueError) -> OutputError:
    """Return the error that says why the system does not let a file be written."""
    if isinstance(error, FileExistsError):  # a file stands where a folder should
        error = NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    reason = system_reason(error)
    return OutputError(
        f"無法寫入 {path}：{reason.zh}；請確認資料夾可寫入、磁碟有空間、檔案未被開啟",
        f"{path} cannot be written: {reason.en}; check that its folder can be written to, that the disk has"
        " room, and that no program has it open",
    )


def hold_free(path: Path) -> None:
    """Raise ExistsError where something is at ``path`` already. Nothing is written."""
    if os.path.lexists(path):
        raise ExistsError(path)


def hold_replaceable(path: Path) -> None:
    """Raise OutputError where something is there that cannot be replaced: a device or a pipe, and on
    Windows a file that is open in another program. To be asked before an hour's work, and not after it."""
    if path.exists():
        if not (path.is_file() or path.is_dir()):
            raise OutputError(
                f"{path} 不是一般檔案，不能取代；請換一個檔名",
                f"{path} is no plain file and cannot be replaced; choose another name",
            )
        try:
            path.open("r+b").close()
        except OSError as error:
            raise unwritable(path, error) from None


def write_file(path: Path, data: bytes, *, force: bool, mode: int = _ALL_RIGHTS) -> None:
    """Write a file as `write_files` does."""
    write_files([(path, data)], force=force, mode=mode)


def write_files(files: Iterable[tuple[Path, bytes]], *, force: bool, mode: int = _ALL_RIGHTS) -> None:
    """Write every file under a temporary name, then move them all into place.

    Each is the old file or the new one, never half, after a power cut too: what is moved is on disk
    before, and the folder's new entries are when this returns. Without ``force`` nothing is replaced,
    not even a file that appears while this works. ``mode`` are the rights of a new file, of which the
    user's umask takes some away.

    Raises ExistsError where a file exists and ``force`` is not given, OutputError where one cannot be
    written; then none is, but for those that were already in place.
    """
    staged: list[tuple[Path, Path]] = []
    folders: set[Path] = set()
    try:
        for path, data in files:
            hold_name(path.name)
            hold_replaceable(path) if force else hold_free(path)
            temporary = path.with_name(f".{path.name[:20]}-{secrets.token_hex(4)}")
            staged.append((temporary, path))
            with _told_as(path):
                folders |= _make_folder(path.parent)
                _write_new(temporary, data, mode)
        _sync_all(staged)
        for temporary, path in staged:
            with _told_as(path):
                _move(temporary, path, force=force)
    finally:
        for temporary, _ in staged:
            with suppress(OSError, ValueError):
                temporary.unlink(missing_ok=True)
    for folder in folders:
        sync_folder(folder)


@contextmanager
def _told_as(path: Path) -> Iterator[None]:
    """Say what the system refuses of the file that is to be written."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from None


def _make_folder(folder: Path) -> set[Path]:
    """Make a folder with those above it, and return every folder that has or gets a new entry."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return {folder, *(each.parent for each in missing)}


def _write_new(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)


def _sync_all(staged: Sequence[tuple[Path, Path]]) -> None:
    """Wait until every temporary file is on disk: several at once, which a disk takes in one go."""
    if len(staged) < 2:
        for each in staged:
            _sync(each)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_SYNCS_AT_ONCE) as pool:
        for _ in pool.map(_sync, staged):
            pass


def _sync(staged: tuple[Path, Path]) -> None:
    temporary, path = staged
    with _told_as(path), temporary.open("r+b") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk, where the system knows how to (not on Windows)."""
    if sys.platform != "win32":
        with suppress(OSError):  # some file systems of the network cannot
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


@contextmanager
def making(path: Path) -> Iterator[None]:
    """Turn what a full disk does to a library that makes ``path`` into a sentence (OutputError)."""
    from lxml.etree import LxmlError

    try:
        yield
    except (OSError, LxmlError) as error:
        _throw_away_quietly(error)
        reason = system_reason(error) if isinstance(error, OSError) else _NO_ROOM
        raise OutputError(
            f"無法寫入 {path}：{reason.zh}；請確認磁碟有空間",
            f"{path} cannot be written: {reason.en}; check that the disk has room",
        ) from None


def _throw_away_quietly(error: BaseException) -> None:
    """Let go of what was being made when ``error`` came: half-written sheets of openpyxl's print tracebacks
    of their own when they go, as there is no room for their ends either."""
    before = sys.unraisablehook
    sys.unraisablehook = lambda _: None
    try:
        traceback.clear_frames(error.__traceback__)
        gc.collect()
    finally:
        sys.unraisablehook = before


def _move(temporary: Path, path: Path, *, force: bool) -> None:
    """Move the file into place.

    On Windows a scanner that looks into the new file holds it for a moment.
    """
    for pause in (*_PAUSES, None):
        try:
            if force:
                temporary.replace(path)
            else:
                _place_new(temporary, path)
        except PermissionError:
            if pause is None:
                raise
            time.sleep(pause)
        else:
            return


def _place_new(temporary: Path, path: Path) -> None:
    """Give a file its name, unless that is taken. Raises ExistsError, OSError."""
    try:
        if sys.platform == "win32":
            temporary.rename(path)  # which replaces nothing on this system
        else:
            _link(temporary, path)
    except FileExistsError:
        raise ExistsError(path) from None


def _link(temporary: Path, path: Path) -> None:
    """Take the name by a second link to the file, which fails where the name is taken."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, as that of a memory stick: first hold the name
        path.open("xb").close()
        try:
            temporary.replace(path)
        except BaseException:
            path.unlink()
            raise
