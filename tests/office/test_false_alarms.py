"""No form with nothing wrong gets a warning that its writer is not known for."""

import os

import pytest

from tests.office.false_alarms import KNOWN, Alarms, alarms, forms
from tests.office.resaving import WRITERS
from tests.office.test_formats import read

COUNT = 8


@pytest.mark.parametrize(
    "writer",
    [name if name == "exceljs" else pytest.param(name, marks=pytest.mark.judge) for name in WRITERS],
)
def test_a_writer_adds_what_it_is_known_for_and_nothing_else(writer: str) -> None:
    if reason := WRITERS[writer][0]():
        if os.environ.get("KAOHE_NO_SKIP") == "1":
            pytest.fail(f"KAOHE_NO_SKIP=1, but {reason}", pytrace=False)
        pytest.skip(reason)
    assert alarms(writer, forms(COUNT, seed=1)) == Alarms(forms=COUNT)


def test_forms_filled_at_random_have_nothing_wrong_and_are_the_same_for_a_seed() -> None:
    made = forms(COUNT, seed=1)
    assert [read(data).findings for data in made] == [()] * COUNT
    assert len(set(made)) == COUNT
    assert [read(data).scorecard for data in forms(COUNT, seed=1)] == [read(data).scorecard for data in made]


def test_every_writer_has_what_it_is_known_for() -> None:
    assert KNOWN.keys() == WRITERS.keys()


def test_a_finding_too_many_too_few_and_another_scorecard_are_alarms(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = forms(2, seed=1)
    monkeypatch.setitem(WRITERS, "openpyxl", (lambda: "", lambda given: iter(given[::-1])))
    monkeypatch.setitem(KNOWN, "openpyxl", frozenset({"protection-removed"}))
    found = alarms("openpyxl", made)
    assert found.missing == {"protection-removed": 2}
    assert len(found.changed) == 2
    assert not found.are_none
