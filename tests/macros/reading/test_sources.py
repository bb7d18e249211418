"""Mails and archives opened here or by a worker: the same is found; what takes too long is passed over."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from macros.campaign.collecting import collect
from macros.file_names import safe_name
from macros.post.inbox.found import Budget, Found, Ignored
from macros.post.inbox.unpack import workbooks_in
from macros.reading import apart, sources
from templates.pool import Limits
from tests.extent import PATIENCE
from tests.macros import forms
from tests.macros.post.inbox import mails
from tests.macros.terminal import written
from workbook.limits import UnusualError
from workbook.package import assemble, compress

BOOK = forms.plain_workbook()
USUAL = {
    "a.xlsx": BOOK,
    "a.eml": mails.mail(
        {"評分表.xlsx": BOOK}, pictures=["image001.png"], mails=[mails.mail({"b.xlsx": BOOK})]
    ),
    "a.zip": forms.plain_zip({"a.xlsx": BOOK, "b/c.eml": mails.mail({"d.xlsx": b"PK"})}),
    "a.txt": b"text",
    "a.pdf": b"%PDF",
    "empty.eml": b"",
}
UNUSUAL = {
    "a.msg": mails.outlook({"評分表.xlsx": BOOK}, pictures=["x.png"]),
    "many.zip": forms.plain_zip({f"{n}.xlsx": BOOK for n in range(60)}),
    "large.zip": forms.plain_zip({"a.bin": bytes(9_000_000)}),
    "long.eml": mails.mail({"a.xlsx": BOOK}) + b"\r\n" * 50_000,
}


@pytest.mark.parametrize("name", USUAL)
def test_what_is_usual_is_opened_here_as_anywhere(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "pool", None)
    assert sources.look_through(name, USUAL[name]) == list(workbooks_in(name, USUAL[name]))


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_not_is_left_to_a_worker_who_finds_the_same(name: str) -> None:
    with pytest.raises(UnusualError):
        list(workbooks_in(name, UNUSUAL[name], Budget.usual()))
    assert sources.look_through(name, UNUSUAL[name]) == list(workbooks_in(name, UNUSUAL[name]))


@pytest.mark.parametrize("error", [MemoryError, RecursionError, ValueError])
def test_what_breaks_off_here_is_opened_by_a_worker(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(sources, "workbooks_in", broken)
    assert sources.look_through("a.eml", USUAL["a.eml"]) == list(workbooks_in("a.eml", USUAL["a.eml"]))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the system are POSIX's")
def test_a_source_that_takes_too_much_is_passed_over_and_the_others_are_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "limits_for", lambda _: Limits(60.0, PATIENCE, 1))
    more_than_is_free = compress("a.xlsx", os.urandom(20 * 1024 * 1024).hex().encode(), 1)
    written(tmp_path / "inbox" / "a.zip", assemble([more_than_is_free]))
    written(tmp_path / "inbox" / "b.eml", USUAL["a.eml"])
    collected = collect(tmp_path / "inbox")
    assert {each.source for each in collected.received} == {"b.eml"}
    assert ("a.zip", "too-slow") in {(each.name, each.reason) for each in collected.passed_over}


def test_workbooks_that_would_inflate_to_far_more_than_their_archive_are_not_taken_out_of_it() -> None:
    """A zip of zips: each within its limits, and all of them an hour's work."""
    bomb = assemble([compress("xl/workbook.xml", bytes(4_000_000), 9)])
    archive = forms.plain_zip({f"{n}.xlsx": bomb for n in range(1_000)})
    found = list(workbooks_in("a.zip", archive))
    taken = [each for each in found if isinstance(each, Found)]
    assert len(taken) == max(64 * 1024 * 1024, 100 * len(archive)) // 4_000_000
    assert {each.reason for each in found if isinstance(each, Ignored)} == {"too-large"}
    assert len(found) == 1_000


def test_the_forms_of_a_year_in_one_archive_are_taken_out_of_it() -> None:
    form = forms.form()
    found = list(workbooks_in("a.zip", forms.plain_zip({f"{n}.xlsx": form for n in range(300)})))
    assert [type(each) for each in found] == [Found] * 300


def test_a_field_of_endless_parameters_is_not_parsed() -> None:
    mail = mails.raw(b'Content-Disposition: attachment; a="' + b'\\";' * 9_000, b"x")
    assert list(workbooks_in("a.eml", mail)) == [Ignored(safe_name("a.eml"), "mail-damaged")]
