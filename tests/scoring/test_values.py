"""What people write, and what it is read as."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.values import (
    day_text,
    is_plausible,
    local_time,
    number,
    office_key,
    parse_date,
    parse_period,
    parse_score,
    period_text,
    roc_date,
    time_text,
)

JULY_5 = date(2018, 7, 5)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("27", "27"),
        ("２７", "27"),
        (" 27 ", "27"),
        ("\u300027\u3000", "27"),
        ("27.0", "27"),
        ("27.", "27"),
        ("２７．５", "27.5"),
        (".5", "0.5"),
        ("+27", "27"),
        ("-3", "-3"),
        ("－3", "-3"),
        ("27分", "27"),
        ("２７ 分 ", "27"),
        ("2.7e1", "27"),
        ("27\n", "27"),
        ("\u200b27\ufeff", "27"),
        ("\u202a27\u202c", "27"),
        ("2\u200b7", "27"),
        ("0", "0"),
        ("999999999", "999999999"),
    ],
)
def test_a_score_is_read_however_its_number_is_written(text: str, points: str) -> None:
    assert parse_score(text) == Decimal(points)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "分", "約27", "27-28", "27~28", "27/30", "2 7", "27 28", "27分分", "27分左右"),
        *("二十七", "27pts", "2,7", "1,000", "27..5", "--27", "+", ".", "e5", "=27", "27%"),
        *("1e1000", "1e99", "1e9", "1e", "nan", "NaN", "inf", "-Infinity", "0x1B", "2_7", "1234567890"),
        *("TRUE", "#DIV/0!", "²⁄₃", "½", "27\x00"),
    ],
)
def test_nothing_is_guessed_out_of_what_is_not_one_number(text: str) -> None:
    assert parse_score(text) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *(("27", "27"), ("-3.50", "-3.50"), (".5", "0.5"), ("5.", "5"), ("2.7e1", "27"), ("1E-3", "0.001")),
        *((27, "27"), (0.5, "0.5"), (Decimal("1.10"), "1.10"), (True, "1")),
        *(("999999999.999999999", "999999999.999999999"), (10**9 - 1, "999999999"), ("1e8", "1E+8")),
        ("5.551115123125783E-17", "5.551115123125783E-17"),
    ],
)
def test_a_number_is_what_was_written_exactly(written: str | float | Decimal, expected: str) -> None:
    found = number(written)
    assert found == Decimal(expected)
    assert len(f"{found:f}") <= 170


_NONE: list[str | float | Decimal] = [
    *("", " ", "x", "1 2", "1_000", "0x1", "nan", "NaN", "inf", "-Infinity", "1e", "e5", ".", "27\n", "½"),
    *("1e9", "-1e9", "1e400", "1.0e+999999", "1e999999999", "1e-999999", "9" * 10_000, "0" * 10_000),
    *("1." + "0" * 10_000, "1e" + "9" * 10_000, "1e-200"),
    *(10**9, -(10**9), 10**10_000, 1e9, 1e308, math.inf, -math.inf, math.nan, 5e-324),
    *(Decimal("1e999999"), Decimal("-1e999999"), Decimal("1e-999999"), Decimal("NaN"), Decimal("sNaN")),
    Decimal("-Infinity"),
]


@pytest.mark.parametrize("written", _NONE, ids=range(len(_NONE)))
def test_what_is_no_number_or_beyond_any_count_is_none(written: str | float | Decimal) -> None:
    assert number(written) is None


@given(st.one_of(st.floats(), st.integers(), st.decimals(), st.text("0123456789.eE+-", max_size=70)))
def test_whatever_is_a_number_is_short_when_it_is_written_out(written: str | float | Decimal) -> None:
    found = number(written)
    assert found is None or (abs(found) < 10**9 and len(f"{found:f}") <= 170)


@pytest.mark.parametrize("text", ["2⁷", "27²", "㉗", "①②"])
def test_a_superscript_or_a_circled_number_is_no_digit_of_a_score(text: str) -> None:
    assert parse_score(text) is None


@given(st.decimals(0, 10**8, places=4))
def test_a_score_survives_being_printed_in_either_width(points: Decimal) -> None:
    text = str(points)
    wide = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789."})
    assert parse_score(text) == parse_score(wide) == points


@given(st.text(max_size=20))
def test_whatever_is_written_for_a_score_the_answer_is_a_finite_number_or_none(text: str) -> None:
    points = parse_score(text)
    assert points is None or points.is_finite()


@pytest.mark.parametrize(
    "text",
    [
        "107年7月5日",
        "107 年 7 月 5 日",
        "107年07月05日",
        "107年7月5",
        "１０７年７月５日",
        "１０７／７／５",
        "107/7/5",
        "107.07.05",
        "107-7-5",
        "1070705",
        "１０７０７０５",
        "中華民國107年7月5日",
        "民國 107 年 7 月 5 日",
        "2018-07-05",
        "2018/7/5",
        "2018.7.5",
        "20180705",
        "2018年7月5日",
        "2018-07-05 00:00:00",
        "2018-07-05T00:00:00",
        "2018-07-05T00:00:00Z",
        "107年7月5日（星期四）",
        "107/7/5 (四)",
        "107年7月5日 週四",
        "107年7月5日至6日",
        "107年7月5日～7月6日",
        "107/7/5-7/6",
        "107/7/5-6",
        "107年7月5日至108年1月2日",
        "107年7月5、6日",
        "一百零七年七月五日",
        "民國一〇七年七月五日",
        "二〇一八年七月五日",
        "107\u200b年7月5日\ufeff",
        "  107/7/5\n",
    ],
)
def test_a_date_is_read_in_each_of_the_forms_used_in_taiwan(text: str) -> None:
    assert parse_date(text) == JULY_5


@pytest.mark.parametrize(
    "text",
    [
        *("", "7/5", "7月5日", "18/7/5", "07/7/5", "5/7/18", "107/7", "107年7月", "107年"),
        *("107/13/5", "107/2/30", "107/0/5", "107/7/0", "1071305", "106/2/29", "20180230"),
        *("0", "43286", "107/7.5", "107-7/5", "約107/7/5", "107/7/5前後", "107/7/6-5", "107年7月31日至2日"),
        *("107年7月5日（星期五）", "107年7月5日至", "一百年七月", "百十年七月五日十"),
        *("2018-07-05 13:30:00", "大約七月", "#N/A", "TRUE", "107075", "10707050"),
    ],
)
def test_a_date_that_names_no_single_day_is_not_guessed_at(text: str) -> None:
    assert parse_date(text) is None


def test_a_two_digit_year_is_read_only_where_it_can_be_roc_alone() -> None:
    assert parse_date("99年7月5日") == date(2010, 7, 5)
    assert parse_date("99/7/5") is None


@pytest.mark.parametrize("text", ["18年7月5日", "10年7月5日", "89年7月5日"])
def test_a_two_digit_year_that_could_be_western_is_read_as_neither(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("day", "plausible"),
    [
        (date(1991, 12, 31), False),  # 80
        (date(2000, 12, 31), False),  # 89
        (date(2001, 1, 1), True),  # 90
        (date(2110, 12, 31), True),  # 199
        (date(2111, 1, 1), False),  # 200
    ],
)
def test_a_form_can_have_been_scored_in_the_roc_years_90_to_199(day: date, *, plausible: bool) -> None:
    assert is_plausible(day) is plausible
    assert parse_date(day.isoformat()) == (day if plausible else None)


@given(st.dates(date(2001, 1, 1), date(2110, 12, 31)))
def test_a_day_survives_being_written_as_forms_write_it(day: date) -> None:
    assert parse_date(roc_date(day)) == day
    assert parse_date(day.isoformat()) == day


@pytest.mark.usefixtures("taipei_time")
def test_days_and_times_are_told_as_letters_have_them_in_local_time() -> None:
    assert (day_text(JULY_5), day_text(JULY_5, "en")) == ("107年7月5日", "2018-07-05")
    late = datetime(2018, 7, 5, 16, 5, tzinfo=UTC)
    assert (time_text(late), time_text(late, "en")) == ("107年7月6日 00:05", "2018-07-06 00:05")
    assert time_text(datetime(2018, 7, 5, 16, 5)) == "107年7月5日 16:05"


@pytest.mark.usefixtures("taipei_time")
@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2018-07-05T08:00:00Z", "2018-07-05T16:00:00+08:00"),
        ("2018-07-05T08:00:00", "2018-07-05T16:00:00+08:00"),
        ("2018-07-05T08:00:00+09:00", "2018-07-05T07:00:00+08:00"),
        ("2018-07-05", "2018-07-05T08:00:00+08:00"),
        ("9999-12-31T23:59:59Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2018-13-05T08:00:00Z", None),
        ("", None),
    ],
)
def test_a_time_that_a_file_was_saved_at_is_local_or_nothing(text: str, local: str | None) -> None:
    moment = local_time(text)
    assert (moment.isoformat() if moment else None) == local


@given(st.text(max_size=30))
def test_whatever_is_written_for_a_date_reading_it_never_fails(text: str) -> None:
    day = parse_date(text)
    assert day is None or day.year > 1911


@pytest.mark.parametrize("other", ["臺北分署", "台北分署", " 台北 分署", "台北\u3000分署"])
def test_the_two_ways_to_write_tai_and_the_spaces_are_one_office(other: str) -> None:
    assert office_key(other) == office_key("臺北分署")


def test_another_office_has_another_key() -> None:
    assert office_key("臺中分署") != office_key("臺北分署")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("107年7月5日至8月3日", (date(2018, 7, 5), date(2018, 8, 3))),
        ("107年7月5日至108年1月3日", (date(2018, 7, 5), date(2019, 1, 3))),
        ("107/7/5~107/7/9", (date(2018, 7, 5), date(2018, 7, 9))),
        ("2018-07-05 到 2018-07-09", (date(2018, 7, 5), date(2018, 7, 9))),
        ("107年7月5日至6日", (date(2018, 7, 5), date(2018, 7, 6))),
        ("107年7月5日", (date(2018, 7, 5), date(2018, 7, 5))),
        ("107年8月5日至7月3日", None),
        ("七月至八月", None),
        ("", None),
    ],
)
def test_a_period_is_its_first_and_its_last_day(text: str, days: tuple[date, date] | None) -> None:
    assert parse_period(text) == days
    if days is not None:
        assert parse_period(period_text(days)) == days
