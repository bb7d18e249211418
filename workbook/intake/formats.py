"""How a cell shows what it holds: number formats, after ISO/IEC 29500-1 §18.8.30 and §18.8.31.

A format can show any number as any other, as a text, or not at all. One that does is told.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from workbook.intake.colours import Resolver, numbered

GENERAL = "General"
PLAIN = frozenset({GENERAL, "@", ""})
"""What shows a value of any kind as it is."""
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    48: "##0.0E+0",
    49: "@",
}
_DATE_NUMBERS = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
"""Dates in some locale."""
_TIME_NUMBERS = frozenset((*range(18, 22), *range(45, 48)))
_DATE, _TIME = "yyyy/m/d", "h:mm"
_UNKNOWN = ";;;"
"""Stands for a format that is not described, which may show anything."""
_MAX_FORMAT = 255  # Excel's limit for a number format
_DAY = re.compile(r"(?<!d)d{1,2}(?!d)")
"""The day of the month; longer ones are days of the week."""
_DATE_CODE = re.compile(r"[ymdeg]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|E[+-]|G/通用格式|General', re.IGNORECASE)
_ANY_NUMBER = re.compile(r"general|g/通用格式|@", re.IGNORECASE)
_COLOURS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00",
    "magenta": "FF00FF", "red": "FF0000", "white": "FFFFFF", "yellow": "FFFF00",
}  # fmt: skip
_NAMED_COLOUR = re.compile(rf"\[(?:({'|'.join(_COLOURS)})|colou?r ?([0-9]{{1,2}}))\]", re.IGNORECASE)
_COLOUR = re.compile(
    rf"\[(?:{'|'.join(_COLOURS)}|colou?r ?[0-9]{{1,2}}|\$-[0-9A-F]{{1,8}}|DBNum[12])\]", re.IGNORECASE
)
_SKIPPED = re.compile(r"_.|\* |\\ |[ ?]")  # widths, fillings of blanks, blanks
_UNIT = re.compile(r'"分"$|\\?分$')
_DIGITS = re.compile(r"(\\?[-(])?(?:#,)?[#0]*([0#])(?:\.([0#]+))?(?:\\?\))?")


def built_in(number: int | None) -> str:
    """Return the code of a number format that has only its number."""
    if number == 0:
        return GENERAL
    if number in _TIME_NUMBERS:
        return _TIME
    return _DATE if number in _DATE_NUMBERS else _BUILT_IN.get(-1 if number is None else number, _UNKNOWN)


def colours_of(code: str, resolved: Resolver) -> Sequence[str]:
    """Return the colours (RRGGBB) in which a format shows what a cell holds, whichever it is; none where it
    says none."""
    found = _NAMED_COLOUR.findall(code)
    return [_COLOURS[name.lower()] if name else numbered(int(number), resolved) for name, number in found]


def is_date(code: str) -> bool:
    """Tell whether a format shows a number as a date."""
    return len(code) <= _MAX_FORMAT and bool(_DATE_CODE.search(_LITERAL.sub("", code)))


def shows_date(code: str) -> bool:
    """Tell whether a date's format shows the date and it alone: month and day, and no digits that are written
    into the format, in whatever script."""
    written = re.sub(r"\[[^\]]*\]", "", code)
    said = _LITERAL.sub("", code).lower()
    is_whole = "m" in said and _DAY.search(said) is not None
    return is_whole and not any(char.isnumeric() for char in written)


def shows_number(code: str, number: Decimal) -> bool:
    """Tell whether a format shows a number as it is: all of its digits, and nothing that would make another
    number of it. Colours, separators of thousands and blanks do no harm."""
    if not code or _ANY_NUMBER.fullmatch(code):
        return True
    sections = code.split(";")
    if len(code) > _MAX_FORMAT or len(sections) > 4:
        return False
    which = 1 if number < 0 and len(sections) > 1 else 2 if number == 0 and len(sections) > 2 else 0
    section = _UNIT.sub("", _SKIPPED.sub("", _COLOUR.sub("", sections[which])))
    if _ANY_NUMBER.fullmatch(section):
        return which == 0
    match = _DIGITS.fullmatch(section)
    if match is None:
        return False
    is_there = match[2] == "0" or abs(number) >= 1
    has_sign = bool(match[1]) == (which == 1)
    return is_there and has_sign and -int(number.normalize().as_tuple().exponent) <= len(match[3] or "")


def shows_text(code: str) -> bool:
    """Tell whether a format shows a text as it is."""
    sections = code.split(";")
    said = sections[3] if len(sections) > 3 else "".join(each for each in sections if "@" in each)
    said = _SKIPPED.sub("", _COLOUR.sub("", said))
    return said == "@" if len(sections) > 3 else said in ("", "@")
