"""What is found in a mail or an archive: a workbook, or something that is passed over and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scoring.catalogue import Language
from workbook.limits import UnusualError

_MB = 1024 * 1024
MAX_SOURCE = 64 * _MB
"""The most bytes of one mail or archive. Mail servers stop at some 50 MB; a year's forms in one zip are 2
MB. A mail takes four times its size in memory."""
MAX_DEPTH = 5
"""How many layers are opened: a zip in a mail in a mail in a zip in a mail is still looked into."""
MAX_PARTS = 2_000
MAX_LINES, MAX_BOUNDARIES, MAX_FIELDS = 3_000_000, 20_000, 200_000
"""Limits of all mails in a source, set by the time that Python's package takes: some seconds for so many."""
MAX_INFLATED = 128 * _MB
_ALWAYS_ALLOWED, _MAX_RATIO = 64 * _MB, 100
"""What the workbooks of a source may inflate to, in bytes: so much, or so many times the source's size. A
thousand forms in one zip inflate to seven times its size."""

Reason = Literal[
    "picture-inline",
    "picture",
    "signature",
    "smime-opaque",
    "mail-encrypted",
    "tnef",
    "other-archive",
    "zip-encrypted",
    "zip-damaged",
    "mail-damaged",
    "too-large",
    "too-many",
    "too-deep",
    "empty",
    "no-attachment",
    "system-file",
    "hidden-folder",
    "link",
    "not-a-file",
    "unreadable",
    "not-handed-over",
    "not-a-workbook",
    "too-slow",
    "pdf",
    "numbers",
    "cloud-link",
    "undelivered",
    "auto-reply",
    "receipt",
    "as-issued",
]

REASONS: Mapping[Reason, Mapping[Language, str]] = {
    "picture-inline": {"zh-TW": "內文或簽名檔的圖片", "en": "a picture of the text or the signature"},
    "picture": {
        "zh-TW": "圖片；如為評分表的掃描或照片，請向機關索取 Excel 檔",
        "en": "a picture; if it is a scanned form, ask the office for the workbook",
    },
    "signature": {"zh-TW": "電子簽章", "en": "a digital signature"},
    "smime-opaque": {
        "zh-TW": "信件內容包在電子簽章或加密裡（smime.p7m）；請在郵件軟體開啟後另存附件，放入 inbox",
        "en": "the mail is packed in its signature or encrypted (smime.p7m);"
        " open it in a mail program and save the attachment into inbox",
    },
    "mail-encrypted": {
        "zh-TW": "加密的信件；請在郵件軟體開啟後另存附件，放入 inbox",
        "en": "the mail is encrypted; open it in a mail program and save the attachment into inbox",
    },
    "tnef": {
        "zh-TW": "Outlook 專用的 winmail.dat；請寄件人改以 HTML 或純文字格式重寄",
        "en": "Outlook's own winmail.dat; ask the sender to send it again as HTML or plain text",
    },
    "other-archive": {
        "zh-TW": "不是 zip 的壓縮檔（7z、RAR 等）；請解壓縮後放入 inbox",
        "en": "an archive other than zip (7z, RAR and the like); unpack it into inbox",
    },
    "zip-encrypted": {
        "zh-TW": "有密碼的壓縮檔；請以密碼解壓縮後放入 inbox",
        "en": "the zip has a password; unpack it with the password into inbox",
    },
    "zip-damaged": {
        "zh-TW": "壓縮檔損壞或壓縮方式不支援；請寄件人重寄，或解壓縮後放入 inbox",
        "en": "the zip is damaged or packed in an unusual way; ask for it again, or unpack it into inbox",
    },
    "mail-damaged": {
        "zh-TW": "信件損壞，無法讀取；請在郵件軟體開啟後另存附件，放入 inbox",
        "en": "the mail is damaged; open it in a mail program and save the attachment into inbox",
    },
    "too-large": {
        "zh-TW": "過大，沒有讀取；如有評分表，請另存或解壓縮後放入 inbox",
        "en": "too large, it was not read; if there is a form in it, save or unpack that into inbox",
    },
    "too-many": {
        "zh-TW": "裡面的檔案過多，其餘沒有讀取；請分次放入 inbox",
        "en": "it holds too many files, the rest were not read; put them into inbox in smaller lots",
    },
    "too-deep": {
        "zh-TW": "包裝層數過多，沒有再拆；請解開後放入 inbox",
        "en": "packed in too many layers; unpack it into inbox",
    },
    "empty": {"zh-TW": "檔案沒有內容；請寄件人重寄", "en": "it holds nothing; ask the sender for it again"},
    "no-attachment": {"zh-TW": "沒有附件", "en": "nothing is attached"},
    "system-file": {"zh-TW": "系統的暫存檔或隱藏檔", "en": "a temporary or hidden file of the system"},
    "hidden-folder": {
        "zh-TW": "隱藏的資料夾，其中的檔案沒有讀取；有評分表請移出",
        "en": "a hidden folder, in which no file was read; move out any forms in it",
    },
    "link": {
        "zh-TW": "捷徑或連結，不是檔案；請放入檔案本身",
        "en": "a link, not a file; put the file itself there",
    },
    "not-a-file": {
        "zh-TW": "不是檔案（管道或裝置），沒有讀取；請放入檔案本身",
        "en": "not a file but a pipe or a device, it was not read; put the file itself there",
    },
    "unreadable": {
        "zh-TW": "系統無法開啟；請確認權限，以及是否正被其他程式使用",
        "en": "the system cannot open it; check its permissions and whether a program is using it",
    },
    "not-handed-over": {
        "zh-TW": "信箱伺服器交不出這封信，下次會再試；請在郵件軟體開啟後另存附件，放入 inbox",
        "en": "the mail server does not hand this message over, it will be asked again;"
        " open it in a mail program and save the attachment into inbox",
    },
    "not-a-workbook": {"zh-TW": "不是活頁簿", "en": "not a workbook"},
    "too-slow": {
        "zh-TW": "讀太久或用掉太多記憶體，沒有讀完；如有評分表，請在郵件軟體另存附件，或解壓縮後放入 inbox",
        "en": "reading it took too long or too much memory, and was given up; if there is a form in it,"
        " save or unpack that into inbox",
    },
    "pdf": {
        "zh-TW": "PDF，不是評分表；請機關寄回原來的 Excel 檔",
        "en": "a PDF, not the form; ask the office for the workbook itself",
    },
    "numbers": {
        "zh-TW": "Apple Numbers 的檔案；請機關匯出成 Excel（.xlsx）後寄回",
        "en": "a file of Apple Numbers; ask the office to export it to Excel (.xlsx) and send that",
    },
    "cloud-link": {
        "zh-TW": "信裡只有雲端連結，沒有附上檔案；請機關附上檔案，或確認是機關的連結後下載，放入 inbox",
        "en": "the mail has a link to a file kept elsewhere, not the file; ask for the file, or make sure"
        " that the link is the office's, download it and put it into inbox",
    },
    "undelivered": {
        "zh-TW": "信沒有送達這個信箱；請核對名冊的電子郵件，更正後再寄一次",
        "en": "our letter did not reach this address; correct the roster and send the letter again",
    },
    "auto-reply": {"zh-TW": "自動回覆", "en": "an automatic answer"},
    "receipt": {"zh-TW": "讀取或送達回條", "en": "a receipt"},
    "as-issued": {
        "zh-TW": "發出去的評分表原樣，沒有填寫，不算寄回",
        "en": "a form as headquarters sent it, with nothing filled in: no answer",
    },
}


_YEARS = range(1990, 2100)


def believed(date: datetime) -> datetime | None:
    """Return a mail's date with a time zone, this machine's where it has none.

    None where no mail can be of that year: dates at the ends of time cannot even be told in another zone.
    """
    if date.year not in _YEARS:
        return None
    return date if date.tzinfo else date.astimezone()


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail that something came in, as its header says; empty, or None, where it does not.

    ``sender`` is an address, or what stands for one; ``date`` has a time zone. None of it is proof:
    a header says what the sender's program wrote.
    """

    date: datetime | None = None
    sender_name: str = ""
    sender: str = ""
    message_id: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A workbook. ``name`` is a file's name, safe on every system, never a path.

    ``containers`` are the names of what it came through, from the outside; ``mail`` the innermost
    mail of them, which is the one that the office wrote.
    """

    name: str
    data: bytes
    containers: tuple[str, ...] = ()
    mail: Mail | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that was passed over. ``name`` and ``containers`` as of what is found."""

    name: str
    reason: Reason
    containers: tuple[str, ...] = ()
    mail: Mail | None = None

    def message(self, language: Language = "zh-TW") -> str:
        """Say why it was passed over, and what to do where something is to be done."""
        return REASONS[self.reason][language]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in a container: its bytes, or what it is already known to be."""

    name: str
    data: bytes = b""
    is_inline: bool = False
    reason: Reason | None = None
    opened: "Opened | None" = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A container that was opened. ``mail`` is None for an archive."""

    mail: Mail | None
    parts: Iterable[Part]


class UnreadableError(Exception):
    """A container that does not open; stays within this package."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(slots=True)
class Budget:
    """What is left of the limits of one source, with everything that is packed in it."""

    parts: int = MAX_PARTS
    inflated: int = MAX_INFLATED
    lines: int = MAX_LINES
    boundaries: int = MAX_BOUNDARIES
    fields: int = MAX_FIELDS
    workbooks: int = _ALWAYS_ALLOWED
    is_usual: bool = False

    @classmethod
    def of(cls, size: int) -> "Budget":
        """Return the budget of a source of so many bytes."""
        return cls(workbooks=max(_ALWAYS_ALLOWED, _MAX_RATIO * size))

    @classmethod
    def usual(cls) -> "Budget":
        """Return the budget of what is opened in this very process, beyond which UnusualError is raised."""
        return cls(40, 8 * _MB, 40_000, 100, 2_000, 32 * _MB, is_usual=True)

    def hold_usual(self) -> None:
        """Raise UnusualError where only what is usual is opened: called for all that is not."""
        if self.is_usual:
            raise UnusualError

    def is_spent(self) -> bool:
        """Count one part and tell whether the budget is spent."""
        self.parts -= 1
        if self.parts < 0 or self.inflated <= 0:
            self.hold_usual()
            return True
        return False
