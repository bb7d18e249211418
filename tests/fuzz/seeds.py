"""Good forms to spoil: filled ones of the real rubric and of a small one, as several programs write
them, each with what an unspoiled reading of it says."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from macros import demo
from scoring.roster import bundled_roster
from scoring.rubric import Rubric
from scoring.rubric_file import load_rubric
from scoring.scorecard import Office, Scorecard
from tests.builders import SMALL, answered, scorecard, typed
from workbook.collection.checked import Checked
from workbook.form.fill import Stock, fill, stock
from workbook.identity import identity_of, sign
from workbook.intake.check import Terms, check
from workbook.package import open_package
from workbook.protection import Lock

KEY = b"the key of headquarters"
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
Parts = Mapping[str, bytes]
Reader = Callable[[bytes], Checked]
_INLINE = re.compile(r' t="inlineStr"><is>(<t[^>]*>[^<]*</t>)</is>')
_SCORE_NUMBER = re.compile(r'(<c r="C[0-9]+"(?: s="[0-9]+")?)><v>([0-9]+)</v>')


@dataclass(frozen=True)
class Seed:
    """A good form, taken apart, and how it reads."""

    name: str
    data: bytes
    parts: Parts
    rubric: Rubric
    checked: Checked


def rubric_of(rubric_id: str) -> Rubric:
    return SMALL if rubric_id == SMALL.id else _bundled(rubric_id)


@cache
def _bundled(rubric_id: str) -> Rubric:
    return load_rubric(rubric_id)


def read(data: bytes) -> Checked:
    """What the product makes of a file."""
    return check(data, "file.xlsx", Terms(KEY, rubric_of=rubric_of))


@cache
def seeds() -> tuple[Seed, ...]:
    """Every seed; the small ones twice as many as the real ones, for they are read in a third of the
    time."""
    made = tuple(seed_of(name, rubric, data) for name, rubric, data in _forms())
    assert all(seed.checked.state != "rejected" for seed in made)
    return made


def seed_named(name: str) -> Seed:
    return next(seed for seed in seeds() if seed.name == name)


def seed_of(name: str, rubric: Rubric, data: bytes) -> Seed:
    package = open_package(data)
    return Seed(name, data, {part: package.read(part) for part in package.members}, rubric, read(data))


def _forms() -> Iterator[tuple[str, Rubric, bytes]]:
    big = _bundled("107")
    office = bundled_roster().offices[1]
    forms = stock(big, Lock(), named=True)
    plain = _fill(forms, big, office, demo.sample(big, office))
    yield "107-inline", big, plain
    yield "107-shared", big, changed(plain, shared_strings)
    yield "107-taipei", big, _fill(forms, big, Office("B01", "臺北分署"), demo.taipei(big))
    small = stock(SMALL, Lock(), named=True)
    office = Office("B01", "臺北分署")
    whole = scorecard(SMALL, {"1.1.1": 7, "1.1.2": 13, "1.2.1.1": 3, "1.2.1.2": 4, "2.1.1": 51})
    good = _fill(small, SMALL, office, whole)
    yield "small-inline", SMALL, good
    yield "small-shared", SMALL, changed(good, shared_strings)
    yield "small-prefixed", SMALL, changed(good, prefixed)
    yield "small-strict", SMALL, changed(good, strict)
    yield "small-text-scores", SMALL, changed(good, scores_as_text)
    yield "small-typed", SMALL, _fill(small, SMALL, office, typed(whole, {"1.1": 21, "": 78}))
    blank = answered(whole, "1.1.1", score=None, notes=())
    yield "small-blanks", SMALL, _fill(small, SMALL, office, answered(blank, "1.1.2", ticked=()))
    odd = answered(whole, "1.2.1.1", score=Decimal("2.5"), notes=("=1+1", "＋＠-\t_x0041_<&>\n🙂"))
    yield "small-odd", SMALL, _fill(small, SMALL, office, odd)
    unnamed = stock(SMALL, Lock(), named=False)
    to_nobody = sign(identity_of(SMALL, Office(), "107-1"), KEY)
    yield "small-unnamed", SMALL, fill(unnamed, to_nobody, replace(whole, office=Office("", "基隆分署")))


def _fill(forms: Stock, rubric: Rubric, office: Office, card: Scorecard) -> bytes:
    return fill(forms, sign(identity_of(rubric, office, "107-1"), KEY), replace(card, office=office))


def changed(data: bytes, edit: Callable[[Parts], Mapping[str, bytes]]) -> bytes:
    """The form with the parts that ``edit`` gives in place of its own."""
    package = open_package(data)
    return package.replaced(edit({name: package.read(name) for name in package.members}))


def shared_strings(parts: Parts) -> Mapping[str, bytes]:
    """Every text in the shared strings, as Excel saves it."""
    strings = parts[STRINGS].decode()
    items: list[str] = []
    first = strings.count("<si>")

    def share(match: re.Match[str]) -> str:
        items.append(f"<si>{match[1]}</si>")
        return f' t="s"><v>{first + len(items) - 1}</v>'

    sheet = _INLINE.sub(share, parts[SHEET].decode())
    strings = strings.replace("</sst>", "".join(items) + "</sst>")
    return {SHEET: sheet.encode(), STRINGS: strings.encode()}


def prefixed(parts: Parts) -> Mapping[str, bytes]:
    """The sheet under a namespace prefix, as some libraries write it: read by the parser only."""
    sheet = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", parts[SHEET].decode())
    return {SHEET: sheet.replace("xmlns=", "xmlns:x=").encode()}


def strict(parts: Parts) -> Mapping[str, bytes]:
    """The names of strict Open XML."""
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    names = {
        old + b"spreadsheetml/2006/main": new + b"spreadsheetml/main",
        old + b"officeDocument/2006/relationships": new + b"officeDocument/relationships",
    }
    result = {}
    for part, content in parts.items():
        for name, strict_name in names.items():
            content = content.replace(name, strict_name)  # noqa: PLW2901
        result[part] = content
    return result


def scores_as_text(parts: Parts) -> Mapping[str, bytes]:
    """``27分`` where 27 was typed."""
    sheet = _SCORE_NUMBER.sub(r'\1 t="inlineStr"><is><t>\2分</t></is>', parts[SHEET].decode())
    return {SHEET: sheet.encode()}
