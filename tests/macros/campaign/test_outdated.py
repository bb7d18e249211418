"""Drafts that are out of date are moved aside and said, and nothing else is."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from macros.campaign import history, outdated
from macros.campaign.extending import extend
from macros.campaign.folder import Campaign
from macros.campaign.history import letters
from macros.campaign.posting import Mailing
from macros.campaign.reminding import due_in, remind
from macros.campaign.returning import Wish, send_back, written_to
from macros.campaign.sending import send
from macros.campaign.state import State, gather
from macros.campaign.status import status
from scoring.scorecard import Office
from templates.letters import Kind
from tests.macros import forms
from tests.macros.campaign.campaigns import (
    ENTRIES,
    WRONG,
    came,
    draft,
    email_of,
    receivers,
    server,
    text,
    with_roster,
)
from tests.macros.campaign.campaigns import campaign as made
from tests.macros.forms import TAIPEI, XINBEI, card
from tests.macros.post.inbox import mails
from tests.macros.post.inbox.test_automatic import failure, report
from tests.macros.terminal import kaohe, written
from tests.servers.loopback import HOST
from tests.servers.smtp import smtp_server
from tests.words import assert_says

NOW = datetime.datetime(2025, 12, 5, 10)
REMINDER = "outbox/remind/2025-12-05/臺北分署_107.eml"
RETURN = "returned/臺北分署_107_待更正1.eml"
BROKEN = forms.form(TAIPEI)[:3000]
FIRST, SECOND = datetime.date(2027, 1, 20), datetime.date(2027, 1, 30)
"""Days to which a deadline is moved."""
FAR = f"{datetime.date.today() + datetime.timedelta(700)}"
"""One for a command, which is of today."""


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made(tmp_path / "107")


def reminded(campaign: Campaign) -> None:
    state = gather(campaign)
    told = status(state, letters(campaign), NOW.date())
    remind(campaign, due_in(told, written_to(state)), Mailing(now=NOW))


def moved(state: State) -> dict[str, str]:
    """What was moved aside, as from the campaign's folder, and why."""
    root = state.campaign.root
    found = {}
    for each in outdated.set_aside(state):
        assert each.moved
        assert each.moved.is_file()
        assert not each.path.exists()
        found[each.path.relative_to(root).as_posix()] = each.why.zh
    return found


def came_right(campaign: Campaign, day: int = 8, office: Office = TAIPEI) -> State:
    return came(campaign, "right.xlsx", forms.form(office), day, office)


def came_wrong(campaign: Campaign, day: int = 1, score: int = 31) -> State:
    return came(campaign, f"wrong{score}.xlsx", forms.form(TAIPEI, card({"1.1.1": score})), day)


def test_a_reminder_to_an_office_whose_form_came_is_moved_aside_and_the_others_stay(
    campaign: Campaign,
) -> None:
    reminded(campaign)
    assert moved(gather(campaign)) == {}
    assert moved(came_right(campaign)) == {REMINDER: "評分表已經通過"}
    assert (campaign.outbox / "outdated/remind/2025-12-05/臺北分署_107.eml").is_file()
    assert (campaign.outbox / "remind/2025-12-05/新北分署_107.eml").is_file()
    assert moved(gather(campaign)) == {}


def extended(campaign: Campaign, day: datetime.date, *offices: str, hours: int = 1) -> None:
    extend(gather(campaign), day, Mailing(now=NOW + datetime.timedelta(hours=hours)), offices=offices)


def test_what_tells_a_deadline_that_was_moved_since_is_moved_aside(campaign: Campaign) -> None:
    reminded(campaign)
    extended(campaign, FIRST, "B01")
    assert moved(gather(campaign)) == {REMINDER: "期限之後又延後了"}
    assert moved(gather(campaign)) == {}
    extended(campaign, SECOND, hours=2)
    assert moved(gather(campaign)) == {
        f"outbox/{name}": "期限之後又延後了"
        for name in (
            "extend/2027-01-20/臺北分署_107.eml",
            "remind/2025-12-05/新北分署_107.eml",
            "remind/2025-12-05/士林分署_107.eml",
        )
    }
    assert (campaign.outbox / "extend/2027-01-30/臺北分署_107.eml").is_file()


def test_a_later_day_for_what_more_is_asked_of_an_office_that_passed_is_not_out_of_date(
    campaign: Campaign,
) -> None:
    send_back(came_right(campaign), Mailing(now=NOW), Wish(("B01",), "請補佐證"))
    extended(campaign, FIRST, "B01")
    assert moved(gather(campaign)) == {}
    said = text(draft(campaign.outbox / "extend/2027-01-20/臺北分署_107.eml"))
    assert "貴機關的補充期限由116年1月6日（星期三）延至 116年1月20日" in said


@pytest.mark.parametrize("data", [forms.form(TAIPEI, card(WRONG)), BROKEN])
def test_so_is_one_that_says_that_nothing_came_where_something_has(campaign: Campaign, data: bytes) -> None:
    reminded(campaign)
    assert moved(came(campaign, "a.xlsx", data, 8)) == {REMINDER: "之後寄來了新的檔案"}


def test_one_that_says_what_came_in_place_of_a_form_stays(campaign: Campaign) -> None:
    mail = mails.mail({"a.pdf": b"%PDF-1.7\n"}, sender=email_of(TAIPEI))
    written(campaign.inbox / "a.eml", mail)
    reminded(campaign)
    assert moved(gather(campaign)) == {}


def test_a_reminder_to_correct_stays_until_another_form_came(campaign: Campaign) -> None:
    send_back(came_wrong(campaign), Mailing(now=NOW - datetime.timedelta(days=1)))
    reminded(campaign)
    assert moved(gather(campaign)) == {}
    assert moved(came_wrong(campaign, 8, 32)) == {
        REMINDER: "之後寄來了新的檔案",
        RETURN: "之後寄來了新的檔案",
    }


def test_a_return_of_a_form_that_was_replaced_is_moved_aside_by_the_next_run(campaign: Campaign) -> None:
    send_back(came_wrong(campaign), Mailing(now=NOW))
    back = send_back(came_wrong(campaign, 8, 32), Mailing(now=NOW))
    assert [each.path.name for each in back.aside] == ["臺北分署_107_待更正1.eml"]
    assert [each.fate for each in back.posting.posted] == ["drafted"]
    assert {path.name for path in campaign.returned.glob("*.eml")} == {"臺北分署_107_待更正2.eml"}
    assert moved(came_right(campaign, 12)) == {"returned/臺北分署_107_待更正2.eml": "評分表已經通過"}


def test_what_is_asked_of_a_form_that_passed_stays_until_another_came(campaign: Campaign) -> None:
    wish = Wish(offices=("B01",), note="請補佐證")
    send_back(came_right(campaign, 1), Mailing(now=NOW), wish)
    assert moved(gather(campaign)) == {}
    state = came(campaign, "more.xlsx", forms.form(TAIPEI, card({"1.1.1": 17})), 9)
    assert moved(state) == {"returned/臺北分署_107_待補充1.eml": "之後寄來了新的檔案"}


def test_a_letter_about_a_deadline_is_moved_aside_once_the_form_passed(campaign: Campaign) -> None:
    extend(gather(campaign), datetime.date(2027, 2, 1), Mailing(now=NOW))
    assert moved(came_wrong(campaign)) == {}
    assert list(moved(came_right(campaign))) == ["outbox/extend/2027-02-01/臺北分署_107.eml"]


def test_the_letters_with_the_form_itself_stay(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    data = (campaign.outbox / "臺北分署_107.xlsx").read_bytes()
    assert moved(came(campaign, "a.xlsx", data, 1)) == {}
    assert moved(came_right(campaign)) == {}


def test_a_file_that_cannot_be_opened_now_says_nothing_of_a_draft(campaign: Campaign) -> None:
    path = written(campaign.inbox / "a.xlsx", forms.form(TAIPEI, card(WRONG)))
    send_back(gather(campaign), Mailing(now=NOW))
    path.unlink()
    assert moved(gather(campaign)) == {}
    assert (campaign.root / RETURN).is_file()


def test_one_that_somebody_edited_is_moved_as_it_is_and_none_is_overwritten(campaign: Campaign) -> None:
    there = written(campaign.returned / "outdated" / "臺北分署_107_待更正1.eml", b"before")
    send_back(came_wrong(campaign), Mailing(now=NOW))
    written(campaign.root / RETURN, b"edited")
    moved(came_right(campaign))
    assert there.read_bytes() == b"before"
    assert there.with_stem(f"{there.stem}_2").read_bytes() == b"edited"


def test_one_that_cannot_be_moved_is_told(campaign: Campaign) -> None:
    send_back(came_wrong(campaign), Mailing(now=NOW))
    written(campaign.returned / "outdated", b"")
    (draft,) = outdated.set_aside(came_right(campaign))
    assert draft.moved is None
    assert_says(draft.problem, "移不開：.*請不要寄出", "not moved: .*do not mail it")


@pytest.mark.parametrize(
    "draft", ["../x.eml", "outbox/../../x.eml", "campaign.yaml", "/x.eml", "outbox/no.eml"]
)
def test_a_record_that_leads_elsewhere_moves_nothing(campaign: Campaign, draft: str) -> None:
    reminded(campaign)
    written(campaign.root.parent / "x.eml", b"")
    journal = campaign.outbox / history.SENT
    written(journal, journal.read_text("utf-8").replace(REMINDER, draft))
    assert moved(came_right(campaign)) == {}


@pytest.mark.parametrize(
    "command",
    [("send",), ("remind",), ("return",), ("extend", FAR)],
    ids=lambda each: each[0],
)
def test_each_command_that_writes_letters_moves_them_and_says_so(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(campaign.root)
    reminded(campaign)
    came_right(campaign)
    ran = kaohe(*command)
    there = "outbox/outdated/remind/2025-12-05/臺北分署_107.eml"
    assert f"草稿過期，已移開　臺北分署　{REMINDER} → {there}　評分表已經通過" in ran.out


def test_extend_moves_what_tells_the_earlier_deadline_and_keeps_its_own_letters(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(campaign.root)
    reminded(campaign)
    ran = kaohe("extend", FAR, "--office", "B01")
    assert f"草稿過期，已移開　臺北分署　{REMINDER}" in ran.out
    assert (campaign.outbox / f"extend/{FAR}/臺北分署_107.eml").is_file()
    assert "草稿過期" not in kaohe("extend", FAR, "--office", "B01").out


def test_a_letter_about_an_extension_stays_where_the_clock_was_set_back(campaign: Campaign) -> None:
    send_back(came_wrong(campaign), Mailing(now=NOW + datetime.timedelta(3)))
    extended(campaign, FIRST, "B01")
    assert moved(gather(campaign)) == {}


def test_json_names_what_was_moved(campaign: Campaign) -> None:
    reminded(campaign)
    came_right(campaign)
    (draft,) = kaohe("remind", "--campaign", campaign.root, "--json", "--lang", "en").json["outdated"]
    assert (draft["code"], draft["draft"], draft["reason"]) == ("B01", REMINDER, "its form passed")
    assert draft["moved"] == "outbox/outdated/remind/2025-12-05/臺北分署_107.eml"


# ── letters that did not arrive ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", ["send", "remind"])
def test_a_letter_that_did_not_arrive_is_told_at_its_office(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(campaign.root)
    send(campaign, Mailing(now=NOW))
    written(campaign.inbox / "bounce.eml", report("delivery-status", failure(email_of(XINBEI))))
    lines = kaohe(command).out.splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.startswith("新北分署　")]
    assert lines[at + 1].startswith("  信沒有送達 b02@branch.example.tw；")
    assert [each["code"] for each in kaohe(command, "--json").json["undelivered"]] == ["B02"]


def test_it_is_told_until_the_letter_went_to_the_address_that_was_corrected(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(campaign.root)
    with smtp_server() as post:
        options = ("--smtp", HOST, "--port", post.port, "--security", "none")
        send(campaign, Mailing(server(post), now=datetime.datetime(2025, 11, 1)))
        written(campaign.inbox / "bounce.eml", report("delivery-status", failure(email_of(TAIPEI))))
        with_roster(campaign, replace(ENTRIES[0], email="new@branch.example.tw"), *ENTRIES[1:])
        assert "  信沒有送達 b01@branch.example.tw；" in kaohe("remind").out
        ran = kaohe("send", *options)
    assert ("已寄出 1、先前已處理 2" in ran.out, "信沒有送達" in ran.out) == (True, False)
    assert receivers(post)[3:] == ["new@branch.example.tw"]


def test_a_return_that_did_not_arrive_is_told_until_it_was_written_again(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(campaign.root)
    send_back(came_wrong(campaign), Mailing(now=datetime.datetime(2025, 11, 1)))
    written(campaign.inbox / "bounce.eml", report("delivery-status", failure(email_of(TAIPEI))))
    assert "信沒有送達 b01@branch.example.tw；" in kaohe("return").out
    assert "信沒有送達" in kaohe("status").out
    with_roster(campaign, replace(ENTRIES[0], email="new@branch.example.tw"), *ENTRIES[1:])
    assert "信沒有送達" not in kaohe("return").out
    assert "信沒有送達" not in kaohe("status").out


@pytest.mark.parametrize(
    ("kind", "deed", "to", "is_again"),
    [
        ("send", "sent", TAIPEI.code, True),
        ("return", "sent", TAIPEI.code, True),
        ("return", "drafted", TAIPEI.code, False),
        ("return", "drafted", "new", True),
        ("return", "failed", "new", False),
        ("remind", "sent", TAIPEI.code, False),
        ("remind", "sent", "new", True),
        ("remind", "drafted", "new", False),
        ("extend", "sent", "new", False),
    ],
)
def test_what_counts_as_written_again(
    campaign: Campaign, kind: Kind, deed: history.Deed, to: str, is_again: bool
) -> None:
    written(campaign.inbox / "bounce.eml", report("delivery-status", failure(email_of(TAIPEI))))
    email = f"{to.lower()}@branch.example.tw"
    at = datetime.datetime(2026, 1, 6).astimezone().isoformat()
    history.add(
        campaign.outbox / history.SENT, history.Event(kind, deed, "B01", "臺北分署", "x", at, (email,))
    )
    told = status(gather(campaign), {}, NOW.date()).notices
    assert [each.about for each in told] == ([] if is_again else ["delivery"])
