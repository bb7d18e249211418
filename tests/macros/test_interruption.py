"""A merge that is killed, or finds the disk full: the old output or the new one, never half."""

import io
import signal
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.extent import cases
from tests.macros import forms
from tests.macros.terminal import contents, kaohe, process, written

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
_KILLED_AFTER = """
import resource, signal, sys
import macros.cli.forms, macros.tasks, workbook.summary.write
had = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
if float(sys.argv[1]):
    signal.setitimer(signal.ITIMER_PROF, float(sys.argv[1]))
try:
    macros.cli.main(sys.argv[2:], prog_name='kaohe')
finally:
    print(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - had, file=sys.stderr)
"""
"""Ends where it stands after so many seconds of the processor, and none of a machine that is busy."""
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
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True)
    assert book.sheetnames[0] == "封面"
    sheet = book["總表"]
    sheet.reset_dimensions()
    return [row for row in sheet.iter_rows(min_row=7, values_only=True) if any(row)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three forms to merge; in `old` is what an earlier merge of one of them came to."""
    for name, office in (("a", forms.TAIPEI), ("b", forms.XINBEI), ("c", forms.SHILIN)):
        path = tmp_path / "in" / f"{name}.xlsx"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(forms.form(office))
    return tmp_path


@pytest.fixture(scope="module")
def old(key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What an earlier merge of one form came to."""
    place = tmp_path_factory.mktemp("earlier")
    (place / "a.xlsx").write_bytes(forms.form(forms.TAIPEI))
    arguments = ("merge", place / "a.xlsx", "--out", place / "總表.xlsx", "--key-file", key_file)
    assert kaohe(*arguments).status == 0
    return (place / "總表.xlsx").read_bytes()


@pytest.fixture
def out(folder: Path, old: bytes) -> Path:
    """The output of an earlier merge, in a folder of its own."""
    return written(folder / "out" / "總表.xlsx", old)


@pytest.mark.judge
def test_a_merge_that_is_killed_leaves_the_old_output_or_the_new(folder: Path, out: Path, old: bytes) -> None:
    merge = ("merge", folder / "in", "--force", "--out")
    whole = process(0, *merge, out, code=_KILLED_AFTER)
    assert whole.returncode == 0
    seconds = float(whole.stderr.split()[-1])
    known = [shown(old), shown(out.read_bytes())]
    assert known[0] != known[1]
    kills = cases(25)
    found = []
    for number in range(kills):
        mine = written(folder / f"out{number}" / "總表.xlsx", old)
        run = process(seconds * (0.02 + 1.2 * number / kills), *merge, mine, code=_KILLED_AFTER)
        assert run.returncode in (0, -signal.SIGPROF)
        found.append(shown(mine.read_bytes()))
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
    assert kaohe("merge", folder / "in", "--out", out, "--force").status == 0
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
        ran = kaohe("merge", folder / "in", "--out", out)
        assert ran.status == 2
        assert ran.err.startswith(f"錯誤：無法寫入 {out}：")
        assert contents(folder) == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that even root cannot write to")
def test_a_folder_that_nobody_writes_to_is_said(folder: Path) -> None:
    out = Path("/proc/總表.xlsx")
    ran = kaohe("merge", folder / "in", "--out", out)
    assert ran.status == 2
    assert ran.err.startswith(f"錯誤：無法寫入 {out}：")


def test_a_folder_in_the_output_s_place_is_said(folder: Path) -> None:
    out = folder / "taken"
    (out / "inside").mkdir(parents=True)
    before = contents(folder)
    assert kaohe("merge", folder / "in", "--out", out, "--force").status == 2
    assert contents(folder) == before
    assert (out / "inside").is_dir()
