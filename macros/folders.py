"""Workbooks in folders that somebody named, by what the files are and not by what they are called, and what
else lies there, with the reason why it is passed over."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from macros.post.inbox.archive import is_system_file
from macros.post.inbox.content import kind_of, suffix_of
from macros.post.inbox.found import REASONS, Reason
from scoring import plain_file
from scoring.catalogue import Language
from scoring.errors import KaoheError, Sentence
from workbook import ole
from workbook.package import MAX_FILE, SUFFIXES, ZIP
from workbook.summary.facts import WITHIN

_HEAD = 65_536
"""Bytes by which most kinds are known; of a zip and an OLE file all are looked at."""
_MAIL = Sentence(
    "信件；要收其中的附件，請放入考核資料夾的 inbox，執行 kaohe collect",
    "a mail; to have what is attached, put it into a campaign's inbox and run kaohe collect",
)
_REASONS: Mapping[str, Sentence] = {
    "mail": _MAIL,
    "outlook": _MAIL,
    "zip": Sentence("壓縮檔；請解壓縮，再執行一次", "a zip file; unpack it, and run again"),
    "zip-damaged": Sentence("壓縮檔損壞；請重新取得", "a damaged zip file; get it again"),
    "zip-encrypted": Sentence(
        "有密碼的壓縮檔；請以密碼解壓縮，再執行一次",
        "the zip has a password; unpack it with the password, and run again",
    ),
    "too-many": Sentence(
        "裡面的檔案過多，其餘沒有讀取；請解壓縮，再執行一次",
        "it holds too many files, the rest were not read; unpack it, and run again",
    ),
    "too-deep": Sentence(
        "包裝層數過多，沒有再拆；請解壓縮，再執行一次",
        "packed in too many layers; unpack it, and run again",
    ),
    "too-slow": Sentence(
        "讀太久或用掉太多記憶體，沒有讀完；請解壓縮，再執行一次",
        "reading it took too long or too much memory, and was given up; unpack it, and run again",
    ),
    "archive": Sentence(
        "不是 zip 的壓縮檔（7z、RAR 等）；請解壓縮，再執行一次",
        "an archive other than zip (7z, RAR and the like); unpack it, and run again",
    ),
    "picture": Sentence(
        "圖片；如為評分表的掃描或照片，請向機關索取 Excel 檔",
        "a picture; if it is a scanned form, ask the office for the workbook",
    ),
    "pdf": Sentence(
        "PDF，不是評分表；請向機關索取 Excel 檔", "a PDF, not the form; ask the office for the workbook"
    ),
    "numbers": Sentence(
        "Apple Numbers 的檔案；請機關匯出成 Excel（.xlsx）後寄回",
        "a file of Apple Numbers; ask the office to export it to Excel (.xlsx) and send that",
    ),
    "resource": Sentence("Mac 附帶的資料，沒有內容", "what a Mac keeps beside a file, of no content"),
    "tnef": Sentence(
        "Outlook 專用的 winmail.dat；請寄件人改以 HTML 或純文字格式重寄",
        "Outlook's own winmail.dat; ask the sender to send it again as HTML or plain text",
    ),
    "smime": Sentence(
        "電子簽章或加密的信件；請在郵件軟體開啟後另存附件",
        "a signature, or a mail that is encrypted; open it in a mail program and save the attachment",
    ),
    "empty": Sentence("檔案沒有內容", "it holds nothing"),
    "other": Sentence("不是試算表", "no spreadsheet"),
    "system-file": Sentence("系統的暫存檔或隱藏檔", "a temporary or hidden file of the system"),
    "too-large": Sentence("過大，沒有讀取", "too large, it was not read"),
    "unreadable": Sentence(
        "系統無法開啟；請確認權限，以及是否正被其他程式使用",
        "the system cannot open it; check its permissions and whether a program is using it",
    ),
    "not-a-file": Sentence("捷徑、管道或裝置，不是檔案", "a link, a pipe or a device, not a file"),
}
_TOGETHER = frozenset(
    {"mail", "outlook", "picture", "pdf", "resource", "empty", "other", "not-a-workbook", "system-file"}
)
"""Reasons that come by the dozen: told together in one line each."""
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Passed:
    """A file in a folder that was passed over. ``reason`` is a word that stays the same."""

    path: Path
    reason: str
    inside: str = ""
    """What it is of an archive, where it is not the file itself."""

    @property
    def shown(self) -> str:
        return f"{self.path}{WITHIN}{self.inside}" if self.inside else str(self.path)

    def message(self, language: Language) -> str:
        own = _REASONS.get(self.reason)
        return own.said(language) if own else REASONS[cast("Reason", self.reason)][language]


@dataclass(frozen=True, slots=True)
class Looked:
    """What lies in files and folders that were named, in a stable order."""

    workbooks: tuple[Path, ...]
    passed: tuple[Passed, ...]
    zips: tuple[Path, ...] = ()
    """Archives, which may hold more."""


def find_workbooks(paths: Iterable[Path]) -> Sequence[Path]:
    """Return every file named, and every workbook in the folders named, as `look_into` finds them."""
    return look_into(paths).workbooks


def look_into(paths: Iterable[Path]) -> Looked:
    """Return every file named, every workbook in the folders named, each once, and what else is in those. Of
    files that are named, too, zips are told apart.

    Raise KaoheError for a path that does not exist.
    """
    workbooks: dict[Path, Path] = {}
    passed: dict[Path, Passed] = {}
    for path, folder in _files(paths):
        reason = _zip_alone(path) if folder is None else _why_not(path, path.relative_to(folder))
        if not reason:
            workbooks.setdefault(path.resolve(), path)
        else:
            passed.setdefault(path.resolve(), Passed(path, reason))
    others = [each for resolved, each in passed.items() if resolved not in workbooks]
    zips = tuple(each.path for each in others if each.reason == "zip")
    return Looked(tuple(workbooks.values()), tuple(each for each in others if each.reason != "zip"), zips)


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, Path | None]]:
    """Yield every file and the folder named in which it lies; None for a file that was named itself."""
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if not file.is_dir():
                    yield file, path
        elif path.exists():
            yield path, None
        else:
            raise KaoheError(f"找不到 {path}，請核對路徑", f"there is no {path}; check the path")


def _why_not(path: Path, within: Path) -> str:
    """Return why a file in a folder is passed over; empty for a workbook. ``within`` is its path there."""
    if not path.is_file():
        return "not-a-file"
    is_workbook = suffix_of(path.name) in SUFFIXES  # what is wrong with it is for the check to tell
    if is_system_file(path.name) or (not is_workbook and any(map(is_system_file, within.parts))):
        return "system-file"
    return "" if is_workbook else _why_not_by_content(path)


def _zip_alone(path: Path) -> str:
    """Return "zip" for an archive that was named itself; else nothing: what was named is for the check."""
    is_archive = suffix_of(path.name) not in SUFFIXES and path.is_file()
    return "zip" if is_archive and _why_not_by_content(path) == "zip" else ""


def _why_not_by_content(path: Path) -> str:
    try:
        kind = kind_of(path.name, _looked_at(path))
    except _LargeError:
        return "too-large"
    except (OSError, ValueError):
        return "unreadable"
    return "" if kind == "workbook" else kind


class _LargeError(Exception):
    """A file is larger than any that is read."""


def _looked_at(path: Path) -> bytes:
    """Return as much of a file as it takes to know what it is."""
    with plain_file.opened(path) as stream:
        head = stream.read(_HEAD)
        if not head.startswith((ZIP, ole.SIGNATURE)):
            return head
        data = head + stream.read(MAX_FILE + 1 - len(head))
    if len(data) > MAX_FILE:
        raise _LargeError
    return data


# ── telling ─────────────────────────────────────────────────────────────────────────────────────


def passed_lines(passed: Iterable[Passed], language: Language) -> Iterator[str]:
    """Yield a line for each file that was passed over; those that come by the dozen share one."""
    together: dict[str, list[Passed]] = {}
    for each in passed:
        key = each.message("en") if each.reason in _TOGETHER else each.shown
        together.setdefault(key, []).append(each)
    for same in together.values():
        names, more = [each.shown for each in same[:_NAMED]], len(same) > _NAMED
        if language == "zh-TW":
            several = f" 等 {len(same)} 個" if more else ""
            yield f"略過　{'、'.join(names)}{several}：{same[0].message(language)}"
        else:
            several = f" and {len(same) - _NAMED} more" if more else ""
            yield f"passed over　{', '.join(names)}{several}: {same[0].message(language)}"


def passed_json(passed: Iterable[Passed], language: Language) -> list[dict[str, Any]]:
    """Return what was passed over as JSON, in the shape that a campaign's has."""
    return [
        {
            "name": each.inside or each.path.name,
            "where": str(each.path if each.inside else each.path.parent),
            "source": str(each.path),
            "reason": each.reason,
            "message": each.message(language),
        }
        for each in passed
    ]
