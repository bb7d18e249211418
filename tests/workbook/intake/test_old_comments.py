"""Comments in the records of an .xls."""

import struct

import pytest

from workbook.intake.old_comments import (
    CONTINUE,
    LONGEST,
    MOST,
    NOTE,
    OBJECT,
    TEXT_OF_OBJECT,
    OldComment,
    old_comments,
)


def text(written: str, *, wide: bool = True) -> bytes:
    return bytes([wide]) + written.encode("utf-16-le" if wide else "latin-1")


def object_(number: int) -> tuple[int, bytes]:
    return OBJECT, struct.pack("<4H", 0x15, 0x12, 0x19, number) + bytes(14)


def length(count: int) -> tuple[int, bytes]:
    return TEXT_OF_OBJECT, bytes(10) + struct.pack("<H", count) + bytes(6)


def note(row: int, column: int, number: int, author: str) -> tuple[int, bytes]:
    return NOTE, struct.pack("<5H", row, column, 0, number, len(author)) + text(author) + b"\0"


def read(*records: tuple[int, bytes]) -> list[OldComment]:
    book, places = b"", []
    for kind, content in records:
        places.append((kind, len(book), len(book) + len(content)))
        book += content
    return old_comments(book, places)


def test_a_comment_has_its_cell_its_author_and_the_text_of_its_object() -> None:
    assert read(
        object_(1),
        length(4),
        (CONTINUE, text("請看\n附")),
        (CONTINUE, bytes(16)),
        object_(2),
        length(2),
        (CONTINUE, text("ab", wide=False)),
        note(7, 2, 2, "某人"),
        note(0, 0, 1, ""),
    ) == [OldComment(8, 3, "某人", "ab"), OldComment(1, 1, "", "請看 附")]


def test_a_text_that_goes_on_in_another_record_is_read_whole() -> None:
    parts = ((CONTINUE, text("abc", wide=False)), (CONTINUE, text("見附")))
    assert read(object_(1), length(5), *parts, note(0, 0, 1, "x"))[0].text == "abc見附"


def test_a_comment_whose_text_is_not_there_is_told_without_it() -> None:
    assert read(note(0, 0, 9, "x")) == [OldComment(1, 1, "x", "")]


@pytest.mark.parametrize("cut", range(10))
def test_records_that_are_cut_short_are_passed_over(cut: int) -> None:
    kind, content = note(0, 0, 1, "")
    assert read((OBJECT, b"\x15"), (TEXT_OF_OBJECT, b""), (CONTINUE, b""), (kind, content[:cut])) in (
        [],
        [OldComment(1, 1, "", "")],
    )


def test_many_comments_and_long_ones_are_told_as_far_as_anybody_reads_them() -> None:
    long = read(object_(1), length(30_000), (CONTINUE, text("字" * 4_000)), note(0, 0, 1, "甲" * 300))
    assert (len(long[0].text), len(long[0].author)) == (LONGEST, LONGEST)
    assert len(read(*[note(0, 0, 1, "")] * (MOST + 5))) == MOST
