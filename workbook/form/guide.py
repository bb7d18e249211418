"""What the form says to whoever fills it: prompts, refusals, the instruction sheet.

All of it comes from the rubric, so that instruction, validation and finding cannot differ.
"""

import templates
from scoring.rubric import Item, Rubric, points_text
from workbook.form.formulas import DONE_TEXT

# Excel's own limits, in UTF-16 units: longer texts trigger a repair or are cut.
MAX_PROMPT, MAX_ERROR, MAX_TITLE = 255, 224, 32

PASTE_HINT = (
    "黃色格請填寫；貼上請用「選擇性貼上 → 值」。紀錄事項一段一列，格內換行按 Alt＋Enter，列高自動調整。"
    "詳見「填表說明」工作表。"
)
TICK_ERROR = "請從選單選 ☑ 或 ☐。如果選單只有 ☐，表示另一項已經勾選；要改勾，先把原來的改回 ☐。"
NOTE_ERROR = "這一段太長，一列顯示不完，列印時會被切掉。建議分成兩列。是否仍要保留？"


def instructions(rubric: Rubric) -> str:
    """Return the instruction sheet's text; a line that starts with ``#`` is a heading."""
    scores = [(f"{item.id}　{item.label}", score_ranges(item)) for item in rubric.items]
    values = {
        "rubric": rubric,
        "score_kind": score_kind(rubric),
        "done": DONE_TEXT,
        "scores": scores,
        "banded": any(item.bands for item in rubric.items),
        "dated": any(field.kind in ("date", "period") for field in rubric.header),
    }
    return templates.render("instructions.txt.j2", values)


def score_prompt(rubric: Rubric, item: Item) -> str:
    """Say what may be entered: which band allows what."""
    return f"請填{score_kind(rubric)}。{score_ranges(item)}。"[:MAX_PROMPT]


def score_error(rubric: Rubric, item: Item) -> str:
    """Say why a score is refused and what may be entered."""
    first = "請先勾選符合的一項；" if item.bands else ""
    return f"這個分數不能填。{first}評分須為{score_kind(rubric)}，{score_ranges(item)}。"[:MAX_ERROR]


def tick_prompt(rubric: Rubric) -> str:
    """Say how a band is ticked, and another one in its place."""
    return f"請從選單選 ☑ 或 ☐。同一{rubric.item_word}只能勾選一項；要改勾，先把原來的改回 ☐。"


def score_kind(rubric: Rubric) -> str:
    return "整數" if rubric.step == 1 else f"{points_text(rubric.step)} 分的倍數"


def score_ranges(item: Item) -> str:
    """Say the scores that an item allows, band by band."""
    if not item.bands:
        return f"{item.range_text} 分"
    return "、".join(f"勾第 {n} 項者 {band.range_text}" for n, band in enumerate(item.bands, 1)) + " 分"
