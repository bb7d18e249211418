"""A console on somebody's desk: made by `kaohe console`, opened in the test engine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlwings

from macros import excel
from macros.jobs import Cancelled
from tests import xlwings_engine
from tests.macros.terminal import kaohe
from workbook.console import plan

Rows = list[tuple[Any, ...]]


@dataclass
class OnDesk:
    """The console's folder, the Excel that runs, and the console open in it."""

    folder: Path
    app: xlwings_engine.App
    book: xlwings.Book

    def set(self, setting: plan.Setting, value: object) -> None:
        cell = self.cell(setting.name)
        cell.value, cell.data_type = (str(value), "s") if value else (None, "n")

    def run(self, task: str, cancelled: Cancelled | None = None) -> str:
        """Choose a task and press the button; the sentence that stands in the console then."""
        self.cell(plan.TASK).value = task
        self.app.books.active = self.app.books("kaohe_console.xlsm")
        excel.run(self.book, cancelled)
        return self.message

    @property
    def state(self) -> str:
        return str(self.cell(plan.STATE).value)

    @property
    def message(self) -> str:
        return str(self.cell(plan.MESSAGE).value)

    def rows(self, table: plan.Table) -> Rows:
        """What stands under the headings of a table."""
        content = self.book.impl.content[table.sheet]
        rows = content.iter_rows(min_row=2, max_col=len(table.columns), values_only=True)
        return [row for row in rows if any(value is not None for value in row)]

    def sheet(self, name: str) -> Any:
        return self.book.impl.content[name]

    def open(self, path: Path) -> Any:
        """Another workbook in the same Excel; its openpyxl content, to type into."""
        return self.app.books.open(str(path)).content

    def cell(self, name: str) -> Any:
        [(sheet, cell)] = self.book.impl.content.defined_names[name].destinations
        return self.sheet(sheet)[cell.replace("$", "")]


def on_desk(folder: Path) -> OnDesk:
    assert kaohe("console", folder).status == 0
    app = xlwings_engine.started()
    app.books.open(str(folder / "kaohe_console.xlsm"))
    active = xlwings.apps.active
    assert active is not None
    return OnDesk(folder, app, active.books["kaohe_console.xlsm"])
