"""The errors that reach a person, each a sentence: what is wrong, where, what to do."""

import errno
from pathlib import Path


class KaoheError(Exception):
    """Base of every error that the program raises on purpose; its text is fit to show."""


class RubricError(KaoheError):
    """A rubric file cannot be used."""


class AnswersError(KaoheError):
    """An answers file, or a scorecard, does not fit the rubric or the form."""


class RosterError(KaoheError):
    """A roster of offices cannot be used."""


class WorkbookError(KaoheError):
    """A workbook cannot be opened as what it should be.

    ``code`` is the finding that says so to whoever sent the file; ``params`` fill its sentence.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class OutputError(KaoheError):
    """An output cannot be written where it was asked for."""


class ExistsError(OutputError):
    """An output exists already, and nobody said that it may be replaced. ``path`` is the file's."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 已經存在；要取代請加 --force (it exists; add --force to replace it)",
        )
        self.path = path


class CancelledError(KaoheError):
    """A person ended the job before it was done."""


_SYSTEM = {
    errno.ENOENT: "找不到，請核對名稱與路徑",
    errno.EACCES: "沒有權限，或正由別的程式開啟",
    errno.EPERM: "沒有權限，或正由別的程式開啟",
    errno.EISDIR: "是資料夾，不是檔案",
    errno.ENOTDIR: "路徑裡有一段不是資料夾",
    errno.EEXIST: "已有同名的檔案",
    errno.ENOSPC: "磁碟空間不足",
    errno.EROFS: "這個磁碟只能讀取",
    errno.ENAMETOOLONG: "名稱太長",
}


def system_reason(error: OSError) -> str:
    """Why the system refused a file, in the words of a person; the system's own where we have none."""
    return _SYSTEM.get(error.errno or 0) or error.strerror or str(error)
