"""Workers asked to read, and what to say where one did not come back."""

from collections.abc import Generator, Sequence
from contextlib import closing
from functools import cache
from typing import Any

from macros.reading import worker
from macros.reading.jobs import FILE, JobName, job, value_of
from scoring.errors import KaoheError, Sentence
from scoring.wire import WireError, packed
from templates.child import NotStartedError
from templates.pool import Limits, Loss, Pool, Task

_TOO_LONG = Sentence("讀了太久還沒讀完", "reading it took too long")
REASONS: dict[Loss, Sentence] = {
    "time": _TOO_LONG,
    "memory": Sentence("讀取時用掉太多記憶體", "reading it took too much memory"),
    "broken": Sentence("讀取時程式中斷", "reading it broke off"),
}


class LostError(Exception):
    """A worker did not come back with what it was to read; ``reason`` says why."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason.zh)
        self.reason = reason


@cache
def pool() -> Pool:
    """Return the workers of this process, none of which is started before it is needed."""
    return Pool(worker.__file__)


def task(name: JobName, *given: object, terms: tuple[bytes, ...] = (), limits: Limits = FILE) -> Task:
    """Return a job as a task for a worker. ``terms`` are what `common_terms` made, the same for many."""
    return Task(terms, (name.encode(), *packed(job(name).given, given)), limits)


def common_terms(name: JobName, terms: object) -> tuple[bytes, ...]:
    """Return what many tasks are given alike, to be sent to each worker once."""
    return tuple(packed(job(name).common, terms))


def read(name: JobName, *given: object, limits: Limits = FILE) -> Any:
    """Have one thing read by a worker and return what it makes.

    Raise KaoheError as the job does, or where no worker starts; LostError where none comes back.
    """
    try:
        answer = pool().answer(task(name, *given, limits=limits))
    except NotStartedError:
        raise _not_started() from None
    return _value(name, answer)


def read_all(
    name: JobName, tasks: Sequence[Task], workers: Pool
) -> Generator[tuple[int, Any] | None, None, None]:
    """Have many things read by workers; yield the place of each and what was made of it, or the LostError
    that says why nothing was, in the order in which they are done, and None while nothing is.

    To be closed, for then the workers end at once. Raise KaoheError where no worker starts.
    """
    try:
        with closing(workers.run(tasks)) as answers:
            for found in answers:
                if found is None:
                    yield None
                    continue
                try:
                    yield found[0], _value(name, found[1])
                except LostError as error:
                    yield found[0], error
    except NotStartedError:
        raise _not_started() from None


def _value(name: JobName, answer: list[bytes] | Loss) -> Any:
    if isinstance(answer, str):
        raise LostError(REASONS[answer])
    try:
        return value_of(job(name), answer)
    except WireError:
        raise LostError(REASONS["broken"]) from None


def _not_started() -> KaoheError:
    return KaoheError(
        "系統沒有讓讀取檔案的程式啟動，可能記憶體不足；請關閉其他程式後再執行一次",
        "the system did not start the process that reads files, perhaps for want of memory; close other"
        " programs and run again",
    )
