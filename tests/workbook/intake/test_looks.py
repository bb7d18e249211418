"""A score, a tick or a total that cannot be seen, or looks like another, is told; any other look is free."""

import re

import pytest
from lxml import etree

from tests.builders import SMALL, one, places, scorecard
from tests.workbook.forms import (
    LAYOUT,
    STRINGS,
    STYLES,
    Change,
    checked,
    edited,
    filled,
    note_cell,
    put,
    retyped,
    rewritten,
    score_cell,
    sheet_xml,
    tick_cell,
    total_cells,
)
from workbook.form.printed import printed_texts
from workbook.intake.colours import contrast
from workbook.intake.looks import Look, why_hidden
from workbook.package import open_package
from workbook.sheetxml import MAIN, ROW, C, Element, parse, tag

BASE = filled(scorecard(SMALL))
SCORE, TICK = score_cell("1.1.1"), tick_cell("1.1.2", 1)
TOTAL, _ = total_cells("1.1")
TEXT, NOTE = f"E{LAYOUT.blocks['1.1.1'].first}", note_cell("1.1.1")
THEME = "xl/theme/theme1.xml"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


def dressed(cell: str, data: bytes = BASE, *, font: str = "", fill: str = "", alignment: str = "") -> bytes:
    """The form with one cell in a style of its own, of these pieces of XML."""
    style = 0

    def add(root: Element) -> None:
        nonlocal style
        numbers = {}
        for kind, content in (("font", font), ("fill", fill)):
            held = root.find(tag(f"{kind}s"))
            assert held is not None
            numbers[kind] = str(len(held)) if content else "0"
            if content:
                held.append(etree.fromstring(f'<{kind} xmlns="{MAIN}">{content}</{kind}>'))
        formats = root.find(tag("cellXfs"))
        assert formats is not None
        style = len(formats)
        xf = etree.SubElement(
            formats, tag("xf"), fontId=numbers["font"], fillId=numbers["fill"], numFmtId="0"
        )
        if alignment:
            etree.SubElement(xf, tag("alignment"), horizontal=alignment)

    def wear(root: Element) -> None:
        for each in root.iter(tag("c")):
            if each.get("r") == cell:
                each.set("s", str(style))

    return retyped(edited(data, STYLES, add), wear)


WHITE = '<color rgb="FFFFFFFF"/>'
SOLID = '<patternFill patternType="solid"><fgColor {}/></patternFill>'
HIDING = {
    "white on nothing": {"font": WHITE},
    "nearly white": {"font": '<color rgb="FFF4F4F4"/>'},
    "white by the palette": {"font": '<color indexed="9"/>'},
    "white by the theme": {"font": '<color theme="0"/>'},
    "black made white by a tint": {"font": '<color theme="1" tint="0.99"/>'},
    "the window's colour": {"font": '<color indexed="65"/>'},
    "black on black": {"fill": SOLID.format('rgb="FF000000"')},
    "grey on the same grey": {"font": '<color rgb="FF808080"/>', "fill": SOLID.format('rgb="FF7F7F7F"')},
    "white on a white gradient": {
        "font": WHITE,
        "fill": '<gradientFill><stop position="0"><color rgb="FFFFFFFF"/></stop>'
        '<stop position="1"><color rgb="FFFEFEFE"/></stop></gradientFill>',
    },
    "wingdings": {"font": '<name val="Wingdings"/>'},
    "a font of symbols": {"font": '<name val="Own"/><charset val="2"/>'},
    "one point": {"font": '<sz val="1"/>'},
    "struck through": {"font": "<strike/>"},
    "repeated": {"alignment": "fill"},
    "a colour of no theme": {"font": '<color theme="999"/>'},
    "two colours that differ": {"font": '<color rgb="FF000000" theme="0"/>'},
    "of 409 points": {"font": '<sz val="409"/>'},
    "a size that is none": {"font": '<sz val="1_1"/>'},
    "on a fill of nothing": {"fill": '<patternFill patternType="solid"/>'},
    "on the colour of text": {"fill": SOLID.format('indexed="64"')},
    "on dark grey": {"font": '<color rgb="FF000000"/>', "fill": '<patternFill patternType="darkGray"/>'},
}
FREE = {
    "blue": {"font": '<color rgb="FF0000FF"/>'},
    "another font": {"font": '<name val="新細明體"/><charset val="136"/>'},
    "bold, large, underlined": {"font": '<b/><u/><sz val="20"/>'},
    "not struck through": {"font": '<strike val="0"/>'},
    "yellow behind": {"fill": SOLID.format('rgb="FFFFFF00"')},
    "green on black": {"font": '<color rgb="FF00B050"/>', "fill": SOLID.format('rgb="FF000000"')},
    "grey": {"font": '<color theme="0" tint="-0.5"/>'},
    "to the right": {"alignment": "right"},
    "an automatic colour": {"font": '<color auto="1"/>'},
    "a colour that is none": {"font": '<color rgb="x"/>'},
}


@pytest.mark.parametrize("look", HIDING.values(), ids=HIDING)
@pytest.mark.parametrize("cell", [SCORE, TICK])
def test_a_look_that_hides_what_a_cell_holds_is_told(cell: str, look: dict[str, str]) -> None:
    result = checked(dressed(cell, BASE, **look))
    assert (result.state, one(result.findings, "look-hides").cell) == ("questioned", cell)


@pytest.mark.parametrize("cell", [TOTAL, note_cell("1.1.1"), f"C{LAYOUT.by_key['@date'].number}"])
def test_totals_notes_and_header_lines_are_looked_at_too(cell: str) -> None:
    code = "look-hides" if cell == TOTAL else "text-look"
    assert one(checked(dressed(cell, font=WHITE)).findings, code).cell == cell


@pytest.mark.parametrize("look", ["<strike/>", WHITE, '<sz val="1"/>'])
def test_a_part_of_a_note_that_looks_otherwise_is_a_warning(look: str) -> None:
    """A line through a sentence is how people take one back."""
    result = checked(retyped(BASE, put(note_cell("1.1.1"), runs(("<b/>", "甲"), (look, "乙")), "inlineStr")))
    assert (result.state, places(result.findings)) == ("accepted", [("text-look", "1.1.1")])


@pytest.mark.parametrize("look", ['<name val="Wingdings"/>', '<color rgb="FFFF0000"/>'])
def test_bullets_and_colours_in_a_note_are_no_matter_and_blanks_of_any_look(look: str) -> None:
    parts = runs((look, "n"), ("<b/>", "甲"), (WHITE, "  "))
    assert checked(retyped(BASE, put(note_cell("1.1.1"), parts, "inlineStr"))).findings == ()


@pytest.mark.parametrize("look", FREE.values(), ids=FREE)
@pytest.mark.parametrize("cell", [SCORE, TICK])
def test_any_other_look_is_the_offices_own(cell: str, look: dict[str, str]) -> None:
    assert checked(dressed(cell, BASE, **look)).findings == ()


def test_a_theme_can_make_the_usual_colour_of_text_white() -> None:
    package = open_package(BASE)
    theme = package.read(THEME).replace(b'lastClr="000000"', b'lastClr="FFFFFF"')
    assert theme != package.read(THEME)
    data = dressed(SCORE, package.replaced({THEME: theme}), font='<color theme="1"/>')
    assert places(checked(data).findings) == [("look-hides", "1.1.1")]
    assert checked(dressed(SCORE, font='<color theme="1"/>')).findings == ()


@pytest.mark.parametrize(
    "colour",
    [
        '<a:sysClr val="window" lastClr="000000"/>',
        '<a:prstClr val="white"/>',
        '<a:scrgbClr r="100000" g="100000" b="100000"/>',
        '<a:srgbClr val="000000"><a:lumOff val="100000"/></a:srgbClr>',
    ],
)
def test_a_colour_of_the_theme_that_is_not_written_plainly_hides(colour: str) -> None:
    package = open_package(BASE)
    theme = re.sub(rb"(?s)<a:dk1>.*?</a:dk1>", f"<a:dk1>{colour}</a:dk1>".encode(), package.read(THEME))
    data = dressed(SCORE, package.replaced({THEME: theme}), font='<color theme="1"/>')
    assert places(checked(data).findings) == [("look-hides", "1.1.1")]


@pytest.mark.parametrize(("scheme", "script"), [("minor", "latin"), ("minor", "ea"), ("major", "latin")])
def test_a_font_of_the_theme_can_be_one_of_signs(scheme: str, script: str) -> None:
    package = open_package(BASE)

    def change(root: Element) -> None:
        (fonts,) = root.iter(f"{{*}}{scheme}Font")
        next(fonts.iterchildren(f"{{*}}{script}")).set("typeface", "Wingdings")

    data = edited(BASE, THEME, change)
    font = f'<name val="標楷體"/><scheme val="{scheme}"/>'
    assert places(checked(dressed(SCORE, data, font=font)).findings) == [("look-hides", "1.1.1")]
    run = retyped(data, put(SCORE, runs((font.replace("name", "rFont"), "10")), "inlineStr"))
    assert ("look-hides", "1.1.1") in places(checked(run).findings)
    assert checked(dressed(SCORE, package.replaced({}), font=font)).findings == ()
    other = font.replace(scheme, "none")
    assert checked(dressed(SCORE, data, font=other)).findings == ()


def unstyled(at: str, *changes: Change) -> bytes:
    """The form with one cell that has no style, beside a style in which nothing is seen: the last."""
    data = dressed("Z99", font=WHITE)

    def change(root: Element) -> None:
        (each,) = [each for each in root.iter(C) if each.get("r") == at]
        each.attrib.pop("s", "")

    return retyped(data, change, *changes)


def _last_style() -> str:
    styles = parse(open_package(dressed("Z99", font=WHITE)).read(STYLES), STYLES)
    return str(len(styles.findall(f"{tag('cellXfs')}/{tag('xf')}")) - 1)


def in_column(number: str, style: str) -> Change:
    def change(root: Element) -> None:
        for each in root.iter(tag("col")):
            if each.get("min") == number:
                each.set("style", style)

    return change


def in_row(number: str, style: str, is_custom: str = "1") -> Change:
    def change(root: Element) -> None:
        for each in root.iter(ROW):
            if each.get("r") == number:
                each.set("s", style)
                each.set("customFormat", is_custom)

    return change


def test_a_cell_without_a_style_has_that_of_its_column_or_row_in_some_programs() -> None:
    """LibreOffice shows it so, Excel does not."""
    last, row = _last_style(), SCORE[1:]
    for change in (in_column("3", last), in_row(row, last)):
        assert places(checked(unstyled(SCORE, change)).findings) == [("look-hides", "1.1.1")]
        assert checked(retyped(dressed("Z99", font=WHITE), change)).findings == ()
    for change in (in_column("4", last), in_row(str(int(row) + 1), last), in_row(row, last, "0")):
        assert checked(unstyled(SCORE, change)).findings == ()


@pytest.mark.parametrize("kind", ["inlineStr", "shared"])
def test_a_phonetic_guide_over_a_text_is_told(kind: str) -> None:
    guide = '<rPh sb="0" eb="1"><t>免評</t></rPh>'
    text = printed_texts(LAYOUT)[TEXT]
    if kind == "inlineStr":
        data = retyped(BASE, put(TEXT, f"<is><t>{text}</t>{guide}</is>", kind))
    else:
        data = rewritten(BASE, lambda xml: xml.replace(f"{text}</t>", f"{text}</t>{guide}", 1), STRINGS)

    def shows(root: Element) -> None:
        (each,) = [each for each in root.iter(C) if each.get("r") == TEXT]
        each.set("ph", "1")

    assert checked(data).findings == ()
    assert places(checked(retyped(data, shows)).findings) == [("text-changed", "")]
    rows = rewritten(data, lambda xml: xml.replace("<row ", '<row ph="1" '))
    assert places(checked(rows).findings) == [("text-changed", "")]


def bordered(diagonal: str) -> bytes:
    number = 0

    def add(root: Element) -> None:
        nonlocal number
        borders, formats = root.find(tag("borders")), root.find(tag("cellXfs"))
        assert borders is not None
        assert formats is not None
        number = len(formats)
        etree.SubElement(formats, tag("xf"), borderId=str(len(borders)))
        borders.append(etree.fromstring(f'<border xmlns="{MAIN}" {diagonal}</border>'))

    def wear(root: Element) -> None:
        for each in root.iter(tag("c")):
            if each.get("r") == TICK:
                each.set("s", str(number))

    return retyped(edited(BASE, STYLES, add), wear)


@pytest.mark.parametrize(
    ("diagonal", "found"),
    [
        ('diagonalUp="1" diagonalDown="1"><diagonal style="thin"/>', [("look-hides", "1.1.2")]),
        ('diagonalUp="1"><diagonal/>', []),
        ('><diagonal style="thin"/>', []),
    ],
)
def test_a_tick_that_is_crossed_out_by_its_border_is_told(
    diagonal: str, found: list[tuple[str, str]]
) -> None:
    assert places(checked(bordered(diagonal)).findings) == found


def test_the_style_beneath_gives_what_a_style_leaves_out() -> None:
    """ISO/IEC 29500-1 §18.8.45: a cell's style builds on a named one."""

    def add(root: Element) -> None:
        fonts, parents = root.find(tag("fonts")), root.find(tag("cellStyleXfs"))
        assert fonts is not None
        assert parents is not None
        fonts.append(etree.fromstring(f'<font xmlns="{MAIN}">{WHITE}</font>'))
        parents[0].set("fontId", str(len(fonts) - 1))
        formats = root.find(tag("cellXfs"))
        assert formats is not None
        etree.SubElement(formats, tag("xf"), xfId="0")

    data = edited(BASE, STYLES, add)
    root = parse(open_package(data).read(STYLES), STYLES)
    last = str(len(root.findall(f"{tag('cellXfs')}/{tag('xf')}")) - 1)

    def wear(root: Element) -> None:
        for each in root.iter(tag("c")):
            if each.get("r") == SCORE:
                each.set("s", last)

    assert places(checked(retyped(data, wear)).findings) == [("look-hides", "1.1.1")]


def test_a_palette_of_its_own_can_make_black_white() -> None:
    colours = '<rgbColor rgb="00FFFFFF"/>' * 64
    own = f'<colors xmlns="{MAIN}"><indexedColors>{colours}</indexedColors></colors>'

    def change(root: Element) -> None:
        for each in root.findall(tag("colors")):
            root.remove(each)
        root.append(etree.fromstring(own))

    data = edited(dressed(SCORE, font='<color indexed="8"/>'), STYLES, change)
    assert places(checked(data).findings) == [("look-hides", "1.1.1")]


def runs(*parts: tuple[str, str]) -> str:
    written = "".join(f"<r><rPr>{look}</rPr><t>{said}</t></r>" for look, said in parts)
    return f"<is>{written}</is>"


@pytest.mark.parametrize(
    "look",
    [WHITE, '<sz val="1"/>', '<sz val="6"/><vertAlign val="subscript"/>', "<strike/>", '<color theme="0"/>'],
)
def test_a_part_of_a_text_that_cannot_be_seen_is_told(look: str) -> None:
    """What is read is 10, what is seen is 1."""
    result = checked(retyped(BASE, put(SCORE, runs(("<b/>", "1"), (look, "0")), "inlineStr")))
    assert ("look-hides", "1.1.1") in places(result.findings)


def test_a_part_without_a_colour_is_black_in_excel_and_as_its_cell_elsewhere() -> None:
    black = '<patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill>'
    data = dressed(SCORE, font=WHITE, fill=black)
    style = int(sheet_xml(data).split(f'r="{SCORE}" s="')[1].split('"')[0])
    plain = retyped(data, put(SCORE, runs(("<b/>", "10")), "inlineStr", style))
    assert ("look-hides", "1.1.1") in places(checked(plain).findings)
    white = retyped(data, put(SCORE, runs((WHITE, "10")), "inlineStr", style))
    assert ("look-hides", "1.1.1") not in places(checked(white).findings)


def test_parts_of_a_text_that_are_seen_are_no_matter() -> None:
    result = checked(
        retyped(BASE, put(note_cell("1.1.1"), runs(("<b/>", "甲"), ("<i/>", "乙")), "inlineStr"))
    )
    assert result.findings == ()


# ── conditional formats ─────────────────────────────────────────────────────────────────────────


def with_rule(rule: str, cells: str = SCORE, dxf: str = "") -> bytes:
    """The form with one more conditional format, the last of whose styles is ``dxf``."""
    number = 0

    def style(root: Element) -> None:
        nonlocal number
        held = root.find(tag("dxfs"))
        assert held is not None
        number = len(held)
        held.append(etree.fromstring(f'<dxf xmlns="{MAIN}">{dxf}</dxf>'))

    data = edited(BASE, STYLES, style)
    return retyped(data, _placed(rule.format(dxf=number), cells))


def _placed(rule: str, cells: str) -> Change:
    def change(root: Element) -> None:
        at = root.find(tag("conditionalFormatting"))
        assert at is not None
        new = f'<conditionalFormatting xmlns="{MAIN}" sqref="{cells}">{rule}</conditionalFormatting>'
        at.addprevious(etree.fromstring(new))

    return change


ALWAYS = '<cfRule type="expression" dxfId="{dxf}" priority="1"><formula>TRUE</formula></cfRule>'
BLACK_FILL = '<fill><patternFill><bgColor rgb="FF000000"/></patternFill></fill>'
ICONS = (
    '<cfRule type="iconSet" priority="1"><iconSet showValue="0"><cfvo type="percent" val="0"/>'
    '<cfvo type="percent" val="50"/></iconSet></cfRule>'
)
BARS = (
    '<cfRule type="dataBar" priority="1"><dataBar showValue="0"><cfvo type="min"/><cfvo type="max"/>'
    '<color rgb="FF638EC6"/></dataBar></cfRule>'
)
SCALE = (
    '<cfRule type="colorScale" priority="1"><colorScale><cfvo type="min"/><cfvo type="max"/>'
    '<color rgb="FF000000"/><color rgb="{}"/></colorScale></cfRule>'
)
EIGHT = '<numFmt numFmtId="200" formatCode="&quot;8&quot;"/>'


@pytest.mark.parametrize(
    ("rule", "dxf"),
    [
        (ALWAYS, EIGHT),
        (ALWAYS, f"<font>{WHITE}</font>"),
        (ALWAYS, "<font><strike/></font>"),
        (ALWAYS, BLACK_FILL),
        (ICONS, ""),
        (BARS, ""),
        (SCALE.format("FF010101"), ""),
        (SCALE.format("FFFFFFFF"), ""),
        (BARS.replace('showValue="0"', "").replace("FF638EC6", "FF000000"), ""),
        (BARS.replace('showValue="0"', 'showValue="off"'), ""),
        (ALWAYS, '<font><sz val="1"/></font>'),
        (ALWAYS, '<font><name val="Wingdings"/></font>'),
        (
            ALWAYS,
            '<fill><gradientFill><stop position="0"><color rgb="FF000000"/></stop></gradientFill></fill>',
        ),
    ],
)
@pytest.mark.parametrize("cells", [SCORE, TICK, TOTAL, f"A1:Z9 {SCORE}", "A:XFD", "$C$1:$D$99"])
def test_a_conditional_format_that_can_hide_a_value_is_told(rule: str, dxf: str, cells: str) -> None:
    result = checked(with_rule(rule, cells, dxf))
    assert (result.state, places(result.findings)) == ("questioned", [("rule-hides", "")])


@pytest.mark.parametrize(
    ("rule", "dxf", "cells"),
    [
        (ALWAYS, '<font><color rgb="FF0000FF"/></font>', SCORE),
        (ALWAYS, '<fill><patternFill><bgColor rgb="FFFFFF00"/></patternFill></fill>', SCORE),
        (ALWAYS, f"<font>{WHITE}</font>{BLACK_FILL}", SCORE),
        (ALWAYS, "<border/>", SCORE),
        (BARS.replace('showValue="0"', ""), "", SCORE),
        (SCALE.format("FFFFFFFF").replace("FF000000", "FFF8696B"), "", SCORE),
        (ALWAYS, EIGHT, "Z1:Z99"),
        ('<cfRule type="expression" priority="1"><formula>TRUE</formula></cfRule>', "", SCORE),
        ('<cfRule type="expression" dxfId="999" priority="1"><formula>TRUE</formula></cfRule>', "", SCORE),
    ],
)
def test_a_conditional_format_that_hides_nothing_is_the_offices_own(rule: str, dxf: str, cells: str) -> None:
    assert checked(with_rule(rule, cells, dxf)).findings == ()


@pytest.mark.parametrize("cells", [TEXT, NOTE, "A1", f"F{TEXT[1:]}", "C3"])
@pytest.mark.parametrize("dxf", [EIGHT, f"<font>{WHITE}</font>", "<font><strike/></font>"])
def test_a_conditional_format_that_can_hide_any_other_text_is_told(cells: str, dxf: str) -> None:
    assert places(checked(with_rule(ALWAYS, cells, dxf)).findings) == [("rule-hides", "")]
    assert checked(with_rule(ALWAYS, f"H{LAYOUT.blocks['1.1.1'].first}", dxf)).findings == ()


GREY = "<font><color rgb='FF808080'/></font>"
GREY_FILL = "<fill><patternFill><bgColor rgb='FF808080'/></patternFill></fill>"


def with_two(first: str, second: str, cells: str = SCORE, other_cells: str = SCORE) -> bytes:
    """The form with two conditional formats, of which the first comes first."""
    data = with_rule(ALWAYS, cells, first)

    def style(root: Element) -> None:
        held = root.find(tag("dxfs"))
        assert held is not None
        held.append(etree.fromstring(f'<dxf xmlns="{MAIN}">{second}</dxf>'))

    styles = parse(open_package(data).read(STYLES), STYLES)
    number = len(styles.findall(f"{tag('dxfs')}/{tag('dxf')}"))
    rule = ALWAYS.format(dxf=number).replace('priority="1"', 'priority="2"')
    return retyped(edited(data, STYLES, style), _placed(rule, other_cells))


@pytest.mark.parametrize(
    ("first", "second", "cells", "other"),
    [
        (GREY, GREY_FILL, SCORE, SCORE),
        (GREY_FILL, GREY, SCORE, SCORE),
        (GREY, f"<font>{WHITE}</font>{GREY_FILL}", SCORE, SCORE),
        (GREY_FILL, f"{GREY}{BLACK_FILL}", "C1:C99", f"A{SCORE[1:]}:Z{SCORE[1:]}"),
        (GREY, GREY_FILL, TEXT, "E:E"),
    ],
)
def test_conditional_formats_that_hide_only_together_are_told(
    first: str, second: str, cells: str, other: str
) -> None:
    assert places(checked(with_two(first, second, cells, other)).findings) == [("rule-hides", "")]


@pytest.mark.parametrize(
    ("first", "second", "cells", "other"),
    [
        (GREY, GREY_FILL, SCORE, TICK),
        (GREY, GREY_FILL, "E1:E99", "C1:D99"),
        (f"<font>{WHITE}</font>{BLACK_FILL}", GREY_FILL.replace("808080", "FFFFFE"), SCORE, SCORE),
        (GREY_FILL, "<font><b/></font>", SCORE, SCORE),
    ],
)
def test_conditional_formats_that_do_not_meet_or_give_way_hide_nothing(
    first: str, second: str, cells: str, other: str
) -> None:
    assert checked(with_two(first, second, cells, other)).findings == ()


def test_a_rule_that_ends_the_others_gives_the_whole_look() -> None:
    data = with_two(GREY, GREY_FILL)
    ends = rewritten(data, lambda xml: xml.replace('priority="1"', 'stopIfTrue="1" priority="1"', 1))
    assert checked(ends).findings == ()


@pytest.mark.parametrize(("at", "cell_of"), [(SCORE, "1.1.1"), (TICK, "1.1.2")])
def test_white_on_a_dark_fill_is_seen_though_blank_cells_are_marked_in_yellow(at: str, cell_of: str) -> None:
    """The form's own rule for blank cells holds for none that says something."""
    assert cell_of in LAYOUT.blocks
    data = dressed(
        at, font=WHITE, fill='<patternFill patternType="solid"><fgColor rgb="FF1F4E79"/></patternFill>'
    )
    assert checked(data).findings == ()


@pytest.mark.parametrize("formula", ["ISBLANK(Z9)", "NOT(ISBLANK($C7))", "ISBLANK($C8)", "$P7=0"])
def test_a_rule_that_only_seems_to_be_for_blank_cells_hides(formula: str) -> None:
    rule = f'<cfRule type="expression" dxfId="{{dxf}}" priority="1"><formula>{formula}</formula></cfRule>'
    assert places(checked(with_rule(rule, SCORE, f"<font>{WHITE}</font>")).findings) == [("rule-hides", "")]
    blank = rule.replace(formula, f"ISBLANK({SCORE})")
    assert checked(with_rule(blank, SCORE, f"<font>{WHITE}</font>")).findings == ()
    for cells in (f"{SCORE} C1:C5", f"{SCORE} {TICK}", f"{SCORE}:{TICK}", f"{SCORE} D:D"):
        other = with_rule(blank, cells, f"<font>{WHITE}</font>")
        assert places(checked(other).findings) == [("rule-hides", "")]
    count = rule.replace(formula, f"$O{SCORE[1:]}=0")
    assert places(checked(with_rule(count, SCORE, f"<font>{WHITE}</font>")).findings) == [("rule-hides", "")]


@pytest.mark.parametrize(
    "rule",
    [
        f'<x14:cfRule type="expression"><xm:f>TRUE</xm:f><x14:dxf>{EIGHT}</x14:dxf></x14:cfRule>',
        f'<x14:cfRule type="cellIs"><xm:f>1</xm:f><x14:dxf><font>{WHITE}</font></x14:dxf></x14:cfRule>',
        '<x14:cfRule type="dataBar"><x14:dataBar showValue="0"/></x14:cfRule>',
        '<x14:cfRule type="iconSet"><x14:iconSet showValue="0" custom="1"/></x14:cfRule>',
    ],
)
def test_a_conditional_format_of_the_extension_is_looked_at(rule: str) -> None:
    """MS-XLSX §2.6.20."""
    content = (
        f'<extLst xmlns="{MAIN}" xmlns:x14="{X14}" xmlns:xm="{XM}"><ext uri="x"><x14:conditionalFormattings>'
        f"<x14:conditionalFormatting>{rule}<xm:sqref>{SCORE}</xm:sqref></x14:conditionalFormatting>"
        "</x14:conditionalFormattings></ext></extLst>"
    )

    def change(root: Element) -> None:
        root.append(etree.fromstring(content))

    assert places(checked(retyped(BASE, change)).findings) == [("rule-hides", "")]
    masked = etree.fromstring(
        content.replace("<x14:conditionalFormatting>", '<x14:conditionalFormatting sqref="ZZ1">')
    )
    assert places(checked(retyped(BASE, lambda root: root.append(masked))).findings) == [("rule-hides", "")]


@pytest.mark.parametrize("number", ["9" * 5_000, "-1", "x", "1.5", "１", ""])
def test_numbers_beyond_use_end_nothing(number: str) -> None:
    """Python refuses to read a number of 5,000 digits; a file must not stop the program by one."""
    rule = f'<cfRule type="expression" dxfId="{number}" priority="1"><formula>TRUE</formula></cfRule>'
    assert checked(with_rule(rule.replace("{", ""))).state in ("accepted", "questioned")
    colour = f'<color indexed="{number}"/><sz val="11"/>'
    assert checked(dressed(SCORE, font=colour)).state in ("accepted", "questioned")
    assert checked(dressed(SCORE, font=f'<color theme="{number}" tint="{number}"/>')).rubric is not None


def test_contrast_is_that_of_the_guidelines() -> None:
    """WCAG 2.2: black on white is 21 to 1."""
    assert round(contrast("000000", "FFFFFF"), 2) == 21
    assert round(contrast("767676", "FFFFFF"), 2) == 4.54
    assert contrast("808080", "808080") == 1


def test_the_usual_look_hides_nothing() -> None:
    assert why_hidden(Look()) is None
