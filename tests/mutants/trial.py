"""All mutants, each tried in one of a few copies of the tree; the checkout itself is never touched."""

import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from queue import Empty, Queue

from tests.mutants.depends import FLOORS
from tests.mutants.worker import Answer, Job

_NOT_COPIED = shutil.ignore_patterns(
    ".*", "__pycache__", "node_modules", "build", "dist", "kaohe-demo", "kaohe-bench", "fuzz-found"
)
Answered = Callable[[int, Answer], None]


@contextmanager
def copies(root: Path, count: int) -> Iterator[list[Path]]:
    """So many copies of the tree at ``root``, for as long as they are needed."""
    with tempfile.TemporaryDirectory(prefix="kaohe-mutants-") as folder:
        trees = [Path(folder, str(number), "tree") for number in range(count)]
        for tree in trees:
            _copy(root, tree)
        yield trees


def tried(trees: Sequence[Path], jobs: Sequence[Job], answered: Answered) -> None:
    """Try each job in any of the copies, and tell its number and answer as soon as it is known, from any
    thread."""
    waiting: Queue[int] = Queue()
    for number in range(len(jobs)):
        waiting.put(number)

    def work(tree: Path) -> None:
        with _worker(tree) as ask:
            while True:
                try:
                    number = waiting.get_nowait()
                except Empty:
                    return
                answered(number, ask(jobs[number]))

    with ThreadPoolExecutor(max_workers=len(trees)) as threads:
        for _ in threads.map(work, trees[: len(jobs)]):
            pass


def _copy(root: Path, tree: Path) -> None:
    """The tree without what is made in it, compiled so that Python takes no file for an older one."""
    shutil.copytree(root, tree, ignore=_NOT_COPIED)
    by_content = py_compile.PycInvalidationMode.CHECKED_HASH
    for floor in FLOORS:
        compileall.compile_dir(tree / floor, quiet=2, invalidation_mode=by_content)


@contextmanager
def _worker(tree: Path) -> Iterator[Callable[[Job], Answer]]:
    """A worker in a tree, to be asked one job after another."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.mutants.worker"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    questions, answers = process.stdin, process.stdout

    def ask(job: Job) -> Answer:
        print(json.dumps(asdict(job)), file=questions, flush=True)
        line = answers.readline()
        if not line:
            raise RuntimeError(f"the worker in {tree} has ended with {process.wait()}")
        given = json.loads(line)
        return Answer(given["outcome"], tuple(given["by"]), given["seconds"])

    try:
        yield ask
    finally:
        questions.close()
        process.wait()
