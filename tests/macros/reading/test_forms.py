"""Forms read here or by workers, however many: the same is found, and what harms a worker is told."""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from macros.jobs import UNWATCHED, Watch
from macros.reading import forms as reading
from macros.reading import worker
from macros.reading.jobs import FILE
from scoring.errors import CancelledError, KaoheError
from scoring.rubric import Rubric
from scoring.rubric_file import bundled_rubric
from templates.pool import Limits, Pool
from tests.builders import SMALL
from tests.extent import PATIENCE
from tests.macros import forms
from tests.macros.terminal import written
from tests.workbook.forms import KEY
from tests.workbook.intake.damage import BASE, TABLE
from workbook.collection.checked import Checked
from workbook.intake.check import Terms, check
from workbook.limits import USUAL, UnusualError


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of files be many."""
    monkeypatch.setattr(reading, "FEW", 20)


@pytest.fixture(scope="module")
def workers() -> Iterator[Pool]:
    with closing(Pool(worker.__file__, 2)) as made:
        yield made


def read_apart(paths: list[Path], terms: Terms, workers: Pool, watch: Watch = UNWATCHED) -> list[Checked]:
    found = dict(reading._check_apart(paths, terms, watch, workers))
    return [found[place] for place in range(len(paths))]


def here(path: Path, terms: Terms) -> Checked:
    return check(path.read_bytes(), str(path), terms, file_time=path.stat().st_mtime)


def test_workers_find_what_this_process_finds_in_every_file_of_the_tests_own(
    tmp_path: Path, workers: Pool
) -> None:
    terms = Terms(KEY, rubric=SMALL)
    paths = [
        written(tmp_path / f"{number:03}.xlsx", damage.make(BASE)) for number, damage in enumerate(TABLE)
    ]
    found = read_apart(paths, terms, workers)
    assert found == [here(path, terms) for path in paths]
    assert {each.state for each in found} == {"accepted", "questioned", "rejected"}


def test_what_is_read_in_this_process_is_what_a_worker_finds_or_is_left_to_one() -> None:
    terms, left = Terms(KEY, rubric=SMALL), set()
    for damage in TABLE:
        data = damage.make(BASE)
        try:
            found = check(data, "form.xlsx", terms, limits=USUAL)
        except UnusualError:
            left.add(damage.id)
        else:
            assert found == check(data, "form.xlsx", terms), damage.id
    assert left


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some forms of several offices, with what is none between them."""
    root = tmp_path_factory.mktemp("in")
    for number, office in enumerate((forms.TAIPEI, forms.XINBEI, forms.SHILIN) * 4):
        written(root / f"{number:02}a.xlsx", forms.form(office))
        written(root / f"{number:02}b.xlsx", b"no workbook %d" % number)
    return root


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_number_of_workers_makes_no_difference(number: int, folder: Path) -> None:
    paths = sorted(folder.iterdir())
    assert len(paths) >= reading.FEW
    terms = Terms(forms.KEY)
    with closing(Pool(worker.__file__, number)) as pool:
        found = reading.check_files(paths, terms, UNWATCHED, pool)
    assert found == [here(path, terms) for path in paths]
    assert all(each.rubric in (None, bundled_rubric("107")) for each in found)


class _None(Pool):
    """Workers that are not to be asked."""

    def run(self, tasks: object) -> NoReturn:
        raise AssertionError("a worker is asked")


def test_a_few_usual_files_need_no_worker(folder: Path) -> None:
    paths, terms = sorted(folder.iterdir()), Terms(forms.KEY)
    few, nobody = paths[: reading.FEW - 1], _None(worker.__file__)
    assert reading.check_files(few, terms, UNWATCHED, nobody) == [here(path, terms) for path in few]
    with pytest.raises(AssertionError, match="a worker is asked"):
        reading.check_files(paths, terms, UNWATCHED, nobody)


def test_terms_that_find_rubrics_in_their_own_way_are_kept_here(folder: Path) -> None:
    asked: list[str] = []

    def rubric_of(rubric_id: str) -> Rubric:
        asked.append(rubric_id)
        return forms.rubric()

    terms, paths = Terms(forms.KEY, rubric_of=rubric_of), sorted(folder.iterdir())
    found = reading.check_files(paths, terms, UNWATCHED, _None(worker.__file__))
    assert found == [here(path, terms) for path in paths]
    assert asked


def test_progress_is_told_of_each_file_and_may_end_the_job(folder: Path, workers: Pool) -> None:
    paths = sorted(folder.iterdir())
    seen: list[tuple[int, int]] = []
    watch = Watch(lambda done, total: seen.append((done, total)))
    reading.check_files(paths, Terms(forms.KEY), watch, workers)
    assert seen == [(done, len(paths)) for done in range(1, len(paths) + 1)]
    seen.clear()
    with pytest.raises(CancelledError):
        reading.check_files(
            paths, Terms(forms.KEY), replace(watch, cancelled=lambda: len(seen) == 5), workers
        )
    assert len(seen) == 5
    assert reading.check_files(paths, Terms(forms.KEY), UNWATCHED, workers)


def test_the_first_file_is_not_read_where_the_job_is_cancelled_before(folder: Path) -> None:
    with pytest.raises(CancelledError):
        reading.check_files(
            sorted(folder.iterdir()), Terms(), Watch(cancelled=lambda: True), _None(worker.__file__)
        )


_HARM = {
    "clock": ("import time; time.sleep(1000)", Limits(60.0, 0.5, 2**31), "太久"),
    "processor": ("while True: pass", Limits(0.2, PATIENCE, 2**31), "太久"),
    "memory": ("bytearray(10**9)", Limits(60.0, PATIENCE, 500 * 2**20), "太多記憶體"),
    "broken": ("raise ValueError", FILE, "程式中斷"),
}
"""What a worker does with the worst file, within which limits, and what is said of it."""
_READS = """
import sys
sys.path.extend(sys.argv[1:])
from macros.reading import forms
from templates import child
read = forms._check_here
def read_or(path, *given):
    if path.name == "worst.xlsx":
        {harm}
    return read(path, *given)
def ready():
    from macros.reading.jobs import Desk
    forms._check_here = read_or
    return Desk().do
child.serve(ready)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the system are POSIX's")
@pytest.mark.parametrize("harm", _HARM)
def test_a_file_that_takes_too_much_is_told_and_the_others_are_read(
    harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, limits, reason = _HARM[harm]
    good = [written(tmp_path / f"{number}.xlsx", BASE) for number in range(3)]
    data = b"the worst of all"
    worst = written(tmp_path / "worst.xlsx", data)
    monkeypatch.setattr(reading, "limits_for", lambda size: limits if size == len(data) else FILE)
    module = written(tmp_path / "its_worker.py", _READS.format(harm=code).encode())
    terms = Terms(KEY, rubric=SMALL)
    with closing(Pool(str(module), 2)) as pool:
        *read, lost = read_apart([*good, worst], terms, pool)
    assert read == [here(path, terms) for path in good]
    assert (lost.state, lost.path, lost.size) == ("rejected", str(worst), len(data))
    assert lost.sha256 == hashlib.sha256(data).hexdigest()
    [finding] = lost.findings
    assert finding.code == "file-too-slow"
    assert reason in finding.message()


def test_a_worker_is_started_where_this_process_stands_and_finds_files_where_it_stands_now(
    folder: Path, workers: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    path = Path("00a.xlsx")
    [found] = read_apart([path], Terms(forms.KEY), workers)
    assert (found.path, found.state) == ("00a.xlsx", "accepted")


@pytest.mark.parametrize("error", [MemoryError, RecursionError, ValueError, KeyError, UnusualError])
def test_a_file_at_which_reading_breaks_off_here_is_read_by_a_worker_and_so_are_the_others(
    error: type[Exception], folder: Path, workers: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: bytes, shown: str, *given: object, **named: Any) -> Checked:
        if shown.endswith("00a.xlsx"):
            raise error
        return check(data, shown, *given, **named)  # type: ignore[arg-type]  # as they were given

    monkeypatch.setattr(reading, "check_bytes", broken)
    paths, terms = sorted(folder.iterdir())[:3], Terms(forms.KEY)
    assert reading.check_files(paths, terms, UNWATCHED, workers) == [here(path, terms) for path in paths]


def test_a_file_at_which_reading_breaks_off_anywhere_is_told_and_the_others_are_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken_worker.py"
    broken.write_text("raise ValueError")
    monkeypatch.setattr(reading, "_check_here", _broken_at("00a.xlsx"))
    paths, terms = sorted(folder.iterdir())[:3], Terms(forms.KEY)
    with closing(Pool(str(broken), 1)) as pool:
        lost, *found = reading.check_files(paths, terms, UNWATCHED, pool)
    assert found == [here(path, terms) for path in paths[1:]]
    assert [finding.code for finding in lost.findings] == ["file-too-slow"]
    assert "程式中斷" in lost.findings[0].message()


def _broken_at(name: str) -> Callable[..., Checked | None]:
    def read(path: Path, *given: Any) -> Checked | None:
        if path.name == name:
            raise ValueError(name)
        return check_here(path, *given)

    check_here = reading._check_here
    return read


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
@pytest.mark.parametrize("number", [1, 20])
def test_a_pipe_is_no_form_and_keeps_nobody_waiting(number: int, tmp_path: Path, workers: Pool) -> None:
    for name in range(number):
        os.mkfifo(tmp_path / f"{name}.xlsx")
    found = reading.check_files(sorted(tmp_path.iterdir()), Terms(), UNWATCHED, workers)
    assert [[each.code for each in checked.findings] for checked in found] == [["file-unreadable"]] * number
    assert "管道" in found[0].findings[0].message()


def test_where_the_system_starts_no_worker_that_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(folder / "none"))
    with closing(Pool(worker.__file__, 1)) as pool, pytest.raises(KaoheError, match="記憶體不足"):
        reading.check_files(sorted(folder.iterdir()), Terms(), UNWATCHED, pool)
