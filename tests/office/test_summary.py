"""LibreOffice recalculates the consolidated workbook: live totals and ranks, no error anywhere."""

import random
import re
from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import unquote

import pytest

from scoring.scorecard import Office
from scoring.statistics import histogram
from tests.builders import SMALL, rubric
from tests.extent import cases
from tests.letters import DIMENSION
from tests.office import workbooks
from tests.office.libreoffice import Document, LibreOffice
from tests.office.parts import Parts, area_of
from tests.office.test_recalculation import is_same
from tests.workbook.summary.files import (
    CONTEXT,
    SHILIN,
    TAIPEI,
    XINBEI,
    checked,
    collected,
    grouped,
    roster,
)
from workbook.collection.selection import Collection
from workbook.layout import layout_of
from workbook.summary import compared, dimensions, distribution, figures
from workbook.summary.columns import MAIN_FIRST_ROW, MAIN_SHEET, columns_of
from workbook.summary.office_sheets import CONTENTS
from workbook.summary.write import write

pytestmark = pytest.mark.libreoffice


RANGES = {0: 10, 1: 3, 13: 12}
"""How many ranges the totals of so many offices are counted in."""


@pytest.mark.parametrize("offices", [0, 1, 13])
def test_every_formula_comes_to_the_value_saved_beside_it(libreoffice: LibreOffice, offices: int) -> None:
    data = workbooks.consolidated(offices)
    last = columns_of(workbooks.whole()).all[-1].letter
    items = len(workbooks.whole().items)
    expected = {
        MAIN_SHEET: (f"A1:{last}{MAIN_FIRST_ROW + offices}", (offices + 1) * 20),
        dimensions.NAME: (f"A1:L{24 + offices + 5}", 3 * 5 + (offices + 1) * 12),
        distribution.NAME: ("A1:D14", RANGES[offices]),
        figures.NAME: (f"A1:R{figures.FIRST_ROW + items}", items * 9),
    }
    with libreoffice.open(data) as document:
        document.recalculate()
        for sheet, (area, count) in expected.items():
            written = Parts(data).formulas(sheet)
            values = document.values(sheet, area)
            assert len(written) == count
            assert [cell for cell, own in written.items() if not is_same(own.saved, values[cell])] == []


CALCULATED = (MAIN_SHEET, dimensions.NAME, distribution.NAME, figures.NAME, compared.NAME)


def differing(document: Document, data: bytes, sheets: Sequence[str] = CALCULATED) -> dict[str, list[str]]:
    """The formula cells of a workbook, by sheet, of which what is calculated now is not what this file
    has saved."""
    document.recalculate()
    found, parts = {}, Parts(data)
    for sheet in sheets:
        if sheet in document.sheet_names:
            written = parts.formulas(sheet)
            assert written or sheet == MAIN_SHEET  # which has none where nobody sent anything
            values = document.values(sheet, area_of(written))
            wrong = [cell for cell, own in written.items() if not is_same(own.saved, values[cell])]
            found.update({sheet: wrong} if wrong else {})
    return found


def random_collection(seed: int) -> Collection:
    """Up to eight offices, some with blanks, some tied, some that sent nothing; some in groups."""
    chance = random.Random(seed)
    offices = [Office(f"O{n}", f"機關{n}") for n in range(chance.randint(0, 8))]
    of = rubric(*SMALL.dimensions, step=chance.choice(["1", "0.1"]))

    def score(maximum: Decimal) -> Decimal | None:
        return None if chance.random() < 0.05 else chance.randint(0, 3) * maximum / 4

    files = [
        checked(o.name, o, {item.id: score(item.maximum) for item in of.items}, of=of)
        for o in offices
        if chance.random() < 0.9
    ]
    if chance.random() < 0.5:
        return collected(*files, on=roster(*offices), of=of)
    groups = {group: offices[place::3] for place, group in enumerate(("北?", "南~*", ">0"))}
    return collected(*files, on=grouped(groups), of=of)


def test_of_random_collections_every_formula_comes_to_the_saved_value(libreoffice: LibreOffice) -> None:
    for seed in range(cases(100)):
        data = write(random_collection(seed), CONTEXT)
        with libreoffice.open(data) as document:
            assert differing(document, data) == {}, seed


def test_beside_last_year_every_formula_comes_to_the_saved_value(libreoffice: LibreOffice) -> None:
    data = workbooks.beside_last_year()
    with libreoffice.open(data) as document:
        assert compared.NAME in document.sheet_names
        assert differing(document, data) == {}


@pytest.mark.parametrize("points", [1, 6, 10])
def test_an_adjusted_score_moves_totals_and_ranks_as_python_says(
    libreoffice: LibreOffice, points: int
) -> None:
    def of(score: int) -> bytes:
        files = (
            checked("a", TAIPEI, {"1.1.1": 8}),
            checked("b", XINBEI, {"1.1.1": score}),
            checked("c", SHILIN, {"1.1.1": 6}),
        )
        return write(collected(*files), CONTEXT)

    before, after = of(7), of(points)
    cell = f"{columns_of(SMALL).items['1.1.1'].letter}{MAIN_FIRST_ROW + 1}"
    with libreoffice.open(before) as document:
        assert document.values(MAIN_SHEET, cell) == {cell: 7}
        document.put(MAIN_SHEET, cell, points)
        # The ranges that totals are counted in stay those of the workbook: their counts are another's.
        assert differing(document, after, [s for s in CALCULATED if s != distribution.NAME]) == {}
        assert counted(document) == expected_counts(document)
        assert differing(document, before) != {}


def counted(document: Document) -> list[float]:
    cells = document.values(distribution.NAME, "B3:B14")
    return [float(cells[f"B{row}"]) for row in range(3, 15) if cells[f"B{row}"] != ""]


def expected_counts(document: Document) -> list[float]:
    """How many of the totals that stand in 總表 now lie in the ranges beside the counts."""
    totals = document.values(MAIN_SHEET, f"F{MAIN_FIRST_ROW}:F{MAIN_FIRST_ROW + 2}").values()
    ends = document.values(distribution.NAME, "C3:D14")
    found = [(ends[f"C{row}"], ends[f"D{row}"]) for row in range(3, 15) if ends[f"C{row}"] != ""]
    drawn = [(Decimal(str(low)), Decimal(str(high))) for low, high in found]
    return [float(count) for count in histogram([Decimal(str(total)) for total in totals], drawn)]


def test_charts_tables_and_links_are_there_with_what_they_show(libreoffice: LibreOffice) -> None:
    with libreoffice.open(workbooks.consolidated(13)) as document:
        radar, tower = document.drawn(dimensions.NAME)
        assert [len(series) for series in radar] == [5, 5, 5]
        assert [len(series) for series in tower] == [14] * 5
        assert all(any(number > 0 for number in series) for series in (*radar, *tower))
        ((counts,),) = document.drawn(distribution.NAME)
        assert len(counts) == RANGES[13]
        assert sum(counts) == 6  # the others have an item without a score that counts
        assert {"總表資料", "檢核結果資料", "來源資料", "紀錄事項資料"} <= document.tables
        assert document.link("檢核結果", "B3").startswith("#")
        finding, source = document.link("檢核結果", "G3"), document.link("來源", "A3")
        assert re.search(r"/收件/第 \d+ 號#\d+\.xlsx", unquote(finding.partition("#")[0]))
        assert unquote(source).endswith("/收件/第 1 號#1.xlsx")


def test_with_groups_their_means_are_drawn_beside_every_office(libreoffice: LibreOffice) -> None:
    with libreoffice.open(workbooks.in_groups(13)) as document:
        radar, clusters, tower = document.drawn(dimensions.NAME)
        assert [len(series) for series in (*radar, *clusters)] == [5] * 6
        assert radar == clusters
        assert [len(series) for series in tower] == [13] * 5
        assert all(number > 0 for series in (*radar, *tower) for number in series)


def test_on_each_offices_own_sheet_every_formula_comes_to_the_saved_value(libreoffice: LibreOffice) -> None:
    data = workbooks.office_forms(4)
    layout = layout_of(workbooks.whole())
    _, *names = Parts(data).sheets
    assert len(names) == 4
    with libreoffice.open(data) as document:
        document.recalculate()
        listed = document.values(CONTENTS, "C3:E6")
        for row, name in enumerate(names, start=3):
            written = Parts(data).formulas(name)
            values = document.values(name, f"A1:Z{layout.total_row}")
            assert len(written) > 20
            assert [cell for cell, own in written.items() if not is_same(own.saved, values[cell])] == []
            assert document.link(CONTENTS, f"F{row}").startswith("#")
            if name in (names[0], names[-1]):  # which typed no total of their own
                shown = values[f"{DIMENSION}{layout.total_row}"]
                assert shown == f"總分：{listed[f'E{row}']:g}"
