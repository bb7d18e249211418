"""Comments on a sheet's cells, which are not read: what people other than we wrote there."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbook.book import related
from workbook.layout import COMMENT_AUTHOR
from workbook.package import Package
from workbook.sheetxml import OFFICE, Element, R, T, parse, tag, unescape

_KIND = f"{OFFICE}/comments"


@dataclass(frozen=True, slots=True)
class CellComment:
    cell: str
    text: str


def comments(package: Package, sheet: str, *, is_sent_back: bool) -> Sequence[CellComment]:
    """Return the comments on a sheet, by its part, that we did not write ourselves.

    ``is_sent_back`` is whether the workbook is a form that we sent back, with comments of ours: of those
    LibreOffice drops the author.
    """
    found: list[CellComment] = []
    for relation in related(package, sheet):
        if relation.kind == _KIND and relation.part in package:
            root = parse(package.read(relation.part), relation.part, package.limits)
            authors = [each.text or "" for each in root.iterfind(f"{tag('authors')}/{tag('author')}")]
            ours = {str(number) for number, name in enumerate(authors) if _is_ours(name, is_sent_back)}
            found += [
                CellComment(each.get("ref", ""), _text(each))
                for each in root.iterfind(f"{tag('commentList')}/{tag('comment')}")
                if each.get("authorId", "") not in ours
            ]
    return found


def _is_ours(author: str, is_sent_back: bool) -> bool:
    return author == COMMENT_AUTHOR or (is_sent_back and not author.strip())


def _text(comment: Element) -> str:
    """Return what a comment says, in one line."""
    texts = [t.text or "" for text in comment.iterfind(tag("text")) for t in _holders(text)]
    return " ".join(unescape("".join(texts)).split())


def _holders(text: Element) -> list[Element]:
    return [t for holder in (text, *text.iterfind(R)) for t in holder.iterfind(T)]
