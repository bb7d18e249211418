"""Many workbooks opened and saved, untouched, by one program after another: one process for all of them."""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import openpyxl

from tests.office import libreoffice as office

_FOLDER = Path(__file__).parent
_SECONDS = 20.0
"""How long one workbook may take a writer, on however busy a machine."""

Resave = Callable[[Sequence[bytes]], Iterator[bytes]]


def no_writers() -> str:
    """Return why the writers in JavaScript cannot be used here; empty where they can."""
    if shutil.which("node") is None:
        return "node is not installed"
    absent = [name for name in ("exceljs", "xlsx") if not (_FOLDER / "node_modules" / name).is_dir()]
    if absent:
        return f"no {' and '.join(absent)}: npm install --no-package-lock --prefix tests/office"
    return ""


def by_openpyxl(forms: Sequence[bytes]) -> Iterator[bytes]:
    """Save each form as openpyxl does, its formulas without their values."""
    for data in forms:
        stream = io.BytesIO()
        openpyxl.load_workbook(io.BytesIO(data)).save(stream)
        yield stream.getvalue()


def by_javascript(program: str, kind: str = "xlsx") -> Resave:
    """Return what saves forms by ExcelJS or SheetJS."""

    def resave(forms: Sequence[bytes]) -> Iterator[bytes]:
        with tempfile.TemporaryDirectory() as folder:
            before, after = Path(folder, "before"), Path(folder, "after")
            before.mkdir()
            after.mkdir()
            for number, data in enumerate(forms):
                (before / f"{number:06}.xlsx").write_bytes(data)
            script = _FOLDER / "writers" / "resave.mjs"
            command = ["node", str(script), program, str(before), str(after), kind]
            subprocess.run(command, check=True, capture_output=True, timeout=60 + _SECONDS * len(forms))
            for path in sorted(after.iterdir()):
                yield path.read_bytes()

    return resave


def by_libreoffice(kind: str = "xlsx") -> Resave:
    """Return what saves forms by LibreOffice, recalculated as on a user's screen."""

    def resave(forms: Sequence[bytes]) -> Iterator[bytes]:
        with office.LibreOffice() as running:
            for data in forms:
                with running.open(data) as document:
                    document.recalculate()
                    saved = document.stored(kind)
                yield saved

    return resave


WRITERS: Mapping[str, tuple[Callable[[], str], Resave]] = {
    "openpyxl": (lambda: "", by_openpyxl),
    "libreoffice": (office.missing, by_libreoffice()),
    "exceljs": (no_writers, by_javascript("exceljs")),
    "sheetjs": (no_writers, by_javascript("sheetjs")),
    "libreoffice-ods": (office.missing, by_libreoffice("ods")),
    "libreoffice-xls": (office.missing, by_libreoffice("xls")),
    "sheetjs-xls": (no_writers, by_javascript("sheetjs", "xls")),
}
"""Each writer by its name: why it cannot be used here, or nothing; and what saves forms by it."""
