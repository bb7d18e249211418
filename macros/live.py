"""The live check: a form that is open in Excel, read as it stands, unsaved changes included."""

import secrets
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from macros.files import making
from macros.tasks import check
from workbook.collection.checked import Checked
from workbook.intake.check import Terms

_SIDE = "kaohe-side-"
_STEM = 60  # characters; with the folder's, Excel opens no path of more than 218


def check_open(name: str, save_copy: Callable[[Path], None], terms: Terms) -> Checked:
    """Check what ``save_copy`` writes, by the path that the open workbook calls its own.

    The workbook itself is neither changed nor saved; the copy is deleted.
    """
    suffix = Path(name).suffix or ".xlsx"
    with tempfile.TemporaryDirectory(prefix="kaohe-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / f"form{suffix}"
        with making(copy):
            save_copy(copy)
        [checked] = check([copy], terms)
    return replace(checked, path=name)


def side_path(stem: str) -> Path:
    """Name the file for the findings about a workbook, differently each time: Excel opens no two of one name.

    What earlier checks have left, and nobody has open, is deleted.
    """
    for earlier in Path(tempfile.gettempdir()).glob(f"{_SIDE}*"):
        shutil.rmtree(earlier, ignore_errors=True)
    name = f"檢核_{stem[:_STEM]}_{secrets.token_hex(2)}.xlsx"
    return Path(tempfile.mkdtemp(prefix=_SIDE)) / name
