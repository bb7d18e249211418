"""The inbox as evidence: whether what lies there is still what was received.

`inbox/received.jsonl` says what each file was when it came, `inbox/proven.jsonl` whose each file was that has
counted as confirmed. A file is compared with both by its SHA-256.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from macros.campaign import journal
from macros.campaign.collecting import WORKBOOKS, content_of
from macros.campaign.ledger import NAME, PROVEN, Received, Source, read
from macros.campaign.seals import is_sealed, sealed
from scoring.catalogue import Language
from scoring.scorecard import Office
from workbook.collection.checked import Checked

_NOBODY = Office()
Change = Literal["changed", "restored", "vanished", "unrecorded", "record-differs", "ledger-gone"]
CHANGES: Mapping[Change, Mapping[Language, str]] = {
    "changed": {
        "zh-TW": "內容與收到時不同；要看檔案請複製到別處再開，機關寄來的新檔請以新的檔名放入",
        "en": "its content is not what was received; copy a file elsewhere to look into it, and put a new"
        " one of an office there under a new name",
    },
    "restored": {
        "zh-TW": "內容與收到時不同，已從原來的信件或壓縮檔重新取出，這一份不再使用",
        "en": "its content is not what was received; it was taken out of its mail or archive again, and this"
        " file is used no more",
    },
    "vanished": {
        "zh-TW": "收到過的檔案不見了；如果不是有意移走，請從備份放回",
        "en": "it was received and is gone; unless somebody moved it away, put it back from a backup",
    },
    "unrecorded": {
        "zh-TW": "收取紀錄沒有這個檔案，沒有讀取；要收取請移到 inbox 的其他地方",
        "en": "the record of what was received does not have it, and it was not read; to have it taken in,"
        " move it elsewhere in inbox",
    },
    "record-differs": {
        "zh-TW": "收取紀錄所寫的內容與這個檔案不同，紀錄可能被改過；以信件或壓縮檔裡的為準",
        "en": "the record of what was received says otherwise than the file and may have been edited; what"
        " its mail or archive holds is what counts",
    },
    "ledger-gone": {
        "zh-TW": "收取紀錄不見了，已重新建立；收到的時間是重新收取的時間",
        "en": "the record of what was received is gone and was written again, with the times of now",
    },
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A file of the inbox that is not as the records say. ``path`` is relative to the inbox; ``office`` is
    whose it was, where that was proven."""

    path: str
    change: Change
    office: Office = _NOBODY


@dataclass(frozen=True, slots=True)
class Proven:
    """A file that has counted as confirmed: its content, its path relative to the inbox, whose it was."""

    sha256: str
    path: str
    office: Office


@dataclass(frozen=True)
class Evidence:
    """What the records say of the inbox. ``proven`` is whose each content was, by its SHA-256; ``gone`` are
    those of them that are nowhere in the inbox any more, in the order in which they were proven."""

    changes: tuple[Changed, ...]
    proven: Mapping[str, Office]
    gone: tuple[Proven, ...] = ()

    @property
    def changed(self) -> frozenset[str]:
        """The paths, relative to the inbox, of files whose content is not what was received."""
        return frozenset(each.path for each in self.changes if each.change == "changed")


def evidence(inbox: Path, files: Sequence[Checked], key: bytes, *, had_ledger: bool) -> Evidence:
    """Compare what lies in the inbox with what was received.

    ``files`` are the workbooks received, read just now; ``key`` is what the lines of what was proven are
    sealed with; ``had_ledger`` is whether the ledger was there before.
    """
    entries = read(inbox / NAME)
    lines = list(_proven(inbox / PROVEN, key))
    proven = {line.sha256: line.office for line in lines}
    now = {_relative(inbox, checked.path): checked for checked in files}
    contents = {checked.sha256 for checked in files}
    first = _first_contents(entries, lines)
    changes = [*_of_sources(inbox, entries, now), *_of_workbooks(inbox, entries, now, contents, first)]
    gone = tuple(line for line in lines if line.sha256 not in contents and not _is_unread(now.get(line.path)))
    changes += _vanished(inbox, entries, contents)
    changes += [Changed(path, "unrecorded") for path in _unrecorded(inbox, entries)]
    changes += [Changed(each.path, "vanished") for each in gone if each.path not in now]
    if lines and not had_ledger:
        changes.insert(0, Changed(NAME, "ledger-gone"))
    by_path = {line.path: line.office for line in lines}
    named: dict[str, Changed] = {}
    for each in changes:
        named.setdefault(each.path, Changed(each.path, each.change, by_path.get(each.path, _NOBODY)))
    return Evidence(tuple(named.values()), proven, gone)


def remember(
    inbox: Path, known: Mapping[str, Office], files: Iterable[tuple[Checked, Office]], key: bytes
) -> None:
    """Put on record whose the files are that count as confirmed, those that are not there yet."""
    at = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    journal.add_all(
        inbox / PROVEN,
        [
            sealed(
                {
                    "kind": "proven",
                    "sha256": checked.sha256,
                    "path": _relative(inbox, checked.path),
                    "code": office.code,
                    "name": office.name,
                    "at": at,
                },
                key,
            )
            for checked, office in files
            if checked.sha256 not in known
        ],
    )


# ── the comparison ──────────────────────────────────────────────────────────────────────────────


def _first_contents(entries: Sequence[object], lines: Sequence[Proven]) -> Mapping[str, str]:
    """Return what each workbook was when it first came, by its path: by what was proven, else by the
    ledger."""
    found: dict[str, str] = {}
    for line in lines:
        found.setdefault(line.path, line.sha256)
    for entry in entries:
        if isinstance(entry, Received) and entry.path == entry.source:
            found.setdefault(entry.path, entry.sha256)
    return found


def _of_workbooks(
    inbox: Path,
    entries: Sequence[object],
    now: Mapping[str, Checked],
    contents: set[str],
    first: Mapping[str, str],
) -> Iterator[Changed]:
    """Find workbooks that are not what they were: dropped ones, and those that were taken out of a source."""
    stored = {e.path: e for e in entries if isinstance(e, Received) and e.path != e.source}
    for path, checked in now.items():
        if _is_unread(checked):
            continue
        known = first.get(path) or (stored[path].sha256 if path in stored else checked.sha256)
        if known != checked.sha256:
            yield Changed(path, "changed")
    for path, entry in stored.items():
        if (
            path not in now
            and entry.sha256 in contents
            and content_of(inbox / path) not in ("", entry.sha256)
        ):
            yield Changed(path, "restored")


def _of_sources(inbox: Path, entries: Sequence[object], now: Mapping[str, Checked]) -> Iterator[Changed]:
    """Find mails and archives that are not what was looked through first."""
    first: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, Source) and entry.sha256:
            first.setdefault(entry.path, entry.sha256)
    for path, sha256 in first.items():
        if path not in now and content_of(inbox / path) not in ("", sha256):
            yield Changed(path, "changed")


def _vanished(inbox: Path, entries: Sequence[object], contents: set[str]) -> Iterator[Changed]:
    """Find what was received and is nowhere in the inbox any more."""
    sources = {e.path: e.sha256 for e in entries if isinstance(e, Source) and e.sha256}
    there = {sha256 for path, sha256 in sources.items() if (inbox / path).is_file()} | contents
    for path, sha256 in sources.items():
        if sha256 not in there and not (inbox / path).is_file():
            yield Changed(path, "vanished")
    for entry in entries:
        if isinstance(entry, Received) and entry.path != entry.source and entry.sha256 not in there:
            is_there = (inbox / entry.path).is_file()
            yield Changed(entry.path, "record-differs" if is_there else "vanished")


def _unrecorded(inbox: Path, entries: Sequence[object]) -> Iterator[str]:
    """Yield what lies among the workbooks that were taken out of mails, though no line names it."""
    known = {entry.path for entry in entries if isinstance(entry, Received)}
    folder = inbox / WORKBOOKS
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        relative = path.relative_to(inbox).as_posix()
        if path.is_file() and relative not in known and not path.name.startswith((".", "~$")):
            yield relative


def _is_unread(checked: Checked | None) -> bool:
    """Tell whether a file is there and could not be read, which is told otherwise."""
    return checked is not None and (checked.size == 0 or not checked.sha256)


def _relative(inbox: Path, path: str) -> str:
    return Path(path).relative_to(inbox).as_posix()


# ── the record ──────────────────────────────────────────────────────────────────────────────────


def _proven(path: Path, key: bytes) -> Iterator[Proven]:
    for entry in journal.entries(path):
        texts = [entry.get(name) for name in ("sha256", "path", "code", "name")]
        is_ours = entry.get("kind") == "proven" and is_sealed(entry, key)
        if is_ours and all(isinstance(text, str) for text in texts):
            sha256, where, code, name = map(str, texts)
            yield Proven(sha256, where, Office(code, name))
