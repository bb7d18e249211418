"""Which offices have to be written to about what they sent: to correct it, or to send it again."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from macros.campaign.brought import Brought, instead_of_a_form
from macros.campaign.ledger import PassedOver
from macros.campaign.state import State
from macros.post.outbox.addresses import emails
from scoring.roster import Roster
from scoring.scorecard import Office
from workbook.collection.checked import Checked
from workbook.collection.proof import ORIGIN
from workbook.form.faults import faults

Why = Literal["return", "unread", "ask"]
"""A questioned form goes back to be corrected; a file that could not be read is asked for again; something
more is asked for a form that passed."""


@dataclass(frozen=True)
class Case:
    """An office and what it has to hear about.

    ``files`` is the one that counts where it goes back, else all that could not be read, as they came.
    ``issue`` is the latest that is known of the office's forms.
    """

    office: Office
    why: Why
    files: tuple[Checked, ...]
    issue: str


@dataclass(frozen=True)
class Cases:
    """The offices to write to, and the files that a person has to look at. ``left`` are those of nobody
    known, those questioned for something that the office cannot change, and those that nothing proves and
    about which no office can be asked."""

    open: tuple[Case, ...]
    left: tuple[Checked, ...]


def cases(state: State) -> Cases:
    """Return whom to write to by what has come in.

    An office whose form is accepted is left alone; a file that cannot be read is passed over where its
    office's form came at the same time or later. Who mailed something else than a workbook, and nothing more,
    is answered as such. What nothing proves is asked for again as what cannot be
    read: its values go into no form of ours.
    """
    by_path = {checked.path: checked for checked in state.collection.files}
    strays = _strays(state)
    found = list(_without_a_form(state))
    left = list(strays.get("", ()))
    for result in state.collection.results:
        own = [by_path[path] for path in result.paths]
        chosen, office = result.checked, result.office
        if chosen and chosen.state == "accepted" and chosen.is_confirmed:
            continue
        issue = max((_issue(checked) for checked in own), default="")
        if not result.is_confirmed:
            again, kept = _unconfirmed(state, [*own, *strays.get(office.code, ())])
            left += kept
            if again:
                found.append(Case(office, "unread", again, issue))
            continue
        readable = chosen if chosen and chosen.state == "questioned" else None
        if readable and any(finding.code == "version-halves" for finding in readable.findings):
            left.append(readable)
        elif readable and _has_fault(state, readable):
            found.append(Case(office, "return", (readable,), issue))
        elif readable:
            left.append(readable)
        rejected = [each for each in (*own, *strays.get(office.code, ())) if each.state == "rejected"]
        unread = [each for each in rejected if not _is_unopened(each)]
        left += [each for each in rejected if _is_unopened(each)]
        later = [each for each in unread if readable is None or state.came(each) > state.came(readable)]
        if later and not _is_listed(state, office):
            left += later  # only offices of the roster get a form that we sign
        elif later:
            later.sort(key=state.came)
            found.append(Case(office, "unread", tuple(later), issue))
    return Cases(tuple(found), tuple(left))


def passed(state: State, offices: Container[Office]) -> Iterator[Case]:
    """Yield those of these offices whose form is accepted, to be asked for something more."""
    for result in state.collection.results:
        checked = result.checked
        if result.office in offices and checked and checked.state == "accepted" and checked.is_confirmed:
            yield Case(result.office, "ask", (checked,), _issue(checked))


def _unconfirmed(state: State, own: Sequence[Checked]) -> tuple[tuple[Checked, ...], list[Checked]]:
    """Return an office's files that are asked for again, and those that a person has to look at.

    Nobody is asked where the office is on no roster, or where a file was only changed here.
    """
    unproven = sorted((each for each in own if not each.is_confirmed), key=state.came)
    again: list[Checked] = []
    left: list[Checked] = []
    for checked in unproven:
        is_unsigned = any(finding.code in ORIGIN for finding in checked.findings)
        (again if is_unsigned and _is_listed(state, checked.office) else left).append(checked)
    for checked in sorted((each for each in own if each.state == "rejected"), key=state.came):
        is_theirs = not _is_unopened(checked) and _is_listed(state, unproven[0].office)
        (again if is_theirs else left).append(checked)
    return tuple(again), left


def _is_listed(state: State, office: Office) -> bool:
    return state.campaign.roster.find(office) is not None


def _is_unopened(checked: Checked) -> bool:
    """Tell whether a file was received and cannot be opened now or is gone, which is no matter of its
    office."""
    return any(finding.code in {"file-unopened", "file-vanished"} for finding in checked.findings)


def _has_fault(state: State, checked: Checked) -> bool:
    return any(fault.must for fault in faults(state.campaign.rubric, checked.findings))


def _issue(checked: Checked) -> str:
    """Return the run that issued a form, where that is proved; empty where it is not."""
    return checked.identity.issue if checked.identity and checked.proof == "proven" else ""


def _strays(state: State) -> Mapping[str, Sequence[Checked]]:
    """Group the unread files that name no office by the code of the office whose address sent them.

    Those of nobody known stand under the empty code. The code decides only to whom the question goes: to the
    office's own address, whoever wrote.
    """
    by_email = dict(code_by_sender(state.campaign.roster))
    found: dict[str, list[Checked]] = {}
    for checked in state.strays:
        if _is_unopened(checked):
            found.setdefault("", []).append(checked)
        elif checked.state == "rejected":
            records = state.records.get(checked.path, ())
            senders = [record.mail.sender.casefold() for record in records if record.mail]
            codes = {by_email[sender] for sender in senders if sender in by_email}
            found.setdefault(codes.pop() if len(codes) == 1 else "", []).append(checked)
    return found


def _without_a_form(state: State) -> Iterator[Case]:
    """Yield the offices that mailed something else than a workbook, and nothing more."""
    instead = brought(state)
    for result in state.collection.results:
        office = result.office
        if office.code in instead:
            file = instead[office.code].file(office, str(state.campaign.inbox))
            yield Case(office, "unread", (file,), "")


def brought(state: State) -> Mapping[str, Brought]:
    """Return what each office mailed last in place of a form, by its code, where nothing else came."""
    by_email = dict(code_by_sender(state.campaign.roster))
    missing = {result.office.code for result in state.collection.results if result.checked is None}
    found: dict[str, Brought] = {}
    for parts in sorted(state.formless.values(), key=_mailed):
        mail, what = parts[0].mail, instead_of_a_form(parts)
        code = by_email.get(mail.sender.casefold()) if mail else None
        if code in missing and code is not None and what:
            found[code] = what
    return found


def _mailed(parts: Sequence[PassedOver]) -> float:
    mail = parts[0].mail
    return mail.date.timestamp() if mail and mail.date else 0.0


def code_by_sender(roster: Roster) -> Iterator[tuple[str, str]]:
    """Yield every address of the roster that belongs to one office alone, with that office's code."""
    pairs = [(email, entry.office.code) for entry in roster.entries for email in emails(entry.email)]
    for email, code in pairs:
        if {code} == {other_code for other, other_code in pairs if other == email}:
            yield email, code
