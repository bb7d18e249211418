"""A small share of the mutants of elements; the same comparison finds readings that are planted wrong."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.scorecard import Stated
from tests.extent import cases
from tests.fuzz import differing
from tests.fuzz.differing import Tally, case_at, chosen, is_quiet, kept, made, run
from tests.fuzz.elements import KINDS
from tests.fuzz.resaved import as_seeds, made_forms
from tests.fuzz.seeds import SHEET, Seed, changed, read
from tests.fuzz.shown import JudgeError, judged_by_openpyxl
from tests.fuzz.shown_by_libreoffice import LibreOfficeJudge
from tests.office.conftest import libreoffice  # noqa: F401  the fixture
from tests.office.libreoffice import LibreOffice
from workbook.collection.checked import Checked

MUTANTS = 600


@pytest.fixture(scope="module")
def seeds() -> Mapping[str, Seed]:
    """Good forms as we and openpyxl write them, which takes no other program."""
    return as_seeds(made_forms(("openpyxl",)))


def _texts(tally: Tally) -> list[str]:
    return [f"{number}: {found}" for number, found in sorted(tally.found.items())]


def test_no_mutant_is_accepted_where_openpyxl_shows_something_else(seeds: Mapping[str, Seed]) -> None:
    tally = run(0, range(cases(MUTANTS)), seeds)
    assert _texts(tally) == []
    assert len(tally.quiet) > tally.mutants / 5
    assert tally.outcomes["refused"] > tally.mutants / 20


@pytest.mark.judge
@pytest.mark.libreoffice
def test_no_mutant_is_accepted_where_libreoffice_shows_something_else(
    seeds: Mapping[str, Seed],
    libreoffice: LibreOffice,  # noqa: F811  the fixture
) -> None:
    judge = LibreOfficeJudge(libreoffice)
    tally = run(1, range(80), seeds)
    for number in tally.quiet:
        case = case_at(1, number, sorted(seeds))
        data, _ = made(case, seeds)
        try:
            assert judge.judged(seeds[case.seed], data, read(data)) == [], number
        except JudgeError:  # not shown at all
            continue


def test_every_kind_of_step_is_used_and_each_number_makes_the_same_file(seeds: Mapping[str, Seed]) -> None:
    names = sorted(seeds)
    used = {kind for number in range(MUTANTS) for kind in made(case_at(0, number, names), seeds)[1]}
    assert used == set(KINDS)
    assert all(
        made(case_at(7, number, names), seeds) == made(case_at(7, number, names), seeds)
        for number in range(20)
    )


def _score_plus_one(checked: Checked) -> Checked:
    card = checked.scorecard
    answer = card.answer("1.1.1")
    other = replace(answer, score=(answer.score or Decimal(0)) + 1)
    return replace(checked, scorecard=replace(card, answers={**card.answers, "1.1.1": other}))


def _no_ticks(checked: Checked) -> Checked:
    card = checked.scorecard
    answers = {item_id: replace(answer, ticked=()) for item_id, answer in card.answers.items()}
    return replace(checked, scorecard=replace(card, answers=answers))


def _other_total(checked: Checked) -> Checked:
    total = replace(checked.totals["1.1"], recomputed=Decimal(3), stated=Stated(Decimal(3)))
    return replace(checked, totals={**checked.totals, "1.1": total})


PLANTED = {"score": _score_plus_one, "tick": _no_ticks, "total": _other_total}


@pytest.mark.parametrize("kind", list(PLANTED))
def test_a_reading_with_a_planted_bug_is_found_out_by_openpyxl(kind: str, seeds: Mapping[str, Seed]) -> None:
    seed = seeds["small-inline"]
    assert judged_by_openpyxl(seed, seed.data, seed.checked) == []
    found = judged_by_openpyxl(seed, seed.data, PLANTED[kind](seed.checked))
    assert {each.kind for each in found} == {kind}


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", list(PLANTED))
def test_a_reading_with_a_planted_bug_is_found_out_by_libreoffice(
    kind: str,
    seeds: Mapping[str, Seed],
    libreoffice: LibreOffice,  # noqa: F811  the fixture
) -> None:
    seed = seeds["small-inline"]
    judge = LibreOfficeJudge(libreoffice)
    assert judge.judged(seed, seed.data, seed.checked) == []
    found = judge.judged(seed, seed.data, PLANTED[kind](seed.checked))
    assert {each.kind for each in found} == {kind}


Edit = Callable[[bytes], bytes]
SHOWN_OTHERWISE: dict[str, Edit] = {
    "sheet": lambda xml: xml.replace(b"<v>", b"<!--").replace(b"</v>", b"-->"),
    "score": lambda xml: xml.replace(b'<row r="7"', b'<row r="7" hidden="1"'),
    "formula": lambda xml: xml.replace(b"SUM(C7,C9)", b"SUM(C7,C8)"),
}


@pytest.mark.parametrize("kind", list(SHOWN_OTHERWISE))
def test_what_is_hidden_or_calculated_otherwise_is_found(kind: str, seeds: Mapping[str, Seed]) -> None:
    """Held against the reading of the good form, as if the change had not been noticed."""
    seed = seeds["small-shared"]
    data = changed(seed.data, lambda parts: {SHEET: SHOWN_OTHERWISE[kind](parts[SHEET])})
    assert kind in {each.kind for each in judged_by_openpyxl(seed, data, seed.checked)}


def test_a_finding_that_the_good_form_did_not_have_is_not_quiet(seeds: Mapping[str, Seed]) -> None:
    seed = seeds["small-inline"]
    assert is_quiet(seed, seed.checked)
    data = changed(seed.data, lambda parts: {SHEET: parts[SHEET].replace(b"<sheetProtection", b"<sheetPr2")})
    assert not is_quiet(seed, read(data))


def test_libreoffice_judges_what_openpyxl_does_not_open_and_others_spread_over_the_run() -> None:
    tally = Tally(quiet=list(range(0, 1_000, 2)), unopened={4: "", 500: ""})
    numbers = chosen(tally, 12)
    assert numbers[:2] == [4, 500]
    assert len(set(numbers)) == 12
    assert max(numbers) > 800


def test_what_differs_is_written_with_what_was_done(
    seeds: Mapping[str, Seed], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differing, "read", lambda data: _score_plus_one(read(data)))
    tally = run(0, range(20), {"small-inline": seeds["small-inline"]})
    assert tally.found
    forms = {"small-inline": ("small", seeds["small-inline"].data)}
    folder = tmp_path_factory.mktemp("found")
    lines = [*kept(tally.found, 0, forms, folder)]
    assert len([*folder.iterdir()]) == len(tally.found) == len([line for line in lines if ".xlsx" in line])
