"""What is read can be seen: rows, columns, merged cells, and what lies over the cells."""

import pytest
from lxml import etree

from tests.builders import SMALL, one, places, scorecard
from tests.workbook.forms import (
    BOOK,
    LAYOUT,
    Change,
    checked,
    edited,
    filled,
    moved,
    note_cell,
    number,
    part_of,
    put,
    retyped,
    score_cell,
    text,
    tick_cell,
    total_cells,
)
from workbook.intake.overlays import ANYWHERE
from workbook.layout import FORM_SHEET
from workbook.package import open_package
from workbook.relations import relations_of
from workbook.sheetxml import MAIN, OFFICE, ROW, Element, tag

BASE = filled(scorecard(SMALL))
SCORE, TICK = score_cell("1.1.1"), tick_cell("1.1.2", 1)
TOTAL, _ = total_cells("1.1")
ROW_OF_SCORE = AT = LAYOUT.blocks["1.1.1"].first
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


def codes(*changes: Change) -> list[tuple[str, str]]:
    return places(checked(retyped(BASE, *changes)).findings)


def codes_of(data: bytes) -> list[tuple[str, str]]:
    return places(checked(data).findings)


# ── rows and columns ────────────────────────────────────────────────────────────────────────────


def rows(first: int, last: int, **attributes: str) -> Change:
    def change(root: Element) -> None:
        for row in root.iter(ROW):
            if first <= int(row.get("r", "")) <= last:
                row.attrib.pop("ht", "")
                for name, value in attributes.items():
                    row.set(name, value)

    return change


@pytest.mark.parametrize(
    "attributes",
    [
        {"hidden": "1"},
        {"hidden": "true"},
        {"hidden": "1", "outlineLevel": "1"},
        {"ht": "0", "customHeight": "1"},
        {"ht": "7.9"},
        {"ht": "1_5"},
        {"ht": "1E-3"},
        {"ht": "-1"},
        {"ht": "NaN"},
        {"ht": "x"},
    ],
    ids=str,
)
def test_a_row_that_nobody_sees_is_told(attributes: dict[str, str]) -> None:
    result = checked(retyped(BASE, rows(ROW_OF_SCORE, ROW_OF_SCORE, **attributes)))
    found = one(result.findings, "cells-hidden")
    assert (result.state, found.params["cells"]) == ("questioned", f"{ROW_OF_SCORE}:{ROW_OF_SCORE}")


@pytest.mark.parametrize(
    "attributes", [{"hidden": "0"}, {"hidden": "false"}, {"ht": "8"}, {"ht": "409.5"}, {}]
)
def test_a_row_of_any_height_that_shows_a_line_is_no_matter(attributes: dict[str, str]) -> None:
    assert codes(rows(ROW_OF_SCORE, ROW_OF_SCORE, **attributes)) == []


def test_the_same_rows_are_hidden_where_the_sheet_is_read_by_the_parser() -> None:
    def comment(root: Element) -> None:
        root.insert(0, etree.Comment("no scan reads this"))

    assert codes(comment, rows(ROW_OF_SCORE, ROW_OF_SCORE, hidden="1")) == [("cells-hidden", "")]
    assert codes(comment, rows(ROW_OF_SCORE, ROW_OF_SCORE, ht="2")) == [("cells-hidden", "")]
    assert codes(comment) == []


def test_the_row_of_a_band_that_is_not_ticked_may_be_hidden() -> None:
    ticked, other = (LAYOUT.blocks["1.1.2"].line_rows[n] for n in (0, 1))
    assert codes(rows(other, other, hidden="1")) == []
    assert codes(rows(other, other, hidden="1"), text(f"D{other}", "☑")) == [
        ("cells-hidden", ""),
        ("band-multiple", "1.1.2"),
    ]
    assert codes(rows(other, other, hidden="1"), text(f"G{other}", "佐證")) == [("cells-hidden", "")]
    assert codes(rows(ticked, ticked, hidden="1")) == [("cells-hidden", "")]


def test_rows_without_a_key_may_be_hidden() -> None:
    assert codes(rows(LAYOUT.hint_row, LAYOUT.hint_row, hidden="1")) == []


def columns(first: int, last: int, **attributes: str) -> Change:
    def change(root: Element) -> None:
        for each in root.iter(tag("col")):
            if first <= int(each.get("min", "")) <= last:
                for name, value in attributes.items():
                    each.set(name, value)

    return change


@pytest.mark.parametrize(
    "attributes",
    [{"hidden": "1"}, {"width": "0"}, {"width": "0.8"}, {"width": "1_5"}, {"width": "x"}],
    ids=str,
)
@pytest.mark.parametrize(("column", "name"), [(1, "A:A"), (3, "C:C"), (4, "D:D"), (5, "E:E"), (7, "G:G")])
def test_a_printed_column_that_nobody_sees_is_told(
    column: int, name: str, attributes: dict[str, str]
) -> None:
    found = one(checked(retyped(BASE, columns(column, column, **attributes))).findings, "cells-hidden")
    assert found.params["cells"] == name


def test_columns_that_are_hidden_together_are_told_together() -> None:
    def change(root: Element) -> None:
        (cols,) = root.iter(tag("cols"))
        cols[:] = [etree.fromstring(f'<col xmlns="{MAIN}" min="2" max="9" width="9" hidden="1"/>')]

    found = one(checked(retyped(BASE, change)).findings, "cells-hidden")
    assert found.params["count"] == 6


def test_the_check_column_may_be_hidden_and_the_hidden_ones_shown() -> None:
    assert codes(columns(9, 9, hidden="1"), columns(10, 17, hidden="0")) == []


# ── default sizes, views, print areas ───────────────────────────────────────────────────────────


def attributes(name: str, **said: str) -> Change:
    """These attributes for the only element of a name."""

    def change(root: Element) -> None:
        (each,) = root.iter(tag(name))
        for key, value in said.items():
            each.set(key, value)

    return change


@pytest.mark.parametrize("usual", ["0", "0.5", "7.9"])
def test_rows_without_a_height_have_the_usual_one(usual: str) -> None:
    changes = (rows(AT, AT), attributes("sheetFormatPr", defaultRowHeight=usual, customHeight="1"))
    assert codes(*changes) == [("cells-hidden", "")]
    comment = etree.Comment("no scan reads this")
    assert codes(*changes, lambda root: root.insert(0, comment)) == [("cells-hidden", "")]


def test_rows_with_a_height_of_their_own_are_seen_whatever_the_usual_one_is() -> None:
    def change(root: Element) -> None:
        for row in root.iter(ROW):
            row.set("ht", "15")

    assert codes(change, attributes("sheetFormatPr", defaultRowHeight="0", zeroHeight="1")) == []


def test_rows_that_are_there_are_seen_where_only_unused_ones_are_hidden() -> None:
    """Excel writes zeroHeight where all rows below were hidden; those with cells are shown all the same."""
    assert codes(rows(AT, AT), attributes("sheetFormatPr", zeroHeight="1")) == []


@pytest.mark.parametrize("usual", [{"defaultColWidth": "0"}, {"baseColWidth": "0"}], ids=str)
@pytest.mark.parametrize("column", ["C", "E"])
def test_columns_without_a_width_have_the_usual_one(column: str, usual: dict[str, str]) -> None:
    def change(root: Element) -> None:
        (cols,) = root.iter(tag("cols"))
        cols[:] = [each for each in cols if each.get("min") != str(ord(column) - 64)]

    found = one(checked(retyped(BASE, change, attributes("sheetFormatPr", **usual))).findings, "cells-hidden")
    assert found.params["cells"] == f"{column}:{column}"
    assert codes(change) == []
    assert codes(attributes("sheetFormatPr", **usual)) == []


def test_a_zero_that_the_sheet_does_not_show_is_told() -> None:
    hides = attributes("sheetView", showZeros="0")
    found = one(checked(retyped(BASE, hides, number(SCORE, "0"))).findings, "cells-hidden")
    assert (found.cell, found.params["cells"]) == (SCORE, SCORE)
    assert codes(hides) == []


def test_a_sheet_that_shows_formulas_shows_no_totals() -> None:
    found = one(checked(retyped(BASE, attributes("sheetView", showFormulas="1"))).findings, "cells-hidden")
    assert TOTAL in str(found.params["cells"])
    assert codes(attributes("sheetView", showFormulas="false")) == []


def frozen(view: str, **pane: str) -> Change:
    def change(root: Element) -> None:
        (each,) = root.iter(tag("pane"))
        each.attrib.pop("ySplit", "")
        attributes("sheetView", topLeftCell=view)(root)
        attributes("pane", **pane)(root)

    return change


@pytest.mark.parametrize(
    ("change", "cells"),
    [
        (frozen("A12", ySplit="6"), "2:2"),
        (frozen("D1", xSplit="2"), "A:A"),
        (frozen("A8", ySplit="1", state="frozenSplit"), "7:7"),
        (frozen("E3", xSplit="1", ySplit="1"), "C:C"),
    ],
)
def test_what_lies_before_frozen_rows_or_columns_cannot_be_reached(change: Change, cells: str) -> None:
    found = one(checked(retyped(BASE, change)).findings, "cells-hidden")
    assert cells in str(found.params["cells"])


@pytest.mark.parametrize(
    "change",
    [
        frozen("A1", ySplit="6", topLeftCell="A18"),
        frozen("A1", ySplit="12", xSplit="3"),
        frozen("A9", ySplit="3000", state="split"),
        frozen("A9"),
    ],
)
def test_a_form_that_was_scrolled_or_split_can_be_seen(change: Change) -> None:
    assert codes(change) == []


def test_rows_beyond_a_screen_of_frozen_ones_cannot_be_reached() -> None:
    shift = moved(lambda row: row if row <= 12 else row + 60)
    assert ("cells-hidden", "") not in codes(shift, frozen("A1", ySplit="6"))
    assert ("cells-hidden", "") in codes(shift, frozen("A1", ySplit="90"))


def printing(areas: str, name: str = "_xlnm.Print_Area") -> bytes:
    def change(root: Element) -> None:
        (names,) = root.iter(tag("definedNames"))
        names[:] = [each for each in names if each.get("name") != "_xlnm.Print_Area"]
        added = etree.SubElement(names, tag("definedName"), name=name, localSheetId="0")
        added.text = areas

    return edited(BASE, BOOK, change)


@pytest.mark.parametrize(
    "areas", ["評分表!$A$1:$B$99", "$A$1:$H$6,$A$8:$H$99", "評分表!$D:$H", "$9:$99", "OFFSET(A1,0,0)"]
)
def test_what_is_not_printed_is_told(areas: str) -> None:
    result = checked(printing(areas))
    assert (result.state, places(result.findings)) == ("accepted", [("print-cut", "")])
    assert one(checked(printing(areas, "_XLNM.PRINT_AREA")).findings, "print-cut")


def test_two_print_areas_are_none_that_is_known() -> None:
    def change(root: Element) -> None:
        (names,) = root.iter(tag("definedNames"))
        added = etree.Element(tag("definedName"), name="_xlnm.Print_Area", localSheetId="0")
        added.text = "$A$1:$B$3"
        names.insert(0, added)

    assert codes_of(edited(BASE, BOOK, change)) == [("print-cut", "")]


@pytest.mark.parametrize(
    "areas",
    [
        f"評分表!$A$1:$H${LAYOUT.total_row}",
        "'評分表'!$A:$G",
        "$A$1:$D$99,$E$1:$H$99",
        "評分表!$1:$99",
        "評分表!#REF!",
        "",
    ],
)
def test_a_form_that_is_printed_whole_is_no_matter(areas: str) -> None:
    assert checked(printing(areas)).findings == ()


# ── merged cells ────────────────────────────────────────────────────────────────────────────────


def merged(*refs: str) -> Change:
    def change(root: Element) -> None:
        cells = root.find(tag("mergeCells"))
        assert cells is not None
        for ref in refs:
            etree.SubElement(cells, tag("mergeCell"), ref=ref)

    return change


@pytest.mark.parametrize(
    ("ref", "cell"),
    [
        (f"B{ROW_OF_SCORE}:{SCORE}", SCORE),
        (f"A{ROW_OF_SCORE}:H{ROW_OF_SCORE}", SCORE),
        (f"C{ROW_OF_SCORE - 1}:C{ROW_OF_SCORE}", SCORE),
        (f"D{ROW_OF_SCORE}:{TICK}", TICK),
        ("A1:XFD1048576", SCORE),
        ("A6:H99", TICK),
    ],
)
def test_a_cell_that_another_was_merged_over_is_told(ref: str, cell: str) -> None:
    found = one(checked(retyped(BASE, merged(ref))).findings, "cells-hidden")
    assert cell in str(found.params["cells"]) or int(str(found.params["count"])) > 8


@pytest.mark.parametrize("ref", ["", "C7:", "C7:D0", "7:8", "C:D", "C7:D8:E9", "c7:d8"])
def test_merged_cells_that_are_none_make_a_file_suspicious(ref: str) -> None:
    assert codes(merged(ref)) == [("file-suspicious", "")]


def test_far_too_many_merged_cells_are_refused() -> None:
    assert codes(merged(*(f"Z{row}:AA{row}" for row in range(1, 20_001)))) == [("file-too-large", "")]


def test_blank_cells_may_be_merged() -> None:
    second, third = note_cell("2.1.1", 2), note_cell("2.1.1", 3)
    assert codes(put(second, ""), put(third, ""), merged(f"{note_cell('2.1.1')}:{third}")) == []


# ── what lies over ──────────────────────────────────────────────────────────────────────────────


def with_drawing(content: str, kind: str = f"{OFFICE}/drawing", part: str = "xl/drawings/odd.xml") -> bytes:
    """The form with a part that its sheet relates to."""
    sheet = part_of(BASE, FORM_SHEET)
    relation = f'<Relationship Id="rIdOdd" Type="{kind}" Target="/{part}"/>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{relation}</Relationships>"
    )
    return open_package(BASE).replaced({part: content.encode(), relations_of(sheet): relations.encode()})


def anchored(anchors: str) -> str:
    return f'<d:wsDr xmlns:d="{DRAWING}">{anchors}</d:wsDr>'


def corner(name: str, column: int, row: int) -> str:
    """A corner in a drawing, whose columns and rows are counted from 0."""
    return f"<d:{name}><d:col>{column - 1}</d:col><d:row>{row - 1}</d:row></d:{name}>"


def two_cells(left: int, top: int, right: int, bottom: int) -> str:
    corners = corner("from", left, top) + corner("to", right, bottom)
    return anchored(f"<d:twoCellAnchor>{corners}<d:sp/></d:twoCellAnchor>")


def vml(client: str) -> str:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<v:shapetype id="t"/><v:shape>{client}</v:shape></xml>'
    )


SHEET_IMAGE, VML = f"{OFFICE}/image", f"{OFFICE}/vmlDrawing"
OVER = {
    "a text box over a score": (two_cells(3, AT, 3, AT), f"{OFFICE}/drawing"),
    "over the lower half of a score": (two_cells(2, AT + 1, 4, AT + 1), f"{OFFICE}/drawing"),
    "over everything": (two_cells(1, 1, 99, 999), f"{OFFICE}/drawing"),
    "a picture of a size": (
        anchored(
            f'<d:oneCellAnchor>{corner("from", 1, AT)}<d:ext cx="900000" cy="90000"/></d:oneCellAnchor>'
        ),
        f"{OFFICE}/drawing",
    ),
    "without a size": (
        anchored(f"<d:oneCellAnchor>{corner('from', 1, 1)}</d:oneCellAnchor>"),
        f"{OFFICE}/drawing",
    ),
    "at a place on the page": (anchored("<d:absoluteAnchor/>"), f"{OFFICE}/drawing"),
    "without corners": (anchored("<d:twoCellAnchor/>"), f"{OFFICE}/drawing"),
    "in an alternative": (
        anchored(f"<x:AlternateContent xmlns:x='urn:x'>{two_cells(3, AT, 3, AT)}</x:AlternateContent>"),
        f"{OFFICE}/drawing",
    ),
    "a drawing that is no XML": ("<xml><br></xml>", f"{OFFICE}/drawing"),
    "a control": (
        vml(
            f'<x:ClientData ObjectType="Button"><x:Anchor>2,0,{AT - 1},0,3,0,{AT},0</x:Anchor></x:ClientData>'
        ),
        VML,
    ),
    "a shape of nothing known": (vml(""), VML),
    "a control that says not where": (vml('<x:ClientData ObjectType="Drop"/>'), VML),
    "a picture behind the cells": ("x", SHEET_IMAGE),
    "an arc": (vml("").replace("v:shape>", "v:arc>"), VML),
    "a comment that is shown": (
        vml(
            f'<x:ClientData ObjectType="Note"><x:Visible/><x:Anchor>2,0,{AT - 1},0,3,0,{AT},0</x:Anchor>'
            "</x:ClientData>"
        ),
        VML,
    ),
    "a comment by another's name": (
        vml(
            '<z:ClientData xmlns:z="urn:z" ObjectType="Note">'
            f"<x:Anchor>2,0,{AT},0,3,0,{AT},0</x:Anchor></z:ClientData>"
        ),
        VML,
    ),
}


@pytest.mark.parametrize(("content", "kind"), OVER.values(), ids=OVER)
def test_what_lies_over_a_score_is_told(content: str, kind: str) -> None:
    result = checked(with_drawing(content, kind))
    assert (result.state, places(result.findings)) == ("questioned", [("object-over-cells", "")])


def referring(data: bytes, name: str) -> bytes:
    """The form whose sheet refers to the odd part by an element of its own."""

    def change(root: Element) -> None:
        etree.SubElement(root, tag(name), {f"{{{OFFICE}}}id": "rIdOdd"})

    return retyped(data, change)


@pytest.mark.parametrize("name", ["drawing", "legacyDrawing", "picture"])
def test_what_a_sheet_refers_to_lies_over_it_whatever_its_relation_is_called(name: str) -> None:
    data = referring(with_drawing(two_cells(3, AT, 3, AT), "http://example.org/x"), name)
    assert places(checked(data).findings) == [("object-over-cells", "")]


def test_a_picture_above_the_pages_lies_over_no_cell() -> None:
    data = referring(with_drawing(vml(""), VML), "legacyDrawingHF")
    assert checked(data).findings == ()


def test_a_picture_that_ends_at_the_edge_of_a_score_does_not_lie_over_it() -> None:
    ends = f"<d:to><d:col>2</d:col><d:colOff>0</d:colOff><d:row>{AT + 9}</d:row><d:rowOff>5</d:rowOff></d:to>"
    content = anchored(f"<d:twoCellAnchor>{corner('from', 2, 1)}{ends}</d:twoCellAnchor>")
    found = one(checked(with_drawing(content)).findings, "object-over-cells")  # the totals in column B
    assert SCORE not in str(found.params["cells"])


def drawn_in(*cells: str) -> Change:
    """Small charts in these cells."""
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    xm = "http://schemas.microsoft.com/office/excel/2006/main"
    each = "".join(f"<s:sparkline><m:f>M7:N7</m:f><m:sqref>{cell}</m:sqref></s:sparkline>" for cell in cells)
    content = (
        f'<extLst xmlns="{MAIN}" xmlns:s="{x14}" xmlns:m="{xm}"><ext uri="x"><s:sparklineGroups>'
        f"<s:sparklineGroup><s:sparklines>{each}</s:sparklines></s:sparklineGroup></s:sparklineGroups></ext></extLst>"
    )

    def change(root: Element) -> None:
        root.append(etree.fromstring(content))

    return change


@pytest.mark.parametrize(
    "cells", [(SCORE,), ("Z1", TICK), (f"A1:{SCORE}",), (f"${SCORE[0]}${SCORE[1:]}",), ("",)]
)
def test_a_small_chart_in_a_score_or_a_tick_lies_over_it(cells: tuple[str, ...]) -> None:
    assert codes(drawn_in(*cells)) == [("object-over-cells", "")]
    assert codes(drawn_in("H7")) == [("object-on-form", "")]


def test_what_lies_over_a_tick_or_a_total_is_told_with_the_cell() -> None:
    for cell in (TICK, TOTAL):
        column, row = ord(cell[0]) - 64, int(cell[1:])
        found = one(checked(with_drawing(two_cells(column, row, column, row))).findings, "object-over-cells")
        assert found.cell == cell


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (two_cells(30, 1, 40, 9), f"{OFFICE}/drawing"),
        (two_cells(5, 1, 5, 1), f"{OFFICE}/drawing"),
        (vml('<x:ClientData ObjectType="Pict"><x:Anchor>30,0,1,0,31,0,2,0</x:Anchor></x:ClientData>'), VML),
    ],
)
def test_an_object_elsewhere_on_the_form_is_only_mentioned(content: str, kind: str) -> None:
    result = checked(with_drawing(content, kind))
    assert (result.state, places(result.findings)) == ("accepted", [("object-on-form", "")])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (vml('<x:ClientData ObjectType="Note"><x:Anchor>2,0,6,0,3,0,7,0</x:Anchor></x:ClientData>'), VML),
        (anchored(""), f"{OFFICE}/drawing"),
        ("x", f"{OFFICE}/printerSettings"),
        ("<comments/>", f"{OFFICE}/comments"),
    ],
)
def test_comments_and_what_shows_nothing_are_no_matter(content: str, kind: str) -> None:
    assert checked(with_drawing(content, kind)).findings == ()


@pytest.mark.parametrize("number", ["9" * 5_000, "-1", "x", ""])
def test_places_beyond_use_are_anywhere(number: str) -> None:
    corner_ = f"<d:from><d:col>{number}</d:col><d:row>1</d:row></d:from>"
    content = anchored(f"<d:oneCellAnchor>{corner_}<d:ext cx='{number}' cy='1'/></d:oneCellAnchor>")
    assert places(checked(with_drawing(content)).findings) == [("object-over-cells", "")]
    assert codes(columns(1, 1, hidden="1", min=number)) in ([], [("cells-hidden", "")])


def test_anywhere_is_every_cell_of_a_sheet() -> None:
    assert (ANYWHERE.right, ANYWHERE.bottom) == (16_384, 1_048_576)
