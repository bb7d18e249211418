"""An engine for xlwings over openpyxl: the same console code runs without Excel.

What is real: xlwings itself, its conversion of values, names, tables, sheets, several open workbooks,
and what Excel does to a text that is written into a cell (a formula or a number, unless the cell is
formatted as text). What is not: nothing is calculated or drawn, and a copy has no cached results of
formulas. Tests that need these are marked `excel` and run on a PC that has it.

Faults of real life are there on demand: protected sheets refuse, `App.editing` makes every call hang.
"""

import datetime
import re
import threading
from collections.abc import Iterator, Sequence
from copy import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import xlwings
from openpyxl.utils import range_boundaries
from xlwings.utils import fullname_url_to_local_path

Coords = tuple[int, int, int, int]
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_DATE = re.compile(r"\d{1,4}[/-]\d{1,2}([/-]\d{1,2})?")


class RefusedError(Exception):
    """As COM refuses: -2147352567."""


class Apps:
    def __init__(self) -> None:
        self.running: list[App] = []

    def keys(self) -> list[int]:
        return [app.pid for app in self.running]

    def __iter__(self) -> Iterator["App"]:
        return iter(self.running)

    def __len__(self) -> int:
        return len(self.running)

    def __getitem__(self, pid: int) -> "App":
        return next(app for app in self.running if app.pid == pid)


class Engine:
    name, type = "openpyxl", "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(x: Any, _options: Any) -> Any:
        return "" if x is None else x

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]], _dates: Any, empty_as: Any, _numbers: Any, _errors: Any
    ) -> list[list[Any]]:
        return [[empty_as if value in ("", None) else value for value in row] for row in data]


ENGINE = Engine()


class App:
    """One running Excel. ``shown`` is every text that its status bar has had."""

    pid, hwnd, engine = 1, 1, ENGINE

    def __init__(self) -> None:
        self.api = SimpleNamespace(EnableCancelKey=1)
        self.books = Books(self)
        self.shown: list[str | bool] = []
        self.editing = threading.Event()

    def answer(self) -> None:
        """Excel answers unless a cell is being edited: then xlwings asks again for ever."""
        while self.editing.is_set():
            threading.Event().wait(0.01)

    @property
    def status_bar(self) -> str | bool:
        return self.shown[-1] if self.shown else False

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self.answer()
        self.shown.append(value)


class Books:
    def __init__(self, app: App) -> None:
        self.app, self.opened = app, list[Book]()
        self.active: Book | None = None

    def __call__(self, key: str | int) -> "Book":
        self.app.answer()
        if isinstance(key, int):
            return self.opened[key - 1]
        for book in self.opened:
            if book.name.lower() == key.lower():
                return book
        raise KeyError(key)

    def __iter__(self) -> Iterator["Book"]:
        self.app.answer()
        return iter(self.opened)

    def __len__(self) -> int:
        return len(self.opened)

    def open(self, fullname: str, *_: Any) -> "Book":
        book = Book(self.app, Path(fullname))
        self.opened.append(book)
        self.active = book
        return book


class Book:
    def __init__(self, app: App, path: Path) -> None:
        self.app, self.path = app, path
        self.content = openpyxl.load_workbook(path)
        self.api = SimpleNamespace(ReadOnly=False, SaveCopyAs=self._save_copy, FullName=str(path))

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def fullname(self) -> str:
        """As xlwings has it: an address on the web is that of a folder that is synced, or unknown."""
        address = str(self.api.FullName)
        return fullname_url_to_local_path(address) if "://" in address else address

    @property
    def sheets(self) -> "Sheets":
        return Sheets(self)

    @property
    def names(self) -> "Names":
        return Names(self)

    def _save_copy(self, path: str) -> None:
        self.app.answer()
        self.content.save(path)


class Sheets:
    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, key: str | int) -> "Sheet":
        names = self.book.content.sheetnames
        return Sheet(self.book, names[key - 1] if isinstance(key, int) else key)

    def __len__(self) -> int:
        return len(self.book.content.sheetnames)

    def __iter__(self) -> Iterator["Sheet"]:
        self.book.app.answer()
        return (Sheet(self.book, name) for name in self.book.content.sheetnames)


class Sheet:
    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name = book, name
        self.content: Any = book.content[name]

    @property
    def api(self) -> SimpleNamespace:
        return SimpleNamespace(ProtectContents=self.content.protection.sheet)

    @property
    def tables(self) -> "Tables":
        return Tables(self)

    @property
    def used_range(self) -> "Range":
        return Range(self, (1, 1, self.content.max_row, self.content.max_column))

    def range(self, first: Any, last: Any = None) -> "Range":
        if isinstance(first, str):
            left, top, right, bottom = range_boundaries(first.replace("$", ""))
            return Range(
                self, (top or 1, left or 1, bottom or self.content.max_row, right or self.content.max_column)
            )
        top, left = _corner(first)
        bottom, right = _corner(last) if last is not None else (top, left)
        return Range(self, (top, left, bottom, right))


def _corner(cell: Any) -> tuple[int, int]:
    return (cell.row, cell.column) if isinstance(cell, Range) else cell


class Range:
    max_cells_per_read = max_cells_per_write = None

    def __init__(self, sheet: Sheet, at: Coords) -> None:
        self.sheet, self.at = sheet, at
        self.options: Any = {}
        self.api = self

    @property
    def row(self) -> int:
        return self.at[0]

    @property
    def column(self) -> int:
        return self.at[1]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self.at
        return bottom - top + 1, right - left + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> "Range":
        cell = self.row + row - 1, self.column + (column or 1) - 1
        return Range(self.sheet, (*cell, *cell))

    @property
    def _rows(self) -> list[list[Any]]:
        top, left, bottom, right = self.at
        cells = self.sheet.content
        return [[cells.cell(r, c) for c in range(left, right + 1)] for r in range(top, bottom + 1)]

    def _cells(self) -> Iterator[Any]:
        return (cell for row in self._rows for cell in row)

    def _writable(self) -> None:
        self.sheet.book.app.answer()
        if self.sheet.content.protection.sheet and any(cell.protection.locked for cell in self._cells()):
            raise RefusedError(-2147352567, "the cell is on a protected sheet")
        for cell in self._cells():
            if not cell.has_style:  # a cell never touched looks like its column
                cell._style = copy(self.sheet.content.column_dimensions[cell.column_letter]._style)

    @property
    def raw_value(self) -> list[list[Any]]:
        self.sheet.book.app.answer()
        return [[cell.value for cell in row] for row in self._rows]

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._put(data, formulas=False)

    @property
    def formula(self) -> list[list[Any]]:
        return [[cell.value if cell.value is not None else "" for cell in row] for row in self._rows]

    @formula.setter
    def formula(self, data: Any) -> None:
        self._put(data, formulas=True)

    def _put(self, data: Any, *, formulas: bool) -> None:
        self._writable()
        for y, row in enumerate(self._rows):
            for x, cell in enumerate(row):
                value = data[y][x] if isinstance(data, list) else data
                _type_in(cell, value)

    @property
    def number_format(self) -> str:
        return str(self._rows[0][0].number_format)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._writable()
        for cell in self._cells():
            cell.number_format = value

    def autofit(self, axis: str) -> None:
        """Nothing is drawn here, so that nothing can be fitted."""
        self._writable()
        assert axis in {"r", "c"}

    def clear_contents(self) -> None:
        self._writable()
        for cell in self._cells():
            cell.value = None


def _type_in(cell: Any, value: Any) -> None:
    """What Excel makes of a value that a program writes: in a text cell it stays what it is."""
    if not isinstance(value, str) or value == "":
        cell.value = value if value != "" else None
    elif cell.number_format == "@":
        cell.value, cell.data_type = value, "s"
    elif value[0] in "=+-@" and not _NUMBER.fullmatch(value):
        cell.value, cell.data_type = "=" + value.lstrip("="), "f"
    elif _NUMBER.fullmatch(value):
        cell.value = float(value)
    elif _DATE.fullmatch(value):
        cell.value = datetime.datetime(1900, 1, 1)  # some date, no longer the text
    else:
        cell.value = value


class Names:
    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, name: str) -> "Name":
        self.book.app.answer()
        return Name(self.book, self.book.content.defined_names[name])

    def contains(self, name: str) -> bool:
        self.book.app.answer()
        return name in self.book.content.defined_names


class Name:
    def __init__(self, book: Book, defined: Any) -> None:
        self.book, self.defined = book, defined

    @property
    def refers_to_range(self) -> Range:
        [(sheet, cells)] = self.defined.destinations
        return Sheet(self.book, sheet).range(cells)


class Tables:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def __call__(self, key: str | int) -> "Table":
        tables = list(self.sheet.content.tables.values())
        return Table(self.sheet, tables[key - 1] if isinstance(key, int) else self.sheet.content.tables[key])

    def __len__(self) -> int:
        return len(self.sheet.content.tables)

    def __iter__(self) -> Iterator["Table"]:
        return (Table(self.sheet, table) for table in self.sheet.content.tables.values())


class Table:
    def __init__(self, sheet: Sheet, content: Any) -> None:
        self.name, self.range = content.displayName, sheet.range(content.ref)


def started() -> App:
    """A new Excel, the only one; xlwings finds it as it finds a real one."""
    if ENGINE.name not in [engine.name for engine in xlwings.engines]:
        xlwings.engines.add(xlwings.Engine(impl=ENGINE))
    xlwings.engines[ENGINE.name].activate()
    app = App()
    ENGINE.apps.running = [app]
    return app
