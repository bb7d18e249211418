"""The VBA module, run by LibreOffice, comes to what `kaohe merge` comes to."""

import io
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from macros import demo
from macros.merging import NamedFiles, Outputs, merge
from scoring.roster import bundled_roster
from scoring.rubric import WHOLE_FORM, Rubric
from scoring.rubric_file import load_rubric
from scoring.scorecard import Office, Scorecard, Stated
from scoring.totals import recompute
from tests.builders import SMALL, answered, scorecard
from tests.macros import forms as real_forms
from tests.office import basic
from tests.office.basic import Ran, Sheet
from tests.office.libreoffice import LibreOffice
from tests.workbook import forms
from workbook.collection.selection import Collection
from workbook.form.fill import fill, stock
from workbook.identity import identity_of, sign
from workbook.intake.check import Terms
from workbook.protection import Lock
from workbook.summary import vba
from workbook.summary.columns import LABEL_ROW, MAIN_FIRST_ROW, MAIN_SHEET, columns_of
from workbook.summary.earlier import read_earlier

pytestmark = pytest.mark.libreoffice

RED, YELLOW = 0xFFC7CE, 0xFFEB9C
AS_BEFORE = "TrueTrueTrue"
AT = {column.kind: place for place, column in enumerate(columns_of(SMALL).all) if not column.dimension}
"""Where in a row of 總表 its first columns stand, which are those of every rubric."""
Finding = tuple[str, str, str, str, str]


@pytest.fixture(scope="module")
def office() -> Iterator[LibreOffice]:
    """One of its own: it opens windows, which the others' need not bear."""
    with LibreOffice() as running:
        yield running


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for age, (name, data) in enumerate(reversed(list(files.items()))):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (1_800_000_000 - 60 * age,) * 2)  # the last one named is the latest
    return folder


def both(office: LibreOffice, folder: Path, rubric: Rubric) -> tuple[Collection, list[list[object]], Ran]:
    """What the program makes of a folder, with the rows of its 總表, and what the module makes of it."""
    out = folder.parent / "總表.xlsx"
    collection = merge(NamedFiles([folder], Terms(rubric=rubric)), Outputs(out, force=True)).collection
    page = openpyxl.load_workbook(io.BytesIO(out.read_bytes()), data_only=True)[MAIN_SHEET]
    assert isinstance(page, Worksheet)
    rows: list[list[object]] = [
        [cell or ("" if cell != 0 else 0) for cell in row] for row in page.iter_rows(values_only=True)
    ]
    return collection, rows, basic.run(office, vba.module(rubric), folder)


def offices(sheet: Sheet) -> list[list[object]]:
    return [list(row) for row in sheet.rows[MAIN_FIRST_ROW - 1 :]]


def ranked(rows: list[list[object]]) -> list[tuple[object, ...]]:
    """Rank, name and total."""
    return [(row[AT["rank"]], row[AT["name"]], row[AT["total"]]) for row in rows]


def findings_of(collection: Collection) -> set[Finding]:
    """The findings that the module knows too: office, id, cell, code, sentence."""
    return {
        (checked.office.name, finding.item, finding.cell, finding.code, _without_implied(finding.message()))
        for checked in collection.files
        for finding in checked.findings
        if finding.code in vba.FINDINGS
    }


def _without_implied(message: str) -> str:
    """A missing score is said without what the totals above imply for it."""
    return message.split("「", 2)[0] + "「" + message.split("「")[1] if "隱含" in message else message


def found(ran: Ran) -> set[Finding]:
    _, *rows = ran.sheets["檢核結果"].rows
    return {(str(row[1]), str(row[2]), str(row[9]), str(row[10]), str(row[6])) for row in rows}


def stated(ran: Ran, code: str) -> set[tuple[object, ...]]:
    """Office, id, total as stated and as recomputed."""
    _, *rows = ran.sheets["檢核結果"].rows
    return {(row[1], row[2], row[4], row[5]) for row in rows if row[10] == code}


# ── thirteen forms ──────────────────────────────────────────────────────────────────────────────


def thirteen(rubric: Rubric) -> dict[str, bytes]:
    """Every branch; the second has typed over a subtotal, the third has left a score out, and the
    last has the scores of the first, so that the two share a rank."""
    blank = stock(rubric, Lock(), named=True)
    entries = bundled_roster().offices
    files = {}
    for number, who in enumerate(entries):
        card = demo.sample(rubric, who)
        if number == 1:
            card = replace(card, stated={"2.3": Stated(recompute(rubric, card)["2.3"].recomputed + 3)})
        if number == 2:
            card = answered(card, "1.1.2", score=None)
        if number == len(entries) - 1:
            card = replace(demo.sample(rubric, entries[0]), office=who)
        identity = sign(identity_of(rubric, who, "107-1"), forms.KEY)
        files[f"{who.name}_{rubric.id}.xlsx"] = fill(blank, identity, card)
    return files


@pytest.fixture(scope="module")
def merged(
    office: LibreOffice, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Collection, list[list[object]], Ran]:
    rubric = load_rubric("107")
    files = {
        **thirteen(rubric),
        "不是試算表.xlsx": "這是一個文字檔\n".encode(),
        "去年.xlsx": real_forms.form(Office("B99", "金門分署"), of=real_forms.edition("106")),
    }
    return both(office, put(tmp_path_factory.mktemp("thirteen") / "in", files), rubric)


def test_every_office_has_the_rank_state_total_subtotals_and_scores_of_merge(
    merged: tuple[Collection, list[list[object]], Ran],
) -> None:
    _, rows, ran = merged
    assert ran.error == ""
    theirs = offices(ran.sheets[MAIN_SHEET])
    assert len(theirs) == 14  # and the office that sent another year's form
    assert theirs == rows[MAIN_FIRST_ROW - 1 :]
    assert list(ran.sheets[MAIN_SHEET].rows[LABEL_ROW - 1]) == rows[LABEL_ROW - 1]


def test_equal_totals_share_a_rank_and_a_blank_score_has_none(
    merged: tuple[Collection, list[list[object]], Ran],
) -> None:
    collection, _, ran = merged
    rows = ranked(offices(ran.sheets[MAIN_SHEET]))
    assert rows == [
        (result.rank or "", result.office.name, "" if result.total is None else float(result.total))
        for result in collection.results
    ]
    ranks = [rank for rank, _, _ in rows]
    assert ranks.count("") == 2
    assert ranks[0] == ranks[12] != ""
    tied = [row[AT["tie"]] for row in offices(ran.sheets[MAIN_SHEET])]
    assert [bool(tie) for tie in tied] == [bool(rank) and ranks.count(rank) > 1 for rank in ranks]


def test_every_finding_is_that_of_merge_with_its_cell_and_words(
    merged: tuple[Collection, list[list[object]], Ran],
) -> None:
    collection, _, ran = merged
    ours = {finding for finding in findings_of(collection) if not finding[3].startswith("file-")}
    assert {finding for finding in found(ran) if not finding[3].startswith(("file-", "form-unknown"))} == ours
    assert {finding[3] for finding in ours} == {"total-mismatch", "score-missing", "form-other-rubric"}


def test_every_mismatch_is_that_of_merge_and_is_coloured(
    merged: tuple[Collection, list[list[object]], Ran],
) -> None:
    collection, _, ran = merged
    mismatches = {
        (checked.office.name, finding.id, finding.params["stated"], finding.params["recomputed"])
        for checked in collection.files
        for finding in checked.findings
        if finding.code == "total-mismatch"
    }
    assert len(mismatches) == 3  # the subtotal, its dimension, the whole
    assert stated(ran, "total-mismatch") == mismatches
    sheet, columns = ran.sheets[MAIN_SHEET], columns_of(collection.rubric)
    places = {column.node_id: index for index, column in enumerate(columns.all) if column.kind != "rank"}
    names = {row[AT["name"]]: number for number, row in enumerate(sheet.rows)}
    red = {cell for cell, fill in sheet.fills.items() if fill == RED}
    whole = [column.kind for column in columns.all].index("total")
    wanted = {(names[name], places[id_] if id_ else whole) for name, id_, _, _ in mismatches}
    assert red == wanted | {(names["士林分署"], places["1.1.2"])}


def test_a_file_that_is_no_form_of_this_year_is_listed_with_the_reason_and_stops_nothing(
    merged: tuple[Collection, list[list[object]], Ran],
) -> None:
    _, _, ran = merged
    _, *sources = ran.sheets["來源"].rows
    assert len(sources) == 15
    assert {(row[0], row[3], row[4]) for row in sources if row[3] == "無法讀取"} == {
        ("不是試算表.xlsx", "無法讀取", "未採用"),
        ("去年.xlsx", "無法讀取", "未採用"),
    }
    said = {finding[3]: finding[4] for finding in found(ran)}
    assert said["form-other-rubric"] == "這份評分表是「106」，不是正在收的「107」。"
    # A text is opened as a table of one cell by LibreOffice; Excel opens it so, or refuses it.
    assert said.get("form-unknown") == "這個檔案不是本系統發出的評分表（找不到評分表的識別資料）。"


def test_next_year_the_program_reads_it_as_it_reads_its_own(
    merged: tuple[Collection, list[list[object]], Ran],
) -> None:
    collection, _, ran = merged
    earlier = read_earlier(ran.saved, "總表.xlsx")
    assert (earlier.rubric_id, earlier.rubric_hash) == ("107", collection.rubric.hash)
    assert [(one.office.name, one.rank, one.points.get("")) for one in earlier.offices] == [
        (result.office.name, result.rank, result.total) for result in collection.results
    ]
    assert earlier.maxima[""] == 1000
    assert {node_id for one in earlier.offices for node_id in one.points} == {
        *collection.rubric.stated_ids,
        *(item.id for item in collection.rubric.items),
    }


def test_scores_look_at_the_answers_and_all_else_is_live(
    merged: tuple[Collection, list[list[object]], Ran],
) -> None:
    collection, _, ran = merged
    columns = columns_of(collection.rubric)
    book = openpyxl.load_workbook(io.BytesIO(ran.saved))
    assert book.sheetnames[:4] == [MAIN_SHEET, "檢核結果", "來源", "作答"]
    first = {c.key: book[MAIN_SHEET][f"{c.letter}{MAIN_FIRST_ROW}"].value for c in columns.all}
    row, last = MAIN_FIRST_ROW, MAIN_FIRST_ROW + len(collection.results) - 1
    assert first["@rank"] == f"={columns.rank_formula(row, last)}"
    assert first["@tie"] == f"={columns.tie_formula(row, last)}"
    assert first["@blank"] == f"={columns.blank_formula(row)}"
    assert {first[id_ or "@total"] for id_ in columns.totals} == {
        f"={columns.formula(id_, row)}" for id_ in columns.totals
    }
    looking = re.compile(r"=\$?'?作答'?!\$[A-Z]+\$[0-9]+")
    assert [id_ for id_ in columns.items if not looking.fullmatch(str(first[id_]))] == []


def test_the_application_is_left_as_it_was(merged: tuple[Collection, list[list[object]], Ran]) -> None:
    assert merged[2].settings == AS_BEFORE


# ── the demo ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.judge
def test_the_demo_with_the_real_form_of_107_has_the_same_findings(
    office: LibreOffice, tmp_path: Path
) -> None:
    list(demo.run(tmp_path / "demo", "zh-TW"))
    collection, rows, ran = both(office, tmp_path / "demo" / "inbox", load_rubric("107"))
    ours = {
        finding
        for finding in findings_of(collection)
        if not finding[3].startswith("file-") and finding[3] != "date-unreadable"
    }
    assert {finding for finding in found(ran) if finding[3] != "file-unreadable"} == ours
    assert ("臺北分署", "1.2", 82, 83) in stated(ran, "total-mismatch")
    assert ranked(offices(ran.sheets[MAIN_SHEET])) == ranked(rows[MAIN_FIRST_ROW - 1 :])


# ── small forms, one thing each ─────────────────────────────────────────────────────────────────


def small(card: Scorecard, code: str = "B01", name: str = "臺北分署", rubric: Rubric = SMALL) -> bytes:
    who = Office(code, name)
    identity = sign(identity_of(rubric, who, forms.ISSUE), forms.KEY)
    named = bool(name)
    return fill(forms.stock_of(rubric, named=named), identity, replace(card, office=who))


_OTHER_WAY = "the office's other way to write"
Made = Callable[[Scorecard], bytes]
"""An office's form with a scorecard in it."""
Case = Callable[[Made], bytes]
RIGHT = scorecard(SMALL)
CASES: dict[str, Case] = {
    "right": lambda made: made(RIGHT),
    "full-width digits": lambda made: made(answered(RIGHT, "1.1.1", score=9, score_is_text=True)),
    "no number": lambda made: made(answered(RIGHT, "1.1.1", score=None, score_text="約27")),
    "two numbers": lambda made: made(answered(RIGHT, "1.1.1", score=None, score_text="2,7")),
    "above the item": lambda made: made(answered(RIGHT, "1.1.1", score=11)),
    "below the item": lambda made: made(answered(RIGHT, "1.1.1", score=0)),
    "negative": lambda made: made(answered(RIGHT, "1.1.1", score=-3)),
    "between two steps": lambda made: made(answered(RIGHT, "1.1.1", score="7.5")),
    "outside the band": lambda made: made(answered(RIGHT, "1.1.2", score=5)),
    "no band": lambda made: made(answered(RIGHT, "1.1.2", ticked=())),
    "two bands": lambda made: made(answered(RIGHT, "1.1.2", ticked=(1, 2))),
    "odd mark": lambda made: made(answered(RIGHT, "1.1.2", ticked=(), odd_ticks=((2, "?"),))),
    "no note": lambda made: made(answered(RIGHT, "1.1.1", notes=())),
    "dashes for a note": lambda made: made(answered(RIGHT, "1.1.1", notes=("——", "…"))),
    "a rare character for a note": lambda made: made(answered(RIGHT, "1.1.1", notes=("。", "𠮷"))),
    "no note and no number": lambda made: made(
        answered(RIGHT, "1.1.1", score=None, score_text="約27", notes=())
    ),
    "no notes at all": lambda made: made(
        replace(RIGHT, answers={key: replace(own, notes=()) for key, own in RIGHT.answers.items()})
    ),
    "nothing at all": lambda made: made(Scorecard()),
    "whole typed": lambda made: made(replace(RIGHT, stated={WHOLE_FORM: Stated(Decimal(99))})),
    "whole typed above a blank": lambda made: made(
        replace(answered(RIGHT, "2.1.1", score=None), stated={WHOLE_FORM: Stated(Decimal(99))})
    ),
    "dimension and whole typed": lambda made: made(
        replace(RIGHT, stated={"1": Stated(Decimal(41)), WHOLE_FORM: Stated(Decimal(100))})
    ),
    "a typed word": lambda made: made(replace(RIGHT, stated={"2.1": Stated(None, text="約60")})),
    "a typed right number": lambda made: made(replace(RIGHT, stated={"2.1": Stated(Decimal(60))})),
    "typed where people see it": lambda made: forms.retyped(
        made(RIGHT), forms.text(forms.total_cells("1.1")[0], "項目1.1\n(30分)\n得分：29")
    ),
    "rows inserted": lambda made: forms.retyped(
        made(RIGHT), forms.moved(lambda row: row + 3 if row > 9 else row)
    ),
    "a key gone": lambda made: forms.retyped(made(RIGHT), forms.put(forms.key_cell("1.1.1/1"), "")),
    "a key twice": lambda made: forms.retyped(made(RIGHT), forms.text(forms.key_cell("1.1.1/2"), "1.1.1/1")),
    "another name on it": lambda made: forms.retyped(made(RIGHT), forms.text("C2", "新北分署")),
    _OTHER_WAY: lambda made: forms.retyped(made(RIGHT), forms.text("C2", " 台北 分署")),
    "examiners left out": lambda made: made(replace(RIGHT, header=replace(RIGHT.header, texts={}))),
    "sheet renamed": lambda made: forms.renamed(made(RIGHT), "評分表", "Sheet1"),
    "stale": lambda made: forms.retyped(made(RIGHT), forms.saved(forms.total_cells("1.1")[1], "12")),
}


def single(
    office: LibreOffice, folder: Path, data: bytes
) -> tuple[set[Finding], set[Finding], list[object], list[object]]:
    collection, rows, ran = both(office, put(folder / "in", {f"{folder.name}.xlsx": data}), SMALL)
    return findings_of(collection), found(ran), rows[-1], offices(ran.sheets[MAIN_SHEET])[-1]


@pytest.mark.judge
@pytest.mark.parametrize("case", CASES)
def test_a_form_is_read_as_merge_reads_it(office: LibreOffice, tmp_path: Path, case: str) -> None:
    ours, theirs, our_row, their_row = single(office, tmp_path, CASES[case](small))
    assert theirs == ours
    assert their_row == our_row


# ── several files ───────────────────────────────────────────────────────────────────────────────


def test_of_two_files_of_one_office_the_later_counts_and_both_are_said(
    office: LibreOffice, tmp_path: Path
) -> None:
    files = {
        "b.xlsx": small(answered(RIGHT, "1.1.1", score=3)),
        "a.xlsx": small(answered(RIGHT, "1.1.1", score=4)),
        "c.xlsx": b"no workbook",
        "d.xlsx": small(RIGHT, "B02", "新北分署"),
    }
    ran = basic.run(office, vba.module(SMALL), put(tmp_path / "in", files))
    assert ranked(offices(ran.sheets[MAIN_SHEET])) == [
        (2, "臺北分署", 94),
        (1, "新北分署", 100),
    ]
    _, *rows = ran.sheets["檢核結果"].rows
    assert {(row[8], row[6]) for row in rows if row[10] == "version-conflict"} == {
        ("a.xlsx", "與「b.xlsx」同屬一個機關；兩份都能讀取，以檔案時間較晚的本檔合併。"),
        ("b.xlsx", "與「a.xlsx」同屬一個機關；兩份都能讀取，以檔案時間較晚的該檔合併。"),
    }
    _, *sources = ran.sheets["來源"].rows
    assert [(row[0], row[4]) for row in sources] == [
        ("a.xlsx", "採用"),
        ("b.xlsx", "未採用"),
        ("c.xlsx", "未採用"),
        ("d.xlsx", "採用"),
    ]


def test_forms_issued_to_nobody_are_told_apart_by_the_name_written_in(
    office: LibreOffice, tmp_path: Path
) -> None:
    blank = forms.stock_of(SMALL, named=False)
    nobody = sign(identity_of(SMALL, Office(), forms.ISSUE), forms.KEY)
    named = {"1.xlsx": "=1+1", "2.xlsx": "新北分署", "3.xlsx": "台 北分署"}
    files = {
        name: fill(blank, nobody, replace(RIGHT, office=Office(name=office_name)))
        for name, office_name in named.items()
    }
    files["4.xlsx"] = small(answered(RIGHT, "1.1.1", score=1))
    ran = basic.run(office, vba.module(SMALL), put(tmp_path / "in", files))
    rows = offices(ran.sheets[MAIN_SHEET])
    assert [(row[AT["code"]], row[AT["name"]], row[AT["total"]]) for row in rows] == [
        ("", "=1+1", 100),
        ("", "新北分署", 100),
        ("B01", "臺北分署", 91),  # the coded office's, of which there are two
    ]


def test_tenths_add_up_to_what_they_say_and_tie(office: LibreOffice, tmp_path: Path) -> None:
    tenths = replace(SMALL, id="tenths", step=Decimal("0.1"))
    cards = {
        "B01": {"1.1.1": "1.1", "1.2.1.1": "1.2", "1.2.1.2": "1.7"},
        "B02": {"1.1.1": "1.7", "1.2.1.1": "1.1", "1.2.1.2": "1.2"},
        "B03": {"1.1.1": "1.7", "1.2.1.1": "1.2", "1.2.1.2": "1.2"},
        "B04": {"1.1.1": "1.7", "1.2.1.1": "1.15", "1.2.1.2": "0.2"},
    }
    files = {
        f"{code}.xlsx": small(scorecard(tenths, scores), code, f"{code}分署", tenths)
        for code, scores in cards.items()
    }
    collection, rows, ran = both(office, put(tmp_path / "in", files), tenths)
    theirs = offices(ran.sheets[MAIN_SHEET])
    assert theirs == rows[MAIN_FIRST_ROW - 1 :]
    assert [row[0] for row in theirs] == [2, 2, 1, ""]  # of the last two scores count as none
    assert found(ran) == findings_of(collection)
    assert {finding[3] for finding in found(ran)} == {"score-off-step", "score-out-of-range"}


def test_folders_within_the_folder_are_read_and_what_is_hidden_is_not(
    office: LibreOffice, tmp_path: Path
) -> None:
    files = {
        "第一批/a.xlsx": small(RIGHT),
        "第二批/b.XLSX": small(RIGHT, "B02", "新北分署"),
        "~$a.xlsx": b"lock",
        ".hidden.xlsx": b"hidden",
        "說明.txt": b"text",
    }
    ran = basic.run(office, vba.module(SMALL), put(tmp_path / "in", files))
    _, *sources = ran.sheets["來源"].rows
    assert [row[0] for row in sources] == ["a.xlsx", "b.XLSX"]


def test_a_folder_without_workbooks_is_an_error_that_says_so_and_leaves_all_as_it_was(
    office: LibreOffice, tmp_path: Path
) -> None:
    ran = basic.run(office, vba.module(SMALL), put(tmp_path / "in", {"說明.txt": b"text"}))
    assert "這個資料夾裡沒有試算表檔案" in ran.error
    assert ran.settings == AS_BEFORE
    assert ran.sheets == {}


def test_a_folder_on_the_web_is_told_to_be_brought_to_the_computer(office: LibreOffice) -> None:
    ran = basic.run(office, vba.module(SMALL), "https://example-my.sharepoint.com/personal/inbox")
    assert "這是雲端網頁上的資料夾，請先同步或下載到電腦" in ran.error
    assert (ran.settings, ran.sheets) == (AS_BEFORE, {})


def test_a_folder_with_blanks_and_chinese_in_its_name_is_read(office: LibreOffice, tmp_path: Path) -> None:
    folder = put(tmp_path / "107 年 寄回 (第一批)", {"臺北 分署.xlsx": small(RIGHT)})
    ran = basic.run(office, vba.module(SMALL), f"{folder}/")
    assert ranked(offices(ran.sheets[MAIN_SHEET])) == [(1, "臺北分署", 100)]


# ── numbers as they are typed ───────────────────────────────────────────────────────────────────

TYPED = (
    "27",
    "２７",
    " 27 ",
    "27分",
    "２７ 分",
    "+5",
    "-5",
    "．5",
    "5.",
    "1,000",
    "27-28",
    "約27",
    "二十七",
    "5.5.5",
)
"""Each typed as text into the score of an item of 60 points."""


def with_typed(made: Made, written: str) -> bytes:
    return forms.retyped(made(RIGHT), forms.text(forms.score_cell("2.1.1"), written))


@pytest.mark.judge
@pytest.mark.parametrize("written", TYPED)
def test_a_score_typed_as_text_is_read_as_merge_reads_it(
    office: LibreOffice, tmp_path: Path, written: str
) -> None:
    ours, theirs, our_row, their_row = single(office, tmp_path, with_typed(small, written))
    assert theirs == ours
    assert their_row == our_row


# ── all of these at once ────────────────────────────────────────────────────────────────────────


def test_forms_of_every_case_in_one_folder_are_read_as_merge_reads_them(
    office: LibreOffice, tmp_path: Path
) -> None:
    every: list[Case] = [*CASES.values(), *(partial(with_typed, written=written) for written in TYPED)]
    names = ["臺北分署" if case is CASES[_OTHER_WAY] else f"第{n}分署" for n, case in enumerate(every)]
    files = {
        f"{n}.xlsx": case(partial(small, code=f"C{n:02}", name=name))
        for n, (case, name) in enumerate(zip(every, names, strict=True))
    }
    collection, rows, ran = both(office, put(tmp_path / "in", files), SMALL)
    assert len(rows[MAIN_FIRST_ROW - 1 :]) == len(every)
    assert offices(ran.sheets[MAIN_SHEET]) == rows[MAIN_FIRST_ROW - 1 :]
    assert found(ran) == findings_of(collection)


def test_where_no_notes_are_asked_for_none_are_missed(office: LibreOffice, tmp_path: Path) -> None:
    optional = replace(SMALL, id="optional", notes_required=False)
    made = partial(small, rubric=optional)
    files = {"a.xlsx": made(answered(scorecard(optional), "1.1.1", notes=()))}
    collection, rows, ran = both(office, put(tmp_path / "in", files), optional)
    assert offices(ran.sheets[MAIN_SHEET]) == rows[MAIN_FIRST_ROW - 1 :]
    assert found(ran) == findings_of(collection) == set()
