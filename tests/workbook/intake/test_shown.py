"""What is read is what a spreadsheet program shows, or it is said that it is not."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from scoring.catalogue import CATALOGUE
from tests.builders import SMALL, places, scorecard
from tests.workbook.forms import (
    BOOK,
    EXAMINERS_CELL,
    Change,
    cell,
    checked,
    edited,
    filled,
    formula,
    note_cell,
    number,
    part_of,
    put,
    retyped,
    rewritten,
    saved,
    score_cell,
    text,
    tick_cell,
    total_cells,
)
from workbook.collection.checked import Checked
from workbook.intake.check import Terms, check
from workbook.layout import FORM_SHEET, INSTRUCTIONS_SHEET
from workbook.package import open_package
from workbook.relations import TYPES, relations_of
from workbook.sheetxml import MAIN, OFFICE, Element, parse, tag, to_bytes

FULL = scorecard(SMALL)
BASE = filled(FULL)
OTHER_SHEETS = ("填表說明", "'填表說明'", "[1]評分表", "'[1]評分表'", "評分表2", "x評分表")
STYLES = "xl/styles.xml"
ATTACKS = Path(__file__).parents[4] / "shared" / "cases" / "50-attacks"


def codes(result: Checked) -> set[str]:
    return {finding.code for finding in result.findings}


def accepted_without_a_word(result: Checked) -> bool:
    return result.state == "accepted" and not any(
        CATALOGUE[code].severity in ("error", "warning") for code in codes(result)
    )


def with_number_format(at: str, code: str) -> bytes:
    """The form with another number format for one cell, under a style of its own."""
    styles = parse(open_package(BASE).read(STYLES), STYLES)
    formats = styles.find(tag("numFmts"))
    if formats is None:
        formats = styles.makeelement(tag("numFmts"))
        styles.insert(0, formats)
    formats.append(formats.makeelement(tag("numFmt"), numFmtId="999", formatCode=code))
    xfs = styles.find(tag("cellXfs"))
    assert xfs is not None
    style = str(len(xfs))
    xfs.append(xfs.makeelement(tag("xf"), numFmtId="999"))

    def change(root: Element) -> None:
        cell(root, at).set("s", style)

    return open_package(retyped(BASE, change)).replaced({STYLES: to_bytes(styles)})


@pytest.mark.parametrize("code", ['"12"', '"1"0', ";;;", "0%", "[=10]99;0"])
def test_a_score_that_looks_like_another_is_told(code: str) -> None:
    result = checked(with_number_format(score_cell("1.1.1"), code))
    assert places(result.findings) == [("number-format", "1.1.1")]
    assert (result.state, result.findings[0].cell) == ("questioned", score_cell("1.1.1"))


def test_a_format_that_shows_a_score_in_white_is_told() -> None:
    result = checked(with_number_format(score_cell("1.1.1"), "[White]0"))
    assert places(result.findings) == [("look-hides", "1.1.1")]


@pytest.mark.parametrize("code", ['0;0;0;"☐"', ";;;", '"☑"@', '@"x"', "@@"])
def test_a_tick_that_looks_otherwise_is_told(code: str) -> None:
    result = checked(with_number_format(tick_cell("1.1.2", 1), code))
    assert places(result.findings) == [("number-format", "1.1.2")]


@pytest.mark.parametrize("code", ["0", "0.0", "#,##0", "0_ ", "[Red]0", "G/通用格式", "@"])
def test_a_format_that_shows_what_is_there_is_no_matter(code: str) -> None:
    assert checked(with_number_format(score_cell("1.1.1"), code)).findings == ()


@pytest.mark.parametrize("code", ["[Color2]0", "[Red]0;[White]0", "[White]General"])
def test_a_format_that_can_show_a_score_in_white_is_told(code: str) -> None:
    assert places(checked(with_number_format(score_cell("1.1.1"), code)).findings) == [
        ("look-hides", "1.1.1")
    ]


PUSHED = [
    "\u200b\n\n{}",
    "{}\u2060\n\n",
    "\n\n\n\n{}",
    "\n{}",
    "{}\n\n",
    "     {}",
    "\u3000\u3000\u3000\u3000\u3000{}",
    "{}          ",
]


@pytest.mark.parametrize("around", PUSHED)
def test_a_tick_that_lines_or_blanks_push_out_of_its_cell_is_told(around: str) -> None:
    result = checked(retyped(BASE, text(tick_cell("1.1.2", 1), around.format("☑"))))
    assert places(result.findings) == [("look-hides", "1.1.2")]
    score = checked(retyped(BASE, text(score_cell("1.1.1"), around.format("10"))))
    assert ("look-hides", "1.1.1") in places(score.findings)


@pytest.mark.parametrize("around", ["{}", " {} ", "{}\n", "\u3000{}"])
def test_a_blank_beside_a_tick_is_no_matter(around: str) -> None:
    assert checked(retyped(BASE, text(tick_cell("1.1.2", 1), around.format("☑")))).findings == ()


def test_a_note_that_begins_far_below_its_cell_is_told() -> None:
    note = note_cell("1.1.1")
    told = checked(retyped(BASE, text(note, "\n\n\n佐證")))
    assert places(told.findings) == [("text-look", "1.1.1")]
    assert checked(retyped(BASE, text(note, "\n佐證\n\n\n附件"))).findings == ()


@pytest.mark.parametrize(("value", "kind"), [("佐證", "n"), ("佐證", ""), ("佐證", "e")])
def test_a_note_of_another_type_than_it_holds_is_told(value: str, kind: str) -> None:
    """LibreOffice shows 0, or that there is an error."""
    for at, name in ((note_cell("1.1.1"), "1.1.1"), (EXAMINERS_CELL, "examiners")):
        told = checked(retyped(BASE, put(at, f"<v>{value}</v>", kind)))
        assert ("text-look", name) in places(told.findings)


@pytest.mark.parametrize(("value", "kind"), [("25", "n"), ("1.5", ""), ("#N/A", "e"), ("佐證", "str")])
def test_a_note_may_be_a_number_or_an_error(value: str, kind: str) -> None:
    assert checked(retyped(BASE, put(note_cell("1.1.1"), f"<v>{value}</v>", kind))).findings == ()


def hidden(state: str) -> bytes:
    def change(root: Element) -> None:
        for sheet in root.iter(tag("sheet")):
            sheet.set("state", state if sheet.get("name") == FORM_SHEET else "visible")

    return edited(BASE, BOOK, change)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_form_on_a_sheet_that_nobody_sees_is_told(state: str) -> None:
    result = checked(hidden(state))
    assert (result.state, codes(result) & {"form-hidden"}) == ("questioned", {"form-hidden"})


def test_another_workbook_in_the_file_is_read_where_the_file_says_that_it_is_the_one() -> None:
    """The usual names lead to what was issued; the package's own relation to what is shown."""
    package = open_package(BASE)
    moved = {
        f"shown/{name.removeprefix('xl/')}": package.read(name)
        for name in package.members
        if name.startswith("xl/")
    }
    sheet = part_of(BASE, FORM_SHEET).replace("xl/", "shown/")
    moved[sheet] = open_package(retyped(BASE, number(score_cell("1.1.1"), "9"))).read(
        part_of(BASE, FORM_SHEET)
    )
    root = package.read(relations_of("")).replace(b"xl/workbook.xml", b"shown/workbook.xml")
    relations = package.read(relations_of(BOOK)).replace(b'"/xl/', b'"/shown/')
    moved[TYPES] = package.read(TYPES).replace(b'"/xl/', b'"/shown/')
    moved[relations_of("shown/workbook.xml")] = relations
    result = checked(package.replaced({**moved, relations_of(""): root}))
    assert result.rubric is not None
    assert result.scorecard.answers["1.1.1"].score == 9


def array(anchor: str, ref: str) -> Change:
    def change(root: Element) -> None:
        formula(anchor, "X1", "1")(root)
        element = cell(root, anchor).find(tag("f"))
        assert element is not None
        element.set("t", "array")
        element.set("ref", ref)

    return change


def test_a_score_that_another_cells_array_formula_fills_is_a_formula() -> None:
    at = score_cell("1.1.1")
    above = f"{at[0]}{int(at[1:]) - 1}"
    result = checked(retyped(BASE, array(above, f"{above}:{at}")))
    assert ("input-formula", "1.1.1") in places(result.findings)


@pytest.mark.parametrize("sheet", OTHER_SHEETS)
def test_a_total_that_adds_cells_of_another_sheet_is_not_the_forms_own(sheet: str) -> None:
    _, number = total_cells("1.1")

    def change(root: Element) -> None:
        element = cell(root, number).find(tag("f"))
        assert element is not None
        assert element.text
        element.text = element.text.replace(score_cell("1.1.1"), f"{sheet}!{score_cell('1.1.1')}")

    assert "formula-replaced" in codes(checked(retyped(BASE, change)))


@pytest.mark.parametrize("sheet", ["評分表", "'評分表'", "$評分表", "$'評分表'"])
def test_a_total_may_name_the_forms_own_sheet(sheet: str) -> None:
    _, number = total_cells("1.1")

    def change(root: Element) -> None:
        element = cell(root, number).find(tag("f"))
        assert element is not None
        assert element.text
        element.text = element.text.replace(score_cell("1.1.1"), f"{sheet}!{score_cell('1.1.1')}")

    assert checked(retyped(BASE, change)).findings == ()


def with_relation(kind: str) -> bytes:
    relation = f'<Relationship Id="rIdOdd" Type="{kind}" Target="printerSettings1.bin"/></Relationships>'
    data = rewritten(BASE, lambda xml: xml.replace("</Relationships>", relation), relations_of(BOOK))
    return open_package(data).replaced({"xl/printerSettings1.bin": b"x"})


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "macro-present"),
        ("http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", "macro-present"),
        (f"{OFFICE}/externalLink", "active-content"),
        (f"{OFFICE}/connections", "active-content"),
        (f"{OFFICE}/control", "active-content"),
        (f"{OFFICE}/oleObject", "active-content"),
        (f"{OFFICE}/pivotCacheDefinition", "active-content"),
        (f"{OFFICE}/pivotTable", "active-content"),
        (f"{OFFICE}/volatileDependencies", "active-content"),
        ("http://schemas.microsoft.com/office/2006/relationships/ui/extensibility", "active-content"),
        ("http://schemas.microsoft.com/office/2007/relationships/ui/extensibility", "active-content"),
        ("http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes", "active-content"),
    ],
)
def test_what_runs_is_told_whatever_its_part_is_called(kind: str, code: str) -> None:
    assert places(checked(with_relation(kind)).findings) == [(code, "")]


def test_strings_by_a_relation_of_another_type_are_not_read() -> None:
    """Programs take the first by its exact type; one of another namespace before it is nothing."""
    odd = '<Relationship Id="rIdOdd" Type="urn:x/sharedStrings" Target="other.xml"/><Relationship '
    data = rewritten(BASE, lambda xml: xml.replace("<Relationship ", odd, 1), relations_of(BOOK))
    strings = open_package(BASE).read("xl/sharedStrings.xml")
    data = open_package(data).replaced({"xl/other.xml": strings.replace("☑".encode(), "☐".encode())})
    result = checked(data)
    assert result.findings == ()
    assert result.scorecard.answers == FULL.answers


def of_one_name(book: bytes) -> bytes:
    return book.replace('name="填表說明"'.encode(), 'name="評分表"'.encode())


def declares_two(package_root: bytes) -> bytes:
    second = b'<Relationship Id="rIdOdd" Type="%s/officeDocument" Target="x.xml"/></Relationships>'
    return package_root.replace(b"</Relationships>", second % OFFICE.encode())


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (relations_of(""), declares_two),
        (
            BOOK,
            lambda xml: xml.replace(
                b'name="\xe5\xa1\xab', b'name="\xe8\xa9\x95\xe5\x88\x86\xe8\xa1\xa8" x="'
            ),
        ),
    ],
)
def test_what_programs_would_take_differently_is_refused(part: str, change: Callable[[bytes], bytes]) -> None:
    package = open_package(BASE)
    result = checked(package.replaced({part: change(package.read(part))}))
    assert (result.state, codes(result)) == ("rejected", {"file-suspicious"})


# ── totals as they are saved ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("visible", "hidden", "told"),
    [
        ("得分：30", "30", []),
        ("得分：30.0", "30", []),
        ("得分：999", "30", ["1.1"]),
        ("得分：30", "999", ["1.1"]),
        ("得分：999", "999", ["1.1"]),
        ("得分：三十", "30", ["1.1"]),
    ],
)
def test_a_total_saved_otherwise_than_it_comes_to_is_told_in_whichever_cell(
    visible: str, hidden: str, told: list[str]
) -> None:
    """Programs that do not calculate show what was saved: a preview, a telephone, Protected View."""
    shown_at, number_at = total_cells("1.1")
    result = checked(retyped(BASE, saved(shown_at, f"項目1.1\n(30分)\n{visible}"), saved(number_at, hidden)))
    assert [finding.id for finding in result.findings if finding.code.startswith("total")] == told


@pytest.mark.parametrize("value", ["50%", "20 分", "x", "_x0032_0"])
def test_a_total_saved_with_a_number_that_is_none_is_told(value: str) -> None:
    _, number_at = total_cells("1.1")
    result = checked(retyped(BASE, saved(number_at, value)))
    assert places(result.findings) == [("total-not-a-number", "1.1")]


def test_a_total_saved_with_a_text_that_is_called_a_number_is_told() -> None:
    """LibreOffice shows 0 there, and others show nothing."""
    shown_at, _ = total_cells("1.1")

    def change(root: Element) -> None:
        cell(root, shown_at).set("t", "n")

    assert places(checked(retyped(BASE, change)).findings) == [("total-not-a-number", "1.1")]


# ── sheets that are seen before the form ────────────────────────────────────────────────────────


def with_decoy(change: Callable[[str], str], *, before: bool = True) -> bytes:
    """The form beside another sheet that looks like it, without keys."""
    package = open_package(BASE)
    content = change(package.read(part_of(BASE, FORM_SHEET)).decode())
    relation = f'<Relationship Id="rIdOdd" Type="{OFFICE}/worksheet" Target="worksheets/odd.xml"/>'
    relations = package.read(relations_of(BOOK)).decode()
    relations = relations.replace("</Relationships>", f"{relation}</Relationships>")
    book = package.read(BOOK).decode()
    sheet = f'<sheet xmlns:r="{OFFICE}" name="評分表 " sheetId="99" r:id="rIdOdd"/>'
    at = "<sheets>" if before else "</sheets>"
    book = book.replace(at, f"{at}{sheet}" if before else f"{sheet}{at}")
    parts = {"xl/worksheets/odd.xml": content, relations_of(BOOK): relations, BOOK: book}
    return package.replaced({name: each.encode() for name, each in parts.items()})


def without_keys(xml: str) -> str:
    return re.sub(r'<c r="J[0-9]+"[^>]*>.*?</c>', "", xml)


def with_another_score(xml: str) -> str:
    at = score_cell("1.1.1")
    return re.sub(rf'(<c r="{at}"[^>]*>)<v>10</v>', r"\1<v>3</v>", without_keys(xml))


@pytest.mark.parametrize("before", [True, False])
def test_a_sheet_that_looks_like_the_form_and_says_otherwise_is_told(before: bool) -> None:
    result = checked(with_decoy(with_another_score, before=before))
    assert (result.state, codes(result) >= {"form-twice"}) == ("questioned", True)
    assert ("sheet-before" in codes(result)) == before


def test_a_sheet_before_the_form_is_told_and_one_behind_only_mentioned() -> None:
    def other(_xml: str) -> str:
        return f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'

    assert codes(checked(with_decoy(other))) == {"sheet-before", "sheet-extra"}
    assert codes(checked(with_decoy(other, before=False))) == {"sheet-extra"}


def opened_on(data: bytes, number: int) -> bytes:
    """The form that is shown on another sheet when it is opened."""

    def change(root: Element) -> None:
        (view,) = root.iter(tag("workbookView"))
        view.set("activeTab", str(number))

    return edited(data, BOOK, change)


def test_a_sheet_that_is_shown_first_is_told_unless_it_is_the_instructions() -> None:
    def other(_xml: str) -> str:
        return f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'

    behind = with_decoy(other, before=False)
    assert codes(checked(opened_on(behind, 3))) == {"sheet-before", "sheet-extra"}
    assert codes(checked(opened_on(BASE, 1))) == set()


def test_a_form_without_keys_behind_the_name_of_the_instructions_is_told() -> None:
    instructions = part_of(BASE, INSTRUCTIONS_SHEET)
    form_ = with_another_score(open_package(BASE).read(part_of(BASE, FORM_SHEET)).decode())
    decoy = open_package(BASE).replaced({instructions: form_.encode()})
    assert "form-twice" in codes(checked(opened_on(decoy, 1)))


@pytest.mark.parametrize("at", [tick_cell("1.1.2", 1), score_cell("1.1.2")])
def test_a_formula_for_a_score_or_a_tick_is_told_with_its_cell(at: str) -> None:
    value = "☑" if at.startswith("D") else "20"
    result = checked(retyped(BASE, formula(at, "X1", value, "str" if value == "☑" else "")))
    assert [(finding.code, finding.cell) for finding in result.findings] == [("input-formula", at)]


@pytest.mark.parametrize("kind", ["n", "e", None])
def test_a_tick_that_is_called_a_number_is_no_tick(kind: str | None) -> None:
    """LibreOffice shows 0 there, or that there is an error."""

    def change(root: Element) -> None:
        box = cell(root, tick_cell("1.1.2", 1))
        for child in list(box):
            box.remove(child)
        value = box.makeelement(tag("v"))
        value.text = "☑"
        box.append(value)
        box.attrib.pop("t", "")
        if kind:
            box.set("t", kind)

    assert "tick-unreadable" in codes(checked(retyped(BASE, change)))


@pytest.mark.skipif(not ATTACKS.is_dir(), reason="the attacks are not at hand")
@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("C08.xlsx", "file-suspicious"),
        ("a_number_format.xlsx", "number-format"),
        ("b_hidden_form_fake_elsewhere.xlsx", "form-hidden"),
        ("g_array_formula_over_score.xlsx", "input-formula"),
        ("i_total_of_another_sheet.xlsx", "formula-replaced"),
        ("vba_named_printer.bin.xlsm", "macro-present"),
    ],
)
def test_attacks_that_were_made_are_told(name: str, found: str) -> None:
    key = bytes.fromhex((ATTACKS / "signing.key").read_text().strip())
    result = check((ATTACKS / name).read_bytes(), name, Terms(key))
    assert found in codes(result)
    assert not accepted_without_a_word(result)
