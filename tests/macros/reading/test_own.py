"""Forms in a campaign's folder are opened here where they look as usual, else once a worker survived them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from macros.reading import apart
from macros.reading.own import looked_into
from scoring.errors import WorkbookError
from templates.pool import Pool
from tests.builders import SMALL
from tests.macros.terminal import written
from tests.workbook.intake.damage import BASE
from tests.workbook.intake.worst import parts
from workbook.identity import Identity
from workbook.intake.books import OpenedBook
from workbook.intake.form import identify
from workbook.intake.gate import admit

LARGE = parts(70, "a/{0}.x", b"")
"""A form of more parts than any has."""


def identity_in(path: Path) -> Identity | None:
    return looked_into(path, path.read_bytes(), SMALL, identify)


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no worker come back."""
    module = written(tmp_path / "broken_worker.py", b"raise ValueError")
    with closing(Pool(str(module), 1)) as pool:
        monkeypatch.setattr(apart, "pool", lambda: pool)
        yield


def test_a_usual_form_needs_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "pool", None)
    assert identity_in(written(tmp_path / "form.xlsx", BASE)) == identify(admit(BASE))


def test_an_unusual_one_is_opened_once_a_worker_survived_it(tmp_path: Path) -> None:
    assert identity_in(written(tmp_path / "form.xlsx", LARGE)) == identify(admit(LARGE))


@pytest.mark.usefixtures("broken")
def test_one_that_no_worker_survives_is_not_opened_here(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as refused:
        identity_in(written(tmp_path / "form.xlsx", LARGE))
    assert refused.value.code == "file-too-slow"


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("error", [MemoryError, RecursionError, ValueError])
def test_one_at_which_reading_breaks_off_is_left_to_a_worker(error: type[Exception], tmp_path: Path) -> None:
    def look(_: OpenedBook) -> None:
        raise error

    path = written(tmp_path / "form.xlsx", LARGE)
    with pytest.raises(WorkbookError) as refused:
        looked_into(path, LARGE, SMALL, look)
    assert refused.value.code == "file-too-slow"


def test_what_was_put_in_its_place_meanwhile_is_not_what_a_worker_survived(tmp_path: Path) -> None:
    path = written(tmp_path / "form.xlsx", LARGE)
    with pytest.raises(WorkbookError) as refused:
        looked_into(path, parts(71, "a/{0}.x", b""), SMALL, identify)
    assert refused.value.code == "file-unreadable"


def test_what_is_no_form_is_refused_as_anywhere(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as refused:
        identity_in(written(tmp_path / "form.xlsx", b"no workbook"))
    assert refused.value.code == "file-not-a-workbook"
