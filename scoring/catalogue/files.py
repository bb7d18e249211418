"""Files that cannot be read, or only in part, and what runs in them."""

from scoring.catalogue.entry import entry

ENTRIES = (
    entry(
        "file-empty",
        "error",
        ("檔案是空的。", "The file is empty."),
        ("檔案沒有任何內容，多半是傳送或存檔中斷。", "It holds nothing; sending or saving was cut short."),
        ("請重寄。", "Send it again."),
    ),
    entry(
        "file-not-a-workbook",
        "error",
        ("這不是試算表檔案：{reason}。", "This is not a workbook: {reason_en}."),
        (
            "依內容判斷（不看副檔名），檔案不是 Excel 或 OpenDocument 試算表。",
            "By its content, whatever its name, it is no Excel or OpenDocument spreadsheet.",
        ),
        ("請寄回署本部發出的評分表檔案。", "Send the form that headquarters issued."),
    ),
    entry(
        "file-truncated",
        "error",
        ("檔案不完整：{reason}。", "The file is incomplete: {reason_en}."),
        ("檔案在傳送或存檔時被截斷，無法解開。", "It was cut off when sent or saved, and does not open."),
        ("請確認原檔可以開啟，再重寄一次。", "Make sure that your own copy opens, then send it again."),
    ),
    entry(
        "file-encrypted",
        "error",
        ("檔案設有開啟密碼：{reason}。", "The file needs a password to open: {reason_en}."),
        (
            "設有開啟密碼的檔案須以 --open-password-file（主控台：「密碼檔」）提供密碼。",
            "Give its password with --open-password-file (in the console: “密碼檔”).",
        ),
        ("請移除開啟密碼後重寄，或另行告知密碼。", "Remove the password and send it again."),
    ),
    entry(
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
    entry(
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
    entry(
        "file-other-format",
        "error",
        ("檔案是{reason}，這裡讀不了。", "The file is {reason_en}, which is not read here."),
        (
            "依內容判斷（不看副檔名）。讀得了的是 .xlsx、.xlsm、.xls、.xlsb 與 .ods。",
            "By its content, whatever its name. What is read is .xlsx, .xlsm, .xls, .xlsb and .ods.",
        ),
        ("{remedy}，再寄一次。", "{remedy_en}, and send it again."),
    ),
    entry(
        "file-too-large",
        "error",
        ("檔案過大：{reason}。", "The file is too large: {reason_en}."),
        ("遠大於任何評分表，沒有讀取。", "It is far larger than any form, and was not read."),
        (
            "請刪去貼入的圖片、多餘的工作表，以及表格以外的列、欄與其格式，存檔後重寄。",
            "Remove pictures, extra sheets, rows, columns and formats outside the form, and send it again.",
        ),
    ),
    entry(
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
    entry(
        "file-suspicious",
        "error",
        ("檔案的結構異常，沒有讀取：{reason}。", "The file is built as no spreadsheet is: {reason_en}."),
        (
            "試算表軟體不會存出這樣的檔案；可能是惡意檔案，也可能嚴重損壞。",
            "No spreadsheet program writes such a file; it may be hostile, or badly damaged.",
        ),
        (
            "請機關以試算表程式開啟原檔、另存新檔後重寄，或以新表重填；收到的這一份請不要開啟。",
            (
                "Have the office open its own file in a spreadsheet program, save it anew and send that, or"
                " fill in a fresh form; leave this one unopened."
            ),
        ),
    ),
    entry(
        "macro-present",
        "warning",
        (
            "檔案帶有巨集；巨集沒有讀取，也不會保留。",
            "The file carries macros; they were not read and are not kept.",
        ),
        ("評分表發出時沒有巨集。", "Forms are issued without macros."),
        ("請改存為不含巨集的 .xlsx 後重寄。", "Save it as .xlsx, without macros, and send that."),
    ),
    entry(
        "active-content",
        "warning",
        (
            "檔案帶有{what}，沒有讀取，也不會保留；開啟時如詢問是否啟用或更新，請選「否」。",
            (
                "The file carries {what_en}, which were not read and are not kept; if you are asked on"
                " opening it whether to enable or update anything, say no."
            ),
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
    entry(
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
    entry(
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
    entry(
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
)
