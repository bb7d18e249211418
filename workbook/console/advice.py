"""Advice where Python could not be run at all: then only a formula can still say it.

xlwings' VBA puts what the system said into the sheet `Error`; the formula tells the known cases apart.
"""

from workbook.console.plan import FAILURE

_NO_PYTHON = (
    "找不到 Python。請在「Python 程式」填 python.exe 的完整路徑；還沒有安裝的話，"
    "請依 README「在機關電腦安裝」安裝（不需系統管理員權限），或洽資訊人員。"
)
_NO_PROGRAM = (
    "這個 Python 沒有安裝 kaohe。請在「Python 程式」改填裝有 kaohe 的 python.exe，"
    "或依 README「在機關電腦安裝」安裝。"
)
_NO_STUB = (
    "找不到主控台旁邊的 Python 檔。活頁簿與同名的 .py 檔須放在同一個資料夾，兩個檔名要一樣"
    "（只能用英文字母、數字與底線）；也可以用 kaohe console 重新產生。"
)
_ON_THE_WEB = (
    "主控台放在 OneDrive 或 SharePoint 上，找不到它在電腦裡的位置。請關閉它，把活頁簿與同名的 .py 檔"
    "一起移到電腦或網路磁碟機的資料夾，再開啟。"
)
_BLOCKED = "電腦不允許執行這個程式。請洽資訊人員允許執行 Python（見 README「在機關電腦安裝」）。"
_UNEXPECTED = "程式遇到沒有料到的情形。請把「系統訊息」一格的內容複製下來，交給維護這個程式的同仁。"

_PACKAGES = (
    *("macros", "scoring", "templates", "workbook"),
    *("xlwings", "win32", "pywin", "openpyxl", "lxml", "click", "jinja2", "yaml", "pydantic"),
)
"""Modules that a Python with kaohe has. Another missing module is the file beside the console, which is
named like it."""

CASES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("Couldn't find the local OneDrive", "Couldn't find your", "OneDrive/SharePoint link"), _ON_THE_WEB),
    (("Your SharePoint configuration",), _ON_THE_WEB),
    (tuple(f"No module named '{package}" for package in _PACKAGES), _NO_PROGRAM),
    (("No module named", "SyntaxError"), _NO_STUB),
    (
        (
            "不是內部或外部命令",
            "is not recognized",
            "Python was not found",
            "找不到 Python",
            "找不到路徑",
            "cannot find the path",
        ),
        _NO_PYTHON,
    ),
    (("群組原則", "group policy", "Access is denied", "存取被拒"), _BLOCKED),
    (("Traceback",), _UNEXPECTED),
)
"""What the system's words contain, and the advice; the first that fits counts. Words of our own
(a job that could not write into the sheet) need no advice: they are one."""


def advice_formula() -> str:
    """Return the formula of the advice: empty where nothing failed, a sentence of ours where there is one."""
    formula = FAILURE
    for words, sentence in reversed(CASES):
        found = ",".join(f'ISNUMBER(SEARCH("{word}",{FAILURE}))' for word in words)
        formula = f'IF(OR({found}),"{sentence}",{formula})'
    return f'IF({FAILURE}="","",{formula})'
