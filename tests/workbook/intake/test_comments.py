"""Comments on a returned form: named as not read, but for those that we put there ourselves."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from scoring.findings import Finding
from tests.builders import SMALL, scorecard
from tests.workbook.forms import checked, filled, identity, note_cell, score_cell
from workbook.form.correction import correct
from workbook.layout import COMMENT_AUTHOR, FORM_SHEET
from workbook.protection import Lock

GOOD, BAD = filled(scorecard(SMALL)), filled(scorecard(SMALL, {"1.1.1": 99}))


def saved_with(data: bytes, change: Callable[[Worksheet], None]) -> bytes:
    """The workbook as openpyxl saves it, with something done to the form in between."""
    book, stream = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    sheet = book[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    change(sheet)
    book.save(stream)
    return stream.getvalue()


def commented(*texts: str, author: str = "某人") -> Callable[[Worksheet], None]:
    """A comment on each of the first score, the first note and A1, as far as there are texts."""

    def change(sheet: Worksheet) -> None:
        for cell, text in zip((score_cell("1.1.1"), note_cell("1.1.1"), "A1"), texts, strict=False):
            sheet[cell].comment = Comment(text, author)

    return change


def told(data: bytes) -> list[Finding]:
    return [each for each in checked(data).findings if each.code == "comment-on-form"]


def test_comments_are_named_with_their_cells_and_what_the_first_says() -> None:
    (found,) = told(saved_with(GOOD, commented("本項分數待主管核定，\n請勿採計", "x")))
    cells = f"{score_cell('1.1.1')}、{note_cell('1.1.1')}"
    assert found.severity == "warning"
    assert found.cell == score_cell("1.1.1")
    assert f"有 2 個註解（{cells}），沒有讀取：「本項分數待主管核定， 請勿採計」" in found.message()


def test_a_long_comment_is_told_in_short() -> None:
    (found,) = told(saved_with(GOOD, commented("字" * 41)))
    assert found.params["text"] == "字" * 40 + "…"


def test_a_form_without_comments_has_none() -> None:
    assert told(saved_with(GOOD, lambda _: None)) == []


@pytest.mark.parametrize("author", [COMMENT_AUTHOR, ""])
def test_comments_of_a_form_that_we_sent_back_are_ours(author: str) -> None:
    bad = checked(BAD)
    back = correct(SMALL, Lock(), identity(), bad.scorecard, bad.findings)
    assert told(back) == []

    def again(sheet: Worksheet) -> None:
        """As LibreOffice saves them: without who wrote them."""
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment:
                    cell.comment = Comment(cell.comment.text, author or " ")

    assert told(saved_with(back, again)) == []


def test_what_an_office_adds_to_a_form_that_we_sent_back_is_told() -> None:
    bad = checked(BAD)
    back = correct(SMALL, Lock(), identity(), bad.scorecard, bad.findings)
    (found,) = told(saved_with(back, commented("", "請見附件")))
    assert found.cell in (note_cell("1.1.1"), score_cell("1.1.1"))


def test_a_comment_without_an_author_on_a_form_as_issued_is_told() -> None:
    assert len(told(saved_with(GOOD, commented("請見附件", author=" ")))) == 1
