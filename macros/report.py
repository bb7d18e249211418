"""What was found, as JSON and as lines for a terminal: the same findings, the same words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from scoring.catalogue import SEVERITY_NAMES, Language
from scoring.findings import Finding
from scoring.rubric import WHOLE_FORM, Rubric, plain, points_text
from scoring.scorecard import Answer
from scoring.totals import Total
from workbook.collection.checked import STATES, Checked, Standing, standing, state_word
from workbook.collection.selection import Collection


def files_json(files: Sequence[Checked], rubric: Rubric | None, language: Language) -> dict[str, Any]:
    """Return the files as JSON, in the documented shape: the rubric, and each file with its findings."""
    rubric = rubric or next((checked.rubric for checked in files if checked.rubric), None)
    return {
        "rubric": rubric.id if rubric else None,
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
        }
        for result in collection.results
    ]
    findings = [finding_json(finding, language) for finding in collection.findings]
    shape = files_json(collection.files, collection.rubric, language)
    return {**shape, "offices": offices, "findings": findings}


def _file_json(checked: Checked, language: Language) -> dict[str, Any]:
    office, card, rubric = checked.office, checked.scorecard, checked.rubric
    day = card.header.date
    return {
        "path": checked.path,
        "sha256": checked.sha256,
        "office": {"code": office.code or None, "name": office.name or None},
        "state": checked.state,
        "proof": None if checked.proof == "unasked" else checked.proof,
        "header": {"date": day.isoformat() if day else None, **card.header.texts} if rubric else {},
        "items": {i.id: _item_json(card.answer(i.id), checked.points(i)) for i in rubric.items}
        if rubric
        else {},
        "totals": {key: _total_json(total) for key, total in checked.totals.items()},
        "findings": [finding_json(finding, language) for finding in checked.findings],
    }


def _item_json(answer: Answer, points: Decimal | None) -> dict[str, Any]:
    return {
        "score": None if points is None else plain(points),
        "ticked": list(answer.ticked),
        "notes": list(answer.notes),
    }


def _total_json(total: Total) -> dict[str, Any]:
    return {
        "stated": plain(total.stated.value) if total.stated.value is not None else None,
        "recomputed": plain(total.recomputed),
        "maximum": plain(total.maximum),
    }


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
    office = checked.office.name or ("（不明機關）" if language == "zh-TW" else "(unknown office)")
    state = state_word(standing(checked), language)
    total = checked.totals.get(WHOLE_FORM)
    yield f"{office}　{checked.path}　[{state}]{_total_text(total, language) if total else ''}"
    for finding in (checked.replaced,) if checked.replaced else checked.findings:
        yield f"  {finding_line(finding, language)}"


def _total_text(total: Total, language: Language) -> str:
    recomputed, maximum = points_text(total.recomputed), points_text(total.maximum)
    text = f"　{recomputed}/{maximum}"
    if total.stated.value is not None and total.stated.value != total.recomputed:
        stated = points_text(total.stated.value)
        text += f"（表列 {stated}）" if language == "zh-TW" else f" (stated {stated})"
    return text


def finding_line(finding: Finding, language: Language) -> str:
    where = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    severity = SEVERITY_NAMES[language][finding.severity]
    place = "　".join(part for part in (where, finding.item) if part)
    before = f"{severity} {finding.code}" + (f"　{place}" if place else "")
    return (
        f"{before}　{finding.message(language)}{' ' if language == 'en' else ''}→ {finding.remedy(language)}"
    )


def summary_line(files: Sequence[Checked], language: Language) -> str:
    states = Counter(standing(checked) for checked in files)
    shown: list[Standing] = [*STATES]
    if states["unconfirmed"]:
        shown.append("unconfirmed")
    parts = [f"{state_word(state, language)} {states[state]}" for state in shown]
    if language == "zh-TW":
        return f"共 {len(files)} 個檔案：" + "、".join(parts)
    return f"{len(files)} file(s): " + ", ".join(parts)
