"""What LibreOffice shows of a form: the strings on the screen, as opened and once recalculated."""

import re
from collections.abc import Callable

from tests.fuzz.seeds import BOOK, Seed
from tests.fuzz.shown import (
    Difference,
    JudgeError,
    Place,
    Sheet,
    as_named,
    differences,
    printed,
    the_form,
    unescaped,
)
from tests.office.libreoffice import Document, LibreOffice, LibreOfficeError
from workbook.collection.checked import Checked
from workbook.package import open_package

_COLUMNS = 4
"""Those of totals, scores and ticks."""
_AREA = re.compile(rb"mergeCell [^>]*")
_PATIENCE = 15.0
"""Seconds after which LibreOffice is started anew, and has not opened the file."""


class LibreOfficeJudge:
    """One LibreOffice for many files."""

    def __init__(self, running: LibreOffice) -> None:
        self._running = running
        self._good: dict[str, Sheet] = {}

    def judged(self, seed: Seed, data: bytes, checked: Checked) -> list[Difference]:
        """Return what LibreOffice shows otherwise than it was read, before and after it recalculates.

        Raise JudgeError where it does not open the file.
        """
        good = printed(seed.rubric, self._good_sheet(seed))
        has_merged = _merged(data) != _merged(seed.data)
        try:
            with self._running.open(as_named(seed, data), patience=_PATIENCE) as document:
                found = [
                    *differences("LibreOffice", _visible(document, has_merged=has_merged), checked, good)
                ]
                found = [] if _is_manual(data) else found
                document.recalculate()
                again = _visible(document, has_merged=has_merged)
                return [*found, *differences("LibreOffice, recalculated", again, checked, good)]
        except LibreOfficeError as error:
            raise JudgeError(str(error)) from None

    def _good_sheet(self, seed: Seed) -> Sheet:
        if seed.name not in self._good:
            with self._running.open(seed.data) as document:
                document.recalculate()
                sheet = the_form(_visible(document), seed.rubric)
            assert sheet is not None, seed.name
            self._good[seed.name] = sheet
        return self._good[seed.name]


def _visible(document: Document, *, has_merged: bool = False) -> list[Sheet]:
    """Return the sheets that a person sees, while the document is open."""
    names = [(n, name) for n, name in enumerate(document.sheet_names) if document.is_visible(name)]
    return [
        Sheet(
            name,
            {place: unescaped(text) for place, text in document.shown(n).items()},
            _unseen(document, name, has_merged=has_merged),
        )
        for n, name in names
    ]


def _unseen(document: Document, name: str, *, has_merged: bool) -> Callable[[Place], bool]:
    """Return whether a cell of the columns of totals, scores and ticks is not on the screen."""
    seen = document.on_screen(name, _COLUMNS)
    return lambda place: (
        place[1] <= _COLUMNS and (place not in seen or (has_merged and document.is_covered(name, *place)))
    )


def _merged(data: bytes) -> frozenset[bytes]:
    """Return the merged areas that a file has: where they are the good form's, no cell need be asked for."""
    package = open_package(data)
    sheets = [package.read(name) for name in package.members if b"heet" in name.lower().encode()]
    return frozenset(each for sheet in sheets for each in _AREA.findall(sheet))


def _is_manual(data: bytes) -> bool:
    """Tell whether a workbook may calculate by hand: then LibreOffice shows 0 until it is told to."""
    package = open_package(data)
    return any(b"calcMode" in package.read(name) for name in package.members if name.lower() == BOOK)
