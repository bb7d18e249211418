"""Many spoiled forms, in processes of their own with limits on memory; what came of them."""

import multiprocessing as mp
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from tests.fuzz.mutate import Draft, assembled, mutant
from tests.fuzz.oracle import Violation, judge, processor_seconds
from tests.fuzz.seeds import Reader, Seed, read, seeds
from workbook.collection.checked import Checked
from workbook.package import open_package

ADDRESS_SPACE = 1536 * 1024 * 1024
STUCK = 40.0
"""Seconds after which a process that says nothing is ended."""
KEPT = 8
"""How many forms of one kind of violation are kept."""
_SLOW = 2.0
"""Seconds, after which the same form is timed once more."""
_CHUNK = 250
_STEPS = (1, 1, 1, 1, 2, 2, 3, 5)


@dataclass(frozen=True, slots=True)
class Case:
    """One mutant: enough to make it again."""

    seed: str
    steps: tuple[int, ...]


@dataclass
class Tally:
    """What a run came to."""

    forms: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    seeds: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    memory: int = 0
    signatures: Counter[str] = field(default_factory=Counter)
    found: list[tuple[Case, Violation]] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.forms += other.forms
        for name in ("kinds", "states", "codes", "seeds"):
            getattr(self, name).update(getattr(other, name))
        self.slowest, self.memory = max(self.slowest, other.slowest), max(self.memory, other.memory)
        for case, violation in other.found:
            self.note(case, violation, other.signatures[violation.signature] and 0)
        self.signatures.update(other.signatures)

    def note(self, case: Case, violation: Violation, count: int = 1) -> None:
        if sum(v.signature == violation.signature for _, v in self.found) < KEPT:
            self.found.append((case, violation))
        if count:
            self.signatures[violation.signature] += count


def case_at(seed: int, index: int) -> Case:
    """The mutant of a number; the same for the same seed."""
    chance = Random(f"{seed} {index}")
    form = chance.choice(seeds())
    return Case(form.name, tuple(chance.getrandbits(32) for _ in range(chance.choice(_STEPS))))


def made(case: Case) -> tuple[Seed, bytes, list[str]]:
    seed = next(seed for seed in seeds() if seed.name == case.seed)
    data, kinds = mutant(seed, case.steps)
    return seed, data, kinds


def run(cases: Iterator[Case] | Sequence[Case], reader: Reader = read) -> Tally:
    """Every case in this process."""
    tally = Tally()
    for case in cases:
        seed, data, kinds = made(case)
        started = processor_seconds()
        checked, violations = judge(seed, data, reader)
        seconds = processor_seconds() - started
        if seconds > _SLOW:  # once more: a busy machine is seldom slow twice at the same form
            started = processor_seconds()
            judge(seed, data, reader)
            seconds = min(seconds, processor_seconds() - started)
        tally.slowest = max(tally.slowest, seconds)
        _count(tally, case, kinds, checked, violations)
    tally.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return tally


def _count(
    tally: Tally, case: Case, kinds: Sequence[str], checked: Checked | None, violations: Sequence[Violation]
) -> None:
    tally.forms += 1
    tally.kinds.update(kinds)
    tally.seeds[case.seed] += 1
    tally.states[checked.state if checked else "violation"] += 1
    if checked:
        tally.codes.update({finding.code for finding in checked.findings} or {"(none)"})
    for signature in {violation.signature: violation for violation in violations}.values():
        tally.note(case, signature)


# ── in processes of their own ───────────────────────────────────────────────────────────────────


def _work(pipe: Connection, seed: int) -> None:
    """Take numbers of mutants, give a tally of each chunk; the limit on memory holds from here on."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seeds()
    while (chunk := pipe.recv()) is not None:
        pipe.send(run([case_at(seed, index) for index in chunk]))


class Worker:
    """A process and what it is at."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.chunk: range = range(0)
        self._start()

    def _start(self) -> None:
        context = mp.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, self._seed), daemon=True)
        self.process.start()
        theirs.close()
        self.since = time.monotonic()

    def give(self, chunk: range) -> None:
        self.chunk, self.since = chunk, time.monotonic()
        self.pipe.send(chunk)

    def result(self) -> Tally | None:
        """The tally of the chunk; None where the process ended instead."""
        try:
            result: Tally = self.pipe.recv()
        except EOFError:
            return None
        return result

    def restart(self) -> None:
        self.process.kill()
        self.process.join()
        self._start()


def campaign(forms: int, seed: int, processes: int, until: float, say: Callable[[str], None]) -> Tally:
    """``forms`` mutants of a seed in so many processes, or as many as there is time for."""
    total, waiting = Tally(), _chunks(forms)
    workers = [Worker(seed) for _ in range(processes)]
    busy = [worker for worker in workers if _feed(worker, waiting, until)]
    said = 0
    while busy:
        mp.connection.wait([worker.pipe for worker in busy], timeout=5)
        for worker in list(busy):
            tally = None
            if worker.pipe.poll():
                tally = worker.result()
            elif worker.process.is_alive() and time.monotonic() - worker.since < STUCK + 2 * len(
                worker.chunk
            ):
                continue
            if tally is None:
                _lost(worker, total, seed, waiting)
            else:
                total.add(tally)
            if not _feed(worker, waiting, until):
                busy.remove(worker)
        if total.forms - said >= 5_000:
            said = total.forms
            states = ", ".join(f"{name} {count:,}" for name, count in total.states.most_common())
            say(f"  {said:,} forms: {states}; {sum(total.signatures.values())} violations; "
                f"peak {total.memory // 1024} MB; slowest {total.slowest:.2f} s")  # fmt: skip
    for worker in workers:
        worker.process.kill()
    return total


def _chunks(forms: int) -> list[range]:
    return [range(start, min(start + _CHUNK, forms)) for start in range(0, forms, _CHUNK)][::-1]


def _feed(worker: Worker, waiting: list[range], until: float) -> bool:
    if not waiting or time.monotonic() > until:
        return False
    worker.give(waiting.pop())
    return True


def _lost(worker: Worker, total: Tally, seed: int, waiting: list[range]) -> None:
    """A process that ended or hung: its chunk again in halves, until the form is known."""
    chunk = worker.chunk
    worker.restart()
    if len(chunk) == 1:
        total.forms += 1
        total.note(case_at(seed, chunk[0]), Violation("crash", "the process ended or hung"))
        return
    middle = chunk[len(chunk) // 2]
    waiting += [range(chunk.start, middle), range(middle, chunk.stop)]


# ── smaller ─────────────────────────────────────────────────────────────────────────────────────


def smaller(case: Case, violation: Violation, reader: Reader = read) -> tuple[Case, bytes]:
    """The fewest steps that still do it, and then the fewest changed bytes of the sheet."""
    steps = list(case.steps)
    for step in case.steps:
        fewer = [one for one in steps if one is not step]
        if fewer and _shows(Case(case.seed, tuple(fewer)), violation, reader):
            steps = fewer
    least = Case(case.seed, tuple(steps))
    seed, data, _ = made(least)
    return least, _unspoilt(seed, data, violation, reader)


def _shows(case: Case, violation: Violation, reader: Reader) -> bool:
    seed, data, _ = made(case)
    return violation.signature in {v.signature for v in judge(seed, data, reader)[1]}


def _unspoilt(seed: Seed, data: bytes, violation: Violation, reader: Reader) -> bytes:
    """The file with every part that does not matter as it was, where its zip is sound."""
    try:
        package = open_package(data)
        parts = {name: package.read(name) for name in package.members}
    except Exception:  # noqa: BLE001  then the zip is what matters
        return data
    least = dict(seed.parts)
    spoilt = {name: content for name, content in parts.items() if least.get(name) != content}
    for name in list(spoilt):
        without = {**least, **{other: content for other, content in spoilt.items() if other != name}}
        if _still(seed, assembled(Draft(without)), violation, reader):
            del spoilt[name]
    rebuilt = assembled(Draft({**least, **spoilt}))
    return rebuilt if _still(seed, rebuilt, violation, reader) else data


def _still(seed: Seed, data: bytes, violation: Violation, reader: Reader) -> bool:
    return violation.signature in {v.signature for v in judge(seed, data, reader)[1]}


def kept(tally: Tally, folder: Path) -> list[str]:
    """Write what was found, made smaller, to a folder; a line on each."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for case, violation in tally.found:
        try:
            least, data = smaller(case, violation)
        except Exception:  # noqa: BLE001  not made smaller is no loss
            least, (_, data, _) = case, made(case)
        _, _, kinds = made(least)
        what = violation.signature.replace(".py", "").translate(_SAFE)
        name = f"{what}-{least.seed}-{least.steps[0]:08x}.xlsx"
        (folder / name).write_bytes(data)
        lines.append(
            f"{name}\n    {violation.kind}: {violation.detail}\n    {'+'.join(kinds)} {list(least.steps)}"
        )
    return lines


_SAFE = str.maketrans(" :/", "---")
