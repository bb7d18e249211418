"""How text fits a cell: its width in units, the lines it wraps into, a row's height, what a cell holds.

A unit is the width of one half-width character of the body's font; a full-width character takes two.
Column widths are in Excel's unit, the width of a digit of the default font (`DIGIT_PIXELS`).
"""

import unicodedata
from collections.abc import Iterable

FONT_SIZE = 11
"""Of the body's font, in points."""
LINE_HEIGHT = 15.0
"""A line of the body's font, in points."""
MAX_HEIGHT = 409.0
"""The highest row that Excel shows, in points."""
MAX_CELL_TEXT = 32_767
"""The most UTF-16 code units that a cell holds (Excel's specifications and limits)."""
DIGIT_PIXELS = 7
_PIXELS_A_POINT = 96 / 72
_PADDING = 3.0
"""Points above and below the lines of a wrapped text."""
COMMENT_WIDTH, _COMMENT_UNITS, _COMMENT_LINE, _MAX_COMMENT = 300, 44, 17, 400
"""Of a comment, in pixels: its width, the units of its own font in a line, a line, the highest."""
_UNIT_PIXELS = FONT_SIZE * _PIXELS_A_POINT / 2


def units(text: str) -> int:
    """Return the width of a text in units."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def room(width: float, *, spare: int = 1, size: float = FONT_SIZE) -> int:
    """Return how many units a line holds in a column of this width, 2 at least.

    ``spare`` units stay free, for programs break lines sooner than the arithmetic says; ``size`` is that
    of the font, in points.
    """
    return max(2, int(width * DIGIT_PIXELS / (size * _PIXELS_A_POINT / 2)) - spare)


def whole_room(width: float, *, margin: int = 2) -> int:
    """Return the room in whole full-width characters, in units, with ``margin`` pixels left free."""
    return int((width * DIGIT_PIXELS - margin) / _UNIT_PIXELS) // 2 * 2


def lines(text: str, units_a_line: int) -> int:
    """Count the lines that a text takes: its own line breaks and those of wrapping."""
    return sum(max(1, -(-units(line) // units_a_line)) for line in text.split("\n"))


def height(text: str, units_a_line: int, *, padding: float = 0.0) -> float:
    """Return the height of a row that shows a wrapped text, in points, at most what Excel shows."""
    return min(lines(text, units_a_line) * LINE_HEIGHT + padding, MAX_HEIGHT)


def row_height(
    texts: Iterable[tuple[str, float]], *, least: float = LINE_HEIGHT + _PADDING, spare: int = 1
) -> float:
    """Return the height in points of a row with wrapped texts, each beside its column's width."""
    heights = [height(text, room(width, spare=spare), padding=_PADDING) for text, width in texts]
    return max([least, *heights])


def comment_height(text: str) -> int:
    """Return the height in pixels of a comment that shows a text, at most what a screen has room for."""
    return min((lines(text, _COMMENT_UNITS) + 1) * _COMMENT_LINE, _MAX_COMMENT)


def utf16_length(text: str) -> int:
    """Return a text's length as Excel counts it: an emoji counts two."""
    return len(text) + sum(char > "\uffff" for char in text)


def clipped(text: str, most: int = MAX_CELL_TEXT) -> str:
    """Cut a text to what a cell holds, never within a character; half a character becomes U+FFFD."""
    if len(text) <= most // 2 and text.isprintable():
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
