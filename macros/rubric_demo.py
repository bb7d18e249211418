"""The whole cycle on any rubric: issue, fill with sample answers and typical faults, check, merge.

The demo of 107, which has a real form among its files, is macros/demo.py.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from macros import report, tasks
from macros.demo import INBOX, KEY, OUTBOX, SUMMARY, make_room, outcome
from macros.files import write_file
from macros.jobs import UNWATCHED, Seal, Watch
from macros.keys import signing_key
from macros.merging import Choices, NamedFiles, Outputs, merge
from macros.sample_answers import is_english, sample_card
from scoring.catalogue import Language
from scoring.figures import is_asked
from scoring.form_rules import Choice, Count, Measured
from scoring.roster import Entry, Roster
from scoring.rubric import WHOLE_FORM, Item, Rubric
from scoring.scorecard import Answer, Office, Scorecard, Stated
from scoring.totals import recompute
from workbook.collection.selection import Collection
from workbook.form.fill import Stock, fill, stock
from workbook.identity import identity_of, sign
from workbook.intake.check import Terms
from workbook.protection import Lock

_STEMS = "甲乙丙丁戊己庚辛壬癸"
Change = Callable[[Rubric, Scorecard], Scorecard | None]
"""What an office gets wrong in what it fills in; None where its rubric has nothing that it could be."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault, and the codes of findings of which the check has to give one at least."""

    change: Change
    codes: frozenset[str]


def offices_of(rubric: Rubric) -> tuple[Office, ...]:
    """Return the offices that are asked to fill in a rubric's form here."""
    names = (
        [f"Sample office {n}" for n in range(1, 11)]
        if is_english(rubric)
        else map("示範單位{}".format, _STEMS)
    )
    return tuple(Office(f"S{number:02}", name) for number, name in enumerate(names, start=1))


def run(rubric: Rubric, folder: Path, language: Language, watch: Watch = UNWATCHED) -> Iterator[str]:
    """Run the cycle in ``folder`` and tell, line by line, what was found and where the files lie.

    What an earlier run left there is replaced. Raises OutputError where the folder holds anything else.
    """
    make_room(folder)
    offices = offices_of(rubric)
    roster = Roster(tuple(Entry(office) for office in offices))
    key = signing_key(folder / KEY, create=True) or b""
    tasks.issue(rubric, roster, folder / OUTBOX, Seal(key))
    forms = stock(rubric, Lock(), named=True)
    for done, office in enumerate(offices, start=1):
        data = returned(forms, rubric, office, key)
        if data is not None:
            write_file(folder / INBOX / f"{office.name}_{rubric.id}.xlsx", data, force=True)
        watch.progress(done, len(offices))
    source = NamedFiles([folder / INBOX], Terms(key, rubric=rubric), roster)
    merged = merge(source, Outputs(folder / SUMMARY, force=True), Choices())
    return _told(folder, merged.collection, language)


def returned(forms: Stock, rubric: Rubric, office: Office, key: bytes) -> bytes | None:
    """Return what an office mails back: the last sends nothing, the one before half a file, and those before
    them have a fault each, as far as there are faults that the rubric has room for."""
    number = offices_of(rubric).index(office)
    if number == len(_STEMS) - 1:
        return None
    card = sample_card(rubric, office)
    wrong = faults_of(rubric).get(office)
    if wrong is not None:
        card = wrong.change(rubric, card) or card
    data = fill(forms, sign(identity_of(rubric, office, "demo"), key), card)
    return data[: len(data) // 2] if number == len(_STEMS) - 2 else data


def faults_of(rubric: Rubric) -> Mapping[Office, Wrong]:
    """Return which office gets what wrong: the fifth to the eighth, as far as the rubric has room for it."""
    offices = offices_of(rubric)[len(_STEMS) - 2 - _MOST_FAULTS : len(_STEMS) - 2]
    left = list(WRONG)
    found: dict[Office, Wrong] = {}
    for office in offices:
        card = sample_card(rubric, office)
        wrong = next((each for each in left if each.change(rubric, card) is not None), None)
        if wrong is not None:
            left.remove(wrong)
            found[office] = wrong
    return found


# ── what is got wrong ───────────────────────────────────────────────────────────────────────────


def _left_blank(rubric: Rubric, card: Scorecard) -> Scorecard | None:
    item = next(_asked(rubric, card), None)
    return None if item is None else _changed(card, item, Answer())


def _pasted_over(rubric: Rubric, card: Scorecard) -> Scorecard | None:
    section = next((each for each in rubric.stated_ids if each != WHOLE_FORM), WHOLE_FORM)
    right = recompute(rubric, card)[section].recomputed
    return replace(card, stated={section: Stated(right - 1 if right > 1 else right + 1)})


def _two_ticks(rubric: Rubric, card: Scorecard) -> Scorecard | None:
    for item in _asked(rubric, card):
        ask = item.ask
        if item.bands or (isinstance(ask, Choice) and ask.show != "list" and not ask.many):
            return _changed(card, item, replace(card.answer(item.id), ticked=(1, 2)))
    return None


def _unreadable(rubric: Rubric, card: Scorecard) -> Scorecard | None:
    for item in _asked(rubric, card):
        if isinstance(item.ask, Count | Measured):
            others = card.answer(item.id).given[1:]
            return _changed(card, item, Answer(given=(None, *others), odd_given=((1, "約10"),)))
        if item.is_typed:
            answer = replace(card.answer(item.id), score=None, score_text="約27", is_na=False)
            return _changed(card, item, answer)
    return None


def _without_reason(rubric: Rubric, card: Scorecard) -> Scorecard | None:
    for item in _asked(rubric, card):
        if item.na != "reason":
            continue
        if not isinstance(item.ask, Choice):
            return _changed(card, item, Answer(is_na=True))
        absent = [number for number, option in enumerate(item.ask.options, start=1) if option.is_na]
        if absent:
            return _changed(card, item, Answer(ticked=(absent[0],)))
    return None


def _above(rubric: Rubric, card: Scorecard) -> Scorecard | None:
    for item in _asked(rubric, card):
        if item.is_typed:
            answer = replace(card.answer(item.id), score=item.maximum + rubric.step, is_na=False)
            return _changed(card, item, answer)
        if isinstance(item.ask, Count):
            return _changed(card, item, Answer(given=(Decimal("1.5"),)))
        if isinstance(item.ask, Choice) and item.ask.show == "list":
            return _changed(card, item, Answer(score_text="還可以"))
    return None


_MOST_FAULTS = 4
WRONG = (
    Wrong(_left_blank, frozenset({"score-missing", "option-missing", "count-missing", "number-missing"})),
    Wrong(_pasted_over, frozenset({"formula-replaced"})),
    Wrong(_two_ticks, frozenset({"band-multiple", "option-multiple"})),
    Wrong(_without_reason, frozenset({"na-without-reason"})),
    Wrong(_unreadable, frozenset({"score-not-a-number", "count-invalid", "number-invalid"})),
    Wrong(
        _above,
        frozenset({"score-out-of-range", "band-score-mismatch", "count-invalid", "option-unknown"}),
    ),
)
"""What offices get wrong most often."""


def _asked(rubric: Rubric, card: Scorecard) -> Iterator[Item]:
    return (item for item in rubric.items if item.is_scored and is_asked(rubric, card, item))


def _changed(card: Scorecard, item: Item, answer: Answer) -> Scorecard:
    return replace(card, answers={**card.answers, item.id: answer})


# ── what is told ────────────────────────────────────────────────────────────────────────────────


def _told(folder: Path, collection: Collection, language: Language) -> Iterator[str]:
    yield _SAMPLE[language]
    for checked in collection.files:
        yield from report.file_lines(checked, language)
    for finding in collection.findings:
        yield report.finding_line(finding, language)
    yield from outcome(folder, collection, language)


_SAMPLE: Mapping[Language, str] = {"zh-TW": "【示範資料】", "en": "[Sample data]"}
