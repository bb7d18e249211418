"""Whatever one office sends, in whatever order: the file that counts has the most behind it."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from macros.campaign.folder import Campaign
from macros.campaign.posting import Mailing
from macros.campaign.sending import send
from macros.campaign.state import State, gather
from scoring.scorecard import Scorecard
from tests.extent import examples
from tests.macros import forms
from tests.macros.campaign.campaigns import ENTRIES, NOW, WRONG, email_of
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import TAIPEI, card, saved_at
from tests.macros.post.inbox import mails
from tests.macros.post.inbox.test_automatic import failure, report
from tests.macros.terminal import written
from workbook.collection.checked import standing
from workbook.identity import identity_of, sign

CORE = "docProps/core.xml"
ISSUED = (datetime(2025, 11, 20, 9).astimezone(), datetime(2025, 12, 3, 9).astimezone())
ITEMS = [item.id for item in forms.rubric().items]
Answers = Literal["whole", "other", "wrong", "first half", "second half", "few", "one", "blank"]
SCORED: Mapping[Answers, frozenset[str]] = {
    "whole": frozenset(ITEMS),
    "other": frozenset(ITEMS),
    "wrong": frozenset(ITEMS),
    "first half": frozenset(ITEMS[:20]),
    "second half": frozenset(ITEMS[20:]),
    "few": frozenset(ITEMS[18:21]),
    "one": frozenset(ITEMS[:1]),
    "blank": frozenset(),
}
PASSES = frozenset({"whole", "other"})
By = Literal["mail", "mail without date", "hand"]


@dataclass(frozen=True)
class File:
    """A form as an office saved it. ``issue`` is which of two it is of; ``saved`` the day of December of
    its own record: 0 for a time long before the issue, 99 for one still to come, None for no time."""

    answers: Answers
    issue: int
    saved: int | None

    @property
    def name(self) -> str:
        return f"{self.answers} {self.issue} {self.saved}".replace(" ", "-")


@dataclass(frozen=True)
class Came:
    """How a file came; ``day`` is that of the mail's date."""

    file: File
    by: By
    day: int


Ours = Literal["own copy", "bounce"]
OURS: Sequence[Ours] = ("own copy", "bounce")
Sent = Came | Ours
NUMBERS = count()
QUICK = (Phase.explicit, Phase.generate)
"""What fails is small as it is; to make it smaller, a third of a second at a time, takes minutes."""


# ── what is behind a file, by these tests' own reckoning ────────────────────────────────────────


def moment(day: int) -> datetime:
    return datetime(2025, 12, day, 9).astimezone()


def saved(file: File) -> datetime | None:
    if file.saved is None:
        return None
    return {0: datetime(2006, 9, 16, tzinfo=UTC), 99: datetime(2099, 1, 1, tzinfo=UTC)}.get(
        file.saved
    ) or moment(file.saved)


Facts = tuple[int, datetime, datetime]
NEVER, AT_LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2098, 1, 1, tzinfo=UTC)


def facts(file: File, sequence: Sequence[Sent]) -> Facts:
    """The issue, the first arrival, and the time of saving where it can be true."""
    dates = [
        moment(each.day) if each.by == "mail" else AT_LAST
        for each in sequence
        if isinstance(each, Came) and each.file == file
    ]
    arrived, own = min(dates), saved(file)
    is_possible = own is not None and ISSUED[file.issue] <= own <= arrived
    return file.issue, arrived, own if own and is_possible else NEVER


def has_far_more(one: File, other: File) -> bool:
    """Whether a file is hardly meant to be replaced by another: that one is no half of it, and nearly blank,
    or has less than half of the scores of one that passed."""
    before, now = SCORED[one.answers], SCORED[other.answers]
    if not before & now:
        return False
    return 2 * len(now) < len(before) if one.answers in PASSES else 10 * len(now) <= len(before)


# ── what is put into the inbox ──────────────────────────────────────────────────────────────────


@cache
def content(file: File) -> bytes:
    of = card(WRONG) if file.answers == "wrong" else card({"1.1.1": 20} if file.answers == "other" else {})
    chosen = {each: of.answer(each) for each in ITEMS if each in SCORED[file.answers]}
    filled = Scorecard(TAIPEI, of.header if file.answers != "blank" else Scorecard().header, chosen)
    issue = f"107-{ISSUED[file.issue]:%Y%m%d-%H%M%S}"
    who = sign(identity_of(forms.rubric(), TAIPEI, issue), forms.KEY)
    data, when = forms.form(TAIPEI, filled, identity=who), saved(file)
    if when is None:
        return forms.replaced(data, CORE, b"dcterms:modified", b"dcterms:created")
    return saved_at(data, when)


def put(of: Campaign, number: int, sent: Sent) -> None:
    """Put what was sent into the inbox; its place in the folder is that of its number."""
    name = f"{number:02}"
    letter = (of.outbox / "臺北分署_107.eml").read_bytes()
    if sent == "own copy":
        written(of.inbox / f"{name}.eml", letter)
    elif sent == "bounce":
        written(of.inbox / f"{name}.eml", report("delivery-status", failure(email_of(TAIPEI)), letter=letter))
    elif sent.by == "hand":
        written(of.inbox / name / f"{sent.file.name}.xlsx", content(sent.file))
    else:
        date = f"{moment(sent.day):%a, %d %b %Y %H:%M:%S %z}" if sent.by == "mail" else "yesterday"
        mail = mails.mail(
            {f"{sent.file.name}.xlsx": content(sent.file)},
            sender=email_of(TAIPEI),
            date=date,
            message_id=f"<{name}@branch.example.tw>",
        )
        written(of.inbox / f"{name}.eml", mail)


BY: Sequence[By] = ("mail", "mail", "mail", "mail without date", "hand")
FILES = st.builds(
    File, st.sampled_from(sorted(SCORED)), st.sampled_from([0, 0, 1]), st.sampled_from([None, 0, 4, 5, 6, 99])
)


@st.composite
def sequences(draw: st.DrawFn, by: Sequence[By] = BY) -> list[Sent]:
    """A few files, some of which come more than once, and what headquarters itself sent among them."""
    files = draw(st.lists(FILES, min_size=2, max_size=4, unique=True))
    again = draw(st.lists(st.sampled_from(files), max_size=2))
    came = [
        Came(file, draw(st.sampled_from(by)), draw(st.integers(5, 7)))
        for file in (*files, *again)
    ]  # fmt: skip
    return [*came, *draw(st.lists(st.sampled_from(OURS), max_size=1))]


# ── the properties ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """A campaign whose letters are made; each example takes a copy of it."""
    made = made_campaign(tmp_path_factory.mktemp("prepared") / "107", ENTRIES[0])
    send(made, Mailing(now=NOW))
    return made


def copy_of(prepared: Campaign) -> Campaign:
    root = prepared.root.parent / f"copy {next(NUMBERS)}"
    shutil.copytree(prepared.root, root)
    return replace(prepared, root=root)


def came_to(state: State) -> tuple[object, ...]:
    """What a state says of its office: the file that counts, the standing, and what is found in each file."""
    (result,) = state.collection.results
    files = sorted(
        (Path(each.path).name, each.state, sorted(finding.code for finding in each.findings))
        for each in state.collection.files
    )
    return name_of(state), standing(result.checked), result.total, list(dict.fromkeys(map(str, files)))


def name_of(state: State) -> str:
    checked = state.collection.results[0].checked
    return Path(checked.path).stem.partition("_")[0] if checked else ""


@given(sequences(), st.data())
@settings(examples(75), phases=QUICK)
def test_the_file_that_counts_has_the_most_behind_it_in_any_order(
    prepared: Campaign, sequence: list[Sent], data: st.DataObject
) -> None:
    of = copy_of(prepared)
    for number, sent in enumerate(sequence):
        put(of, number, sent)
    state = gather(of)
    hold_best(state, sequence)
    hold_ties_told(state, sequence)
    other = copy_of(prepared)
    for number, place in enumerate(data.draw(st.permutations(range(len(sequence))))):
        put(other, number, sequence[place])
    assert came_to(gather(other)) == came_to(state)


def hold_best(state: State, sequence: Sequence[Sent]) -> None:
    """Hold that what counts has the most behind it of all that a person need not look at first."""
    files = {each.file for each in sequence if isinstance(each, Came) and each.file.answers != "blank"}
    behind = {file: facts(file, sequence) for file in files}
    used = {file for file in files if file.name == name_of(state)}
    assert len(used) == bool(files)
    for file in used:
        fuller = [o for o in files if has_far_more(o, file) and behind[o] <= behind[file]]
        assert fuller == []
    held = {f for f in files if any(has_far_more(o, f) and behind[o] <= behind[f] for o in files - {f})}
    for file in used:
        assert behind[file] == max(behind[each] for each in files - held)
    event(f"{len(files)} files, {len(held)} held")


def hold_ties_told(state: State, sequence: Sequence[Sent]) -> None:
    """Hold that a person decides between files of which nothing tells the later one."""
    files = {each.file for each in sequence if isinstance(each, Came) and each.file.answers != "blank"}
    for used in files:
        if used.name != name_of(state):
            continue
        own = facts(used, sequence)
        tied = {
            file.answers
            for file in files
            if not has_far_more(used, file) and is_tie(own, facts(file, sequence))
        }
        if tied - {used.answers}:
            event("a tie")
            checked = state.collection.results[0].checked
            assert standing(checked) == "questioned"
            assert checked
            assert {f.code for f in checked.findings} & {"version-conflict", "version-halves"}


def is_tie(one: Facts, other: Facts) -> bool:
    return one == other or (one[:2] == other[:2] and NEVER in (one[2], other[2]))


@given(sequences(by=("mail",)), st.data())
@settings(examples(25), phases=QUICK)
def test_mails_that_are_taken_in_one_by_one_come_to_the_same(
    prepared: Campaign, sequence: list[Sent], data: st.DataObject
) -> None:
    at_once, one_by_one = copy_of(prepared), copy_of(prepared)
    for number, sent in enumerate(sequence):
        put(at_once, number, sent)
    for number, place in enumerate(data.draw(st.permutations(range(len(sequence))))):
        put(one_by_one, number, sequence[place])
        state = gather(one_by_one)
    assert came_to(state) == came_to(gather(at_once))
