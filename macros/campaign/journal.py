"""A journal: a file of one JSON object a line. Lines are only added, each on disk before work goes on.

outbox/sent.jsonl and returned/returned.jsonl are such. A run that was cut off leaves at most a torn
last line, which is no line; the next one is written beneath it. A last line that is whole but for its
end is a line: an editor may have taken that away.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from macros.files import sync_folder, unwritable
from scoring import plain_file

SENT, RETURNED = "sent.jsonl", "returned.jsonl"
"""The journals of letters: in outbox/, and in returned/."""


def lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield each line without its end, and the position in the file where it ends.

    A line longer than any that is ever written comes in pieces, none of which can be understood.
    """
    at = 0
    while line := stream.readline(_LONGEST):
        at += len(line)
        yield at, line.rstrip(b"\r\n")


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """Yield every line that can be read, none where there is no file; a damaged line is passed over."""
    try:
        stream = plain_file.opened(path)
    except OSError:
        return
    with stream:
        for _, line in lines(stream):
            entry = entry_of(line)
            if entry is not None:
                yield entry


def entry_of(line: bytes) -> dict[str, Any] | None:
    """Return what a line says; None where it cannot be read."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def is_torn(line: bytes) -> bool:
    """Tell whether a line is the beginning of one that a run was cut off in."""
    return not line.endswith(b"}") and (line.startswith(_BEGINS) or _BEGINS.startswith(line))


def ready(path: Path) -> None:
    """Make sure that a line could be added, before work that must be put on record is begun.

    Raises OutputError.
    """
    try:
        path.parent.mkdir(exist_ok=True)
        plain_file.hold_plain(path)
        path.open("ab").close()
    except OSError as error:
        raise unwritable(path, error) from None


def add(path: Path, entry: Mapping[str, object]) -> None:
    """Write a line, safely on disk when this returns. Raises OutputError."""
    add_all(path, [entry])


def add_all(path: Path, new: Sequence[Mapping[str, object]]) -> None:
    """Write lines, all safely on disk when this returns. Raises OutputError."""
    if not new:
        return
    texts = [json.dumps(entry, ensure_ascii=False) + "\n" for entry in new]
    added = "".join(texts).encode("utf-8", "backslashreplace")
    try:
        path.parent.mkdir(exist_ok=True)
        plain_file.hold_plain(path)
        with path.open("a+b") as stream:
            is_first = stream.seek(0, os.SEEK_END) == 0
            stream.write(_end_missing(stream) + added)
            stream.flush()
            os.fsync(stream.fileno())
        if is_first:  # the file is new, and its name is not yet on disk
            sync_folder(path.parent)
    except OSError as error:
        raise unwritable(path, error) from None


def _end_missing(stream: IO[bytes]) -> bytes:
    """Return the line end that the last line of a file lacks; empty where it has one."""
    if stream.seek(0, os.SEEK_END) == 0:
        return b""
    stream.seek(-1, os.SEEK_END)
    return b"" if stream.read(1) == b"\n" else b"\n"


_BEGINS = b'{"kind": "'
"""How every line begins."""
_LONGEST = 1_000_000
"""The longest line that is read, in bytes; longer ones are never written."""
