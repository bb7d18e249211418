"""The button 執行 on 主控台: a shape that calls a macro when clicked, which openpyxl does not know."""

from lxml import etree

from workbook.book import read_book
from workbook.console import plan
from workbook.console.design import BUTTON_COLUMN, BUTTON_ROW
from workbook.package import Package
from workbook.relations import TYPES, declare, no_relations, relate, relations_of
from workbook.sheetxml import OFFICE, parse, tag, to_bytes

MACRO = "[0]!SampleCall"
"""The macro of xlwings' project that runs main() of the Python file named like the workbook."""

DRAWING = "xl/drawings/drawing1.xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_AFTER_DRAWING = (
    *("legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls"),
    *("tableParts", "extLst"),
)
"""What stands behind the drawing in a sheet (CT_Worksheet)."""

_SHAPE = f"""<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor editAs="oneCell">
<xdr:from><xdr:col>{BUTTON_COLUMN - 1}</xdr:col><xdr:colOff>180000</xdr:colOff>
<xdr:row>{BUTTON_ROW - 1}</xdr:row><xdr:rowOff>25400</xdr:rowOff></xdr:from>
<xdr:to><xdr:col>{BUTTON_COLUMN - 1}</xdr:col><xdr:colOff>1440000</xdr:colOff>
<xdr:row>{BUTTON_ROW - 1}</xdr:row><xdr:rowOff>406400</xdr:rowOff></xdr:to>
<xdr:sp macro="{MACRO}" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="執行" descr="執行所選的工作"/>
<xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1260000" cy="381000"/></a:xfrm>
<a:prstGeom prst="roundRect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="1F4E79"/></a:solidFill>
<a:ln w="12700"><a:solidFill><a:srgbClr val="1F3864"/></a:solidFill></a:ln></xdr:spPr>
<xdr:txBody><a:bodyPr vertOverflow="clip" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>
<a:p><a:pPr algn="ctr"/><a:r>
<a:rPr lang="zh-TW" sz="1400" b="1"><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>
<a:latin typeface="標楷體"/><a:ea typeface="標楷體"/></a:rPr><a:t>執　行</a:t></a:r></a:p></xdr:txBody>
</xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>""".replace("\n", "")


def parts(package: Package) -> dict[str, bytes]:
    """Return the parts that put the button on 主控台, changed ones and new ones."""
    part = next(sheet.part for sheet in read_book(package).sheets if sheet.name == plan.MAIN)
    root = parse(package.read(part), part)
    drawing = etree.Element(tag("drawing"), {f"{{{OFFICE}}}id": "rIdButton"}, nsmap={"r": OFFICE})
    behind = next((child for child in root if etree.QName(child).localname in _AFTER_DRAWING), None)
    root.append(drawing) if behind is None else behind.addprevious(drawing)
    relations = no_relations()  # 主控台 has no others: its lists stand in the sheet, its tables elsewhere
    relate(relations, "rIdButton", "drawing", f"/{DRAWING}")
    types = parse(package.read(TYPES), TYPES)
    declare(types, DRAWING, _DRAWING_TYPE)
    return {
        part: to_bytes(root),
        relations_of(part): to_bytes(relations),
        DRAWING: b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + _SHAPE.encode(),
        TYPES: to_bytes(types),
    }
