"""Result letters by rules: grades, what is not applicable, and totals of which the lower is the better."""

from collections.abc import Mapping

import pytest

from macros.campaign.reporting import Result, office_results
from scoring.catalogue import Language
from scoring.roster import Entry
from scoring.rubric import Rubric
from scoring.scorecard import Office
from tests.rules import one_criterion, points, ruled
from tests.workbook.summary.files import CONTEXT
from tests.workbook.summary.test_rules_by_hand import FAULTS, GRADED, merged, pair
from workbook.summary.earlier import read_earlier
from workbook.summary.write import write

OPTIONAL = points({"1.1.1": 10, "1.1.2": 10}).replace("low: 0", "low: 0, allow_na: true")


def results(of: Rubric, *answers: Mapping[str, object], language: Language = "zh-TW") -> list[Result | None]:
    """What the offices are told, from the workbook of their answers as it is saved."""
    entries = [Entry(Office(f"O{number}", f"機關{number}")) for number in range(1, len(answers) + 1)]
    summary = read_earlier(write(merged(of, *answers), CONTEXT), "總表.xlsx")
    return office_results(of, summary, entries, None, language, show_rank=True)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-TW", ("得分率 90.0%", "等第：優等", "名次：第 1 名（共 1 個機關）")),
        ("en", ("90.0%", "grade 優等", "rank 1 of 1")),
    ],
)
def test_a_grade_stands_beside_the_total(language: Language, expected: tuple[str, ...]) -> None:
    rubric = ruled(one_criterion(points({"1.1.1": 10, "1.1.2": 10})), GRADED)
    first, unranked = results(rubric, pair(9, 9), pair(10, 2), language=language)
    assert first is not None
    assert unranked is not None
    assert first.beside == expected
    assert not any("名次" in each or "rank" in each for each in unranked.beside)


def test_of_faults_the_fewest_are_told_as_first() -> None:
    first, second = results(ruled(FAULTS, "better: low"), pair((1,), (0,)), pair((7,), (2,)))
    assert first is not None
    assert second is not None
    assert first.beside == ("得分率 2.5%", "總分愈低愈好", "名次：第 1 名（共 2 個機關）")
    assert second.beside[-1] == "名次：第 2 名（共 2 個機關）"


def test_what_does_not_apply_is_told_as_that() -> None:
    (found,) = results(ruled(one_criterion(OPTIONAL)), pair("na", "na"))
    assert found is not None
    assert (found.points, found.beside) == ("不適用", ())
    assert [bar.cells[0] for bar in found.rows] == ["不適用"]


def test_of_deductions_alone_no_share_is_told() -> None:
    rubric = ruled(one_criterion('- {id: "1.1.1", title: 錯漏, ask: {count: {each: -1}}}'))
    (found,) = results(rubric, {"1.1.1": (3,)})
    assert found is not None
    assert (found.points, found.beside) == ("-3", ("名次：第 1 名（共 1 個機關）",))
    assert found.rows[0].cells == ("-3", "0", "—")
