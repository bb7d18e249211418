"""Doubts about evidence that another office handed in too, that stands under most items, or that is last
year's.

Paragraphs are looked up by their text, never compared in pairs, and the offices that share one are
a set of bits: a thousand offices cost no more than a thousand times one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scoring.doubts.rules import NotesRepeated, NotesShared, NotesUnchanged
from scoring.evidence import says_something
from scoring.findings import Finding
from scoring.rubric import WHOLE_FORM, Rubric
from scoring.scorecard import Scorecard
from scoring.values import office_key

_SHOWN = 20
"""How many characters of a paragraph are told."""
_WIDE = re.compile("[\uff01-\uff5e台]+")


def paragraph_key(text: str) -> str:
    """Return a paragraph in the form in which two are compared: without white space, width and 台 for 臺.

    Only characters that this changes are rewritten, for most of a paragraph stays as it is.
    """
    return _WIDE.sub(lambda wide: office_key(wide[0]), "".join(text.split()))


@dataclass(frozen=True, slots=True)
class _Paragraph:
    item_id: str
    number: int
    key: str


def shared(
    rubric: Rubric, scorecards: Mapping[str, Scorecard], rule: NotesShared
) -> Mapping[str, tuple[Finding, ...]]:
    """Return for each file a finding per item that has a paragraph of another office, under whichever item.

    Two files of one office, by code or by name, do not share with each other.
    """
    offices = _offices(scorecards)
    paragraphs = {key: _paragraphs(rubric, card, rule.min_length) for key, card in scorecards.items()}
    holders = _holders(paragraphs, offices)
    names = _names(scorecards, offices)
    found = {}
    for key, own in paragraphs.items():
        without = ~(1 << offices[key])
        copies = [(one, bits) for one in own if (bits := holders.get(one.key, 0) & without)]
        if copies:
            found[key] = tuple(_shared_findings(rubric, copies, names, rule.named))
    return found


def repeated(rubric: Rubric, scorecard: Scorecard, rule: NotesRepeated) -> Iterator[Finding]:
    """Find forms on which one paragraph, such as 詳如附件, stands under more than a share of the items that
    have notes; dots and dashes alone are no notes."""
    written = [
        {paragraph_key(note): note for note in scorecard.answer(item.id).notes if says_something(note)}
        for item in rubric.items
    ]
    with_notes = sum(map(bool, written))
    times = Counter(key for of_item in written for key in of_item)
    for key, count in times.most_common(1):
        if count >= rule.min_items and count > rule.share * with_notes:
            text = next(of_item[key] for of_item in written if key in of_item)
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            params = {"text": shown, "count": count, "items": with_notes}
            yield Finding("notes-repeated", WHOLE_FORM, "total", params=params)


def unchanged(
    rubric: Rubric, scorecard: Scorecard, earlier: Mapping[str, Sequence[str]], rule: NotesUnchanged
) -> Iterator[Finding]:
    """Find items whose notes stand in last year's paragraphs, all or as large a share as the rule says."""
    for item in rubric.items:
        before = {paragraph_key(note) for note in earlier.get(item.id, ())}
        keys = [paragraph_key(note) for note in scorecard.answer(item.id).notes] if before else []
        same = [key for key in keys if key in before]
        characters = sum(map(len, keys))
        if not any(len(key) >= rule.min_length for key in same):
            continue
        if sum(map(len, same)) >= rule.share * characters:
            params = {"name": rubric.name(item.id), "same": len(same), "count": len(keys)}
            first = next(number for number, key in enumerate(keys, start=1) if key in before)
            yield Finding("notes-unchanged", item.id, "notes", first, params)


def _paragraphs(rubric: Rubric, scorecard: Scorecard, min_length: int) -> list[_Paragraph]:
    """Return the paragraphs that are long enough to count, in printed order."""
    return [
        _Paragraph(item.id, number, key)
        for item in rubric.items
        for number, note in enumerate(scorecard.answer(item.id).notes, start=1)
        if len(note) >= min_length and len(key := paragraph_key(note)) >= min_length
    ]


def _offices(scorecards: Mapping[str, Scorecard]) -> Mapping[str, int]:
    """Give each file the number of its office; a file without code and name is an office of its own."""
    numbers: dict[tuple[str, str], int] = {}
    of_file: dict[str, int] = {}
    for key, card in scorecards.items():
        written = (("code", card.office.code), ("name", office_key(card.office.name)))
        marks = [mark for mark in written if mark[1]]
        known = next((numbers[mark] for mark in marks if mark in numbers), None)
        of_file[key] = len(of_file) if known is None else known
        for mark in marks:
            numbers.setdefault(mark, of_file[key])
    return of_file


def _names(scorecards: Mapping[str, Scorecard], offices: Mapping[str, int]) -> Mapping[int, str]:
    names: dict[int, str] = {}
    for key, card in scorecards.items():
        names.setdefault(offices[key], card.office.name or card.office.code or str(key))
    return names


def _holders(paragraphs: Mapping[str, Sequence[_Paragraph]], offices: Mapping[str, int]) -> Mapping[str, int]:
    """Return for each paragraph that several offices handed in these offices, as bits."""
    first: dict[str, int] = {}
    several: dict[str, int] = {}
    for key, own in paragraphs.items():
        office = offices[key]
        for one in own:
            earliest = first.setdefault(one.key, office)
            if earliest != office:
                several[one.key] = several.get(one.key, 1 << earliest) | 1 << office
    return several


def _shared_findings(
    rubric: Rubric, copies: Sequence[tuple[_Paragraph, int]], names: Mapping[int, str], named: int
) -> Iterator[Finding]:
    by_item: dict[str, list[tuple[_Paragraph, int]]] = {}
    for one, bits in copies:
        by_item.setdefault(one.item_id, []).append((one, bits))
    for item_id, of_item in by_item.items():
        others = 0
        for _, bits in of_item:
            others |= bits
        listed = [names[number] for number in _lowest(others, named)]
        count = others.bit_count()
        more = count > len(listed)
        params = {
            "name": rubric.name(item_id),
            "count": len(of_item),
            "offices": listed,
            "others": count,
            "others_zh": f"「{'」、「'.join(listed)}」" + (f"等 {count} 個機關" if more else ""),
            "others_en": f"“{'”, “'.join(listed)}”" + (f" and {count - len(listed)} more" if more else ""),
        }
        yield Finding("notes-shared", item_id, "notes", of_item[0][0].number, params)


def _lowest(bits: int, count: int) -> Iterator[int]:
    """Yield the first ``count`` positions whose bits are set."""
    while bits and count:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1
        count -= 1
