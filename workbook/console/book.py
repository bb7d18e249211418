"""The console as a file: the design, xlwings' macros byte for byte, and the button that calls them."""

import importlib.resources
from collections.abc import Mapping, Sequence
from importlib.resources.abc import Traversable

from scoring.errors import KaoheError, WorkbookError
from scoring.roster import Roster
from workbook.console import button
from workbook.console.design import design
from workbook.drawing.finish import finished
from workbook.package import Package, open_package
from workbook.relations import TYPES, declare, relate
from workbook.sheetxml import BOOK, BOOK_RELATIONS, parse, to_bytes

PROJECT = "xl/vbaProject.bin"
_SOURCE = "quickstart_standalone.xlsm"
_MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
_PROJECT_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def console_book(
    tasks: Sequence[str], rubrics: Sequence[str], values: Mapping[str, str], roster: Roster
) -> bytes:
    """Make the console as an .xlsm; for the arguments see `design`.

    Raise KaoheError where xlwings is not installed whole.
    """
    package = open_package(finished(design(tasks, rubrics, values, roster)))
    package = open_package(package.replaced(button.parts(package)))
    return package.replaced({**_declared(package), PROJECT: vba_project()})


def vba_project() -> bytes:
    """Return the macros of xlwings as Excel saved them, from the workbook in the installed wheel.

    Raise KaoheError where it is missing.
    """
    source: Traversable = importlib.resources.files("xlwings") / _SOURCE
    try:
        return open_package(source.read_bytes()).read(PROJECT)
    except (OSError, WorkbookError):
        raise KaoheError(
            f"xlwings 的 {_SOURCE} 不見或損壞，請重新安裝 xlwings",
            f"the file {_SOURCE} of xlwings is missing or damaged; install xlwings anew",
        ) from None


def _declared(package: Package) -> dict[str, bytes]:
    """Declare the workbook as one with macros: its content type, and the project's type and relation."""
    types, relations = parse(package.read(TYPES), TYPES), parse(package.read(BOOK_RELATIONS), BOOK_RELATIONS)
    for override in types:
        if override.get("PartName") == f"/{BOOK}":
            override.set("ContentType", _MACRO_BOOK)
    declare(types, PROJECT, _PROJECT_TYPE)
    relate(relations, "rIdProject", _PROJECT_RELATION, "vbaProject.bin")
    return {TYPES: to_bytes(types), BOOK_RELATIONS: to_bytes(relations)}
