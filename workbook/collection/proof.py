"""What proves that a file is a form that its campaign issued, and what speaks for and against one that
nothing proves.

A form is proven where it bears the campaign's signature, was issued to an office of the roster whose name
it shows, and is what was received. All else is in doubt until a person takes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Literal, NamedTuple

from scoring.errors import Sentence
from scoring.findings import Finding, has_error
from scoring.roster import Roster
from scoring.values import local_time, time_text
from workbook.collection.checked import Checked

Sender = Literal["none", "own", "other", "unknown"]
"""Whose address mailed a file, by the roster: its office's, another office's, nobody's. none: no mail did."""
UNSIGNED = frozenset({"identity-missing", "signature-invalid", "signature-unverified"})
ORIGIN = UNSIGNED | {"form-other-office"}
"""Findings that say that a form is not the one that was issued to its office."""
_ALTERED = frozenset(
    {
        *("cells-moved", "form-damaged", "form-hidden", "form-twice", "row-unknown"),
        *("text-changed", "text-added", "cells-hidden", "look-hides", "rule-hides", "object-over-cells"),
    }
)
"""Findings that say that the form's texts or rows are not as they were issued."""


class Strength(IntEnum):
    """What a file's claim to count for its office rests on, the weakest first."""

    NOT_PROVEN = 0
    TAKEN_BEFORE = 1
    """A person took it before something proven came."""
    PASSED_BY_OTHERS = 2
    """It is proven, and another office's address mailed it."""
    PROVEN = 3
    TAKEN = 4
    """A person took it over all that is proven."""


class Claim(NamedTuple):
    """A file's claim to count for its office; ``at`` is when a person took it (ISO 8601), if one did."""

    strength: Strength = Strength.NOT_PROVEN
    at: str = ""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A person's word that a file counts. ``at`` is local time (ISO 8601), ``over`` the SHA-256 of every
    other file of the office that was there by then, ``joined`` that of the other half of the form, where the
    two are to count as one."""

    reason: str
    by: str
    at: str
    over: frozenset[str] = frozenset()
    joined: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a campaign knows of a file besides what it holds.

    ``sender`` is the address that mailed it, ``sender_office`` the office whose address that is, where it is
    another's. ``is_as_received`` is false where its content is no longer what was received. ``named`` is
    how a command names the file, its path where that is empty. ``arrived`` is when it came by the record, in
    seconds since 1970.
    """

    is_as_received: bool = True
    sender_is: Sender = "none"
    sender: str = ""
    sender_office: str = ""
    acceptance: Acceptance | None = None
    named: str = ""
    arrived: float | None = None


UNKNOWN = Known()


@dataclass(frozen=True)
class Provenance:
    """What a campaign proves its forms by: its roster, the id of its key, what it knows of each file by its
    path."""

    roster: Roster
    key_id: str
    files: Mapping[str, Known] = field(default_factory=dict)

    def of(self, checked: Checked) -> Known:
        return self.files.get(checked.path, UNKNOWN)


def named(checked: Checked, provenance: Provenance | None) -> str:
    """Return a file as a command names it."""
    return (provenance.of(checked).named if provenance else "") or checked.path


def is_proven(checked: Checked, provenance: Provenance) -> bool:
    """Tell whether a file is a form that the campaign issued to the office for which it is to count."""
    identity = checked.identity
    return (
        checked.rubric is not None
        and identity is not None
        and bool(identity.office_name)
        and not any(finding.code in ORIGIN for finding in checked.findings)
        and provenance.roster.find(identity.office) is not None
        and provenance.of(checked).is_as_received
    )


def judged(checked: Checked, provenance: Provenance) -> Checked:
    """Return a file with what proves it; where nothing does, and nobody took it, with what is in doubt."""
    if checked.rubric is None:
        return checked
    known = provenance.of(checked)
    if is_proven(checked, provenance) and not _is_settled(known):
        return _with(checked, _mailed_by_other(checked, known), proof="proven")
    if known.acceptance:
        own = tuple(finding for finding in checked.findings if finding.code not in ORIGIN)
        taken = replace(checked, findings=own, state="questioned" if has_error(own) else "accepted")
        return _with(taken, [_taken(checked, known, known.acceptance)], proof="accepted")
    changed = [] if known.is_as_received else [Finding("content-changed", params=_named(checked, known))]
    return replace(_with(checked, changed), proof="unproven")


def doubtful(checked: Checked, provenance: Provenance, others: int = 0) -> Checked:
    """Return a file that nothing proves with a finding that lists what speaks for it and what against.

    ``others`` are how many more files of the office nothing proves.
    """
    known = provenance.of(checked)
    speaking_for = list(_for(checked, known, provenance))
    against = list(_against(checked, known, provenance, others))
    nothing = Sentence("無", "nothing")
    params = {
        **_named(checked, known),
        "for": "；".join(each.zh for each in speaking_for) or nothing.zh,
        "for_en": "; ".join(each.en for each in speaking_for) or nothing.en,
        "against": "；".join(each.zh for each in against) or nothing.zh,
        "against_en": "; ".join(each.en for each in against) or nothing.en,
    }
    return _with(checked, [Finding("form-unconfirmed", params=params)])


def claims(files: Sequence[Checked], provenance: Provenance) -> list[Claim]:
    """Return the claim of each of an office's files, which are `judged`.

    What a person took goes before what is proven only where that was there when the person decided.
    """
    proven = {each.sha256 for each in files if each.proof == "proven"}

    def claim(checked: Checked) -> Claim:
        known = provenance.of(checked)
        if checked.proof == "accepted" and known.acceptance:
            is_over_all = proven - {checked.sha256} <= known.acceptance.over
            strength = Strength.TAKEN if is_over_all else Strength.TAKEN_BEFORE
            return Claim(strength, known.acceptance.at)
        if checked.proof == "proven":
            is_passed_on = known.sender_is == "other"
            return Claim(Strength.PASSED_BY_OTHERS if is_passed_on else Strength.PROVEN)
        return Claim()

    return [claim(checked) for checked in files]


def why_before(best: Checked, other: Checked, claim: Claim, other_claim: Claim) -> Sentence | None:
    """Say why one file goes before another by what proves them; None where that does not decide."""
    if claim == other_claim:
        return None
    if claim.strength == other_claim.strength:
        return Sentence("該檔是人較後採用的", "a person accepted that one later")
    if best.proof == "accepted":
        return Sentence("該檔由人採用", "a person accepted that one")
    if other.proof == "accepted":
        return Sentence(
            "該檔有這次考核的簽章，且在人採用本檔之後才收到",
            "that one carries this campaign's signature and came after a person accepted this one",
        )
    if other.proof == "proven":
        return Sentence(
            "該檔不是由別的機關的信箱寄來", "that one was not mailed from another office's address"
        )
    return Sentence(
        "該檔確認是這次考核發出的表，本檔不能確認",
        "that one is proven to be a form of this campaign, this one is not",
    )


def _is_settled(known: Known) -> bool:
    """Tell whether a person took a file that is proven: one whose sender put it in doubt, or one of several
    of its office."""
    taken = known.acceptance
    return taken is not None and (known.sender_is == "other" or bool(taken.over))


def _named(checked: Checked, known: Known) -> dict[str, object]:
    return {"named": known.named or checked.path}


def _mailed_by_other(checked: Checked, known: Known) -> list[Finding]:
    if known.sender_is != "other":
        return []
    params = {"sender": known.sender, "other": known.sender_office, **_named(checked, known)}
    return [Finding("sender-other-office", params=params)]


def _taken(checked: Checked, known: Known, acceptance: Acceptance) -> Finding:
    moment = local_time(acceptance.at)
    params = {
        **_named(checked, known),
        "by": acceptance.by or "—",
        "at": time_text(moment) if moment else "—",
        "at_en": time_text(moment, "en") if moment else "—",
        "why": acceptance.reason.rstrip("。."),
    }
    return Finding("form-accepted", params=params)


def _for(checked: Checked, known: Known, provenance: Provenance) -> Iterator[Sentence]:
    codes = {finding.code for finding in checked.findings}
    if not codes & UNSIGNED:
        yield Sentence("簽章相符", "the signature fits")
    if provenance.roster.find(checked.office):
        yield Sentence("機關在名冊上", "the office is on the roster")
    if known.sender_is == "own":
        yield Sentence(
            f"寄件人 {known.sender} 是這個機關在名冊上的地址",
            f"the sender {known.sender} is the office's address on the roster",
        )
    if not codes & _ALTERED:
        yield Sentence("版面與文字完整", "its layout and texts are whole")


def _against(checked: Checked, known: Known, provenance: Provenance, others: int) -> Iterator[Sentence]:
    codes = {finding.code for finding in checked.findings}
    yield from _signed_by_others(checked, codes, provenance)
    if "form-other-office" in codes:
        yield Sentence(
            "表上的機關名稱與發出時不同", "the name on the sheet is not that of when it was issued"
        )
    if provenance.roster.find(checked.office) is None:
        yield Sentence("機關不在名冊上", "the office is not on the roster")
    if not known.is_as_received:
        yield Sentence("內容與收到時不同", "its content is not what was received")
    yield from _sent_by_others(known)
    if codes & _ALTERED:
        yield Sentence("版面或文字有更動", "its layout or texts were changed")
    if others:
        yield Sentence(
            f"這個機關收到的 {others + 1} 份都沒有一份能確認",
            f"of the {others + 1} files of this office none is proven",
        )


def _signed_by_others(
    checked: Checked, codes: AbstractSet[str], provenance: Provenance
) -> Iterator[Sentence]:
    identity = checked.identity
    if identity is None:
        yield Sentence("沒有識別資料，簽章無從驗證", "it has no identity, and so no signature to verify")
    elif codes & UNSIGNED and identity.key_id != provenance.key_id:
        yield Sentence("沒有這次考核的簽章", "it does not carry this campaign's signature")
    elif codes & UNSIGNED:
        yield Sentence("識別資料與簽章不符", "its identity does not fit its signature")
    elif not identity.office_name:
        yield Sentence("發出時沒有指明機關", "it was issued to no office by name")


def _sent_by_others(known: Known) -> Iterator[Sentence]:
    match known.sender_is:
        case "other":
            yield Sentence(
                f"寄件人 {known.sender} 在名冊屬於「{known.sender_office}」",
                f"by the roster the sender {known.sender} is of “{known.sender_office}”",
            )
        case "unknown":
            who = known.sender
            yield Sentence(f"寄件人 {who} 不在名冊上", f"the sender {who} is not on the roster")
        case "none":
            yield Sentence("不是由信件收到，沒有寄件人可核對", "no mail brought it: no sender to compare")


def _with(checked: Checked, findings: Sequence[Finding], **changes: object) -> Checked:
    """Return the file with these findings behind its own; none of them is an error."""
    return replace(checked, findings=(*checked.findings, *findings), **changes)  # type: ignore[arg-type]  # as named above
