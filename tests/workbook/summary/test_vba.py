"""The VBA module: text that the editor imports on any system, and that it would compile."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.catalogue import CATALOGUE
from scoring.rubric import Rubric, points_text
from scoring.rubric_file import bundled_ids, load_rubric
from tests import builders
from tests.builders import SMALL
from tests.leveled import LEVELED
from tests.workbook.form.test_columns import FORMS
from tests.workbook.summary.vba_rules import Module
from workbook.columns import SCORE
from workbook.layout import layout_of
from workbook.package import SUFFIXES
from workbook.summary import vba
from workbook.summary.answer_sheet import answer_sheet
from workbook.summary.columns import columns_of

MAX_FORMULA = 8_192
"""Characters of a formula that Excel takes."""
_CALL = re.compile(r'Uni\("((?:[^"]|"")*)"\)')


def module(rubric: Rubric) -> Module:
    return Module(vba.module(rubric).decode("ascii"))


def decoded(expression: str) -> str:
    """What a VBA expression of ours comes to: texts joined by &, those in Uni with their escapes undone."""
    parts = []
    for part in expression.replace(" _\n        ", " ").split(" & "):
        match = _CALL.fullmatch(part)
        if match:
            written = match[1].replace('""', '"')
            units = re.sub(r"\\u([0-9A-F]{4})", lambda m: chr(int(m[1], 16)), written)
            parts.append(units.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass"))
        else:
            parts.append(part[1:-1].replace('""', '"'))
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def texts(text: str) -> set[str]:
    """Every text of a module, decoded; one that goes on over several lines is one."""
    joined = text.replace("\r\n", "\n").replace(" _\n        ", " ")
    one = r'(?:Uni\("(?:[^"]|"")*"\)|"(?:[^"]|"")*")'
    runs = re.findall(rf"{one}(?: & {one})*", joined)
    return {decoded(run) for run in runs}


def odd_rubrics() -> dict[str, Rubric]:
    one = builders.rubric(builders.section("1", builders.section("1.1", builders.item("1.1.1", 1))))
    quoted = replace(SMALL, id="a-b", title='"A" \\u5206 & 𠮷 _\n分', total_label='總"分')
    long = replace(SMALL, title="長" * 1000)
    criteria = (
        builders.section(f"1.{c}", *(builders.item(f"1.{c}.{i}", 5, (1, 3), (4, 5)) for i in range(1, 11)))
        for c in range(1, 31)
    )
    many = builders.rubric(builders.section("1", *criteria))
    bands = [(n, n) for n in range(60, 0, -1)]
    banded = builders.rubric(
        builders.section("1", builders.section("1.1", builders.item("1.1.1", 60, *bands)))
    )
    return {
        "60 bands": banded,
        "small": SMALL,
        "one item": one,
        "tenths": replace(SMALL, step=Decimal("0.1")),
        "quotes and backslashes": quoted,
        "a title of 1,000 characters": long,
        "300 items": many,
    }


RUBRICS = {name: load_rubric(name) for name in bundled_ids()} | odd_rubrics() | FORMS | LEVELED
of_every_rubric = pytest.mark.parametrize("rubric", RUBRICS.values(), ids=RUBRICS.keys())


# ── the file ────────────────────────────────────────────────────────────────────────────────────


@of_every_rubric
def test_the_file_is_ascii_with_the_line_ends_of_windows_and_names_its_module_first(rubric: Rubric) -> None:
    data = vba.module(rubric)
    assert data.isascii()
    assert data.startswith(b'Attribute VB_Name = "Kaohe_')
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    assert data.split(b"\r\n")[1] == b"Option Explicit"
    assert not [byte for byte in data if byte < 32 and byte not in b"\r\n"]


@pytest.mark.parametrize(
    ("rubric_id", "name"),
    [("107", "Kaohe_107"), ("107-a", "Kaohe_107_a"), ("x" * 40, "Kaohe_" + "x" * 25)],
)
def test_a_module_is_called_what_the_editor_allows(rubric_id: str, name: str) -> None:
    assert vba.module_name(replace(SMALL, id=rubric_id)) == name


@of_every_rubric
def test_the_editor_would_compile_it(rubric: Rubric) -> None:
    assert list(module(rubric).faults()) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("    Dim colon As Long\r\n", "", "colon is not declared"),
        ("    Next item\r\n", "    Next total\r\n", "ends with"),
        ("Exit Do", "Exit For", "nothing to leave"),
        ("        total = mTotalParent(total)\r\n    Loop\r\n", "", "still open"),
        ("    Resume Finish", "    Resume Finnish", "jumps"),
        ("ReadFile file\r\n", "ReadFile file, 1\r\n", "ReadFile takes 1, not 2"),
        ("cell.Formula,", "cell.Formula2,", "no member"),
        ("    Dim dot As Long\r\n", "    Dim dot As Long\r\n    Dim other As Long\r\n", "never used"),
        ("ParseText(value, points)", "ParseText(value, 1)", "to refer to"),
    ],
)
def test_the_reader_of_vba_finds_what_the_editor_would(old: str, new: str, fault: str) -> None:
    text = vba.module(SMALL).decode()
    assert old in text
    assert any(fault in found for found in Module(text.replace(old, new)).faults())


def test_where_files_are_opened_an_error_leads_to_the_next_file() -> None:
    procedures = module(SMALL).procedures
    opening = [p.name for p in procedures.values() if any("OpenQuietly(" in line for line in p.lines)]
    assert opening == ["ReadFile"]
    lines = procedures["readfile"].lines
    assert lines.index("On Error GoTo Failed") < lines.index("Set book = OpenQuietly(mPath(file))")
    assert lines[-3:] == ["Failed:", 'Refuse file, "", Array("", Err.Description)', "Resume Finish"]


def test_whatever_happens_excel_is_set_back() -> None:
    lines = module(SMALL).procedures["kaohemergefolder"].lines
    failed = lines[lines.index("Failed:") :]
    assert "RestoreApplication" in lines[: -len(failed)]
    assert "RestoreApplication" in failed
    assert failed[-1].startswith("Err.Raise")


def test_esc_ends_it_between_files_and_never_within_one() -> None:
    own = module(SMALL)
    quiet, through = (own.procedures[name].lines for name in ("quietapplication", "letescthrough"))
    assert quiet[0] == "Application.EnableCancelKey = EscIgnored"
    assert through == [
        "Application.EnableCancelKey = EscIsAnError",
        "DoEvents",
        "Application.EnableCancelKey = EscIgnored",
    ]
    callers = [p.name for p in own.procedures.values() if "LetEscThrough" in p.lines]
    assert callers == ["ReadFiles"]
    swallowing = [p.name for p in own.procedures.values() if "On Error Resume Next" in p.lines]
    assert "ReadFiles" not in swallowing
    failed = own.procedures["kaohemergefolder"].lines
    assert "Application.EnableCancelKey = EscIgnored" in failed[failed.index("Failed:") :]


def test_files_are_opened_read_only_without_links_macros_questions_or_events() -> None:
    text = vba.module(SMALL).decode()
    assert text.count("Workbooks.Open(") == 1
    opening = text[text.index("Workbooks.Open(") :].partition(")")[0]
    assert {"UpdateLinks:=0", "ReadOnly:=True"} <= set(re.split(r",[\s_]*|\(", opening))
    assert "MacroSecurity(ForceDisableMacros)" in text
    assert "Const ForceDisableMacros As Long = 3" in text
    assert "Application.EnableEvents = False" in text
    assert text.count(".Close SaveChanges:=False") == text.count(".Close") == 1


@pytest.mark.parametrize(
    "word", ["CreateObject", "Declare", "Shell", "Scripting", "Kill", "SaveAs", "Evaluate"]
)
def test_nothing_is_used_that_a_mac_lacks_or_that_touches_other_files(word: str) -> None:
    assert not re.search(rf"\b{word}\b", vba.module(SMALL).decode(), re.IGNORECASE)


@of_every_rubric
def test_every_formula_comes_back_from_its_shape_and_what_is_put_into_that(rubric: Rubric) -> None:
    text = module(rubric).text.replace("\r\n", "\n").replace(" _\n        ", " ")
    shapes = {
        int(number): "".join(decoded(part) for part in re.findall(r"text = text & (.+)\n", body))
        for number, body in re.findall(
            r"Private Sub LoadShape(\d+)\(\)\n    Dim text As String\n(.*?)    mShape", text, re.DOTALL
        )
    }
    made = {}
    writing = re.compile(r"Cells\(AnswerRow, (\d+)\).Formula = Formula\((\d+), (.+)\)\n")
    for column, shape, filled in writing.findall(text):
        formula = shapes[int(shape)]
        for number, part in reversed(list(enumerate(decoded(filled).split(" "), start=1))):
            formula = formula.replace(f"{{{number}}}", part)
        made[int(column)] = formula
    sheet = answer_sheet(layout_of(rubric))
    assert made == {own.column: f"={own.text}" for own in sheet.formulas}
    assert max(map(len, made.values())) <= MAX_FORMULA
    assert list(made) == list(range(sheet.last_copied + 1, len(sheet.labels) + 1))


# ── what it says ────────────────────────────────────────────────────────────────────────────────


@given(st.text(max_size=400))
def test_every_text_comes_back_from_its_expression(text: str) -> None:
    expression = vba.expression(text)
    assert expression.isascii()
    assert max(map(len, expression.split("\n"))) < 1000
    units = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert decoded(expression) == units


def test_a_text_longer_than_any_label_is_cut() -> None:
    assert decoded(vba.expression("長" * 401)) == "長" * 399 + "…"


@of_every_rubric
def test_every_name_of_the_rubric_is_in_the_module(rubric: Rubric) -> None:
    found, layout = texts(vba.module(rubric).decode()), layout_of(rubric)
    wanted = {rubric.name(node_id) for node_id in (*rubric.stated_ids, *(i.id for i in rubric.items))}
    wanted |= {column.label for column in columns_of(rubric).all}
    wanted |= {f"{node.label}（{points_text(node.maximum)}）" for node in rubric.dimensions}
    wanted |= {line.label for line in rubric.header} | {
        layout.words("form_sheet"),
        layout.columns.headings[SCORE],
    }
    assert wanted - found == set()


def test_every_place_is_that_of_the_layout() -> None:
    rubric = load_rubric("107")
    lines = module(rubric).text.replace(" _\r\n        ", " ").split("\r\n")
    totals = [line for line in lines if line.startswith("    PlaceTotal ")]
    items = [line for line in lines if line.startswith("    AddItem ")]
    copies = [line for line in lines if line.startswith("    AddCopy ")]
    layout = layout_of(rubric)
    of = layout.columns
    assert len(totals) == len(layout.totals)
    for line, total_id in zip(totals, rubric.stated_ids, strict=True):
        place = layout.totals[total_id]
        assert line.startswith(f'    PlaceTotal "{place.key}", "{of[place.visible]}", "{of[place.number]}"')
    for line, item in zip(items, rubric.items, strict=True):
        bands = "|".join(band.range_text for band in item.bands)
        assert line.startswith(f'    AddItem "{item.id}", ')
        assert f'"{item.range_text}", {layout.blocks[item.id].rows}, "{bands}"' in line
    for number in range(1, len(rubric.items) + 1):
        assert f'"{of[SCORE]}1"' in next(
            line for line in copies if line.startswith(f'    AddCopy {number}, "score", ')
        )


def test_findings_have_the_words_of_the_catalogue() -> None:
    found = texts(vba.module(SMALL).decode())
    for code in ("score-out-of-range", "total-mismatch", "band-score-mismatch", "form-other-rubric"):
        assert CATALOGUE[code].message["zh-TW"] in found
        assert CATALOGUE[code].remedy["zh-TW"] in found


def test_it_reads_the_files_that_the_program_reads() -> None:
    assert f'"{"".join(SUFFIXES)}."' in vba.module(SMALL).decode()
