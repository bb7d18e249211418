"""Moving a deadline: on record, with a letter to each office that it concerns.

    outbox/deadlines.jsonl             what was moved, for whom and when
    outbox/extend/2026-12-31/….eml     the letters, as drafts

A run that was cut off is followed by the same command: what is on record is not recorded again, and a letter
that was written or sent is not written or sent again.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from macros.campaign.deadlines import (
    Asked,
    Deadlines,
    Extension,
    asked,
    deadlines,
    hold_near,
    moment_of_move,
    put_on_record,
)
from macros.campaign.posting import Mailing, Outgoing, Posting, outbox_locked, post, prepared
from macros.campaign.sending import chosen
from macros.campaign.state import State
from macros.campaign.wording import Matter, Unworded, letter, note_text, sender_of
from macros.jobs import UNWATCHED, Watch
from macros.tasks import form_paths
from scoring.errors import KaoheError, Sentence
from scoring.roster import Entry
from scoring.scorecard import Office
from scoring.values import day_text

EXTEND = "extend"
_NOT_IN_IT = Sentence(
    "這次的附言沒有寫進信裡，信以先前延期時的附言為準",
    "the note given now is not in the letter, which has that with which the deadline was moved before",
)


def extend(
    state: State,
    day: datetime.date,
    mailing: Mailing | None = None,
    *,
    offices: Collection[str] = (),
    note: str = "",
    watch: Watch = UNWATCHED,
) -> Posting:
    """Move the deadline of all offices, or of these, to ``day``, and draft or send a letter to each that has
    something to hand in.

    ``offices`` are codes or names. Of an office that is to correct its form it is the day for that which is
    moved. Raise KaoheError where ``day`` is over or before a deadline that it would move, or the campaign
    cannot be used as it is, OutputError where nothing can be put on record.
    """
    campaign, mailing = state.campaign, mailing or Mailing()
    sender_of(campaign)
    note = note_text(note)
    entries = chosen(campaign, offices)
    if day < mailing.today:
        raise KaoheError(
            f"{day_text(day)} 已經過了，期限請延到今天或之後",
            f"{day_text(day, 'en')} is over; move the deadline to today or a later day",
        )
    hold_near(day, mailing.today)
    with outbox_locked(campaign) as lock:
        days = deadlines(campaign)
        now, before = asked(state, days), asked(state, _without(days, day))
        concerned = [entry for entry in entries if entry.office in now]
        if offices:
            _hold_later(day, [(e.office, now[e.office], before[e.office]) for e in concerned])
            moved = [each.office for each in concerned if now[each.office].day < day]
        else:
            _hold_general(day, days)
            moved = [Office()] if days.general < day else []
        at = moment_of_move(campaign, mailing.now)
        put_on_record(campaign, [Extension(office, day, at, note) for office in moved])
        letters = _letters(state, day, concerned, before, (mailing.today, note))
        if offices:
            letters += [_unconcerned(state, entry) for entry in entries if entry.office not in now]
        return post(campaign, letters, mailing, lock, watch=watch)


def _without(days: Deadlines, day: datetime.date) -> Deadlines:
    """Return the deadlines as they were before any was moved to ``day``."""
    return replace(days, extensions=tuple(each for each in days.extensions if each.day != day))


def _hold_general(day: datetime.date, days: Deadlines) -> None:
    """Raise KaoheError where the deadline of all offices is not moved to a later day."""
    if day < days.general or day == _without(days, day).general:
        raise _not_later(day, days.general, Sentence("期限", "the deadline"))


def _hold_later(day: datetime.date, offices: Sequence[tuple[Office, Asked, Asked]]) -> None:
    """Raise KaoheError where an office's deadline is not moved to a later day; each with what is asked of it
    now, and what was before any deadline was moved to that day."""
    for office, now, before in offices:
        if day < now.day or day == before.day:
            name = office.name or office.code
            raise _not_later(day, now.day, Sentence(f"「{name}」的期限", f"the deadline of “{name}”"))


def _not_later(day: datetime.date, present: datetime.date, whose: Sentence) -> KaoheError:
    return KaoheError(
        f"{whose.zh}是 {day_text(present)}，{day_text(day)} 並沒有比較晚；請指定更晚的日期",
        f"{whose.en} is {day_text(present, 'en')}, and {day_text(day, 'en')} is no later; name a later day",
    )


def _letters(
    state: State,
    day: datetime.date,
    entries: Sequence[Entry],
    before: Mapping[Office, Asked],
    told: tuple[datetime.date, str],
) -> list[Outgoing]:
    """Return the letters to the offices whose deadline is later now; ``told`` are today and the note of this
    run. A letter has the note with which its deadline was moved."""
    campaign, (today, note) = state.campaign, told
    forms = form_paths(campaign.rubric, campaign.roster.offices, campaign.outbox)
    moves = [each for each in deadlines(campaign).extensions if each.day == day]
    made = []
    for entry in entries:
        earlier = before[entry.office]
        if earlier.day >= day:
            continue
        own = next(each.note for each in reversed(moves) if each.is_for(entry.office))
        matter = Matter(
            "extend",
            deadline=day,
            correction=earlier.what != "form",
            note=own,
            values={"earlier": earlier.day, "addition": earlier.what == "addition"},
        )
        once = f"{EXTEND} {day.isoformat()}"
        draft = campaign.outbox / EXTEND / day.isoformat() / f"{forms[entry.office].stem}.eml"

        def write(entry: Entry = entry, matter: Matter = matter) -> Unworded:
            return letter(campaign, entry, matter, [], today)

        one = prepared("extend", entry, once, draft, write, redrafts=False, same=once)
        made.append(replace(one, remark=_NOT_IN_IT) if note and note != own else one)
    return made


def _unconcerned(state: State, entry: Entry) -> Outgoing:
    """Return why the deadline of an office that was named is not moved."""
    result = next(each for each in state.collection.results if each.office == entry.office)
    if result.checked and result.checked.state == "accepted" and result.is_confirmed:
        problem = Sentence("評分表已通過，不必延期", "its form passed, and no deadline is left to move")
    else:
        problem = Sentence(
            "寄來的檔案還沒有退回；請在 kaohe return 時以 --by 指定補正期限",
            "what it sent was not returned yet; name the day for the correction with kaohe return --by",
        )
    draft = state.campaign.outbox / EXTEND / f"{entry.office.code}.eml"
    return Outgoing("extend", entry, EXTEND, draft, problem=problem, is_fault=False)
