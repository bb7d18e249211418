"""The lock of a folder in which letters are written. Two runs at once would make forms in each other's
place, and send letters twice."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from macros.files import unwritable
from scoring.errors import KaoheError

if sys.platform == "win32":
    import msvcrt

    def _take(stream: IO[bytes]) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

    _TAKEN: type[OSError] = PermissionError
else:
    import fcntl

    def _take(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)

    _TAKEN = BlockingIOError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold ``path``, a file that nobody else writes to, for as long as the work takes.

    The system lets go of it when the process ends, however it ends. Where the folder's file system knows
    no locks, the work goes on without. Raises KaoheError where another process holds it.
    """
    try:
        path.parent.mkdir(exist_ok=True)
        stream = path.open("ab")
    except OSError as error:
        raise unwritable(path, error) from None
    with stream:
        try:
            _take(stream)
        except _TAKEN:
            raise KaoheError(
                f"另一個 kaohe 正在從 {path.parent} 寄信或擬稿，請等它結束再執行",
                f"another kaohe is sending or drafting from {path.parent}; run this again when it is done",
            ) from None
        except OSError:
            pass
        yield
