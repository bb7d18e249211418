"""Reading back an earlier consolidated workbook by its keys, wherever staff have moved what they mark.

The values are those saved in the file; nothing is recalculated.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import itemgetter

from scoring.comparison import Earlier, EarlierOffice
from scoring.errors import KaoheError, Sentence, WorkbookError
from scoring.findings import Finding
from scoring.rubric import WHOLE_FORM
from scoring.scorecard import Office
from scoring.values import office_key
from workbook.identity import PRODUCT
from workbook.intake.books import OpenedBook
from workbook.intake.cells import Grid
from workbook.intake.gate import admit
from workbook.intake.values import number_of
from workbook.limits import SUMMARY, Limits
from workbook.summary import identity_sheet, lists
from workbook.summary.columns import KEY_ROW, LABEL_ROW, MAIN_SHEET, MAXIMA

IDENTITY_SHEET = identity_sheet.NAME
_NODE_KEY = re.compile(r"[0-9A-Z]+(?:[.-][0-9A-Z]+)*")
_HEADING = re.compile(r"(.+)（[0-9.]+）", re.DOTALL)
_REMEDY = Sentence("請指定上年度 kaohe merge 產生的檔案", "Name the file that kaohe merge made last year")
_NO_TOTAL = '""'
"""The formula of a total that is made of nothing."""
_CODE, _NAME, _ITEM, _ITEM_TITLE, _NUMBER = "代碼", "機關名稱", "項目", "項目名稱", "段"


@dataclass(frozen=True, slots=True)
class _Main:
    """總表: its cells, the letter of each key, the first row that can be an office's."""

    grid: Grid
    letters: Mapping[str, str]
    key_row: int
    first: int
    na: str = ""
    """The words that say that something is not applicable."""

    def text(self, key: str, row: int) -> str:
        letter = self.letters.get(key)
        return self.grid.text(f"{letter}{row}").strip() if letter else ""

    def number(self, key: str, row: int) -> Decimal | None:
        letter = self.letters.get(key)
        return number_of(self.grid.get(f"{letter}{row}")) if letter else None

    def count(self, key: str, row: int) -> int | None:
        number = self.number(key, row)
        return int(number) if number is not None and number == int(number) and number >= 0 else None

    @property
    def node_keys(self) -> dict[str, str]:
        """The key of every total and item by its id."""
        nodes = {key: key for key in self.letters if _NODE_KEY.fullmatch(key)}
        return {WHOLE_FORM: "@total", **nodes}


def read_earlier(data: bytes, name: str, password: str | None = None, limits: Limits = SUMMARY) -> Earlier:
    """Read the offices, points, ranks and notes of a consolidated workbook of an earlier year (.xlsx, .ods).

    ``name`` is the file's, for messages. Raise KaoheError, with a sentence for staff, where the file cannot
    be read, is no consolidated workbook of this program, has lost its keys, says one thing twice, or was
    saved without the values of its formulas; UnusualError where ``limits`` say so.
    """
    try:
        return _read(admit(data, password, limits), name)
    except WorkbookError as error:
        finding = Finding(error.code, params=error.params)
        raise KaoheError(
            f"{name}：無法讀取上年總表。{finding.message()}{_REMEDY.zh}",
            f"{name} cannot be read as last year's consolidated workbook. {finding.message('en')}"
            f" {_REMEDY.en}",
        ) from None


def _read(book: OpenedBook, name: str) -> Earlier:
    identity = _identity(book, name)
    main = replace(_main(book, name), na=identity.get(identity_sheet.NA, ""))
    offices = tuple(_office(main, row, name) for row in _office_rows(main, name))
    notes = _notes(book, [one.office for one in offices])
    return Earlier(
        identity.get("title", ""),
        identity.get("rubric", ""),
        identity.get("rubric_hash", ""),
        identity.get("made", ""),
        tuple(replace(one, notes=(notes or {}).get(n, {})) for n, one in enumerate(offices)),
        frozenset(main.node_keys),
        _maxima(main),
        dict(_names(main)),
        has_notes=notes is not None,
        letters={node_id: main.letters[key] for node_id, key in main.node_keys.items()},
    )


def _identity(book: OpenedBook, name: str) -> dict[str, str]:
    if IDENTITY_SHEET not in book.sheet_names:
        raise KaoheError(
            f"{name}：這不是本程式產生的總表，缺少識別工作表。{_REMEDY.zh}",
            f"{name} is no consolidated workbook of this program. {_REMEDY.en}",
        )
    grid = book.grid(IDENTITY_SHEET)
    identity = {label.strip(): grid.text(f"B{row}").strip() for row, label in grid.column("A")}
    if identity.get("product") != PRODUCT or not identity.get("summary"):
        raise KaoheError(
            f"{name}：識別工作表的內容不是本程式所寫，無法當作上年總表。{_REMEDY.zh}",
            f"{name} has an identity sheet that this program did not write. {_REMEDY.en}",
        )
    if identity["summary"] != identity_sheet.VERSION:
        edition = identity["summary"][:20]
        raise KaoheError(
            f"{name}：這份總表由其他版本的程式產生（格式 {edition}），本版無法讀取，請更新程式",
            f"{name} was made by another version of this program (format {edition}); update the program",
        )
    return identity


# ── 總表 ────────────────────────────────────────────────────────────────────────────────────────


def _main(book: OpenedBook, name: str) -> _Main:
    if MAIN_SHEET not in book.sheet_names:
        raise KaoheError(
            f"{name}：找不到工作表「{MAIN_SHEET}」。若曾改名，請改回",
            f"{name} has no sheet “{MAIN_SHEET}”; if it was renamed, name it so again",
        )
    grid = book.grid(MAIN_SHEET)
    key_row = _row_of(grid, "@total")
    keys = [(key.strip(), letter) for letter, key in grid.row(key_row)] if key_row else []
    letters = dict(keys)
    if key_row is None or not letters.keys() & {"@code", "@name"}:
        raise KaoheError(
            f"{name}：「{MAIN_SHEET}」隱藏的識別列（原第 {KEY_ROW} 列）已被刪除或改動，無從得知各欄是什麼；"
            "請改用未改動的檔案",
            f"{name}: the hidden row of keys of “{MAIN_SHEET}” (row {KEY_ROW} when it was made) was deleted"
            " or altered, so nothing says what the columns are; use a file in which it was not",
        )
    for key, times in Counter(key for key, _ in keys).items():
        if times > 1 and (key.startswith("@") or _NODE_KEY.fullmatch(key)):
            letters_of = [letter for own, letter in keys if own == key]
            both, both_en = "、".join(letters_of), ", ".join(letters_of)
            raise KaoheError(
                f"{name}：「{MAIN_SHEET}」的 {both} 欄識別鍵相同（{key}），不知以何者為準，請刪去複製的欄",
                f"{name}: the columns {both_en} of “{MAIN_SHEET}” have the same key ({key}); delete the"
                " copied one",
            )
    return _Main(grid, letters, key_row, _first_row(grid, letters, key_row))


def _row_of(grid: Grid, wanted: str) -> int | None:
    """Return the row of a text that stands there once; None where it does not."""
    letter = grid.find(lambda text: text.strip() == wanted)
    return (
        next((row for row, text in grid.column(letter) if text.strip() == wanted), None) if letter else None
    )


def _first_row(grid: Grid, letters: Mapping[str, str], key_row: int) -> int:
    """Return the row after the columns' labels, wherever inserted rows have moved it."""
    own = [letters[key] for key in ("@code", "@name") if key in letters]
    labels = [row for letter in own for row, text in grid.column(letter) if text.strip() in (_CODE, _NAME)]
    beneath = [row for row in labels if row > key_row]
    return (min(beneath) if beneath else key_row + LABEL_ROW - KEY_ROW) + 1


def _office_rows(main: _Main, name: str) -> list[int]:
    """Return the rows of offices: those with a state, or with code and name.

    A row of averages that staff have added has neither.
    """
    letters = [main.letters[key] for key in ("@code", "@name") if key in main.letters]
    named = {row for letter in letters for row in main.grid.rows_with_text(letter) if row >= main.first}
    found = [row for row in sorted(named) if _is_office(main, row)]
    seen: dict[str, int] = {}
    for row in found:
        key = _key(_who(main, row))
        if key in seen:
            who = _who(main, row)
            raise KaoheError(
                f"{name}：「{MAIN_SHEET}」第 {seen[key]} 列與第 {row} 列都是「{who.name or who.code}」，"
                "不知以何者為準，請刪去其一",
                f"{name}: the rows {seen[key]} and {row} of “{MAIN_SHEET}” are both “{who.name or who.code}”;"
                " delete one",
            )
        seen[key] = row
    return found


def _is_office(main: _Main, row: int) -> bool:
    who = _who(main, row)
    is_header = who.code == _CODE or who.name == _NAME  # repeated by staff, for print
    if is_header or not (who.code or who.name):
        return False
    return "@state" not in main.letters or bool(main.text("@state", row) or (who.code and who.name))


def _who(main: _Main, row: int) -> Office:
    return Office(main.text("@code", row), main.text("@name", row))


def _key(office: Office) -> str:
    """Return what tells an office from the others: its code, else its name."""
    return f"code {office_key(office.code)}" if office.code else f"name {office_key(office.name)}"


def _office(main: _Main, row: int, name: str) -> EarlierOffice:
    points = {node_id: main.number(key, row) for node_id, key in main.node_keys.items()}
    total = main.grid.get(f"{main.letters['@total']}{row}")
    rank, blank = main.count("@rank", row), main.count("@blank", row)
    may_be_empty = bool(blank) or total.formula == _NO_TOTAL
    is_scored = any(own is not None for own in points.values())
    if total.formula and not total.text and is_scored and not may_be_empty:
        raise KaoheError(
            f"{name}：「{MAIN_SHEET}」的公式沒有存下計算結果（第 {row} 列）。請以 Excel 或 LibreOffice 開啟、"
            "儲存後再試",
            f"{name}: the formulas of “{MAIN_SHEET}” were saved without their values (row {row}); open and"
            " save it in Excel or LibreOffice, then try again",
        )
    lacking = main.count("@lacking", row) if "@lacking" in main.letters else 0
    return EarlierOffice(
        _who(main, row),
        points,
        rank or None,
        blank,
        lacking,
        row=row,
        absent=_absent(main, row) if main.na else frozenset(),
        grade=main.text("@grade", row),
    )


def _absent(main: _Main, row: int) -> frozenset[str]:
    """Return the items and totals that are not applicable."""
    return frozenset(node_id for node_id, key in main.node_keys.items() if main.text(key, row) == main.na)


def _maxima(main: _Main) -> dict[str, Decimal]:
    """Return the maximum of each total and item, from the row that is labelled so."""
    above = range(main.key_row + 1, main.first)
    row = next((row for row in above if main.text("@name", row) == MAXIMA), None)
    if row is None:
        return {}
    found = {node_id: main.number(key, row) for node_id, key in main.node_keys.items()}
    return {node_id: maximum for node_id, maximum in found.items() if maximum is not None}


def _names(main: _Main) -> Iterator[tuple[str, str]]:
    """Yield the printed headings that stand above the first column of what they head."""
    for node_id, key in main.node_keys.items():
        for row in range(main.key_row + 1, main.first):
            heading = _HEADING.fullmatch(main.text(key, row))
            if heading and node_id != WHOLE_FORM:
                yield node_id, heading[1].strip()
                break


# ── 紀錄事項 ────────────────────────────────────────────────────────────────────────────────────

_Notes = dict[int, dict[str, tuple[str, ...]]]


def _notes(book: OpenedBook, offices: list[Office]) -> _Notes | None:
    """Return the paragraphs of each office by item, in order; None where the sheet is gone or cannot be read.

    Points and ranks compare without them.
    """
    if lists.NOTES.name not in book.sheet_names:
        return None
    try:
        grid = book.grid(lists.NOTES.name)
        header = _row_of(grid, _ITEM_TITLE)
        letters = {text.strip(): letter for letter, text in grid.row(header)} if header else {}
        return _paragraphs(grid, header or 0, letters, offices) if _ITEM in letters else None
    except WorkbookError:
        return None


def _paragraphs(grid: Grid, header: int, letters: Mapping[str, str], offices: list[Office]) -> _Notes | None:
    if lists.NOTES.name not in letters:
        return None
    places = {_key(office): place for place, office in enumerate(offices)}

    def text(label: str, row: int) -> str:
        return grid.text(f"{letters[label]}{row}").strip() if label in letters else ""

    found: dict[int, dict[str, list[tuple[Decimal, str]]]] = {}
    for row, note in grid.column(letters[lists.NOTES.name]):
        place = places.get(_key(Office(text(_CODE, row), text(_NAME, row))))
        if row <= header or place is None or not note.strip():
            continue
        number = number_of(grid.get(f"{letters[_NUMBER]}{row}")) if _NUMBER in letters else None
        of_item = found.setdefault(place, {}).setdefault(text(_ITEM, row), [])
        of_item.append((Decimal(0) if number is None else number, note))
    return {
        place: {
            item: tuple(note for _, note in sorted(own, key=itemgetter(0))) for item, own in items.items()
        }
        for place, items in found.items()
    }
