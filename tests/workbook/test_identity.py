"""Who a form was issued to, and that nobody changed it since."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.scorecard import Office
from tests.builders import OFFICE, SMALL
from workbook.identity import FIELDS, Identity, from_rows, identity_of, is_genuine, new_issue, sign

KEY = b"key"
SIGNED = sign(identity_of(SMALL, OFFICE, "107-1"), KEY)


def test_an_identity_names_rubric_issue_and_office() -> None:
    assert (SIGNED.rubric, SIGNED.rubric_hash, SIGNED.issue) == (SMALL.id, SMALL.hash, "107-1")
    assert SIGNED.office == Office("B01", "臺北分署")


def test_a_signed_identity_is_genuine_under_its_key_alone() -> None:
    assert is_genuine(SIGNED, KEY)
    assert not is_genuine(SIGNED, b"another")
    assert not is_genuine(replace(SIGNED, signature=""), KEY)


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_can_be_changed_unnoticed(field: str) -> None:
    assert not is_genuine(replace(SIGNED, **{field: getattr(SIGNED, field) + "x"}), KEY)


def test_signing_anew_does_not_depend_on_the_old_signature() -> None:
    assert sign(replace(SIGNED, signature="old"), KEY) == SIGNED


@given(st.lists(st.text("a=\0中", max_size=4), min_size=4, max_size=4), st.integers(0, 3), st.integers(0, 3))
def test_moving_text_from_one_field_to_another_is_noticed(values: list[str], left: int, right: int) -> None:
    names = ("rubric", "issue", "office_code", "office_name")
    one = replace(SIGNED, **dict(zip(names, values, strict=True)))
    values[left], values[right] = values[left] + values[right], ""
    other = replace(SIGNED, **dict(zip(names, values, strict=True)))
    assert (sign(one, KEY).signature == sign(other, KEY).signature) is (one == other)


def test_a_field_that_imitates_the_next_is_noticed() -> None:
    one = replace(SIGNED, rubric="a\0rubric_hash=b", rubric_hash="c")
    other = replace(SIGNED, rubric="a", rubric_hash="b\0rubric_hash=c")
    assert not is_genuine(replace(other, signature=sign(one, KEY).signature), KEY)


def test_the_rows_of_the_sheet_are_the_identity_again() -> None:
    rows = {name: getattr(SIGNED, name) for name in FIELDS}
    assert from_rows(rows) == SIGNED


@pytest.mark.parametrize("rows", [{}, {"product": "other"}, {"rubric": "107"}])
def test_rows_that_are_not_ours_are_no_identity(rows: dict[str, str]) -> None:
    assert from_rows(rows) is None


def test_rows_that_lack_a_field_have_it_empty() -> None:
    assert from_rows({"product": "kaohe", "rubric": "107"}) == Identity("kaohe", "", "107", "", "", "", "")


@pytest.mark.parametrize("before", ["", "107-1", "20261125-ffffffff", "20261125-103000-ffffffff", "2099-1"])
def test_a_run_has_a_name_that_sorts_behind_the_one_before(before: str) -> None:
    assert new_issue(datetime(2026, 11, 25, 10, 30), before) > before


def test_runs_have_names_that_sort_by_their_time() -> None:
    times = [datetime(2026, 11, 25, 9, 59, 59), datetime(2026, 11, 25, 10), datetime(2026, 12, 1)]
    names = [new_issue(time) for time in times]
    assert names == sorted(names)
