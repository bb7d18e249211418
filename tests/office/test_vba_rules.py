"""The VBA module, run by LibreOffice on forms of any rubric, comes to what the program comes to: random
rubrics with every kind of ask, fold and condition, and the bundled samples."""

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from scoring.rubric import Rubric
from scoring.rubric_file import bundled_ids, load_rubric
from scoring.scorecard import Office, Scorecard
from tests.extent import cases
from tests.office import basic
from tests.office.libreoffice import LibreOffice
from tests.random_rubrics import random_card, usable_rubric
from tests.workbook import forms
from tests.workbook.summary.files import CONTEXT
from workbook.collection.selection import Collection, select
from workbook.form.fill import fill, stock
from workbook.identity import identity_of, sign
from workbook.intake.check import Terms, check
from workbook.protection import Lock
from workbook.summary import vba
from workbook.summary.columns import MAIN_FIRST_ROW, MAIN_SHEET, columns_of
from workbook.summary.facts import Facts
from workbook.summary.main_sheet import rows
from workbook.summary.stream import Computed

pytestmark = pytest.mark.libreoffice

RUBRICS, CARDS = 40, 6
LATEST = 1_800_000_000
TOO_LONG = frozenset({"sample-audit"})
"""Of 300 questions: LibreOffice 7.4 keeps 64 KB of texts a module."""
Cell = tuple[str, str, object]
"""An office, a column of 總表 by its key, and what stands there."""
Found = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def office() -> Iterator[LibreOffice]:
    """One of its own: it opens windows, which the others' need not bear."""
    with LibreOffice() as running:
        yield running


def handed_in(folder: Path, rubric: Rubric, cards: Sequence[Scorecard]) -> Collection:
    """Put a form of each card into a folder; what the program makes of them."""
    blank = stock(rubric, Lock(), named=True)
    files = []
    for number, card in enumerate(cards, start=1):
        who = Office(f"C{number:02}", f"第{number}分署")
        data = fill(blank, sign(identity_of(rubric, who, forms.ISSUE), forms.KEY), replace(card, office=who))
        path = folder / f"{number:02}.xlsx"
        path.write_bytes(data)
        os.utime(path, (LATEST, LATEST))
        files.append(check(data, str(path), Terms(rubric=rubric)))
    return select(rubric, files, None)


def cells_of(collection: Collection) -> list[Cell]:
    """What stands in 總表 of the program."""
    columns = columns_of(collection.rubric).all
    return [
        (result.office.code, column.key, plain(value.value if isinstance(value, Computed) else value))
        for result, row in zip(collection.results, rows(Facts(collection, CONTEXT)), strict=True)
        for column, value in zip(columns, row.values, strict=True)
    ]


def plain(value: object) -> object:
    if value is None:
        return ""
    return value if isinstance(value, str) else float(str(value))


def different(theirs: list[Cell], ours: list[Cell]) -> list[tuple[Cell, Cell]]:
    """What is not the same; formulas round totals to nine digits."""
    pairs = zip(theirs, ours, strict=True)
    return [(own, other) for own, other in pairs if not is_same(own[2], other[2]) or own[:2] != other[:2]]


def is_same(own: object, other: object) -> bool:
    if isinstance(own, float) and isinstance(other, float):
        return math.isclose(own, other, abs_tol=1e-9)
    return own == other


def compared(
    office: LibreOffice, folder: Path, rubric: Rubric, random: Random
) -> tuple[list[Cell], list[Cell], set[Found], set[Found]]:
    """The cells of 總表 and the findings, of the module and of the program."""
    cards = [random_card(rubric, random) for _ in range(CARDS)]
    collection = handed_in(folder, rubric, cards)
    ran = basic.run(office, vba.module(rubric), folder)
    assert ran.error == ""
    codes = [result.office.code for result in collection.results]
    columns = columns_of(rubric).all
    theirs = [
        (code, column.key, plain(value))
        for code, row in zip(codes, ran.sheets[MAIN_SHEET].rows[MAIN_FIRST_ROW - 1 :], strict=True)
        for column, value in zip(columns, row, strict=True)
    ]
    ours = {
        (each.office.name, finding.item, finding.cell, finding.code)
        for each in collection.files
        for finding in each.findings
        if finding.code in vba.FINDINGS
    }
    _, *lines = ran.sheets["檢核結果"].rows
    found = {(str(row[1]), str(row[2]), str(row[9]), str(row[10])) for row in lines}
    return theirs, cells_of(collection), found, ours


@pytest.mark.parametrize("seed", range(cases(RUBRICS)))
def test_of_random_rubrics_it_has_the_figures_ranks_and_findings_of_the_program(
    office: LibreOffice, tmp_path: Path, seed: int
) -> None:
    random = Random(f"vba {seed}")
    theirs, ours, found, expected = compared(office, tmp_path, usable_rubric(random), random)
    assert different(theirs, ours) == []
    assert found == expected


@pytest.mark.judge
@pytest.mark.parametrize("rubric_id", sorted({*bundled_ids()} - TOO_LONG))
def test_of_every_bundled_rubric_it_has_the_figures_ranks_and_findings_of_the_program(
    office: LibreOffice, tmp_path: Path, rubric_id: str
) -> None:
    rubric = load_rubric(rubric_id)
    theirs, ours, found, expected = compared(office, tmp_path, rubric, Random(rubric_id))
    assert different(theirs, ours) == []
    assert found == expected
