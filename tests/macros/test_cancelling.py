"""A job that a person cancels: a sentence, and nothing written, neither new files nor old ones replaced."""

from collections.abc import Callable
from pathlib import Path

import pytest

from macros import tasks
from macros.jobs import Seal, Watch
from macros.merging import NamedFiles, Outputs, merge
from scoring.errors import CancelledError
from scoring.roster import bundled_roster
from tests.macros import forms
from tests.macros.terminal import contents, written
from workbook.intake.check import Terms

OFFICES = len(bundled_roster().offices)


class After:
    """Says that the job is cancelled once it has been asked so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


def issue(out: Path, cancelled: Callable[[], bool], *, force: bool = False) -> None:
    tasks.issue(
        forms.rubric(), bundled_roster(), out, Seal(forms.KEY), force=force, watch=Watch(cancelled=cancelled)
    )


@pytest.mark.parametrize("asked", [0, 1, OFFICES])
def test_a_cancelled_issue_writes_no_form(asked: int, tmp_path: Path) -> None:
    with pytest.raises(CancelledError, match="已取消，沒有寫出要的檔案"):
        issue(tmp_path / "out", After(asked))
    assert contents(tmp_path) == {}


def test_a_cancelled_issue_replaces_no_form(tmp_path: Path) -> None:
    written(tmp_path / "臺北分署_107.xlsx", "old")
    with pytest.raises(CancelledError):
        issue(tmp_path, After(OFFICES), force=True)
    assert contents(tmp_path) == {"臺北分署_107.xlsx": b"old"}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    for office in (forms.TAIPEI, forms.XINBEI, forms.SHILIN):
        written(tmp_path / "inbox" / f"{office.name}.xlsx", forms.form(office))
    return tmp_path / "inbox"


def test_a_cancelled_check_reads_no_further(inbox: Path) -> None:
    seen: list[int] = []
    with pytest.raises(CancelledError, match="已取消"):
        tasks.check(
            [inbox], Terms(forms.KEY), Watch(lambda done, _: seen.append(done), cancelled=lambda: 2 in seen)
        )
    assert seen == [1, 2]


@pytest.mark.parametrize("asked", [0, 2, 3])
def test_a_cancelled_merge_leaves_the_old_workbook_as_it_was(asked: int, inbox: Path) -> None:
    out = written(inbox.parent / "總表.xlsx", "old")
    with pytest.raises(CancelledError):
        merge(
            NamedFiles([inbox], Terms(forms.KEY)),
            Outputs(out, force=True),
            watch=Watch(cancelled=After(asked)),
        )
    assert out.read_text() == "old"


def test_a_job_that_is_not_cancelled_ends_as_ever(inbox: Path) -> None:
    out = inbox.parent / "總表.xlsx"
    collection = merge(
        NamedFiles([inbox], Terms(forms.KEY)), Outputs(out), watch=Watch(cancelled=lambda: False)
    ).collection
    assert [result.rank for result in collection.results] == [1, 1, 1]
    assert out.exists()
