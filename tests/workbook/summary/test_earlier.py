"""An earlier consolidated workbook read back, as made and as staff have left it."""

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scoring.comparison import Earlier, EarlierOffice
from scoring.errors import KaoheError, Sentence, WorkbookError
from scoring.scorecard import Office
from tests.builders import SMALL, note_of
from tests.words import chinese_only, english_only
from tests.workbook.summary.files import CONTEXT, SHILIN, TAIPEI, XINBEI, checked, collected, roster, workbook
from workbook.intake.gate import admit
from workbook.limits import SUMMARY
from workbook.package import open_package
from workbook.summary.columns import KEY_ROW, LABEL_ROW, MAIN_FIRST_ROW, MAIN_SHEET, MAXIMUM_ROW
from workbook.summary.earlier import IDENTITY_SHEET, read_earlier
from workbook.summary.write import write

Change = Callable[[Workbook], None]
KEYS = (
    "@rank",
    "@tie",
    "@code",
    "@name",
    "@state",
    "@total",
    "@blank",
    "1",
    "1.1",
    "1.1.1",
    "1.1.2",
    "2",
    "2.1",
)
TABLE: tuple[tuple[object, ...], ...] = (
    (2, "", "B01", "臺北分署", "通過", 80, 0, 30, 30, 10, 20, 50, 50),
    (1, "", "B02", "新北分署", "待更正", 85.5, 0, 31.5, 31.5, 10, 21.5, 54, 54),
    ("", "", "B03", "士林分署", "待更正", 60, 1, 10, 10, 10, None, 50, 50),
    ("", "", "B04", "桃園分署", "尚未寄回", "", 3, "", "", None, None, "", None),
)
NOTES: tuple[tuple[object, ...], ...] = (
    ("B01", "臺北分署", "1.1.1", "細項", 10, 2, "第二段"),
    ("B01", "臺北分署", "1.1.1", "細項", 10, 1, "第一段"),
    ("B02", "新北分署", "1.1.2", "細項", 21.5, 1, "=1+1"),
)


def built(change: Change | None = None) -> bytes:
    """A workbook by the contract, with the values that formulas would have saved."""
    book = Workbook()
    book.active.title = "封面"  # type: ignore[union-attr]
    main = book.create_sheet(MAIN_SHEET)
    main["A1"] = "106 年度評分表　總表"
    for column, key in enumerate(KEYS, start=1):
        main.cell(KEY_ROW, column, key)
    main["H3"], main["L3"] = "一、基礎服務（40）", "二、服務流程（60）"
    maxima = ("", "", "", "配分", "", 100, "", 40, 40, 10, 30, 60, 60)
    labels = ("名次", "並列", "代碼", "機關名稱", "狀態", "總分", "未評項數", "1 構面得分", "1.1 小計")
    rows: dict[int, tuple[object, ...]] = {MAXIMUM_ROW: maxima, LABEL_ROW: labels}
    rows.update(enumerate(TABLE, start=MAIN_FIRST_ROW))
    for row, values in rows.items():
        for column, value in enumerate(values, start=1):
            main.cell(row, column, value)
    notes = book.create_sheet("紀錄事項")
    notes.append(["106 年度評分表　紀錄事項"])
    notes.append(["代碼", "機關名稱", "項目", "項目名稱", "評分", "段", "紀錄事項"])
    for row, values in enumerate(NOTES, start=3):
        for column, value in enumerate(values, start=1):
            notes.cell(row, column, value).data_type = "s" if isinstance(value, str) else "n"
    identity = book.create_sheet(IDENTITY_SHEET)
    identity.sheet_state = "veryHidden"
    for pair in (
        ("product", "kaohe"),
        ("summary", "1"),
        ("rubric", "106"),
        ("rubric_hash", "ab12"),
        ("title", "106 年度評分表"),
        ("made", "2017-08-01T09:30:00"),
    ):
        identity.append(pair)
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(change: Change | None = None) -> Earlier:
    return read_earlier(built(change), "106總表.xlsx")


def refusal(data: bytes) -> Sentence:
    """The sentence that refuses a file, each half of it in its own language with the file's name."""
    with pytest.raises(KaoheError) as raised:
        read_earlier(data, "106總表.xlsx")
    sentence = raised.value.sentence
    assert sentence.zh.startswith("106總表.xlsx：")
    assert sentence.en.startswith("106總表.xlsx")
    assert chinese_only(sentence.zh, "106總表.xlsx")
    assert english_only(sentence.en, "106總表.xlsx")
    return sentence


def one(earlier: Earlier, code: str) -> EarlierOffice:
    (found,) = [own for own in earlier.offices if own.office.code == code]
    return found


def page(book: Workbook, name: str = MAIN_SHEET) -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


# ── what it says ────────────────────────────────────────────────────────────────────────────────


def test_it_says_which_rubric_it_was_made_by_and_when() -> None:
    earlier = read()
    assert (earlier.title, earlier.rubric_id, earlier.rubric_hash) == ("106 年度評分表", "106", "ab12")
    assert earlier.made == "2017-08-01T09:30:00"


def test_every_office_has_its_points_by_id_and_its_rank() -> None:
    earlier = read()
    table = {
        own.office.code: (
            own.office.name,
            own.rank,
            own.blank,
            own.points[""],
            own.points["1"],
            own.points["1.1.2"],
        )
        for own in earlier.offices
    }
    assert table == {
        "B01": ("臺北分署", 2, 0, 80, 30, 20),
        "B02": ("新北分署", 1, 0, Decimal("85.5"), Decimal("31.5"), Decimal("21.5")),
        "B03": ("士林分署", None, 1, 60, 10, None),
        "B04": ("桃園分署", None, 3, None, None, None),
    }
    assert earlier.node_ids == {"", "1", "1.1", "1.1.1", "1.1.2", "2", "2.1"}


@pytest.mark.parametrize(("written", "read_as"), [(0, 0), (3, 3), ("", None), ("？", None)])
def test_how_much_evidence_an_office_lacks_is_read_where_the_workbook_says_it(
    written: int | str, read_as: int | None
) -> None:
    def counted(book: Workbook) -> None:
        page(book).cell(KEY_ROW, len(KEYS) + 1, "@lacking")
        page(book).cell(MAIN_FIRST_ROW, len(KEYS) + 1, written)

    assert one(read(counted), "B01").lacking == read_as
    assert one(read(), "B01").lacking == 0


def test_it_says_what_the_maxima_and_the_dimensions_titles_were() -> None:
    earlier = read()
    assert [earlier.maxima[node] for node in ("", "1", "1.1.2")] == [100, 40, 30]
    assert earlier.names == {"1": "一、基礎服務", "2": "二、服務流程"}


def test_notes_are_by_item_in_their_order() -> None:
    earlier = read()
    assert one(earlier, "B01").notes == {"1.1.1": ("第一段", "第二段")}
    assert one(earlier, "B02").notes == {"1.1.2": ("=1+1",)}
    assert earlier.has_notes


def test_sums_are_read_without_the_noise_of_binary_fractions() -> None:
    def noisy(book: Workbook) -> None:
        page(book)["F7"] = 80.10000000000001

    assert one(read(noisy), "B01").points[""] == Decimal("80.1")


# ── as staff leave it ───────────────────────────────────────────────────────────────────────────


def _rows_inserted(book: Workbook) -> None:
    sheet = page(book)
    sheet.insert_rows(1, 2)
    sheet.insert_rows(8)  # above the labels
    sheet.insert_rows(11)  # between offices


def _column_moved(book: Workbook) -> None:
    sheet = page(book)
    for row in range(1, 11):
        sheet[f"Z{row}"].value, sheet[f"H{row}"].value = sheet[f"H{row}"].value, None


def _sorted(book: Workbook) -> None:
    for row, values in enumerate(reversed(TABLE), start=MAIN_FIRST_ROW):
        for column, value in enumerate(values, start=1):
            page(book).cell(row, column).value = value  # type: ignore[assignment]


def _filtered(book: Workbook) -> None:
    page(book).row_dimensions[7].hidden = True
    page(book).auto_filter.ref = "A6:M10"


def _averages_added(book: Workbook) -> None:
    page(book)["D11"], page(book)["F11"] = "平均", 75.2
    page(book)["D13"], page(book)["F13"] = "最高", 85.5


def _labels_repeated(book: Workbook) -> None:
    sheet = page(book)
    sheet["C12"], sheet["D12"], sheet["E12"] = "代碼", "機關名稱", "狀態"


def _column_added(book: Workbook) -> None:
    page(book)["N2"], page(book)["N6"], page(book)["N7"] = "備註", "備註", "已電洽"


@pytest.mark.parametrize(
    "change",
    [_rows_inserted, _column_moved, _sorted, _filtered, _averages_added, _labels_repeated, _column_added],
)
def test_what_staff_have_done_to_the_sheet_changes_nothing(change: Change) -> None:
    untouched, now = read(), read(change)
    assert sorted(now.offices, key=lambda own: own.office.code) == list(untouched.offices)
    assert (now.node_ids, now.maxima) == (untouched.node_ids, untouched.maxima)


def test_a_deleted_column_is_all_that_is_missing() -> None:
    def without_rank_and_state(book: Workbook) -> None:
        page(book).delete_cols(5)
        page(book).delete_cols(1)

    now = read(without_rank_and_state)
    assert [(own.office.code, own.rank) for own in now.offices] == [(f"B0{n}", None) for n in range(1, 5)]
    assert one(now, "B01").points == one(read(), "B01").points


def test_an_office_added_by_hand_counts_and_what_is_no_number_does_not() -> None:
    def added(book: Workbook) -> None:
        sheet = page(book)
        sheet["C11"], sheet["D11"], sheet["F11"], sheet["H11"] = "B05", "新竹分署", 77, "缺"

    assert one(read(added), "B05").points == dict.fromkeys(read().node_ids) | {"": Decimal(77)}


def _no_notes(book: Workbook) -> None:
    del book["紀錄事項"]


def _no_notes_header(book: Workbook) -> None:
    page(book, "紀錄事項").delete_rows(2)


@pytest.mark.judge
def test_more_offices_are_read_than_any_form_has_cells() -> None:
    one = collected(checked("a"))
    (result,) = one.results
    offices = [Office(f"X{number:05}", f"第{number}分署") for number in range(8_000)]
    results = tuple(replace(result, office=office) for office in offices)
    data = write(replace(one, results=results), CONTEXT)
    with pytest.raises(WorkbookError):
        admit(data).grid(MAIN_SHEET)
    read_back = read_earlier(data, "106.xlsx").offices
    assert [each.office for each in read_back] == offices


@pytest.mark.parametrize("change", [_no_notes, _no_notes_header])
def test_without_its_notes_the_rest_is_read(change: Change) -> None:
    earlier = read(change)
    assert (earlier.has_notes, len(earlier.offices)) == (False, 4)
    assert all(own.notes == {} for own in earlier.offices)


def test_notes_too_many_to_be_read_do_not_stop_the_rest() -> None:
    main_sheet = len(open_package(built()).read("xl/worksheets/sheet2.xml").split(b"<"))

    def many(book: Workbook) -> None:
        for row in range(6, 300):
            page(book, "紀錄事項").append(["B01", "臺北分署", "1.1.1", "細項", 10, row, "又一段"])

    limits = replace(SUMMARY, sheet=main_sheet + 500)
    earlier = read_earlier(built(many), "106總表.xlsx", limits=limits)
    assert (earlier.has_notes, len(earlier.offices)) == (False, 4)


def test_the_notes_columns_may_stand_in_any_order() -> None:
    def moved(book: Workbook) -> None:
        page(book, "紀錄事項").insert_rows(1, 3)
        page(book, "紀錄事項").insert_cols(1)

    assert one(read(moved), "B01").notes == {"1.1.1": ("第一段", "第二段")}


# ── what is refused ─────────────────────────────────────────────────────────────────────────────


def _no_identity(book: Workbook) -> None:
    del book[IDENTITY_SHEET]


def _other_product(book: Workbook) -> None:
    page(book, IDENTITY_SHEET)["B1"] = "其他"


def _later_format(book: Workbook) -> None:
    page(book, IDENTITY_SHEET)["B2"] = "2"


def _renamed(book: Workbook) -> None:
    page(book).title = "彙整"


def _no_keys(book: Workbook) -> None:
    page(book).delete_rows(KEY_ROW)


def _no_offices_key(book: Workbook) -> None:
    page(book)["C2"] = page(book)["D2"] = None


def _copied_column(book: Workbook) -> None:
    page(book)["P2"] = "1.1"


def _copied_row(book: Workbook) -> None:
    sheet = page(book)
    sheet["C20"], sheet["D20"], sheet["E20"], sheet["F20"] = "B01", "臺北分署", "通過", 99


def _unsaved_formulas(book: Workbook) -> None:
    page(book)["F8"] = "=SUM(H8,L8)"


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (_no_identity, "這不是本程式產生的總表", "is no consolidated workbook of this program"),
        (
            _other_product,
            "識別工作表的內容不是本程式所寫",
            "an identity sheet that this program did not write",
        ),
        (_later_format, "由其他版本的程式產生（格式 2）", "another version of this program (format 2)"),
        (_renamed, "找不到工作表「總表」", "has no sheet “總表”"),
        (_no_keys, "隱藏的識別列", "the hidden row of keys"),
        (_no_offices_key, "隱藏的識別列", "the hidden row of keys"),
        (_copied_column, "I、P 欄識別鍵相同（1.1）", "the columns I, P of “總表” have the same key (1.1)"),
        (_copied_row, "第 7 列與第 20 列都是「臺北分署」", "the rows 7 and 20 of “總表” are both “臺北分署”"),
        (_unsaved_formulas, "公式沒有存下計算結果（第 8 列）", "saved without their values (row 8)"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused(change: Change, zh: str, en: str) -> None:
    sentence = refusal(built(change))
    assert zh in sentence.zh
    assert en in sentence.en


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (b"", "檔案是空的", "The file is empty."),
        (b"plain text", "內容不是活頁簿", "its content is no workbook"),
        (built()[:-900], "截斷", "cut off"),
    ],
    ids=["empty", "a text", "cut off"],
)
def test_a_damaged_file_is_refused_in_the_words_of_the_gate(data: bytes, zh: str, en: str) -> None:
    sentence = refusal(data)
    assert "無法讀取上年總表" in sentence.zh
    assert zh in sentence.zh
    assert en in sentence.en


def test_another_workbook_is_no_consolidated_workbook() -> None:
    def another(book: Workbook) -> None:
        del book[IDENTITY_SHEET]
        del book[MAIN_SHEET]

    assert "這不是本程式產生的總表" in refusal(built(another)).zh


# ── what this program writes ────────────────────────────────────────────────────────────────────


def test_what_this_program_writes_it_reads_back() -> None:
    files = (
        checked("a.xlsx", TAIPEI),
        checked("b.xlsx", XINBEI, {"1.1.1": 7}),
        checked("c.xlsx", SHILIN, {"2.1.1": None}),
    )
    missing = Office("B04", "桃園分署")
    earlier = read_earlier(workbook(*files, on=roster(TAIPEI, XINBEI, SHILIN, missing)), "總表.xlsx")
    assert (earlier.rubric_id, earlier.rubric_hash) == (SMALL.id, SMALL.hash)
    assert earlier.made == "2018-08-01T09:30:00"
    assert [(own.office, own.rank, own.blank, own.points[""]) for own in earlier.offices] == [
        (TAIPEI, 1, 0, Decimal(100)),
        (XINBEI, 2, 0, Decimal(97)),
        (SHILIN, None, 1, Decimal(40)),
        (missing, None, 5, None),
    ]
    assert one(earlier, "B02").points["1"] == Decimal(37)
    assert one(earlier, "B03").notes.keys() == {"1.1.1", "1.1.2", "1.2.1.1", "1.2.1.2"}
    assert one(earlier, "B01").notes["2.1.1"] == (note_of("2.1.1"),)
    assert earlier.maxima == {node: SMALL.maximum_of(node) for node in earlier.node_ids}
    stated = [section for section in SMALL.sections if section.has_stated_total]
    assert earlier.names == {section.id: section.label for section in stated}


def test_a_workbook_without_offices_has_none() -> None:
    assert read_earlier(workbook(), "總表.xlsx").offices == ()
