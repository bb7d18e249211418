"""What a rubric file says of its form's columns, and what cannot be right about it."""

from pathlib import Path
from typing import NamedTuple

import pytest

from scoring.answers import answers_of, overlay
from scoring.errors import AnswersError
from scoring.rubric_file import check_rubric, load_rubric
from scoring.scorecard import Scorecard
from tests.scoring.test_rubric_file import ITEMS

COLUMNS = """\
columns:
  notes: {label: 佐證, width: 40}
  guidance: {show: false}
  done: {kind: date, label: 完成日期}
"""


def _path(folder: Path, columns: str) -> str:
    path = folder / "rubric.yaml"
    path.write_text(ITEMS.replace("header:", f"{columns}header:"), encoding="utf-8")
    return str(path)


def test_columns_are_named_sized_left_out_and_added(tmp_path: Path) -> None:
    rubric = load_rubric(_path(tmp_path, COLUMNS))
    assert [(each.id, each.label, each.kind, each.is_shown) for each in rubric.columns] == [
        ("notes", "佐證", None, True),
        ("guidance", "", None, False),
        ("done", "完成日期", "date", True),
    ]
    assert [rubric.heading_of(each) for each in ("notes", "score", "points", "done")] == [
        *("佐證", "評分", "題目配分", "完成日期")
    ]


def test_columns_are_part_of_the_hash(tmp_path: Path) -> None:
    hashes = {load_rubric(_path(tmp_path, said)).hash for said in ("", COLUMNS, "columns: {}\n")}
    assert len(hashes) == 2


class Wrong(NamedTuple):
    """What a file says of its columns, and what is said to that."""

    title: str
    columns: str
    problem: str


WRONG = [
    Wrong("a column that there is not", "columns: {note: {width: 9}}", "是不是「notes」"),
    Wrong("a further one without a label", "columns: {done: {kind: date}}", "要有 label"),
    Wrong("a kind that there is not", "columns: {done: {kind: day, label: 日}}", "不是可用的值"),
    Wrong("a kind on the form's own", "columns: {notes: {kind: note}}", "不能有 kind"),
    Wrong("one that cannot be left out", "columns: {score: {show: false}}", "不能不要"),
    Wrong("notes that are required", "columns: {notes: {show: false}}", "notes_required: false"),
    Wrong("a further one left out", "columns: {done: {kind: date, label: 日, show: false}}", "整個刪去"),
    Wrong("two of one label", "columns: {done: {kind: date, label: 紀錄事項}}", "已經用在 notes"),
    Wrong("too narrow a one", "columns: {notes: {width: 1}}", "至少要 3"),
    Wrong("an id with blanks", "columns: {我的: {kind: date, label: 日}}", "格式不符"),
    Wrong("seven further ones",
          f"columns: {{{', '.join(f'x{n}: {{kind: note, label: 欄{n}}}' for n in range(7))}}}", "最多 6 個"),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.title)
def test_columns_that_cannot_be_are_told_with_the_way_out(tmp_path: Path, wrong: Wrong) -> None:
    _, findings = check_rubric(_path(tmp_path, f"{wrong.columns}\n"))
    assert any(wrong.problem in finding.message() and "columns" in finding.message() for finding in findings)
    assert all(finding.severity == "error" for finding in findings)


def test_guidance_that_would_not_be_printed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "guided.yaml"
    columns = "columns: {guidance: {show: false}}\nheader:"
    guided = ITEMS.replace("title: 甲,", "title: 甲, guidance: 由重到輕,")
    path.write_text(guided.replace("header:", columns), encoding="utf-8")
    assert "1 寫了 guidance" in check_rubric(str(path))[1][0].message()


def test_an_answers_file_says_what_stands_in_further_columns(tmp_path: Path) -> None:
    rubric = load_rubric(_path(tmp_path, COLUMNS))
    answers = answers_of({"items": {"1": {"score": 5, "further": {"done": "107/7/5"}}}}, rubric, "a.yaml")
    card = overlay(Scorecard(), answers, rubric)
    assert card.answer("1").further == {"done": "107/7/5"}
    with pytest.raises(AnswersError, match="done（完成日期）"):
        answers_of({"items": {"1": {"further": {"off": "x"}}}}, rubric, "a.yaml")


@pytest.mark.parametrize("word", ["0", "１分", "N*A", '無"', "=NA()"])
def test_a_word_for_not_applicable_that_a_formula_would_mistake_is_refused(tmp_path: Path, word: str) -> None:
    _, findings = check_rubric(_path(tmp_path, f"words: {{na: '{word}'}}\n"))
    assert [("words.na" in finding.message(), finding.severity) for finding in findings] == [(True, "error")]


def test_terms_may_be_called_otherwise(tmp_path: Path) -> None:
    rubric = load_rubric(_path(tmp_path, "words: {na: 免評, score: 自評}\n"))
    assert (rubric.na_text, rubric.heading_of("score"), rubric.term("notes")) == ("免評", "自評", "紀錄事項")
    _, findings = check_rubric(_path(tmp_path, "words: {nota: 佐證}\n"))
    assert findings[0].severity == "error"
