"""Comments in the records of an .xls: where they stand, who wrote them, what they say.

Runs in the process of `foreign_child`. A comment is a NOTE that names an object, whose text follows in a TXO
and its CONTINUE records (MS-XLS §2.4.179, §2.4.181, §2.4.329).
"""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

NOTE, OBJECT, TEXT_OF_OBJECT, CONTINUE = 0x001C, 0x005D, 0x01B6, 0x003C
MOST, LONGEST = 1_000, 200
"""Comments of a sheet that are told, and characters of each."""
_OBJECT_BEGIN = struct.Struct("<4H")  # of its first part: what part it is, its size; the object's kind and id
_NOTE_BEGIN = struct.Struct("<4H")  # row, column, flags, the object's id
_LENGTH = struct.Struct("<10xH")
_Record = tuple[int, int, int]


class OldComment(NamedTuple):
    """A comment; row and column from 1."""

    row: int
    column: int
    author: str
    text: str


def old_comments(book: bytes | bytearray, records: Sequence[_Record]) -> list[OldComment]:
    """Return the comments of a sheet by its records; each is its kind, and where its content begins and
    ends."""
    texts = dict(_texts(book, records))
    found: list[OldComment] = []
    for kind, at, end in records:
        if kind == NOTE and end - at >= _NOTE_BEGIN.size and len(found) < MOST:
            row, column, _, number = _NOTE_BEGIN.unpack_from(book, at)
            author = _string(book, at + _NOTE_BEGIN.size, end)
            found.append(OldComment(row + 1, column + 1, author, " ".join(texts.get(number, "").split())))
    return found


def _texts(book: bytes | bytearray, records: Sequence[_Record]) -> Iterator[tuple[int, str]]:
    """Yield the text of each object by its id."""
    number, left, text = -1, 0, ""
    for kind, at, end in records:
        if kind == OBJECT and end - at >= _OBJECT_BEGIN.size:
            number, left = _OBJECT_BEGIN.unpack_from(book, at)[3], 0
        elif kind == TEXT_OF_OBJECT and end - at >= _LENGTH.size:
            left, text = min(_LENGTH.unpack_from(book, at)[0], LONGEST), ""
        elif kind == CONTINUE and left and end > at:
            text += _characters(book, at, end)[:left]
            left = left - len(text) if len(text) < left else 0
            yield number, text


def _string(book: bytes | bytearray, at: int, end: int) -> str:
    """Return a text that begins with its length."""
    if end - at < 3:
        return ""
    (length,) = struct.unpack_from("<H", book, at)
    return _characters(book, at + 2, end)[: min(length, LONGEST)]


def _characters(book: bytes | bytearray, at: int, end: int) -> str:
    """Return the characters behind a byte that says whether each takes two bytes or one."""
    content = bytes(book[at + 1 : min(end, at + 1 + 4 * LONGEST)])
    return content.decode("utf-16-le" if book[at] & 1 else "latin-1", "replace")
