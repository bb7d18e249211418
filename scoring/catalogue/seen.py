"""Where people see something else than what is read, or do not see it."""

from scoring.catalogue.entry import entry

ENTRIES = (
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
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
    entry(
        "comment-on-form",
        "warning",
        (
            "評分表上有 {count} 個註解（{cells}），沒有讀取：「{text}」。",
            "There are {count} comment(s) on the form ({cells}), which were not read: “{text}”.",
        ),
        (
            "註解不是評分表的一部分，不會帶入總表；評分表發出時沒有註解。退回更正的表上我們加的註解不算。",
            (
                "Comments are no part of the form and go into no consolidated workbook; forms are issued"
                " without any. Those that we put on a form that goes back to be corrected do not count."
            ),
        ),
        (
            "請核對註解；如為佐證或說明，請寫入該細項的紀錄事項。",
            "Look at them; evidence and remarks belong into the notes of their item.",
        ),
    ),
    entry(
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
)
