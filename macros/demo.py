"""The whole cycle on sample data: issue, fill, return with the faults that offices make, check, merge.

臺北 is the real form of 107. The other offices are samples, marked as such in every note.
"""

import datetime
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from macros import report, tasks
from macros.files import write_file
from macros.jobs import UNWATCHED, Seal, Watch
from macros.keys import signing_key
from macros.merging import Choices, NamedFiles, Outputs, merge
from scoring.answers import overlay, read_answers
from scoring.catalogue import Language
from scoring.doubts.percentages import claims
from scoring.errors import OutputError
from scoring.roster import bundled_roster
from scoring.rubric import Rubric, points_text
from scoring.rubric_file import load_rubric
from scoring.scorecard import Answer, Header, Office, Scorecard, Stated
from scoring.totals import recompute
from workbook.collection.selection import Collection
from workbook.form.fill import Stock, fill, stock
from workbook.identity import Identity, identity_of, sign
from workbook.intake.check import Terms
from workbook.protection import Lock

RUBRIC = "107"
OUTBOX, INBOX, SUMMARY, KEY = "outbox", "inbox", "總表.xlsx", "signing.key"
MARK = "示範資料.txt"
_MARK_TEXT = "kaohe demo 的示範資料；再跑一次會全部取代。Sample data, replaced by the next run.\n"
_DAY = datetime.date(2018, 7, 5)


@dataclass(frozen=True, slots=True)
class Fault:
    """What one sample office gets wrong, and how: in what it fills in, or to the file itself."""

    said: str
    fill: Callable[[Rubric, Scorecard], Scorecard] | None = None
    spoil: Callable[[bytes], bytes] | None = None
    returned: bool = True


def _two_ticks(_: Rubric, card: Scorecard) -> Scorecard:
    return _changed(card, "4.1.1", ticked=(1, 2))


def _outside_band(_: Rubric, card: Scorecard) -> Scorecard:
    return _changed(card, "1.1.3", ticked=(3,), score=Decimal(29))


def _pasted_over(rubric: Rubric, card: Scorecard) -> Scorecard:
    right = recompute(rubric, card)["2.3"].recomputed
    return replace(card, stated={"2.3": Stated(right + 3)})


def _unclear(_: Rubric, card: Scorecard) -> Scorecard:
    card = _changed(card, "2.1.1", score=None, score_text="約27")
    return replace(card, header=replace(card.header, days={}, unread={"date": "7/5"}))


def _claims_too_much(_: Rubric, card: Scorecard) -> Scorecard:
    note = "（示範資料）問卷結果 79.2%。"
    return _changed(card, "1.1.3", ticked=(1,), score=Decimal(28), notes=(note,))


FAULTS = {
    "新北分署": Fault("得分貼成數字，蓋掉公式", fill=_pasted_over),
    "士林分署": Fault("同一項勾了兩個選項", fill=_two_ticks),
    "桃園分署": Fault("分數不在所勾級距內", fill=_outside_band),
    "新竹分署": Fault("分數寫「約27」、日期寫「7/5」", fill=_unclear),
    "高雄分署": Fault("勾「90% 以上」，佐證只有 79.2%", fill=_claims_too_much),
    "花蓮分署": Fault("檔案傳送時被截斷", spoil=lambda data: data[: len(data) // 2]),
    "宜蘭分署": Fault("沒有寄回", returned=False),
}


def run(folder: Path, language: Language, watch: Watch = UNWATCHED) -> Iterator[str]:
    """Run the cycle in ``folder`` and tell, line by line, what was found and where the files lie.

    What an earlier run left there is replaced. Raises OutputError where the folder holds anything
    else.
    """
    make_room(folder)
    rubric, roster = load_rubric(RUBRIC), bundled_roster()
    key = signing_key(folder / KEY, create=True) or b""
    tasks.issue(rubric, roster, folder / OUTBOX, Seal(key))
    forms = stock(rubric, Lock(), named=True)
    for done, office in enumerate(roster.offices, start=1):
        data = returned(forms, rubric, office, sign(identity_of(rubric, office, "demo"), key))
        if data is not None:
            write_file(folder / INBOX / f"{office.name}_{RUBRIC}.xlsx", data, force=True)
        watch.progress(done, len(roster.offices))
    source = NamedFiles([folder / INBOX], Terms(key, rubric=rubric), roster)
    merged = merge(source, Outputs(folder / SUMMARY, force=True), Choices())
    return _told(folder, merged.collection, language)


def make_room(folder: Path) -> None:
    """Empty the folder of an earlier run; a real collection is never taken for one.

    Raises OutputError where it holds anything else.
    """
    ours = {OUTBOX, INBOX, SUMMARY, KEY, MARK}
    if folder.exists():
        names = {path.name for path in folder.iterdir()} if folder.is_dir() else {""}
        if names and (MARK not in names or names - ours):
            raise OutputError(
                f"{folder} 裡有別的檔案，請換一個資料夾", f"{folder} holds other files; name another folder"
            )
        for name in (OUTBOX, INBOX):
            shutil.rmtree(folder / name, ignore_errors=True)
    write_file(folder / MARK, _MARK_TEXT.encode(), force=True)


def returned(forms: Stock, rubric: Rubric, office: Office, identity: Identity) -> bytes | None:
    """Return what an office mails back; None where it sends nothing."""
    fault = FAULTS.get(office.name, Fault(""))
    if not fault.returned:
        return None
    card = taipei(rubric) if office.name == "臺北分署" else sample(rubric, office)
    if fault.fill:
        card = fault.fill(rubric, card)
    data = fill(forms, identity, card)
    return fault.spoil(data) if fault.spoil else data


def taipei(rubric: Rubric) -> Scorecard:
    """Return 臺北分署's real scorecard of 107."""
    name = "107-taipei.yaml"
    text = (files("scoring") / "samples" / name).read_text("utf-8")
    return overlay(Scorecard(Office(name="臺北分署")), read_answers(text, rubric, name), rubric)


def sample(rubric: Rubric, office: Office) -> Scorecard:
    """Return a complete and faultless scorecard with sample values; the same for the same office."""
    chance = random.Random(f"{rubric.id} {office.name}")  # noqa: S311  sample data, no secret
    answers = {}
    for item in rubric.items:
        ticked = (chance.choice((1, 1, 1, 2)),) if item.bands else ()
        band = item.bands[ticked[0] - 1] if ticked else None
        low, high = (band.low, band.high) if band else (item.maximum * 6 // 10, item.maximum)
        score = Decimal(chance.randint(int(max(low, item.low)), int(high)))
        survey = f"問卷結果 {_borne_out(band.text)}" if band else ""
        note = f"（示範資料）{office.name}「{item.title[:12]}」的佐證，評 {points_text(score)} 分。{survey}"
        answers[item.id] = Answer(score, ticked, (note,))
    header = Header({"date": (_DAY,)}, texts={"examiners": "（示範資料）為民服務小組"})
    return Scorecard(office, header, answers)


def _borne_out(claim: str) -> str:
    """Return a percentage that a band's text allows, where it claims one."""
    found = claims(claim)
    return f"{points_text(found[0].low or Decimal(0))}.5%。" if found else ""


def _changed(card: Scorecard, item_id: str, **changes: object) -> Scorecard:
    answer = replace(card.answer(item_id), **changes)  # type: ignore[arg-type]
    return replace(card, answers={**card.answers, item_id: answer})


def _told(folder: Path, collection: Collection, language: Language) -> Iterator[str]:
    by_office = {checked.office.name: checked for checked in collection.files}
    real = by_office["臺北分署"]
    words = _WORDS[language]
    yield words["real"]
    yield from report.file_lines(real, language)
    yield words["sample"]
    for checked in collection.files:
        if checked is not real and checked.findings:
            yield from report.file_lines(checked, language)
    for finding in collection.findings:
        yield report.finding_line(finding, language)
    yield from outcome(folder, collection, language)


def outcome(folder: Path, collection: Collection, language: Language) -> Iterator[str]:
    """Yield the lines that end a demo: how many files there were, who is first, where everything lies."""
    words = _WORDS[language]
    yield report.summary_line(collection.files, language)
    yield words["first"] + words["and"].join(_first_three(collection, words["place"]))
    yield words["outbox"].format(folder / OUTBOX)
    yield words["inbox"].format(folder / INBOX)
    yield words["summary"].format(folder / SUMMARY)


def _first_three(collection: Collection, words: str) -> Iterator[str]:
    ranked = sorted((r for r in collection.results if r.rank), key=lambda result: result.rank or 0)
    for result in ranked[:3]:
        if result.total is not None:
            yield words.format(result.rank, result.office.name, points_text(result.total))


_WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh-TW": {
        "real": "【臺北分署：107 年度真實評分表】",
        "sample": "【其他機關：示範資料】",
        "first": "【前三名】",
        "and": "、",
        "place": "{}. {} {} 分",
        "outbox": "發出的評分表　{}",
        "inbox": "寄回的評分表　{}",
        "summary": "總表　　　　　{}",
    },
    "en": {
        "real": "[“臺北分署”: its real form of 107]",
        "sample": "[The other offices: sample data]",
        "first": "[First three] ",
        "and": ", ",
        "place": "{}. “{}” {} points",
        "outbox": "Forms issued:          {}",
        "inbox": "Forms returned:        {}",
        "summary": "Consolidated workbook: {}",
    },
}
