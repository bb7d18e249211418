"""Spoil forms at the level of elements, and hold what is read against what other programs show.

python -m tests.fuzz.differing [--mutants 50000] [--libreoffice 2000] [--seed N] [--out FOLDER]

Nothing may be accepted without a finding that its good form did not have, where openpyxl or LibreOffice shows
another score, tick or total. The mutants that do it are kept in a folder, and the exit status is 1.
"""

import argparse
import multiprocessing as mp
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz.campaign import Case
from tests.fuzz.elements import mutant
from tests.fuzz.resaved import SHARES, absent, as_seeds, made_forms
from tests.fuzz.seeds import Seed, read
from tests.fuzz.shown import Difference, JudgeError, judged_by_openpyxl
from tests.fuzz.shown_by_libreoffice import LibreOfficeJudge
from tests.office import libreoffice as office
from workbook.collection.checked import Checked

KEPT = 40
_CHUNK = 200
_STEPS = (1, 1, 1, 1, 1, 2, 2, 3)
_UNOPENED_JUDGED = 400
"""How many at most of the mutants that LibreOffice judges are such as openpyxl does not open."""
Forms = Mapping[str, tuple[str, bytes]]


@dataclass
class Tally:
    """What a run came to. ``quiet`` are the numbers of the mutants accepted without a new finding; of these
    ``unopened`` are those that openpyxl does not open, each with what it says."""

    mutants: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    quiet_kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    quiet: list[int] = field(default_factory=list)
    unopened: dict[int, str] = field(default_factory=dict)
    found: dict[int, list[Difference]] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        self.mutants += other.mutants
        for name in ("outcomes", "kinds", "quiet_kinds", "codes"):
            getattr(self, name).update(getattr(other, name))
        self.quiet += other.quiet
        self.unopened |= other.unopened
        self.found |= other.found


def case_at(seed: int, number: int, names: Sequence[str]) -> Case:
    """Return the mutant of a number; the same for the same seed and forms."""
    chance = Random(f"elements {seed} {number}")
    name = chance.choices(names, [SHARES.get(name, 4) for name in names])[0]
    return Case(name, tuple(chance.getrandbits(32) for _ in range(chance.choice(_STEPS))))


def made(case: Case, seeds: Mapping[str, Seed]) -> tuple[bytes, list[str]]:
    """Return a mutant's bytes and what was done; steps that change nothing are followed by others."""
    seed, steps = seeds[case.seed], list(case.steps)
    unchanged = _unspoilt(seed)
    for _ in range(20):
        data, kinds = mutant(seed, steps)
        if data != unchanged:
            break
        steps.append(Random(steps[-1]).getrandbits(32))
    return data, kinds


_as_assembled: dict[bytes, bytes] = {}


def _unspoilt(seed: Seed) -> bytes:
    """Return a good form as the mutator puts it together."""
    if seed.data not in _as_assembled:
        _as_assembled[seed.data], _ = mutant(seed, ())
    return _as_assembled[seed.data]


def is_quiet(seed: Seed, checked: Checked) -> bool:
    """Tell whether a mutant is accepted without any finding that its good form did not have."""
    known = Counter((finding.code, finding.id) for finding in seed.checked.findings)
    return checked.state == "accepted" and not Counter((f.code, f.id) for f in checked.findings) - known


def run(seed: int, numbers: Sequence[int], seeds: Mapping[str, Seed]) -> Tally:
    """Read these mutants, and have openpyxl judge what is accepted without a new finding."""
    tally = Tally()
    names = sorted(seeds)
    for number in numbers:
        case = case_at(seed, number, names)
        data, kinds = made(case, seeds)
        form = seeds[case.seed]
        checked = read(data)
        tally.mutants += 1
        tally.kinds.update(kinds)
        tally.codes.update({finding.code for finding in checked.findings})
        if not is_quiet(form, checked):
            tally.outcomes["refused" if checked.state == "rejected" else "told"] += 1
            continue
        tally.outcomes["accepted without a finding"] += 1
        tally.quiet.append(number)
        tally.quiet_kinds.update(kinds)
        try:
            if found := judged_by_openpyxl(form, data, checked):
                tally.found[number] = found
        except JudgeError as error:
            tally.unopened[number] = str(error)
    return tally


# ── in processes of their own ───────────────────────────────────────────────────────────────────

_seeds: dict[str, Seed] = {}


def _begin(forms: Forms) -> None:
    _seeds.update(as_seeds(forms))


def _chunk(task: tuple[int, range]) -> Tally:
    return run(task[0], task[1], _seeds)


def by_openpyxl(mutants: int, seed: int, forms: Forms, processes: int, say: Callable[[str], None]) -> Tally:
    """Return the tally of so many mutants, read and judged in so many processes."""
    total, said = Tally(), 0
    chunks = [(seed, range(start, min(start + _CHUNK, mutants))) for start in range(0, mutants, _CHUNK)]
    context = mp.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, (forms,)) as pool:
        for tally in pool.map(_chunk, chunks):
            total.add(tally)
            if total.mutants - said >= 5_000:
                said = total.mutants
                outcomes = ", ".join(f"{name} {count:,}" for name, count in total.outcomes.most_common())
                say(f"  {said:,} mutants: {outcomes}; openpyxl differs on {len(total.found)}")
    return total


def by_libreoffice(
    tally: Tally, count: int, seed: int, forms: Forms, say: Callable[[str], None]
) -> Mapping[int, list[Difference]]:
    """Return where LibreOffice differs, of so many mutants accepted without a finding.

    First come some that openpyxl does not open, then others, spread over the run.
    """
    seeds, found = as_seeds(forms), {}
    names = sorted(seeds)
    failed = 0
    with office.LibreOffice() as running:
        judge = LibreOfficeJudge(running)
        for done, number in enumerate(chosen(tally, count), start=1):
            case = case_at(seed, number, names)
            data, _ = made(case, seeds)
            try:
                if differing := judge.judged(seeds[case.seed], data, read(data)):
                    found[number] = differing
            except JudgeError:
                failed += 1
            if done % 500 == 0:
                say(f"  {done:,} by LibreOffice: differs on {len(found)}, does not open {failed}")
    tally.outcomes["not opened by LibreOffice"] = failed
    return found


def chosen(tally: Tally, count: int) -> list[int]:
    """Return the numbers of the mutants that LibreOffice judges."""
    first = sorted(tally.unopened)[: min(_UNOPENED_JUDGED, count)]
    others = sorted({*tally.quiet} - {*first})
    room = min(count - len(first), len(others))
    return [*first, *(others[index * len(others) // room] for index in range(room))]


def kept(found: Mapping[int, Sequence[Difference]], seed: int, forms: Forms, folder: Path) -> Iterator[str]:
    """Write the first mutants that differ to a folder; a line on each."""
    seeds = as_seeds(forms)
    folder.mkdir(parents=True, exist_ok=True)
    for number, differing in sorted(found.items())[:KEPT]:
        case = case_at(seed, number, sorted(seeds))
        data, kinds = made(case, seeds)
        name = f"differing-{case.seed}-{number}.xlsx"
        (folder / name).write_bytes(data)
        yield f"{name}: {'+'.join(kinds)}"
        for each in differing[:4]:
            yield f"    {each.judge}, {each.kind}: {each.detail}"


def compare(
    mutants: int, by_office: int, seed: int, processes: int, out: Path, say: Callable[[str], None]
) -> bool:
    """Spoil, read and judge so many mutants; tell whether any was accepted that is shown otherwise.

    ``by_office`` is how many of them LibreOffice judges, ``out`` the folder for those that differ.
    """
    started = time.monotonic()
    forms = made_forms()
    for program, reason in absent().items():
        say(f"no forms saved by {program}: {reason}")
    tally = by_openpyxl(mutants, seed, forms, processes, say)
    _report(tally, time.monotonic() - started, say)
    found = dict(tally.found)
    if reason := office.missing():
        say(f"LibreOffice judged none: {reason}")
    elif by_office:
        started, judged = time.monotonic(), len(chosen(tally, by_office))
        others = by_libreoffice(tally, by_office, seed, forms, say)
        say(
            f"LibreOffice: {judged:,} mutants in {time.monotonic() - started:.0f} s; "
            f"differs on {len(others):,}; does not open {tally.outcomes['not opened by LibreOffice']}"
        )
        for number, differing in others.items():
            found.setdefault(number, []).extend(differing)
    for line in kept(found, seed, forms, out) if found else ():
        say(line)
    return bool(found)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mutants", type=int, default=50_000)
    parser.add_argument("--libreoffice", type=int, default=2_000, help="how many LibreOffice judges")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("fuzz-found"), help="where what is found goes")
    given = parser.parse_args()

    def say(line: str) -> None:
        print(line, flush=True)

    return int(compare(given.mutants, given.libreoffice, given.seed, given.processes, given.out, say))


def _report(tally: Tally, took: float, say: Callable[[str], None]) -> None:
    outcomes = ", ".join(f"{name} {count:,}" for name, count in tally.outcomes.most_common())
    say(f"{tally.mutants:,} mutants of elements in {took:.0f} s: {outcomes}")
    say(f"openpyxl differs on {len(tally.found):,}, does not open {len(tally.unopened):,} of those accepted")
    for title, counts in (
        ("steps", tally.kinds),
        ("steps accepted", tally.quiet_kinds),
        ("findings", tally.codes),
    ):
        say(f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in counts.most_common()))


if __name__ == "__main__":
    sys.exit(main())
