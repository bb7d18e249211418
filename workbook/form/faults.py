"""What an office has to put right, and where on a fresh form: from findings to words and cells.

Words come from the findings, places from the layout of the fresh form: in the file that came in rows
may have moved.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scoring.catalogue import Language
from scoring.checks.totals import BY_RULE
from scoring.errors import Sentence
from scoring.findings import Finding
from scoring.form_columns import further
from scoring.rubric import WHOLE_FORM, Rubric
from scoring.words import TERMS
from workbook.columns import NOTES, SCORE, TICK
from workbook.form.typed_totals import TypedTotals, typed_totals
from workbook.layout import Layout, header_key, layout_of

NOT_FOR_OFFICES = frozenset(
    {
        "version-conflict",
        "version-doubtful",
        "version-fewer",
        "version-halves",
        "superseded",
        "office-unlisted",
        "office-missing",
        "total-stale",
        "total-rule-stale",
        "format-unproven",
        "form-unconfirmed",
        "unconfirmed-too",
        "content-changed",
        "sender-other-office",
    }
)
"""Errors and warnings that headquarters settles, or that need nothing done."""
_MAX_TEXT = 600  # characters of a sentence, which may quote what an office typed
_PARTS: Mapping[Language, Mapping[str, str]] = {
    "zh-TW": {
        "score": "評分",
        "band": "勾選",
        "answer": "答案",
        "notes": "紀錄事項",
        "further": "另加欄位",
        "total": "得分",
    },
    "en": {
        "score": "score",
        "band": "tick",
        "answer": "answer",
        "notes": "notes",
        "further": "further column",
        "total": "total",
    },
}
_Words = Mapping[Language, str]
_FILL_IN_NEW: _Words = {
    "zh-TW": "請以新的評分表重填後寄回。",
    "en": "Fill in the new form and send it back.",
}
_CHECK_TOTALS: _Words = {
    "zh-TW": "本表已恢復公式，請核對得分。",
    "en": "This form has its formulas again; check the totals.",
}
_ON_A_FRESH_FORM: Mapping[str, _Words] = {
    "formula-replaced": _CHECK_TOTALS,
    "protection-removed": {
        "zh-TW": "本表已恢復鎖定，請核對內容。",
        "en": "This form is locked again; check what it says.",
    },
    "row-unknown": {
        "zh-TW": "請把這些內容填到該細項的格子。",
        "en": "Enter what stood there into the item's own cells.",
    },
    "signature-invalid": _FILL_IN_NEW,
    "identity-missing": _FILL_IN_NEW,
    "form-other-office": _FILL_IN_NEW,
    "file-suspicious": _FILL_IN_NEW,
    "form-outdated": _FILL_IN_NEW,
}
"""What an office has to do once it has a fresh form, where the catalogue tells headquarters."""
_TOTALS_ALONE = Sentence(
    "公式已恢復；細項無誤請直接寄回。", "The formulas are back; where the items are right, just send it back."
)
_TOTALS_TOO = Sentence(
    "公式已恢復，得分會自動加總，不必填寫。", "The formulas are back and add up by themselves; leave them."
)
_TOTALS_BY_RULE = Sentence(
    "公式已恢復，得分會自動計算，不必填寫。",
    "The formulas are back and work the totals out by themselves; leave them.",
)
_ROW = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right or, where ``must`` is False, to look at again.

    ``where`` is the item's or section's id, title and part, or the header line's label. ``cells`` are
    those of a fresh form; none, and no ``where``, for what is about the file as a whole.
    """

    where: str
    cells: tuple[str, ...]
    problem: str
    remedy: str
    must: bool


def faults(rubric: Rubric, findings: Iterable[Finding], language: Language = "zh-TW") -> tuple[Fault, ...]:
    """Return what the office has to act on: errors, then warnings.

    Each group begins with what concerns the file and goes on from the top of the form down. Totals that were
    typed over are one of them, however many they are.
    """
    layout, findings = layout_of(rubric), tuple(findings)
    totals = typed_totals(findings)
    if totals:
        findings = tuple(finding for finding in findings if finding not in totals.findings)
    found = [
        Fault(
            _where(rubric, finding, language),
            tuple(_cells(layout, finding)),
            *_said(rubric, finding, language),
            finding.severity == "error",
        )
        for finding in findings
        if finding.severity != "info" and finding.code not in NOT_FOR_OFFICES
    ]
    if totals:
        is_alone = not any(fault.must for fault in found)
        found.append(_typed(layout, totals, language, is_alone=is_alone))
    return tuple(sorted(found, key=lambda fault: (not fault.must, min(map(_row, fault.cells), default=0))))


def _typed(layout: Layout, totals: TypedTotals, language: Language, *, is_alone: bool) -> Fault:
    """Return the typed totals as one thing to put right; ``is_alone`` where nothing else has to be."""
    is_by_rule = any(finding.code.startswith(BY_RULE) for finding in totals.findings)
    remedy = _TOTALS_ALONE if is_alone else _TOTALS_BY_RULE if is_by_rule else _TOTALS_TOO
    cells = tuple(_totals(layout, totals.total_ids))
    where = _PARTS[language]["total"]
    if len(totals.total_ids) == 1:
        where = _where(layout.rubric, Finding("total-mismatch", *totals.total_ids, "total"), language)
    problem = _on_the_form(layout.rubric, _readable(totals.problem.said(language)))
    return Fault(where, cells, problem, remedy.said(language), totals.is_error)


def _said(rubric: Rubric, finding: Finding, language: Language) -> tuple[str, str]:
    problem, remedy = words(finding, language)
    return _on_the_form(rubric, problem), _on_the_form(rubric, remedy)


def _on_the_form(rubric: Rubric, said: str) -> str:
    """Return a sentence of the catalogue with the form's own words: it speaks of columns by those of 107."""
    notes = TERMS["notes"][0]
    if rubric.heading_of("notes") != notes:
        said = said.replace(notes, rubric.heading_of("notes"))
    return said.replace("、", ", ") if rubric.language == "en" else said


def words(finding: Finding, language: Language = "zh-TW") -> tuple[str, str]:
    """Say to an office that is sent a fresh form what is wrong and what to do."""
    own = _ON_A_FRESH_FORM.get(finding.code)
    remedy = own[language] if own else finding.remedy(language)
    return _readable(finding.message(language)), _readable(remedy)


def _cells(layout: Layout, finding: Finding) -> Iterator[str]:
    """Yield the cells of a fresh form that a finding is about."""
    block = layout.blocks.get(finding.id)
    match finding.part:
        case "score" if block:
            yield layout.score_cell(block.item.id)
        case "band" if block:
            yield from _of(layout.mark_cells(finding.id), finding.index)
        case "answer" if block:
            yield from _of(layout.answer_cells(finding.id), max(finding.index, 1))
        case "notes" if block:
            yield layout.cell(NOTES, block.first + min(max(finding.index, 1), block.rows) - 1)
        case "further" if block:
            yield layout.cell(layout.columns.further[finding.index - 1], block.first)
        case "header" if header_key(finding.id) in layout.by_key:
            yield layout.cell(layout.columns.of_values[0], layout.by_key[header_key(finding.id)].number)
        case "total":
            yield from _totals(layout, [finding.id])
        case "":
            yield from _cells_of_file(layout, finding.params)


def _of(cells: Sequence[str], number: int) -> Sequence[str]:
    """Return the cell of a number from 1, as far as there is one."""
    return cells[number - 1 : number] if number > 0 else ()


def _cells_of_file(layout: Layout, params: Mapping[str, object]) -> Iterator[str]:
    """Yield the cells that the state of a file concerns: totals typed over, items and rows not read."""
    yield from _totals(layout, _listed(params, "totals"))
    for item_id in _listed(params, "all_items"):
        yield layout.score_cell(item_id)
    for key in _listed(params, "all_rows"):
        row = layout.by_key[key]
        if row.kind == "header":
            yield layout.cell(layout.columns.of_values[0], row.number)
        elif row.kind == "item" and row.index == 1:
            yield layout.cell(SCORE, row.number)
        elif row.kind == "item":
            is_band = layout.cell(TICK, row.number) in layout.mark_cells(row.node_id)
            yield layout.cell(TICK if is_band else NOTES, row.number)


def _totals(layout: Layout, total_ids: Iterable[str]) -> Iterator[str]:
    stated = (total_id for total_id in total_ids if total_id in layout.totals)
    for total_id in sorted(stated, key=lambda each: layout.totals[each].row):
        yield layout.visible_cell(total_id)


def _listed(params: Mapping[str, object], name: str) -> list[str]:
    found = params.get(name)
    return [str(each) for each in found] if isinstance(found, list) else []


def _row(cell: str) -> int:
    match = _ROW.search(cell)
    return int(match[0]) if match else 0


def _where(rubric: Rubric, finding: Finding, language: Language) -> str:
    part = _PARTS[language].get(finding.part, "")
    if finding.part == "further":
        part = tuple(further(rubric.columns).values())[finding.index - 1].label
    if finding.part == "header":
        return next((line.label for line in rubric.header if line.id == finding.id), "")
    if finding.part == "total" and finding.id == WHOLE_FORM:
        return rubric.total_label
    node = rubric.nodes.get(finding.id)
    blank = " " if rubric.language == "en" else "　"
    return blank.join(filter(None, (node.id, node.title, part))) if node else ""


def _readable(text: str) -> str:
    """Shorten a sentence to what people read; characters that nobody sees become spaces."""
    shown = "".join(char if char.isprintable() or char in "\n\u3000" else " " for char in text)
    return shown if len(shown) <= _MAX_TEXT else f"{shown[: _MAX_TEXT - 1]}…"
