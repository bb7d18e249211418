"""Header lines of every kind, several of each: filled in, read back, each as its own."""

import io
from dataclasses import replace
from datetime import date

import openpyxl

from scoring.rubric import HeaderField
from scoring.scorecard import Header
from tests.builders import SMALL, scorecard
from tests.workbook.forms import KEY, filled, identity
from workbook.identity import sign
from workbook.intake.check import Terms, check
from workbook.layout import FORM_SHEET, layout_of

LINES = (
    HeaderField("from", "開始日期", "date"),
    HeaderField("to", "結束日期", "date"),
    HeaderField("span", "考核期間", "period"),
    HeaderField("round", "考核次別", "choice", "", ("期中", "期末")),
    HeaderField("author", "填表人", "text"),
)
OF_MANY = replace(SMALL, header=(SMALL.header[0], *LINES))
FIRST, LAST = date(2018, 7, 5), date(2018, 12, 31)
HEADER = Header(
    {"from": (FIRST,), "to": (LAST,), "span": (FIRST, LAST)}, {}, {"round": "期末", "author": "王小明"}
)
CARD = replace(scorecard(OF_MANY), header=HEADER)
FORM = filled(CARD, OF_MANY, sign(identity(OF_MANY), KEY))


def test_each_line_is_read_back_as_its_own() -> None:
    checked = check(FORM, "a.xlsx", Terms(KEY, rubric=OF_MANY))
    assert (checked.state, checked.findings) == ("accepted", ())
    assert checked.scorecard.header == HEADER


def test_days_that_cannot_be_read_are_kept_by_their_line() -> None:
    header = Header({"from": (FIRST,)}, {"to": "7/5", "span": "七月"}, {"round": "其他", "author": ""})
    data = filled(replace(CARD, header=header), OF_MANY, sign(identity(OF_MANY), KEY))
    checked = check(data, "a.xlsx", Terms(KEY, rubric=OF_MANY))
    assert checked.scorecard.header == header
    assert [(finding.code, finding.id) for finding in checked.findings] == [
        ("header-missing", "author"),
        ("date-unreadable", "to"),
        ("date-unreadable", "span"),
        ("header-not-an-option", "round"),
    ]


def test_a_choice_offers_its_options_alone() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(FORM))[FORM_SHEET]
    cell = layout_of(OF_MANY).header_cell(LINES[3])
    lists = [each for each in sheet.data_validations.dataValidation if cell in each.sqref]
    assert [(each.type, each.formula1) for each in lists] == [("list", '"期中,期末"')]
