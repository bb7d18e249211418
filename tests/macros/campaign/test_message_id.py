"""The same letter has the same Message-ID from whichever machine it is sent, and no other letter has it."""

import datetime
import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from macros.campaign import history
from macros.campaign.folder import Campaign, load
from macros.campaign.message_id import campaign_mark, message_id
from macros.campaign.posting import Mailing
from macros.campaign.reminding import Due, remind
from macros.campaign.returning import send_back
from macros.campaign.sending import send
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.campaign.campaigns import NOW, WRONG, came, fates, server, with_setting
from tests.macros.campaign.campaigns import campaign as made
from tests.macros.forms import TAIPEI
from tests.macros.post.outbox.letters import parsed
from tests.servers.smtp import Post, smtp_server

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOT_ATOM = rf"{_ATOM}(?:\.{_ATOM})*"
LATER = NOW + datetime.timedelta(days=1)


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made(tmp_path / "107")


@pytest.fixture
def copy(campaign: Campaign, tmp_path: Path) -> Campaign:
    """The folder as somebody copied it to a machine of his own before anything was sent."""
    shutil.copytree(campaign.root, tmp_path / "elsewhere" / "copy")
    return load(tmp_path / "elsewhere" / "copy")


def ids(post: Post) -> list[str]:
    return [str(parsed(each.data)["Message-ID"]) for each in post.taken]


def sent(
    of: Campaign,
    now: datetime.datetime = NOW,
    *,
    offices: Sequence[str] = (),
    again: bool = False,
    reissue: bool = False,
) -> list[str]:
    """The Message-IDs of a run that sends the form."""
    with smtp_server() as post:
        send(of, Mailing(server(post), again=again, now=now), offices=offices, reissue=reissue)
    return ids(post)


def reminded(of: Campaign, now: datetime.datetime) -> list[str]:
    with smtp_server() as post:
        remind(of, [Due(TAIPEI, "missing")], Mailing(server(post), now=now))
    return ids(post)


# ── the same ────────────────────────────────────────────────────────────────────────────────────


def test_two_copies_of_a_folder_send_the_same_letters_under_one_id_each(
    campaign: Campaign, copy: Campaign
) -> None:
    here, there = sent(campaign), sent(copy, LATER)
    assert here == there
    assert len(set(here)) == 3


def test_two_copies_remind_under_one_id_on_a_day(campaign: Campaign, copy: Campaign) -> None:
    assert reminded(campaign, NOW) == reminded(copy, NOW + datetime.timedelta(hours=3))


def test_two_copies_return_a_file_under_one_id(campaign: Campaign, copy: Campaign) -> None:
    form = forms.form(TAIPEI, forms.card(WRONG))
    found = []
    for of in (campaign, copy):
        with smtp_server() as post:
            run = send_back(came(of, "a.xlsx", form, 1), Mailing(server(post), now=NOW))
        assert fates(run.posting) == ["sent"]
        found.append(ids(post))
    assert found[0] == found[1]


# ── another ─────────────────────────────────────────────────────────────────────────────────────


def test_every_letter_of_a_campaign_has_its_own(campaign: Campaign) -> None:
    rounds = [
        sent(campaign),
        sent(campaign, again=True, offices=["B01"]),
        sent(campaign, reissue=True, offices=["B01"]),
        sent(campaign, reissue=True, offices=["B01"]),
        reminded(campaign, NOW),
        reminded(campaign, LATER),
    ]
    found = [each for run in rounds for each in run]
    assert [len(run) for run in rounds] == [3, 1, 1, 1, 1, 1]
    assert len(set(found)) == len(found)


def test_a_form_made_anew_after_one_of_which_nobody_knows_has_its_own(campaign: Campaign) -> None:
    with smtp_server(answers={0: "hangs up unanswered"}) as post:
        send(campaign, Mailing(server(post), now=NOW), offices=["B01"])
    assert ids(post) != sent(campaign, reissue=True, offices=["B01"])


def test_a_form_made_anew_on_another_machine_is_not_taken_for_the_first(
    campaign: Campaign, copy: Campaign
) -> None:
    assert set(sent(campaign)).isdisjoint(sent(copy, reissue=True))


@pytest.mark.parametrize("written", ["", "<1@x>\r\nBcc: thief@x.tw", "<thief@x.tw>", "\ud800"])
def test_a_letter_that_is_tried_again_has_the_id_of_the_first_try_where_it_is_one(
    campaign: Campaign, written: str
) -> None:
    journal = campaign.outbox / history.SENT
    with smtp_server(answers={0: "hangs up unanswered"}) as post:
        send(campaign, Mailing(server(post), now=NOW), offices=["B01"], reissue=True)
    (first,) = ids(post)
    before = journal.read_bytes()
    assert sent(with_setting(campaign, campaign.title, "改過的標題"), offices=["B01"]) == [first]
    journal.write_bytes(before.replace(json.dumps(first).encode(), json.dumps(written).encode()))
    (again,) = sent(campaign, offices=["B01"])
    assert re.fullmatch(r"<[0-9a-f]{32}@kaohe\.example\.tw>", again)
    assert again != first


def test_two_campaigns_share_none(campaign: Campaign, copy: Campaign, tmp_path: Path) -> None:
    another_key = made(tmp_path / "another")
    another_key.key_file.write_text("11" * 32, "ascii")
    another_title = with_setting(copy, campaign.title, "108 年度評分表")
    found = sent(campaign) + sent(another_key) + sent(another_title)
    assert len(set(found)) == 9


def test_two_returned_files_have_two_though_each_is_the_first_of_its_copy(
    campaign: Campaign, copy: Campaign
) -> None:
    found = []
    for of, score in ((campaign, 31), (copy, 32)):
        form = forms.form(TAIPEI, forms.card({"1.1.1": score}))
        with smtp_server() as post:
            send_back(came(of, "a.xlsx", form, 1), Mailing(server(post), now=NOW))
        found += ids(post)
    assert len(set(found)) == 2


# ── how it is written ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["B01", "", "甲-1", "\ud800", "a\0b", "x" * 10_000])
def test_it_is_written_as_the_standard_wants_it(campaign: Campaign, code: str) -> None:
    found = message_id(campaign_mark(campaign), Office(code, "臺北分署"), "kaohe.example.tw", "send", "一")
    assert re.fullmatch(rf"<{_DOT_ATOM}@{_DOT_ATOM}>", found)
    assert len(f"Message-ID: {found}") <= 78


def test_parts_are_not_taken_for_one_another(campaign: Campaign) -> None:
    mark = campaign_mark(campaign)
    rows: Sequence[tuple[str, ...]] = [("a", "b"), ("ab",), ("a", "", "b"), ("", "ab"), ('a", "b',)]
    assert len({message_id(mark, TAIPEI, "x.tw", *row) for row in rows}) == len(rows)


def test_the_mark_of_a_campaign_shows_nothing_of_its_key(campaign: Campaign) -> None:
    mark = campaign_mark(campaign)
    assert mark not in (campaign.key(), campaign.key()[: len(mark)])
    assert mark != campaign_mark(replace(campaign, title="另一次考核"))
