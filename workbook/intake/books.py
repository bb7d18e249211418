"""A file that was let in, opened: its sheets as grids, whatever its format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from workbook.book import Book, SheetPart, read_book
from workbook.intake.cells import Grid, Strings, is_date_style
from workbook.package import Package


class OpenedBook(Protocol):
    """What the reader needs of a file.

    ``proves`` is whether formulas, protection and styles can be read from the format, and
    ``structure_locked`` and ``is_date`` mean anything.
    """

    @property
    def format(self) -> str: ...
    @property
    def proves(self) -> bool: ...
    @property
    def has_macros(self) -> bool: ...
    @property
    def date_1904(self) -> bool: ...
    @property
    def structure_locked(self) -> bool: ...
    @property
    def sheet_names(self) -> tuple[str, ...]: ...
    def grid(self, sheet: str) -> Grid: ...
    def is_visible(self, sheet: str) -> bool: ...
    def is_date(self, style: int) -> bool: ...


@dataclass(frozen=True)
class OoxmlBook:
    """An .xlsx or .xlsm, transitional or strict."""

    package: Package
    format: str = ".xlsx"
    proves: bool = True

    @cached_property
    def _book(self) -> Book:
        return read_book(self.package)

    @cached_property
    def _strings(self) -> Strings:
        part = self._book.strings
        content = self.package.read(part) if part and part in self.package else None
        return Strings(content, self.package.limits)

    @cached_property
    def _parts(self) -> Mapping[str, SheetPart]:
        return {sheet.name: sheet for sheet in self._book.sheets}

    @property
    def has_macros(self) -> bool:
        return any(name.lower().endswith("vbaproject.bin") for name in self.package.members)

    @property
    def date_1904(self) -> bool:
        return self._book.date_1904

    @property
    def structure_locked(self) -> bool:
        return self._book.structure_locked

    @property
    def sheet_names(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def grid(self, sheet: str) -> Grid:
        part = self._parts[sheet].part
        return Grid.of_part(self.package.read(part), part, self._strings, self.package.limits)

    def is_visible(self, sheet: str) -> bool:
        return self._parts[sheet].state == "visible"

    def is_date(self, style: int) -> bool:
        return is_date_style(self.package, self._book.styles, style)


@dataclass(frozen=True)
class ValueBook:
    """A file of another format: the values of its cells, nothing of how they came about."""

    format: str
    grids: Mapping[str, Grid]
    proves: bool = False
    has_macros: bool = False
    date_1904: bool = False
    structure_locked: bool = True
    sheet_names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sheet_names", tuple(self.grids))

    def grid(self, sheet: str) -> Grid:
        return self.grids[sheet]

    def is_visible(self, sheet: str) -> bool:  # noqa: ARG002  these formats are read for their values alone
        return True

    def is_date(self, style: int) -> bool:  # noqa: ARG002  dates come as such from these formats
        return False
