"""The errors that reach a person, each a sentence in both languages: what is wrong, where, what to do."""

import errno
from dataclasses import dataclass
from pathlib import Path

from scoring.catalogue import Language
from scoring.findings import Finding
from scoring.plain_file import NotAFileError


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person is told, in 繁體中文 and in English."""

    zh: str
    en: str

    def said(self, language: Language = "zh-TW") -> str:
        """Return the sentence in a language."""
        return self.zh if language == "zh-TW" else self.en

    def __str__(self) -> str:
        return self.zh


class KaoheError(Exception):
    """Base of every error that the program raises on purpose: a sentence that is fit to show.

    ``zh`` and ``en`` are the whole sentence each: what is wrong, where, what to do. ``str()`` is ``zh``.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.sentence = Sentence(zh, en)

    def said(self, language: Language = "zh-TW") -> str:
        """Return the sentence in a language."""
        return self.sentence.said(language)


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
        finding = Finding(code, params=params)
        super().__init__(
            f"{finding.message()}{finding.remedy()}", f"{finding.message('en')} {finding.remedy('en')}"
        )
        self.code = code
        self.params = params


class OutputError(KaoheError):
    """An output cannot be written where it was asked for."""


class ExistsError(OutputError):
    """An output exists already, and nobody said that it may be replaced. ``path`` is the file's."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} 已經存在；要取代請加 --force", f"{path} exists; add --force to replace it")
        self.path = path


class CancelledError(KaoheError):
    """A person ended the job before it was done."""


_NOT_OURS = Sentence("沒有權限，或正由別的程式開啟", "access is denied, or another program has it open")
_NOT_A_FILE = Sentence(
    "不是檔案，是管道或裝置；請指定檔案", "it is a pipe or a device, not a file; name a file"
)
_NO_NAME = Sentence(
    "名稱裡有檔名不能用的字元，請改正", "its name has a character that no file's can have; correct it"
)
_SYSTEM = {
    errno.EINVAL: _NO_NAME,
    errno.ENOENT: Sentence("找不到，請核對名稱與路徑", "it is not there; check the name and the path"),
    errno.EACCES: _NOT_OURS,
    errno.EPERM: _NOT_OURS,
    errno.EISDIR: Sentence("是資料夾，不是檔案", "it is a folder, not a file"),
    errno.ENOTDIR: Sentence("路徑裡有一段不是資料夾", "a part of the path is not a folder"),
    errno.EEXIST: Sentence("已有同名的檔案", "a file of this name exists"),
    errno.ENOSPC: Sentence("磁碟空間不足", "the disk is full"),
    errno.EROFS: Sentence("這個磁碟只能讀取", "the disk is read-only"),
    errno.ENAMETOOLONG: Sentence("名稱太長", "the name is too long"),
}


NOT_UTF8 = Sentence("不是 UTF-8 編碼，請另存為 UTF-8", "it is not UTF-8; save it as UTF-8")


class TextError(ValueError):
    """A text that a person wrote cannot be used; ``sentence`` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.zh)
        self.sentence = sentence


def text_reason(error: OSError | ValueError) -> Sentence:
    """Return why a text file cannot be read."""
    if isinstance(error, TextError):
        return error.sentence
    return NOT_UTF8 if isinstance(error, UnicodeDecodeError) else system_reason(error)


def system_reason(error: OSError | ValueError) -> Sentence:
    """Return why the system refused a file; for what has no words of ours, the system's number alone in
    Chinese and its own words in English. ValueError is how Python refuses a name that no file can have."""
    if isinstance(error, ValueError):
        return _NO_NAME
    if isinstance(error, NotAFileError):
        return _NOT_A_FILE
    known = _SYSTEM.get(error.errno or 0)
    own = error.strerror or str(error)
    return known or Sentence(f"系統錯誤 {error.errno}" if error.errno else "系統錯誤", own)
