"""What of a form is not as it was issued."""

from scoring.catalogue.entry import entry

ENTRIES = (
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
        "form-own-rubric",
        "error",
        (
            "這是評分表「{rubric}」的表，它的定義檔不在內建的評分表中，所以沒有讀取。",
            "This is a form of rubric “{rubric}”, whose file is not among the bundled ones: it was not read.",
        ),
        (
            "自訂評分表的表，要有它的定義檔才能讀取。",
            "A form of a rubric of one's own can only be read with that rubric's file.",
        ),
        (
            "請以 --rubric 指定它的定義檔，或在考核資料夾裡執行。",
            "Name the rubric's file with --rubric, or run in the campaign's folder.",
        ),
    ),
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
        "sheet-extra",
        "info",
        ("另有工作表「{names}」，沒有讀取。", "There are further sheets, not read: {names_en}."),
        ("評分表以外的工作表不屬於表單。", "Sheets other than the form's own are not part of it."),
        ("無須處理；如有內容請填入評分表。", "Nothing to do; what matters belongs into the form."),
    ),
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
)
