"""Workers: task after task, each within limits; what becomes of one that overruns, dies or says nonsense."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import pytest

from templates import child
from templates import pool as pool_module
from templates.child import NotStartedError
from templates.pool import Limits, Pool, Task
from tests.extent import PATIENCE
from tests.macros.terminal import ROOT

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits of the system are POSIX's")
needs_pidfd = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="looks at processes as Linux has them")

MB = 1024 * 1024
LIMITS = Limits(60.0, PATIENCE, 2048 * MB)
_WORKER = '''
import os, sys
sys.path.extend(sys.argv[1:])
from templates import child
done = 0
def do(common, parts):
    """Run the code that a task is; ``answer`` is what it answers."""
    global done
    done += 1
    names = {**globals(), "common": common, "parts": parts, "done": done, "answer": parts[1:]}
    exec(parts[0], names)
    return names["answer"]
child.serve(lambda: do)
'''
ENDLESS = "while True: pass"


def task(code: str, *parts: bytes, common: tuple[bytes, ...] = (), limits: Limits = LIMITS) -> Task:
    return Task(common, (code.encode(), *parts), limits)


@pytest.fixture
def module(tmp_path: Path) -> str:
    path = tmp_path / "its_worker.py"
    path.write_text(_WORKER)
    return str(path)


@pytest.fixture(params=[1, 2, 3])
def pool(module: str, request: pytest.FixtureRequest) -> Iterator[Pool]:
    with closing(Pool(module, request.param)) as made:
        yield made


@pytest.fixture
def one(module: str) -> Iterator[Pool]:
    with closing(Pool(module, 1)) as made:
        yield made


def answers(pool: Pool, *tasks: Task) -> list[object]:
    found: dict[int, object] = {}
    with closing(pool.run(tasks)) as done:
        for each in done:
            if each is not None:
                found[each[0]] = each[1]
    return [found[place] for place in range(len(tasks))]


def pid(pool: Pool) -> int:
    [answer] = answers(pool, task("answer = [str(os.getpid()).encode()]"))
    assert isinstance(answer, list)
    return int(answer[0])


def test_each_task_is_answered_whichever_worker_does_it(pool: Pool) -> None:
    tasks = [task("answer = [parts[1][::-1], common[0]]", b"%d" % n * n, common=(b"c",)) for n in range(50)]
    assert answers(pool, *tasks) == [[(b"%d" % n * n)[::-1], b"c"] for n in range(50)]


@pytest.mark.parametrize("data", [b"", b"a\r\nb\x1a\0", bytes(range(256)) * 20_000], ids=["", "odd", "large"])
def test_what_goes_there_comes_back_byte_for_byte(data: bytes, one: Pool) -> None:
    assert one.answer(task("", data, b"", data)) == [data, b"", data]


def test_a_worker_lives_on_from_task_to_task_and_from_run_to_run(one: Pool) -> None:
    counted = task("answer = [b'%d' % done]")
    assert answers(one, counted, counted) == [[b"1"], [b"2"]]
    assert answers(one, counted) == [[b"3"]]


def test_a_worker_of_a_process_that_holds_much_lives_on_all_the_same(one: Pool) -> None:
    """On Linux a process counts as its own, at first, what the one that started it holds."""
    held = bytearray(os.urandom(1)) * (300 * MB)
    counted = task("answer = [b'%d' % done]")
    assert answers(one, counted, counted) == [[b"1"], [b"2"]]
    assert len(held) == 300 * MB


def test_what_tasks_have_in_common_is_what_each_was_given(one: Pool) -> None:
    first, second = (b"first",), (b"second", b"two")
    tasks = [task("answer = common", common=common) for common in (first, first, second, first)]
    assert answers(one, *tasks) == [[*first], [*first], [*second], [*first]]


@pytest.mark.parametrize("harm", ["os.abort()", "os._exit(0)", "sys.exit(0)", "raise ValueError", "1/0"])
def test_a_worker_that_dies_is_replaced_and_the_others_are_done(harm: str, pool: Pool) -> None:
    good = task("answer = [b'good']")
    assert answers(pool, good, task(harm), good, good) == [[b"good"], "broken", [b"good"], [b"good"]]


_SAYS = """
import gc
for each in gc.get_objects():
    if type(each).__name__ == "BufferedWriter" and each.fileno() > 2:
        os.write(each.fileno(), {!r})
os._exit(0)
"""


@pytest.mark.parametrize(
    "nonsense",
    [b"nonsense", b"", b"\xff" * 64, bytes(7) + b"\1" + b"\xff" * 8, (1).to_bytes(8, "big") * 2 + b"?"],
    ids=["a word", "nothing", "all ones", "too long", "no kind"],
)
def test_a_worker_that_says_nonsense_is_replaced(nonsense: bytes, one: Pool) -> None:
    assert answers(one, task(_SAYS.format(nonsense)), task("answer = [b'good']")) == ["broken", [b"good"]]


def test_what_a_library_prints_is_no_answer(one: Pool) -> None:
    assert answers(one, task("print('x' * 99, flush=True); os.write(1, b'yz')", b"all")) == [[b"all"]]


@POSIX
def test_a_task_that_takes_too_much_of_the_processor_is_told_and_the_rest_is_done(pool: Pool) -> None:
    good, endless = task("answer = [b'good']"), task(ENDLESS, limits=Limits(0.2, PATIENCE, LIMITS.memory))
    assert answers(pool, good, endless, good) == [[b"good"], "time", [b"good"]]


@POSIX
def test_each_task_has_its_own_time_however_much_those_before_it_took(one: Pool) -> None:
    some = task(
        "import time\nt = time.process_time()\nwhile time.process_time() < t + 0.8: pass",
        limits=Limits(1.0, PATIENCE, LIMITS.memory),
    )
    assert answers(one, some, some, some) == [[], [], []]


def test_where_the_clock_alone_can_tell_a_task_ends_by_the_clock(pool: Pool) -> None:
    asleep = task("import time; time.sleep(1000)", limits=Limits(60.0, 0.5, LIMITS.memory))
    good = task("answer = [b'good']")
    assert answers(pool, asleep, good) == ["time", [b"good"]]


def test_a_task_ends_by_the_clock_however_fast_the_answers_of_others_come(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "_TICK", 1.0)  # between answers there is never so long
    asleep = task("import time; time.sleep(1000)", limits=Limits(60.0, 0.5, LIMITS.memory))
    good = task("import time; time.sleep(0.01)")
    with closing(Pool(module, 2)) as pool, closing(pool.run([asleep, *[good] * 3_000])) as done:
        before = 0
        for each in done:
            if each is not None and each[0] == 0:
                assert each[1] == "time"
                break
            before += each is not None
    assert 0 < before < 3_000  # others were still being done


@POSIX
def test_a_task_that_takes_too_much_memory_is_told_and_the_rest_is_done(pool: Pool) -> None:
    good, large = (
        task("answer = [b'good']"),
        task("x = bytearray(10**9)", limits=Limits(60.0, PATIENCE, 500 * MB)),
    )
    assert answers(pool, good, large, good) == [[b"good"], "memory", [b"good"]]


@POSIX
def test_a_worker_that_has_taken_much_memory_ends_after_its_answer(one: Pool) -> None:
    counted = task("x = b'x' * (200 * 1024 * 1024); answer = [b'%d' % done]")
    assert answers(one, counted, counted) == [[b"1"], [b"1"]]


def test_what_an_earlier_task_has_left_is_not_held_against_the_next(one: Pool) -> None:
    """A worker that dies after its answer, at the next task's expense, is not believed about that one."""
    trap = task(
        "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.2), os._exit(1))).start()"
    )
    waits = task("import time\nif done > 1: time.sleep(1000)\nanswer = [b'%d' % done]")
    assert answers(one, trap, waits) == [[], [b"1"]]


@pytest.mark.parametrize("error", [MemoryError, ValueError])
def test_an_answer_that_cannot_be_taken_in_is_told_and_the_others_are_done(
    error: type[Exception], one: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = child.received

    def taken(way: BinaryIO, most: int) -> list[bytes] | None:
        message = received(way, most)
        if message and b"too large" in message:
            raise error
        return message

    monkeypatch.setattr(child, "received", taken)
    large, good = task("answer = [b'too large']"), task("answer = [b'good']")
    assert answers(one, good, large, good) == [[b"good"], "broken", [b"good"]]


def test_where_no_worker_starts_that_is_said(one: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(ROOT / "there" / "is" / "none"))
    with pytest.raises(NotStartedError):
        answers(one, task(""))
    monkeypatch.undo()
    assert answers(one, task("")) == [[]]


# ── that none stays ─────────────────────────────────────────────────────────────────────────────


def gone(handle: int) -> bool:
    """Whether a process ends within the time that a busy machine needs."""
    return bool(select.select([handle], [], [], PATIENCE)[0])


@needs_pidfd
def test_a_closed_pool_has_no_processes_and_may_be_used_again(one: Pool) -> None:
    worker = pid(one)
    handle = os.pidfd_open(worker)
    one.close()
    assert gone(handle)
    assert pid(one) != worker


@needs_pidfd
def test_a_run_that_is_left_ends_the_workers_at_work_at_once(one: Pool) -> None:
    handle = os.pidfd_open(pid(one))
    run = one.run([task(ENDLESS)])
    assert next(run) is None
    run.close()
    assert gone(handle)


_STARTS = """
import sys
from templates.pool import Limits, Pool, Task
def main():
    pool = Pool(sys.argv[1], 2)
    limits = Limits(1000.0, 1000.0, 2 << 30)
    asked = Task((), (b"answer = [str(os.getpid()).encode()]",), limits)
    print(*(each[1][0].decode() for each in pool.run([asked] * 2) if each), flush=True)
    {end}
main()
"""


def ended(code: str, module: str, by: signal.Signals | None = None) -> tuple[int, bool]:
    """How a process that starts workers ends, on a signal where one is named, and whether they end too."""
    ways = {"stdout": subprocess.PIPE, "stdin": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    command = [sys.executable, "-c", code, module]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, start_new_session=True, **ways) as process:  # type: ignore[call-overload]
        workers = [*map(int, process.stdout.readline().split())]
        handles = [os.pidfd_open(each) for each in set(workers)]
        if by is not None:
            os.killpg(process.pid, by) if by == signal.SIGINT else process.send_signal(by)
        process.stdin.close()
        return process.wait(PATIENCE), all(gone(handle) for handle in handles)


_BUSY = f"[*pool.run([Task((), (b'{ENDLESS}',), limits)] * 2)]"


@needs_pidfd
@pytest.mark.parametrize("end", ["sys.exit(0)", "import os; os._exit(0)", "return"])
def test_workers_end_with_the_process_that_has_them(end: str, module: str) -> None:
    looked_at = "sys.stdin.read()"  # the workers are there until this process has them in sight
    assert ended(_STARTS.format(end=f"{looked_at}; {end}"), module) == (0, True)


@needs_pidfd
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_at_work_end_with_the_process_that_is_killed(by: signal.Signals, module: str) -> None:
    assert ended(_STARTS.format(end=_BUSY), module, by)[1]


@needs_pidfd
def test_ctrl_c_on_the_terminal_reaches_all_of_them_and_ends_all(module: str) -> None:
    caught = "try:\n    main()\nexcept KeyboardInterrupt:\n    sys.exit(7)"
    code = _STARTS.format(end=_BUSY).replace("\nmain()", f"\n{caught}")
    assert ended(code, module, signal.SIGINT) == (7, True)


def test_threads_may_use_a_pool_at_the_same_time(pool: Pool) -> None:
    found: list[object] = []
    tasks = [task("answer = [b'%d' % (int(parts[1]) + 1)]", b"%d" % n) for n in range(5)]
    threads = [threading.Thread(target=lambda: found.append(answers(pool, *tasks))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[[b"%d" % (n + 1)] for n in range(5)]] * 4
