"""Files of one office that disagree: told by `status`, and left to a person where the later one says less."""

import datetime
import json
from pathlib import Path

import pytest

from macros.campaign.accepting import accept
from macros.campaign.cases import cases
from macros.campaign.folder import Campaign
from macros.campaign.notices import notices
from macros.campaign.state import State, gather
from macros.campaign.status import Status, status
from macros.campaign.telling import status_json, status_lines
from scoring.scorecard import Scorecard
from tests.macros import forms
from tests.macros.campaign.campaigns import NOW, came
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import TAIPEI, card, saved_at
from workbook.identity import identity_of, sign


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made_campaign(tmp_path / "107")


def form(score: int = 28, issue: str = "107-1") -> bytes:
    who = sign(identity_of(forms.rubric(), TAIPEI, issue), forms.KEY)
    data = forms.form(TAIPEI, card({"1.1.1": score}), identity=who)
    return saved_at(data, datetime.datetime(2025, 11, 30))


def part(first: int, end: int) -> bytes:
    """A form with the scores of some items alone, by their places."""
    whole = card()
    ids = [item.id for item in forms.rubric().items][first:end]
    return forms.form(TAIPEI, Scorecard(TAIPEI, answers={each: whole.answer(each) for each in ids}))


def now(state: State) -> Status:
    return status(state, {}, NOW.date())


def used(state: State) -> str:
    checked = state.collection.results[0].checked
    assert checked
    return Path(checked.path).name.partition("_")[0]


def lines(state: State) -> str:
    return "\n".join(status_lines(now(state), state.campaign.root, "zh-TW"))


def test_a_file_that_says_otherwise_than_the_one_that_counts_is_told(campaign: Campaign) -> None:
    came(campaign, "first.xlsx", form(28), 1)
    state = came(campaign, "second.xlsx", form(20), 2)
    assert "臺北分署：未採用，內容與採用的不同：1 項評分不同" in lines(state)
    assert "differs" in "\n".join(status_lines(now(state), campaign.root, "en"))
    office = status_json(now(state), "en")["offices"][0]
    (told,) = office["differing"]
    assert (Path(told["path"]).name[:5], told["scores"]) == ("first", 1)
    assert json.dumps(office)


def test_what_a_later_issue_was_to_correct_is_bound_to_differ(campaign: Campaign) -> None:
    came(campaign, "first.xlsx", form(28), 1)
    state = came(campaign, "corrected.xlsx", form(20, issue="107-2"), 2)
    assert "內容不同" not in lines(state)


def test_a_nearly_blank_form_is_held_and_told_until_a_person_takes_it(campaign: Campaign) -> None:
    came(campaign, "whole.xlsx", form(), 1)
    state = came(campaign, "thin.xlsx", part(0, 3), 2)
    assert used(state) == "whole"
    assert now(state).offices[0].standing == "accepted"
    (notice,) = notices(state)
    assert "只有 3 項評分" in notice.said["zh-TW"]
    assert f"kaohe accept {state.known(state.collection.files[0]).named[:5]}" in notice.said["zh-TW"]
    thin = next(each for each in state.collection.files if "thin" in each.path)
    accept(state, Path(thin.path), "電話確認")
    state = gather(campaign)
    assert used(state) == "thin"
    assert now(state).offices[0].standing == "questioned"


def test_a_form_that_comes_after_a_person_took_one_counts(campaign: Campaign) -> None:
    came(campaign, "whole.xlsx", form(), 1)
    state = came(campaign, "thin.xlsx", part(0, 3), 2)
    thin = next(each for each in state.collection.files if "thin" in each.path)
    accept(state, Path(thin.path), "電話確認")
    assert used(came(campaign, "corrected.xlsx", form(20), 3)) == "corrected"


def test_halves_are_told_and_left_to_a_person(campaign: Campaign) -> None:
    came(campaign, "first.xlsx", part(0, 20), 1)
    state = came(campaign, "second.xlsx", part(20, 36), 2)
    assert any("像是分開填的兩半" in notice.said["zh-TW"] for notice in notices(state))
    assert cases(state).open == ()
    assert len(cases(state).left) == 1


def test_a_person_may_decide_between_two_of_the_same_moment(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", form(28), 1)
    state = came(campaign, "b.xlsx", form(20), 1)
    (notice,) = notices(state)
    assert "先後無從判斷" in notice.said["zh-TW"]
    other = next(each for each in state.collection.files if not state.collection.counts(each))
    accept(state, Path(other.path), "電話確認")
    state = gather(campaign)
    assert state.collection.results[0].checked
    assert state.collection.results[0].checked.path == other.path
    assert notices(state) == ()
