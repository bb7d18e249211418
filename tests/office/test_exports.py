"""The exports in a real LibreOffice: PDF and .ods have what the workbook has, no CSV has a formula."""

import csv
import io
import re
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from macros import libreoffice as exports
from macros.libreoffice import convert, find_libreoffice
from scoring.errors import OutputError
from scoring.scorecard import Office
from tests.builders import SMALL, answered, scorecard
from tests.extent import PATIENCE
from tests.office import workbooks
from tests.office.libreoffice import LibreOffice
from tests.office.test_rendering import A4_LANDSCAPE, pages_of
from tests.workbook.summary.files import CONTEXT, checked, collected
from workbook.summary import lists
from workbook.summary.columns import MAIN_SHEET
from workbook.summary.csv_files import csv_files, plain_text

pytestmark = pytest.mark.libreoffice

OFFICES = 13
SHEETS = (MAIN_SHEET, *(listing.name for listing in lists.LISTS))


@pytest.fixture
def temporary(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder for temporary files, with a name that needs escaping in an address. After the
    book is made: lxml does not write to such a name."""
    folder = tmp_path / "暫存 %20#1"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "總表 107.xlsx"
    path.write_bytes(workbooks.consolidated(OFFICES))
    return path


# ── PDF and .ods ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.poppler
def test_the_pdf_prints_every_office_on_a4_landscape(book: Path, tmp_path: Path, temporary: Path) -> None:
    out = tmp_path / "總表.pdf"
    convert(book, out, "pdf", force=False)
    pages = pages_of(out)
    assert {page.size for page in pages} == {A4_LANDSCAPE}
    text = "".join(page.text for page in pages)
    assert [n for n in range(1, OFFICES + 2) if f"第{n}分署" not in text] == []
    assert list(temporary.iterdir()) == []


def test_the_ods_has_every_value_of_the_workbook(
    book: Path, tmp_path: Path, temporary: Path, libreoffice: LibreOffice
) -> None:
    out = tmp_path / "總表.ods"
    convert(book, out, "ods", force=False)

    def values(data: bytes, kind: str) -> list[Mapping[str, object]]:
        with libreoffice.open(data, kind) as document:
            return [document.values(sheet, "A1:BZ60") for sheet in SHEETS]

    before = values(book.read_bytes(), "xlsx")
    assert values(out.read_bytes(), "ods") == before
    assert all(any(page.values()) for page in before)
    assert list(temporary.iterdir()) == []


def test_what_is_no_workbook_becomes_no_file(book: Path, tmp_path: Path, temporary: Path) -> None:
    book.write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(OutputError, match="LibreOffice 沒有產生"):
        convert(book, tmp_path / "a.pdf", "pdf", force=False)
    assert not (tmp_path / "a.pdf").exists()
    assert list(temporary.iterdir()) == []


def commands_naming(text: str) -> list[bytes]:
    """The commands of running processes that name a text."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:
            continue  # it has just ended
        if text.encode() in command:
            found.append(command)
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks into /proc")
def test_when_time_is_up_no_libreoffice_is_left(
    book: Path, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "TIME_LIMIT", 0.5)  # it is loading by then, and needs 2 seconds
    with pytest.raises(OutputError, match=r"在 0\.5 秒內未能產生"):
        convert(book, tmp_path / "a.pdf", "pdf", force=False)
    until = time.monotonic() + PATIENCE
    while commands_naming(temporary.as_uri()) and time.monotonic() < until:
        time.sleep(0.01)  # what is killed dies when the system comes to it
    assert commands_naming(temporary.as_uri()) == []
    assert list(temporary.iterdir()) == []


# ── CSV ─────────────────────────────────────────────────────────────────────────────────────────

# The most dangerous way to open one: also at semicolons and tabs, blanks stripped, formulas evaluated.
_IN_FILTER = "CSV:44/59/9,34,76,1,,1028,false,false,false,false,true,-1,true"
DANGEROUS = (
    *("=1+1", "+1+1", "-1+1", "@SUM(1)", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)"),
    *("\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "　=1+1", '"=1+1', "'=1+1", ' "=1+1'),
    *("a;=1+1", "a\t=1+1", "a,=1+1", 'a";=1+1', 'a",=1+1', "a\r\n=1+1", '=HYPERLINK("http://a.b","c")'),
)


def opened(files: Mapping[str, bytes], folder: Path) -> dict[str, Worksheet]:
    """CSV files opened by LibreOffice and saved as .xlsx."""
    paths = [folder / name for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ("--headless", f"--infilter={_IN_FILTER}", "--convert-to", "xlsx", "--outdir", str(folder))
    command = [str(find_libreoffice()), profile, *options, *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    sheets_of: dict[str, Worksheet] = {}
    for path in paths:
        sheet = openpyxl.load_workbook(path.with_suffix(".xlsx")).active
        assert isinstance(sheet, Worksheet)
        sheets_of[path.name] = sheet
    return sheets_of


def formulas(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def written_plainly(texts: tuple[str, ...]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([text, 1] for text in texts)
    return stream.getvalue().encode("utf-8-sig")


@cache
def _exported() -> dict[str, bytes]:
    """The files of an office whose name, file and notes are all dangerous."""
    halves = replace(SMALL, step=Decimal("0.5"))
    card = answered(scorecard(halves, {"1.1.2": "12.5"}), "1.1.1", notes=DANGEROUS)
    file = checked("=1+1.xlsx", Office("+886", "=1+1"), card=replace(card), of=halves)
    return dict(csv_files(collected(file, of=halves), CONTEXT))


def test_libreoffice_finds_no_formula_in_any_csv_and_every_text_is_whole(tmp_path: Path) -> None:
    plainly = written_plainly(DANGEROUS)
    found = opened({**_exported(), "plainly.csv": plainly}, tmp_path)
    assert len(formulas(found.pop("plainly.csv"))) >= 4  # opened thus, formulas are formulas
    assert [(name, formulas(sheet)) for name, sheet in found.items() if formulas(sheet)] == []
    notes = [plain_text(str(row[6])) for row in found["紀錄事項.csv"].iter_rows(2, values_only=True)]
    assert [one_line(note) for note in notes[: len(DANGEROUS)]] == [one_line(text) for text in DANGEROUS]


def one_line(text: str) -> str:
    """Without what LibreOffice itself changes in a cell: kinds of line ends."""
    return re.sub(r"\r\n?", "\n", text)


def test_libreoffice_reads_the_points_as_numbers(tmp_path: Path) -> None:
    scores = opened(_exported(), tmp_path)["評分.csv"]
    rows = list(scores.iter_rows(2, 3, min_col=6, max_col=8, values_only=True))
    assert rows == [(10, 10, None), (12.5, 20, 1)]
