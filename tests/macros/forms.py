"""Forms of the 107 rubric as offices return them, signed with the key of these tests."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

import openpyxl

from scoring.rubric import Rubric
from scoring.rubric_file import load_rubric
from scoring.scorecard import Office, Scorecard
from tests.builders import scorecard
from workbook.form.fill import Stock, fill, issue, stock
from workbook.identity import Identity, identity_of, sign
from workbook.package import open_package
from workbook.protection import Lock

KEY = bytes(range(32))
TAIPEI, XINBEI, SHILIN = Office("B01", "臺北分署"), Office("B02", "新北分署"), Office("B03", "士林分署")
_CORE = "docProps/core.xml"


@cache
def rubric() -> Rubric:
    return load_rubric("107")


@cache
def _stock(of: Rubric, *, named: bool) -> Stock:
    return stock(of, Lock(), named=named)


def rubric_file(**changes: str) -> str:
    """The bundled rubric's YAML with another ``id`` or ``title``."""
    lines = (files("scoring") / "rubrics" / "107.yaml").read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        key = line.partition(":")[0]
        if key in changes:
            lines[number] = f'{key}: "{changes[key]}"'
    return "\n".join(lines)


@cache
def edition(rubric_id: str) -> Rubric:
    """The same form under another id and title, or, under its own id, another edition."""
    return replace(rubric(), id=rubric_id, title="另一版")


def blank(office: Office = TAIPEI) -> bytes:
    """An office's form as issued."""
    who = sign(identity_of(rubric(), office, "107-1"), KEY)
    return issue(_stock(rubric(), named=bool(office.name)), who)


def plain_workbook() -> bytes:
    """A workbook that has nothing to do with us."""
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def plain_zip(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def card(scores: Mapping[str, int | str | None] | None = None, of: Rubric | None = None) -> Scorecard:
    """A scorecard with nothing wrong but what is said."""
    return scorecard(of or rubric(), scores)


def form(
    office: Office = TAIPEI,
    filled: Scorecard | None = None,
    of: Rubric | None = None,
    identity: Identity | None = None,
) -> bytes:
    """An office's form, filled; with nothing wrong where nothing is said."""
    which = of or rubric()
    who = identity or sign(identity_of(which, office, "107-1"), KEY)
    answers = replace(filled or card(of=which), office=office)
    return fill(_stock(which, named=bool(who.office_name)), who, answers)


def saved_at(data: bytes, moment: datetime) -> bytes:
    """The workbook as saved at another time, by its own record."""
    package = open_package(data)
    before, opening, rest = package.read(_CORE).partition(b"<dcterms:modified")
    attributes, _, after = rest.partition(b">")
    _, closing, end = after.partition(b"</dcterms:modified>")
    assert opening
    assert closing
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    core = b"".join((before, opening, attributes, b">", text, closing, end))
    return package.replaced({_CORE: core})


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with a text of one of its parts changed."""
    package = open_package(data)
    content = package.read(part)
    assert old in content
    return package.replaced({part: content.replace(old, new)})
