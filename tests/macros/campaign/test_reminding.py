"""Letters to those whose form is missing or not yet corrected: once a day, with what is asked."""

import datetime
from dataclasses import replace
from io import BufferedReader
from pathlib import Path

import pytest

from macros.campaign import history
from macros.campaign.folder import Campaign
from macros.campaign.posting import Mailing
from macros.campaign.reminding import Due, due_in, remind
from macros.campaign.returning import send_back, written_to
from macros.campaign.sending import send
from macros.campaign.state import gather
from macros.campaign.status import status
from macros.campaign.wording import MAX_ROWS
from scoring import plain_file
from scoring.audit import audit
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.campaign.campaigns import NOW, attached, draft, fates, receivers, server, text
from tests.macros.campaign.campaigns import campaign as made
from tests.macros.forms import SHILIN, TAIPEI, XINBEI
from tests.macros.terminal import written
from tests.servers.smtp import smtp_server
from tests.words import assert_says
from workbook.identity import identity_of, sign

DAY = datetime.timedelta(days=1)
BLANK = replace(
    next(f for f in audit(forms.rubric(), forms.card({"1.1.2": None})).findings if f.code == "score-missing"),
    cell="C12",
)


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made(tmp_path / "107")


def at(campaign: Campaign, office: str, day: datetime.datetime = NOW) -> Path:
    return campaign.outbox / "remind" / day.date().isoformat() / f"{office}_107.eml"


def test_an_office_whose_form_is_missing_is_reminded_with_its_form(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    assert fates(remind(campaign, [Due(TAIPEI, "missing")], Mailing(now=NOW))) == ["drafted"]
    mail = draft(at(campaign, "臺北分署"))
    assert mail["Subject"].startswith("催辦（還有 42 天）")
    assert "尚未收到貴機關的評分表" in text(mail)
    form = campaign.outbox / "臺北分署_107.xlsx"
    assert attached(mail) == {form.name: form.read_bytes()}


@pytest.mark.parametrize(("days", "said"), [(42, "今天截止"), (43, "已逾期 1 天"), (41, "還有 1 天")])
def test_how_long_is_left_or_over_is_said(campaign: Campaign, days: int, said: str) -> None:
    then = NOW + days * DAY
    remind(campaign, [Due(TAIPEI, "missing")], Mailing(now=then))
    mail = draft(at(campaign, "臺北分署", then))
    assert said in mail["Subject"]
    assert said in text(mail)


def test_an_office_that_has_not_corrected_is_told_what_is_open(campaign: Campaign, tmp_path: Path) -> None:
    returned = tmp_path / "臺北分署_107_更正.xlsx"
    returned.write_bytes(b"PK")
    due = Due(TAIPEI, "questioned", (BLANK,), NOW - DAY, returned=returned)
    assert fates(remind(campaign, [due], Mailing(now=NOW))) == ["drafted"]
    mail = draft(at(campaign, "臺北分署"))
    assert mail["Subject"].startswith("催辦更正")
    assert "115年11月24日（星期二）寄來的評分表，還有下列 1 處待更正" in text(mail)
    assert "1. C12　1.1.2　服務及時性" in text(mail)
    assert BLANK.message() in text(mail)
    assert attached(mail) == {returned.name: b"PK"}


def test_a_long_list_is_cut_and_the_rest_counted(campaign: Campaign) -> None:
    due = Due(TAIPEI, "questioned", (BLANK,) * (MAX_ROWS + 5))
    remind(campaign, [due], Mailing(now=NOW))
    said = text(draft(at(campaign, "臺北分署")))
    assert f"{MAX_ROWS + 5} 處待更正" in said
    assert "另有 5 處" in said
    assert said.count("C12") == MAX_ROWS


def test_an_office_to_which_nothing_was_returned_is_not_asked_to_correct(campaign: Campaign) -> None:
    run = remind(campaign, [Due(TAIPEI, "questioned", (BLANK,), was_told=False)], Mailing(now=NOW))
    assert fates(run) == ["unready"]
    assert_says(run.posted[0].reason, "請先執行 kaohe return", "run kaohe return first")


def test_an_office_that_is_not_in_the_roster_is_passed_over(campaign: Campaign) -> None:
    assert fates(remind(campaign, [Due(Office("X", "外機關"), "missing")], Mailing(now=NOW))) == []


def test_a_form_that_another_program_holds_is_told_and_the_others_are_reminded(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "新北分署_107_待更正1.xlsx"
    held.write_bytes(b"PK")
    opened = plain_file.opened

    def refuse(path: Path) -> BufferedReader:
        if path == held:
            raise PermissionError(13, "in use")
        return opened(path)

    monkeypatch.setattr(plain_file, "opened", refuse)
    due = [Due(XINBEI, "questioned", (BLANK,), NOW - DAY, returned=held), Due(SHILIN, "missing")]
    run = remind(campaign, due, Mailing(now=NOW))
    assert fates(run) == ["failed", "drafted"]
    assert f"無法開啟 {held}：沒有權限，或正由別的程式開啟" in str(run.posted[0].reason)


def test_once_a_day_is_enough(campaign: Campaign) -> None:
    due = [Due(TAIPEI, "missing"), Due(XINBEI, "missing")]
    assert fates(remind(campaign, due, Mailing(now=NOW))) == ["drafted"] * 2
    before = at(campaign, "臺北分署").read_bytes()
    questioned = [Due(TAIPEI, "questioned", (BLANK,)), Due(SHILIN, "missing")]
    assert fates(remind(campaign, questioned, Mailing(now=NOW))) == ["already", "drafted"]
    assert at(campaign, "臺北分署").read_bytes() == before
    assert fates(remind(campaign, due, Mailing(now=NOW + DAY))) == ["drafted"] * 2


def test_once_a_day_is_enough_through_a_server(campaign: Campaign) -> None:
    due = [Due(TAIPEI, "missing"), Due(XINBEI, "missing")]
    with smtp_server(answers={0: "451 4.3.0 later"}) as post:
        assert fates(remind(campaign, due, Mailing(server(post), now=NOW))) == ["failed", "sent"]
        assert fates(remind(campaign, due, Mailing(server(post), now=NOW))) == ["sent", "already"]
        assert fates(remind(campaign, due, Mailing(now=NOW))) == ["already", "already"]
        assert fates(remind(campaign, due, Mailing(server(post), now=NOW + DAY))) == ["sent", "sent"]
    assert sorted(receivers(post)) == sorted(["b01@branch.example.tw", "b02@branch.example.tw"] * 2)


def test_who_is_due_follows_from_what_came_in(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    for office, card in ((TAIPEI, forms.card()), (XINBEI, forms.card({"1.1.1": None}))):
        who = sign(identity_of(campaign.rubric, office, "107-1"), campaign.key())
        (campaign.inbox / f"{office.name}.xlsx").write_bytes(forms.form(office, card, identity=who))
    state = gather(campaign)
    due = due_in(status(state, history.letters(campaign), NOW.date()), written_to(state))
    assert [(each.office, each.standing, each.was_told) for each in due] == [
        (XINBEI, "questioned", False),
        (SHILIN, "missing", False),
    ]
    assert fates(remind(campaign, due, Mailing(now=NOW))) == ["unready", "drafted"]
    assert "score-missing" in {finding.code for finding in due[0].findings}


def test_who_was_sent_a_form_to_correct_is_sent_it_again(campaign: Campaign) -> None:
    who = sign(identity_of(campaign.rubric, XINBEI, "107-1"), campaign.key())
    wrong = forms.form(XINBEI, forms.card({"1.1.1": None}), identity=who)
    (campaign.inbox / "a.xlsx").write_bytes(wrong)
    send_back(gather(campaign), Mailing(now=NOW))
    state = gather(campaign)
    today = due_in(status(state, history.letters(campaign), NOW.date()), written_to(state))
    assert [each.office for each in today] == [TAIPEI, SHILIN]  # told of it today
    due = due_in(status(state, history.letters(campaign), (NOW + DAY).date()), written_to(state))
    assert fates(remind(campaign, due, Mailing(now=NOW + DAY))) == ["drafted"] * 3
    mail = draft(at(campaign, "新北分署", NOW + DAY))
    (name,) = attached(mail)
    assert name == "新北分署_107_待更正1.xlsx"


def test_a_form_to_correct_that_was_changed_since_is_not_mailed_again(campaign: Campaign) -> None:
    written(campaign.inbox / "a.xlsx", forms.form(TAIPEI, forms.card({"1.1.2": None})))
    send_back(gather(campaign), Mailing(now=NOW))
    state = gather(campaign)
    (path,) = written_to(state).values()
    written(path, b"changed")
    due = due_in(status(state, {}, NOW.date()), written_to(state))
    (posted,) = [each for each in remind(campaign, due, Mailing(now=NOW)).posted if each.office == TAIPEI]
    assert posted.fate == "failed"
    assert_says(
        posted.reason, "做好後改過，沒有寄出；.*--again --office B01", "was changed since.*--again", str(path)
    )


def test_who_sent_another_wrong_form_hears_of_that_one_first(campaign: Campaign) -> None:
    for score in (31, 32):
        who = sign(identity_of(campaign.rubric, XINBEI, f"107-{score}"), campaign.key())
        wrong = forms.form(XINBEI, forms.card({"1.1.1": score}), identity=who)
        (campaign.inbox / f"{score}.xlsx").write_bytes(wrong)
        state = gather(campaign)
        assert written_to(state) == {}
        send_back(state, Mailing(now=NOW))
        assert set(written_to(state)) == {"B02"}
