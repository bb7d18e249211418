"""Small rubrics and scorecards, written inline; and what 臺北分署 handed in on the real form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from scoring.findings import Finding
from scoring.rubric import Band, HeaderField, Item, Rubric, Section, kind_at
from scoring.scorecard import Answer, Header, Office, Scorecard, Stated

Points = int | str | Decimal
OFFICE = Office("B01", "臺北分署")
HEADER = (
    HeaderField("office", "受考核機關名稱", "office"),
    HeaderField("date", "考核日期", "date", "例：107年7月5日"),
    HeaderField("examiners", "考核人員", "text"),
)

# ── rubrics ─────────────────────────────────────────────────────────────────────────────────────


def item(
    item_id: str,
    maximum: Points,
    *bands: tuple[int, int],
    low: Points = 1,
    note_rows: int = 2,
    description: str = "",
) -> Item:
    """An item; each band is its low and its high."""
    levels = tuple(
        Band(f"第 {number} 級", Decimal(low_), Decimal(high))
        for number, (low_, high) in enumerate(bands, start=1)
    )
    return Item(
        item_id,
        f"{item_id.rpartition('.')[2]}.",
        f"細項{item_id}",
        Decimal(maximum),
        Decimal(low),
        note_rows,
        description,
        bands=levels,
    )


def section(section_id: str, *children: Section | Item, description: str = "") -> Section:
    """A dimension, criterion or heading, as its id is long; its maximum is its children's."""
    return Section(
        section_id,
        kind_at(section_id.count("."), 3),
        "",
        f"項目{section_id}",
        sum((child.maximum for child in children), Decimal(0)),
        children,
        description=description,
    )


def rubric(*dimensions: Section, step: Points = 1) -> Rubric:
    maximum = sum((dimension.maximum for dimension in dimensions), Decimal(0))
    return Rubric("small", "小評分表", maximum, Decimal(step), HEADER, dimensions)


def leveled(levels: Sequence[str], *top: Section | Item, step: Points = 1) -> Rubric:
    """A rubric whose levels have these names."""

    def of_its_kind(node: Section | Item, depth: int) -> Section | Item:
        if isinstance(node, Item):
            return node
        children = tuple(of_its_kind(child, depth + 1) for child in node.children)
        return replace(node, kind=kind_at(depth, len(levels)), children=children)

    nodes = tuple(of_its_kind(node, 0) for node in top)
    sections = tuple(node for node in nodes if isinstance(node, Section) and node.kind != "heading")
    undivided = () if len(sections) == len(nodes) else nodes
    maximum = sum((node.maximum for node in nodes), Decimal(0))
    return Rubric(
        *("leveled", "分層的評分表", maximum, Decimal(step), HEADER, sections),
        levels=tuple(levels),
        undivided=undivided,
    )


SMALL = rubric(
    section(
        "1",
        section("1.1", item("1.1.1", 10), item("1.1.2", 20, (11, 20), (1, 10))),
        section(
            "1.2",
            section("1.2.1", item("1.2.1.1", 5), item("1.2.1.2", 5)),
            description="應提高便利性。",
        ),
    ),
    section("2", section("2.1", item("2.1.1", 60, note_rows=3))),
)
"""100 points in four items and a heading; 1.1.2 has bands."""

# ── scorecards ──────────────────────────────────────────────────────────────────────────────────


def number(points: Points) -> Decimal:
    return Decimal(points)


def note_of(item_id: str) -> str:
    """The evidence of an item with nothing wrong."""
    return f"1. {item_id} 的佐證資料如附件。"


def scorecard(of: Rubric, scores: Mapping[str, Points | None] | None = None) -> Scorecard:
    """A scorecard with nothing wrong: every item its maximum, or as said, the first band ticked,
    a note for each score."""
    given = scores or {}
    answers = {}
    for node in of.items:
        points = given.get(node.id, node.maximum)
        answers[node.id] = Answer(
            None if points is None else number(points),
            (1,) if node.bands else (),
            () if points is None else (note_of(node.id),),
        )
    header = Header({"date": (date(2018, 7, 5),)}, {}, {"examiners": "為民服務專案小組"})
    return Scorecard(OFFICE, header, answers)


def answered(card: Scorecard, item_id: str, **changes: Any) -> Scorecard:
    """The scorecard with one item's answer changed."""
    if isinstance(changes.get("score"), int | str):
        changes["score"] = number(changes["score"])
    answer = replace(card.answer(item_id), **changes)
    return replace(card, answers={**card.answers, item_id: answer})


def typed(card: Scorecard, totals: Mapping[str, Points | None]) -> Scorecard:
    """The scorecard with these totals typed in."""
    stated = {
        total_id: Stated(None if points is None else number(points), typed=True)
        for total_id, points in totals.items()
    }
    return replace(card, stated={**card.stated, **stated})


def computed(card: Scorecard, totals: Mapping[str, Points | None]) -> Scorecard:
    """The scorecard with these totals as values saved with formulas."""
    stated = {
        total_id: Stated(None if points is None else number(points), typed=False)
        for total_id, points in totals.items()
    }
    return replace(card, stated={**card.stated, **stated})


# ── findings ────────────────────────────────────────────────────────────────────────────────────


def places(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Code and id of each finding, in order."""
    return [(finding.code, finding.id) for finding in findings]


def one(findings: Iterable[Finding], code: str) -> Finding:
    """The only finding of a code."""
    (found,) = [finding for finding in findings if finding.code == code]
    return found


# ── what 臺北分署 handed in ──────────────────────────────────────────────────────────────────────

TAIPEI_SCORES: Mapping[str, int | None] = {
    "1.1.1": 27, "1.1.2": None, "1.1.3": 27,
    "1.2.1": 18, "1.2.2.1": 4, "1.2.2.2": 8, "1.2.2.3": 4,
    "1.2.3": 28, "1.2.4.1": 8, "1.2.4.2": 8, "1.2.4.3": 5,
    "2.1.1": 26, "2.1.2": 25, "2.1.3": 25, "2.1.4": 6,
    "2.2.1": 25, "2.2.2": 26, "2.2.3": 25, "2.2.4": 5,
    "2.3.1": 43, "2.3.2": 41, "3.1.1": 43, "3.1.2": 42, "3.2.1": 43, "3.2.2": 44,
    "4.1.1": 16, "4.1.2": 17, "4.1.3": 18, "4.1.4": 17, "4.1.5": 17,
    "4.2.1": 22, "4.2.2": 22, "4.2.3": 20, "4.2.4": 20, "5.1.1": 43, "5.2.1": 45,
}  # fmt: skip
TAIPEI_STATED: Mapping[str, int | None] = {
    "": 849, "1": 172, "2": 247, "3": 172, "4": 169, "5": 86,
    "1.1": None, "1.2": 82, "2.1": 82, "2.2": 81, "2.3": 84, "3.1": 85, "3.2": 87,
    "4.1": 85, "4.2": 84, "5.1": 43, "5.2": 43,
}  # fmt: skip


def taipei(of: Rubric) -> Scorecard:
    """The printed form of July 2018, to the number; its totals were typed."""
    card = answered(scorecard(of, TAIPEI_SCORES), "1.2.4.3", ticked=(2,))
    return typed(card, TAIPEI_STATED)


# ── any rubric ──────────────────────────────────────────────────────────────────────────────────


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    """Any small rubric: items with and without bands, beneath criteria and beneath headings."""

    def leaf(item_id: str) -> Item:
        low = draw(st.integers(0, 2))
        edges = draw(st.lists(st.integers(low, 30), min_size=1, max_size=4, unique=True).map(sorted))
        bands = [(left + 1, right) for left, right in pairwise([low - 1, *edges])]
        return item(
            item_id,
            edges[-1],
            *(reversed(bands) if draw(st.booleans()) else ()),
            low=low,
            note_rows=draw(st.integers(1, 6)),
            description=draw(st.sampled_from(["", "重視處理效率。" * 20])),
        )

    def below(section_id: str) -> Section:
        children: list[Section | Item] = []
        for number_ in range(1, draw(st.integers(1, 3)) + 1):
            child = f"{section_id}.{number_}"
            is_heading = draw(st.integers(0, 3)) == 0
            children.append(section(child, leaf(f"{child}.1")) if is_heading else leaf(child))
        return section(section_id, *children, description=draw(st.sampled_from(["", "應維持一致。"])))

    dimensions = [
        section(str(number_), *(below(f"{number_}.{k}") for k in range(1, draw(st.integers(1, 2)) + 1)))
        for number_ in range(1, draw(st.integers(1, 2)) + 1)
    ]
    return rubric(*dimensions, step=draw(st.sampled_from(["1", "0.5", "0.1"])))
