"""`kaohe rubric`, `explain`, `instructions`, `--version`: what the program says of itself."""

import json
import re
from pathlib import Path

import pytest

from macros import __version__
from scoring.catalogue import CATALOGUE, LANGUAGES, SEVERITY_NAMES, Language
from scoring.rubric_file import schema
from tests.macros import forms
from tests.macros.terminal import kaohe, written
from workbook.form.guide import instructions

# ── rubrics ─────────────────────────────────────────────────────────────────────────────────────


def test_the_bundled_rubrics_are_listed_with_their_titles() -> None:
    ran = kaohe("rubric", "list")
    first, *samples = ran.out.splitlines()
    assert (ran.status, first) == (0, "107　107 年度法務部行政執行署為民服務不定期考核項目評分表")
    assert samples
    assert all(re.match("sample-[a-z]+　(示範|Sample)", line) for line in samples)


def test_the_tree_is_shown_with_every_node_its_points_and_bands() -> None:
    ran = kaohe("rubric", "show", "107")
    lines = [line.strip() for line in ran.out.splitlines()]
    rubric = forms.rubric()
    assert ran.status == 0
    assert lines[0] == f"{rubric.title}　1000 分"
    assert [line for line in lines if line.startswith("【")] == ["【個別評核構面】", "【整體評核構面】"]
    assert [line.split("　")[0] for line in lines[1:] if line[0].isdigit()] == [n.id for n in rubric.walk()]
    assert "1.1.2　2. 服務及時性　40 分" in lines
    assert sum(line.startswith("☐") for line in lines) == 29
    assert "☐ 1. 民眾對於機關整體洽公環境的滿意度達 85% 以上。　16~20 分" in lines
    assert "1.1　(一) 服務一致及正確　100 分　＊title、maximum 為補訂" in lines
    assert sum("補訂" in line for line in lines) == sum(bool(node.reconstructed) for node in rubric.walk())


def test_the_tree_shows_how_items_are_answered_of_which_no_score_is_typed() -> None:
    lines = [line.strip() for line in kaohe("rubric", "show", "sample-demerits").out.splitlines()]
    assert lines[lines.index("2.1　1. 故障的便器（座）　20 分") + 1] == "填件數，每件 2 分"
    assert lines[lines.index("3.1　上午　5 分") + 1] == "選一項：清潔 0 分、略髒 2 分、髒亂 5 分"


def test_a_bundled_rubric_is_usable_and_its_overlapping_bands_are_a_warning() -> None:
    ran = kaohe("rubric", "check", "107")
    *warnings, last = ran.out.splitlines()
    assert ran.status == 0
    assert last == "107：36 項、29 個級距、1000 分，可以使用"
    assert warnings
    assert all("警告 rubric-band-overlap" in line for line in warnings)


BUNDLED = forms.rubric_file()
WRONG_RUBRICS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "sum": (
        BUNDLED.replace("maximum: 1000", "maximum: 999", 1).encode(),
        ("rubric-sum", "配分 999，其下各項合計卻是 1000", "→ 請修正"),
    ),
    "duplicate": (
        BUNDLED.replace('id: "1.1.3"', 'id: "1.1.2"').encode(),
        ("rubric-duplicate-id　1.1.2", "出現 2 次", "請給其中一項另一個編號"),
    ),
    "band outside": (
        BUNDLED.replace("low: 26, high: 30", "low: 26, high: 31", 1).encode(),
        ("rubric-band-outside　1.1.3", "第 1 個級距 26~31 超出該項的 1~30"),
    ),
    "band inverted": (
        BUNDLED.replace("low: 21, high: 25", "low: 25, high: 21", 1).encode(),
        ("rubric-band-inverted　1.1.3", "下限 25 高於上限 21"),
    ),
    "band gap": (
        BUNDLED.replace("low: 26, high: 30", "low: 26, high: 29", 1).encode(),
        ("rubric-band-gap　1.1.3", "配分 30，級距最高只到 29"),
    ),
    "field": (BUNDLED.replace('id: "1.1.2"', "id: 1.1", 1).encode(), ("rubric-field", "要加引號")),
    "misspelt": (BUNDLED.replace("maximum: 40", "maximun: 40", 1).encode(), ("rubric-field", "maximun")),
    "syntax": (b"id: [", ("rubric-syntax", "第 1 行")),
    "empty": (b"", ("rubric-field",)),
    "a list": (b"- 1", ("rubric-field",)),
    "not UTF-8": ("id: 評分表".encode("cp950"), ("rubric-syntax", "Big5")),
    "a workbook": (forms.blank(), ("rubric-syntax",)),
}


@pytest.mark.parametrize("name", WRONG_RUBRICS)
def test_a_wrong_rubric_is_told_with_file_place_and_remedy_and_ends_with_1(name: str) -> None:
    data, says = WRONG_RUBRICS[name]
    ran = kaohe("rubric", "check", written(Path("109.yaml"), data))
    assert (ran.status, ran.err) == (1, "")
    assert all(line.startswith("109.yaml　") and "→" in line for line in ran.out.splitlines())
    for words in says:
        assert words in ran.out
    assert "可以使用" not in ran.out


@pytest.mark.parametrize("name", ["nowhere.yaml", "999", ".", ""])
def test_a_rubric_that_is_not_there_ends_with_1(name: str) -> None:
    ran = kaohe("rubric", "check", name)
    assert (ran.status, ran.err) == (1, "")
    assert "錯誤 rubric-syntax" in ran.out


def test_a_wrong_rubric_is_told_in_english_too() -> None:
    wrong = written(Path("109.yaml"), WRONG_RUBRICS["band gap"][0])
    out = kaohe("rubric", "check", wrong, "--lang", "en").out
    assert (
        "error rubric-band-gap　1.1.3　Line 50: “1.1.3” has 30 points, but its bands reach 29 only. →" in out
    )


@pytest.mark.parametrize(
    "command",
    [("rubric", "show"), ("instructions",), ("issue", "--out", "out", "--rubric")],
)
def test_a_rubric_that_is_not_there_ends_other_commands_with_2(command: tuple[str, ...]) -> None:
    ran = kaohe(*command, "999")
    assert (ran.status, ran.out) == (2, "")
    assert "找不到檔案；內建的評分表有 107" in ran.err


def test_a_rubric_file_that_was_corrected_is_read_anew() -> None:
    for title in ("第一版", "第二版"):
        own = written(Path("own.yaml"), forms.rubric_file(id="108", title=title)).resolve()
        assert kaohe("rubric", "show", own).out.splitlines()[0] == f"{title}　1000 分"


def test_every_problem_of_a_rubric_is_told_at_once() -> None:
    text = BUNDLED.replace("maximum: 1000", "maximum: 999", 1).replace('id: "1.1.3"', 'id: "1.1.2"')
    ran = kaohe("issue", "--out", "out", "--rubric", written(Path("109.yaml"), text))
    assert ran.status == 2
    assert "合計卻是 1000" in ran.err
    assert "出現 2 次" in ran.err


# ── explain ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_explained_in_both_languages(code: str, language: Language) -> None:
    ran = kaohe("explain", code, "--lang", language)
    entry = CATALOGUE[code]
    head, meaning, remedy = ran.out.splitlines()
    assert ran.status == 0
    severity = SEVERITY_NAMES[language][entry.severity]
    assert head == (f"{code} ({severity})" if language == "en" else f"{code}（{severity}）")
    assert meaning == f"  {entry.meaning[language]}"
    assert remedy.startswith("  → ")
    assert "{" not in remedy
    assert re.sub(r"\{\w+\}", "…", entry.remedy[language]) == remedy.removeprefix("  → ")


def test_all_codes_are_explained_at_once() -> None:
    out = kaohe("explain", "all").out
    assert re.findall(r"^([a-z-]+)（", out, re.MULTILINE) == list(CATALOGUE)


@pytest.mark.parametrize("code", ["score-mising", "", "ALL", "score-missing "])
def test_an_unknown_code_ends_with_2_and_names_those_there_are(code: str) -> None:
    ran = kaohe("explain", code)
    assert (ran.status, ran.out) == (2, "")
    assert f"沒有檢核代碼「{code}」" in ran.err
    assert "score-missing、" in ran.err


# ── the rest ────────────────────────────────────────────────────────────────────────────────────


def test_the_instructions_are_those_of_the_workbook() -> None:
    ran = kaohe("instructions")
    assert ran.status == 0
    assert ran.out == instructions(forms.rubric()) + "\n"
    assert "勾第 1 項者 26~30" in ran.out


def test_the_version_is_printed() -> None:
    assert kaohe("--version").out == f"kaohe, version {__version__}\n"


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_is_named_in_the_help_in_both_languages(option: str) -> None:
    ran = kaohe(option)
    assert ran.status == 0
    for command in ("issue", "fill", "check", "merge", "demo", "explain", "instructions", "rubric"):
        assert re.search(rf"^  {command} ", ran.out, re.MULTILINE)
        assert kaohe(command, option).status == 0


def test_the_schema_of_rubric_files_is_printed_for_editors() -> None:
    ran = kaohe("rubric", "schema")
    assert (ran.status, json.loads(ran.out)) == (0, schema())
