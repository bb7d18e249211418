"""The lists beside 總表: 檢核結果, 來源, 紀錄事項. Each is its columns and its rows."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from openpyxl.worksheet.worksheet import Worksheet

from scoring.catalogue import SEVERITY_NAMES
from scoring.findings import Finding
from scoring.form_columns import FormColumn, further
from scoring.rubric import Rubric
from scoring.scorecard import Answer, Office
from scoring.values import local_time, office_key
from workbook.address import column_name
from workbook.collection.checked import Checked, standing, state_word
from workbook.collection.selection import Collection
from workbook.drawing import styles, tables
from workbook.drawing.page import COLUMN_PADDING, break_before
from workbook.drawing.sheets import set_up, title
from workbook.drawing.tables import add_table, draw_headings, draw_row
from workbook.fit import row_height
from workbook.sheetxml import quoted
from workbook.summary.columns import MAIN_SHEET, columns_of
from workbook.summary.facts import Context, figure_shown, rows_of_offices
from workbook.summary.links import Link, LinkedCell
from workbook.summary.stream import StreamedRow, Value

ListRow = tuple[tuple[Value, ...], tuple[Link, ...]]
"""A row's values and, where it has any, the link of each linked column."""

HEADER_ROW, FIRST_ROW = 2, 3
_SCALE = 62  # per cent
_SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """``width`` in characters; ``wrapped`` texts decide the row's height; with ``starts_page`` a page of
    its own begins, beside the first columns again."""

    label: str
    width: float
    wrapped: bool = False
    linked: bool = False
    starts_page: bool = False

    @property
    def look(self) -> tables.Column:
        font = styles.LINK if self.linked else styles.BODY
        return tables.Column(self.label, self.width + COLUMN_PADDING, styles.TOP_LEFT, font)


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A sheet that is a list. ``empty`` is shown where there are no rows."""

    name: str
    title: str
    columns: tuple[ListColumn, ...]
    empty: str
    rows: Callable[[Collection, Context], Iterator[ListRow]]


def draw(sheet: Worksheet, listing: ListSheet, name: str, count: int) -> None:
    """Draw a list with a sample row for ``count`` rows; ``name`` is that of the whole workbook."""
    last = FIRST_ROW + max(count, 1) - 1
    title(sheet, f"{name}　{listing.title}{'' if count else f'：{listing.empty}'}")
    looks = [column.look for column in listing.columns]
    draw_headings(sheet, HEADER_ROW, looks, height=34)
    draw_row(sheet, FIRST_ROW, looks)
    end = column_name(len(looks))
    area = f"A{HEADER_ROW}:{end}{last}"
    add_table(sheet, f"{listing.name}資料", area, [column.label for column in listing.columns])
    sheet.freeze_panes = f"A{FIRST_ROW}"
    titles = f"{HEADER_ROW}:{HEADER_ROW}"
    set_up(sheet, f"{name}　{listing.title}", titles, f"A1:{end}{last}")
    starts = [column_name(n) for n, column in enumerate(listing.columns, start=1) if column.starts_page]
    if starts:
        break_before(sheet, starts, _SCALE)
        sheet.print_title_cols, sheet.print_area = "A:C", area  # the title would be cut off; it stands above


def fitted(columns: tuple[ListColumn, ...], values: tuple[Value, ...]) -> StreamedRow:
    """Return a row high enough for its wrapped texts, estimated as for the form."""
    wrapped = (
        (value, column.width)
        for column, value in zip(columns, values, strict=True)
        if column.wrapped and isinstance(value, str)
    )
    return StreamedRow(values, row_height(wrapped))


def list_links(columns: tuple[ListColumn, ...], rows: Iterable[ListRow]) -> Iterator[LinkedCell]:
    """Yield the links of a list's cells, row by row."""
    letters = [column_name(number) for number, column in enumerate(columns, start=1) if column.linked]
    for row, (_, links) in enumerate(rows, start=FIRST_ROW):
        for letter, link in zip(letters, links, strict=False):
            yield LinkedCell(f"{letter}{row}", link)


def _row_of(collection: Collection) -> dict[str, int]:
    """Return the row in 總表 of each file's office, by path."""
    return {result.checked.path: row for row, result in rows_of_offices(collection) if result.checked}


def _findings(collection: Collection, context: Context) -> Iterator[ListRow]:
    rows = _row_of(collection)
    name_column = columns_of(collection.rubric).letter("name")
    found: list[tuple[Finding, Office, Checked | None]] = [
        (finding, checked.office, checked)
        for _, own in collection.by_office()
        for checked in own
        for finding in checked.findings
    ]
    found += [(finding, Office("", str(finding.params["office"])), None) for finding in collection.findings]
    by_name = {office_key(result.office.name): row for row, result in rows_of_offices(collection)}
    for finding, office, checked in sorted(found, key=lambda f: _SEVERITY_ORDER[f[0].severity]):
        row = rows.get(checked.path) if checked else None
        row = row or by_name.get(office_key(office.name))
        name = _item_name(collection.rubric, finding)
        values = (
            SEVERITY_NAMES["zh-TW"][finding.severity],
            office.name or (PurePath(checked.path).name if checked else ""),
            finding.item,
            name,
            finding.message(),
            finding.remedy(),
            PurePath(checked.path).name if checked else "",
            _use(collection, checked) if checked else "",
            finding.sheet,
            finding.cell,
            finding.code,
        )
        office_link = Link(f"{quoted(MAIN_SHEET)}!{name_column}{row}") if row else Link()
        place = f"{quoted(finding.sheet)}!{finding.cell}" if finding.cell else ""
        yield values, (office_link, context.file(checked, place) if checked else Link())


def _item_name(rubric: Rubric, finding: Finding) -> str:
    """Return what a finding is about as it is printed: an item, a section, a line above the table."""
    if finding.part == "header":
        return next((line.label for line in rubric.header if line.id == finding.id), "")
    is_node = finding.part == "total" or finding.id in rubric.nodes
    return rubric.name(finding.id) if is_node else ""


def _sources(collection: Collection, context: Context) -> Iterator[ListRow]:
    for checked in collection.files:
        delivery = context.deliveries.get(checked.path)
        mailed = delivery.sent if delivery else None
        # Of a file that was mailed the time of its copy here says nothing.
        changed = (
            datetime.datetime.fromtimestamp(checked.file_time) if checked.file_time and not mailed else None
        )
        saved = local_time(checked.saved_at)
        values = (
            PurePath(checked.path).name,
            checked.office.code,
            checked.office.name,
            state_word(standing(checked)),
            _use(collection, checked),
            _why(checked),
            _signature(checked),
            mailed.astimezone().strftime("%Y-%m-%d %H:%M:%S") if mailed else "",
            delivery.sender if delivery else "",
            changed.strftime("%Y-%m-%d %H:%M:%S") if changed else "",
            saved.strftime("%Y-%m-%d %H:%M:%S") if saved else "",
            context.read_at.strftime("%Y-%m-%d %H:%M:%S"),
            checked.size,
            checked.sha256,
            checked.identity.issue if checked.identity else "",
            context.version,
            checked.path,
        )
        yield values, (context.file(checked),)


_SIGNATURES = {
    "identity-missing": "沒有",
    "signature-invalid": "不符",
    "signature-unverified": "未能驗證",
}


def _use(collection: Collection, checked: Checked) -> str:
    """Say whether a file's answers are used, or will be once somebody has confirmed them."""
    if collection.counts(checked) and not checked.is_confirmed:
        return state_word("unconfirmed")
    if checked.replaced and checked.replaced.code == "joined-into":
        return "併入"
    return "採用" if collection.is_used(checked) else "未採用"


def _why(checked: Checked) -> str:
    """Say why a file does not count, or with which it was made one."""
    joined = next((finding for finding in checked.findings if finding.code == "form-joined"), None)
    found = checked.replaced or joined
    return found.message() if found else ""


def _signature(checked: Checked) -> str:
    """Say what became of a form's signature, and who took it where a person did; empty where the form
    could not be read."""
    accepted = next((finding for finding in checked.findings if finding.code == "form-accepted"), None)
    if accepted:
        return accepted.message()
    found = (_SIGNATURES[f.code] for f in checked.findings if f.code in _SIGNATURES)
    return next(found, "驗證通過") if checked.rubric else ""


def _notes(collection: Collection, _: Context) -> Iterator[ListRow]:
    columns = tuple(further(collection.rubric.columns).values())
    for result in collection.results:
        form, office = result.form, result.office
        if form is None:
            continue
        for item in collection.rubric.items:
            answer = form.scorecard.answer(item.id)
            said: list[tuple[Value, str]] = list(enumerate(answer.notes, start=1))
            if answer.further:
                said += _beside(answer, columns)
            if said:
                points = figure_shown(collection.rubric, form.figures[item.id])
                for number, note in said:
                    yield (office.code, office.name, item.id, item.title, points, number, note), ()


def _beside(answer: Answer, columns: Sequence[FormColumn]) -> Iterator[tuple[Value, str]]:
    """Yield what was answered to an item that is not scored, and what stands in further columns."""
    if answer.further.get(""):
        yield None, answer.further[""]
    for column in columns:
        if column.id in answer.further:
            yield None, f"{column.label}：{answer.further[column.id]}"


FINDINGS = ListSheet(
    "檢核結果",
    "檢核結果",
    (
        ListColumn("嚴重性", 7),
        ListColumn("機關", 16, wrapped=True, linked=True),
        ListColumn("項目", 8),
        ListColumn("項目名稱", 18, wrapped=True),
        ListColumn("說明", 46, wrapped=True),
        ListColumn("處理方式", 28, wrapped=True),
        ListColumn("檔案", 20, wrapped=True, linked=True),
        ListColumn("採用", 7),
        ListColumn("工作表", 8),
        ListColumn("儲存格", 7),
        ListColumn("檢核代碼", 14, wrapped=True),
    ),
    "沒有錯誤、警告或提醒。",
    _findings,
)
SOURCES = ListSheet(
    "來源",
    "來源檔案",
    (
        ListColumn("檔案", 26, wrapped=True, linked=True),
        ListColumn("代碼", 7),
        ListColumn("機關名稱", 16, wrapped=True),
        ListColumn("狀態", 9),
        ListColumn("採用", 8),
        ListColumn("未採用原因", 28, wrapped=True),
        ListColumn("簽章", 9, wrapped=True),
        ListColumn("寄件時間", 11, wrapped=True),
        ListColumn("寄件人", 20, wrapped=True),
        ListColumn("檔案時間", 11, wrapped=True),
        ListColumn("檔內儲存時間", 13, wrapped=True),
        ListColumn("讀取時間", 11, wrapped=True),
        ListColumn("大小 (位元組)", 9, starts_page=True),
        ListColumn("SHA-256", 36, wrapped=True),
        ListColumn("發放編號", 16, wrapped=True),
        ListColumn("程式版本", 8),
        ListColumn("完整路徑", 44, wrapped=True),
    ),
    "沒有讀取任何檔案。",
    _sources,
)
NOTES = ListSheet(
    "紀錄事項",
    "紀錄事項",
    (
        ListColumn("代碼", 7),
        ListColumn("機關名稱", 18, wrapped=True),
        ListColumn("項目", 8),
        ListColumn("項目名稱", 26, wrapped=True),
        ListColumn("評分", 6),
        ListColumn("段", 4),
        ListColumn("紀錄事項", 90, wrapped=True),
    ),
    "沒有可讀的紀錄事項。",
    _notes,
)
LISTS = (FINDINGS, SOURCES, NOTES)
