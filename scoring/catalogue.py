"""The one list of findings: code, severity, what is said, what it means, what to do.

Messages and remedies are `str.format` texts over a finding's ``params``. Everything that prints a
finding (terminal, JSON, sheets, letters, `kaohe explain`, docs) takes its words from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Severity = Literal["error", "warning", "info"]
Language = Literal["zh-TW", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
SEVERITY_NAMES: Mapping[Language, Mapping[Severity, str]] = {
    "zh-TW": {"error": "錯誤", "warning": "警告", "info": "提醒"},
    "en": {"error": "error", "warning": "warning", "info": "info"},
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the catalogue; every text in both languages."""

    code: str
    severity: Severity
    message: Mapping[Language, str]
    meaning: Mapping[Language, str]
    remedy: Mapping[Language, str]


def _entry(
    code: str,
    severity: Severity,
    message: tuple[str, str],
    meaning: tuple[str, str],
    remedy: tuple[str, str],
) -> Entry:
    def both(texts: tuple[str, str]) -> Mapping[Language, str]:
        return dict(zip(LANGUAGES, texts, strict=True))

    return Entry(code, severity, both(message), both(meaning), both(remedy))


_ENTRIES = (
    # ── scores ──────────────────────────────────────────────────────────────────────────────
    _entry(
        "score-missing",
        "error",
        ("「{name}」沒有評分。{implied_zh}", "“{name}” has no score.{implied_en}"),
        (
            "細項的評分欄空白。若表上已填寫其上各層的得分，一併列出各該得分所隱含的分數，及彼此是否相符。",
            (
                "The item's score cell is blank. Where totals above it were typed, the score that each"
                " implies is given, and whether these agree."
            ),
        ),
        ("請在評分欄填入 {range} 的分數。", "Enter a score of {range}."),
    ),
    _entry(
        "score-not-a-number",
        "error",
        ("「{name}」的評分「{text}」不是數字。", "The score of “{name}”, “{text}”, is not a number."),
        (
            "評分欄的內容無法讀成單一數字；系統不猜測。",
            "What stands in the score cell is not one number; nothing is guessed.",
        ),
        ("請改填 {range} 的分數，只填數字。", "Enter a score of {range}, digits only."),
    ),
    _entry(
        "score-is-date",
        "error",
        (
            "「{name}」的評分格是日期 {day}（{value}），不是分數。",
            "The score cell of “{name}” is a date, {day_en} ({value}), and no score.",
        ),
        (
            "輸入 8/10 之類的內容時，Excel 會自動改成日期；格子看到的是日期，存的是天數。",
            (
                "Excel makes a date of what looks like one, such as 8/10: the cell shows the day and holds a"
                " count of days."
            ),
        ),
        (
            "請複製另一細項的評分格貼到這一格，再填入 {range} 的分數。",
            "Copy another item's score cell into this one, then enter a score of {range}.",
        ),
    ),
    _entry(
        "score-off-step",
        "error",
        (
            "「{name}」的評分 {score} 不是 {step} 的倍數。",
            "The score of “{name}”, {score}, is not a multiple of {step}.",
        ),
        (
            "評分的最小單位由評分表訂定；107 年度為整數。",
            "The rubric sets the smallest step of a score; in 107 it is whole numbers.",
        ),
        ("請改填 {step} 的倍數。", "Enter a multiple of {step}."),
    ),
    _entry(
        "score-out-of-range",
        "error",
        (
            "「{name}」的評分 {score} 超出細項配分 {range} 分。",
            "The score of “{name}”, {score}, is outside the item's {range}.",
        ),
        ("評分低於或高於該細項所許。", "The score is below or above what the item allows."),
        ("請改填 {range} 的分數。", "Enter a score of {range}."),
    ),
    _entry(
        "score-as-text",
        "warning",
        (
            "「{name}」的評分 {score} 是以文字格式輸入，已讀為數字；表上的得分合計未計入本項。",
            (
                "The score of “{name}”, {score}, was typed as text; it is read as the number, but the"
                " sheet's own sums leave it out."
            ),
        ),
        (
            "儲存格內是文字而非數字，Excel 的加總會略過它；總表以讀得的數字計算。",
            "The cell holds text, which Excel's sums skip; the consolidated sheet uses the number.",
        ),
        ("請重新輸入該數字。", "Type the number again."),
    ),
    # ── bands ───────────────────────────────────────────────────────────────────────────────
    _entry(
        "band-missing",
        "error",
        ("「{name}」的 {count} 個選項都沒有勾選。", "None of the {count} bands of “{name}” is ticked."),
        ("有級距的細項必須勾選一個符合的選項。", "An item with bands needs the one that applies ticked."),
        ("請勾選符合實際情形的一項。", "Tick the band that applies."),
    ),
    _entry(
        "band-multiple",
        "error",
        (
            "「{name}」勾選了一項以上（第 {bands} 項）。",
            "More than one band of “{name}” is ticked ({bands}).",
        ),
        ("同一細項只能勾選一個選項。", "Only one band of an item can be ticked."),
        ("請只保留一項勾選。", "Leave one tick only."),
    ),
    _entry(
        "band-score-mismatch",
        "error",
        (
            "「{name}」勾選第 {band} 項，評分應為 {range} 分，實填 {score}。",
            "“{name}” has band {band} ticked, which allows {range}, but the score is {score}.",
        ),
        (
            "評分不在所勾選級距的分數範圍內。",
            "The score is not within what the ticked band allows.",
        ),
        ("請修正評分，或改勾符合的選項。", "Correct the score, or tick the band that applies."),
    ),
    _entry(
        "tick-unreadable",
        "error",
        (
            "「{name}」第 {band} 項的勾選欄是「{text}」，看不出是否勾選。",
            "Band {band} of “{name}” is marked “{text}”, which is neither a tick nor an empty box.",
        ),
        ("勾選欄只認得 ☑、☐ 及常見的勾號。", "Tick cells hold ☑, ☐ or a common tick mark."),
        ("請從下拉選單選 ☑ 或 ☐。", "Choose ☑ or ☐ from the list."),
    ),
    # ── notes and header ────────────────────────────────────────────────────────────────────
    _entry(
        "notes-missing",
        "warning",
        ("「{name}」有評分而沒有紀錄事項。", "“{name}” has a score but no notes."),
        ("有評分的細項應有紀錄事項佐證。", "A scored item should have its evidence written down."),
        ("請在紀錄事項欄填寫佐證，一段一列。", "Write the evidence under “紀錄事項”, one paragraph a row."),
    ),
    _entry(
        "notes-none",
        "error",
        ("整份評分表沒有任何紀錄事項。", "The whole form has no notes at all."),
        (
            "有評分而沒有一項寫有佐證（只有點或橫線也算沒有），無從審閱。",
            "It is scored and no item has evidence (dots and dashes are none), so that nobody can review it.",
        ),
        (
            "請在各細項的紀錄事項欄填寫佐證，一段一列。",
            "Write the evidence of each item under “紀錄事項”, one paragraph a row.",
        ),
    ),
    _entry(
        "paragraphs-run-on",
        "error",
        (
            "「{name}」的紀錄事項寫著「{text}」，像是「{before}」的段落接續到下一項的列。",
            (
                "The notes of “{name}” have “{text}”, which seems to go on from those of “{before}” into the"
                " rows of the next item."
            ),
        ),
        (
            "一次貼上的段落比該項的列多時，Excel 會接著寫進下一項，蓋掉那裡的內容。",
            (
                "Where more paragraphs are pasted than an item has rows, Excel goes on in the next item's and"
                " overwrites it."
            ),
        ),
        (
            "請把段落移回所屬的細項（可合併在同一格，按 Alt+Enter 換行），並補回被蓋掉的內容。",
            (
                "Move the paragraphs to their item (several fit into one cell, with Alt+Enter between them),"
                " and restore what was overwritten."
            ),
        ),
    ),
    _entry(
        "header-missing",
        "error",
        ("沒有填「{label}」。", "“{label}” is not filled in."),
        ("表頭的欄位空白。", "A line above the table is blank."),
        ("請填寫「{label}」。", "Fill in “{label}”."),
    ),
    _entry(
        "date-unreadable",
        "error",
        ("「{label}」的「{text}」讀不出是哪一天。", "“{label}” says “{text}”, which names no single day."),
        (
            "日期必須能讀成單一的一天；年份不明（如 7/5、18/7/5）或不存在的日期都不猜測。",
            (
                "A date must name one day; an unclear year (7/5, 18/7/5) or a day that does not exist is"
                " not guessed at."
            ),
        ),
        ("請填成「107年7月5日」的形式。", "Write it like “107年7月5日”."),
    ),
    # ── totals ──────────────────────────────────────────────────────────────────────────────
    _entry(
        "total-mismatch",
        "error",
        (
            "「{name}」得分寫 {stated}，各細項加總是 {recomputed}。",
            "“{name}” states {stated}; its items add up to {recomputed}.",
        ),
        (
            "填寫的得分與其下各細項評分的加總不同；總表以加總為準。",
            "A stated total differs from the sum of its items; the consolidated sheet uses the sum.",
        ),
        ("請確認是細項評分有誤，還是加總有誤。", "Find out whether an item or the sum is wrong."),
    ),
    _entry(
        "total-inconsistent",
        "error",
        (
            "「{name}」得分寫 {stated}，其下各得分合計卻是 {children}（{parts}）。",
            "“{name}” states {stated}, but the totals stated beneath it make {children} ({parts}).",
        ),
        (
            "填寫的得分彼此矛盾：上層不等於其下各層之和，與細項無關。",
            (
                "Stated totals contradict each other: the upper one is not the sum of the lower ones,"
                " whatever the items say."
            ),
        ),
        ("請核對各層得分。", "Check the totals against each other."),
    ),
    _entry(
        "total-incomplete",
        "warning",
        (
            (
                "「{name}」得分寫 {stated}，其下 {count} 項沒有可計的評分（{blanks}），無從核對；"
                "其餘計 {recomputed}。"
            ),
            (
                "“{name}” states {stated}, but {count} item(s) beneath have no score that counts"
                " ({blanks_en}), so it cannot be checked; the others add up to {recomputed}."
            ),
        ),
        (
            "其下有細項空白，或評分不在許可範圍內，因此不主張得分有誤。",
            "An item beneath it is blank, or its score is not allowed, so no mismatch is claimed.",
        ),
        ("補齊並修正評分後再核對。", "Fill in or correct these scores, then check again."),
    ),
    _entry(
        "total-not-a-number",
        "error",
        ("「{name}」的得分「{text}」不是數字。", "The total of “{name}”, “{text}”, is not a number."),
        (
            "得分的公式被無法讀成數字的內容取代，或公式的結果是錯誤值。",
            "The total's formula was replaced by something that is not a number, or its value is an error.",
        ),
        (
            "請還原公式，或向署本部索取新的評分表。",
            "Restore the formula, or ask headquarters for a new form.",
        ),
    ),
    _entry(
        "total-stale",
        "warning",
        (
            "「{name}」的公式仍在，但檔案內存的得分是 {stated}，各細項加總是 {recomputed}。",
            (
                "“{name}” still has its formula, but the value saved with it is {stated}; the items add"
                " up to {recomputed}."
            ),
        ),
        (
            "檔案存檔時未重新計算；在 Excel 開啟並存檔即會更新。總表以加總為準。",
            (
                "The file was saved without recalculation; opening and saving it in Excel renews the"
                " value. The consolidated sheet uses the sum."
            ),
        ),
        ("無須處理；如要更新，請以 Excel 開啟後存檔。", "Nothing to do; open and save in Excel to renew it."),
    ),
    # ── doubts worth a look ─────────────────────────────────────────────────────────────────
    _entry(
        "claim-unsupported",
        "info",
        (
            "「{name}」勾選第 {band} 項（{claimed}），{found_zh}。",
            "“{name}” has band {band} ticked ({claimed_en}), but {found_en}.",
        ),
        (
            (
                "所勾選項訂有百分比，紀錄事項卻沒有相符的數字；可能漏載、誤勾，也可能另有佐證。"
                "僅供審閱參考，不影響評分。"
            ),
            (
                "The ticked band names a percentage that nothing in the notes comes up to; it may be left"
                " out, a wrong tick, or be proved elsewhere. It changes no score."
            ),
        ),
        (
            "請核對勾選與佐證；如另有佐證，請補載於紀錄事項。",
            "Compare the tick with the evidence; add to the notes what proves it.",
        ),
    ),
    _entry(
        "notes-shared",
        "info",
        (
            "「{name}」的紀錄事項有 {count} 段與{others_zh}所送相同。",
            "{count} paragraph(s) of the notes on “{name}” were also handed in by {others_en}.",
        ),
        (
            (
                "不同機關送來文字相同的段落（空白與全形半形不計）；可能是共同業務、引用同一範本，也可能抄錄。"
                "僅供審閱參考，不影響評分。"
            ),
            (
                "Two offices sent the same paragraph, white space and width aside; they may share the work"
                " or a model text, or one copied. It changes no score."
            ),
        ),
        (
            "請對照各機關的佐證；如屬共同業務，無須處理。",
            "Compare the offices' evidence; where they share the work, there is nothing to do.",
        ),
    ),
    _entry(
        "notes-unchanged",
        "info",
        (
            "「{name}」的紀錄事項與去年相同（{count} 段中有 {same} 段未改）。",
            "The notes on “{name}” are last year's ({same} of {count} paragraph(s) unchanged).",
        ),
        (
            "紀錄事項沿用去年的文字（空白與全形半形不計），未必反映本年度情形。僅供審閱參考，不影響評分。",
            (
                "The notes repeat last year's words, white space and width aside, and may not tell of this"
                " year. It changes no score."
            ),
        ),
        ("請確認內容是否為本年度辦理情形。", "Make sure that they tell of this year."),
    ),
    _entry(
        "scores-at-band-top",
        "info",
        (
            "全部 {count} 項評分都是所勾級距（無級距者為細項配分）的最高分。",
            "All {count} scores are the highest that the ticked band, or the item without bands, allows.",
        ),
        (
            "每一細項都給到所許的最高分，看不出逐項評定的差異。僅供審閱參考，不影響評分。",
            "Every item got the most it could, so items are not told apart. It changes no score.",
        ),
        (
            "請抽查各項佐證是否足以支持最高分。",
            "Look into some of the evidence, whether it bears the highest score.",
        ),
    ),
    _entry(
        "scores-uniform",
        "info",
        (
            "全部 {count} 項評分都約為細項配分的 {share}%。",
            "All {count} scores are about {share}% of their items' points.",
        ),
        (
            "各細項評分占配分的比率幾乎一致，可能是按固定比率給分，而非逐項評定。僅供審閱參考，不影響評分。",
            (
                "All scores are nearly the same share of their maximum, as if set at one rate rather than"
                " item by item. It changes no score."
            ),
        ),
        ("請確認是否逐項評定。", "Ask whether the items were scored one by one."),
    ),
    # ── the workbook ────────────────────────────────────────────────────────────────────────
    _entry(
        "formula-replaced",
        "warning",
        (
            "{count} 處公式被輸入的內容取代（{cells}）。",
            "{count} formula cell(s) were overwritten ({cells}).",
        ),
        (
            "表上的得分不再自動計算，而是人工輸入；系統一律以細項重新加總。",
            "Totals on the sheet no longer compute; the program always adds up the items itself.",
        ),
        (
            "請核對得分；退回時會附上公式完整的新表。",
            "Check the totals; a form sent back has its formulas again.",
        ),
    ),
    _entry(
        "number-format",
        "error",
        (
            "「{name}」的儲存格實際是 {value}，但格式「{format}」會讓它看起來不同。",
            "The cell of “{name}” holds {value}, but its format “{format}” makes it look otherwise.",
        ),
        (
            "儲存格的數字格式與發出時不同，看到的可能不是實際的值。",
            "The cell's number format is not the one that was issued; what is seen may not be its value.",
        ),
        (
            "請核對這一格；把格式改回「通用格式」後重送。",
            "Check this cell; set its format to General and send the form again.",
        ),
    ),
    _entry(
        "input-formula",
        "warning",
        (
            "「{name}」的評分或勾選是公式「{formula}」，已採其存檔時的值。",
            "The score or tick of “{name}” is a formula, “{formula}”; the value saved with it was taken.",
        ),
        (
            "輸入格內是公式，其值可能隨其他儲存格改變。",
            "An input cell holds a formula, whose value may change with other cells.",
        ),
        ("請改填數字。", "Enter the number itself."),
    ),
    _entry(
        "formula-unsaved",
        "error",
        (
            "「{name}」的評分或勾選是公式「{formula}」，檔案沒有存下計算結果。",
            "The score or tick of “{name}” is a formula, “{formula}”, whose value the file does not have.",
        ),
        (
            "有些程式只存公式、不存結果；系統不替機關計算。",
            "Some programs save formulas without their values; nothing is calculated in an office's stead.",
        ),
        (
            "請直接填入數字；或以 Excel 開啟、存檔後重寄。",
            "Enter the number itself, or open the file in Excel, save it and send it again.",
        ),
    ),
    _entry(
        "structure-unlocked",
        "info",
        (
            "活頁簿結構的鎖定不在了，工作表的保護仍在。",
            "The lock of the workbook's structure is gone; its sheets are still protected.",
        ),
        (
            "LibreOffice 等軟體另存時會拿掉這個鎖定；每一格仍與發出的評分表核對。",
            "LibreOffice and others drop this lock on saving; each cell is compared with the form as issued.",
        ),
        ("無需處理。", "Nothing needs to be done."),
    ),
    _entry(
        "protection-removed",
        "warning",
        ("{what}的保護已被解除。", "The protection of {what_en} has been removed."),
        (
            "評分表發出時是鎖定的；解除後題目與公式可能被改動。以其他試算表軟體另存也會如此，未必是有意。",
            (
                "Forms are issued locked; unlocked, texts and formulas could be changed. Re-saving in"
                " another program does this too, so it need not be intended."
            ),
        ),
        ("請核對內容；必要時以新表重填。", "Check the contents; fill in a fresh form if in doubt."),
    ),
    _entry(
        "form-unknown",
        "error",
        (
            "這個檔案不是本系統發出的評分表（{reason}）。",
            "This file is not a form that this program issued ({reason_en}).",
        ),
        (
            "檔案可以開啟，但找不到評分表的識別資料，或不知道是哪一年度的評分表。",
            "The workbook opens, but carries no identity of a form, or that of an unknown rubric.",
        ),
        ("請填寫署本部發出的評分表檔案後寄回。", "Fill in and return the form that headquarters issued."),
    ),
    _entry(
        "form-other-rubric",
        "error",
        (
            "這份評分表是「{found}」，不是正在收的「{expected}」。",
            "This form is of rubric “{found}”, not of “{expected}”, which is being collected.",
        ),
        (
            "年度或版本不同的評分表，細項與配分可能不同，不能合併。",
            "A form of another year or edition may have other items and points and cannot be merged.",
        ),
        ("請改填本次發出的評分表。", "Fill in the form issued for this collection."),
    ),
    _entry(
        "form-damaged",
        "error",
        (
            "評分表的結構受損：{count} 列的識別碼不見或重複（{rows}），這些列的內容沒有讀取。",
            (
                "The form is damaged: the keys of {count} row(s) are gone or repeated ({rows}); these"
                " rows were not read."
            ),
        ),
        (
            "隱藏的識別欄被刪改，因此無法確定那些列是哪個細項；系統不以位置猜測。",
            (
                "The hidden key column was changed, so it is not certain which item those rows are;"
                " nothing is guessed from position."
            ),
        ),
        ("請以新的評分表重填，或由署本部逐項核對。", "Fill in a fresh form, or check those rows by hand."),
    ),
    _entry(
        "cells-moved",
        "error",
        (
            "{count} 個細項的格子被搬離原位（{items}），無法確定哪個評分屬於哪個細項，沒有讀取。",
            (
                "The cells of {count} item(s) were moved ({items}); which score is whose is uncertain,"
                " and they were not read."
            ),
        ),
        (
            "只排序或插入部分欄位的格子，會使評分落到別的細項旁；系統不以位置猜測。",
            (
                "Sorting, or inserting cells, in some of the columns alone puts scores beside other"
                " items; nothing is guessed from position."
            ),
        ),
        (
            "請以新的評分表重填這些細項，或由署本部逐項核對。",
            "Fill in those items on a fresh form, or check them by hand.",
        ),
    ),
    _entry(
        "form-twice",
        "error",
        (
            "活頁簿裡另有評分表的副本（{names}），所填內容與讀取的「{read}」不同。",
            (
                "There are copies of the form ({names_en}) that say something else than “{read}”, which was"
                " read."
            ),
        ),
        (
            "同一活頁簿裡有兩張填寫不同的評分表，無法確定以哪一張為準。",
            "Two forms in one workbook were filled in differently; which one counts is uncertain.",
        ),
        (
            "請只留下要繳交的那一張，刪去副本後重送。",
            "Keep the one to be handed in, delete the copy, and send it again.",
        ),
    ),
    _entry(
        "form-hidden",
        "error",
        (
            "讀取的評分表工作表「{sheet}」是隱藏的，開啟檔案看到的是別的工作表。",
            "The sheet “{sheet}”, read as the form, is hidden; whoever opens the file sees another.",
        ),
        (
            "表單所在的工作表不是看得見的那一張；看到的內容不一定是讀到的。",
            "The form's sheet is not one that can be seen, so what is seen may not be what was read.",
        ),
        (
            "請取消隱藏，核對內容後重送。",
            "Unhide it, check what it says, and send the form again.",
        ),
    ),
    _entry(
        "sheet-before",
        "warning",
        (
            "工作表「{names}」排在評分表之前；打開檔案先看到的不是讀取的那一張。",
            "The sheet(s) {names_en} stand before the form; what is seen first is not what was read.",
        ),
        (
            "評分表發出時是第一張工作表；讀取的一律是評分表本身。",
            "A form is issued as the first sheet, and the form alone is read.",
        ),
        (
            "請核對評分表本身的內容；如屬誤加，請刪去多出的工作表。",
            "Check what the form itself says; delete the further sheets if they are there by mistake.",
        ),
    ),
    _entry(
        "text-changed",
        "error",
        (
            "表上印好的文字有 {count} 格與發出時不同（{cells}）：原為「{issued}」，現為「{found}」。",
            "{count} cell(s) of printed text are not as issued ({cells}): “{issued}” is now “{found}”.",
        ),
        (
            "題目、配分、級距等文字由署本部訂定，解除保護後才改得動；改過以後，評分回答的不一定是原來的項目。",
            (
                "Items, points and bands are headquarters' to say and can be changed only when the form is"
                " unprotected; after that a score may not answer what was asked."
            ),
        ),
        ("請以發出的評分表重填。", "Fill in the form as it was issued."),
    ),
    _entry(
        "text-added",
        "warning",
        (
            "有 {count} 格發出時是空白、現在有內容，沒有讀取（{cells}）：「{found}」。",
            "{count} cell(s) that were issued blank hold something, not read ({cells}): “{found}”.",
        ),
        (
            "評分表只讀取填寫格；寫在別處的內容不會進入總表。",
            "Only the cells to be filled in are read; what stands elsewhere goes nowhere.",
        ),
        ("如為說明，請寫入該細項的紀錄事項。", "Put remarks into the notes of their item."),
    ),
    _entry(
        "page-text",
        "warning",
        (
            "頁首或頁尾有發出時沒有的文字：「{found}」。",
            "There is text above or below the pages that was not issued: “{found}”.",
        ),
        (
            "評分表發出時頁尾只有頁碼。",
            "A form is issued with the number of the page below it, and nothing else.",
        ),
        ("請核對內容；如屬誤加，請刪去。", "Look at what it says; delete it if it is there by mistake."),
    ),
    _entry(
        "checks-changed",
        "warning",
        (
            "表上用來檢核的公式、數字或驗證有 {count} 格與發出時不同（{cells}）。",
            "{count} formula(s), number(s) or validation(s) of its checks are not as issued ({cells}).",
        ),
        (
            "填表時的提示可能不正確；系統讀取後一律重新檢核，不受影響。",
            "What the form said while it was filled in may be wrong; everything is checked anew here.",
        ),
        ("無須處理；如有疑義，請以新表重填。", "Nothing to do; in doubt, fill in a fresh form."),
    ),
    _entry(
        "cells-hidden",
        "error",
        (
            "有 {count} 處有內容的列、欄或儲存格看不見（{cells}），但讀取了其中的值。",
            "{count} row(s), column(s) or cell(s) cannot be seen ({cells}), but what they hold was read.",
        ),
        (
            (
                "列或欄被隱藏、高寬為零、因凍結窗格捲不到，儲存格被合併到別的格子底下，"
                "或工作表設為不顯示零值、只顯示公式；看到的表與讀到的不同。"
            ),
            (
                "They are hidden, without height or width, out of reach of scrolling, or merged into other"
                " cells, or the sheet shows no zeros, or formulas alone; what is seen is not what was read."
            ),
        ),
        (
            "請取消隱藏、凍結或合併，核對內容後重送。",
            "Unhide, unfreeze or unmerge them, check what they say, and send the form again.",
        ),
    ),
    _entry(
        "print-cut",
        "warning",
        (
            "列印範圍沒有包含 {count} 個有內容的儲存格（{cells}）。",
            "The print area leaves out {count} cell(s) that hold something ({cells}).",
        ),
        (
            "評分表發出時，列印範圍是整張表；讀取的也是整張表，印出來的比讀取的少。",
            "A form is issued to be printed whole and is read whole; paper shows less than was read.",
        ),
        (
            "請核對螢幕上的表；重印前請清除列印範圍。",
            "Go by the form on the screen; clear the print area before it is printed again.",
        ),
    ),
    _entry(
        "look-hides",
        "error",
        (
            "「{name}」的儲存格實際是 {value}，但看到的不同：{reason}。",
            "The cell of “{name}” holds {value} but looks otherwise: {reason_en}.",
        ),
        (
            "儲存格的字型、顏色或對齊使內容看不見，或看成別的。",
            "The cell's font, colour or alignment hides what it holds, or shows it as something else.",
        ),
        (
            "請核對這一格；清除格式後重送。",
            "Check this cell; clear its formats and send the form again.",
        ),
    ),
    _entry(
        "text-look",
        "warning",
        (
            "「{name}」的文字看起來與實際不同：{reason}。",
            "The text of “{name}” looks otherwise than what its cell holds: {reason_en}.",
        ),
        (
            "字型、顏色、刪除線或格式使看到的與讀取的不同；讀取的是儲存格裡的全部文字。",
            "A font, a colour, a line through it or a format makes it so; all the text in the cell was read.",
        ),
        (
            "請核對這一格；要刪的文字請直接刪去。",
            "Look at this cell; text that is to go should be deleted.",
        ),
    ),
    _entry(
        "rule-hides",
        "error",
        (
            "有 {count} 格的條件格式會使看到的與實際不同（{cells}）：{reason}。",
            "A conditional format can make {count} cell(s) look otherwise ({cells}): {reason_en}.",
        ),
        (
            "評分表發出時的條件格式只標示待填與不符的格子，不會隱藏內容。",
            "The conditional formats of a form as issued mark cells and hide nothing.",
        ),
        (
            "請刪去這些格子的條件格式，核對內容後重送。",
            "Delete the conditional formats of these cells, check what they say, and send the form again.",
        ),
    ),
    _entry(
        "object-over-cells",
        "error",
        (
            "有圖片、文字方塊等物件蓋在 {count} 個評分、勾選或得分的格子上（{cells}）。",
            "A picture, text box or the like lies over {count} score, tick or total cell(s) ({cells}).",
        ),
        (
            "看到的是物件，讀取的是底下的儲存格，兩者可能不同。",
            "What is seen is the object, what was read is the cell beneath; they may differ.",
        ),
        (
            "請移開物件，核對底下的內容後重送。",
            "Move it away, check what is beneath, and send the form again.",
        ),
    ),
    _entry(
        "object-on-form",
        "warning",
        (
            "評分表上有圖片、文字方塊等物件，沒有讀取。",
            "There is a picture, text box or the like on the form; it was not read.",
        ),
        ("評分表發出時沒有這些物件。", "Forms are issued without any."),
        (
            "請核對物件的內容；如為佐證，請另附檔案。",
            "Look at what it shows; send evidence as files of its own.",
        ),
    ),
    _entry(
        "text-formula",
        "warning",
        (
            "「{name}」填的是公式（{formula}），讀取的是檔案存檔時的值。",
            "“{name}” holds a formula ({formula}); the value saved with it was read.",
        ),
        (
            "公式的結果以後可能改變，看到的會與讀取的不同。",
            "What a formula comes to can change later, and what is seen is then not what was read.",
        ),
        ("請改填文字或日期後重送。", "Type the text or the date itself and send the form again."),
    ),
    _entry(
        "row-unknown",
        "error",
        (
            "{count} 格的內容不在任何細項的填寫格裡，沒有讀取（{cells}）。",
            "{count} cell(s) stand where no item is filled in, and were not read ({cells}).",
        ),
        (
            "內容在新增的列，或評分寫到細項的其他列，無法確定屬於哪個細項。",
            "They are in added rows, or a score is in another row of an item, so whose it is is uncertain.",
        ),
        ("請把內容移回該細項原有的格子。", "Move the contents to the item's own cells."),
    ),
    _entry(
        "sheet-extra",
        "info",
        ("另有工作表「{names}」，沒有讀取。", "There are further sheets, not read: {names_en}."),
        ("評分表以外的工作表不屬於表單。", "Sheets other than the form's own are not part of it."),
        ("無須處理；如有內容請填入評分表。", "Nothing to do; what matters belongs into the form."),
    ),
    _entry(
        "version-conflict",
        "error",
        (
            "與「{other}」同屬一個機關、先後無從判斷而內容不同；暫以{used}合併。",
            "“{other}” is of the same office, neither is later, and they differ; {used_en} was merged.",
        ),
        (
            "兩份檔案同時收到、發放編號相同，儲存時間也分不出先後，內容卻不同，須由人決定。",
            (
                "Both bear the same issue and came together, and no time tells which was saved later, but"
                " they say different things; a person has to decide."
            ),
        ),
        (
            "請核對內容，以 kaohe accept 採用要用的檔案，或合併時以 --prefer 指定。",
            "Compare them; accept the file to use with kaohe accept, or name it with --prefer when merging.",
        ),
    ),
    _entry(
        "file-empty",
        "error",
        ("檔案是空的。", "The file is empty."),
        ("檔案沒有任何內容，多半是傳送或存檔中斷。", "It holds nothing; sending or saving was cut short."),
        ("請重寄。", "Send it again."),
    ),
    _entry(
        "file-not-a-workbook",
        "error",
        ("這不是試算表檔案：{reason}。", "This is not a workbook: {reason_en}."),
        (
            "依內容判斷（不看副檔名），檔案不是 Excel 或 OpenDocument 試算表。",
            "By its content, whatever its name, it is no Excel or OpenDocument spreadsheet.",
        ),
        ("請寄回署本部發出的評分表檔案。", "Send the form that headquarters issued."),
    ),
    _entry(
        "file-truncated",
        "error",
        ("檔案不完整：{reason}。", "The file is incomplete: {reason_en}."),
        ("檔案在傳送或存檔時被截斷，無法解開。", "It was cut off when sent or saved, and does not open."),
        ("請確認原檔可以開啟，再重寄一次。", "Make sure that your own copy opens, then send it again."),
    ),
    _entry(
        "file-encrypted",
        "error",
        ("檔案設有開啟密碼：{reason}。", "The file needs a password to open: {reason_en}."),
        (
            "設有開啟密碼的檔案須以 --open-password-file（主控台：「密碼檔」）提供密碼。",
            "Give its password with --open-password-file (in the console: “密碼檔”).",
        ),
        ("請移除開啟密碼後重寄，或另行告知密碼。", "Remove the password and send it again."),
    ),
    _entry(
        "file-rights-managed",
        "error",
        (
            "檔案受敏感度標籤或權限管理保護，署本部打不開：{reason}。",
            "A sensitivity label or rights management protects the file: {reason_en}.",
        ),
        (
            "這不是開啟密碼；只有標籤或權限所列的人員能打開，檔案本身沒有問題。",
            (
                "That is no password: only those whom the label or the rights name can open it. Nothing is"
                " wrong with it."
            ),
        ),
        (
            "請在 Excel 移除敏感度標籤或限制存取（「檔案」→「資訊」→「保護活頁簿」），存檔後重寄。",
            (
                "In Excel remove the label or the restriction (File, Info, Protect Workbook), save, and send"
                " it again."
            ),
        ),
    ),
    _entry(
        "file-scrambled",
        "error",
        (
            "檔案多半是被機關的文件加密軟體加密了：{reason}。",
            "The file was perhaps encrypted by a program that protects an office's documents: {reason_en}.",
        ),
        (
            (
                "有些機關的電腦裝有防止資料外洩的軟體：檔案在該機關照常開啟，離開後只剩一串亂碼。也可能是傳送時損壞，"
                "或根本不是試算表。"
            ),
            (
                "Some offices have software against leaks: there their files open as usual, elsewhere they"
                " are noise. It may also have been damaged on the way, or be no spreadsheet at all."
            ),
        ),
        (
            "請先解密（或經核准外寄），確認在沒有裝該軟體的電腦打得開，再寄。",
            (
                "Decrypt it first (or have it released), make sure that it opens on a computer without that"
                " software, and send it again."
            ),
        ),
    ),
    _entry(
        "file-other-format",
        "error",
        ("檔案是{reason}，這裡讀不了。", "The file is {reason_en}, which is not read here."),
        (
            "依內容判斷（不看副檔名）。讀得了的是 .xlsx、.xlsm、.xls、.xlsb 與 .ods。",
            "By its content, whatever its name. What is read is .xlsx, .xlsm, .xls, .xlsb and .ods.",
        ),
        ("{remedy}，再寄一次。", "{remedy_en}, and send it again."),
    ),
    _entry(
        "file-too-large",
        "error",
        ("檔案過大：{reason}。", "The file is too large: {reason_en}."),
        ("遠大於任何評分表，沒有讀取。", "It is far larger than any form, and was not read."),
        (
            "請刪去貼入的圖片、多餘的工作表，以及表格以外的列、欄與其格式，存檔後重寄。",
            "Remove pictures, extra sheets, rows, columns and formats outside the form, and send it again.",
        ),
    ),
    _entry(
        "file-too-slow",
        "error",
        ("檔案沒有讀完：{reason}。", "The file was not read to its end: {reason_en}."),
        (
            (
                "一份評分表片刻就能讀完。讀太久或用掉太多記憶體的不再讀下去，以免拖住其他檔案；其他檔案照常處理。"
                "讀取的電腦太忙也可能如此，退回前可再執行一次看看。"
            ),
            (
                "A form is read in a moment. One that takes far too long or too much memory is given up, so"
                " that the others are not held up. A computer that is very busy may be the reason: run again"
                " before it is returned."
            ),
        ),
        (
            "請以 Excel 開啟、另存新檔後重寄，或重新填寫一份。",
            "Open it in Excel, save it anew and send that, or fill in a fresh form.",
        ),
    ),
    _entry(
        "file-suspicious",
        "error",
        ("檔案的結構異常，沒有讀取：{reason}。", "The file is built as no spreadsheet is: {reason_en}."),
        (
            "試算表軟體不會存出這樣的檔案；可能是惡意檔案，也可能嚴重損壞。",
            "No spreadsheet program writes such a file; it may be hostile, or badly damaged.",
        ),
        ("請勿開啟，並向寄件機關查證來源。", "Do not open it; ask the sender where it comes from."),
    ),
    _entry(
        "macro-present",
        "warning",
        (
            "檔案帶有巨集；巨集沒有讀取，也不會保留。",
            "The file carries macros; they were not read and are not kept.",
        ),
        ("評分表發出時沒有巨集。", "Forms are issued without macros."),
        ("請確認巨集的來源，改存為 .xlsx。", "Find out where they come from; save as .xlsx."),
    ),
    _entry(
        "active-content",
        "warning",
        (
            "檔案帶有{what}，沒有讀取，也不會保留；開啟前請先查證來源。",
            "The file carries {what_en}, which were not read and are not kept; check where it comes from.",
        ),
        (
            (
                "評分表發出時沒有外部連結、資料連線、內嵌物件、控制項、樞紐分析表或增益集，"
                "這些會執行程式、改寫儲存格，或帶入檔案以外的內容。"
            ),
            (
                "Forms are issued without external links, data connections, embedded objects, controls, pivot"
                " tables or add-ins, which run programs, change cells, or bring in what is not in the file."
            ),
        ),
        ("請移除後重送，或以新表重填。", "Remove them and send the form again, or fill in a fresh form."),
    ),
    _entry(
        "format-unproven",
        "warning",
        (
            "檔案是 {format} 格式：已讀取填寫的值，但無法證明公式與保護是否完好。",
            "The file is {format}: its values were read, but formulas and protection cannot be proved.",
        ),
        (
            "這種格式讀不到公式與鎖定狀態，因此不核對表上的得分公式；合計一律重新計算。",
            "Formulas and locks cannot be read from this format; totals are recomputed all the same.",
        ),
        ("可以接受；如要完整檢核，請以 .xlsx 重寄。", "It will do; for a full check send .xlsx."),
    ),
    _entry(
        "form-other-office",
        "error",
        (
            "這份表發給「{issued}」，表上的機關名稱卻是「{shown}」。",
            "The form was issued to “{issued}”, but the name on the sheet is “{shown}”.",
        ),
        (
            "印好並鎖定的機關名稱被改動，可能誤用別的機關的檔案；仍以發出時的機關計。",
            (
                "The printed, locked name was changed; perhaps another office's file was used. It counts for"
                " the office that it was issued to."
            ),
        ),
        (
            "請確認是哪個機關的評分表，並用自己的檔案重填。",
            "Find out whose it is; each office fills in its own file.",
        ),
    ),
    _entry(
        "form-outdated",
        "error",
        (
            "這份表的版面是第 {found} 版，本程式讀第 {expected} 版。",
            "The form's layout is edition {found}; this program reads {expected}.",
        ),
        (
            "由不同版本的程式發出，各欄位置不同。",
            "Another version of the program issued it, with other places.",
        ),
        ("請以發出該表的版本檢核，或以新表重填。", "Check it with that version, or fill in a fresh form."),
    ),
    _entry(
        "identity-missing",
        "error",
        (
            "評分表的識別資料不見了，依表上的機關名稱「{office}」讀取。",
            "The form's identity is gone; it was read by the name on the sheet, “{office}”.",
        ),
        (
            "隱藏的識別工作表被刪除（例如整張貼到新活頁簿），無從證明發給誰、哪一次發出。",
            (
                "The hidden identity sheet is gone (a form pasted into a new workbook), so nothing proves"
                " whom it was issued to."
            ),
        ),
        ("請確認內容，並以原發的檔案重填。", "Check the contents; fill in the file that was issued."),
    ),
    _entry(
        "file-unreadable",
        "error",
        ("檔案無法讀取：{reason}。", "The file cannot be read: {reason_en}."),
        (
            "檔案損壞、加密、過大，或不是 Excel 活頁簿（.xlsx）。",
            "The file is damaged, encrypted, too large, or not an Excel workbook (.xlsx).",
        ),
        (
            "請以 Excel 另存為 .xlsx（不加密碼）後重寄。",
            "Save it in Excel as .xlsx, without a password, and send it again.",
        ),
    ),
    _entry(
        "file-unopened",
        "error",
        ("檔案現在打不開：{reason}。", "The file cannot be opened now: {reason_en}."),
        (
            "收到過的檔案被其他程式鎖住、沒有讀取權限，或這次沒有給開啟密碼；不是機關沒有寄。",
            (
                "A file that was received is locked by a program, may not be read, or needs a password that"
                " was not given this time; its office did send it."
            ),
        ),
        ("{remedy}，再執行一次。", "{remedy_en}, and run again."),
    ),
    _entry(
        "file-vanished",
        "error",
        (
            "收到過、也確認過的「{file}」不在 inbox 裡了，或內容已經不是那一份。",
            "“{file}” came and was proven; it is no longer in inbox, or holds something else.",
        ),
        (
            "這個機關寄過評分表，是後來被移走、刪除或蓋掉的；不列為尚未寄回，也不催辦。",
            (
                "The office did send its form, which was moved away, deleted or written over since. It is"
                " neither missing nor reminded."
            ),
        ),
        (
            "請從備份放回；沒有備份時，以 kaohe send --office {office} --again 再寄一次表，請機關重寄。",
            (
                "Put it back into inbox from a backup; without one, mail the form again with kaohe send"
                " --office {office} --again and ask the office to send it back."
            ),
        ),
    ),
    _entry(
        "signature-invalid",
        "error",
        (
            "識別資料與簽章不符：評分表的機關、年度或版本可能被改動。",
            "The identity does not fit its signature: office, rubric or edition may have been altered.",
        ),
        (
            "發出時以署本部的金鑰簽章；簽章不符表示識別資料被改，或出自別的金鑰。",
            "Forms are signed when issued; a wrong signature means a changed identity or another key.",
        ),
        ("請確認檔案出處，並以新的評分表重填。", "Find out where the file comes from; use a fresh form."),
    ),
    _entry(
        "signature-unverified",
        "info",
        (
            "手邊沒有發出這份表的簽章金鑰，未驗證識別資料。",
            "The key that signed this form is not at hand; its identity was not verified.",
        ),
        (
            "驗證須用發出評分表時的金鑰；其他檢核不受影響。",
            "Verifying needs the key that issued the form; all other checks are unaffected.",
        ),
        (
            "如需驗證，請在發出評分表的電腦上檢核，或指定 --key-file（主控台：「簽章金鑰檔」）。",
            "To verify, check where the form was issued, or give --key-file (in the console: “簽章金鑰檔”).",
        ),
    ),
    # ── a collection of files ───────────────────────────────────────────────────────────────
    _entry(
        "form-unconfirmed",
        "warning",
        (
            (
                "這份檔案還不能確認是這次考核發出的表，暫不列入名次、總分與統計。相符的：{for}。"
                "不符或無從得知的：{against}。"
            ),
            (
                "Nothing proves yet that this file is a form of this campaign; it has no rank and is in no"
                " total. For it: {for_en}. Against it, or not known: {against_en}."
            ),
        ),
        (
            "考核資料夾裡，表以金鑰簽章發出。有些軟體儲存時會丟掉隱藏的識別資料，機關並沒有做錯；由人核對後決定。",
            (
                "A campaign signs its forms. Some programs drop the hidden identity when they save, which is"
                " no fault of the office; a person looks at it and decides."
            ),
        ),
        (
            "請核對內容與寄件人；可採用就執行 kaohe accept {named} --reason 原因，否則執行 kaohe return。",
            (
                "Look at its content and sender; if it may count, run kaohe accept {named} --reason TEXT,"
                " else kaohe return, which asks the office to fill in a new form."
            ),
        ),
    ),
    _entry(
        "unconfirmed-too",
        "warning",
        (
            "同一機關另有「{other}」，兩份都還不能確認；總表先列該檔的評分，本檔未採用。",
            "“{other}” is of the same office, and neither is proven; its scores are listed, not this one's.",
        ),
        (
            "一個機關有幾份檔案，沒有一份能確認是這次考核發出的表。",
            "An office has several files, none of which is proven to be a form of this campaign.",
        ),
        (
            "請向機關查證；要採用本檔請執行 kaohe accept 檔案 --reason 原因。",
            "Ask the office; to have this one count, run kaohe accept FILE --reason TEXT.",
        ),
    ),
    _entry(
        "form-accepted",
        "info",
        ("由 {by} 於 {at} 採用：{why}。", "Accepted by {by} on {at_en}: {why}."),
        (
            "由人核對後採用，與簽章相符的表同樣計入。",
            "A person looked at it and took it; it counts as a form whose signature fits.",
        ),
        (
            "要取消，請執行 kaohe accept {named} --undo。",
            "To take that back, run kaohe accept {named} --undo.",
        ),
    ),
    _entry(
        "content-changed",
        "warning",
        ("檔案內容與收到時不同。", "The file's content is not what was received."),
        (
            "收到後在 inbox 裡被另存過、換過或改過；簽章只保護識別資料，無從得知改了什麼。",
            (
                "It was saved anew, replaced or edited in inbox after it came. The signature covers the"
                " identity alone, so nothing tells what was changed."
            ),
        ),
        (
            "請核對內容；確定要採用請執行 kaohe accept {named} --reason 原因。要看檔案請複製到別處再開。",
            (
                "Look at its content; to have it count all the same, run kaohe accept {named} --reason TEXT."
                " To look into a file, copy it out of inbox first."
            ),
        ),
    ),
    _entry(
        "sender-other-office",
        "warning",
        (
            "寄件人 {sender} 在名冊屬於「{other}」，不是這份表的機關。",
            "By the roster the sender {sender} is of “{other}”, which is not the office of this form.",
        ),
        (
            "可能是代轉，不一定有問題；同一機關另有不是這樣寄來的表時，以那一份為準。",
            "It may well have been passed on. Where the office has a form that came otherwise, that counts.",
        ),
        (
            "請核對是否代轉；確定要採用這一份時執行 kaohe accept {named} --reason 原因。",
            "Ask whether it was passed on; to have it count anyway, run kaohe accept {named} --reason TEXT.",
        ),
    ),
    _entry(
        "office-missing",
        "warning",
        ("「{office}」沒有送來評分表。", "“{office}” has not handed in a form."),
        ("名冊上的機關沒有任何檔案。", "An office of the roster sent no file."),
        ("請催送。", "Ask for it."),
    ),
    _entry(
        "office-unlisted",
        "warning",
        ("「{office}」不在名冊上，仍予合併。", "“{office}” is not on the roster; merged all the same."),
        ("檔案的機關不在名冊中。", "The file's office is not on the roster."),
        ("請核對名冊，或剔除該檔。", "Correct the roster, or leave the file out."),
    ),
    _entry(
        "duplicate",
        "info",
        ("與「{other}」內容完全相同，只計一次。", "Identical to “{other}”; counted once."),
        ("同一檔案送來一次以上。", "The same file came more than once."),
        ("無須處理。", "Nothing to do."),
    ),
    _entry(
        "version-doubtful",
        "warning",
        (
            "同一機關的「{other}」內容不同，先後的依據不一致（{why}）；以本檔合併。",
            (
                "“{other}” of the same office differs, and what tells which is later is at odds ({why_en});"
                " this file was merged."
            ),
        ),
        (
            "機關可能在舊的表上更正後寄來，須由人看過。",
            "The office may have corrected the form that it had before; a person has to look.",
        ),
        (
            "請核對兩份內容；如應採用另一檔，以 --prefer 指定。",
            "Compare them; if the other is right, name it with --prefer.",
        ),
    ),
    _entry(
        "mail-without-form",
        "error",
        ("收到的是{what}，不是評分表的 Excel 檔。", "What we received is {what_en}, not the form itself."),
        (
            "寄來的信沒有附上評分表的活頁簿。",
            "The mail that came had no workbook attached.",
        ),
        (
            "請把填好的 Excel 檔（.xlsx）附在信裡寄回，不要轉檔，也不要只寄連結。",
            "Attach the filled-in Excel file (.xlsx) itself; do not convert it, and do not send a link.",
        ),
    ),
    _entry(
        "version-fewer",
        "warning",
        (
            "本檔較晚，但只有 {count} 項評分，先前的「{other}」有 {before} 項；未採用，須由人決定。",
            (
                "This file is later, but has scores for {count} item(s) where “{other}” before it has"
                " {before}; it was not used, and a person has to decide."
            ),
        ),
        (
            "幾乎空白、或評分比已通過的少很多的檔案，多半是寄錯了，不會自動取代先前的。",
            (
                "A file that is nearly blank, or has far fewer scores than one that passed, was probably sent"
                " by mistake: it does not replace the one before by itself."
            ),
        ),
        (
            "請與機關確認；要採用請執行 kaohe accept {named} --reason 原因，或以 --prefer 指定。",
            (
                "Ask the office; to have it count run kaohe accept {named} --reason TEXT, or name it with"
                " --prefer."
            ),
        ),
    ),
    _entry(
        "version-halves",
        "error",
        (
            "與「{other}」的評分互不重疊（{count} 項與 {others} 項），像是分開填的兩半；暫以本檔合併。",
            (
                "Its scores and those of “{other}” do not overlap ({count} and {others} items): they look"
                " like halves of one form; this file was merged."
            ),
        ),
        (
            "一個機關只合併一份；兩半不會自動相加，須由人決定。",
            "One file an office is merged, and halves are not joined by themselves; a person has to decide.",
        ),
        (
            "請與機關確認；確是兩半的，請機關填在同一份表寄回。",
            "Ask the office; if they are halves, have them filled into one form and sent again.",
        ),
    ),
    _entry(
        "superseded",
        "warning",
        (
            "同一機關另有「{other}」，以該檔合併（{why}），本檔未採用。",
            "“{other}” of the same office was merged instead ({why_en}); this file was not used.",
        ),
        (
            "一個機關只合併一份：可讀取者優先，其次以較後發出的表、較晚收到的、檔內最後儲存時間較新者為準；不在考核資料夾時，最後才看檔案時間。",
            (
                "One file an office is merged: a readable one first, then the form issued last, then the one"
                " that came last, then the one last saved by its own record; outside a campaign's folder, at"
                " last by file time."
            ),
        ),
        (
            "如應採用本檔，請以 --prefer 指定，或移走另一檔後重新合併。",
            "To use this file instead, name it with --prefer, or move the other away and merge again.",
        ),
    ),
    # ── rubric files ────────────────────────────────────────────────────────────────────────
    _entry(
        "rubric-syntax",
        "error",
        ("無法讀取評分表定義檔：{problem}。", "The rubric file cannot be read: {problem_en}."),
        ("檔案不存在、不是 UTF-8，或不合 YAML 格式。", "The file is missing, not UTF-8, or not YAML."),
        (
            "請核對檔名；檔案在的話，請修正所說的地方（縮排、冒號、引號）。",
            "Check the file's name; where it is there, correct what is said (indentation, colons, quotes).",
        ),
    ),
    _entry(
        "rubric-field",
        "error",
        ("定義檔中，{where}：{problem}。", "In the rubric file, {where_en}: {problem_en}."),
        ("定義檔的欄位缺少、多餘或型別不對。", "A field is missing, unknown or of the wrong kind."),
        ("請依 107.yaml 的寫法修正。", "Correct it after the pattern of 107.yaml."),
    ),
    _entry(
        "rubric-duplicate-id",
        "error",
        ("編號「{id}」出現 {count} 次。", "The id “{id}” is used {count} times."),
        ("每個編號只能用一次，否則分不清是哪一項。", "An id must be used once, or it names nothing."),
        ("請給其中一項另一個編號。", "Give one of them another id."),
    ),
    _entry(
        "rubric-sum",
        "error",
        (
            "「{id}」配分 {maximum}，其下各項合計卻是 {children}（{parts}）。",
            "“{id}” has {maximum} points, but its children make {children} ({parts}).",
        ),
        ("上層配分必須等於其下各項配分之和。", "A maximum must be the sum of those beneath it."),
        ("請修正「{id}」或其下某項的 maximum。", "Correct the maximum of “{id}” or of one beneath it."),
    ),
    _entry(
        "rubric-band-outside",
        "error",
        (
            "「{id}」第 {band} 個級距 {range} 超出該項的 {allowed}。",
            "Band {band} of “{id}”, {range}, is outside the item's {allowed}.",
        ),
        ("級距的分數不能超出細項配分。", "A band cannot allow more or less than its item."),
        (
            "請修正該級距的 low、high，或細項的 maximum。",
            "Correct the band's low and high, or the item's maximum.",
        ),
    ),
    _entry(
        "rubric-band-inverted",
        "error",
        (
            "「{id}」第 {band} 個級距的下限 {low} 高於上限 {high}。",
            "Band {band} of “{id}” has its low {low} above its high {high}.",
        ),
        ("級距的 low 不能大於 high。", "A band's low cannot be above its high."),
        ("請對調或修正 low 與 high。", "Swap or correct low and high."),
    ),
    _entry(
        "rubric-band-gap",
        "error",
        (
            "「{id}」配分 {maximum}，級距最高只到 {highest}。",
            "“{id}” has {maximum} points, but its bands reach {highest} only.",
        ),
        (
            "沒有任何級距能得到該項滿分。",
            "No band lets anyone reach the item's maximum.",
        ),
        ("請修正最高級距的 high，或該項的 maximum。", "Correct the top band's high, or the item's maximum."),
    ),
    _entry(
        "rubric-band-overlap",
        "warning",
        (
            "「{id}」第 {band} 與第 {other} 個級距重疊（{range} 與 {other_range}）。",
            "Bands {band} and {other} of “{id}” overlap ({range} and {other_range}).",
        ),
        ("同一分數可屬兩個級距；依印製的評分表保留。", "One score fits two bands; kept as printed."),
        ("如非原表如此，請修正。", "Correct it unless the printed form has it so."),
    ),
)

CATALOGUE: Mapping[str, Entry] = {entry.code: entry for entry in _ENTRIES}
"""Every code, in the order of the list above."""
