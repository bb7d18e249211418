"""A journal: one JSON object a line, only ever added to, each line on disk before work goes on.

outbox/sent.jsonl and returned/returned.jsonl are such. A run that was cut off leaves at most a torn
last line, which is no line, and the next run cuts it off.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from macros.files import unwritable


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """Every line that can be read; none where there is no file. A damaged line is passed over."""
    try:
        data = path.read_bytes()
    except OSError:
        return
    for line in data.splitlines(keepends=True):
        if line.endswith(b"\n"):
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(entry, dict):
                yield entry


def ready(path: Path) -> None:
    """Make sure that a line could be added, before work that must be put on record is begun.

    Raises OutputError.
    """
    try:
        path.parent.mkdir(exist_ok=True)
        path.open("ab").close()
    except OSError as error:
        raise unwritable(path, error) from None


def add(path: Path, entry: Mapping[str, object]) -> None:
    """Write a line, safely on disk when this returns. Raises OutputError."""
    line = (json.dumps(entry, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("a+b") as stream:
            _cut_torn_line(stream)
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise unwritable(path, error) from None


def _cut_torn_line(stream: Any) -> None:
    size = stream.seek(0, os.SEEK_END)
    back = min(size, _LONGEST)
    stream.seek(size - back)
    tail = stream.read(back)
    if tail and not tail.endswith(b"\n"):
        stream.truncate(size - back + tail.rfind(b"\n") + 1)


_LONGEST = 1_000_000
"""Bytes of the longest line that could have been torn."""
