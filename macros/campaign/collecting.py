"""Collecting what the offices sent, from the inbox folder and from a mailbox, each thing once.

    inbox/…                  what people drop there, in any folders; never altered or moved
    inbox/mail/*.eml         what was fetched from a mailbox, as it came
    inbox/workbooks/*.xlsx   the workbooks that were in mails and archives
    inbox/received.jsonl     the ledger

A run may end at any point, and the next one comes to the same end: a file is written before its
line in the ledger, under a name that its content decides.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from macros.campaign.ledger import (
    ACCEPTED,
    NAME,
    PROVEN,
    Entry,
    Ledger,
    PassedOver,
    Received,
    Source,
    Taken,
    read,
    recorded,
)
from macros.file_names import safe_name, stored_name
from macros.files import write_file
from macros.jobs import UNWATCHED, Watch
from macros.post.inbox.archive import is_system_file
from macros.post.inbox.content import suffix_of
from macros.post.inbox.found import MAX_SOURCE, Found, Ignored, Reason
from macros.post.inbox.imap import Mailbox, MailboxError, Message, OpenMailbox, opened
from macros.post.inbox.mail import header_of
from macros.post.texts import decoded
from macros.reading.sources import look_through
from scoring import plain_file
from scoring.errors import KaoheError, OutputError, Sentence, system_reason
from workbook.package import SUFFIXES

WORKBOOKS, MAIL = "workbooks", "mail"
RECORDS = frozenset({NAME, ACCEPTED, PROVEN})
"""Files of the inbox that are records of this program, and no answers."""
_SHORT, _LONG = 10, 64
"""Digits of a content's hash in a file's name: enough to tell files apart, and all of it."""


@dataclass(frozen=True)
class Collected:
    """What a run of collecting added. ``passed_over`` is what is new among it, and what could not be opened
    this time.

    ``sources`` counts the files looked at and the messages fetched, ``repeated`` those of them that
    were byte for byte an earlier one. ``problem`` is what ended the reading of the mailbox early.
    """

    received: tuple[Received, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    sources: int = 0
    fetched: int = 0
    repeated: int = 0
    problem: Sentence | None = None
    is_complete: bool = True


def collect(
    inbox: Path,
    *,
    mailbox: Mailbox | None = None,
    watch: Watch = UNWATCHED,
) -> Collected:
    """Take in whatever is new in ``inbox`` and, where one is given, in the mailbox.

    ``watch`` is asked before each file or message. A mailbox that fails is told in the result,
    after everything else was done. Raises KaoheError where the folder cannot be used.
    """
    _prepare(inbox)
    ledger = Ledger.open(inbox / NAME)
    try:
        run = _Collecting(inbox, ledger, watch, _now())
        files = list(_files(inbox, run.pass_over_folder))
        problem = None
        try:
            if mailbox is None:
                run.total = len(files)
            else:
                _take_mails(run, mailbox, len(files))
        except MailboxError as error:
            problem = error.sentence
        for path in files:
            if run.goes_on():
                run.take_file(path)
                run.has_done_one()
        return run.result(problem)
    finally:
        ledger.close()


def received(inbox: Path) -> tuple[Received, ...]:
    """Return the workbooks on record whose files are there, in the order in which they were collected.

    One that came twice, say in two mails, is there twice, with the same path.
    """
    return tuple(record for record in recorded(read(inbox / NAME)) if Path(inbox / record.path).is_file())


def without_workbook(inbox: Path) -> Mapping[str, tuple[PassedOver, ...]]:
    """Return the sources that brought no workbook, by path in the inbox, with all that was passed over in
    them.

    What is no longer there is left out.
    """
    entries = read(inbox / NAME)
    helpful = {entry.source for entry in entries if isinstance(entry, Received)}
    found: dict[str, tuple[PassedOver, ...]] = {}
    for entry in entries:
        if isinstance(entry, PassedOver) and entry.source not in helpful and (inbox / entry.source).is_file():
            found[entry.source] = (*found.get(entry.source, ()), entry)
    return found


def received_by_path(inbox: Path) -> Mapping[Path, tuple[Received, ...]]:
    """Return the workbooks' files, as a merge takes them, each with how it was received, earliest first."""
    found: dict[Path, tuple[Received, ...]] = {}
    for record in received(inbox):
        path = inbox / record.path
        found[path] = (*found.get(path, ()), record)
    return found


def _prepare(inbox: Path) -> None:
    """Make the inbox; raise KaoheError where there is no campaign, or a folder of the inbox leads out of
    it."""
    if not inbox.parent.is_dir():
        raise KaoheError(
            f"找不到資料夾 {inbox.parent}，請核對路徑", f"there is no folder {inbox.parent}; check the path"
        )
    try:
        inbox.mkdir(exist_ok=True)
    except OSError as error:
        reason = system_reason(error)
        raise OutputError(
            f"無法建立資料夾 {inbox}：{reason.zh}", f"the folder {inbox} cannot be made: {reason.en}"
        ) from None
    for path in (inbox / WORKBOOKS, inbox / MAIL, *(inbox / name for name in sorted(RECORDS))):
        if path.is_symlink():
            raise KaoheError(
                f"{path} 是連結，請改為一般資料夾或檔案",
                f"{path} is a link; put a plain folder or file there",
            )
        if path.name in RECORDS and path.exists() and not path.is_file():
            raise KaoheError(
                f"{path} 不是一般檔案，不能當作紀錄；請移走，從備份放回原來的",
                f"{path} is no plain file and cannot be the record; move it away and put the right one back"
                " from a backup",
            )


def _files(inbox: Path, closed: Callable[[Path], None]) -> Iterator[Path]:
    """Yield everything that was dropped or fetched, in a stable order, but not what is made from it.

    ``closed`` is called with each folder that cannot be looked into.
    """
    for folder, folders, names in os.walk(inbox, onerror=lambda error: closed(Path(error.filename))):
        here = Path(folder)
        folders[:] = sorted(
            each for each in folders if not is_system_file(each) and not (here == inbox and each == WORKBOOKS)
        )
        yield from (here / each for each in folders if (here / each).is_symlink())
        yield from (
            here / name
            for name in sorted(names)
            if not is_system_file(name) and not (here == inbox and name in RECORDS)
        )


def _take_mails(run: "_Collecting", mailbox: Mailbox, files: int) -> None:
    """Fetch what was not yet taken, one message after another, each on record before the next."""
    run.total = files
    with opened(mailbox) as box:
        known = run.taken(mailbox, box)
        run.total += sum(uid not in known for uid in box.uids)
        if not run.goes_on():
            return
        for message in box.messages(known):
            run.take_message(mailbox, message)
            run.has_done_one()
            if not run.goes_on():
                return


@dataclass
class _Collecting:
    """One run: where it stands and what it has added so far.

    ``at`` is when it began: what one run finds in the inbox came at one moment, in whatever
    order it is taken.
    """

    inbox: Path
    ledger: Ledger
    watch: Watch
    at: str
    total: int = 0
    done: int = 0
    fetched: int = 0
    repeated: int = 0
    was_cancelled: bool = False
    new: list[Entry] = field(default_factory=list)
    unopened: list[PassedOver] = field(default_factory=list)

    def goes_on(self) -> bool:
        self.was_cancelled = self.was_cancelled or self.watch.cancelled()
        return not self.was_cancelled

    def has_done_one(self) -> None:
        self.done += 1
        self.watch.progress(self.done, self.total)

    def result(self, problem: Sentence | None) -> Collected:
        return Collected(
            tuple(entry for entry in self.new if isinstance(entry, Received)),
            (*(entry for entry in self.new if isinstance(entry, PassedOver)), *self.unopened),
            self.done,
            self.fetched,
            self.repeated,
            problem,
            not self.was_cancelled and not problem,
        )

    def taken(self, mailbox: Mailbox, box: OpenMailbox) -> frozenset[int]:
        """Return the messages on record, except those whose file is no longer there, whole."""
        on_record = self.ledger.taken(mailbox.name, box.validity).items()
        return frozenset(uid for uid, t in on_record if not t.path or _size(self.inbox / t.path) == t.size)

    def take_message(self, mailbox: Mailbox, message: Message) -> None:
        """Store a message as it came, then take it in as any file."""
        now, data = self.at, message.data
        validity, uid = message.validity, message.uid
        if data is None:
            reason = message.reason or "unreadable"
            self.unopened.append(PassedOver(f"{mailbox.folder} {uid}", reason, "", "", (), None, now))
            if reason == "too-large":
                self.ledger.add([Taken(mailbox.name, validity, uid, "", 0, now)])
            return
        self.fetched += 1
        header = header_of(data)
        when = f"{header.date:%Y%m%d-%H%M%S} " if header.date else ""
        path = self._stored(MAIL, safe_name(f"{when}{header.subject}").replace(".", "_"), ".eml", data)
        self.take_file(self.inbox / path, data)
        self.ledger.add([Taken(mailbox.name, validity, uid, path, len(data), now)])

    def pass_over_folder(self, path: Path) -> None:
        """Record a folder that the system does not open, with whatever is in it."""
        self._pass_over(path.relative_to(self.inbox).as_posix(), "unreadable")

    def take_file(self, path: Path, data: bytes | None = None) -> None:
        """Take in one file, unless it is on record. ``data`` are its bytes, where they are known."""
        relative = path.relative_to(self.inbox).as_posix()
        if path.is_symlink():
            self._pass_over(relative, "link")
            return
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):  # a pipe or a device, which may never end
                self._pass_over(relative, "not-a-file")
                return
            on_record = self.ledger.source(relative)
            if on_record and self._is_intact(on_record):
                if (on_record.size, on_record.changed) == (status.st_size, status.st_mtime_ns):
                    return
            else:
                on_record = None
            if status.st_size > MAX_SOURCE:
                self._record(Source(relative, "", status.st_size, status.st_mtime_ns, 1, self.at))
                return
            data = plain_file.content(path) if data is None else data
        except OSError:
            self._pass_over(relative, "unreadable")
            return
        sha256 = hashlib.sha256(data).hexdigest()
        if on_record is None or on_record.sha256 != sha256:
            self._look_through(relative, data, sha256, status.st_mtime_ns)

    def _is_intact(self, source: Source) -> bool:
        """Tell whether the workbooks that were in a source are still there, none of them changed."""
        on_record: dict[str, set[str]] = {}
        for each in self.ledger.workbooks(source):
            if each.path != source.path:
                on_record.setdefault(each.path, set()).add(each.sha256)
        return all(content_of(self.inbox / path) in contents for path, contents in on_record.items())

    def _look_through(self, relative: str, data: bytes, sha256: str, changed: int) -> None:
        now = self.at
        name = decoded(os.fsencode(PurePosixPath(relative).name))
        found = (self._line(each, relative, sha256, now) for each in look_through(name, data))
        lines = {line.key: line for line in found}
        earlier = self.ledger.same_content(sha256)
        is_loose = any(isinstance(line, Received) and line.path == relative for line in lines.values())
        same_as = earlier.path if earlier and earlier.path != relative and not is_loose else ""
        self.repeated += bool(same_as)
        new = () if same_as else tuple(lines.values())
        source = Source(relative, sha256, len(data), changed, len(new), now, same_as)
        self.new += self.ledger.add([*new, source])

    def _line(self, found: Found | Ignored, relative: str, sha256: str, now: str) -> Received | PassedOver:
        where = (relative, sha256, found.containers, found.mail, now)
        if isinstance(found, Ignored):
            return PassedOver(found.name, found.reason, *where)
        content = hashlib.sha256(found.data).hexdigest()
        if not found.containers and suffix_of(relative) in SUFFIXES:
            path = relative
        else:
            stem, suffix = PurePosixPath(found.name).stem, PurePosixPath(found.name).suffix
            path = self._stored(WORKBOOKS, stem, suffix, found.data, content)
        return Received(path, content, len(found.data), found.name, *where)

    def _record(self, source: Source) -> None:
        line = PassedOver(source.path, "too-large", source.path, "", (), None, source.collected)
        self.new += self.ledger.add([line, source])

    def _pass_over(self, relative: str, reason: Reason) -> None:
        self.unopened.append(PassedOver(relative, reason, relative, "", (), None, self.at))

    def _stored(self, folder: str, stem: str, suffix: str, data: bytes, sha256: str = "") -> str:
        """Write bytes under a name that they decide, unless they are there; the path in the inbox."""
        sha256 = sha256 or hashlib.sha256(data).hexdigest()
        for digits in (_SHORT, _LONG):
            path = self.inbox / folder / stored_name(stem, sha256[:digits], suffix)
            there = content_of(path)
            if there != sha256 and (_size(path) == 0 or digits == _LONG):
                # There is none, a system that went down left it empty, or somebody changed it.
                write_file(path, data, force=True)
                break
            if there == sha256:
                break
        return path.relative_to(self.inbox).as_posix()


def _size(path: Path) -> int:
    """Return a file's size in bytes; 0 where there is none."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):  # a name that somebody wrote into the ledger may be none
        return 0


def content_of(path: Path) -> str:
    """Return the SHA-256 of a file; empty where there is none or it cannot be read."""
    try:
        with plain_file.opened(path) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
