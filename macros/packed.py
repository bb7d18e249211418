"""Forms in zips that lie in folders that somebody named: unpacked for as long as they are read.

Zips are opened as `collect` opens them: within the same limits, and by a worker where they look unusual.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from macros.files import making
from macros.folders import Passed
from macros.post.inbox.found import Found
from macros.reading.sources import look_through
from scoring import plain_file
from workbook.summary.facts import WITHIN


@dataclass(frozen=True, slots=True)
class Packed:
    """What zips hold: the files unpacked, each with the name by which it is shown; what was passed over."""

    files: Mapping[Path, str] = field(default_factory=dict)
    passed: tuple[Passed, ...] = ()

    def without_forms(self, zips: Iterable[Path]) -> tuple[Path, ...]:
        """Return those of some zips in which no workbook could be read."""
        return tuple(
            path
            for path in zips
            if not any(name.startswith(f"{path}{WITHIN}") for name in self.files.values())
        )


@contextmanager
def unpacked(zips: Sequence[Path]) -> Iterator[Packed]:
    """Unpack the workbooks in zips; they are deleted again at the end.

    Raise KaoheError where no worker starts, OutputError where the disk has no room.
    """
    if not zips:
        yield Packed()
        return
    files: dict[Path, str] = {}
    passed: list[Passed] = []
    with tempfile.TemporaryDirectory(prefix="kaohe-zip-") as folder:
        for path in zips:
            files |= dict(_opened(path, Path(folder), len(files), passed))
        yield Packed(files, tuple(passed))


def _opened(path: Path, folder: Path, number: int, passed: list[Passed]) -> Iterator[tuple[Path, str]]:
    """Yield each workbook in a zip where it lies now, and how it is called; add the rest to ``passed``."""
    try:
        data, changed = plain_file.content(path), path.stat().st_mtime
    except (OSError, ValueError):
        passed.append(Passed(path, "unreadable"))
        return
    names: dict[str, int] = {}
    for found in look_through(path.name, data):
        inside = WITHIN.join((*found.containers[1:], found.name))
        if not isinstance(found, Found):
            passed.append(Passed(path, found.reason, inside if found.containers else ""))
            continue
        names[inside] = names.get(inside, 0) + 1
        again = f"（{names[inside]}）" if names[inside] > 1 else ""
        number += 1
        file = folder / f"{number}{Path(found.name).suffix}"
        with making(file):
            file.write_bytes(found.data)
        os.utime(file, (changed, changed))  # else it would seem to be of now
        yield file, f"{path}{WITHIN}{inside}{again}"
