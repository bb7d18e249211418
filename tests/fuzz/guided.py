"""Coverage-guided: atheris chooses which steps of the mutator lead to code not reached before.

Its input is a form's number and four bytes a step, so that what libFuzzer changes, adds and drops are
whole mutations of well-formed files instead of bytes behind a checksum.
"""

import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(
    include=["workbook.intake", "workbook.package", "workbook.sheetxml", "scoring"]
):
    from workbook.intake.check import check  # noqa: F401  instrumented here, used by the campaign

from tests.fuzz.campaign import Case, Tally, _count, kept, made
from tests.fuzz.oracle import judge
from tests.fuzz.seeds import read, seeds

_STEP = 4
_MOST = 1 + 8 * _STEP


def case_of(data: bytes) -> Case | None:
    """The mutant that an input of the fuzzer stands for."""
    steps = [int.from_bytes(data[at : at + _STEP]) for at in range(1, len(data) - _STEP + 1, _STEP)]
    return Case(seeds()[data[0] % len(seeds())].name, tuple(steps[:8])) if steps else None


def mutated(data: bytes, max_size: int, seed: int) -> bytes:
    """Libfuzzer's custom mutator: a step more, less or other, or another form."""
    chance = Random(seed)
    form, steps = data[:1] or b"\0", [data[at : at + _STEP] for at in range(1, len(data), _STEP)]
    steps = [step for step in steps if len(step) == _STEP]
    match chance.randrange(5 if steps else 1):
        case 0 | 1:
            steps.insert(chance.randint(0, len(steps)), chance.randbytes(_STEP))
        case 2:
            steps[chance.randrange(len(steps))] = chance.randbytes(_STEP)
        case 3:
            steps.pop(chance.randrange(len(steps)))
        case _:
            form = chance.randbytes(1)
    return (form + b"".join(steps[:8]))[:max_size]


def main() -> None:
    forms, seed, seconds, out = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    tally, started = Tally(), time.monotonic()

    def one(data: bytes) -> None:
        case = case_of(data)
        if case is not None:
            form, spoilt, kinds = made(case)
            checked, violations = judge(form, spoilt, read)
            _count(tally, case, kinds, checked, violations)
        if tally.forms == forms or time.monotonic() - started > seconds:
            _end(tally, started, out)

    with TemporaryDirectory() as corpus:
        chance = Random(seed)
        for number in range(len(seeds())):
            Path(corpus, str(number)).write_bytes(bytes([number]) + chance.randbytes(_STEP))
        options = [f"-seed={seed + 1}", f"-max_len={_MOST}", f"-max_total_time={seconds + 120}",
                   "-timeout=60", "-rss_limit_mb=1500", "-verbosity=0", "-print_final_stats=0"]  # fmt: skip
        atheris.Setup([sys.argv[0], *options, corpus], one, custom_mutator=mutated)
        atheris.Fuzz()


def _end(tally: Tally, started: float, out: Path) -> None:
    print(f"coverage-guided: {tally.forms:,} forms in {time.monotonic() - started:.0f} s; states "
          + ", ".join(f"{name} {count:,}" for name, count in tally.states.most_common())
          + "; violations " + (", ".join(f"{n} {c}" for n, c in tally.signatures.most_common()) or "none"),
          flush=True)  # fmt: skip
    for line in kept(tally, out) if tally.found else ():
        print(line, flush=True)
    sys.stdout.flush()
    import os

    os._exit(int(bool(tally.found)))


if __name__ == "__main__":
    main()
