"""封面: what was collected, when, from how many of how many, how it stands, and where to look."""

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from openpyxl.worksheet.worksheet import Worksheet

from scoring.catalogue import SEVERITY_NAMES
from workbook.collection.checked import STATES, Standing, standing, state_word
from workbook.collection.selection import Collection, Result
from workbook.drawing import styles
from workbook.drawing.cells import heading, lead_to, write
from workbook.drawing.sheets import set_up, title
from workbook.fit import row_height
from workbook.summary.facts import Facts

NAME = "封面"
_ABOUT = {
    "總表": "各機關得分與名次；直接改任一評分，小計、總分、名次即重算",
    "構面比較": "各構面得分與占配分的比率，附直條圖與雷達圖",
    "總分分布": "各分數區間的機關數，附圖",
    "統計": "各細項的平均、中位數、離散、最高與最低機關、級距勾選數",
    "與上年比較": "總分與各構面今年、上年的得分與名次",
    "檢核結果": "每一個錯誤、警告、提醒，連到總表的列，並列出該檔是否採用",
    "來源": "每個檔案從何而來、採用哪一份、為何不採用其他",
    "紀錄事項": "各機關逐細項所寫的紀錄事項，可篩選",
}
_ORDER: tuple[Standing, ...] = (*STATES, "missing")
_MOST_NAMED = 30
_WIDTHS = {"A": 22.0, "B": 16.0, "C": 70.0}


def draw(sheet: Worksheet, facts: Facts, contents: list[str]) -> None:
    """Draw the cover; ``contents`` are the names of the sheets that follow."""
    sheet.title = NAME
    collection = facts.collection
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    title(sheet, f"{collection.rubric.title}　彙整結果")
    row = 3
    for label, value in _figures(facts):
        heading(sheet, f"A{row}", label)
        write(sheet, f"B{row}", value, styles.BODY, styles.CENTRE).border = styles.BOX
        row += 1
    row += 1
    for label, names in _named(collection):
        heading(sheet, f"A{row}", label)
        sheet.merge_cells(f"B{row}:C{row}")
        write(sheet, f"B{row}", names, styles.BODY, styles.LEFT)
        sheet.row_dimensions[row].height = row_height([(names, _WIDTHS["B"] + _WIDTHS["C"])])
        row += 1
    row += 1
    heading(sheet, f"A{row}", "工作表")
    heading(sheet, f"B{row}", "")
    heading(sheet, f"C{row}", "內容")
    sheet.merge_cells(f"A{row}:B{row}")
    for name in contents:
        row += 1
        cell = write(sheet, f"A{row}", name, styles.LINK, styles.ONE_LINE)
        lead_to(cell, place=f"'{name}'!A1")
        write(sheet, f"C{row}", _ABOUT[name], styles.BODY, styles.LEFT)
    if not facts.live_ranks:
        row += 2
        note = "機關超過 2,000 家，名次為寫入的數值，調整評分後不會重算。"
        write(sheet, f"A{row}", note, styles.BOLD, styles.ONE_LINE)
    set_up(sheet, f"{collection.rubric.title}　{NAME}", None, f"A1:C{row}")
    if collection.rubric.grades:
        sheet.page_setup.fitToHeight = 1  # a line a grade, and still one page


def _figures(facts: Facts) -> list[tuple[str, str | int]]:
    collection = facts.collection
    results = collection.results
    states = Counter(standing(result.checked) for result in results)
    # Of a file that another has taken the place of nothing has to be mended any more.
    severities = Counter(f.severity for file in collection.files if not file.replaced for f in file.findings)
    severities.update(f.severity for f in collection.findings)
    received = sum(1 for result in results if result.checked)
    return [
        ("彙整時間", facts.context.read_at.strftime("%Y-%m-%d %H:%M")),
        ("機關數", len(results)),
        ("已收到", f"{received} / {len(results)}"),
        *((state_word(state), states[state]) for state in _ORDER),
        *([(state_word("unconfirmed"), states["unconfirmed"])] if states["unconfirmed"] else []),
        ("評分完整、列名次", sum(1 for result in results if result.rank)),
        *_direction(collection),
        *_grades(collection),
        ("讀取檔案數", sum(1 for file in collection.files if not file.vanished)),
        (
            "其中無法讀取",
            sum(1 for file in collection.files if file.state == "rejected" and not file.vanished),
        ),
        *((name, severities[severity]) for severity, name in SEVERITY_NAMES["zh-TW"].items()),
        ("程式版本", facts.context.version),
    ]


def _direction(collection: Collection) -> list[tuple[str, str]]:
    return [("名次", "總分愈低愈前")] if collection.rubric.better == "low" else []


def _grades(collection: Collection) -> list[tuple[str, int]]:
    """Return how many offices have each grade."""
    names = Counter(result.grade.name for result in collection.results if result.grade)
    return [(f"等第：{grade.name}", names[grade.name]) for grade in collection.rubric.grades]


def _named(collection: Collection) -> list[tuple[str, str]]:
    """List the offices that somebody has to write to, by name, and files that do not say whose they are."""
    missing = _names(each for each in collection.results if each.checked is None)
    groups: list[tuple[str, list[str]]] = [(state_word("missing"), missing)]
    named: tuple[Standing, ...] = ("unconfirmed", "rejected", "questioned")
    for state in named:
        own = [r for r in collection.results if standing(r.checked) == state]
        groups.append((state_word(state), _names(each for each in own if not _is_gone(each))))
    groups.append(("表已不在 inbox 的", _names(each for each in collection.results if _is_gone(each))))
    offices = [(f"{label}機關", _list(names)) for label, names in groups if names]
    nobodys = [
        PurePath(file.path).name
        for file in collection.files
        if file.state == "rejected" and not collection.counts(file) and not file.vanished
    ]
    return [*offices, *([("無法讀取的檔案", _list(nobodys, "個"))] if nobodys else [])]


def _names(results: Iterable[Result]) -> list[str]:
    return [result.office.name or result.office.code for result in results]


def _is_gone(result: Result) -> bool:
    return result.checked is not None and result.checked.vanished is not None


def _list(names: list[str], unit: str = "家") -> str:
    more = f"等 {len(names)} {unit}" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more
