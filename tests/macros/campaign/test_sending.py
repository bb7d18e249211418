"""The form goes out to every office: as drafts, or through a real server, whatever interrupts it."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from macros import tasks
from macros.campaign import history
from macros.campaign.folder import Campaign
from macros.campaign.lock import locked
from macros.campaign.posting import Mailing
from macros.campaign.reminding import Due, remind
from macros.campaign.sending import send
from macros.jobs import Seal, Watch
from scoring.errors import KaoheError, OutputError
from scoring.roster import Entry
from scoring.scorecard import Office
from templates import child
from templates.letters import LetterError
from tests.extent import PATIENCE
from tests.macros.campaign.campaigns import (
    ENTRIES,
    NOW,
    attached,
    draft,
    fates,
    receivers,
    server,
    text,
    with_roster,
    with_setting,
)
from tests.macros.campaign.campaigns import campaign as made
from tests.macros.forms import SHILIN, TAIPEI, XINBEI
from tests.macros.post.outbox.letters import parsed
from tests.macros.terminal import ROOT, contents
from tests.servers.smtp import smtp_server
from tests.words import assert_says
from workbook.intake.check import Terms, check

FORM, DRAFT = "臺北分署_107.xlsx", "臺北分署_107.eml"
EVERYBODY = [entry.email for entry in ENTRIES]


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made(tmp_path / "107")


def sent(campaign: Campaign) -> list[tuple[str, str]]:
    return [(event.office, event.deed) for event in history.events(campaign.outbox / history.SENT)]


# ── drafts ──────────────────────────────────────────────────────────────────────────────────────


def test_every_office_gets_a_form_and_a_draft_with_it(campaign: Campaign) -> None:
    run = send(campaign, Mailing(now=NOW))
    assert fates(run) == ["drafted"] * 3
    names = {path.name for path in campaign.outbox.iterdir() if not path.name.startswith(".")}
    stems = {"臺北分署_107", "新北分署_107", "士林分署_107"}
    assert names == {f"{stem}{suffix}" for stem in stems for suffix in (".xlsx", ".eml")} | {"sent.jsonl"}
    mail = draft(campaign.outbox / DRAFT)
    assert (mail["X-Unsent"], mail["To"]) == ("1", "王小明 <b01@branch.example.tw>")
    assert mail["From"] == "署本部 <hq@kaohe.example.tw>"
    assert mail["Subject"].startswith("請填復：107 年度")
    assert attached(mail) == {FORM: (campaign.outbox / FORM).read_bytes()}
    assert "116年1月6日（星期三）" in text(mail)


def test_the_form_is_signed_for_its_office_with_the_campaigns_key(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    terms = Terms(campaign.key(), only_this_key=True, rubric=campaign.rubric)
    checked = check((campaign.outbox / FORM).read_bytes(), FORM, terms)
    assert checked.office == TAIPEI
    assert not {finding.code for finding in checked.findings} & {"signature-invalid", "signature-unverified"}


def test_a_second_run_changes_nothing(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    before = contents(campaign.root)
    assert fates(send(campaign)) == ["already"] * 3
    assert contents(campaign.root) == before


def test_a_draft_is_brought_up_to_date_with_the_settings(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    later = with_setting(campaign, "2027-01-06", "2027-01-20")
    form = (campaign.outbox / FORM).read_bytes()
    send(later, Mailing(now=NOW))
    assert "116年1月20日" in text(draft(campaign.outbox / DRAFT))
    assert (campaign.outbox / FORM).read_bytes() == form


def test_a_draft_that_somebody_edited_is_left_alone(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    edited = (campaign.outbox / DRAFT).read_bytes().replace(b"X-Unsent: 1", b"X-Unsent: 1\r\nX-Mine: 1")
    (campaign.outbox / DRAFT).write_bytes(edited)
    run = send(with_setting(campaign, "2027-01-06", "2027-01-20"), Mailing(now=NOW))
    assert fates(run) == ["kept", "drafted", "drafted"]
    assert (campaign.outbox / DRAFT).read_bytes() == edited


def test_a_draft_that_cannot_be_written_is_told_and_the_others_go_on(campaign: Campaign) -> None:
    (campaign.outbox / DRAFT).mkdir(parents=True)
    run = send(campaign, Mailing(now=NOW))
    assert fates(run) == ["failed", "drafted", "drafted"]
    assert DRAFT in str(run.posted[0].reason)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
@pytest.mark.parametrize("name", [DRAFT, "sent.jsonl"])
def test_a_pipe_in_the_outbox_is_told_and_keeps_nobody_waiting(campaign: Campaign, name: str) -> None:
    send(campaign, Mailing(now=NOW))
    (campaign.outbox / name).unlink()
    os.mkfifo(campaign.outbox / name)
    if name == DRAFT:
        assert fates(send(campaign, Mailing(now=NOW))) == ["failed", "already", "already"]
    else:
        with pytest.raises(KaoheError, match=name):
            send(campaign, Mailing(now=NOW))


def test_an_office_without_an_address_is_listed_and_its_form_lies_there(campaign: Campaign) -> None:
    campaign = with_roster(campaign, replace(ENTRIES[0], email=""), *ENTRIES[1:])
    run = send(campaign, Mailing(now=NOW))
    assert fates(run) == ["no-address", "drafted", "drafted"]
    assert (campaign.outbox / FORM).exists()
    assert not (campaign.outbox / DRAFT).exists()


@pytest.mark.parametrize("change", [{"email": "王小明"}, {"cc": ("nobody",)}])
def test_a_bad_address_is_told_and_the_others_go_on(campaign: Campaign, change: dict[str, str]) -> None:
    changed = replace(ENTRIES[0], **change)  # type: ignore[arg-type]  # a field of any type
    campaign = with_roster(campaign, changed, *ENTRIES[1:])
    run = send(campaign, Mailing(now=NOW))
    assert fates(run) == ["failed", "drafted", "drafted"]
    assert "名冊「臺北分署」" in str(run.posted[0].reason)


def test_copies_go_to_those_of_the_roster(campaign: Campaign) -> None:
    entry = replace(ENTRIES[0], cc=("team@branch.example.tw", "B01@branch.example.tw"))
    send(with_roster(campaign, entry), Mailing(now=NOW))
    assert draft(campaign.outbox / DRAFT)["Cc"] == "team@branch.example.tw"


def test_an_office_that_was_added_gets_its_form_and_the_others_keep_theirs(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    before = contents(campaign.outbox)
    new = Entry(Office("B04", "桃園分署"), "", "b04@branch.example.tw")
    send(with_roster(campaign, *ENTRIES, new), Mailing(now=NOW))
    after = contents(campaign.outbox)
    assert {name for name in after if after[name] != before.get(name)} == {
        "桃園分署_107.xlsx",
        "桃園分署_107.eml",
        "sent.jsonl",
    }


def test_offices_can_be_named(campaign: Campaign) -> None:
    run = send(campaign, Mailing(now=NOW), offices=["B02", "台北分署"])
    assert [each.office for each in run.posted] == [TAIPEI, XINBEI]
    assert not (campaign.outbox / "士林分署_107.xlsx").exists()
    with pytest.raises(KaoheError, match="名冊沒有「基隆分署」"):
        send(campaign, offices=["基隆分署"])


def test_forms_are_made_anew_when_asked_for(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    before = contents(campaign.outbox)
    send(campaign, Mailing(now=NOW), offices=["B01"], reissue=True)
    after = contents(campaign.outbox)
    assert {name for name in after if after[name] != before[name]} == {FORM, DRAFT, "sent.jsonl"}
    assert attached(draft(campaign.outbox / DRAFT)) == {FORM: after[FORM]}


def test_another_offices_form_is_never_attached(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    (campaign.outbox / "新北分署_107.xlsx").replace(campaign.outbox / FORM)
    run = send(campaign, Mailing(now=NOW))
    assert fates(run) == ["failed", "drafted", "already"]
    assert "不是發給「臺北分署」" in str(run.posted[0].reason)


@pytest.mark.parametrize("content", [b"", b"not a workbook"])
def test_a_damaged_form_is_told(campaign: Campaign, content: bytes) -> None:
    send(campaign, Mailing(now=NOW))
    (campaign.outbox / FORM).write_bytes(content)
    assert fates(send(campaign, Mailing(now=NOW))) == ["failed", "already", "already"]


def test_without_a_sender_nothing_is_made(tmp_path: Path) -> None:
    nobody = made(tmp_path / "107", sender_email="")
    with pytest.raises(KaoheError, match="寄件人的電子郵件"):
        send(nobody)
    assert list(nobody.outbox.iterdir()) == []


def test_a_mistake_in_the_campaigns_own_words_ends_the_run(campaign: Campaign) -> None:
    (campaign.letters / "send.j2").write_text(
        "{% extends layout %}{% block subject %}{{ nobody }}{% endblock %}"
    )
    with pytest.raises(LetterError, match="第 1 行"):
        send(campaign, Mailing(now=NOW))
    assert sent(campaign) == []


def test_the_campaigns_own_words_for_all_offices_are_rendered_in_one_process(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    (campaign.letters / "send.j2").write_text(
        "{% extends layout %}{% block subject %}{{ office.name }}{% endblock %}"
        "{% block content %}x{% endblock %}"
    )
    run, started = child.run, []

    def counted(*arguments: Any) -> bytes:
        started.append(arguments)
        return run(*arguments)

    monkeypatch.setattr(child, "run", counted)
    assert fates(send(campaign, Mailing(now=NOW))) == ["drafted"] * 3
    assert draft(campaign.outbox / DRAFT)["subject"] == "臺北分署"
    assert len(started) == 1


@pytest.mark.parametrize(
    "name", ["../../逃", "臺北\r\nBcc: thief@x.tw", "=cmd|' /C calc'!A0", "con", "<b>署</b>", "…" * 200]
)
def test_a_hostile_name_stays_in_the_folder_and_in_its_line(campaign: Campaign, name: str) -> None:
    office = Office("B01", name)
    campaign = replace(
        campaign, roster=replace(campaign.roster, entries=(replace(ENTRIES[0], office=office),))
    )
    outside = contents(campaign.root.parent).keys()
    send(campaign, Mailing(now=NOW))
    new = contents(campaign.root.parent).keys() - outside
    assert all(each.startswith("107/outbox/") and each.count("/") == 2 for each in new)
    [path] = campaign.outbox.glob("*.eml")
    mail = draft(path)
    assert "Bcc" not in mail
    html = mail.get_body(("html",))
    assert html is not None
    assert "<b>" not in html.get_content()


# ── through a server ────────────────────────────────────────────────────────────────────────────


def test_every_office_is_sent_its_form_once(campaign: Campaign) -> None:
    with smtp_server() as post:
        assert fates(send(campaign, Mailing(server(post), now=NOW))) == ["sent"] * 3
        assert fates(send(campaign, Mailing(server(post), now=NOW))) == ["already"] * 3
    assert receivers(post) == EVERYBODY
    assert post.connections == 1
    mail = parsed(post.taken[0].data)
    assert attached(mail) == {FORM: (campaign.outbox / FORM).read_bytes()}
    assert "X-Unsent" not in mail
    assert mail["Message-ID"].endswith("@kaohe.example.tw>")


def test_drafts_are_not_taken_for_letters_and_go_when_the_letter_is_sent(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    mine = b"X-Mine: 1\r\n" + (campaign.outbox / "新北分署_107.eml").read_bytes()
    (campaign.outbox / "新北分署_107.eml").write_bytes(mine)
    with smtp_server() as post:
        assert fates(send(campaign, Mailing(server(post), now=NOW))) == ["sent"] * 3
    assert [path.name for path in campaign.outbox.glob("*.eml")] == ["新北分署_107.eml"]
    assert fates(send(campaign, Mailing(now=NOW))) == ["already"] * 3


def test_what_was_sent_is_sent_once_more_when_asked_for(campaign: Campaign) -> None:
    with smtp_server() as post:
        send(campaign, Mailing(server(post), now=NOW))
        run = send(campaign, Mailing(server(post), again=True, now=NOW), offices=["B01"])
        assert fates(run) == ["sent"]
    first, *_, last = (parsed(each.data)["Message-ID"] for each in post.taken)
    assert first != last


def test_a_new_form_is_sent_though_the_old_one_was(campaign: Campaign) -> None:
    with smtp_server() as post:
        send(campaign, Mailing(server(post), now=NOW))
        assert fates(send(campaign, Mailing(server(post), now=NOW), offices=["B01"], reissue=True)) == [
            "sent"
        ]


@pytest.mark.parametrize("answer", ["452 4.2.2 mailbox full", "550 5.1.1 no such user", "554 5.7.1 no"])
def test_what_was_refused_is_told_and_tried_again_by_the_next_run(campaign: Campaign, answer: str) -> None:
    with smtp_server(answers={1: answer}) as post:
        first = send(campaign, Mailing(server(post), now=NOW))
        second = send(campaign, Mailing(server(post), now=NOW))
    assert fates(first) == ["sent", "failed", "sent"]
    assert f"訊息為「{answer}」" in str(first.posted[1].reason)
    assert fates(second) == ["already", "sent", "already"]
    assert sorted(receivers(post)) == sorted(EVERYBODY)
    assert sent(campaign) == [("B01", "sent"), ("B02", "failed"), ("B03", "sent"), ("B02", "sent")]


def test_a_copy_that_was_refused_is_told(campaign: Campaign) -> None:
    campaign = with_roster(campaign, replace(ENTRIES[0], cc=("gone@branch.example.tw",)))
    with smtp_server(refuses={"gone@branch.example.tw": "550 gone"}) as post:
        run = send(campaign, Mailing(server(post), now=NOW))
    assert fates(run) == ["sent"]
    assert run.posted[0].refused == (("gone@branch.example.tw", "550 gone"),)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_server_that_dies_leaves_a_run_that_the_next_one_ends(campaign: Campaign, after: int) -> None:
    with smtp_server(answers={after: "dies"}) as post:
        first = send(campaign, Mailing(server(post), now=NOW))
    reached = receivers(post)
    assert fates(first)[:after] == ["sent"] * after
    assert "waiting" in fates(first) or "unknown" in fates(first)
    with smtp_server() as post:
        second = send(campaign, Mailing(server(post), now=NOW))
    assert second.problem is None
    assert reached + receivers(post) == EVERYBODY
    assert history.letters(campaign).keys() == {"B01", "B02", "B03"}


def test_a_letter_of_which_nobody_knows_goes_again_under_the_same_id(campaign: Campaign) -> None:
    with smtp_server(answers={0: "hangs up unanswered"}) as post:
        first = send(campaign, Mailing(server(post), now=NOW))
        send(campaign, Mailing(server(post), now=NOW))
    assert fates(first) == ["unknown", "sent", "sent"]
    ids = [parsed(each.data)["Message-ID"] for each in post.taken if each.recipients == (EVERYBODY[0],)]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_run_that_is_cancelled_goes_on_from_there(campaign: Campaign) -> None:
    done: list[int] = []
    with smtp_server() as post:
        first = send(
            campaign,
            Mailing(server(post), now=NOW),
            watch=Watch(lambda at, _: done.append(at), cancelled=lambda: len(done) == 1),
        )
        second = send(campaign, Mailing(server(post), now=NOW))
    assert (fates(first), fates(second)) == (["sent", "waiting", "waiting"], ["already", "sent", "sent"])
    assert receivers(post) == EVERYBODY


_SEND = """
import sys
from pathlib import Path
from macros.campaign.folder import load
from macros.campaign.posting import Mailing
from macros.campaign.sending import send
from macros.campaign.lock import locked
from macros.post.outbox.server import Server
root, port = sys.argv[1:]
send(load(Path(root)), Mailing(Server("127.0.0.1", int(port), "none")))
"""


@pytest.mark.judge
def test_a_run_killed_in_the_middle_sends_nothing_twice(tmp_path: Path) -> None:
    entries = [Entry(Office(f"C{n:02}", f"第{n}分署"), "", f"c{n:02}@b.tw") for n in range(30)]
    campaign = made(tmp_path / "107", *entries)
    ledger = campaign.outbox / history.SENT
    with smtp_server() as post:
        for lines in (1, 8, 20):
            command: list[str | Path] = [sys.executable, "-c", _SEND, campaign.root, str(post.port)]
            run = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})
            while run.poll() is None and len(sent(campaign)) < lines:
                time.sleep(0.001)
            run.kill()
            run.wait(PATIENCE)
        with ledger.open("ab") as stream:
            stream.write(b'{"kind": "send", "deed": "sent", "office": "C2')  # a line torn by the system
        send(campaign, Mailing(server(post), now=NOW))
    assert set(receivers(post)) == {entry.email for entry in entries}
    # Between the server's answer and the line on disk a run can be killed: at most one letter each time.
    assert len(post.taken) <= len(entries) + 3
    ids = {parsed(each.data)["Message-ID"] for each in post.taken}
    assert len(ids) == len(entries)
    assert sorted(office for office, _ in sent(campaign)) == sorted(entry.office.code for entry in entries)


def test_where_nothing_can_be_put_on_record_nothing_is_sent(campaign: Campaign) -> None:
    (campaign.outbox / history.SENT).mkdir()
    with smtp_server() as post, pytest.raises(OutputError, match=r"sent\.jsonl"):
        send(campaign, Mailing(server(post), now=NOW))
    assert post.taken == []


def test_two_do_not_send_at_once(campaign: Campaign) -> None:
    seen: list[str] = []

    def meanwhile(done: int, _total: int) -> None:
        if done == 1:
            with pytest.raises(KaoheError, match=r"正在從 .*outbox 寄信或擬稿") as raised:
                send(campaign, Mailing(server(post), now=NOW))
            seen.append(str(raised.value))

    with smtp_server() as post:
        assert fates(send(campaign, Mailing(server(post), now=NOW), watch=Watch(meanwhile))) == ["sent"] * 3
        assert fates(send(campaign, Mailing(server(post), now=NOW))) == ["already"] * 3
    assert len(seen) == 1
    assert receivers(post) == EVERYBODY


def test_no_form_is_made_anew_while_another_run_sends(campaign: Campaign) -> None:
    before: list[bytes] = []

    def meanwhile(done: int, _total: int) -> None:
        if done == 1:
            before.append((campaign.outbox / FORM).read_bytes())
            for chosen_server in (None, server(post)):
                with pytest.raises(KaoheError, match="寄信或擬稿"):
                    send(campaign, Mailing(chosen_server, now=NOW), reissue=True)

    with smtp_server() as post:
        send(campaign, Mailing(server(post), now=NOW), watch=Watch(meanwhile))
        assert fates(send(campaign, Mailing(server(post), now=NOW))) == ["already"] * 3
    assert [(campaign.outbox / FORM).read_bytes()] == before


def test_a_run_without_work_does_not_call_the_server(campaign: Campaign) -> None:
    with smtp_server() as post:
        send(campaign, Mailing(server(post), now=NOW))
    assert fates(send(campaign, Mailing(server(post), now=NOW))) == ["already"] * 3  # it is gone by now


def test_a_server_that_is_not_there_is_a_sentence_and_all_are_waiting(campaign: Campaign) -> None:
    with smtp_server() as post:
        pass
    run = send(campaign, Mailing(server(post), now=NOW))
    assert fates(run) == ["waiting"] * 3
    assert_says(run.problem, "失敗（對方沒有開放這個連接埠）", "nothing answers at this port")


# ── on record ───────────────────────────────────────────────────────────────────────────────────


def test_when_each_office_was_written_to_is_known(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW), offices=["B03"])
    with smtp_server() as post:
        send(campaign, Mailing(server(post), now=NOW), offices=["B01"])
    letters = history.letters(campaign)
    assert (letters["B01"].sent, letters["B01"].drafted) == (NOW.astimezone(), None)
    assert (letters[SHILIN.code].sent, letters[SHILIN.code].drafted) == (None, NOW.astimezone())
    assert "B02" not in letters


def test_the_record_says_what_was_sent_to_whom(campaign: Campaign) -> None:
    with smtp_server() as post:
        send(campaign, Mailing(server(post), now=NOW), offices=["B01"])
    [event] = history.events(campaign.outbox / history.SENT)
    form = hashlib.sha256((campaign.outbox / FORM).read_bytes()).hexdigest()
    assert (event.to, event.once, event.name) == (("b01@branch.example.tw",), f"send {form}", "臺北分署")
    assert event.message_id == parsed(post.taken[0].data)["Message-ID"]


def test_a_line_of_another_shape_is_passed_over(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    path = campaign.outbox / history.SENT
    whole = list(history.events(path))
    bad = [
        b"{}",
        b'{"kind": 1}',
        b"[]",
        b'{"kind": "send", "deed": "sent", "at": "x"}',
        b"\xff",
        b'{"to": 5}',
        b'{"kind": "send", "deed": "sent", "office": "B01", "name": "", "once": "", "at": "%s"}'
        % b"0001-01-01T00:00:00+14:00",
    ]
    path.write_bytes(b"\n".join(bad) + b"\n" + path.read_bytes())
    assert list(history.events(path)) == whole


@pytest.mark.parametrize(
    "damaged",
    [
        lambda data: data.replace(b'{"kind"', b"{kind", 1),
        lambda data: data.replace(b'"sent"', b'"snet"', 1),
        lambda data: bytes(range(256)) * 400,
        lambda data: data + b"[]\n",
    ],
)
def test_where_the_record_was_damaged_nothing_is_sent_a_second_time(
    campaign: Campaign, damaged: Callable[[bytes], bytes]
) -> None:
    path = campaign.outbox / history.SENT
    with smtp_server() as post:
        send(campaign, Mailing(server(post), now=NOW))
        path.write_bytes(damaged(path.read_bytes()))
        before = path.read_bytes()
        with pytest.raises(KaoheError, match=r"sent\.jsonl 第 [0-9]+ 行看不懂.*沒有寄出任何信"):
            send(campaign, Mailing(server(post), now=NOW))
    assert (receivers(post), path.read_bytes()) == (EVERYBODY, before)


@pytest.mark.parametrize("torn", [b"{", b'{"kin', b'{"kind": "send", "deed": "se', b"", b"  "])
def test_what_a_run_was_cut_off_in_keeps_nobody_from_sending(campaign: Campaign, torn: bytes) -> None:
    path = campaign.outbox / history.SENT
    with smtp_server() as post:
        send(campaign, Mailing(server(post), now=NOW), offices=["B01"])
        path.write_bytes(path.read_bytes() + torn)
        send(campaign, Mailing(server(post), now=NOW))
    assert receivers(post) == EVERYBODY


def test_two_do_not_draft_at_once_either(campaign: Campaign) -> None:
    with locked(campaign.outbox), pytest.raises(KaoheError, match="寄信或擬稿"):
        send(campaign, Mailing(now=NOW))
    assert fates(send(campaign, Mailing(now=NOW))) == ["drafted"] * 3


def test_a_lost_key_is_said_once_and_not_for_each_office(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    campaign.key_file.unlink()
    with pytest.raises(KaoheError, match="找不到簽章金鑰"):
        send(campaign, Mailing(now=NOW))


# ── a form that is no longer as it was issued ───────────────────────────────────────────────────


def filled(campaign: Campaign) -> bytes:
    """The first office's form after somebody filled it in, in outbox."""
    path = campaign.outbox / FORM
    tasks.fill(path, {"items": {"1.1.1": {"score": 20}}}, path, force=True)
    return path.read_bytes()


def saved_again(campaign: Campaign) -> bytes:
    """The first office's form after another program has saved it."""
    path = campaign.outbox / FORM
    book = openpyxl.load_workbook(path)
    book.save(path)
    return path.read_bytes()


@pytest.mark.parametrize("spoil", [filled, saved_again])
@pytest.mark.parametrize("is_on_record", [True, False])
def test_a_form_that_was_changed_since_is_never_mailed(
    campaign: Campaign, spoil: Callable[[Campaign], bytes], is_on_record: bool
) -> None:
    send(campaign, Mailing(now=NOW))
    changed = spoil(campaign)
    if not is_on_record:
        (campaign.outbox / "sent.jsonl").unlink()
    with smtp_server() as post:
        run = send(campaign, Mailing(server(post), now=NOW))
        assert fates(run) == ["failed", "sent", "sent"]
        assert_says(
            run.posted[0].reason,
            "已不是發出時的樣子.*--reissue --office B01",
            "--reissue",
            str(campaign.outbox / FORM),
        )
        due = [Due(TAIPEI, "missing")]
        assert fates(remind(campaign, due, Mailing(server(post), now=NOW))) == ["failed"]
        assert (campaign.outbox / FORM).read_bytes() == changed
        anew = send(campaign, Mailing(server(post), now=NOW), offices=("B01",), reissue=True)
    assert fates(anew) == ["sent"]
    assert (campaign.outbox / FORM).read_bytes() != changed


def test_a_form_that_no_record_tells_of_is_mailed_where_it_is_as_this_program_makes_it(
    campaign: Campaign,
) -> None:
    tasks.issue(campaign.rubric, campaign.roster, campaign.outbox, Seal(campaign.key(), "考核"))
    assert fates(send(campaign, Mailing(now=NOW))) == ["drafted"] * 3


# ── after the roster was changed ────────────────────────────────────────────────────────────────

NEW = "new@branch.example.tw"


def without_drafts(campaign: Campaign) -> Campaign:
    """The campaign after somebody mailed the drafts and put them away."""
    for path in campaign.outbox.glob("*.eml"):
        path.unlink()
    return campaign


def test_drafts_that_were_put_away_are_not_written_again_unless_asked_for(campaign: Campaign) -> None:
    send(campaign, Mailing(now=NOW))
    run = send(without_drafts(campaign), Mailing(now=NOW))
    assert fates(run) == ["already"] * 3
    assert_says(run.posted[0].reason, "--again", "--again")
    assert fates(send(campaign, Mailing(now=NOW, again=True), offices=("B01",))) == ["drafted"]


def test_an_address_that_was_added_has_that_office_alone_written_to(campaign: Campaign) -> None:
    first = with_roster(campaign, replace(ENTRIES[0], email=""), *ENTRIES[1:])
    assert fates(send(first, Mailing(now=NOW))) == ["no-address", "drafted", "drafted"]
    later = with_roster(without_drafts(campaign), replace(ENTRIES[0], email=NEW), *ENTRIES[1:])
    assert fates(send(later, Mailing(now=NOW))) == ["drafted", "already", "already"]
    assert [path.name for path in campaign.outbox.glob("*.eml")] == [DRAFT]


def test_an_address_that_was_corrected_has_that_office_alone_mailed_to(campaign: Campaign) -> None:
    with smtp_server() as post:
        send(campaign, Mailing(server(post), now=NOW))
        later = with_roster(campaign, replace(ENTRIES[0], email=NEW), *ENTRIES[1:])
        assert fates(send(later, Mailing(server(post), now=NOW))) == ["sent", "already", "already"]
        assert fates(send(later, Mailing(server(post), now=NOW))) == ["already"] * 3
    assert receivers(post) == [*EVERYBODY, NEW]


def test_an_address_that_was_taken_away_or_written_otherwise_is_no_reason(campaign: Campaign) -> None:
    two = replace(ENTRIES[0], email=f"{ENTRIES[0].email};{NEW}")
    with smtp_server() as post:
        send(with_roster(campaign, two, *ENTRIES[1:]), Mailing(server(post), now=NOW))
        fewer = with_roster(campaign, replace(ENTRIES[0], email=NEW.upper()), *ENTRIES[1:])
        assert fates(send(fewer, Mailing(server(post), now=NOW))) == ["already"] * 3


def test_an_office_that_was_added_gets_its_form_alone(campaign: Campaign) -> None:
    with smtp_server() as post:
        send(campaign, Mailing(server(post), now=NOW))
        before = contents(campaign.outbox)
        more = with_roster(campaign, *ENTRIES, Entry(Office("B04", "桃園分署"), "", NEW))
        assert fates(send(more, Mailing(server(post), now=NOW))) == ["already"] * 3 + ["sent"]
    assert receivers(post) == [*EVERYBODY, NEW]
    assert {name for name in contents(campaign.outbox) if name not in before} == {"桃園分署_107.xlsx"}
