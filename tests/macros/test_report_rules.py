"""What `check --json` prints of forms of every rule can be filled in again."""

from random import Random

import pytest

from macros.report import collection_json, files_json
from scoring.answers import answers_of, overlay
from scoring.figures import figures_of
from scoring.scorecard import Header, Scorecard
from tests.extent import cases
from tests.random_rubrics import graded, random_card, usable_rubric
from tests.workbook.summary.files import checked, collected


@pytest.mark.parametrize("seed", range(cases(200)))
def test_answers_come_to_the_same_figures_again(seed: int) -> None:
    random = Random(f"json {seed}")
    rubric = usable_rubric(random)
    card = random_card(rubric, random)
    (file,) = files_json([checked("a.xlsx", card=card, of=rubric)], rubric, "zh-TW")["files"]
    answers = answers_of({"items": file["items"]}, rubric, "a.json")
    again = overlay(Scorecard(header=Header(texts=card.header.texts)), answers, rubric)
    assert figures_of(rubric, again) == figures_of(rubric, card)


@pytest.mark.parametrize("seed", range(cases(50)))
def test_grades_are_told_where_there_are_any(seed: int) -> None:
    random = Random(f"grades {seed}")
    rubric = graded(usable_rubric(random), random)
    merged = collected(checked("a.xlsx", card=random_card(rubric, random), of=rubric), of=rubric)
    told = collection_json(merged, "zh-TW")
    assert ("grade" in told["offices"][0]) is bool(rubric.grades)
    for section in rubric.sections:
        assert ("grade" in told["files"][0]["totals"][section.id]) is bool(section.grades)
    assert told.get("better", "high") == rubric.better
