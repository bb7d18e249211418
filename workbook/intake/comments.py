"""Comments on a sheet's cells, which are not read: what people other than we wrote there."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbook.book import related
from workbook.package import Package
from workbook.sheetxml import OFFICE, Element, R, T, parse, tag, unescape
from workbook.words import every_language

_KIND = f"{OFFICE}/comments"

_AUTHORS = every_language("comment_author")
"""Of the comments on a form sent back."""


@dataclass(frozen=True, slots=True)
class CellComment:
    """A comment: the cell, what it says in one line, who wrote it by the file."""

    cell: str
    text: str
    author: str = ""


def of_others(written: Sequence[CellComment], *, is_sent_back: bool) -> Sequence[CellComment]:
    """Return the comments that we did not write ourselves.

    ``is_sent_back`` is whether the workbook is a form that we sent back, with comments of ours: of those
    LibreOffice drops the author.
    """
    return [each for each in written if not _is_ours(each.author, is_sent_back)]


def comments(package: Package, sheet: str) -> Sequence[CellComment]:
    """Return the comments on a sheet, by its part."""
    found: list[CellComment] = []
    for relation in related(package, sheet):
        if relation.kind == _KIND and relation.part in package:
            root = parse(package.read(relation.part), relation.part, package.limits)
            authors = [each.text or "" for each in root.iterfind(f"{tag('authors')}/{tag('author')}")]
            names = {str(number): name for number, name in enumerate(authors)}
            found += [
                CellComment(each.get("ref", ""), _text(each), names.get(each.get("authorId", ""), "?"))
                for each in root.iterfind(f"{tag('commentList')}/{tag('comment')}")
            ]
    return found


def _is_ours(author: str, is_sent_back: bool) -> bool:
    return author in _AUTHORS or (is_sent_back and not author.strip())


def _text(comment: Element) -> str:
    """Return what a comment says, in one line."""
    texts = [t.text or "" for text in comment.iterfind(tag("text")) for t in _holders(text)]
    return " ".join(unescape("".join(texts)).split())


def _holders(text: Element) -> list[Element]:
    return [t for holder in (text, *text.iterfind(R)) for t in holder.iterfind(T)]
