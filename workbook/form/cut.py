"""What of a rubric its form cannot show or compute: texts beyond a row, wide pages, long formulas.

Excel's rows are at most 409 points high, and its formulas have 8,192 characters at most.
"""

from collections.abc import Iterator

from scoring.errors import Sentence
from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from workbook import fit
from workbook.columns import GUIDANCE, TEXT, TICK
from workbook.form.formulas import formulas, total_lines
from workbook.layout import Layout, layout_of

_MOST_LINES = int(fit.MAX_HEIGHT // fit.LINE_HEIGHT)
_LONGEST_FORMULA = 8_192
"""Characters, by Excel's own limit."""
_WIDEST = 215.0
"""Of all printed columns: the page is then printed at half its size."""
_TITLE = Sentence("標題與說明", "title and description")
_GUIDANCE = Sentence("評分說明", "guidance")
_BAND = Sentence("級距的文字", "a band's text")


def cut_texts(rubric: Rubric) -> Iterator[Finding]:
    """Find texts of which the form would not show the end."""
    layout = layout_of(rubric)
    for node_id, what, text, columns in _texts(layout):
        lines = fit.lines(text, layout.capacity(*columns))
        if lines > _MOST_LINES:
            params = {
                "id": node_id,
                "what": what.zh,
                "what_en": what.en,
                "lines": lines,
                "most": _MOST_LINES,
                "at": "",
                "at_en": "",
            }
            yield Finding("rubric-text-cut", node_id, params=params)


def wide_pages(rubric: Rubric) -> Iterator[Finding]:
    """Find columns that are together so wide that the page is printed too small to be read."""
    columns = layout_of(rubric).columns
    together = sum(columns.widths[role] for role in columns.printed)
    if together > _WIDEST:
        params = {"width": f"{together:g}", "most": f"{_WIDEST:g}", "at": "", "at_en": ""}
        yield Finding("rubric-page-wide", params=params)


def long_formulas(rubric: Rubric) -> Iterator[Finding]:
    """Find formulas that are longer than a spreadsheet takes: a section of too many parts."""
    for formula in formulas(layout_of(rubric), Scorecard()):
        if len(formula.text) > _LONGEST_FORMULA:
            params = {"cell": formula.cell, "length": len(formula.text), "most": _LONGEST_FORMULA}
            yield Finding("rubric-formula-long", params={**params, "at": "", "at_en": ""})


def _texts(layout: Layout) -> Iterator[tuple[str, Sentence, str, tuple[str, ...]]]:
    for block in layout.blocks.values():
        yield block.item.id, _TITLE, block.text, (TEXT,)
        if GUIDANCE in layout.columns:
            yield block.item.id, _GUIDANCE, block.item.guidance, (GUIDANCE,)
        for text in block.item.lines:
            yield block.item.id, _BAND, text, (TEXT,)
    for section in layout.rubric.sections:
        yield section.id, _TITLE, section.description, (TICK, TEXT)
        place = layout.totals.get(section.id)
        if place and place.is_text:
            yield section.id, _TITLE, "\n".join(total_lines(layout, section.id)), (place.visible,)
        else:
            yield section.id, _TITLE, layout.words.heading(section), (TICK, TEXT)
