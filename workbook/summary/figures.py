"""統計: for each item how the scores are spread, live from 總表, and how often each band is ticked."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from scoring.expressions import NA
from scoring.form_rules import Choice
from scoring.rubric import Item, plain
from scoring.statistics import spread
from workbook.address import column_name
from workbook.drawing import styles
from workbook.drawing.sheets import set_up, title
from workbook.drawing.tables import Column, draw_headings, draw_row
from workbook.fit import row_height
from workbook.grades import quoted
from workbook.summary.columns import may_be_absent
from workbook.summary.facts import Facts
from workbook.summary.stream import Computed, StreamedRow, Value

NAME = "統計"
HEADER_ROW, FIRST_ROW = 2, 3
_COLUMNS = (
    Column("項目", 9),
    Column("項目名稱", 32, styles.LEFT),
    Column("配分", 7),
    Column("評分機關數", 7.5),
    Column("平均", 7.5),
    Column("中位數", 7.5),
    Column("標準差", 7.5),
    Column("最高", 7),
    Column("最高機關", 18, styles.LEFT),
    Column("最低", 7),
    Column("最低機關", 18, styles.LEFT),
    Column("平均占配分", 9, number_format="0.0%"),
)
_WRAPPED = [(n, c.width) for n, c in enumerate(_COLUMNS) if c.alignment is styles.LEFT]
_HEIGHT = 20


def draw(sheet: Worksheet, facts: Facts) -> None:
    rubric = facts.collection.rubric
    title(sheet, f"{rubric.title}　{NAME}")
    ticked = "勾級距 {}" if all(item.is_typed for item in rubric.items) else "選第 {} 項"
    columns = [
        *_COLUMNS,
        *(Column(ticked.format(n), 6) for n in range(1, _most_options(facts) + 1)),
        *([Column("不適用機關數", 7.5)] if may_be_absent(rubric) else []),
    ]
    draw_headings(sheet, HEADER_ROW, columns, height=34)
    draw_row(sheet, FIRST_ROW, columns)
    end = column_name(len(columns))
    sheet.freeze_panes = f"C{FIRST_ROW}"
    last = FIRST_ROW + max(len(facts.columns.items), 1) - 1
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{end}{last}"
    set_up(sheet, f"{rubric.title}　{NAME}", f"{HEADER_ROW}:{HEADER_ROW}", f"A1:{end}{last}")


def _most_options(facts: Facts) -> int:
    return max(map(_options, facts.collection.rubric.items), default=0)


def _options(item: Item) -> int:
    """Return how many bands or options an item has."""
    return len(item.ask.options) if isinstance(item.ask, Choice) else len(item.bands)


def rows(facts: Facts) -> Iterator[StreamedRow]:
    """Yield a row an item that is scored, in printed order.

    A statistic is empty where nobody has a score.
    """
    options, rubric = _most_options(facts), facts.collection.rubric
    items = [item for item in rubric.items if item.is_scored]
    for row, item in enumerate(items, start=FIRST_ROW):
        absent = [_absent(facts, item)] if may_be_absent(rubric) else []
        values = (*_spread(facts, item, row), *_ticks(facts, item, options), *absent)
        wrapped = [(_shown(values[n]), width) for n, width in _WRAPPED]
        yield StreamedRow(values, row_height(wrapped, least=_HEIGHT))


def _shown(value: Value) -> str:
    return str(value.value if isinstance(value, Computed) else value)


def _spread(facts: Facts, item: Item, row: int) -> Iterator[Value]:
    scored = _scores(facts, item)
    own = spread([score for _, score in scored])
    cells = facts.cells(facts.columns.items[item.id].letter)
    names = facts.cells(facts.columns.letter("name"))
    yield item.id
    yield item.title
    yield plain(item.maximum)
    yield Computed(f"COUNT({cells})", len(scored))

    def live(formula: str, value: Decimal | None) -> Computed:
        return Computed(f'IF($D{row}=0,"",{formula})', "" if value is None else plain(value))

    yield live(f"ROUND(AVERAGE({cells}),2)", own.mean if own else None)
    yield live(f"MEDIAN({cells})", own.median if own else None)
    yield live(f"ROUND(STDEVP({cells}),2)", own.deviation if own else None)
    for letter, function, extreme in (
        ("H", "MAX", own.highest if own else None),
        ("J", "MIN", own.lowest if own else None),
    ):
        yield live(f"{function}({cells})", extreme)
        found = [name for name, score in scored if score == extreme]
        many = f'IF(COUNTIF({cells},{letter}{row})>1," 等 "&COUNTIF({cells},{letter}{row})&" 家","")'
        who = f"INDEX({names},MATCH({letter}{row},{cells},0))&{many}"
        more = f" 等 {len(found)} 家" if len(found) > 1 else ""
        yield Computed(f'IF($D{row}=0,"",{who})', f"{found[0]}{more}" if found else "")
    share = None if own is None or not item.maximum else own.mean / item.maximum
    yield live(f"E{row}/C{row}", share) if item.maximum else ""


def _absent(facts: Facts, item: Item) -> Computed:
    """Return at how many offices an item is not applicable."""
    cells = facts.cells(facts.columns.items[item.id].letter)
    forms = (result.form for result in facts.collection.results)
    count = sum(form.figures[item.id] is NA for form in forms if form)
    return Computed(f"COUNTIF({cells},{quoted(facts.collection.rubric.na_text)})", count)


def _scores(facts: Facts, item: Item) -> list[tuple[str, Decimal]]:
    return [
        (result.office.name, score)
        for result in facts.collection.results
        if (checked := result.form) and (score := checked.points(item)) is not None
    ]


def _ticks(facts: Facts, item: Item, options: int) -> Iterator[Value]:
    """Yield how many offices ticked each band, or chose each option.

    These are written values: ticks do not stand in 總表.
    """
    cards = [checked.scorecard for result in facts.collection.results if (checked := result.form)]
    times = Counter(band for card in cards for band in card.answer(item.id).ticked)
    for number in range(1, options + 1):
        yield times[number] if number <= _options(item) else None
