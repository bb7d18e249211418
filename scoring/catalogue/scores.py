"""What is found in scores, bands, notes, the header and the totals of one form."""

from scoring.catalogue.entry import entry

ENTRIES = (
    entry(
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
    entry(
        "score-not-a-number",
        "error",
        ("「{name}」的評分「{text}」不是數字。", "The score of “{name}”, “{text}”, is not a number."),
        (
            "評分欄的內容無法讀成單一數字；系統不猜測。",
            "What stands in the score cell is not one number; nothing is guessed.",
        ),
        ("請改填 {range} 的分數，只填數字。", "Enter a score of {range}, digits only."),
    ),
    entry(
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
    entry(
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
    entry(
        "score-out-of-range",
        "error",
        (
            "「{name}」的評分 {score} 超出細項配分 {range} 分。",
            "The score of “{name}”, {score}, is outside the item's {range}.",
        ),
        ("評分低於或高於該細項所許。", "The score is below or above what the item allows."),
        ("請改填 {range} 的分數。", "Enter a score of {range}."),
    ),
    entry(
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
    entry(
        "band-missing",
        "error",
        ("「{name}」的 {count} 個選項都沒有勾選。", "None of the {count} bands of “{name}” is ticked."),
        ("有級距的細項必須勾選一個符合的選項。", "An item with bands needs the one that applies ticked."),
        ("請勾選符合實際情形的一項。", "Tick the band that applies."),
    ),
    entry(
        "band-multiple",
        "error",
        (
            "「{name}」勾選了一項以上（第 {bands} 項）。",
            "More than one band of “{name}” is ticked ({bands}).",
        ),
        ("同一細項只能勾選一個選項。", "Only one band of an item can be ticked."),
        ("請只保留一項勾選。", "Leave one tick only."),
    ),
    entry(
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
    entry(
        "tick-unreadable",
        "error",
        (
            "「{name}」第 {band} 項的勾選欄是「{text}」，看不出是否勾選。",
            "Band {band} of “{name}” is marked “{text}”, which is neither a tick nor an empty box.",
        ),
        ("勾選欄只認得 ☑、☐ 及常見的勾號。", "Tick cells hold ☑, ☐ or a common tick mark."),
        ("請從下拉選單選 ☑ 或 ☐。", "Choose ☑ or ☐ from the list."),
    ),
    entry(
        "notes-missing",
        "error",
        ("「{name}」有評分而沒有紀錄事項。", "“{name}” has a score but no notes."),
        (
            "評分表要求有評分的細項都寫佐證（notes_required）；只有點或橫線也算沒有。表上同樣標為待填。",
            (
                "The rubric asks for evidence of every scored item (notes_required); dots and dashes are"
                " none. The form counts it as still to be filled in, too."
            ),
        ),
        ("請在紀錄事項欄填寫佐證，一段一列。", "Write the evidence under “紀錄事項”, one paragraph a row."),
    ),
    entry(
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
    entry(
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
    entry(
        "header-missing",
        "error",
        ("沒有填「{label}」。", "“{label}” is not filled in."),
        ("表頭的欄位空白。", "A line above the table is blank."),
        ("請填寫「{label}」。", "Fill in “{label}”."),
    ),
    entry(
        "header-not-an-option",
        "error",
        (
            "表頭「{label}」填的是「{text}」，不是可選的項目。",
            "“{label}” at the top says “{text}”, which is none of its options.",
        ),
        ("這個欄位只能從清單中選一項。", "One option of this field's list is to be chosen."),
        ("請從清單選一項：{options}。", "Choose one from the list: {options}."),
    ),
    entry(
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
    entry(
        "day-of-another-year",
        "warning",
        (
            "「{label}」寫的是{day}，與這次考核（{years} 年）相差兩年以上。",
            "“{label}” says {day_en}, two years or more from this collection ({years_en}).",
        ),
        (
            "這次考核的年度以評分表與發出的時間為準；前後一年內都不算。年度不明時不檢查。",
            (
                "The year of a collection is that of its rubric and of when its forms were issued; a year"
                " before or after is no matter, and where no year is known nothing is checked."
            ),
        ),
        ("如為筆誤請更正；無誤則不必處理。", "Correct it where it is a slip; else there is nothing to do."),
    ),
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
        "total-rule-mismatch",
        "error",
        (
            "「{name}」得分寫 {stated}，按評分表的規則計算是 {recomputed}。",
            "“{name}” states {stated}; by the rubric's rule its items come to {recomputed}.",
        ),
        (
            "填寫的得分與細項按評分表的規則（權重、平均、上下限等）算出來的不同；總表以算出來的為準。",
            (
                "A stated total differs from what its items come to by the rubric's rule, with its weights,"
                " means and limits; the consolidated sheet uses the latter."
            ),
        ),
        ("請確認是細項有誤，還是得分算錯。", "Find out whether an item or the total is wrong."),
    ),
    entry(
        "total-rule-inconsistent",
        "error",
        (
            "「{name}」得分寫 {stated}，按其下各得分（{parts}）計算卻是 {children}。",
            "“{name}” states {stated}, but the totals stated beneath it ({parts}) come to {children}.",
        ),
        (
            "填寫的得分彼此矛盾：上層不是其下各層按評分表的規則算出來的，與細項無關。",
            (
                "Stated totals contradict each other: the upper one is not what the lower ones come to by"
                " the rubric's rule, whatever the items say."
            ),
        ),
        ("請核對各層得分。", "Check the totals against each other."),
    ),
    entry(
        "total-rule-incomplete",
        "warning",
        (
            "「{name}」得分寫 {stated}，其下 {count} 項沒有可計的評分（{blanks}），無從核對。",
            (
                "“{name}” states {stated}, but {count} item(s) beneath have no score that counts"
                " ({blanks_en}), so it cannot be checked."
            ),
        ),
        (
            "其下有細項還沒有可計的評分，因此不主張得分有誤。",
            "An item beneath it has no score that counts yet, so no mismatch is claimed.",
        ),
        ("補齊並修正後再核對。", "Fill in or correct these, then check again."),
    ),
    entry(
        "total-rule-stale",
        "warning",
        (
            "「{name}」的公式仍在，但檔案內存的得分是 {stated}，按評分表的規則計算是 {recomputed}。",
            (
                "“{name}” still has its formula, but the value saved with it is {stated}; by the rubric's"
                " rule its items come to {recomputed}."
            ),
        ),
        (
            "檔案存檔時未重新計算；在 Excel 開啟並存檔即會更新。總表以細項按規則算出來的為準。",
            (
                "The file was saved without recalculation; opening and saving it in Excel renews the"
                " value. The consolidated sheet uses what the items come to."
            ),
        ),
        ("無須處理；如要更新，請以 Excel 開啟後存檔。", "Nothing to do; open and save in Excel to renew it."),
    ),
)
