"""The consolidated workbook's content as CSV, in long form, for other programs and next year's analysis.

UTF-8 with a byte order mark (Excel needs it), CRLF, quoted as RFC 4180 says. Numbers stand bare,
texts always in quotes: a program that also splits at semicolons or tabs then splits no text.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from scoring.form_columns import further
from scoring.rubric import WHOLE_FORM
from workbook.collection.checked import standing, state_word
from workbook.collection.selection import Collection
from workbook.fit import clipped
from workbook.summary import lists
from workbook.summary.facts import Context, shown
from workbook.summary.stream import Computed, Value

Row = Sequence[Value]

_BOM = "\ufeff"
_APOSTROPHE = "'"
_STARTS_A_FORMULA = frozenset("=+-@＝＋－＠﹦﹢﹣﹫\t\r\n")
_QUOTES = frozenset("\"'＂＇“”‘’")
_PASSED_OVER = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})  # blanks, control and invisible characters
_YES, _NO = "是", "否"
_WHOLE_FORM_ID = "總分"

_SCORES_FILE, _TOTALS_FILE = "評分.csv", "得分.csv"
CSV_NAMES = (_SCORES_FILE, _TOTALS_FILE, *(f"{listing.name}.csv" for listing in lists.LISTS))
"""The names of the files, in the order in which they are made."""

_SCORES = ("代碼", "機關名稱", "狀態", "項目", "項目名稱", "評分", "配分", "勾選級距")
_TOTALS = ("代碼", "機關名稱", "項目", "項目名稱", "表列得分", "重算得分", "配分", "評分完整", "名次")


def csv_files(collection: Collection, context: Context) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file, one at a time.

    評分.csv has every office and every item, 得分.csv every office and every total; offices that sent
    nothing, or nothing readable, stand there with blanks, and those to be confirmed without totals. Points
    are in 分, exactly as read. Several ticked bands are separated by 、. Then a file for each list of the
    workbook, with its columns and rows.

    A text that a spreadsheet program could take for a formula when it opens the file has an apostrophe in
    front; `plain_text` takes it away again. Texts are cut at the 32,767 characters that a cell holds, as in
    the workbook: Excel puts what is over into another cell. Ids such as 1.1.1 are texts: who opens a file has
    to say so (LibreOffice: 「將引號欄位作為文字」), or a program may show them as days or numbers.
    """
    columns = [column.label for column in further(collection.rubric.columns).values()]
    yield _SCORES_FILE, _content((*_SCORES, *columns), _score_rows(collection))
    yield _TOTALS_FILE, _content(_TOTALS, _total_rows(collection))
    for listing in lists.LISTS:
        labels = [column.label for column in listing.columns]
        rows = (values for values, _ in listing.rows(collection, context))
        yield f"{listing.name}.csv", _content(labels, rows)


def plain_text(cell: str) -> str:
    """Return the text that a cell of these files stands for: without the apostrophe put in front."""
    return cell.removeprefix(_APOSTROPHE)


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


def _score_rows(collection: Collection) -> Iterator[Row]:
    columns = further(collection.rubric.columns)
    for result in collection.results:
        checked = result.read
        state = state_word(standing(result.checked))
        for item in collection.rubric.items:
            answer = checked.scorecard.answer(item.id) if checked else None
            yield (
                result.office.code,
                result.office.name,
                state,
                item.id,
                item.title,
                checked.points(item) if checked else None,
                item.maximum,
                _bands(answer.ticked) if answer else None,
                *(answer.further.get(column) if answer else None for column in columns),
            )


def _bands(ticked: Sequence[int]) -> Value:
    """Return the one band as a number; several as a text that no program takes for a number or a date."""
    return ticked[0] if len(ticked) == 1 else "、".join(map(str, ticked))


def _total_rows(collection: Collection) -> Iterator[Row]:
    rubric = collection.rubric
    for result in collection.results:
        checked = result.form
        for total_id in rubric.total_ids:
            is_whole = total_id == WHOLE_FORM
            total = checked.totals[total_id] if checked else None
            yield (
                result.office.code,
                result.office.name,
                _WHOLE_FORM_ID if is_whole else total_id,
                rubric.total_label if is_whole else rubric.nodes[total_id].title,
                total.stated.value if total else None,
                shown(result, total_id),
                rubric.maximum_of(total_id),
                _YES if total and total.complete else _NO,
                result.rank if is_whole else None,
            )


# ── cells ───────────────────────────────────────────────────────────────────────────────────────


def _content(labels: Row, rows: Iterable[Row]) -> bytes:
    lines = [",".join(map(_field, row)) + "\r\n" for row in (labels, *rows)]
    return (_BOM + "".join(lines)).encode()


def _field(value: Value) -> str:
    match value:
        case None | "":
            return ""
        case str():
            return '"' + _cell_text(value).replace('"', '""') + '"'
        case Computed():
            return _field(value.value)
        case float():
            return f"{Decimal(repr(value)):f}"
        case _:
            return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _cell_text(value: str) -> str:
    """Return a text that fits into a cell and stays a text there.

    Bytes of a file name that are no text become U+FFFD.
    """
    return clipped(_APOSTROPHE + value if _needs_apostrophe(value) else value)


def _needs_apostrophe(text: str) -> bool:
    """Tell whether a program could take the text for a formula, or it begins with an apostrophe of its own.

    `plain_text` would otherwise take that apostrophe away.
    """
    if text.startswith((_APOSTROPHE, *_STARTS_A_FORMULA)):
        return True
    first = next((char for char in text if not _is_passed_over(char)), "")
    return first in _STARTS_A_FORMULA


def _is_passed_over(char: str) -> bool:
    """Tell whether a program may strip the character before it looks for a formula."""
    return char in _QUOTES or unicodedata.category(char) in _PASSED_OVER
