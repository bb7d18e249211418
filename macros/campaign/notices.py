"""Notices for a person where an office's row looks well: a form mailed by another office, a mail without a
form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from macros.campaign.cases import code_by_sender
from macros.campaign.ledger import PassedOver
from macros.campaign.origins import remark_on
from macros.campaign.state import State
from scoring.catalogue import Language
from scoring.scorecard import Office
from workbook.collection.selection import Result

_LANGUAGES: tuple[Language, ...] = ("zh-TW", "en")
_NO_FORM: Mapping[Language, str] = {
    "zh-TW": "來信裡沒有可用的評分表（{names}）；如為掃描或照片，請向機關索取 Excel 檔",
    "en": "the mail brought no form ({names}); if it is a scan or a picture, ask the office for the workbook",
}
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """Something for a person to look at. ``path`` is the file that it is about, ``said`` the sentence in
    each language."""

    office: Office
    path: str
    sender: str
    received: datetime | None
    said: Mapping[Language, str]


def notices(state: State) -> tuple[Notice, ...]:
    """Return what a person should look at.

    First forms that count and that nobody of their own office has mailed; then mails without a workbook from
    offices whose form is not accepted, unless one came later.
    """
    return (*_mailed_by_others(state), *_without_a_form(state))


def _mailed_by_others(state: State) -> Iterator[Notice]:
    for result in state.collection.results:
        checked = result.checked
        if checked is None:
            continue
        records = state.records.get(checked.path, ())
        remarks = [remark_on(record, result.office, state.campaign.roster) for record in records]
        if remarks and remarks[0] and all(remarks):
            said = {language: remarks[0].message(language) for language in _LANGUAGES}
            yield Notice(result.office, checked.path, remarks[0].sender, state.received(checked), said)


def _without_a_form(state: State) -> Iterator[Notice]:
    by_email = dict(code_by_sender(state.campaign.roster))
    by_code = {result.office.code: result for result in state.collection.results}
    for source, parts in state.formless.items():
        mail = parts[0].mail
        result = by_code.get(by_email.get(mail.sender.casefold(), "")) if mail else None
        if mail is None or result is None or _has_answered(state, result, mail.date):
            continue
        names = _names(parts)
        said = {language: _NO_FORM[language].format(names=names[language]) for language in _LANGUAGES}
        path = str(state.campaign.inbox / source)
        yield Notice(result.office, path, mail.sender, mail.date.astimezone() if mail.date else None, said)


def _has_answered(state: State, result: Result, date: datetime | None) -> bool:
    """Tell whether the office's form is accepted, or came after that mail."""
    if result.checked is None:
        return False
    came = state.received(result.checked)
    return result.checked.state == "accepted" or bool(date and came and came > date)


def _names(parts: tuple[PassedOver, ...]) -> Mapping[Language, str]:
    """Name what was in the mail."""
    names = list(dict.fromkeys(part.name for part in parts if part.reason != "no-attachment"))
    if not names:
        return {"zh-TW": "沒有附件", "en": "nothing is attached"}
    more = {"zh-TW": f"等 {len(names)} 個檔案", "en": f" and {len(names) - _NAMED} more"}
    shown = {"zh-TW": "、".join(names[:_NAMED]), "en": f"“{'”, “'.join(names[:_NAMED])}”"}
    return {each: shown[each] + (more[each] if len(names) > _NAMED else "") for each in _LANGUAGES}
