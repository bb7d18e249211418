"""kaohe (考核) as a library: the verbs of the command line as functions, and the values they return.

    import kaohe

    for checked in kaohe.check("inbox"):
        print(checked.office.name, checked.state, len(checked.findings))

docs/python.md has examples. Importing this costs next to nothing: what a name needs is imported when the
name is first used.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from macros import __version__
    from macros.campaign.collecting import Collected
    from macros.campaign.merging import CampaignFiles
    from macros.campaign.posting import Posting
    from macros.campaign.returning import Back, Wish
    from macros.campaign.status import OfficeStatus, Status
    from macros.jobs import Watch
    from macros.library import (
        accept,
        check,
        collect,
        extend,
        files,
        fill,
        issue,
        load_roster,
        load_rubric,
        load_rules,
        merge,
        open_campaign,
        read_summary,
        send_back,
        status,
    )
    from macros.merging import Choices, Exports, Merged, NamedFiles
    from macros.post.outbox.server import Server
    from scoring.comparison import Earlier, EarlierOffice, pair
    from scoring.doubts import Rules, RulesError
    from scoring.errors import (
        AnswersError,
        CancelledError,
        ExistsError,
        KaoheError,
        OutputError,
        RosterError,
        RubricError,
        WorkbookError,
    )
    from scoring.findings import Finding
    from scoring.roster import Entry, Roster
    from scoring.rubric import WHOLE_FORM, Band, Item, Rubric, Section
    from scoring.scorecard import Answer, Office, Scorecard
    from scoring.totals import Total
    from workbook.collection.checked import Checked
    from workbook.collection.selection import Collection, Result

__all__ = [
    "WHOLE_FORM",
    "Answer",
    "AnswersError",
    "Back",
    "Band",
    "CampaignFiles",
    "CancelledError",
    "Checked",
    "Choices",
    "Collected",
    "Collection",
    "Earlier",
    "EarlierOffice",
    "Entry",
    "ExistsError",
    "Exports",
    "Finding",
    "Item",
    "KaoheError",
    "Merged",
    "NamedFiles",
    "Office",
    "OfficeStatus",
    "OutputError",
    "Posting",
    "Result",
    "Roster",
    "RosterError",
    "Rubric",
    "RubricError",
    "Rules",
    "RulesError",
    "Scorecard",
    "Section",
    "Server",
    "Status",
    "Total",
    "Watch",
    "Wish",
    "WorkbookError",
    "__version__",
    "accept",
    "check",
    "collect",
    "extend",
    "files",
    "fill",
    "issue",
    "load_roster",
    "load_rubric",
    "load_rules",
    "merge",
    "open_campaign",
    "pair",
    "read_summary",
    "send_back",
    "status",
]
_HOMES = {
    "macros": ("__version__",),
    "macros.campaign.collecting": ("Collected",),
    "macros.campaign.merging": ("CampaignFiles",),
    "macros.campaign.posting": ("Posting",),
    "macros.campaign.returning": ("Back", "Wish"),
    "macros.campaign.status": ("OfficeStatus", "Status"),
    "macros.jobs": ("Watch",),
    "macros.library": (
        "accept",
        "check",
        "collect",
        "extend",
        "files",
        "fill",
        "issue",
        "load_roster",
        "load_rubric",
        "load_rules",
        "merge",
        "open_campaign",
        "read_summary",
        "send_back",
        "status",
    ),
    "macros.merging": ("Choices", "Exports", "Merged", "NamedFiles"),
    "macros.post.outbox.server": ("Server",),
    "scoring.comparison": ("Earlier", "EarlierOffice", "pair"),
    "scoring.doubts": ("Rules", "RulesError"),
    "scoring.errors": (
        "AnswersError",
        "CancelledError",
        "ExistsError",
        "KaoheError",
        "OutputError",
        "RosterError",
        "RubricError",
        "WorkbookError",
    ),
    "scoring.findings": ("Finding",),
    "scoring.roster": ("Entry", "Roster"),
    "scoring.rubric": ("WHOLE_FORM", "Band", "Item", "Rubric", "Section"),
    "scoring.scorecard": ("Answer", "Office", "Scorecard"),
    "scoring.totals": ("Total",),
    "workbook.collection.checked": ("Checked",),
    "workbook.collection.selection": ("Collection", "Result"),
}
"""The modules that the names come from, at run time; above they stand once more for type checkers."""
_CANNOT_RUN = 2
_FLOORS = ("scoring", "templates", "workbook", "macros")
_MARK, _HEAD = b"Part of kaohe.", 400
"""What stands in the first bytes of each floor's `__init__.py`."""


if not TYPE_CHECKING:  # which would take any name for one that there is

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                _hold_own_floors()
                globals()[name] = value = getattr(import_module(home), name)
                return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def main() -> None:
    """Run the command line. Who stops it while it begins (Ctrl-C) gets a sentence, too."""
    try:
        _hold_own_floors()
    except ImportError as error:
        sys.stderr.write(f"錯誤：{error}\n")
        sys.exit(_CANNOT_RUN)
    try:
        from macros.cli import main as command
    except KeyboardInterrupt:
        sys.stderr.write("\n已中止，什麼都還沒做 / stopped before anything was done\n")
        sys.exit(_CANNOT_RUN)
    command(prog_name="kaohe")


def _hold_own_floors() -> None:
    """Raise ImportError where another's package stands in the way of one of ours.

    Their names are common ones; PyPI has packages of the same.
    """
    for name in _FLOORS:
        found = _file_of(name)
        if found is not None and not _is_own(found):
            raise ImportError(
                f"{found} 擋住了 kaohe 自己的「{name}」，是別的程式用了同一個名字。"
                "如果是您的檔案，請改名或移到別處；"
                "如果是另外安裝的套件，請把 kaohe 裝在它自己的虛擬環境 (venv)，再執行一次。\n"
                f"{found} is in the way of kaohe's own “{name}”: another program has that name."
                " If it is a file of yours, rename or move it; if it is an installed package,"
                " install kaohe in a virtual environment (venv) of its own. Then run this again.",
                name=name,
                path=str(found),
            )


def _file_of(name: str) -> Path | None:
    """Return the file that an import of a floor would run, not running it; None where it cannot be told."""
    try:
        spec = find_spec(name)
    except ValueError:  # something put a module of the name in place by hand
        return None
    return Path(spec.origin).absolute() if spec and spec.origin else None


def _is_own(file: Path) -> bool:
    """Say whether a floor's file lies where this one was installed, and is not another package's that was
    installed over it."""
    here = Path(__file__).absolute().parent
    roots = {here, here.parent}  # a file in the project, a package's in the wheel
    if file.parent.parent not in roots:
        return False
    try:
        with file.open("rb") as stream:
            return _MARK in stream.read(_HEAD)
    except OSError:  # within an archive, say
        return True


if __name__ == "__main__":
    main()
