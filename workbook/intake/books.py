"""A file that was let in, opened: its sheets as grids, whatever its format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from workbook.address import Area
from workbook.book import Book, SheetPart, active_content, read_book
from workbook.intake.cells import Grid, Strings
from workbook.intake.comments import CellComment, comments, of_others
from workbook.intake.formats import GENERAL, PLAIN
from workbook.intake.looks import NO_LOOKS, Looks, why_hidden
from workbook.intake.overlays import overlays
from workbook.intake.styles import read_styles
from workbook.package import Package
from workbook.sheetxml import Element, limit_tags
from workbook.words import every_language

_MOST_STYLES = 200_000
"""Tags of the styles. Workbooks that were copied about for years have some ten thousand styles."""

_CORRECTIONS = every_language("corrections_sheet")


class OpenedBook(Protocol):
    """What the reader needs of a file.

    ``proves`` is whether formulas, protection and styles can be read from the format, and
    ``structure_locked``, ``is_visible`` and ``number_format`` mean anything.
    """

    @property
    def format(self) -> str: ...
    @property
    def proves(self) -> bool: ...
    @property
    def active_content(self) -> frozenset[str]: ...
    @property
    def date_1904(self) -> bool: ...
    @property
    def structure_locked(self) -> bool: ...
    @property
    def sheet_names(self) -> tuple[str, ...]: ...
    def grid(self, sheet: str) -> Grid: ...
    @property
    def tabs(self) -> Sequence[tuple[str, bool]]: ...
    @property
    def opens_on(self) -> str: ...
    def is_visible(self, sheet: str) -> bool: ...
    def number_format(self, style: int) -> str: ...
    @property
    def looks(self) -> Looks: ...
    def shows_all(self, style: int) -> bool: ...
    def print_area(self, sheet: str) -> str: ...
    def overlays(self, sheet: str, around: Element | None) -> Sequence[Area]: ...
    def comments(self, sheet: str) -> Sequence[CellComment]: ...


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
        if part and part not in self.package:
            return Strings(None, missing_part=part)
        return Strings(self.package.read(part) if part else None, self.package.limits)

    @cached_property
    def _parts(self) -> Mapping[str, SheetPart]:
        return {sheet.name: sheet for sheet in self._book.sheets}

    @cached_property
    def active_content(self) -> frozenset[str]:
        return active_content(self.package)

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

    @property
    def tabs(self) -> Sequence[tuple[str, bool]]:
        """Every sheet of any kind in the order of the tabs, and whether it can be seen."""
        return self._book.tabs

    @property
    def opens_on(self) -> str:
        """The sheet that is shown on opening; empty where that is not said."""
        return self._book.opens_on

    def is_visible(self, sheet: str) -> bool:
        return self._parts[sheet].state == "visible"

    @cached_property
    def looks(self) -> Looks:
        """The looks of its cell styles; none of a file without styles."""
        theme = self._part(self._book.theme)
        return read_styles(self._styles, theme) if self._styles else NO_LOOKS

    @cached_property
    def _styles(self) -> bytes:
        """The part with the styles. Raise WorkbookError for more than a workbook that was ever spoilt has."""
        content = self._part(self._book.styles)
        limit_tags(content, self._book.styles, _MOST_STYLES)
        return content

    def _part(self, name: str) -> bytes:
        return self.package.read(name) if name and name in self.package else b""

    @cached_property
    def _open(self) -> dict[int, bool]:
        return {}

    def shows_all(self, style: int) -> bool:
        """Tell whether a cell style shows whatever a cell holds, as it is."""
        if style not in self._open:
            is_there, is_plain = style < self.looks.styles, self.number_format(style) in PLAIN
            self._open[style] = is_there and is_plain and not why_hidden(self.looks.of(style))
        return self._open[style]

    def print_area(self, sheet: str) -> str:
        """Return the cells of a sheet that are printed, as the workbook writes them; empty for all."""
        return self._book.print_areas.get(sheet, "")

    def overlays(self, sheet: str, around: Element | None) -> Sequence[Area]:
        """Return the cells of a sheet that something lies over."""
        return overlays(self.package, self._parts[sheet].part, around)

    def comments(self, sheet: str) -> Sequence[CellComment]:
        """Return the comments on a sheet that others than we wrote."""
        is_sent_back = not _CORRECTIONS.isdisjoint(self.sheet_names)
        return of_others(comments(self.package, self._parts[sheet].part), is_sent_back=is_sent_back)

    def number_format(self, style: int) -> str:
        """Return the code of a cell style's number format."""
        code = self.looks.number_format(style)
        return GENERAL if code is None else code


@dataclass(frozen=True)
class ValueBook:
    """A file of another format: the values of its cells, nothing of how they came about."""

    format: str
    grids: Mapping[str, Grid]
    hidden: frozenset[str] = frozenset()
    """The sheets that nobody sees."""
    written: Mapping[str, Sequence[CellComment]] = field(default_factory=dict)
    """The comments on each sheet, whoever wrote them."""
    proves: bool = False
    active_content: frozenset[str] = frozenset()
    date_1904: bool = False
    structure_locked: bool = True
    looks: Looks = NO_LOOKS
    opens_on: str = ""
    sheet_names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sheet_names", tuple(self.grids))

    def grid(self, sheet: str) -> Grid:
        return self.grids[sheet]

    @property
    def tabs(self) -> Sequence[tuple[str, bool]]:
        return tuple((name, name not in self.hidden) for name in self.grids)

    def is_visible(self, sheet: str) -> bool:
        return sheet not in self.hidden

    def shows_all(self, style: int) -> bool:  # noqa: ARG002  these formats are read for their values alone
        return True

    def print_area(self, sheet: str) -> str:  # noqa: ARG002  as above
        return ""

    def overlays(self, sheet: str, around: Element | None) -> Sequence[Area]:  # noqa: ARG002  as above
        return ()

    def comments(self, sheet: str) -> Sequence[CellComment]:
        """Return the comments on a sheet that others than we wrote; none where the format is not looked at
        for them (.xlsb)."""
        return of_others(self.written.get(sheet, ()), is_sent_back=not _CORRECTIONS.isdisjoint(self.grids))

    def number_format(self, style: int) -> str:  # noqa: ARG002  dates come as such from these formats
        return GENERAL
