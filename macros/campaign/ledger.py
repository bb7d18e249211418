"""The ledger `received.jsonl`: what came in, from where, when; one JSON object a line, only added to.

The lines of a source are written together, that of the source itself last: what stands behind the
last such line is a run that was cut off, and is cut off the file. A ledger that was deleted is
written again by collecting again.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import IO, Any, Literal, get_args

from macros.campaign.journal import lines
from macros.files import sync_folder, unwritable
from macros.post.inbox.found import Mail, Reason, believed
from scoring import plain_file

NAME, ACCEPTED, PROVEN = "received.jsonl", "accepted.jsonl", "proven.jsonl"
"""The records in the inbox: what came, what a person took, whose each form was."""


@dataclass(frozen=True, slots=True)
class Received:
    """A workbook that was received. Paths are relative to the inbox, with ``/``.

    ``name`` is what it was called where it came from; ``source`` the file in the inbox that it was
    in, which is its own ``path`` where it was dropped there as it is; ``containers`` the names of
    what it came through, from the outside, ``mail`` what the innermost mail of them says.
    """

    path: str
    sha256: str
    size: int
    name: str
    source: str
    source_sha256: str
    containers: tuple[str, ...]
    mail: Mail | None
    collected: str
    kind: Literal["workbook"] = "workbook"

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it apart from the other lines of its source."""
        return (self.containers, self.name, self.path, self.sha256)

    @property
    def content(self) -> tuple[object, ...]:
        """What tells it apart from the other workbooks of its source, wherever it is stored."""
        return (self.containers, self.name, self.sha256)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something in a source that is no workbook, with the reason."""

    name: str
    reason: Reason
    source: str
    source_sha256: str
    containers: tuple[str, ...]
    mail: Mail | None
    collected: str
    kind: Literal["ignored"] = "ignored"

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it apart from the other lines of its source."""
        return (self.containers, self.name, self.reason)


@dataclass(frozen=True, slots=True)
class Source:
    """A file in the inbox that was looked through, and how many lines tell of it.

    ``changed`` is when it was last changed, in nanoseconds. ``same_as`` is an earlier source of the
    same bytes, whose lines then tell of this one too. No ``sha256``: too large to be read.
    """

    path: str
    sha256: str
    size: int
    changed: int
    lines: int
    collected: str
    same_as: str = ""
    kind: Literal["source"] = "source"


@dataclass(frozen=True, slots=True)
class Taken:
    """A message of a mailbox that need not be fetched again; ``path`` is empty where it is too large."""

    mailbox: str
    validity: int
    uid: int
    path: str
    size: int
    collected: str
    kind: Literal["taken"] = "taken"


Entry = Received | PassedOver | Source | Taken


class Ledger:
    """The ledger of one inbox, open for a run. Looking something up takes the same time however
    much it holds."""

    def __init__(self, path: Path, stream: IO[bytes], entries: Iterable[Entry]) -> None:
        self._path, self._stream = path, stream
        self._lines: dict[tuple[str, str], set[tuple[object, ...]]] = {}
        self._workbooks: dict[tuple[str, str], dict[tuple[object, ...], Received]] = {}
        self._sources: dict[str, Source] = {}
        self._by_content: dict[str, Source] = {}
        self._taken: dict[tuple[str, int], dict[int, Taken]] = {}
        for entry in entries:
            self._remember(entry)

    @classmethod
    def open(cls, path: Path) -> "Ledger":
        """Open the ledger for reading and adding.

        Raise OutputError where the file cannot be read and written.
        """
        try:
            entries, whole, end = _committed(path)
            stream = path.open("ab")
            if whole < stream.tell():
                stream.truncate(whole)
            stream.write(end)
            if not whole:  # the file is new, and its name is not yet on disk
                sync_folder(path.parent)
        except OSError as error:
            raise unwritable(path, error) from None
        return cls(path, stream, entries)

    def close(self) -> None:
        """Close the file; what could not be written was told when it was added."""
        with suppress(OSError):
            self._stream.close()

    def source(self, path: str) -> Source | None:
        """Return the latest record of a source, where all of its lines are there."""
        source = self._sources.get(path)
        return source if source and self._is_whole(source) else None

    def same_content(self, sha256: str) -> Source | None:
        """Return the first source that had these bytes."""
        source = self._by_content.get(sha256)
        return source if source and self._is_whole(source) else None

    def workbooks(self, source: Source) -> Iterable[Received]:
        """Return the workbooks that were in a source, each by its latest line."""
        return self._workbooks.get((source.same_as or source.path, source.sha256), {}).values()

    def taken(self, mailbox: str, validity: int) -> Mapping[int, Taken]:
        return self._taken.get((mailbox, validity), {})

    def add(self, entries: Iterable[Entry]) -> list[Entry]:
        """Write what is not yet there, safely on disk when this returns. Raises OutputError."""
        new = [entry for entry in entries if not self._has(entry)]
        try:
            self._stream.write(b"".join(_line(entry) for entry in new))
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise unwritable(self._path, error) from None
        for entry in new:
            self._remember(entry)
        return new

    def _is_whole(self, source: Source) -> bool:
        return len(self._lines.get((source.path, source.sha256), ())) >= source.lines

    def _has(self, entry: Entry) -> bool:
        if isinstance(entry, Received | PassedOver):
            return entry.key in self._lines.get((entry.source, entry.source_sha256), ())
        return False

    def _remember(self, entry: Entry) -> None:
        match entry:
            case Source():
                self._sources[entry.path] = entry
                if entry.sha256 and not entry.same_as:
                    self._by_content.setdefault(entry.sha256, entry)
            case Taken():
                self._taken.setdefault((entry.mailbox, entry.validity), {})[entry.uid] = entry
            case Received() | PassedOver():
                source = (entry.source, entry.source_sha256)
                known = self._lines.setdefault(source, set())
                if isinstance(entry, Received):
                    self._workbooks.setdefault(source, {})[entry.content] = entry
                known.add(entry.key)


def read(path: Path) -> tuple[Entry, ...]:
    """Return every line that can be read, without touching the file; none where there is no ledger."""
    try:
        with plain_file.opened(path) as stream:
            return tuple(entry for _, line in lines(stream) if (entry := _entry(line)))
    except OSError:
        return ()


def recorded(entries: Iterable[Entry]) -> Iterator[Received]:
    """Yield each workbook once; if it was edited in place, or stored anew, only its latest version counts."""
    latest = {e.path: e.sha256 for e in entries if isinstance(e, Received) and e.path == e.source}
    found: dict[tuple[object, ...], Received] = {}
    for entry in entries:
        if isinstance(entry, Received) and latest.get(entry.path, entry.sha256) == entry.sha256:
            key = (entry.source, entry.source_sha256, *entry.content)
            first = found.setdefault(key, entry)
            found[key] = replace(entry, collected=first.collected)
    yield from found.values()


def _committed(path: Path) -> tuple[list[Entry], int, bytes]:
    """Read the entries up to the last line that completes a source.

    Return them, how many bytes they take, and the line end where that last line lacks it.
    """
    entries: list[Entry] = []
    kept, whole, end = 0, 0, b""
    if not path.exists():
        return [], 0, b""
    with plain_file.opened(path) as stream:
        for at, line in lines(stream):
            entry = _entry(line)
            if entry:
                entries.append(entry)
            if isinstance(entry, Source | Taken):
                kept, whole = len(entries), at
        if whole:
            stream.seek(whole - 1)
            end = b"" if stream.read(1) == b"\n" else b"\n"
    return entries[:kept], whole, end


def _line(entry: Entry) -> bytes:
    """Write an entry as a line: its kind first, for people who read the file; dates in ISO 8601."""
    shape = {"kind": entry.kind, **asdict(entry)}
    mail = shape.get("mail")
    if mail:
        mail["date"] = mail["date"].isoformat() if mail["date"] else None
    try:
        return (json.dumps(shape, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # a file whose name is not in the system's encoding
        return (json.dumps(shape) + "\n").encode()


_TEXTS = ("path", "sha256", "name", "source", "source_sha256", "collected", "same_as", "mailbox", "reason")
_NUMBERS = ("size", "lines", "changed", "uid", "validity")
_LARGEST = 2**63
_KINDS: Mapping[str, type[Entry]] = {
    "workbook": Received,
    "ignored": PassedOver,
    "source": Source,
    "taken": Taken,
}


def _entry(line: bytes) -> Entry | None:
    """Return what a line says; None where it was damaged or says something else."""
    try:
        shape = json.loads(line)
        made = _KINDS[shape["kind"]](**_fields(shape))
    except (ValueError, TypeError, LookupError, RecursionError, ArithmeticError, OSError):
        return None
    return made


def _fields(shape: dict[str, Any]) -> dict[str, Any]:
    """Return the fields, each of the type that it must have.

    Raise ValueError for any other.
    """
    fields = dict(shape)
    if not all(isinstance(fields.get(name, ""), str) for name in _TEXTS):
        raise ValueError(fields)
    _ = datetime.fromisoformat(fields["collected"]).astimezone()
    for name in ("path", "source"):
        if not _stays_inside(fields.get(name, "")):
            raise ValueError(name)
    if "containers" in fields:
        fields["containers"] = tuple(str(each) for each in fields["containers"])
    if fields.get("reason", "empty") not in get_args(Reason):
        raise ValueError("reason")
    numbers = {name: int(fields[name]) for name in _NUMBERS if name in fields}
    if any(abs(number) > _LARGEST for number in numbers.values()):
        raise ValueError("number")
    mail = fields.get("mail")
    if mail is not None:
        date = believed(datetime.fromisoformat(mail["date"])) if mail["date"] else None
        texts = (str(mail[name]) for name in ("sender_name", "sender", "message_id", "subject"))
        fields["mail"] = Mail(date, *texts)
    return {**fields, **numbers}


def _stays_inside(path: str) -> bool:
    """Tell whether a path stays in the inbox, by the rules of this system, which differ in Windows."""
    return not PurePath(path).anchor and ".." not in PurePath(path).parts and "\0" not in path
