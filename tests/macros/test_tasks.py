"""Outputs that are in somebody's way: found before the work, and kept whole where they appear during it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from macros import tasks
from macros.jobs import Seal, Watch
from macros.merging import Exports, NamedFiles, Outputs, merge
from macros.tasks import fill
from scoring.errors import CancelledError, ExistsError, KaoheError, OutputError
from scoring.roster import bundled_roster
from tests.macros import forms
from tests.macros.terminal import contents, written
from workbook.intake.check import Terms


def appearing(path: Path) -> Callable[[int, int], None]:
    """Somebody else's file that appears when a job has done its last part, and has not yet written."""

    def progress(done: int, total: int) -> None:
        if done == total:
            written(path, "theirs")

    return progress


def test_a_form_that_appears_while_others_are_made_is_kept_whole(tmp_path: Path) -> None:
    theirs = tmp_path / "臺北分署_107.xlsx"
    with pytest.raises(ExistsError, match=r"臺北分署_107\.xlsx 已經存在"):
        tasks.issue(
            forms.rubric(), bundled_roster(), tmp_path, Seal(forms.KEY), watch=Watch(appearing(theirs))
        )
    assert contents(tmp_path)[theirs.name] == b"theirs"
    assert all(content for content in contents(tmp_path).values())


def test_a_consolidated_workbook_that_appears_during_a_merge_is_kept_whole(tmp_path: Path) -> None:
    inbox = written(tmp_path / "inbox" / "a.xlsx", forms.form(forms.TAIPEI)).parent
    out = tmp_path / "總表.xlsx"
    with pytest.raises(ExistsError, match=r"總表\.xlsx 已經存在"):
        merge(NamedFiles([inbox], Terms(forms.KEY)), Outputs(out), watch=Watch(appearing(out)))
    assert out.read_bytes() == b"theirs"


@pytest.mark.parametrize("name", ["a\0b.xlsx", "\ud800.xlsx"], ids=ascii)
def test_a_merge_with_a_name_that_no_file_can_have_is_told_before_the_work(name: str, tmp_path: Path) -> None:
    inbox = written(tmp_path / "inbox" / "a.xlsx", forms.form(forms.TAIPEI)).parent
    out, bad = tmp_path / "總表.xlsx", tmp_path / name
    before = contents(tmp_path)
    for paths, previous, outputs in (
        ([inbox], None, Outputs(bad)),
        ([inbox], None, Outputs(out, Exports(csv=bad))),
        ([inbox], bad, Outputs(out)),
        ([bad], None, Outputs(out)),
    ):
        with pytest.raises(KaoheError):
            merge(NamedFiles(paths, Terms(forms.KEY), previous=previous), outputs, watch=Watch())
    assert contents(tmp_path) == before


def test_looking_whether_outputs_are_in_the_way_writes_nothing(tmp_path: Path) -> None:
    inbox = written(tmp_path / "inbox" / "a.xlsx", forms.form(forms.TAIPEI)).parent
    exports = Exports(csv=tmp_path / "csv", office_sheets=tmp_path / "a.xlsx")
    source, outputs = NamedFiles([inbox], Terms(forms.KEY)), Outputs(tmp_path / "總表.xlsx", exports)
    before = contents(tmp_path)
    with pytest.raises(CancelledError):
        merge(source, outputs, watch=Watch(cancelled=lambda: True))
    assert contents(tmp_path) == before


def test_a_form_that_was_received_is_no_place_for_an_output(tmp_path: Path) -> None:
    form = written(tmp_path / "in" / "臺北分署_107.xlsx", forms.form())
    written(tmp_path / "in" / "新北分署_107.xlsx", forms.form(forms.XINBEI))
    source, before = NamedFiles([tmp_path / "in"], Terms(forms.KEY)), form.read_bytes()
    with pytest.raises(OutputError, match=r"臺北分署_107\.xlsx 是收到的評分表，不能拿來存總表"):
        merge(source, Outputs(form, force=True))
    assert not form.with_name("總表.xlsx").exists()
    assert form.read_bytes() == before


def test_a_consolidated_workbook_among_the_forms_is_replaced(tmp_path: Path) -> None:
    written(tmp_path / "臺北分署_107.xlsx", forms.form())
    for _ in range(2):
        merged = merge(NamedFiles([tmp_path], Terms(forms.KEY)), Outputs(tmp_path / "總表.xlsx", force=True))
        assert [result.office for result in merged.collection.results] == [forms.TAIPEI]


def test_answers_are_no_place_for_the_form_that_they_fill(tmp_path: Path) -> None:
    form = written(tmp_path / "a.xlsx", forms.blank())
    answers = written(tmp_path / "a.yaml", "items: {}")
    with pytest.raises(OutputError, match=r"a\.yaml 就是要填的內容檔"):
        fill(form, answers, answers, force=True)
    assert answers.read_text() == "items: {}"
