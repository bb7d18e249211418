"""`kaohe merge`: many files into one workbook, none of which stops the rest."""

import datetime
import hashlib
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.rubric_file import load_rubric
from scoring.scorecard import Office
from tests.builders import answered, typed
from tests.macros import forms
from tests.macros.terminal import Json, Ran, kaohe, written
from workbook.identity import identity_of, sign
from workbook.summary.csv_files import CSV_NAMES

OUT = Path("總表.xlsx")
RIGHT = forms.form()
XINBEI = forms.form(forms.XINBEI, forms.card({"1.1.1": 20}))
FAULTY = forms.form(forms.SHILIN, forms.card({"1.1.1": 99}))
ROSTER = "代碼,機關名稱\nB01,臺北分署\nB02,新北分署\nB03,士林分署\n"


def put(files: Mapping[str, bytes], folder: str = "in") -> Path:
    for name, data in files.items():
        written(Path(folder) / name, data)
    return Path(folder)


def merge(*arguments: object) -> Ran:
    """Without doubts, which forms as even as these would all raise."""
    return kaohe("merge", *arguments, "--out", OUT, "--no-doubts")


def merged(files: Mapping[str, bytes], *options: object) -> Json:
    """What `--json` says after merging these."""
    return merge(put(files), "--json", *options).json


def rows(sheet: str, first: int, columns: Iterable[int], path: Path = OUT) -> list[tuple[object, ...]]:
    """Some columns of a sheet, from a row on."""
    page = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)[sheet]
    assert isinstance(page, Worksheet)
    return [tuple(row[column] for column in columns) for row in page.iter_rows(first, values_only=True)]


def offices() -> list[tuple[object, ...]]:
    """總表: rank, office, state, total."""
    return rows("總表", 7, (0, 3, 4, 5))


def sources() -> list[tuple[object, ...]]:
    """來源: file, state, whether it was taken."""
    return rows("來源", 3, (0, 3, 4))


def codes(shape: Json, path: str) -> list[str]:
    (file,) = [file for file in shape["files"] if file["path"] == path]
    return [finding["code"] for finding in file["findings"]]


# ── what it makes and says ──────────────────────────────────────────────────────────────────────


def test_the_workbook_has_its_sheets_and_an_office_a_row() -> None:
    ran = merge(put({"a.xlsx": RIGHT, "b.xlsx": XINBEI}))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "共 2 個檔案：通過 2、待更正 0、無法讀取 0\n總表：總表.xlsx\n"
    visible = openpyxl.load_workbook(OUT).sheetnames[:-1]
    assert visible == ["封面", "總表", "構面比較", "總分分布", "統計", "檢核結果", "來源", "紀錄事項"]
    assert set(offices()) == {(1, "臺北分署", "通過", 1000), (2, "新北分署", "通過", 990)}
    assert sources() == [("a.xlsx", "通過", "採用"), ("b.xlsx", "通過", "採用")]


def test_an_error_in_any_file_ends_with_1_and_is_told() -> None:
    ran = merge(put({"a.xlsx": RIGHT, "b.xlsx": FAULTY}))
    assert ran.status == 1
    assert "錯誤 score-out-of-range　評分表!C8　1.1.1" in ran.out
    assert "臺北分署" not in ran.out
    assert (None, "士林分署", "待更正", 970) in offices()


def test_the_summary_stands_first_and_offices_follow_in_the_rosters_order() -> None:
    written(Path("r.csv"), "代碼,機關名稱\nB03,士林分署\nB02,新北分署\nB01,臺北分署\n")
    late = forms.form(forms.TAIPEI, forms.card({"1.1.2": 99}))
    out = merge(put({"a.xlsx": late, "z.xlsx": FAULTY}), "--offices", "r.csv").out
    lines = out.splitlines()
    assert lines[:2] == ["共 2 個檔案：通過 0、待更正 2、無法讀取 0", "總表：總表.xlsx"]
    assert [line.split("　")[0] for line in lines[2:] if not line.startswith("  ")] == [
        "士林分署",
        "臺北分署",
        "警告 office-missing",
    ]


def test_many_findings_of_one_kind_are_a_line_with_their_count_and_the_first_places() -> None:
    written(Path("r.csv"), "代碼,機關名稱\n" + "".join(f"C{n},第{n}分署\n" for n in range(1, 6)))
    blank = forms.form(forms.XINBEI, forms.card(dict.fromkeys(("1.1.1", "1.1.2", "1.1.3", "1.2.1"))))
    out = merge(put({"a.xlsx": blank}), "--offices", "r.csv").out
    (missing,) = [line for line in out.splitlines() if "score-missing" in line]
    assert missing.startswith(
        "  錯誤 score-missing　4 處　評分表!C8 1.1.1、C12 1.1.2、C16 1.1.3 等　細項的評分"
    )
    assert missing.endswith("細項的評分欄空白。→ C8：請在評分欄填入 1~30 的分數。其餘類推。")
    (absent,) = [line for line in out.splitlines() if "office-missing" in line]
    assert "5 個機關　第1分署、第2分署、第3分署、第4分署、第5分署　" in absent


def test_what_is_said_alike_of_many_files_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAOHE_KEY_FILE")
    offices = [Office(f"C{number}", f"第{number}分署") for number in range(1, 6)]
    out = merge(put({f"{office.code}.xlsx": forms.form(office) for office in offices})).out
    (line,) = [line for line in out.splitlines() if "signature-unverified" in line]
    assert line.startswith("提醒 signature-unverified　5 個檔案　")
    assert "第1分署" not in out


def test_totals_typed_over_are_a_line_an_office() -> None:
    over = forms.form(filled=typed(forms.card(), {"1.1": 98, "1": 200, "": 1000}))
    ran = merge(put({"a.xlsx": over}))
    (line,) = [line for line in ran.out.splitlines() if "得分" in line]
    assert line.startswith("  錯誤 total-mismatch　評分表!B7、A7　3 處得分")
    assert "3 處得分是輸入的，不是公式；不符的是「" in line
    assert line.endswith("退回的表公式已恢復，細項無誤請機關直接寄回。")


def test_findings_say_whether_their_file_counts_and_the_cover_counts_those_that_do() -> None:
    later = forms.saved_at(RIGHT, datetime.datetime(2030, 1, 2, tzinfo=datetime.UTC))
    before = forms.form(filled=forms.card({"1.1.1": 99}))
    earlier = forms.saved_at(before, datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC))
    merge(put({"a.xlsx": earlier, "b.xlsx": later}))
    used = {
        (row[0], row[1], row[2])
        for row in rows("檢核結果", 3, (6, 7, 10))
        if row[2] != "signature-unverified"
    }
    assert used == {("a.xlsx", "未採用", "score-out-of-range"), ("a.xlsx", "未採用", "superseded")}
    figures = {str(label): value for label, value in rows("封面", 3, (0, 1))}
    assert (figures["錯誤"], figures["警告"]) == (0, 0)


def test_json_adds_offices_and_findings_to_what_check_prints() -> None:
    written(Path("r.csv"), ROSTER)
    shape = merged({"a.xlsx": RIGHT, "b.xlsx": FAULTY}, "--offices", "r.csv")
    checked = kaohe("check", "--json", "in").json
    assert list(shape) == ["rubric", "files", "offices", "findings", "passed_over"]
    assert {key: shape[key] for key in checked} == checked
    keys = ("code", "name", "path", "state", "total", "rank")
    assert all(tuple(office) == keys for office in shape["offices"])
    assert [tuple(office.values()) for office in shape["offices"]] == [
        ("B01", "臺北分署", "in/a.xlsx", "accepted", 1000, 1),
        ("B02", "新北分署", None, "missing", None, None),
        ("B03", "士林分署", "in/b.xlsx", "questioned", 970, None),
    ]
    assert [(f["code"], f["severity"]) for f in shape["findings"]] == [("office-missing", "warning")]


def test_an_office_with_a_blank_item_has_a_total_and_no_rank() -> None:
    blank = forms.form(forms.XINBEI, forms.card({"1.1.2": None}))
    shape = merged({"a.xlsx": RIGHT, "b.xlsx": blank})
    ranks = {office["name"]: (office["total"], office["rank"]) for office in shape["offices"]}
    assert ranks == {"臺北分署": (1000, 1), "新北分署": (960, None)}


def test_the_words_can_be_english() -> None:
    written(Path("r.csv"), ROSTER)
    out = merge(put({"a.xlsx": RIGHT}), "--offices", "r.csv", "--lang", "en").out
    assert "warning office-missing　“新北分署” has not handed in a form. → Ask for it." in out
    assert "1 file(s): accepted 1, to be corrected 0, cannot be read 0" in out


@pytest.mark.parametrize(
    ("name", "says"), [("nowhere.xlsx", "nowhere.xlsx 不存在"), ("b.xlsx", "b.xlsx 不在要合併的檔案裡")]
)
def test_a_preferred_file_that_is_none_of_those_merged_is_refused(name: str, says: str) -> None:
    written(Path("b.xlsx"), XINBEI)
    ran = merge(put({"a.xlsx": RIGHT}), "--prefer", name)
    assert (ran.status, says in ran.err, OUT.exists()) == (2, True, False)


def test_a_preferred_file_may_be_named_in_any_way() -> None:
    later = forms.saved_at(FAULTY, datetime.datetime(2030, 1, 2, tzinfo=datetime.UTC))
    other = forms.form(forms.SHILIN, forms.card({"1.1.1": 3}))
    put({"a.xlsx": later, "b.xlsx": other})
    shape = merge("in", "--prefer", Path("in").resolve() / "b.xlsx", "--json").json
    assert [office["path"] for office in shape["offices"]] == ["in/b.xlsx"]


@pytest.mark.parametrize(
    ("options", "meant"),
    [
        (("--out", "總表.txt"), "請改為 總表.xlsx"),
        (("--out", "總表"), "請改為 總表.xlsx"),
        (("--out", "a.xlsx", "--pdf", "b.doc"), "請改為 b.pdf"),
        (("--out", "a.xlsx", "--office-sheets", "b.ods"), "請改為 b.xlsx"),
    ],
)
def test_an_output_has_the_name_of_what_it_is(options: tuple[str, ...], meant: str) -> None:
    ran = kaohe("merge", put({"a.xlsx": RIGHT}), *options)
    assert (ran.status, meant in ran.err) == (2, True)
    assert sorted(path.name for path in Path().iterdir() if path.is_file()) == []


def test_where_another_output_cannot_be_written_the_workbook_is_said_to_be_there() -> None:
    written(Path("csv"), "a file where the folder should be")
    ran = merge(put({"a.xlsx": RIGHT}), "--csv", "csv", "--lang", "en")
    assert ran.status == 2
    assert "The consolidated workbook itself was written: 總表.xlsx" in ran.err
    assert OUT.is_file()


# ── doubts ──────────────────────────────────────────────────────────────────────────────────────


def doubted(*options: object) -> list[str]:
    """The codes of what is found about an office whose every score is the highest of its band, and
    whose notes have no percentage."""
    ran = kaohe("merge", put({"a.xlsx": RIGHT}), "--out", OUT, "--json", *options)
    assert ran.status == 0
    return codes(ran.json, "in/a.xlsx")


def test_doubts_are_listed_and_change_neither_state_nor_exit_status() -> None:
    found = doubted()
    assert set(found) == {"claim-unsupported", "scores-at-band-top", "scores-uniform"}
    assert [row[0] for row in rows("檢核結果", 3, [10])] == found


def test_doubts_can_be_left_out_or_ruled_by_a_file_of_ones_own() -> None:
    rules = written(Path("rules.yaml"), "scores-at-band-top:\n  enabled: false\n")
    assert doubted("--no-doubts") == []
    assert set(doubted("--doubts", rules, "--force")) == {"claim-unsupported", "scores-uniform"}


# ── last year ───────────────────────────────────────────────────────────────────────────────────


def test_last_years_workbook_is_read_back_and_compared() -> None:
    last_year = put({"a.xlsx": RIGHT, "b.xlsx": XINBEI}, "106")
    assert merge(last_year).status == 0
    OUT.rename("106.xlsx")
    better = forms.form(forms.XINBEI, forms.card({"1.1.1": 25}))
    ran = merge(put({"b.xlsx": better}), "--previous", "106.xlsx")
    assert (ran.status, ran.err) == (0, "")
    page = openpyxl.load_workbook(OUT, data_only=True)["與上年比較"]
    (row,) = [row for row in page.iter_rows(values_only=True) if row[1] == "新北分署"]
    assert row[3:9] == (995, 990, 5, 1, 2, 1)


def test_notes_that_are_last_years_are_doubted() -> None:
    form = forms.form(filled=answered(forms.card(), "1.1.1", notes=(NOTE,)))
    assert merge(put({"a.xlsx": form}, "106")).status == 0
    OUT.rename("106.xlsx")
    ran = kaohe("merge", put({"a.xlsx": form}), "--out", OUT, "--json", "--previous", "106.xlsx")
    assert "notes-unchanged" in codes(ran.json, "in/a.xlsx")


NOTE = "本項服務之辦理情形與成效，經逐一檢視各項佐證資料並召開會議檢討後，詳細說明如下列各點所示，敬請參閱。"
MOVED = (
    ('id: "2"\n', 'id: "2"\n        was: "2"\n'),
    ("title: 服務遞送", "title: 服務傳遞"),
    ('id: "1.1.1"\n', 'id: "1.1.9"\n                was: "1.1.1"\n'),
)
"""A dimension under another title, an item under another id; both say what they were."""


def compared_with_last_year(*changes: tuple[str, str]) -> tuple[list[str], list[str]]:
    """What stands above the table of 與上年比較, and the codes found, where the rubric has changed so."""
    form = forms.form(filled=answered(forms.card(), "1.1.1", notes=(NOTE,)))
    assert merge(put({"a.xlsx": form}, "106")).status == 0
    OUT.rename("106.xlsx")
    text = forms.rubric_file(id="108")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    rubric = load_rubric(str(written(Path("108.yaml"), text)))
    item = "1.1.9" if "1.1.9" in rubric.nodes else "1.1.1"
    same = forms.form(filled=answered(forms.card(of=rubric), item, notes=(NOTE,)), of=rubric)
    folder = put({"a.xlsx": same}, "108")
    ran = kaohe("merge", folder, "--out", OUT, "--json", "--rubric", "108.yaml", "--previous", "106.xlsx")
    assert ran.status == 0, ran.said
    page = openpyxl.load_workbook(OUT, data_only=True)["與上年比較"]
    said = [str(row[0]) for row in page.iter_rows(max_row=12, values_only=True) if row[0]]
    return said, codes(ran.json, "108/a.xlsx")


def test_what_moved_or_was_renamed_compares_where_the_rubric_says_what_it_was() -> None:
    said, found = compared_with_last_year(*MOVED)
    assert not any("服務傳遞" in line for line in said)
    assert "notes-unchanged" in found


def test_what_was_renamed_or_moved_without_a_word_does_not_compare() -> None:
    said, found = compared_with_last_year(MOVED[1], ('id: "1.1.1"\n', 'id: "1.1.9"\n'))
    assert any("服務傳遞" in line for line in said)
    assert "notes-unchanged" not in found


@pytest.mark.parametrize("data", [b"", b"no workbook", RIGHT])
def test_what_is_no_consolidated_workbook_is_refused_as_last_years_in_a_sentence(data: bytes) -> None:
    written(Path("106.xlsx"), data)
    ran = merge(put({"a.xlsx": RIGHT}), "--previous", "106.xlsx")
    assert ran.status == 2
    assert ran.err.startswith("錯誤：106.xlsx：")
    assert not OUT.exists()


# ── other formats ───────────────────────────────────────────────────────────────────────────────


def test_the_same_is_written_as_csv_files_and_never_over_others_without_force() -> None:
    folder = put({"a.xlsx": RIGHT, "b.xlsx": XINBEI})
    assert merge(folder, "--csv", "csv").status == 0
    assert sorted(path.name for path in Path("csv").iterdir()) == sorted(CSV_NAMES)
    scores = Path("csv/評分.csv").read_text("utf-8-sig").splitlines()
    assert len(scores) == 1 + 2 * len(forms.rubric().items)
    Path(OUT).unlink()
    assert merge(folder, "--csv", "csv").status == 2
    assert not Path(OUT).exists()


@pytest.mark.parametrize(("option", "start"), [("--pdf", b"%PDF"), ("--ods", b"PK")])
def test_the_same_is_written_by_libreoffice_as_pdf_and_ods(option: str, start: bytes) -> None:
    file = Path(f"out.{option.removeprefix('--')}")
    assert merge(put({"a.xlsx": RIGHT}), option, file).status == 0
    assert file.read_bytes().startswith(start)


def test_findings_and_sources_lead_to_the_files_from_where_the_workbook_stands() -> None:
    put({"新 北#1.xlsx": FAULTY})
    assert kaohe("merge", "in", "--out", "a/b/總表.xlsx", "--no-doubts").status == 1
    book = openpyxl.load_workbook("a/b/總表.xlsx")
    for sheet, cell in (("檢核結果", "G3"), ("來源", "A3")):
        target = book[sheet][cell].hyperlink.target
        assert Path("a/b", unquote(target)).resolve() == Path("in/新 北#1.xlsx").resolve()


def test_each_offices_form_is_written_on_a_sheet_of_its_own() -> None:
    folder = put({"a.xlsx": RIGHT, "b.xlsx": XINBEI, "c.xlsx": b""})
    ran = merge(folder, "--office-sheets", "in/各機關.xlsx")
    assert (ran.status, ran.err) == (1, "")
    assert openpyxl.load_workbook("in/各機關.xlsx").sheetnames == ["目錄", "臺北分署", "新北分署"]
    assert merge(folder, "--office-sheets", "in/各機關.xlsx").status == 2
    again = merge(folder, "--office-sheets", "in/各機關.xlsx", "--force", "--json").json
    assert {file["path"] for file in again["files"]} == {"in/a.xlsx", "in/b.xlsx", "in/c.xlsx"}


def test_two_outputs_of_one_name_are_refused_before_anything_is_written() -> None:
    ran = merge(put({"a.xlsx": RIGHT}), "--office-sheets", "in/../總表.xlsx", "--force")
    assert ran.status == 2
    assert "指定了兩次" in ran.err
    assert not OUT.exists()


# ── the roster ──────────────────────────────────────────────────────────────────────────────────


def test_offices_of_the_roster_that_sent_nothing_are_listed() -> None:
    written(Path("r.csv"), ROSTER)
    ran = merge(put({"b.xlsx": XINBEI}), "--offices", "r.csv")
    assert ran.status == 0
    missing = [line for line in ran.out.splitlines() if "office-missing" in line]
    assert missing == [
        "警告 office-missing　「臺北分署」沒有送來評分表。→ 請催送。",
        "警告 office-missing　「士林分署」沒有送來評分表。→ 請催送。",
    ]
    assert [office[1:3] for office in offices()] == [
        ("臺北分署", "尚未寄回"),
        ("新北分署", "通過"),
        ("士林分署", "尚未寄回"),
    ]


def test_an_office_that_is_not_on_the_roster_is_merged_and_said_to_be_unlisted() -> None:
    written(Path("r.csv"), ROSTER)
    shape = merged({"x.xlsx": forms.form(Office("X9", "離島分署"))}, "--offices", "r.csv")
    assert codes(shape, "in/x.xlsx") == ["office-unlisted"]
    assert [(office["name"], office["total"]) for office in shape["offices"]][-1] == ("離島分署", 1000)


def test_an_office_that_wrote_its_name_itself_is_found_on_the_roster() -> None:
    written(Path("r.csv"), ROSTER)
    nobody = sign(identity_of(forms.rubric(), Office(), "107-1"), forms.KEY)
    by_hand = forms.form(Office("", "台 北分署"), identity=nobody)
    shape = merged({"x.xlsx": by_hand}, "--offices", "r.csv")
    assert shape["offices"][0] == {
        "code": "B01",
        "name": "臺北分署",
        "path": "in/x.xlsx",
        "state": "accepted",
        "total": 1000,
        "rank": 1,
    }
    assert codes(shape, "in/x.xlsx") == []


def test_a_wrong_roster_ends_with_2_before_anything_is_written() -> None:
    ran = merge(put({"a.xlsx": RIGHT}), "--offices", written(Path("r.csv"), "名稱\n臺北\n"))
    assert (ran.status, ran.out) == (2, "")
    assert "r.csv：找不到欄位「代碼」「機關名稱」" in ran.err
    assert not OUT.exists()


# ── two files of one office ─────────────────────────────────────────────────────────────────────

EARLY, LATE = (datetime.datetime(2018, 7, day, 8, tzinfo=datetime.UTC) for day in (5, 6))


@pytest.mark.usefixtures("taipei_time")
def test_of_two_files_of_one_office_the_later_saved_is_merged_and_the_other_says_why() -> None:
    again = forms.form(filled=forms.card({"1.1.1": 21}))
    shape = merged({"a.xlsx": forms.saved_at(again, LATE), "b.xlsx": forms.saved_at(RIGHT, EARLY)})
    assert [(office["path"], office["total"]) for office in shape["offices"]] == [("in/a.xlsx", 991)]
    assert codes(shape, "in/a.xlsx") == []
    (finding,) = shape["files"][1]["findings"]
    assert finding["code"] == "superseded"
    assert finding["message"] == (
        "同一機關另有「in/a.xlsx」，以該檔合併（該檔最後儲存於 107年7月6日 16:00，較新），本檔未採用。"
    )
    assert sources() == [("a.xlsx", "通過", "採用"), ("b.xlsx", "通過", "未採用")]
    assert rows("來源", 3, (5,))[1] == (finding["message"],)
    assert [office[3] for office in offices()] == [991]


def test_where_the_records_do_not_tell_the_later_file_is_merged() -> None:
    again = forms.form(filled=forms.card({"1.1.1": 21}))
    put({"a.xlsx": forms.saved_at(again, EARLY), "b.xlsx": forms.saved_at(RIGHT, EARLY)})
    for name, moment in (("a.xlsx", LATE), ("b.xlsx", EARLY)):
        os.utime(Path("in") / name, (moment.timestamp(), moment.timestamp()))
    shape = merge("in", "--json").json
    assert shape["offices"][0]["path"] == "in/a.xlsx"
    assert "檔案時間較新" in shape["files"][1]["findings"][0]["message"]


def test_a_file_that_can_be_read_goes_before_a_later_one_that_cannot() -> None:
    damaged = forms.replaced(RIGHT, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheet>")
    shape = merged({"a.xlsx": forms.saved_at(RIGHT, EARLY), "b.xlsx": forms.saved_at(damaged, LATE)})
    assert [(o["path"], o["state"]) for o in shape["offices"]] == [("in/a.xlsx", "accepted")]
    assert codes(shape, "in/b.xlsx")[1:] == ["superseded"]
    assert "本檔無法讀取" in shape["files"][1]["findings"][1]["message"]


def test_the_same_file_twice_counts_once() -> None:
    shape = merged({"a.xlsx": RIGHT, "b (1).xlsx": RIGHT})
    found = [codes(shape, path) for path in ("in/a.xlsx", "in/b (1).xlsx")]
    assert sorted(found) == [[], ["duplicate"]]
    assert len(shape["offices"]) == 1
    assert {taken for _, _, taken in sources()} == {"採用", "未採用"}


def test_a_file_that_is_named_twice_is_one_file() -> None:
    folder = put({"a.xlsx": RIGHT})
    shape = merge(folder, folder / "a.xlsx", "--json").json
    assert [file["path"] for file in shape["files"]] == ["in/a.xlsx"]
    assert codes(shape, "in/a.xlsx") == []


# ── one bad file never stops the rest ───────────────────────────────────────────────────────────

BAD_FILES = {
    "empty": b"",
    "text": "評分表".encode(),
    "old format": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512),
    "cut off": RIGHT[: len(RIGHT) // 2],
    "no workbook": forms.plain_zip({"xl/workbook.xml": b"<a/>"}),
    "another workbook": forms.plain_workbook(),
    "an XML bomb": forms.replaced(
        RIGHT, "xl/workbook.xml", b"<workbook", b'<!DOCTYPE a [<!ENTITY a "aaaa">]><workbook'
    ),
    "another edition": forms.form(forms.SHILIN, of=forms.edition("107")),
}


def test_bad_files_are_listed_and_the_good_ones_merged() -> None:
    bad = {f"{name}.xlsx": data for name, data in BAD_FILES.items()}
    shape = merged({"good.xlsx": RIGHT, "right.xlsx": XINBEI, **bad})
    states = {Path(file["path"]).stem: file["state"] for file in shape["files"]}
    assert states == {"good": "accepted", "right": "accepted"} | dict.fromkeys(BAD_FILES, "rejected")
    assert all(len(codes(shape, f"in/{name}")) == 1 for name in bad)
    assert len(rows("來源", 3, (0,))) == len(states)
    assert ("good.xlsx", "通過", "採用") in sources()
    assert codes(shape, "in/another edition.xlsx") == ["form-other-rubric"]
    assert {row[0] for row in rows("檢核結果", 3, (6,))} == set(bad)
    totals = {office["name"]: office["total"] for office in shape["offices"]}
    assert (totals["臺北分署"], totals["新北分署"]) == (1000, 990)


def test_a_folder_in_place_of_a_file_and_a_link_to_nowhere_stop_nothing() -> None:
    put({"a.xlsx": RIGHT})
    Path("in/b.xlsx").mkdir()
    Path("in/c.xlsx").symlink_to("nowhere.xlsx")
    assert merge("in").status == 0
    assert [office[1] for office in offices()] == ["臺北分署"]


def test_a_file_whose_name_is_cp950_stops_nothing() -> None:
    put({"a.xlsx": RIGHT})
    Path("in", os.fsdecode("新北.xlsx".encode("cp950"))).write_bytes(XINBEI)
    assert merge("in").status == 0
    assert {office[1] for office in offices()} == {"臺北分署", "新北分署"}


def test_a_note_with_half_a_character_stops_nothing() -> None:
    card = answered(forms.card(), "1.1.1", notes=("HALF",))
    sheet = "xl/worksheets/sheet1.xml"
    put({"a.xlsx": forms.replaced(forms.form(filled=card), sheet, b"HALF", b"_xD800_"), "b.xlsx": XINBEI})
    assert merge("in").status in {0, 1}
    assert "新北分署" in {office[1] for office in offices()}


# ── rubrics ─────────────────────────────────────────────────────────────────────────────────────


def test_forms_of_another_rubric_are_refused_beside_the_usual_one() -> None:
    own = written(Path("own.yaml").resolve(), forms.rubric_file(id="108", title="108 年度"))
    assert kaohe("issue", "--rubric", own, "--out", "in").status == 0
    shape = merge(put({"a.xlsx": RIGHT}), "--json").json
    assert shape["rubric"] == "107"
    assert codes(shape, "in/空白評分表_108.xlsx") == ["form-own-rubric"]


def test_the_rubric_named_decides_which_forms_are_merged() -> None:
    own = written(Path("own.yaml").resolve(), forms.rubric_file(id="108", title="108 年度"))
    assert kaohe("issue", "--rubric", own, "--out", "in").status == 0
    shape = merge(put({"a.xlsx": RIGHT}), "--json", "--rubric", own).json
    assert shape["rubric"] == "108"
    assert codes(shape, "in/a.xlsx") == ["form-other-rubric"]
    assert rows("總表", 1, (0,))[0] == ("108 年度　總表",)


def test_where_no_form_can_be_read_nothing_is_written() -> None:
    ran = merge(put({"bad.xlsx": b""}))
    assert (ran.status, ran.out) == (2, "")
    assert "沒有任何一份能讀的評分表" in ran.err
    assert not OUT.exists()


def test_where_no_form_can_be_read_but_the_rubric_is_named_the_workbook_says_so() -> None:
    ran = merge(put({"bad.xlsx": b""}), "--rubric", "107")
    assert ran.status == 1
    assert sources() == [("bad.xlsx", "無法讀取", "未採用")]


# ── the output ──────────────────────────────────────────────────────────────────────────────────


def test_an_existing_output_is_refused_without_force_and_left_as_it_was() -> None:
    written(OUT, "theirs")
    ran = merge(put({"a.xlsx": RIGHT}))
    assert (ran.status, ran.out) == (2, "")
    assert "總表.xlsx 已經存在；要取代請加 --force" in ran.err
    assert OUT.read_text() == "theirs"
    assert merge("in", "--force").status == 0
    assert len(offices()) == 1


def test_the_output_inside_the_folder_is_not_read_as_an_input() -> None:
    put({"a.xlsx": RIGHT})
    shapes = [
        kaohe("merge", "in", "--out", out, "--force", "--json").json
        for out in ("in/總表.xlsx", "in/../in/總表.xlsx", Path("in/總表.xlsx").resolve())
    ]
    assert [[file["path"] for file in shape["files"]] for shape in shapes] == [["in/a.xlsx"]] * 3
    assert {path.name for path in Path("in").iterdir()} == {"a.xlsx", "總表.xlsx"}


def test_the_folder_of_the_output_is_made() -> None:
    assert kaohe("merge", put({"a.xlsx": RIGHT}), "--out", "a/b/總表.xlsx").status == 0
    assert [path.name for path in Path("a/b").iterdir()] == ["總表.xlsx"]


@pytest.mark.parametrize("out", ["in", "in/a.xlsx/總表.xlsx"])
def test_an_output_that_cannot_be_written_ends_with_2_and_a_sentence(out: str) -> None:
    ran = kaohe("merge", put({"a.xlsx": RIGHT}), "--out", out)
    assert (ran.status, ran.out) == (2, "")
    assert out in ran.err


def test_the_inputs_are_left_as_they_were() -> None:
    put({"a.xlsx": RIGHT, "b.xlsx": FAULTY})
    merge("in")
    found = {path.name: hashlib.sha256(path.read_bytes()).digest() for path in Path("in").iterdir()}
    given = {"a.xlsx": RIGHT, "b.xlsx": FAULTY}
    assert found == {name: hashlib.sha256(data).digest() for name, data in given.items()}
