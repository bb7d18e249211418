"""What reading a file takes, seen from outside: in a process of its own, in seconds of the processor."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.workbook.intake.damage import ROOT


@dataclass(frozen=True)
class Measured:
    """What reading a file came to. ``seconds`` are of the processor, its own and its children's, so that a
    busy machine does not count; ``left`` are the children that were still there afterwards, and
    ``megabytes`` the most that the process held while it read, or one of its children until then."""

    path: str
    state: str
    findings: tuple[tuple[str, str], ...]
    seconds: float
    megabytes: float
    left: tuple[int, ...]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(code for code, _ in self.findings)


_CHILD = """
import json, os, re, resource, sys
from pathlib import Path
from tests.workbook.forms import KEY, rubric_of
from workbook.intake.check import Terms, check

def children():
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            yield int(status.parent.name)

for line in sys.stdin:
    path = json.loads(line)
    data = Path(path).read_bytes()
    Path("/proc/self/clear_refs").write_text("5")  # the peak of memory begins anew
    start = sum(os.times()[:4])
    limit = int(sum(os.times()[:2])) + int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
    result = check(data, path, Terms(KEY, rubric_of=rubric_of))
    seconds = sum(os.times()[:4]) - start
    own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
    most = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
    found = [(finding.code, finding.severity) for finding in result.findings]
    print(json.dumps([path, result.state, found, seconds, most, list(children())]), flush=True)
"""


class Meter:
    """Reads files in a process of its own, one after another, each within so many seconds of the processor;
    begun again after one that ended it. Use as a context manager."""

    def __init__(self, limit: int = 60) -> None:
        self._limit = limit
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed at the end of the block
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with self._errors:
            if self._process:
                self._process.communicate()
                if kind is None:
                    assert (self._process.returncode, self._said()) == (0, "")

    def read(self, path: Path) -> Measured:
        if self._process is None:
            self._process = self._started()
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps(str(path))}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            self._process.communicate()
            status, self._process = self._process.returncode, None
            raise AssertionError(f"{path}: ended with status {status}\n{self._said()[-2_000:]}")
        name, state, found, seconds, megabytes, left = json.loads(answer)
        return Measured(name, state, tuple(map(tuple, found)), seconds, megabytes, tuple(left))

    def _started(self) -> "subprocess.Popen[str]":
        command, pipe = [sys.executable, "-c", _CHILD, str(self._limit)], subprocess.PIPE
        return subprocess.Popen(
            command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=self._errors, text=True, encoding="utf-8"
        )

    def _said(self) -> str:
        self._errors.seek(0)
        return self._errors.read()
