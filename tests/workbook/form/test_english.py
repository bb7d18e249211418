"""A form in English: no Chinese character on it, days as in ISO 8601, and read as any other."""

import datetime
import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from scoring.rubric import Rubric
from scoring.rubric_file import bundled_rubric, load_rubric
from scoring.scorecard import Answer, Header, Office, Scorecard
from tests.builders import answered, places, scorecard
from tests.workbook.forms import KEY, edited, number, part_of, stock_of
from workbook.collection.checked import Checked
from workbook.form.correction import correct
from workbook.form.fill import fill, issue
from workbook.form.guide import instructions
from workbook.identity import Identity, identity_of, sign
from workbook.intake.check import Terms, check
from workbook.layout import layout_of
from workbook.protection import Lock
from workbook.words import _SAID, words_of

TEXT = """\
id: english
title: Safety self-assessment
language: en
words: {notes: Evidence, score: Rating}
note_rows: 2
columns:
  done: {kind: date, label: Done on}
  cases: {kind: number, label: Cases}
header:
  - {id: office, kind: office, label: Site}
  - {id: date, kind: date, label: Date}
  - {id: span, kind: period, label: Period}
  - {id: risk, kind: choice, label: Risk, options: [Low, High]}
  - {id: who, kind: text, label: Assessed by}
scales:
  found:
    - {text: Conforms, worth: 2}
    - {text: Minor, worth: 1}
    - {text: Major, worth: 0}
    - {text: "N/A", na: true}
  team: [{text: A full-time lead, worth: 3}, {text: A lead among other duties, worth: 1}]
children:
  - id: "1"
    title: Management
    points: shown
    children:
      - id: "1.1"
        number: "1.1"
        title: Leadership
        description: What is in place today counts.
        children:
          - {id: "1.1.1", title: Policy, maximum: 10, points: shown, allow_na: reason, guidance: "Signed?"}
          - id: "1.1.2"
            title: Plan
            maximum: 20
            bands: [{text: In use, low: 11, high: 20}, {text: On paper, low: 1, high: 10}]
          - {id: "1.1.3", title: Lead, ask: {choice: team}}
          - {id: "1.1.4", title: Topics, ask: {choices: team}}
          - {id: "1.1.5", title: Records, ask: {choice: found, show: list}}
          - {id: "1.1.6", title: Exits, ask: {choice: found, show: matrix}}
          - {id: "1.1.7", title: Accidents, maximum: 0, ask: {count: {each: -1}}, when: {risk: [High]}}
          - id: "1.1.8"
            title: Training
            ask: {measure: {of: [trained, employed], steps: [{from: 0.9, worth: 2}, {from: 0, worth: 0}]}}
          - {id: "1.1.9", title: Last audit, ask: {written: date}}
"""
HAN = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")
SITE = Office("S1", "Site One")
DAY = datetime.date(2018, 7, 5)


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Rubric:
    path = tmp_path_factory.mktemp("english") / "english.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return load_rubric(str(path))


def _card() -> Scorecard:
    days = {"date": (DAY,), "span": (DAY, datetime.date(2018, 8, 3))}
    header = Header(days, {}, {"risk": "High", "who": "The team"})
    notes = ("See the file.",)
    answers = {
        "1.1.1": Answer(is_na=True, notes=notes),
        "1.1.2": Answer(Decimal(15), (1,), notes, further={"done": "2018-07-05", "cases": "3"}),
        "1.1.3": Answer(ticked=(1,), notes=notes),
        "1.1.4": Answer(ticked=(1, 2), notes=notes),
        "1.1.5": Answer(ticked=(2,), notes=notes),
        "1.1.6": Answer(ticked=(1,), notes=notes),
        "1.1.7": Answer(given=(Decimal(2),), notes=notes),
        "1.1.8": Answer(given=(Decimal(9), Decimal(10)), notes=notes),
        "1.1.9": Answer(further={"": "2018-07-05"}, notes=notes),
    }
    return Scorecard(SITE, header, answers)


def _who(of: Rubric, office: Office = SITE) -> Identity:
    return sign(identity_of(of, office, "2018-1"), KEY)


def _returned(of: Rubric, data: bytes) -> Checked:
    return check(data, "file.xlsx", Terms(KEY, rubric_of=lambda _: of))


def _chinese(data: bytes) -> list[str]:
    """What is Chinese in any part of a workbook, its styles aside, which name a font."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            content = package.read(name).decode("utf-8", "replace")
            if name != "xl/styles.xml":
                found += [f"{name}: {content[m.start() - 30 : m.end() + 10]}" for m in HAN.finditer(content)]
    return found


def test_nothing_on_a_form_is_chinese_blank_or_filled(english: Rubric) -> None:
    for named, office in ((True, SITE), (False, Office())):
        made = stock_of(english, named=named)
        assert _chinese(issue(made, _who(english, office))) == []
        assert _chinese(fill(made, _who(english, office), _card())) == []


def test_nothing_on_a_form_that_goes_back_is_chinese(english: Rubric) -> None:
    wrong = replace(_card(), header=Header())
    wrong = answered(wrong, "1.1.2", score=99, notes=(), further={"done": "soon", "cases": "few"})
    wrong = answered(wrong, "1.1.5", ticked=(), score_text="Perhaps")
    wrong = answered(wrong, "1.1.1", notes=())
    data = fill(stock_of(english), _who(english), wrong)
    layout = layout_of(english)
    result = _returned(english, edited(data, part_of(data, "Form"), number(layout.visible_cell("1.1"), "7")))
    assert len(result.findings) > 8
    assert result.identity is not None
    back = correct(english, Lock(), result.identity, result.scorecard, result.findings)
    assert _chinese(back) == []
    assert openpyxl.load_workbook(io.BytesIO(back)).sheetnames == [
        *("Corrections", "Form", "Instructions", "_kaohe")
    ]


def test_a_form_with_nothing_wrong_comes_back_without_findings(english: Rubric) -> None:
    result = _returned(english, fill(stock_of(english), _who(english), _card()))
    assert (result.state, places(result.findings)) == ("accepted", [])
    assert replace(result.scorecard, stated={}) == _card()


def test_days_are_written_as_in_iso_8601(english: Rubric) -> None:
    data = fill(stock_of(english), _who(english), _card())
    layout = layout_of(english)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Form"]
    shown = [sheet[layout.header_cell(field)].value for field in english.header[1:3]]
    assert shown == ["2018-07-05", "2018-07-05/2018-08-03"]


def test_the_terms_are_those_of_the_rubric(english: Rubric) -> None:
    headings = layout_of(english).columns.headings.values()
    assert {"Rating", "Evidence", "Dimension", "Criterion", "Points", "Done on"} <= set(headings)
    assert "Evidence: one paragraph a row" in instructions(english)


def test_what_is_not_filled_in_is_said_in_english(english: Rubric) -> None:
    data = fill(stock_of(english), _who(english), Scorecard(SITE))
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Form"]
    assert sheet[layout_of(english).summary_cells[0]].value == "Check: 11 to fill in or correct"


def test_the_english_sample_has_no_chinese_on_it() -> None:
    of = bundled_rubric("sample-infection")
    assert _chinese(issue(stock_of(of), _who(of))) == []


@pytest.mark.parametrize("key", _SAID)
def test_both_languages_fill_in_the_same(key: str) -> None:
    zh, en = (set(re.findall(r"\{(\w+)\}", text)) - {"item", "score", "notes", "na"} for text in _SAID[key])
    assert zh == en
    assert not HAN.search(_SAID[key][1])


def test_terms_that_a_rubric_has_words_for_stand_on_a_chinese_form_too() -> None:
    of = replace(bundled_rubric("107"), own_words=(("notes", "佐證"), ("score", "自評")))
    words = words_of(of)
    assert words("hint").startswith("黃色格請填寫；貼上請用「選擇性貼上 → 值」。佐證一段一列")
    assert "佐證一段一列" in instructions(of)
    result = _returned(of, fill(stock_of(of), _who(of), scorecard(of)))
    assert result.findings == ()
