"""Outputs that are in somebody's way: found before the work, and kept whole where they appear during it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from macros import tasks
from scoring.errors import ExistsError
from scoring.roster import bundled_roster
from tests.macros import forms
from tests.macros.terminal import contents, written


def appearing(path: Path) -> Callable[[int, int], None]:
    """Somebody else's file that appears when a job has done its last part, and has not yet written."""

    def progress(done: int, total: int) -> None:
        if done == total:
            written(path, "theirs")

    return progress


def test_a_form_that_appears_while_others_are_made_is_kept_whole(tmp_path: Path) -> None:
    theirs = tmp_path / "臺北分署_107.xlsx"
    with pytest.raises(ExistsError, match=r"臺北分署_107\.xlsx 已經存在"):
        tasks.issue(forms.rubric(), bundled_roster(), tmp_path, key=forms.KEY, progress=appearing(theirs))
    assert contents(tmp_path)[theirs.name] == b"theirs"
    assert all(content for content in contents(tmp_path).values())


def test_a_consolidated_workbook_that_appears_during_a_merge_is_kept_whole(tmp_path: Path) -> None:
    inbox = written(tmp_path / "inbox" / "a.xlsx", forms.form(forms.TAIPEI)).parent
    out = tmp_path / "總表.xlsx"
    with pytest.raises(ExistsError, match=r"總表\.xlsx 已經存在"):
        tasks.merge([inbox], out, key=forms.KEY, progress=appearing(out))
    assert out.read_bytes() == b"theirs"


def test_preparing_writes_nothing_where_an_output_is_to_be(tmp_path: Path) -> None:
    exports = tasks.Exports(csv=tmp_path / "csv", office_sheets=tmp_path / "a.xlsx")
    tasks.prepare(tmp_path / "總表.xlsx", None, exports)
    assert contents(tmp_path) == {}
