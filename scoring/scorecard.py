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
    marks not understood, by band.
    """

    score: Decimal | None = None
    ticked: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    score_text: str = ""
    score_is_text: bool = False
    score_day: tuple[int, int] | None = None
    odd_ticks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """A total as the workbook shows it. ``typed``: a number over the formula, not a formula's value."""

    value: Decimal | None = None
    typed: bool = True
    text: str = ""
    """What was typed where no number could be read from it."""


@dataclass(frozen=True, slots=True)
class Header:
    """The lines above the table. ``date_text`` keeps what was written where no date could be read."""

    date: datetime.date | None = None
    date_text: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The other header fields by id, such as ``examiners``."""


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
