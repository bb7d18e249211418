"""What a user would write with openpyxl alone, doing the same work on the same files."""

import io
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side

from scoring.rubric import Rubric
from scoring.scorecard import Office
from tests.letters import KEY, NOTES, SCORE, TICK
from workbook.form.skeleton import design
from workbook.layout import FORM_SHEET, Layout
from workbook.protection import Lock


def issue(layout: Layout, lock: Lock, offices: Iterable[Office], out: Path) -> None:
    """Draw every office's form from scratch: the same texts, locks, validations and formats."""
    for office in offices:
        data = design(layout, lock, named=True)
        book_path = out / f"{office.name}.xlsx"
        book_path.write_bytes(data)


def read(data: bytes, layout: Layout) -> tuple[dict[str, object], list[str]]:
    """Load twice (values and formulas), collect what was filled in, add up and compare."""
    values = load_workbook(io.BytesIO(data), data_only=True)[FORM_SHEET]
    formulas = load_workbook(io.BytesIO(data))[FORM_SHEET]
    found: dict[str, object] = {}
    problems: list[str] = []
    rows = {values[f"{KEY}{row}"].value: row for row in range(1, values.max_row + 1)}
    for item_id, block in layout.blocks.items():
        keys = block.keys
        score = values[f"{SCORE}{rows[keys[0]]}"].value
        notes = [values[f"{NOTES}{rows[key]}"].value for key in keys]
        ticks = [values[f"{TICK}{rows[key]}"].value for key in keys[1 : 1 + len(block.item.bands)]]
        found[item_id] = (score, [n for n in notes if n], ticks)
        if score is None:
            problems.append(f"{item_id} blank")
        elif not block.item.low <= score <= block.item.maximum:
            problems.append(f"{item_id} range")
        if block.item.bands and ticks.count("☑") != 1:
            problems.append(f"{item_id} ticks")
    for total_id, place in layout.totals.items():
        cell = f"{layout.columns[place.number]}{rows[place.key]}"
        scores = [found[item.id][0] for item in layout.rubric.items_under[total_id]]  # type: ignore[index]
        together = sum(Decimal(score) for score in scores if score is not None)
        if values[cell].value != together:
            problems.append(f"{total_id} total")
        if formulas[cell].data_type != "f":
            problems.append(f"{total_id} formula")
    return found, problems


def merge(files: Iterable[Path], layout: Layout, rubric: Rubric, out: Path) -> None:
    """Read every form, then write one workbook: scores with subtotals, findings, sources, notes."""
    book = Workbook()
    main = book.active
    assert main is not None
    findings, sources, notes = (book.create_sheet(name) for name in ("檢核結果", "來源", "紀錄事項"))
    thin = Side(style="thin")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    font, wrap = Font(name="標楷體", size=11), Alignment(wrap_text=True, vertical="top")
    main.append(["機關", *(item.id for item in rubric.items), "總分"])
    for path in files:
        found, problems = read(path.read_bytes(), layout)
        row = main.max_row + 1
        scores = [found[item.id][0] for item in rubric.items]  # type: ignore[index]
        main.append([path.stem, *scores, f"=SUM(B{row}:AK{row})"])
        for problem in problems:
            findings.append([path.stem, problem])
        sources.append([path.name])
        for item in rubric.items:
            for note in found[item.id][1]:  # type: ignore[index]
                notes.append([path.stem, item.id, item.title, found[item.id][0], note])  # type: ignore[index]
    for sheet in book:
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.font, cell.border, cell.alignment = font, box, wrap
    book.save(out)
