"""Links of a list's rows: to a place in the workbook, and to the files that its figures come from."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from workbook.relations import no_relations, relate
from workbook.sheetxml import OFFICE, parse, to_bytes

MAX_LINKS = 65_530
"""Of one sheet; Excel repairs a file with more (its specifications and limits)."""
MAX_TARGET = 2_079
"""Characters of a link's address; Excel repairs a file with a longer one."""


class Link(NamedTuple):
    """``place`` is a cell, of this workbook or, where there is a ``file``, of that one."""

    place: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class LinkedCell:
    cell: str
    link: Link


def file_address(path: str, folder: str) -> str:
    """Return a file's address for a workbook in ``folder``, relative where possible.

    So a whole collection can be moved or sent. Empty where it is longer than Excel takes.
    """
    return address(relative_path(path, folder))


def relative_path(path: str, folder: str) -> str:
    """Return a file's path as from ``folder``, with ``/``.

    The whole path where it is on another drive of Windows, to which no relative one leads.
    """
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return str(Path(path).absolute())


def address(path: str) -> str:
    """Return a path as a link has it, every character that is not plain as its bytes.

    Empty where that is longer than Excel takes.
    """
    whole = Path(path)
    found = whole.as_uri() if whole.is_absolute() else quote(os.fsencode(path))
    return found if len(found) <= MAX_TARGET else ""


def linked(content: bytes, cells: Iterable[LinkedCell]) -> tuple[bytes, tuple[str, ...]]:
    """Put the links into a sheet's part; return it with the addresses that its relations have to name.

    Those are for `related`. Of more than `MAX_LINKS` links only the first are kept. The schema (CT_Worksheet)
    wants links after the validations and before the print options.
    """
    links: list[str] = []
    files: list[str] = []
    for cell, link in ((one.cell, one.link) for one in cells if one.link != Link()):
        if len(links) == MAX_LINKS:
            break
        shown = link.file or link.place
        where = f" location={quoteattr(link.place)}" if link.place else ""
        if link.file:
            files.append(link.file)
            where += f' r:id="{_relation(len(files))}"'
        links.append(f'<hyperlink ref="{cell}"{where} display={quoteattr(shown)}/>')
    if not links:
        return content, ()
    mark = next(m for m in (b"<printOptions", b"<pageMargins") if m in content)
    made = f'<hyperlinks xmlns:r="{OFFICE}">{"".join(links)}</hyperlinks>'
    return content.replace(mark, made.encode() + mark, 1), tuple(files)


def related(relations: bytes | None, files: Sequence[str]) -> bytes:
    """Return the sheet's relations, with those that the links to files use."""
    root = parse(relations, "worksheet.rels") if relations else no_relations()
    for number, file in enumerate(files, start=1):
        relate(root, _relation(number), "hyperlink", file, external=True)
    return to_bytes(root)


def _relation(number: int) -> str:
    return f"rIdFile{number}"
