"""What stands in the console, by name: settings, tables, columns. Nothing depends on an address.

The design defines the names, whoever reads or writes the open workbook looks them up.
"""

from dataclasses import dataclass
from typing import Literal

from scoring.catalogue import SEVERITY_NAMES
from scoring.errors import Sentence
from workbook.collection.checked import state_word
from workbook.fit import utf16_length

MAIN, ROSTER, STATUS, FINDINGS = "主控台", "名冊", "狀態", "檢核結果"
CONFIG, FAILURES = "xlwings.conf", "Error"
"""Sheets that xlwings' VBA looks for by these names: its settings, and what it puts there when Python
could not be run (SHOW_ERROR_POPUPS = False)."""

Kind = Literal["text", "path", "date", "choice"]
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class Setting:
    """One cell of 主控台 that a person fills in. ``choices`` are what its drop-down list offers."""

    name: str
    label: str
    hint: str
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    optional: bool = False


RUBRIC = Setting("kaohe_rubric", "評分表", "年度編號，或評分表定義檔的路徑")
OUTBOX = Setting("kaohe_outbox", "發出資料夾", "「發出評分表」放在這裡", "path")
INBOX = Setting("kaohe_inbox", "寄回資料夾", "各機關寄回的檔案放在這裡", "path")
SUMMARY = Setting("kaohe_summary", "總表檔名", "「合併成總表」寫成這個檔案（.xlsx）", "path")
PREVIOUS = Setting("kaohe_previous", "上年總表", "上年的總表檔，供兩年對照", "path", optional=True)
DEADLINE = Setting(
    "kaohe_deadline",
    "繳交期限",
    "例：107年7月31日；過期未寄回即逾期。空白：考核資料夾所設的期限",
    "date",
    optional=True,
)
REPLACE = Setting(
    "kaohe_replace", "取代已有的檔案", "「否」時，檔案已存在就停下來，不寫任何檔案", "choice", (YES, NO)
)
KEY_FILE = Setting(
    "kaohe_key_file",
    "簽章金鑰檔",
    "空白：寄回資料夾旁的 signing.key，沒有就用自己的金鑰",
    "path",
    optional=True,
)
PASSWORD_FILE = Setting(
    "kaohe_password_file",
    "密碼檔",
    "內有一行密碼的文字檔：發出時用來保護，檢核與合併時用來開啟加密的檔案。密碼不寫在這裡",
    "path",
    optional=True,
)
BOOK = Setting(
    "kaohe_book", "要檢查的活頁簿", "「檢查目前活頁簿」用。空白：唯一開著的那一份評分表", optional=True
)
ACCEPT = Setting(
    "kaohe_accept",
    "待確認的檔案",
    "「採用待確認的檔案」「取消採用」用，照「檢核結果」的檔案：inbox 裡的路徑或檔名",
    "path",
    optional=True,
)
REASON = Setting("kaohe_reason", "採用的原因", "「採用待確認的檔案」用，寫進紀錄", optional=True)
OFFICES = Setting(
    "kaohe_offices",
    "只給這些機關",
    "「退回待更正的表」「延後期限」用：代碼或名稱，以、分隔。空白：全部",
    optional=True,
)
NOTE = Setting(
    "kaohe_note",
    "附言",
    "「退回待更正的表」「延後期限」用，寫進信裡；與上一格併用時，已通過的機關也會收到",
    optional=True,
)
DAY = Setting(
    "kaohe_day",
    "補正或新的期限",
    "「退回待更正的表」的補正期限（空白：七天後，或較晚的繳交期限），「延後期限」的新期限",
    "date",
    optional=True,
)
PYTHON = Setting("kaohe_python", "Python 程式", "python.exe 的完整路徑。空白：系統的 python", optional=True)
SETTINGS = (
    *(RUBRIC, OUTBOX, INBOX, SUMMARY, PREVIOUS, DEADLINE),
    *(REPLACE, KEY_FILE, PASSWORD_FILE, BOOK, ACCEPT, REASON, OFFICES, NOTE, DAY, PYTHON),
)
ADDED = (ACCEPT, REASON, OFFICES, NOTE, DAY)
"""Settings that consoles of earlier versions lack; there they are blank."""
LACKING = Sentence(
    "沒有這一格時請以 kaohe console 重新產生主控台",
    "where there is no such cell, make a new console with kaohe console",
)

TASK = "kaohe_task"
STATE, MESSAGE, FINISHED = "kaohe_state", "kaohe_message", "kaohe_finished"
FAILURE, ADVICE = "kaohe_failure", "kaohe_advice"
"""Named cells beside the settings: the task chosen; how the last one ended, in a sentence, and when;
what the system said where Python could not be run, and what to do about that."""

RUNNING, DONE, FAILED = "執行中", "完成", "未完成"
ISSUED, MISSING, OVERDUE = "已發出", state_word("missing"), "逾期未寄回"
"""States of an office of which there is no form to check."""

ROSTER_TABLE = "kaohe_roster"

ColumnKind = Literal["text", "number", "link"]


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in characters. Texts are kept as texts whatever they begin with."""

    label: str
    width: float
    kind: ColumnKind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that a job fills. ``name`` is that of the range of its headings; what the column
    ``marked`` says is coloured, ``wrong`` as an error and ``doubtful`` as a warning."""

    name: str
    sheet: str
    columns: tuple[Column, ...]
    marked: str
    wrong: tuple[str, ...]
    doubtful: tuple[str, ...]


STATUS_TABLE = Table(
    "kaohe_status",
    STATUS,
    (
        Column("代碼", 8),
        Column("機關名稱", 16),
        Column("狀態", 12),
        Column("總分", 8, "number"),
        Column("名次", 6, "number"),
        Column("錯誤", 6, "number"),
        Column("警告", 6, "number"),
        Column("檔案", 34, "link"),
    ),
    "狀態",
    (state_word("questioned"), state_word("rejected"), OVERDUE),
    (MISSING, state_word("unconfirmed")),
)
FINDINGS_TABLE = Table(
    "kaohe_findings",
    FINDINGS,
    (
        Column("嚴重性", 7),
        Column("機關", 14),
        Column("項目", 9),
        Column("說明", 52),
        Column("處理方式", 34),
        Column("檔案", 24, "link"),
        Column("儲存格", 12, "link"),
        Column("檢核代碼", 20),
    ),
    "嚴重性",
    (SEVERITY_NAMES["zh-TW"]["error"],),
    (SEVERITY_NAMES["zh-TW"]["warning"],),
)
TABLES = (STATUS_TABLE, FINDINGS_TABLE)


@dataclass(frozen=True, slots=True)
class Link:
    """What a cell shows, and the file, with the cell in it, that a click on it opens.

    ``book`` is a full path, or the mere name of a workbook that is open and was never saved.
    """

    text: str
    book: str
    sheet: str = ""
    cell: str = ""


Value = str | float | None | Link
Row = tuple[Value, ...]

MAX_TEXT = 8_000
"""Characters. Excel takes no longer text in an array of values (8,203)."""
_MAX_LITERAL = 255  # UTF-16 units of a text in a formula


def shown(value: str) -> str:
    """Return a text as a cell can hold it."""
    return value if len(value) <= MAX_TEXT else value[: MAX_TEXT - 1] + "…"


def link_formula(link: Link) -> str:
    """Return the formula of a link; the text alone where the path is longer than a formula may hold."""
    place = link.book
    if link.cell:
        sheet = link.sheet.replace("'", "''")
        place = f"[{link.book}]'{sheet}'!{link.cell}"
    if max(utf16_length(place), utf16_length(link.text)) > _MAX_LITERAL:
        return f"={_literal(link.text[: _MAX_LITERAL // 2])}"
    return f"=HYPERLINK({_literal(place)},{_literal(link.text)})" if place else f"={_literal(link.text)}"


def _literal(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
