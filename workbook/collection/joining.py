"""Two halves of one office's form as one scorecard, where a person says that they belong together.

Nothing is decided here: what stands in both and differs is a contradiction, and such halves are not joined.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scoring.audit import audit
from scoring.errors import Sentence
from scoring.findings import Finding, has_error
from scoring.scorecard import Answer, Header, Scorecard
from scoring.values import office_key
from workbook.collection import held
from workbook.collection.checked import Checked, State
from workbook.collection.proof import Provenance, is_proven

_NOT_OURS = frozenset({"identity-missing", "signature-invalid", "form-other-office"})
"""Findings by which, without a campaign, a file is no form that was issued to its office."""


def why_not(one: Checked, other: Checked, provenance: Provenance | None = None) -> Sentence | None:
    """Say why two files are not joined; None where they can be.

    With ``provenance`` both have to be proven forms of the campaign.
    """
    return next(_objections(one, other, provenance), None)


def _objections(one: Checked, other: Checked, provenance: Provenance | None) -> Iterator[Sentence]:
    if one.sha256 == other.sha256:
        yield Sentence("兩個檔案的內容完全相同", "they are one and the same file")
    for each in (one, other):
        if each.rubric is None:
            yield Sentence(f"{each.path} 無法讀取", f"{each.path} cannot be read")
        elif not _is_ours(each, provenance):
            yield Sentence(
                f"還不能確認 {each.path} 是這次考核發出的表",
                f"nothing proves that {each.path} is a form that was issued to the office",
            )
    if one.rubric != other.rubric:
        yield Sentence("兩份是不同的評分表", "they are forms of different rubrics")
    if office_key(one.office.name) != office_key(other.office.name) or one.office.code != other.office.code:
        yield Sentence("兩份不是同一個機關的", "they are of different offices")
    both = sorted(held.scored(one) & held.scored(other))
    if both:
        yield Sentence(
            f"{'、'.join(both)} 兩份都有評分，請擇一採用",
            f"both have scores for {', '.join(both)}; choose one of the files",
        )
    elif not held.are_halves(one, other):
        yield Sentence("有一份沒有任何評分", "one of them has no scores at all")
    places = list(_contradictions(one, other))
    if places:
        yield Sentence(
            f"兩份的{'、'.join(each.zh for each in places)}不同，請機關合成一份寄回",
            f"they differ in {', '.join(each.en for each in places)}; ask the office for one form",
        )


def joined(one: Checked, other: Checked, named: str = "") -> Checked:
    """Return the first of two halves with what the second has besides, recomputed as a whole.

    ``named`` is how a command names the first, its path where that is empty.

    Totals as stated are left out: each half states its own. What was found of either file stays; what is
    missing in one half alone does not.
    """
    assert one.rubric is not None
    card = _card(one.scorecard, other.scorecard)
    whole = audit(one.rubric, card)
    places = {_key(finding): finding for each in (other, one) for finding in each.findings}
    about_answers = [
        replace(finding, sheet=found.sheet, cell=found.cell)
        if (found := places.get(_key(finding)))
        else finding
        for finding in whole.findings
    ]
    own, others = _of_the_file(one), _of_the_file(other)
    more = [finding for finding in others if finding not in own]
    counts = {"count": len(held.scored(one)), "others": len(held.scored(other)), "other": other.path}
    params = {**counts, "named": named or one.path}
    findings = (*own, *more, *about_answers, Finding("form-joined", params=params))
    state: State = "questioned" if has_error(findings) else "accepted"
    return replace(one, scorecard=card, totals=whole.totals, findings=findings, state=state)


def partner(checked: Checked, others: Iterable[Checked], joins: Mapping[str, str]) -> Checked | None:
    """Return the other half of a file, among those of its office, by ``joins``: which content a person joined
    to which, by their SHA-256."""
    wanted = joins.get(checked.sha256)
    return next((each for each in others if each.sha256 == wanted), None)


def standing_joins(files: Sequence[Checked], provenance: Provenance) -> tuple[Mapping[str, str], Provenance]:
    """Return what a person joined and can be joined still, and the provenance without the other joins: both
    halves have to be there and to be proven, else neither was taken."""
    joins, known = {}, dict(provenance.files)
    for checked in files:
        acceptance = provenance.of(checked).acceptance
        if acceptance is None or not acceptance.joined:
            continue
        half = partner(checked, files, {checked.sha256: acceptance.joined})
        if half is not None and why_not(checked, half, provenance) is None:
            joins[checked.sha256] = half.sha256
        else:
            known[checked.path] = replace(known[checked.path], acceptance=None)
    return joins, replace(provenance, files=known)


def _is_ours(checked: Checked, provenance: Provenance | None) -> bool:
    if provenance is not None:
        return is_proven(checked, provenance)
    return not any(finding.code in _NOT_OURS for finding in checked.findings)


def _contradictions(one: Checked, other: Checked) -> Iterator[Sentence]:
    """Yield what stands in both halves and differs, by the item's id or the line's label."""
    if one.rubric is None:
        return
    left, right = one.scorecard, other.scorecard
    for line in one.rubric.header:
        own, others = _line(left.header, line.id), _line(right.header, line.id)
        if any(own) and any(others) and own != others:
            yield Sentence(f"「{line.label}」", f"“{line.label}”")
    for item in one.rubric.items:
        if _joined_answer(left.answer(item.id), right.answer(item.id)) is None:
            yield Sentence(f" {item.id} ", item.id)


def _line(header: Header, field_id: str) -> tuple[object, ...]:
    return header.days.get(field_id), header.unread.get(field_id), header.texts.get(field_id)


def _card(one: Scorecard, other: Scorecard) -> Scorecard:
    """Return two scorecards as one; they contradict each other nowhere."""
    ids = {**one.answers, **other.answers}
    answers = {each: _joined_answer(one.answer(each), other.answer(each)) or one.answer(each) for each in ids}
    header = Header(
        {**other.header.days, **one.header.days},
        _filled(one.header.unread, other.header.unread),
        _filled(one.header.texts, other.header.texts),
    )
    return Scorecard(one.office, header, answers)


def _filled(one: Mapping[str, str], other: Mapping[str, str]) -> Mapping[str, str]:
    return {**other, **{key: text for key, text in one.items() if text}}


_SCORE = ("score", "score_text", "score_is_text", "score_day", "is_na", "given", "odd_given")
"""Fields of an answer that belong together: what stands in the cells of its score or its numbers."""


def _joined_answer(one: Answer, other: Answer) -> Answer | None:
    """Return two answers to one item as one; None where they contradict each other."""
    changes: dict[str, Any] = {}
    for column in {**one.further, **other.further}:
        if one.further.get(column) and other.further.get(column) not in (None, "", one.further[column]):
            return None
    changes["further"] = _filled(one.further, other.further)
    for names in (_SCORE, ("ticked", "odd_ticks"), ("notes",)):
        own, others = ({name: _written(each, name) for name in names} for each in (one, other))
        blank = {name: getattr(_NOTHING, name) for name in names}
        if own != blank and others not in (blank, own):
            return None
        changes |= others if own == blank else own
    return replace(one, **changes)


def _written(answer: Answer, name: str) -> object:
    """Return what a field of an answer says; numbers of which none is there say nothing."""
    value = getattr(answer, name)
    if name == "given" and all(number is None for number in value):
        return ()
    return value


_NOTHING = Answer()


def _of_the_file(checked: Checked) -> list[Finding]:
    """Return what was found of a file and not of its answers alone, which are audited anew."""
    assert checked.rubric is not None
    audited = {_key(finding) for finding in audit(checked.rubric, checked.scorecard).findings}
    return [finding for finding in checked.findings if _key(finding) not in audited]


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.id, finding.part, finding.index
