"""Returning forms: a form and a letter in ``returned/`` for each office in question, each file answered once.

    returned/臺北分署_107_待更正2.xlsx   a fresh form with the office's own values, or a blank one (新表)
    returned/臺北分署_107_待更正2.eml    the letter with it, a draft to be sent
    returned/returned.jsonl             what was answered, by the SHA-256 of what came in, and its letters

A run may end at any point, and the next one comes to the same end: a form is written before its line
in the journal, under a name that only that line takes.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from macros.campaign import history, journal
from macros.campaign.cases import Case, Why, cases
from macros.campaign.folder import Campaign
from macros.campaign.history import RETURNED
from macros.campaign.issued import hold_key_ours
from macros.campaign.posting import Mailing, Outgoing, Posting, outbox_locked, post, prepared
from macros.campaign.state import State
from macros.campaign.wording import Matter, Unworded, corrections, letter, sender_of, unread
from macros.file_names import file_name
from macros.files import making, read_file, write_file
from macros.jobs import UNWATCHED, Watch
from macros.post.outbox.letter import Attachment
from macros.reading.own import looked_into
from scoring import plain_file
from scoring.errors import AnswersError, Sentence, WorkbookError
from scoring.findings import Finding
from scoring.roster import Entry
from scoring.rubric import Rubric
from scoring.scorecard import Office
from scoring.values import office_key
from workbook.collection.checked import Checked
from workbook.collection.proof import ORIGIN
from workbook.form.correction import correct
from workbook.form.fill import issue, stock
from workbook.identity import Identity, identity_of, new_issue, sign
from workbook.intake.books import OpenedBook
from workbook.intake.form import identify, open_form, read_lock
from workbook.layout import layout_of
from workbook.package import MAX_FILE
from workbook.protection import Lock

_MAX_ROUND = 1_000_000
_DIGITS = 12
"""Digits of a hash in a name, where an office's code does not tell its files apart."""
_NAMED: Mapping[Why, str] = {"return": "待更正", "unread": "新表"}


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that was made to answer an office's files, which are told by their SHA-256. ``path`` is
    relative to ``returned/``; ``round`` counts the office's answers from 1."""

    code: str
    office: str
    why: Why
    files: tuple[str, ...]
    round: int
    path: str
    issue: str
    made: str


@dataclass(frozen=True)
class Made:
    """The forms of a run. ``known`` are the cases that were answered before, each with its form;
    ``failed`` those for which no form can be made, with the reason. ``is_complete`` is false where it was
    ended early."""

    new: tuple[tuple[Case, Returned], ...] = ()
    known: tuple[tuple[Case, Returned], ...] = ()
    failed: tuple[tuple[Case, Sentence], ...] = ()
    is_complete: bool = True


def make_forms(
    campaign: Campaign,
    open_cases: Sequence[Case],
    now: datetime,
    *,
    watch: Watch = UNWATCHED,
) -> Made:
    """Make a form for every case that has a file not yet answered.

    Raises KaoheError where the key is gone, OutputError where a file cannot be written. ``watch``
    is asked before each case; what was made by then stays, on record.
    """
    key, lock = campaign.key(), issued_lock(campaign)
    on_record = list(returned(campaign))
    new, known, failed, is_complete = [], [], [], True
    for done, case in enumerate(open_cases, start=1):
        if watch.cancelled():
            is_complete = False
            break
        answers = {sha256: line for line in on_record if line.why == case.why for sha256 in line.files}
        untold = tuple(checked for checked in case.files if checked.sha256 not in answers)
        if not untold:
            known.append((case, answers[case.files[-1].sha256]))
        else:
            case_ = replace(case, files=untold)
            try:
                line = _made(campaign, case_, on_record, key, lock, now)
            except AnswersError as error:
                failed.append((case_, error.sentence))
            else:
                on_record.append(line)
                new.append((case_, line))
        watch.progress(done, len(open_cases))
    return Made(tuple(new), tuple(known), tuple(failed), is_complete)


@dataclass(frozen=True)
class Back:
    """The outcome of returning forms. ``left`` are files that a person has to look at."""

    made: Made
    posting: Posting
    left: tuple[Checked, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every case has its form and every letter was tried."""
        return self.made.is_complete and not self.posting.of("waiting")


def send_back(
    state: State,
    mailing: Mailing | None = None,
    *,
    watch: Watch = UNWATCHED,
) -> Back:
    """Make what forms are to go back, and draft the letters with them or, where there is a server, send
    what was not sent before. What fails for one office is in the result, and the others go on.

    Raises KaoheError where the campaign cannot be used as it is, OutputError where a file cannot be
    written.
    """
    campaign, mailing = state.campaign, mailing or Mailing()
    sender_of(campaign)  # raises before forms are made
    hold_key_ours(campaign, state.collection)
    found = cases(state)
    path = campaign.returned / RETURNED
    with outbox_locked(campaign) as held:
        made = make_forms(campaign, found.open, mailing.now, watch=watch)
        letters = [_outgoing(state, case, line, mailing.today) for case, line in (*made.known, *made.new)]
        posting = post(campaign, letters, mailing, held, path=path, watch=Watch(cancelled=watch.cancelled))
    return Back(made, posting, found.left)


def _outgoing(state: State, case: Case, line: Returned, today: date) -> Outgoing:
    """Return the letter with a form.

    A draft once made stands: what it answers does not change.
    """
    campaign = state.campaign
    entry = next((e for e in campaign.roster.entries if e.office == case.office), Entry(case.office))
    path = campaign.returned / line.path

    def write() -> Unworded:
        attachment = Attachment(path.name, read_file(path))
        return letter(campaign, entry, _matter(state, case), [attachment], today)

    same = " ".join(sorted(line.files))
    return prepared(line.why, entry, _once(line), path.with_suffix(".eml"), write, redrafts=False, same=same)


def _once(line: Returned) -> str:
    return f"{line.why} {PurePath(line.path).stem}"


def _matter(state: State, case: Case) -> Matter:
    """Return what the letter says: each thing to correct, or each file and why it could not be read."""
    rubric, language = state.campaign.rubric, state.campaign.language
    moment = state.received(case.files[-1])
    received = moment.date() if moment else None
    if case.why == "return":
        (checked,) = case.files
        return Matter("return", corrections(rubric, checked.findings, language), received)
    rows = [row for each in case.files for row in unread(_name(state, each), _asked(each), language)]
    return Matter("unread", rows, received, unconfirmed=any(each.rubric for each in case.files))


def _asked(checked: Checked) -> list[Finding]:
    """Return why a file is asked for again: of one that could be read, that nothing proves it."""
    return [each for each in checked.findings if each.code in ORIGIN or not checked.rubric]


def _name(state: State, checked: Checked) -> str:
    """Return what a file was called where it came from."""
    records = state.records.get(checked.path, ())
    return records[0].name if records else PurePath(checked.path).name


def written_to(state: State) -> Mapping[str, Path]:
    """Return the offices that were written to about what now stands of them, by code, with the form sent.

    A draft counts, for only a person knows what became of it.
    """
    campaign = state.campaign
    events = history.events(campaign.returned / RETURNED)
    done = {(event.office, event.once) for event in events if event.deed in {"sent", "drafted"}}
    told = [line for line in returned(campaign) if (line.code, _once(line)) in done]
    answers = {(line.why, sha256): line for line in told for sha256 in line.files}
    return {
        case.office.code: campaign.returned / answers[case.why, checked.sha256].path
        for case in cases(state).open
        for checked in case.files
        if (case.why, checked.sha256) in answers
    }


def returned(campaign: Campaign) -> Iterator[Returned]:
    """Yield every form on record, in the order in which they were made."""
    for entry in journal.entries(campaign.returned / RETURNED):
        line = _read(entry)
        if line:
            yield line


def issued_lock(campaign: Campaign) -> Lock:
    """Return the password's hash of the forms that were sent, so that one password opens all.

    No lock where no form lies in the outbox.
    """
    layout = layout_of(campaign.rubric)

    def lock_in(book: OpenedBook) -> Lock | None:
        form = open_form(book, identify(book), layout)
        return read_lock(form) if form else None

    for path in sorted(campaign.outbox.glob("*.xlsx")):
        try:
            found = looked_into(path, plain_file.content(path, MAX_FILE + 1), campaign.rubric, lock_in)
        except (OSError, ValueError, WorkbookError):
            continue
        if found is not None:
            return found
    return Lock()


def _made(
    campaign: Campaign, case: Case, on_record: Sequence[Returned], key: bytes, lock: Lock, now: datetime
) -> Returned:
    """Make one form and put it on record. Raises AnswersError where what came in fits no form."""
    line = _line(campaign.rubric, case, on_record, now)
    path = campaign.returned / line.path
    with making(path):
        who = sign(identity_of(campaign.rubric, case.office, line.issue), key)
        data = _form(campaign.rubric, lock, who, case)
    write_file(path, data, force=True)  # one that no line tells of is of a run that was cut off
    journal.add(campaign.returned / RETURNED, {"kind": history.FORM, **asdict(line)})
    return line


def _line(rubric: Rubric, case: Case, on_record: Sequence[Returned], now: datetime) -> Returned:
    own = [line for line in on_record if _is_of(line, case.office)]
    number = len(own) + 1
    name, end = case.office.name or case.office.code, f"{_NAMED[case.why]}{number}"
    code_digest = hashlib.sha256(case.office.code.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
    taken = {line.path.casefold() for line in on_record}
    ways = ((), (case.office.code or "_",), (code_digest,))
    paths = [f"{file_name(name, *way, rubric.id, end)}.xlsx" for way in ways]
    path = next((path for path in paths if path.casefold() not in taken), paths[-1])
    after = max([case.issue, *(line.issue for line in own)])
    files = tuple(dict.fromkeys(checked.sha256 for checked in case.files))
    made = now.astimezone().isoformat(timespec="seconds")
    code, office = case.office.code, case.office.name
    return Returned(code, office, case.why, files, number, path, new_issue(now, after), made)


def _is_of(line: Returned, office: Office) -> bool:
    if office.code or line.code:
        return line.code == office.code
    return office_key(line.office) == office_key(office.name)


def _form(rubric: Rubric, lock: Lock, who: Identity, case: Case) -> bytes:
    if case.why == "unread":
        return issue(stock(rubric, lock, named=bool(who.office_name)), who)
    (checked,) = case.files
    return correct(rubric, lock, who, checked.scorecard, checked.findings)


def _read(entry: Mapping[str, Any]) -> Returned | None:
    """Return a line as it was written; None where it is another kind's or was damaged."""
    try:
        texts = {key: value for key, value in entry.items() if isinstance(value, str)}
        if texts.pop("kind") != history.FORM or texts["why"] not in _NAMED:
            return None
        path = texts["path"]
        if Path(path).name != path or not path.endswith(".xlsx") or "\0" in path:
            return None
        files, number = tuple(map(str, entry["files"])), int(entry["round"])
        if not 0 < number <= _MAX_ROUND:
            return None
        # That "why" is one of ours was looked at above.
        return Returned(**texts, files=files, round=number)  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
