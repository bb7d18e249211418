"""構面比較: whose figures stand where, and the means of groups."""

import io

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scoring.scorecard import Office
from tests.builders import SMALL
from tests.workbook.summary.files import checked, grouped, roster, workbook
from workbook.summary import dimensions
from workbook.summary.columns import KEY_ROW, LABEL_ROW, MAIN_FIRST_ROW, MAIN_SHEET, columns_of

OFFICES = [Office(f"O{n}", f"機關{n}") for n in range(6)]
NORTH, SOUTH = "北區", "南區 (*)"
ON = grouped({NORTH: OFFICES[:3], SOUTH: OFFICES[3:4]}, *OFFICES[4:])


def files(*points: int | None) -> list[object]:
    """One office each, of which the second dimension (of 60) is scored so."""
    return [checked(o.name, o, {"2.1.1": own}) for o, own in zip(OFFICES, points, strict=False)]


def page(data: bytes, name: str = dimensions.NAME) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def table(data: bytes, header: int) -> list[tuple[object, ...]]:
    return list(page(data).iter_rows(header, values_only=True))


@pytest.fixture(scope="module")
def data() -> bytes:
    return workbook(*files(60, 30, None, 15, 60), on=ON)  # type: ignore[arg-type]


def test_each_group_has_its_mean_below_those_of_all(data: bytes) -> None:
    head, *rows = table(data, 45)
    assert head == ("代碼", "機關名稱", "組別", *head[3:])
    assert [row[1:3] for row in rows[:5]] == [
        ("平均", "全部"),
        ("最高", "全部"),
        ("最低", "全部"),
        ("平均", NORTH),
        ("平均", SOUTH),
    ]
    assert [row[-1] for row in rows[:5]] == [0.6875, 1, 0.25, 0.75, 0.25]
    assert [row[1:3] for row in rows[5:]] == [
        ("機關0", NORTH),
        ("機關1", NORTH),
        ("機關2", NORTH),
        ("機關3", SOUTH),
        ("機關4", None),
        ("機關5", None),
    ]


def test_the_main_sheet_has_a_column_of_groups_to_filter_and_sort_by(data: bytes) -> None:
    letter = columns_of(SMALL, grouped=True).letter("group")
    main = page(data, MAIN_SHEET)
    assert main[f"{letter}{LABEL_ROW}"].value == "組別"
    assert [main[f"{letter}{row}"].value for row in range(MAIN_FIRST_ROW, MAIN_FIRST_ROW + 5)] == [
        *[NORTH] * 3,
        SOUTH,
        None,
    ]


def test_a_group_of_which_nobody_handed_in_has_no_mean() -> None:
    rows = table(workbook(*files(60), on=ON), 46)  # type: ignore[arg-type]
    assert [row[-1] for row in rows[3:5]] == [1, None]


def test_without_groups_nothing_of_them_is_shown() -> None:
    data = workbook(*files(60, 30), on=roster(*OFFICES))  # type: ignore[arg-type]
    head, *rows = table(data, 24)
    assert "組別" not in head
    assert [row[1] for row in rows[:4]] == ["平均", "最高", "最低", "機關0"]
    assert "@group" not in [cell.value for cell in page(data, MAIN_SHEET)[KEY_ROW]]
