"""Notices for a person where an office's row looks well or says too little.

They tell of files that nothing proves, of an inbox that is not as it was received, of a form that another
office mailed, of a mail without a form.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from macros.campaign.acceptances import Line, accepted, unsealed
from macros.campaign.brought import AUTOMATIC, telling_of
from macros.campaign.cases import code_by_sender
from macros.campaign.deadlines import DEADLINES, damaged_lines
from macros.campaign.evidence import CHANGES
from macros.campaign.gone import at_paths
from macros.campaign.history import RETURNED, SENT, Event, events, written_at
from macros.campaign.issued import key_remark
from macros.campaign.ledger import ACCEPTED, PassedOver
from macros.campaign.origins import remark_on
from macros.campaign.own_forms import is_blank
from macros.campaign.state import State
from macros.post.inbox.found import REASONS
from macros.post.outbox.addresses import emails
from scoring.catalogue import Language
from scoring.findings import Finding
from scoring.scorecard import Office
from workbook.collection.checked import Checked
from workbook.collection.selection import Result

_LANGUAGES: tuple[Language, ...] = ("zh-TW", "en")
_NO_FORM: Mapping[Language, str] = {
    "zh-TW": "來信裡沒有可用的評分表（{names}）：{reason}",
    "en": "the mail brought no form ({names}): {reason}",
}
_NO_WORKBOOK: Mapping[Language, str] = {
    "zh-TW": "不是活頁簿；請向機關索取 Excel 檔",
    "en": "not a workbook; ask the office for the form itself",
}
_NO_FORM_AT_ALL: Mapping[Language, str] = {
    "zh-TW": "來信裡沒有可用的評分表（沒有附件）；請向機關索取 Excel 檔",
    "en": "the mail brought no form (nothing is attached); ask the office for the workbook",
}
_NAMED = 3
_UNUSED: Mapping[Language, str] = {
    "zh-TW": "另收到一份以這個機關為名的檔案，不能確認是這次考核發出的表，未採用（{against}）",
    "en": "another file in this office's name came; nothing proves that it is a form of this campaign, and it"
    " is not used ({against})",
}
_PASSED_ON: Mapping[Language, str] = {
    "zh-TW": "另收到一份由「{other}」的信箱 {sender} 寄來的表，未採用；確定要採用請執行 kaohe accept {named}"
    " --reason 原因",
    "en": "another form of this office was mailed from {sender}, which is of “{other}”, and is not used; to"
    " have it count, run kaohe accept {named} --reason TEXT",
}
_UNDELIVERED: Mapping[Language, str] = {
    "zh-TW": "信沒有送達 {address}；請核對名冊的電子郵件，更正後再寄一次",
    "en": "our letter did not reach {address}; correct its address in the roster and send the letter again",
}
_BLANK: Mapping[Language, str] = {
    "zh-TW": "寄回的是空白的評分表（{name}），沒有填寫，不算寄回",
    "en": "the form that came back ({name}) is blank: nothing was filled in, and it is no answer",
}
_UNCHANGED: Mapping[Language, str] = {
    "zh-TW": "寄回的評分表（{name}）與退回給機關的完全相同，沒有更正，不算寄回",
    "en": "the form that came back ({name}) is the very one that was returned to the office, and no answer",
}
_DAMAGED: Mapping[Language, str] = {
    "zh-TW": "第 {lines} 行看不懂，那次延期沒有算進去；請還原這一行，或再執行一次 kaohe extend",
    "en": "line(s) {lines} cannot be understood, and what they extend does not count; restore them, or run"
    " kaohe extend once more",
}
_VERSIONS = frozenset({"version-conflict", "version-doubtful", "version-fewer", "version-halves"})
"""Findings that leave it to a person which of an office's files counts."""
_UNSEALED: Mapping[Language, str] = {
    "zh-TW": "採用紀錄有 {count} 行不是 kaohe accept 寫的，或寫好後改過，不採計；要採用請執行 kaohe accept",
    "en": "{count} line(s) of the record of what was accepted were not written by kaohe accept or edited;"
    " they do not count; to accept a file run kaohe accept",
}
_NO_LONGER: Mapping[Language, str] = {
    "zh-TW": "採用過的檔案內容已經改變或不見了，採用不再有效（原因：{reason}）",
    "en": "a file that was accepted was changed or is gone, and counts no longer (reason: {reason})",
}
_LAPSED: Mapping[Language, str] = {
    "zh-TW": "；先前的採用（原因：{reason}）不再有效",
    "en": "; that it was accepted (reason: {reason}) counts no longer",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something for a person to look at. ``path`` is the file that it is about, ``said`` the sentence in
    each language; ``about`` whether it is about what proves a file, about the mail that brought one, or about
    a letter of ours that was not delivered.
    ``repeats``: a finding of a file says the same, to who lists these too."""

    office: Office
    path: str
    sender: str
    received: datetime | None
    said: Mapping[Language, str]
    about: Literal["proof", "mail", "delivery"] = "proof"
    repeats: bool = False


def notices(state: State) -> tuple[Notice, ...]:
    """Return what a person should look at.

    First a key that is not the campaign's, extensions that cannot be read, and what is not as it was received
    or accepted; then files that nothing proves, and those that cannot be opened now; then files of one office
    between which a person decides; then forms that count and that nobody of their own office has mailed; then
    mails without a workbook from offices whose form is not accepted, unless one came later.
    """
    return (
        *_other_key(state),
        *_damaged_deadlines(state),
        *_not_as_received(state),
        *_unsealed(state),
        *_accepted_no_longer(state),
        *_unproven(state),
        *_for_a_person(state),
        *_mailed_by_others(state),
        *_undelivered(state),
        *_without_a_form(state),
        *_own_forms(state),
    )


def _other_key(state: State) -> Iterator[Notice]:
    remark = key_remark(state.campaign)
    if remark:
        yield Notice(Office(), str(state.campaign.key_file), "", None, {"zh-TW": remark.zh, "en": remark.en})


def _damaged_deadlines(state: State) -> Iterator[Notice]:
    numbers = damaged_lines(state.campaign)
    if numbers:
        lines = {"zh-TW": "、".join(map(str, numbers)), "en": ", ".join(map(str, numbers))}
        said = {language: _DAMAGED[language].format(lines=lines[language]) for language in _LANGUAGES}
        yield Notice(Office(), str(state.campaign.outbox / DEADLINES), "", None, said)


def _not_as_received(state: State) -> Iterator[Notice]:
    """Yield what is not as it was received; where that was accepted, that it counts no longer."""
    vanished, lapsed = at_paths(state.collection), _lapsed(state)
    for each in state.evidence.changes:
        instead = vanished.get(each.path) if each.change in {"changed", "vanished"} else None
        found = instead.vanished if instead else None
        said = _both(found) if found else CHANGES[each.change]
        line = lapsed.get(each.path)
        if line:
            also = {language: _LAPSED[language].format(reason=line.reason) for language in _LANGUAGES}
            said = {language: said[language].rstrip("。.") + also[language] for language in _LANGUAGES}
        path = str(state.campaign.inbox / each.path)
        repeats = instead is not None and instead.replaced is None and line is None
        yield Notice(each.office, path, "", None, said, repeats=repeats)


def _unsealed(state: State) -> Iterator[Notice]:
    inbox = state.campaign.inbox
    count = unsealed(inbox, state.campaign.key())
    if count:
        said = {language: _UNSEALED[language].format(count=count) for language in _LANGUAGES}
        yield Notice(Office(), str(inbox / ACCEPTED), "", None, said)


def _accepted_no_longer(state: State) -> Iterator[Notice]:
    """Yield what was accepted and counts no longer, where nothing else is told of that file."""
    told = {each.path for each in state.evidence.changes}
    for path, line in _lapsed(state).items():
        if path not in told:
            said = {language: _NO_LONGER[language].format(reason=line.reason) for language in _LANGUAGES}
            yield Notice(line.office, str(state.campaign.inbox / path), "", None, said)


def _lapsed(state: State) -> Mapping[str, Line]:
    """Return the latest acceptance of each file of which no content that was accepted is there, by path."""
    contents = {checked.sha256 for checked in state.collection.files if not checked.vanished}
    lines = accepted(state.campaign.inbox, state.campaign.key()).values()
    counting = {line.path for line in lines if line.sha256 in contents}
    return {line.path: line for line in lines if line.path not in counting}


def _unproven(state: State) -> Iterator[Notice]:
    """Yield the files that nothing proves, those that a form from elsewhere goes before, and those that
    cannot be opened; but not the same content twice."""
    told: set[str] = set()
    offices = {path: result.office for result in state.collection.results for path in result.paths}
    for checked in state.collection.files:
        said = _said_of(state, checked)
        if said and checked.sha256 not in told:
            told.add(checked.sha256)
            office = offices.get(checked.path, checked.office)
            sender = state.known(checked).sender
            repeats = checked.replaced is None and said in map(_both, checked.findings)
            received = state.received(checked)
            yield Notice(office, checked.path, sender, received, said, repeats=repeats)


def _said_of(state: State, checked: Checked) -> Mapping[Language, str] | None:
    """Say what is in doubt about a file; None where nothing is, or another office's row tells of it."""
    found = {finding.code: finding for finding in checked.findings}
    is_passed_over = not state.collection.counts(checked)
    if "file-unopened" in found:
        return _both(found["file-unopened"])
    if "form-unconfirmed" in found and not is_passed_over:
        return _both(found["form-unconfirmed"])
    if "form-unconfirmed" in found:
        params = found["form-unconfirmed"].params
        against = {"zh-TW": params["against"], "en": params["against_en"]}
        return {language: _UNUSED[language].format(against=against[language]) for language in _LANGUAGES}
    if "sender-other-office" in found and is_passed_over and not _is_duplicate(checked):
        params = found["sender-other-office"].params
        return {language: _PASSED_ON[language].format(**params) for language in _LANGUAGES}
    return None


def _for_a_person(state: State) -> Iterator[Notice]:
    """Yield the files of which a person has to say whether they are the one to count, an office at a time."""
    by_path = {checked.path: checked for checked in state.collection.files}
    for result in state.collection.results:
        told: set[str] = set()
        for checked in sorted((by_path[path] for path in result.paths), key=state.collection.counts):
            found = next((each for each in checked.findings if each.code in _VERSIONS), None)
            if found is None or (found.code == "version-conflict" and found.code in told):
                continue
            told.add(found.code)
            said, repeats = _both(found), checked.replaced is None
            yield Notice(result.office, checked.path, "", state.received(checked), said, repeats=repeats)


def _both(finding: Finding) -> Mapping[Language, str]:
    return {
        "zh-TW": f"{finding.message()}{finding.remedy()}",
        "en": f"{finding.message('en')} {finding.remedy('en')}",
    }


def _is_duplicate(checked: Checked) -> bool:
    return any(finding.code == "duplicate" for finding in checked.findings)


def _mailed_by_others(state: State) -> Iterator[Notice]:
    for result in state.collection.results:
        checked = result.checked
        if checked is None or not result.is_confirmed:
            continue
        records = state.records.get(checked.path, ())
        remarks = [remark_on(record, result.office, state.campaign.roster) for record in records]
        if remarks and remarks[0] and all(remarks):
            said = {language: remarks[0].message(language) for language in _LANGUAGES}
            yield Notice(
                result.office, checked.path, remarks[0].sender, state.received(checked), said, "mail"
            )


def _without_a_form(state: State) -> Iterator[Notice]:
    by_email = dict(code_by_sender(state.campaign.roster))
    by_code = {result.office.code: result for result in state.collection.results}
    for source, parts in state.formless.items():
        mail = parts[0].mail
        result = by_code.get(by_email.get(mail.sender.casefold(), "")) if mail else None
        if mail is None or result is None or _has_answered(state, result, mail.date):
            continue
        if any(part.reason in AUTOMATIC for part in parts):
            continue
        said = {language: _no_form(parts, language) for language in _LANGUAGES}
        path = str(state.campaign.inbox / source)
        yield Notice(result.office, path, mail.sender, _local(mail.date), said, "mail")


def _undelivered(state: State) -> Iterator[Notice]:
    """Yield the addresses that a letter did not reach, with their offices, unless a form came since or the
    office was written to again."""
    campaign = state.campaign
    letters = [
        event for path in (campaign.outbox / SENT, campaign.returned / RETURNED) for event in events(path)
    ]
    offices = written_at(campaign) | {
        email: entry.office
        for entry in campaign.roster.entries
        for email in (*emails(entry.email), *emails(";".join(entry.cc)))
    }
    results = {result.office: result for result in state.collection.results}
    for source, parts in state.formless.items():
        for part in parts:
            if part.reason != "undelivered":
                continue
            for address in part.name.split(", "):
                office = offices.get(address.casefold(), Office())
                date = part.mail.date if part.mail else None
                result = results.get(office)
                if result and _has_answered(state, result, date):
                    continue
                if date and any(_is_again(each, office, address, date) for each in letters):
                    continue
                said = {each: _UNDELIVERED[each].format(address=address) for each in _LANGUAGES}
                path = str(state.campaign.inbox / source)
                yield Notice(office, path, "", _local(date), said, "delivery")


def _is_again(event: Event, office: Office, address: str, date: datetime) -> bool:
    """Tell whether an office was written to again after a letter did not reach an address: that letter once
    more, or to another address; a draft of it to another one, or a reminder that was sent to another one."""
    if event.office != office.code or event.deed not in {"sent", "drafted"} or event.moment <= date:
        return False
    is_elsewhere = address.casefold() not in map(str.casefold, (*event.to, *event.cc))
    if event.kind in {"send", "return", "unread", "ask"}:
        return event.deed == "sent" or is_elsewhere
    return event.kind in {"remind", "remind-correction"} and event.deed == "sent" and is_elsewhere


def _own_forms(state: State) -> Iterator[Notice]:
    """Yield the forms that an office's own address mailed as they were sent to it, unless one came since."""
    by_email = dict(code_by_sender(state.campaign.roster))
    by_code = {result.office.code: result for result in state.collection.results}
    for checked in state.own:
        mail = next((each.mail for each in state.records.get(checked.path, ()) if each.mail), None)
        result = by_code.get(by_email.get(mail.sender.casefold(), "")) if mail else None
        if mail is None or result is None or _has_answered(state, result, mail.date):
            continue
        name = state.records[checked.path][0].name
        words = _BLANK if is_blank(checked) else _UNCHANGED
        said = {language: words[language].format(name=name) for language in _LANGUAGES}
        yield Notice(result.office, checked.path, mail.sender, _local(mail.date), said, "mail")


def _local(date: datetime | None) -> datetime | None:
    return date.astimezone() if date else None


def _has_answered(state: State, result: Result, date: datetime | None) -> bool:
    """Tell whether the office's form is accepted, or came after that mail."""
    if result.checked is None or not result.is_confirmed:
        return False
    came = state.received(result.checked)
    return result.checked.state == "accepted" or bool(date and came and came > date)


def _no_form(parts: Sequence[PassedOver], language: Language) -> str:
    """Say what was in a mail, and why that is no form, with the remedy that fits."""
    telling = telling_of(parts)
    if telling is None:
        return _NO_FORM_AT_ALL[language]
    same = [part for part in parts if part.reason == telling.reason]
    names = list(dict.fromkeys(part.name for part in (*same, *parts) if part.reason != "no-attachment"))
    shown, more = names[:_NAMED], len(names) - _NAMED
    if language == "en":
        named = f"“{'”, “'.join(shown)}”" + (f" and {more} more" if more > 0 else "")
    else:
        named = "、".join(shown) + (f"等 {len(names)} 個檔案" if more > 0 else "")
    reason = _NO_WORKBOOK if telling.reason == "not-a-workbook" else REASONS[telling.reason]
    return _NO_FORM[language].format(names=named, reason=reason[language])
