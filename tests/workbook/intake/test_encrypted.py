"""Encrypted workbooks: with Excel's own password read unasked, with any other only by it."""

from collections.abc import Callable

import pytest

from tests.builders import SMALL, scorecard
from tests.workbook.encrypted import agile, standard
from tests.workbook.forms import KEY, filled, rubric_of
from workbook.collection.checked import Checked
from workbook.intake.check import Terms, check

EXCELS_OWN, OWN = "VelvetSweatshop", "考核 107"
FORM = filled(scorecard(SMALL))
WAYS = pytest.mark.parametrize("encrypted", [agile, standard])
Encrypting = Callable[[bytes, str], bytes]


def _read(data: bytes, password: str | None = None) -> Checked:
    return check(data, "a.xlsx", Terms(KEY, rubric_of=rubric_of, password=password))


@WAYS
@pytest.mark.parametrize("given", [None, "", "another", "two\nlines"])
def test_a_form_that_excel_encrypted_by_itself_is_read_as_if_it_were_not(
    encrypted: Encrypting, given: str | None
) -> None:
    plain, read = _read(FORM), _read(encrypted(FORM, EXCELS_OWN), given)
    assert (read.state, read.findings) == (plain.state, plain.findings)
    assert (read.scorecard, read.totals) == (plain.scorecard, plain.totals)


@WAYS
def test_a_form_with_a_password_of_its_own_is_read_with_it(encrypted: Encrypting) -> None:
    assert _read(encrypted(FORM, OWN), OWN).scorecard == _read(FORM).scorecard


@WAYS
@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, "no password was given"),
        ("another", "the password given is not its own"),
        (EXCELS_OWN, "the password given is not its own"),
    ],
)
def test_a_form_with_a_password_of_its_own_is_refused_without_it(
    encrypted: Encrypting, given: str | None, reason: str
) -> None:
    [finding] = _read(encrypted(FORM, OWN), given).findings
    assert (finding.code, finding.params["reason_en"]) == ("file-encrypted", reason)
