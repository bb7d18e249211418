"""What is wrong with a rubric file."""

from scoring.catalogue.entry import entry

ENTRIES = (
    entry(
        "rubric-syntax",
        "error",
        ("無法讀取評分表定義檔：{problem}。", "The rubric file cannot be read: {problem_en}."),
        ("檔案不存在、不是 UTF-8，或不合 YAML 格式。", "The file is missing, not UTF-8, or not YAML."),
        (
            "請核對檔名；檔案在的話，請修正所說的地方（縮排、冒號、引號）。",
            "Check the file's name; where it is there, correct what is said (indentation, colons, quotes).",
        ),
    ),
    entry(
        "rubric-field",
        "error",
        ("{at}定義檔中{where}：{problem}。", "{at_en}in the rubric file, {where_en}: {problem_en}."),
        ("定義檔的欄位缺少、多餘或型別不對。", "A field is missing, unknown or of the wrong kind."),
        (
            "請修正；寫法可參考 docs/rubrics.md 與 107.yaml。",
            "Correct it; docs/rubrics.md and 107.yaml show how.",
        ),
    ),
    entry(
        "rubric-doubtful",
        "warning",
        ("{at}定義檔中{where}：{problem}。", "{at_en}in the rubric file, {where_en}: {problem_en}."),
        ("可以使用，但多半不是原意。", "It can be used, and is hardly meant so."),
        ("請核對；是原意的話不必更改。", "Check it; leave it where it is meant so."),
    ),
    entry(
        "rubric-duplicate-id",
        "error",
        ("{at}編號「{id}」出現 {count} 次。", "{at_en}the id “{id}” is used {count} times."),
        ("每個編號只能用一次，否則分不清是哪一項。", "An id must be used once, or it names nothing."),
        ("請給其中一項另一個編號。", "Give one of them another id."),
    ),
    entry(
        "rubric-sum",
        "error",
        (
            "{at}「{id}」配分 {maximum}，其下各項合計卻是 {children}（{parts}）。",
            "{at_en}“{id}” has {maximum} points, but its children make {children} ({parts}).",
        ),
        ("上層配分必須等於其下各項配分之和。", "A maximum must be the sum of those beneath it."),
        ("請修正「{id}」或其下某項的 maximum。", "Correct the maximum of “{id}” or of one beneath it."),
    ),
    entry(
        "rubric-band-outside",
        "error",
        (
            "{at}「{id}」第 {band} 個級距 {range} 超出該項的 {allowed}。",
            "{at_en}band {band} of “{id}”, {range}, is outside the item's {allowed}.",
        ),
        ("級距的分數不能超出細項配分。", "A band cannot allow more or less than its item."),
        (
            "請修正該級距的 low、high，或細項的 maximum。",
            "Correct the band's low and high, or the item's maximum.",
        ),
    ),
    entry(
        "rubric-band-inverted",
        "error",
        (
            "{at}「{id}」第 {band} 個級距的下限 {low} 高於上限 {high}。",
            "{at_en}band {band} of “{id}” has its low {low} above its high {high}.",
        ),
        ("級距的 low 不能大於 high。", "A band's low cannot be above its high."),
        ("請對調或修正 low 與 high。", "Swap or correct low and high."),
    ),
    entry(
        "rubric-band-gap",
        "error",
        (
            "{at}「{id}」配分 {maximum}，級距最高只到 {highest}。",
            "{at_en}“{id}” has {maximum} points, but its bands reach {highest} only.",
        ),
        (
            "沒有任何級距能得到該項滿分。",
            "No band lets anyone reach the item's maximum.",
        ),
        ("請修正最高級距的 high，或該項的 maximum。", "Correct the top band's high, or the item's maximum."),
    ),
    entry(
        "rubric-page-wide",
        "warning",
        (
            "各欄合計寬 {width}，超過 {most}，印在一頁上字會太小。",
            "The columns are {width} wide together, more than {most}: on one page the print is too small.",
        ),
        (
            "表一律縮到一頁寬；欄愈寬，印出來的字愈小。",
            "A form is printed one page wide: the wider its columns, the smaller the print.",
        ),
        (
            "請縮小 columns 裡的 width，或以 show: false 去掉用不到的欄。",
            "Make columns narrower, or leave some out with show: false.",
        ),
    ),
    entry(
        "rubric-text-cut",
        "warning",
        (
            "{at}「{id}」的{what}在表上要 {lines} 行，一列最多顯示 {most} 行，後面會被切掉。",
            "{at_en}the {what_en} of “{id}” takes {lines} lines on the form; a row shows {most} at most.",
        ),
        (
            "Excel 一列最高 409 點；更長的文字仍在格子裡，但看不到也印不出來。",
            (
                "A row in Excel is 409 points high at most: what is longer is in the cell, but neither seen"
                " nor printed."
            ),
        ),
        ("請縮短，或分成幾個細項。", "Shorten it, or make several items of it."),
    ),
    entry(
        "rubric-band-hole",
        "warning",
        (
            "{at}「{id}」在 {above} 與 {below} 之間的分數不屬於任何級距。",
            "{at_en}no band of “{id}” has the scores between {above} and {below}.",
        ),
        (
            "有級距的細項一定要勾選一個，分數要在該級距內；這些分數沒有人能得到。",
            "One band of an item is ticked, and the score lies in it: nobody can have these scores.",
        ),
        ("如非原表如此，請修正 low 或 high。", "Correct low or high unless the printed form has it so."),
    ),
    entry(
        "rubric-formula-long",
        "error",
        (
            "{at}表上 {cell} 的公式有 {length} 字，Excel 最多 {most} 字。",
            "{at_en}the formula in {cell} of the form has {length} characters; Excel takes {most}.",
        ),
        (
            "一節的項目太多，或有太多權重、選項、級距，公式放不下。",
            "A section has too many parts, or an item too many options or steps, for one formula.",
        ),
        ("請把這一節分成幾節，或減少選項。", "Divide the section, or take fewer options."),
    ),
    entry(
        "rubric-unrounded",
        "warning",
        (
            "{at}「{id}」有平均、權重或乘數，但它與上層都沒有 round，得分可能有很多位小數。",
            "{at_en}“{id}” is a mean, weighted or multiplied, and nothing rounds it or what is above it.",
        ),
        (
            "手算的人會四捨五入，表上的數字就和系統差一點。",
            "Whoever adds up by hand rounds, and then the figures differ a little.",
        ),
        (
            "請依規定加上 round（例如 to: 0.01）；規定不四捨五入就保留。",
            "Add round (such as to: 0.01) as the rules have it; leave it where they do not round.",
        ),
    ),
    entry(
        "rubric-band-overlap",
        "warning",
        (
            "{at}「{id}」第 {band} 與第 {other} 個級距重疊（{range} 與 {other_range}）。",
            "{at_en}bands {band} and {other} of “{id}” overlap ({range} and {other_range}).",
        ),
        ("同一分數可屬兩個級距；依印製的評分表保留。", "One score fits two bands; kept as printed."),
        ("如非原表如此，請修正。", "Correct it unless the printed form has it so."),
    ),
)
