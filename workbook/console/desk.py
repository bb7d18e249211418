"""The open console, through xlwings: what is set in it, and what a job shows in it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlwings

from scoring.errors import KaoheError, Sentence
from scoring.roster import Roster, roster_from_rows
from scoring.values import parse_date, time_text
from workbook.console import native, plan
from workbook.console.patience import SECONDS, answering

_ROWS_A_SECOND = 500  # that Excel writes and fits, at the least
_STEPS = 100  # in the status bar, however many files
_BETWEEN = re.compile(r"[、,，;；\n]")  # offices
_QUOTES = '"“”'  # around a path that was copied in the file manager


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings as typed in, paths made whole from ``folder``, the console's own."""

    task: str
    folder: Path
    rubric: str
    outbox: Path
    inbox: Path
    summary: Path
    previous: Path | None
    deadline: date | None
    replace: bool
    key_file: Path | None
    password_file: Path | None
    book: str
    accept: str
    reason: str
    offices: tuple[str, ...] = ()
    note: str = ""
    day: date | None = None


class Desk:
    """The console while a job runs. ``patience`` in seconds: see `answering`."""

    def __init__(self, book: xlwings.Book, patience: float = SECONDS) -> None:
        self.book = book
        self._patience = patience

    @contextmanager
    def asking(self, rows: int = 0) -> Iterator[None]:
        """Wrap whatever is asked of Excel; ``rows`` is how many are written."""
        with answering(self._patience + rows / _ROWS_A_SECOND):
            yield

    def settings(self) -> Settings:
        """Return what is set.

        Raise KaoheError that names the cell and the remedy.
        """
        with self.asking():
            texts = {
                setting.name: self._text(setting.name).strip(_QUOTES)
                for setting in plan.SETTINGS
                if setting not in plan.ADDED or setting.name in self.book.names
            }
            task = self._text(plan.TASK)
            folder = _folder(self.book)
        for setting in plan.SETTINGS:
            if not (setting.optional or texts[setting.name]):
                raise KaoheError(
                    f"「{plan.MAIN}」的「{setting.label}」沒有填，請填好再按「執行」",
                    f"“{setting.label}” of the sheet “{plan.MAIN}” is empty; fill it in and run again",
                )

        def path(setting: plan.Setting) -> Path:
            return folder / texts[setting.name]

        def given(setting: plan.Setting) -> Path | None:
            return path(setting) if texts[setting.name] else None

        rubric = texts[plan.RUBRIC.name]
        own = folder / rubric
        return Settings(
            task,
            folder,
            str(own) if own.suffix and own.is_file() else rubric,
            path(plan.OUTBOX),
            path(plan.INBOX),
            path(plan.SUMMARY),
            given(plan.PREVIOUS),
            _day(plan.DEADLINE, texts[plan.DEADLINE.name]),
            texts[plan.REPLACE.name] == plan.YES,
            given(plan.KEY_FILE),
            given(plan.PASSWORD_FILE),
            texts[plan.BOOK.name],
            texts.get(plan.ACCEPT.name, ""),
            texts.get(plan.REASON.name, ""),
            tuple(filter(None, map(str.strip, _BETWEEN.split(texts.get(plan.OFFICES.name, ""))))),
            texts.get(plan.NOTE.name, ""),
            _day(plan.DAY, texts.get(plan.DAY.name, "")),
        )

    def roster(self) -> Roster:
        """Return the offices of the table 名冊.

        Raise RosterError with the row and the remedy.
        """
        with self.asking():
            sheet = self._sheet(plan.ROSTER)
            if plan.ROSTER_TABLE not in [table.name for table in sheet.tables]:
                raise _incomplete(
                    Sentence(f"工作表「{plan.ROSTER}」的表格", f"the table of the sheet “{plan.ROSTER}”")
                )
            rows = sheet.tables[plan.ROSTER_TABLE].range.options(ndim=2).value
        return roster_from_rows(([_as_text(value) for value in row] for row in rows), plan.ROSTER)

    def begin(self) -> None:
        """Say that a job runs, and forget what Excel was last told by the system."""
        with self.asking():
            self._hold_writable(plan.MAIN)
            native.keep_escape(self.book.app)
            self._range(plan.FAILURE).clear_contents()
            self._say(plan.RUNNING, "")

    def end(self, state: str, sentence: str) -> None:
        """Say how the job ended. Raises KaoheError with the same sentence where it cannot be said."""
        with self.asking():
            self.book.app.status_bar = False
            if native.is_protected(self._sheet(plan.MAIN)):
                protected = _protected(plan.MAIN)
                raise KaoheError(
                    f"{sentence}。{protected.zh}", f"{protected.en}. The job ended so: “{sentence}”"
                )
            if native.is_read_only(self.book):
                sentence += (
                    "　（這份主控台是唯讀的，可能別人正開著：結果留在畫面上，但存不下來；請另存新檔，"
                    "或等對方關閉後重新開啟）"
                )
            self._say(state, sentence)

    def progress(self, done: int, total: int) -> None:
        """Show in Excel's status bar how far the job is."""
        if done % max(1, total // _STEPS) == 0 or done == total:
            with self.asking():
                self.book.app.status_bar = f"考核：{done}／{total}（按住 Esc 取消）"

    def escape_pressed(self) -> bool:
        """Tell whether the user wants the job to end."""
        with self.asking():
            return native.escape_pressed(self.book.app)

    def place_of(self, book: xlwings.Book) -> tuple[Path | None, str]:
        """Return where a workbook lies on this computer, if it does, and what Excel calls that place."""
        with self.asking():
            path = _path(book)
            return (path if path and path.is_file() else None), native.address(book)

    def hold_closed(self, paths: Sequence[Path]) -> None:
        """Raise KaoheError where one of the files to be written is open in this Excel."""
        wanted = {path.resolve() for path in paths}
        with self.asking():
            for book in self.book.app.books:
                path = _path(book)
                if path and path.resolve() in wanted:
                    raise KaoheError(
                        f"「{book.name}」正開在 Excel 裡，無法取代；請先關閉它，再按「執行」",
                        f"“{book.name}” is open in Excel and cannot be replaced; close it, then run again",
                    )

    def hold_writable(self) -> None:
        """Raise KaoheError where a sheet for results is protected, before the work and not after it."""
        with self.asking():
            for table in plan.TABLES:
                self._hold_writable(table.sheet)

    def show(self, table: plan.Table, rows: Sequence[plan.Row]) -> None:
        """Put rows under a table's headings, in place of those of an earlier job."""
        with self.asking(len(rows)):
            self._hold_writable(table.sheet)
            headings = self._range(table.name)
            sheet, top, left = headings.sheet, headings.row + 1, headings.column
            last = max(sheet.used_range.last_cell.row, top)
            right = left + len(table.columns) - 1
            sheet.range((top, left), (last, right)).clear_contents()
            for number, column in enumerate(table.columns):
                if rows:
                    at = left + number
                    cells = sheet.range((top, at), (top + len(rows) - 1, at))
                    _fill(cells, column, [row[number] for row in rows])
            sheet.range((top, left), (top + max(len(rows), 1) - 1, right)).rows.autofit()

    def form_to_check(self, named: str) -> xlwings.Book:
        """Return the workbook that the live check is about: the one named, or the only other one open.

        Raise KaoheError with the names to choose from.
        """
        with self.asking():
            books = [book for book in self.book.app.books if book.name != self.book.name]
            active = self.book.app.books.active
            names = [book.name for book in books]
            if named:
                chosen = [book for book in books if book.name.casefold() == named.casefold()]
            elif active.name in names:
                chosen = [active]
            else:
                chosen = [book for book in books if _is_form(book)]
        if len(chosen) == 1:
            return chosen[0]
        listed = "「" + "」「".join(names) + "」" if names else "（沒有）"
        listed_en = "“" + "”, “".join(names) + "”" if names else "none"
        if named or len(chosen) > 1:
            raise KaoheError(
                f"請在「{plan.BOOK.label}」填要檢查的那一份的檔名。開著的活頁簿：{listed}",
                f"write the name of the workbook to check under “{plan.BOOK.label}”. Open are: {listed_en}",
            )
        raise KaoheError(
            "沒有開著的評分表。請在這個 Excel 裡開啟要檢查的評分表，如在「受保護的檢視」請按「啟用編輯」，"
            f"再按「執行」。開著的活頁簿：{listed}",
            "no form is open; open the one to check in this Excel, press Enable Editing where Excel asks, and"
            f" run again. Open are: {listed_en}",
        )

    def _say(self, state: str, sentence: str) -> None:
        now = time_text(datetime.now())
        for name, text in ((plan.STATE, state), (plan.MESSAGE, sentence), (plan.FINISHED, now)):
            cell = self._range(name)
            cell.number_format = "@"
            cell.value = plan.shown(text)

    def _text(self, name: str) -> str:
        return _as_text(self._range(name).value)

    def _range(self, name: str) -> xlwings.Range:
        if name not in self.book.names:
            raise _incomplete(Sentence(f"名稱 {name}", f"the name {name}"))
        return self.book.names[name].refers_to_range

    def _sheet(self, name: str) -> xlwings.Sheet:
        if name not in self.book.sheet_names:
            raise _incomplete(Sentence(f"工作表「{name}」", f"the sheet “{name}”"))
        return self.book.sheets[name]

    def _hold_writable(self, name: str) -> None:
        if native.is_protected(self._sheet(name)):
            protected = _protected(name)
            raise KaoheError(protected.zh, protected.en)


def _protected(sheet: str) -> Sentence:
    return Sentence(
        f"工作表「{sheet}」受保護，寫不進結果；請按「校閱」→「取消保護工作表」，再按「執行」",
        f"the sheet “{sheet}” is protected; unprotect it (Review → Unprotect Sheet), then run again",
    )


def _incomplete(what: Sentence) -> KaoheError:
    return KaoheError(
        f"主控台缺少{what.zh}，可能被刪除或改名；請復原，或以 kaohe console 重新產生",
        f"the console lacks {what.en}; undo its deletion, or make a new console with kaohe console",
    )


def _fill(cells: xlwings.Range, column: plan.Column, values: Sequence[plan.Value]) -> None:
    """Write a column; texts stay texts, whatever they begin with, because the cells say so first."""
    cells.number_format = "@" if column.kind == "text" else "General"
    if column.kind == "link":
        cells.formula = [[plan.link_formula(v) if isinstance(v, plan.Link) else ""] for v in values]
    else:
        cells.value = [[plan.shown(value) if isinstance(value, str) else value] for value in values]


def _as_text(value: Any) -> str:
    """Return a cell's value as a person reads it: 13, not 13.0; a date as year, month and day."""
    if isinstance(value, datetime):
        return f"{value:%Y/%m/%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _day(setting: plan.Setting, text: str) -> date | None:
    day = parse_date(text) if text else None
    if text and day is None:
        raise KaoheError(
            f"「{setting.label}」寫的「{text}」不是日期；請寫成 107年7月31日 或 2018/7/31",
            f"“{text}” under “{setting.label}” is no date; write it like 2018/7/31",
        )
    return day


def _folder(book: xlwings.Book) -> Path:
    path = _path(book)
    if path is None:
        raise KaoheError(
            "找不到主控台所在的資料夾：請把它存在電腦或網路磁碟機的資料夾裡，不要直接在雲端網頁上開啟",
            "the console's folder is not found; save it in a folder of this computer or of a network drive,"
            " and do not open it on the web",
        )
    return path.parent


def _path(book: xlwings.Book) -> Path | None:
    """Return where the workbook lies; None where it was never saved or lies on the web."""
    try:
        path = Path(book.fullname)
    except xlwings.XlwingsError:
        return None
    return path if path.is_absolute() else None


def _is_form(book: xlwings.Book) -> bool:
    from workbook.layout import IDENTITY_SHEET

    return IDENTITY_SHEET in book.sheet_names
