"""One year's form as data: the tree of sections and items, with their bands.

These are plain values that are already known to be right; `scoring.rubric_file` reads and tests
them. Points are `Decimal`, in points (分).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, TypeVar

from scoring import words
from scoring.form_columns import FormColumn
from scoring.form_rules import SUM, Absence, Ask, Better, Choice, Fold, Grade, Measured, When, Written
from scoring.words import FormLanguage

SectionKind = Literal["dimension", "criterion", "part", "heading"]
HeaderKind = Literal["office", "date", "period", "choice", "text"]
_Kind = TypeVar("_Kind")
_IS_LATER = "later"
WHOLE_FORM = ""
"""The id of the form as a whole, whose total is 總分."""
LEVELS = words.LEVELS["zh-TW"]
RESERVED = frozenset({"columns"})
"""Ids that no header field can have: the row of the headings is known by it."""


def plain(points: Decimal) -> int | float:
    """Return points as a JSON or spreadsheet number: an int where whole."""
    return int(points) if points == points.to_integral_value() else float(points)


def points_text(points: Decimal) -> str:
    """Return points as printed: no trailing zeros, no exponent."""
    return f"{points.normalize():f}"


def later(default: _Kind) -> _Kind:
    """Return a dataclass field that came after the first forms were issued: where it has its default it is
    left out of the hash, so that those forms are still of their rubric."""
    made: _Kind = field(default=default, metadata={_IS_LATER: True})
    return made


@dataclass(frozen=True, slots=True)
class Band:
    """A level (級距) that an office ticks, and the scores it allows, both ends included."""

    text: str
    low: Decimal
    high: Decimal

    @property
    def range_text(self) -> str:
        """The scores that it allows; one alone where it is of fixed worth."""
        low, high = points_text(self.low), points_text(self.high)
        return low if low == high else f"{low}~{high}"


@dataclass(frozen=True, slots=True)
class Item:
    """A leaf of the form (細項) that gets one score, from ``low`` to ``maximum``."""

    id: str
    number: str
    title: str
    maximum: Decimal
    low: Decimal
    note_rows: int
    description: str = ""
    guidance: str = ""
    bands: tuple[Band, ...] = ()
    show_points: bool = False
    reconstructed: tuple[str, ...] = ()
    ask: Ask | None = later(None)
    """How it is answered where no score is typed."""
    na: Absence = later("no")
    when: tuple[When, ...] = later(())
    """On what it depends whether it is asked: its own and its sections', all of which have to hold."""
    weight: Decimal = later(Decimal(1))
    bonus: bool = later(False)

    @property
    def is_scored(self) -> bool:
        """Whether it has a figure at all: a note, a date and a number have none."""
        return not isinstance(self.ask, Written)

    @property
    def is_typed(self) -> bool:
        """Whether a person types its score; else the score follows from what is ticked, chosen or counted."""
        return self.ask is None

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands in rows of their own beneath its first: bands, options, what is measured."""
        match self.ask:
            case None:
                return tuple(band.text for band in self.bands)
            case Choice(options, "rows"):
                return tuple(option.text for option in options)
            case Measured(of):
                return of
            case _:
                return ()

    @property
    def ticks(self) -> int:
        """How many rows of it are there to be ticked."""
        return 0 if isinstance(self.ask, Measured) else len(self.lines)

    @property
    def may_be_na(self) -> bool:
        """Whether its figure may be «not applicable»: by an answer, by a measure of none, or not asked."""
        is_measured_of = isinstance(self.ask, Measured) and len(self.ask.of) > 1
        has_option = isinstance(self.ask, Choice) and any(option.is_na for option in self.ask.options)
        return self.na != "no" or bool(self.when) or is_measured_of or has_option

    @property
    def label(self) -> str:
        return _label(self.number, self.title)

    @property
    def heading(self) -> str:
        """The item's first line as printed, with its points where the form prints them."""
        return self.label + (f"({points_text(self.maximum)}分)" if self.show_points else "")

    @property
    def range_text(self) -> str:
        return f"{points_text(self.low)}~{points_text(self.maximum)}"

    @property
    def steps_text(self) -> str:
        """What is measured and what it is worth, as a line for whoever fills it in; empty for others."""
        if not isinstance(self.ask, Measured):
            return ""
        ends = ((points_text(step.start), points_text(step.worth)) for step in reversed(self.ask.steps))
        steps = (f"{start} 以上 {worth} 分" for start, worth in ends)
        return f"{'÷'.join(self.ask.of)}：{'、'.join(steps)}。"


@dataclass(frozen=True, slots=True)
class Section:
    """An inner node: dimension (構面), criterion (考核項目), part (of a level below these) or heading."""

    id: str
    kind: SectionKind
    number: str
    title: str
    maximum: Decimal
    children: "tuple[Section | Item, ...]"
    group: str = ""
    description: str = ""
    show_points: bool = False
    reconstructed: tuple[str, ...] = ()
    weight: Decimal = later(Decimal(1))
    bonus: bool = later(False)
    fold: Fold = later(SUM)
    round_to: Decimal | None = later(None)
    grades: tuple[Grade, ...] = later(())

    @property
    def label(self) -> str:
        return _label(self.number, self.title)

    @property
    def heading(self) -> str:
        return self.label + (f"({points_text(self.maximum)}分)" if self.show_points else "")

    @property
    def has_stated_total(self) -> bool:
        """Whether the form prints a 得分 for it: all but headings have one."""
        return self.kind != "heading"


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A line above the table: the office, the date, the examiners. ``options`` are a choice's."""

    id: str
    label: str
    kind: HeaderKind
    hint: str = ""
    options: tuple[str, ...] = later(())


@dataclass(frozen=True, eq=False)
class Rubric:
    """One year's form (評分表). ``step`` is the smallest difference between two scores.

    ``earlier_ids`` states, by this year's id, that of the same section or item in the rubric of the
    year before, where the two differ in id or title. No form shows it: it is not part of the hash.
    ``levels`` are the names of the levels, top-down; ``undivided`` stands at the top of a form that has one
    level alone and so no dimensions.

    Two rubrics are the same where their ``hash`` is; as objects they compare by identity.
    """

    id: str
    title: str
    maximum: Decimal
    step: Decimal
    header: tuple[HeaderField, ...]
    dimensions: tuple[Section, ...]
    total_label: str = "總分"
    earlier_ids: Mapping[str, str] = field(default_factory=dict)
    notes_required: bool = later(True)
    """Whether scored items are to have evidence (紀錄事項), and a form without any is sent back."""
    columns: tuple[FormColumn, ...] = later(())
    """What the rubric says of the form's columns; of those that it passes over, nothing is another."""
    language: FormLanguage = later("zh-TW")
    own_words: tuple[tuple[str, str], ...] = later(())
    """The terms (`scoring.words`) that the form has words of its own for, with these."""
    levels: tuple[str, ...] = later(LEVELS)
    undivided: tuple[Section | Item, ...] = later(())

    fold: Fold = later(SUM)
    round_to: Decimal | None = later(None)
    grades: tuple[Grade, ...] = later(())
    better: Better = later("high")
    """Which total is the better one: of faults and of sums of ranks the lowest is."""

    @property
    def na_text(self) -> str:
        """What stands in a cell for «not applicable»."""
        return self.term("na")

    @property
    def top(self) -> tuple[Section | Item, ...]:
        """What stands at the top of the form, in printed order."""
        return self.undivided or self.dimensions

    def term(self, name: str) -> str:
        """Return the form's word for a term of `scoring.words`."""
        return words.term(name, self.language, dict(self.own_words))

    def heading_of(self, column_id: str) -> str:
        """Return what stands above one of the form's own columns, or a further one, by its id in the file."""
        said = {column.id: column.label for column in self.columns}.get(column_id)
        if said or column_id not in words.TERMS:
            return said or ""
        own = self.term(column_id)
        return f"{self.item_word}{own}" if column_id == "points" and self.language == "zh-TW" else own

    @property
    def item_word(self) -> str:
        """What an item is called."""
        return self.levels[-1]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item, in printed order."""
        return tuple(node for node in self.walk() if isinstance(node, Item))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Every section, in printed order, parents first."""
        return tuple(node for node in self.walk() if isinstance(node, Section))

    @cached_property
    def nodes(self) -> Mapping[str, Section | Item]:
        return {node.id: node for node in self.walk()}

    @cached_property
    def items_under(self) -> Mapping[str, tuple[Item, ...]]:
        """The items beneath each section and beneath the whole form, in printed order."""
        under = {section.id: _items_of(section) for section in self.sections}
        return {WHOLE_FORM: self.items, **under}

    @cached_property
    def total_ids(self) -> tuple[str, ...]:
        """The whole form and every section, in printed order."""
        return (WHOLE_FORM, *(section.id for section in self.sections))

    @cached_property
    def stated_ids(self) -> tuple[str, ...]:
        """Those totals whose 得分 the form prints."""
        return (WHOLE_FORM, *(s.id for s in self.sections if s.has_stated_total))

    @cached_property
    def ancestors(self) -> Mapping[str, tuple[str, ...]]:
        """The totals above each item, nearest first, the whole form last."""
        above: dict[str, tuple[str, ...]] = {}
        for section_id in reversed(self.total_ids):
            for item in self.items_under[section_id]:
                above[item.id] = (*above.get(item.id, ()), section_id)
        return above

    @cached_property
    def hash(self) -> str:
        """SHA-256 over all that the form shows and allows; a changed rubric is another form."""
        shown = {key: value for key, value in _content(self).items() if key != "earlier_ids"}
        content = json.dumps(shown, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(content.encode()).hexdigest()

    def walk(self) -> Iterator[Section | Item]:
        """Yield every section and item in printed order, parents before children."""
        for node in self.top:
            yield from _walk(node)

    def children(self, total_id: str) -> tuple[Section | Item, ...]:
        """Return what stands beneath a total: a section's children, or the top of the whole form."""
        if total_id == WHOLE_FORM:
            return self.top
        node = self.nodes[total_id]
        return node.children if isinstance(node, Section) else ()

    def maximum_of(self, total_id: str) -> Decimal:
        return self.maximum if total_id == WHOLE_FORM else self.nodes[total_id].maximum

    def name(self, node_id: str, limit: int = 24) -> str:
        """Return a section's or item's label for messages, cut at ``limit`` characters."""
        label = self.total_label if node_id == WHOLE_FORM else self.nodes[node_id].label
        return label if len(label) <= limit else label[: limit - 1] + "…"


def kind_at(depth: int, levels: int) -> SectionKind:
    """Return what a section is, at so many sections beneath the top, on a form of so many levels: those that
    are no level's are headings."""
    if depth >= levels - 1:
        return "heading"
    return ("dimension", "criterion")[depth] if depth < 2 else "part"


def _content(value: Any) -> Any:
    """Return a rubric, or a part of one, as data for the hash."""
    if isinstance(value, tuple):
        return [_content(each) for each in value]
    if not is_dataclass(value):
        return value
    said = ((each, getattr(value, each.name)) for each in fields(value))
    return {
        each.name: _content(its)
        for each, its in said
        if not (each.metadata.get(_IS_LATER) and its == each.default)
    }


def _label(number: str, title: str) -> str:
    """Join number and title as printed: 1. 資訊公開, (一) 服務友善, but 一、基礎服務."""
    return f"{number} {title}" if number.endswith((".", ")")) else f"{number}{title}"


def _walk(node: Section | Item) -> Iterator[Section | Item]:
    yield node
    if isinstance(node, Section):
        for child in node.children:
            yield from _walk(child)


def _items_of(section: Section) -> tuple[Item, ...]:
    return tuple(node for node in _walk(section) if isinstance(node, Item))
