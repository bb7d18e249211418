"""The forms of the sample rubrics: what they say, and that they say nothing of what they do not have."""

import pytest

from scoring.rubric_file import bundled_rubric
from scoring.scorecard import Scorecard
from tests.scoring.test_samples import SAMPLES
from workbook.form.formulas import formulas, total_lines
from workbook.form.guide import instructions
from workbook.layout import layout_of


def test_questions_in_a_row_that_are_answered_alike_share_a_line_of_the_instructions() -> None:
    *_, last = instructions(bundled_rubric("sample-audit")).strip().splitlines()
    assert last.startswith("4.1-1 到 10.3-6（300 項）：選一項：符合 1 分、輕微 0 分")


def test_a_section_of_deductions_alone_prints_no_points_to_be_had() -> None:
    layout = layout_of(bundled_rubric("sample-documents"))
    assert total_lines(layout, "1") == ["一、格式", "得分："]
    assert total_lines(layout_of(bundled_rubric("sample-land")), "1")[-2:] == ["(100分)", "得分："]


def test_a_band_of_fixed_worth_prints_one_number() -> None:
    item = bundled_rubric("sample-telephone").items[1]
    assert [band.range_text for band in item.bands] == ["5", "4", "2~3", "0~1"]


@pytest.mark.parametrize("rubric_id", SAMPLES)
def test_instructions_say_nothing_of_107(rubric_id: str) -> None:
    said = instructions(bundled_rubric(rubric_id))
    assert "構面" not in said
    assert "分署" not in said
    assert "107" not in said
    assert len(said.splitlines()) < 120


def test_the_lines_beside_the_header_count_nothing_that_the_form_does_not_have() -> None:
    layout = layout_of(bundled_rubric("sample-best"))
    said = {formula.cell: formula.value for formula in formulas(layout, Scorecard())}
    assert [said[cell] for cell in layout.summary_cells[1:]] == [
        "未評分 11 項、分數不符 0 項",
        "表頭未填 3 項",
    ]
