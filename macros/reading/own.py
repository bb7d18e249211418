"""Forms of our own that lie in a campaign's folder, opened here: once a worker survived them, where unusual.

Whoever can write to the folder can put another file in the place of one.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from macros.jobs import UNWATCHED
from macros.reading.forms import check_files
from scoring.errors import WorkbookError
from scoring.rubric import Rubric
from workbook.intake.books import OpenedBook
from workbook.intake.check import Terms
from workbook.intake.gate import admit
from workbook.limits import USUAL

_T = TypeVar("_T")


def looked_into(path: Path, data: bytes, rubric: Rubric, look: Callable[[OpenedBook], _T]) -> _T:
    """Return what ``look`` finds in the form of a rubric; ``data`` are the bytes of the file ``path``.

    Raise WorkbookError as ``look`` does, and where the file is no form of the rubric or a worker does not
    come back with it; KaoheError where no worker starts.
    """
    try:
        return look(admit(data, limits=USUAL))
    except WorkbookError:
        raise
    except Exception:  # noqa: BLE001, S110  unusual, or whatever it may lead to, as a worker then tells
        pass
    [checked] = check_files([path], Terms(rubric=rubric), UNWATCHED)
    if checked.state == "rejected":
        raise WorkbookError(checked.findings[0].code, **checked.findings[0].params)
    if checked.sha256 != hashlib.sha256(data).hexdigest():
        reason = {"reason": "讀取時檔案變了", "reason_en": "it changed while it was read"}
        raise WorkbookError("file-unreadable", **reason)
    return look(admit(data))
