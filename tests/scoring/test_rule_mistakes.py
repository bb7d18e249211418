"""Mistakes in rubric files, as people make them: each is told with its line, the id and the way out."""

from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest

from scoring.findings import Finding
from scoring.rubric_file import check_rubric

GOOD = dedent(
    """\
    id: ours
    title: 自己的評分表
    maximum: 100
    step: 0.5
    notes_required: false
    allow_na: true
    fold: {kind: mean}
    round: {to: 0.01}
    grades:
      - {name: 優等, from: 90, if: {any: {kind: dimension, from: 95}}}
      - {name: 甲等, from: 80}
      - {name: 乙等, from: 0}
    header:
      - {id: office, kind: office, label: 受考核機關}
      - {id: date, kind: date, label: 考核日期}
      - {id: risk, kind: choice, label: 風險, options: [高, 中, 低]}
    scales:
      yn: [{text: 是, worth: 1}, {text: 否, worth: 0}, {text: 不適用, na: true}]
      level: [{text: 優, worth: 10}, {text: 良, worth: 5}, {text: 劣, worth: 0}]
    groups:
      - title: ""
        dimensions:
          - id: "1"
            title: 管理
            weight: 3
            maximum: 100
            children:
              - id: "1.1"
                title: 制度
                maximum: 100
                fold: {kind: count, of: 是, out_of: 100}
                ask: {choice: yn}
                children:
                  - {id: "1.1.1", title: 訂有計畫}
                  - {id: "1.1.2", title: 按期檢討}
          - id: "2"
            title: 執行
            weight: 1
            maximum: 100
            fold: {kind: sum, base: 90, cap: [0, 100]}
            children:
              - id: "2.1"
                title: 成果
                maximum: 10
                fold: {kind: sum, best: 2, cap: [null, 10]}
                children:
                  - {id: "2.1.1", title: 品質, ask: {choice: level}, maximum: 10}
                  - {id: "2.1.2", title: 錯誤件數, ask: {count: {each: -1}}}
                  - id: "2.1.3"
                    title: 完成率
                    ask:
                      measure: {of: [完成數, 應辦數], steps: [{from: 0.9, worth: 5}, {from: 0, worth: 0}]}
                  - {id: "2.1.4", title: 訪視, maximum: 5, low: 0, when: {risk: [高]}}
    """
)
_LEVEL = "[{text: 優, worth: 10}, {text: 良, worth: 5}, {text: 劣, worth: 0}]"
_RANGES = "[{text: 優, low: 6, high: 10}, {text: 劣, low: 0, high: 5.5}]"
_FIRST_GRADE = "{name: 優等, from: 90, if: {any: {kind: dimension, from: 95}}}"
_ANY = "{any: {kind: dimension, from: 95}}"
_LEVEL_ASK = "ask: {choice: level}, maximum: 10"


class Mistake(NamedTuple):
    """What is changed in the good file (several changes are separated by ``and``), on which line the finding
    is to be, with which id, and words of it in both languages."""

    title: str
    old: str
    new: str
    line: int | None
    id: str
    zh: str
    en: str
    also: tuple[str, str] = ("", "")


EARLIER = [
    Mistake("a tab", "        title: 管理", "\ttitle: 管理", 24, "", "不要用 Tab", "indent with blanks"),
    Mistake("a full-width colon", "title: 管理", "title： 管理", 24, "", "少了半形冒號",
            "a colon is missing"),
    Mistake("no blank behind a colon", "weight: 3", "weight:3", 25, "", "冒號後面要空一格",
            "a blank after it"),
    Mistake("a quotation without end", "title: 管理", 'title: "管理', 28, "", "引號沒有收尾",
            "is not closed"),
    Mistake("a text cut at #", "title: 管理", "title: 管理 #1", 24, "1", "整段加上引號", "quotation marks"),
    Mistake("a field twice", "weight: 3", "weight: 3\n        weight: 4", 26, "", "請刪去一次", "delete one"),
    Mistake("an id without quotes", 'id: "1.1.1"', "id: 1.1", 34, "1.1", "要加引號", "need quotes"),
    Mistake("an id twice", '"1.1.2"', '"1.1.1"', 34, "1.1.1", "出現 2 次", "is used 2 times"),
    Mistake("an id in small letters", '"1.1.2"', '"1.1.b"', 35, "1.1.b", "大寫英文", "capital letters"),
    Mistake("a misspelt field", "        title: 成果", "        titel: 成果", 43, "2.1", "是不是「title」",
            "did you mean “title”"),
    Mistake("a field in Chinese", "weight: 3\n        maximum", "weight: 3\n        配分", 26, "1",
            "是不是「maximum」", "did you mean “maximum”"),
    Mistake("no office", "kind: office", "kind: text", 13, "", "kind 是 office", "whose kind is office"),
    Mistake("two offices", "kind: date", "kind: office", 13, "", "現在有 2 個", "it has 2"),
    Mistake("a header id twice", "id: date", "id: office", 14, "office", "出現 2 次", "is used 2 times"),
    Mistake("a header id of the program", "id: date", "id: columns", 15, "columns", "請改用別的",
            "use another"),
    Mistake("a kind that is none", "kind: date", "kind: day", 15, "date", "是不是「date」",
            "did you mean “date”"),
    Mistake("a choice without options", ", options: [高, 中, 低]", "", 16, "risk", "要有 options",
            "needs options"),
    Mistake("a blank title", "title: 管理", 'title: ""', 24, "1", "不可空白", "should not be empty"),
    Mistake("points off the step", "maximum: 5, low", "maximum: 5.3, low", 53, "2.1.4", "0.5 的倍數",
            "no multiple of the step 0.5"),
    Mistake("parts that do not add up", "title: 成果\n            maximum: 10",
            "title: 成果\n            maximum: 12", 44, "2.1", "合計卻是 10", "make 10"),
    Mistake("bands on a section", "title: 成果\n", "title: 成果\n            low: 3\n", 44, "2.1",
            "移到下面的細項", "move that to the items"),
    Mistake("bands upside down", "maximum: 5, low: 0,",
            "maximum: 5, low: 0, bands: [{text: 好, low: 5, high: 0}],", 53, "2.1.4", "下限 5 高於上限 0",
            "its low 5 above its high 0"),
]  # fmt: skip
NEW = [
    Mistake("a scale that is misspelt", "choice: yn", "choice: yin", 32, "1.1", "是不是「yn」",
            "did you mean “yn”"),
    Mistake("a scale that nobody uses", "scales:\n", "scales:\n  spare: [{text: 甲, worth: 1}]\n", 17, "",
            "沒有任何 ask 用到", "no ask names"),
    Mistake("a scale that is called no", "yn: [", "no: [", 17, "", '如 "no"', "need quotes"),
    Mistake("an option that is called yes", "{text: 是,", "{text: yes,", 18, "", '如 "yes"', "need quotes"),
    Mistake("an option of two worths", "{text: 優, worth: 10}", "{text: 優, worth: 10, na: true}", 19, "",
            "三者之一", "needs one of worth"),
    Mistake("an option without a worth", "{text: 良, worth: 5}", "{text: 良}", 19, "", "三者之一",
            "needs one of worth"),
    Mistake("an option of half a range", "{text: 優, worth: 10}", "{text: 優, low: 8}", 19, "", "low 與 high",
            "low and high"),
    Mistake("an option twice", "{text: 良,", "{text: 優,", 47, "2.1.1", "分不清", "more than once"),
    Mistake("two options for not applicable", "{text: 否, worth: 0}", "{text: 否, na: true}", 34, "1.1.1",
            "只能有一個", "one option alone"),
    Mistake("several options of ranges", "ask: {choice: level}", "ask: {choices: level}", 47, "2.1.1",
            "請改用 choice", "use choice", (_LEVEL, _RANGES)),
    Mistake("a list of ranges", "ask: {choice: level}", "ask: {choice: level, show: list}", 47, "2.1.1",
            "請刪去 show", "delete it", (_LEVEL, _RANGES)),
    Mistake("a maximum that no option reaches", _LEVEL_ASK, "ask: {choice: level}, maximum: 12", 47, "2.1.1",
            "選項最多能得 10", "its options come to 10"),
    Mistake("a low beside options", _LEVEL_ASK, f"{_LEVEL_ASK}, low: 1", 47, "2.1.1", "low 沒有作用",
            "low has no effect"),
    Mistake("bands beside options", _LEVEL_ASK, f"{_LEVEL_ASK}, bands: [{{text: 好, low: 1, high: 10}}]", 47,
            "2.1.1", "不能再有 bands", "delete one of them"),
    Mistake("absence that no option says", _LEVEL_ASK, f"{_LEVEL_ASK}, allow_na: true", 47, "2.1.1",
            "na: true", "na: true"),
    Mistake("two asks", "{count: {each: -1}}", "{count: {each: -1}, choice: yn}", 48, "2.1.2", "其中一個",
            "an ask is one of"),
    Mistake("a misspelt ask", "{count: {each: -1}}", "{cuont: {each: -1}}", 48, "2.1.2", "是不是「count」",
            "did you mean “count”"),
    Mistake("a count of nothing", "each: -1", "each: 0", 48, "2.1.2", "each 不能是 0", "each is 0"),
    Mistake("points in words", "each: -1", "each: 扣一分", 48, "2.1.2", "應為數字", "a number"),
    Mistake("a list of a count", "{count: {each: -1}}", "{count: {each: -1}, show: list}", 48, "2.1.2",
            "只能與 choice 並用", "goes with choice alone"),
    Mistake("a maximum of what is not scored", "ask: {count: {each: -1}}", "ask: {written: note}, maximum: 5",
            48, "2.1.2", "不能有 maximum", "has no maximum"),
    Mistake("a weight of what is not scored", "ask: {count: {each: -1}}", "ask: {written: note}, weight: 2",
            48, "2.1.2", "不能有 weight", "has no weight"),
    Mistake("steps that begin above 0", "{from: 0, worth: 0}]", "{from: 0.5, worth: 0}]", 49, "2.1.3",
            "請加上 from: 0", "add a step from 0"),
    Mistake("a step twice", "{from: 0.9, worth: 5}", "{from: 0, worth: 5}", 49, "2.1.3", "from 相同",
            "the same from"),
    Mistake("a ratio as a percentage", "{from: 0.9,", "{from: 90,", 49, "2.1.3", "請寫 0.9", "write 0.9"),
    Mistake("a number with a percent sign", "{from: 0.9,", "{from: 90%,", 52, "2.1.3", "不加 %", "without %"),
    Mistake("three measured numbers", "[完成數, 應辦數]", "[完成數, 應辦數, 其他]", 52, "2.1.3", "最多 2 個",
            "2 at most"),
    Mistake("two numbers of one name", "[完成數, 應辦數]", "[完成數, 完成數]", 49, "2.1.3", "填表的人分不清",
            "rename one"),
    Mistake("a fold that is none", "fold: {kind: mean}", "fold: {kind: average}", 7, "", "是不是「mean」",
            "did you mean “mean”"),
    Mistake("an option to count that is not there", "of: 是", "of: 有", 31, "1.1", "沒有這個選項",
            "has no such option"),
    Mistake("a count without its option", "of: 是, ", "", 31, "1.1", "要以 of 寫", "needs of"),
    Mistake("the best of too few", "best: 2", "best: 4", 45, "2.1", "一共才 4 項", "of 4 that there are"),
    Mistake("the best, weighted", '{id: "2.1.2", title', '{id: "2.1.2", weight: 2, title', 45, "2.1",
            "不能與權重並用", "do not go together"),
    Mistake("a cap upside down", "cap: [0, 100]", "cap: [100, 0]", 40, "2", "前者不能大於後者",
            "the first of cap is above the second"),
    Mistake("a cap of one number", "cap: [0, 100]", "cap: 100", 40, "2", "或寫成 [", "written like ["),
    Mistake("a mean out of points", "{kind: mean}", "{kind: mean, out_of: 100}", 7, "", "只能與 sum 或 count",
            "goes with sum or count"),
    Mistake("a weight in per cent", "weight: 3", "weight: 25%", 25, "1", "不加 %", "without %"),
    Mistake("a weight of nothing", "weight: 3", "weight: 0", 25, "1", "要大於 0", "above 0"),
    Mistake("a weight that counts nothing", '"1.1.1", title', '"1.1.1", weight: 2, title', 31, "1.1",
            "權重沒有作用", "weights have no effect"),
    Mistake("a mean that nobody rounds", "round: {to: 0.01}\n", "", 3, "", "請依規定加上 round", "rounds it"),
    Mistake("digits for a rounding", "round: {to: 0.01}", "round: 2", 8, "", "欄位有 to",
            "the fields are to"),
    Mistake("a rule of a bare heading", "step: 0.5", "step: 0.5\nlevels: [構面, 細項]", 32, "1.1",
            "fold 沒有作用", "fold has no effect"),
    Mistake("grades from the lowest", f"{_FIRST_GRADE}\n  - {{name: 甲等, from: 80}}",
            "{name: 甲等, from: 80}\n  - {name: 優等, from: 90}", 11, "", "由高到低", "the highest first"),
    Mistake("a grade above all points", "name: 甲等, from: 80", "name: 甲等, from: 800", 11, "",
            "超過配分 100", "above the maximum 100"),
    Mistake("a grade that takes all", "{name: 甲等, from: 80}", "{name: 甲等}", 11, "", "放到最後",
            "never reached"),
    Mistake("a grade upside down", "name: 甲等, from: 80", "name: 甲等, from: 80, up_to: 70", 11, "",
            "請對調", "swap from and up_to"),
    Mistake("a condition on a kind that is none", "kind: dimension,", "kind: dimensions,", 10, "",
            "是不是「dimension」", "did you mean “dimension”"),
    Mistake("a condition on what is not there", "{kind: dimension, from", '{ids: ["2.1.9"], from', 10, "",
            "表上沒有這一項（是不是「2.1", "did you mean “2.1"),
    Mistake("a condition of two tests", _ANY, "{any: {kind: item, from: 1}, each: {kind: item, from: 1}}", 10,
            "", "其中一個", "if is one of"),
    Mistake("more parts than there are", _ANY, "{count: {kind: dimension, from: 95, at_least: 5}}", 10, "",
            "請改 at_least", "correct at_least"),
    Mistake("a condition above all points", "dimension, from: 95", "dimension, from: 950", 10, "",
            "請改 from", "none of them has more than 100"),
    Mistake("a better that is none", "step: 0.5", "step: 0.5\nbetter: lower", 5, "", "是不是「low」",
            "did you mean “low”"),
    Mistake("a when on a misspelt field", "when: {risk", "when: {rsik", 53, "2.1.4", "是不是「risk」",
            "did you mean “risk”"),
    Mistake("a when on a date", "when: {risk", "when: {date", 53, "2.1.4", "選項或文字的表頭欄位",
            "choice or text of the header"),
    Mistake("a when on an answer that nobody gives", "{risk: [高]}", "{risk: [最高]}", 53, "2.1.4",
            "是不是「高」", "did you mean “高”"),
    Mistake("a when without answers", "{risk: [高]}", "{risk: []}", 53, "2.1.4", "至少一個答案",
            "one answer at least"),
    Mistake("a when on itself", "{risk: [高]}", '{"2.1.4": [5]}', 53, "2.1.4", "不能看這一項自己",
            "looks at the item itself"),
    Mistake("a when of any without an id", "{risk: [高]}", "{any: [高]}", 53, "2.1.4", "如 any: {risk",
            "like any: {risk"),
    Mistake("an absence that is none", "allow_na: true", "allow_na: resaon", 6, "", "是不是「reason」",
            "did you mean “reason”"),
    Mistake("a switch in Chinese", '"2.1.2", title', '"2.1.2", bonus: 是, title', 48, "2.1.2",
            "true 或 false", "true or false"),
    Mistake("six levels", "step: 0.5", "step: 0.5\nlevels: [一, 二, 三, 四, 五, 六]", 5, "", "最多 5 個",
            "5 at most"),
    Mistake("a level twice", "step: 0.5", "step: 0.5\nlevels: [構面, 構面, 細項]", 5, "", "兩層同名",
            "rename one"),
    Mistake("a matrix of two kinds", _LEVEL_ASK, "ask: {choice: level, show: matrix}, maximum: 10", 47,
            "2.1.1", "請改用 show: list", "use show: list",
            ("ask: {choice: yn}", "ask: {choice: yn, show: matrix}")),
    Mistake("a language that is none", "step: 0.5", "step: 0.5\nlanguage: english", 5, "", "是不是「en」",
            "did you mean “en”"),
    Mistake("a column that is none", "step: 0.5", "step: 0.5\ncolumns: {nots: {width: 30}}", 5, "",
            "是不是「notes」", "did you mean “notes”"),
]  # fmt: skip


def _told(folder: Path, content: bytes) -> tuple[Finding, ...]:
    path = folder / "ours.yaml"
    path.write_bytes(content)
    return check_rubric(str(path))[1]


def _spoiled(changes: Iterable[tuple[str, str]]) -> str:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1) if old else text
    return text


def test_the_file_has_nothing_wrong(tmp_path: Path) -> None:
    assert _told(tmp_path, GOOD.encode()) == ()


@pytest.mark.parametrize("mistake", [*EARLIER, *NEW], ids=lambda mistake: mistake.title)
def test_a_mistake_is_told_with_its_line_its_id_and_the_way_out(tmp_path: Path, mistake: Mistake) -> None:
    text = _spoiled([(mistake.old, mistake.new), mistake.also])
    findings = _told(tmp_path, text.encode())
    found = [finding for finding in findings if mistake.zh in finding.message() + finding.remedy()]
    assert found, [finding.message() for finding in findings]
    assert found[0].id == mistake.id
    assert f"第 {mistake.line}" in found[0].message()
    assert f"ine {mistake.line}" in found[0].message("en") or f"ines {mistake.line}" in found[0].message("en")
    assert mistake.en in found[0].message("en")


@pytest.mark.parametrize("mistake", NEW, ids=lambda mistake: mistake.title)
def test_no_mistake_is_told_in_words_of_a_programmer(tmp_path: Path, mistake: Mistake) -> None:
    for finding in _told(tmp_path, _spoiled([(mistake.old, mistake.new), mistake.also]).encode()):
        said = finding.message() + finding.message("en") + finding.remedy() + finding.remedy("en")
        assert not [word for word in ("[key]", "None", "{{", "^[", "dict", "ctx") if word in said]


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        (GOOD.encode("cp950"), "編碼是 Big5", "Notepad"),
        (GOOD.encode("utf-16"), "編碼是 UTF-16", "Notepad"),
        (b"PK\x03\x04" + bytes(200), "這是 Excel、Word", "not a text"),
        (b"", "應為「欄位: 值」", "fields with values"),
    ],
)
def test_a_file_that_is_no_text_of_ours_is_called_what_it_is(
    tmp_path: Path, content: bytes, zh: str, en: str
) -> None:
    (finding,) = _told(tmp_path, content)
    assert zh in finding.message()
    assert en in finding.message("en")
    assert finding.remedy()


def test_there_are_fifty_mistakes_and_half_of_them_are_about_rules() -> None:
    assert len(EARLIER) + 4 >= 25
    assert len(NEW) >= 25
