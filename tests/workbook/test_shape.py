"""What is read stands where programs write it, and nowhere else."""

import pytest

from scoring.errors import WorkbookError
from workbook.shape import hold_to_shape
from workbook.sheetxml import MAIN, parse

COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def held(root: str, content: str, attributes: str = "") -> None:
    xml = f'<{root} xmlns="{MAIN}" xmlns:mc="{COMPATIBILITY}" xmlns:z="urn:z" {attributes}>{content}</{root}>'
    hold_to_shape(parse(xml.encode(), "x.xml"), "x.xml")


def chosen(content: str, other: str = "") -> str:
    choice = f'<mc:Choice Requires="z">{content}</mc:Choice>'
    return f"<mc:AlternateContent>{choice}<mc:Fallback>{other}</mc:Fallback></mc:AlternateContent>"


@pytest.mark.parametrize(
    ("root", "content"),
    [
        ("worksheet", chosen("<headerFooter><oddHeader>x</oddHeader></headerFooter>")),
        ("worksheet", chosen("", "<sheetFormatPr/>")),
        ("worksheet", chosen('<conditionalFormatting sqref="C7"/>')),
        ("worksheet", chosen("<dataValidations/>")),
        ("worksheet", f"<sheetViews>{chosen('<sheetView/>')}</sheetViews>"),
        ("styleSheet", chosen("<fonts/>")),
        ("styleSheet", f"<fonts><font>{chosen('<color/>')}</font></fonts>"),
        ("styleSheet", f"<fills><fill><patternFill>{chosen('<fgColor/>')}</patternFill></fill></fills>"),
        ("styleSheet", f"<dxfs>{chosen('<dxf/>')}</dxfs>"),
        ("workbook", chosen("<definedNames/>")),
        ("sst", chosen("<si/>")),
        ("sst", f"<si><r>{chosen('<rPr/>')}</r></si>"),
    ],
)
def test_a_choice_between_programs_holds_nothing_that_is_read(root: str, content: str) -> None:
    with pytest.raises(WorkbookError):
        held(root, content)


@pytest.mark.parametrize(
    ("root", "content"),
    [
        ("workbook", chosen('<z:absPath url="C:\\"/>')),
        ("worksheet", chosen("<controls/>")),
        ("worksheet", f"<controls>{chosen('<controls><control/></controls>', '<oleObjects/>')}</controls>"),
        ("worksheet", "<extLst><ext><z:rule><z:dxf><font><b/></font></z:dxf></z:rule></ext></extLst>"),
        ("styleSheet", "<fonts><font><b/></font></fonts>"),
    ],
)
def test_what_excel_writes_within_choices_and_extensions_may_stand_there(root: str, content: str) -> None:
    held(root, content)


def test_elements_that_are_said_to_be_passed_through_are_refused() -> None:
    with pytest.raises(WorkbookError):
        held("worksheet", "<z:w><headerFooter/></z:w>", 'mc:Ignorable="z" mc:ProcessContent="z:w"')
    held("worksheet", "<headerFooter/>", 'mc:Ignorable="z"')
