"""Drafts that are out of date are moved aside, so that nobody mails them by mistake.

    outbox/outdated/…      a reminder to an office that has delivered since, or whose deadline was moved; an
                           extension for one that passed, or for which there is a later one
    returned/outdated/…    the letter with a form for a file that another one has replaced since

What a draft says is judged by what stands of its office now. A file that cannot be opened here, or is gone,
says nothing of that, and its drafts stay.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from macros.campaign import history
from macros.campaign.cases import Case, Why, cases
from macros.campaign.deadlines import Asked, Deadlines, asked, deadlines
from macros.campaign.folder import Campaign
from macros.campaign.history import RETURNED, SENT, Event
from macros.campaign.posting import outbox_locked
from macros.campaign.rounds import Returned, answer_to, returned, told
from macros.campaign.state import State
from scoring.errors import Sentence, system_reason
from scoring.scorecard import Office
from workbook.collection.checked import Checked, Standing, standing
from workbook.collection.selection import Result

OUTDATED = "outdated"
_PASSED = Sentence("評分表已經通過", "its form passed")
_CAME = Sentence("之後寄來了新的檔案", "another file came since")
_EXTENDED = Sentence("期限之後又延後了", "its deadline was moved to a later day since")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that is out of date, and why; ``moved`` is where it lies now, and None where ``problem`` says
    why it could not be moved."""

    office: Office
    path: Path
    why: Sentence
    moved: Path | None = None
    problem: Sentence | None = None


def set_aside(state: State) -> tuple[Draft, ...]:
    """Move every draft aside that is out of date, and return what was moved.

    Raise KaoheError where another process writes letters of the campaign.
    """
    found = list(outdated(state))
    if not found:
        return ()
    with outbox_locked(state.campaign):
        return tuple(_moved(state.campaign, draft) for draft in found)


def outdated(state: State) -> Iterator[Draft]:
    """Yield the drafts that are out of date by what has come in."""
    campaign = state.campaign
    drafts = list(_drafts(campaign))
    if not drafts:
        return
    results = {result.office.code: result for result in state.collection.results}
    lines, answered = list(returned(campaign)), told(campaign)
    open_cases = cases(state).open
    current = {(case.office.code, case.why, c.sha256) for case in open_cases for c in case.files}
    untold = [case for case in open_cases if not answer_to(case, answered)]
    days = deadlines(campaign)
    wanted = asked(state, days)
    for event in drafts:
        result = results.get(event.office)
        if result is None or _is_ours(result.checked):
            continue
        if event.kind in {"remind", "remind-correction", "extend"}:
            own = [case for case in untold if case.office == result.office]
            is_asked = result.office in wanted
            why = _why_not_remind(state, event, standing(result.checked), own, is_asked=is_asked)
            if not why and is_asked and _is_before(event, wanted[result.office], result.office, days):
                why = _EXTENDED
        else:
            line = next((each for each in lines if _is_with(event, each)), None)
            why = _why_not_return(line, result, current) if line else None
        if why:
            yield Draft(result.office, campaign.root / event.draft, why)


def _drafts(campaign: Campaign) -> Iterator[Event]:
    """Yield the last line of the journals about each draft that is there, but for forms and results."""
    last: dict[str, Event] = {}
    for path in (campaign.outbox / SENT, campaign.returned / RETURNED):
        for event in history.events(path):
            if event.deed == "drafted" and event.kind not in {"send", "report"}:
                last[event.draft] = event
    for event in last.values():
        path = campaign.root / event.draft
        is_inside = path.is_relative_to(campaign.outbox) or path.is_relative_to(campaign.returned)
        if is_inside and ".." not in path.parts and path.is_file() and not path.is_symlink():
            yield event


def _is_before(event: Event, now: Asked, office: Office, days: Deadlines) -> bool:
    """Tell whether the deadline of an office was moved, to the day that it is now, after a letter that tells
    of it was written."""
    if event.kind == "extend" and event.once.endswith(now.day.isoformat()):
        return False
    moves = [each for each in days.extensions if each.is_for(office) and each.day == now.day]
    return bool(moves) and min(each.at for each in moves) > event.moment


def _why_not_remind(
    state: State, event: Event, now: Standing, untold: Sequence[Case], *, is_asked: bool
) -> Sentence | None:
    """Say why a reminder, or a letter about a deadline, is out of date; None where it is not.

    ``untold`` is what the office has to hear about what it sent; ``is_asked`` tells whether anything is
    asked of it.
    """
    if now == "accepted" and not (event.kind == "extend" and is_asked):
        return _PASSED
    if event.kind == "extend":
        return None
    if now == "missing":  # what came since says not even whose it is
        came = [state.received(checked) for case in untold for checked in case.files]
        return _CAME if any(moment and moment > event.moment for moment in came) else None
    is_otherwise = event.kind == "remind" and now == "questioned"
    return _CAME if untold or is_otherwise else None


def _why_not_return(line: Returned, result: Result, current: set[tuple[str, Why, str]]) -> Sentence | None:
    """Say why a letter with a form is out of date; None where the file that it answers still stands."""
    checked = result.checked
    if line.why == "ask":
        return None if checked and checked.sha256 in line.files else _CAME
    if any((result.office.code, line.why, sha256) in current for sha256 in line.files):
        return None
    if standing(checked) == "accepted":
        return _PASSED
    return _CAME if checked else None


def _is_with(event: Event, line: Returned) -> bool:
    return event.office == line.code and (event.once == line.once or event.once.startswith(f"{line.once} "))


def _is_ours(checked: Checked | None) -> bool:
    """Tell whether a file cannot be opened now or is gone, which is no matter of its office."""
    codes = {"file-unopened", "file-vanished"}
    return checked is not None and any(finding.code in codes for finding in checked.findings)


def _moved(campaign: Campaign, draft: Draft) -> Draft:
    """Move a draft to the same place beneath `OUTDATED`, under a name that is free."""
    folder = campaign.outbox if draft.path.is_relative_to(campaign.outbox) else campaign.returned
    there = folder / OUTDATED / draft.path.relative_to(folder)
    free, number = there, 1
    while os.path.lexists(free):
        number += 1
        free = there.with_stem(f"{there.stem}_{number}")
    try:
        free.parent.mkdir(parents=True, exist_ok=True)
        draft.path.replace(free)
    except OSError as error:  # open in a mail program, perhaps
        reason = system_reason(error)
        problem = Sentence(f"移不開：{reason.zh}，請不要寄出", f"not moved: {reason.en}; do not mail it")
        return Draft(draft.office, draft.path, draft.why, problem=problem)
    return Draft(draft.office, draft.path, draft.why, free)
