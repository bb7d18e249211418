"""A deadline is moved: on record, with a letter to whom it concerns; each office is late by its own alone."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from macros.campaign import history, telling
from macros.campaign.deadlines import DEADLINES, Deadlines, Extension, deadlines
from macros.campaign.extending import extend
from macros.campaign.folder import Campaign, load
from macros.campaign.posting import Mailing, Posting
from macros.campaign.reminding import due_in, remind
from macros.campaign.returning import Wish, send_back, written_to
from macros.campaign.rounds import Returned
from macros.campaign.sending import send
from macros.campaign.state import gather
from macros.campaign.status import OfficeStatus, Status, status
from scoring.errors import KaoheError
from scoring.roster import Entry
from scoring.scorecard import Office
from scoring.values import day_text
from tests.macros import forms
from tests.macros.campaign.campaigns import (
    ENTRIES,
    WRONG,
    attached,
    came,
    draft,
    fates,
    receivers,
    server,
    text,
    with_roster,
)
from tests.macros.campaign.campaigns import campaign as made
from tests.macros.forms import SHILIN, TAIPEI, XINBEI, card
from tests.macros.terminal import contents, kaohe, written
from tests.servers.smtp import smtp_server
from tests.words import assert_says

NOW = datetime.datetime(2025, 12, 5, 10)
FIRST, LATER = datetime.date(2025, 12, 10), datetime.date(2025, 12, 20)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made(tmp_path / "107", deadline=FIRST)


def moved(campaign: Campaign, day: datetime.date = LATER, *offices: str, note: str = "") -> Posting:
    return extend(gather(campaign), day, Mailing(now=NOW), offices=offices, note=note)


def letter_of(campaign: Campaign, office: Office, day: datetime.date = LATER) -> str:
    return text(draft(campaign.outbox / "extend" / day.isoformat() / f"{office.name}_107.eml"))


def at(campaign: Campaign, day: datetime.date) -> Status:
    return status(gather(campaign), history.letters(campaign), day)


def of(campaign: Campaign, office: Office, day: datetime.date) -> OfficeStatus:
    return next(each for each in at(campaign, day).offices if each.office == office)


def cell(campaign: Campaign, office: Office, day: datetime.date) -> object:
    return telling.office_row(at(campaign, day), of(campaign, office, day), campaign.root)[3]


def test_the_deadline_of_all_is_moved_with_a_letter_to_each(campaign: Campaign) -> None:
    assert fates(moved(campaign)) == ["drafted"] * 3
    assert "繳交期限由114年12月10日（星期三）延至 114年12月20日（星期六）" in letter_of(campaign, TAIPEI)
    assert attached(draft(campaign.outbox / "extend" / "2025-12-20" / "臺北分署_107.eml")) == {}
    assert (deadlines(campaign).general, at(campaign, LATER).deadline) == (LATER, LATER)
    send(campaign, Mailing(now=NOW))
    assert "114年12月20日" in text(draft(campaign.outbox / "臺北分署_107.eml"))


def test_that_of_one_office_is_its_own_alone(campaign: Campaign) -> None:
    assert fates(moved(campaign, LATER, "B01")) == ["drafted"]
    assert [deadlines(campaign).of(office) for office in (TAIPEI, XINBEI)] == [LATER, FIRST]
    told = at(campaign, FIRST + DAY)
    assert [each.is_overdue for each in told.offices] == [False, True, True]
    assert [cell(campaign, office, FIRST + DAY) for office in (TAIPEI, XINBEI)] == ["剩 9 天", "逾期 1 天"]


@pytest.mark.parametrize(
    ("day", "offices", "said"),
    [
        (datetime.date(2025, 12, 4), (), "114年12月4日 已經過了"),
        (datetime.date(2025, 12, 9), (), "期限是 114年12月10日，114年12月9日 並沒有比較晚"),
        (FIRST, (), "並沒有比較晚"),
        (datetime.date(2025, 12, 9), ("臺北分署",), "「臺北分署」的期限是 114年12月10日"),
        (FIRST, ("B01",), "「臺北分署」的期限"),
        (LATER, ("B77",), "名冊沒有「B77」，請核對代碼或機關名稱"),
        (LATER, ("b01",), "名冊沒有「b01」，是不是「B01 臺北分署」？請寫代碼或全名"),
        (LATER, ("台北",), "是不是「B01 臺北分署」"),
        (LATER, ("臺兆分署",), "是不是「B01 臺北分署」"),
        (LATER, ("",), "名冊沒有「」，請核對代碼或機關名稱"),
        (datetime.date(2052, 12, 20), (), "141年12月20日 在兩年以後，請核對年份"),
    ],
)
def test_a_day_that_is_no_later_is_refused_and_nothing_is_written(
    campaign: Campaign, day: datetime.date, offices: tuple[str, ...], said: str
) -> None:
    gather(campaign)
    before = contents(campaign.root)
    with pytest.raises(KaoheError, match=said):
        moved(campaign, day, *offices)
    assert {name for name in contents(campaign.root) if not name.startswith("outbox/.")} == set(before)


@pytest.mark.parametrize("offices", [(), ("B01", "B02", "B03")])
def test_the_same_again_changes_nothing_and_writes_what_was_not_written(
    campaign: Campaign, offices: tuple[str, ...]
) -> None:
    state = gather(campaign)
    with smtp_server(answers={1: "451 4.3.0 later"}) as post:
        mailing = Mailing(server(post), now=NOW)
        assert fates(extend(state, LATER, mailing, offices=offices)) == ["sent", "failed", "sent"]
        record = (campaign.outbox / DEADLINES).read_bytes()
        assert fates(extend(state, LATER, mailing, offices=offices)) == ["already", "sent", "already"]
    assert (campaign.outbox / DEADLINES).read_bytes() == record
    assert receivers(post) == [f"b0{number}@branch.example.tw" for number in (1, 3, 2)]


def test_whose_form_passed_gets_no_letter_and_whose_form_was_not_returned_neither(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(TAIPEI), 1)
    came(campaign, "b.xlsx", forms.form(XINBEI, card(WRONG)), 2, XINBEI)
    assert [each.office for each in moved(campaign).posted] == [SHILIN]
    posted = moved(campaign, LATER + DAY, "B01", "B02").posted
    assert [each.fate for each in posted] == ["unready", "unready"]
    assert ["已通過" in posted[0].reason.zh, "--by" in posted[1].reason.zh] == [True, True]  # type: ignore[union-attr]  # each has one
    assert deadlines(campaign).of(TAIPEI) == LATER


def test_of_an_office_that_corrects_its_form_the_day_for_that_is_moved(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(TAIPEI, card(WRONG)), 1)
    send_back(state, Mailing(now=NOW))
    assert cell(campaign, TAIPEI, FIRST) == "補正剩 2 天"
    moved(campaign, LATER, "B01")
    assert "補正期限由114年12月12日（星期五）延至 114年12月20日" in letter_of(campaign, TAIPEI)
    assert cell(campaign, TAIPEI, LATER + DAY) == "補正逾期 1 天"
    told = at(campaign, LATER)
    remind(campaign, due_in(told, written_to(state)), Mailing(now=NOW + 15 * DAY))
    mail = draft(campaign.outbox / "remind" / "2025-12-20" / "臺北分署_107.eml")
    assert "補正期限是114年12月20日（星期六），今天截止" in text(mail)


def test_a_note_and_the_template_of_the_campaigns_own_are_used(campaign: Campaign) -> None:
    moved(campaign, note="因颱風停班")
    assert "附言：因颱風停班" in letter_of(campaign, TAIPEI)


# ── who is late, and by which day ───────────────────────────────────────────────────────────────


def test_a_correction_in_its_own_time_is_not_late_and_one_after_it_is(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(TAIPEI, card(WRONG)), 11)
    assert of(campaign, TAIPEI, LATER).is_late
    send_back(state, Mailing(now=NOW + 7 * DAY), Wish(by=datetime.date(2025, 12, 19)))
    assert not of(campaign, TAIPEI, datetime.date(2025, 12, 19)).is_overdue
    assert of(campaign, TAIPEI, datetime.date(2025, 12, 20)).is_overdue
    came(campaign, "b.xlsx", forms.form(TAIPEI), 18)
    assert (of(campaign, TAIPEI, LATER).standing, of(campaign, TAIPEI, LATER).is_late) == ("accepted", False)
    later = forms.form(TAIPEI, card({"1.1.1": 17}))
    came(campaign, "c.xlsx", later, 20)
    assert of(campaign, TAIPEI, LATER).is_late


def test_what_came_and_was_not_returned_yet_is_waited_for_by_nobody(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(TAIPEI, card(WRONG)), 1)
    told = of(campaign, TAIPEI, LATER)
    assert (told.standing, told.is_overdue, told.is_late, told.asked) == ("questioned", False, False, None)
    assert cell(campaign, TAIPEI, LATER) == "待退回"


def test_what_is_asked_of_a_form_that_passed_stands_in_status_until_it_comes(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(TAIPEI), 1)
    send_back(state, Mailing(now=NOW), Wish(offices=("B01",), note="請補佐證"))
    assert cell(campaign, TAIPEI, FIRST) == "補充剩 2 天"
    assert of(campaign, TAIPEI, FIRST).standing == "accepted"


def test_a_day_that_was_moved_before_a_form_went_back_is_not_that_of_its_correction() -> None:
    line = Returned(
        "B01", "臺北分署", "return", ("x",), 1, "a.xlsx", "107-2", "2025-12-05T10:00:00+08:00", "2025-12-12"
    )
    early = Extension(TAIPEI, LATER, line.moment - DAY)
    days = Deadlines(FIRST, (early,))
    assert (days.of(TAIPEI), days.of_round(TAIPEI, line)) == (LATER, datetime.date(2025, 12, 12))
    since = replace(early, at=line.moment + DAY)
    assert Deadlines(FIRST, (since,)).of_round(TAIPEI, line) == LATER


def test_a_later_deadline_in_the_settings_goes_before_an_earlier_extension(campaign: Campaign) -> None:
    moved(campaign)
    assert deadlines(replace(campaign, deadline=LATER + DAY)).general == LATER + DAY
    assert deadlines(replace(campaign, deadline=FIRST - DAY)).general == LATER


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"kind": "extend"}',
        '{"kind": "other", "deadline": "2030-01-01", "at": "2025-12-01T09:00:00+08:00"}',
        '{"kind": "extend", "deadline": "someday", "at": "2025-12-01T09:00:00+08:00"}',
        '{"kind": "extend", "deadline": "2030-01-01", "at": "0001-01-01T00:00:00+14:00"}',
    ],
)
def test_a_line_that_says_nothing_is_passed_over(campaign: Campaign, line: str) -> None:
    written(campaign.outbox / DEADLINES, f"{line}\n")
    assert deadlines(campaign) == Deadlines(FIRST)


# ── on the terminal ─────────────────────────────────────────────────────────────────────────────


def test_the_terminal_takes_a_day_as_people_write_it(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(campaign.root)
    day = datetime.date.today() + 30 * DAY
    ran = kaohe("extend", day_text(day), "--office", "B02", "--note", "因颱風停班")
    assert (ran.status, f"新北分署　草稿　outbox/extend/{day}/新北分署_107.eml" in ran.out) == (0, True)
    office = kaohe("status", "--json").json["offices"][1]
    assert (office["asked"], office["deadline"], office["overdue"]) == ("form", f"{day}", False)
    for arguments, said in (
        (("下週五",), "看不出期限「下週五」是哪一天"),
        ((f"{day - DAY}", "--office", "B02"), "並沒有比較晚"),
        ((f"{day}", "--note", " "), "--note 是空的"),
    ):
        ran = kaohe("extend", *arguments)
        assert (ran.status, said in ran.err) == (2, True)


def test_where_the_clock_was_set_back_an_extension_counts_all_the_same(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(TAIPEI, card(WRONG)), 1)
    send_back(state, Mailing(now=NOW + 4 * DAY), Wish(by=datetime.date(2025, 12, 12)))
    assert fates(moved(campaign, LATER, "B01")) == ["drafted"]
    assert "延至 114年12月20日" in letter_of(campaign, TAIPEI)
    assert cell(campaign, TAIPEI, datetime.date(2025, 12, 15)) == "補正剩 5 天"


def test_an_extension_stays_with_its_office_when_the_roster_gives_it_another_code_or_name(
    campaign: Campaign,
) -> None:
    moved(campaign, LATER, "B01", "B02")
    recoded = Entry(Office("C01", TAIPEI.name), "", "a@branch.example.tw")
    renamed = Entry(Office(XINBEI.code, "新北第一分署"), "", "b@branch.example.tw")
    days = deadlines(with_roster(campaign, recoded, renamed))
    assert [days.of(each.office) for each in (recoded, renamed)] == [LATER, LATER]
    assert days.of(SHILIN) == FIRST


def test_a_line_that_was_damaged_is_told_and_a_torn_one_is_none(campaign: Campaign) -> None:
    moved(campaign, LATER, "B01")
    path = campaign.outbox / DEADLINES
    written(path, path.read_text("utf-8") + '{"kind": "extend", "office": "B02"}\nsomething\n{"kind": "ext')
    (notice,) = at(campaign, FIRST).notices
    assert notice.said["zh-TW"].startswith("第 2、3 行看不懂，那次延期沒有算進去")
    assert notice.path == str(path)


def test_a_note_that_comes_after_the_letter_is_told_as_not_in_it(campaign: Campaign) -> None:
    moved(campaign, LATER, "B01", note="因颱風停班")
    for note, is_told in (("因颱風停班", False), ("", False), ("另請補照片", True)):
        (posted,) = moved(campaign, LATER, "B01", note=note).posted
        assert (posted.fate, posted.reason is not None) == ("already", is_told)
    assert_says(posted.reason, "這次的附言沒有寫進信裡", "note given now is not in the letter")
    with_roster(campaign, replace(ENTRIES[0], email="new@branch.example.tw"), *ENTRIES[1:])
    assert fates(moved(load(campaign.root), LATER, "B01")) == ["drafted"]
    assert "附言：因颱風停班" in letter_of(campaign, TAIPEI)


@pytest.mark.parametrize("fields", ['"office": "B01"', '"name": ""', '"note": ""'])
def test_a_line_that_does_not_say_whose_deadline_it_moves_moves_none(campaign: Campaign, fields: str) -> None:
    line = f'{{"kind": "extend", {fields}, "deadline": "2026-12-31", "at": "2025-12-05T10:00:00"}}\n'
    written(campaign.outbox / DEADLINES, line)
    assert deadlines(campaign).extensions == ()


def test_return_says_in_json_the_day_as_it_was_moved(campaign: Campaign) -> None:
    send_back(came(campaign, "a.xlsx", forms.form(TAIPEI, card(WRONG)), 1), Mailing(now=NOW))
    far = datetime.date.today() + 30 * DAY
    assert kaohe("extend", far, "--campaign", campaign.root).status == 0
    assert [each["due"] for each in kaohe("return", "--campaign", campaign.root, "--json").json["forms"]] == [
        far.isoformat()
    ]


def test_once_a_deadline_was_moved_send_writes_whose_address_is_new_alone(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    moved(campaign)
    of_new = with_roster(campaign, replace(ENTRIES[0], email="new@branch.example.tw"), *ENTRIES[1:])
    assert fates(send(of_new, Mailing(now=NOW + DAY))) == ["drafted", "already", "already"]
    assert "繳交期限：114年12月20日" in text(draft(campaign.outbox / "臺北分署_107.eml"))
    assert fates(send(of_new, Mailing(now=NOW + DAY, again=True))) == ["drafted"] * 3
