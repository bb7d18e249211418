"""Copies of one designed sheet: the workbook's own parts are rewritten, the sheets' own not looked at."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from workbook.book import read_book
from workbook.package import Package
from workbook.relations import TYPES, declare, relate
from workbook.sheetxml import BOOK, BOOK_RELATIONS, OFFICE, Element, parse, quoted, tag, to_bytes

_ID = f"{{{OFFICE}}}id"


@dataclass(frozen=True, slots=True)
class Copies:
    """``sheets`` are the parts that the copies are to be put in, in their order; ``gone`` is the part
    of the sheet that was copied; ``parts`` are those of the workbook that say so, to be put in place."""

    sheets: tuple[str, ...]
    gone: str
    parts: dict[str, bytes]


def copies(package: Package, names: Sequence[str]) -> Copies:
    """Put copies of a book's last sheet in its place, named so; names not of one book are not checked.

    Each copy has for its own every defined name that leads to the sheet: print area and titles.
    """
    *before, last = read_book(package).sheets
    place = len(before)
    sheets = tuple(f"xl/worksheets/sheet{place + number}.xml" for number in range(1, len(names) + 1))
    relations = parse(package.read(BOOK_RELATIONS), BOOK_RELATIONS)
    parts = {
        BOOK: _book(parse(package.read(BOOK), BOOK), place, last.name, names),
        BOOK_RELATIONS: _relations(relations, place, last.part, sheets),
        TYPES: _types(parse(package.read(TYPES), TYPES), last.part, sheets),
    }
    return Copies(sheets, last.part, parts)


def _book(root: Element, place: int, name: str, names: Sequence[str]) -> bytes:
    """Rewrite the workbook part; ``place`` is the sheet's in the book, from 0, by which defined names call
    it."""
    for listed in root.iterfind(tag("sheets")):
        sheet = listed[place]
        listed.remove(sheet)
        for number, own in enumerate(names, start=place):
            copy = deepcopy(sheet)
            copy.attrib.update({"name": own, "sheetId": str(number + 1), _ID: _relation(number)})
            listed.append(copy)
    for defined in root.iterfind(tag("definedNames")):
        for one in [one for one in defined if f"{quoted(name)}!" in (one.text or "")]:
            defined.remove(one)
            defined.extend(_defined(one, place, name, names))
        if not len(defined):  # which the schema does not allow
            root.remove(defined)
    return to_bytes(root)


def _defined(one: Element, place: int, name: str, names: Sequence[str]) -> Iterator[Element]:
    for number, own in enumerate(names, start=place):
        copy = deepcopy(one)
        copy.set("localSheetId", str(number))
        copy.text = (one.text or "").replace(f"{quoted(name)}!", f"{quoted(own)}!")
        yield copy


def _relation(number: int) -> str:
    return f"rIdSheet{number}"


def _relations(root: Element, place: int, part: str, sheets: Sequence[str]) -> bytes:
    (relation,) = [one for one in root if one.get("Target", "").endswith(part.removeprefix("xl/"))]
    root.remove(relation)
    for number, sheet in enumerate(sheets, start=place):
        relate(root, _relation(number), relation.get("Type", ""), f"/{sheet}")
    return to_bytes(root)


def _types(root: Element, part: str, sheets: Sequence[str]) -> bytes:
    (override,) = [one for one in root if one.get("PartName") == f"/{part}"]
    root.remove(override)
    for sheet in sheets:
        declare(root, sheet, override.get("ContentType", ""))
    return to_bytes(root)
