"""A workbook's parts, read plainly and without the product's own reader."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree
from openpyxl.utils import get_column_letter

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class FormulaCell:
    """A formula without its ``=``, and the value saved with it; None where there is none."""

    text: str
    saved: str | float | None


class Parts:
    """The parts of an .xlsx, parsed when asked for. ``sheets`` are part names by sheet name."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.contents = {name: archive.read(name) for name in archive.namelist()}
        self.book = self.root("xl/workbook.xml")
        relations = self.root("xl/_rels/workbook.xml.rels")
        targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
        self.sheets = {
            sheet.get("name", ""): _part_name(targets[sheet.get(_RELATION)])
            for sheet in self.book.iter(f"{MAIN}sheet")
        }

    def root(self, part: str) -> etree._Element:
        return etree.fromstring(self.contents[part])

    def formulas(self, sheet: str) -> dict[str, FormulaCell]:
        """Every formula cell of a sheet by address."""
        return {
            cell.get("r", ""): FormulaCell(formula.text or "", _saved(cell))
            for cell in self.root(self.sheets[sheet]).iter(f"{MAIN}c")
            if (formula := cell.find(f"{MAIN}f")) is not None
        }


def text_of(element: etree._Element) -> str:
    """The text of an ``si`` or ``is`` with its escapes resolved, without phonetic guides."""
    runs = element.xpath("m:t | m:r/m:t", namespaces={"m": MAIN.strip("{}")})
    assert isinstance(runs, list)
    return plain("".join(str(run.text or "") for run in runs if isinstance(run, etree._Element)))


def plain(text: str) -> str:
    """`ST_Xstring` (ISO/IEC 29500-1 §22.9.2.19) as the text it means."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def packed(contents: dict[str, bytes]) -> bytes:
    """Parts as an .xlsx again."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return stream.getvalue()


def cells_of(references: str) -> Iterator[tuple[int, int]]:
    """Column and row of every cell in references such as ``C8 D9:D12``."""
    for reference in references.split():
        first, _, last = reference.replace("$", "").partition(":")
        left, top = _position(first)
        right, bottom = _position(last or first)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield column, row


def area_of(addresses: Iterable[str]) -> str:
    """Return the area from A1 that holds all of these cells."""
    places = [(1, 1), *map(_position, addresses)]
    return f"A1:{get_column_letter(max(x for x, _ in places))}{max(y for _, y in places)}"


def _position(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column, int(address[len(letters) :])


def _saved(cell: etree._Element) -> str | float | None:
    value = cell.find(f"{MAIN}v")
    if value is None:
        return None
    text = value.text or ""
    return plain(text) if cell.get("t") == "str" else float(text)


def _part_name(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
