"""Our workbooks keep to the limits of Excel that the schema does not know."""

import re

import pytest

from tests.office import excel_limits, workbooks
from tests.office.parts import Parts, packed

SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
_PRINT_TITLES = r"(?<=<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">)[^<]*"


@pytest.mark.parametrize("name", workbooks.names())
def test_no_workbook_of_ours_goes_over_a_limit_of_excel(name: str) -> None:
    assert excel_limits.complaints(workbooks.WORKBOOKS[name]()) == []


@pytest.mark.parametrize(
    ("part", "pattern", "replacement", "complaint"),
    [
        (SHEET, r' prompt="[^"]*"', f' prompt="{"字" * 256}"', "prompt has 256"),
        (SHEET, r' prompt="[^"]*"', f' prompt="{"😀" * 128}"', "prompt has 256"),
        (SHEET, r' error="[^"]*"', f' error="{"字" * 225}"', "error has 225"),
        (SHEET, r' errorTitle="[^"]*"', f' errorTitle="{"字" * 33}"', "errorTitle has 33"),
        (SHEET, r"(?<=<formula1>)IF[^<]*", f'"{"甲," * 128}"', "formula1 has 256"),
        (SHEET, r"(?<=<formula1>)IF[^<]*", "0" + "+1" * 128, "formula1 has 257"),
        (SHEET, r"(?<=<formula1>)IF[^<]*", "kaohe_gone", "kaohe_gone is neither"),
        (SHEET, r'(<dataValidation [^>]*sqref="C8)"', r'\1 C12"', "has 2 validations"),
        (SHEET, r"(?<=<f>)[^<]*", "0" + "+1" * 4096, "formula has 8193"),
        (SHEET, r"(?<=<f>)[^<]*", f'"{"字" * 256}"', "text in a formula has 256"),
        (SHEET, r"(?<=<f>)[^<]*", "_xlfn.TEXTJOIN(C8)", "_xlfn.TEXTJOIN is no function"),
        (SHEET, r"(?<=<f>)[^<]*", "IFS(C8,1)", "IFS is no function"),
        (SHEET, r"(?<=<f>)[^<]*", "N(" * 65 + "1" + ")" * 65, "nests deeper than 64"),
        (SHEET, r"(?<=<f>)[^<]*", "SUM(1" + ",1" * 255 + ")", "more than 255 arguments"),
        (SHEET, r"(?<=<f>)[^<]*", "無此表!A1", "names a sheet that is not there"),
        (SHEET, r"(?<=<oddFooter>)[^<]*", "x" * 256, "oddFooter has 256"),
        (SHEET, r"(?<=<mergeCell ref=)\"[^\"]*\"", '"A1:Z300"', "merged areas"),
        (SHEET, r' ht="[^"]*"', ' ht="410"', "410 points high"),
        (SHEET, r' r="A1"', ' r="R1"', "does not stand after"),
        (SHEET, r' s="\d+"', ' s="9999"', "has style 9999"),
        (BOOK, r'(?<=<sheet )([^>]*)name="評分表"', rf'\1name="{"評" * 32}"', "sheet name has 32"),
        (BOOK, r'(?<=<sheet )([^>]*)name="評分表"', r'\1name="評/表"', "character that Excel forbids"),
        (BOOK, _PRINT_TITLES, "'無此表'!$6:$6", "names a sheet that is not there"),
        (BOOK, _PRINT_TITLES, "#REF!", "leads nowhere"),
        (BOOK, r"kaohe_tick_off", "kaohe_ticks", "is defined twice"),
        (STRINGS, r"(?<=<si><t xml:space=\"preserve\">)[^<]*", "字" * 32_768, "string has 32768"),
    ],
)
def test_each_limit_is_noticed_where_it_is_passed(
    part: str, pattern: str, replacement: str, complaint: str
) -> None:
    contents = Parts(workbooks.FORMS["filled form"]()).contents
    text, times = re.subn(pattern, replacement, contents[part].decode(), count=1)
    assert times == 1
    found = excel_limits.complaints(packed({**contents, part: text.encode()}))
    assert any(complaint in line for line in found), found


@pytest.mark.parametrize(
    ("target", "complaint"),
    [("a" * 2_080, "a link has 2080"), ("號.xlsx", "has to be encoded"), ("a b.xlsx", "has to be encoded")],
)
def test_each_limit_of_links_to_files_is_noticed(target: str, complaint: str) -> None:
    contents = Parts(workbooks.consolidated(1)).contents
    part = next(name for name in contents if b"TargetMode" in contents[name])
    text, times = re.subn(
        r'Target="[^"]*"(?= TargetMode)', f'Target="{target}"', contents[part].decode(), count=1
    )
    assert times == 1
    found = excel_limits.complaints(packed({**contents, part: text.encode()}))
    assert any(complaint in line for line in found), found
