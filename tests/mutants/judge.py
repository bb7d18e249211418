"""Whether the tests notice a mistake: the fastest of those that could are asked first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.choose import sources
from tests.mutants.covering import Covering, in_turn
from tests.mutants.depends import FLOORS
from tests.mutants.mutate import Mutant
from tests.mutants.record import Record
from tests.mutants.trial import tried
from tests.mutants.worker import Answer, Job

NOTICED = frozenset({"killed", "timed out"})
_SIGNS = {"killed": ".", "timed out": "t", "alive": "L", "untested": "L"}
_TIMES_AS_LONG = 10.0
"""What a test may take beyond the limit, as often as it took when it was recorded."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant and what came of it: ``asked`` of the ``covering`` tests were asked at most."""

    mutant: Mutant
    asked: int
    covering: int
    answer: Answer

    @property
    def is_noticed(self) -> bool:
        return self.answer.outcome in NOTICED


@dataclass(frozen=True, slots=True)
class Means:
    """The project's folder, copies of it to make mistakes in, and what is recorded of it. ``budget`` is
    the seconds of tests that a mutant is worth, ``limit`` those that any test may take."""

    root: Path
    trees: Sequence[Path]
    record: Record
    budget: float
    limit: float


def judged(mutants: Sequence[Mutant], means: Means) -> list[Judged]:
    """Each mutant with what came of it.

    A test that fails without any mistake too has noticed nothing: where one did, the others are asked.
    Raises RuntimeError where no test can be run at all: then nothing lives, and nothing is said by it.
    """
    fastest = min(means.record.seconds, key=lambda test: means.record.seconds[test])
    if _as_it_is([fastest], means).outcome != "alive":
        raise RuntimeError(f"{fastest} does not pass in a copy of the tree")
    covering = Covering(means.record, sources(means.root, (*FLOORS, "tests")))
    tests = {mutant: covering.tests(mutant) for mutant in mutants}
    found = {each.mutant: each for each in _round(mutants, tests, means)}
    unsound = _failing_anyway({test for each in found.values() for test in each.answer.by}, means)
    if unsound:
        print(f"\nfailing without any mistake, not counted: {', '.join(sorted(unsound))}", flush=True)
        again = [mutant for mutant in mutants if unsound.intersection(found[mutant].answer.by)]
        others = {mutant: tests[mutant] - unsound for mutant in again}
        found |= {each.mutant: each for each in _round(again, others, means)}
    return list(found.values())


def _round(mutants: Sequence[Mutant], tests: dict[Mutant, frozenset[str]], means: Means) -> Iterable[Judged]:
    texts = sources(means.root, sorted({mutant.path for mutant in mutants}))
    turns = {m: in_turn(tests[m], means.record, m.path, means.budget) for m in mutants}
    jobs = [Job(m.path, m.applied(texts[m.path]), _limits(turns[m], means)) for m in mutants]
    answers: dict[int, Answer] = {}

    def answered(number: int, answer: Answer) -> None:
        answers[number] = answer
        print(_SIGNS[answer.outcome], end="", flush=True)

    tried(means.trees, jobs, answered)
    print(flush=True)
    for number, mutant in enumerate(mutants):
        yield Judged(mutant, len(turns[mutant]), len(tests[mutant]), answers[number])


def _failing_anyway(tests: Iterable[str], means: Means) -> frozenset[str]:
    """Those of the tests that fail on the tree as it is."""
    asked = sorted(test for test in tests if test in means.record.seconds)
    return frozenset(_as_it_is(asked, means).by) if asked else frozenset()


def _as_it_is(tests: Iterable[str], means: Means) -> Answer:
    """What the tests say of the tree without any mistake."""
    path, text = next(iter(sources(means.root, FLOORS).items()))
    answers: list[Answer] = []
    job = Job(path, text, _limits(tests, means), goes_on=True)
    tried(means.trees, [job], lambda _, answer: answers.append(answer))
    return answers[0]


def _limits(tests: Iterable[str], means: Means) -> dict[str, float]:
    return {test: means.limit + _TIMES_AS_LONG * means.record.seconds[test] for test in tests}
