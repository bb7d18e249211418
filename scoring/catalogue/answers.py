"""What is found in answers from which a score follows: options, cases, numbers, not applicable, not asked."""

from scoring.catalogue.entry import entry

ENTRIES = (
    entry(
        "further-no-date",
        "warning",
        (
            "「{name}」的「{label}」寫「{text}」，看不出是哪一天。",
            "“{label}” of “{name}” says “{text}”, from which no day can be read.",
        ),
        (
            "另加的日期欄裡不是日期；內容照錄，不影響評分。",
            "A further column for dates has something else; it is kept as it is and changes no score.",
        ),
        ("請改成日期，如 107年7月5日 或 2018-07-05。", "Write a date, such as 2018-07-05."),
    ),
    entry(
        "further-no-number",
        "warning",
        (
            "「{name}」的「{label}」寫「{text}」，不是數字。",
            "“{label}” of “{name}” says “{text}”, which is no number.",
        ),
        (
            "另加的數字欄裡不是數字；內容照錄，不影響評分。",
            "A further column for numbers has something else; it is kept as it is and changes no score.",
        ),
        ("請只填數字，不加單位。", "Write the number alone, without a unit."),
    ),
    entry(
        "option-missing",
        "error",
        ("「{name}」的 {count} 個選項都沒有選。", "None of the {count} options of “{name}” is chosen."),
        (
            "這一項的得分由所選的選項決定；沒有選，就沒有得分。",
            "The score of this item follows from the option that is chosen; without one there is none.",
        ),
        ("請選符合實際情形的選項。", "Choose the option that applies."),
    ),
    entry(
        "option-multiple",
        "error",
        (
            "「{name}」只能選一項，卻選了一項以上（第 {bands} 項）。",
            "“{name}” takes one option, and more than one is chosen ({bands}).",
        ),
        ("這一項只能選一個選項。", "One option of this item can be chosen."),
        ("請只保留一項。", "Leave one only."),
    ),
    entry(
        "option-unreadable",
        "error",
        (
            "「{name}」第 {option} 個選項的勾選欄是「{text}」，看不出是否勾選。",
            "Option {option} of “{name}” is marked “{text}”, which is neither a tick nor an empty box.",
        ),
        ("勾選欄只認得 ☑、☐ 及常見的勾號。", "Tick cells hold ☑, ☐ or a common tick mark."),
        ("請從下拉選單選 ☑ 或 ☐。", "Choose ☑ or ☐ from the list."),
    ),
    entry(
        "option-unknown",
        "error",
        (
            "「{name}」填的是「{text}」，不是可選的選項。",
            "“{name}” is answered with “{text}”, which is none of its options.",
        ),
        (
            "這一格只能從清單選一個選項；填別的文字不會計分，系統也不猜測。",
            "One option of the list is to be chosen here; other text has no score, and nothing is guessed.",
        ),
        ("請從清單選一項：{options}。", "Choose one from the list: {options}."),
    ),
    entry(
        "count-missing",
        "error",
        ("「{name}」沒有填件數。", "The number of cases of “{name}” is not filled in."),
        (
            "這一項按件數計分；空白不等於 0 件。",
            "This item is scored by a number of cases, and a blank is not 0 cases.",
        ),
        ("請填件數；一件也沒有請填 0。", "Enter the number of cases; where there was none, enter 0."),
    ),
    entry(
        "count-invalid",
        "error",
        (
            "「{name}」的件數「{text}」不是 0 到 1000000 的整數。",
            "The number of cases of “{name}”, “{text}”, is no whole number from 0 to 1000000.",
        ),
        (
            "件數是 0、1、2 這樣的整數；扣分由系統計算，不必填負數。",
            "Cases are counted 0, 1, 2; what is deducted for them is worked out and not typed as a negative.",
        ),
        ("請改填整數的件數，只填數字。", "Enter a whole number, digits only."),
    ),
    entry(
        "number-missing",
        "error",
        ("「{name}」的「{what}」沒有填。", "“{what}” of “{name}” is not filled in."),
        (
            "這一項的得分由所填的數字查級距而來，少一個數字就算不出來。",
            "The score of this item is looked up by the numbers filled in, and takes all of them.",
        ),
        ("請填「{what}」的數字；沒有請填 0。", "Enter the number for “{what}”; where there was none, 0."),
    ),
    entry(
        "number-invalid",
        "error",
        (
            "「{name}」的「{what}」填的是「{text}」，不是 0 以上的數字。",
            "“{what}” of “{name}” says “{text}”, which is no number from 0 on.",
        ),
        (
            "這一項的數字不能是文字或負數；系統不猜測。",
            "The numbers of this item cannot be text or negative; nothing is guessed.",
        ),
        ("請改填 0 以上的數字，不加單位。", "Enter a number from 0 on, without its unit."),
    ),
    entry(
        "answer-as-text",
        "warning",
        (
            "「{name}」的數字是以文字格式輸入，已讀為數字；表上的得分未計入本項。",
            "The number of “{name}” was typed as text; it is read, but the sheet's own totals leave it out.",
        ),
        (
            "儲存格內是文字而非數字，Excel 的公式會略過它；總表以讀得的數字計算。",
            "The cell holds text, which Excel's formulas skip; the consolidated sheet uses the number.",
        ),
        ("請重新輸入該數字。", "Type the number again."),
    ),
    entry(
        "na-not-allowed",
        "error",
        (
            "「{name}」填了「{na}」，但這一項必須評分。",
            "“{name}” says “{na}”, but this item has to be scored.",
        ),
        (
            "評分表沒有讓這一項填不適用，因此視同沒有評分。",
            "The rubric does not let this item be not applicable; it counts as not scored.",
        ),
        ("請改填得分或答案。", "Enter its score or answer."),
    ),
    entry(
        "na-without-reason",
        "error",
        (
            "「{name}」填了「{na}」，但沒有寫原因。",
            "“{name}” says “{na}” without a reason.",
        ),
        (
            "這一項填不適用時，要在紀錄事項寫明原因。",
            "Where this item is called not applicable, its notes have to say why.",
        ),
        ("請在該項的紀錄事項寫明原因。", "Write the reason into the item's notes."),
    ),
    entry(
        "na-beside-answer",
        "error",
        (
            "「{name}」填了「{na}」，同時又有其他答案。",
            "“{name}” says “{na}” and has another answer as well.",
        ),
        (
            "不適用與其他答案互相矛盾，看不出哪一個才對。",
            "Not applicable and another answer contradict each other, and nothing tells which is right.",
        ),
        ("請只保留其中一個。", "Leave one of the two."),
    ),
    entry(
        "answer-not-asked",
        "warning",
        (
            "「{name}」不必填，卻有答案；不列入計算。",
            "“{name}” is not asked of this office and has an answer, which does not count.",
        ),
        (
            "這一項只在表頭或其他項目選了某些答案時才要填；按本表所填，這一項不必填。",
            (
                "This item is asked only with certain answers at the top of the form or to other items, and"
                " by what was answered there it is not."
            ),
        ),
        (
            "請核對表頭或前面項目的答案；無誤則清除這一項。",
            "Check the answers it depends on; where they are right, clear this item.",
        ),
    ),
)
