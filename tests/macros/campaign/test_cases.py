"""Which offices have to be written to about what they sent."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from macros.campaign.cases import Cases, cases
from macros.campaign.folder import Campaign
from macros.campaign.state import State, gather
from scoring.roster import Roster
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.campaign.campaigns import WRONG, came
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import card
from tests.macros.terminal import written
from tests.workbook.forms import without_identity
from workbook.identity import identity_of, sign

BROKEN = forms.form(forms.TAIPEI)[:3000]


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made_campaign(tmp_path / "107")


def told(state: State) -> list[tuple[str, str, int]]:
    """Whom it is about, what for, and how many files."""
    return [(case.office.name, case.why, len(case.files)) for case in cases(state).open]


def test_nobody_is_written_to_where_nothing_came(campaign: Campaign) -> None:
    assert cases(gather(campaign)) == Cases((), ())


def test_an_office_with_errors_is_asked_to_correct_and_an_accepted_one_left_alone(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(forms.XINBEI), 1, forms.XINBEI)
    state = came(campaign, "b.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 2)
    assert told(state) == [("臺北分署", "return", 1)]


def test_of_several_files_the_one_that_counts_goes_back(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1)
    state = came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card({"1.1.1": 32})), 2)
    (case,) = cases(state).open
    assert case.files[0].findings[0].params["score"] == "32"


def test_a_corrected_file_ends_the_case(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1)
    assert told(came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 2)) == []


def test_a_file_that_cannot_be_read_is_asked_for_again_from_the_office_whose_address_sent_it(
    campaign: Campaign,
) -> None:
    assert told(came(campaign, "a.xlsx", BROKEN, 1, forms.SHILIN)) == [("士林分署", "unread", 1)]


def test_a_form_of_another_rubric_is_the_offices_that_it_names(campaign: Campaign) -> None:
    other = forms.form(forms.XINBEI, of=forms.edition("106"))
    assert told(came(campaign, "a.xlsx", other, 1, forms.SHILIN)) == [("新北分署", "unread", 1)]


def test_unreadable_files_of_one_office_are_one_case(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", BROKEN, 1)
    assert told(came(campaign, "b.xlsx", BROKEN[:2000], 2)) == [("臺北分署", "unread", 2)]


@pytest.mark.parametrize(
    ("broken_on", "expected"),
    [
        (1, [("臺北分署", "return", 1)]),
        (2, [("臺北分署", "return", 1)]),
        (3, [("臺北分署", "return", 1), ("臺北分署", "unread", 1)]),
    ],
    ids=["before", "with it", "after"],
)
def test_an_unreadable_file_matters_only_where_no_readable_one_came_since(
    campaign: Campaign, broken_on: int, expected: list[tuple[str, str, int]]
) -> None:
    came(campaign, "a.xlsx", BROKEN, broken_on)
    assert told(came(campaign, "b.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 2)) == expected


def test_whatever_else_an_accepted_office_mails_is_left_alone(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    assert told(came(campaign, "佐證.xlsx", forms.plain_workbook(), 2)) == []


def test_a_broken_file_of_nobody_known_is_left_to_a_person(campaign: Campaign) -> None:
    written(campaign.inbox / "a.xlsx", BROKEN)
    state = came(campaign, "b.xlsx", BROKEN[:2000], 1, Office("stranger"))
    found = cases(state)
    assert found.open == ()
    assert len(found.left) == 2


def test_an_address_that_two_offices_share_tells_neither(tmp_path: Path) -> None:
    campaign = made_campaign(tmp_path / "107")
    *others, last = campaign.roster.entries
    roster = Roster((*others, replace(last, email="b01@branch.example.tw; b03@branch.example.tw")))
    campaign = replace(campaign, roster=roster)
    assert told(came(campaign, "a.xlsx", BROKEN, 1)) == []
    assert told(came(campaign, "b.xlsx", BROKEN, 2, forms.SHILIN)) == [("士林分署", "unread", 1)]


def test_what_headquarters_has_to_settle_goes_to_no_office(campaign: Campaign) -> None:
    moment = datetime(2026, 12, 1)
    for name, score in (("a.xlsx", 20), ("b.xlsx", 21)):
        filled = forms.form(forms.TAIPEI, card({"1.1.1": score}))
        state = came(campaign, name, forms.saved_at(filled, moment), 1)
    found = cases(state)
    assert found.open == ()
    assert [finding.code for finding in found.left[0].findings] == ["version-conflict"]


def test_the_latest_proved_issue_of_an_office_is_known(campaign: Campaign) -> None:
    later = sign(identity_of(forms.rubric(), forms.TAIPEI, "107-2"), forms.KEY)
    forged = sign(identity_of(forms.rubric(), forms.TAIPEI, "999"), b"another key, not ours")
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1)
    came(campaign, "b.xlsx", forms.form(forms.TAIPEI, card(WRONG), identity=later), 2)
    state = came(campaign, "c.xlsx", forms.form(forms.TAIPEI, card(WRONG), identity=forged), 3)
    (case,) = cases(state).open
    assert case.issue == "107-2"


STRANGER = Office("B99", "新設分署")


def test_no_form_is_signed_for_an_office_that_only_a_file_names(campaign: Campaign) -> None:
    found = cases(came(campaign, "a.xlsx", forms.form(STRANGER, of=forms.edition("106")), 1, STRANGER))
    assert (found.open, [each.state for each in found.left]) == ((), ["rejected"])


def test_a_file_that_nothing_proves_and_one_that_cannot_be_read_are_asked_for_in_one_letter(
    campaign: Campaign,
) -> None:
    came(campaign, "a.xlsx", without_identity(forms.form(forms.TAIPEI)), 1)
    assert told(came(campaign, "b.xlsx", BROKEN, 2)) == [("臺北分署", "unread", 2)]


def test_what_cannot_be_read_beside_a_file_that_was_changed_here_is_still_asked_for(
    campaign: Campaign,
) -> None:
    path = written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    gather(campaign)
    path.write_bytes(forms.form(forms.TAIPEI, card(WRONG)))
    state = came(campaign, "b.xlsx", BROKEN, 2)
    assert told(state) == [("臺北分署", "unread", 1)]
    assert [each.path for each in cases(state).left] == [str(path)]
