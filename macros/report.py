"""What was found, as JSON and as lines for a terminal: the same findings, the same words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from scoring.catalogue import CATALOGUE, SEVERITY_NAMES, Language
from scoring.checks.totals import BY_RULE
from scoring.errors import Sentence
from scoring.expressions import NA, near
from scoring.figures import is_asked
from scoring.findings import Finding, quoted_names
from scoring.form_columns import further
from scoring.form_rules import Count, Grade, Measured
from scoring.grades import grades_of
from scoring.rubric import WHOLE_FORM, Item, Rubric, plain, points_text
from scoring.scorecard import Header
from scoring.totals import Total
from workbook.collection.checked import STATES, Checked, Standing, standing, state_word
from workbook.collection.selection import Collection
from workbook.form.typed_totals import TypedTotals, typed_totals

_MANY = 4
"""From so many findings of one kind on, they share a line."""
_PLACES, _OFFICES = 3, 30
"""How many places and offices such a line names."""
_TYPED_REMEDY = Sentence(
    "總表以細項加總為準；退回的表公式已恢復，細項無誤請機關直接寄回。",
    "The consolidated workbook adds up the items. A form that is sent back has its formulas again; where the"
    " items are right, the office just sends it back.",
)
_TYPED_BY_RULE = Sentence(
    "總表按評分表的規則以細項計算；退回的表公式已恢復，細項無誤請機關直接寄回。",
    "The consolidated workbook works out totals by the rubric's rules. A form that is sent back has its"
    " formulas again; where the items are right, the office just sends it back.",
)


def files_json(files: Sequence[Checked], rubric: Rubric | None, language: Language) -> dict[str, Any]:
    """Return the files as JSON, in the documented shape: the rubric, and each file with its findings."""
    rubric = rubric or next((checked.rubric for checked in files if checked.rubric), None)
    return {
        "rubric": rubric.id if rubric else None,
        **({"better": "low"} if rubric and rubric.better == "low" else {}),
        "files": [_file_json(checked, language) for checked in files],
    }


def collection_json(collection: Collection, language: Language) -> dict[str, Any]:
    """Return the same with what the collection adds: each office, its file, total and rank."""
    offices = [
        {
            "code": result.office.code or None,
            "name": result.office.name,
            "path": result.checked.path if result.checked else None,
            "state": standing(result.checked),
            "total": plain(result.total) if result.total is not None else None,
            "rank": result.rank,
            **_graded(collection.rubric.grades, result.grade),
        }
        for result in collection.results
    ]
    findings = [finding_json(finding, language) for finding in collection.findings]
    shape = files_json(collection.files, collection.rubric, language)
    return {**shape, "offices": offices, "findings": findings}


def _file_json(checked: Checked, language: Language) -> dict[str, Any]:
    office, card, rubric = checked.office, checked.scorecard, checked.rubric
    return {
        "path": checked.path,
        "sha256": checked.sha256,
        "office": {"code": office.code or None, "name": office.name or None},
        "state": checked.state,
        "proof": None if checked.proof == "unasked" else checked.proof,
        "header": _header_json(rubric, card.header) if rubric else {},
        "items": {item.id: _item_json(checked, item) for item in rubric.items} if rubric else {},
        "totals": {key: _total_json(checked, key) for key in checked.totals},
        "findings": [finding_json(finding, language) for finding in checked.findings],
    }


def _header_json(rubric: Rubric, header: Header) -> dict[str, str | None]:
    """Return what stands on the header's lines, by id: days in ISO 8601, a period's as an interval, None
    where none could be read; texts as they were read."""
    found: dict[str, str | None] = {}
    for line in rubric.header:
        if line.kind in ("date", "period"):
            found[line.id] = "/".join(day.isoformat() for day in header.days.get(line.id, ())) or None
        elif line.id in header.texts:
            found[line.id] = header.texts[line.id]
    return found


def _item_json(checked: Checked, item: Item) -> dict[str, Any]:
    """Return what an item comes to and what was answered; what an answers file takes has the same shape."""
    answer, points = checked.scorecard.answer(item.id), checked.points(item)
    found: dict[str, Any] = {
        "score": None if points is None else plain(points),
        "ticked": list(answer.ticked),
        "notes": list(answer.notes),
    }
    if checked.rubric and item.when and not is_asked(checked.rubric, checked.scorecard, item):
        found["asked"] = False
    elif checked.figures[item.id] is NA:
        found["na"] = True
    if isinstance(item.ask, Count | Measured):
        found["given"] = [None if number is None else plain(number) for number in answer.given]
    if not item.is_scored:
        found["text"] = answer.further.get("", "")
    if checked.rubric and further(checked.rubric.columns):
        found["further"] = {column: text for column, text in answer.further.items() if column}
    return found


def _total_json(checked: Checked, total_id: str) -> dict[str, Any]:
    total, rubric = checked.totals[total_id], checked.rubric
    return {
        "stated": plain(total.stated.value) if total.stated.value is not None else None,
        "recomputed": None if total.is_na else plain(total.recomputed),
        "maximum": plain(total.maximum),
        **({"na": True} if total.is_na else {}),
        **(_graded(grades_of(rubric, total_id), checked.grade(total_id)) if rubric else {}),
    }


def _graded(grades: Sequence[Grade], grade: Grade | None) -> dict[str, Any]:
    """Return the name of a grade where there are any."""
    return {"grade": grade.name if grade else None} if grades else {}


def finding_json(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "id": finding.id,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "message": finding.message(language),
        "remedy": finding.remedy(language),
        **finding.params,
    }


def file_lines(checked: Checked, language: Language) -> Iterator[str]:
    """Yield a file's heading, then each finding with where it is, what is wrong and what to do.

    Of a file that another has taken the place of, only that is said: nobody needs to mend it any more.
    """
    yield _heading(checked, language)
    for finding in _told(checked):
        yield f"  {finding_line(finding, language)}"


def many_lines(files: Sequence[Checked], language: Language, *, all_files: bool) -> Iterator[str]:
    """Yield what was found in several files. Many findings of one kind in a file share a line, and so do
    those of totals that were typed over; what is said alike of many files is said once, behind them.

    Without ``all_files`` those of which there is nothing else to say are left out.
    """
    alike: dict[_Alike, list[Checked]] = defaultdict(list)
    for checked in files:
        for key in dict.fromkeys(map(_alike, filter(_may_be_alike, _told(checked)))):
            alike[key].append(checked)
    common = {key: own for key, own in alike.items() if len(own) >= _MANY}
    samples: dict[_Alike, Finding] = {}
    for checked in files:
        own = []
        for finding in _told(checked):
            if _may_be_alike(finding) and _alike(finding) in common:
                samples.setdefault(_alike(finding), finding)
            else:
                own.append(finding)
        if own or all_files:
            yield _heading(checked, language)
        for line in _together(own, language):
            yield f"  {line}"
    counting = sum(not checked.replaced for checked in files)
    for key, finding in samples.items():
        where = "　".join(filter(None, (_of_files(common[key], counting, language), finding.item)))
        yield _line(finding, where, finding.message(language), finding.remedy(language), language)


_Alike = tuple[str, str, str]
"""A finding's code, item and sentence: where these are the same, what is said of two files is the same."""


def _alike(finding: Finding) -> _Alike:
    return finding.code, finding.item, finding.message()


def _may_be_alike(finding: Finding) -> bool:
    """Tell whether a finding may share a line with those of other files: errors have places of their own."""
    return finding.severity != "error" and not finding.cell


def _of_files(own: Sequence[Checked], of: int, language: Language) -> str:
    """Say how many files a line is about and, unless it is all of them, of which offices they are."""
    count = Sentence(f"{len(own)} 個檔案", f"{len(own)} files").said(language)
    names = list(dict.fromkeys(checked.office.name or checked.path for checked in own))
    return count if len(own) == of else f"{count}　{_named(names, language)}"


def collection_lines(collection: Collection, language: Language) -> Iterator[str]:
    """Yield what was found, in the roster's order of offices: of each its files with findings, the one that
    counts first; then the offices of which nothing came."""
    files = [checked for _, own in collection.by_office() for checked in own]
    yield from many_lines(files, language, all_files=False)
    missing = collection.findings
    if len(missing) < _MANY:
        yield from (finding_line(finding, language) for finding in missing)
    else:
        yield _missing_line(missing, language)


def _heading(checked: Checked, language: Language) -> str:
    office = checked.office.name or ("（不明機關）" if language == "zh-TW" else "(unknown office)")
    state = state_word(standing(checked), language)
    total = checked.totals.get(WHOLE_FORM)
    return f"{office}　{checked.path}　[{state}]{_total_text(checked, total, language) if total else ''}"


def _told(checked: Checked) -> Sequence[Finding]:
    return (checked.replaced,) if checked.replaced else checked.findings


def _missing_line(missing: Sequence[Finding], language: Language) -> str:
    names = [str(finding.params["office"]) for finding in missing]
    count = Sentence(f"{len(names)} 個機關", f"{len(names)} offices").said(language)
    where = f"{count}　{_named(names, language)}"
    return _line(missing[0], where, *_in_general(missing, language), language)


def _named(offices: Sequence[str], language: Language) -> str:
    """List offices by name, of many the first and that there are more."""
    more = len(offices) - _OFFICES
    if language == "zh-TW":
        return "、".join(offices[:_OFFICES]) + ("等" if more > 0 else "")
    return quoted_names(offices[:_OFFICES]) + (f" and {more} more" if more > 0 else "")


def _together(findings: Iterable[Finding], language: Language) -> Iterator[str]:
    """Yield a line for each finding; one line for many of one kind, with the first places."""
    findings = tuple(findings)
    totals = typed_totals(findings)
    by_code: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_code[finding.code].append(finding)
    was_told: set[str] = set()
    for finding in findings:
        same = by_code[finding.code]
        if totals and len(totals.findings) > 1 and finding in totals.findings:
            if "totals" not in was_told:
                yield _totals_line(totals, language)
            was_told.add("totals")
        elif len(same) < _MANY:
            yield finding_line(finding, language)
        elif finding.code not in was_told:
            was_told.add(finding.code)
            count = Sentence(f"{len(same)} 處", f"{len(same)} places").said(language)
            where = "　".join(filter(None, (count, _places(same, language))))
            yield _line(finding, where, *_in_general(same, language), language)


def _totals_line(totals: TypedTotals, language: Language) -> str:
    worst = min(totals.findings, key=lambda finding: finding.severity != "error")
    cells = {finding.cell: finding for finding in totals.in_order if finding.cell}
    where = _places([replace(finding, id="") for finding in cells.values()], language)
    is_by_rule = any(finding.code.startswith(BY_RULE) for finding in totals.findings)
    remedy = _TYPED_BY_RULE if is_by_rule else _TYPED_REMEDY
    return _line(worst, where, totals.problem.said(language), remedy.said(language), language)


def _in_general(same: Sequence[Finding], language: Language) -> tuple[str, str]:
    """Return what is wrong and what to do in words that go for all of them; where what to do differs, that of
    the first, with its place."""
    first, entry = same[0], CATALOGUE[same[0].code]
    messages = {finding.message(language) for finding in same}
    remedies = {finding.remedy(language) for finding in same}
    message = messages.pop() if len(messages) == 1 else _first_sentence(entry.meaning[language])
    if len(remedies) == 1:
        return message, remedies.pop()
    own, place = first.remedy(language), first.cell or first.item
    others = Sentence(f"{place}：{own}其餘類推。", f"{place}: {own} Likewise the others.")
    return message, others.said(language) if place else generic(entry.remedy[language])


def _first_sentence(text: str) -> str:
    """Return what a meaning begins with: what is wrong, without what else there is to know."""
    return re.split(r"(?<=。)|(?<=\.) ", text, maxsplit=1)[0]


def generic(template: str) -> str:
    """Return a remedy without its particulars."""
    return re.sub(r"\{\w+\}", "…", template)


def _places(findings: Sequence[Finding], language: Language) -> str:
    """Name where the first of them stand, and that there are more."""
    shown: list[str] = []
    for finding in findings[:_PLACES]:
        sheet = f"{finding.sheet}!" if not shown and finding.sheet and finding.cell else ""
        shown += [f"{sheet}{finding.cell} {finding.item}".strip()]
    more = len(findings) > _PLACES
    if language == "zh-TW":
        return "、".join(filter(None, shown)) + (" 等" if more else "")
    return ", ".join(filter(None, shown)) + (" …" if more else "")


def _total_text(checked: Checked, total: Total, language: Language) -> str:
    recomputed, maximum = points_text(total.recomputed), points_text(total.maximum)
    shown = checked.rubric.na_text if total.is_na and checked.rubric else recomputed
    grade = checked.grade(WHOLE_FORM)
    text = f"　{shown}/{maximum}" + (f"　{grade.name}" if grade else "")
    if total.stated.value is not None and not near(total.stated.value, total.expected):
        stated = points_text(total.stated.value)
        text += f"（表列 {stated}）" if language == "zh-TW" else f" (stated {stated})"
    return text


def finding_line(finding: Finding, language: Language) -> str:
    where = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    place = "　".join(part for part in (where, finding.item) if part)
    return _line(finding, place, finding.message(language), finding.remedy(language), language)


def _line(finding: Finding, place: str, message: str, remedy: str, language: Language) -> str:
    before = f"{SEVERITY_NAMES[language][finding.severity]} {finding.code}" + (f"　{place}" if place else "")
    return f"{before}　{message}{' ' if language == 'en' else ''}→ {remedy}"


def summary_line(files: Sequence[Checked], language: Language) -> str:
    states = Counter(standing(checked) for checked in files)
    shown: list[Standing] = [*STATES]
    if states["unconfirmed"]:
        shown.append("unconfirmed")
    parts = [f"{state_word(state, language)} {states[state]}" for state in shown]
    if language == "zh-TW":
        return f"共 {len(files)} 個檔案：" + "、".join(parts)
    return f"{len(files)} file(s): " + ", ".join(parts)
