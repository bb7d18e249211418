"""Posting letters of a campaign, as drafts for a mail program or through a server; each once, each on record.

A run may end at any point. What the server took is on record before the next letter is begun, and
is not sent again; what it did not take is told and tried again by the next run. A letter has the same
Message-ID each time (`message_id`), so that one that went out twice all the same can be known for one.
"""

import datetime
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from macros.campaign import history, journal
from macros.campaign.folder import Campaign
from macros.campaign.history import Event
from macros.campaign.lock import Lock, LockLostError, locked
from macros.campaign.message_id import campaign_mark, is_message_id, message_id
from macros.campaign.wording import Unworded, sender_of, worded
from macros.files import write_file
from macros.jobs import UNWATCHED, Watch
from macros.post.outbox.addresses import Address
from macros.post.outbox.letter import Letter, message
from macros.post.outbox.server import MailServerError, Server
from macros.post.outbox.smtp import Sender, opened
from scoring import plain_file
from scoring.catalogue import Language
from scoring.errors import KaoheError, OutputError, Sentence
from scoring.roster import Entry
from scoring.scorecard import Office
from templates.letters import Kind

Fate = Literal["sent", "drafted", "kept", "already", "no-address", "failed", "unknown", "unready", "waiting"]
"""What became of a letter. kept: a draft that somebody has edited was left as it was. already: done by
an earlier run, to the same address, or drafted just as it would be now. unknown: the server did not say.
unready: there is nothing to tell this office yet. waiting: the run ended before it."""
FATES: Mapping[Fate, Mapping[Language, str]] = {
    "sent": {"zh-TW": "已寄出", "en": "sent"},
    "drafted": {"zh-TW": "草稿", "en": "drafted"},
    "kept": {"zh-TW": "草稿已有人修改，保留原樣", "en": "a draft that was edited, left as it is"},
    "already": {"zh-TW": "先前已處理", "en": "done before"},
    "no-address": {"zh-TW": "名冊沒有電子郵件", "en": "no e-mail address in the roster"},
    "unready": {"zh-TW": "尚不能寄", "en": "not yet"},
    "failed": {"zh-TW": "失敗", "en": "failed"},
    "unknown": {"zh-TW": "不確定是否寄出", "en": "not known whether it was sent"},
    "waiting": {"zh-TW": "尚未處理", "en": "not yet tried"},
}
_DRAFT_GONE = Sentence(
    "草稿寫過，已經不在；要再寫一次請加 --again",
    "its draft was written and is no longer there; to have it once more add --again",
)
_MADE_AGAIN: frozenset[Kind] = frozenset({"send", "return", "unread", "ask"})
"""Letters whose first draft may stand, and that --again writes once more."""
TROUBLE: frozenset[Fate] = frozenset({"failed", "unknown"})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter that is to go to an office. ``once`` is its idempotency key: what was sent with the same key
    is not sent again. Without ``letter`` the roster has no address, or ``problem`` says why not.

    ``is_fault``: the problem is a mistake that somebody must correct, not merely something that is not
    there yet. ``redrafts``: a draft is brought up to date by each run; else the first one stands.
    ``same`` is what its Message-ID tells of it; where it is empty, how many others of its kind its office was
    sent before: of a form two machines would each make their own, and yet send the same letter. ``remark``
    is said of it, whatever becomes of it.
    """

    kind: Kind
    entry: Entry
    once: str
    draft: Path
    letter: Unworded | None = None
    problem: Sentence | None = None
    is_fault: bool = True
    redrafts: bool = True
    same: str = ""
    remark: Sentence | None = None


def prepared(
    kind: Kind,
    entry: Entry,
    once: str,
    draft: Path,
    write: Callable[[], Unworded],
    *,
    redrafts: bool = True,
    same: str = "",
) -> Outgoing:
    """Return a letter, or what is wrong with it for this office alone."""
    try:
        return Outgoing(kind, entry, once, draft, write(), redrafts=redrafts, same=same)
    except KaoheError as error:
        return Outgoing(kind, entry, once, draft, problem=error.sentence)


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of the letter to an office. ``reason`` says why it was not sent; ``refused`` are
    those of its recipients whom the server did not take."""

    office: Office
    fate: Fate
    kind: Kind
    draft: Path | None = None
    reason: Sentence | None = None
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Posting:
    """What became of each letter, in order. ``problem`` is what ended the sending early; ``followed`` says
    that an earlier run was cut off, where one was."""

    posted: tuple[Posted, ...]
    problem: Sentence | None = None
    followed: Sentence | None = None

    def of(self, *fates: Fate) -> list[Posted]:
        return [each for each in self.posted if each.fate in fates]


@dataclass(frozen=True, slots=True)
class Mailing:
    """How letters go out: as drafts, or through a server; ``again`` sends what was sent before once more."""

    server: Server | None = None
    again: bool = False
    now: datetime.datetime = field(default_factory=datetime.datetime.now)

    @property
    def today(self) -> datetime.date:
        return self.now.date()


@dataclass
class _Record:
    """The journal of letters during a run: what it holds, and where events are added. ``mark`` is that of the
    campaign, ``out`` what may have reached an office of each kind, as `Event.once`, ``tried`` the Message-ID
    of a letter that is to be tried again, ``addressed`` to whom a letter was last sent or drafted."""

    campaign: Campaign
    path: Path
    now: datetime.datetime
    mark: bytes = field(repr=False)
    sent: dict[tuple[str, str], int] = field(default_factory=dict)
    out: dict[tuple[str, Kind], set[str]] = field(default_factory=dict)
    tried: dict[tuple[str, str], str] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    addressed: dict[tuple[str, str, str], frozenset[str]] = field(default_factory=dict)

    @classmethod
    def open(cls, campaign: Campaign, path: Path, now: datetime.datetime) -> "_Record":
        record = cls(campaign, path, now, campaign_mark(campaign))
        for event in history.events(path):
            record.remember(event)
        return record

    def remember(self, event: Event) -> None:
        key = (event.office, event.once)
        if event.deed in {"sent", "drafted"}:
            self.addressed[(*key, event.deed)] = frozenset(map(str.casefold, event.to))
        if event.deed in {"failed", "unknown"} and is_message_id(event.message_id):
            self.tried[key] = event.message_id
        if event.deed in {"sent", "unknown"}:
            self.out.setdefault((event.office, event.kind), set()).add(event.once)
        if event.deed == "sent":
            self.sent[key] = self.sent.get(key, 0) + 1
            self.tried.pop(key, None)
        if event.deed == "drafted":
            self.drafts[event.draft] = event.sha256

    def is_done(
        self, outgoing: Outgoing, letter: Unworded | Letter, deed: Literal["sent", "drafted"]
    ) -> bool:
        """Tell whether a letter was sent or drafted to the addresses that it is to go to now."""
        done = self.addressed.get((outgoing.entry.office.code, outgoing.once, deed))
        return done is not None and done >= {each.email.casefold() for each in letter.to}

    def add(self, event: Event) -> None:
        history.add(self.path, event)
        self.remember(event)

    def event(self, outgoing: Outgoing, letter: Letter) -> Event:
        """Return what all lines about a letter say."""
        office = outgoing.entry.office
        return Event(
            outgoing.kind,
            "sent",
            office.code,
            office.name,
            outgoing.once,
            self.now.isoformat(timespec="seconds"),
            tuple(each.email for each in letter.to),
            tuple(each.email for each in letter.cc),
            letter.subject,
        )

    def message_id(self, outgoing: Outgoing, sender: Address) -> str:
        """Return a letter's Message-ID: the same however often it is tried, another where it is sent anew."""
        office, kind, once = outgoing.entry.office, outgoing.kind, outgoing.once
        if (office.code, once) in self.tried:
            return self.tried[office.code, once]
        others = self.out.get((office.code, kind), set()) - {once}
        times = self.sent.get((office.code, once), 0)
        domain = sender.email.rpartition("@")[2]
        return message_id(
            self.mark, office, domain, kind, outgoing.same or f"number {len(others)}", f"times {times}"
        )

    def relative(self, draft: Path) -> str:
        return draft.relative_to(self.campaign.root).as_posix()

    def is_own(self, draft: Path) -> bool:
        """Tell whether a draft is still as it was written, edited by nobody."""
        found = _digest(draft)
        return found is not None and self.drafts.get(self.relative(draft)) == found


def outbox_locked(campaign: Campaign) -> AbstractContextManager[Lock]:
    """Hold the campaign's lock from the first form made to the last letter written.

    Two runs at once would each make forms in place of the other's. Raise KaoheError where another process
    works.
    """
    return locked(campaign.outbox)


def post(
    campaign: Campaign,
    letters: Sequence[Outgoing],
    mailing: Mailing,
    lock: Lock,
    *,
    path: Path | None = None,
    watch: Watch = UNWATCHED,
) -> Posting:
    """Write a draft of each letter, or, where there is a server, send it, while ``lock`` holds, which is that
    of `outbox_locked`.

    ``path`` is the journal: outbox/sent.jsonl unless another is named.
    Raise KaoheError where no sender is named, or letters are to be sent and the journal was damaged,
    OutputError where nothing can be put on record, LetterError where a template of the campaign's own has a
    mistake in it, which concerns all.
    """
    sender, journal = sender_of(campaign), path or campaign.outbox / history.SENT
    if mailing.server is not None:
        history.hold_whole(journal)
    record = _Record.open(campaign, journal, mailing.now.astimezone())
    posting = _posted(letters, record, sender, mailing, Watch(watch.progress, _still(lock, watch)))
    return replace(posting, followed=lock.followed)


def _still(lock: Lock, watch: Watch) -> Callable[[], bool]:
    """Return what is asked before each letter: whether to stop. It raises LockLostError."""

    def cancelled() -> bool:
        lock.hold()
        return watch.cancelled()

    return cancelled


def _posted(
    letters: Sequence[Outgoing],
    record: _Record,
    sender: Address,
    mailing: Mailing,
    watch: Watch,
) -> Posting:
    posted = {number: _settled(each, record, again=mailing.again) for number, each in enumerate(letters)}
    open_ones = [number for number, each in posted.items() if each is None]
    unworded = [(number, letter) for number in open_ones if (letter := letters[number].letter)]
    words = worded(record.campaign, [letter for _, letter in unworded])
    written = dict(zip((number for number, _ in unworded), words, strict=True))
    problem = None
    try:
        with _way_out(
            mailing.server if open_ones else None, record, sender, again=mailing.again
        ) as hand_over:
            for done, number in enumerate(open_ones, start=1):
                if watch.cancelled():
                    break
                posted[number] = hand_over(letters[number], written[number])
                watch.progress(done, len(open_ones))
    except (MailServerError, LockLostError) as error:
        problem = error.sentence
    fates = (
        posted[number] or Posted(each.entry.office, "waiting", each.kind)
        for number, each in enumerate(letters)
    )
    return Posting(tuple(fates), problem)


@contextmanager
def _way_out(
    server: Server | None, record: _Record, sender: Address, *, again: bool
) -> Iterator[Callable[[Outgoing, Letter], Posted]]:
    """Yield what is done with each letter: it becomes a draft, or goes through a server."""
    if server is None:
        yield lambda each, letter: _drafted(each, letter, record, sender, again=again)
        return
    with opened(server) as line:
        yield lambda each, letter: _sent(each, letter, record, sender, line, server.address)


def _settled(outgoing: Outgoing, record: _Record, *, again: bool) -> Posted | None:
    """Return the fate of a letter about which nothing is to be done; None for all others."""
    office = outgoing.entry.office
    if outgoing.problem:
        fate: Fate = "failed" if outgoing.is_fault else "unready"
        return Posted(office, fate, outgoing.kind, reason=outgoing.problem)
    if outgoing.letter is None or not outgoing.letter.to:
        return Posted(office, "no-address", outgoing.kind)
    if not again and record.is_done(outgoing, outgoing.letter, "sent"):
        return Posted(office, "already", outgoing.kind, reason=outgoing.remark)
    return None


def _drafted(outgoing: Outgoing, letter: Letter, record: _Record, sender: Address, *, again: bool) -> Posted:
    office, draft = outgoing.entry.office, outgoing.draft
    was_drafted = record.is_done(outgoing, letter, "drafted")
    is_there = os.path.lexists(draft)
    if was_drafted and not outgoing.redrafts:
        gone = _DRAFT_GONE if not is_there and outgoing.kind in _MADE_AGAIN else None
        return Posted(office, "already", outgoing.kind, draft if is_there else None, outgoing.remark or gone)
    data = message(letter, sender, as_draft=True)
    sha256 = hashlib.sha256(data).hexdigest()
    found = _digest(draft)
    name = record.relative(draft)
    if was_drafted and not again and not is_there:
        return Posted(office, "already", outgoing.kind, reason=_DRAFT_GONE)
    if found == sha256 == record.drafts.get(name) and not again:
        return Posted(office, "already", outgoing.kind, draft)
    if found not in (None, sha256, record.drafts.get(name)):
        return Posted(office, "kept", outgoing.kind, draft, outgoing.remark)
    try:
        write_file(draft, data, force=True)
    except OutputError as error:  # open in a mail program, perhaps: the others go on
        return Posted(office, "failed", outgoing.kind, draft, error.sentence)
    event = record.event(outgoing, letter)
    record.add(replace(event, deed="drafted", draft=name, sha256=sha256))
    return Posted(office, "drafted", outgoing.kind, draft, outgoing.remark)


def _sent(
    outgoing: Outgoing, letter: Letter, record: _Record, sender: Address, line: Sender, server: str
) -> Posted:
    office = outgoing.entry.office
    own_id = record.message_id(outgoing, sender)
    data = message(letter, sender, date=record.now, message_id=own_id)
    event = replace(record.event(outgoing, letter), message_id=own_id, server=server)
    journal.ready(record.path)
    outcome = line.send(sender.email, event.to, event.cc, data)
    if not outcome.accepted:
        deed: Literal["unknown", "failed"] = "unknown" if outcome.is_unknown else "failed"
        record.add(replace(event, deed=deed, reason=outcome.reason.zh if outcome.reason else ""))
        return Posted(office, deed, outgoing.kind, reason=outcome.reason)
    record.add(replace(event, refused=outcome.refused))
    if record.is_own(outgoing.draft):  # else somebody might send it once more
        with suppress(OSError):  # open in a mail program
            outgoing.draft.unlink()
    return Posted(office, "sent", outgoing.kind, reason=outgoing.remark, refused=outcome.refused)


def _digest(draft: Path) -> str | None:
    """Return the SHA-256 of a draft's bytes; None where it is not there, or is no file."""
    try:
        return hashlib.sha256(plain_file.content(draft)).hexdigest()
    except OSError:
        return None
