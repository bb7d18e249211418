"""The VBA module that consolidates a rubric's forms inside Excel alone, for those who cannot run Python.

It is text that a person imports; nothing of it is ever put into a form. Every place comes from the
layout and every word from where the rest of the program has it; the VBA itself is a template.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise

import templates
from scoring.catalogue import CATALOGUE, SEVERITY_NAMES
from scoring.folds import folds_of, parts_of
from scoring.form_rules import Choice, Measured
from scoring.rubric import WHOLE_FORM, Item, Rubric, points_text
from scoring.ticks import MARKS
from scoring.values import INVISIBLE, TICKED, UNTICKED
from workbook import layout as form_sheet
from workbook.collection.checked import STATES, state_word
from workbook.columns import KEY, LEVEL_1, LEVEL_2, NOTES, SCORE, TICK
from workbook.expressions import formula_of
from workbook.form.formulas import visible_formula
from workbook.identity import FIELDS, PRODUCT
from workbook.intake.answers import ABSENT
from workbook.intake.check import ABOUT_BLANKS
from workbook.layout import VERSION, header_key, layout_of
from workbook.package import SUFFIXES
from workbook.summary import answer_rules, answer_sheet, identity_sheet, lists
from workbook.summary import columns as main_columns
from workbook.summary.answer_sheet import AnswerSheet, Copied, Label
from workbook.summary.columns import Column, Columns, columns_of

MAX_NAME = 31
"""Excel's limit for a module's name."""

_LINE = 800  # characters
_FILLED = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]+|[0-9]+(?:\.[0-9]+)?")
"""What is different in formulas of one shape: cells and numbers."""
_LAST_ROW = 999_999
"""Stands in printed formulas for the row of the last office, which only the module knows."""
_CHUNK, _LONGEST = 100, 400  # characters in a line (1,023 at most, six for a Chinese one), and in all
FINDINGS = (
    *(
        "score-missing",
        "score-not-a-number",
        "score-is-date",
        "score-off-step",
        "score-out-of-range",
        "score-as-text",
    ),
    *("band-missing", "band-multiple", "band-score-mismatch", "tick-unreadable", "header-missing"),
    *("option-missing", "option-unreadable", "option-unknown", "option-multiple"),
    *("count-missing", "count-invalid", "number-missing", "number-invalid", "answer-as-text"),
    *("na-beside-answer", "na-without-reason", "answer-not-asked"),
    *("notes-none", "notes-missing"),
    *("total-mismatch", "total-inconsistent", "total-incomplete", "total-not-a-number"),
    *("total-rule-mismatch", "total-rule-inconsistent", "total-rule-incomplete"),
    *("form-unknown", "form-other-rubric", "form-outdated", "form-other-office", "form-damaged"),
    *("file-unreadable", "version-conflict"),
)
_OWN_WORDS = {  # where Excel goes another way than the program
    "version-conflict": (
        "與「{other}」同屬一個機關；兩份都能讀取，以檔案時間較晚的{used}合併。",
        "請核對內容，移走不採用的檔案後重新合併。",
    )
}
_FINDING_HEADINGS = (
    *("嚴重性", "機關", "項目", "項目名稱", "表上得分", "重算得分"),
    *("說明", "處理方式", "檔案", "儲存格", "檢核代碼"),
)
_HEADED = (LEVEL_1, LEVEL_2, SCORE, TICK, NOTES)
_SOURCE_HEADINGS = ("檔案", "代碼", "機關名稱", "狀態", "採用", "檔案時間", "完整路徑")


def module(rubric: Rubric) -> bytes:
    """Write the module as a .bas file: ASCII with CRLF, as the VBA editor imports it on any system."""
    text = templates.render("vba/consolidate.bas.j2", _values(rubric))
    return text.replace("\n", "\r\n").encode("ascii")


def module_name(rubric: Rubric) -> str:
    """Name the module as the editor allows it: a letter, then letters, digits and underscores."""
    return re.sub(r"\W", "_", f"Kaohe_{rubric.id}", flags=re.ASCII)[:MAX_NAME]


def expression(text: str) -> str:
    """Write a text as a VBA expression in ASCII, over several lines where it is long.

    What is not ASCII is escaped as in JSON, within a call of the module's ``Uni``, which makes it characters
    by ChrW. A text beyond what a label may hold is cut, with … at its end.
    """
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 1]}…"
    chunks = [_escaped(text[start : start + _CHUNK]) for start in range(0, len(text), _CHUNK)]
    calls = (f'Uni("{chunk}")' if "\\u" in chunk else f'"{chunk}"' for chunk in chunks)
    return " & _\n        ".join(calls) or '""'


def parts(text: str) -> list[str]:
    """Write a text of any length as VBA expressions in ASCII, each of which fits into a line."""
    chunks = [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]
    return [expression(chunk) for chunk in chunks] or ['""']


def _escaped(text: str) -> str:
    written = (c if " " <= c <= "~" and c != "\\" else _units(c) for c in text)
    return "".join(written).replace('"', '""')


def _units(character: str) -> str:
    encoded = character.encode("utf-16-be", "surrogatepass").hex().upper()
    return "".join(f"\\u{encoded[start : start + 4]}" for start in range(0, len(encoded), 4))


def _values(rubric: Rubric) -> Mapping[str, object]:
    layout, columns = layout_of(rubric), columns_of(rubric)
    of, answers, shapes = layout.columns, answer_sheet.answer_sheet(layout), _Shapes()
    index_of = {column.letter: index for index, column in enumerate(columns.all, start=1)}
    return {
        "t": expression,
        "form_sheet": form_sheet,
        "form_name": layout.words("form_sheet"),
        "main_columns": main_columns,
        "rubric": rubric,
        "module_name": module_name(rubric),
        "layout_version": VERSION,
        "product": PRODUCT,
        "identity_rows": len(FIELDS),
        "step": points_text(rubric.step),
        "suffixes": "".join(SUFFIXES) + ".",
        "key_count": len(layout.rows),
        "other_keys": [row.key for row in layout.rows if row.kind != "item"],
        "letters": {"key": of[KEY], "header": of[of.of_values[0]]},
        "headings": [
            (of[role], of.headings[role]) for role in (*_HEADED, *of.answers) if role in of.headings
        ],
        "header": [
            {
                "key": header_key(line.id),
                "label": line.label,
                "is_office": line.kind == "office",
            }
            for line in rubric.header
        ],
        "totals": [_total(answers, columns, index_of, total_id) for total_id in rubric.stated_ids],
        "items": [_item(answers, columns, index_of, item) for item in rubric.items],
        "copied": [_copied(answers, copied) for copied in answers.copied],
        "answer_count": len(answers.labels),
        "labels": list(_labels(answers)),
        "formulas": [shapes.described(own.column, own.text) for own in answers.formulas],
        "main_formulas": [shapes.described(*own) for own in _main_formulas(columns, index_of)],
        "shapes": shapes.parts,
        "last_copied": answers.last_copied,
        "last_row": _LAST_ROW,
        "text_columns": list(_text_columns(answers)),
        "lacks": answers.at.get(("lacks", WHOLE_FORM), 0),
        "no_notes": answers.at.get(("no notes", WHOLE_FORM), 0),
        "answer_sheet": answer_sheet,
        "rules": answer_rules,
        "ticked": TICKED,
        "unticked": UNTICKED,
        "absent": "|".join(sorted(ABSENT | {rubric.na_text})),
        "about_blanks": ", ".join(f'"{code}"' for code in sorted(ABOUT_BLANKS)),
        "place": {c.kind: index_of[c.letter] for c in columns.all if c.node_id == WHOLE_FORM},
        "frozen": index_of[columns.tallies[-1].letter],
        "columns": list(_headings(columns)),
        "total_columns": f"${columns.all[0].letter}:${columns.letter('total')}",
        "spans": list(_spans(columns)),
        "identity_sheet": identity_sheet,
        "title": f"{rubric.title}　{main_columns.MAIN_SHEET}",
        "sheet_names": {"findings": lists.FINDINGS.name, "sources": lists.SOURCES.name},
        "finding_headings": ", ".join(map(expression, _FINDING_HEADINGS)),
        "source_headings": ", ".join(map(expression, _SOURCE_HEADINGS)),
        "findings": list(_findings()),
        "warnings": ", ".join(f'"{code}"' for code in FINDINGS if CATALOGUE[code].severity != "error"),
        "severities": SEVERITY_NAMES["zh-TW"],
        "states": {state: state_word(state) for state in STATES},
        "marks": {kind: "|".join(sorted(marks - {""})) for kind, marks in MARKS.items()},
        "invisible": ", ".join(map(str, INVISIBLE)),
        "alphabet": list(_alphabet()),
    }


def _alphabet() -> Iterator[str]:
    """Yield the ranges of letters and digits below U+10000, as `says_something` knows them: four hexadecimal
    digits for each end, in texts that fit into a line."""
    runs = groupby(range(0x10000), key=lambda code: chr(code).isalnum())
    ranges = [[*run] for is_said, run in runs if is_said]
    text = "".join(f"{run[0]:04X}{run[-1]:04X}" for run in ranges)
    for start in range(0, len(text), _LINE):
        yield text[start : start + _LINE]


def _total(
    answers: AnswerSheet, columns: Columns, index_of: Mapping[str, int], total_id: str
) -> Mapping[str, object]:
    """Describe a stated total: totals are counted from 1 in the order of `Rubric.stated_ids`."""
    rubric, layout = answers.rubric, answers.layout
    stated, place = rubric.stated_ids, layout.totals[total_id]
    above = (each for each in stated if total_id in parts_of(rubric)[each])
    formula = formula_of(folds_of(rubric)[total_id], layout.number_cells, na=rubric.na_text)
    number = visible_formula(layout, total_id, layout.number_cell(total_id)).rpartition('"&')[2]
    what = ("said", "recomputed", "blank", "together", "parts", "wrong")
    return {
        "id": total_id,
        "name": rubric.name(total_id),
        "parent": 1 + stated.index(next(above, WHOLE_FORM)) if total_id != WHOLE_FORM else 0,
        "key": place.key,
        "visible": layout.columns[place.visible],
        "number": layout.columns[place.number],
        "tail": _skeleton(f"&{number}"),
        "skeleton": " & _\n        ".join(parts(_skeleton(f"={formula}"))),
        "column": index_of[columns.totals[total_id].letter],
        "answers": [answers.at[each, total_id] for each in what],
    }


def _skeleton(formula: str) -> str:
    """Return a formula without what changes where rows move."""
    return re.sub(r"[0-9 $]", "", formula.upper())


def _item(
    answers: AnswerSheet, columns: Columns, index_of: Mapping[str, int], item: Item
) -> Mapping[str, object]:
    rubric, layout = answers.rubric, answers.layout
    nearest = next(total for total in rubric.ancestors[item.id] if total in layout.totals)
    match item.ask:
        case Choice(options):
            lines = [option.text for option in options]
        case Measured(of):
            lines = list(of)
        case _:
            lines = [band.range_text for band in item.bands]
    return {
        "id": item.id,
        "name": rubric.name(item.id),
        "total": 1 + rubric.stated_ids.index(nearest),
        "range": item.range_text,
        "rows": layout.blocks[item.id].rows,
        "lines": "|".join(lines),
        "column": next(index_of[c.letter] for c in columns.all if c.node_id == item.id),
        "answers": [answers.at.get((what, item.id), 0) for what in ("mark 1", "typed 1", "figure", "wrong")],
        "is_scored": item.is_scored,
        "is_typed": item.is_typed,
    }


def _copied(answers: AnswerSheet, copied: Copied) -> Mapping[str, object]:
    """Describe what is copied; items and totals by their numbers."""
    rubric = answers.rubric
    numbers = {id_: n for n, id_ in enumerate(rubric.stated_ids, start=1)}
    if copied.kind != "total":
        numbers = {item.id: n for n, item in enumerate(rubric.items, start=1)}
    cells = [f"{letter}{key.rpartition('/')[2]}" for letter, key in copied.cells]
    if copied.kind == "header":
        cells = [header_key(copied.node_id)]
    return {
        "node": numbers.get(copied.node_id, 0),
        "kind": copied.kind,
        "first": copied.first,
        "may_be_na": copied.may_be_na,
        "cells": " & _\n        ".join(parts(" ".join(cells))),
    }


def _labels(answers: AnswerSheet) -> Iterator[Mapping[str, object]]:
    """Describe what stands above the columns of 作答: for each run of columns that say the same of items or
    totals that follow one another, what it is, the first column, how far it is to the next, the number of the
    first item or total, and how many there are."""
    rubric = answers.rubric
    items = {item.id: n for n, item in enumerate(rubric.items, start=1)}
    totals = {id_ or rubric.total_label: n for n, id_ in enumerate(rubric.stated_ids, start=1)}
    runs: list[_Run] = []
    open_runs: dict[tuple[str, str], _Run] = {}
    for column, label in enumerate(answers.labels, start=1):
        kind = "item" if label.whose in items else "total" if label.whose in totals else ""
        number = {**totals, **items}.get(label.whose, 0)
        run = open_runs.get((kind, label.what))
        if run is None or not kind or not run.goes_on(column, number):
            run = open_runs[kind, label.what] = _Run(kind, label, column, number)
            runs.append(run)
        else:
            run.columns.append(column)
    for run in runs:
        yield {
            "what": run.label.what if run.kind else f"{run.label.whose} {run.label.what}".strip(),
            "kind": run.kind,
            "first": run.columns[0],
            "step": run.columns[1] - run.columns[0] if len(run.columns) > 1 else 1,
            "number": run.number,
            "count": len(run.columns),
        }


class _Run:
    """Columns at the same distance that say the same of items or totals that follow one another."""

    def __init__(self, kind: str, label: Label, column: int, number: int) -> None:
        self.kind, self.label, self.number = kind, label, number
        self.columns = [column]

    def goes_on(self, column: int, number: int) -> bool:
        """Tell whether a column, and the number of what it is of, is the next one."""
        steps = {after - before for before, after in pairwise([*self.columns, column])}
        return len(steps) == 1 and number == self.number + len(self.columns)


def _text_columns(answers: AnswerSheet) -> Iterator[int]:
    """Yield the columns of 作答 in which whatever stands is a text."""
    yield from range(1, len(answer_sheet.OWN) + 1)
    yield from (copied.first for copied in answers.copied if copied.kind in ("header", "choice", "written"))


class _Shapes:
    """The shapes of formulas: most differ from one another in cells and numbers alone."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    @property
    def parts(self) -> list[list[str]]:
        """Each shape as VBA expressions, in the order of their numbers."""
        return [parts(shape) for shape in self._numbers]

    def described(self, column: int, text: str) -> Mapping[str, object]:
        """Describe the formula of a column by its shape's number and what is put into that."""
        found = list(dict.fromkeys(_FILLED.findall(text)))
        shape = _FILLED.sub(lambda match: f"{{{found.index(match[0]) + 1}}}", f"={text}")
        number = self._numbers.setdefault(shape, len(self._numbers) + 1)
        return {"column": column, "shape": number, "filled": " & _\n        ".join(parts(" ".join(found)))}


def _main_formulas(columns: Columns, index_of: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Yield the formulas of 總表 with their columns, as they are printed for its first row."""
    row = main_columns.MAIN_FIRST_ROW
    for column in columns.all:
        text = ""
        match column.kind:
            case "rank":
                text = columns.rank_formula(row, _LAST_ROW)
            case "tie":
                text = columns.tie_formula(row, _LAST_ROW)
            case "blank":
                text = columns.blank_formula(row)
            case "absent":
                text = columns.absent_formula(row)
            case "grade":
                text = columns.grade_formula(column.node_id, row)
            case "total" | "subtotal":
                text = columns.formula(column.node_id, row)
        if text:
            yield index_of[column.letter], text


def _headings(columns: Columns) -> Iterator[Mapping[str, object]]:
    """Describe each column of 總表: its hidden key, its width, its label, and the maximum of what it
    shows."""
    for index, column in enumerate(columns.all, start=1):
        yield {
            "index": index,
            "key": column.key,
            "width": column.width,
            "label": column.label,
            "maximum": _maximum(columns.rubric, column),
        }


def _spans(columns: Columns) -> Iterator[Mapping[str, object]]:
    """Describe the names of dimensions and criteria above their columns of 總表."""
    rubric, all_columns = columns.rubric, list(enumerate(columns.all, start=1))
    for row, part in ((main_columns.DIMENSION_ROW, "dimension"), (main_columns.CRITERION_ROW, "criterion")):
        for node_id, run in groupby(all_columns, key=lambda each: getattr(each[1], part)):
            own = [index for index, _ in run]
            if node_id:
                node = rubric.nodes[node_id]
                text = f"{node.label}（{points_text(node.maximum)}）"
                yield {"row": row, "first": own[0], "last": own[-1], "text": text}


def _maximum(rubric: Rubric, column: Column) -> str:
    """Write what stands in the row of maxima as VBA; empty where nothing does."""
    if column.kind == "name":
        return expression(main_columns.MAXIMA)
    if column.kind == "item":
        return points_text(rubric.nodes[column.node_id].maximum)
    return points_text(rubric.maximum_of(column.node_id)) if column.kind in ("total", "subtotal") else ""


def _findings() -> Iterator[Mapping[str, str]]:
    for code in FINDINGS:
        entry = CATALOGUE[code]
        message, remedy = _OWN_WORDS.get(code, (entry.message["zh-TW"], entry.remedy["zh-TW"]))
        yield {"code": code, "message": message.replace("{implied_zh}", ""), "remedy": remedy}
