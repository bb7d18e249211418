"""The consolidated workbook of a thousand offices: kaohe, and plain openpyxl writing the same cells.

python -m tests.bench.summary
"""

import datetime
import io
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import openpyxl
from openpyxl.styles import Border, Font, Side

from scoring.rubric_file import load_rubric
from scoring.scorecard import Office
from tests.bench.memory import peak
from tests.builders import answered, scorecard
from tests.workbook.summary.files import checked
from workbook.collection.selection import Collection, select
from workbook.summary.facts import Context
from workbook.summary.write import write

_CONTEXT = Context(datetime.datetime(2018, 8, 1, 9, 30), "bench")
_PARAGRAPH = "依民眾需求檢討流程，設單一窗口並由專人引導，縮短等候時間，並定期檢討成效。"
_SIZES = (250, 1_000, 4_000)


def main() -> None:
    if len(sys.argv) > 1:
        made = collection(int(sys.argv[1]))
        before = peak()
        write(made, _CONTEXT)
        print((peak() - before) / 1024)
        return
    data, ours = _timed_write(collection(1_000))
    plain = _plain(data)
    print("1,000 offices, seconds of wall time: plain openpyxl / kaohe")
    print(f"consolidated workbook {plain:.1f} / {ours:.1f} = {plain / ours:.1f} times (wanted: 3)")
    for count in _SIZES:
        size = len(write(collection(count), _CONTEXT)) / 1e6
        print(f"{count:>6} offices: {_alone(count):5.1f} MB more at the peak; the file has {size:.1f} MB")


def collection(count: int) -> Collection:
    """Three paragraphs an item; every office a little different."""
    rubric = load_rubric("107")
    card = scorecard(rubric)
    for item in rubric.items:
        card = answered(card, item.id, notes=(_PARAGRAPH,) * 3)
    first = checked("f", of=rubric, card=card)
    files = []
    for number in range(count):
        office = Office(f"B{number:04}", f"第{number}分署")
        own = replace(first.scorecard, office=office)
        path = f"{number}.xlsx"
        files.append(replace(first, path=path, sha256=f"{number:064x}", scorecard=own, identity=None))
    return select(rubric, files, None)


def _timed_write(made: Collection) -> tuple[bytes, float]:
    start = time.perf_counter()
    data = write(made, _CONTEXT)
    return data, time.perf_counter() - start


def _plain(data: bytes) -> float:
    """The same cells, each with a font and a border, as a script would write them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = {sheet.title: list(_cells(sheet)) for sheet in book.worksheets}
    start = time.perf_counter()
    fresh = openpyxl.Workbook()
    font, line = Font(name="標楷體", size=11), Side(style="thin")
    border = Border(left=line, right=line, top=line, bottom=line)
    for title, found in cells.items():
        sheet = fresh.create_sheet(title)
        for row, column, value in found:
            cell = sheet.cell(row, column, value)
            cell.font, cell.border = font, border
    fresh.save(io.BytesIO())
    return time.perf_counter() - start


def _cells(sheet: object) -> Iterator[tuple[int, int, object]]:
    for row in sheet.iter_rows():  # type: ignore[attr-defined]
        for cell in row:
            if cell.value is not None:
                yield cell.row, cell.column, cell.value


def _alone(count: int) -> float:
    """MB, in a process of its own."""
    command = (sys.executable, "-m", "tests.bench.summary", str(count))
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(found.stdout)


if __name__ == "__main__":
    main()
