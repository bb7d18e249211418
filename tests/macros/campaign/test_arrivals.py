"""When what came in came: by the record of it, whatever was done with the files in the inbox since."""

import datetime
import os
from pathlib import Path

import pytest

from macros.campaign import collecting
from macros.campaign.folder import Campaign
from macros.campaign.state import State, gather
from tests.macros import forms
from tests.macros.campaign.campaigns import came, email_of
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import TAIPEI, card, saved_at
from tests.macros.post.inbox import mails
from tests.macros.terminal import written


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made_campaign(tmp_path / "107")


def form(score: int, day: int = 1) -> bytes:
    return saved_at(forms.form(TAIPEI, card({"1.1.1": score})), datetime.datetime(2025, 12, day, 8))


def without_time(data: bytes) -> bytes:
    return forms.replaced(data, "docProps/core.xml", b"dcterms:modified", b"dcterms:created")


def used(state: State) -> str:
    checked = state.collection.results[0].checked
    assert checked
    return Path(checked.path).name.partition("_")[0]


def conflicts(state: State) -> int:
    return sum(f.code == "version-conflict" for file in state.collection.files for f in file.findings)


def collected_at(monkeypatch: pytest.MonkeyPatch, day: int) -> None:
    at = datetime.datetime(2025, 12, day, 12).astimezone().isoformat(timespec="seconds")
    monkeypatch.setattr(collecting, "_now", lambda: at)


def test_a_correction_counts_though_its_program_saves_no_time(campaign: Campaign) -> None:
    came(campaign, "first.xlsx", form(20), 1)
    state = came(campaign, "correction.xlsx", without_time(form(28)), 4)
    assert used(state) == "correction"
    assert conflicts(state) == 0


@pytest.mark.parametrize("names", [("a.xlsx", "z.xlsx"), ("z.xlsx", "a.xlsx")])
def test_of_files_put_there_together_the_one_saved_later_counts(
    campaign: Campaign, names: tuple[str, str]
) -> None:
    old, new = names
    written(campaign.inbox / new, form(28, day=3))
    written(campaign.inbox / old, form(20, day=2))
    os.utime(campaign.inbox / new, (1.0, 1.0))
    assert used(gather(campaign)) == new


def test_of_files_put_there_together_without_a_time_a_person_decides(campaign: Campaign) -> None:
    for name, score in (("a.xlsx", 20), ("b.xlsx", 28)):
        written(campaign.inbox / name, without_time(form(score)))
    assert conflicts(gather(campaign)) == 2


def test_a_file_put_there_later_counts_and_moving_the_other_one_makes_that_no_later(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected_at(monkeypatch, 2)
    written(campaign.inbox / "first.xlsx", without_time(form(20)))
    gather(campaign)
    collected_at(monkeypatch, 3)
    written(campaign.inbox / "second.xlsx", without_time(form(28)))
    assert used(gather(campaign)) == "second.xlsx"
    collected_at(monkeypatch, 4)
    moved = campaign.inbox / "sorted" / "again.xlsx"
    moved.parent.mkdir()
    (campaign.inbox / "first.xlsx").rename(moved)
    os.utime(moved)
    state = gather(campaign)
    assert used(state) == "second.xlsx"
    (again,) = [each for each in state.collection.files if each.path == str(moved)]
    came_at = state.received(again)
    assert came_at
    assert came_at.day == 2


def test_a_form_counts_before_its_earlier_version_in_the_mail_that_is_attached(campaign: Campaign) -> None:
    earlier = mails.mail(
        {"first.xlsx": without_time(form(20))},
        sender=email_of(TAIPEI),
        message_id="<1@x>",
        date="Mon, 01 Dec 2025 09:00:00 +0800",
    )
    answer = mails.mail(
        {"second.xlsx": without_time(form(28))},
        sender=email_of(TAIPEI),
        message_id="<2@x>",
        date="Thu, 04 Dec 2025 09:00:00 +0800",
        mails=[earlier],
    )
    written(campaign.inbox / "chain.eml", answer)
    state = gather(campaign)
    assert used(state) == "second"
    assert conflicts(state) == 0


def test_the_same_bytes_mailed_once_more_are_no_later(campaign: Campaign) -> None:
    came(campaign, "first.xlsx", form(20), 1)
    came(campaign, "second.xlsx", form(28, day=2), 2)
    state = came(campaign, "again.xlsx", form(20), 9)
    assert used(state) == "second"
