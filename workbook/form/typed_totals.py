"""Totals that somebody typed over: all that was found of them in one sentence.

Whoever types one total over its formula mostly types all of them, and each has findings of its own, while
there is one thing to do: nothing, for totals add up by themselves on a form that has its formulas.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.errors import Sentence
from scoring.findings import Finding

_REPLACED = "formula-replaced"


def _incomplete(params: Mapping[str, object]) -> Sentence:
    return Sentence(
        "「{name}」寫 {stated}，其下還有細項沒有可計的評分".format_map(params),
        "“{name}” states {stated}, with items beneath that have no score that counts".format_map(params),
    )


_SAID: Mapping[str, Callable[[Mapping[str, object]], Sentence]] = {
    "total-mismatch": lambda params: Sentence(
        "「{name}」寫 {stated}，細項加總 {recomputed}".format_map(params),
        "“{name}” states {stated}, its items make {recomputed}".format_map(params),
    ),
    "total-rule-mismatch": lambda params: Sentence(
        "「{name}」寫 {stated}，按規則計算 {recomputed}".format_map(params),
        "“{name}” states {stated}, its items come to {recomputed}".format_map(params),
    ),
    "total-not-a-number": lambda params: Sentence(
        "「{name}」寫「{text}」".format_map(params), "“{name}” says “{text}”".format_map(params)
    ),
    "total-inconsistent": lambda params: Sentence(
        "「{name}」寫 {stated}，其下得分合計 {children}".format_map(params),
        "“{name}” states {stated}, the totals beneath make {children}".format_map(params),
    ),
    "total-rule-inconsistent": lambda params: Sentence(
        "「{name}」寫 {stated}，按其下得分計算是 {children}".format_map(params),
        "“{name}” states {stated}, the totals beneath come to {children}".format_map(params),
    ),
    "total-incomplete": _incomplete,
    "total-rule-incomplete": _incomplete,
}
CODES = (_REPLACED, *_SAID)
"""What can be found of a total that was typed, the weightiest about one total first."""
_NAMED = 3


@dataclass(frozen=True, slots=True)
class TypedTotals:
    """Findings of typed totals, all of one form, and what they come to. ``total_ids`` are the totals."""

    findings: tuple[Finding, ...]
    total_ids: tuple[str, ...]
    problem: Sentence

    @property
    def in_order(self) -> tuple[Finding, ...]:
        """The findings in the order in which the sentence names their totals."""
        order = {each: place for place, each in enumerate(self.total_ids)}
        return tuple(
            sorted(self.findings, key=lambda each: (each.code == _REPLACED, order.get(each.id, len(order))))
        )

    @property
    def is_error(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)


def typed_totals(findings: Iterable[Finding]) -> TypedTotals | None:
    """Return what was found of typed totals as one; None where no total is wrong."""
    own = tuple(finding for finding in findings if finding.code in CODES)
    by_total: dict[str, Finding] = {}
    for code in _SAID:
        for finding in own:
            if finding.code == code:
                by_total.setdefault(finding.id, finding)
    if not by_total:
        return None
    replaced = next((finding for finding in own if finding.code == _REPLACED), None)
    ids = dict.fromkeys([*by_total, *_replaced_ids(replaced)])
    return TypedTotals(own, tuple(ids), _problem(replaced, list(by_total.values())))


def _replaced_ids(replaced: Finding | None) -> Sequence[str]:
    ids = replaced.params.get("totals") if replaced else None
    return [str(each) for each in ids] if isinstance(ids, list) else []


def _problem(replaced: Finding | None, wrong: Sequence[Finding]) -> Sentence:
    said = [_SAID[finding.code](finding.params) for finding in wrong[:_NAMED]]
    more, count = len(wrong) - _NAMED, replaced.params["count"] if replaced else len(wrong)
    begin = Sentence(f"{count} 處得分不對：", f"{count} total(s) are wrong: ")
    if replaced:
        begin = Sentence(
            f"{count} 處得分是輸入的，不是公式；不符的是",
            f"{count} total(s) were typed in place of formulas; wrong: ",
        )
    rest, rest_en = (f"；另有 {more} 處", f"; and {more} more") if more > 0 else ("", "")
    return Sentence(
        f"{begin.zh}{'；'.join(each.zh for each in said)}{rest}。",
        f"{begin.en}{'; '.join(each.en for each in said)}{rest_en}.",
    )
