"""A form that goes back to be corrected: a fresh one with the office's own values in it.

Every cell in question has a comment and a thick border, and the sheet 待更正事項 lists them all with
links. Totals that were typed over are formulas again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from workbook import fit
from workbook.form import faults_sheet
from workbook.form.faults import Fault, faults
from workbook.form.fill import fill, stock
from workbook.identity import Identity
from workbook.layout import Layout, layout_of
from workbook.protection import Lock
from workbook.sheetxml import escape
from workbook.words import words_of

_COLOUR = "FF1F3864"  # dark blue: black in grey print
_SIDES = {True: Side(style="thick", color=_COLOUR), False: Side(style="mediumDashed", color=_COLOUR)}
_HINT_HEIGHT = 28  # points


def correct(
    rubric: Rubric, lock: Lock, identity: Identity, scorecard: Scorecard, findings: Iterable[Finding]
) -> bytes:
    """Make the form to send back, named for its office where ``identity`` names one.

    Raise AnswersError where a text is longer than a cell holds.
    """
    named = bool(identity.office_name)
    office = identity.office if named else scorecard.office
    found, words = faults(rubric, findings, rubric.language), words_of(rubric)

    def addition(book: Workbook) -> None:
        form = book[words("form_sheet")]
        assert isinstance(form, Worksheet)
        _mark(form, layout_of(rubric), found)
        faults_sheet.draw(book, rubric, office, found, lock)

    # What was typed over a total's formula is told of, and left out.
    own = replace(scorecard, office=office, stated={})
    return fill(stock(rubric, lock, named=named, addition=addition), identity, own)


def _mark(form: Worksheet, layout: Layout, found: Sequence[Fault]) -> None:
    """Put a comment and a border on every cell in question, and a line that says what they mean."""
    words = layout.words
    said: dict[str, list[str]] = defaultdict(list)
    musts: dict[str, bool] = {}
    for number, fault in enumerate(found, start=1):
        for cell in fault.cells:
            values = {"number": number, "problem": fault.problem, "remedy": fault.remedy}
            word = words("must" if fault.must else "may")
            said[cell].append(words("marked_fault", word=word, **values))
            musts[cell] = musts.get(cell, False) or fault.must
    for cell in sorted(said, key=musts.__getitem__):  # where two cells meet, the solid line stands
        form[cell].comment = _comment("\n\n".join(said[cell]), words("comment_author"))
        _border(form, cell, _SIDES[musts[cell]])
    hint = form[layout.hint_cell]
    hint.value = f"{words('correction_hint')}\n{hint.value}"
    form.row_dimensions[layout.hint_row].height = _HINT_HEIGHT


def _comment(text: str, author: str) -> Comment:
    return Comment(escape(text), author, height=fit.comment_height(text), width=fit.COMMENT_WIDTH)


def _border(form: Worksheet, address: str, side: Side) -> None:
    """Draw a line around a cell, or around the merged cells that it stands for."""
    corner = form[address]
    left, top, right, bottom = corner.column, corner.row, corner.column, corner.row
    for merged in form.merged_cells.ranges:
        if (merged.min_col, merged.min_row) == (left, top):
            right, bottom = merged.max_col, merged.max_row
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            cell = form.cell(row, column)
            cell.border = Border(
                left=side if column == left else cell.border.left,
                right=side if column == right else cell.border.right,
                top=side if row == top else cell.border.top,
                bottom=side if row == bottom else cell.border.bottom,
            )
