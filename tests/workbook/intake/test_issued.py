"""What is printed on a form that came back is what was issued, or it is said that it is not."""

import pytest
from lxml import etree

from scoring.scorecard import Scorecard
from tests.builders import OFFICE, SMALL, one, places, scorecard
from tests.letters import DIMENSION, GUIDANCE, HIGH, LOW, POINTS, TEXT, TICK
from tests.workbook.forms import (
    BOOK,
    KEY,
    LAYOUT,
    Change,
    checked,
    filled,
    formula,
    identity,
    moved,
    number,
    put,
    retyped,
    rewritten,
    score_cell,
    text,
    tick_cell,
    without,
)
from workbook.address import column_index
from workbook.collection.checked import Checked
from workbook.form.correction import correct
from workbook.form.printed import hidden_numbers, printed_texts
from workbook.form.rules import rules
from workbook.identity import identity_of, sign
from workbook.protection import Lock
from workbook.sheetxml import MAIN, ROW, C, Element, tag

FULL = scorecard(SMALL)
BASE = filled(FULL)
FIRST, BANDED = LAYOUT.blocks["1.1.1"].first, LAYOUT.blocks["1.1.2"].first
INTRO = LAYOUT.by_key["1.2/intro"].number
HEADING = LAYOUT.heading_row


def after(*changes: Change) -> Checked:
    return checked(retyped(BASE, *changes))


@pytest.mark.parametrize(
    "cell",
    [
        f"{DIMENSION}1",
        f"{DIMENSION}{LAYOUT.by_key['@date'].number}",
        f"{DIMENSION}{LAYOUT.hint_row}",
        f"{POINTS}{HEADING}",
        f"{TEXT}{FIRST}",
        f"{POINTS}{FIRST}",
        f"{TEXT}{BANDED + 1}",
        f"{POINTS}{BANDED + 2}",
        f"{TICK}{INTRO}",
    ],
)
@pytest.mark.parametrize("now", ["另一句話", "", "formula"])
def test_a_printed_text_that_is_another_or_gone_is_told_with_its_cell(cell: str, now: str) -> None:
    assert cell in printed_texts(LAYOUT)
    change = formula(cell, "1+1", "2") if now == "formula" else text(cell, now) if now else put(cell, "")
    result = after(change)
    found = one(result.findings, "text-changed")
    assert (result.state, found.cell, found.params["count"]) == ("questioned", cell, 1)
    issued = str(found.params["issued"]).removesuffix("…")
    assert " ".join(printed_texts(LAYOUT)[cell].split()).startswith(issued)


@pytest.mark.parametrize("points", ["1~20分", "１~10分", "1～10分"])
def test_other_points_than_printed_are_told(points: str) -> None:
    assert places(after(text(f"{POINTS}{FIRST}", points)).findings) == [("text-changed", "")]


@pytest.mark.parametrize("kind", ["n", "e", "b", ""])
@pytest.mark.parametrize("cell", [f"{POINTS}{FIRST}", f"{TEXT}{FIRST}"])
def test_a_printed_text_of_another_type_is_not_shown_as_one(cell: str, kind: str) -> None:
    """LibreOffice shows 1 for 1~10分 that is called a number."""
    result = after(put(cell, f"<v>{printed_texts(LAYOUT)[cell]}</v>", kind))
    assert places(result.findings) == [("text-changed", "")]
    assert after(put(cell, f"<v>{printed_texts(LAYOUT)[cell]}</v>", "str")).findings == ()


@pytest.mark.parametrize("around", ["\n\n\n\n{}", "\n{}", "{}\n\n\n", "            {}", "{}                "])
def test_a_printed_text_that_lines_or_blanks_push_out_of_its_cell_is_told(around: str) -> None:
    cell = f"{TEXT}{FIRST}"
    result = after(text(cell, around.format(printed_texts(LAYOUT)[cell])))
    assert places(result.findings) == [("text-changed", "")]


@pytest.mark.parametrize("around", ["{}", " {} ", "{}\n"])
def test_blanks_around_and_within_a_printed_text_are_no_matter(around: str) -> None:
    cell = f"{TEXT}{FIRST}"
    assert after(text(cell, around.format(printed_texts(LAYOUT)[cell]))).findings == ()


def test_changed_texts_are_counted_and_the_first_is_quoted() -> None:
    cells = [f"{TEXT}{BANDED + 1}", f"{POINTS}{BANDED + 1}", f"{TEXT}{BANDED + 2}"]
    found = one(after(*(text(cell, f"改{cell}") for cell in cells)).findings, "text-changed")
    assert (found.params["count"], found.params["found"]) == (3, f"改{cells[0]}")
    assert "E10、F10、E11" in found.message()


@pytest.mark.parametrize(
    "shift",
    [
        moved(lambda row: row + 3),
        moved(lambda row: row if row < 9 else row + 2),
        moved(lambda row: row, lambda column: chr(ord(column) + 1)),
    ],
)
def test_texts_are_compared_wherever_rows_and_columns_are_now(shift: Change) -> None:
    assert after(shift).findings == ()
    changed = after(text(f"{TEXT}{FIRST}", "另一細項"), shift)
    assert places(changed.findings) == [("text-changed", "")]


def test_a_form_that_was_sent_back_bears_its_own_hint() -> None:
    who = sign(identity_of(SMALL, OFFICE, "2"), KEY)
    back = correct(SMALL, Lock(), who, FULL, ())
    assert checked(back).findings == ()


@pytest.mark.parametrize(
    "cell",
    [f"{GUIDANCE}{FIRST}", f"{POINTS}{BANDED}", f"{GUIDANCE}{BANDED + 1}", f"{TICK}{FIRST}", "Z3", "A99"],
)
def test_what_is_written_where_the_form_has_nothing_is_told(cell: str) -> None:
    column = cell.rstrip("0123456789")
    row = int(cell.removeprefix(column))
    result = checked(retyped(BASE, _written(column, row, "本項改為 99 分")))
    found = one(result.findings, "text-added")
    assert (result.state, found.cell, found.params["found"]) == ("accepted", cell, "本項改為 99 分")


def _written(column: str, row: int, said: str) -> Change:
    """A text in a cell that may not be there yet."""

    def change(root: Element) -> None:
        data = root.find(tag("sheetData"))
        assert data is not None
        line = next((each for each in root.iter(ROW) if each.get("r") == str(row)), None)
        if line is None:
            line = etree.SubElement(data, ROW, r=str(row))
            data[:] = sorted(data, key=lambda each: int(each.get("r", "")))
        for each in list(line):
            if each.get("r") == f"{column}{row}":
                line.remove(each)
        cell = etree.SubElement(line, C, r=f"{column}{row}", t="str")
        etree.SubElement(cell, tag("v")).text = said
        line[:] = sorted(line, key=lambda each: column_index(each.get("r", "").rstrip("0123456789")))

    return change


@pytest.mark.parametrize("column", ["K", "M", "Q"])
def test_what_is_written_into_hidden_columns_is_told_where_these_are_shown(column: str) -> None:
    def shows(root: Element) -> None:
        for each in root.iter(tag("col")):
            each.attrib.pop("hidden", "")

    written = _written(column, FIRST + 1, "複核：99 分")
    assert not {"text-added"} & {code for code, _ in places(after(written).findings)}
    assert ("text-added", "") in places(after(written, shows).findings)
    assert after(shows).findings == ()


def test_what_is_written_into_cells_that_nobody_sees_is_told_as_that_too() -> None:
    result = checked(retyped(BASE, _written("B", FIRST + 1, "x")))
    assert {code for code, _ in places(result.findings)} == {"text-added", "cells-hidden"}


def test_a_printed_text_that_a_formula_makes_is_not_what_was_printed() -> None:
    cell = f"{TEXT}{FIRST}"
    result = after(formula(cell, "X1", printed_texts(LAYOUT)[cell], "str"))
    assert places(result.findings) == [("text-changed", "")]


def test_blanks_where_the_form_has_nothing_are_nothing() -> None:
    assert after(_written(GUIDANCE, FIRST, "  ")).findings == ()


@pytest.mark.parametrize(
    "change",
    [
        number(f"{HIGH}{FIRST}", "99"),
        number(f"{LOW}{BANDED + 1}", "0"),
        text(f"{HIGH}{BANDED + 2}", "無"),
        formula(f"{HIGH}{FIRST}", "10", "10"),
        formula(f"I{FIRST}", '""'),
        put(f"I{FIRST}", ""),
        text("Q1", "☑"),
    ],
)
def test_what_checks_the_form_while_it_is_filled_in_is_told_where_it_is_another(change: Change) -> None:
    result = after(change)
    assert (result.state, places(result.findings)) == ("accepted", [("checks-changed", "")])


def test_numbers_that_check_may_be_written_otherwise() -> None:
    assert hidden_numbers(LAYOUT)[f"{HIGH}{FIRST}"] == 10
    assert after(number(f"{HIGH}{FIRST}", "10.0"), number(f"{LOW}{FIRST}", "1E0")).findings == ()


def test_nothing_is_said_of_texts_where_items_changed_places() -> None:
    """That the cells moved says it all."""
    there = printed_texts(LAYOUT)[f"{TEXT}{LAYOUT.blocks['1.2.1.1'].first}"]
    assert ("text-changed", "") not in places(after(text(f"{TEXT}{FIRST}", there)).findings)
    assert ("cells-moved", "") in places(after(text(f"{TEXT}{FIRST}", there)).findings)


def test_a_blank_form_says_what_was_issued() -> None:
    blank = checked(filled(Scorecard(office=OFFICE)))
    assert not {"text-changed", "text-added", "checks-changed"} & {code for code, _ in places(blank.findings)}
    assert score_cell("1.1.1") != tick_cell("1.1.2", 1)
    assert identity().office == OFFICE


# ── validations ─────────────────────────────────────────────────────────────────────────────────


def _rule(kind: str, *formulas: str, cells: str) -> Change:
    """Another validation for some cells, in place of those that stand."""

    def change(root: Element) -> None:
        held = root.find(tag("dataValidations"))
        assert held is not None
        for each in list(held):
            if cells.split(":", maxsplit=1)[0] in each.get("sqref", "").split():
                held.remove(each)
        rule = etree.SubElement(held, tag("dataValidation"), type=kind, sqref=cells, allowBlank="1")
        for number_, said in enumerate(formulas, start=1):
            etree.SubElement(rule, tag(f"formula{number_}")).text = said

    return change


SCORE, TICKED = score_cell("1.1.1"), tick_cell("1.1.2", 1)


@pytest.mark.parametrize(
    "change",
    [
        _rule("whole", "0", "999", cells=SCORE),
        _rule("whole", f"$M${FIRST}", cells=SCORE),
        _rule("decimal", f"$M${FIRST}", f"$N${FIRST}", cells=SCORE),
        _rule("none", cells=SCORE),
        _rule("custom", "TRUE", cells=f"C1:C{LAYOUT.total_row}"),
        _rule("list", '"☐,☑"', cells=TICKED),
        _rule("list", "kaohe_ticks", cells="A1:Z99"),
        _rule("custom", "TRUE", cells="C:D"),
    ],
)
def test_a_score_or_a_tick_under_another_rule_is_told(change: Change) -> None:
    result = after(change)
    assert (result.state, places(result.findings)) == ("accepted", [("checks-changed", "")])


@pytest.mark.parametrize(
    "change",
    [
        _rule("whole", f"$M${FIRST}", f"$N${FIRST}", cells=SCORE),
        _rule("whole", f" M{FIRST} ", f"評分表!$N${FIRST}", cells=SCORE),
        _rule("whole", "NaN", "NaN", cells=SCORE),
        _rule("textLength", "5", cells="G7:G20"),
        without("dataValidations"),
    ],
)
def test_the_same_rule_written_otherwise_none_and_those_of_notes_are_no_matter(change: Change) -> None:
    assert after(change).findings == ()


def _saying(cells: str, **texts: str) -> Change:
    """What the validation of some cells says."""

    def change(root: Element) -> None:
        for each in root.iter(tag("dataValidation")):
            if cells in each.get("sqref", "").split():
                for name, value in texts.items():
                    each.set(name, value)

    return change


@pytest.mark.parametrize("name", ["prompt", "promptTitle", "error", "errorTitle"])
@pytest.mark.parametrize("cells", [SCORE, "C3", f"G{FIRST}"])
def test_a_validation_that_says_something_else_is_told(cells: str, name: str) -> None:
    first = _notes_of(FIRST) if cells.startswith("G") else cells
    result = after(_saying(first, **{name: "本項改為 1~100 分"}))
    assert one(result.findings, "checks-changed").cell == cells
    assert after(_saying(first, **{name: ""})).findings == ()


def _notes_of(row: int) -> str:
    cells = (each for rule in rules(LAYOUT) for each in rule.cells)
    return next(each for each in cells if each.split(":")[0] == f"G{row}")


def test_the_prompt_of_another_item_is_another() -> None:
    other = next(rule.prompt for rule in rules(LAYOUT) if score_cell("1.2.1.1") in rule.cells)
    assert places(after(_saying(SCORE, prompt=other)).findings) == [("checks-changed", "")]


def _extended(cells: str, attributes: str = "") -> Change:
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    xm = "http://schemas.microsoft.com/office/excel/2006/main"
    content = (
        f'<extLst xmlns="{MAIN}" xmlns:x="{x14}" xmlns:m="{xm}"><ext uri="x"><x:dataValidations>'
        f'<x:dataValidation type="any" {attributes}><m:sqref>{cells}</m:sqref></x:dataValidation>'
        "</x:dataValidations></ext></extLst>"
    )

    def change(root: Element) -> None:
        root.append(etree.fromstring(content))

    return change


@pytest.mark.parametrize(
    "change", [_extended(SCORE), _extended("A1:H99"), _extended("G7", 'prompt="一律 10 分"')]
)
def test_a_validation_of_the_extension_is_another_rule(change: Change) -> None:
    assert places(after(change).findings) == [("checks-changed", "")]
    assert after(_extended("Z1")).findings == ()


# ── above and below the page ────────────────────────────────────────────────────────────────────


def _printed(name: str, said: str) -> Change:
    def change(root: Element) -> None:
        margins = root.find(tag("headerFooter"))
        assert margins is not None
        each = margins.find(tag(name))
        (etree.SubElement(margins, tag(name)) if each is None else each).text = said

    return change


@pytest.mark.parametrize("name", ["oddHeader", "oddFooter", "evenFooter", "firstHeader"])
@pytest.mark.parametrize("said", ["&C總分 999", "本表評分以 &P 為準", '&L&"標楷體,Bold"&14更正'])
def test_what_is_printed_above_or_below_each_page_is_told(name: str, said: str) -> None:
    result = after(_printed(name, said))
    assert (result.state, places(result.findings)) == ("accepted", [("page-text", "")])


@pytest.mark.parametrize(
    "said", ["", "&P / &N".replace(" / ", " "), '&R&"標楷體,Bold"&9&K00FF00&D &T &F', "&C第&P頁，共&N頁"]
)
def test_page_numbers_dates_and_names_of_files_are_no_matter(said: str) -> None:
    assert after(_printed("oddHeader", said)).findings == ()


def _numbered_from(first: str) -> Change:
    def change(root: Element) -> None:
        pages = root.find(tag("pageSetup"))
        assert pages is not None
        pages.set("firstPageNumber", first)
        pages.set("useFirstPageNumber", "1")

    return change


@pytest.mark.parametrize("said", ["&L&P", "&C&36&P", "\n\n&R&P", "&P &N"])
def test_a_number_that_is_no_page_is_told(said: str) -> None:
    """A page can have any number, and stand where a score does."""
    assert places(after(_printed("oddHeader", said), _numbered_from("99")).findings) == [("page-text", "")]
    assert after(_numbered_from("99")).findings == ()
    assert after(_printed("oddHeader", said), _numbered_from("1")).findings == ()


@pytest.mark.parametrize("said", ["&L" + "\n" * 9 + "&P", "&L" + " " * 40 + "&D"])
def test_what_is_pushed_into_the_page_from_above_is_told(said: str) -> None:
    assert places(after(_printed("oddHeader", said)).findings) == [("page-text", "")]


def test_the_name_of_a_sheet_is_a_text_above_the_page_where_it_was_changed() -> None:
    data = retyped(BASE, _printed("oddHeader", "&C&36&A"))
    assert checked(data).findings == ()
    renamed = rewritten(data, lambda xml: xml.replace("評分表", "總分 999"), BOOK)
    found = one(checked(renamed).findings, "page-text")
    assert found.params["found"] == "總分999"
