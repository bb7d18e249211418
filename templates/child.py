"""Work that may never end, take all memory or abort the process, in a process of its own.

One side starts it: `run` for one job, `started` for one that is given task after task (templates/pool.py).
The other begins its work with `begin`, or goes through its tasks with `serve`. Whatever happens there, only
that process ends, and it does not outlive the one that started it. Nothing here needs a fork: it is the same
on Windows, where the system limits neither memory nor CPU time, and the wall clock has to do.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import queue
    import subprocess

_TICK = 0.05
"""Seconds between one look at the time that was taken and the next."""
_SIZE = 8
"""Bytes that say how many follow."""
_MOST_PARTS = 10_000
"""Of one message."""


class ChildError(Exception):
    """A child ended otherwise than well. ``output`` is what it had said by then; ``is_late``: it took
    more time than it may."""

    def __init__(self, output: bytes = b"", *, is_late: bool = False) -> None:
        super().__init__()
        self.output, self.is_late = output, is_late


class NotStartedError(ChildError):
    """The system starts no more processes: there is no memory, or it does not let this program."""


class OverdueError(ChildError):
    """It was not done when its time by the clock was over, whatever it had of the processor."""


class LateError(Exception):
    """What was done has taken more CPU time than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


# ── the side that starts it ─────────────────────────────────────────────────────────────────────


def run(module: str, arguments: Sequence[str], data: bytes, seconds: float) -> bytes:
    """Run a module's file with these arguments on these bytes, and return what it prints.

    It finds modules where this process does, by the arguments that follow its own. ``seconds`` are of the
    wall clock, so there should be many. Raise ChildError; whatever ends the wait, no process stays.
    """
    import subprocess
    import threading

    with started(module, arguments) as process:
        way, process.stdin = process.stdin, None  # it stays open: where it closes, the child ends
        assert way is not None
        feeding = threading.Thread(target=_feed, args=(way, data), daemon=True)
        feeding.start()
        is_overdue = False
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
            is_overdue = True
        except BaseException:
            process.kill()
            raise
        finally:
            feeding.join()
            with suppress(OSError):
                way.close()
    if is_overdue:
        raise OverdueError(output, is_late=True)
    if process.returncode != 0:
        raise ChildError(output, is_late=was_late(process.returncode))
    return output


def started(module: str, arguments: Sequence[str] = ()) -> "subprocess.Popen[bytes]":
    """Start a module's file in a process of its own, which is read from and written to by pipes.

    Raise NotStartedError.
    """
    import subprocess

    command = [sys.executable, "-I", "-S", module, *arguments, *sys.path]
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    try:
        return subprocess.Popen(  # noqa: S603  our own module
            command, stdin=pipe, stdout=pipe, stderr=nothing, creationflags=no_window
        )
    except OSError:
        raise NotStartedError from None


def was_late(code: int | None) -> bool:
    """Tell by how a process ended whether the system ended it for the CPU time that it had taken."""
    import signal

    return code == -getattr(signal, "SIGXCPU", 0)


def _feed(way: IO[bytes], data: bytes) -> None:
    with suppress(OSError):  # it has ended before it read all
        way.write(len(data).to_bytes(_SIZE, "big") + data)
        way.flush()


# ── what is said from one side to the other ─────────────────────────────────────────────────────


def sent(way: IO[bytes], parts: Sequence[bytes]) -> None:
    """Write parts as one message: how many there are, how long each is, then all of them. Raise OSError."""
    for number in (len(parts), *map(len, parts)):
        way.write(number.to_bytes(_SIZE, "big"))
    for part in parts:
        way.write(part)
    way.flush()


def received(way: IO[bytes], most: int) -> list[bytes] | None:
    """Read one message of at most so many bytes; None where there is no more, or what comes is no message."""
    count = _number(way)
    if count is None or not 0 < count <= _MOST_PARTS:
        return None
    sizes = [_number(way) for _ in range(count)]
    known = [size for size in sizes if size is not None]
    if len(known) < count or sum(known) > most:
        return None
    parts = [way.read(size) for size in known]
    return parts if [len(part) for part in parts] == known else None


def _number(way: IO[bytes]) -> int | None:
    digits = way.read(_SIZE)
    return int.from_bytes(digits, "big") if len(digits) == _SIZE else None


# ── the side that works ─────────────────────────────────────────────────────────────────────────


def begin(memory: int, seconds: float) -> bytes:
    """Limit the memory (in bytes of address space) and CPU time that this process may take, as far as the
    system can; return what it was given to work on. It ends when the process that started it does."""
    import threading

    _limit_memory(memory)
    allow(seconds)
    size = int.from_bytes(sys.stdin.buffer.read(_SIZE), "big")
    data = sys.stdin.buffer.read(size)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return data


def _limit_memory(memory: int, *, is_for_good: bool = True) -> None:
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit, others another
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most = memory if is_for_good else resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (memory, most))


def allow(seconds: float) -> None:
    """Let this process take so much more CPU time before the system ends it, whatever it is in."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        taken = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        limit = int(taken.ru_utime + taken.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, most))


def _end_with_parent() -> None:
    os.read(0, 1)  # nothing more is ever sent: it returns where the other end closes
    os._exit(1)


Work = Callable[[list[bytes], list[bytes]], Sequence[bytes]]
"""What is done for a task: the parts that many tasks have in common, and its own; returns parts."""
COMMON, TASK = b"c", b"t"
"""How a message to a worker begins: what the tasks from now on have in common, or a task."""
ANSWER, NO_MEMORY, LAST_ANSWER = b"a", b"m", b"l"
"""How a worker's message begins: an answer, that it had too little memory, an answer with which it ends."""
_RETIRED_AT = 160 * 1024 * 1024
"""Bytes of memory, at their peak, after which a worker ends: each task is to find as much as the first."""


def serve(work: Callable[[], Work]) -> None:
    """Do one task after another until the process that started this one ends, or wants no more.

    ``work`` makes what does them; what is slow to import is imported there. A task begins with its limits:
    CPU seconds and bytes of address space, in ASCII.
    """
    import queue
    import signal
    import threading

    way = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    with suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one decides
    messages: queue.SimpleQueue[list[bytes]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(messages,), daemon=True).start()
    do, common = work(), list[bytes]()
    while True:
        kind, *parts = messages.get()
        if kind == COMMON:
            common = parts
            continue
        seconds, memory = parts[0].split()
        _limit_memory(int(memory), is_for_good=False)
        allow(float(seconds))
        try:
            answer = do(common, parts[1:])
        except MemoryError:
            sent(way, [NO_MEMORY])
            os._exit(0)
        is_last = _peak() > _RETIRED_AT
        sent(way, [LAST_ANSWER if is_last else ANSWER, *answer])
        if is_last:
            os._exit(0)


def _listen(messages: "queue.SimpleQueue[list[bytes]]") -> None:
    while (message := received(sys.stdin.buffer, sys.maxsize)) is not None:
        messages.put(message)
    os._exit(0)


def _peak() -> int:
    """Return the most memory that this process has had, in bytes; 0 where the system does not tell.

    Linux's resource usage counts what the process had before it ran Python, which is all that the one that
    started it holds; its status counts from then on.
    """
    with suppress(OSError, ValueError), open("/proc/self/status", "rb") as status:  # noqa: PTH123  no pathlib here
        for line in status:
            if line.startswith(b"VmHWM:"):
                return int(line.split()[1]) * 1024
    with suppress(ImportError, OSError, ValueError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    return 0


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise LateError in what is done within, in the main thread, when it has taken so much CPU time.

    The clock stands still while other processes have the machine. What is in one long step of C's is only
    told after that step: `allow` holds for it.
    """
    import _thread
    import signal
    import threading
    import time

    start, done, late = time.process_time(), threading.Event(), threading.Event()

    def watch() -> None:
        while not done.wait(_TICK):
            if time.process_time() - start >= seconds:
                late.set()
                _thread.interrupt_main()
                return

    def interrupted(_signal: int, _frame: object) -> None:
        if late.is_set():
            raise LateError(seconds)
        os._exit(1)  # by a person, who has ended the process that started this one, too

    before = signal.signal(signal.SIGINT, interrupted)
    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()
        signal.signal(signal.SIGINT, before)
