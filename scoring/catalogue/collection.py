"""Offices that are missing, and which of their files counts."""

from scoring.catalogue.entry import entry

ENTRIES = (
    entry(
        "office-missing",
        "warning",
        ("「{office}」沒有送來評分表。", "“{office}” has not handed in a form."),
        ("名冊上的機關沒有任何檔案。", "An office of the roster sent no file."),
        ("請催送。", "Ask for it."),
    ),
    entry(
        "office-unlisted",
        "warning",
        ("「{office}」不在名冊上，仍予合併。", "“{office}” is not on the roster; merged all the same."),
        ("檔案的機關不在名冊中。", "The file's office is not on the roster."),
        ("請核對名冊，或剔除該檔。", "Correct the roster, or leave the file out."),
    ),
    entry(
        "duplicate",
        "info",
        ("與「{other}」內容完全相同，只計一次。", "Identical to “{other}”; counted once."),
        ("同一檔案送來一次以上。", "The same file came more than once."),
        ("無須處理。", "Nothing to do."),
    ),
    entry(
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
            "請核對兩份內容；如應採用另一檔，以 kaohe accept 採用該檔，或合併時以 --prefer 指定。",
            "Compare them; if the other is right, accept it with kaohe accept, or name it with --prefer.",
        ),
    ),
    entry(
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
    entry(
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
    entry(
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
            (
                "請與機關確認；確是兩半的，請機關填在同一份表寄回，或執行"
                " kaohe accept {named} --join {half} --reason 原因（不是考核資料夾的，合併時加 --join）。"
            ),
            (
                "Ask the office; if they are halves, have them filled into one form and sent again, or run"
                " kaohe accept {named} --join {half} --reason TEXT (outside a campaign, merge with --join)."
            ),
        ),
    ),
    entry(
        "form-joined",
        "info",
        (
            "由人與「{other}」合為一份：本檔 {count} 項，該檔 {others} 項。",
            "A person joined it with “{other}”: {count} item(s) of this file, {others} of that one.",
        ),
        (
            "分開填的兩半由人合為一份；兩份都有簽章，沒有互相矛盾的內容，得分以合起來的細項加總。",
            (
                "A person joined two halves of one form; both are signed, nothing in them contradicts the"
                " other, and totals are those of the items together."
            ),
        ),
        (
            "如不應合併，請執行 kaohe accept {named} --undo（不是考核資料夾的，合併時不加 --join）。",
            (
                "If they should not be one, run kaohe accept {named} --undo (outside a campaign, merge"
                " without --join)."
            ),
        ),
    ),
    entry(
        "joined-into",
        "info",
        ("評分由人併入「{other}」，合為一份。", "A person joined its scores into “{other}”."),
        ("分開填的兩半，由人合為一份。", "Two halves of one form, which a person joined."),
        ("無須處理。", "Nothing to do."),
    ),
    entry(
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
            (
                "如應採用本檔，請執行 kaohe accept {named} --reason 原因"
                "（不是考核資料夾的，合併時以 --prefer 指定）。"
            ),
            (
                "To use this file instead, run kaohe accept {named} --reason TEXT (outside a campaign, name"
                " it with --prefer when merging)."
            ),
        ),
    ),
)
