"""Forms that came back, read and audited: here where they look as usual, else by workers."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from macros.jobs import Watch
from macros.reading import apart
from macros.reading.jobs import limits_for
from scoring import plain_file
from scoring.errors import system_reason
from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.rubric_file import bundled_rubric
from templates.pool import Pool
from workbook.collection.checked import Checked
from workbook.intake.check import Terms
from workbook.intake.check import check as check_bytes
from workbook.limits import FORM, USUAL, Limits, UnusualError
from workbook.package import MAX_FILE

LOST = "file-too-slow"
"""The finding that says that no worker came back with what a file holds."""
FEW = 100
"""Files, fewer than which are read here where they look as usual: workers take as long to start."""


@dataclass(frozen=True, slots=True)
class SentTerms:
    """The terms on which forms are read, as far as they can be sent."""

    key: bytes | None
    only_this_key: bool
    rubric: Rubric | None
    password: str | None

    @property
    def terms(self) -> Terms:
        return Terms(self.key, self.only_this_key, self.rubric, self.password)


@dataclass(frozen=True, slots=True)
class Read:
    """A file as checked, without its rubric, which is not sent back but named: by id and hash."""

    checked: Checked
    rubric: tuple[str, str] | None


def check_files(
    paths: Sequence[Path], terms: Terms, watch: Watch, workers: Pool | None = None
) -> list[Checked]:
    """Read and audit files, each on its own, in their order.

    Few that look as usual are read in this process, all others by ``workers``, those of this process unless
    others are given. Terms that find rubrics in a way of their own cannot be sent: then all are read here.
    Raise CancelledError where ``watch`` says so, KaoheError where no worker starts.
    """
    found: dict[int, Checked] = {}
    can_be_sent = terms.rubric_of is bundled_rubric
    if len(paths) < FEW or not can_be_sent:
        for place, path in enumerate(paths):
            watch.stop_if_cancelled()
            checked = _check_usual(path, terms) if can_be_sent else _check_here(path, str(path), terms)
            if checked is not None:
                found[place] = checked
                watch.progress(len(found), len(paths))
    left = [place for place in range(len(paths)) if place not in found]
    if left:
        others = [paths[place] for place in left]
        for number, checked in _check_apart(others, terms, watch, workers or apart.pool()):
            found[left[number]] = checked
            watch.progress(len(found), len(paths))
    return [found[place] for place in range(len(paths))]


def _check_usual(path: Path, terms: Terms) -> Checked | None:
    """Read and audit one file in this process; None where it is not usual, or reading it broke off: a worker
    then tells what comes of it, and the other files are read."""
    try:
        return _check_here(path, str(path), terms, USUAL)
    except Exception:  # noqa: BLE001  whatever a file that somebody sent may lead to
        return None


def _check_here(path: Path, shown: str, terms: Terms, limits: Limits = FORM) -> Checked | None:
    """Read and audit one file in this process; None where it is not to be read within these limits."""
    try:
        with plain_file.opened(path) as stream:
            status = os.fstat(stream.fileno())
            if status.st_size > MAX_FILE:
                size = f"{status.st_size:,}"
                return _unread(shown, status.st_size, "file-too-large", f"{size} 位元組", f"{size} bytes")
            if limits.is_usual and status.st_size > limits.part:
                return None
            data = stream.read()
    except (OSError, ValueError) as error:
        reason = system_reason(error)
        return _unread(shown, 0, "file-unreadable", f"系統無法開啟（{reason.zh}）", reason.en)
    try:
        return check_bytes(data, shown, terms, file_time=status.st_mtime, limits=limits)
    except UnusualError:
        return None


def _unread(shown: str, size: int, code: str, reason: str, reason_en: str) -> Checked:
    finding = Finding(code, params={"reason": reason, "reason_en": reason_en})
    nothing = hashlib.sha256(b"").hexdigest() if size == 0 else ""
    return Checked(shown, nothing, size, "rejected", (finding,))


# ── by workers ──────────────────────────────────────────────────────────────────────────────────


def _check_apart(
    paths: Sequence[Path], terms: Terms, watch: Watch, workers: Pool
) -> Iterator[tuple[int, Checked]]:
    sent = SentTerms(terms.key, terms.only_this_key, terms.rubric, terms.password)
    common = apart.common_terms("form", sent)
    tasks = [
        apart.task("form", str(path), str(path.absolute()), terms=common, limits=limits_for(_size(path)))
        for path in paths
    ]
    with closing(apart.read_all("form", tasks, workers)) as answers:
        watch.stop_if_cancelled()
        for each in answers:
            if each is not None:
                yield each[0], _checked(paths[each[0]], each[1], terms)
            watch.stop_if_cancelled()


def read(terms: SentTerms, shown: str, path: str) -> Read:
    """Read and audit one file: what a worker does. ``shown`` is its path as it was named."""
    checked = _check_here(Path(path), shown, terms.terms)
    assert checked is not None
    rubric = checked.rubric
    return Read(replace(checked, rubric=None), (rubric.id, rubric.hash) if rubric else None)


def _checked(path: Path, read: Any, terms: Terms) -> Checked:
    """Return what a worker has found, with this process's own rubric."""
    if isinstance(read, Read):
        if read.rubric is None:
            return read.checked
        rubric = terms.rubric or bundled_rubric(read.rubric[0])
        if rubric.hash == read.rubric[1]:
            return replace(read.checked, rubric=rubric)
    reason = read.reason if isinstance(read, apart.LostError) else apart.REASONS["broken"]
    finding = Finding(LOST, params={"reason": reason.zh, "reason_en": reason.en})
    try:
        with plain_file.opened(path) as stream:
            status = os.fstat(stream.fileno())
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return Checked(str(path), "", 0, "rejected", (finding,))
    return Checked(str(path), sha256, status.st_size, "rejected", (finding,), file_time=status.st_mtime)


def _size(path: Path) -> int:
    try:
        return min(path.stat().st_size, MAX_FILE)
    except (OSError, ValueError):
        return 0
