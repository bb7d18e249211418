"""What a number format makes of what a cell holds."""

from decimal import Decimal

import pytest

from scoring.errors import WorkbookError
from workbook.intake.formats import format_codes, is_date, shows_number, shows_text
from workbook.sheetxml import MAIN


def _code(number_format: int, code: str = "") -> str:
    formats = f'<numFmts><numFmt numFmtId="{number_format}" formatCode="{code}"/></numFmts>' if code else ""
    xfs = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number_format}"/></cellXfs>'
    return format_codes(f'<styleSheet xmlns="{MAIN}">{formats}{xfs}</styleSheet>'.encode())[1]


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
        format_codes(styles.encode())


def test_a_style_without_a_format_has_that_of_the_one_beneath() -> None:
    formats = '<numFmts><numFmt numFmtId="0200" formatCode="0.0"/></numFmts>'
    xfs = '<cellStyleXfs><xf/><xf numFmtId=" 200"/></cellStyleXfs><cellXfs><xf/><xf xfId="1"/></cellXfs>'
    styles = f'<styleSheet xmlns="{MAIN}">{formats}{xfs}</styleSheet>'
    assert format_codes(styles.encode()) == ("General", "0.0")


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
        *(("[$12]", "28"), ("#", "0"), ("*1", "28"), ("0" * 256, "28"), ("-0", "28")),
    ],
)
def test_a_format_that_shows_another_number_or_none_is_told(code: str, number: str) -> None:
    assert not shows_number(code, Decimal(number))


@pytest.mark.parametrize("code", ["General", "@", "0", "0.00", "0;-0", "0;-0;0;@", '"12"', "[Red]0"])
def test_a_text_is_shown_as_it_is(code: str) -> None:
    assert shows_text(code)


@pytest.mark.parametrize("code", [";;;", '0;0;0;"☑"', '"☑"@', "@@", '@"x"', "0;0;0;", "\\☑@"])
def test_a_format_that_shows_another_text_is_told(code: str) -> None:
    assert not shows_text(code)


def test_a_format_that_nobody_describes_may_show_anything() -> None:
    assert not shows_number(_code(150), Decimal(28))
    assert not shows_text(_code(150))
