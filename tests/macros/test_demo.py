"""`kaohe demo`: the whole cycle once, and everything found that is wrong in it."""

import io
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.roster import bundled_roster
from tests.builders import TAIPEI_SCORES, TAIPEI_STATED
from tests.macros import forms
from tests.macros.terminal import Json, contents, kaohe, written

OFFICES = {office.name for office in bundled_roster().offices}


@dataclass(frozen=True)
class Demo:
    folder: Path
    lines: list[str]
    files: dict[str, Json]
    """What `kaohe check --json` says of each file of the inbox, by office."""

    def found(self, office: str) -> list[tuple[str, str]]:
        return [(finding["code"], finding["id"]) for finding in self.files[office]["findings"]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo") / "kaohe-demo"
    ran = kaohe("demo", folder)
    assert (ran.status, ran.err) == (0, "")
    checked = kaohe("check", "--json", folder / "inbox", "--key-file", folder / "signing.key").json
    files = {Path(file["path"]).stem.removesuffix("_107"): file for file in checked["files"]}
    return Demo(folder, ran.out.splitlines(), files)


def rows(demo: Demo, sheet: str, first: int) -> list[tuple[object, ...]]:
    data = (demo.folder / "總表.xlsx").read_bytes()
    page = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[sheet]
    assert isinstance(page, Worksheet)
    return list(page.iter_rows(first, values_only=True))


# ── the cycle ───────────────────────────────────────────────────────────────────────────────────


def test_thirteen_forms_go_out_and_twelve_come_back(demo: Demo) -> None:
    out = {path.stem for path in (demo.folder / "outbox").iterdir()}
    assert out == {f"{office}_107" for office in OFFICES}
    assert set(demo.files) == OFFICES - {"宜蘭分署"}
    assert {
        *("outbox", "inbox", "總表.xlsx", "signing.key", "示範資料.txt"),
    } <= {path.name for path in demo.folder.iterdir()}


def test_what_goes_out_is_blank(demo: Demo) -> None:
    arguments = (demo.folder / "outbox", "--key-file", demo.folder / "signing.key")
    issued = kaohe("check", "--json", *arguments).json["files"]
    assert {item["score"] for file in issued for item in file["items"].values()} == {None}


def test_it_says_where_the_files_lie_and_how_many_were_read(demo: Demo) -> None:
    said = "\n".join(demo.lines)
    assert all(str(demo.folder / name) in said for name in ("outbox", "inbox", "總表.xlsx"))
    assert "共 12 個檔案：通過 6、待更正 5、無法讀取 1" in demo.lines


def test_samples_are_marked_as_samples_in_every_note(demo: Demo) -> None:
    for office in OFFICES - {"臺北分署", "花蓮分署", "宜蘭分署"}:
        items = demo.files[office]["items"].values()
        assert all(item["notes"] for item in items)
        assert all("示範資料" in note for item in items for note in item["notes"])
        assert "示範資料" in demo.files[office]["header"]["examiners"]


def test_one_claim_without_evidence_is_doubted_and_no_other(demo: Demo) -> None:
    doubts = [line.split("　")[0].strip() for line in demo.lines if line.startswith("  提醒")]
    assert doubts == ["提醒 claim-unsupported"]
    assert "79.2%" in next(line for line in demo.lines if line.startswith("  提醒"))


# ── 臺北, the real form ─────────────────────────────────────────────────────────────────────────


def test_taipei_is_filled_with_the_scores_and_totals_of_the_printed_form(demo: Demo) -> None:
    taipei = demo.files["臺北分署"]
    assert {item_id: item["score"] for item_id, item in taipei["items"].items()} == TAIPEI_SCORES
    assert {total: taipei["totals"][total]["stated"] for total in TAIPEI_STATED} == TAIPEI_STATED
    assert taipei["header"] == {"date": "2018-07-05", "examiners": "本分署為民服務專案小組"}
    banded = {item.id for item in forms.rubric().items if item.bands}
    ticks = {item_id: item["ticked"] for item_id, item in taipei["items"].items() if item["ticked"]}
    assert ticks == {item_id: [1] for item_id in banded} | {"1.2.4.3": [2]}


def test_taipeis_notes_are_in_our_own_words_and_none_is_missing(demo: Demo) -> None:
    notes = [note for item in demo.files["臺北分署"]["items"].values() for note in item["notes"]]
    assert all(item["notes"] for item in demo.files["臺北分署"]["items"].values())
    assert max(map(len, notes)) < 60


def test_taipeis_findings_are_exactly_those_of_the_printed_form(demo: Demo) -> None:
    assert sorted(demo.found("臺北分署")) == [
        ("formula-replaced", ""),
        ("score-missing", "1.1.2"),
        ("total-incomplete", ""),
        ("total-incomplete", "1"),
        ("total-inconsistent", ""),
        ("total-mismatch", "1.2"),
        ("total-mismatch", "5"),
        ("total-mismatch", "5.2"),
    ]


def one(demo: Demo, code: str, node: str = "") -> Json:
    findings = demo.files["臺北分署"]["findings"]
    (finding,) = [f for f in findings if f["code"] == code and node in ("*", f["id"])]
    assert isinstance(finding, dict)
    return finding


def test_taipeis_blank_is_35_by_one_total_and_36_by_the_other_which_disagree(demo: Demo) -> None:
    blank = one(demo, "score-missing", "1.1.2")
    assert blank["implied"] == {"1": 35, "": 36}
    assert blank["implied_agree"] is False
    assert "隱含本項為 35 分" in blank["message"]
    assert "隱含本項為 36 分，彼此不符" in blank["message"]


@pytest.mark.parametrize(("total", "stated", "items"), [("1.2", 82, 83), ("5.2", 43, 45), ("5", 86, 88)])
def test_taipeis_wrong_sums_are_told_with_the_right_ones(
    demo: Demo, total: str, stated: int, items: int
) -> None:
    wrong = one(demo, "total-mismatch", total)
    assert (wrong["severity"], wrong["stated"], wrong["recomputed"]) == ("error", stated, items)


def test_taipeis_dimensions_make_846_where_849_is_stated(demo: Demo) -> None:
    found = one(demo, "total-inconsistent")
    assert (found["stated"], found["children"]) == (849, 846)


def test_taipeis_totals_above_the_blank_are_incomplete_not_wrong(demo: Demo) -> None:
    known = {total: one(demo, "total-incomplete", total)["recomputed"] for total in ("", "1")}
    assert known == {"": 813, "1": 137}
    assert {one(demo, "total-incomplete", total)["severity"] for total in known} == {"warning"}


def test_taipeis_typed_totals_are_one_warning(demo: Demo) -> None:
    found = one(demo, "formula-replaced")
    assert (found["severity"], found["count"]) == ("warning", 17)


def test_all_of_taipeis_findings_are_printed_first(demo: Demo) -> None:
    start = demo.lines.index("【臺北分署：107 年度真實評分表】")
    end = demo.lines.index("【其他機關：示範資料】")
    assert start == 0
    assert demo.lines[1].startswith("臺北分署　")
    assert demo.lines[1].endswith("[待更正]　813/1000（表列 849）")
    printed = [line.split()[1].split("　")[0] for line in demo.lines[2:end]]
    assert printed == [code for code, _ in demo.found("臺北分署")]


# ── the others, each wrong in its way ───────────────────────────────────────────────────────────

FAULTS = {
    "新北分署": [
        ("formula-replaced", ""),
        ("total-mismatch", ""),
        ("total-mismatch", "2"),
        ("total-mismatch", "2.3"),
    ],
    "士林分署": [("band-multiple", "4.1.1")],
    "桃園分署": [("band-score-mismatch", "1.1.3")],
    "新竹分署": [("date-unreadable", "date"), ("score-not-a-number", "2.1.1")],
}


@pytest.mark.parametrize("office", sorted(OFFICES - {"臺北分署", "花蓮分署", "宜蘭分署"}))
def test_each_sample_has_just_its_own_fault_or_none(demo: Demo, office: str) -> None:
    assert sorted(demo.found(office)) == FAULTS.get(office, [])
    for code, _ in FAULTS.get(office, []):
        assert any(code in line for line in demo.lines)


def test_the_file_that_was_cut_off_on_the_way_is_listed_and_nothing_is_read_from_it(demo: Demo) -> None:
    file = demo.files["花蓮分署"]
    assert (file["state"], file["items"], file["totals"]) == ("rejected", {}, {})
    (finding,) = file["findings"]
    assert finding["severity"] == "error"
    assert "截斷" in finding["message"]
    assert any(finding["message"] in line for line in demo.lines)


def test_the_office_that_sent_nothing_is_told(demo: Demo) -> None:
    assert "警告 office-missing　「宜蘭分署」沒有送來評分表。→ 請催送。" in demo.lines


# ── the consolidated workbook ───────────────────────────────────────────────────────────────────


def test_the_consolidated_sheet_has_all_thirteen_offices(demo: Demo) -> None:
    main = rows(demo, "總表", 7)
    assert {row[3] for row in main} == OFFICES
    states = {row[3]: row[4] for row in main}
    assert states["臺北分署"] == "待更正"
    assert states["宜蘭分署"] == "尚未寄回"
    assert states["臺中分署"] == "通過"
    totals = {row[3]: row[5] for row in main}
    assert totals["臺北分署"] == 813
    assert totals["宜蘭分署"] is None


def test_only_the_complete_are_ranked_and_the_first_three_are_named(demo: Demo) -> None:
    main = rows(demo, "總表", 7)
    ranked = sorted((row[0], row[3], row[5]) for row in main if isinstance(row[0], int))
    assert len(ranked) == 8
    assert [office for _, office, _ in ranked] == sorted(
        (str(row[3]) for row in main if isinstance(row[0], int)),
        key=lambda office: -demo.files[office]["totals"][""]["recomputed"],
    )
    first = "、".join(f"{rank}. {office} {total} 分" for rank, office, total in ranked[:3])
    assert f"【前三名】{first}" in demo.lines


def test_every_file_is_a_source(demo: Demo) -> None:
    assert len(rows(demo, "來源", 3)) == 12


# ── again, and elsewhere ────────────────────────────────────────────────────────────────────────


def test_it_runs_again_in_its_folder_which_is_kaohe_demo_with_the_same_result() -> None:
    first = kaohe("demo", "--lang", "en")
    folder = Path("kaohe-demo")
    key = (folder / "signing.key").read_text()
    written(folder / "inbox" / "stale.xlsx", b"left by an earlier run")
    second = kaohe("demo", folder, "--lang", "en")
    assert (first.status, second.status) == (0, 0)
    assert first.out == second.out
    assert "12 file(s): accepted 6, to be corrected 5, cannot be read 1" in first.out
    assert "[First three] 1. “" in first.out
    assert (folder / "signing.key").read_text() == key
    assert [path.name for path in Path().iterdir() if path.is_dir()] == ["kaohe-demo"]


@pytest.mark.parametrize("name", ["mine.txt", "mine/mine.txt", ".hidden", "inbox.xlsx"])
def test_a_folder_with_other_files_is_refused_and_left_alone(name: str) -> None:
    folder = Path("here")
    written(folder / name, b"mine")
    written(folder / "inbox" / "a.xlsx", b"mine too")
    before = contents(folder)
    ran = kaohe("demo", folder)
    assert (ran.status, ran.out) == (2, "")
    assert "裡有別的檔案，請換一個資料夾" in ran.err
    assert contents(folder) == before


def test_a_real_collection_is_not_taken_for_the_demos() -> None:
    folder = Path("here")
    written(folder / "inbox" / "臺北分署_107.xlsx", forms.form())
    before = contents(folder)
    assert kaohe("demo", folder).status == 2
    assert contents(folder) == before
