"""The consolidated workbook of a campaign: made anew, while the one that people work in stays theirs."""

import os
from pathlib import Path

import pytest

from macros.campaign.folder import Campaign
from macros.campaign.merging import CampaignFiles
from macros.jobs import UNWATCHED, Watch
from macros.merging import Merged, merge
from scoring.errors import CancelledError, OutputError
from tests.macros import forms
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.terminal import contents, written
from tests.macros.test_cancelling import After


def merged(campaign: Campaign, watch: Watch = UNWATCHED) -> Merged:
    files = CampaignFiles(campaign)
    return merge(files, files.outputs(), watch=watch)


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    """Merged once: 臺北 alone has sent its form."""
    made = made_campaign(tmp_path / "107")
    written(made.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    merged(made)
    return made


def test_the_one_that_stands_there_is_kept_under_its_time(campaign: Campaign) -> None:
    before = campaign.summary_file.read_bytes()
    os.utime(campaign.summary_file, (0, 1_800_000_000))
    merged(campaign)
    (kept,) = campaign.summary.glob("總表_*.xlsx")
    assert kept.name.startswith("總表_20270115-")
    assert kept.read_bytes() == before


def test_two_of_the_same_second_are_both_kept(campaign: Campaign) -> None:
    for content in ("adjusted", "adjusted again"):
        os.utime(written(campaign.summary_file, content), (0, 1_800_000_000))
        merged(campaign)
    kept = {path.read_text() for path in campaign.summary.glob("總表_*.xlsx")}
    assert kept == {"adjusted", "adjusted again"}


@pytest.mark.parametrize("asked", range(3))
def test_one_that_is_cancelled_at_any_point_leaves_the_old_one_in_its_place(
    asked: int, campaign: Campaign
) -> None:
    before = campaign.summary_file.read_bytes()
    with pytest.raises(CancelledError):
        merged(campaign, Watch(cancelled=After(asked)))
    assert set(contents(campaign.summary).values()) == {before}
    assert campaign.summary_file.read_bytes() == before


def test_what_cannot_be_replaced_is_told_before_the_work(campaign: Campaign) -> None:
    campaign.summary_file.unlink()
    campaign.summary_file.mkdir()
    with pytest.raises(OutputError, match="無法寫入"):
        merged(campaign, Watch(cancelled=lambda: pytest.fail("the work was begun")))
