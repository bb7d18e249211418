"""The wording of a campaign's letters: the values that their templates show, and the letters themselves."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from macros.campaign.deadlines import deadlines
from macros.campaign.folder import Campaign
from macros.post.outbox.addresses import Address, addresses, plain_email
from macros.post.outbox.letter import Attachment, Letter
from macros.post.texts import clean_text
from scoring.catalogue import Language
from scoring.errors import KaoheError, Sentence
from scoring.findings import Finding
from scoring.roster import Entry
from scoring.rubric import Rubric
from templates.letters import Kind, Wanted, Words, compose_all
from workbook.form.faults import faults, words
from workbook.words import words_of

MAX_ROWS = 30
"""The most rows of a letter's table; the rest is counted."""
_MAX_CELL = 300  # characters
MAX_NOTE = 500
"""The longest note that a person may add to a letter, in characters."""


class Correction(NamedTuple):
    """Something to correct, as a row of a letter's table."""

    cell: str
    item: str
    problem: str
    remedy: str


class Unread(NamedTuple):
    """A file that could not be read, as a row of a letter's table."""

    name: str
    reason: str
    remedy: str


Row = Correction | Unread


@dataclass(frozen=True)
class Matter:
    """What a letter is about. ``received`` is when the office's own file came; ``unreadable``: it
    could not be read; ``unconfirmed``: nothing proves that it is the form that was issued; ``brought``: what
    came in place of a form; ``deadline`` is the last day for what is asked, that of the office's form unless
    one is named, and ``correction`` says that it is for a correction; ``note`` is a person's own text;
    ``values`` are the kind's own."""

    kind: Kind
    rows: Sequence[Row] = ()
    received: datetime.date | None = None
    unreadable: bool = False
    unconfirmed: bool = False
    brought: str = ""
    deadline: datetime.date | None = None
    correction: bool = False
    note: str = ""
    values: "dict[str, object] | None" = None


def sender_of(campaign: Campaign) -> Address:
    """Return the sender of the letters. Raise KaoheError where the settings name nobody."""
    email = plain_email(campaign.sender_email)
    if not email:
        raise KaoheError(
            f"{campaign.root / 'campaign.yaml'}：請在 sender 填寄件人的電子郵件，各機關才知道寄回哪裡",
            f"{campaign.root / 'campaign.yaml'}: fill in the sender's e-mail address under sender, for the"
            " offices to know where to send their forms",
        )
    return Address(clean_text(campaign.sender_name, 100), email)


def _in_roster(entry: Entry, column: str) -> Sentence:
    """Name a cell of the roster, by its office and its column."""
    return Sentence(
        f"名冊「{entry.office.name}」的{column}", f"“{column}” of “{entry.office.name}” in the roster"
    )


@dataclass(frozen=True, slots=True)
class Unworded:
    """A letter whose words are still to be rendered: to whom, with what, and what its template shows."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    attachments: tuple[Attachment, ...]
    wanted: Wanted


def worded(campaign: Campaign, letters: Sequence[Unworded]) -> list[Letter]:
    """Return the letters with their words, all rendered together.

    Raise LetterError where a template of the campaign's own cannot be used.
    """
    words = compose_all([each.wanted for each in letters], campaign.letters)
    for each, own in zip(letters, words, strict=True):
        _hold_noted(campaign, each.wanted, own)
    return [
        Letter(each.to, each.cc, own.subject, own.text, own.html, each.attachments)
        for each, own in zip(letters, words, strict=True)
    ]


def note_text(note: str) -> str:
    """Return a person's note as it stands in a letter: in one line, without characters that nobody sees.

    Raise KaoheError where it is too long.
    """
    text = clean_text(note, len(note))
    if len(text) > MAX_NOTE:
        raise KaoheError(
            f"附言有 {len(text)} 字，最多 {MAX_NOTE} 字；請縮短，詳細內容可另外寄送",
            f"the note has {len(text)} characters, of at most {MAX_NOTE}; shorten it, and send what is longer"
            " by itself",
        )
    return text


def _hold_noted(campaign: Campaign, wanted: Wanted, words: Words) -> None:
    """Raise KaoheError where a letter is to have a note and its template, the campaign's own, leaves it
    out."""
    note = str(wanted.values["note"])
    if "".join(note.split()) not in "".join(words.text.split()):
        path = campaign.letters / wanted.template
        raise KaoheError(
            f"信件範本 {path} 沒有 {{{{ note }}}}，附言不會出現在信裡；請加上，或刪去這個檔案以使用內建的",
            f"the template {path} has no {{{{ note }}}}, so that the letter would not have the note; add it,"
            " or delete the file to use the one that is built in",
        )


def letter(
    campaign: Campaign,
    entry: Entry,
    matter: Matter,
    attachments: Sequence[Attachment],
    today: datetime.date,
) -> Unworded:
    """Write a letter to an office. Raise AddressError where the roster has no good address."""
    sender = sender_of(campaign)
    to = addresses(entry.email, _in_roster(entry, "電子郵件"), entry.contact)
    known = {each.email.casefold() for each in to}
    cc = addresses(";".join(entry.cc), _in_roster(entry, "副本"))
    others = tuple(each for each in cc if each.email.casefold() not in known)
    deadline = matter.deadline or deadlines(campaign).of(entry.office)
    wanted = Wanted(
        matter.kind,
        campaign.language,
        {
            "language": campaign.language,
            "title": campaign.title,
            "own_subject": campaign.subject,
            "office": entry.office,
            "contact": entry.contact,
            "sender_name": sender.name,
            "sender_email": sender.email,
            "today": today,
            "deadline": deadline,
            "days": (deadline - today).days,
            "correction": matter.correction,
            "note": matter.note,
            "forms": [each.name for each in attachments],
            "done": words_of(campaign.rubric)("done"),
            "rows": matter.rows[:MAX_ROWS],
            "more": max(0, len(matter.rows) - MAX_ROWS),
            "count": len(matter.rows),
            "received": matter.received,
            "unreadable": matter.unreadable,
            "unconfirmed": matter.unconfirmed,
            "brought": matter.brought,
            **(matter.values or {}),
        },
    )
    return Unworded(to, others, tuple(attachments), wanted)


def corrections(
    rubric: Rubric, findings: Iterable[Finding], language: Language = "zh-TW"
) -> tuple[Correction, ...]:
    """Return what an office must correct, where it stands on the form that goes back to it."""
    return tuple(
        Correction(
            fault.cells[0] if fault.cells else "",
            fault.where,
            clean_text(fault.problem, _MAX_CELL),
            clean_text(fault.remedy, _MAX_CELL),
        )
        for fault in faults(rubric, findings, language)
        if fault.must
    )


def unread(name: str, findings: Iterable[Finding], language: Language = "zh-TW") -> tuple[Unread, ...]:
    """Return why a file could not be read, and what the office should do."""
    return tuple(
        Unread(
            clean_text(name, _MAX_CELL), *(clean_text(said, _MAX_CELL) for said in words(finding, language))
        )
        for finding in findings
        if finding.severity == "error"
    )
