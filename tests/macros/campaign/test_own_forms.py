"""What headquarters itself sent is no answer: own copies, bounces, forms in which nothing was filled."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from macros.campaign.folder import Campaign
from macros.campaign.notices import notices
from macros.campaign.posting import Mailing
from macros.campaign.returning import send_back
from macros.campaign.sending import send
from macros.campaign.state import State, gather
from scoring.scorecard import Answer, Office, Scorecard
from tests.macros import forms
from tests.macros.campaign.campaigns import NOW, WRONG, attached, came, draft, email_of
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import TAIPEI, XINBEI, card, saved_at
from tests.macros.post.inbox import mails
from tests.macros.post.inbox.test_automatic import LETTER, failure, report
from tests.macros.terminal import written
from workbook.collection.checked import standing


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    made = made_campaign(tmp_path / "107")
    send(made, Mailing(now=NOW))
    return made


def form_of(campaign: Campaign) -> Path:
    return campaign.outbox / "臺北分署_107.xlsx"


def state_of(state: State) -> str:
    return standing(state.collection.results[0].checked)


def bounce(office: Office, letter: bytes = LETTER) -> bytes:
    """Our letter to an office, as it came back."""
    return report("delivery-status", failure(email_of(office)), letter=letter)


def told(state: State) -> list[str]:
    return [each.said["zh-TW"] for each in notices(state)]


def test_our_own_letter_in_the_inbox_is_no_answer(campaign: Campaign) -> None:
    written(campaign.inbox / "sent.eml", form_of(campaign).with_suffix(".eml").read_bytes())
    state = gather(campaign)
    assert state_of(state) == "missing"
    assert [each.first.reason for each in state.passed] == ["as-issued"]
    assert told(state) == []


def test_nor_is_it_once_the_forms_in_the_outbox_are_gone_or_others(campaign: Campaign) -> None:
    data = form_of(campaign).read_bytes()
    written(campaign.inbox / "copy.xlsx", data)
    form_of(campaign).unlink()
    assert state_of(gather(campaign)) == "missing"


def test_nor_is_a_form_of_ours_that_a_gateway_packed_anew(campaign: Campaign) -> None:
    data = saved_at(form_of(campaign).read_bytes(), datetime.datetime(2026, 12, 1))
    state = came(campaign, "form.xlsx", data, 1)
    assert state_of(state) == "missing"
    assert told(state) == ["寄回的是空白的評分表（form.xlsx），沒有填寫，不算寄回"]


def test_a_form_in_which_one_thing_was_filled_in_is_an_answer(campaign: Campaign) -> None:
    filled = Scorecard(TAIPEI, answers={"1.1.1": Answer(Decimal(3))})
    assert state_of(came(campaign, "form.xlsx", forms.form(TAIPEI, filled), 1)) == "questioned"


def test_a_correction_that_we_made_and_sent_does_not_take_the_place_of_what_it_answers(
    campaign: Campaign,
) -> None:
    came(campaign, "wrong.xlsx", forms.form(TAIPEI, card(WRONG)), 1)
    back = send_back(gather(campaign), Mailing(now=NOW))
    (line,) = back.made.new
    written(
        campaign.inbox / "copy of return.eml",
        (campaign.returned / line[1].path).with_suffix(".eml").read_bytes(),
    )
    state = gather(campaign)
    used = state.collection.results[0].checked
    assert used
    assert "wrong" in used.path
    assert send_back(state, Mailing(now=NOW)).made.new == ()
    state = came(campaign, "back.xlsx", (campaign.returned / line[1].path).read_bytes(), 9)
    assert "與退回給機關的完全相同，沒有更正" in told(state)[-1]


def test_a_failure_to_deliver_is_told_at_its_office_which_has_sent_nothing(campaign: Campaign) -> None:
    letter = form_of(campaign).with_suffix(".eml").read_bytes()
    written(campaign.inbox / "bounce.eml", bounce(TAIPEI, letter=letter))
    state = gather(campaign)
    assert state_of(state) == "missing"
    (notice,) = notices(state)
    assert notice.office == TAIPEI
    assert notice.said["zh-TW"].startswith("信沒有送達 b01@branch.example.tw；")
    assert "did not reach b01@branch.example.tw" in notice.said["en"]


def test_a_failure_is_no_longer_told_once_the_form_came(campaign: Campaign) -> None:
    written(campaign.inbox / "bounce.eml", bounce(TAIPEI))
    assert len(notices(gather(campaign))) == 1
    assert notices(came(campaign, "form.xlsx", forms.form(TAIPEI), 9)) == ()


def test_a_failure_for_an_address_of_nobody_is_told_all_the_same(campaign: Campaign) -> None:
    written(campaign.inbox / "bounce.eml", report("delivery-status", failure("old@branch.example.tw")))
    (notice,) = notices(gather(campaign))
    assert (notice.office.name, "old@branch.example.tw" in notice.said["zh-TW"]) == ("", True)


def test_automatic_answers_and_receipts_are_no_mails_without_a_form(campaign: Campaign) -> None:
    out = mails.mail({}, sender=email_of(XINBEI)).replace(
        b"To: hq", b"Auto-Submitted: auto-replied\nTo: hq", 1
    )
    written(campaign.inbox / "out.eml", out)
    read = report(
        "disposition-notification", "Disposition: manual-action; displayed", sender=email_of(TAIPEI)
    )
    written(campaign.inbox / "read.eml", read)
    state = gather(campaign)
    assert told(state) == []
    assert sorted(each.first.reason for each in state.passed) == ["auto-reply", "receipt"]


def test_a_bounce_that_holds_half_of_our_letter_is_no_file_that_cannot_be_read(campaign: Campaign) -> None:
    data = attached(draft(form_of(campaign).with_suffix(".eml")))["臺北分署_107.xlsx"][:9_000]
    half = mails.mail({"臺北分署_107.xlsx": data}, sender="hq@kaohe.example.tw")
    written(campaign.inbox / "bounce.eml", bounce(TAIPEI, half))
    assert gather(campaign).strays == []
