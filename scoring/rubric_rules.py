"""What cannot be right about a rubric whose fields are: its points, its ids, its header, its texts.

Each rule is one small function that yields findings; `RULES` lists them.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from scoring.errors import Sentence
from scoring.field_finding import field_finding
from scoring.findings import Finding
from scoring.rubric import RESERVED, Band, Item, Rubric, Section, points_text
from scoring.score_rule import is_off_step

_COLUMNS_OF_LEVELS = 2
"""Levels that have a column of their own on the form."""


def _duplicate_ids(rubric: Rubric) -> Iterator[Finding]:
    for node_id, count in Counter(node.id for node in rubric.walk()).items():
        if count > 1:
            yield Finding("rubric-duplicate-id", node_id, params={"id": node_id, "count": count})


def _shape(rubric: Rubric) -> Iterator[Finding]:
    """Find items that stand where the form has a column for a section: each of the first two levels needs
    what the next is."""
    needed = min(len(rubric.levels) - 1, _COLUMNS_OF_LEVELS)
    steps = list(itertools.pairwise(rubric.levels))[:needed]
    said = Sentence(
        f"評分表有 {len(rubric.levels)} 層（levels）：{'，'.join(f'{a}之下要有{b}' for a, b in steps)}",
        f"the form has {len(rubric.levels)} levels:"
        f" {', '.join(f'beneath each “{a}” there is a “{b}”' for a, b in steps)}",
    )

    def lacking(nodes: Iterable[Section | Item], depth: int) -> Iterator[Finding]:
        for node in nodes:
            if not isinstance(node, Section) or not node.children:
                yield field_finding(node.id, "children", said)
            elif depth + 1 < needed:
                yield from lacking(node.children, depth + 1)

    if needed:
        yield from lacking(rubric.top, 0)


def _bands(rubric: Rubric) -> Iterator[Finding]:
    for item in rubric.items:
        for number, band in enumerate(item.bands, start=1):
            params = {"id": item.id, "band": number, "range": band.range_text, "allowed": item.range_text}
            if band.low > band.high:
                ends = {"low": points_text(band.low), "high": points_text(band.high)}
                yield Finding("rubric-band-inverted", item.id, params=params | ends)
            elif band.low < item.low or band.high > item.maximum:
                yield Finding("rubric-band-outside", item.id, params=params)
        highest = max((band.high for band in item.bands), default=item.maximum)
        if highest < item.maximum:
            params = {
                "id": item.id,
                "maximum": points_text(item.maximum),
                "highest": points_text(highest),
            }
            yield Finding("rubric-band-gap", item.id, params=params)


def _header(rubric: Rubric) -> Iterator[Finding]:
    """Find a header without its one office, ids that are used twice, and an id that rows of the form have."""
    offices = sum(field.kind == "office" for field in rubric.header)
    if offices != 1:
        said = Sentence(
            f"要有一個 kind 是 office 的欄位（受考核機關），現在有 {offices} 個",
            f"it should have one field whose kind is office (it has {offices})",
        )
        yield field_finding("", "header", said)
    for field_id, count in Counter(field.id for field in rubric.header).items():
        if count > 1:
            yield Finding("rubric-duplicate-id", field_id, params={"id": field_id, "count": count})
        if field_id in RESERVED:
            said = Sentence(
                f"編號 {field_id} 由系統使用，請改用別的",
                f"the id {field_id} is the program's own; use another",
            )
            yield field_finding(field_id, "id", said)


def _steps(rubric: Rubric) -> Iterator[Finding]:
    """Find points that no score can have, for scores are multiples of the step."""
    for item in (item for item in rubric.items if item.is_typed):
        ends = [(item.low, "low"), (item.maximum, "maximum")]
        for points, field in ends:
            if is_off_step(points, rubric.step):
                yield field_finding(item.id, field, _off_step(points, rubric.step))
        for number, band in enumerate(item.bands, start=1):
            off = [points for points in (band.low, band.high) if is_off_step(points, rubric.step)]
            if off:
                name = Sentence(f"bands（第 {number} 項）", f"bands (entry {number})")
                yield field_finding(item.id, "bands", _off_step(off[0], rubric.step), name)


def _off_step(points: Decimal, step: Decimal) -> Sentence:
    shown, of = points_text(points), points_text(step)
    return Sentence(
        f"{shown} 不是最小給分單位（step）{of} 的倍數，沒有人能得到這個分數；請改其中一個",
        f"{shown} is no multiple of the step {of}, so that no score can be it; correct one of them",
    )


def _band_holes(rubric: Rubric) -> Iterator[Finding]:
    """Find scores between two bands, which nobody can have: of an item with bands one is ticked."""
    for item in rubric.items:
        bands = sorted((band for band in item.bands if band.low <= band.high), key=lambda band: band.low)
        highest = bands[0].high if bands else item.maximum
        for band in bands[1:]:
            if band.low > highest + rubric.step:
                params = {"id": item.id, "above": points_text(highest), "below": points_text(band.low)}
                yield Finding("rubric-band-hole", item.id, params=params)
            highest = max(highest, band.high)


def _lows(rubric: Rubric) -> Iterator[Finding]:
    for item in rubric.items:
        if item.is_typed and item.low > item.maximum:
            low, maximum = points_text(item.low), points_text(item.maximum)
            said = Sentence(f"下限 {low} 高於配分 {maximum}", f"the low {low} is above the maximum {maximum}")
            yield field_finding(item.id, "low", said)


def _overlaps(rubric: Rubric) -> Iterator[Finding]:
    for item in rubric.items:
        numbered: Iterable[tuple[int, Band]] = enumerate(item.bands, start=1)
        for (number, band), (other, other_band) in itertools.combinations(numbered, 2):
            if band.low <= other_band.high and other_band.low <= band.high:
                params = {
                    "id": item.id,
                    "band": number,
                    "other": other,
                    "range": band.range_text,
                    "other_range": other_band.range_text,
                }
                yield Finding("rubric-band-overlap", item.id, params=params)


def _earlier_ids(rubric: Rubric) -> Iterator[Finding]:
    """Find ids of last year that several nodes claim with ``was``: each would claim its points."""
    times = Counter(rubric.earlier_ids.values())
    for node_id, earlier_id in rubric.earlier_ids.items():
        if times[earlier_id] > 1:
            said = Sentence(
                f"不只一處寫 {earlier_id}，上年的一項只能對應今年的一項",
                f"{earlier_id} is stated more than once; one of last year is one of this year",
            )
            yield field_finding(node_id, "was", said)


RULES = (_duplicate_ids, _header, _shape, _bands, _lows, _steps, _overlaps, _band_holes, _earlier_ids)
