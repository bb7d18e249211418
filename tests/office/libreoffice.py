"""One LibreOffice without a window, driven over a socket: opens, recalculates, circles, saves.

It runs in a process group of its own with a fresh profile, is started again when it has died, and is
killed when it has been busy with one document for too long. Needs `soffice` and Debian's python3-uno.
"""

import atexit
import builtins
import contextlib
import csv
import importlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self

from tests.extent import PATIENCE
from workbook.address import column_name

_DIST_PACKAGES = "/usr/lib/python3/dist-packages"
_STOP_SECONDS = 5.0
_STARTS = 3
_ANCHOR = re.compile(r"\$?([A-Z]+)\$?(\d+)$")
_FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "ods": "calc8",
    "xls": "MS Excel 97",
    "pdf": "calc_pdf_Export",
}
CellValue = str | float


class LibreOfficeError(Exception):
    """LibreOffice did not do what it was asked; also where it crashed."""


def missing() -> str:
    """Why LibreOffice cannot be used here; empty where it can."""
    if shutil.which("soffice") is None:
        return "soffice (LibreOffice) is not installed"
    try:
        _uno()
    except ImportError as error:
        return f"python3-uno is not installed for this Python: {error}"
    return ""


@cache
def _uno() -> Any:
    """Debian's `uno`, without leaving its import hook or Debian's other packages behind."""
    plain_import = builtins.__import__
    sys.path.append(_DIST_PACKAGES)
    try:
        return importlib.import_module("uno")
    finally:
        sys.path.remove(_DIST_PACKAGES)
        builtins.__import__ = plain_import


def _properties(values: Mapping[str, object]) -> tuple[Any, ...]:
    properties = []
    for name, value in values.items():
        property_ = _uno().createUnoStruct("com.sun.star.beans.PropertyValue")
        property_.Name, property_.Value = name, value
        properties.append(property_)
    return tuple(properties)


class Document:
    """An open workbook. Addresses are plain: ``C8``, ``A1:Q200``."""

    def __init__(self, model: Any, dispatcher: Any, folder: Path) -> None:
        self._model = model
        self._dispatcher = dispatcher
        self._folder = folder

    @property
    def sheet_names(self) -> tuple[str, ...]:
        return tuple(self._model.Sheets.ElementNames)

    def recalculate(self) -> None:
        """Calculate every formula anew; loading alone keeps the values saved in the file."""
        self._model.calculateAll()

    def values(self, sheet: str, area: str) -> dict[str, CellValue]:
        """Every cell of an area: numbers and texts, blank as ``""``."""
        cells = self._range(sheet, area)
        corner = cells.RangeAddress
        return {
            f"{column_name(corner.StartColumn + 1 + x)}{corner.StartRow + 1 + y}": value
            for y, row in enumerate(cells.getDataArray())
            for x, value in enumerate(row)
        }

    def is_visible(self, sheet: str) -> bool:
        return bool(self._model.Sheets.getByName(sheet).IsVisible)

    def shown(self, number: int) -> dict[tuple[int, int], str]:
        """The text on the screen of every filled cell of a sheet, by row and column from 1.

        ``number`` counts the sheets from 0. It is exported as text at once: a call for each cell takes long.
        """
        path = self._folder / "shown.csv"
        # , " UTF-8, from line 1, no formats, any language, quotes where needed, as shown, no formulas
        options = f"44,34,76,1,,0,false,true,false,false,false,{number + 1}"
        filters = {"FilterName": "Text - txt - csv (StarCalc)", "FilterOptions": options}
        self._model.storeToURL(path.as_uri(), _properties(filters))
        (written,) = self._folder.glob("shown*.csv")  # named after the sheet
        with written.open(encoding="utf-8", newline="") as lines:
            rows = [*csv.reader(lines)]
        written.unlink()
        return {(y, x): text for y, row in enumerate(rows, 1) for x, text in enumerate(row, 1) if text}

    def on_screen(self, sheet: str, columns: int) -> set[tuple[int, int]]:
        """The cells of the first columns that are in no hidden row or column."""
        page = self._model.Sheets.getByName(sheet)
        return {
            (y + 1, x + 1)
            for area in self._used(page, columns).queryVisibleCells().RangeAddresses
            for y in range(area.StartRow, area.EndRow + 1)
            for x in range(area.StartColumn, area.EndColumn + 1)
        }

    def is_covered(self, sheet: str, row: int, column: int) -> bool:
        """Whether a cell lies under the first cell of a merged area."""
        page = self._model.Sheets.getByName(sheet)
        cursor = page.createCursorByRange(page.getCellByPosition(column - 1, row - 1))
        cursor.collapseToMergedArea()
        area = cursor.RangeAddress
        return bool((area.StartRow, area.StartColumn) != (row - 1, column - 1))

    def _used(self, page: Any, columns: int) -> Any:
        cursor = page.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return page.getCellRangeByPosition(0, 0, min(end.EndColumn, columns - 1), min(end.EndRow, 999))

    def put(self, sheet: str, cell: str, value: float | str) -> None:
        """Put a number or a text into a cell, as pasting does."""
        self._range(sheet, cell).setDataArray(((value,),))

    def drawn(self, sheet: str) -> list[list[tuple[float, ...]]]:
        """For each chart of a sheet, for each of its series, the numbers that it draws."""
        charts = self._model.Sheets.getByName(sheet).Charts
        found = []
        for name in charts.ElementNames:
            (system,) = charts.getByName(name).EmbeddedObject.FirstDiagram.CoordinateSystems
            series = [own for kind in system.ChartTypes for own in kind.DataSeries]
            found.append([tuple(own.DataSequences[0].Values.NumericalData) for own in series])
        return found

    @property
    def tables(self) -> set[str]:
        """The names of the tables (database ranges)."""
        return set(self._model.DatabaseRanges.ElementNames)

    def link(self, sheet: str, cell: str) -> str:
        """Where a cell's link goes; empty where it has none."""
        fields = self._range(sheet, cell).TextFields
        return str(fields.getByIndex(0).URL) if fields.Count else ""

    def buttons(self, sheet: str) -> dict[str, str]:
        """The text of each shape that runs a script when clicked, and the script's address."""
        page = self._model.Sheets.getByName(sheet).DrawPage
        shapes = [page.getByIndex(index) for index in range(page.Count)]
        clicked = [shape for shape in shapes if shape.Events.hasByName("OnClick")]
        return {
            shape.String: next(p.Value for p in shape.Events.getByName("OnClick") if p.Name == "Script")
            for shape in clicked
        }

    def comments(self, sheet: str) -> dict[str, str]:
        """The text of every comment of a sheet, by its cell."""
        found = self._model.Sheets.getByName(sheet).Annotations
        notes = [found.getByIndex(index) for index in range(found.Count)]
        return {f"{column_name(n.Position.Column + 1)}{n.Position.Row + 1}": n.String for n in notes}

    def hide(self, sheet: str) -> None:
        """Show another sheet and hide this one."""
        self._model.Sheets.getByName(sheet).IsVisible = False

    def is_locked(self, sheet: str, cell: str) -> bool:
        return bool(self._range(sheet, cell).CellProtection.IsLocked)

    def refuses(self, sheet: str, cell: str, text: str) -> bool:
        """Whether protection keeps a text out of a cell.

        Of the calls of the API, `setDataArray` is the one that asks the protection that typing asks
        (`setString` and `setFormula` write into locked cells), and it does so without a message box.
        """
        try:
            self._range(sheet, cell).setDataArray(((text,),))
        except _uno().getClass("com.sun.star.uno.RuntimeException"):
            return True
        return False

    def type_in(self, cell: str, text: str) -> None:
        """Go to a cell of the sheet shown and type, as a user does.

        For cells that accept input: a refusal opens a message box, which kills LibreOffice 7.4 when
        it has no window. Validation is not asked; for that there is `circled`.
        """
        frame = self._model.CurrentController.Frame
        for command, name, value in (
            (".uno:GoToCell", "ToPoint", cell),
            (".uno:EnterString", "StringName", text),
        ):
            self._dispatcher.executeDispatch(frame, command, "", 0, _properties({name: value}))

    def circled(self, sheet: str) -> set[str]:
        """The cells that their validation calls invalid (Tools, Detective, Mark Invalid Data)."""
        page = self._model.Sheets.getByName(sheet)
        before = page.DrawPage.Count
        page.showInvalid()
        shapes = [page.DrawPage.getByIndex(index) for index in range(before, page.DrawPage.Count)]
        anchors = [_ANCHOR.search(shape.Anchor.AbsoluteName) for shape in shapes]
        page.clearArrows()
        return {f"{anchor[1]}{anchor[2]}" for anchor in anchors if anchor}

    def stored(self, kind: str) -> bytes:
        """The document saved as ``xlsx``, ``ods``, ``xls`` or ``pdf``."""
        path = self._folder / f"stored.{kind}"
        self._model.storeToURL(path.as_uri(), _properties({"FilterName": _FILTERS[kind]}))
        return path.read_bytes()

    def close(self) -> None:
        self._model.close(True)

    def _range(self, sheet: str, area: str) -> Any:
        return self._model.Sheets.getByName(sheet).getCellRangeByName(area)


class LibreOffice:
    """A running LibreOffice; use as a context manager, or `start` and `stop` it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = Path()
        self._context: Any = None
        self._desktop: Any = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def group(self) -> int:
        """The process group, for killing and for looking for orphans; 0 where nothing runs."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        for _ in range(_STARTS):
            if self._started():
                return
            self.stop()
        message = f"soffice did not answer within {PATIENCE:g} s, {_STARTS} times"
        raise TimeoutError(message)

    def stop(self) -> None:
        """Kill the whole group and take the profile away."""
        atexit.unregister(self.stop)
        self._desktop = self._context = None
        if self._process:
            self.kill()
            self._process.wait()
            self._wait_for_the_rest()
            self._process = None
            shutil.rmtree(self._folder, ignore_errors=True)

    def kill(self) -> None:
        """Kill LibreOffice where it stands; the next `open` starts it again."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.group, signal.SIGKILL)

    def _wait_for_the_rest(self) -> None:
        """soffice is a script; what it started dies a moment after it, and is not ours to wait for."""
        until = time.monotonic() + _STOP_SECONDS
        with contextlib.suppress(ProcessLookupError):
            while time.monotonic() < until:
                os.killpg(self.group, 0)
                time.sleep(0.01)

    def open(self, data: bytes, kind: str = "xlsx", patience: float = PATIENCE) -> "_Opened":
        """A workbook's bytes as an open document, for `with`; closed at the end whatever happens.

        After ``patience`` seconds LibreOffice is killed, and what is asked of it then fails.
        """
        return _Opened(self, data, kind, patience)

    def load(self, data: bytes, kind: str) -> Document:
        """Open a document that the caller closes. Raises LibreOfficeError where it is none."""
        if not self._is_alive():
            self.stop()
            self.start()
        # A path never used before: a lock file that a crash left behind would block it.
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        path = folder / f"book.{kind}"
        path.write_bytes(data)
        model = self._desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, _properties({"Hidden": True}))
        if model is None:
            raise LibreOfficeError(f"LibreOffice does not open this .{kind} file")
        return Document(model, self._service("com.sun.star.frame.DispatchHelper"), folder)

    def _started(self) -> bool:
        self._folder = Path(tempfile.mkdtemp(prefix="office-", dir="/tmp"))
        port = _free_port()
        self._process = subprocess.Popen(
            [
                shutil.which("soffice") or "soffice",
                "--headless",
                "--norestore",
                "--nologo",
                "--nodefault",
                f"--accept=socket,host=127.0.0.1,port={port};urp;",
                f"-env:UserInstallation={(self._folder / 'profile').as_uri()}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        atexit.register(self.stop)
        local = _uno().getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(_uno().getClass("com.sun.star.connection.NoConnectException")):
                self._context = resolver.resolve(
                    f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
                )
                self._desktop = self._service("com.sun.star.frame.Desktop")
                return True
            time.sleep(0.05)
        return False

    def _service(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def _is_alive(self) -> bool:
        if self._process is None or self._process.poll() is not None or self._desktop is None:
            return False
        try:
            self._desktop.getCurrentFrame()
        except _uno().getClass("com.sun.star.uno.RuntimeException"):
            return False
        return True


class _Opened:
    """A document while it is open. A class and not a generator: Python sets the traceback of an
    exception that passes through a generator, which UNO's exceptions do not allow."""

    def __init__(self, office: LibreOffice, data: bytes, kind: str, patience: float) -> None:
        self._office, self._data, self._kind = office, data, kind
        self._document: Document | None = None
        self._watchdog = threading.Timer(patience, office.kill)

    def __enter__(self) -> Document:
        self._watchdog.start()
        try:
            self._document = self._office.load(self._data, self._kind)
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self._document

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._watchdog.cancel()
        if self._document:
            with contextlib.suppress(_uno().getClass("com.sun.star.uno.RuntimeException")):
                self._document.close()
        if isinstance(error, _uno().getClass("com.sun.star.uno.Exception")):
            raise LibreOfficeError(str(error)) from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
