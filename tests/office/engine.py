"""HyperFormula, from npm: a second program that recalculates what LibreOffice does, written by others."""

import io
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from openpyxl import load_workbook

from tests.office.libreoffice import CellValue
from workbook.address import column_name

_HERE = Path(__file__).parent


def missing() -> str:
    """Why the engine cannot be used here; empty where it can."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not (_HERE / "node_modules" / "hyperformula").exists():
        return "no hyperformula: npm install --no-package-lock --prefix tests/office"
    return ""


class Engine:
    """The running program."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def values(self, data: bytes, sheet: str) -> Mapping[str, CellValue]:
        """What the cells of a workbook's sheet come to; its other sheets are there for formulas."""
        book = load_workbook(io.BytesIO(data))
        sheets = {
            each.title: [[_plain(value) for value in row] for row in each.iter_rows(values_only=True)]
            for each in book.worksheets
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(sheets) + "\n")
        self._process.stdin.flush()
        rows = json.loads(self._process.stdout.readline())[sheet]
        return {
            f"{column_name(column)}{row}": "" if value is None else value
            for row, values in enumerate(rows, start=1)
            for column, value in enumerate(values, start=1)
        }


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


@contextmanager
def running() -> Iterator[Engine]:
    """Run the program as long as it is needed."""
    with subprocess.Popen(
        ["node", str(_HERE / "engine.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=_HERE,
    ) as process:
        yield Engine(process)
        assert process.stdin is not None
        process.stdin.close()
