"""What only a comparison shows, worth a look: changes nothing."""

from scoring.catalogue.entry import entry

ENTRIES = (
    entry(
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
    entry(
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
    entry(
        "notes-repeated",
        "info",
        (
            "「{text}」同一段文字寫在 {count} 項的紀錄事項（共 {items} 項有紀錄）。",
            "The same paragraph, “{text}”, stands under {count} of the {items} items that have notes.",
        ),
        (
            "多數細項的佐證是同一段文字（空白與全形半形不計），看不出各項的依據。僅供審閱參考，不影響評分。",
            (
                "The evidence of most items is one and the same paragraph, white space and width aside, and"
                " does not tell what each score rests on. It changes no score."
            ),
        ),
        (
            "請查閱附件；看不出是哪一項的佐證時，請機關逐項補充。",
            "Look into the attachment; where it does not tell the items apart, have the office add to each.",
        ),
    ),
    entry(
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
    entry(
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
    entry(
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
)
