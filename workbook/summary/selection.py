"""Which files make up a collection: one an office, the rest listed with the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scoring.findings import Finding
from scoring.ranking import ranks
from scoring.roster import Roster
from scoring.rubric import WHOLE_FORM, Rubric
from scoring.scorecard import Office
from scoring.values import office_key
from workbook.intake.check import Checked


@dataclass(frozen=True)
class Result:
    """One office and the file that counts for it; none where it sent nothing.

    ``rank`` is empty while an item has no score: what is not complete cannot be compared.
    """

    office: Office
    checked: Checked | None
    rank: int | None = None

    @property
    def total(self) -> Decimal | None:
        readable = self.checked and self.checked.rubric
        return self.checked.totals[WHOLE_FORM].recomputed if self.checked and readable else None


@dataclass(frozen=True)
class Collection:
    """What came in. ``files`` are all of them in the order given, with what the selection found;
    ``results`` has every office of the roster, then those that are not on it."""

    rubric: Rubric
    files: tuple[Checked, ...]
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]

    def is_used(self, checked: Checked) -> bool:
        return any(result.checked is checked for result in self.results)


def select(rubric: Rubric, files: Sequence[Checked], roster: Roster | None) -> Collection:
    """Choose one file an office and rank the complete ones.

    The order of ``files`` decides nothing but the order in which they are listed.
    """
    files = [_of_this_rubric(rubric, checked) for checked in files]
    groups: dict[str, list[int]] = {}
    offices: dict[str, Office] = {}
    for index, checked in enumerate(files):
        office = (roster.find(checked.office) if roster else None) or checked.office
        key = office_key(office.code or office.name)
        if key:
            groups.setdefault(key, []).append(index)
            offices.setdefault(key, office)
    listed = {office_key(o.code or o.name): o for o in (roster.offices if roster else ())}
    order = [*listed, *sorted(key for key in groups if key not in listed)]
    results = []
    findings = []
    for key in order:
        office = listed.get(key) or offices[key]
        chosen = _choose(files, groups.get(key, []))
        if chosen is None:
            findings.append(Finding("office-missing", params={"office": office.name or office.code}))
        elif roster and key not in listed:
            unlisted = Finding("office-unlisted", params={"office": office.name or office.code})
            files[chosen] = _with(files[chosen], unlisted)
        results.append((office, chosen))
    complete = {
        index: checked.totals[WHOLE_FORM].recomputed
        for _, index in results
        if index is not None and (checked := files[index]).rubric and checked.totals[WHOLE_FORM].complete
    }
    rank = ranks(complete)
    return Collection(
        rubric,
        tuple(files),
        tuple(
            Result(office, files[i], rank.get(i)) if i is not None else Result(office, None)
            for office, i in results
        ),
        tuple(findings),
    )


def _of_this_rubric(rubric: Rubric, checked: Checked) -> Checked:
    if checked.rubric is None or checked.rubric.hash == rubric.hash:
        return checked
    params = {"found": checked.rubric.id, "expected": rubric.id}
    refusal = Finding("form-other-rubric", params=params)
    return replace(checked, state="rejected", rubric=None, findings=(refusal,))


def _choose(files: list[Checked], indexes: Iterable[int]) -> int | None:
    """The best file of one office; the others get a finding that says why they are not it."""
    ordered = sorted(indexes, key=lambda index: _standing(files[index]))
    if not ordered:
        return None
    best = ordered[-1]
    for index in ordered[:-1]:
        files[index] = _with(files[index], _passed_over(files[index], files[best]))
    return best


def _standing(checked: Checked) -> tuple[bool, str, float, str, str]:
    """What decides between two files of an office: readable first, then the later saved by its own
    record, then the later file; the hash settles what nothing else does, whatever the order."""
    readable = checked.state != "rejected"
    return readable, checked.saved_at, checked.file_time, checked.sha256, checked.path


def _passed_over(checked: Checked, best: Checked) -> Finding:
    if checked.sha256 == best.sha256:
        return Finding("duplicate", params={"other": best.path})
    if checked.state == "rejected":
        why = ("本檔無法讀取", "this one cannot be read")
    elif checked.saved_at != best.saved_at:
        why = (f"該檔最後儲存於 {best.saved_at}，較新", f"it was saved later, {best.saved_at}")
    elif checked.file_time != best.file_time:
        why = ("該檔的檔案時間較新", "its file time is later")
    else:
        why = ("兩檔時間相同，無從判斷，以雜湊值決定", "both bear the same time; the hash decided")
    return Finding("superseded", params={"other": best.path, "why": why[0], "why_en": why[1]})


def _with(checked: Checked, finding: Finding) -> Checked:
    return replace(checked, findings=(*checked.findings, finding))
