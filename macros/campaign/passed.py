"""What lies in the inbox and was passed over: a line each, whichever command took the rest in."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from macros.campaign.collecting import WORKBOOKS
from macros.campaign.ledger import NAME, PassedOver, Source, read
from macros.post.inbox.archive import is_system_file
from macros.post.inbox.found import REASONS, Reason
from scoring.catalogue import Language

_HARMLESS: frozenset[Reason] = frozenset(
    {"picture-inline", "signature", "system-file", "auto-reply", "receipt", "as-issued"}
)
"""Reasons that come by the dozen and call for nothing: told together in one line each."""
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that was passed over. ``name`` is what it is called, ``where`` what it was in; ``source`` its
    file in the inbox, where it is one of those."""

    name: str
    where: str
    reason: Reason
    source: str = ""

    def message(self, language: Language) -> str:
        return REASONS[self.reason][language]


@dataclass(frozen=True, slots=True)
class Passing:
    """What is told in one line: one thing that was passed over, or several for the same harmless reason."""

    all: tuple[Passed, ...]

    @property
    def first(self) -> Passed:
        return self.all[0]

    def name(self, language: Language) -> str:
        """Name what it is; of several the first few, and how many."""
        names = [each.name for each in self.all]
        shown, more = "、".join(names[:_NAMED]), len(names) - _NAMED
        if language == "en":
            return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        return shown + (f" 等 {len(names)} 個" if more > 0 else "")

    @property
    def where(self) -> str:
        places = list(dict.fromkeys(each.where for each in self.all))
        return places[0] if len(places) == 1 else "inbox"


def passed_over(inbox: Path, more: Sequence[PassedOver] = ()) -> tuple[Passing, ...]:
    """Return what lies in the inbox, or in something that does, and was passed over.

    ``more`` is what could not be opened just now and is on no record.
    """
    found = dict.fromkeys([*_on_record(inbox), *map(_passed, more), *_unseen(inbox)])
    return tuple(_told(found))


def _told(found: Iterable[Passed]) -> Iterator[Passing]:
    """Yield what is told one by one, then what is told together."""
    together: dict[Reason, list[Passed]] = {}
    for each in found:
        if each.reason in _HARMLESS:
            together.setdefault(each.reason, []).append(each)
        else:
            yield Passing((each,))
    for same in together.values():
        yield Passing(tuple(same))


def _on_record(inbox: Path) -> Iterator[Passed]:
    """Yield what the ledger says of sources as they now are."""
    entries = read(inbox / NAME)
    latest: Mapping[str, str] = {e.path: e.sha256 for e in entries if isinstance(e, Source)}
    there = {(path, sha256) for path, sha256 in latest.items() if (inbox / path).is_file()}
    for entry in entries:
        if isinstance(entry, PassedOver) and (entry.source, entry.source_sha256) in there:
            yield _passed(entry)


def _passed(entry: PassedOver) -> Passed:
    return Passed(entry.name, " › ".join(entry.containers or (entry.source,)), entry.reason, entry.source)


def _unseen(inbox: Path) -> Iterator[Passed]:
    """Yield what collecting does not look at: hidden and temporary files, folders of that kind as a whole.

    A folder in which nothing but such files lies is told as they are.
    """
    for folder, folders, names in os.walk(inbox):
        here = Path(folder)
        if here == inbox and WORKBOOKS in folders:
            folders.remove(WORKBOOKS)
        hidden = [each for each in folders if is_system_file(each)]
        folders[:] = sorted(each for each in folders if each not in hidden)
        for name in sorted([*hidden, *(name for name in names if is_system_file(name))]):
            path = (here / name).relative_to(inbox).as_posix()
            yield Passed(path, path, "hidden-folder" if _holds_files(here / name) else "system-file", path)


def _holds_files(path: Path) -> bool:
    """Tell whether a path is of a folder in which files lie that are no system's."""
    return any(not is_system_file(name) for _, _, names in os.walk(path) for name in names)
