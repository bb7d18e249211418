"""Every kind of workbook that we make, by name; whatever makes a new kind adds it to `WORKBOOKS`."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial

import pytest

from scoring.comparison import Year, compare
from scoring.roster import Entry, Roster
from scoring.rubric import Rubric
from scoring.rubric_file import load_rubric
from scoring.scorecard import Office, Scorecard
from tests.leveled import LEVELED
from tests.office import scorecards
from tests.workbook.form.test_columns import FORMS as COLUMNED
from tests.workbook.form.test_columns import column_card
from tests.workbook.summary.files import checked
from workbook.collection.checked import Delivery
from workbook.collection.proof import Known, Provenance
from workbook.collection.selection import select
from workbook.form.correction import correct
from workbook.form.fill import Stock, fill, issue, stock
from workbook.identity import Identity, identity_of, sign
from workbook.intake.check import Terms, check
from workbook.protection import lock
from workbook.summary.earlier import read_earlier
from workbook.summary.facts import Context
from workbook.summary.office_sheets import office_sheets
from workbook.summary.write import write

KEY = b"the key of these tests"
PASSWORD = "考核-107"
CONTEXT = Context(datetime.datetime(2018, 7, 5, 17, 50), "test")
DELIVERY = Delivery(datetime.datetime(2018, 7, 5, 9, 8, tzinfo=datetime.UTC), "clerk@example.tw")


@cache
def whole() -> Rubric:
    """Scored in whole numbers, as printed."""
    return load_rubric("107")


@cache
def tenths() -> Rubric:
    """The same form scored in tenths of a point: another kind of validation, fractions everywhere."""
    return replace(whole(), id="107-tenths", step=Decimal("0.1"))


@cache
def stock_of(rubric: Rubric, *, named: bool = True, password: str | None = PASSWORD) -> Stock:
    return stock(rubric, lock(password), named=named)


def identity(rubric: Rubric, office: Office) -> Identity:
    return sign(identity_of(rubric, office, "第1次"), KEY)


def filled(rubric: Rubric, scorecard: Scorecard, *, named: bool = True) -> bytes:
    """A form with this scorecard in it, issued to its office where it is named."""
    office = scorecard.office if named else Office()
    return fill(stock_of(rubric, named=named), identity(rubric, office), scorecard)


def _blank(rubric: Rubric, *, named: bool, password: str | None) -> bytes:
    office = scorecards.OFFICE if named else Office()
    return issue(stock_of(rubric, named=named, password=password), identity(rubric, office))


def _sent_back(rubric: Rubric) -> bytes:
    """A form on which nothing was filled in, to be corrected."""
    result = check(_blank(rubric, named=True, password=None), "form.xlsx", Terms(KEY, rubric=rubric))
    assert result.identity is not None
    return correct(rubric, lock(PASSWORD), result.identity, result.scorecard, result.findings)


def _leveled(rubric: Rubric) -> bytes:
    return filled(rubric, column_card(rubric))


def _random(rubric: Rubric) -> bytes:
    *_, last = scorecards.random_scorecards(rubric, 3, seed=107)
    return filled(rubric, last)


FORMS: dict[str, Callable[[], bytes]] = {
    "blank form, named, with password": lambda: _blank(whole(), named=True, password=PASSWORD),
    "blank form, named, no password": lambda: _blank(whole(), named=True, password=None),
    "blank form, unnamed, with password": lambda: _blank(whole(), named=False, password=PASSWORD),
    "blank form, unnamed, no password": lambda: _blank(whole(), named=False, password=None),
    "blank form in tenths": lambda: _blank(tenths(), named=True, password=PASSWORD),
    "filled form": lambda: filled(whole(), scorecards.right(whole())),
    "filled form, unnamed": lambda: filled(whole(), scorecards.right(whole()), named=False),
    "form full of faults": lambda: _random(whole()),
    "form in tenths full of faults": lambda: _random(tenths()),
    "form full of odd texts": lambda: filled(whole(), scorecards.odd(whole())),
}


@cache
def corrected(number: int = 2) -> bytes:
    """A form to send back, of an office whose form was full of faults."""
    *_, card = scorecards.random_scorecards(whole(), number + 1, seed=107)
    result = check(filled(whole(), card), "form.xlsx", Terms(KEY))
    assert result.identity is not None
    return correct(whole(), lock(PASSWORD), result.identity, result.scorecard, result.findings)


@cache
def consolidated(offices: int) -> bytes:
    """So many offices handed in at random, one more that sent nothing, one file that is none."""
    cards = scorecards.random_scorecards(whole(), offices, seed=offices)
    names = [Office(f"B{number:02}", f"第{number}分署") for number in range(1, offices + 2)]
    forms = [filled(whole(), replace(card, office=name)) for card, name in zip(cards, names, strict=False)]
    paths = [f"/收件/第 {number} 號#{number}.xlsx" for number in range(1, offices + 2)]
    files = [check(data, path, Terms(KEY)) for data, path in zip([*forms, b"PK none"], paths, strict=True)]
    roster = Roster(tuple(Entry(name) for name in names))
    context = replace(CONTEXT, folder="/彙整", deliveries={paths[0]: DELIVERY})
    return write(select(whole(), files, roster), context)


@cache
def beside_last_year() -> bytes:
    """The thirteen beside what one workbook of eleven said last year; names as long as they come."""
    scores = {"1.1.1": 20}
    files = [checked(f"{n}.xlsx", _long_named(n), scores if n % 2 else None, of=whole()) for n in range(13)]
    earlier = read_earlier(consolidated(11), "106.xlsx")
    year = Year(earlier, compare(whole(), earlier, whole(), {}))
    return write(select(whole(), files, None), CONTEXT, year)


@cache
def office_forms(offices: int) -> bytes:
    """A sheet for each of so many offices, which handed in at random; the last wrote odd texts, one
    more sent nothing."""
    cards = [*scorecards.random_scorecards(whole(), offices - 1, seed=offices), scorecards.odd(whole())]
    names = [_long_named(number) for number in range(offices + 1)]
    forms = [filled(whole(), replace(card, office=name)) for card, name in zip(cards, names, strict=False)]
    files = [check(data, f"{n}.xlsx", Terms(KEY)) for n, data in enumerate([*forms, b"PK none"])]
    return office_sheets(select(whole(), files, Roster(tuple(map(Entry, names)))))


@cache
def in_groups(offices: int) -> bytes:
    """So many offices with all of their scores, in three groups of any names."""
    names = [Office(f"B{n:02}", f"第{n}分署") for n in range(offices)]
    groups = ("北區", "中區 (*)", "南區及離島分署")
    entries = [Entry(office, group=groups[n % 3]) for n, office in enumerate(names)]
    files = [
        checked(f"{n}.xlsx", office, {"1.1.1": 20 + n % 10, "2.1.1": 10 + n}, of=whole())
        for n, office in enumerate(names)
    ]
    return write(select(whole(), files, Roster(tuple(entries))), CONTEXT)


@cache
def unconfirmed(offices: int) -> bytes:
    """So many offices, every third of which has yet to be confirmed."""
    names = [Office(f"B{n:02}", f"第{n}分署") for n in range(offices)]
    files = [checked(f"{n}.xlsx", office, {"1.1.1": 20}, of=whole()) for n, office in enumerate(names)]
    roster = Roster(tuple(map(Entry, names)))
    known = {f"{n}.xlsx": Known(is_as_received=n % 3 > 0) for n in range(offices)}
    return write(select(whole(), files, roster, provenance=Provenance(roster, "", known)), CONTEXT)


def _long_named(number: int) -> Office:
    return Office(f"B{number:02}", f"法務部行政執行署第{number}分署暨所屬偏遠地區聯合服務中心" * 2)


WORKBOOKS: dict[str, Callable[[], bytes]] = {
    **FORMS,
    **{f"form of {name} levels": partial(_leveled, of) for name, of in LEVELED.items()},
    **{f"form with columns: {name}": partial(_leveled, of) for name, of in COLUMNED.items()},
    "form in English": lambda: _blank(load_rubric("sample-infection"), named=True, password=PASSWORD),
    "form in English to send back": lambda: _sent_back(load_rubric("sample-infection")),
    "form to send back": corrected,
    "form to send back with nothing wrong": lambda: corrected(0),
    "consolidated, 13 offices": lambda: consolidated(13),
    "consolidated, one office": lambda: consolidated(1),
    "consolidated, 300 offices": lambda: consolidated(300),
    "consolidated, beside last year": beside_last_year,
    "consolidated, in groups": lambda: in_groups(13),
    "consolidated, some to be confirmed": lambda: unconfirmed(7),
    "consolidated, none": lambda: consolidated(0),
    "a sheet for each of four offices": lambda: office_forms(4),
    "a sheet for each office, none": lambda: office_sheets(select(whole(), [], None)),
}


def names() -> list[object]:
    """Return the name of every kind of workbook, as parameters; the largest are for the judges."""
    return [pytest.param(name, marks=pytest.mark.judge if "300" in name else ()) for name in WORKBOOKS]
