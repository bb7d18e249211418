"""What one office handed in, as far as it could be read, and what was written where it could not."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Office:
    """An office (受考核機關). ``code`` is the roster's; empty on a form issued to nobody."""

    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One item's answer.

    ``ticked`` counts bands from 1 in printed order. ``notes`` are paragraphs (紀錄事項), none of
    them blank. ``score_text`` keeps what stood there when no number could be read from it, and
    ``score_is_text`` says that the number was typed as text, which the sheet's own sums skip.
    ``score_day`` is the month and day that the cell shows where the number is a date's. ``odd_ticks`` are the
    marks not understood, by band. ``is_na`` says that the item was called not applicable where its score or
    number would stand. ``given`` are the numbers typed instead of a score (cases, what was measured), in
    their order, and ``odd_given`` what stood there that is no number, by its place from 1. ``further`` has
    what stands in the form's further columns, by their id, and under an empty id the answer of an item that
    is not scored.
    """

    score: Decimal | None = None
    ticked: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    score_text: str = ""
    score_is_text: bool = False
    score_day: tuple[int, int] | None = None
    odd_ticks: tuple[tuple[int, str], ...] = ()
    is_na: bool = False
    given: tuple[Decimal | None, ...] = ()
    odd_given: tuple[tuple[int, str], ...] = ()
    further: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was answered: no score, no mark, no number."""
        numbers = any(number is not None for number in self.given) or bool(self.odd_given)
        marks = bool(self.ticked or self.odd_ticks)
        return not (self.is_na or numbers or marks or self.score_text or self.score is not None)


@dataclass(frozen=True, slots=True)
class Stated:
    """A total as the workbook shows it. ``typed``: a number over the formula, not a formula's value."""

    value: Decimal | None = None
    typed: bool = True
    text: str = ""
    """What was typed where no number could be read from it."""


@dataclass(frozen=True, slots=True)
class Header:
    """The lines above the table, by the ids of their fields.

    ``days`` has the day of a date, the first and the last of a period; ``unread`` what stands where none
    could be read; ``texts`` the others, such as ``examiners``. The office is the scorecard's.
    """

    days: Mapping[str, tuple[datetime.date, ...]] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def is_written(self, field_id: str) -> bool:
        """Tell whether anything stands on a line."""
        return field_id in self.days or bool(
            (self.unread.get(field_id) or self.texts.get(field_id, "")).strip()
        )


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A 評分表 handed in. ``answers`` and ``stated`` may lack what the form had nothing for."""

    office: Office = field(default_factory=Office)
    header: Header = field(default_factory=Header)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    stated: Mapping[str, Stated] = field(default_factory=dict)

    def answer(self, item_id: str) -> Answer:
        return self.answers.get(item_id, _NOTHING)


_NOTHING = Answer()
