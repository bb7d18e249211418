"""The record of files that a person has taken although nothing proves them: `inbox/accepted.jsonl`.

A line is about a file's content, by its SHA-256: a file that is changed is no longer the one that was taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from macros.campaign import journal
from macros.campaign.ledger import ACCEPTED
from macros.campaign.seals import is_sealed, sealed
from scoring.scorecard import Office
from workbook.collection.proof import Acceptance

Kind = Literal["accept", "undo"]
_KINDS = ("accept", "undo")
_TEXTS = ("sha256", "path", "code", "name", "reason", "by", "at", "joined")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record: a file taken, or that taken back. ``path`` is relative to the inbox; ``joined``
    is the SHA-256 of the other half of the form, where the two were taken as one."""

    kind: Kind
    sha256: str
    path: str
    code: str
    name: str
    reason: str
    by: str
    at: str
    over: tuple[str, ...] = ()
    joined: str = ""

    @property
    def office(self) -> Office:
        return Office(self.code, self.name)

    @property
    def listed(self) -> str:
        """The path as `kaohe status` lists it, from the campaign's folder."""
        return f"inbox/{self.path}"

    @property
    def acceptance(self) -> Acceptance:
        return Acceptance(self.reason, self.by, self.at, frozenset(self.over), self.joined)


def accepted(inbox: Path, key: bytes) -> Mapping[str, Line]:
    """Return what a person has taken and not taken back, by the SHA-256 of its content.

    A line without the seal of the campaign's key does not count.
    """
    found: dict[str, Line] = {}
    for line in _lines(inbox / ACCEPTED, key):
        if line.kind == "accept":
            found[line.sha256] = line
        else:
            found.pop(line.sha256, None)
    return found


def taken_back(inbox: Path, key: bytes) -> frozenset[str]:
    """Return the contents, by SHA-256, that a person took and then took back."""
    kinds = {line.sha256: line.kind for line in _lines(inbox / ACCEPTED, key)}
    return frozenset(sha256 for sha256, kind in kinds.items() if kind == "undo")


def unsealed(inbox: Path, key: bytes) -> int:
    """Count the lines that do not bear the seal of the campaign's key."""
    return sum(not is_sealed(entry, key) for entry in journal.entries(inbox / ACCEPTED))


def add(inbox: Path, line: Line, key: bytes) -> None:
    """Write a line, safely on disk when this returns. Raises OutputError."""
    texts = {name: getattr(line, name) for name in _TEXTS}
    shape = {"kind": line.kind, **texts, "over": list(line.over)}
    journal.add(inbox / ACCEPTED, sealed(shape, key))


def _lines(path: Path, key: bytes) -> Iterator[Line]:
    for entry in journal.entries(path):
        line = _read(entry) if is_sealed(entry, key) else None
        if line:
            yield line


def _read(entry: Mapping[str, Any]) -> Line | None:
    """Return a line as it was written; None where it says something else or was damaged."""
    over: Sequence[Any] = entry.get("over", ()) if isinstance(entry.get("over", ()), list) else ()
    texts = {name: entry.get(name, "") for name in _TEXTS}
    is_whole = entry.get("kind") in _KINDS and all(isinstance(text, str) for text in texts.values())
    if not is_whole or not texts["sha256"]:
        return None
    kind: Kind = "accept" if entry["kind"] == "accept" else "undo"
    return Line(kind, **texts, over=tuple(map(str, over)))
