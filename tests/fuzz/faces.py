"""What each face of a collection says of its offices, and whether all say the same: JSON, `status`, 總表 and
its lists, what was returned and what was reported."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

import openpyxl

from scoring.rubric import Item, Rubric
from tests.fuzz.oracle import Unclear, Violation, plain_scores, plain_ticks
from tests.macros.campaign.campaigns import text
from tests.macros.post.outbox.letters import parsed

STATES = {
    "missing": "尚未寄回",
    "unconfirmed": "待確認",
    "questioned": "待更正",
    "rejected": "無法讀取",
    "accepted": "通過",
}
READ = frozenset({"questioned", "accepted"})
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """總表 as it was saved: a row for each office by its code, by the keys of the columns; and the rows of
    來源 and 檢核結果 by their headings."""

    offices: Mapping[str, Row]
    sources: Sequence[Row]
    findings: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Faces:
    """``returned`` has of each form that went back its office's code, why, and the SHA-256 of what it
    answers; ``reported`` the letter with each office's result, by code."""

    rubric: Rubric
    collection: Mapping[str, Any]
    status: Mapping[str, Any]
    summary: Summary
    returned: Sequence[tuple[str, str, Sequence[str]]]
    reported: Mapping[str, bytes]


def summary_of(path: Path) -> Summary:
    """Read a consolidated workbook by its hidden keys."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    offices = [row for row in _rows(book["總表"], 2) if row["@state"] in STATES.values()]
    sources, findings = (list(_rows(book[name], 2)) for name in ("來源", "檢核結果"))
    return Summary({str(row["@code"]): row for row in offices}, sources, findings)


def _rows(sheet: Any, header: int) -> Iterator[Row]:
    """Yield the rows under a row of headings, each by these."""
    sheet.reset_dimensions()  # rows are streamed in, and the sheet says that it has fewer
    rows = sheet.iter_rows(header, values_only=True)
    headings = [str(each) for each in next(rows) if each is not None]
    for row in rows:
        yield {**dict.fromkeys(headings), **dict(zip(headings, row, strict=False))}


# ── the judgement ───────────────────────────────────────────────────────────────────────────────


def judged(faces: Faces, contents: Mapping[str, bytes]) -> Iterator[tuple[str, Violation]]:
    """Yield each violation with the code of its office. ``contents`` are what came, by SHA-256."""
    files = {each["path"]: each for each in faces.collection["files"]}
    told = {(each["code"], each["name"]): each for each in faces.status["offices"]}
    for office in faces.collection["offices"]:
        code = office["code"] or ""
        counted = files.get(office["path"])
        for detail in _disagreeing(faces, office, counted, told.get((office["code"], office["name"]))):
            yield code, Violation("disagree", detail)
        if office["rank"] is not None:
            for detail in _impossible(faces.rubric, office, counted, contents):
                yield code, Violation("ranked", detail)
    yield from (("", Violation("disagree", detail)) for detail in _lists(faces, files))
    yield from (("", Violation("ranked", detail)) for detail in _ranks(faces.collection["offices"]))


def _disagreeing(faces: Faces, office: Row, counted: Row | None, told: Row | None) -> Iterator[str]:
    """Yield where the faces say different things of one office."""
    code = office["code"] or ""
    if told is None or any(told[key] != office[key] for key in ("path", "state", "total")):
        yield f"{code}: status {_short(told)}, JSON {_short(office)} @ status"
    row = faces.summary.offices.get(code)
    if not code:
        pass  # an office whose file lost its identity is known by no more than what is written in it
    elif row is None:
        yield f"{code}: no row; JSON {_short(office)} @ 總表"
    else:
        yield from _of_row(faces.rubric, office, counted, row)
    answers = [(why, list(files)) for to, why, files in faces.returned if to == code]
    yield from _of_letters(office, counted, answers, faces.reported.get(code))


def _of_row(rubric: Rubric, office: Row, counted: Row | None, row: Row) -> Iterator[str]:
    shown = {key: row[f"@{key}"] for key in ("state", "rank", "total")}
    is_same = (shown["state"], shown["rank"] or None) == (STATES[office["state"]], office["rank"])
    is_read = office["state"] in READ
    if not is_same or (is_read and _number(shown["total"]) != _number(office["total"] or None)):
        yield f"{office['code']}: {shown}, JSON {_short(office)} @ 總表"
    for item in rubric.items:
        own = counted["items"][item.id]["score"] if counted and counted["items"] else None
        if _number(row[item.id]) != _number(own):
            yield f"{office['code']} {item.id}: {row[item.id]}, JSON {own} @ 總表"


def _of_letters(
    office: Row, counted: Row | None, answers: Sequence[tuple[str, list[str]]], letter: bytes | None
) -> Iterator[str]:
    code, used = office["code"], counted["sha256"] if counted else None
    for why, answered in answers:
        if office["state"] == "accepted" or (why == "return" and answered != [used]):
            yield f"{code}: {why} answers {answered}, what counts is {used} @ return"
    if (letter is not None) != (office["rank"] is not None):
        yield f"{code}: letter {letter is not None}, JSON {_short(office)} @ report"
    if letter is not None:
        points = f"{office['total']:,}"
        if not re.search(rf"(?<![0-9.]){re.escape(points)}(?![0-9.])", text(parsed(letter))):
            yield f"{code}: not told of {points} @ report"


def _short(of: Row | None) -> dict[str, Any]:
    return {key: of.get(key) for key in ("state", "path", "total", "rank")} if of else {}


def _number(value: object) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _lists(faces: Faces, files: Mapping[str, Row]) -> Iterator[str]:
    """Yield where 來源 or 檢核結果 says another file is used than the one that counts."""
    used = {o["path"] for o in faces.collection["offices"] if o["state"] in READ}
    expected = sorted(files[path]["sha256"] for path in used)
    listed = sorted(row["SHA-256"] for row in faces.summary.sources if row["採用"] == "採用")
    if listed != expected:
        yield f"used {listed}, what counts is {expected} @ 來源"
    names = {PurePath(path).name for path in used}
    for row in faces.summary.findings:
        if row["檔案"] and (row["採用"] == "採用") != (row["檔案"] in names):
            yield f"{row['檔案']}: {row['採用']} @ 檢核結果"


def _ranks(offices: Sequence[Row]) -> Iterator[str]:
    totals = [each["total"] for each in offices if each["rank"] is not None]
    for each in offices:
        if each["rank"] is not None and each["rank"] != 1 + sum(total > each["total"] for total in totals):
            yield f"{each['code']} has rank {each['rank']} with {each['total']} among {sorted(totals)}"


def _impossible(
    rubric: Rubric, office: Row, counted: Row | None, contents: Mapping[str, bytes]
) -> Iterator[str]:
    """Yield what an office must not be ranked with: a value that its item does not allow, or none."""
    if counted is None:
        yield f"{office['code']} has a rank and no file"
        return
    own = {item.id: _number(counted["items"][item.id]["score"]) for item in rubric.items}
    ticked = {item.id: counted["items"][item.id]["ticked"] for item in rubric.items}
    for item in rubric.items:
        if not _is_allowed(rubric, item, own[item.id], ticked[item.id]):
            yield f"{office['code']} {item.id}: {own[item.id]} with {ticked[item.id]}"
    if sum(each for each in own.values() if each is not None) != _number(office["total"]):
        yield f"{office['code']}: {office['total']} is not the sum of its items"
    data = contents[counted["sha256"]]
    plain, ticks = plain_scores(data, rubric) or {}, plain_ticks(data, rubric) or {}
    for item in rubric.items:
        stands, marks = plain.get(item.id, Unclear()), ticks.get(item.id, Unclear())
        if isinstance(stands, Unclear):
            continue
        if not _is_allowed(rubric, item, stands, [] if isinstance(marks, Unclear) else marks):
            counts_as = own[item.id]
            yield f"{office['code']} {item.id}: the file says {stands} with {marks}, not {counts_as}"


def _is_allowed(rubric: Rubric, item: Item, score: Decimal | None, ticked: Sequence[int]) -> bool:
    if score is None:
        return False
    low, high = item.low, item.maximum
    if item.bands and len(ticked) == 1:
        low, high = item.bands[ticked[0] - 1].low, item.bands[ticked[0] - 1].high
    return low <= score <= high and score % rubric.step == 0
