"""Files that somebody named, opened so that none keeps the program waiting: a pipe or a device never ends."""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path


class NotAFileError(OSError):
    """A pipe, a device or a socket stands where a file should."""


def opened(path: Path) -> BufferedReader:
    """Open a file to be read. Raise OSError, which is NotAFileError for a pipe, a device or a socket and
    IsADirectoryError for a folder; ValueError for a name that no file can have."""
    _hold_plain(path.stat().st_mode, path)
    flags = (getattr(os, name, 0) for name in ("O_NONBLOCK", "O_BINARY", "O_CLOEXEC", "O_NOCTTY"))
    handle = os.open(path, os.O_RDONLY | sum(flags))
    try:
        _hold_plain(os.fstat(handle).st_mode, path)  # another may have taken its place
        return open(handle, "rb")  # noqa: PTH123  by its number, it has no path any more
    except BaseException:
        os.close(handle)
        raise


def content(path: Path, most: int = -1) -> bytes:
    """Return a file's bytes, no more than so many where ``most`` is given. Raise as `opened` does."""
    with opened(path) as stream:
        return stream.read(most)


def hold_plain(path: Path) -> None:
    """Raise OSError where anything but a file stands at a path at which one is to be written."""
    if path.exists():
        _hold_plain(path.stat().st_mode, path)


def _hold_plain(mode: int, path: Path) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise NotAFileError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
