"""The helper itself: it starts again after a crash and leaves nothing behind."""

from pathlib import Path

import pytest

from tests.office import workbooks
from tests.office.libreoffice import Document, LibreOffice, LibreOfficeError
from workbook.layout import FORM_SHEET

pytestmark = pytest.mark.libreoffice


def _living(group: int) -> list[str]:
    """The processes of a group that still run; `/proc/<pid>/stat` says state and group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            continue
        state, _, member_of = rest.split()[:3]
        if int(member_of) == group and state != "Z":
            found.append(name)
    return found


def _crash(libreoffice: LibreOffice, document: Document) -> None:
    libreoffice.kill()
    document.recalculate()


def test_it_starts_again_after_a_crash_and_leaves_no_process_behind() -> None:
    data = workbooks.FORMS["blank form, named, no password"]()
    with LibreOffice() as office:
        first = office.group
        with office.open(data) as document:
            assert FORM_SHEET in document.sheet_names
        office.kill()
        with office.open(data) as document:
            assert FORM_SHEET in document.sheet_names
        second = office.group
        assert first != second
        assert _living(second)
    assert not _living(first)
    assert not _living(second)


def test_a_crash_in_the_middle_of_a_document_does_not_spoil_the_next(libreoffice: LibreOffice) -> None:
    data = workbooks.FORMS["blank form, named, no password"]()
    with pytest.raises(LibreOfficeError), libreoffice.open(data) as document:
        _crash(libreoffice, document)
    with libreoffice.open(data) as document:
        assert document.values(FORM_SHEET, "J6:J6") != {"J6": ""}


def test_what_is_no_workbook_is_not_opened(libreoffice: LibreOffice) -> None:
    with pytest.raises(LibreOfficeError, match="does not open"), libreoffice.open(b"PK\x03\x04 cut off"):
        pass
