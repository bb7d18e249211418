"""The VBA module that consolidates a rubric's forms inside Excel alone, for those who cannot run Python.

It is text that a person imports; nothing of it is ever put into a form. Every place comes from the
layout and every word from where the rest of the program has it; the VBA itself is a template.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

import templates
from scoring.catalogue import CATALOGUE, SEVERITY_NAMES
from scoring.folds import parts_of
from scoring.rubric import WHOLE_FORM, Item, Rubric, points_text
from scoring.ticks import MARKS
from scoring.values import INVISIBLE
from workbook import layout as form_sheet
from workbook.collection.checked import STATES, state_word
from workbook.columns import KEY, LEVEL_1, LEVEL_2, NOTES, SCORE, TICK
from workbook.identity import FIELDS, PRODUCT
from workbook.layout import VERSION, Layout, header_key, layout_of
from workbook.package import SUFFIXES
from workbook.summary import columns as main_columns
from workbook.summary import identity_sheet, lists
from workbook.summary.columns import Column, Columns, columns_of

MAX_NAME = 31
"""Excel's limit for a module's name."""

_LINE = 800  # characters
_CHUNK, _LONGEST = 100, 400  # characters in a line (1,023 at most, six for a Chinese one), and in all
_FINDINGS = (
    *(
        "score-missing",
        "score-not-a-number",
        "score-is-date",
        "score-off-step",
        "score-out-of-range",
        "score-as-text",
    ),
    *("band-missing", "band-multiple", "band-score-mismatch", "tick-unreadable", "header-missing"),
    *("notes-none", "notes-missing"),
    *("total-mismatch", "total-inconsistent", "total-incomplete", "total-not-a-number"),
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


def _escaped(text: str) -> str:
    return "".join(
        character if " " <= character <= "~" and character not in '"\\' else _units(character)
        for character in text
    )


def _units(character: str) -> str:
    encoded = character.encode("utf-16-be", "surrogatepass").hex().upper()
    return "".join(f"\\u{encoded[start : start + 4]}" for start in range(0, len(encoded), 4))


def _values(rubric: Rubric) -> Mapping[str, object]:
    layout, columns = layout_of(rubric), columns_of(rubric)
    of = layout.columns
    index_of = {column.letter: index for index, column in enumerate(columns.all, start=1)}
    return {
        "t": expression,
        "form_sheet": form_sheet,
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
        "letters": {"key": of[KEY], "score": of[SCORE], "tick": of[TICK], "notes": of[NOTES]},
        "headings": [(of[role], of.headings[role]) for role in _HEADED if role in of],
        "header": [
            {
                "key": header_key(line.id),
                "label": line.label,
                "is_office": line.kind == "office",
            }
            for line in rubric.header
        ],
        "totals": [_total(layout, columns, index_of, total_id) for total_id in rubric.stated_ids],
        "items": [_item(layout, columns, index_of, item) for item in rubric.items],
        "place": {c.kind: index_of[c.letter] for c in columns.all if c.node_id == WHOLE_FORM},
        "frozen": index_of[columns.counts[-1].letter],
        "columns": list(_headings(columns)),
        "total_columns": f"${columns.all[0].letter}:${columns.letter('total')}",
        "spans": list(_spans(columns)),
        "identity_sheet": identity_sheet,
        "title": f"{rubric.title}　{main_columns.MAIN_SHEET}",
        "sheet_names": {"findings": lists.FINDINGS.name, "sources": lists.SOURCES.name},
        "finding_headings": ", ".join(map(expression, _FINDING_HEADINGS)),
        "source_headings": ", ".join(map(expression, _SOURCE_HEADINGS)),
        "findings": list(_findings()),
        "warnings": ", ".join(f'"{code}"' for code in _FINDINGS if CATALOGUE[code].severity != "error"),
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
    layout: Layout, columns: Columns, index_of: Mapping[str, int], total_id: str
) -> Mapping[str, object]:
    """Describe a stated total: totals are counted from 1 in the order of `Rubric.stated_ids`."""
    rubric, place = layout.rubric, layout.totals[total_id]
    stated, parts = rubric.stated_ids, parts_of(rubric)
    above = (each for each in stated if total_id in parts[each])
    return {
        "id": total_id,
        "name": rubric.name(total_id),
        "parent": 1 + stated.index(next(above)) if total_id != WHOLE_FORM else 0,
        "adds_items": not all(each in layout.totals for each in parts[total_id]),
        "key": place.key,
        "visible": layout.columns[place.visible],
        "number": layout.columns[place.number],
        "column": index_of[columns.totals[total_id].letter],
    }


def _item(layout: Layout, columns: Columns, index_of: Mapping[str, int], item: Item) -> Mapping[str, object]:
    rubric = layout.rubric
    nearest = next(total for total in rubric.ancestors[item.id] if total in layout.totals)
    return {
        "id": item.id,
        "name": rubric.name(item.id),
        "total": 1 + rubric.stated_ids.index(nearest),
        "low": points_text(item.low),
        "high": points_text(item.maximum),
        "rows": layout.blocks[item.id].rows,
        "bands": "|".join(band.range_text for band in item.bands),
        "column": index_of[columns.items[item.id].letter],
    }


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
    for code in _FINDINGS:
        entry = CATALOGUE[code]
        message, remedy = _OWN_WORDS.get(code, (entry.message["zh-TW"], entry.remedy["zh-TW"]))
        yield {"code": code, "message": message.replace("{implied_zh}", ""), "remedy": remedy}
