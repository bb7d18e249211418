"""Whether a reading of a spoiled form is safe, judged against a plain reading of the same bytes that
shares no code with the product's: zipfile, lxml's tree, the key column, the column headed 評分."""

import io
import os
import re
import resource
import signal
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from tests.fuzz.seeds import Reader, Seed
from workbook.collection.checked import Checked
from workbook.layout import layout_of

TIME_LIMIT = 5.0
"""Seconds of the processor for one file, so that a busy machine does not count."""
MEMORY_GROWTH = 200 * 1024
"""Kibibytes that one file may add to the highest memory seen."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": _MAIN.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": _REL.encode(),
}
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_POINTS = re.compile(r"[+-]?([0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9})([eE][+-]?[0-9]{1,2})?")
_WHERE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_WIDE = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
ABOUT_ROWS = frozenset({"form-damaged", "row-unknown", "cells-moved"})
"""Findings on rows and cells of the form as a whole, which speak for every item."""


class Unclear:
    """Several readings are possible: what the file says at a place is nobody's to decide."""

    def __repr__(self) -> str:
        return "unclear"


UNCLEAR = Unclear()
Plain = Decimal | Unclear | None


@dataclass(frozen=True, slots=True)
class Violation:
    """``kind``: crash, slow, memory, silent (a score changed and nothing says so), wrong (a score
    other than what stands there), unexplained (changed where the file is unclear, and no finding is about
    it), mute (refused without a reason), text (a text that cannot be written), office."""

    kind: str
    detail: str

    @property
    def signature(self) -> str:
        """What two violations of one cause share."""
        return f"{self.kind} {self.detail.rpartition(' @ ')[2]}" if " @ " in self.detail else self.kind


class Hang(BaseException):
    """The time is over; no ``except Exception`` stops it."""


# ── the plain reading ───────────────────────────────────────────────────────────────────────────


def plain_scores(data: bytes, rubric: Rubric) -> Mapping[str, Plain] | None:
    """Each item's score as it stands in the file; None where the file cannot be read so plainly."""
    form = _plain_form(data, rubric)
    return None if form is None else {item.id: form.score(item.id) for item in rubric.items}


def plain_ticks(data: bytes, rubric: Rubric) -> Mapping[str, list[int] | Unclear] | None:
    """The bands that are ticked of each item that has some; None as with `plain_scores`."""
    form = _plain_form(data, rubric)
    if form is None:
        return None
    blocks = layout_of(rubric).blocks
    return {
        item.id: form.ticks(item.id, [row - blocks[item.id].first + 1 for row in blocks[item.id].line_rows])
        for item in rubric.items
        if item.bands
    }


@dataclass(frozen=True, slots=True)
class PlainForm:
    """A sheet with the form's keys: its cells, the rows of each key, the column of the scores."""

    cells: Mapping[tuple[str, int], Sequence[Any]]
    rows: Mapping[str, Sequence[int]]
    strings: Sequence[str]
    score_column: str

    def score(self, item_id: str) -> Plain:
        at = self.rows.get(f"{item_id}/1", ())
        return (
            _score(self.cells.get((self.score_column, at[0]), ()), self.strings) if len(at) == 1 else UNCLEAR
        )

    def ticks(self, item_id: str, numbers: Sequence[int]) -> list[int] | Unclear:
        """The bands that are ticked, whose rows are those of these numbers in the item's block."""
        column, ticked = _letters(_index(self.score_column) + 1), []
        for band, number in enumerate(numbers, start=1):
            at = self.rows.get(f"{item_id}/{number}", ())
            texts = (
                {_text(cell, self.strings) for cell in self.cells.get((column, at[0]), ())} if at else set()
            )
            if len(at) != 1 or not texts <= {"☑", "☐", ""} or len(texts) > 1:
                return UNCLEAR
            ticked += [band] if "☑" in texts else []
        return ticked


def _plain_form(data: bytes, rubric: Rubric) -> PlainForm | None:
    try:
        return _first_form(data, rubric)
    except Exception:  # noqa: BLE001  whatever is wrong with it, it cannot be read plainly
        return None


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    content = archive.read(name)
    for strict, transitional in _STRICT.items():
        content = content.replace(strict, transitional)
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _first_form(data: bytes, rubric: Rubric) -> PlainForm | None:
    space = {"m": _MAIN}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = _xml(archive, "xl/_rels/workbook.xml.rels")
        targets = {r.get("Id"): r.get("Target") for r in relations}
        strings: list[str] = []
        for relation in relations:
            if (relation.get("Type") or "").endswith("/sharedStrings"):
                strings = [
                    _rich(si) for si in _xml(archive, _path(relation.get("Target"))).iterfind("m:si", space)
                ]
                break
        sheets = _xml(archive, "xl/workbook.xml").findall("m:sheets/m:sheet", space)
        for sheet in sorted(sheets, key=lambda s: s.get("name") != "評分表"):
            if sheet.get("name") == "_kaohe":
                continue
            form = _of_sheet(_xml(archive, _path(targets[sheet.get(f"{{{_REL}}}id")])), strings, rubric)
            if form is not None:
                return form
    return None


def _path(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _rich(element: Any) -> str:
    """The text of an ``si`` or ``is``, comments and phonetic guides left out."""
    texts = [*element.findall(f"{{{_MAIN}}}t"), *element.findall(f"{{{_MAIN}}}r/{{{_MAIN}}}t")]
    return _unescaped("".join(map(_own, texts)))


def _own(element: Any) -> str:
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def _of_sheet(root: Any, strings: Sequence[str], rubric: Rubric) -> PlainForm | None:
    keys = {f"{item.id}/1" for item in rubric.items}
    cells = _cells(root)
    texts = {where: [_text(cell, strings) for cell in found] for where, found in cells.items()}
    columns = Counter(where[0] for where, found in texts.items() for text in found if text in keys)
    if not columns:
        return None
    key_column = "J" if columns["J"] else columns.most_common(1)[0][0]
    heading = [row for (column, row), found in texts.items() if column == key_column and "@columns" in found]
    headed = [column for (column, row), found in texts.items() if row in heading and "評分" in found]
    if len(heading) > 1 or len(headed) > 1 or (key_column != "J" and not headed):
        return None
    score_column = headed[0] if headed else "C"
    rows: dict[str, list[int]] = {}
    for (column, row), found in texts.items():
        if column == key_column:
            for text in found:
                rows.setdefault(str(text), []).append(row)
    return PlainForm(cells, rows, strings, score_column)


def _cells(root: Any) -> dict[tuple[str, int], list[Any]]:
    """Every cell that has content, by address. One whose address is none is left out, and so are those
    without an address behind it: where they stand is unclear."""
    cells: dict[tuple[str, int], list[Any]] = {}
    number = 0
    for row in root.iterfind(f"{{{_MAIN}}}sheetData/{{{_MAIN}}}row"):
        given = row.get("r")
        is_known = given is None or re.fullmatch("[1-9][0-9]{0,6}", given) is not None
        number = int(given) if given and is_known else number + 1
        index = 0
        for cell in row.iterfind(f"{{{_MAIN}}}c"):
            address = cell.get("r")
            match = _WHERE.fullmatch(address) if address is not None else None
            is_known = match is not None or (is_known and address is None)
            index = _index(match[1]) if match else index + 1
            where = (match[1], int(match[2])) if match else (_letters(index), number)
            if is_known and len(cell):
                cells.setdefault(where, []).append(cell)
    return cells


def _index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index


def _letters(index: int) -> str:
    return (_letters((index - 1) // 26) if index > 26 else "") + chr(65 + (index - 1) % 26)


def _text(cell: Any, strings: Sequence[str]) -> str | Unclear:
    """What a cell says; unclear where it says several things."""
    values, inline = cell.findall(f"{{{_MAIN}}}v"), cell.findall(f"{{{_MAIN}}}is")
    if len(values) + len(inline) > 1 or any(
        isinstance(child.tag, str) for value in values for child in value
    ):
        return UNCLEAR
    kind = cell.get("t", "n")
    if inline:
        return _rich(inline[0])
    written = _own(values[0]) if values else ""
    if kind == "s":
        if not re.fullmatch("[0-9]{1,8}", written) or int(written) >= len(strings):
            return UNCLEAR if written else ""
        return strings[int(written)]
    return _unescaped(written)


def _score(cells: Sequence[Any], strings: Sequence[str]) -> Plain:
    said = {(_text(cell, strings), cell.get("t", "n")) for cell in cells}
    if len(said) != 1:
        return UNCLEAR if said else None
    text, kind = said.pop()
    if isinstance(text, Unclear):
        return UNCLEAR
    if not text.strip():
        return None
    pattern = {"n": _NUMBER, "s": _POINTS, "str": _POINTS, "inlineStr": _POINTS}.get(kind)
    clean = text.strip() if kind == "n" else text.translate(_WIDE).strip().removesuffix("分").strip()
    return Decimal(clean) if pattern and pattern.fullmatch(clean) else UNCLEAR


# ── the judgement ───────────────────────────────────────────────────────────────────────────────


def processor_seconds() -> float:
    """Return the time that this process and its ended children have had of the processor."""
    return sum(os.times()[:4])


def judge(seed: Seed, data: bytes, reader: Reader) -> tuple[Checked | None, list[Violation]]:
    """Read a spoiled form with ``reader``; everything about it that must not be."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = processor_seconds()
    try:
        with _limited():
            checked = reader(data)
    except Hang:
        return None, [Violation("slow", f"over {2 * TIME_LIMIT:.0f} s @ {_where_it_hung()}")]
    except BaseException as error:  # that is what we look for
        if isinstance(error, KeyboardInterrupt):
            raise
        return None, [Violation("crash", _described(error))]
    took = processor_seconds() - started
    violations = []
    if took > TIME_LIMIT:
        violations.append(Violation("slow", f"{took:.1f} s"))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if grown > MEMORY_GROWTH:
        violations.append(Violation("memory", f"{grown // 1024} MB more"))
    return checked, [*violations, *_unsafe(seed, data, checked)]


_hung: list[str] = [""]


def _where_it_hung() -> str:
    return _hung[0]


def _alarm(_: int, frame: Any) -> None:
    _hung[0] = _place(traceback.extract_stack(frame))
    raise Hang


@contextmanager
def _limited() -> Iterator[None]:
    previous = signal.signal(signal.SIGPROF, _alarm)
    signal.setitimer(signal.ITIMER_PROF, 2 * TIME_LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)


def _described(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error)[:120]} @ {_place(traceback.extract_tb(error.__traceback__))}"


def _place(frames: Sequence[traceback.FrameSummary]) -> str:
    ours = [f for f in frames if "/workbook/" in f.filename or "/scoring/" in f.filename]
    last = (ours or list(frames))[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno} {last.name}"


def _unsafe(seed: Seed, data: bytes, checked: Checked) -> Iterator[Violation]:
    if checked.state == "rejected":
        if not checked.findings or checked.scorecard != Scorecard():
            yield Violation("mute", "refused without a finding")
        return
    yield from _unwritable(checked)
    extra = _extra(seed.checked.findings, checked.findings)
    if checked.rubric != seed.rubric:
        if not extra:
            yield Violation("silent", f"read as a form of {checked.rubric.id if checked.rubric else None}")
        return
    issued_to = seed.checked.identity.office_name if seed.checked.identity else ""
    if issued_to and checked.office != seed.checked.office and not extra:
        yield Violation("office", f"{seed.checked.office} became {checked.office}")
    plain = plain_scores(data, seed.rubric) or {}
    for item in seed.rubric.items:
        was, now = (c.scorecard.answer(item.id).score for c in (seed.checked, checked))
        stands = plain.get(item.id, UNCLEAR)
        about_it = any(finding.id == item.id or finding.code in ABOUT_ROWS for finding in extra)
        said = f"{item.id}: {was} → {now}, the file says {stands}; new findings {[f.code for f in extra][:6]}"
        kind = _verdict(was, now, stands, is_said=bool(extra), about_it=about_it)
        if kind:
            yield Violation(kind, said)


def _verdict(
    was: Decimal | None, now: Decimal | None, stands: Plain, *, is_said: bool, about_it: bool
) -> str:
    if not isinstance(stands, Unclear) and _same(now, stands):
        return "" if now is not None or was is None or about_it else "silent"
    if now is not None and not isinstance(stands, Unclear) and stands is not None and not about_it:
        return "wrong"
    if _same(now, was):
        return ""
    if not is_said:
        return "silent"
    return "" if about_it else "unexplained"


def _same(one: Decimal | None, other: Decimal | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < Decimal("1e-8")


def _extra(before: Sequence[Finding], after: Sequence[Finding]) -> list[Finding]:
    """The findings that the good form did not have; a finding on other cells is another one."""

    def key(finding: Finding) -> tuple[object, ...]:
        cells = finding.params.get("all_cells") or finding.params.get("rows") or finding.params.get("cells")
        return finding.code, finding.id, finding.part, finding.index, str(cells)

    known = Counter(map(key, before))
    extra = []
    for finding in after:
        known[key(finding)] -= 1
        if known[key(finding)] < 0:
            extra.append(finding)
    return extra


def _unwritable(checked: Checked) -> Iterator[Violation]:
    """Texts that no CSV, letter or summary could hold: halves of a surrogate pair."""
    card = checked.scorecard
    texts = [card.office.name, *card.header.unread.values(), *card.header.texts.values()]
    for answer in card.answers.values():
        texts += [*answer.notes, answer.score_text, *(mark for _, mark in answer.odd_ticks)]
    texts += [total.text for total in card.stated.values()]
    texts += [str(value) for finding in checked.findings for value in finding.params.values()]
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError:
            yield Violation("text", f"cannot be written: {text[:40]!r}")
            return
