"""The form printed by LibreOffice: A4 landscape, one page wide, headings on every page."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from scoring.rubric import Section
from tests.extent import PATIENCE
from tests.letters import HEADINGS, PRINTED
from tests.office import workbooks
from tests.office.libreoffice import LibreOffice

pytestmark = [pytest.mark.libreoffice, pytest.mark.poppler]

A4_LANDSCAPE, A4_PORTRAIT = (842, 595), (595, 842)
_SIZE = re.compile(r"^Page +(\d+) size: +([\d.]+) x ([\d.]+) pts", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A page's size in whole points, and its text without spaces."""

    size: tuple[int, int]
    text: str


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE).stdout.decode()


def pages_of(path: Path) -> list[Page]:
    """Every page of a PDF: as many as `pdfinfo` counts."""
    sizes = _SIZE.findall(_run("pdfinfo", "-f", "1", "-l", "-1", str(path)))
    texts = _run("pdftotext", "-layout", str(path), "-").split("\f")[:-1]
    assert len(sizes) == len(texts)
    return [
        Page((round(float(width)), round(float(height))), re.sub(r"\s+", "", text))
        for (_, width, height), text in zip(sizes, texts, strict=True)
    ]


@pytest.fixture(params=["blank form, named, with password", "filled form", "form full of odd texts"])
def form_pages(
    request: pytest.FixtureRequest, libreoffice: LibreOffice, tmp_path: Path
) -> tuple[list[Page], list[Page]]:
    """The pages of the form, and those after them: the instructions."""
    path = tmp_path / "form.pdf"
    with libreoffice.open(workbooks.FORMS[request.param]()) as document:
        document.recalculate()
        path.write_bytes(document.stored("pdf"))
    pages = pages_of(path)
    count = sum(page.size == A4_LANDSCAPE for page in pages)
    return pages[:count], pages[count:]


def test_the_form_prints_on_a4_landscape_one_page_wide_under_its_headings(
    form_pages: tuple[list[Page], list[Page]],
) -> None:
    form, instructions = form_pages
    assert len(form) >= 5
    headings = [re.sub(r"\s", "", HEADINGS[column]) for column in PRINTED if column in HEADINGS]
    total = len(form) + len(instructions)
    for number, page in enumerate(form, start=1):
        assert page.size == A4_LANDSCAPE
        assert [heading for heading in headings if heading not in page.text] == [], number
        assert f"第{number}頁，共{total}頁" in page.text
    assert {page.size for page in instructions} == {A4_PORTRAIT}


def test_the_printed_form_has_title_header_every_item_and_total_and_nothing_hidden(
    form_pages: tuple[list[Page], list[Page]],
) -> None:
    form, _ = form_pages
    rubric = workbooks.whole()
    text = "".join(page.text for page in form)
    assert re.sub(r"\s", "", rubric.title) in form[0].text
    for field in rubric.header:
        assert f"{field.label}：" in form[0].text
    assert f"{rubric.total_label}：" in form[-1].text
    for section in rubric.sections:
        assert isinstance(section, Section)
        if section.has_stated_total:
            assert f"({section.maximum}分)" in text
    assert "@columns" not in text
    assert "_kaohe" not in text
