"""A rubric file that is wrong is told where and what to do, in words."""

import re
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest

from scoring.errors import RubricError
from scoring.findings import Finding, has_error
from scoring.rubric_file import check_rubric, load_rubric
from tests.builders import places

GOOD = dedent(
    """\
    id: small
    title: 小評分表
    maximum: 30
    header:
      - {id: office, kind: office, label: 受考核機關名稱}
    groups:
      - title: 個別評核構面
        dimensions:
          - id: "1"
            title: 基礎服務
            maximum: 30
            children:
              - id: "1.1"
                title: 服務友善
                maximum: 30
                children:
                  - id: "1.1.1"
                    title: 資訊公開
                    maximum: 10
                  - id: "1.1.2"
                    title: 服務設施
                    maximum: 20
                    bands:
                      - {text: 優, low: 11, high: 20}
                      - {text: 可, low: 1, high: 10}
    """
)


def _checked(tmp_path: Path, text: str) -> tuple[bool, tuple[Finding, ...]]:
    path = tmp_path / "rubric.yaml"
    path.write_text(text, encoding="utf-8")
    rubric, findings = check_rubric(str(path))
    return rubric is not None, findings


def test_a_good_file_is_a_rubric_without_findings(tmp_path: Path) -> None:
    assert _checked(tmp_path, GOOD) == (True, ())


def test_points_keep_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "tenths.yaml"
    path.write_text(GOOD.replace("header:", "step: 0.1\nheader:"), encoding="utf-8")
    assert load_rubric(str(path)).step == Decimal("0.1")


def test_what_is_not_said_has_its_default(tmp_path: Path) -> None:
    path = tmp_path / "defaults.yaml"
    path.write_text(GOOD, encoding="utf-8")
    rubric = load_rubric(str(path))
    assert (rubric.step, rubric.total_label) == (Decimal(1), "總分")
    assert [(item.low, item.note_rows) for item in rubric.items] == [(Decimal(1), 4), (Decimal(1), 4)]


class Points(NamedTuple):
    """A change that makes the good file wrong, and the finding that it must give."""

    title: str
    old: str
    new: str
    code: str
    id: str
    params: dict[str, object]


class Shape(NamedTuple):
    """A change of shape, the nearest id, the field to be named, and words of the problem."""

    title: str
    old: str
    new: str
    id: str
    field: str
    problem: str


WRONG_POINTS = [
    Points("children that do not add up", "title: 資訊公開\n                maximum: 10",
     "title: 資訊公開\n                maximum: 9", "rubric-sum", "1.1",
     {"maximum": "30", "children": "29", "parts": "9＋20"}),
    Points("dimensions that do not add up", "maximum: 30\nheader", "maximum: 40\nheader", "rubric-sum", "",
     {"id": "總分", "maximum": "40", "children": "30", "parts": "30"}),
    Points("an id used twice", '"1.1.2"', '"1.1.1"', "rubric-duplicate-id", "1.1.1", {"count": 2}),
    Points("a band above its item", "high: 20", "high: 21", "rubric-band-outside", "1.1.2",
     {"band": 1, "range": "11~21", "allowed": "1~20"}),
    Points("a band below its item", "low: 1,", "low: 0,", "rubric-band-outside", "1.1.2",
     {"band": 2, "range": "0~10"}),
    Points("a band upside down", "low: 1, high: 10", "low: 10, high: 1", "rubric-band-inverted", "1.1.2",
     {"band": 2, "low": "10", "high": "1"}),
    Points("bands that stop short", "high: 20", "high: 19", "rubric-band-gap", "1.1.2",
     {"maximum": "20", "highest": "19"}),
    Points("bands that overlap", "high: 10}", "high: 12}", "rubric-band-overlap", "1.1.2",
     {"band": 1, "other": 2, "range": "11~20", "other_range": "1~12"}),
    Points("scores between two bands", "low: 1, high: 10", "low: 1, high: 8", "rubric-band-hole", "1.1.2",
     {"above": "8", "below": "11"}),
    Points("a band off the step", "low: 1,", "low: 1.5,", "rubric-field", "1.1.2", {"field": "bands"}),
    Points("a header without an office", "kind: office", "kind: text", "rubric-field", "",
     {"field": "header"}),
    Points("a header with two offices", "header:", "header:\n  - {id: b, kind: office, label: 乙}",
     "rubric-field", "", {"field": "header"}),
    Points("a header id used twice", "header:", "header:\n  - {id: office, kind: text, label: 乙}",
     "rubric-duplicate-id", "office", {"count": 2}),
    Points("a header id that is the program's", "header:",
     "header:\n  - {id: columns, kind: text, label: 乙}", "rubric-field", "columns", {"field": "id"}),
    Points("a comment where a text goes on", "title: 資訊公開", "title: 資訊公開 #1", "rubric-field", "1.1.1",
     {"field": "title", "at": "第 18 行，"}),
    Points("a low above the maximum", "maximum: 10", "maximum: 10\n                low: 11",
     "rubric-field", "1.1.1", {"field": "low"}),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_POINTS, ids=lambda wrong: wrong.title)
def test_points_that_cannot_be_right_are_named_with_their_id(tmp_path: Path, wrong: Points) -> None:
    assert GOOD.count(wrong.old) == 1
    is_rubric, findings = _checked(tmp_path, GOOD.replace(wrong.old, wrong.new))
    assert is_rubric
    assert places(findings) == [(wrong.code, wrong.id)]
    assert {key: findings[0].params[key] for key in wrong.params} == wrong.params
    assert findings[0].remedy()
    assert findings[0].remedy("en")


WRONG_SHAPE = [
    Shape("an id without quotes", '"1.1.1"', "1.1", "1.1", "id", "要加引號"),
    Shape("a whole number for an id", '- id: "1"\n', "- id: 1\n", "1", "id", "要加引號"),
    Shape("more points than a form has", "maximum: 30\nheader", "maximum: 1e400\nheader", "",
     "maximum", "太大，最多 1000000"),
    Shape("points that are next to none", "high: 20", 'high: "1e-999999"', "1.1.2", "high", "小數最多 4 位"),
    Shape("a step that is next to none", "header:", "step: 1.0e-20\nheader:", "", "step", "小數最多 4 位"),
    Shape("a count of ten thousand digits", "header:", f'note_rows: "{"9" * 10_000}"\nheader:', "",
     "note_rows", "位數太多"),
    Shape("an unknown field", "title: 資訊公開", "title: 資訊公開\n                maximun: 3",
     "1.1.1", "maximun", "不認得"),
    Shape("a missing title", "                title: 資訊公開\n", "", "1.1.1", "title", "缺少"),
    Shape("a missing header", "header:\n  - {id: office, kind: office, label: 受考核機關名稱}\n", "",
     "", "header", "缺少"),
    Shape("text for a number", "maximum: 10", "maximum: 十", "1.1.1", "maximum", "應為數字"),
    Shape("a band without its high", ", high: 10", "", "1.1.2", "high", "缺少"),
    Shape("an id that is no number", '"1.1.2"', '"1.1.b"', "1.1.b", "id", "格式不符"),
    Shape("a negative maximum", "maximum: 10", "maximum: -10", "1.1.1", "maximum", "太小"),
    Shape("a title of blanks", "title: 資訊公開", 'title: "  "', "1.1.1", "title", "不可空白"),
    Shape("a title of two lines", "title: 資訊公開", 'title: "資訊\\n公開"', "1.1.1", "title", "只能有一行"),
    Shape("a title that hides a character", "title: 資訊公開", 'title: "資訊\\u200b公開"', "1.1.1", "title",
     "不能使用的字元"),
    Shape("a title without end", "title: 資訊公開", f"title: {'長' * 1_001}", "1.1.1", "title",
     "太長，最多 1000 字"),
    Shape("a choice without options", "kind: office", "kind: choice", "office", "0", "要有 options"),
    Shape("options of a text", "kind: office", "kind: text, options: [甲]", "office", "0", "要有 options"),
    Shape("an option twice", "kind: office", "kind: choice, options: [甲, 甲]", "office", "0", "有兩項相同"),
    Shape("options that no list holds", "kind: office", 'kind: choice, options: ["甲,乙"]', "office", "0",
     "半形逗號"),
    Shape("bands on a section", "title: 服務友善\n", "title: 服務友善\n            bands: "
     "[{text: 優, low: 1, high: 30}]\n", "1.1", "bands", "不能有 bands"),
    Shape("no dimensions", GOOD[GOOD.index("    dimensions:") :], "    dimensions: []\n", "", "dimensions",
     "至少要有一項"),
    Shape("a list for a text", "title: 資訊公開", "title: [資訊公開]", "1.1.1", "title", "應為文字"),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_SHAPE, ids=lambda wrong: wrong.title)
def test_a_wrong_field_is_named_with_the_nearest_id_and_what_it_should_be(
    tmp_path: Path, wrong: Shape
) -> None:
    assert wrong.old in GOOD
    is_rubric, findings = _checked(tmp_path, GOOD.replace(wrong.old, wrong.new, 1))
    assert not is_rubric
    found = next(f for f in findings if str(f.params["field"]).endswith(wrong.field))
    assert (found.code, found.id) == ("rubric-field", wrong.id)
    assert wrong.problem in found.message()
    assert found.remedy()
    assert found.message("en")


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("title: 資訊公開", "titel: 資訊公開", "title"),
        ("title: 資訊公開", "標題: 資訊公開", "title"),
        ("maximum: 10", "配分: 10", "maximum"),
        ("{text: 優", "{level: 優, text: 優", None),
        (", high: 20", ", hihg: 20", "high"),
        ("kind: office", "type: office", "kind"),
        ("header:", "haeder:", "header"),
    ],
)
def test_an_unknown_field_is_told_with_the_one_that_may_be_meant(
    tmp_path: Path, old: str, new: str, meant: str | None
) -> None:
    _, findings = _checked(tmp_path, GOOD.replace(old, new, 1))
    unknown = [finding.message() for finding in findings if "不認得" in finding.message()]
    assert len(unknown) == 1
    assert ("是不是" in unknown[0]) == (meant is not None)
    assert meant is None or f"是不是「{meant}」" in unknown[0]


def test_points_that_no_score_can_be_are_told(tmp_path: Path) -> None:
    _, findings = _checked(tmp_path, GOOD.replace("header:", "step: 0.3\nheader:"))
    assert {(finding.id, finding.params.get("field", finding.code)) for finding in findings} == {
        *(("1.1.1", "low"), ("1.1.1", "maximum"), ("1.1.2", "low"), ("1.1.2", "maximum"), ("1.1.2", "bands")),
        ("1.1.2", "rubric-band-hole"),
    }


def test_what_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    twice = GOOD.replace('"1.1.2"', '"1.1.1"').replace("maximum: 30\nheader", "maximum: 40\nheader")
    _, findings = _checked(tmp_path, twice)
    assert [finding.message().partition("，")[0] for finding in findings] == ["第 17、20 行", "第 3 行"]
    assert [finding.message("en").partition(":")[0] for finding in findings] == ["Lines 17, 20", "Line 3"]
    _, (high,) = _checked(tmp_path, GOOD.replace("high: 10}", "high: 十}"))
    where = "第 25 行，定義檔中「1.1.2」的欄位 bands（第 2 項）.high"
    assert high.message() == f"{where}：應為數字，不加 % 與單位。"


def test_a_comment_on_a_line_of_its_own_or_behind_a_number_loses_nothing(tmp_path: Path) -> None:
    commented = GOOD.replace("maximum: 10", "maximum: 10  # 暫定\n                # 見附件").replace(
        "title: 服務設施", 'title: "服務設施 #1"  # 原表如此'
    )
    assert _checked(tmp_path, commented) == (True, ())


@pytest.mark.parametrize("text", ["", "只有文字", "- 一\n- 二\n", "12"])
def test_a_file_that_is_no_mapping_is_refused_as_a_whole(tmp_path: Path, text: str) -> None:
    is_rubric, findings = _checked(tmp_path, text)
    assert not is_rubric
    assert [f.code for f in findings] == ["rubric-field"]
    assert "檔案本身" in findings[0].message()


def test_a_dimension_needs_criteria_and_a_criterion_needs_items(tmp_path: Path) -> None:
    flat = GOOD.partition("        children:")[0]
    is_rubric, findings = _checked(tmp_path, flat)
    assert is_rubric
    assert [(f.code, f.id, f.params["field"]) for f in findings] == [("rubric-field", "1", "children")]


def test_text_that_is_not_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    is_rubric, findings = _checked(tmp_path, GOOD.replace("title: 資訊公開", "title: '資訊公開"))
    assert not is_rubric
    (found,) = findings
    assert found.code == "rubric-syntax"
    assert "行" in found.message()
    assert "line" in found.message("en")
    assert found.remedy()


@pytest.mark.parametrize(
    "bad", [".inf", ".nan", "-.inf", "1:30.5", "[", "{", "!!python/object:os.x", "&a", "*a"]
)
def test_a_number_or_tag_that_yaml_knows_and_points_do_not_is_a_finding(tmp_path: Path, bad: str) -> None:
    _, findings = _checked(tmp_path, GOOD.replace("maximum: 10", f"maximum: {bad}"))
    assert {f.code for f in findings} <= {"rubric-syntax", "rubric-field", "rubric-sum"}
    assert has_error(findings)


def test_a_number_that_is_none_is_told_with_its_line_and_in_words(tmp_path: Path) -> None:
    _, (found,) = _checked(tmp_path, GOOD.replace("maximum: 10", "maximum: .inf"))
    assert "class" not in found.message()
    assert re.search(r"第 \d+ 行|1\.1\.1", found.message())


def test_a_field_written_twice_is_said(tmp_path: Path) -> None:
    again = "maximum: 10\n                maximum: 10"
    _, findings = _checked(tmp_path, GOOD.replace("maximum: 10", again))
    assert [finding.code for finding in findings] == ["rubric-syntax"]


def test_a_missing_file_names_the_rubrics_there_are(tmp_path: Path) -> None:
    rubric, (found,) = check_rubric(str(tmp_path / "none.yaml"))
    assert rubric is None
    assert found.code == "rubric-syntax"
    assert "找不到檔案" in found.message()
    assert "107" in found.message()


def test_a_folder_is_no_rubric(tmp_path: Path) -> None:
    rubric, (found,) = check_rubric(str(tmp_path))
    assert (rubric, found.code) == (None, "rubric-syntax")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big5.yaml"
    path.write_bytes(GOOD.encode("cp950"))
    rubric, (found,) = check_rubric(str(path))
    assert (rubric, found.code) == (None, "rubric-syntax")
    assert "UTF-8" in found.message()
    assert "UTF-8" in found.message("en")


def test_a_name_that_no_file_can_have_is_refused() -> None:
    rubric, (found,) = check_rubric("a\0b")
    assert (rubric, found.code) == (None, "rubric-syntax")


def test_loading_a_wrong_file_raises_each_problem_on_a_line_with_its_remedy(tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text(GOOD.replace("high: 20", "high: 19").replace('"1.1.1"', '"1.1.2"'), encoding="utf-8")
    with pytest.raises(RubricError) as raised:
        load_rubric(str(path))
    lines = str(raised.value).splitlines()
    assert len(lines) == 2
    assert all(line.startswith(str(path)) for line in lines)
    assert "出現 2 次" in lines[0]
    assert "請給其中一項另一個編號" in lines[0]
    assert "級距最高只到 19" in lines[1]


def test_an_overlap_alone_does_not_keep_a_rubric_from_loading(tmp_path: Path) -> None:
    path = tmp_path / "overlap.yaml"
    path.write_text(GOOD.replace("high: 10}", "high: 12}"), encoding="utf-8")
    assert load_rubric(str(path)).maximum == 30


# ── what a section or item was last year ────────────────────────────────────────────────────────


def test_what_something_was_last_year_is_no_part_of_the_form(tmp_path: Path) -> None:
    plain, stated = tmp_path / "plain.yaml", tmp_path / "stated.yaml"
    plain.write_text(GOOD, encoding="utf-8")
    stated.write_text(GOOD.replace("title: 服務設施", 'title: 服務設施\n                was: "3.1"'), "utf-8")
    rubric = load_rubric(str(stated))
    assert rubric.earlier_ids == {"1.1.2": "3.1"}
    assert rubric.hash == load_rubric(str(plain)).hash


def test_one_of_last_year_has_not_become_two(tmp_path: Path) -> None:
    twice = re.sub(r'( +)- id: "1\.1\.(\d)"', r'\g<0>\n\1  was: "3.1"', GOOD)
    is_rubric, findings = _checked(tmp_path, twice)
    assert is_rubric
    assert [(f.code, f.id, f.params["field"]) for f in findings] == [
        ("rubric-field", "1.1.1", "was"),
        ("rubric-field", "1.1.2", "was"),
    ]
    assert "3.1" in findings[0].message()


def test_the_bundled_rubric_is_the_form_that_was_issued() -> None:
    """Forms are out with this hash: what is added to the program must not make others of them."""
    assert load_rubric("107").hash.startswith("a179180a65645cf1")


# ── files that say too much ─────────────────────────────────────────────────────────────────────

_FEW = """
id: "1"
title: t
maximum: 10
header: [{id: o, kind: office, label: o}, {id: d, kind: date, label: d}]
groups:
- title: g
  dimensions:
  - {id: "1", title: t, maximum: 10, children: [{id: "1.1", title: t, maximum: 10, children: [ITEMS]}]}
"""
_BANDS = "{id: '1.1.1', title: t, maximum: 10, bands: [&b {text: x, low: 1, high: 10}ALIASES]}"


def test_bands_that_an_alias_multiplies_are_too_many_to_be_compared(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(_FEW.replace("ITEMS", _BANDS.replace("ALIASES", ", *b" * 5_000)), "utf-8")
    rubric, [finding] = check_rubric(str(file))
    assert rubric is None
    assert "最多 60 個" in finding.message()


@pytest.mark.parametrize(
    "items",
    ["{ix: 1}," * 9_000, "{id: '1.1.1', title: t, maximum: 10, bands: [BANDS]}," * 40],
    ids=["fields", "overlaps"],
)
def test_no_more_is_told_of_one_kind_than_a_person_reads(items: str, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    bands = "{text: x, low: 1, high: 10}," * 60
    file.write_text(_FEW.replace("ITEMS", items.replace("BANDS", bands)), "utf-8")
    _, findings = check_rubric(str(file))
    assert 100 < len(findings) < 1_000


# ── levels ──────────────────────────────────────────────────────────────────────────────────────

ITEMS = dedent(
    """\
    id: alone
    title: 檢查表
    maximum: 20
    levels: [題目]
    header:
      - {id: office, kind: office, label: 單位}
    children:
      - {id: "1", title: 甲, maximum: 10}
      - {id: "2", title: 乙, maximum: 10}
    """
)


def test_a_form_of_items_alone_has_no_dimensions(tmp_path: Path) -> None:
    path = tmp_path / "alone.yaml"
    path.write_text(ITEMS, encoding="utf-8")
    rubric = load_rubric(str(path))
    assert (rubric.dimensions, rubric.levels) == ((), ("題目",))
    assert [node.id for node in rubric.top] == [item.id for item in rubric.items] == ["1", "2"]
    assert rubric.stated_ids == ("",)


def test_how_deep_a_section_stands_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "levels.yaml"
    kinds = {}
    for count in (2, 3, 4):
        levels = f"levels: [{'、甲乙丙丁'[1 : 1 + count].replace('', ',')[1:-1]}]\nheader:"
        path.write_text(GOOD.replace("header:", levels), encoding="utf-8")
        kinds[count] = [section.kind for section in load_rubric(str(path)).sections]
    assert kinds == {
        2: ["dimension", "heading"],
        3: ["dimension", "criterion"],
        4: ["dimension", "criterion"],
    }


def test_without_groups_the_top_level_stands_under_children(tmp_path: Path) -> None:
    grouped, plain = tmp_path / "grouped.yaml", tmp_path / "plain.yaml"
    grouped.write_text(GOOD.replace("個別評核構面", '""'), encoding="utf-8")
    plain.write_text(
        re.sub(r"groups:\n.*\n +dimensions:", "children:", GOOD.replace("個別評核構面", '""')),
        encoding="utf-8",
    )
    assert load_rubric(str(grouped)).hash == load_rubric(str(plain)).hash


def test_levels_that_are_those_of_107_change_no_hash(tmp_path: Path) -> None:
    path, said = tmp_path / "good.yaml", tmp_path / "said.yaml"
    path.write_text(GOOD, encoding="utf-8")
    said.write_text(GOOD.replace("header:", "levels: [評核構面, 考核項目, 細項]\nheader:"), encoding="utf-8")
    assert load_rubric(str(path)).hash == load_rubric(str(said)).hash


GROUPS = "groups: [{title: 甲, dimensions: [{id: '3', title: 丙, maximum: 20}]}]\n"
WRONG_LEVELS = [
    Shape("no top at all", ITEMS[ITEMS.index("children:") :], "", "", "", "groups（分組）或 children"),
    Shape("two tops", "children:", f"{GROUPS}children:", "", "", "只能有一種"),
    Shape("groups of items", ITEMS[ITEMS.index("children:") :], GROUPS, "", "", "groups 改成 children"),
    Shape("two levels of one name", "[題目]", "[題目, 題目]", "", "", "同名"),
    Shape("no level", "[題目]", "[]", "", "levels", "至少要有一項"),
    Shape("six levels", "[題目]", "[一, 二, 三, 四, 五, 六]", "", "levels", "最多 5 個"),
    Shape("too long a name", "[題目]", "[非常非常非常非常非常長的名稱]", "", "", "最多 12 字"),
    Shape("an item where a section should be", "[題目]", "[項目, 題目]", "1", "children", "項目之下要有題目"),
]


@pytest.mark.parametrize("wrong", WRONG_LEVELS, ids=lambda wrong: wrong.title)
def test_levels_that_do_not_fit_are_told_with_the_way_out(tmp_path: Path, wrong: Shape) -> None:
    assert wrong.old in ITEMS
    _, findings = _checked(tmp_path, ITEMS.replace(wrong.old, wrong.new))
    finding = findings[0]
    assert (finding.code, finding.id) == ("rubric-field", wrong.id)
    assert wrong.field in str(finding.params["field"])
    assert wrong.problem in finding.message()
