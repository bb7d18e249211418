"""The few things that xlwings leaves to Excel's own object model (on Windows, COM).

macOS has another one, which is not spoken here: what is asked of it gets a sentence.
"""

import sys
from pathlib import Path

import xlwings

from scoring.errors import KaoheError

_ESCAPE = 0x1B  # VK_ESCAPE
_DOWN_OR_SINCE = 0x8001  # held now, or pressed since it was last asked
_NO_INTERRUPTION = 0  # XlEnableCancelKey.xlDisabled: Esc is for the job, not for Excel's own dialog


def is_protected(sheet: xlwings.Sheet) -> bool:
    """Tell whether the sheet's cells are locked against us."""
    return sys.platform != "darwin" and bool(sheet.api.ProtectContents)


def is_read_only(book: xlwings.Book) -> bool:
    """Tell whether the workbook cannot be saved, for instance because somebody else has it open."""
    return sys.platform != "darwin" and bool(book.api.ReadOnly)


def address(book: xlwings.Book) -> str:
    """Return what Excel calls the workbook's place: a path, an address on the web, or a mere name."""
    return str(book.fullname if sys.platform == "darwin" else book.api.FullName)


def save_copy(book: xlwings.Book, path: Path) -> None:
    """Write the workbook as it stands, unsaved changes included, to ``path``; it itself is untouched.

    Raises KaoheError where Excel cannot.
    """
    if sys.platform == "darwin":
        raise KaoheError(
            "macOS 的 Excel 不能另存副本；請先存檔，再用「檢核寄回的評分表」",
            "Excel for macOS cannot save a copy; save the form, then run “檢核寄回的評分表”",
        )
    book.api.SaveCopyAs(str(path))
    if not path.is_file():
        raise KaoheError(
            f"Excel 無法另存「{book.name}」的副本；請先存檔，再用「檢核寄回的評分表」",
            f"Excel made no copy of “{book.name}”; save the form, then run “檢核寄回的評分表”",
        )


def keep_escape(app: xlwings.App) -> None:
    """Reserve Esc for the job and forget earlier presses; Excel takes it back when the macro has ended."""
    if sys.platform != "darwin":
        app.api.EnableCancelKey = _NO_INTERRUPTION
    _escape_since()


def escape_pressed(app: xlwings.App) -> bool:
    """Tell whether Esc is or was pressed in this Excel; always False elsewhere than on Windows."""
    if sys.platform == "win32" and _escape_since():
        import ctypes

        return bool(ctypes.windll.user32.GetForegroundWindow() == app.hwnd)
    return False


def _escape_since() -> bool:
    """Tell whether Esc is held, or was pressed since this was last asked; never elsewhere than on Windows."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.GetAsyncKeyState(_ESCAPE) & _DOWN_OR_SINCE)
    return False
