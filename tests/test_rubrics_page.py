"""docs/rubrics.md: each example is a whole rubric file, of which a form can be issued, filled and read."""

import re
from pathlib import Path

import pytest

from scoring.rubric_file import check_rubric
from tests.builders import scorecard
from tests.workbook.forms import KEY, filled, identity
from workbook.intake.check import Terms, check

PAGE = (Path(__file__).parents[1] / "docs" / "rubrics.md").read_text("utf-8")
EXAMPLES = {text.split()[1]: text for text in re.findall(r"```yaml\n(id: .*?)```", PAGE, re.DOTALL)}


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 1


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_is_a_rubric_whose_form_can_be_filled(example: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(example, encoding="utf-8")
    rubric, findings = check_rubric(str(path))
    assert findings == ()
    assert rubric is not None
    data = filled(scorecard(rubric), rubric, identity(rubric))
    result = check(data, "example.xlsx", Terms(KEY, rubric_of=lambda _: rubric))
    assert [finding.code for finding in result.findings if finding.severity == "error"] == []
