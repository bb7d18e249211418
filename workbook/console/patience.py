"""Excel that does not answer: then the run ends with a sentence, for xlwings itself would wait for ever.

While a cell is being edited or a dialog is open, Excel refuses every call, and xlwings repeats it
without end (xlwings#2278). No exception can be raised into such a call, so the process ends.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from scoring.errors import Sentence

SECONDS = 30.0
"""How long one question or a few to Excel may take; hundreds of rows take some seconds."""

BUSY = Sentence(
    "Excel 沒有回應：可能有儲存格正在編輯，或有對話方塊開著。請先按 Enter 或 Esc 結束編輯、關閉對話方塊，"
    "再按「執行」；已寫好的檔案都是完整的",
    "Excel does not answer: a cell is being edited, or a dialog is open. Press Enter or Esc to end the"
    " editing, close the dialogs and run again; the files that were written are whole",
)


@contextmanager
def answering(seconds: float = SECONDS) -> Iterator[None]:
    """Wait at most so many seconds for Excel; then the process ends with `BUSY` and status 1."""
    timer = threading.Timer(seconds, _end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end() -> None:
    """End the process; files are moved into place whole, so that it may end at any moment."""
    try:
        said = BUSY.zh.encode(sys.stderr.encoding or "utf-8")
    except UnicodeEncodeError:  # a console that has no Chinese
        said = BUSY.en.encode("ascii")
    os.write(2, said)
    os._exit(1)
