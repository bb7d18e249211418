"""Files made to do harm are refused fast, in little memory, and leave nothing running."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.errors import WorkbookError
from tests.workbook.intake.damage import BASE, HOSTILE, Hostile, ods
from tests.workbook.intake.meter import Measured, Meter
from tests.workbook.intake.worst import WORST
from workbook.intake import foreign, foreign_child

SECONDS, MEGABYTES = 5.0, 300


def _cases() -> Iterator[object]:
    for hostile in (*HOSTILE, *WORST):
        marks = [pytest.mark.xfail(strict=True, reason=hostile.bug)] if hostile.bug else []
        yield pytest.param(hostile, id=hostile.id, marks=marks)


@pytest.fixture(scope="module")
def reader() -> Iterator[Meter]:
    """One process for all, which is where a file that outlives its limit ends."""
    with Meter(int(SECONDS) + 2) as one:
        yield one


def taken(hostile: Hostile, folder: Path, reader: Meter) -> Measured:
    path = folder / "file.xlsx"
    path.write_bytes(hostile.make())
    return reader.read(path)


@pytest.mark.parametrize("hostile", list(_cases()))
def test_a_hostile_file_is_refused_fast_and_in_little_memory(
    hostile: Hostile, tmp_path: Path, reader: Meter
) -> None:
    one = taken(hostile, tmp_path, reader)
    assert one.left == ()
    assert one.seconds <= SECONDS
    assert one.megabytes <= MEGABYTES
    if hostile.codes:
        assert one.codes & set(hostile.codes)
    else:
        assert (one.state, one.codes) == ("accepted", frozenset())


def test_an_untouched_form_takes_no_time_and_no_memory(tmp_path: Path) -> None:
    with Meter() as alone:
        times = [taken(Hostile("a form", lambda: BASE, ()), tmp_path, alone) for _ in range(3)]
    one = min(times, key=lambda each: each.seconds)  # what a busy machine adds is not the form's
    assert (one.state, one.findings, one.left) == ("accepted", (), ())
    assert one.seconds <= 1
    assert one.megabytes <= 150


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The code that runs in place of the reader's child."""
    code = tmp_path / "child.py"
    monkeypatch.setattr(foreign_child, "__file__", str(code))
    return code


def test_a_child_that_takes_too_long_is_ended(child: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = child.parent / "pid"
    child.write_text(f"""
import os, pathlib, time
pathlib.Path({str(note)!r}).write_text(str(os.getpid()))
time.sleep(600)
""")
    monkeypatch.setattr(foreign, "WALL_SECONDS", 4.0)
    with pytest.raises(WorkbookError) as refused:
        foreign.open_values(ods(""), ".ods")
    assert refused.value.code == "file-unreadable"
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


@pytest.mark.parametrize("code", ["print('x')", "raise SystemExit(3)", "import os; os.abort()", ""])
def test_a_child_that_says_nothing_sensible_is_a_refusal(code: str, child: Path) -> None:
    child.write_text(code)
    with pytest.raises(WorkbookError) as refused:
        foreign.open_values(ods(""), ".ods")
    assert refused.value.code == "file-unreadable"
