"""When each office was last written to, by what the journals say."""

import datetime
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from macros.campaign import history, journal
from macros.campaign.folder import Campaign
from macros.campaign.history import NO_LETTERS, Deed, Event, Letters
from templates.letters import Kind
from tests.macros.campaign.campaigns import campaign as made

DAYS = [datetime.datetime(2026, 11, day, 9).astimezone() for day in (25, 26, 27)]
FIRST, SECOND, _ = DAYS


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made(tmp_path / "107")


def event(kind: Kind, deed: Deed, at: datetime.datetime = FIRST, office: str = "B01") -> Event:
    return Event(kind, deed, office, "臺北分署", kind, at.isoformat())


def letters(campaign: Campaign, *events: Event) -> Letters:
    """What is known of the office after these, each in the journal of its kind."""
    for each in events:
        is_return = each.kind in {"return", "unread"}
        history.add(
            campaign.returned / history.RETURNED if is_return else campaign.outbox / history.SENT, each
        )
    return history.letters(campaign).get("B01", NO_LETTERS)


@pytest.mark.parametrize(
    ("kind", "deed", "known"),
    [
        ("send", "sent", {"sent": FIRST}),
        ("send", "drafted", {"drafted": FIRST}),
        ("remind", "sent", {"reminded": FIRST}),
        ("remind", "drafted", {"reminded": FIRST}),
        ("remind-correction", "drafted", {"reminded": FIRST}),
        ("return", "sent", {"returned": FIRST}),
        ("unread", "drafted", {"returned": FIRST}),
        ("report", "sent", {}),
    ],
)
def test_a_letter_counts_under_its_kind(
    campaign: Campaign, kind: Kind, deed: Deed, known: dict[str, datetime.datetime]
) -> None:
    assert letters(campaign, event(kind, deed)) == replace(NO_LETTERS, **known)


@pytest.mark.parametrize("kind", ["send", "remind", "remind-correction", "return", "unread"])
@pytest.mark.parametrize("deed", ["failed", "unknown"])
def test_a_letter_that_failed_or_may_have_is_none_that_was_written(
    campaign: Campaign, kind: Kind, deed: Deed
) -> None:
    assert letters(campaign, event(kind, deed)) == NO_LETTERS


def test_a_letter_that_failed_leaves_the_one_before_it_as_it_was(campaign: Campaign) -> None:
    later = event("send", "failed", SECOND)
    assert letters(campaign, event("send", "sent"), later).sent == FIRST


def test_the_last_letter_of_a_kind_counts_and_other_kinds_stay(campaign: Campaign) -> None:
    events = [event("send", "drafted"), event("send", "sent", SECOND), event("remind", "sent"),
              event("remind", "sent", SECOND), event("return", "sent", SECOND, "B02")]  # fmt: skip
    assert letters(campaign, *events) == replace(NO_LETTERS, drafted=FIRST, sent=SECOND, reminded=SECOND)


def test_a_line_in_which_a_later_version_writes_more_is_read(campaign: Campaign) -> None:
    path = campaign.outbox / history.SENT
    journal.add(path, {**asdict(event("send", "sent")), "later": "x"})
    assert [each.kind for each in history.events(path)] == ["send"]
    history.hold_whole(path)
