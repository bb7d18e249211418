"""The columns of a form, by what stands in them: which ones a rubric's form has, where, how wide.

A column is spoken of by its role. Which letter it has is a matter of the rubric, and in a file that came
back of what somebody did to it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scoring.form_columns import further
from scoring.form_rules import Ask, Choice, Written
from scoring.rubric import Rubric
from workbook import fit
from workbook.address import column_name
from workbook.words import words_of

LEVELS = LEVEL_1, LEVEL_2 = "level_1", "level_2"
"""The sections of the two upper levels, each a cell merged over its rows."""
SCORE, TICK, TEXT, POINTS, NOTES, GUIDANCE = "score", "tick", "text", "points", "notes", "guidance"
ANSWER = "answer"
"""What is chosen from a list or typed instead of a score: cases, what was measured, a day."""
_OPTIONS = "option_"
OPTION = _OPTIONS + "{}"
"""An option of a matrix, by its number from 1."""
CHECK = "check"
KEY, LOW, HIGH, LISTS = "key", "low", "high", "lists"
TOTALS = LEVEL_1_TOTAL, LEVEL_2_TOTAL = "level_1_total", "level_2_total"
"""The numbers behind what `LEVELS` show."""
TICK_COUNT, NOTE_COUNT = "tick_count", "note_count"
VALUE = "value"
"""The figures of items whose score is typed and which are not asked of everybody."""
ASKED = "asked"
"""1 beside what is asked of this office by what it answered elsewhere, else 0."""

Kind = Literal["printed", "screen", "hidden"]
"""Who sees a column: everybody, whoever fills the form in, nobody."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form. ``heading`` is empty where it has none of its own; ``width`` is in Excel's unit,
    the width of a digit of the default font (7 pixels), and 0 where it is hidden."""

    role: str
    letter: str
    kind: Kind
    heading: str = ""
    width: float = 0.0


@dataclass(frozen=True)
class Columns:
    """The columns of a form from left to right: those that are printed, the check, the hidden ones."""

    all: tuple[Column, ...]
    further: tuple[str, ...] = ()
    """The roles of the columns that the rubric has besides the form's own."""
    summary: str = NOTES
    """The role of the column where the form begins to say what is missing."""

    def __getitem__(self, role: str) -> str:
        """Return the letter of a role. Raise KeyError where the form has no such column."""
        return self._letters[role]

    def __contains__(self, role: str) -> bool:
        return role in self._letters

    def __iter__(self) -> Iterator[str]:
        """Yield the roles, from left to right."""
        return iter(self._letters)

    @cached_property
    def _letters(self) -> Mapping[str, str]:
        return {column.role: column.letter for column in self.all}

    @cached_property
    def role_of(self) -> Mapping[str, str]:
        """The role of each letter."""
        return {column.letter: column.role for column in self.all}

    @cached_property
    def printed(self) -> tuple[str, ...]:
        """The roles of the columns that are printed, from left to right."""
        return tuple(column.role for column in self.all if column.kind == "printed")

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """The roles of the columns of answers that are no score, from left to right."""
        return tuple(role for role in self.printed if role == ANSWER or role.startswith(_OPTIONS))

    @cached_property
    def hidden(self) -> tuple[str, ...]:
        """The roles of the columns that nobody sees, from left to right."""
        return tuple(column.role for column in self.all if column.kind == "hidden")

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """What is printed above each column that has a heading of its own, by role."""
        return {column.role: column.heading for column in self.all if column.heading}

    @cached_property
    def widths(self) -> Mapping[str, float]:
        """The width of each column that is seen, by role."""
        return {column.role: column.width for column in self.all if column.kind != "hidden"}

    @property
    def first(self) -> str:
        """The letter of the first column."""
        return self[self.printed[0]]

    @property
    def last(self) -> str:
        """The letter of the last column that is printed."""
        return self[self.printed[-1]]

    @cached_property
    def before_values(self) -> tuple[str, ...]:
        """The roles of the columns over which the labels of header lines are printed."""
        levels = tuple(role for role in LEVELS if role in self)
        return levels or (SCORE, TICK)

    @cached_property
    def of_values(self) -> tuple[str, ...]:
        """The roles of the columns over which the values of header lines are written."""
        upper = (role for role in (SCORE, TICK, TEXT) if role not in self.before_values)
        return tuple(role for role in upper if role in self)

    def capacity(self, *roles: str) -> int:
        """Return how many units a line holds in these columns together, as `fit` counts them."""
        return fit.whole_room(sum(self.widths[role] for role in roles))


_OWN_ROLES = {"score": SCORE, "content": TEXT, "points": POINTS, "notes": NOTES, "guidance": GUIDANCE}
"""The roles of a form's own columns, by what a rubric calls them."""
_LEVEL_WIDTHS = ((), (20.0,), (13.5, 14.0))
"""Of the columns of levels, by how many there are."""
_ALONE_SCORE_WIDTH = 9.0
"""Of the scores where no level has a column: header lines begin above them."""
_TICK_WIDTH, _CHECK_WIDTH = 4.0, 16.0
_FURTHER_WIDTHS: Mapping[str, float] = {"note": 24.0, "date": 13.0, "number": 10.0}
_PAGE_WIDTH = 158.5
"""All that is printed: what other columns leave is the text's."""
_SUMMARY_WIDTH = 48.0
"""Of the lines that count what is missing."""
_HIDDEN = (KEY, *TOTALS, LOW, HIGH, TICK_COUNT, NOTE_COUNT, LISTS)
OWN = (*LEVELS, SCORE, TICK, TEXT, POINTS, NOTES, GUIDANCE)
"""The roles of printed columns that forms have unless their rubric leaves them out."""


def further_role(column_id: str) -> str:
    """Return the role of a further column, by its id."""
    return f"further {column_id}"


_ANSWER_WIDTH = 11.0
_OPTION_WIDTH, _MOST_OPTION_WIDTH = 5.5, 14.0
_LATIN = re.compile(r"[!-~]+")
_WIDTH_A_UNIT = 1.15
"""Of a half-width character in bold, in Excel's unit."""
_LEAST_TEXT, _LEAST_NOTES = 30.0, 25.0
"""Widths below which texts and notes would run over too many lines."""
Wanted = tuple[str, Kind, str, float]


def columns_of(rubric: Rubric) -> Columns:
    """Return the columns of a rubric's form."""
    printed = list(_printed(rubric))
    width_of = {role: width for role, _, width in printed}
    spare = max(_PAGE_WIDTH - sum(width or 0.0 for width in width_of.values()), _LEAST_TEXT)
    widths = {role: spare if width is None else width for role, width in width_of.items()}
    summary = _summary(list(widths.items()))
    conditional = [item for item in rubric.items if item.when]
    more = [*([ASKED] if conditional else []), *([VALUE] if any(i.is_typed for i in conditional) else [])]
    wanted: list[Wanted] = [
        *((role, "printed", heading, widths[role]) for role, heading, _ in printed),
        (CHECK, "screen", rubric.term("check"), _CHECK_WIDTH if summary != CHECK else _SUMMARY_WIDTH),
        *((role, "hidden", "", 0.0) for role in (*_HIDDEN, *more)),
    ]
    return Columns(
        tuple(
            Column(role, column_name(number), kind, heading, width)
            for number, (role, kind, heading, width) in enumerate(wanted, start=1)
        ),
        tuple(further_role(column_id) for column_id in further(rubric.columns)),
        summary,
    )


def _printed(rubric: Rubric) -> Iterator[tuple[str, str, float | None]]:
    """Yield the role, the heading and the width of each printed column; no width for the text's, which takes
    what is left of the page."""
    said = {column.id: column for column in rubric.columns}
    above = rubric.levels[:-1]
    level_widths = _LEVEL_WIDTHS[min(len(above), len(LEVELS))]
    answers = list(_answers(rubric))
    usual: Mapping[str, float] = {
        SCORE: 6.5 if level_widths else _ALONE_SCORE_WIDTH,
        POINTS: 9.5,
        NOTES: max(55.0 - sum(width for _, _, width in answers), _LEAST_NOTES),
        GUIDANCE: 17.0,
    }
    yield from zip(LEVELS, above, level_widths, strict=False)
    for column_id, role in _OWN_ROLES.items():
        if role == GUIDANCE:
            yield from _further(rubric)
        own = said.get(column_id)
        if own and not own.is_shown:
            continue
        width = float(own.width) if own and own.width is not None else usual.get(role)
        if role == TEXT:  # the ticks stand before the text, under its heading
            yield TICK, rubric.heading_of(column_id), _TICK_WIDTH
            yield TEXT, "", width
            yield from answers
        else:
            yield role, rubric.heading_of(column_id), width


def _answers(rubric: Rubric) -> Iterator[tuple[str, str, float]]:
    """Yield the columns of answers that are no score: a column an option, a column for the rest."""
    matrix = next((item.ask for item in rubric.items if is_matrix(item.ask)), None)
    for number, option in enumerate(matrix.options if isinstance(matrix, Choice) else (), start=1):
        yield OPTION.format(number), option.text, max(_OPTION_WIDTH, _word_width(option.text))
    if any(is_answered(item.ask) for item in rubric.items):
        yield ANSWER, words_of(rubric)("answer_column"), _ANSWER_WIDTH


def _word_width(text: str) -> float:
    """Return the width of a column in which no Latin word of a heading is broken, within bounds."""
    longest = max(map(fit.units, _LATIN.findall(text)), default=0)
    return min(longest * _WIDTH_A_UNIT + 1, _MOST_OPTION_WIDTH)


def is_matrix(ask: Ask | None) -> bool:
    """Tell whether an item is answered by a mark in the column of its option."""
    return isinstance(ask, Choice) and ask.show == "matrix"


def is_answered(ask: Ask | None) -> bool:
    """Tell whether an item is answered in a cell of its own: from a list, or by a number or a day."""
    match ask:
        case Choice(_, show, _):
            return show == "list"
        case Written(kind):
            return kind != "note"
        case None:
            return False
        case _:
            return True


def _further(rubric: Rubric) -> Iterator[tuple[str, str, float]]:
    for column in further(rubric.columns).values():
        usual = _FURTHER_WIDTHS[column.kind or "note"]
        yield further_role(column.id), column.label, usual if column.width is None else float(column.width)


def _summary(widths: Sequence[tuple[str, float]]) -> str:
    """Return the column from which on, to the last, there is room to say what is missing: that of the notes
    where it is wide enough; that of the check where none is."""
    behind = [role for role, _ in widths]
    behind = behind[behind.index(TEXT) + 1 :]
    for role in sorted(behind, key=lambda each: each != NOTES):
        if sum(width for each, width in widths if each in behind[behind.index(role) :]) >= _SUMMARY_WIDTH:
            return role
    return CHECK
