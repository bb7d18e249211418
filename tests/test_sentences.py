"""Every error is said in two languages, each half a whole sentence of its own language."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from scoring.errors import KaoheError, Sentence
from tests.macros.terminal import ROOT
from tests.words import chinese_only, english_only

FLOORS = ("scoring", "templates", "workbook", "macros")
VALUE = "‹›"
"""What stands here for whatever is put into a sentence: a path, a name, a number."""


class Said(NamedTuple):
    """A sentence as it stands in the source: its place, its two halves, values left open, and what each
    of them names."""

    place: str
    zh: str
    en: str
    named: frozenset[str]
    named_en: frozenset[str]


def error_names() -> frozenset[str]:
    """The names of the errors that are given a sentence in two halves, and of `Sentence` itself."""
    import macros.cli
    import macros.excel  # noqa: F401  the errors of all floors are known once these are imported

    def beneath(kind: type[KaoheError]) -> Iterator[type[KaoheError]]:
        yield kind
        for each in kind.__subclasses__():
            yield from beneath(each)

    own = {kind.__name__ for kind in beneath(KaoheError) if kind.__init__ is KaoheError.__init__}
    return frozenset(own | {Sentence.__name__})


def text(node: ast.expr) -> str | None:
    """A text as it is written, with values left open; None for what is no literal text."""
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=parts):
            return "".join(text(part) or VALUE for part in parts)
        case ast.IfExp(body=body, orelse=orelse):
            return None if (one := text(body)) is None or (two := text(orelse)) is None else one + two
    return None


def sentences() -> Iterator[Said | str]:
    """Every call that makes an error or a sentence; as its place alone where it is not given two texts."""
    names = error_names()
    for floor in FLOORS:
        for file in sorted((ROOT / floor).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                called = node.func.id if isinstance(node.func, ast.Name) else ""
                if called in names:
                    place = f"{file.relative_to(ROOT).as_posix()}:{node.lineno}"
                    yield _said(node, place)


def _said(call: ast.Call, place: str) -> Said | str:
    if len(call.args) != 2 or call.keywords:
        return place
    zh, en = (text(each) for each in call.args)
    if zh is None or en is None:
        return place
    return Said(place, zh, en, *(frozenset(named(each)) for each in call.args))


def named(half: ast.expr) -> Iterator[str]:
    """The names of the values that are put into a half; ``parts`` and ``parts_en`` are one."""
    for value in ast.walk(half):
        if isinstance(value, ast.FormattedValue):
            inner = [*ast.walk(value.value)]
            called = {id(each.func) for each in inner if isinstance(each, ast.Call)}
            names = (each.id for each in inner if isinstance(each, ast.Name) and id(each) not in called)
            yield from (name.removesuffix("_en") for name in names)


FOUND = list(sentences())
WHOLE = [each for each in FOUND if isinstance(each, Said)]
PUT_TOGETHER = {
    "scoring/column_rules.py",
    "scoring/errors.py",
    "scoring/fields.py",
    "scoring/roster.py",
    "scoring/rubric_file.py",
    "scoring/field_finding.py",
    "templates/letters/apart.py",
    "templates/letters/rendering.py",
    "workbook/console/desk.py",
    "macros/campaign/lock.py",
    "macros/campaign/nothing.py",
    "macros/campaign/reminding.py",
    "macros/campaign/state.py",
    "macros/cli/language.py",
    "macros/post/hosts.py",
    "macros/post/inbox/imap.py",
    "macros/post/outbox/server.py",
    "workbook/collection/joining.py",
    "workbook/form/typed_totals.py",
}
"""Where a sentence is made of others, or of what a library says, and does not stand as a text."""


def test_sentences_are_found_on_every_floor() -> None:
    assert len(WHOLE) > 150
    assert {each.place.partition("/")[0] for each in WHOLE} == set(FLOORS)
    assert {each.partition(":")[0] for each in FOUND if isinstance(each, str)} <= PUT_TOGETHER


@pytest.mark.parametrize("said", WHOLE, ids=lambda said: said.place)
def test_each_half_is_in_its_own_language(said: Said) -> None:
    assert english_only(said.en)
    if said.zh.strip(VALUE) and said.en.strip(VALUE):
        assert chinese_only(said.zh)


@pytest.mark.parametrize("said", WHOLE, ids=lambda said: said.place)
def test_both_halves_name_the_same(said: Said) -> None:
    assert said.named == said.named_en
