"""`kaohe fill`: answers of a YAML or JSON file into a form's input cells."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.terminal import Json, Ran, contents, kaohe, written
from workbook.layout import FORM_SHEET

OUT = Path("out.xlsx")


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """臺北's blank form."""
    return written(tmp_path_factory.mktemp("form") / "form.xlsx", forms.blank())


def fill(form: Path, answers: object, *options: object, name: str = "answers.yaml") -> Ran:
    return kaohe("fill", form, written(Path(name), answers), "--out", OUT, *options)


def read(path: Path = OUT) -> Json:
    """What `kaohe check --json` says of one file."""
    (file,) = kaohe("check", "--json", path).json["files"]
    assert isinstance(file, dict)
    return file


def codes(file: Json, item_id: str) -> list[str]:
    return [finding["code"] for finding in file["findings"] if finding["id"] == item_id]


# ── what goes in comes out ──────────────────────────────────────────────────────────────────────

ANSWERS: dict[str, Any] = {
    "header": {"date": "107年7月5日", "examiners": "為民服務專案小組"},
    "items": {
        "1.1.1": {"score": 27, "notes": ["第一段", "=1+1", "兩行\n一格 😀"]},
        "1.1.3": {"score": 29, "ticked": [1], "notes": [" 前後有空白 "]},
        "4.1.1": {"ticked": [2, 1]},
        "5.2.1": {"score": 17.5},
    },
}


@pytest.mark.parametrize("name", ["answers.yaml", "answers.json"])
def test_answers_in_yaml_or_json_are_read_back_as_they_were(form: Path, name: str) -> None:
    text = json.dumps(ANSWERS, ensure_ascii=False, indent=2) if name.endswith("json") else ANSWERS
    ran = fill(form, text, name=name)
    assert (ran.status, ran.out) == (0, "已填入 out.xlsx\n")
    file = read()
    assert file["header"] == {"date": "2018-07-05", "examiners": "為民服務專案小組"}
    nothing: Json = {"score": None, "ticked": [], "notes": []}
    expected = {item.id: nothing for item in forms.rubric().items}
    expected |= {item_id: {**nothing, **answer} for item_id, answer in ANSWERS["items"].items()}
    expected["4.1.1"] = {**nothing, "ticked": [1, 2]}
    expected["5.2.1"] = nothing  # 17.5 is off the step, and counts as little as a blank
    assert file["items"] == expected
    assert file["office"] == {"code": "B01", "name": "臺北分署"}


@pytest.mark.parametrize("indent", [None, "\t"])
def test_json_is_read_as_other_programs_write_it(form: Path, indent: str | None) -> None:
    answers = {"items": {"1.1.1": {"notes": ["😀" if indent is None else "段"]}}}
    assert fill(form, json.dumps(answers, indent=indent)).status == 0
    assert read()["items"]["1.1.1"] == {"score": None, "ticked": [], **answers["items"]["1.1.1"]}


def test_what_check_prints_can_be_filled_in_again(form: Path) -> None:
    returned = written(Path("returned.xlsx"), forms.form())
    before = read(returned)
    answers = {"header": before["header"], "items": before["items"]}
    assert fill(form, json.dumps(answers, ensure_ascii=False), name="answers.json").status == 0
    after = read()
    assert (after["items"], after["header"], after["totals"]) == (
        before["items"],
        before["header"],
        before["totals"],
    )
    assert after["findings"] == []


def test_what_the_answers_leave_out_stays_as_the_form_has_it(form: Path) -> None:
    assert fill(form, ANSWERS).status == 0
    first = read()
    again = {"header": {"examiners": "另一組"}, "items": {"1.1.3": {"score": 21, "ticked": [2]}}}
    assert fill(OUT, again, "--force").status == 0
    second = read()
    assert second["header"] == {"date": "2018-07-05", "examiners": "另一組"}
    assert second["items"].pop("1.1.3") == {"score": 21, "ticked": [2], "notes": []}
    first["items"].pop("1.1.3")
    assert second["items"] == first["items"]


@pytest.mark.parametrize("answers", ["", "\ufeffitems: {}"])
def test_no_answers_are_no_change(form: Path, answers: str) -> None:
    assert fill(form, answers).status == 0
    assert {item["score"] for item in read()["items"].values()} == {None}


SCORES: dict[str, tuple[object, float | None, list[str]]] = {
    "1.1.1": (27, 27, []),
    "1.1.2": ("２７", 27, ["score-as-text"]),
    "1.2.3": (" 27分 ", 27, ["score-as-text", "band-missing"]),
    "2.1.1": ("約27", None, ["score-not-a-number"]),
    "2.1.2": ("=20+7", None, ["score-not-a-number"]),
    "2.1.3": (17.5, None, ["score-off-step"]),
    "2.2.1": (31, None, ["score-out-of-range"]),
    "2.2.2": (-1, None, ["score-out-of-range"]),
    "2.2.3": ("", None, ["score-missing"]),
    "2.3.1": (None, None, ["score-missing"]),
}


def test_a_score_is_put_in_as_it_is_written_and_read_as_what_it_says(form: Path) -> None:
    items = {item_id: {"score": score, "notes": ["證"]} for item_id, (score, _, _) in SCORES.items()}
    assert fill(form, {"items": items}).status == 0
    file = read()
    as_read = {item_id: (file["items"][item_id]["score"], codes(file, item_id)) for item_id in SCORES}
    assert as_read == {item_id: (read_as, found) for item_id, (_, read_as, found) in SCORES.items()}


def test_a_date_that_yaml_itself_recognises_is_that_day(form: Path) -> None:
    assert fill(form, "header: {date: 2018-07-05}").status == 0
    assert read()["header"]["date"] == "2018-07-05"


def test_a_date_that_names_no_day_is_written_as_it_stands(form: Path) -> None:
    assert fill(form, {"header": {"date": "7/5"}}).status == 0
    file = read()
    assert file["header"]["date"] is None
    assert codes(file, "date") == ["date-unreadable"]


# ── stated totals ───────────────────────────────────────────────────────────────────────────────


def test_a_stated_total_is_typed_over_its_formula(form: Path) -> None:
    answers = {"items": {"5.2.1": {"score": 45}}, "stated": {"5.2": 43, "5": "八十"}}
    assert fill(form, answers).status == 0
    file = read()
    assert file["totals"]["5.2"] == {"stated": 43, "recomputed": 45, "maximum": 50}
    assert file["totals"]["5"]["stated"] is None
    assert codes(file, "5.2") == ["total-mismatch"]
    assert codes(file, "5") == ["total-not-a-number"]
    assert [f["count"] for f in file["findings"] if f["code"] == "formula-replaced"] == [2]


def test_a_stated_total_of_null_leaves_nothing_where_the_formula_was(form: Path) -> None:
    assert fill(form, {"items": {"5.2.1": {"score": 45}}, "stated": {"5.2": None}}).status == 0
    file = read()
    assert file["totals"]["5.2"] == {"stated": None, "recomputed": 45, "maximum": 50}
    assert [f["count"] for f in file["findings"] if f["code"] == "formula-replaced"] == [1]


def test_totals_that_are_not_stated_stay_formulas_that_hold_their_value(form: Path) -> None:
    assert fill(form, {"items": {"5.1.1": {"score": 43}, "5.2.1": {"score": 45}}}).status == 0
    file = read()
    assert [file["totals"][total]["stated"] for total in ("5.1", "5.2", "5", "")] == [43, 45, 88, 88]
    assert "formula-replaced" not in {finding["code"] for finding in file["findings"]}


# ── the form stays what it is ───────────────────────────────────────────────────────────────────


def test_the_password_of_the_form_still_locks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAOHE_PASSWORD", "密碼")
    assert kaohe("issue", "--out", ".").status == 0
    issued = Path("空白評分表_107.xlsx")
    assert fill(issued, ANSWERS).status == 0
    before, after = (openpyxl.load_workbook(path) for path in (issued, OUT))
    locks = [book[FORM_SHEET].protection for book in (before, after)]
    assert locks[0].hashValue
    assert (locks[0].hashValue, locks[0].saltValue) == (locks[1].hashValue, locks[1].saltValue)


def test_a_form_is_not_filled_by_another_edition_of_its_rubric(form: Path) -> None:
    other = written(Path("other.yaml").resolve(), forms.rubric_file(title="另一版"))
    ran = fill(form, ANSWERS, "--rubric", other)
    assert (ran.status, OUT.exists()) == (2, False)


def test_an_office_is_written_into_a_form_issued_to_nobody() -> None:
    blank = written(Path("blank.xlsx"), forms.blank(Office()))
    assert fill(blank, {"header": {"office": "臺北分署"}}).status == 0
    assert read()["office"] == {"code": None, "name": "臺北分署"}


def test_a_form_issued_to_an_office_is_not_filled_for_another(form: Path) -> None:
    ran = fill(form, {"header": {"office": "新北分署"}})
    assert ran.status == 2
    assert "這是發給「臺北分署」的表" in ran.err
    assert not OUT.exists()


def test_an_existing_output_is_replaced_only_with_force(form: Path) -> None:
    written(OUT, "theirs")
    ran = fill(form, ANSWERS)
    assert ran.status == 2
    assert "--force" in ran.err
    assert OUT.read_text() == "theirs"
    assert fill(form, ANSWERS, "--force").status == 0
    assert read()["items"]["1.1.1"]["score"] == 27


# ── what cannot be filled in ────────────────────────────────────────────────────────────────────

LONG = "字" * 32_767
WRONG_ANSWERS: dict[str, tuple[object, str]] = {
    "unknown item": ({"items": {"1.1.9": {"score": 1}}}, "評分表沒有這些細項：1.1.9"),
    "a section as an item": ({"items": {"1.1": {"score": 1}}}, "評分表沒有這些細項：1.1"),
    "unknown total": ({"stated": {"9": 1}}, "評分表沒有這些得分：9"),
    "a heading, whose total is not printed": ({"stated": {"1.2.2": 16}}, "沒有這些得分：1.2.2"),
    "unknown header field": ({"header": {"日期": "107年7月5日"}}, "沒有這些表頭欄位：日期"),
    "unknown key": ({"item": {}}, "item"),
    "unknown key of an item": ({"items": {"1.1.1": {"points": 3}}}, "items.1.1.1.points"),
    "a score for an item": ({"items": {"1.1.1": 27}}, "items.1.1.1"),
    "a truth value for a score": ({"items": {"1.1.1": {"score": True}}}, "items.1.1.1.score"),
    "a list for a score": ({"items": {"1.1.1": {"score": [27]}}}, "items.1.1.1.score"),
    "infinite points": ("items: {'1.1.1': {score: .inf}}", "answers.yaml"),
    "not a number": ("items: {'1.1.1': {score: .nan}}", "answers.yaml"),
    "more points than anyone counts": (
        "items: {'1.1.1': {score: 1.0e+999999}}",
        "「1.0e+999999」不是數字，或太大",
    ),
    "too many points": ({"items": {"1.1.1": {"score": 10**9}}}, "items.1.1.1.score：太大"),
    "a total that is too large": ({"stated": {"": 10**12}}, "太大或位數太多"),
    "too many points in JSON": ('{"items": {"1.1.1": {"score": 1e400}}}', "「1e400」不是數字，或太大"),
    "ten thousand digits": ('{"items": {"1.1.1": {"score": %s}}}' % ("9" * 10_000), "不是數字，或太大"),
    "JSON without end": ("[" * 100_000, "不是正確的 YAML 或 JSON，第 1 行：層層相套太多"),
    "JSON too deep": ("[" * 100_000 + "]" * 100_000, "不是正確的 YAML 或 JSON，第 1 行：層層相套太多"),
    "YAML that grows": (
        "a0: &a0 {x: 1}\n" + "\n".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 60)),
        "內容太多",
    ),
    "too large": ("#" * 1_000_001, "無法讀取 answers.yaml：檔案太大"),
    "one note, not a list": ({"items": {"1.1.1": {"notes": "一段"}}}, "items.1.1.1.notes"),
    "a band beyond the last": ({"items": {"4.1.1": {"ticked": [4]}}}, "4.1.1 只有 3 個選項"),
    "a band of an item without": ({"items": {"1.1.1": {"ticked": [1]}}}, "1.1.1 只有 0 個選項"),
    "a band below the first": ({"items": {"4.1.1": {"ticked": [0]}}}, "items.4.1.1.ticked"),
    "a tick for a list": ({"items": {"4.1.1": {"ticked": 1}}}, "items.4.1.1.ticked"),
    "too many paragraphs": ({"items": {"1.1.1": {"notes": ["段"] * 40}}}, "1.1.1）的紀錄事項有 40 段"),
    "a paragraph too long": ({"items": {"1.1.1": {"notes": [LONG + "字"]}}}, "超過一格可容納的 32767 字"),
    "an emoji too long": ({"items": {"1.1.1": {"notes": [LONG[1:] + "😀"]}}}, "文字有 32768 字"),
    "half a character": ('{"items": {"1.1.1": {"notes": ["\\ud800"]}}}', "無效字元"),
    "a list": ("[1, 2]", "answers.yaml"),
    "a sentence": ("分數都填好了", "answers.yaml"),
    "YAML cut off": ("items: {", "第 1 行"),
    "YAML with a wrong indent": ('items:\n  "1.1.1":\n score: 3\n', "第 3 行"),
    "YAML that would run something": ("!!python/object/apply:os.system [ls]", "不是正確的 YAML"),
    "an unquoted id that is a number": ("items: {1.10: {score: 1}}", "沒有這些細項：1.10"),
    "a control character": ("a: \x01", "不是正確的 YAML"),
    "not UTF-8": ("評分".encode("cp950"), "無法讀取 answers.yaml"),
    "a workbook": (forms.blank(), "無法讀取 answers.yaml"),
}


@pytest.mark.parametrize("name", WRONG_ANSWERS)
def test_answers_that_do_not_fit_are_refused_in_a_sentence(form: Path, name: str) -> None:
    answers, says = WRONG_ANSWERS[name]
    ran = fill(form, answers)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("錯誤：")
    assert says in ran.err
    assert set(contents(Path())) == {"answers.yaml"}


def test_a_paragraph_as_long_as_a_cell_holds_is_taken(form: Path) -> None:
    assert fill(form, {"items": {"1.1.1": {"notes": [LONG]}}}).status == 0
    assert read()["items"]["1.1.1"]["notes"] == [LONG]


WRONG_FORMS = {
    "empty": (b"", "檔案是空的"),
    "text": ("評分表".encode(), "活頁簿"),
    "old format": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "form.xlsx"),
    "cut off": (forms.blank()[:9_000], "截斷"),
    "another workbook": (forms.plain_workbook(), "找不到評分表的識別資料"),
    "of an unknown rubric": (forms.form(of=forms.edition("999")), "999"),
}


@pytest.mark.parametrize("name", WRONG_FORMS)
def test_a_file_that_is_no_form_of_ours_is_refused_in_a_sentence(name: str) -> None:
    data, says = WRONG_FORMS[name]
    ran = fill(written(Path("form.xlsx"), data), ANSWERS)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("錯誤：")
    assert says in ran.err
    assert not OUT.exists()


@pytest.mark.parametrize("missing", ["form.xlsx", "answers.yaml"])
def test_a_missing_file_is_named(form: Path, missing: str) -> None:
    given = {"form.xlsx": form, "answers.yaml": written(Path("a.yaml"), ANSWERS)}
    given[missing] = Path(missing)
    ran = kaohe("fill", given["form.xlsx"], given["answers.yaml"], "--out", OUT)
    assert ran.status == 2
    assert missing in ran.err
    assert "找不到，請核對名稱與路徑" in ran.err
