"""Whether a file is a form that its campaign issued to its office, and still as it was received."""

from scoring.catalogue.entry import entry

ENTRIES = (
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
)
