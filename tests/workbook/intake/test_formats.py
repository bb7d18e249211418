"""What a number format makes of what a cell holds."""

from decimal import Decimal

import pytest

from scoring.errors import WorkbookError
from workbook.intake.colours import resolver
from workbook.intake.formats import colours_of, is_date, shows_date, shows_number, shows_text
from workbook.intake.styles import read_styles
from workbook.sheetxml import MAIN


def _code(number_format: int, code: str = "") -> str:
    formats = f'<numFmts><numFmt numFmtId="{number_format}" formatCode="{code}"/></numFmts>' if code else ""
    xfs = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number_format}"/></cellXfs>'
    return (
        read_styles(f'<styleSheet xmlns="{MAIN}">{formats}{xfs}</styleSheet>'.encode(), b"").number_format(1)
        or ""
    )


@pytest.mark.parametrize(
    ("number_format", "code"),
    [
        *((14, ""), (22, ""), (27, ""), (36, ""), (45, ""), (47, ""), (50, ""), (58, "")),
        *((164, "yyyy/m/d"), (165, "[$-404]e/m/d;@"), (169, "y" * 255)),
        (166, "[$-404]e&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"),
        (167, "yyyy\\-mm\\-dd"),
        (168, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy"),
    ],
)
def test_formats_that_show_a_day_are_dates(number_format: int, code: str) -> None:
    assert is_date(_code(number_format, code))


@pytest.mark.parametrize(
    ("number_format", "code"),
    [
        *((0, ""), (13, ""), (23, ""), (26, ""), (37, ""), (44, ""), (48, ""), (49, ""), (59, "")),
        (164, "y" * 256),
        *((1, ""), (2, ""), (11, ""), (164, "0.00"), (164, "@"), (164, "#,##0_);[Red]")),
        *((164, "0&quot;年&quot;"), (164, "0&quot; days&quot;"), (164, "[Red]0"), (164, "")),
    ],
)
def test_formats_that_show_a_number_are_none(number_format: int, code: str) -> None:
    assert not is_date(_code(number_format, code))


@pytest.mark.parametrize(
    "code", ["General", "GENERAL", "0.00E+00", "##0.0E+0", "G/通用格式", "General;-General"]
)
def test_a_plain_number_format_that_a_program_spells_out_is_no_date(code: str) -> None:
    """LibreOffice writes `General` as a custom format, 164."""
    assert not is_date(_code(164, code))


def test_two_formats_of_one_number_are_refused() -> None:
    formats = '<numFmt numFmtId="164" formatCode="0"/><numFmt numFmtId="164" formatCode="0.0"/>'
    xfs = '<cellXfs><xf numFmtId="164"/></cellXfs>'
    styles = f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>{xfs}</styleSheet>'
    with pytest.raises(WorkbookError):
        read_styles(styles.encode(), b"")


def test_a_style_without_a_format_has_that_of_the_one_beneath() -> None:
    formats = '<numFmts><numFmt numFmtId="0200" formatCode="0.0"/></numFmts>'
    xfs = '<cellStyleXfs><xf/><xf numFmtId=" 200"/></cellStyleXfs><cellXfs><xf/><xf xfId="1"/></cellXfs>'
    styles = f'<styleSheet xmlns="{MAIN}">{formats}{xfs}</styleSheet>'
    looks = read_styles(styles.encode(), b"")
    assert [looks.number_format(style) for style in range(3)] == ["General", "0.0", None]


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("General", ("28", "27.5", "-3", "0")),
        ("G/通用格式", ("28", "27.5")),
        ("@", ("28", "27.5")),
        ("", ("28",)),
        ("0", ("28", "0", "1000")),
        ("0.0", ("28", "27.5")),
        ("0.00", ("27.5", "27.25")),
        ("0.0#", ("27.5", "27.25")),
        ("#,##0", ("28", "1000")),
        ("#,##0.00", ("27.25",)),
        ("0_);(0)", ("28", "-3")),
        ("#,##0 ;[Red](#,##0)", ("28", "-3")),
        ("0;-0", ("28", "-3")),
        ("[Red]0", ("28",)),
        ("0 ", ("28",)),
        ("0;-0;0;@", ("28", "0")),
        ("#", ("28", "1")),
        ("0.##", ("28", "27.25")),
        *(
            (code, ("28",))
            for code in ('0" 分"', '0"分"', "0分", "0\\分", "0_ ", "0\\ ", "[$-404]0", "[Color10]0")
        ),
        ("[DBNum1][$-404]General", ("28",)),
        ('_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', ("28", "-3")),
        ('_-* #,##0_-;\\-* #,##0_-;_-* "-"_-;_-@_-', ("28", "-3")),
        ("#,##0_ ;[Red]\\-#,##0\\ ", ("28", "-3")),
    ],
)
def test_a_plain_format_shows_a_number_as_it_is(code: str, numbers: tuple[str, ...]) -> None:
    assert all(shows_number(code, Decimal(each)) for each in numbers)


@pytest.mark.parametrize(
    ("code", "number"),
    [
        *(('"12"', "28"), ('"12"0', "28"), ('0"0"', "28"), ("\\1\\2", "28"), ("1\\2", "28"), ("12", "28")),
        *((";;;", "28"), (";", "28"), ("0;0", "-3"), ("0;(0);;@", "0"), ("0;0;0;0;0", "28")),
        *(("0", "27.5"), ("0.0", "27.25"), ("0,", "28000"), ("0%", "0.28"), ("0.00E+00", "28")),
        *(("# ?/?", "27.5"), ("yyyy/m/d", "28"), ("[<30]0;[>=30]0", "28"), ("[=28]12;0", "28")),
        *(("0*1", "28"), ("*00", "28"), ("0_1*2", "28"), ("0\\-", "28"), ('0" 分1"', "28"), ("分0", "28")),
        *(("#", "0.5"), ('_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', "0"), ("[DBNum3]0", "28")),
        *(("[$12]", "28"), ("#", "0"), ("*1", "28"), ("0" * 256, "28"), ("-0", "28")),
    ],
)
def test_a_format_that_shows_another_number_or_none_is_told(code: str, number: str) -> None:
    assert not shows_number(code, Decimal(number))


@pytest.mark.parametrize(
    "code",
    ["General", "@", "0", "0.00", "0;-0", "0;-0;0;@", '"12"', "[Red]0", "_(@_)", "0;0;0;_-@_-", "[Red]@"],
)
def test_a_text_is_shown_as_it_is(code: str) -> None:
    assert shows_text(code)


@pytest.mark.parametrize(
    "code", [";;;", '0;0;0;"☑"', '"☑"@', "@@", '@"x"', "0;0;0;", "\\☑@", "@*1", "0;0;0;*x@"]
)
def test_a_format_that_shows_another_text_is_told(code: str) -> None:
    assert not shows_text(code)


@pytest.mark.parametrize(
    "code", ["yyyy/m/d", '[$-404]e"年"m"月"d"日"', 'm"月"d"日"', "[$-F800]dddd, mmmm dd, yyyy", "d-mmm"]
)
def test_a_format_that_shows_month_and_day_shows_a_date(code: str) -> None:
    assert shows_date(code)


@pytest.mark.parametrize(
    "code", ["d", "dddd", "yyyy", "yyyy/m", "h:mm", '"5"m"月"d"日"', '"五"m/d', 'm"月""d"']
)
def test_a_format_that_shows_a_part_of_a_date_or_another_is_told(code: str) -> None:
    assert not shows_date(code)


@pytest.mark.parametrize("number", [18, 21, 45, 47])
def test_formats_of_times_show_no_date(number: int) -> None:
    assert is_date(_code(number))
    assert not shows_date(_code(number))


def test_each_colour_of_a_format_is_looked_at() -> None:
    resolved = resolver(None, None)
    assert colours_of("[Red]0;;[White]0", resolved) == ["FF0000", "FFFFFF"]
    assert colours_of("[Color2]0;[color 10]0", resolved) == ["FFFFFF", "008000"]
    assert colours_of("[Color57]0", resolved) == ["?"]
    assert colours_of("0", resolved) == []


def test_a_format_that_nobody_describes_may_show_anything() -> None:
    assert not shows_number(_code(150), Decimal(28))
    assert not shows_text(_code(150))
