"""Sending the form: one for each office, made once, and the letter that carries it."""

import datetime
import difflib
import hashlib
from collections.abc import Collection, Container, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from macros import tasks
from macros.campaign.deadlines import deadlines
from macros.campaign.folder import Campaign
from macros.campaign.history import NO_LETTERS, letters
from macros.campaign.issued import is_as_issued, on_record, put_on_record
from macros.campaign.posting import Mailing, Outgoing, Posting, outbox_locked, post, prepared
from macros.campaign.wording import Matter, Unworded, letter, sender_of
from macros.file_names import argument
from macros.files import read_file
from macros.jobs import UNWATCHED, Seal, Watch
from macros.post.outbox.addresses import AddressError, addresses
from macros.post.outbox.letter import Attachment
from macros.reading.own import looked_into
from scoring.errors import KaoheError, Sentence, WorkbookError
from scoring.roster import Entry, Roster
from scoring.scorecard import Office
from scoring.values import office_key
from workbook.identity import is_genuine
from workbook.intake.form import identify

_LIKELY = 3
"""Offices that may be meant by a name, as many as are named."""


def send(
    campaign: Campaign,
    mailing: Mailing | None = None,
    *,
    offices: Collection[str] = (),
    password: str | None = None,
    reissue: bool = False,
    watch: Watch = UNWATCHED,
) -> Posting:
    """Issue a form to every office that has none, and draft or send the letter with it.

    ``offices`` are codes or names, to do so for these alone. ``reissue`` makes new forms in place of
    those that are there. ``password`` protects the forms' sheets.
    Raises KaoheError where the campaign cannot be used as it is; what fails for one office is in the
    result, and the others go on.
    """
    mailing = mailing or Mailing()
    sender_of(campaign)  # these raise before any form is made
    campaign.key()
    entries = chosen(campaign, offices)
    with outbox_locked(campaign) as lock:
        paths = issue(campaign, entries, password=password, reissue=reissue)
        known = on_record(campaign)
        made = [
            _outgoing(campaign, entry, paths[entry.office], known, mailing.today, is_anew=reissue)
            for entry in entries
        ]
        if not mailing.again:
            told = _told_by_extension(campaign)
            made = [replace(each, redrafts=each.entry.office not in told) for each in made]
        return post(campaign, made, mailing, lock, watch=watch)


def shared_addresses(roster: Roster) -> Mapping[str, list[str]]:
    """Return the e-mail addresses that several offices have, with their names.

    A row that was copied and not changed sends one office another's form.
    """
    found: dict[str, list[str]] = {}
    for entry in roster.entries:
        with suppress(AddressError):  # which is said of the letter that cannot be written
            for each in addresses(entry.email, Sentence("", "")):
                found.setdefault(each.email.casefold(), []).append(entry.office.name)
    return {email: names for email, names in found.items() if len(names) > 1}


def chosen(campaign: Campaign, offices: Collection[str]) -> list[Entry]:
    """Return the roster's entries, or those named by code or name.

    Raise KaoheError for an unknown one.
    """
    if not offices:
        return list(campaign.roster.entries)
    found = []
    for named in offices:
        office = campaign.roster.find(Office(named, named))
        if office is None:
            raise _no_office(campaign.roster, named)
        found.append(office)
    return [entry for entry in campaign.roster.entries if entry.office in found]


def _no_office(roster: Roster, named: str) -> KaoheError:
    """Say that the roster has no such office, with those that may be meant."""
    code, name = named.strip().casefold(), office_key(named)
    near = [each for each in roster.offices if code and code == each.code.casefold()]
    near = near or [each for each in roster.offices if name and name in office_key(each.name)]
    if not near:
        names = difflib.get_close_matches(named, [each.name for each in roster.offices], _LIKELY)
        near = [each for each in roster.offices if each.name in names]
    if not near:
        return KaoheError(
            f"名冊沒有「{named}」，請核對代碼或機關名稱",
            f"the roster has no office “{named}”; check its code or name",
        )
    meant = [f"{each.code} {each.name}".strip() for each in near[:_LIKELY]]
    return KaoheError(
        f"名冊沒有「{named}」，是不是「{'」或「'.join(meant)}」？請寫代碼或全名",
        f"the roster has no office “{named}”; did you mean “{'” or “'.join(meant)}”? Give its"
        " code or full name",
    )


def issue(
    campaign: Campaign,
    entries: Collection[Entry],
    *,
    password: str | None = None,
    reissue: bool = False,
) -> dict[Office, Path]:
    """Make the forms that are not there; return where each office's form stands.

    Raise OutputError.
    """
    paths = tasks.form_paths(campaign.rubric, campaign.roster.offices, campaign.outbox)
    wanted = frozenset(e.office for e in entries if reissue or not paths[e.office].exists())
    if wanted:
        made = tasks.issue(
            campaign.rubric,
            campaign.roster,
            campaign.outbox,
            Seal(campaign.key(), password),
            only=wanted,
            force=True,
        )
        put_on_record(campaign, {office: paths[office] for office in paths if paths[office] in set(made)})
    return paths


def issued_form(campaign: Campaign, office: Office, path: Path, known: Container[str]) -> Attachment:
    """Return an office's own form, to be attached; ``known`` are the forms on record (`issued.on_record`).

    Raise KaoheError where what stands there is not the one that was issued to this office, by this rubric,
    signed with this campaign's key, byte for byte.
    """
    data = read_file(path)
    try:
        identity = looked_into(path, data, campaign.rubric, identify)
    except WorkbookError:
        identity = None
    is_right = (
        identity is not None
        and identity.rubric_hash == campaign.rubric.hash
        and identity.office == office
        and is_genuine(identity, campaign.key())
    )
    if not is_right:
        raise KaoheError(
            f"{path} 不是發給「{office.name}」的這份評分表（評分表改過，或檔案被換過），"
            "請以 --reissue 重新發出",
            f"{path} is not this form as issued to “{office.name}”: the rubric was changed, or the file was"
            " replaced; make it anew with --reissue",
        )
    if not is_as_issued(campaign, path, data, known):
        who = argument(office.code or office.name)
        raise KaoheError(
            f"{path} 開過或改過，已不是發出時的樣子，沒有寄出；裡面有要保留的內容請先移到別處，"
            f"再執行 kaohe send --reissue --office {who} 重新發出",
            f"{path} was opened and saved, or changed, since it was issued, and is not mailed; move it away"
            f" to keep what is in it, then issue it anew with kaohe send --reissue --office {who}",
        )
    return Attachment(path.name, data)


def _told_by_extension(campaign: Campaign) -> frozenset[Office]:
    """Return the offices whose deadline was moved after their letter was drafted: a letter of its own tells
    them, and the draft was mailed long since."""
    moves, written = deadlines(campaign).extensions, letters(campaign)
    drafted = {office: written.get(office.code, NO_LETTERS).drafted for office in campaign.roster.offices}
    return frozenset(
        office
        for office, moment in drafted.items()
        if moment and any(move.is_for(office) and move.at >= moment for move in moves)
    )


def _outgoing(
    campaign: Campaign,
    entry: Entry,
    form: Path,
    known: Container[str],
    today: datetime.date,
    *,
    is_anew: bool,
) -> Outgoing:
    draft = form.with_suffix(".eml")
    try:
        attached = issued_form(campaign, entry.office, form, known)
    except KaoheError as error:
        return Outgoing("send", entry, "send", draft, problem=error.sentence)
    once = f"send {hashlib.sha256(attached.data).hexdigest()}"
    same = once if is_anew else ""  # made anew on purpose, it is no other machine's letter

    def write() -> Unworded:
        return letter(campaign, entry, Matter("send"), [attached], today)

    return prepared("send", entry, once, draft, write, same=same)
