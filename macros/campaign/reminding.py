"""Reminding offices whose form is missing or not yet corrected: one letter a day at most."""

import datetime
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from macros.campaign.deadlines import Asked
from macros.campaign.folder import Campaign
from macros.campaign.issued import on_record
from macros.campaign.posting import Mailing, Outgoing, Posting, outbox_locked, post, prepared
from macros.campaign.returning import is_whole
from macros.campaign.rounds import changed, returned
from macros.campaign.sending import issued_form
from macros.campaign.status import Status
from macros.campaign.wording import Matter, corrections, letter, sender_of
from macros.files import read_file
from macros.jobs import UNWATCHED, Watch
from macros.post.outbox.letter import Attachment
from macros.tasks import form_paths
from scoring.errors import Sentence
from scoring.findings import Finding
from scoring.roster import Entry
from scoring.scorecard import Office
from templates.letters import Kind

REMIND = "remind"


@dataclass(frozen=True, slots=True)
class Due:
    """An office that is waited for. ``findings`` are open where it is questioned; ``received`` is when
    its file came; ``was_told`` whether it has been told what is wrong, without which nothing can be
    asked of it; ``returned`` is the form that was sent back to it, to be attached once more; ``brought`` what
    it mailed in place of a form; ``asked`` is what it is waited for, and until when."""

    office: Office
    standing: Literal["missing", "unconfirmed", "questioned", "rejected"]
    findings: tuple[Finding, ...] = ()
    received: datetime.datetime | None = None
    was_told: bool = True
    returned: Path | None = None
    brought: Sentence | None = None
    asked: Asked | None = None


def remind(
    campaign: Campaign,
    due: Sequence[Due],
    mailing: Mailing | None = None,
    *,
    watch: Watch = UNWATCHED,
) -> Posting:
    """Draft or send a letter to each office that is waited for and was not yet written to today.

    An office that is not in the roster is passed over: nobody knows where to write to. Raises
    KaoheError as `posting.post` does.
    """
    mailing = mailing or Mailing()
    sender_of(campaign)
    entries = {entry.office: entry for entry in campaign.roster.entries}
    forms = form_paths(campaign.rubric, campaign.roster.offices, campaign.outbox)
    known = on_record(campaign)
    made = [
        _outgoing(campaign, entries[each.office], each, (forms[each.office], known), mailing.today)
        for each in due
        if each.office in entries
    ]
    with outbox_locked(campaign) as lock:
        return post(campaign, made, mailing, lock, watch=watch)


def due_in(status: Status, forms: Mapping[str, Path]) -> tuple[Due, ...]:
    """Return the offices to remind: every office without an accepted form, except those reminded today.

    ``forms`` are those that were sent back, by the code of the office that was written to about what stands
    of it.
    """
    return tuple(
        Due(
            each.office,
            each.standing,
            each.findings,
            each.received,
            each.office.code in forms,
            forms.get(each.office.code),
            each.brought,
            each.asked,
        )
        for each in status.offices
        if each.standing != "accepted" and not each.letters.went_back_on(status.today)
    )


def _outgoing(
    campaign: Campaign,
    entry: Entry,
    due: Due,
    issued: tuple[Path, Container[str]],
    today: datetime.date,
) -> Outgoing:
    """Return the letter to an office; ``issued`` are where its form stands, and the forms on record."""
    form = issued[0]
    kind: Kind = "remind-correction" if due.standing == "questioned" else "remind"
    draft = campaign.outbox / REMIND / today.isoformat() / f"{form.stem}.eml"
    once = f"{REMIND} {today.isoformat()}"
    problem = _problem(due)
    if problem:
        return Outgoing(kind, entry, once, draft, problem=problem, is_fault=False)
    matter = Matter(
        kind,
        corrections(campaign.rubric, due.findings, campaign.language),
        due.received.date() if due.received else None,
        unreadable=due.standing == "rejected",
        unconfirmed=due.standing == "unconfirmed",
        brought=due.brought.said(campaign.language) if due.brought else "",
        deadline=due.asked.day if due.asked else None,
        correction=due.asked is not None and due.asked.what == "correction",
    )
    return prepared(
        kind,
        entry,
        once,
        draft,
        lambda: letter(campaign, entry, matter, _attached(campaign, due, *issued), today),
        redrafts=False,
        same=once,
    )


def _problem(due: Due) -> Sentence | None:
    """Say why an office cannot be reminded yet; None where it can."""
    ours = next((each for each in due.findings if each.code in {"file-unopened", "file-vanished"}), None)
    if ours:
        return Sentence(
            f"{ours.message()}{ours.remedy()}".rstrip("。"),
            f"{ours.message('en')} {ours.remedy('en')}".rstrip("."),
        )
    if due.standing == "missing" or due.was_told:
        return None
    if due.standing == "unconfirmed":
        return Sentence(
            "寄來的檔案待確認，請先執行 kaohe accept 或 kaohe return",
            "the file that came has to be confirmed; run kaohe accept or kaohe return first",
        )
    return Sentence(
        "還沒有退回給這個機關，請先執行 kaohe return",
        "nothing was returned to this office yet; run kaohe return first",
    )


def _attached(campaign: Campaign, due: Due, form: Path, known: Container[str]) -> list[Attachment]:
    """Return the form that was sent back; for an office from which nothing came, its own once more.

    Raise KaoheError where the form that was sent back is not as it was made.
    """
    if due.returned is not None and due.returned.is_file():
        line = next((each for each in returned(campaign) if each.path == due.returned.name), None)
        if line is not None and not is_whole(campaign, line):
            raise changed(campaign.returned, line)
        return [Attachment(due.returned.name, read_file(due.returned))]
    if due.standing == "questioned" or not form.exists():
        return []
    return [issued_form(campaign, due.office, form, known)]
