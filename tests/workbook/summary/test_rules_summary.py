"""Consolidated workbooks of random rubrics: what stands in 總表 is what every office came to."""

from random import Random

import pytest

from scoring.adjusted import faults
from scoring.expressions import NA, as_decimal, near
from scoring.ranking import ranks
from scoring.rubric import WHOLE_FORM, Rubric
from scoring.scorecard import Office
from tests.extent import cases
from tests.random_rubrics import graded, random_card, usable_rubric
from tests.workbook.summary.files import CONTEXT, checked, collected, roster
from workbook.collection.selection import Collection
from workbook.summary.csv_files import csv_files
from workbook.summary.earlier import read_earlier
from workbook.summary.write import write

CASES = range(cases(200))


def collection(rubric: Rubric, random: Random) -> Collection:
    """Up to six offices with random answers, and one that sent nothing."""
    offices = [Office(f"O{n}", f"機關{n}") for n in range(random.randint(0, 6))]
    files = [checked(o.name, o, card=random_card(rubric, random, o), of=rubric) for o in offices]
    return collected(*files, on=roster(*offices, Office("O9", "沒寄的機關")), of=rubric)


@pytest.mark.parametrize("seed", CASES)
def test_the_workbook_is_read_back_as_it_was_made(seed: int) -> None:
    random = Random(f"read {seed}")
    rubric = graded(usable_rubric(random), random)
    merged = collection(rubric, random)
    read = read_earlier(write(merged, CONTEXT), "總表.xlsx")
    for result, office in zip(merged.results, read.offices, strict=True):
        assert (office.rank, office.grade) == (result.rank, result.grade.name if result.grade else "")
        if result.form is None:
            continue
        totals = {key: result.form.totals[key].value for key in rubric.stated_ids}
        for node_id, value in {**result.form.figures, **totals}.items():
            if node_id in office.points:
                assert (node_id in office.absent) is (value is NA)
                assert near(office.points[node_id], as_decimal(value))
        assert list(faults(rubric, office)) == []


@pytest.mark.parametrize("seed", CASES)
def test_ranks_go_by_the_better_total_among_those_that_are_ranked(seed: int) -> None:
    random = Random(f"ranks {seed}")
    rubric = graded(usable_rubric(random), random)
    merged = collection(rubric, random)
    ranked = {}
    for result in merged.results:
        whole = result.form.totals[WHOLE_FORM] if result.form else None
        if whole and whole.complete and not whole.is_na and not (result.grade and not result.grade.ranked):
            ranked[result.office.code] = whole.recomputed
    expected = ranks(ranked, rubric.better)
    assert {result.office.code: result.rank for result in merged.results if result.rank} == expected


@pytest.mark.parametrize("seed", CASES)
def test_csv_files_have_a_row_for_every_item_and_total(seed: int) -> None:
    random = Random(f"csv {seed}")
    merged = collection(graded(usable_rubric(random), random), random)
    found = {name: data.decode("utf-8-sig").splitlines() for name, data in csv_files(merged, CONTEXT)}
    assert len(found["評分.csv"]) == 1 + len(merged.results) * len(merged.rubric.items)
    assert len(found["得分.csv"]) == 1 + len(merged.results) * len(merged.rubric.total_ids)
