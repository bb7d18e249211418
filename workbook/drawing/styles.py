"""The form's look: fonts, borders, fills. Readable in grey print; colours only help."""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle

from workbook.fit import FONT_SIZE

FACE = "標楷體"

BODY = Font(name=FACE, size=FONT_SIZE)
BOLD = Font(name=FACE, size=FONT_SIZE, bold=True)
TITLE = Font(name=FACE, size=16, bold=True)
LINK = Font(name=FACE, size=FONT_SIZE, color="FF0563C1", underline="single")
SMALL = Font(name=FACE, size=9, color="FF404040")
TICK_FONT = Font(name=FACE, size=14)
SCORE_FONT = Font(name=FACE, size=14, bold=True)

_THIN = Side(style="thin", color="FF000000")
_HAIR = Side(style="hair", color="FF7F7F7F")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
UNDERLINE = Border(bottom=_THIN)

HEADING_FILL = PatternFill("solid", fgColor="FFD9D9D9")
SECTION_FILL = PatternFill("solid", fgColor="FFF2F2F2")

UNLOCKED = Protection(locked=False)
TOP_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)
TOP_CENTRE = Alignment(horizontal="center", vertical="top", wrap_text=True)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
ONE_LINE = Alignment(horizontal="left", vertical="center")

TO_FILL = DifferentialStyle(fill=PatternFill("solid", bgColor="FFFFF2CC"))
"""An input still empty: pale, hardly visible in grey print."""
WRONG = DifferentialStyle(
    font=Font(bold=True, color="FF9C0006"), fill=PatternFill("solid", bgColor="FFFFC7CE")
)
NOT_ASKED = DifferentialStyle(font=Font(color="FF7F7F7F"), fill=PatternFill("solid", bgColor="FFD9D9D9"))
"""What need not be filled in, by what was answered elsewhere."""
ABSENT = DifferentialStyle(
    font=Font(italic=True, color="FF7F7F7F"), fill=PatternFill("solid", bgColor="FFE7E6E6")
)
"""What is not applicable."""
DONE = DifferentialStyle(font=Font(color="FF375623"))


def note_border(first: bool, last: bool) -> Border:
    """Return the border of an item's note row: a box around all of them, hair lines between."""
    top, bottom = (_THIN if first else _HAIR), (_THIN if last else _HAIR)
    return Border(left=_THIN, right=_THIN, top=top, bottom=bottom)


def inside_border(first: bool, last: bool, *, left: bool = True, right: bool = True) -> Border:
    """Return the border of a cell in a block without lines inside: title and bands of an item are one box."""
    nothing = Side()
    return Border(
        left=_THIN if left else nothing,
        right=_THIN if right else nothing,
        top=_THIN if first else nothing,
        bottom=_THIN if last else nothing,
    )
