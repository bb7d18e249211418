"""The consolidated workbook's content as CSV, in long form, for other programs and next year's analysis.

UTF-8 with a byte order mark (Excel needs it), CRLF, quoted as RFC 4180 says. Numbers stand bare,
texts always in quotes: a program that also splits at semicolons or tabs then splits no text.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from scoring.form_columns import further
from scoring.form_rules import Choice
from scoring.grades import grades_of
from scoring.rubric import WHOLE_FORM, Item, Rubric, points_text
from scoring.scorecard import Answer
from workbook.collection.checked import Checked, standing, state_word
from workbook.collection.selection import Collection
from workbook.fit import clipped
from workbook.summary import lists
from workbook.summary.facts import Context, figure_shown, shown
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
_ANSWER, _GRADE = "答案", "等第"


def csv_files(collection: Collection, context: Context) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file, one at a time.

    評分.csv has every office and every item, 得分.csv every office and every total; offices that sent
    nothing, or nothing readable, stand there with blanks, and those to be confirmed without totals. Points
    are in 分, exactly as read; what does not apply has the form's own words for that. Several ticked bands
    are separated by 、. Where more is answered than scores and bands 評分.csv has 答案, and 得分.csv has 等第
    where there are grades. Then a file for each list of the workbook, with its columns and rows.

    A text that a spreadsheet program could take for a formula when it opens the file has an apostrophe in
    front; `plain_text` takes it away again. Texts are cut at the 32,767 characters that a cell holds, as in
    the workbook: Excel puts what is over into another cell. Ids such as 1.1.1 are texts: who opens a file has
    to say so (LibreOffice: 「將引號欄位作為文字」), or a program may show them as days or numbers.
    """
    rubric = collection.rubric
    columns = [column.label for column in further(rubric.columns).values()]
    scores = (*_SCORES, _ANSWER) if _has_answers(rubric) else _SCORES
    totals = (*_TOTALS, _GRADE) if _has_grades(rubric) else _TOTALS
    yield _SCORES_FILE, _content((*scores, *columns), _score_rows(collection))
    yield _TOTALS_FILE, _content(totals, _total_rows(collection))
    for listing in lists.LISTS:
        labels = [column.label for column in listing.columns]
        rows = (values for values, _ in listing.rows(collection, context))
        yield f"{listing.name}.csv", _content(labels, rows)


def plain_text(cell: str) -> str:
    """Return the text that a cell of these files stands for: without the apostrophe put in front."""
    return cell.removeprefix(_APOSTROPHE)


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


def _score_rows(collection: Collection) -> Iterator[Row]:
    rubric = collection.rubric
    columns = further(rubric.columns)
    for result in collection.results:
        checked = result.read
        state = state_word(standing(result.checked))
        for item in rubric.items:
            answer = checked.scorecard.answer(item.id) if checked else None
            yield (
                result.office.code,
                result.office.name,
                state,
                item.id,
                item.title,
                figure_shown(rubric, checked.figures[item.id]) if checked else None,
                item.maximum,
                _bands(answer.ticked) if answer else None,
                *([_answer_text(rubric, item, answer)] if _has_answers(rubric) else []),
                *(answer.further.get(column) if answer else None for column in columns),
            )


def _has_answers(rubric: Rubric) -> bool:
    """Tell whether anything but scores and bands is answered, so that 評分.csv has a column for it."""
    return any(not item.is_typed for item in rubric.items)


def _answer_text(rubric: Rubric, item: Item, answer: Answer | None) -> Value:
    """Return what was answered, in words: the options, the numbers, the text of what is not scored."""
    if answer is None or item.is_typed:
        return None
    if answer.is_na:
        return rubric.na_text
    if isinstance(item.ask, Choice):
        return "、".join(item.ask.options[number - 1].text for number in answer.ticked) or answer.score_text
    if not item.is_scored:
        return answer.further.get("", "")
    numbers = ["" if number is None else points_text(number) for number in answer.given]
    return "／".join(numbers) if any(numbers) else ""


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
                figure_shown(rubric, shown(result, total_id)),
                rubric.maximum_of(total_id),
                _YES if total and total.complete else _NO,
                result.rank if is_whole else None,
                *([_grade(checked, total_id)] if _has_grades(rubric) else []),
            )


def _has_grades(rubric: Rubric) -> bool:
    return any(grades_of(rubric, total_id) for total_id in rubric.total_ids)


def _grade(checked: Checked | None, total_id: str) -> str:
    own = checked.grade(total_id) if checked else None
    return own.name if own else ""


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
