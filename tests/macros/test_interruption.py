"""A merge that is killed, or finds the disk full: the old output or the new one, never half."""

import io
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from tests.macros import forms
from tests.macros.terminal import ROOT, contents, process, written

KILLS = 25
_RUN = "from macros.cli import main; main(prog_name='kaohe')"
_LIMIT = "resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))"
_NO_ROOM = f"""
import resource, sys
sys.dont_write_bytecode = True
{_LIMIT}
from macros.cli import main
main(prog_name='kaohe')
"""
_NO_ROOM_FOR_THE_OUTPUT = f"""
import os, resource
opened = os.fdopen
def fdopen(*args, **kwargs):
    {_LIMIT}
    return opened(*args, **kwargs)
os.fdopen = fdopen
from macros.cli import main
main(prog_name='kaohe')
"""
_KILLED_AT = """
import os, signal, sys
from pathlib import Path
moment = sys.argv.pop(1)
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
if moment == "before writing":
    os.fdopen = die
elif moment == "half written":
    real = os.fdopen
    def half(handle, mode):
        stream = real(handle, mode)
        write = stream.write
        class Half:
            def __enter__(self): return self
            def __exit__(self, *args): pass
            def write(self, data):
                write(data[: len(data) // 2]); stream.flush(); die()
        return Half()
    os.fdopen = half
elif moment == "written":
    os.fsync = die
elif moment == "before moving":
    Path.replace = die
else:
    moved = Path.replace
    def replace(self, target):
        moved(self, target); die()
    Path.replace = replace
from macros.cli import main
main(prog_name='kaohe')
"""


def shown(data: bytes) -> list[tuple[object, ...]]:
    """The consolidated sheet's cells, which opening the file must give."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert book.sheetnames[0] == "封面"
    return [row for row in book["總表"].iter_rows(min_row=7, values_only=True) if any(row)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three forms to merge; in `old` is what an earlier merge of one of them came to."""
    for name, office in (("a", forms.TAIPEI), ("b", forms.XINBEI), ("c", forms.SHILIN)):
        path = tmp_path / "in" / f"{name}.xlsx"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(forms.form(office))
    return tmp_path


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What an earlier merge of one form came to."""
    place = tmp_path_factory.mktemp("earlier")
    (place / "a.xlsx").write_bytes(forms.form(forms.TAIPEI))
    assert process("merge", place / "a.xlsx", "--out", place / "總表.xlsx").returncode == 0
    return (place / "總表.xlsx").read_bytes()


@pytest.fixture
def out(folder: Path, old: bytes) -> Path:
    """The output of an earlier merge, in a folder of its own."""
    return written(folder / "out" / "總表.xlsx", old)


def started(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _RUN, "merge", str(folder / "in"), "--out", str(out), "--force"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=quiet, stderr=quiet)


def test_a_merge_that_is_killed_leaves_the_old_output_or_the_new(folder: Path, out: Path, old: bytes) -> None:
    start = time.perf_counter()
    assert started(folder, out).wait(60) == 0
    whole = time.perf_counter() - start
    known = [shown(old), shown(out.read_bytes())]
    assert known[0] != known[1]

    def killed(number: int) -> list[tuple[object, ...]]:
        mine = written(folder / f"out{number}" / "總表.xlsx", old)
        run = started(folder, mine)
        time.sleep(whole * (0.2 + 1.2 * number / KILLS))
        run.send_signal(signal.SIGKILL)
        run.wait(60)
        return shown(mine.read_bytes())

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(killed, range(KILLS)))
    assert all(each in known for each in found)
    assert known[0] in found


@pytest.mark.parametrize(
    ("moment", "is_new"),
    [
        ("before writing", False),
        ("half written", False),
        ("written", False),
        ("before moving", False),
        ("moved", True),
    ],
)
def test_a_merge_that_is_killed_just_then(
    moment: str, is_new: bool, folder: Path, out: Path, old: bytes
) -> None:
    done = process(moment, "merge", folder / "in", "--out", out, "--force", code=_KILLED_AT)
    assert done.returncode == -signal.SIGKILL
    if is_new:
        assert len(shown(out.read_bytes())) > len(shown(old))
    else:
        assert out.read_bytes() == old


def test_a_merge_after_one_that_was_killed_is_as_any_other(folder: Path, out: Path, old: bytes) -> None:
    process("half written", "merge", folder / "in", "--out", out, "--force", code=_KILLED_AT)
    assert process("merge", folder / "in", "--out", out, "--force").returncode == 0
    assert len(shown(out.read_bytes())) > len(shown(old))


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    text = done.stderr.decode()
    assert "Traceback" not in text
    return text


_FULL = pytest.mark.parametrize(
    "code",
    [
        _NO_ROOM_FOR_THE_OUTPUT,
        _NO_ROOM,
    ],
    ids=["the output's disk", "every disk"],
)


@_FULL
def test_a_full_disk_is_said_and_changes_nothing(code: str, folder: Path, out: Path) -> None:
    before = contents(out.parent)
    done = process("merge", folder / "in", "--out", out, "--force", code=code)
    assert done.returncode == 2
    assert "磁碟有空間" in said(done)
    assert contents(out.parent) == before


@_FULL
def test_a_full_disk_leaves_nothing_where_nothing_was(code: str, folder: Path) -> None:
    out = folder / "new" / "總表.xlsx"
    assert process("merge", folder / "in", "--out", out, code=code).returncode == 2
    assert contents(folder / "new") == {}


def test_a_folder_that_cannot_be_made_is_said(folder: Path) -> None:
    (folder / "file").write_text("x")
    for out in (folder / "file" / "總表.xlsx", folder / "file" / "sub" / "總表.xlsx"):
        before = contents(folder)
        done = process("merge", folder / "in", "--out", out)
        assert done.returncode == 2
        assert said(done).startswith(f"錯誤：無法寫入 {out}：")
        assert contents(folder) == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that even root cannot write to")
def test_a_folder_that_nobody_writes_to_is_said(folder: Path) -> None:
    out = Path("/proc/總表.xlsx")
    done = process("merge", folder / "in", "--out", out)
    assert done.returncode == 2
    assert said(done).startswith(f"錯誤：無法寫入 {out}：")


def test_a_folder_in_the_output_s_place_is_said(folder: Path) -> None:
    out = folder / "taken"
    (out / "inside").mkdir(parents=True)
    before = contents(folder)
    done = process("merge", folder / "in", "--out", out, "--force")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr.decode()
    assert contents(folder) == before
    assert (out / "inside").is_dir()
