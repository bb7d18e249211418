"""Which campaign a place belongs to."""

from pathlib import Path

import pytest

from macros.campaign.place import root_of
from tests.macros.terminal import written


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return written(tmp_path / "107" / "campaign.yaml", "").parent


@pytest.mark.parametrize("below", [".", "inbox", "inbox/a/b", "nowhere", "campaign.yaml"])
def test_all_that_lies_in_a_campaigns_folder_is_of_it(root: Path, below: str) -> None:
    assert root_of(root / below) == root


def test_what_lies_in_none_is_of_none(root: Path) -> None:
    assert root_of(root.parent) is None


def test_what_came_in_is_of_the_campaign_that_it_came_to(root: Path) -> None:
    inner = written(root / "inbox" / "zip" / "campaign.yaml", "").parent
    inmost = written(inner / "inbox" / "x" / "campaign.yaml", "").parent
    assert root_of(inner) == root_of(inner / "inbox") == root_of(inmost) == root


def test_a_campaign_in_another_but_not_in_its_inbox_is_its_own(root: Path) -> None:
    inner = written(root / "108" / "campaign.yaml", "").parent
    assert root_of(inner / "inbox") == inner
