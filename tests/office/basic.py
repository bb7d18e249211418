"""LibreOffice runs our VBA module (`Option VBASupport 1`) on a folder of real files.

Only what LibreOffice 7.4 cannot do is held back, each in the one place where it stands:
`Application.AutomationSecurity`, which it lacks, and closing a workbook that a macro opened, by which
it loses the document that the macro itself is in. Of long modules texts stand there as they are, not
escaped: it keeps 64 KB of texts a module.
"""

import re
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.extent import PATIENCE
from tests.office.libreoffice import CellValue, LibreOffice, LibreOfficeError, _properties, _uno

_HELD_BACK = (
    "    MacroSecurity = Application.AutomationSecurity\r\n    Application.AutomationSecurity = level\r\n",
    "    book.Close SaveChanges:=False\r\n",
)
# The answer: the error or nothing, then how Excel is set afterwards. The result stays open.
_CALL = """
Public Function CallIt(ByVal folder As String) As String
    Dim result As Workbook
    Dim said As String
    On Error GoTo Failed
    Set result = KaoheMergeFolder(folder)
Finish:
    CallIt = said & "|" & Application.ScreenUpdating & Application.EnableEvents & Application.DisplayAlerts
    Exit Function
Failed:
    said = Err.Description
    Resume Finish
End Function
"""
# Calc's formula bar, whose parts an installation without desktop lacks; a window then does not open.
_FORMULA_BAR = "26100"
_LONG = 150_000
_ESCAPED = re.compile(r'Uni\("((?:[^"\\]|""|\\u(?!00[01]|D[89A-F])[0-9A-F]{4})*)"\)')
_UNIT = re.compile(r"\\u([0-9A-F]{4})")
"""Texts of a module that have no controls and no halves of characters."""
_WINDOWS = "/org.openoffice.Office.Views/Windows"


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet, and the fill of its cells by row and column, all counted from 0."""

    rows: tuple[tuple[CellValue, ...], ...]
    fills: Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Ran:
    """``error`` is what the macro raised. ``settings`` are how it left the application. ``saved`` is
    the result as an .xlsx."""

    error: str
    settings: str
    sheets: Mapping[str, Sheet]
    saved: bytes


def run(office: LibreOffice, module: bytes, folder: Path | str) -> Ran:
    """Let LibreOffice consolidate a folder with the module; a LibreOffice that hangs is killed."""
    watchdog = threading.Timer(PATIENCE, office.kill)
    watchdog.start()
    try:
        return _run(office._desktop, office._service, _as_basic(module), folder)
    except _uno().getClass("com.sun.star.uno.Exception") as error:
        raise LibreOfficeError(str(error)) from None
    finally:
        watchdog.cancel()


def _as_basic(module: bytes) -> str:
    text = module.decode("ascii")
    for held_back in _HELD_BACK:
        assert text.count(held_back) == 1
        text = text.replace(held_back, "")
    _, _, text = text.partition("\r\n")  # the Attribute line is the VBA editor's
    if len(text) > _LONG:
        text = _ESCAPED.sub(lambda match: f'"{_UNIT.sub(_character, match[1])}"', text)
    return f"Option VBASupport 1\n{text}{_CALL}".replace("\r\n", "\n")


def _character(unit: re.Match[str]) -> str:
    return chr(int(unit[1], 16))


def _run(desktop: Any, service: Any, basic: str, folder: Path | str) -> Ran:
    _hide_formula_bar(service)
    host = _host(desktop)
    libraries = host.BasicLibraries
    libraries.VBACompatibilityMode = True
    libraries.getByName("Standard").insertByName("Kaohe", basic)
    address = "vnd.sun.star.script:Standard.Kaohe.CallIt?language=Basic&location=document"
    answer, _, _ = host.ScriptProvider.getScript(address).invoke((str(folder),), (), ())
    assert answer, "the macro broke off without an error"
    error, _, settings = answer.rpartition("|")
    sheets: dict[str, Sheet] = {}
    saved = b""
    for document in _documents(desktop):
        if not document.URL:  # what was never saved: the result
            sheets = {name: _read(document.Sheets.getByName(name)) for name in document.Sheets.ElementNames}
            saved = _saved(document)
        document.close(True)
    return Ran(error, settings, sheets, saved)


def _hide_formula_bar(service: Any) -> None:
    provider = service("com.sun.star.configuration.ConfigurationProvider")
    windows = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationUpdateAccess", _properties({"nodepath": _WINDOWS})
    )
    if not windows.hasByName(_FORMULA_BAR):
        bar = windows.createInstance()
        windows.insertByName(_FORMULA_BAR, bar)
        bar.setPropertyValue("Visible", False)
        windows.commitChanges()


def _host(desktop: Any) -> Any:
    """A saved document for the macro to be in: an unsaved one would be taken for the file to open."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        address = (Path(folder) / "host.ods").as_uri()
        blank = desktop.loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, _properties({"Hidden": True})
        )
        blank.storeToURL(address, ())
        blank.close(True)
        trusted = _properties({"Hidden": True, "MacroExecutionMode": 4})  # ALWAYS_EXECUTE_NO_WARN
        return desktop.loadComponentFromURL(address, "_blank", 0, trusted)


def _documents(desktop: Any) -> list[Any]:
    found = []
    components = desktop.Components.createEnumeration()
    while components.hasMoreElements():
        component = components.nextElement()
        if component.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            found.append(component)
    return found


def _saved(document: Any) -> bytes:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "result.xlsx"
        document.storeToURL(path.as_uri(), _properties({"FilterName": "Calc MS Excel 2007 XML"}))
        return path.read_bytes()


def _read(sheet: Any) -> Sheet:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    rows = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow).getDataArray()
    return Sheet(rows, dict(_fills(sheet, last.EndRow, last.EndColumn)))


def _fills(sheet: Any, last_row: int, last_column: int) -> Iterator[tuple[tuple[int, int], int]]:
    """The colour of every cell, asked for once for all the cells that look the same."""
    alike = sheet.getUniqueCellFormatRanges()
    for ranges in map(alike.getByIndex, range(alike.Count)):
        for area in ranges.RangeAddresses:
            for row in range(area.StartRow, min(area.EndRow, last_row) + 1):
                for column in range(area.StartColumn, min(area.EndColumn, last_column) + 1):
                    yield (row, column), ranges.CellBackColor
