"""What LibreOffice shows of a form: the strings on the screen, as opened and once recalculated."""

from collections.abc import Callable

from tests.fuzz.seeds import Seed
from tests.fuzz.shown import Difference, JudgeError, Place, Sheet, as_named, differences, printed, the_form
from tests.office.libreoffice import Document, LibreOffice, LibreOfficeError
from workbook.collection.checked import Checked

_COLUMNS = 4
"""Those of totals, scores and ticks."""
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
        try:
            with self._running.open(as_named(seed, data), patience=_PATIENCE) as document:
                found = [*differences("LibreOffice", _visible(document), checked, good)]
                document.recalculate()
                return [*found, *differences("LibreOffice, recalculated", _visible(document), checked, good)]
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


def _visible(document: Document) -> list[Sheet]:
    """Return the sheets that a person sees, while the document is open."""
    names = [name for name in document.sheet_names if document.is_visible(name)]
    return [Sheet(name, document.shown(name, _COLUMNS), _unseen(document, name)) for name in names]


def _unseen(document: Document, name: str) -> Callable[[Place], bool]:
    seen = document.on_screen(name, _COLUMNS)
    return lambda place: place[1] <= _COLUMNS and (place not in seen or document.is_covered(name, *place))
