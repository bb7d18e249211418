"""What is known of one file that came back."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from scoring.catalogue import Language
from scoring.expressions import Value, as_decimal
from scoring.figures import figures_of
from scoring.findings import Finding
from scoring.form_rules import Grade
from scoring.grades import grade, grades_of
from scoring.rubric import WHOLE_FORM, Item, Rubric
from scoring.scorecard import Office, Scorecard
from scoring.totals import Total
from workbook.identity import Identity

State = Literal["accepted", "questioned", "rejected"]
Standing = Literal["missing", "unconfirmed", "questioned", "rejected", "accepted"]
"""An office's state: that of the file that counts for it, that nothing came, or that nothing proves that
what came is the office's own form."""
STANDINGS: Mapping[Standing, Mapping[Language, str]] = {
    "missing": {"zh-TW": "尚未寄回", "en": "missing"},
    "unconfirmed": {"zh-TW": "待確認", "en": "to be confirmed"},
    "questioned": {"zh-TW": "待更正", "en": "to be corrected"},
    "rejected": {"zh-TW": "無法讀取", "en": "cannot be read"},
    "accepted": {"zh-TW": "通過", "en": "accepted"},
}
"""The words for a state, wherever one is said."""
STATES: tuple[State, ...] = ("accepted", "questioned", "rejected")
Proof = Literal["unasked", "proven", "accepted", "unproven"]
"""Whether a file is a form that its campaign issued. proven: its signature says so; accepted: a person took
it; unasked: there is no campaign, and so nothing that could be proven."""
_ACTIVE = frozenset({"macro-present", "active-content"})
_REPLACED = frozenset({"duplicate", "superseded", "unconfirmed-too", "version-fewer", "joined-into"})
"""Findings that say that another file of the office counts instead."""


@dataclass(frozen=True)
class Checked:
    """What is known of one file. accepted: no error finding; questioned: read, with error findings;
    rejected: could not be read as our form, and then there is no rubric."""

    path: str
    sha256: str
    size: int
    state: State
    findings: tuple[Finding, ...]
    rubric: Rubric | None = None
    identity: Identity | None = None
    scorecard: Scorecard = field(default_factory=Scorecard)
    totals: Mapping[str, Total] = field(default_factory=dict)
    saved_at: str = ""
    """When the file was last saved by its own record (UTC, ISO 8601); empty where it has none."""
    file_time: float = 0.0
    """When the file itself was last changed, in seconds since 1970."""
    proof: Proof = "unasked"

    @property
    def is_confirmed(self) -> bool:
        """Whether its answers may count: nothing asks for proof, or there is some, or a person took it."""
        return self.proof != "unproven"

    @cached_property
    def figures(self) -> Mapping[str, Value]:
        """What each item comes to as far as its answer counts, by id; nothing where nothing was read."""
        return figures_of(self.rubric, self.scorecard) if self.rubric else {}

    def points(self, item: Item) -> Decimal | None:
        """Return an item's score as far as it counts; None where it is not applicable, too."""
        return as_decimal(self.figures.get(item.id))

    def grade(self, total_id: str) -> Grade | None:
        """Return the grade of a total; None while anything beneath it is missing."""
        total = self.totals.get(total_id)
        if total is None or self.rubric is None or total.blank or not grades_of(self.rubric, total_id):
            return None
        values = {**self.figures, **{key: each.value for key, each in self.totals.items()}}
        return grade(self.rubric, total_id, values)

    @property
    def is_ranked(self) -> bool:
        """Whether it takes part in the ranking: it is whole and confirmed, its total is a number, and its
        grade is not one without a rank."""
        if self.rubric is None or not self.is_confirmed:
            return False
        whole, own = self.totals[WHOLE_FORM], self.grade(WHOLE_FORM)
        return whole.complete and isinstance(whole.value, Decimal) and (own is None or own.ranked)

    @property
    def office(self) -> Office:
        if self.scorecard.office.name:
            return self.scorecard.office
        return self.identity.office if self.identity else Office()

    @property
    def replaced(self) -> Finding | None:
        """The finding that another file of the same office has taken the place of this one, and why."""
        return next((finding for finding in self.findings if finding.code in _REPLACED), None)

    @property
    def vanished(self) -> Finding | None:
        """The finding that the file came, was proven and is gone, where this stands in its place."""
        return next((finding for finding in self.findings if finding.code == "file-vanished"), None)

    @property
    def is_inert(self) -> bool:
        """Whether the file could be looked into and nothing runs in it: links lead to no other."""
        codes = {finding.code for finding in self.findings}
        was_opened = self.state != "rejected" or any(code.startswith("form-") for code in codes)
        return was_opened and not codes & _ACTIVE


@dataclass(frozen=True, slots=True)
class Delivery:
    """The mail that brought a file: when it was sent, where it says so, and by whom."""

    sent: datetime.datetime | None
    sender: str


def standing(checked: Checked | None) -> Standing:
    """Return the state of the office for which this file counts."""
    if checked is None:
        return "missing"
    return checked.state if checked.is_confirmed else "unconfirmed"


def state_word(state: Standing, language: Language = "zh-TW") -> str:
    """Return the word for a state."""
    return STANDINGS[state][language]
