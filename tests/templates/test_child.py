"""A process of its own for what may never end: its limits, what it has said by then, and that none stays."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from templates import child
from tests.extent import PATIENCE
from tests.macros.terminal import ROOT, process

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits of the system are POSIX's")
needs_pidfd = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="looks at processes as Linux has them")

_BEGIN = """
import os, sys
sys.path.extend(sys.argv[1:])
from templates import child
data = child.begin({memory}, {seconds})
"""


def module(folder: Path, code: str, *, memory: int = 2**31, seconds: float = 60) -> str:
    """The file of a module that begins as a child does and then runs the code, with ``data``."""
    path = folder / "its_module.py"
    path.write_text(_BEGIN.format(memory=memory, seconds=seconds) + code)
    return str(path)


def failed(file: str, *, seconds: float = PATIENCE, data: bytes = b"") -> child.ChildError:
    with pytest.raises(child.ChildError) as raised:
        child.run(file, (), data, seconds)
    return raised.value


@pytest.mark.parametrize("data", [b"", b"a\r\nb\x1a\0", bytes(range(256)) * 20_000], ids=["", "odd", "large"])
def test_what_a_child_prints_of_what_it_was_given_is_what_it_was(data: bytes, tmp_path: Path) -> None:
    file = module(tmp_path, "sys.stdout.buffer.write(data[::-1])")
    assert child.run(file, (), data, PATIENCE) == data[::-1]


def test_a_child_finds_the_modules_that_this_process_finds(tmp_path: Path) -> None:
    assert child.run(module(tmp_path, "import pytest, scoring; print('ok')"), (), b"", PATIENCE).split() == [
        b"ok"
    ]


@pytest.mark.parametrize("end", ["sys.exit(3)", "os.abort()", "raise ValueError", "os._exit(1)"])
def test_what_a_child_that_fails_has_said_by_then_is_kept(end: str, tmp_path: Path) -> None:
    error = failed(module(tmp_path, f"print('first', flush=True)\n{end}"))
    assert (error.output.split(), error.is_late) == ([b"first"], False)


def test_a_child_that_reads_nothing_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "its_module.py"
    path.write_text("print('done')")
    assert child.run(str(path), (), bytes(10_000_000), PATIENCE).split() == [b"done"]


def test_where_no_process_can_be_started_that_is_a_childs_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert failed("module.py").output == b""


@POSIX
@pytest.mark.parametrize("step", ["while True: pass", "9 ** (9 ** 9)"], ids=["many steps", "one long step"])
def test_the_system_ends_what_takes_more_cpu_time_than_it_may(step: str, tmp_path: Path) -> None:
    error = failed(module(tmp_path, f"print('first', flush=True)\n{step}", seconds=0.1))
    assert (error.output.split(), error.is_late) == ([b"first"], True)


@pytest.mark.skipif(sys.platform != "linux", reason="not every system limits memory")
def test_a_child_takes_no_more_memory_than_it_may(tmp_path: Path) -> None:
    code = "try: bytes(10**9)\nexcept MemoryError: print('refused')"
    assert child.run(module(tmp_path, code, memory=5 * 10**8), (), b"", PATIENCE).split() == [b"refused"]


@POSIX
def test_a_child_that_only_waits_ends_by_the_clock(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "nobody-writes")
    error = failed(module(tmp_path, f"open({str(tmp_path / 'nobody-writes')!r}).read()"), seconds=0.1)
    assert error.is_late


_STARTS = """
import sys
from templates import child
child.run(sys.argv[1], (), b"", 600)
"""


@needs_pidfd
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda end: end.name)
def test_a_child_does_not_outlive_the_process_that_started_it(end: signal.Signals, tmp_path: Path) -> None:
    says = tmp_path / "says"
    os.mkfifo(says)
    file = module(
        tmp_path, f"with open({str(says)!r}, 'w') as way: way.write(str(os.getpid()))\nwhile True: pass"
    )
    command = [sys.executable, "-c", _STARTS, file]
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    ) as parent:
        its = os.pidfd_open(int(says.read_text()))
        try:
            parent.send_signal(end)
            parent.wait(60)
            assert select.select([its], [], [], PATIENCE)[0] == [its]
        finally:
            os.close(its)


# ── a limit that is told where it is met ────────────────────────────────────────────────────────

_LIMITED = """
import signal, sys, threading, time
from templates import child
looked, taken = threading.Semaphore(0), [0.0]
def process_time():
    looked.release()
    return taken[0]
time.process_time = process_time
before = signal.getsignal(signal.SIGINT)
"""


def test_a_clock_of_the_cpu_stands_still_while_others_have_the_machine() -> None:
    code = """
with child.limited(5):
    for _ in range(3):
        looked.acquire()
print("written", signal.getsignal(signal.SIGINT) is before)
"""
    assert process(code=_LIMITED + code).stdout.split() == [b"written", b"True"]


def test_what_takes_more_cpu_time_than_it_may_is_ended_where_it_is() -> None:
    code = """
def endless():
    while True: taken[0] += 0.001
try:
    with child.limited(5):
        endless()
except child.LateError as error:
    frame = error.__traceback__.tb_next
    print("late", error.seconds, frame.tb_frame.f_code.co_name)
print(signal.getsignal(signal.SIGINT) is before)
"""
    assert process(code=_LIMITED + code).stdout.split() == [b"late", b"5", b"endless", b"True"]
