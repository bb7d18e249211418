"""The forms of the sample rubrics as LibreOffice prints them."""

import re
from pathlib import Path

import pytest

from macros.sample_answers import sample_card
from scoring.rubric import Item
from scoring.rubric_file import bundled_rubric
from tests.builders import OFFICE
from tests.office.libreoffice import LibreOffice
from tests.office.test_rendering import Page, pages_of
from tests.scoring.test_samples import SAMPLES
from tests.workbook.forms import filled, identity

pytestmark = [pytest.mark.libreoffice, pytest.mark.poppler]
_MOST_PAGES = 12
"""On which three hundred questions go, with the instructions."""


def _pages(rubric_id: str, libreoffice: LibreOffice, tmp_path: Path) -> list[Page]:
    rubric, path = bundled_rubric(rubric_id), tmp_path / "form.pdf"
    data = filled(sample_card(rubric, OFFICE), rubric, identity(rubric))
    with libreoffice.open(data) as document:
        document.recalculate()
        path.write_bytes(document.stored("pdf"))
    return pages_of(path)


@pytest.mark.parametrize("rubric_id", SAMPLES)
def test_every_question_and_option_is_printed_on_few_pages(
    rubric_id: str, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    pages = _pages(rubric_id, libreoffice, tmp_path)
    printed = "".join(page.text for page in pages)
    rubric = bundled_rubric(rubric_id)
    short = [node.title for node in rubric.walk() if isinstance(node, Item) and len(node.title) <= 20]
    texts = [*short, *(line for item in rubric.items for line in item.lines if len(line) <= 20)]
    assert [text for text in texts if re.sub(r"\s", "", text) not in printed] == []
    assert len(pages) <= _MOST_PAGES


def test_a_form_in_english_has_nothing_in_chinese(libreoffice: LibreOffice, tmp_path: Path) -> None:
    pages = _pages("sample-infection", libreoffice, tmp_path)
    printed = "".join(page.text for page in pages).replace(OFFICE.name, "")
    assert re.findall("[\u3000-\u9fff]+", printed) == []
