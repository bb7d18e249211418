"""What a form says, in the language of its rubric: every word of it that no rubric writes itself.

Each is a format text in Chinese and in English. The terms that a rubric can call otherwise
(`scoring.words`), and what it calls an item, are filled in by their names; so is what is said of the case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from scoring.form_rules import Measured
from scoring.rubric import Item, Rubric, Section, points_text
from scoring.words import LANGUAGES, TERMS, FormLanguage

_SAID: Mapping[str, tuple[str, str]] = {
    # ── sheets and pages ──
    "form_sheet": ("評分表", "Form"),
    "instructions_sheet": ("填表說明", "Instructions"),
    "corrections_sheet": ("待更正事項", "Corrections"),
    "page_numbers": ("第 &P 頁，共 &N 頁", "Page &P of &N"),
    "comment_author": ("考核", "Assessment"),
    "titled": ("{title}　{what}", "{title} – {what}"),
    # ── printed beside items and sections ──
    "line_label": ("{label}：", "{label}:"),
    "total_line": ("{label}：", "{label}: "),
    "points": ("{points}分", "{points}"),
    "points_in_title": ("({points}分)", " ({points} points)"),
    "section_points": ("({points}分)", "({points} points)"),
    "points_each": ("每件 {points} 分", "{points} each"),
    "not_scored": ("不計分", "not scored"),
    "step": ("{start} 以上 {worth} 分", "{worth} points from {start} on"),
    "steps": ("{what}：{steps}。", "{what}: {steps}."),
    "between": ("、", ", "),
    "answer_column": ("填答", "Answer"),
    "not_asked": ("（免填）", "(not asked)"),
    "hint": (
        (
            "黃色格請填寫；貼上請用「選擇性貼上 → 值」。{notes}一段一列，格內換行按 Alt＋Enter，"
            "列高自動調整。詳見「填表說明」工作表。"
        ),
        (
            "Fill in the yellow cells; paste with “Paste Special → Values”. {notes}: one paragraph a row,"
            " Alt+Enter for a new line in a cell; rows grow by themselves. See the sheet “Instructions”."
        ),
    ),
    "correction_hint": (
        "粗實線框的格子必須更正，粗虛線框的格子請確認；游標移到格上可看說明，全部列於「待更正事項」工作表。",
        (
            "Cells with a thick border must be corrected, those with a thick dashed one confirmed; move to a"
            " cell to see why. The sheet “Corrections” lists them all."
        ),
    ),
    # ── the check ──
    "done": ("檢核：全部填妥", "Check: all is filled in"),
    "to_do_before": ("檢核：尚有 ", "Check: "),
    "to_do_after": (" 處待填或待更正", " to fill in or correct"),
    "count": ("{label} {count} 項", "{label}: {count}"),
    "no_score": ("未評分", "no score"),
    "not_a_number": ("評分不是數字", "score is no number"),
    "no_tick": ("未勾選", "nothing ticked"),
    "many_ticks": ("只能勾選一項", "tick one only"),
    "out_of_range": ("分數不符", "score not allowed"),
    "no_notes": ("未填紀錄", "no notes"),
    "no_answer": ("未填答", "no answer"),
    "wrong_answer": ("填答不符", "answer not allowed"),
    "no_reason": ("未寫理由", "no reason"),
    "tick_faults": ("勾選有誤", "wrong ticks"),
    "header_blanks": ("表頭未填", "header blank"),
    # ── prompts and refusals ──
    "whole_number": ("整數", "a whole number"),
    "multiple": ("{step} 分的倍數", "a multiple of {step}"),
    "range": ("{range} 分", "{range} points"),
    "band_range": ("勾第 {number} 項者 {range}", "{range} where line {number} is ticked"),
    "in_points": ("{ranges} 分", "{ranges}"),
    "option_worth": ("{option} {points} 分", "{option} ({points})"),
    "choose_one": ("選一項：{options}", "choose one: {options}"),
    "choose_many": ("可複選：{options}", "choose all that apply: {options}"),
    "count_cases": ("填件數，每件 {points} 分", "the number of cases, {points} points each"),
    "only_written": ("只填寫，不計分", "to be filled in, not scored"),
    "score_prompt": ("請填{kind}。{ranges}{absent}。", "Enter {kind}. {ranges}{absent}."),
    "score_error": (
        "這個分數不能填。{first}{asked}{score}須為{kind}，{ranges}{absent}。",
        "This score is not allowed. {first}{asked}It has to be {kind}: {ranges}{absent}.",
    ),
    "tick_first": ("請先勾選符合的一項；", "First tick the line that applies. "),
    "perhaps_not_asked": (
        "這一項依前面的答案可能免填；",
        "By what was answered above it may not be asked. ",
    ),
    "or_absent": ("，不適用填「{na}」", "; “{na}” where it does not apply"),
    "answer_prompt": ("{when}請填{what}{absent}。", "{when}Enter {what}{absent}."),
    "answer_error": ("{when}這裡只能填{what}{absent}。", "{when}Only {what} can stand here{absent}."),
    "cases": ("件數（0、1、2…），每件 {points} 分", "a number of cases (0, 1, 2 …), {points} points each"),
    "measured": ("「{what}」（0 以上的數字）", "“{what}” (a number from 0 on)"),
    "number": ("數字", "a number"),
    "date_prompt": ("請寫日期，如 115年7月5日。", "Write a date, such as 2018-07-05."),
    "list_prompt": ("{when}請從清單選一項。", "{when}Choose one from the list."),
    "list_error": ("{when}請從清單選一項，不要自己打字。", "{when}Choose one from the list; do not type."),
    "tick_prompt": (
        "請從選單選 ☑ 或 ☐。同一{item}只能勾選一項；要改勾，先把原來的改回 ☐。",
        "Choose ☑ or ☐ from the list. One line may be ticked; to tick another, first set the old one to ☐.",
    ),
    "tick_error": (
        "請從選單選 ☑ 或 ☐。如果選單只有 ☐，表示另一項已經勾選；要改勾，先把原來的改回 ☐。",
        "Choose ☑ or ☐ from the list. Where it has only ☐ another line is ticked; first set that one to ☐.",
    ),
    "mark_prompt": (
        "請從選單選 ☑ 或 ☐。符合的都可以勾選。",
        "Choose ☑ or ☐ from the list. Tick all that apply.",
    ),
    "mark_error": ("請從選單選 ☑ 或 ☐。", "Choose ☑ or ☐ from the list."),
    "number_error": ("這一欄請填數字，不加單位。", "Enter a number, without a unit."),
    "note_error": (
        "這一段太長，一列顯示不完，列印時會被切掉。建議分成兩列。是否仍要保留？",
        "This paragraph is too long for one row and would be cut off in print. Better use two rows. Keep it?",
    ),
    "too_long": (
        "「{label}」太長，請勿超過 {most} 字。",
        "“{label}” is too long; use {most} characters at most.",
    ),
    "not_listed": ("「{label}」請從清單中選一項。", "“{label}”: choose one from the list."),
    "score_title": ("{id} 評分", "{id} score"),
    "tick_title": ("{id} 勾選", "{id} ticks"),
    "answer_title": ("{id} 填答", "{id} answer"),
    "printed_already": ("{label}（已印好者免填）", "{label} (where it is not printed)"),
    "answers": ("填答", "Answer"),
    "ticks": ("勾選", "ticks"),
    "item_line": ("{id}　{label}", "{id} {label}"),
    "item_run": ("{first} 到 {last}（{count} 項）", "{first} to {last} ({count})"),
    # ── what goes back ──
    "must": ("待更正", "Correct"),
    "may": ("請確認", "Confirm"),
    "marked_fault": ("【{word} {number}】{problem}\n→ {remedy}", "[{word} {number}] {problem}\n→ {remedy}"),
    "must_group": ("必須更正（{count} 項）", "Must be corrected ({count})"),
    "may_group": ("請確認（{count} 項）", "Please confirm ({count})"),
    "fault_number": ("編號", "No."),
    "fault_where": ("項目", "Where"),
    "fault_cell": ("儲存格", "Cell"),
    "fault_problem": ("有什麼問題", "What is wrong"),
    "fault_remedy": ("請這樣處理", "What to do"),
    "about_the_file": ("（整份檔案）", "(the file)"),
    "several_places": ("（多處）", "(several)"),
    "and_cells": ("{cell} 等 {count} 格", "{cell} and others, {count} in all"),
    "of_office": ("受考核機關：{name}", "Office: {name}"),
}


@dataclass(frozen=True, eq=False)
class Words:
    """The words of one rubric's form: its language, and the terms that are filled in."""

    language: FormLanguage
    terms: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return what is said under a key, with these values. Raise KeyError for a key that there is not."""
        return _SAID[key][LANGUAGES.index(self.language)].format_map({**self.terms, **values})

    def heading(self, node: Section | Item) -> str:
        """Return a node's first line as printed, with its points where the form prints them."""
        points = self("points_in_title", points=points_text(node.maximum)) if node.show_points else ""
        return f"{node.label}{points}"

    def steps(self, item: Item) -> str:
        """Return what is measured and its worth, as a line for whoever fills it in; empty for others."""
        if not isinstance(item.ask, Measured):
            return ""
        ends = ((points_text(step.start), points_text(step.worth)) for step in reversed(item.ask.steps))
        steps = self("between").join(self("step", start=start, worth=worth) for start, worth in ends)
        return self("steps", what="÷".join(item.ask.of), steps=steps)


@lru_cache(maxsize=64)
def words_of(rubric: Rubric) -> Words:
    """Return the words of a rubric's form."""
    terms = {name: rubric.term(name) for name in TERMS}
    return Words(rubric.language, {**terms, "item": rubric.item_word})


def every_language(key: str, **values: object) -> frozenset[str]:
    """Return what is said under a key in each language, for what takes no terms."""
    return frozenset(text.format(**values) for text in _SAID[key])
