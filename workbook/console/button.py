"""The button 執行 on 主控台: a shape that calls a macro when clicked, which openpyxl does not know."""

from lxml import etree

from workbook.console import plan
from workbook.console.design import BUTTON_COLUMN, BUTTON_ROW
from workbook.package import Package
from workbook.sheetxml import parse, read_book, tag, to_bytes

MACRO = "[0]!SampleCall"
"""The macro of xlwings' project that runs main() of the Python file named like the workbook."""

DRAWING = "xl/drawings/drawing1.xml"
_TYPES = "[Content_Types].xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
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
    drawing = etree.Element(tag("drawing"), {f"{{{_OFFICE}}}id": "rIdButton"}, nsmap={"r": _OFFICE})
    behind = next((child for child in root if etree.QName(child).localname in _AFTER_DRAWING), None)
    root.append(drawing) if behind is None else behind.addprevious(drawing)
    folder, _, name = part.rpartition("/")
    return {
        part: to_bytes(root),
        f"{folder}/_rels/{name}.rels": _sheet_relations(),
        DRAWING: b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + _SHAPE.encode(),
        _TYPES: _types(package),
    }


def _sheet_relations() -> bytes:
    """Return the relations of 主控台, which has no others: its lists stand in the sheet, its tables
    elsewhere."""
    relations = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})  # type: ignore[dict-item]  # stubs forget the default namespace
    attributes = {"Id": "rIdButton", "Type": f"{_OFFICE}/drawing", "Target": "/" + DRAWING}
    etree.SubElement(relations, f"{{{_RELATIONS}}}Relationship", attributes)
    return to_bytes(relations)


def _types(package: Package) -> bytes:
    types = parse(package.read(_TYPES), _TYPES)
    attributes = {"PartName": f"/{DRAWING}", "ContentType": _DRAWING_TYPE}
    etree.SubElement(types, str(types[-1].tag).replace("Default", "Override"), attributes)
    return to_bytes(types)
