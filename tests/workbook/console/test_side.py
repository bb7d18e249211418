"""The side workbook of the live check."""

import io

import openpyxl

from workbook.console.plan import FINDINGS, Link, Row
from workbook.console.side import side_book

ROW: Row = ("錯誤", "=1+1", "1.1", "壞\x01字\n第二行", None, Link("甲.xlsx", "/甲.xlsx"), None, "code")


def test_it_lists_the_findings_under_their_headings_texts_as_texts() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(side_book("檢核結果：甲", "=摘要", [ROW])))[FINDINGS]
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A2"].data_type] == ["檢核結果：甲", "=摘要", "s"]
    assert [cell.value for cell in sheet[3]][:3] == ["嚴重性", "機關", "項目"]
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=1+1", "s")
    assert sheet["D4"].value == "壞字\n第二行"
    assert (sheet["F4"].value, sheet["F4"].data_type) == ('=HYPERLINK("/甲.xlsx","甲.xlsx")', "f")


def test_without_findings_there_are_the_headings_alone() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(side_book("甲", "通過", [])))[FINDINGS]
    assert sheet.max_row == 3
