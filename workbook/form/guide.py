"""What the form says to whoever fills it: prompts, refusals, the instruction sheet.

All of it comes from the rubric, so that instruction, validation and finding cannot differ.
"""

import templates
from scoring.form_rules import Choice, Count, Measured, Written
from scoring.rubric import Item, Rubric, points_text
from workbook.columns import is_answered, is_matrix
from workbook.form.formulas import DONE_TEXT

# Excel's own limits, in UTF-16 units: longer texts trigger a repair or are cut.
MAX_PROMPT, MAX_ERROR, MAX_TITLE = 255, 224, 32

PASTE_HINT = (
    "黃色格請填寫；貼上請用「選擇性貼上 → 值」。紀錄事項一段一列，格內換行按 Alt＋Enter，列高自動調整。"
    "詳見「填表說明」工作表。"
)
TICK_ERROR = "請從選單選 ☑ 或 ☐。如果選單只有 ☐，表示另一項已經勾選；要改勾，先把原來的改回 ☐。"
MARK_PROMPT = "請從選單選 ☑ 或 ☐。符合的都可以勾選。"
MARK_ERROR = "請從選單選 ☑ 或 ☐。"
NUMBER_ERROR = "這一欄請填數字，不加單位。"
NOTE_ERROR = "這一段太長，一列顯示不完，列印時會被切掉。建議分成兩列。是否仍要保留？"


def instructions(rubric: Rubric) -> str:
    """Return the instruction sheet's text; a line that starts with ``#`` is a heading."""
    has_matrix = any(is_matrix(item.ask) for item in rubric.items)
    scores = [(f"{item.id}　{item.label}", score_ranges(item)) for item in rubric.items]
    values = {
        "rubric": rubric,
        "score_kind": score_kind(rubric),
        "done": DONE_TEXT,
        "scores": scores,
        "banded": any(item.bands for item in rubric.items),
        "typed": any(item.is_typed for item in rubric.items),
        "marked": any(not item.is_typed and item.ticks for item in rubric.items) or has_matrix,
        "answered": any(is_answered(item.ask) for item in rubric.items),
        "absent": any(item.na != "no" and item.is_typed for item in rubric.items),
        "conditional": any(item.when for item in rubric.items),
        "dated": any(field.kind in ("date", "period") for field in rubric.header),
    }
    return templates.render("instructions.txt.j2", values)


def score_prompt(rubric: Rubric, item: Item) -> str:
    """Say what may be entered: which band allows what."""
    return f"請填{score_kind(rubric)}。{score_ranges(item)}{_or_na(rubric, item)}。"[:MAX_PROMPT]


def score_error(rubric: Rubric, item: Item) -> str:
    """Say why a score is refused and what may be entered."""
    first = "請先勾選符合的一項；" if item.bands else ""
    asked = "這一項依前面的答案可能免填；" if item.when else ""
    said = f"這個分數不能填。{first}{asked}評分須為{score_kind(rubric)}，{score_ranges(item)}"
    return f"{said}{_or_na(rubric, item)}。"[:MAX_ERROR]


def _or_na(rubric: Rubric, item: Item) -> str:
    return f"，不適用填「{rubric.na_text}」" if item.na != "no" else ""


def answer_texts(rubric: Rubric, item: Item, place: int) -> tuple[str, str]:
    """Say what may be chosen or typed in the ``place``-th answer cell of an item, and why it is refused."""
    when = "這一項依前面的答案可能免填；" if item.when else ""
    match item.ask:
        case Choice():
            return f"{when}請從清單選一項。", f"{when}請從清單選一項，不要自己打字。"
        case Count(each):
            what = f"件數（0、1、2…），每件 {points_text(each)} 分"
        case Measured(of):
            what = f"「{of[place]}」（0 以上的數字）"
        case Written("number"):
            what = "數字"
        case _:
            return "請寫日期，如 107年7月5日。", "請寫日期，如 107年7月5日。"
    absent = _or_na(rubric, item) if place == 0 else ""
    return f"{when}請填{what}{absent}。"[:MAX_PROMPT], f"{when}這裡只能填{what}{absent}。"[:MAX_ERROR]


def tick_prompt(rubric: Rubric) -> str:
    """Say how a band is ticked, and another one in its place."""
    return f"請從選單選 ☑ 或 ☐。同一{rubric.item_word}只能勾選一項；要改勾，先把原來的改回 ☐。"


def score_kind(rubric: Rubric) -> str:
    return "整數" if rubric.step == 1 else f"{points_text(rubric.step)} 分的倍數"


def score_ranges(item: Item) -> str:
    """Say the scores that an item allows, band by band or option by option."""
    match item.ask:
        case Choice(options, _, many):
            worths = "、".join(
                option.text if option.worth is None else f"{option.text} {points_text(option.worth)} 分"
                for option in options
            )
            return f"{'可複選' if many else '選一項'}：{worths}"
        case Count(each):
            return f"填件數，每件 {points_text(each)} 分"
        case Measured():
            return item.steps_text.removesuffix("。")
        case Written():
            return "只填寫，不計分"
    if not item.bands:
        return f"{item.range_text} 分"
    return "、".join(f"勾第 {n} 項者 {band.range_text}" for n, band in enumerate(item.bands, 1)) + " 分"
