"""Returning forms: a form and a letter in ``returned/`` for each office in question, each file answered once.

    returned/臺北分署_107_待更正2.xlsx   a fresh form with the office's own values, or a blank one (新表)
    returned/臺北分署_107_待更正2.eml    the letter with it, a draft to be sent
    returned/returned.jsonl             what was answered, by the SHA-256 of what came in, and its letters

A run may end at any point, and the next one comes to the same end: a form is written before its line
in the journal, under a name that only that line takes.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path, PurePath

from macros.campaign.cases import Case, cases, passed
from macros.campaign.collecting import content_of
from macros.campaign.deadlines import deadlines, hold_near
from macros.campaign.folder import Campaign
from macros.campaign.history import RETURNED
from macros.campaign.issued import hold_key_ours
from macros.campaign.outdated import Draft, set_aside
from macros.campaign.posting import Mailing, Outgoing, Posting, outbox_locked, post, prepared
from macros.campaign.rounds import (
    NAMED,
    Returned,
    answer_to,
    changed,
    kept,
    put_on_record,
    replaced,
    returned,
    told,
)
from macros.campaign.sending import chosen
from macros.campaign.state import State
from macros.campaign.wording import Matter, Unworded, corrections, letter, note_text, sender_of, unread
from macros.file_names import file_name
from macros.files import making, read_file, write_file
from macros.jobs import UNWATCHED, Watch
from macros.post.outbox.letter import Attachment
from macros.reading.own import looked_into
from scoring import plain_file
from scoring.errors import AnswersError, KaoheError, Sentence, WorkbookError
from scoring.findings import Finding
from scoring.roster import Entry
from scoring.rubric import Rubric
from scoring.scorecard import Office
from scoring.values import day_text
from workbook.collection.checked import Checked
from workbook.collection.proof import ORIGIN
from workbook.form.correction import correct
from workbook.form.fill import fill, issue, stock
from workbook.identity import Identity, identity_of, new_issue, sign
from workbook.intake.books import OpenedBook
from workbook.intake.form import identify, open_form, read_lock
from workbook.layout import layout_of
from workbook.package import MAX_FILE
from workbook.protection import Lock

_DIGITS = 12
"""Digits of a hash in a name, where an office's code does not tell its files apart."""
DAYS = 7
"""Days that an office has for a correction, unless a day is named or its deadline is later."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants of a run: ``offices`` alone are written to, by code or name; ``note`` stands in the
    letters, and asks offices that are named for something more where their form passed; ``by`` is the
    last day for what is asked; ``again`` makes anew what was made before."""

    offices: tuple[str, ...] = ()
    note: str = ""
    by: date | None = None
    again: bool = False


NO_WISH = Wish()


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
    wish: Wish = NO_WISH,
    *,
    watch: Watch = UNWATCHED,
) -> Made:
    """Make a form for every case that has a file not yet answered, or for every case once more.

    Raises KaoheError where the key is gone, OutputError where a file cannot be written. ``watch``
    is asked before each case; what was made by then stays, on record.
    """
    run = _Run(campaign, campaign.key(), issued_lock(campaign), now, wish, list(returned(campaign)))
    new, known, failed, is_complete = [], [], [], True
    for done, case in enumerate(open_cases, start=1):
        if watch.cancelled():
            is_complete = False
            break
        answers = {sha256: line for line in run.on_record if line.why == case.why for sha256 in line.files}
        untold = tuple(checked for checked in case.files if checked.sha256 not in answers)
        case_ = replace(case, files=untold) if untold else case
        try:
            if untold:
                new.append((case_, run.made(case_)))
            else:
                line = answers[case.files[-1].sha256]
                known.append((case, run.made_again(case, line)))
        except AnswersError as error:
            failed.append((case_, error.sentence))
        watch.progress(done, len(open_cases))
    return Made(tuple(new), tuple(known), tuple(failed), is_complete)


@dataclass
class _Run:
    """One run: what it makes forms with, and the forms on record so far."""

    campaign: Campaign
    key: bytes = field(repr=False)
    lock: Lock
    now: datetime
    wish: Wish
    on_record: list[Returned]

    def made(self, case: Case) -> Returned:
        """Make one form and put it on record. Raises AnswersError where what came in fits no form."""
        rubric = self.campaign.rubric
        line = _line(rubric, case, self.on_record, self.now)
        line = replace(line, due=self._due(case).isoformat(), note=self.wish.note)
        line = self._written(case, line)
        put_on_record(self.campaign, line)
        self.on_record.append(line)
        return line

    def made_again(self, case: Case, line: Returned) -> Returned:
        """Take a new note up in the record of a form; where it is to be made again, make it where it is lost
        or was changed, and name a later day where that for the correction is over or another is wished
        for. What more is asked for a form that passed has a day of its own each time."""
        is_new = bool(self.wish.note) and self.wish.note != line.note
        again, day = replace(line, note=self.wish.note or line.note), line.day
        is_over = day is None or day < self.now.date()
        if (self.wish.again or (is_new and case.why == "ask")) and (self.wish.by or is_over):
            again = replace(again, due=self._due(case).isoformat())
        if self.wish.again and not is_whole(self.campaign, line):
            again = self._written(case, again)
        if again != line:
            put_on_record(self.campaign, again)
        return again

    def _due(self, case: Case) -> date:
        """Return the last day for what a case asks: a week from now, or the office's deadline where that is
        later."""
        week = self.now.date() + timedelta(days=DAYS)
        return self.wish.by or max(week, deadlines(self.campaign).of(case.office))

    def _written(self, case: Case, line: Returned) -> Returned:
        path = self.campaign.returned / line.path
        with making(path):
            who = sign(identity_of(self.campaign.rubric, case.office, line.issue), self.key)
            data = _form(self.campaign.rubric, self.lock, who, case)
        write_file(path, data, force=True)  # one that no line tells of is of a run that was cut off
        return replace(line, sha256=hashlib.sha256(data).hexdigest())


def is_whole(campaign: Campaign, line: Returned) -> bool:
    """Tell whether a form that went back is there as it was made."""
    found = content_of(campaign.returned / line.path)
    return bool(found) and found == (line.sha256 or found)


@dataclass(frozen=True)
class Back:
    """The outcome of returning forms. ``left`` are files that a person has to look at, ``aside`` drafts that
    were out of date and were moved."""

    made: Made
    posting: Posting
    left: tuple[Checked, ...]
    aside: tuple[Draft, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every case has its form and every letter was tried."""
        return self.made.is_complete and not self.posting.of("waiting")


def send_back(
    state: State,
    mailing: Mailing | None = None,
    wish: Wish = NO_WISH,
    *,
    watch: Watch = UNWATCHED,
) -> Back:
    """Make what forms are to go back, and draft the letters with them or, where there is a server, send
    what was not sent before. What fails for one office is in the result, and the others go on.

    Raises KaoheError where the campaign or ``wish`` cannot be used as it is, OutputError where a file cannot
    be written.
    """
    campaign, mailing = state.campaign, mailing or Mailing()
    sender_of(campaign)  # raises before forms are made
    hold_key_ours(campaign, state.collection)
    wish = replace(wish, note=note_text(wish.note))
    _hold_ahead(wish.by, mailing.today)
    found = cases(state)
    named = {entry.office for entry in chosen(campaign, wish.offices)} if wish.offices else None
    open_cases = [case for case in found.open if named is None or case.office in named]
    if named:
        asked_for = [case for case in passed(state, named) if wish.note or _is_made_again(state, case, wish)]
        open_cases += asked_for
    path = campaign.returned / RETURNED
    aside = set_aside(state)
    with outbox_locked(campaign) as held:
        notes = {line.path: line.note for line in returned(campaign)}
        made = make_forms(campaign, open_cases, mailing.now, wish, watch=watch)
        letters = [
            _outgoing(state, case, line, wish, mailing.today, notes.get(line.path, ""))
            for case, line in (*made.known, *made.new)
        ]
        letters += _without_a_case(state, named or (), {case.office for case in open_cases})
        mailing = replace(mailing, again=mailing.again or wish.again)
        posting = post(campaign, letters, mailing, held, path=path, watch=Watch(cancelled=watch.cancelled))
    left = () if named is not None else found.left
    return Back(made, posting, left, aside)


def _hold_ahead(by: date | None, today: date) -> None:
    """Raise KaoheError where the day that is named for corrections is over, or years ahead."""
    if by is not None:
        hold_near(by, today)
    if by is not None and by < today:
        raise KaoheError(
            f"補正期限 {day_text(by)} 已經過了，請指定今天或之後的日期（--by）",
            f"the day for corrections, {day_text(by, 'en')}, is over; name today or a later one (--by)",
        )


def _outgoing(
    state: State, case: Case, line: Returned, wish: Wish, today: date, before: str = ""
) -> Outgoing:
    """Return the letter with a form; ``before`` is the note that it had until now.

    A draft once made stands: what it answers does not change. One with another note is another letter.
    """
    campaign = state.campaign
    entry = next((e for e in campaign.roster.entries if e.office == case.office), Entry(case.office))
    path = campaign.returned / line.path

    def write() -> Unworded:
        if not is_whole(campaign, line):
            raise changed(campaign.returned, line)
        attachment = Attachment(path.name, read_file(path))
        day = deadlines(campaign).of_round(case.office, line)
        matter = replace(_matter(state, case), note=line.note, deadline=day, correction=True)
        return letter(campaign, entry, matter, [attachment], today)

    digest = hashlib.sha256(line.note.encode()).hexdigest()[:_DIGITS]
    once = f"{line.once} {digest}" if line.note else line.once
    same = " ".join([*sorted(line.files), *([digest] if line.note else [])])
    made = prepared(line.why, entry, once, path.with_suffix(".eml"), write, redrafts=wish.again, same=same)
    day = deadlines(campaign).of_round(case.office, line)
    if wish.by and wish.by != day:
        return replace(made, remark=kept(line, day))
    if before and before != line.note and path.with_suffix(".eml").exists():
        return replace(made, remark=replaced(before))
    return made


def _is_made_again(state: State, case: Case, wish: Wish) -> bool:
    """Tell whether a letter to an office whose form passed is to be made again: one that was made before."""
    return wish.again and answer_to(case, list(returned(state.campaign))) is not None


def _without_a_case(
    state: State, named: Collection[Office], told_of: Collection[Office]
) -> Iterator[Outgoing]:
    """Yield why nothing goes back to an office that was named."""
    entries = {entry.office: entry for entry in state.campaign.roster.entries}
    for result in state.collection.results:
        if result.office not in named or result.office in told_of:
            continue
        checked = result.checked
        if checked is None:
            problem = Sentence(
                "還沒有寄來檔案，沒有可退回的；要催請執行 kaohe remind",
                "nothing came that could go back; to remind it run kaohe remind",
            )
        elif checked.state == "accepted" and checked.is_confirmed:
            problem = Sentence(
                "評分表已通過，沒有要更正的；要請機關補充請加 --note",
                "its form passed, and there is nothing to correct; to ask for something more add --note",
            )
        else:
            problem = Sentence(
                "沒有機關能更正的地方，請執行 kaohe status 查看",
                "there is nothing that the office could correct; see kaohe status",
            )
        entry, draft = entries[result.office], state.campaign.returned / f"{result.office.code}.eml"
        yield Outgoing("return", entry, "return", draft, problem=problem, is_fault=False)


def _matter(state: State, case: Case) -> Matter:
    """Return what the letter says: each thing to correct, or each file and why it could not be read."""
    rubric, language = state.campaign.rubric, state.campaign.language
    moment = state.received(case.files[-1])
    received = moment.date() if moment else None
    if case.why == "ask":
        return Matter("ask", (), received)
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
    campaign, lines = state.campaign, told(state.campaign)
    answers = ((case, answer_to(case, lines)) for case in cases(state).open)
    return {case.office.code: campaign.returned / line.path for case, line in answers if line}


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


def _line(rubric: Rubric, case: Case, on_record: Sequence[Returned], now: datetime) -> Returned:
    own = [line for line in on_record if line.is_of(case.office)]
    number = max((line.round for line in own), default=0) + 1
    name, end = case.office.name or case.office.code, f"{NAMED[case.why]}{number}"
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


def _form(rubric: Rubric, lock: Lock, who: Identity, case: Case) -> bytes:
    if case.why == "unread":
        return issue(stock(rubric, lock, named=bool(who.office_name)), who)
    (checked,) = case.files
    if case.why == "ask":
        own = replace(checked.scorecard, office=case.office, stated={})
        return fill(stock(rubric, lock, named=bool(who.office_name)), who, own)
    return correct(rubric, lock, who, checked.scorecard, checked.findings)
