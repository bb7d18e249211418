"""Reading what people write for a score, a date or a tick; what is unclear is nothing, never guessed.

Width is normalised here (full-width digits and signs become plain ones) and nowhere else: in
narrative it would turn ＝ into =, which a spreadsheet takes for a formula. Not by NFKC, which would
also make digits of ² and ①.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from scoring.catalogue import Language

TICKED, UNTICKED = "☑", "☐"
LIMIT = 10**9
"""No number that counts anything here comes to it."""
_DECIMALS, _LONGEST = 150, 60
"""Digits after the point, of which a sum that is 0 but for its error has 32; characters of a number."""
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_SCORE = re.compile(r"[+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:[eE][+-]?\d{1,2})?")
ROC_EPOCH = 1911
INVISIBLE = (
    *(0x00AD, 0x061C, 0x180E, 0xFEFF),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
    *range(0xFE00, 0xFE10),
)
"""Characters without a look of their own: of no width, or that only say how others look or in which direction
they run. They come with what is pasted from web pages and messages."""
_NAMES = {code: f"[U+{code:04X}]" for code in INVISIBLE}
_NARROW: dict[int, str | None] = {
    0x3000: " ",
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(INVISIBLE),
}
_DATE_PATTERNS = (
    re.compile(r"(?:中華民國|民國)?(?P<y>\d{2,4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日?"),
    re.compile(r"(?P<y>\d{2,4})([./-])(?P<m>\d{1,2})\2(?P<d>\d{1,2})"),
    re.compile(r"(?P<y>\d{3})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"),
)
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?(?:Z|\+00:?00)?$")
_WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(
    r"(?:\((?:星期|禮拜|週|周)?(?P<a>[一二三四五六日天])\)|(?:星期|禮拜|週|周)(?P<b>[一二三四五六日天]))$"
)
_SPAN = re.compile(
    r"(?P<first>.*?\d日?)(?:至|到|、|及|和|~|～|—|–|-|to|/(?=\d{4}-\d{1,2}-))"
    r"(?:(?:(?P<y>\d{2,4})[年./-])?(?P<m>\d{1,2})[月./-])?(?P<d>\d{1,2})日?"
)
_NUMERAL = re.compile("[〇零○一二三四五六七八九十百]+")
_DIGITS = {**{digit: value for value, digit in enumerate("零一二三四五六七八九")}, "〇": 0, "○": 0}


def number(written: str | float | Decimal) -> Decimal | None:
    """Return a number exactly; None where a text says none, or it is beyond what is ever counted.

    What is returned is below `LIMIT` either way and has 150 digits after the point at most, so that
    whatever is done with it is done at once: 1e999999 written out is a megabyte. ``written`` is plain:
    digits, one point, an exponent at most.
    """
    if isinstance(written, str):
        if len(written) > _LONGEST or not _NUMBER.fullmatch(written):
            return None
        found = Decimal(written)
    elif isinstance(written, int) and abs(written) >= LIMIT:
        return None  # before it becomes digits, of which it may have millions
    else:
        found = Decimal(written)
    if not found.is_finite() or abs(found) >= LIMIT:
        return None
    exponent = found.as_tuple().exponent
    return found if isinstance(exponent, int) and exponent >= -_DECIMALS else None


def plain_width(text: str) -> str:
    """Return a text with full-width characters as plain ones, and without those that nobody sees."""
    return text.translate(_NARROW)


def with_names(text: str) -> str:
    """Return a text in which characters that nobody sees have their names: ``27[U+200B]8``."""
    return text.translate(_NAMES)


def parse_score(text: str) -> Decimal | None:
    """Return the number of points that ``text`` says, exactly: ``27``, ``２７``, `` 27 ``, ``27.0``,
    ``27分``.

    None where it says no single number; nothing is ever guessed out of ``約27`` or ``27-28``.
    """
    clean = plain_width(text).strip().removesuffix("分").strip()
    return number(clean) if _SCORE.fullmatch(clean) else None


def parse_date(text: str) -> date | None:
    """Return the day that ``text`` names in the forms used in Taiwan, in ROC or Western years.

    107年7月5日, 107/7/5, 107.07.05, 1070705, 2018-07-05, 一百零七年七月五日; of several days
    (107年7月5日至6日) the first. A year of two digits could be ROC or Western and is read as neither, except
    ROC years 90 to 99 written with 年. None where unclear, or where the day of the week beside it is another.
    """
    clean = plain_width(text).strip()
    clean = re.sub(r"\s+", "", _MIDNIGHT.sub("", clean))
    weekday = _WEEKDAY.search(clean)
    if weekday and clean[: weekday.start()].endswith(("日", *"0123456789")):
        day = parse_date(clean[: weekday.start()])
        said = (weekday["a"] or weekday["b"]).replace("天", "日")
        is_that_day = day is not None and _WEEKDAYS[day.weekday()] == said
        return day if is_that_day else None
    clean = _NUMERAL.sub(_in_digits, clean) if "年" in clean else clean
    span = _span(clean)
    return _single_day(clean) or (span[0] if span else None)


def parse_period(text: str) -> tuple[date, date] | None:
    """Return the first and the last day that ``text`` names: 107年7月5日至8月3日, 107/7/5~107/8/3, or one day
    as both. None where unclear."""
    clean = re.sub(r"\s+", "", plain_width(text))
    clean = _NUMERAL.sub(_in_digits, clean) if "年" in clean else clean
    span = _span(clean)
    day = None if span else parse_date(text)
    return span or ((day, day) if day else None)


def period_text(days: Sequence[date]) -> str:
    """Return a date, or the first and last day of a period, as forms write them."""
    return "至".join(roc_date(day) for day in dict.fromkeys(days))


def days_text(days: Sequence[date], language: str) -> str:
    """Return a date, or the first and last day of a period, as forms of a language write them."""
    if language == "zh-TW":
        return period_text(days)
    return "/".join(day.isoformat() for day in dict.fromkeys(days))


def _in_digits(numeral: re.Match[str]) -> str:
    """Return a number in Chinese numerals, such as 一百零七, 一〇七 or 二十一, in digits."""
    written = numeral[0]
    if not {"十", "百"} & {*written}:
        return "".join(str(_DIGITS[digit]) for digit in written)
    hundreds, has_hundreds, rest = written.rpartition("百")
    tens, has_tens, ones = rest.strip("零〇○").rpartition("十")
    parts = (hundreds or "一" if has_hundreds else "零", tens or "一" if has_tens else "零", ones or "零")
    if any(part not in _DIGITS for part in parts):
        return written
    value = [_DIGITS[part] for part in parts]
    return str(100 * value[0] + 10 * value[1] + value[2])


def _span(clean: str) -> tuple[date, date] | None:
    """Return the first and the last of the days that a text names; None where these are none."""
    span = _SPAN.fullmatch(clean)
    first = _single_day(span["first"]) if span else None
    if span is None or first is None:
        return None
    year, month = int(span["y"] or 0), int(span["m"] or first.month)
    try:
        last = date(first.year if not year else year + ROC_EPOCH * (year < 1000), month, int(span["d"]))
    except ValueError:
        return None
    return (first, last) if first < last else None


def _single_day(clean: str) -> date | None:
    for pattern in _DATE_PATTERNS:
        match = pattern.fullmatch(clean)
        if match:
            return _day(int(match["y"]), int(match["m"]), int(match["d"]), "年" in clean)
    return None


def _day(year: int, month: int, day: int, era_said: bool) -> date | None:
    if year < 100 and not (era_said and year >= 90):
        return None
    western = year + ROC_EPOCH if year < 1000 else year
    try:
        named = date(western, month, day)
    except ValueError:
        return None
    return named if is_plausible(named) else None


def is_plausible(day: date) -> bool:
    """Tell whether a form could have been scored that day: in ROC years 90 to 199.

    Those years also read the same however they are written.
    """
    return 90 <= day.year - ROC_EPOCH <= 199


def roc_date(day: date) -> str:
    """Return a day as forms write it: 107年7月5日."""
    return f"{day.year - ROC_EPOCH}年{day.month}月{day.day}日"


def day_text(day: date, language: Language = "zh-TW") -> str:
    """Return a day in words, as letters and the screen have it: 115年12月31日, 2026-12-31."""
    return roc_date(day) if language == "zh-TW" else f"{day:%Y-%m-%d}"


def time_text(moment: datetime, language: Language = "zh-TW") -> str:
    """Return a moment in this machine's own time: 115年12月31日 17:05, 2026-12-31 17:05.

    A moment without a zone is taken to be local already.
    """
    local = moment.astimezone() if moment.tzinfo else moment
    return f"{day_text(local, language)} {local:%H:%M}"


def local_time(text: str) -> datetime | None:
    """Return the moment that an ISO 8601 text names, in this machine's own time; without a zone it is
    UTC, as workbooks save it. None where it names none that a calendar has."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def office_key(name: str) -> str:
    """Return a name in the form in which two are compared: 臺 and 台 are one, width and spaces do not
    count."""
    return re.sub(r"\s+", "", plain_width(name)).replace("台", "臺")
