"""Which files make up a collection: one an office, the rest listed with the reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from scoring.errors import Sentence
from scoring.findings import Finding, has_error
from scoring.form_rules import Grade
from scoring.ranking import ranks
from scoring.roster import Roster
from scoring.rubric import WHOLE_FORM, Rubric
from scoring.scorecard import Office
from scoring.values import office_key
from workbook.collection import held, joining, proof
from workbook.collection.checked import Checked
from workbook.collection.evidence import Evidence, decided_by, doubt, evidence, why_later
from workbook.collection.proof import Claim, Provenance, Strength

_NO_JOINS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Result:
    """One office and the file that counts for it; none where it sent nothing. ``paths`` are those of
    all its files, this one among them; ``group`` and ``phone`` are those of the roster.

    ``rank`` is empty while an item has no score: what is not complete cannot be compared. It is, too, where
    nothing applies to the office, or its grade is one that is not ranked.
    """

    office: Office
    checked: Checked | None
    rank: int | None = None
    paths: tuple[str, ...] = ()
    group: str = ""
    phone: str = ""

    @property
    def read(self) -> Checked | None:
        """The file that stands for the office, where it could be read, confirmed or not."""
        return self.checked if self.checked and self.checked.rubric else None

    @property
    def is_confirmed(self) -> bool:
        """Whether nothing that stands for the office has yet to be confirmed."""
        return self.read is None or self.read.is_confirmed

    @property
    def form(self) -> Checked | None:
        """The file whose answers count: it could be read, and nothing of it has yet to be confirmed."""
        return self.read if self.is_confirmed else None

    @property
    def total(self) -> Decimal | None:
        """What the whole form comes to, in points; None where no form counts, or nothing of it applies."""
        whole = self.form.totals[WHOLE_FORM] if self.form else None
        return None if whole is None or whole.is_na else whole.recomputed

    @property
    def grade(self) -> Grade | None:
        """The grade of the whole form (等第); None where it has none, or is not complete."""
        return self.form.grade(WHOLE_FORM) if self.form else None


@dataclass(frozen=True)
class Collection:
    """What came in. ``files`` are all of them in the order given, with what the selection found;
    ``results`` has every office of the roster, then those that are not on it; behind them those of
    which nothing is confirmed."""

    rubric: Rubric
    files: tuple[Checked, ...]
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def confirmed(self) -> tuple[Result, ...]:
        """The results without those that have yet to be confirmed: what ranks and statistics are made of."""
        return tuple(result for result in self.results if result.is_confirmed)

    @cached_property
    def unconfirmed(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if not result.is_confirmed)

    @cached_property
    def _counting(self) -> frozenset[str]:
        return frozenset(result.checked.path for result in self.results if result.checked)

    @cached_property
    def _offices_own(self) -> frozenset[str]:
        return frozenset(path for result in self.results for path in result.paths)

    def counts(self, checked: Checked) -> bool:
        """Tell whether a file is the one that counts for its office, readable or not."""
        return checked.path in self._counting

    def is_used(self, checked: Checked) -> bool:
        """Tell whether a file's answers count in the consolidated workbook (採用)."""
        return self.counts(checked) and checked.state != "rejected" and checked.is_confirmed

    def by_office(self) -> Iterator[tuple[Result | None, tuple[Checked, ...]]]:
        """Yield each office with its files, the one that counts first; then, without an office, the files
        that do not say whose they are."""
        by_path: dict[str, list[Checked]] = {}
        for checked in self.files:
            by_path.setdefault(checked.path, []).append(checked)
        for result in self.results:
            own = [checked for path in dict.fromkeys(result.paths) for checked in by_path.get(path, ())]
            yield result, tuple(sorted(own, key=lambda checked: not self.counts(checked)))
        yield None, tuple(checked for checked in self.files if self.is_nobodys(checked))

    def is_nobodys(self, checked: Checked) -> bool:
        """Tell whether a file does not say whose it is."""
        return checked.path not in self._offices_own

    @property
    def has_error(self) -> bool:
        """Whether anything is wrong, but for files that another has taken the place of."""
        return any(has_error(checked.findings) for checked in self.files if not checked.replaced)


def select(
    rubric: Rubric,
    files: Sequence[Checked],
    roster: Roster | None,
    preferred: frozenset[str] = frozenset(),
    provenance: Provenance | None = None,
    joins: Mapping[str, str] = _NO_JOINS,
) -> Collection:
    """Choose one file an office and rank the complete ones.

    The order of ``files`` decides nothing but the order in which they are listed. ``preferred`` are
    the paths that a person has chosen, ``joins`` which halves a person joined, by their SHA-256, where
    nothing speaks against it. With ``provenance``, which a campaign has, what is not proven goes before
    nothing that is, and has no rank; it has the joins, too.
    """
    files = [_of_this_rubric(rubric, checked) for checked in files]
    if provenance:
        joins, provenance = joining.standing_joins(files, provenance)
        files = [proof.judged(checked, provenance) for checked in files]
    results = []
    findings = []
    for sent in _by_office(files, roster):
        if provenance:
            _name_doubts(files, sent.files, provenance)
        chosen = _choose(files, sent.files, _Word(preferred, joins), provenance)
        office = sent.listed or (files[chosen].office if chosen is not None else Office())
        if chosen is None:
            findings.append(Finding("office-missing", params={"office": office.name or office.code}))
        elif roster and not sent.listed and files[chosen].is_confirmed:
            unlisted = Finding("office-unlisted", params={"office": office.name or office.code})
            files[chosen] = _with(files[chosen], unlisted)
        results.append((office, chosen, tuple(files[index].path for index in sent.files), sent))
    counting = [index for _, index, _, _ in results if index is not None and files[index].is_ranked]
    rank = ranks({index: files[index].totals[WHOLE_FORM].recomputed for index in counting}, rubric.better)
    made = [
        Result(
            office,
            None if i is None else files[i],
            None if i is None else rank.get(i),
            paths,
            sent.group,
            sent.phone,
        )
        for office, i, paths, sent in results
    ]
    made.sort(key=lambda result: not result.is_confirmed)
    return Collection(rubric, tuple(files), tuple(made), tuple(findings))


@dataclass(frozen=True, slots=True)
class _Sent:
    """What one office sent: the indexes of its files. ``listed`` is the office as the roster has it."""

    files: Sequence[int]
    listed: Office | None = None
    group: str = ""
    phone: str = ""


def _by_office(files: Sequence[Checked], roster: Roster | None) -> Iterator[_Sent]:
    """Yield the offices of the roster in its order, then those that are not on it, by their codes."""
    offices = [(roster.find(checked.office) if roster else None) or checked.office for checked in files]
    sent: dict[str, list[int]] = {}
    for index, office in enumerate(offices):
        key = _key(office, offices)
        if key:
            sent.setdefault(key, []).append(index)
    listed = {_key(entry.office, ()): entry for entry in (roster.entries if roster else ())}
    for key, entry in listed.items():
        yield _Sent(sent.get(key, ()), entry.office, entry.group, entry.phone)
    codes = {key: max(files[index].office.code for index in sent[key]) for key in sent}
    for key in sorted(sent.keys() - listed.keys(), key=lambda key: (codes[key], key)):
        yield _Sent(sent[key])


def _name_doubts(files: list[Checked], own: Sequence[int], provenance: Provenance) -> None:
    """Say of each of an office's files that nothing proves what speaks for it and what against."""
    unproven = [index for index in own if files[index].rubric and not files[index].is_confirmed]
    contents = {files[index].sha256 for index in unproven}
    is_any_confirmed = any(files[index].rubric and files[index].is_confirmed for index in own)
    others = 0 if is_any_confirmed else len(contents) - 1
    for index in unproven:
        files[index] = proof.doubtful(files[index], provenance, others)


def _key(office: Office, others: Iterable[Office]) -> str:
    """Return the key that tells an office from the others: its code, else its name.

    An office without a code takes that of the one office of the same name that has one.
    """
    if office.code:
        return f"code {office_key(office.code)}"
    name = office_key(office.name)
    codes = {other.code for other in others if other.code and office_key(other.name) == name}
    if len(codes) == 1:
        return f"code {office_key(codes.pop())}"
    return f"name {name}" if name else ""


def _of_this_rubric(rubric: Rubric, checked: Checked) -> Checked:
    if checked.rubric is None or checked.rubric.hash == rubric.hash:
        return checked
    params = {"found": checked.rubric.id, "expected": rubric.id}
    refusal = Finding("form-other-rubric", params=params)
    return replace(checked, state="rejected", rubric=None, findings=(refusal,))


class _Word(NamedTuple):
    """What a person has said: which paths are preferred, which contents are one form (by SHA-256)."""

    preferred: frozenset[str]
    joins: Mapping[str, str]


def _choose(
    files: list[Checked], indexes: Sequence[int], word: _Word, provenance: Provenance | None
) -> int | None:
    """Choose the best file of one office; each other file gets a finding that says why it does not count."""
    own = [files[index] for index in indexes]
    claims = proof.claims(own, provenance) if provenance else [Claim()] * len(own)
    ranked = {
        index: _precedence(files[index], claim, word.preferred, provenance)
        for index, claim in zip(indexes, claims, strict=True)
    }
    ordered = sorted(indexes, key=lambda index: (ranked[index].key, files[index].sha256, files[index].path))
    if not ordered:
        return None
    thin = _held(files, ordered, ranked, provenance)
    best = next(index for index in reversed(ordered) if index not in thin)
    chosen = files[best]
    half = joining.partner(chosen, own, word.joins)
    if half is not None:
        files[best] = joining.joined(chosen, half, proof.named(chosen, provenance))
    for index in ordered:
        other = files[index]
        if half is not None and other.sha256 == half.sha256:
            files[index] = _with(other, Finding("joined-into", params={"other": chosen.path}))
        elif index in thin:
            files[index] = _with(other, _fewer(other, thin[index], provenance))
        elif index != best:
            files[index], on_best = _passed_over(other, chosen, ranked[index], ranked[best], provenance)
            for finding in on_best:
                files[best] = _with(files[best], finding)
    return best


def _held(
    files: Sequence[Checked],
    ordered: Sequence[int],
    ranked: Mapping[int, "_Precedence"],
    provenance: Provenance | None,
) -> Mapping[int, Checked]:
    """Return the files that do not count though they are the latest, each with the fuller one before it."""
    found: dict[int, Checked] = {}
    for place in range(len(ordered) - 1, 0, -1):
        index = ordered[place]
        own = ranked[index]
        rivals = [files[each] for each in ordered[:place] if ranked[each].is_as_proven_as(own)]
        fuller = held.fuller(files[index], rivals) if _is_for_evidence(own, provenance) else None
        if fuller is None:
            break
        found[index] = fuller
    return found


def _is_for_evidence(ranked: "_Precedence", provenance: Provenance | None) -> bool:
    """Tell whether evidence alone, and no person, decides for or against a file that may count."""
    by_nobody = Strength.PASSED_BY_OTHERS <= ranked.claim.strength <= Strength.PROVEN
    return not ranked.is_preferred and (by_nobody or provenance is None)


def _fewer(checked: Checked, fuller: Checked, provenance: Provenance | None) -> Finding:
    params = {
        "other": fuller.path,
        "count": len(held.scored(checked)),
        "before": len(held.scored(fuller)),
        "named": proof.named(checked, provenance),
    }
    return Finding("version-fewer", params=params)


def _passed_over(
    other: Checked,
    best: Checked,
    ranked: "_Precedence",
    best_ranked: "_Precedence",
    provenance: Provenance | None,
) -> tuple[Checked, list[Finding]]:
    """Return a file with why it does not count, and what that says of the one that does."""
    if _same_content(other, best):
        return _with(other, Finding("duplicate", params={"other": best.path})), []
    if provenance and other.rubric and not best.is_confirmed:
        return _with(other, Finding("unconfirmed-too", params={"other": best.path})), []
    why = _why_before(best, other, best_ranked, ranked)
    if why is None:
        replaced = _with(other, _conflict(best, "該檔", "that one"))
        on_best = _conflict(other, "本檔", "this one")
    else:
        own, named = {"why": why.zh, "why_en": why.en}, proof.named(other, provenance)
        own |= {"other": best.path, "named": named}
        replaced, on_best = _with(other, Finding("superseded", params=own)), None
    is_in_doubt = ranked.is_as_proven_as(best_ranked) and not best_ranked.is_preferred and other.rubric
    if is_in_doubt and held.are_halves(best, other):
        counts = {"count": len(held.scored(best)), "others": len(held.scored(other))}
        names = {"named": proof.named(best, provenance), "half": proof.named(other, provenance)}
        on_best = Finding("version-halves", params={"other": other.path, **counts, **names})
    elif is_in_doubt and (but := doubt(best_ranked.evidence, ranked.evidence)):
        params = {"other": other.path, "why": but.zh, "why_en": but.en}
        on_best = Finding("version-doubtful", params=params)
    return replaced, [on_best] if on_best else []


class _Precedence(NamedTuple):
    """What decides which of an office's files counts, the strongest first."""

    is_claimed: bool
    is_preferred: bool
    claim: Claim
    is_readable: bool
    evidence: Evidence

    @property
    def key(self) -> tuple[object, ...]:
        """What sorts files; of two that are equal in all of it nobody can tell which is to count."""
        return (*self[:4], self.evidence.key)

    def is_as_proven_as(self, other: "_Precedence") -> bool:
        """Tell whether what proves two files is the same."""
        return self.claim == other.claim


def _precedence(
    checked: Checked, claim: Claim, preferred: frozenset[str], provenance: Provenance | None
) -> _Precedence:
    arrived = provenance.of(checked).arrived if provenance else None
    return _Precedence(
        claim.strength > Strength.NOT_PROVEN,
        checked.path in preferred,
        claim,
        checked.state != "rejected",
        evidence(checked, arrived, is_received=provenance is not None),
    )


def _why_before(
    best: Checked, other: Checked, ranked: _Precedence, other_ranked: _Precedence
) -> Sentence | None:
    """Say why one file counts before another of other content; None where a person has to decide."""
    if ranked.is_preferred and not other_ranked.is_preferred:
        return Sentence("由人指定", "a person chose it")
    if other.state == "rejected" and best.state != "rejected":
        return Sentence("本檔無法讀取", "this one cannot be read")
    by_proof = proof.why_before(best, other, ranked.claim, other_ranked.claim)
    if by_proof and other.state != "rejected":
        return by_proof
    by = decided_by(ranked.evidence, other_ranked.evidence)
    return why_later(best, by) if by else None


def _same_content(left: Checked, right: Checked) -> bool:
    return left.sha256 == right.sha256 or (left.rubric is not None and left.scorecard == right.scorecard)


def _conflict(other: Checked, used: str, used_en: str) -> Finding:
    params = {"other": other.path, "used": used, "used_en": used_en}
    return Finding("version-conflict", params=params)


def _with(checked: Checked, finding: Finding) -> Checked:
    """Return the file with one more finding; an error makes an accepted file questioned."""
    findings = (*checked.findings, finding)
    questioned = checked.state == "accepted" and has_error(findings)
    return replace(checked, findings=findings, state="questioned" if questioned else checked.state)
