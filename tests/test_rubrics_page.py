"""docs/rubrics.md: each example is a whole rubric file, whose form can be issued, filled and read, and the
answers beneath it come to the totals and grades that the page states."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from macros.sample_answers import sample_card
from scoring.expressions import NA
from scoring.figures import figures_of
from scoring.folds import values_of
from scoring.form_rules import Choice, Count, Measured
from scoring.grades import grade
from scoring.rubric import WHOLE_FORM, Item, Rubric
from scoring.rubric_file import check_rubric
from scoring.scorecard import Answer, Header, Scorecard
from scoring.totals import recompute
from tests.builders import OFFICE
from tests.workbook.forms import KEY, filled, identity
from workbook.intake.check import Terms, check

PAGE = (Path(__file__).parents[1] / "docs" / "rubrics.md").read_text("utf-8")
_EXAMPLE = re.compile(r"```yaml\n(id: .*?)```\n((?:\n\|[^\n]*(?:\n\|[^\n]*)*)?)", re.DOTALL)
FOUND = {text.split()[1]: (text, table) for text, table in _EXAMPLE.findall(PAGE)}
EXAMPLES = {name: text for name, (text, _) in FOUND.items()}


@dataclass(frozen=True)
class Stated:
    """A row beneath an example: answers, the total and the grade that they come to."""

    example: str
    answers: str
    total: str
    grade: str


def _rows(name: str, table: str) -> list[Stated]:
    lines = [line.strip("|").split("|") for line in table.strip().splitlines()[2:]]
    rows = [[cell.strip() for cell in line] for line in lines]
    return [Stated(name, row[0], row[1], row[2] if len(row) > 2 else "") for row in rows]


STATED = [row for name, (_, table) in FOUND.items() for row in _rows(name, table)]


def _rubric(name: str, tmp_path: Path) -> Rubric:
    path = tmp_path / "example.yaml"
    path.write_text(EXAMPLES[name], encoding="utf-8")
    rubric, findings = check_rubric(str(path))
    assert findings == ()
    assert rubric is not None
    return rubric


def _card(rubric: Rubric, said: str) -> Scorecard:
    texts, answers = {}, {}
    lines = {line.id for line in rubric.header}
    for part in said.split(", "):
        node_id, _, value = part.partition(": ")
        if node_id in lines:
            texts[node_id] = value
        else:
            answers[node_id] = _answer(rubric.nodes[node_id], value)
    return Scorecard(OFFICE, Header({}, {}, texts), answers)


def _answer(item: object, said: str) -> Answer:
    assert isinstance(item, Item)
    match item.ask:
        case Choice(options):
            texts = [option.text for option in options]
            return Answer(ticked=tuple(texts.index(text) + 1 for text in said.split("+")))
        case Count() | Measured():
            return Answer(given=tuple(map(Decimal, said.split("/"))))
    if said == "不適用":
        return Answer(is_na=True, notes=("沒有這項業務。",))
    option, _, score = said.rpartition("=")
    texts = [band.text for band in item.bands]
    return Answer(Decimal(score), (texts.index(option) + 1,) if option else ())


def test_the_page_has_examples_and_states_what_answers_come_to() -> None:
    assert len(EXAMPLES) > 15
    assert len(STATED) > 20


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_a_rubric_whose_form_can_be_filled(example: str, tmp_path: Path) -> None:
    rubric = _rubric(example, tmp_path)
    data = filled(sample_card(rubric, OFFICE), rubric, identity(rubric))
    result = check(data, "example.xlsx", Terms(KEY, rubric_of=lambda _: rubric))
    assert [finding.code for finding in result.findings if finding.severity == "error"] == []


@pytest.mark.parametrize("stated", STATED, ids=lambda row: f"{row.example}: {row.answers}")
def test_answers_come_to_what_the_page_states(stated: Stated, tmp_path: Path) -> None:
    rubric = _rubric(stated.example, tmp_path)
    card = _card(rubric, stated.answers)
    total = recompute(rubric, card)[WHOLE_FORM]
    assert total.complete
    assert total.value is NA if stated.total == "不適用" else total.value == Decimal(stated.total)
    values = {**figures_of(rubric, card), **values_of(rubric, figures_of(rubric, card))}
    found = grade(rubric, WHOLE_FORM, values)
    assert (found.name if found else "") == stated.grade
