"""One list of findings, complete in both languages, whose sentences the checks can fill."""

import re
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from scoring.audit import CHECKS, audit
from scoring.catalogue import CATALOGUE, LANGUAGES, SEVERITY_NAMES, Entry, Language
from scoring.doubts import CODES as DOUBTS
from scoring.findings import Finding, has_error
from scoring.form_columns import FormColumn
from scoring.rubric import HeaderField
from scoring.scorecard import Answer, Header, Scorecard, Stated
from tests.builders import SMALL, answered, computed, scorecard, typed
from tests.scoring.test_checks_answers import EVERY, WRONG
from tests.scoring.test_checks_answers import card as answered_every

CHOICE = HeaderField("round", "考核次別", "choice", "", ("期中", "期末"))
COLUMNS = (FormColumn("done", "完成日期", "date"), FormColumn("times", "次數", "number"))
RUBRIC = replace(SMALL, header=(*SMALL.header, CHOICE), columns=COLUMNS)
FULL = scorecard(RUBRIC)
SPOILED = (
    Scorecard(),
    replace(FULL, header=Header({}, {"date": "18/7/5"})),
    replace(FULL, header=Header(texts={"round": "其他"})),
    replace(FULL, stated={"": Stated(None, typed=True, text="未定")}),
    answered(FULL, "1.1.1", score=None, score_text="約27"),
    answered(FULL, "1.1.1", score=46244, score_day=(8, 10)),
    answered(FULL, "1.1.1", score_is_text=True, notes=()),
    replace(FULL, answers={key: replace(each, notes=("-", "…")) for key, each in FULL.answers.items()}),
    answered(FULL, "1.1.2", ticked=(1, 2)),
    answered(FULL, "1.1.2", further={"done": "不詳", "times": "若干"}),
    answered(FULL, "1.1.2", ticked=(), odd_ticks=((1, "是"),)),
    scorecard(RUBRIC, {"1.1.1": "10.5", "1.1.2": 7}),
    typed(scorecard(RUBRIC, {"2.1.1": None}), {"": 99, "1": 40, "2": 58}),
    typed(FULL, {"1.1": 29}),
    computed(FULL, {"1.1": 29}),
)
"""Scorecards that together make every check of scores that are typed speak."""
RULED = (
    answered_every(),
    *(answered_every({item: answer}) for item, answer in WRONG),
    *(typed(answered_every(), {"": 99, "1": 40, "1.1": total}) for total in (9, 10)),
    typed(answered_every({"1.1.1": Answer()}), {"1.1": 9}),
    computed(answered_every(), {"1.1": 9}),
)
"""Those that make the other checks speak, of a form with every kind of item."""
SPOKEN = [
    *(finding for card in SPOILED for finding in audit(RUBRIC, card).findings),
    *(finding for card in RULED for finding in audit(EVERY, card).findings),
]
OF_ANSWERS = ("further-", "option-", "count-", "number-missing", "number-invalid", "na-", "answer-")
OF_SCORECARDS = {
    code
    for code in CATALOGUE
    if code.startswith(("score-", "band-", "tick-", "notes-", "header-", "date-", "total-", *OF_ANSWERS))
    and code not in DOUBTS
}


def test_every_check_speaks_on_some_spoiled_scorecard() -> None:
    cards = [*((RUBRIC, card) for card in SPOILED), *((EVERY, card) for card in RULED)]
    silent = [check for check in CHECKS if not any(list(check(*own)) for own in cards)]
    assert silent == []


def test_the_checks_give_just_the_codes_listed_for_scorecards() -> None:
    assert {finding.code for finding in SPOKEN} == OF_SCORECARDS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("finding", SPOKEN, ids=lambda finding: f"{finding.code} {finding.id}")
def test_every_finding_is_a_sentence_and_a_remedy_in_both_languages(
    finding: Finding, language: Language
) -> None:
    for text in (finding.message(language), finding.remedy(language)):
        assert text.endswith("。" if language == "zh-TW" else ".")
        assert not re.search(r"None(?! of)", text)
        assert not re.search(r"[{}]", text)


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_every_entry_is_complete(entry: Entry) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry.code)
    assert entry.severity in SEVERITY_NAMES["zh-TW"]
    for texts in (entry.message, entry.meaning, entry.remedy):
        assert list(texts) == list(LANGUAGES)
        assert re.search(r"[\u4e00-\u9fff]", texts["zh-TW"])
        assert re.match(r"[A-Z“{]", texts["en"])


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_a_meaning_needs_no_params(entry: Entry) -> None:
    for text in entry.meaning.values():
        assert [name for _, name, _, _ in Formatter().parse(text) if name] == []


ACCUSING = re.compile(
    "查證來源|惡意|偽造|竄改|可疑|where (it|they) comes? from|hostile|forged|tampered|suspicious"
)


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_no_sentence_about_a_file_accuses_who_sent_it(entry: Entry) -> None:
    """Spreadsheet programs open much that none of them writes: what is wrong is said, and what to do."""
    for text in (*entry.message.values(), *entry.remedy.values()):
        assert not ACCUSING.search(text)


def test_every_code_is_listed_under_its_own_name() -> None:
    assert [entry.code for entry in CATALOGUE.values()] == list(CATALOGUE)


def test_every_code_that_the_program_names_is_listed() -> None:
    root = Path(__file__).parents[2]
    named = re.compile(r"(?:Finding|WorkbookError)\(\s*\"([a-z-]+)\"")
    codes = {
        code
        for folder in ("scoring", "workbook", "macros")
        for path in (root / folder).rglob("*.py")
        for code in named.findall(path.read_text(encoding="utf-8"))
    }
    assert codes
    assert codes <= set(CATALOGUE)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([], False), (["total-stale", "signature-unverified"], False), (["total-stale", "score-missing"], True)],
)
def test_one_error_among_findings_is_what_makes_a_file_questioned(
    codes: list[str], *, expected: bool
) -> None:
    assert has_error(Finding(code) for code in codes) is expected
