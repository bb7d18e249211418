"""Whole collections of spoiled forms: a campaign of many offices, its consolidated workbook and its letters.

Two things must hold whatever came in: a value that an item does not allow is never ranked, and every face
says the same of each office: which file counts, its state, its scores, its total, its rank.

python -m tests.fuzz.batches [--forms 100000] [--seconds N] [--seed N] [--processes N] [--out FOLDER]
"""

import argparse
import datetime
import hashlib
import multiprocessing as mp
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from multiprocessing.pool import AsyncResult
from pathlib import Path
from random import Random

from macros.campaign.folder import Campaign, create
from macros.campaign.posting import Mailing
from macros.campaign.reporting import report
from macros.campaign.returning import Made, send_back
from macros.campaign.state import State, gather
from macros.campaign.status import status
from macros.campaign.telling import status_json
from macros.jobs import UNWATCHED, Watch
from macros.merging import Gathered, Outputs, merge
from macros.report import collection_json
from scoring.roster import Entry, Roster
from scoring.rubric import Item, Rubric
from scoring.rubric_file import load_rubric
from scoring.scorecard import Answer, Office, Scorecard
from tests.builders import SMALL, scorecard
from tests.fuzz import faces
from tests.fuzz.mutate import mutant
from tests.fuzz.oracle import Violation
from tests.fuzz.seeds import KEY, Parts, Seed, changed, prefixed, scores_as_text, shared_strings, strict
from tests.macros.forms import saved_at
from tests.macros.post.inbox import mails
from workbook.collection.checked import Checked
from workbook.form.fill import Stock, fill, issue, stock
from workbook.identity import identity_of, sign
from workbook.package import open_package
from workbook.protection import Lock

OFFICES = 60
"""Offices of a batch: with their other files fewer than would be read by workers."""
NOW = datetime.datetime(2026, 11, 25, 9, 30)
_BIG_EVERY, _RETURNS_EVERY = 12, 4
"""Of so many batches one is of the real rubric, whose forms take four times as long; and in one forms go back
to the offices, for which each is drawn anew."""
_STEPS = (0, 1, 1, 1, 1, 2, 2, 3)
_WRITERS = (dict, shared_strings, shared_strings, prefixed, strict, scores_as_text)
_ODD: Sequence[Decimal | None] = tuple(
    Decimal(each) for each in ("0", "-3", "2.5", "61", "1000000000", "1E-9", "10.0000001", "99999")
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as an office sent it; ``steps`` spoiled it."""

    office: Office
    data: bytes
    steps: tuple[int, ...]
    is_mailed: bool
    day: int


@dataclass(frozen=True)
class Ran:
    """What became of a batch; ``found`` are violations with the codes of their offices."""

    number: int
    forms: int
    states: Mapping[str, int] = field(default_factory=dict)
    ranked: int = 0
    found: tuple[tuple[str, Violation], ...] = ()


# ── a batch ─────────────────────────────────────────────────────────────────────────────────────


def rubric_of_batch(number: int) -> Rubric:
    return load_rubric("107") if number % _BIG_EVERY == 0 else SMALL


def offices(count: int) -> list[Office]:
    return [Office(f"B{number:02}", f"第{number}分署") for number in range(1, count + 1)]


def batch(seed: int, number: int, count: int = OFFICES) -> list[Sent]:
    """Return what the offices of a batch sent: each a spoiled form, and every second one a good one, too."""
    rubric = rubric_of_batch(number)
    made = []
    for office in offices(count):
        chance = Random(f"{seed} {number} {office.code}")
        steps = tuple(chance.getrandbits(32) for _ in range(chance.choice(_STEPS)))
        good = _form(rubric, office, _card(rubric, chance, is_odd=chance.random() < 0.3), chance)
        made.append(_sent(office, _spoiled(rubric, good, steps), steps, chance))
        if chance.random() < 0.5:
            made.append(_sent(office, _form(rubric, office, _card(rubric, chance), chance), (), chance))
    return made


def _sent(office: Office, data: bytes, steps: tuple[int, ...], chance: Random) -> Sent:
    return Sent(office, data, steps, chance.random() < 0.3, chance.randint(1, 4))


def _card(rubric: Rubric, chance: Random, *, is_odd: bool = False) -> Scorecard:
    """A scorecard of random scores that are allowed; with some that are not where ``is_odd``."""
    card = scorecard(rubric)
    answers = {item.id: _answer(item, card.answer(item.id), chance) for item in rubric.items}
    if is_odd:
        for item_id in chance.sample(sorted(answers), chance.randint(1, 2)):
            answers[item_id] = replace(answers[item_id], score=chance.choice(_ODD))
    if chance.random() < 0.1:
        answers = {key: answers[key] for key in sorted(answers)[: chance.randint(0, len(answers))]}
    return replace(card, answers=answers)


def _answer(item: Item, answer: Answer, chance: Random) -> Answer:
    if item.bands:
        place = chance.randrange(len(item.bands))
        band = item.bands[place]
        score = Decimal(chance.randint(int(band.low), int(band.high)))
        return replace(answer, score=score, ticked=(place + 1,))
    return replace(answer, score=Decimal(chance.randint(int(item.low), int(item.maximum))))


@cache
def _stock(rubric: Rubric) -> Stock:
    return stock(rubric, Lock(), named=True)


def _form(rubric: Rubric, office: Office, card: Scorecard, chance: Random) -> bytes:
    """A form as one of several programs writes it, saved on one of a few days or at an unknown time."""
    who = sign(identity_of(rubric, office, "107-1"), KEY)
    data = fill(_stock(rubric), who, replace(card, office=office))
    writer = chance.choice(_WRITERS)
    data = data if writer is dict else changed(data, writer)
    return (
        data if chance.random() < 0.3 else saved_at(data, datetime.datetime(2025, 12, chance.randint(1, 3)))
    )


def _spoiled(rubric: Rubric, data: bytes, steps: Sequence[int]) -> bytes:
    if not steps:
        return data
    package = open_package(data)
    parts: Parts = {name: package.read(name) for name in package.members}
    # The mutator takes no more of a seed than its parts.
    return mutant(Seed("batch", data, parts, rubric, Checked("", "", 0, "rejected", ())), steps)[0]


# ── the campaign of a batch ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Given:
    """A campaign's files as they were gathered already, for a merge."""

    state: State
    password: str | None = None
    previous: Path | None = None

    def check(self, watch: Watch = UNWATCHED) -> Sequence[Checked]:
        return self.state.collection.files

    def gather(self, prefer: Sequence[Path], outputs: Sequence[Path], watch: Watch) -> Gathered:
        return Gathered(self.state.collection, self.state.deliveries)


def put(root: Path, number: int, sent: Sequence[Sent], count: int = OFFICES) -> Campaign:
    """Make the campaign's folder, with what came in its inbox."""
    roster = Roster(
        tuple(Entry(each, "", f"{each.code.lower()}@branch.example.tw") for each in offices(count))
    )
    made = create(root, "107", roster, sender=("署本部", "hq@kaohe.example.tw"), today=NOW.date())
    made = replace(made, rubric=rubric_of_batch(number))
    made.key_file.write_text(KEY.hex())
    first = roster.offices[0]
    (made.outbox / "第1分署.xlsx").write_bytes(
        issue(_stock(made.rubric), sign(identity_of(made.rubric, first, "107-1"), KEY))
    )
    for place, each in enumerate(sent):
        name = f"{each.office.code}-{place}.xlsx"
        if each.is_mailed:
            date = f"{datetime.datetime(2025, 12, each.day, 9):%a, %d %b %Y %H:%M:%S} +0800"
            address, message_id = (
                f"{each.office.code.lower()}@branch.example.tw",
                f"<{place}@branch.example.tw>",
            )
            mail = mails.mail({name: each.data}, sender=address, date=date, message_id=message_id)
            (made.inbox / f"{place}.eml").write_bytes(mail)
        else:
            (made.inbox / name).write_bytes(each.data)
    return made


def ran(seed: int, number: int, count: int = OFFICES) -> Ran:
    """Run one batch and judge it; an exception is a violation, too."""
    sent = batch(seed, number, count)
    contents = {hashlib.sha256(each.data).hexdigest(): each.data for each in sent}
    with tempfile.TemporaryDirectory() as folder:
        try:
            made = put(Path(folder) / "campaign", number, sent, count)
            said = outcome(made, returns=number % _RETURNS_EVERY == 0)
        except Exception:  # noqa: BLE001  that is what we look for
            return Ran(number, len(sent), found=(("", Violation("crash", traceback.format_exc())),))
    results = said.collection["offices"]
    ranked = sum(each["rank"] is not None for each in results)
    states = Counter(each["state"] for each in results)
    return Ran(number, len(sent), states, ranked, tuple(faces.judged(said, contents)))


def outcome(campaign: Campaign, *, returns: bool) -> faces.Faces:
    """Run a collection as headquarters would, and return what each face of it says; forms go back only where
    ``returns``, for that takes as long as all else."""
    state = gather(campaign)
    merged = merge(_Given(state), Outputs(campaign.summary_file, force=True))
    back = send_back(state, Mailing(now=NOW)).made if returns else Made()
    told = report(campaign, Mailing(now=NOW))
    return faces.Faces(
        campaign.rubric,
        collection_json(merged.collection, "zh-TW"),
        status_json(status(state, {}, NOW.date()), "zh-TW"),
        faces.summary_of(campaign.summary_file),
        [(line.code, line.why, line.files) for _, line in (*back.known, *back.new)],
        {each.office.code: each.draft.read_bytes() for each in told.posted if each.draft},
    )


# ── many of them ────────────────────────────────────────────────────────────────────────────────


def run(forms: int, seed: int, processes: int, seconds: float, out: Path) -> bool:
    """Run batches until there were so many forms, or the time is over; tell whether anything was found."""
    started, number, done, ranked, found = time.monotonic(), 0, 0, 0, 0
    states: Counter[str] = Counter()
    with mp.get_context("spawn").Pool(processes) as pool:
        waiting: list[AsyncResult[Ran]] = []
        while waiting or (done < forms and time.monotonic() - started < seconds):
            while len(waiting) < processes and done < forms and time.monotonic() - started < seconds:
                waiting.append(pool.apply_async(ran, (seed, number)))
                number += 1
            one = waiting.pop(0).get()
            done, ranked, states = done + one.forms, ranked + one.ranked, states + Counter(one.states)
            for code, violation in one.found:
                found += 1
                print(f"batch {one.number} {code} {violation.kind}: {violation.detail}", flush=True)
                _keep(out, seed, one.number, code)
            if one.number % 50 == 49:
                print(_line(done, started, states, ranked, found), flush=True)
    print(_line(done, started, states, ranked, found))
    return bool(found)


def _line(done: int, started: float, states: Mapping[str, int], ranked: int, found: int) -> str:
    shown = ", ".join(f"{name} {count:,}" for name, count in sorted(states.items()))
    took = time.monotonic() - started
    return (
        f"{done:,} forms collected in {took:.0f} s; offices: {shown}; ranked {ranked:,}; violations {found}"
    )


def _keep(out: Path, seed: int, number: int, code: str) -> None:
    """Write the files of an office of a batch, or all of a batch that broke off."""
    out.mkdir(parents=True, exist_ok=True)
    for place, each in enumerate(batch(seed, number)):
        if code in ("", each.office.code):
            (out / f"batch-{number}-{each.office.code}-{place}.xlsx").write_bytes(each.data)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--forms", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=7200.0, help="stop after so long")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("fuzz-found"), help="where what is found goes")
    of = parser.parse_args()
    return int(run(of.forms, of.seed, of.processes, of.seconds, of.out))


if __name__ == "__main__":
    sys.exit(main())
