"""Making the console: a workbook with a button, and beside it the Python file that the button runs."""

import sys
from pathlib import Path

import templates
from macros import __version__
from macros.campaign.folder import SETTINGS, SUMMARY, load
from macros.excel import TASKS
from macros.files import hold_free, write_files
from scoring.roster import Roster, bundled_roster
from scoring.rubric_file import bundled_ids, default_id
from workbook.console import plan
from workbook.console.book import console_book

NAME = "kaohe_console"


def make_console(folder: Path, roster: Roster | None, *, force: bool = False) -> tuple[Path, Path]:
    """Write the console and its Python file into ``folder``; their paths, in this order.

    In a campaign's folder its rubric, its places and, unless another is given, its roster are set.

    Raises OutputError where one of them exists and ``force`` is not given; then none is written.
    """
    book, stub = folder / f"{NAME}.xlsm", folder / f"{NAME}.py"
    for path in (book, stub):
        if not force:
            hold_free(path)
    rubrics = bundled_ids()
    campaign = load(folder) if (folder / SETTINGS).is_file() else None
    roster = roster or (campaign.roster if campaign else bundled_roster())
    values = {
        plan.RUBRIC.name: campaign.rubric_name if campaign else default_id(),
        plan.OUTBOX.name: "outbox",
        plan.INBOX.name: "inbox",
        plan.SUMMARY.name: f"summary/{SUMMARY}" if campaign else SUMMARY,
        plan.REPLACE.name: plan.NO,
        plan.PYTHON.name: _this_python(),
    }
    text = templates.render("console/kaohe_console.py.j2", {"workbook": book.name, "version": __version__})
    made = console_book(tuple(TASKS), rubrics, values, roster)
    write_files([(stub, text.encode()), (book, made)], force=force)
    return book, stub


def _this_python() -> str:
    """Name the Python that runs now, which has kaohe, where Excel can be; it can be changed in the
    console."""
    return sys.executable if sys.platform in {"win32", "darwin"} else ""
