"""Forms that go back: made once for each file, each office's own, newer than the one before."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from macros import tasks
from macros.campaign import history
from macros.campaign.accepting import accept
from macros.campaign.cases import cases
from macros.campaign.deadlines import asked
from macros.campaign.folder import Campaign
from macros.campaign.issued import is_key_ours
from macros.campaign.notices import notices
from macros.campaign.posting import Mailing
from macros.campaign.returning import Back, Made, Wish, issued_lock, make_forms, send_back, written_to
from macros.campaign.rounds import returned
from macros.campaign.sending import send
from macros.campaign.state import State, gather
from macros.jobs import Seal, Watch
from macros.post.outbox.server import Server
from scoring.errors import KaoheError
from scoring.roster import Entry, Roster
from scoring.scorecard import Office
from tests.builders import answered
from tests.macros import forms
from tests.macros.campaign.campaigns import WRONG, came, with_setting
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import card
from tests.macros.post.inbox import mails
from tests.macros.terminal import contents, written
from tests.servers.loopback import HOST
from tests.servers.smtp import smtp_server
from tests.words import assert_says
from workbook.collection.checked import Checked
from workbook.form.faults import faults
from workbook.identity import identity_of, sign
from workbook.intake.check import Terms, check
from workbook.protection import Lock

NOW = datetime(2025, 12, 5, 10)
BROKEN = forms.form(forms.TAIPEI)[:3000]


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made_campaign(tmp_path / "107")


def made(campaign: Campaign, state: State | None = None, now: datetime = NOW) -> Made:
    return make_forms(campaign, cases(state or gather(campaign)).open, now)


def read(campaign: Campaign, name: str) -> Checked:
    data = (campaign.returned / name).read_bytes()
    return check(data, name, Terms(forms.KEY, only_this_key=True, rubric_of=lambda _: campaign.rubric))


def files(campaign: Campaign) -> list[str]:
    return sorted(path.name for path in campaign.returned.iterdir())


def test_a_questioned_office_gets_its_own_form_with_its_values(campaign: Campaign) -> None:
    run = made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    assert files(campaign) == [history.RETURNED, "臺北分署_107_待更正1.xlsx"]
    again = read(campaign, "臺北分署_107_待更正1.xlsx")
    assert again.office == forms.TAIPEI
    assert [finding.code for finding in again.findings] == ["score-out-of-range"]
    assert again.scorecard.answers == card(WRONG).answers
    ((case, line),) = run.new
    assert (case.office, line.why, line.round, line.code) == (forms.TAIPEI, "return", 1, "B01")


def test_an_office_whose_file_cannot_be_read_gets_a_blank_form(campaign: Campaign) -> None:
    made(campaign, came(campaign, "a.xlsx", BROKEN, 1, forms.XINBEI))
    assert files(campaign) == [history.RETURNED, "新北分署_107_新表1.xlsx"]
    blank = read(campaign, "新北分署_107_新表1.xlsx")
    assert blank.office == forms.XINBEI
    assert all(answer.score is None for answer in blank.scorecard.answers.values())


def test_the_same_file_is_answered_once_however_often_it_comes(campaign: Campaign) -> None:
    data = forms.form(forms.TAIPEI, card(WRONG))
    first = made(campaign, came(campaign, "a.xlsx", data, 1))
    before = contents(campaign.returned)
    second = made(campaign, came(campaign, "b.xlsx", data, 2), datetime(2025, 12, 6))
    assert contents(campaign.returned) == before
    assert (second.new, [line for _, line in second.known]) == ((), [first.new[0][1]])


def test_a_second_wrong_file_starts_a_second_round(campaign: Campaign) -> None:
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    corrected = (campaign.returned / "臺北分署_107_待更正1.xlsx").read_bytes()
    saved = forms.saved_at(corrected, datetime(2025, 12, 2))
    run = made(campaign, came(campaign, "b.xlsx", saved, 2))
    assert [line.path for _, line in run.new] == ["臺北分署_107_待更正2.xlsx"]


def test_a_form_sent_back_wins_over_the_one_before_and_the_next_over_it(campaign: Campaign) -> None:
    issues = ["107-1"]
    for day in (1, 2, 3):
        data = forms.form(forms.TAIPEI, card({"1.1.1": 30 + day}))
        made(campaign, came(campaign, "a.xlsx", data, day))
    issues += [line.issue for line in returned(campaign)]
    assert len(issues) == 4
    assert issues == sorted(issues)
    assert read(campaign, "臺北分署_107_待更正3.xlsx").identity is not None


def test_a_corrected_form_counts_although_the_old_file_was_saved_later(campaign: Campaign) -> None:
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    identity = read(campaign, "臺北分署_107_待更正1.xlsx").identity
    came(campaign, "b.xlsx", forms.saved_at(forms.form(forms.TAIPEI, identity=identity), NOW), 2)
    late = forms.saved_at(forms.form(forms.TAIPEI, card({"1.1.1": 99})), datetime(2025, 12, 30))
    state = came(campaign, "c.xlsx", late, 3)
    assert cases(state).open == ()
    assert state.collection.results[0].total is not None


def test_unreadable_files_are_answered_as_they_come_and_only_once(campaign: Campaign) -> None:
    made(campaign, came(campaign, "a.xlsx", BROKEN, 1))
    run = made(campaign, came(campaign, "b.xlsx", BROKEN[:2000], 2))
    ((case, line),) = run.new
    assert (len(case.files), line.path) == (1, "臺北分署_107_新表2.xlsx")
    assert made(campaign).new == ()


def test_an_office_that_no_roster_knows_gets_no_form_that_we_sign_before_a_person_took_its_file(
    campaign: Campaign,
) -> None:
    other = Office("B99", "新設分署")
    state = came(campaign, "a.xlsx", forms.form(other, card(WRONG)), 1, other)
    back = send_back(state, Mailing(now=NOW))
    assert ([each.path for each in back.left], files(campaign)) == ([state.collection.files[0].path], [])
    accept(state, Path(state.collection.files[0].path), "名冊漏列")
    made(campaign)
    assert "新設分署_107_待更正1.xlsx" in files(campaign)


def test_two_offices_whose_names_make_one_file_name_have_two_files(tmp_path: Path) -> None:
    campaign = made_campaign(tmp_path / "107")
    alike = (Office("B01", "甲/分署"), Office("B02", "甲:分署"))
    campaign = replace(campaign, roster=Roster(tuple(Entry(office) for office in alike)))
    for day, office in enumerate(alike, start=1):
        came(campaign, "a.xlsx", forms.form(office, card({"1.1.1": 30 + day})), day, office)
    made(campaign)
    assert files(campaign)[1:] == ["甲_分署_107_待更正1.xlsx", "甲_分署_B02_107_待更正1.xlsx"]


def test_a_form_that_names_an_office_as_no_file_can_be_named_does_not_keep_the_others(
    campaign: Campaign,
) -> None:
    odd = [Office("Z1", "𠀀" * 90), Office("Z" * 300, "../\u202e甲"), Office("Z" * 301, "../\u202e乙")]
    entries = (*campaign.roster.entries, *map(Entry, odd))
    campaign = replace(campaign, roster=Roster(entries))
    for number, office in enumerate(odd):
        came(campaign, f"{number}.xlsx", forms.form(office, card(WRONG)), 1)
    back = made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    assert len(back.new) == 4
    assert len({line.path for _, line in back.new}) == 4
    assert all((campaign.returned / line.path).is_file() for _, line in back.new)


def test_a_text_that_fits_no_form_is_told_and_the_others_go_on(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(forms.XINBEI, card(WRONG)), 1, forms.XINBEI)
    (case,) = cases(state).open
    long = answered(card(WRONG), "1.1.1", notes=("長" * 40_000,))
    too_long = replace(case, files=(replace(case.files[0], scorecard=long, sha256="0"),))
    run = make_forms(campaign, [too_long, case], NOW)
    assert [line.office for _, line in run.new] == ["新北分署"]
    assert_says(run.failed[0][1], "文字有 40000 字", "has 40000 characters")


# ── interruptions ───────────────────────────────────────────────────────────────────────────────


def test_a_form_that_no_line_tells_of_is_made_again_under_its_name(campaign: Campaign) -> None:
    written(campaign.returned / "臺北分署_107_待更正1.xlsx", b"half")
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    assert read(campaign, "臺北分署_107_待更正1.xlsx").office == forms.TAIPEI
    assert len(list(returned(campaign))) == 1


def test_a_run_that_is_cancelled_keeps_what_it_made_and_the_next_one_goes_on(campaign: Campaign) -> None:
    for day, office in enumerate((forms.TAIPEI, forms.XINBEI, forms.SHILIN), start=1):
        state = came(campaign, "a.xlsx", forms.form(office, card({"1.1.1": 30 + day})), day, office)
    asked: Iterator[bool] = iter([False, True])
    first = make_forms(campaign, cases(state).open, NOW, watch=Watch(cancelled=lambda: next(asked)))
    assert ([line.office for _, line in first.new], first.is_complete) == (["臺北分署"], False)
    second = made(campaign)
    assert second.is_complete
    assert [line.office for _, line in second.new] == ["新北分署", "士林分署"]
    assert [line.office for _, line in second.known] == ["臺北分署"]


_LINE = (
    '{"kind": "form", "why": "return", "files": ["x"], "round": %s, "code": %s, "path": %s,'
    ' "office": "臺北分署", "issue": "107-1", "made": "2026-12-01T09:00:00+08:00"}'
)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"kind": "form"}',
        '{"kind": "other"}',
        '{"kind": "form", "files": 1, "round": "x"}',
        _LINE % ("Infinity", '"B01"', '"a.xlsx"'),
        _LINE % ("9" * 4_000, '"B01"', '"a.xlsx"'),
        _LINE % ("9" * 10_000, '"B01"', '"a.xlsx"'),
        _LINE % ("0", '"B01"', '"a.xlsx"'),
        _LINE % ("1", "5", '"a.xlsx"'),
        _LINE % ("1", '"B01"', '"a\\u0000.xlsx"'),
        _LINE % ("1", '"B01"', '".."'),
    ],
)
def test_a_line_that_says_nothing_is_passed_over(campaign: Campaign, line: str) -> None:
    written(campaign.returned / history.RETURNED, line + "\n")
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    assert len(list(returned(campaign))) == 1


def test_a_line_in_which_a_later_version_writes_more_is_read(campaign: Campaign) -> None:
    line = _LINE % ("1", '"B01"', '"a.xlsx"')
    written(campaign.returned / history.RETURNED, line.replace("{", '{"later": "x", ', 1) + "\n")
    assert [each.path for each in returned(campaign)] == ["a.xlsx"]


def test_a_line_that_leads_out_of_the_folder_is_passed_over(campaign: Campaign) -> None:
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    journal = campaign.returned / history.RETURNED
    written(journal, journal.read_text("utf-8").replace('"path": "', '"path": "../'))
    assert list(returned(campaign)) == []


# ── key and password ────────────────────────────────────────────────────────────────────────────


def test_without_its_key_nothing_goes_back(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1)
    campaign.key_file.unlink()
    with pytest.raises(KaoheError, match="金鑰"):
        made(campaign, state)


def test_a_form_that_goes_back_opens_with_the_password_of_those_that_were_sent(campaign: Campaign) -> None:
    assert issued_lock(campaign) == Lock()
    written(campaign.outbox / "a.xlsx", BROKEN)
    tasks.issue(campaign.rubric, campaign.roster, campaign.outbox, Seal(forms.KEY, "考核"))
    lock = issued_lock(campaign)
    assert lock.hash_value
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    copy = (campaign.returned / "臺北分署_107_待更正1.xlsx").read_bytes()
    for path in campaign.outbox.iterdir():
        path.unlink()
    written(campaign.outbox / "b.xlsx", copy)
    assert issued_lock(campaign) == lock


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_a_pipe_among_the_forms_that_were_sent_keeps_nobody_waiting(campaign: Campaign) -> None:
    tasks.issue(campaign.rubric, campaign.roster, campaign.outbox, Seal(forms.KEY, "考核"))
    lock = issued_lock(campaign)
    os.mkfifo(campaign.outbox / "a.xlsx")
    assert issued_lock(campaign) == lock
    assert is_key_ours(campaign)


# ── letters ─────────────────────────────────────────────────────────────────────────────────────


def sent_back(state: State, server: Server | None = None) -> Back:
    return send_back(state, Mailing(server, now=NOW))


def draft(campaign: Campaign, name: str) -> EmailMessage:
    return mails.parsed((campaign.returned / name).read_bytes())


def words_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_draft_to_the_office_lists_what_to_correct_and_carries_the_form(campaign: Campaign) -> None:
    wrong = answered(card(WRONG), "2.1.1", score_is_text=True)
    back = sent_back(came(campaign, "a.xlsx", forms.form(forms.TAIPEI, wrong), 1))
    assert files(campaign) == ["returned.jsonl", "臺北分署_107_待更正1.eml", "臺北分署_107_待更正1.xlsx"]
    mail = draft(campaign, "臺北分署_107_待更正1.eml")
    assert (mail["X-Unsent"], mail["To"]) == ("1", "王小明 <b01@branch.example.tw>")
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "臺北分署_107_待更正1.xlsx"
    assert attached.get_content() == (campaign.returned / "臺北分署_107_待更正1.xlsx").read_bytes()
    (fault,) = (each for each in faults(campaign.rubric, back.made.new[0][0].files[0].findings) if each.must)
    for kind in ("plain", "html"):
        said = words_of(mail, kind)
        assert all(part in said for part in (fault.cells[0], fault.where, fault.problem, fault.remedy))
        assert "以文字格式" not in said
    assert [each.fate for each in back.posting.posted] == ["drafted"]


def test_a_letter_says_why_a_file_cannot_be_read_and_carries_a_blank_form(campaign: Campaign) -> None:
    sent_back(came(campaign, "評分表.xlsx", BROKEN, 1))
    mail = draft(campaign, "臺北分署_107_新表1.eml")
    said = words_of(mail)
    assert "評分表.xlsx" in said
    assert "檔案不完整" in said
    assert [part.get_filename() for part in mail.iter_attachments()] == ["臺北分署_107_新表1.xlsx"]


def test_sending_back_twice_changes_nothing(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1)
    came(campaign, "b.xlsx", BROKEN, 2, forms.XINBEI)
    sent_back(gather(campaign))
    before = contents(campaign.root)
    back = sent_back(gather(campaign))
    assert contents(campaign.root) == before
    assert [each.fate for each in back.posting.posted] == ["already", "already"]
    assert state.campaign is campaign


def test_a_run_cut_off_before_the_letter_writes_it_the_next_time(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1)
    made(campaign, state)
    back = sent_back(state)
    assert (back.made.new, [each.fate for each in back.posting.posted]) == ((), ["drafted"])
    assert draft(campaign, "臺北分署_107_待更正1.eml")["To"] == "王小明 <b01@branch.example.tw>"


def test_letters_go_through_a_server_once(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1)
    with smtp_server() as post:
        first, second = (sent_back(state, server=Server(HOST, post.port, "none")) for _ in range(2))
    assert [taken.recipients for taken in post.taken] == [("b01@branch.example.tw",)]
    assert [run.posting.posted[0].fate for run in (first, second)] == ["sent", "already"]
    assert "臺北分署_107_待更正1.eml" not in files(campaign)


def test_when_an_office_was_written_to_is_on_record(campaign: Campaign) -> None:
    sent_back(came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    returned_at = history.letters(campaign)["B01"].returned
    assert returned_at is not None
    assert returned_at.replace(tzinfo=None) == NOW


def test_an_office_whose_letter_failed_was_not_written_to_until_one_is_sent(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1)
    with smtp_server(answers={0: "451 4.3.0 later"}) as post:
        back = sent_back(state, server=Server(HOST, post.port, "none"))
        assert [each.fate for each in back.posting.posted] == ["failed"]
        assert written_to(gather(campaign)) == {}
        assert history.letters(campaign)["B01"].returned is None
        sent_back(gather(campaign), server=Server(HOST, post.port, "none"))
    form = campaign.returned / "臺北分署_107_待更正1.xlsx"
    assert written_to(gather(campaign)) == {"B01": form}


def test_an_office_without_an_address_has_its_form_and_is_told_of(campaign: Campaign) -> None:
    other = Office("B99", "新設分署")
    campaign = replace(campaign, roster=Roster((*campaign.roster.entries, Entry(other))))
    back = sent_back(came(campaign, "a.xlsx", forms.form(other, card(WRONG)), 1, other))
    assert [(each.office, each.fate) for each in back.posting.posted] == [(other, "no-address")]
    assert "新設分署_107_待更正1.xlsx" in files(campaign)


def test_without_a_sender_nothing_is_made(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1)
    with pytest.raises(KaoheError, match="sender"):
        sent_back(replace(state, campaign=replace(campaign, sender_email="")))
    assert list(campaign.returned.iterdir()) == []


def test_what_an_office_wrote_is_escaped_in_the_letter(campaign: Campaign) -> None:
    hostile = answered(card(), "1.1.1", score=None, score_text="<img src=x onerror=alert(1)>\r\nBcc: a@b.tw")
    sent_back(came(campaign, "a.xlsx", forms.form(forms.TAIPEI, hostile), 1))
    mail = draft(campaign, "臺北分署_107_待更正1.eml")
    assert "&lt;img src=x" in words_of(mail, "html")
    assert "<img" not in words_of(mail, "html")
    assert mail["Bcc"] is None


def test_with_another_key_nobody_is_told_that_his_form_is_forged(campaign: Campaign) -> None:
    send(campaign)
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    came(campaign, "b.xlsx", forms.form(forms.XINBEI), 2, forms.XINBEI)
    written(campaign.key_file, bytes(range(1, 33)).hex())
    with pytest.raises(KaoheError, match="不是發出時的金鑰"):
        send_back(gather(campaign), Mailing(now=NOW))
    assert files(campaign) == []
    written(campaign.key_file, forms.KEY.hex())
    assert send_back(gather(campaign), Mailing(now=NOW)).posting.posted == ()


STRANGERS_KEY = bytes(range(1, 33))


def forged(office: Office) -> bytes:
    """A form in an office's name that another key has signed."""
    other = sign(identity_of(forms.rubric(), office, "107-1"), STRANGERS_KEY)
    return forms.form(office, card({"1.1.1": 1}), identity=other)


def test_one_forged_form_among_others_is_answered_with_a_blank_one(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    came(campaign, "b.xlsx", forged(forms.XINBEI), 2, forms.XINBEI)
    back = send_back(gather(campaign), Mailing(now=NOW))
    assert [each.office.name for each in back.posting.posted] == ["新北分署"]
    blank = read(campaign, "新北分署_107_新表1.xlsx")
    assert (blank.office, blank.state) == (forms.XINBEI, "questioned")
    assert all(answer.score is None for answer in blank.scorecard.answers.values())
    words = words_of(draft(campaign, "新北分署_107_新表1.eml"))
    assert "無法確認是發出的評分表" in words
    assert "無法讀取" not in words
    assert "如果這個檔案不是貴機關寄的，請告訴我們" in words


def test_forged_forms_alone_are_not_blamed_on_the_key(campaign: Campaign) -> None:
    send(campaign)
    came(campaign, "a.xlsx", forged(forms.TAIPEI), 1)
    came(campaign, "b.xlsx", forged(forms.XINBEI), 2, forms.XINBEI)
    back = send_back(gather(campaign), Mailing(now=NOW))
    assert [each.office.name for each in back.posting.posted] == ["臺北分署", "新北分署"]
    assert all("金鑰" not in notice.said["zh-TW"] for notice in notices(gather(campaign)))


def test_where_no_form_that_was_issued_is_there_to_compare_nobody_is_written_to(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forged(forms.TAIPEI), 1)
    came(campaign, "b.xlsx", forged(forms.XINBEI), 2, forms.XINBEI)
    with pytest.raises(KaoheError, match="2 個機關的檔案都不能確認"):
        send_back(gather(campaign), Mailing(now=NOW))
    assert files(campaign) == []


def test_what_was_only_changed_in_the_inbox_is_asked_of_nobody(campaign: Campaign) -> None:
    path = written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    gather(campaign)
    path.write_bytes(forms.form(forms.TAIPEI, card(WRONG)))
    back = send_back(gather(campaign), Mailing(now=NOW))
    assert (back.posting.posted, [each.path for each in back.left]) == ((), [str(path)])


# ── once more, with a note, by a day ────────────────────────────────────────────────────────────

WEEK = "114年12月12日"
"""A week after `NOW`, as a letter writes it."""


def wished(state: State, now: datetime = NOW, server: Server | None = None, **wish: object) -> Back:
    return send_back(state, Mailing(server, now=now), Wish(**wish))  # type: ignore[arg-type]  # any field


def to_correct(campaign: Campaign, data: bytes | None = None) -> State:
    return came(campaign, "a.xlsx", data or forms.form(forms.TAIPEI, card(WRONG)), 1)


def over(campaign: Campaign) -> Campaign:
    """The campaign, its deadline over since yesterday."""
    return with_setting(campaign, "2027-01-06", "2025-12-04")


FORM, DRAFT = "臺北分署_107_待更正1.xlsx", "臺北分署_107_待更正1.eml"


@pytest.mark.parametrize("lost", [(DRAFT,), (FORM,), (FORM, DRAFT)])
def test_what_was_lost_is_made_again_as_it_was(campaign: Campaign, lost: tuple[str, ...]) -> None:
    state = to_correct(campaign)
    wished(state)
    before = read(campaign, FORM)
    for name in lost:
        (campaign.returned / name).unlink()
    back = wished(state, again=True)
    assert [each.fate for each in back.posting.posted] == ["drafted"]
    after = read(campaign, FORM)
    assert (after.identity, after.scorecard, after.findings) == (
        before.identity,
        before.scorecard,
        before.findings,
    )
    (attached,) = draft(campaign, DRAFT).iter_attachments()
    assert attached.get_content() == (campaign.returned / FORM).read_bytes()
    assert (back.made.new, len(list(returned(campaign)))) == ((), 1)


def test_a_draft_that_is_gone_is_told_with_the_way_to_have_it_again(campaign: Campaign) -> None:
    state = to_correct(campaign)
    wished(state)
    (campaign.returned / DRAFT).unlink()
    (posted,) = wished(state).posting.posted
    assert (posted.fate, posted.draft) == ("already", None)
    assert_says(posted.reason, "草稿寫過，已經不在；.*--again", "no longer there.*--again")


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(BROKEN)])
def test_a_form_that_is_gone_or_was_changed_is_not_mailed_and_the_way_out_is_said(
    campaign: Campaign, spoil: Callable[[Path], object]
) -> None:
    state = to_correct(campaign)
    wished(state)
    spoil(campaign.returned / FORM)
    with smtp_server() as post:
        back = wished(state, server=Server(HOST, post.port, "none"))
        assert post.taken == []
        assert [each.fate for each in back.posting.posted] == ["failed"]
        assert_says(
            back.posting.posted[0].reason,
            "kaohe return --again --office B01",
            "make it again",
            str(campaign.returned / FORM),
        )
        again = wished(state, server=Server(HOST, post.port, "none"), again=True)
    assert [each.fate for each in again.posting.posted] == ["sent"]
    assert read(campaign, FORM).office == forms.TAIPEI


def test_only_the_offices_that_are_named_are_written_to_and_why_others_are_not_is_said(
    campaign: Campaign,
) -> None:
    to_correct(campaign)
    came(campaign, "b.xlsx", forms.form(forms.XINBEI, card(WRONG)), 2, forms.XINBEI)
    state = came(campaign, "c.xlsx", forms.form(forms.SHILIN), 3, forms.SHILIN)
    back = wished(state, offices=("B01", "士林分署"))
    assert [(each.office.code, each.fate) for each in back.posting.posted] == [
        ("B01", "drafted"),
        ("B03", "unready"),
    ]
    assert_says(back.posting.posted[1].reason, "評分表已通過，沒有要更正的", "nothing to correct")
    with pytest.raises(KaoheError, match="名冊沒有「B77」"):
        wished(state, offices=("B77",))


@pytest.mark.parametrize("medium", ["plain", "html"])
def test_a_note_stands_in_the_letter_as_text(campaign: Campaign, medium: str) -> None:
    wished(to_correct(campaign), note="請補佐證 {{ 7*7 }}\n<b>照片</b>")
    said = words_of(draft(campaign, DRAFT), medium)
    assert "附言：請補佐證 {{ 7*7 }}" in said
    assert ("<b>照片" in said) == (medium == "plain")


def test_a_note_about_a_form_that_went_back_already_is_another_letter_and_is_written_once(
    campaign: Campaign,
) -> None:
    state = to_correct(campaign)
    wished(state)
    assert [each.fate for each in wished(state, note="請補佐證").posting.posted] == ["drafted"]
    assert "附言：請補佐證" in words_of(draft(campaign, DRAFT))
    assert [each.fate for each in wished(state, note="請補佐證").posting.posted] == ["already"]
    assert set(written_to(state)) == {"B01"}


@pytest.mark.parametrize("again", [False, True])
def test_a_note_stays_in_the_letter_until_another_one_takes_its_place(
    campaign: Campaign, again: bool
) -> None:
    state = to_correct(campaign)
    wished(state, note="請補佐證")
    (posted,) = wished(state, again=again).posting.posted
    assert posted.fate == ("drafted" if again else "already")
    assert "附言：請補佐證" in words_of(draft(campaign, DRAFT))
    (posted,) = wished(state, note="請補照片").posting.posted
    assert_says(posted.reason, "取代先前的草稿；先前的附言是「請補佐證」", "its note was “請補佐證”")
    assert "附言：請補照片" in words_of(draft(campaign, DRAFT))


def test_a_letter_with_a_note_goes_through_a_server_once_whatever_run_follows(campaign: Campaign) -> None:
    state = to_correct(campaign)
    with smtp_server() as post:
        way = Server(HOST, post.port, "none")
        wished(state, server=way, note="請補佐證")
        assert [each.fate for each in wished(state, server=way).posting.posted] == ["already"]
        assert len(post.taken) == 1


def test_a_letter_that_asks_for_more_is_made_again_with_its_note(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    (posted,) = wished(state, offices=("B01",), again=True).posting.posted
    assert_says(posted.reason, "要請機關補充請加 --note", "add --note")
    wished(state, offices=("B01",), note="請補佐證")
    for name in ("臺北分署_107_待補充1.xlsx", "臺北分署_107_待補充1.eml"):
        (campaign.returned / name).unlink()
    assert [each.fate for each in wished(state, offices=("B01",), again=True).posting.posted] == ["drafted"]
    assert "請補佐證" in words_of(draft(campaign, "臺北分署_107_待補充1.eml"))
    assert read(campaign, "臺北分署_107_待補充1.xlsx").scorecard.answers == card().answers


def test_what_more_is_asked_for_after_the_day_of_the_last_request_has_another_week(
    campaign: Campaign,
) -> None:
    state = came(over(campaign), "a.xlsx", forms.form(forms.TAIPEI), 1)
    wished(state, offices=("B01",), note="請補佐證")
    wished(state, offices=("B01",), note="請補照片", now=datetime(2025, 12, 20))
    assert [line.due for line in returned(campaign)] == ["2025-12-27"]
    assert "還有 7 天" in words_of(draft(campaign, "臺北分署_107_待補充1.eml"))


def test_an_office_whose_form_passed_is_asked_for_more_with_its_form_as_filled(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    assert wished(state, note="請補佐證").posting.posted == ()
    back = wished(state, offices=("B01",), note="請補佐證")
    assert [each.fate for each in back.posting.posted] == ["drafted"]
    form = read(campaign, "臺北分署_107_待補充1.xlsx")
    assert (form.scorecard.answers, form.state) == (card().answers, "accepted")
    mail = draft(campaign, "臺北分署_107_待補充1.eml")
    assert mail["Subject"].startswith("請補充：")
    assert "沒有需要更正的地方" in words_of(mail)
    assert "請補佐證" in words_of(mail)
    assert wished(state, offices=("B01",), note="請補佐證").posting.posted[0].fate == "already"


def test_what_comes_back_with_more_counts_in_place_of_what_passed(campaign: Campaign) -> None:
    wished(came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1), offices=("B01",), note="請補佐證")
    (line,) = returned(campaign)
    identity = sign(identity_of(campaign.rubric, forms.TAIPEI, line.issue), forms.KEY)
    more = answered(card(), "1.1.1", notes=("補充的佐證",))
    state = came(campaign, "b.xlsx", forms.form(forms.TAIPEI, more, identity=identity), 8)
    checked = state.collection.results[0].checked
    assert checked
    assert checked.scorecard.answer("1.1.1").notes == ("補充的佐證",)
    assert asked(state).get(forms.TAIPEI) is None


def test_a_note_that_is_too_long_is_refused_before_anything_is_made(campaign: Campaign) -> None:
    with pytest.raises(KaoheError, match="附言有 501 字，最多 500 字"):
        wished(to_correct(campaign), note="長" * 501)
    assert files(campaign) == []


def test_a_template_of_the_campaigns_own_that_leaves_out_the_note_is_told(campaign: Campaign) -> None:
    own = "{% extends layout %}{% block subject %}更正{% endblock %}"
    own += "{% block content %}{{ extra }}{% endblock %}"
    written(campaign.letters / "return.j2", own.replace("extra", "title"))
    with pytest.raises(KaoheError, match=r"return\.j2 沒有 {{ note }}"):
        wished(to_correct(campaign), note="請補佐證")
    written(campaign.letters / "return.j2", own.replace("extra", "note"))
    assert wished(gather(campaign), note="請補佐證").posting.posted[0].fate == "drafted"


def test_a_correction_has_a_week_or_until_the_deadline_where_that_is_later(campaign: Campaign) -> None:
    wished(to_correct(campaign))
    assert "補正期限：116年1月6日" in words_of(draft(campaign, DRAFT))
    late = over(campaign)
    wished(replace(came(late, "b.xlsx", forms.form(forms.XINBEI, card(WRONG)), 2, forms.XINBEI)))
    said = words_of(draft(campaign, "新北分署_107_待更正1.eml"))
    assert f"補正期限：{WEEK}" in said
    assert "還有 7 天" in said
    assert [line.due for line in returned(campaign)] == ["2027-01-06", "2025-12-12"]


def test_a_day_may_be_named_but_none_that_is_over(campaign: Campaign) -> None:
    state = to_correct(campaign)
    with pytest.raises(KaoheError, match="補正期限 114年12月4日 已經過了"):
        wished(state, by=date(2025, 12, 4))
    with pytest.raises(KaoheError, match="151年12月9日 在兩年以後，請核對年份"):
        wished(state, by=date(2062, 12, 9))
    wished(state, by=date(2025, 12, 5))
    assert "補正期限：114年12月5日（星期五），今天截止" in words_of(draft(campaign, DRAFT))


def test_a_day_that_was_told_stays_until_the_letter_is_made_again(campaign: Campaign) -> None:
    state = to_correct(campaign)
    wished(state)
    (posted,) = wished(state, by=date(2025, 12, 9)).posting.posted
    assert posted.fate == "already"
    assert_says(posted.reason, "kaohe extend 日期 --office B01", "which stays")
    (posted,) = wished(state, by=date(2025, 12, 9), note="請補佐證").posting.posted
    assert posted.fate == "drafted"
    assert_says(posted.reason, "補正期限 116年1月6日 不變", "which stays")
    wished(state, by=date(2025, 12, 9), again=True)
    assert "補正期限：114年12月9日" in words_of(draft(campaign, DRAFT))
    assert [line.due for line in returned(campaign)] == ["2025-12-09"]


def test_what_is_made_again_after_its_day_has_another_week(campaign: Campaign) -> None:
    state = to_correct(over(campaign))
    wished(state)
    wished(state, now=datetime(2025, 12, 20), again=True)
    assert [line.due for line in returned(campaign)] == ["2025-12-27"]


def test_a_form_of_the_record_of_an_earlier_version_has_no_day_and_is_read(campaign: Campaign) -> None:
    written(campaign.returned / history.RETURNED, _LINE % ("1", '"B01"', '"a.xlsx"') + "\n")
    (line,) = returned(campaign)
    assert (line.day, line.sha256) == (None, "")
