"""Work that may never end, take all memory or abort the process, in a process of its own.

One side starts it (`run`); the other begins its work with `begin`. Whatever happens there, only that process
ends, and it does not outlive the one that started it. Nothing here needs a fork: it is the same on Windows,
where the system limits neither memory nor CPU time, and the wall clock has to do.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO

_TICK = 0.05
"""Seconds between one look at the time that was taken and the next."""
_SIZE = 8
"""Bytes that say how many follow."""


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
    import signal
    import subprocess
    import threading

    command = [sys.executable, "-I", "-S", module, *arguments, *sys.path]
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603  our own module
            command, stdin=pipe, stdout=pipe, stderr=nothing, creationflags=no_window
        )
    except OSError:
        raise NotStartedError from None
    with process:
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
        raise ChildError(output, is_late=process.returncode == -getattr(signal, "SIGXCPU", 0))
    return output


def _feed(way: IO[bytes], data: bytes) -> None:
    with suppress(OSError):  # it has ended before it read all
        way.write(len(data).to_bytes(_SIZE, "big") + data)
        way.flush()


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


def _limit_memory(memory: int) -> None:
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit, others another
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


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
