"""Workers: processes of our own that do one task after another, each task within limits of its own.

A task that takes too long, too much memory or its worker with it is told as lost; the worker is replaced, and
the others go on. Which worker does what has no say in any answer. Workers live until this process ends, and
no longer: each ends when its input is closed, however that came about.
"""

import atexit
import os
import queue
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from templates import child

if TYPE_CHECKING:
    import subprocess

MOST = 8
"""Workers at once, of some 50 MB each."""
_TICK = 0.1
"""Seconds between one look at the clock and the next."""
_MAX_ANSWER = 1 << 30
"""Bytes of an answer: what a worker says beyond is nonsense."""

Loss = Literal["time", "memory", "broken"]
"""Why a task has no answer: it took too long, or too much memory, or its worker ended or spoke nonsense."""
Done = tuple[int, list[bytes] | Loss]
"""The place of a task, and its answer or why it has none."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a task may take: seconds of the processor and of the clock, bytes of address space. The system
    holds a worker to the first and the last where it can; the clock holds everywhere, and has to allow for a
    machine that is busy."""

    seconds: float
    clock: float
    memory: int


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: parts that many tasks have in common, which are sent once, and its own."""

    common: tuple[bytes, ...]
    parts: Sequence[bytes]
    limits: Limits


def processors() -> int:
    """Return how many workers are of use on this machine, at most `MOST`."""
    with suppress(AttributeError):  # not every system says which processors a process may use
        return min(MOST, len(os.sched_getaffinity(0)))
    return min(MOST, os.cpu_count() or 1)


class _Worker:
    """A process that does tasks, as seen from the thread that gives them to it."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.is_fresh = True
        self.common: tuple[bytes, ...] | None = None
        self.deadline = float("inf")
        self.is_overdue = False

    def ask(self, task: Task) -> list[bytes] | Loss:
        """Return the answer to a task. Whoever watches the clock ends the process when it is over."""
        give, take = self.process.stdin, self.process.stdout
        assert give is not None
        assert take is not None
        self.is_overdue = False
        self.deadline = time.monotonic() + task.limits.clock
        limits = f"{task.limits.seconds} {task.limits.memory}".encode()
        with suppress(OSError):  # it has ended, as reading will tell
            if self.common is not task.common:
                child.sent(give, [child.COMMON, *task.common])
                self.common = task.common
            child.sent(give, [child.TASK, limits, *task.parts])
        message = child.received(take, _MAX_ANSWER)
        self.deadline = float("inf")
        kind, *parts = message or [b""]
        if kind != child.ANSWER:
            self.end()
        if kind in (child.ANSWER, child.LAST_ANSWER):
            return parts
        if kind == child.NO_MEMORY:
            return "memory"
        return "time" if self.is_overdue or child.was_late(self.process.returncode) else "broken"

    def end(self) -> None:
        """End the process at once, and see it gone."""
        self.process.kill()
        for way in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if way is not None:
                    way.close()
        self.process.wait()

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None


class _Line:
    """Tasks in a line, and what became of them; what the threads of one run share."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.tasks = tasks
        self.next = 0
        self.lock = threading.Lock()
        self.done: queue.SimpleQueue[Done | None] = queue.SimpleQueue()
        self.is_over = False

    def take(self) -> int | None:
        """Return the place of the next task; None where there is none, or none is wanted any more."""
        with self.lock:
            if self.is_over or self.next >= len(self.tasks):
                return None
            self.next += 1
            return self.next - 1


class Pool:
    """Workers that run one module, started as they are needed and kept for the next run.

    ``size`` is how many there are at most; without it as many as the machine has processors.
    """

    def __init__(self, module: str, size: int = 0) -> None:
        self._module, self.size = module, size or processors()
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []
        self._lock, self._running, self._starting = threading.Lock(), threading.Lock(), threading.Lock()
        self._owner = os.getpid()
        atexit.register(self.close)

    def run(self, tasks: Sequence[Task]) -> Generator[Done | None, None, None]:
        """Yield the place of each task and its answer, or why it has none, in the order in which they end;
        in between None, so that whoever waits may look up.

        To be closed where it is not gone through: then the workers at work are ended. One run at a time.
        Raise NotStartedError where the system starts no worker.
        """
        with self._running:
            self._forget_what_is_anothers()
            line = _Line(tasks)
            threads = [
                threading.Thread(target=self._work_through, args=(line,), daemon=True)
                for _ in range(min(self.size, len(tasks)))
            ]
            try:
                for thread in threads:
                    thread.start()
                yield from self._watched(line)
            finally:
                line.is_over = True
                with self._lock:
                    for worker in self._busy:
                        worker.process.kill()
                for thread in threads:
                    if thread.ident is not None:
                        thread.join()

    def answer(self, task: Task) -> list[bytes] | Loss:
        """Return the answer to a single task, or why it has none. Raise NotStartedError."""
        with closing(self.run([task])) as found:
            return next(each[1] for each in found if each is not None)

    def close(self) -> None:
        """End every worker. The pool can be used again."""
        with self._lock:
            workers, self._idle = self._idle, []
        if self._owner == os.getpid():
            for worker in workers:
                worker.end()

    def _watched(self, line: _Line) -> Generator[Done | None, None, None]:
        left, looked = len(line.tasks), time.monotonic()
        while left:
            found: Done | None = None
            is_there = True
            try:
                found = line.done.get(timeout=_TICK)
            except queue.Empty:
                is_there = False
            if time.monotonic() >= looked + _TICK:  # however many answers come, and whoever is slow with them
                self._end_overdue()
                looked = time.monotonic()
            if is_there and found is None:
                raise child.NotStartedError
            left -= is_there
            yield found

    def _end_overdue(self) -> None:
        now = time.monotonic()
        with self._lock:
            for worker in self._busy:
                if worker.deadline < now:
                    worker.is_overdue = True
                    worker.process.kill()

    def _work_through(self, line: _Line) -> None:
        """Do tasks until there are none: what each thread of a run does, with a worker of its own."""
        worker: _Worker | None = None
        while (place := line.take()) is not None:
            answer: list[bytes] | Loss = "broken"
            for _ in range(2):
                worker = worker or self._hired()
                if worker is None:
                    line.done.put(None)
                    return
                if line.is_over:
                    break
                was_fresh, worker.is_fresh = worker.is_fresh, False
                try:
                    answer = worker.ask(line.tasks[place])
                except Exception:  # noqa: BLE001  no memory for its answer, perhaps: whoever waits is told
                    answer = "broken"
                    worker.end()
                if not worker.is_alive:
                    self._dismiss(worker)
                    worker = None
                if was_fresh or answer not in ("memory", "broken"):
                    break  # else an earlier task may be to blame: once more, with a new worker
            line.done.put((place, answer))
        if worker is not None:
            with self._lock:
                self._busy.remove(worker)
                self._idle.append(worker)

    def _hired(self) -> _Worker | None:
        """Return a worker that does nothing, or a new one; None where the system starts none."""
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    self._busy.append(worker)
                    return worker
                worker.end()
        try:
            with self._starting:  # so that on Windows none inherits what belongs to another
                worker = _Worker(child.started(self._module))
        except (child.NotStartedError, MemoryError):
            return None
        with self._lock:
            self._busy.append(worker)
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        worker.end()
        with self._lock:
            self._busy.remove(worker)

    def _forget_what_is_anothers(self) -> None:
        """Let go of workers that belong to the process that this one is a copy of."""
        if self._owner != os.getpid():
            self._idle, self._busy, self._owner = [], [], os.getpid()
