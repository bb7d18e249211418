"""The consolidated workbook, opened: what stands where, and that its formulas say what Python says."""

import datetime
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scoring.findings import Finding
from scoring.rubric import Rubric, plain
from scoring.scorecard import Office
from tests.builders import SMALL, answered, item, rubric, scorecard, section, taipei
from tests.extent import examples
from tests.workbook.summary.files import (
    CONTEXT,
    SHILIN,
    TAIPEI,
    XINBEI,
    checked,
    collected,
    rejected,
    roster,
    workbook,
)
from workbook.collection.checked import Checked, Delivery
from workbook.collection.selection import Collection
from workbook.package import open_package
from workbook.summary import identity_sheet
from workbook.summary.columns import KEY_ROW, LABEL_ROW, MAIN_FIRST_ROW, MAIN_SHEET, columns_of
from workbook.summary.facts import MAX_LIVE_RANKS
from workbook.summary.write import write

FINDINGS, SOURCES, NOTES = "檢核結果", "來源", "紀錄事項"
FIRST = 3  # of the lists
EARLY, LATE = "2018-07-05T08:00:00Z", "2018-07-06T08:00:00Z"


def opened(data: bytes, *, values: bool = True) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def page(data: bytes, name: str, *, values: bool = True) -> Worksheet:
    sheet = opened(data, values=values)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def rows(data: bytes, name: str) -> list[dict[str, object]]:
    """A list sheet's rows, by heading."""
    table = list(page(data, name).iter_rows(FIRST - 1, values_only=True))
    return [{str(label): value for label, value in zip(table[0], row, strict=True)} for row in table[1:]]


def column(data: bytes, letter: str) -> list[object]:
    """A column of 總表, an office a row."""
    sheet = page(data, MAIN_SHEET)
    return [sheet[f"{letter}{row}"].value for row in range(MAIN_FIRST_ROW, sheet.max_row + 1)]


# ── a small recalculation, from the scores alone ────────────────────────────────────────────────


class Recalculated:
    """總表 as a spreadsheet would calculate it, whatever values were saved with its formulas.

    The cells in ``changed`` hold what somebody typed there."""

    _SUM = re.compile(r'IF\(COUNT\((.+)\)=0,"",ROUND\(SUM\((.+)\),9\)\)')
    _BLANK = re.compile(r"(\d+)-COUNT\((.+)\)")
    _RANK = re.compile(
        r'IF\(COUNTIFS\((\w+),0,(\w+),0\)=0,"",COUNTIFS\(([^,]+),">"&(\w+),([^,]+),0,([^,]+),0\)\+1\)'
    )

    _TIE = re.compile(r'IF\((\w+)="","",IF\(COUNTIF\((.+),\1\)>1,"並列",""\)\)')

    def __init__(self, data: bytes, changed: Mapping[str, int | None] = MappingProxyType({})) -> None:
        self._sheet = page(data, MAIN_SHEET, values=False)
        for address, value in changed.items():
            self._sheet[address] = value

    def value(self, address: str) -> object:
        cell = self._sheet[address]
        if cell.data_type != "f":
            return cell.value
        formula = str(cell.value)[1:]
        if match := self._SUM.fullmatch(formula):
            numbers = [v for v in self._values(match[2]) if isinstance(v, int | float)]
            return round(sum(numbers), 9) if numbers else ""
        if match := self._BLANK.fullmatch(formula):
            return int(match[1]) - sum(isinstance(v, int | float) for v in self._values(match[2]))
        if match := self._TIE.fullmatch(formula):
            rank = self.value(match[1])
            return "並列" if rank and list(self._values(match[2])).count(rank) > 1 else ""
        match = self._RANK.fullmatch(formula)
        assert match, formula
        return self._rank(*match.groups())

    def _rank(
        self, blank: str, lacking: str, totals: str, total: str, blanks: str, all_lacking: str
    ) -> object:
        if self.value(blank) != 0 or self.value(lacking) != 0:
            return ""
        own = self.value(total)
        areas = map(self._values, (totals, blanks, all_lacking))
        assert isinstance(own, int | float)
        return 1 + sum(
            blanks == lacks == 0 and isinstance(points, int | float) and points > own
            for points, blanks, lacks in zip(*areas, strict=True)
        )

    def _values(self, references: str) -> Iterator[object]:
        for reference in references.replace("$", "").split(","):
            left, top, right, bottom = range_boundaries(reference)
            for cells in self._sheet.iter_rows(top, bottom, left, right):
                for cell in cells:
                    yield self.value(cell.coordinate)

    def formulas(self) -> Iterator[str]:
        for cells in self._sheet.iter_rows(MAIN_FIRST_ROW):
            for cell in cells:
                if cell.data_type == "f":
                    yield cell.coordinate


def assert_saved_values_are_those_calculated(data: bytes) -> int:
    """How many formulas there are; a text of no length is read as None."""
    calculated, sheet = Recalculated(data), page(data, MAIN_SHEET)
    saved = {address: sheet[address].value for address in calculated.formulas()}
    values = {address: calculated.value(address) for address in saved}
    assert saved == {address: None if value == "" else value for address, value in values.items()}
    return len(saved)


# ── one collection with a bit of everything ─────────────────────────────────────────────────────

PARAGRAPHS = ("=1+1", "@SUM(A1)", "第一行\n第二行", "＝全形", "  前後  ", "<b>😀")


def everything() -> Collection:
    odd = answered(scorecard(SMALL), "1.1.1", notes=PARAGRAPHS)
    return collected(
        checked("in/臺北.xlsx", TAIPEI, card=odd, saved_at=LATE, file_time=1_530_000_000.0),
        checked("in/臺北 舊.xlsx", TAIPEI, {"1.1.1": 9}, saved_at=EARLY),
        checked("in/新北.xlsx", XINBEI, {"1.1.1": 99, "1.2.1.1": None}),
        checked("in/離島.xlsx", Office("=X1", "=離島分署"), {"2.1.1": 50}),
        rejected("in/壞掉.xlsx"),
        on=roster(TAIPEI, XINBEI, SHILIN),
    )


@pytest.fixture(scope="session")
def collection() -> Collection:
    return everything()


@pytest.fixture(scope="session")
def data(collection: Collection) -> bytes:
    return write(collection, CONTEXT)


# ── the workbook ────────────────────────────────────────────────────────────────────────────────


SHEETS = ["封面", MAIN_SHEET, "構面比較", "總分分布", "統計", FINDINGS, SOURCES, NOTES]


def test_none_of_its_sheets_is_locked_and_one_alone_hidden(data: bytes) -> None:
    book = opened(data)
    assert book.sheetnames == [*SHEETS, identity_sheet.NAME]
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"] == [
        identity_sheet.NAME
    ]
    assert not any(sheet.protection.sheet for sheet in book.worksheets)
    assert not (book.security and book.security.lockStructure)


def test_headings_stay_in_sight_and_every_row_can_be_filtered(data: bytes) -> None:
    main = page(data, MAIN_SHEET)
    assert main.freeze_panes == "I7"
    assert main.tables["總表資料"].ref == f"A6:{columns_of(SMALL).all[-1].letter}{main.max_row}"
    for name in (FINDINGS, SOURCES, NOTES):
        sheet = page(data, name)
        assert sheet.freeze_panes == "A3"
        (table,) = sheet.tables.values()
        assert table.ref == f"A2:{get_column_letter(sheet.max_column)}{sheet.max_row}"
        assert table.column_names == [cell.value for cell in sheet[2]]


def test_a_tables_columns_bear_the_labels_of_its_header_row(data: bytes) -> None:
    main = page(data, MAIN_SHEET)
    labels = [cell.value for cell in main[LABEL_ROW]]
    assert main.tables["總表資料"].column_names == labels
    assert len(set(labels)) == len(labels)


def test_a_hidden_row_says_which_column_is_which(data: bytes) -> None:
    main = page(data, MAIN_SHEET)
    assert main.row_dimensions[KEY_ROW].hidden
    keys = [cell.value for cell in main[KEY_ROW]]
    assert keys == [column.key for column in columns_of(SMALL).all]


def test_it_prints_on_a4_landscape_with_its_headings_on_every_page(data: bytes) -> None:
    for sheet in opened(data).worksheets[:-1]:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows or sheet.title in ("封面", "總分分布")
        assert int(sheet.print_area.rpartition("$")[2]) >= sheet.max_row
        assert "&P" in str(sheet.HeaderFooter.oddFooter)


def test_what_was_collected_is_told_on_the_cover_with_who_has_to_be_asked(data: bytes) -> None:
    cover = page(data, "封面")
    told = {cover[f"A{row}"].value: cover[f"B{row}"].value for row in range(3, cover.max_row + 1)}
    assert (told["已收到"], told["讀取檔案數"], told["其中無法讀取"]) == ("3 / 4", 5, 1)
    assert (told["尚未寄回機關"], told["待更正機關"]) == ("士林分署", "新北分署")
    assert told["無法讀取的檔案"] == "壞掉.xlsx"


def test_a_list_without_a_row_says_that_there_is_none() -> None:
    data = workbook(checked("a"))
    assert page(data, FINDINGS)["A1"].value == "小評分表　檢核結果：沒有錯誤、警告或提醒。"
    assert page(data, SOURCES)["A1"].value == "小評分表　來源檔案"


def test_sources_print_on_two_pages_beside_the_names_of_files(data: bytes) -> None:
    sheet = page(data, SOURCES)
    assert sheet.print_title_cols == "$A:$C"
    (place,) = [own.id for own in sheet.col_breaks.brk]
    assert sheet.cell(FIRST - 1, place + 1).value == "大小 (位元組)"


def test_its_parts_are_few_and_its_xml_is_whole(data: bytes) -> None:
    package = open_package(data)
    assert sum(name.startswith("xl/worksheets/sheet") for name in package.members) == len(SHEETS) + 1
    for name in package.members:
        assert package.read(name)


# ── 總表 ────────────────────────────────────────────────────────────────────────────────────────


def test_the_headings_group_items_under_criteria_and_dimensions(data: bytes) -> None:
    main = page(data, MAIN_SHEET)
    columns = columns_of(SMALL)
    assert main["A1"].value == "小評分表　總表"
    item = columns.items["1.2.1.2"].letter
    assert (main[f"{item}6"].value, main[f"{item}5"].value) == ("1.2.1.2 細項1.2.1.2", 5)
    assert main[f"{columns.totals['1'].letter}3"].value == "項目1（40）"
    assert main[f"{columns.totals['1.2'].letter}4"].value == "項目1.2（10）"
    merged = {str(area) for area in main.merged_cells.ranges}
    assert f"{columns.totals['1.2'].letter}4:{item}4" in merged
    assert f"{columns.totals['1'].letter}3:{item}3" in merged
    assert main[f"{columns.totals[''].letter}5"].value == 100


def test_each_office_has_a_row_with_its_state_and_scores(data: bytes, collection: Collection) -> None:
    columns = columns_of(SMALL)
    assert column(data, columns.letter("code")) == ["B01", "B02", "B03", "=X1"]
    assert column(data, columns.letter("name")) == ["臺北分署", "新北分署", "士林分署", "=離島分署"]
    assert column(data, columns.letter("state")) == ["通過", "待更正", "尚未寄回", "通過"]
    assert column(data, columns.items["1.1.1"].letter) == [10, None, None, 10]
    assert column(data, columns.items["1.2.1.1"].letter) == [5, None, None, 5]
    assert column(data, columns.letter("blank")) == [0, 2, 5, 0]
    assert column(data, columns.letter("rank")) == [1, None, None, 2]


def test_an_adjusted_score_has_to_be_one_that_the_item_allows(data: bytes) -> None:
    columns, guards = columns_of(SMALL), page(data, MAIN_SHEET).data_validations.dataValidation
    at = {str(guard.sqref): guard for guard in guards}
    lacking = at.pop(f"{columns.letter('lacking')}7:{columns.letter('lacking')}10")
    assert (lacking.formula1, lacking.formula2, lacking.allow_blank) == ("0", "5", False)
    assert set(at) == {
        f"{columns.items[item.id].letter}7:{columns.items[item.id].letter}10" for item in SMALL.items
    }
    letter = columns.items["1.1.1"].letter
    guard = at[f"{letter}7:{letter}10"]
    assert guard.formula1.startswith(f"AND(ISNUMBER({letter}7),{letter}7>=1,{letter}7<=10,")
    assert guard.showErrorMessage
    assert guard.error == "「細項1.1.1」只能是 1~10，以 1 分為單位。"


def test_an_office_that_lacks_evidence_is_counted_and_ranked_once_an_officer_writes_0() -> None:
    lacks = answered(scorecard(SMALL), "1.1.1", notes=())
    data = workbook(checked("a.xlsx", TAIPEI, card=lacks), checked("b.xlsx", XINBEI, {"1.1.1": 9}))
    rank, lacking = (columns_of(SMALL).letter(kind) for kind in ("rank", "lacking"))
    assert column(data, lacking) == [1, 0]
    assert column(data, rank) == [None, 1]
    settled = Recalculated(data, {f"{lacking}7": 0})
    assert [settled.value(f"{rank}{row}") for row in (7, 8)] == [1, 2]
    cleared = Recalculated(data, {f"{lacking}7": None})
    assert [cleared.value(f"{rank}{row}") for row in (7, 8)] == ["", 1]


def test_the_saved_totals_are_pythons(data: bytes, collection: Collection) -> None:
    for total_id, where in columns_of(SMALL).totals.items():
        expected = [
            plain(result.checked.totals[total_id].recomputed) if result.checked else None
            for result in collection.results
        ]
        assert column(data, where.letter) == expected


def test_totals_blanks_and_ranks_are_live_formulas_that_come_to_the_saved_values(data: bytes) -> None:
    live = [c for c in columns_of(SMALL).all if c.kind in {"rank", "tie", "total", "subtotal", "blank"}]
    assert assert_saved_values_are_those_calculated(data) == 4 * len(live)


def test_the_real_form_recalculates_to_813(rubric_107: Rubric) -> None:
    data = workbook(checked("t", card=taipei(rubric_107), of=rubric_107), of=rubric_107)
    main, columns = page(data, MAIN_SHEET), columns_of(rubric_107)
    assert assert_saved_values_are_those_calculated(data) == 2 + 1 + 5 + 11 + 1
    shown = {total_id: main[f"{where.letter}7"].value for total_id, where in columns.totals.items()}
    assert (shown[""], shown["1"], shown["1.1"], shown["1.2"], shown["5"]) == (813, 137, 54, 83, 88)
    assert main[f"{columns.items['1.1.2'].letter}7"].value is None
    assert (main["A7"].value, main["G7"].value) == (None, 1)


SCORES = st.fixed_dictionaries(
    {item.id: st.none() | st.integers(0, int(item.maximum)) for item in SMALL.items}
)


@given(st.lists(SCORES, min_size=1, max_size=5), st.integers(0, 2))
@examples(15)
def test_whatever_the_scores_the_saved_values_are_those_calculated(
    all_scores: list[dict[str, int | None]], missing: int
) -> None:
    offices = [Office(f"O{number}", f"機關{number}") for number in range(len(all_scores) + missing)]
    files = [checked(o.name, o, scores) for o, scores in zip(offices, all_scores, strict=False)]
    assert assert_saved_values_are_those_calculated(workbook(*files, on=roster(*offices))) > 0


def test_a_section_where_nothing_is_scored_shows_nothing_rather_than_zero() -> None:
    blank = {"1.1.1": None, "1.1.2": None}
    nil = rubric(section("1", section("1.1", item("1.1.1", 5, low=0), item("1.1.2", 5, low=0))))
    data = workbook(
        checked("a", scores=blank, of=nil), checked("b", XINBEI, dict.fromkeys(blank, 0), of=nil), of=nil
    )
    names = column(data, columns_of(nil).letter("name"))
    shown = dict(zip(names, column(data, columns_of(nil).totals["1.1"].letter), strict=True))
    assert shown == {"臺北分署": None, "新北分署": 0}
    assert_saved_values_are_those_calculated(data)


def test_ties_share_a_rank_and_incomplete_offices_have_none() -> None:
    scores = {"甲": 10, "乙": 8, "丙": 10, "丁": None, "戊": 7}
    data = workbook(
        *(checked(name, Office(name, name), {"1.1.1": points}) for name, points in scores.items())
    )
    names = column(data, columns_of(SMALL).letter("name"))
    ranks = dict(zip(names, column(data, columns_of(SMALL).letter("rank")), strict=True))
    assert ranks == {"甲": 1, "乙": 3, "丙": 1, "丁": None, "戊": 4}
    ties = dict(zip(names, column(data, columns_of(SMALL).letter("tie")), strict=True))
    assert ties == {"甲": "並列", "乙": None, "丙": "並列", "丁": None, "戊": None}
    assert_saved_values_are_those_calculated(data)


def test_tenths_are_saved_as_they_add_up() -> None:
    tenths = rubric(*SMALL.dimensions, step="0.1")
    file = checked("a", scores={"1.2.1.1": "1.1", "1.2.1.2": "2.2"}, of=tenths)
    data = workbook(file, of=tenths)
    assert column(data, columns_of(tenths).totals["1.2"].letter) == [3.3]
    assert_saved_values_are_those_calculated(data)


def test_one_office_alone_is_first() -> None:
    data = workbook(checked("a"))
    assert column(data, columns_of(SMALL).letter("rank")) == [1]
    assert len(rows(data, SOURCES)) == 1


@pytest.mark.parametrize("on", [None, roster(TAIPEI, XINBEI)])
def test_with_no_form_at_all_it_opens_and_says_so(on: object) -> None:
    nobody = collected(on=roster(TAIPEI, XINBEI)) if on else collected()
    data = write(nobody, CONTEXT)
    assert opened(data).sheetnames == [*SHEETS, identity_sheet.NAME]
    assert page(data, MAIN_SHEET)["A7"].value is None
    names = [name for name in column(data, columns_of(SMALL).letter("name")) if name]
    assert names == (["臺北分署", "新北分署"] if on else [])
    assert [row["檢核代碼"] for row in rows(data, FINDINGS) if any(row.values())] == ["office-missing"] * len(
        names
    )
    assert_saved_values_are_those_calculated(data)


def test_beyond_two_thousand_offices_ranks_are_values() -> None:
    template = checked("a")
    results = collected(template).results
    many = replace(collected(), results=results * (MAX_LIVE_RANKS + 1))
    few = replace(collected(), results=results * 3)
    main = next(name for name in open_package(write(few, CONTEXT)).members if name.endswith("sheet2.xml"))
    assert b"COUNTIFS" in open_package(write(few, CONTEXT)).read(main)
    part = open_package(write(many, CONTEXT)).read(main)
    assert b"COUNTIFS" not in part
    assert part.count(b"<row ") == MAX_LIVE_RANKS + 1 + 6


# ── 檢核結果 ─────────────────────────────────────────────────────────────────────────────────────


def test_every_finding_is_a_row_errors_first(data: bytes, collection: Collection) -> None:
    listed = rows(data, FINDINGS)
    all_findings = [f for file in collection.files for f in file.findings] + list(collection.findings)
    assert sorted(str(row["檢核代碼"]) for row in listed) == sorted(f.code for f in all_findings)
    severities = [str(row["嚴重性"]) for row in listed]
    assert severities == sorted(severities, key=["錯誤", "警告", "提醒"].index)


def test_a_finding_says_office_item_cell_file_what_is_wrong_and_what_to_do(data: bytes) -> None:
    (row,) = [row for row in rows(data, FINDINGS) if row["檢核代碼"] == "score-out-of-range"]
    assert row == {
        "嚴重性": "錯誤",
        "機關": "新北分署",
        "項目": "1.1.1",
        "項目名稱": "1. 細項1.1.1",
        "說明": "「1. 細項1.1.1」的評分 99 超出細項配分 1~10 分。",
        "處理方式": "請改填 1~10 的分數。",
        "檔案": "新北.xlsx",
        "採用": "採用",
        "工作表": "評分表",
        "儲存格": "C8",
        "檢核代碼": "score-out-of-range",
    }


def test_each_finding_of_an_office_links_to_its_row_in_the_main_sheet(data: bytes) -> None:
    sheet, main = page(data, FINDINGS), page(data, MAIN_SHEET)
    linked = 0
    for number, row in enumerate(rows(data, FINDINGS), start=FIRST):
        link = sheet[f"B{number}"].hyperlink
        if row["檔案"] == "壞掉.xlsx":
            assert link is None
            continue
        match = re.fullmatch(r"'總表'!([A-Z]+\d+)", str(link.location) if link else "")
        assert match, row
        (name,) = [cell.value for cells in main[f"{match[1]}:{match[1]}"] for cell in cells]
        assert name == row["機關"]
        linked += 1
    assert linked >= 5


def test_a_file_that_was_passed_over_and_a_missing_office_are_among_the_findings(data: bytes) -> None:
    found = {(row["檢核代碼"], row["機關"], row["檔案"]) for row in rows(data, FINDINGS)}
    assert ("superseded", "臺北分署", "臺北 舊.xlsx") in found
    assert ("office-missing", "士林分署", None) in found
    assert ("office-unlisted", "=離島分署", "離島.xlsx") in found
    assert ("file-unreadable", "壞掉.xlsx", "壞掉.xlsx") in found


def test_a_passed_over_file_links_to_its_office_however_it_writes_its_name() -> None:
    data = workbook(
        checked("new", TAIPEI, saved_at=LATE),
        checked("old", Office("", "台北分署"), {"1.1.1": 9}, saved_at=EARLY),
        on=roster(TAIPEI),
    )
    assert page(data, FINDINGS)["B3"].hyperlink is not None


# ── 來源 ────────────────────────────────────────────────────────────────────────────────────────


def test_every_file_is_a_source_with_hash_state_and_whether_it_counts(
    data: bytes, collection: Collection
) -> None:
    listed = rows(data, SOURCES)
    assert [row["完整路徑"] for row in listed] == [file.path for file in collection.files]
    assert [row["SHA-256"] for row in listed] == [file.sha256 for file in collection.files]
    assert [(row["檔案"], row["狀態"], row["採用"]) for row in listed] == [
        ("臺北.xlsx", "通過", "採用"),
        ("臺北 舊.xlsx", "通過", "未採用"),
        ("新北.xlsx", "待更正", "採用"),
        ("離島.xlsx", "通過", "採用"),
        ("壞掉.xlsx", "無法讀取", "未採用"),
    ]
    assert str(listed[1]["未採用原因"]).startswith("同一機關另有「in/臺北.xlsx」")
    assert [row["未採用原因"] for row in listed if row["採用"] == "採用"] == [None] * 3


@pytest.mark.usefixtures("taipei_time")
def test_a_source_says_when_it_was_saved_and_read_and_by_which_program(data: bytes) -> None:
    first = rows(workbook(checked("a", saved_at=LATE, file_time=1_530_000_000.0)), SOURCES)[0]
    assert (first["檔案時間"], first["檔內儲存時間"], first["讀取時間"]) == (
        "2018-06-26 16:00:00",
        "2018-07-06 16:00:00",
        "2018-08-01 09:30:00",
    )
    assert (first["大小 (位元組)"], first["發放編號"], first["程式版本"]) == (28_000, "107-1", "0.0.test")
    assert rows(data, SOURCES)[1]["檔案時間"] is None


def test_a_source_says_what_became_of_its_signature() -> None:
    def signed(name: str, *codes: str) -> Checked:
        file = checked(name, Office("", name))
        return replace(file, findings=tuple(Finding(code, params={"office": name}) for code in codes))

    listed = rows(
        workbook(
            signed("好"),
            signed("他處發出", "signature-unverified"),
            signed("被改", "signature-invalid"),
            signed("貼過", "identity-missing"),
            rejected("壞掉"),
        ),
        SOURCES,
    )
    assert {row["檔案"]: row["簽章"] for row in listed} == {
        "好": "驗證通過",
        "他處發出": "未能驗證",
        "被改": "不符",
        "貼過": "沒有",
        "壞掉": None,
    }


def test_a_source_that_was_mailed_says_by_whom_and_when_and_not_when_its_copy_was_made() -> None:
    sent = datetime.datetime(2018, 7, 6, 1, 2, 3, tzinfo=datetime.UTC)
    deliveries = {"a": Delivery(sent, "clerk@example.tw"), "b": Delivery(None, "b@example.tw")}
    files = [checked(name, Office("", name), file_time=1_530_000_000.0) for name in "abc"]
    listed = rows(write(collected(*files), replace(CONTEXT, deliveries=deliveries)), SOURCES)
    found = {row["檔案"]: (row["寄件時間"], row["寄件人"], bool(row["檔案時間"])) for row in listed}
    local = sent.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    assert found == {
        "a": (local, "clerk@example.tw", False),
        "b": (None, "b@example.tw", True),
        "c": (None, None, True),
    }


# ── links to files ──────────────────────────────────────────────────────────────────────────────


def test_a_finding_leads_to_its_cell_in_the_file_and_a_source_to_its_file() -> None:
    faulty = checked("/in/新 北#1.xlsx", scores={"1.1.1": 99})
    data = write(collected(faulty, rejected("/in/壞掉.xlsx")), replace(CONTEXT, folder="/summary"))
    target = "../in/%E6%96%B0%20%E5%8C%97%231.xlsx"
    finding = page(data, FINDINGS)["G3"].hyperlink
    assert (finding.target, finding.location) == (target, "'評分表'!C8")
    assert page(data, SOURCES)["A3"].hyperlink.target == target
    assert page(data, FINDINGS)["B3"].hyperlink.location == "'總表'!D7"


@pytest.mark.parametrize("code", ["macro-present", "active-content"])
def test_no_link_leads_to_a_file_in_which_something_may_run(code: str) -> None:
    """Nor to one that nobody could look into; its name stands there all the same."""
    active = checked("/in/a.xlsm", scores={"1.1.1": 99})
    said = {"what": "外部連結", "what_en": "links"}
    active = replace(active, findings=(*active.findings, Finding(code, params=said)))
    data = write(collected(active, rejected("/in/壞掉.xlsx")), replace(CONTEXT, folder="/summary"))
    for sheet, column in ((FINDINGS, "G"), (SOURCES, "A")):
        cells = [page(data, sheet)[f"{column}{row}"] for row in (3, 4)]
        assert all(cell.value and cell.hyperlink is None for cell in cells)


def test_where_it_is_not_known_where_the_workbook_will_stand_no_file_is_linked(data: bytes) -> None:
    assert [row["檔案"] for row in rows(data, SOURCES)]
    assert all(page(data, SOURCES)[f"A{row}"].hyperlink is None for row in range(FIRST, FIRST + 5))


# ── 紀錄事項 ─────────────────────────────────────────────────────────────────────────────────────


def test_every_paragraph_of_every_merged_office_is_a_row(data: bytes, collection: Collection) -> None:
    expected = [
        (result.office.name, item.id, number, note)
        for result in collection.results
        if result.checked
        for item in SMALL.items
        for number, note in enumerate(result.checked.scorecard.answer(item.id).notes, start=1)
    ]
    listed = [(row["機關名稱"], row["項目"], row["段"], row["紀錄事項"]) for row in rows(data, NOTES)]
    assert listed == expected
    assert [note for office, item, _, note in listed if (office, item) == ("臺北分署", "1.1.1")] == list(
        PARAGRAPHS
    )


def test_what_looks_like_a_formula_is_a_text_everywhere(data: bytes) -> None:
    book = opened(data, values=False)
    texts = set()
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str) and cell.value[:1] in set("=+-@＝＋－＠"):
                    live = cell.data_type == "f" and sheet.title in (*SHEETS[1:5],)
                    assert live or cell.data_type == "s", cell.coordinate
                    texts |= set() if live else {cell.value}
    assert {"=1+1", "@SUM(A1)", "＝全形", "=X1", "=離島分署"} <= texts


def test_a_long_paragraph_gets_a_row_that_shows_it_and_no_row_is_too_high() -> None:
    card = answered(scorecard(SMALL), "1.1.1", notes=("短", "長" * 200, "長" * 20_000))
    sheet = page(workbook(checked("a", card=card)), NOTES)
    heights = [sheet.row_dimensions[row].height for row in (3, 4, 5)]
    assert heights[0] < heights[1] < heights[2] <= 409
    assert sheet["G5"].value == "長" * 20_000
    assert sheet["G4"].alignment.wrap_text


def test_an_item_of_which_nothing_is_written_has_no_row() -> None:
    card = answered(scorecard(SMALL), "1.1.1", notes=())
    listed = rows(workbook(checked("a", card=card)), NOTES)
    assert [row["項目"] for row in listed] == [item.id for item in SMALL.items if item.id != "1.1.1"]


def test_writing_the_same_collection_twice_says_the_same(collection: Collection, data: bytes) -> None:
    again = open_package(write(collection, CONTEXT))
    before = open_package(data)
    sheets = [name for name in before.members if name.startswith("xl/")]
    assert [again.read(name) for name in sheets] == [before.read(name) for name in sheets]
