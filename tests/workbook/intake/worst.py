"""Small files that cost out of proportion where they are read carelessly: within all limits, below 1 MB."""

from collections.abc import Callable

from tests.workbook.forms import STRINGS, STYLES, rewritten
from tests.workbook.intake.damage import (
    BASE,
    FORM_PART,
    REFUSALS,
    Hostile,
    more_cells,
    with_member,
    with_xml,
)
from workbook.package import compress, open_package
from workbook.sheetxml import MAIN, PACKAGE

_TYPES = "[Content_Types].xml"
_TYPES_NAME = "http://schemas.openxmlformats.org/package/2006/content-types"


def rows(added: str) -> bytes:
    """The form's sheet with these rows below it."""
    return with_xml(lambda xml: xml.replace("</sheetData>", f"{added}</sheetData>"))


def runs(count: int, cells: int, run: str = "<r><t>x</t></r>") -> bytes:
    """A shared string of so many runs, which so many cells show."""
    last = open_package(BASE).read(STRINGS).count(b"<si>")
    form = more_cells(cells, f'<c r="{{0}}{{1}}" t="s"><v>{last}</v></c>')
    return rewritten(form, lambda xml: xml.replace("</sst>", f"<si>{run * count}</si></sst>"), STRINGS)


def parts(count: int, name: str, content: bytes) -> bytes:
    """The form with so many parts more."""
    return open_package(BASE).replaced({name.format(n): content for n in range(count)})


def types(count: int) -> bytes:
    """A form of many parts, each of which might have any of so many content types."""
    content = f'<Types xmlns="{_TYPES_NAME}">{"<Default/>" * count}</Types>'
    return with_member(compress(_TYPES, content.encode()), parts(1_100, "a/{0}.x", b""))


def relations(count: int) -> bytes:
    each = f'<Relationship Id="a" Type="x" Target="{"../" * 50}a"/>' * count
    return f'<Relationships xmlns="{PACKAGE}">{each}</Relationships>'.encode()


def encoded(name: str) -> bytes:
    """A form whose sheet says that it is in this encoding."""
    content = f'<?xml version="1.0" encoding="{name}"?><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    return with_member(compress(FORM_PART, content.encode()))


def _fonts(xml: str) -> str:
    return xml.replace("<font>", "<font/>" * 300_000 + "<font>", 1)


def _styles(xml: str) -> str:
    return xml.replace("</cellXfs>", "<xf/>" * 65_000 + "</cellXfs>")


def ruled(count: int) -> bytes:
    """The form under so many conditional formats."""
    rules = "".join(
        f'<conditionalFormatting sqref="A1:Q400"><cfRule type="expression" dxfId="{n}" priority="{n + 1}">'
        "<formula>FALSE</formula></cfRule></conditionalFormatting>"
        for n in range(count)
    )
    return with_xml(lambda xml: xml.replace("</mergeCells>", f"</mergeCells>{rules}"))


def coloured(count: int, form: bytes) -> bytes:
    """A form with styles and conditional formats of so many colours."""

    def change(xml: str) -> str:
        fonts = [f'<font><color rgb="FF{n:06X}"/></font>' for n in range(count)]
        styles = "".join(f'<xf fontId="{n}"/>' for n in range(count))
        return (
            xml.replace("</fonts>", "".join(fonts) + "</fonts>")
            .replace("</cellXfs>", f"{styles}</cellXfs>")
            .replace("</dxfs>", "".join(f"<dxf>{font}</dxf>" for font in fonts) + "</dxfs>")
        )

    return rewritten(form, change, STYLES)


def _metadata(count: int) -> str:
    """Rows of a cell each that is not as the scan has it, so that all is parsed."""
    return "".join(f'<row r="{n}"><c r="A{n}" cm="1"><v>1</v></c></row>' for n in range(500, count + 500))


def _each_row(cell: str) -> Callable[[], bytes]:
    return lambda: rows("".join(f'<row r="{n}">{cell.format(n)}</row>' for n in range(500, 40_000)))


_IN_A_CELL = '<row r="900"><c r="A900" t="inlineStr"><is>{}</is></c></row>'
_ARRAY = '<c r="{0}{1}"><f t="array" ref="A1:XFD1048576">1</f><v>1</v></c>'
_ANY = (*REFUSALS, "text-added", "form-damaged", "input-formula")

WORST = (
    Hostile("90,000 runs in 5,000 cells", lambda: runs(90_000, 5_120), REFUSALS),
    Hostile("30,000 runs in 60,000 cells", lambda: runs(30_000, 60_000), _ANY),
    Hostile("90,000 empty runs in 5,000 cells", lambda: runs(90_000, 5_120, "<r><t></t></r>"), ()),
    Hostile("380,000 empty rows", lambda: rows("<row/>" * 380_000), REFUSALS),
    Hostile("cells of nothing", lambda: rows(f"<row>{'<c><x/></c>' * 1_000}</row>" * 120), REFUSALS),
    Hostile("a row of 90,000 runs", lambda: rows(_IN_A_CELL.format("<r><t>x</t></r>" * 90_000)), REFUSALS),
    Hostile("UTF-7", lambda: encoded("UTF-7"), REFUSALS),
    Hostile("UTF-32", lambda: encoded("UTF-32"), REFUSALS),
    Hostile("ISO-2022-KR", lambda: encoded("ISO-2022-KR"), REFUSALS),
    Hostile("arrays over everything", lambda: more_cells(2_304, _ARRAY), _ANY),
    Hostile("380,000 content types beside 1,100 parts", lambda: types(380_000), REFUSALS),
    Hostile("1,900 parts of relations", lambda: parts(1_900, "a/{0}.rels", relations(200)), REFUSALS),
    Hostile("300,000 fonts", lambda: rewritten(BASE, _fonts, STYLES), REFUSALS),
    Hostile("65,000 styles", lambda: rewritten(BASE, _styles, STYLES), ()),
    Hostile("2,000 fonts under 2,000 conditional formats", lambda: coloured(2_000, ruled(1)), ()),
    Hostile("20,000 conditional formats", lambda: ruled(20_000), REFUSALS),
    Hostile("20,000 cells with metadata", lambda: rows(_metadata(20_000)), _ANY),
    Hostile("a formula in each row", _each_row('<c r="B{0}"><f>SUM(A1:A9)</f><v>1</v></c>'), _ANY),
    Hostile("a key in each row", _each_row('<c r="J{0}" t="inlineStr"><is><t>1.1.1/1</t></is></c>'), _ANY),
)
