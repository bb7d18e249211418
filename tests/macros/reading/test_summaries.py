"""Last year's consolidated workbook read here or by a worker: the same is found, or it is told."""

import sys

import pytest

from macros.merging import NamedFiles, Outputs, merge
from macros.reading import apart, summaries
from scoring.errors import KaoheError
from templates.pool import Limits
from tests.macros import forms
from tests.macros.terminal import written
from workbook.intake.check import Terms
from workbook.limits import UnusualError
from workbook.summary.earlier import read_earlier


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A consolidated workbook of some offices."""
    folder = tmp_path_factory.mktemp("year")
    for office in (forms.TAIPEI, forms.XINBEI, forms.SHILIN):
        written(folder / "in" / f"{office.name}.xlsx", forms.form(office))
    merge(NamedFiles([folder / "in"], Terms(forms.KEY)), Outputs(folder / "out.xlsx"))
    return (folder / "out.xlsx").read_bytes()


def unusual(*_: object) -> None:
    raise UnusualError


def test_a_worker_reads_what_this_process_reads(summary: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    here = summaries.earlier(summary, "106.xlsx")
    monkeypatch.setattr(summaries, "read_earlier", unusual)
    assert summaries.earlier(summary, "106.xlsx") == here == read_earlier(summary, "106.xlsx")


def test_what_a_worker_cannot_read_is_said_as_here(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KaoheError) as here:
        summaries.earlier(forms.form(), "106.xlsx")
    monkeypatch.setattr(summaries, "read_earlier", unusual)
    with pytest.raises(KaoheError) as apart_:
        summaries.earlier(forms.form(), "106.xlsx")
    assert apart_.value.sentence == here.value.sentence


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the system are POSIX's")
def test_one_that_takes_too_much_is_said(summary: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "read_earlier", unusual)
    monkeypatch.setattr(summaries, "limits_for", lambda *_: Limits(60.0, 0.0, 2**31))
    apart.pool().close()
    with pytest.raises(KaoheError, match=r"106\.xlsx：無法讀取上年總表，讀了太久"):
        summaries.earlier(summary, "106.xlsx")
