"""Doubts about bands that claim a percentage which nothing in the evidence reaches."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from scoring.doubts.percentages import Interval, claims, percentages
from scoring.doubts.rules import ClaimUnsupported
from scoring.figures import typed_items
from scoring.findings import Finding
from scoring.rubric import Rubric, plain, points_text
from scoring.scorecard import Scorecard

_LISTED = 5
"""Percentages of the notes that a finding lists."""
_claims = lru_cache(maxsize=1024)(claims)


def unsupported(rubric: Rubric, scorecard: Scorecard, rule: ClaimUnsupported) -> Iterator[Finding]:
    """Find ticked bands whose claimed percentage the notes do not reach.

    Items with several ticks are left out: those are errors of their own.
    """
    for item in typed_items(rubric, scorecard):
        answer = scorecard.answer(item.id)
        if len(answer.ticked) != 1 or not item.bands:
            continue
        band = answer.ticked[0]
        intervals = _claims(item.bands[band - 1].text)
        if not intervals:
            continue
        found = [number for note in answer.notes for number in percentages(note, rule.not_evidence)]
        bare = [interval for interval in intervals if not any(number in interval for number in found)]
        if bare:
            params = {"name": rubric.name(item.id), "band": band} | _claimed(bare) | _found(found)
            yield Finding("claim-unsupported", item.id, "band", band, params)


def _claimed(bare: Sequence[Interval]) -> dict[str, object]:
    return {
        "claimed": "；".join(interval.text_zh for interval in bare),
        "claimed_en": "; ".join(interval.text_en for interval in bare),
    }


def _found(found: Sequence[Decimal]) -> dict[str, object]:
    """Return the notes' percentages as finding params: a sentence in each language, and the numbers."""
    distinct = list(dict.fromkeys(found))
    listed = [f"{points_text(number)}%" for number in distinct[:_LISTED]]
    more = len(distinct) > _LISTED
    if not distinct:
        zh, en = "紀錄事項卻未載明可資佐證的百分比", "the notes give no percentage for it"
    else:
        zh = f"紀錄事項所載的 {'、'.join(listed)}{' 等' if more else ' '}卻都不在其內"
        en = f"none of the notes' percentages ({', '.join(listed)}{', …' if more else ''}) is within that"
    return {"found_zh": zh, "found_en": en, "percentages": [plain(number) for number in distinct]}
