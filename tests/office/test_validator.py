"""Microsoft's Open XML SDK has nothing against any workbook of ours: Excel opens it without repair.

No false positive is known; one would be listed here with its reason.
"""

from pathlib import Path

import pytest
from lxml import etree

from tests.office import validator, workbooks
from tests.office.parts import Parts, packed
from workbook.layout import FORM_SHEET

pytestmark = pytest.mark.validator


@pytest.mark.parametrize("version", ["Office2010", pytest.param("Microsoft365", marks=pytest.mark.judge)])
@pytest.mark.parametrize("name", workbooks.names())
def test_the_validator_has_nothing_against_our_workbooks(name: str, version: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbooks.WORKBOOKS[name]())
    assert validator.complaints(path, version) == []


def test_the_validator_would_notice_an_element_out_of_order(tmp_path: Path) -> None:
    parts = Parts(workbooks.WORKBOOKS["filled form"]())
    part = parts.sheets[FORM_SHEET]
    sheet = parts.root(part)
    sheet.append(sheet[0])
    path = tmp_path / "book.xlsx"
    path.write_bytes(packed({**parts.contents, part: etree.tostring(sheet)}))
    assert validator.complaints(path)
