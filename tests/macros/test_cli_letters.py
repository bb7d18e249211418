"""send, remind and report as their users run them, to a real server too."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from macros.campaign import collecting
from macros.campaign.folder import Campaign
from scoring.roster import Entry
from scoring.scorecard import Office
from tests.extent import PATIENCE
from tests.macros import forms
from tests.macros.campaign.campaigns import (
    ENTRIES,
    WRONG,
    campaign,
    draft,
    receivers,
    with_roster,
    with_setting,
)
from tests.macros.forms import TAIPEI, XINBEI
from tests.macros.terminal import ROOT, kaohe, process, written
from tests.servers.loopback import HOST
from tests.servers.smtp import PASSWORD, USER, Post, smtp_server
from workbook.identity import identity_of, sign


@pytest.fixture
def made(tmp_path: Path) -> Campaign:
    return campaign(tmp_path / "107")


@pytest.fixture
def here(made: Campaign, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    monkeypatch.chdir(made.root)
    return made


def test_inside_the_campaign_no_arguments_are_needed(here: Campaign) -> None:
    ran = kaohe("send")
    assert ran.status == 0, ran.said
    assert "臺北分署　草稿　outbox/臺北分署_107.eml" in ran.out
    assert "共 3 個機關：草稿 3" in ran.out


def test_from_elsewhere_the_campaign_is_named(made: Campaign) -> None:
    assert kaohe("send").status == 2
    assert kaohe("send", "--campaign", made.root).status == 0


def test_json_has_a_line_for_each_office(here: Campaign) -> None:
    shape = kaohe("send", "--office", "B02", "--json").json
    assert shape == {
        "problem": None,
        "letters": [
            {
                "code": "B02",
                "name": "新北分署",
                "kind": "send",
                "state": "drafted",
                "reason": None,
                "draft": "outbox/新北分署_107.eml",
                "refused": [],
            }
        ],
        "outdated": [],
        "undelivered": [],
        "nothing_written": None,
    }


def test_an_address_of_two_offices_is_remarked_on(here: Campaign) -> None:
    one, two, three = ENTRIES
    with_roster(here, one, replace(two, email=f"王小明 <{one.email.upper()}>"), replace(three, email="none"))
    ran = kaohe("send")
    assert f"提醒：「臺北分署」「新北分署」的電子郵件都是 {one.email}，請核對名冊" in ran.err
    assert "士林分署" not in ran.err


def test_a_copy_may_go_to_a_name_with_its_address(here: Campaign) -> None:
    with_roster(here, replace(ENTRIES[0], cc=("陳科長 <chen@branch.example.tw>",)))
    assert kaohe("send").status == 0
    mail = draft(here.outbox / "臺北分署_107.eml")
    assert mail["Cc"] == "陳科長 <chen@branch.example.tw>"


def test_a_deadline_that_is_over_is_remarked_on_before_anything_is_sent(here: Campaign) -> None:
    assert kaohe("send").err == ""
    with_setting(here, f"deadline: {here.deadline}", "deadline: 2026-01-02")
    ran = kaohe("send")
    assert "提醒：期限 115年1月2日 已經過了" in ran.err
    assert "草稿 3" in ran.out


def test_who_breaks_off_is_told_in_a_sentence(here: Campaign) -> None:
    ran = kaohe("send", "--ask-password", typed="")
    assert (ran.status, "已中止" in ran.err) == (2, True)
    assert not any(here.outbox.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal to a single process")
def test_ctrl_c_is_no_error_of_the_program(here: Campaign) -> None:
    code = "from macros.cli import main; main(['send', '--ask-password'])"
    waiting = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=here.root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # no terminal: the password is asked for on these pipes
    )
    assert waiting.stderr is not None
    said = b""
    while "保護密碼".encode() not in said:
        said += waiting.stderr.read(1)
    waiting.send_signal(signal.SIGINT)
    _, rest = waiting.communicate(timeout=PATIENCE)
    assert (waiting.returncode, "已中止" in rest.decode(), b"Traceback" in rest) == (2, True, False)


def test_an_office_without_an_address_is_something_to_be_done(here: Campaign) -> None:
    with_roster(here, replace(ENTRIES[0], email=""), *ENTRIES[1:])
    ran = kaohe("send")
    assert ran.status == 1
    assert "臺北分署　名冊沒有電子郵件" in ran.out
    assert "提醒：「臺北分署」在名冊沒有電子郵件，信沒有寫；請在 名冊.xlsx 填好" in ran.err
    more = [Entry(Office(f"C{number}", f"第{number}分署")) for number in range(5)]
    with_roster(here, *more)
    assert "「第2分署」等 5 個機關在名冊沒有電子郵件" in kaohe("send").err


def test_a_second_run_says_what_was_done_before(here: Campaign) -> None:
    kaohe("send")
    assert "共 3 個機關：先前已處理 3" in kaohe("send").out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal to a single process")
def test_ctrl_c_before_it_has_begun_is_no_error_either() -> None:
    code = (
        "import signal, sys\n"
        "class Stopped:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'macros.cli': signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Stopped())\n"
        "import kaohe; kaohe.main()"
    )
    ran = process("--version", code=code, PYTHONIOENCODING="utf-8")
    said = ran.stderr.decode()
    assert (ran.returncode, "已中止" in said, "Traceback" in said) == (2, True, False)


def test_english(here: Campaign) -> None:
    assert "3 office(s): drafted 3" in kaohe("send", "--lang", "en").out


def test_missing_offices_are_reminded_once_a_day_and_status_knows(here: Campaign) -> None:
    kaohe("send")
    assert "共 3 個機關：草稿 3" in kaohe("remind").out
    assert "共 3 個機關：先前已處理 3" in kaohe("remind").out
    offices = kaohe("status", "--json").json["offices"]
    assert all(each["drafted"] and each["reminded"] and not each["sent"] for each in offices)


def test_report_says_that_a_merge_comes_first(here: Campaign) -> None:
    ran = kaohe("report")
    assert (ran.status, "請先執行 kaohe merge" in ran.err) == (2, True)


def test_report_says_who_is_still_to_correct_and_what_came_after_the_merge(
    here: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = {office: sign(identity_of(here.rubric, office, "107-1"), here.key()) for office in (TAIPEI, XINBEI)}
    written(here.inbox / "a.xlsx", forms.form(TAIPEI, identity=who[TAIPEI]))
    kaohe("merge")
    assert "提醒" not in kaohe("report").err
    wrong = forms.form(XINBEI, forms.card(WRONG), identity=who[XINBEI])
    written(here.inbox / "b.xlsx", wrong)
    later = datetime.now().astimezone() + timedelta(minutes=1)
    monkeypatch.setattr(collecting, "_now", lambda: later.isoformat(timespec="seconds"))
    ran = kaohe("report")
    assert ran.status == 0
    assert "提醒：新北分署 還待更正" in ran.err
    assert "合併之後又收到 1 份檔案，請先執行 kaohe merge" in ran.err


# ── through a server ────────────────────────────────────────────────────────────────────────────


def test_letters_go_encrypted_with_a_password_from_the_environment(made: Campaign) -> None:
    with smtp_server("starttls", asks_password=True) as post:
        options = ("--campaign", made.root, "--smtp", HOST, "--port", post.port, "--user", USER)
        trusted = {"SSL_CERT_FILE": str(post.certificate), "KAOHE_MAIL_PASSWORD": PASSWORD}
        done = process("send", *options, **trusted)
        assert done.returncode == 0, done.stderr.decode()
        again = process("send", *options, **trusted)
    assert "共 3 個機關：已寄出 3" in done.stdout.decode()
    assert "共 3 個機關：先前已處理 3" in again.stdout.decode()
    assert receivers(post) == [entry.email for entry in ENTRIES]
    assert_password_is_nowhere(made)


def test_the_password_is_asked_for_where_nobody_gives_it(
    here: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAOHE_MAIL_PASSWORD", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with smtp_server("tls", asks_password=True) as post:
        monkeypatch.setenv("SSL_CERT_FILE", str(post.certificate))
        options = ("--smtp", HOST, "--port", post.port, "--user", USER, "--security", "tls")
        ran = kaohe("send", *options, typed=f"{PASSWORD}\n")
    assert ran.status == 0, ran.said
    assert PASSWORD not in ran.said
    assert len(post.taken) == 3
    assert_password_is_nowhere(here)


def assert_password_is_nowhere(made: Campaign) -> None:
    assert not any(PASSWORD.encode() in path.read_bytes() for path in made.root.rglob("*") if path.is_file())


def settings(post: Post) -> str:
    return f"smtp: {{host: {HOST}, port: {post.port}, security: none}}\n#"


def test_smtp_alone_takes_the_server_of_the_settings(here: Campaign) -> None:
    with smtp_server() as post:
        with_setting(here, "# smtp:", settings(post))
        ran = kaohe("send", "--smtp", "--office", "B01")
    assert ran.status == 0, ran.said
    assert receivers(post) == ["b01@branch.example.tw"]


def test_a_refused_letter_makes_the_status_1(here: Campaign) -> None:
    with smtp_server(answers={0: "550 5.7.1 no"}) as post:
        ran = kaohe("send", "--smtp", HOST, "--port", post.port, "--security", "none")
    assert ran.status == 1
    assert "臺北分署　失敗　伺服器不接受這封信，訊息為「550 5.7.1 no」" in ran.out


def test_a_server_that_cannot_be_used_makes_the_status_2(here: Campaign) -> None:
    ran = kaohe("send", "--smtp", HOST, "--port", 1, "--security", "none")
    assert (ran.status, "失敗（對方沒有開放這個連接埠）" in ran.err) == (2, True)
    assert "尚未處理 3" in ran.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--smtp",), "在 campaign.yaml 設定 smtp"),
        (("--port", "25"), "請加 --smtp"),
        (("--smtp", "mail.example.tw", "--security", "none"), "--allow-plain"),
    ],
)
def test_what_is_missing_is_said(here: Campaign, options: tuple[str, ...], said: str) -> None:
    ran = kaohe("send", *options)
    assert (ran.status, said in ran.err) == (2, True)
